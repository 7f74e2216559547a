//! Where the time goes, stage by stage, and how it grows: `cargo bench --bench stages`.
//!
//! `cargo bench --bench stages -- scaling` runs a part of them, `-- floor` the floors of stages.
//! Trials per second are in the second line of each; what the stages have to do with one another is
//! in `docs/performance.md`.

#![expect(clippy::expect_used, reason = "a benchmark stops when its inputs are broken")]

#[path = "../tests/valuation/flexible.rs"]
mod flexible;
#[path = "floor/mod.rs"]
mod floor;

use std::fmt::Write as _;
use std::sync::LazyLock;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};

use landsim::calendar::Month;
use landsim::case::Case;
use landsim::catalogue::land_use::{ByFloorKind, FloorKind, Use};
use landsim::catalogue::series::Series;
use landsim::ensemble::Ensemble;
use landsim::model::Model;
use landsim::model::auction::session::Session;
use landsim::model::auction::{AuctionDraws, AuctionInputs};
use landsim::model::delivery::{self, WorksTime};
use landsim::model::finance::{MonthFlows, ReserveCentre};
use landsim::model::scatter::Scatter;
use landsim::portfolio::plan::Plan;
use landsim::portfolio::{Portfolio, file, generate};
use landsim::rules::revenue_split::{self, DealTerms, Division};
use landsim::scenario::Scenario;
use landsim::tables;
use landsim::tables::summaries::Summaries;
use landsim::targets::Aims;
use landsim::trial::month::SideBySide;
use landsim::trial::record::Deal;
use landsim::trial::series::SeriesTable;
use landsim::trial::witness::{MonthBooks, Payment, Witness};
use landsim::trial::worker::Worker;
use landsim::uncertainty::draw_tables::{PlotDrawTable, PlotKeys};
use landsim::uncertainty::stream::{EntityKey, PlotPurpose};

const SEED: u64 = 1;
/// Trials of the stages that need an ensemble.
const TRIALS: u64 = 10_000;

fn main() {
    divan::main();
}

fn case(portfolio: Portfolio, months: usize) -> Case {
    let text = format!(
        "{}\n",
        landsim::reader::built_in::BASELINE_TEXT.replace(
            "horizon_months = { value = 120",
            &format!("horizon_months = {{ value = {months}")
        )
    );
    let scenario = Scenario::parse("scaled.toml", &text).expect("a horizon that is accepted");
    assert_eq!(scenario.rules.calendar.horizon, months, "the horizon was replaced");
    Case::new(scenario, portfolio).expect("they fit together")
}

fn shipped() -> Portfolio {
    let (name, text) = generate::shipped();
    file::parse(name, text).expect("the shipped portfolio is valid")
}

/// The shipped plots again and again under other ids, or the first of them.
fn plots(number: usize) -> Portfolio {
    let (_, text) = generate::shipped();
    let mut lines = text.lines().filter(|line| !line.starts_with('#'));
    let mut all = format!("{}\n", lines.next().expect("a header"));
    let rows: Vec<&str> = lines.collect();
    for (row, line) in rows.iter().cycle().take(number).enumerate() {
        let (_, rest) = line.split_once(',').expect("an id");
        let _ = writeln!(all, "p{row:05},{rest}");
    }
    file::parse("many.csv", &all).expect("plots that are accepted")
}

static BASELINE: LazyLock<Case> = LazyLock::new(|| case(shipped(), 120));
/// The baseline under a seed.
static MODEL: LazyLock<Model> = LazyLock::new(|| BASELINE.model(SEED));
static ENSEMBLE: LazyLock<Ensemble> =
    LazyLock::new(|| Ensemble::run(&*MODEL, TRIALS, &|_| true).expect("nobody interrupts"));

/// Runs trials of a model side by side as a run of the program does, eight for each iteration.
fn side_by_side(bencher: Bencher<'_, '_>, model: &Model) {
    const TOGETHER: usize = 8;
    let mut batch = SideBySide::new((0..TOGETHER).map(|_| Worker::new(model)).collect());
    let mut first = 0;
    bencher.counter(ItemsCount::new(TOGETHER)).bench_local(|| {
        black_box(batch.run(first, TOGETHER));
        first += TOGETHER as u64;
    });
}

/// One thread, as the parts of a run on it.
fn alone<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread starts");
    pool.install(work)
}

/// The random words of all plots under one counter, of which a trial draws two.
#[divan::bench]
fn words(bencher: Bencher<'_, '_>) {
    let keys: Vec<EntityKey> = MODEL.plots.iter().map(|plot| plot.key).collect();
    let (keys, mut table) = (PlotKeys::new(&keys), PlotDrawTable::new(keys.len()));
    let mut trial = 0;
    bencher.counter(ItemsCount::new(1_usize)).bench_local(|| {
        keys.draw(trial, 0, &mut table);
        trial += 1;
        black_box(&table);
    });
}

/// The market's path alone.
#[divan::bench]
fn market(bencher: Bencher<'_, '_>) {
    let mut worker = Worker::new(&MODEL);
    let mut trial = 0;
    bencher.counter(ItemsCount::new(1_usize)).bench_local(|| {
        black_box(worker.market_only(trial));
        trial += 1;
    });
}

/// The scatter of all plots.
#[divan::bench]
fn scatter(bencher: Bencher<'_, '_>) {
    let keys: Vec<EntityKey> = MODEL.plots.iter().map(|plot| plot.key).collect();
    let mut words = PlotDrawTable::new(keys.len());
    PlotKeys::new(&MODEL.scatter.rows.sorted(&keys)).draw(0, 0, &mut words);
    let mut scatter = Scatter::default();
    bencher.counter(ItemsCount::new(1_usize)).bench_local(|| {
        scatter.draw(&MODEL.scatter, &words, 0);
        black_box(&scatter);
    });
}

/// As many auctions as a trial holds, in the sessions of a month that eight trials
/// side by side have.
#[divan::bench]
fn auctions(bencher: Bencher<'_, '_>) {
    const AUCTIONS: usize = 161;
    const IN_A_SESSION: usize = 11;
    let (rules, key) = (BASELINE.scenario().rules.auction, EntityKey::plot(SEED, "bench"));
    let calls: Vec<AuctionInputs<'_>> = (0..4096)
        .map(|trial| AuctionInputs {
            rules: &rules,
            terms: &rules.terms,
            appraised_worth: 1e9,
            log_value: 0.1,
            failed_rounds: 1,
            vain_spells: 0,
            applicant: None,
            full_cost: 0.5e9,
            median_valuation: 1e9,
            bidder_mean: 6.0,
            main_use: Use::Residential,
            recent_gfa: 3e5,
            draws: AuctionDraws::of(&key.occasion_draws(trial, 0)),
        })
        .collect();
    let mut next = calls.iter().cycle();
    let mut session = Session::default();
    bencher.counter(ItemsCount::new(1_usize)).bench_local(|| {
        for first in (0..AUCTIONS).step_by(IN_A_SESSION) {
            session.clear();
            for call in next.by_ref().take(IN_A_SESSION.min(AUCTIONS - first)) {
                session.call(black_box(call));
            }
            session.hold();
            black_box(&session);
        }
    });
}

/// Money: a trial's receipts divided and posted, all other payments posted, and its months closed.
#[divan::bench]
fn ledger(bencher: Bencher<'_, '_>) {
    let recorded = Recorded::of(&MODEL);
    let model = &*MODEL;
    let (mut series, mut treasury) =
        (SeriesTable::new(model.calendar.horizon), ReserveCentre::default());
    bencher.counter(ItemsCount::new(1_usize)).bench_local(|| {
        series.clear();
        for deal in &recorded.deals {
            let class = model.plots[deal.plot].class as usize;
            let basis = DealTerms { price: deal.price, cost: deal.recognised_cost, class };
            for part in &model.payment_plans[deal.payment_plan] {
                let month = deal.month.plus(part.months);
                let terms = &model.timeline.terms[month.min(model.calendar.end().back(1))];
                let gross = part.share * deal.price;
                post(
                    &mut series,
                    &revenue_split::divide(&terms.revenue_split, &basis, gross),
                    month,
                );
            }
        }
        for Payment { series: of, month, amount, .. } in &recorded.others {
            series.add(*of, *month, *amount);
        }
        treasury.open(&model.finance, model.calendar.horizon);
        for (month, flows) in model.calendar.months().zip(&recorded.flows) {
            let close = treasury.close(&model.finance, month, flows);
            let values = series.month_mut(month);
            values[Series::CashCny as usize] = treasury.cash;
            values[Series::DebtCny as usize] = treasury.debt();
            values[Series::InterestCny as usize] = close.interest;
        }
        black_box(&series);
    });
}

fn post(series: &mut SeriesTable, division: &Division, month: Month) {
    let [education, irrigation, affordable_housing] = division.accruals;
    series.add_several(
        month,
        &[
            (Series::ReceiptsCny, division.gross),
            (Series::HandlingFeeCny, division.handling_fee),
            (Series::IncomeFundCny, division.income_fund),
            (Series::AccrualEducationCny, education),
            (Series::AccrualIrrigationCny, irrigation),
            (Series::AccrualAffordableHousingCny, affordable_housing),
            (Series::CityShareCny, division.city_share),
            (Series::DistrictLandGainCny, division.district_gain),
        ],
    );
    series.add(
        Series::CostReturnedCny,
        month.plus(MODEL.receipts.return_lag_months),
        division.cost,
    );
}

/// Deliveries: the works of a trial's deals scheduled, and their floor area put down.
#[divan::bench]
fn delivery(bencher: Bencher<'_, '_>) {
    let recorded = Recorded::of(&MODEL);
    let model = &*MODEL;
    let keys: Vec<EntityKey> = model.plots.iter().map(|plot| plot.key).collect();
    let (keys, mut words) = (PlotKeys::new(&keys), PlotDrawTable::new(keys.len()));
    keys.draw(0, 0, &mut words);
    let normals: Vec<f64> =
        words.uniforms(PlotPurpose::StartLag).map(landsim::uncertainty::normal::inverse).collect();
    let mut series = SeriesTable::new(model.calendar.horizon);
    bencher.counter(ItemsCount::new(1_usize)).bench_local(|| {
        series.clear();
        for deal in &recorded.deals {
            let (plot, row) = (&model.plots[deal.plot], deal.plot.place());
            let lag = model.market.start_lag(0).at(normals[row]);
            let time = WorksTime { start_lag: lag, build: plot.build_time.mean() };
            let enforcement = &model.timeline.terms[deal.month].enforcement;
            let of_plot = words.of(row);
            let planned =
                delivery::schedule(&model.delivery, enforcement, &time, deal.month, &of_plot);
            let area = |series: ByFloorKind<Series>, share: f64| {
                FloorKind::ALL.map(|kind| (series[kind], plot.gfa[kind] * share))
            };
            series.add_several(deal.month, &area(Series::GFA_DEALT, 1.0));
            series.add_several(planned.start, &area(Series::GFA_STARTED, 1.0));
            let share = 1.0 / landsim::quantity::count(plot.phases);
            for phase in 1..=plot.phases {
                let month =
                    delivery::phase_month(planned.start, planned.completion, phase, plot.phases);
                series.add_several(month, &area(Series::GFA_COMPLETED, share));
            }
        }
        black_box(&series);
    });
}

/// What a trial pays and closes, as it was told.
#[derive(Default)]
struct Recorded {
    deals: Vec<Deal>,
    /// Payments that do not come from a deal's price.
    others: Vec<Payment>,
    /// By month.
    flows: Vec<MonthFlows>,
}

impl Witness for Recorded {
    const WATCHES: bool = true;

    fn pays(&mut self, payment: Payment) {
        if matches!(payment.series, Series::AcquisitionCny | Series::PreparationCny) {
            self.others.push(payment);
        }
    }

    fn closes(&mut self, books: &MonthBooks) {
        self.flows.push(books.flows);
    }
}

impl Recorded {
    fn of(model: &Model) -> Self {
        let mut worker = Worker::before(model, Self::default());
        let deals = worker.run(0).deals.clone();
        let Self { others, flows, .. } = worker.witness();
        Self { deals, others: others.clone(), flows: flows.clone() }
    }
}

/// Floors of the stages, and of a trial.
mod floors {
    use divan::Bencher;
    use divan::counter::ItemsCount;

    use super::floor::Floor;
    use super::{MODEL, SEED};

    fn work(bencher: Bencher<'_, '_>, work: impl Fn(&mut Floor<'static>, u64)) {
        let (mut floor, mut trial) = (Floor::new(&MODEL, SEED), 0);
        bencher.counter(ItemsCount::new(1_usize)).bench_local(|| {
            work(&mut floor, trial);
            trial += 1;
        });
    }

    #[divan::bench]
    fn floor_market(bencher: Bencher<'_, '_>) {
        work(bencher, Floor::market);
    }

    #[divan::bench]
    fn floor_words(bencher: Bencher<'_, '_>) {
        work(bencher, Floor::words);
    }

    #[divan::bench]
    fn floor_scatter(bencher: Bencher<'_, '_>) {
        work(bencher, |floor, _| floor.scatter());
    }

    #[divan::bench]
    fn floor_auctions(bencher: Bencher<'_, '_>) {
        work(bencher, |floor, _| floor.auctions());
    }

    #[divan::bench]
    fn floor_ledger(bencher: Bencher<'_, '_>) {
        work(bencher, |floor, _| floor.ledger());
    }

    #[divan::bench]
    fn floor_delivery(bencher: Bencher<'_, '_>) {
        work(bencher, |floor, _| floor.delivery());
    }

    #[divan::bench]
    fn floor_trial(bencher: Bencher<'_, '_>) {
        work(bencher, Floor::trial);
    }
}

/// Whole trials, eight side by side: market, programme, books, deliveries, figures.
#[divan::bench]
fn eight_trials(bencher: Bencher<'_, '_>) {
    side_by_side(bencher, &MODEL);
}

/// Trials with the distributions of all series, periods and plots.
#[divan::bench(sample_count = 10)]
fn trials_and_columns(bencher: Bencher<'_, '_>) {
    const SOME: u64 = 2048;
    bencher.counter(ItemsCount::new(SOME)).bench(|| {
        alone(|| black_box(Ensemble::run(&*MODEL, SOME, &|_| true)));
    });
}

/// Statistics of all figures.
#[divan::bench(sample_count = 10)]
fn statistics(bencher: Bencher<'_, '_>) {
    let plan = Plan::published().expect("the plan is valid");
    let figures = &ENSEMBLE.figures;
    bencher
        .counter(ItemsCount::new(TRIALS))
        .bench(|| alone(|| black_box(Summaries::of(figures, &Aims::of_plan(plan)))));
}

/// All tables, with the statistics in them.
#[divan::bench(sample_count = 10)]
fn all_tables(bencher: Bencher<'_, '_>) {
    let ensemble = &*ENSEMBLE;
    bencher
        .counter(ItemsCount::new(TRIALS))
        .bench(|| alone(|| black_box(tables::of_ensemble(&BASELINE, ensemble))));
}

/// Eight trials by number of plots.
#[divan::bench(args = [10, 100, 1_000, 10_000], sample_count = 20)]
fn scaling_plots(bencher: Bencher<'_, '_>, number: usize) {
    side_by_side(bencher, &case(plots(number), 120).model(SEED));
}

/// Eight trials by number of months.
#[divan::bench(args = [60, 120, 240, 600], sample_count = 100)]
fn scaling_months(bencher: Bencher<'_, '_>, number: usize) {
    side_by_side(bencher, &case(shipped(), number).model(SEED));
}

/// Runs by number of trials, on all threads.
#[divan::bench(args = [1_000, 10_000, 100_000], sample_count = 3)]
fn scaling_trials(bencher: Bencher<'_, '_>, number: u64) {
    bencher
        .counter(ItemsCount::new(number))
        .bench(|| black_box(Ensemble::run(&*MODEL, number, &|_| true)));
}

/// The published flexible sale of a property, beside `benches/peers/rangekeeper_example.py`.
#[divan::bench(sample_size = 10)]
fn flexible_sale(bencher: Bencher<'_, '_>) {
    let (key, days) = (EntityKey::market(SEED), flexible::days_to_year_ends());
    let mut trial = 0;
    bencher.counter(ItemsCount::new(1_usize)).bench_local(|| {
        black_box(flexible::values(key, trial, &days));
        trial += 1;
    });
}
