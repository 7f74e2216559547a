//! What each part of a scenario does to the change, as the program says it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{DONE, REFUSED, Workplace};

const TRIALS: &str = "30";
const HEAD: &str = "extends = \"builtin:baseline\"\n[scenario]\nid = \"case\"\ntitle = \"Case\"\n";
const CAP: &str = "[[policy]]\nid = \"cap\"\ninstrument = \"premium_cap\"\npremium_cap = 0.1\n";
const CRISIS: &str = "[[shock]]\nid = \"crisis\"\nfrom = \"2012-01\"\n\
    price_displacement = { residential = -0.4, commercial_office = -0.3 }\n";
const NEVER: &str = "[[policy]]\nid = \"never\"\ninstrument = \"premium_cap\"\npremium_cap = 0\n\
    while = { measure = \"cash\", below = -1 }\n";

fn rows(place: &Workplace) -> Vec<BTreeMap<String, String>> {
    let text = place.text("reports/explanation/explanation.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.expect("a row as long as the header")).collect()
}

/// Mean of a figure in a run of these lines.
fn mean(lines: &str, figure: &str) -> f64 {
    let place = Workplace::new().with("case.toml", &format!("{HEAD}{lines}"));
    place.quietly(&["run", "--trials", TRIALS, "--quiet", "case.toml"]);
    let text = place.text("reports/case/trials.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let values: Vec<f64> = reader
        .deserialize()
        .map(|row: Result<BTreeMap<String, String>, _>| {
            row.expect("a row")[figure].parse().expect("a number")
        })
        .collect();
    values.iter().sum::<f64>() / 30.0
}

#[test]
fn shares_of_two_parts_are_half_the_effects_alone_and_last() {
    let place = Workplace::new().with("case.toml", &format!("{HEAD}{CAP}{CRISIS}{NEVER}"));
    let outcome = place.landsim(&["explain", "--trials", TRIALS, "case.toml"]);
    assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
    assert!(outcome.stdout.starts_with("case — Case\nagainst baseline — "), "{}", outcome.stdout);
    for figure in ["receipts_cny", "window_balance_cny"] {
        let [none, cap, crisis, both] =
            ["", CAP, CRISIS, &format!("{CAP}{CRISIS}")].map(|lines| mean(lines, figure));
        let share = |part: &str| -> f64 {
            let of_part =
                |row: &&BTreeMap<String, String>| row["figure"] == figure && row["part"] == part;
            let row = rows(&place).iter().find(of_part).expect("a row").clone();
            row["share"].parse().expect("a number")
        };
        let close = |found: f64, expected: f64| {
            assert!((found - expected).abs() < 1e-9 * both.abs(), "{found} {expected}");
        };
        close(share("policy[cap]"), 0.5 * ((cap - none) + (both - crisis)));
        close(share("shock[crisis]"), 0.5 * ((crisis - none) + (both - cap)));
        close(share("policy[never]"), 0.0);
    }
}

#[test]
fn values_outside_the_lists_are_one_part_and_a_part_may_be_taken_away() {
    let base = format!("{HEAD}{CAP}").replace("\"case\"", "\"base\"");
    let lines =
        "[[policy]]\nid = \"cap\"\nremove = true\n[auction]\nreserve_ratio = 0.5\nbid_bias = 0.1\n";
    let file = format!("{HEAD}{lines}").replace("builtin:baseline", "base.toml");
    let place = Workplace::new().with("base.toml", &base).with("case.toml", &file);
    place.quietly(&["explain", "--quiet", "--trials", "4", "--base", "base.toml", "case.toml"]);
    let parts: Vec<String> = rows(&place).iter().take(2).map(|row| row["part"].clone()).collect();
    assert_eq!(parts, ["other values", "policy[cap]"]);
    let outcome = place.landsim(&["explain", "--base", "base.toml", "base.toml"]);
    assert_eq!(outcome.code, Some(REFUSED));
    assert_eq!(
        outcome.stderr,
        "base.toml: found no value that differs from base.toml; accepted: a scenario with \
         something to explain\n"
    );
}

#[test]
fn nine_parts_are_explained_by_orders_that_are_drawn_and_add_up() {
    let mut lines = String::new();
    for part in 1..=9 {
        let _ = write!(
            lines,
            "[[shock]]\nid = \"s{part}\"\nfrom = \"2012-0{part}\"\ndemand_multiplier = 0.8\n"
        );
    }
    let place = Workplace::new().with("case.toml", &format!("{HEAD}{lines}"));
    place.quietly(&["explain", "--quiet", "--trials", "4", "--orders", "3", "case.toml"]);
    let rows: Vec<_> =
        rows(&place).into_iter().filter(|row| row["figure"] == "receipts_cny").collect();
    assert_eq!(rows.len(), 9);
    let number =
        |row: &BTreeMap<String, String>, key: &str| -> f64 { row[key].parse().expect("a number") };
    let sum: f64 = rows.iter().map(|row| number(row, "share")).sum();
    let change = number(&rows[0], "scenario_mean") - number(&rows[0], "base_mean");
    assert!((sum - change).abs() < 1e-6 * change.abs(), "{sum} {change}");
}
