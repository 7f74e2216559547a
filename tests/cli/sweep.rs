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
