//! Instructions of each stage of a trial, counted by Valgrind and compared with what is recorded:
//! what becomes dearer is seen whatever else the machine does.
//!
//! Counts are those of a release build on x86-64 with AVX2, per trial: the difference of two
//! lengths, so that beginning and end cancel. `cargo test --profile counted --test instructions`
//! compares them, with `UPDATE_GOLDEN=1` it records a wanted change.

#![expect(clippy::expect_used, reason = "a count that cannot be made has failed")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Write as _;
use std::process::Command;

use landsim::case::Case;
use landsim::ensemble::Ensemble;
use landsim::model::Model;
use landsim::portfolio::plan::Plan;
use landsim::portfolio::{file, generate};
use landsim::scenario::Scenario;
use landsim::tables::summaries::Summaries;
use landsim::targets::Aims;
use landsim::trial::month::SideBySide;
use landsim::trial::worker::Worker;
use landsim::uncertainty::draw_tables::{PlotDrawTable, PlotKeys};
use landsim::uncertainty::stream::EntityKey;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/instructions.csv");
/// Stage and number of trials that the counted process works on.
const WORK: &str = "LANDSIM_COUNTED_WORK";
/// Trials that run side by side, as in a run of the program.
const SIDE_BY_SIDE: usize = 8;
/// What counts may differ by; compilers of one version differ by less.
const TOLERANCE: f64 = 0.03;
/// The stages, each with the trials of its shorter and its longer work, whole blocks. Beginning and
/// end differ by up to 60,000 instructions from process to process (seeds of hash maps), so the
/// difference of the two works is some 40 million instructions or more: 0.2 % of it.
const STAGES: [(&str, [u64; 2]); 5] = [
    ("words", [256, 2304]),
    ("market", [64, 576]),
    ("trial", [64, 192]),
    ("columns", [64, 192]),
    ("statistics", [2048, 10240]),
];

fn model() -> Model {
    let (name, text) = generate::shipped();
    let portfolio = file::parse(name, text).expect("the shipped portfolio is valid");
    let scenario = Scenario::baseline().expect("the baseline is valid");
    Case::new(scenario, portfolio).expect("they fit together").model(1)
}

fn work(stage: &str, trials: u64) {
    let model = model();
    match stage {
        "words" => {
            let keys: Vec<EntityKey> = model.plots.iter().map(|plot| plot.key).collect();
            let (keys, mut table) = (PlotKeys::new(&keys), PlotDrawTable::new(keys.len()));
            for trial in 0..trials {
                keys.draw(trial, 0, &mut table);
                black_box(&table);
            }
        }
        "market" => {
            let mut worker = Worker::new(&model);
            for trial in 0..trials {
                black_box(worker.market_only(trial));
            }
        }
        "trial" => {
            let mut batch =
                SideBySide::new((0..SIDE_BY_SIDE).map(|_| Worker::new(&model)).collect());
            for first in (0..trials).step_by(SIDE_BY_SIDE) {
                black_box(batch.run(first, SIDE_BY_SIDE));
            }
        }
        "columns" => {
            black_box(Ensemble::run(&model, trials, &|_| true));
        }
        _ => {
            let figures = vec![[1.0; landsim::catalogue::figure::Figure::COUNT]; 32];
            let figures: Vec<_> =
                figures.into_iter().cycle().take(usize::try_from(trials).expect("few")).collect();
            let plan = Plan::published().expect("the plan is valid");
            black_box(Summaries::of(&figures, &Aims::of_plan(plan)));
        }
    }
}

/// What runs under Valgrind; nothing without its variable.
#[test]
fn counted_work() {
    let Some(asked) = std::env::var_os(WORK) else { return };
    let asked = asked.into_string().expect("text");
    let (stage, trials) = asked.split_once(' ').expect("a stage and a number");
    let trials = trials.parse().expect("a number of trials");
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread starts");
    pool.install(|| work(stage, trials));
}

/// Instructions of a stage over a number of trials; `None` where Valgrind is not to be had.
fn instructions(stage: &str, trials: u64) -> Option<f64> {
    let own = std::env::current_exe().expect("a test has a file");
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(own)
        .args(["--exact", "counted_work", "--test-threads", "1"])
        .env(WORK, format!("{stage} {trials}"))
        .env("POLARS_MAX_THREADS", "1")
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let collected = said.lines().find_map(|line| line.split_once("Collected : "));
    let (_, count) = collected.unwrap_or_else(|| panic_with(&said));
    Some(count.trim().parse().expect("a count"))
}

#[expect(clippy::panic, reason = "Valgrind is there and did not count")]
fn panic_with<'s>(said: &str) -> (&'s str, &'s str) {
    panic!("no count in what Valgrind said:\n{said}")
}

fn is_wide() -> bool {
    #[cfg(target_arch = "x86_64")]
    return std::arch::is_x86_feature_detected!("avx2");
    #[cfg(not(target_arch = "x86_64"))]
    false
}

#[test]
fn no_stage_takes_more_instructions_than_recorded() {
    let counted = |(stage, trials): &(&str, [u64; 2])| {
        let [short, long] = trials.map(|trials| instructions(stage, trials));
        let trials = landsim::quantity::count(usize::try_from(trials[1] - trials[0]).ok()?);
        Some(((long? - short?) / trials).round())
    };
    // Without optimisation other things are counted than what is run.
    let is_possible = is_wide() && !cfg!(debug_assertions);
    let counts: Option<Vec<f64>> =
        is_possible.then(|| STAGES.iter().map(counted).collect()).flatten();
    let Some(counts) = counts else {
        let skipped =
            b"SKIPPED: instructions are counted by Valgrind in a release build on x86-64 with \
              AVX2\n";
        std::io::stderr().write_all(skipped).expect("a log");
        return;
    };
    let mut text = String::from("stage,instructions_per_trial\n");
    for ((stage, _), count) in STAGES.iter().zip(&counts) {
        let _ = writeln!(text, "{stage},{count}");
    }
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(FILE, &text).expect("the file can be written");
    }
    let recorded = std::fs::read_to_string(FILE).expect("the file is there");
    for ((stage, _), count) in STAGES.iter().zip(counts) {
        let line = recorded.lines().find_map(|line| line.strip_prefix(&format!("{stage},")));
        let recorded: f64 = line.and_then(|count| count.parse().ok()).expect("a recorded count");
        assert!(
            (count / recorded - 1.0).abs() < TOLERANCE,
            "{stage}: {count} instructions a trial; recorded are {recorded}"
        );
    }
}
