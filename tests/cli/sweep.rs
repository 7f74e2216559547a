//! One file, many scenarios.

use super::{DONE, REFUSED, Workplace};

const GRID: &str = "extends = \"builtin:baseline\"\n[scenario]\nid = \"s\"\ntitle = \"Swept\"\n\
    [[policy]]\nid = \"cap\"\ninstrument = \"premium_cap\"\npremium_cap = 9\n[sweep]\n";
const AXES: &str = "[[sweep.over]]\nkey = \"auction.reserve_ratio\"\nvalues = [0.5, 0.75]\n\
    labels = [\"low\", \"high\"]\n\
    source = \"assumption: tried\"\n\
    [[sweep.over]]\nkey = \"policy[cap].premium_cap\"\nvalues = [0.15, 0.3]\n";

#[test]
fn a_grid_runs_every_combination_and_a_list_goes_in_step() {
    let place = Workplace::new()
        .with("grid.toml", &format!("{GRID}{AXES}"))
        .with("list.toml", &format!("{GRID}mode = \"list\"\n{AXES}"));
    place.quietly(&["run", "--trials", "8", "--quiet", "--out", "grid", "grid.toml"]);
    let names = ["s-high-0.15", "s-high-0.3", "s-low-0.15", "s-low-0.3", "scenarios"];
    assert_eq!(place.names("grid"), names);
    place.quietly(&["run", "--trials", "8", "--quiet", "--out", "list", "list.toml"]);
    assert_eq!(place.names("list"), ["s-high-0.3", "s-low-0.15", "scenarios"]);
    // What is swept is what a file of its own would say.
    let alone = format!(
        "{}[auction]\nreserve_ratio = 0.75\n",
        GRID.replace("\"s\"", "\"s-high-0.3\"").replace("= 9", "= 0.3").replace("[sweep]\n", "")
    );
    let place = place.with("alone.toml", &alone);
    place.quietly(&["run", "--trials", "8", "--quiet", "--out", "alone", "alone.toml"]);
    for table in ["trials.csv", "monthly.csv"] {
        let path = |out: &str| place.text(&format!("{out}/s-high-0.3/{table}"));
        assert_eq!(path("grid"), path("alone"), "{table}");
    }
    let manifest = place.text("grid/s-high-0.3/manifest.json");
    assert!(manifest.contains("assumption: tried"), "{manifest}");
    assert!(place.text("grid/scenarios/scenarios.csv").contains("auction.reserve_ratio = 0.75"));
}

#[test]
fn a_sweep_is_compared_and_checked_but_is_no_base() {
    let place = Workplace::new().with("grid.toml", &format!("{GRID}{AXES}"));
    let outcome = place.landsim(&["check", "grid.toml"]);
    assert_eq!((outcome.code, outcome.stdout.lines().count()), (Some(DONE), 4));
    place.quietly(&["compare", "--trials", "8", "--quiet", "builtin:baseline", "grid.toml"]);
    let table = place.text("reports/comparison/comparison.csv");
    assert!(table.contains("s-low-0.15") && table.contains("s-high-0.3"));
    let shown = place.landsim(&["show", "grid.toml"]).stdout;
    let swept = shown.lines().filter(|line| line.starts_with("policy[cap].premium_cap = 0.3 "));
    assert_eq!(swept.count(), 2, "{shown}");
    let outcome = place.landsim(&["compare", "grid.toml", "builtin:baseline"]);
    assert_eq!(outcome.code, Some(REFUSED));
    let expected = "grid.toml: sweep: found a sweep of 4 scenarios; accepted: a file that \
        describes one scenario";
    assert!(outcome.stderr.contains(expected), "{}", outcome.stderr);
}

/// A list is as long as a grid may be.
#[test]
fn a_list_of_too_many_scenarios_is_refused() {
    let values: Vec<String> = (0..1001).map(|at| format!("0.{at:05}1")).collect();
    let text = format!(
        "extends = \"builtin:baseline\"\n[scenario]\nid = \"s\"\n[sweep]\nmode = \"list\"\n\
         [[sweep.over]]\nkey = \"auction.bid_sd\"\nvalues = [{}]\n",
        values.join(", ")
    );
    let outcome = Workplace::new().with("s.toml", &text).landsim(&["check", "s.toml"]);
    assert_eq!(outcome.code, Some(REFUSED));
    assert!(
        outcome.stderr.contains("found 1001 scenarios; accepted: at most 1000"),
        "{}",
        outcome.stderr
    );
}

/// Scenarios of one sweep are told apart by their digests.
#[test]
fn scenarios_of_a_sweep_have_digests_of_their_own() {
    let place = Workplace::new().with("grid.toml", &format!("{GRID}{AXES}"));
    place.quietly(&["run", "--trials", "4", "--quiet", "grid.toml"]);
    let digest = |id: &str| -> String {
        let text = place.text(&format!("reports/{id}/manifest.json"));
        let manifest: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        manifest["scenario"]["sha256"].as_str().expect("a digest").to_owned()
    };
    let ids = ["s-high-0.15", "s-high-0.3", "s-low-0.15", "s-low-0.3"];
    let digests: std::collections::BTreeSet<String> = ids.map(digest).into();
    assert_eq!(digests.len(), 4);
    let outcome = place.landsim(&["reproduce", "reports/s-low-0.3", "--quiet"]);
    assert_eq!(outcome.code, Some(DONE), "{}{}", outcome.stdout, outcome.stderr);
}

/// Plot tables and plans are compared as other values are.
#[test]
fn a_sweep_compares_plot_tables() {
    let place = Workplace::new();
    assert_eq!(place.landsim(&["new", "--case", "mine"]).code, Some(DONE));
    let plots = place.text("mine/plots.csv");
    let fewer: Vec<&str> = plots.lines().take(plots.lines().count() - 1).collect();
    let place = place.with("mine/fewer.csv", &(fewer.join("\n") + "\n")).with(
        "mine/tables.toml",
        "extends = \"scenario.toml\"\n[scenario]\nid = \"t\"\n[case]\nplan = { remove = true }\n\
         [sweep]\n[[sweep.over]]\nkey = \"case.portfolio\"\n\
         values = [\"plots.csv\", \"fewer.csv\"]\n",
    );
    let outcome = place.landsim(&["run", "mine/tables.toml", "--trials", "8", "--quiet"]);
    assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
    let rows = |id: &str| place.text(&format!("reports/{id}/plots.csv")).lines().count();
    assert_eq!(rows("t-plots.csv"), rows("t-fewer.csv") + 1);
    let table = place.text("reports/scenarios/scenarios.csv");
    assert!(table.lines().next().is_some_and(|head| head.contains("case.portfolio")), "{table}");
}
