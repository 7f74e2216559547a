//! Programmes elsewhere with published outcomes, beside what the baseline's model makes:
//! nothing here was fitted to Hong Kong or Singapore but the leverage of land and the mean
//! number of bidders.
//!
//! `cargo test --test external -- --nocapture` prints the table of `docs/calibration.md`.

#![expect(clippy::expect_used, reason = "a case that cannot be put to the test has failed")]

use std::io::Write as _;

use landsim::calendar::{ByMonth, Month};
use landsim::case::Case;
use landsim::catalogue::figure::Figure;
use landsim::catalogue::land_use::Use;
use landsim::catalogue::series::Series;
use landsim::model::market::{MarketModel, MarketPath};
use landsim::model::timeline::Timeline;
use landsim::portfolio::{file, generate};
use landsim::quantity::count;
use landsim::scenario::Scenario;
use landsim::trial::worker::Worker;
use landsim::uncertainty::stream::EntityKey;

const TRIALS: u64 = 1_000;
/// Yearly changes of Hong Kong's land prices.
const CHANGES: usize = 16;
/// Standard deviation of a year's change of house prices: Hong Kong over that of the
/// baseline's futures.
const HONG_KONG_SD: f64 = 0.165;

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / count(values.len())
}

fn variance(values: &[f64]) -> f64 {
    let middle = mean(values);
    values.iter().map(|value| (value - middle).powi(2)).sum::<f64>() / count(values.len() - 1)
}

/// A published outcome with its distribution over futures, as a line of the table;
/// returns its rank.
fn line(name: &str, seen: f64, mut simulated: Vec<f64>) -> f64 {
    simulated.retain(|value| value.is_finite());
    simulated.sort_unstable_by(f64::total_cmp);
    let n = count(simulated.len());
    let at = |p: f64| simulated[landsim::quantity::index(p * (n - 1.0))];
    let rank = count(simulated.partition_point(|value| *value < seen)) / n;
    let text = format!(
        "| {name} | {seen} | {:.2} | {:.2} to {:.2} | {rank:.2} |\n",
        at(0.5),
        at(0.1),
        at(0.9)
    );
    std::io::stdout().write_all(text.as_bytes()).expect("a log");
    rank
}

fn baseline() -> Scenario {
    Scenario::baseline().expect("the baseline is valid")
}

/// Yearly changes of house and residential land prices of futures of 17 years.
fn yearly_changes() -> Vec<(Vec<f64>, Vec<f64>)> {
    let mut scenario = baseline();
    scenario.rules.calendar.horizon = 12 * CHANGES + 13;
    scenario.rules.calendar.window = scenario.rules.calendar.horizon;
    let (model, timeline) = (MarketModel::new(&scenario.rules), Timeline::new(&scenario.rules));
    let mut path = MarketPath::new(scenario.rules.calendar.horizon);
    (0..TRIALS)
        .map(|trial| {
            model.simulate(&timeline, EntityKey::market(1), trial, &mut path);
            let changes = |values: &ByMonth<f64>| -> Vec<f64> {
                let at = |year: usize| values[Month::at(12 * year)];
                (1..=CHANGES).map(|year| at(year) - at(year - 1)).collect()
            };
            (changes(&path.house_price), changes(&path.land_own[Use::Residential]))
        })
        .collect()
}

#[test]
fn land_moves_with_houses_as_in_hong_kong() {
    // 16 yearly changes 1985-2011: correlation 0.91, slope 1.42, ratio of standard deviations 1.56.
    // Hong Kong's houses move more than Shanghai's: the futures' are scaled to its 16.5 % a year.
    let leverage = baseline().rules.market.land[Use::Residential].leverage;
    let futures = yearly_changes();
    let typical =
        mean(&futures.iter().map(|(house, _)| variance(house)).collect::<Vec<_>>()).sqrt();
    let scale = HONG_KONG_SD / typical;
    let (mut correlations, mut slopes, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for (house, own) in &futures {
        let house: Vec<f64> = house.iter().map(|change| scale * change).collect();
        let land: Vec<f64> =
            house.iter().zip(own).map(|(house, own)| leverage * house + own).collect();
        let (middle, of_land) = (mean(&house), mean(&land));
        let products = house.iter().zip(&land).map(|(h, l)| (h - middle) * (l - of_land));
        let covariance = products.sum::<f64>() / count(CHANGES - 1);
        let (of_house, of_land) = (variance(&house), variance(&land));
        correlations.push(covariance / (of_house * of_land).sqrt());
        slopes.push(covariance / of_house);
        ratios.push((of_land / of_house).sqrt());
    }
    for (name, seen, simulated) in [
        ("Hong Kong 1985-2011: correlation of land and house prices", 0.91, correlations),
        ("Hong Kong: land on house prices, slope of yearly changes", 1.42, slopes),
        ("Hong Kong: sd of land over sd of house prices", 1.56, ratios),
    ] {
        let rank = line(name, seen, simulated);
        assert!((0.05..=0.95).contains(&rank), "{name}: {rank}");
    }
}

#[test]
fn auctions_beside_singapore_and_sales_beside_hong_kong() {
    let (name, text) = generate::shipped();
    let portfolio = file::parse(name, text).expect("the shipped portfolio is valid");
    let case = Case::new(baseline(), portfolio).expect("they fit together");
    let model = case.model(1);
    let mut worker = Worker::new(&model);
    let (mut failed, mut bidders, mut dispersion) = (Vec::new(), Vec::new(), Vec::new());
    for trial in 0..TRIALS {
        let trial = worker.run(trial);
        failed.push(trial.figure(Figure::FailedShare));
        bidders.push(trial.figure(Figure::BiddersMean));
        let sales: Vec<f64> = (0..10)
            .map(|year| {
                let first = Month::at(12 * year);
                let of = |series| trial.series.sum(series, first..first.plus(12));
                of(Series::Auctions) - of(Series::AuctionsFailed)
            })
            .collect();
        dispersion.push(variance(&sales).sqrt() / mean(&sales));
    }
    let rank = line("Singapore 1990-2011: bids per sold parcel (n 409)", 6.54, bidders);
    assert!((0.1..=0.9).contains(&rank), "bids: {rank}");
    let rank = line("Singapore 2016-2021: not awarded, 17 of 133 sites", 0.128, failed);
    assert!((0.1..=0.9).contains(&rank), "failed: {rank}");
    // A plan of five years that runs out is as uneven as a programme of 26 years of booms and
    // halts. Mean 24.7, variance 276; relative to the mean, since programmes of different size are
    // held against each other.
    let rank = line("Hong Kong: sd over mean of sales a year", 0.67, dispersion);
    assert!((0.02..=0.98).contains(&rank), "dispersion: {rank}");
}

#[test]
fn a_plan_without_stock_sells_about_what_the_previous_one_did() {
    // 2006 to 2010: 413 ha reserved, roads and green included, 128 ha sold: 0.31 of the gross area,
    // 0.44 of the net one at seven tenths. Nothing else of that plan is published, so the plots to
    // reserve of the plan that followed stand for its plots: started evenly over five years,
    // offered as soon as they are net land, cleared at the 2,600 households a year of then (as 159
    // ha are to 413), with the house prices of those years and no stock to begin with.
    const WINDOW: usize = 60;
    const RESERVED_HA: f64 = 413.0;
    const SEEN: [f64; 2] = [0.31, 0.44];
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("previous.toml");
    let (name, text) = generate::shipped();
    let mut portfolio = file::parse(name, text).expect("the shipped portfolio is valid");
    portfolio.plots.retain(|plot| plot.reserve_start.is_some());
    let land: f64 = portfolio.plots.iter().map(|plot| plot.land_m2).sum();
    let capacity = (2_600.0 * land / 1e4 / RESERVED_HA).round();
    let scenario = format!(
        "extends = \"builtin:baseline\"\n\
         [scenario]\nid = \"previous\"\ntitle = \"2006 to 2010\"\nstart = \"2006-01\"\n\
         [reserve]\nclearance_capacity = {capacity}\n[market.history]\nmode = \"replay\"\n\
         file = \"builtin:shanghai_house_price_monthly\"\n\
         column = \"second_hand_mom_index_prev_month_100\"\n"
    );
    std::fs::write(&path, scenario).expect("the file can be written");
    let scenario = Scenario::load(&path).expect("the scenario is valid");
    let plots = portfolio.plots.len();
    for (at, plot) in portfolio.plots.iter_mut().enumerate() {
        let month = i32::try_from(at * WINDOW / plots).expect("a month of the window");
        plot.reserve_start = Some(scenario.rules.calendar.start.plus(month));
        plot.list_date = plot.reserve_start;
    }
    portfolio.lines = (0..plots).collect();
    // It is not the shipped table any more, and not measured by the plan of that one.
    portfolio.digest = "a part of the shipped table".into();
    let case = Case::new(scenario, portfolio).expect("they fit together");
    let model = case.model(1);
    let mut worker = Worker::new(&model);
    let shares: Vec<f64> = (0..TRIALS)
        .map(|trial| {
            let trial = worker.run(trial);
            trial.figure(Figure::SoldHa) / trial.figure(Figure::ReservedHa)
        })
        .collect();
    let ranks = SEEN.map(|seen| line("Xuhui 2006-2010: sold over reserved", seen, shares.clone()));
    assert!(ranks[0] < 0.95 && ranks[1] > 0.05, "{ranks:?}");
}
