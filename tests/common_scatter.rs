//! What the scatter of plots has in common: correlations between plots as stated (check 3.5), and
//! nothing but their own without a share.

#![expect(clippy::unwrap_used, reason = "what cannot be set up has failed")]

use landsim::calendar::Month;
use landsim::case::Case;
use landsim::model::Model;
use landsim::model::plot_index::PlotIndex;
use landsim::model::scatter::Scatter;
use landsim::portfolio::plot::{Plot, PlotStatus};
use landsim::portfolio::{file, generate};
use landsim::reader::built_in::BASELINE_TEXT;
use landsim::scenario::Scenario;
use landsim::uncertainty::draw_tables::{PlotDrawTable, PlotKeys};
use landsim::uncertainty::elementary::ln;
use landsim::uncertainty::stream::EntityKey;

/// Trials, so that a correlation of 0.4 is known to 0.0013.
const TRIALS: u64 = 400_000;
/// Standard errors that a correlation may be off: by chance once in 1.7 million.
const ERRORS: f64 = 5.0;
/// A month of the second block of 24.
const IN_SECOND: Month = Month::new(30);
/// A month of the third.
const IN_THIRD: Month = Month::new(50);

/// Four plots to be acquired, the first two in one zone and the others in another, under shares of
/// the variance that district and zone have in common.
fn model(shares: Option<(f64, f64)>) -> Model {
    let section = shares.map_or_else(String::new, |(district, zone)| {
        format!(
            "\n[scatter]\ndistrict_share = {district}\nzone_share = {zone}\nblock_months = 24\n"
        )
    });
    let (before, after) = BASELINE_TEXT.split_once("\n[scatter]\n").unwrap();
    let (_, after) = after.split_once("\n[doubt]\n").unwrap();
    let text = format!("{before}{section}\n[doubt]\n{after}");
    let scenario = Scenario::parse("common.toml", &text).unwrap();
    let (name, text) = generate::shipped();
    let mut portfolio = file::parse(name, text).unwrap();
    let to_acquire: Vec<Plot> = portfolio
        .plots
        .into_iter()
        .filter(|plot| plot.status == PlotStatus::Unreserved)
        .take(4)
        .collect();
    let zones = [0, 0, 1, 1].map(|zone| scenario.rules.zones[zone].id.clone());
    portfolio.plots =
        to_acquire.into_iter().zip(zones).map(|(plot, zone)| Plot { zone, ..plot }).collect();
    // It is not the shipped table any more, and not measured by the plan of that one.
    portfolio.digest = "four plots of the shipped table".into();
    Case::new(scenario, portfolio).unwrap().model(7)
}

/// The scatter of each of some trials.
fn each_scatter(model: &Model, trials: u64, mut see: impl FnMut(&Scatter)) {
    let keys: Vec<EntityKey> = model.plots.iter().map(|plot| plot.key).collect();
    let keys = PlotKeys::new(&model.scatter.rows.sorted(&keys));
    let (mut table, mut scatter) = (PlotDrawTable::new(4), Scatter::default());
    for trial in 0..trials {
        keys.draw(trial, 0, &mut table);
        scatter.draw(&model.scatter, &table, trial);
        see(&scatter);
    }
}

/// Asserts that the mean product of two standard normals is their stated correlation.
fn assert_correlation(products: &[f64], stated: f64, what: &str) {
    let trials = landsim::quantity::count(products.len());
    let mean = products.iter().sum::<f64>() / trials;
    // The variance of a product of two standard normals of correlation r is 1 + r².
    let error = ((1.0 + stated * stated) / trials).sqrt();
    assert!((mean - stated).abs() < ERRORS * error, "{what}: {mean} where {stated} is stated");
}

#[test]
fn plots_correlate_as_stated() {
    let (district, zone) = (0.3, 0.1);
    let model = model(Some((district, zone)));
    let [first, second, other] = [0, 1, 2].map(PlotIndex::new);
    let mut products: [Vec<f64>; 5] = Default::default();
    each_scatter(&model, TRIALS, |scatter| {
        let lag = |plot, month| scatter.start_lag(&model.scatter, plot, month);
        let cost = |plot| {
            let sd = model.reserve.acquisition_cost_sd;
            ln(scatter.acquisition_cost(&model.scatter, plot)) / sd + sd / 2.0
        };
        let pairs = [
            lag(first, IN_SECOND) * lag(second, IN_SECOND),
            lag(first, IN_SECOND) * lag(other, IN_SECOND),
            lag(first, IN_SECOND) * lag(second, IN_THIRD),
            lag(first, IN_SECOND) * lag(first, IN_SECOND),
            cost(first) * cost(second),
        ];
        products.iter_mut().zip(pairs).for_each(|(products, pair)| products.push(pair));
    });
    let stated = [
        (district + zone, "two plots of a zone"),
        (district, "two plots of two zones"),
        (0.5 * (district + zone), "two plots of a zone, in neighbouring blocks"),
        (1.0, "a plot with itself"),
        (district + zone, "costs of two plots of a zone"),
    ];
    for (products, (stated, what)) in products.iter().zip(stated) {
        assert_correlation(products, stated, what);
    }
}

/// Durations of the same trial differ from block to block; costs are one number.
#[test]
fn quantities_and_zones_have_luck_of_their_own() {
    let model = model(Some((0.3, 0.3)));
    let [first, _, other] = [0, 1, 2].map(PlotIndex::new);
    let mut products: [Vec<f64>; 2] = Default::default();
    each_scatter(&model, TRIALS / 4, |scatter| {
        let lag = |plot| scatter.start_lag(&model.scatter, plot, IN_SECOND);
        let sd = model.reserve.acquisition_duration_sd;
        let duration = scatter.acquisition_duration(&model.scatter, first, IN_SECOND);
        products[0].push(lag(first) * (ln(duration) / sd + sd / 2.0));
        products[1].push(lag(first) * lag(other));
    });
    assert_correlation(&products[0], 0.0, "lag and duration of a plot");
    assert_correlation(&products[1], 0.3, "lags in two zones");
}

#[test]
fn without_a_share_every_plot_has_its_own_and_nothing_else() {
    let [silent, none] = [None, Some((0.0, 0.0))].map(model);
    let mut of_silent = Vec::new();
    each_scatter(&silent, 20, |scatter| {
        of_silent.push(scatter.start_lag(&silent.scatter, PlotIndex::new(0), IN_SECOND));
    });
    let mut of_none = Vec::new();
    each_scatter(&none, 20, |scatter| {
        of_none.push(scatter.start_lag(&none.scatter, PlotIndex::new(0), IN_THIRD));
    });
    assert_eq!(of_silent, of_none);
}
