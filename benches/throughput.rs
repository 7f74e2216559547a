//! Trials per second of the baseline, beside the floor measured in the same run.
//!
//! The floor draws the random words of a trial by the same means as a trial does, turns as many of them into normals,
//! takes as many exponentials and makes as many additions to a ledger, and nothing else: no market, no plots, no rules.
//! `cargo bench` prints one line for each; the ratio is the engine's distance from the floor.

#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a benchmark prints, and stops when its inputs are broken"
)]

use std::hint::black_box;
use std::time::Instant;

use landsim::catalogue::series::Series;
use landsim::ensemble::Ensemble;
use landsim::model::{Case, Model};
use landsim::portfolio;
use landsim::portfolio::plan::Plan;
use landsim::scenario::Scenario;
use landsim::tables;
use landsim::trial::Worker;
use landsim::trial::batch::Batch;
use landsim::trial::witness::{Payment, Witness};
use landsim::uncertainty::stream::{
    EntityKey, MARKET_PURPOSES, PlotKeys, PlotPurpose, PlotWordTable,
};
use landsim::uncertainty::{elementary, normal, stream};

const SEED: u64 = 1;
const REPEATS: usize = 5;
/// Trials that run side by side, as in a run of the program.
const SIDE_BY_SIDE: usize = 8;

fn main() {
    let (name, text) = portfolio::generate::shipped();
    let portfolio = portfolio::file::parse(name, text).expect("the shipped portfolio is valid");
    let scenario = Scenario::baseline().expect("the baseline is valid");
    let case = Case::new(scenario, portfolio).expect("they fit together");
    let model = Model::new(&case, SEED);
    let payments = payments_of_a_trial(&model);
    println!("payments of a trial: {payments}");
    let floor = rate("floor, one thread", 8_000, |trials| draw_and_add(&model, trials, payments));
    let engine = rate("engine, one thread", 8_000, |trials| {
        let mut batch = Batch::new((0..SIDE_BY_SIDE).map(|_| Worker::new(&model)).collect());
        for first in (0..trials).step_by(SIDE_BY_SIDE) {
            black_box(batch.run(first, SIDE_BY_SIDE));
        }
    });
    println!("engine over floor: {:.2} times its time", floor / engine);
    let pool = |threads| {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads start")
    };
    let one = pool(1)
        .install(|| rate("engine and columns, one thread", 10_000, |trials| run(&model, trials)));
    let all = pool(0)
        .install(|| rate("engine and columns, all threads", 10_000, |trials| run(&model, trials)));
    println!("all threads over one: {:.2}", all / one);
    let ensemble = Ensemble::run(&model, 10_000, &|_| true).expect("nobody interrupts");
    let plan = Plan::published().expect("the plan is valid");
    rate("tables of 10,000 trials", 10_000, |_| {
        for table in tables::of_ensemble(&case, plan, &ensemble) {
            black_box(table.frame().expect("columns are equally long"));
        }
    });
}

fn run(model: &Model, trials: u64) {
    black_box(Ensemble::run(model, trials, &|_| true));
}

/// Best rate of several repeats, printed [trials per second].
fn rate(name: &str, trials: u64, work: impl Fn(u64)) -> f64 {
    let seconds = (0..REPEATS)
        .map(|_| {
            let clock = Instant::now();
            work(trials);
            clock.elapsed().as_secs_f64()
        })
        .fold(f64::INFINITY, f64::min);
    let rate = landsim::quantity::count(usize::try_from(trials).unwrap_or(0)) / seconds;
    println!("{name}: {rate:.0} trials/s");
    rate
}

/// Counts what is paid.
struct Payments(usize);

impl Witness for Payments {
    const WATCHES: bool = true;

    fn pays(&mut self, _payment: Payment) {
        self.0 += 1;
    }
}

/// Payments of an average trial.
fn payments_of_a_trial(model: &Model) -> usize {
    const TRIALS: u64 = 1_000;
    let mut worker = Worker::before(model, Payments(0));
    (0..TRIALS).for_each(|trial| {
        worker.run(trial);
    });
    worker.witness().0 / usize::try_from(TRIALS).unwrap_or(1)
}

/// The same count of words, normals, exponentials and additions as a baseline trial, many at once as
/// there, and nothing else.
fn draw_and_add(model: &Model, trials: u64, payments: usize) {
    // Prices of two uses, the cost index, the number of bidders and what they bid, each month.
    const EXPONENTIALS_OF_A_MONTH: usize = 5;
    // First and second occasions; a trial draws both for all plots together.
    const COUNTERS: u32 = 2;
    // Carry-over plots draw two durations, the others as many again for cost, value and valuations.
    const PURPOSES: [PlotPurpose; 7] = [
        PlotPurpose::StartLag,
        PlotPurpose::BuildTime,
        PlotPurpose::PreparationCost,
        PlotPurpose::PreparationDuration,
        PlotPurpose::Value,
        PlotPurpose::HighestValuation,
        PlotPurpose::SecondValuation,
    ];
    let horizon = model.calendar.horizon;
    let mut words = vec![0; horizon * MARKET_PURPOSES];
    let key = EntityKey::market(SEED);
    let keys: Vec<EntityKey> = model.plots.iter().map(|plot| plot.key).collect();
    let (keys, mut table) = (PlotKeys::new(&keys), PlotWordTable::new(keys.len()));
    let listed = model.plots.iter().filter(|plot| plot.list_month.is_some()).count();
    let (mut normals, mut exponents) = (Vec::new(), Vec::new());
    let mut ledger = vec![[0.0; Series::COUNT]; horizon];
    for trial in 0..trials {
        normals.clear();
        exponents.clear();
        key.market_words(trial, &mut words);
        for row in words.chunks_exact(MARKET_PURPOSES) {
            normals.extend(row[1..7].iter().map(|word| stream::uniform(*word)));
        }
        for counter in (0..COUNTERS).rev() {
            keys.draw(trial, counter, &mut table);
        }
        for (place, purpose) in PURPOSES.into_iter().enumerate() {
            let plots = if place < 2 { model.plots.len() } else { listed };
            normals.extend(table.uniforms(purpose).take(plots));
        }
        normal::inverse_all(&mut normals);
        exponents.extend(normals[horizon * 6..].iter().map(|z| 0.1 * z));
        exponents.extend(normals[..horizon * EXPONENTIALS_OF_A_MONTH].iter().map(|z| 0.1 * z));
        elementary::bounded_exp_all(&mut exponents);
        ledger.fill([0.0; Series::COUNT]);
        // Month after month, amounts and series in turn.
        for (payment, amount) in exponents.iter().cycle().take(payments).enumerate() {
            ledger[payment * horizon / payments][payment % Series::COUNT] += amount;
        }
        black_box((&ledger, normals.iter().sum::<f64>()));
    }
}
