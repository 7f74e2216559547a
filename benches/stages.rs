//! Where the time goes, stage by stage, and how it grows: `cargo bench --bench stages`.
//!
//! `cargo bench --bench stages -- scaling` runs a part of them. Trials per second are in the second line of
//! each; what the stages have to do with one another is in `docs/performance.md`.

#![expect(clippy::expect_used, reason = "a benchmark stops when its inputs are broken")]

#[path = "../tests/valuation/flexible.rs"]
mod flexible;

use std::fmt::Write as _;
use std::sync::LazyLock;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};

use landsim::ensemble::Ensemble;
use landsim::model::auction::session::Session;
use landsim::model::auction::{Call, Luck};
use landsim::model::{Case, Model};
use landsim::portfolio::plan::Plan;
use landsim::portfolio::{Portfolio, file, generate};
use landsim::scenario::Scenario;
use landsim::tables::{self, summary::Summaries};
use landsim::trial::Worker;
use landsim::trial::batch::Batch;
use landsim::uncertainty::stream::{EntityKey, PlotKeys, PlotWordTable};

const SEED: u64 = 1;
/// Trials of the stages that need an ensemble.
const TRIALS: u64 = 10_000;

fn main() {
    divan::main();
}

fn case(portfolio: Portfolio, months: usize) -> Case {
    let text = format!(
        "{}\n",
        landsim::scenario::BASELINE_TEXT.replace(
            "horizon_months = { value = 120",
            &format!("horizon_months = {{ value = {months}")
        )
    );
    let scenario = Scenario::parse("scaled.toml", &text).expect("a horizon that is accepted");
    assert_eq!(scenario.calendar.horizon, months, "the horizon was replaced");
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
static MODEL: LazyLock<Model> = LazyLock::new(|| Model::new(&BASELINE, SEED));
static ENSEMBLE: LazyLock<Ensemble> =
    LazyLock::new(|| Ensemble::run(&*MODEL, TRIALS, &|_| true).expect("nobody interrupts"));

/// Runs trials of a model side by side as a run of the program does, eight for each iteration.
fn side_by_side(bencher: Bencher<'_, '_>, model: &Model) {
    const TOGETHER: usize = 8;
    let mut batch = Batch::new((0..TOGETHER).map(|_| Worker::new(model)).collect());
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

/// The random words of all plots under one counter.
#[divan::bench]
fn words(bencher: Bencher<'_, '_>) {
    let keys: Vec<EntityKey> = MODEL.plots.iter().map(|plot| plot.key).collect();
    let (keys, mut table) = (PlotKeys::new(&keys), PlotWordTable::new(keys.len()));
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

/// As many auctions as a trial holds, in the sessions of a month that eight trials side by side have.
#[divan::bench]
fn auctions(bencher: Bencher<'_, '_>) {
    const AUCTIONS: usize = 161;
    const IN_A_SESSION: usize = 11;
    let (rules, key) = (BASELINE.scenario().auction, EntityKey::plot(SEED, "bench"));
    let calls: Vec<Call<'_>> = (0..4096)
        .map(|trial| Call {
            rules: &rules,
            appraised_worth: 1e9,
            log_value: 0.1,
            failed_rounds: 1,
            full_cost: 0.5e9,
            median_valuation: 1e9,
            bidder_mean: 6.0,
            main_use: 0,
            recent_gfa: 3e5,
            luck: Luck::of(&key.plot_words(trial, 0)),
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
        .bench(|| alone(|| black_box(Summaries::of(figures, plan))));
}

/// All tables, with the statistics in them.
#[divan::bench(sample_count = 10)]
fn all_tables(bencher: Bencher<'_, '_>) {
    let plan = Plan::published().expect("the plan is valid");
    let ensemble = &*ENSEMBLE;
    bencher
        .counter(ItemsCount::new(TRIALS))
        .bench(|| alone(|| black_box(tables::of_ensemble(&BASELINE, plan, ensemble))));
}

/// Eight trials by number of plots.
#[divan::bench(args = [10, 100, 1_000, 10_000], sample_count = 20)]
fn scaling_plots(bencher: Bencher<'_, '_>, number: usize) {
    side_by_side(bencher, &Model::new(&case(plots(number), 120), SEED));
}

/// Eight trials by number of months.
#[divan::bench(args = [60, 120, 240, 600], sample_count = 100)]
fn scaling_months(bencher: Bencher<'_, '_>, number: usize) {
    side_by_side(bencher, &Model::new(&case(shipped(), number), SEED));
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
