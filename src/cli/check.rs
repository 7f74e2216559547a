//! `landsim check`: everything that is wrong with scenario files.

use std::path::PathBuf;

use landsim::case::Case;
use landsim::scenario::Scenario;

use super::ending::{Ending, print, reject};
use super::inputs::{load_cases, load_inputs};

/// What `landsim check` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct CheckArguments {
    /// Scenario files.
    #[arg(required = true)]
    scenarios: Vec<PathBuf>,
    /// Portfolio file; default: the shipped synthetic portfolio.
    #[arg(long)]
    portfolio: Option<PathBuf>,
}

/// Says everything that is wrong with scenarios, alone and with the portfolio; simulates nothing.
pub(super) fn run(arguments: &CheckArguments) -> Ending {
    let (portfolio, _) = match load_inputs(arguments.portfolio.as_deref()) {
        Ok(loaded) => loaded,
        Err(rejected) => return reject(&rejected),
    };
    let (cases, ending) = load_cases(&arguments.scenarios, &portfolio);
    let lines = cases.iter().map(Case::scenario).map(|scenario| {
        let (all, assumed) = (scenario.parameters.len(), scenario.assumptions().count());
        let Scenario { file, id, .. } = scenario;
        format!("{file}: {id} accepted, {all} values, {assumed} of them assumptions")
    });
    let accepted: Vec<String> = lines.collect();
    if accepted.is_empty() { ending } else { ending.max(print(&(accepted.join("\n") + "\n"))) }
}
