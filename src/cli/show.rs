//! `landsim show` and `landsim diff`: what a scenario says once everything it extends is laid under
//! it, and where each value comes from.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use landsim::scenario::Scenario;
use landsim::scenario::parameter::Parameter;
use landsim::wording::text::Language;

use super::{Ending, print, say};

/// Prints every value with unit, place and source; of a sweep, scenario after scenario.
pub(super) fn show(file: &Path) -> Ending {
    let scenarios = match Scenario::load_all(file) {
        Ok(scenarios) => scenarios,
        Err(rejected) => {
            say(rejected);
            return Ending::Rejected;
        }
    };
    let mut text = String::new();
    for scenario in &scenarios {
        let _ = writeln!(text, "{} — {}", scenario.id, Language::English.half(&scenario.title));
        for parameter in &scenario.parameters {
            let _ = writeln!(text, "{}", line(parameter));
        }
    }
    print(&text)
}

fn line(parameter: &Parameter) -> String {
    let Parameter { key, value, unit, source, place } = parameter;
    let source = if source.is_empty() { "no source stated" } else { source };
    format!("{key} = {value} [{unit}]  {place}  {source}")
}

/// Prints the schema of scenario files.
pub(super) fn schema() -> Ending {
    match landsim::report::schema::text() {
        Ok(text) => print(&text),
        Err(error) => {
            say(format_args!("landsim: schema: {error}"));
            Ending::NotWritten
        }
    }
}

/// Prints the values that differ, by key; nothing when there are none.
pub(super) fn diff(left: &Path, right: &Path) -> Ending {
    let (left, right) = (Scenario::load(left), Scenario::load(right));
    for rejected in [&left, &right].into_iter().filter_map(|loaded| loaded.as_ref().err()) {
        say(rejected);
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
