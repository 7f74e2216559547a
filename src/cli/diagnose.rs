//! `landsim diagnose`: house prices of a scenario's market beside those that were seen.

use std::path::PathBuf;

use landsim::calibration::backtest::Design;
use landsim::calibration::diagnostics::{LEAST_CHANGES, diagnose};
use landsim::case::Case;
use landsim::case::inputs::Inputs;
use landsim::catalogue::result_folder::ResultFolder;
use landsim::finding::Rejected;
use landsim::report::terminal::diagnostics::text;
use landsim::scenario::{LONGEST_HORIZON, Scenario};
use landsim::store::manifest::Manifest;
use landsim::tables::diagnostics::table;

use super::clock::Clock;
use super::ending::{Ending, not_written, reject, show_written};
use super::history::{Changes, HistoryArguments};
use super::language::{in_words, spoken};
use super::settings::FileArguments;
use super::values::between;

/// Folder of the table under the folder for results.
const FOLDER: &str = ResultFolder::Diagnostics.name();

/// What `landsim diagnose` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct DiagnoseArguments {
    #[command(flatten)]
    history: HistoryArguments,
    /// Scenario whose market is diagnosed; `builtin:baseline` is the baseline compiled into the
    /// program.
    #[arg(long, default_value = "builtin:baseline")]
    scenario: PathBuf,
    /// Futures as long as the history.
    #[arg(long, default_value_t = 1000, value_parser = between(100..=100_000))]
    trials: u64,
    /// Seed of all random numbers.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Folder for results, in which the folder `diagnostics` is written.
    #[arg(long, default_value = "reports")]
    out: PathBuf,
    #[command(flatten)]
    files: FileArguments,
    /// Do not show the result table.
    #[arg(long)]
    quiet: bool,
}

/// Measures history and futures, writes and prints what was found.
pub(super) fn run(arguments: &DiagnoseArguments) -> Ending {
    match load(arguments) {
        Ok((used, case)) => answer(arguments, &used, &case),
        Err(rejected) => reject(&rejected),
    }
}

fn load(arguments: &DiagnoseArguments) -> Result<(Changes<'_>, Case), Rejected> {
    let used = arguments.history.read(LEAST_CHANGES)?;
    if used.series.len() >= LONGEST_HORIZON as usize {
        let found = format!("{} months that are used", used.series.len());
        return Err(arguments.history.reject(found, format!("fewer than {LONGEST_HORIZON}")));
    }
    Ok((used, Inputs::default().case(Scenario::load(&arguments.scenario)?)?))
}

fn answer(arguments: &DiagnoseArguments, used: &Changes<'_>, case: &Case) -> Ending {
    let DiagnoseArguments { trials, seed, quiet, .. } = *arguments;
    let folder = match arguments.files.folder(&arguments.out, FOLDER) {
        Ok(folder) => folder,
        Err(error) => return not_written(&error),
    };
    let clock = Clock::start();
    let design = Design { starts: 0, trials, seed };
    let found = diagnose(case.scenario(), &used.series, &design);
    let manifest = Manifest::new(case, seed, trials, clock.circumstances()).with_data(used.input());
    show_written(folder.finish(&[table(&found)], manifest), quiet, || {
        in_words(&text(case.scenario(), &found, &used.source(), (trials, seed), spoken()))
    })
}
