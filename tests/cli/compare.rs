//! `landsim compare` and `landsim check`.

use super::{DONE, Outcome, REFUSED, Workplace};

/// Exit code of wrong arguments.
const WRONG_ARGUMENTS: i32 = 2;

const TWIN: &str =
    "extends = \"builtin:baseline\"\n[scenario]\nid = \"twin\"\ntitle = \"The same\"\n";
pub(super) const CAPPED: &str = "extends = \"builtin:baseline\"\n\
    [scenario]\nid = \"capped\"\ntitle = \"Capped\"\n\
    [[policy]]\nid = \"cap\"\ninstrument = \"premium_cap\"\npremium_cap = 0.1\n";

fn place() -> Workplace {
    Workplace::new().with("twin.toml", TWIN).with("capped.toml", CAPPED)
}

/// Rows of the comparison's table by column name.
pub(super) fn rows(place: &Workplace) -> Vec<std::collections::BTreeMap<String, String>> {
    let text = place.text("out/comparison/comparison.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.expect("a row as long as the header")).collect()
}

fn compare(place: &Workplace, arguments: &[&str]) -> Outcome {
    let fixed = ["compare", "builtin:baseline", "--trials", "200", "--out", "out"];
    place.landsim(&[&fixed[..], arguments].concat())
}

#[test]
fn a_scenario_that_changes_nothing_differs_by_nothing() {
    let place = place();
    let outcome = compare(&place, &["twin.toml", "--quiet"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(DONE), ""));
    assert_eq!(
        place.names("out/comparison"),
        ["comparison.csv", "comparison.parquet", "manifest.json"]
    );
    let rows = rows(&place);
    assert!(rows.len() > 40, "{}", rows.len());
    for row in rows {
        for column in ["difference_mean", "difference_sd", "difference_p01", "difference_p99"] {
            assert_eq!(row[column].parse(), Ok(0.0), "{row:?}");
        }
        assert!(["", "0"].contains(&row["probability_better"].as_str()), "{row:?}");
        assert_eq!(row["pairing_factor"], "", "no variance, no factor");
    }
}

#[test]
fn means_are_those_of_the_runs_and_the_table_holds_every_scenario() {
    let place = place();
    let outcome = compare(&place, &["capped.toml", "twin.toml", "--threads", "1"]);
    assert_eq!(outcome.code, Some(DONE));
    assert!(outcome.stdout.contains("capped — Capped\nagainst baseline — "), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("Mean premium [%]"), "{}", outcome.stdout);
    assert!(outcome.stdout.ends_with("out/comparison\n"), "{}", outcome.stdout);
    place.quietly(&["run", "--trials", "200", "--out", "out", "--quiet", "capped.toml"]);
    let summary = place.text("out/capped/summary.csv");
    let mut reader = csv::Reader::from_reader(summary.as_bytes());
    let runs: Vec<std::collections::BTreeMap<String, String>> =
        reader.deserialize().map(|row| row.expect("a row as long as the header")).collect();
    let compared = rows(&place);
    let mut checked = 0;
    for row in compared.iter().filter(|row| row["scenario"] == "capped") {
        let run = runs.iter().find(|run| run["figure"] == row["figure"]).expect("the figure");
        if row["trials"] == "200" {
            assert_eq!(row["scenario_mean"], run["mean"], "{}", row["figure"]);
            checked += 1;
        }
    }
    assert!(checked > 30, "{checked}");
    let premium = compared.iter().find(|row| row["figure"] == "premium_mean").expect("the figure");
    let number = |column: &str| premium[column].parse::<f64>().expect("a number");
    assert!(number("scenario_mean") <= 0.1 && number("base_mean") > 0.3, "{premium:?}");
    assert!(number("difference_mean_low") < number("difference_mean"));
    let manifest = place.text("out/comparison/manifest.json");
    assert!(manifest.contains("\"file\": \"capped.toml\""), "{manifest}");
    // Any number of threads gives the same bytes.
    let before = place.text("out/comparison/comparison.csv");
    compare(&place, &["capped.toml", "twin.toml", "--threads", "2", "--quiet"]);
    assert_eq!(before, place.text("out/comparison/comparison.csv"));
}

#[test]
fn a_comparison_with_a_scenario_missing_is_not_made() {
    let place = place().with("bad.toml", "extends = \"builtin:baseline\"\nx = 1\n");
    let outcome = compare(&place, &["twin.toml", "bad.toml"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(REFUSED), ""));
    assert!(
        outcome.stderr.starts_with("bad.toml:2:1: x: found an unknown key"),
        "{}",
        outcome.stderr
    );
    assert_eq!(place.names("out"), Vec::<String>::new());
    assert_eq!(compare(&place, &[]).code, Some(WRONG_ARGUMENTS), "one scenario is no comparison");
}

#[test]
fn scenarios_of_different_lengths_are_not_compared() {
    let longer = TWIN.to_owned() + "horizon_months = 130\n";
    let place = Workplace::new().with("longer.toml", &longer);
    let outcome = compare(&place, &["longer.toml"]);
    assert_eq!(
        (outcome.code, outcome.stderr.as_str()),
        (
            Some(REFUSED),
            "longer.toml: scenario: found start 2011-01, window 60, horizon 130; accepted: that of \
             scenarios/baseline.toml: start 2011-01, window 60, horizon 120\n"
        )
    );
}

#[test]
fn a_check_says_everything_and_simulates_nothing() {
    let place = place().with("bad.toml", "extends = \"builtin:baseline\"\nx = 1\ny = 2\n");
    let outcome = place.landsim(&["check", "capped.toml", "bad.toml"]);
    assert_eq!(outcome.code, Some(REFUSED));
    assert!(outcome.stdout.starts_with("capped.toml: capped accepted, "), "{}", outcome.stdout);
    assert_eq!(outcome.stderr.lines().count(), 2, "{}", outcome.stderr);
    let outcome = place.landsim(&["check", "capped.toml", "twin.toml"]);
    assert_eq!((outcome.code, outcome.stdout.lines().count()), (Some(DONE), 2));
    assert_eq!(place.names(""), ["bad.toml", "capped.toml", "twin.toml"]);
}

/// The README's answer is what the program says.
#[test]
fn the_readme_shows_the_comparison_it_names() {
    let readme = include_str!("../../README.md");
    let command = readme
        .lines()
        .find(|line| line.starts_with("landsim compare scenarios/"))
        .expect("the README names a comparison");
    let place = Workplace::new();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let files: Vec<String> = command
        .split_whitespace()
        .skip(2)
        .map(|file| root.join(file).display().to_string())
        .collect();
    let arguments: Vec<&str> =
        std::iter::once("compare").chain(files.iter().map(String::as_str)).collect();
    let outcome = place.landsim(&arguments);
    assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
    let shown: Vec<&str> =
        outcome.stdout.lines().filter(|line| readme.lines().any(|other| other == *line)).collect();
    assert!(shown.iter().filter(|line| line.contains(" ± ")).count() == 7, "{}", outcome.stdout);
}
