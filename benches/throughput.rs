//! Trials per second of the baseline, beside the floor measured in the same run.
//!
//! The floor ([`floor`]) draws the random words of a trial by the same means as a trial does, takes
//! as many normals, logarithms and exponentials and makes as many additions to a ledger, and
//! nothing else. `cargo bench` prints one line for each; the ratio is the engine's distance from
//! the floor.

#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a benchmark prints, and stops when its inputs are broken"
)]

#[path = "floor/mod.rs"]
mod floor;

use std::cell::RefCell;
use std::hint::black_box;
use std::time::Instant;

use landsim::case::Case;
use landsim::ensemble::Ensemble;
use landsim::model::Model;
use landsim::portfolio;
use landsim::scenario::Scenario;
use landsim::store::csv_text::csv_text;
use landsim::tables;
use landsim::trial::month::SideBySide;
use landsim::trial::worker::Worker;

use floor::Floor;

const SEED: u64 = 1;
const REPEATS: usize = 5;
/// Trials that run side by side, as in a run of the program.
const SIDE_BY_SIDE: usize = 8;

fn main() {
    let (name, text) = portfolio::generate::shipped();
    let portfolio = portfolio::file::parse(name, text).expect("the shipped portfolio is valid");
    let scenario = Scenario::baseline().expect("the baseline is valid");
    let case = Case::new(scenario, portfolio).expect("they fit together");
    let model = case.model(SEED);
    let floor = RefCell::new(Floor::new(&model, SEED));
    println!("an average trial: {:?}", floor.borrow().work);
    let floor = rate("floor, one thread", 8_000, |trials| {
        (0..trials).for_each(|trial| floor.borrow_mut().trial(trial));
    });
    let engine = rate("engine, one thread", 8_000, |trials| {
        let mut batch = SideBySide::new((0..SIDE_BY_SIDE).map(|_| Worker::new(&model)).collect());
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
    rate("tables of 10,000 trials", 10_000, |_| {
        for table in tables::of_ensemble(&case, &ensemble) {
            black_box(csv_text(&table, true).expect("columns are equally long"));
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
