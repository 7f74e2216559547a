//! Where a reader goes on from a page: commands that answer the next question, as text to copy.

use serde::Serialize;

use crate::store::manifest::Manifest;

use super::super::command::{self, USUAL_SEED, options, scenario_argument};
use super::super::shortage::can_be_replayed;

/// A question that a page leaves open, by its word's key, and the command that answers it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct GoOn {
    question: &'static str,
    command: String,
}

/// From a run.
pub(super) fn of_run(manifest: &Manifest) -> Vec<GoOn> {
    let file = scenario_argument(&manifest.scenario.file);
    let options = options(&manifest.case_options, manifest.seed);
    let of_case = command::options(&manifest.case_options, USUAL_SEED);
    let check = format!("landsim check {file}{of_case}");
    let worst = format!("landsim replay {file} --worst 3{options}");
    let doubt = format!("landsim run {file} --stress 1000{options} --report");
    let reproduce = format!("landsim reproduce reports/{}", manifest.scenario_id);
    let commands = [
        ("go_on_check", check),
        ("go_on_worst", worst),
        ("go_on_doubt", doubt),
        ("go_on_reproduce", reproduce),
    ];
    commands
        .into_iter()
        .filter(|(question, _)| *question != "go_on_worst" || can_be_replayed(manifest))
        .map(|(question, command)| GoOn { question, command })
        .collect()
}

/// From several, the first being the base.
pub(super) fn of_several(base: &Manifest, others: &[&Manifest]) -> Vec<GoOn> {
    let file = scenario_argument(&base.scenario.file);
    let options = options(&base.case_options, base.seed);
    let mut commands = Vec::new();
    // The others stand in the order of the page: the best of what can be chosen first.
    let other = others.iter().find(|other| other.swept.is_empty());
    if let Some(other) = other.filter(|_| base.swept.is_empty()) {
        let own = scenario_argument(&other.scenario.file);
        let command = format!("landsim explain {own} --base {file}{options}");
        commands.push(GoOn { question: "go_on_explain", command });
        if can_be_replayed(other) {
            let command = format!("landsim replay {own} --worst 3{options}");
            commands.push(GoOn { question: "go_on_worst", command });
        }
    }
    let command = format!("landsim run {file} --stress 1000{options} --report");
    commands.push(GoOn { question: "go_on_doubt", command });
    commands
}
