//! `landsim check`: everything that is wrong with scenario files.

use std::path::PathBuf;

use landsim::case::Case;
use landsim::scenario::Scenario;

use super::ending::{Ending, print};
use super::inputs::{CaseArguments, load_cases, tell_doubts};

/// What `landsim check` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct CheckArguments {
    /// Scenario files.
    #[arg(required = true)]
    scenarios: Vec<PathBuf>,
    #[command(flatten)]
    case: CaseArguments,
}

/// Says everything that is wrong with scenarios, alone and with the portfolio; simulates nothing.
pub(super) fn run(arguments: &CheckArguments) -> Ending {
    let (cases, ending) = load_cases(&arguments.scenarios, &arguments.case.inputs());
    tell_doubts(&cases);
    let lines = cases.iter().map(Case::scenario).map(|scenario| {
        let (all, assumed) = (scenario.parameters.len(), scenario.assumptions().count());
        let Scenario { file, id, .. } = scenario;
        format!("{file}: {id} accepted, {all} values, {assumed} of them assumptions")
    });
    let accepted: Vec<String> = lines.collect();
    if accepted.is_empty() { ending } else { ending.max(print(&(accepted.join("\n") + "\n"))) }
}
