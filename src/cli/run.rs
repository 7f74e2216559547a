//! `landsim run`: load everything, simulate, write, show.

use std::path::PathBuf;
use std::sync::atomic::Ordering;

use landsim::case::Case;
use landsim::catalogue::result_folder::ResultFolder;
use landsim::store::manifest::Manifest;
use landsim::tables::scenarios::{self, ScenarioRows};

use super::clock::Clock;
use super::ending::{Ending, show_written};
use super::inputs::{load_cases, tell_doubts};
use super::progress::BatchProgress;
use super::report;
use super::scenario_run::{ScenarioRun, TrialsArguments};
use super::settings::Settings;
use super::threads::{catch_interrupts, thread_pool};

/// Futures of each stress that a report shows: shares are right to three points, their changes in
/// the same futures to less.
const STRESS_OF_A_REPORT: u64 = 1_000;

/// What `landsim run` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct RunArguments {
    /// Scenario files; none: the baseline compiled into the program.
    scenarios: Vec<PathBuf>,
    #[command(flatten)]
    trials: TrialsArguments,
    /// Make a report of each scenario, and of all together; as `landsim report` does.
    #[arg(long, conflicts_with = "shard")]
    report: bool,
    #[command(flatten)]
    settings: Settings,
}

/// Runs the scenarios one after another; one that fails does not stop the others.
pub(super) fn run(arguments: &RunArguments) -> Ending {
    let settings = &arguments.settings;
    let (cases, mut ending) = load_cases(&arguments.scenarios, &settings.case.inputs());
    tell_doubts(&cases);
    let Some(pool) = thread_pool(settings.threads) else { return Ending::NotWritten };
    let interrupted = catch_interrupts();
    let clock = Clock::start();
    let mut done: Vec<(&Case, ScenarioRows)> = Vec::new();
    let batch = BatchProgress::new(cases.len(), settings.quiet);
    for (index, case) in cases.iter().enumerate() {
        if interrupted.load(Ordering::Relaxed) {
            break;
        }
        let has_rows = (cases.len() > 1 || arguments.report) && arguments.trials.shard.is_none();
        let run = ScenarioRun {
            arguments: &arguments.trials,
            settings,
            case,
            has_rows,
            usual_stress: if arguments.report { STRESS_OF_A_REPORT } else { 0 },
            batch: &batch,
            interrupted: &interrupted,
        };
        let (one_ending, rows) = pool.install(|| run.run());
        ending = ending.max(one_ending);
        done.extend(rows.map(|rows| (case, rows)));
        batch.advance(index + 1);
    }
    batch.finish();
    if interrupted.load(Ordering::Relaxed) {
        return Ending::Interrupted;
    }
    let written: Vec<PathBuf> =
        done.iter().map(|(case, _)| settings.out.join(&case.scenario().id)).collect();
    if done.len() > 1 {
        ending = ending.max(pool.install(|| write_batch(arguments, done, &clock)));
    }
    if arguments.report {
        let report = || report::of_run(&written, settings.quiet);
        ending = ending.max(pool.install(report));
    }
    ending
}

/// Folder of the tables across scenarios under the folder for results.
const BATCH_FOLDER: &str = ResultFolder::Scenarios.name();

/// Writes the tables across the scenarios that were run.
fn write_batch(
    arguments: &RunArguments,
    done: Vec<(&Case, ScenarioRows)>,
    clock: &Clock,
) -> Ending {
    let settings = &arguments.settings;
    let (cases, rows): (Vec<&Case>, Vec<ScenarioRows>) = done.into_iter().unzip();
    let Some((first, others)) = cases.split_first() else { return Ending::Done };
    // Of scenarios that took different numbers of trials to their precision, the most.
    let trials = rows.iter().map(|rows| rows.trials).max().unwrap_or(settings.trials);
    let manifest = Manifest::new(first, settings.seed, trials, clock.circumstances())
        .of_sampling(arguments.trials.sampling)
        .of_control_variates(arguments.trials.control_variates)
        .with_others(others);
    let written = settings
        .files
        .folder(&settings.out, BATCH_FOLDER)
        .and_then(|folder| folder.finish(&scenarios::tables(&rows), manifest));
    show_written(written, settings.quiet, String::new)
}
