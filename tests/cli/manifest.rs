//! `manifest.json`: what made the tables, so that they can be made again and their assumptions be
//! seen.

use landsim::digest::hexadecimal;
use landsim::reader::built_in::BASELINE_TEXT;
use landsim::scenario::Scenario;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{TABLES, Workplace};

fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn manifest(place: &Workplace, folder: &str) -> Value {
    let text = place.text(&format!("{folder}/manifest.json"));
    assert!(text.ends_with("}\n"), "the file ends with a line");
    serde_json::from_str(&text).expect("it is JSON")
}

fn list<'v>(manifest: &'v Value, key: &str) -> &'v [Value] {
    manifest[key].as_array().unwrap_or_else(|| panic!("{key} is a list"))
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} is a text in {value}"))
}

#[test]
fn a_manifest_says_what_made_the_tables() {
    let place = Workplace::new();
    place.quietly(&[
        "run",
        "--trials",
        "20",
        "--seed",
        "18446744073709551615",
        "--threads",
        "2",
        "--quiet",
    ]);
    let manifest = manifest(&place, "reports/baseline");
    assert_eq!(manifest["program"], "landsim");
    assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(manifest["scenario_id"], "baseline");
    assert_eq!(manifest["seed"], u64::MAX, "no digit of a large seed is lost");
    assert_eq!(manifest["trials"], 20);
    assert_eq!(manifest["circumstances"]["threads"], 2);
    assert_eq!(manifest["portfolio_origin"]["plots"], 161);
    let commit = text(&manifest, "commit");
    let hash = commit.strip_suffix("-dirty").unwrap_or(commit);
    let is_hash = hash.len() == 40 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    assert!(is_hash || commit == "unknown", "{commit}");
}

#[test]
fn digests_are_those_of_the_input_files() {
    let mine = "extends = \"builtin:baseline\"\n[scenario]\nid = \"mine\"\n";
    let place = Workplace::new().with("mine.toml", mine);
    place.quietly(&["run", "--trials", "2", "--quiet", "mine.toml", "builtin:baseline"]);
    // Each text of a chain comes after its length, base first, so that no two chains are alike.
    let chained = |texts: &[&str]| -> String {
        let mut bytes = Vec::new();
        for text in texts {
            bytes.extend((text.len() as u64).to_le_bytes());
            bytes.extend(text.as_bytes());
        }
        sha256(&bytes)
    };
    let portfolio = concat!(env!("CARGO_MANIFEST_DIR"), "/seeds/plots/baseline.csv");
    let portfolio = sha256(&std::fs::read(portfolio).expect("the shipped portfolio is there"));
    for (folder, file, digest) in [
        ("reports/mine", "mine.toml", chained(&[BASELINE_TEXT, mine])),
        ("reports/baseline", "scenarios/baseline.toml", chained(&[BASELINE_TEXT])),
    ] {
        let manifest = manifest(&place, folder);
        assert_eq!(text(&manifest["scenario"], "file"), file);
        assert_eq!(text(&manifest["scenario"], "sha256"), digest, "{folder}");
        assert_eq!(text(&manifest["portfolio"], "file"), "seeds/plots/baseline.csv");
        assert_eq!(text(&manifest["portfolio"], "sha256"), portfolio, "{folder}");
    }
}

#[test]
fn every_table_is_listed_with_its_rows_and_digest() {
    let place = Workplace::new();
    place.quietly(&["run", "--trials", "20", "--quiet"]);
    let manifest = manifest(&place, "reports/baseline");
    let mut names: Vec<&str> =
        list(&manifest, "tables").iter().map(|table| text(table, "name")).collect();
    names.sort_unstable();
    assert_eq!(names, TABLES);
    for table in list(&manifest, "tables") {
        let name = text(table, "name");
        let csv = place.text(&format!("reports/baseline/{name}.csv"));
        let rows = csv::Reader::from_reader(csv.as_bytes()).records().count();
        assert_eq!(table["rows"], rows, "{name}");
        let unmarked =
            csv.strip_prefix('\u{feff}').expect("a mark by which a spreadsheet knows it");
        assert_eq!(text(table, "csv_sha256"), sha256(unmarked.as_bytes()), "{name}");
    }
}

#[test]
fn every_value_of_the_scenario_is_listed_with_key_unit_and_source() {
    let place = Workplace::new();
    place.quietly(&["run", "--trials", "2", "--quiet"]);
    let manifest = manifest(&place, "reports/baseline");
    let (assumptions, sourced) = (list(&manifest, "assumptions"), list(&manifest, "sourced"));
    for (values, assumed) in [(assumptions, true), (sourced, false)] {
        for value in values {
            for key in ["key", "value", "unit", "source", "place"] {
                assert!(!text(value, key).is_empty(), "{key} of {value}");
            }
            // What is only asked beside a run is no assumption that a result rests on.
            let is_asked = text(value, "key").starts_with("stress[");
            let is_stated = text(value, "source").starts_with("assumption: ");
            assert_eq!(is_stated && !is_asked, assumed, "{value}");
        }
    }
    let listed: Vec<&str> =
        assumptions.iter().chain(sourced).map(|value| text(value, "key")).collect();
    let read = Scenario::baseline().expect("the baseline is valid").parameters;
    assert_eq!(listed.len(), read.len());
    assert!(read.iter().all(|parameter| listed.contains(&parameter.key.as_str())));
    let values = BASELINE_TEXT.lines().filter(|line| !line.starts_with('#'));
    let units: usize = values.map(|line| line.matches(" unit = \"").count()).sum();
    assert_eq!(read.len(), units, "each value of the file that has a unit");
}

#[test]
fn a_value_without_a_source_counts_as_an_assumption() {
    let place = Workplace::new().with(
        "mine.toml",
        "extends = \"builtin:baseline\"\n[scenario]\nid = \"mine\"\n\
         [finance]\nloan_to_value = 0.5\n",
    );
    place.quietly(&["run", "--trials", "2", "--quiet", "mine.toml"]);
    let manifest = manifest(&place, "reports/mine");
    let of = |list: &[Value]| {
        list.iter().find(|value| text(value, "key") == "finance.loan_to_value").cloned()
    };
    let assumed = of(list(&manifest, "assumptions")).expect("an own value is an assumption");
    assert_eq!(text(&assumed, "value"), "0.5");
    assert_eq!(text(&assumed, "source"), "");
    assert_eq!(text(&assumed, "place"), "mine.toml:5:1");
    assert_eq!(of(list(&manifest, "sourced")), None, "the statute of the baseline does not vouch");
}
