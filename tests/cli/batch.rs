//! Several scenarios in one call: the same bytes as alone, and tables across them.

use std::collections::BTreeMap;

use super::{DONE, REFUSED, Workplace, files_of_a_run};

const HELD: &str = "extends = \"builtin:baseline\"\n\
    [scenario]\nid = \"held\"\ntitle = \"Held back\"\n\
    [[policy]]\nid = \"timed\"\ninstrument = \"market_timed_disposal\"\nshare_of_peak = 0.95\n\
    longest_hold_months = 24\n";
const CRISIS: &str = "extends = \"held.toml\"\n[scenario]\nid = \"crisis\"\n\
    title = \"And a crisis\"\n\
    [[shock]]\nid = \"crisis\"\nhazard = 0.3\nhazard_from = \"2011-06\"\n\
    hazard_until = \"2014-06\"\n\
    demand_multiplier = 0.4\nduration_months = 12\n";

fn place() -> Workplace {
    Workplace::new().with("held.toml", HELD).with("crisis.toml", CRISIS)
}

fn run(place: &Workplace, out: &str, files: &[&str]) {
    place.quietly(&[&["run", "--trials", "70", "--quiet", "--out", out], files].concat());
}

#[test]
fn a_batch_writes_what_single_runs_write_and_tables_across() {
    let place = place();
    run(&place, "batch", &["held.toml", "crisis.toml"]);
    assert_eq!(place.names("batch"), ["crisis", "held", "scenarios"]);
    assert_eq!(
        place.names("batch/scenarios"),
        [
            "manifest.json",
            "scenarios.csv",
            "scenarios.parquet",
            "scenarios_long.csv",
            "scenarios_long.parquet"
        ]
    );
    for id in ["held", "crisis"] {
        run(&place, "alone", &[&format!("{id}.toml")]);
        for file in files_of_a_run().iter().filter(|file| *file != "manifest.json") {
            let bytes = |out: &str| {
                std::fs::read(place.join(&format!("{out}/{id}/{file}"))).expect("the file")
            };
            assert_eq!(bytes("batch"), bytes("alone"), "{id}/{file}");
        }
    }
    assert_eq!(place.names("alone"), ["crisis", "held"], "one scenario is no batch");
    let rows = |name: &str| -> Vec<BTreeMap<String, String>> {
        let text = place.text(&format!("batch/scenarios/{name}.csv"));
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        reader.deserialize().map(|row| row.expect("a row as long as the header")).collect()
    };
    let (wide, long) = (rows("scenarios"), rows("scenarios_long"));
    assert_eq!(
        wide.iter().map(|row| row["scenario"].as_str()).collect::<Vec<_>>(),
        ["held", "crisis"]
    );
    for row in &long {
        let of_scenario = wide.iter().find(|wide| wide["scenario"] == row["scenario"]);
        assert_eq!(of_scenario.expect("a row")[&row["figure"]], row["p50"], "{row:?}");
    }
    let summary = place.text("batch/crisis/summary.csv");
    let mut reader = csv::Reader::from_reader(summary.as_bytes());
    for row in reader.deserialize::<BTreeMap<String, String>>() {
        let row = row.expect("a row as long as the header");
        let same = long
            .iter()
            .find(|other| other["scenario"] == "crisis" && other["figure"] == row["figure"]);
        for column in ["mean", "se", "p05", "p95", "target", "probability"] {
            assert_eq!(same.expect("a row")[column], row[column], "{} {column}", row["figure"]);
        }
    }
}

#[test]
fn a_rejected_scenario_does_not_stop_the_others() {
    let place = place().with("bad.toml", "extends = \"held.toml\"\nx = 1\n");
    let files =
        ["run", "--trials", "5", "--quiet", "--out", "out", "held.toml", "bad.toml", "crisis.toml"];
    let outcome = place.landsim(&files);
    assert_eq!(outcome.code, Some(REFUSED));
    assert!(outcome.stderr.starts_with("bad.toml:2:1: x: "), "{}", outcome.stderr);
    assert_eq!(place.names("out"), ["crisis", "held", "scenarios"]);
}

#[test]
fn a_scenario_may_not_take_the_name_of_the_tables_across() {
    let text = "extends = \"builtin:baseline\"\n[scenario]\nid = \"comparison\"\n";
    let place = Workplace::new().with("a.toml", text);
    let outcome = place.landsim(&["check", "a.toml"]);
    assert_eq!(outcome.code, Some(REFUSED));
    assert_eq!(
        outcome.stderr,
        "a.toml:3:1: scenario.id: found the text \"comparison\", the folder of tables across \
         scenarios; accepted: another name\n"
    );
    assert_eq!(place.landsim(&["check", "builtin:baseline"]).code, Some(DONE));
}
