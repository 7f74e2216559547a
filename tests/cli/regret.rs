//! Policies in several markets, as the program says it.

use std::collections::BTreeMap;

use super::{DONE, REFUSED, Workplace};

const BASE: &str = "extends = \"builtin:baseline\"\n[scenario]\nid = \"calm\"\ntitle = \"Calm\"\n";
const CRISIS: &str = "extends = \"calm.toml\"\n[scenario]\nid = \"crisis\"\ntitle = \"Crisis\"\n\
    [[shock]]\nid = \"crisis\"\nfrom = \"2012-01\"\nprice_displacement = { residential = -0.5 }\n";
const CAP: &str = "extends = \"calm.toml\"\n[scenario]\nid = \"cap\"\ntitle = \"Cap\"\n\
    [[policy]]\nid = \"cap\"\ninstrument = \"premium_cap\"\npremium_cap = 0.05\n";
const BOTH: &str = "extends = \"crisis.toml\"\n[scenario]\nid = \"both\"\ntitle = \"Both\"\n\
    [[policy]]\nid = \"cap\"\ninstrument = \"premium_cap\"\npremium_cap = 0.05\n";

fn place() -> Workplace {
    let files =
        [("calm.toml", BASE), ("crisis.toml", CRISIS), ("cap.toml", CAP), ("both.toml", BOTH)];
    files.iter().fold(Workplace::new(), |place, (name, text)| place.with(name, text))
}

fn rows(place: &Workplace, table: &str) -> Vec<BTreeMap<String, String>> {
    let text = place.text(&format!("reports/{table}.csv"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.expect("a row as long as the header")).collect()
}

fn number(row: &BTreeMap<String, String>, key: &str) -> f64 {
    row[key].parse().unwrap_or_else(|_| panic!("a number in {key}: {row:?}"))
}

#[test]
fn a_cell_is_the_run_of_a_file_that_says_both() {
    let place = place();
    let files = ["--policies", "calm.toml", "cap.toml", "--markets", "calm.toml", "crisis.toml"];
    let asked = ["--trials", "40", "--figure", "receipts_cny", "--at-least", "6e10"];
    let outcome = place.landsim(&[&["regret"][..], &asked, &files].concat());
    assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
    assert!(outcome.stdout.contains("worst regret"), "{}", outcome.stdout);
    // The figure that was asked for comes first, those of the verdict behind it.
    let of_receipts = |table: &str| -> Vec<BTreeMap<String, String>> {
        let all = rows(&place, table);
        assert!(all.iter().any(|row| row["figure"] == "sound"));
        all.into_iter().filter(|row| row["figure"] == "receipts_cny").collect()
    };
    let cells = of_receipts("regret/regret");
    let pairs: Vec<(&str, &str)> =
        cells.iter().map(|row| (row["policy"].as_str(), row["market"].as_str())).collect();
    assert_eq!(pairs, [("calm", "calm"), ("calm", "crisis"), ("cap", "calm"), ("cap", "crisis")]);
    let mut means = Vec::new();
    for (cell, alone) in cells.iter().zip(["calm", "crisis", "cap", "both"]) {
        place.quietly(&["run", "--trials", "40", "--quiet", &format!("{alone}.toml")]);
        let trials = rows(&place, &format!("{alone}/trials"));
        let receipts: Vec<f64> = trials.iter().map(|row| number(row, "receipts_cny")).collect();
        let mean = receipts.iter().sum::<f64>() / 40.0;
        assert!((number(cell, "mean") / mean - 1.0).abs() < 1e-12, "{alone}");
        let met = receipts.iter().filter(|receipts| **receipts >= 6e10).count();
        assert_eq!(number(cell, "satisfying"), f64::from(u32::try_from(met).expect("few")) / 40.0);
        means.push(mean);
    }
    // A cap takes from every price, so no cap is the best policy in both markets.
    for (market, cell) in [0, 1].iter().zip(&cells[2..]) {
        let regret = means[*market] - means[market + 2];
        assert!(regret > 0.0 && (number(cell, "regret") / regret - 1.0).abs() < 1e-9);
        assert_eq!(number(&cells[*market], "regret"), 0.0);
    }
    let robust = of_receipts("regret/robustness");
    let worst = f64::max(means[0] - means[2], means[1] - means[3]);
    assert!((number(&robust[1], "worst_regret") / worst - 1.0).abs() < 1e-9);
    assert!((number(&robust[1], "worst_mean") / means[2].min(means[3]) - 1.0).abs() < 1e-12);
}

#[test]
fn a_wrong_figure_and_files_of_one_id_are_refused() {
    let place = place();
    let markets = ["--policies", "cap.toml", "--markets", "calm.toml"];
    let outcome = place.landsim(&[&["regret", "--figure", "receipts"][..], &markets].concat());
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.stderr.contains("perhaps receipts_cny"), "{}", outcome.stderr);
    let twice = ["regret", "--policies", "cap.toml", "cap.toml", "--markets", "calm.toml"];
    let outcome = place.landsim(&twice);
    assert_eq!(outcome.code, Some(REFUSED));
    let expected =
        "cap.toml: scenario.id: found \"cap\" twice; accepted: a different id in each file\n";
    assert_eq!(outcome.stderr, expected);
}
