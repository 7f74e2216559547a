//! The baseline's summary, pinned: a change of any result must be seen and explained.

#![expect(clippy::expect_used, reason = "a helper of a test stops it by saying what should hold")]

use landsim::case::Case;
use landsim::catalogue::figure::Figure;
use landsim::ensemble::Ensemble;
use landsim::ensemble::statistics::{P05, P50, P95, QuantileRanks, summarise};
use landsim::portfolio;
use landsim::scenario::Scenario;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/baseline_summary.csv");
const SEED: u64 = 1;
const TRIALS: u64 = 500;

fn run(threads: usize) -> Ensemble {
    let (name, text) = portfolio::generate::shipped();
    let portfolio = portfolio::file::parse(name, text).expect("the shipped portfolio is valid");
    let scenario = Scenario::baseline().expect("the baseline is valid");
    let case = Case::new(scenario, portfolio).expect("they fit together");
    let model = case.model(SEED);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads start");
    pool.install(|| Ensemble::run(&model, TRIALS, &|_| true)).expect("nobody interrupts")
}

/// Every digit of every number: equal text is equal bits.
fn summary(ensemble: &Ensemble) -> String {
    let ranks = QuantileRanks::of_size(ensemble.figures.len());
    let mut text = String::from("figure,count,mean,p05,p50,p95\n");
    // The baseline has no projects.
    for figure in Figure::of(false).iter().copied() {
        let line = match summarise(ensemble.figure(figure), figure.class(), &ranks) {
            None => format!("{},0,,,,\n", figure.id()),
            Some(summary) => {
                let [low, median, high] = [P05, P50, P95].map(|at| summary.quantiles[at].value);
                format!(
                    "{},{},{},{low},{median},{high}\n",
                    figure.id(),
                    summary.count,
                    summary.mean
                )
            }
        };
        text.push_str(&line);
    }
    text
}

#[test]
fn the_baseline_gives_the_recorded_summary_to_the_last_bit() {
    let found = summary(&run(2));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(FILE, &found).expect("the file can be written");
    }
    let expected = std::fs::read_to_string(FILE).expect("the file is there");
    for (found, expected) in found.lines().zip(expected.lines()) {
        assert_eq!(
            found, expected,
            "UPDATE_GOLDEN=1 cargo test --test golden records a wanted change"
        );
    }
    assert_eq!(found.lines().count(), expected.lines().count());
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let one = run(1);
    for threads in [2, 8] {
        let many = run(threads);
        assert_eq!(summary(&one), summary(&many), "{threads} threads");
        for (left, right) in one.figures.iter().zip(&many.figures) {
            assert_eq!(left.map(f64::to_bits), right.map(f64::to_bits), "{threads} threads");
        }
    }
}

/// Golden files that change when results do; counted instructions are no results.
const RESULTS: [&str; 3] = ["addresses.csv", "baseline_summary.csv", "library.csv"];
const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// SHA-256 over the golden results, each after its length.
fn digest_of_results() -> String {
    let mut bytes = Vec::new();
    for file in RESULTS {
        let text = std::fs::read(format!("{GOLDEN}/{file}")).expect("the file is there");
        bytes.extend((text.len() as u64).to_le_bytes());
        bytes.extend(text);
    }
    landsim::digest::sha256(&bytes)
}

#[test]
fn other_results_have_another_version_and_an_entry_in_the_changelog() {
    let file = format!("{GOLDEN}/versions.csv");
    let mut text = std::fs::read_to_string(&file).expect("the file is there");
    let last = text.lines().last().expect("a version").to_owned();
    let line = format!("{VERSION},{}", digest_of_results());
    // A version that has its line keeps it: other results want another version.
    let is_new = !text.lines().any(|line| line.starts_with(&format!("{VERSION},")));
    if std::env::var_os("UPDATE_GOLDEN").is_some() && is_new {
        text.push_str(&line);
        text.push('\n');
        std::fs::write(&file, &text).expect("the file can be written");
    } else {
        assert_eq!(
            last, line,
            "results have changed: raise the version in Cargo.toml, say why in CHANGELOG.md with \
             the medians before and after, then UPDATE_GOLDEN=1 cargo test --test golden"
        );
    }
    let changelog = include_str!("../CHANGELOG.md");
    assert!(changelog.contains(&format!("\n## {VERSION}\n")), "CHANGELOG.md has no {VERSION}");
}
