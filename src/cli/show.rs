//! `landsim show`: what a scenario says once everything it extends is laid under it, and where each
//! value comes from.

use std::fmt::Write as _;
use std::path::PathBuf;

use landsim::reader::parameter::Parameter;
use landsim::scenario::Scenario;
use landsim::wording::words::word;

use super::ending::{Ending, print, reject};
use super::language::spoken;

/// What `landsim show` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct ShowArguments {
    /// Scenario file; `builtin:baseline` is the baseline compiled into the program.
    scenario: PathBuf,
}

/// Prints every value with unit, place and source; of a sweep, scenario after scenario.
pub(super) fn run(arguments: &ShowArguments) -> Ending {
    let scenarios = match Scenario::load_all(&arguments.scenario) {
        Ok(scenarios) => scenarios,
        Err(rejected) => return reject(&rejected),
    };
    let mut text = String::new();
    for scenario in &scenarios {
        let _ = writeln!(text, "{} — {}", scenario.id, spoken().half(&scenario.title));
        for parameter in &scenario.parameters {
            let _ = writeln!(text, "{}", line(parameter));
        }
    }
    print(&text)
}

fn line(parameter: &Parameter) -> String {
    let Parameter { key, value, unit, source, place } = parameter;
    let language = spoken();
    let source = match source.split_once(": ") {
        _ if source.is_empty() => word("no_source", language).to_owned(),
        // The kind stands before both languages.
        Some((kind, said)) => format!("{kind}: {}", language.half(said)),
        None => source.clone(),
    };
    format!("{key} = {value} [{unit}]  {place}  {source}")
}
