//! `landsim diff`: in what two scenarios differ, once everything they extend is laid under them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use landsim::reader::parameter::Parameter;
use landsim::scenario::Scenario;

use super::ending::{Ending, print, reject};

/// What `landsim diff` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct DiffArguments {
    /// Scenario file whose values are marked with -.
    left: PathBuf,
    /// Scenario file whose values are marked with +.
    right: PathBuf,
}

/// Prints the values that differ, by key; nothing when there are none.
pub(super) fn run(arguments: &DiffArguments) -> Ending {
    let (left, right) = (Scenario::load(&arguments.left), Scenario::load(&arguments.right));
    for rejected in [&left, &right].into_iter().filter_map(|loaded| loaded.as_ref().err()) {
        reject(rejected);
    }
    let (Ok(left), Ok(right)) = (left, right) else { return Ending::Rejected };
    let (of_left, of_right) = (by_key(&left), by_key(&right));
    let mut text = String::new();
    let keys = of_left.keys().chain(of_right.keys().filter(|key| !of_left.contains_key(*key)));
    let mut keys: Vec<&&str> = keys.collect();
    keys.sort_unstable();
    for key in keys {
        let (before, after) = (of_left.get(*key), of_right.get(*key));
        let value = |parameter: Option<&&Parameter>| parameter.map(|found| found.value.clone());
        if value(before) != value(after) {
            let side = |parameter: Option<&&Parameter>| match parameter {
                Some(Parameter { value, unit, place, .. }) => format!("{value} [{unit}]  {place}"),
                None => "nothing".to_owned(),
            };
            let _ = writeln!(text, "{key}\n  - {}\n  + {}", side(before), side(after));
        }
    }
    print(&text)
}

fn by_key(scenario: &Scenario) -> BTreeMap<&str, &Parameter> {
    scenario.parameters.iter().map(|parameter| (parameter.key.as_str(), parameter)).collect()
}
