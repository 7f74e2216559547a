//! `docs/scenario.schema.json` is what the readers of scenario files say of themselves, and knows
//! every key that the library uses.

use std::collections::BTreeMap;
use std::path::Path;

use landsim::reader::key_kind::KeyKind;
use landsim::scenario::Scenario;
use landsim::scenario::describe::describe;
use landsim::scenario::json_schema;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/scenario.schema.json");

#[test]
fn the_committed_schema_is_that_of_the_readers() {
    let expected = json_schema::text().expect("a schema");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(FILE, &expected).expect("the file can be written");
    }
    let found = std::fs::read_to_string(FILE).expect("the file is there");
    assert!(found == expected, "UPDATE_GOLDEN=1 cargo test --test schema writes the schema anew");
}

/// A key with the names in its brackets taken out.
fn without_names(key: &str) -> String {
    let mut parts = key.split('[');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + "[" + &part[part.find(']').unwrap_or(0)..])
}

#[test]
fn every_key_of_the_library_is_described_with_its_unit() {
    let keys: BTreeMap<String, KeyKind> = describe();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut seen = 0;
    let files = [folder.clone(), folder.join("today")].into_iter().flat_map(|folder| {
        let entries = std::fs::read_dir(folder).expect("the folder is there");
        entries.map(|entry| entry.expect("the folder can be read").path())
    });
    for file in files.filter(|file| file.extension().is_some_and(|ending| ending == "toml")) {
        let scenarios = Scenario::load_all(&file).unwrap_or_else(|rejected| panic!("{rejected}"));
        for parameter in scenarios.iter().flat_map(|scenario| &scenario.parameters) {
            let kind = keys.get(&without_names(&parameter.key));
            let kind = kind.unwrap_or_else(|| panic!("{} is not described", parameter.key));
            if let KeyKind::Number(numbers) | KeyKind::Numbers(numbers) | KeyKind::Dated(numbers) =
                kind
            {
                let unit = &numbers.unit;
                assert!(unit.is_empty() || *unit == parameter.unit, "{}", parameter.key);
            }
            seen += 1;
        }
    }
    assert!(seen > 3_000, "{seen}");
}

#[test]
fn keys_of_every_choice_are_described() {
    let keys = describe();
    for key in [
        "shock[].from",
        "shock[].hazard",
        "shock[].severity.greatest",
        "policy[].runoff_months",
        "policy[].affordable_share",
        "policy[].accrual.education",
        "policy[].instalment[].share",
        "policy[].while.below",
        "plan_change[].dropped",
        "sweep.over[].values",
        "copula[].between",
        "distribution.alpha",
        "distribution.probabilities",
        "distribution.file",
        "market.history.mean_block_months",
        "auction.bidder_shape",
    ] {
        assert!(keys.contains_key(key), "{key}");
    }
}
