//! Where a reader goes on from a page: commands that answer the next question, as text to copy.

use serde::Serialize;

use crate::store::manifest::Manifest;

/// Seed that commands use unless another is given.
const USUAL_SEED: u64 = 1;

/// A question that a page leaves open, by its word's key, and the command that answers it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct GoOn {
    question: &'static str,
    command: String,
}

/// A file as an argument of a command.
fn argument(file: &str) -> String {
    if file.contains(char::is_whitespace) { format!("\"{file}\"") } else { file.to_owned() }
}

/// The seed, where it is not the usual one.
fn seed(manifest: &Manifest) -> String {
    if manifest.seed == USUAL_SEED { String::new() } else { format!(" --seed {}", manifest.seed) }
}

/// From a run.
pub(super) fn of_run(manifest: &Manifest) -> Vec<GoOn> {
    let (file, seed) = (argument(&manifest.scenario.file), seed(manifest));
    let reproduce = format!("landsim reproduce reports/{}", argument(&manifest.scenario_id));
    vec![
        GoOn { question: "go_on_check", command: format!("landsim check {file}") },
        GoOn { question: "go_on_worst", command: format!("landsim replay {file} --worst 3{seed}") },
        GoOn {
            question: "go_on_doubt",
            command: format!("landsim run {file} --stress 1000{seed} --report"),
        },
        GoOn { question: "go_on_reproduce", command: reproduce },
    ]
}

/// From several, the first being the base.
pub(super) fn of_several(base: &Manifest, others: &[&Manifest]) -> Vec<GoOn> {
    let (file, seed) = (argument(&base.scenario.file), seed(base));
    let mut commands = Vec::new();
    // The others stand in the order of the page: the best of what can be chosen first.
    if let Some(other) = others.first() {
        let other = argument(&other.scenario.file);
        let command = format!("landsim explain {other} --base {file}{seed}");
        commands.push(GoOn { question: "go_on_explain", command });
        let command = format!("landsim replay {other} --worst 3{seed}");
        commands.push(GoOn { question: "go_on_worst", command });
    }
    let command = format!("landsim run {file} --stress 1000{seed} --report");
    commands.push(GoOn { question: "go_on_doubt", command });
    commands
}
