//! `landsim track`: forecasts are held against what came.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use landsim::calendar::YearMonth;
use landsim::case::Case;
use landsim::catalogue::result_folder::ResultFolder;
use landsim::ensemble::track::{Came, Track, track};
use landsim::finding::{Finding, Place, Rejected};
use landsim::portfolio::actuals::Actuals;
use landsim::report::terminal;
use landsim::store::file_names::MANIFEST;
use landsim::store::manifest::Manifest;
use landsim::store::recorded::read_manifest;
use landsim::tables::track::tables;

use super::clock::Clock;
use super::ending::{Ending, interrupted, not_written, reject, show_written};
use super::language::spoken;
use super::progress::Progress;
use super::recipe::Recipe;
use super::settings::FileArguments;
use super::threads::{catch_interrupts, thread_pool};
use super::values::{between, month};

/// Folder of the tables under the folder for results.
const FOLDER: &str = ResultFolder::Track.name();

/// What `landsim track` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct TrackArguments {
    /// Folders that `landsim run` wrote: forecasts of one programme, made at different times or
    /// under different assumptions.
    #[arg(required = true)]
    runs: Vec<PathBuf>,
    /// Table of what has happened (a workbook or CSV).
    #[arg(long)]
    actuals: PathBuf,
    /// First month of which it does not tell any more, such as 2013-06.
    #[arg(long, value_parser = month)]
    as_of: YearMonth,
    /// Futures of each forecast that are simulated again, at most those of the run.
    #[arg(long, default_value_t = 2_000, value_parser = between(1..=100_000))]
    trials: u64,
    /// Futures from which the miss is split into its parts; each is run sixteen times.
    #[arg(long, default_value_t = 400, value_parser = between(1..=100_000))]
    split_trials: u64,
    /// Threads; results do not depend on it. Default: all processors.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Folder for results.
    #[arg(long, default_value = "reports")]
    out: PathBuf,
    #[command(flatten)]
    files: FileArguments,
    /// Show neither progress nor the result table.
    #[arg(long)]
    quiet: bool,
}

/// A forecast that was made.
struct Forecast {
    name: String,
    case: Case,
    manifest: Manifest,
}

/// Holds forecasts against what came, writes and prints what it comes to.
pub(super) fn run(arguments: &TrackArguments) -> Ending {
    let loaded = match load(arguments) {
        Ok(loaded) => loaded,
        Err(rejected) => return reject(&rejected),
    };
    let Some(pool) = thread_pool(arguments.threads) else { return Ending::NotWritten };
    let folder = match arguments.files.folder(&arguments.out, FOLDER) {
        Ok(folder) => folder,
        Err(error) => return not_written(&error),
    };
    let clock = Clock::start();
    let (forecasts, truth) = &loaded;
    let Some(tracks) = pool.install(|| tracks(arguments, forecasts, truth)) else {
        return interrupted(FOLDER);
    };
    let Some(first) = forecasts.first() else { return Ending::Done };
    let calendar = first.case.scenario().rules.calendar;
    let Manifest { seed, .. } = first.manifest;
    let manifest = Manifest::new(truth, seed, arguments.trials, clock.circumstances());
    let written = folder.finish(&tables(&tracks, &calendar), manifest);
    show_written(written, arguments.quiet, || terminal::track::text(&tracks, &calendar, spoken()))
}

/// The forecasts, and the case that takes up what came.
fn load(arguments: &TrackArguments) -> Result<(Vec<Forecast>, Case), Rejected> {
    let mut forecasts: Vec<Forecast> = Vec::new();
    for folder in &arguments.runs {
        let forecast = forecast(folder)?;
        let calendar = |forecast: &Forecast| forecast.case.scenario().rules.calendar;
        if let Some(first) = forecasts.first()
            && calendar(first) != calendar(&forecast)
        {
            return Err(refused(folder, "calendar", "another start, window or horizon"));
        }
        if forecast
            .case
            .seen_until()
            .is_some_and(|seen| seen >= calendar(&forecast).month(arguments.as_of))
        {
            return Err(refused(folder, "as_of", "a forecast that knew all of it"));
        }
        forecasts.push(forecast);
    }
    let actuals = Actuals::read(&arguments.actuals)?;
    // What follows from actuals by rules follows by those of the forecast named last.
    let Some(last) = forecasts.last() else {
        return Err(refused(Path::new(""), "", "no forecast"));
    };
    let truth = last.case.untold().told(actuals, Some(arguments.as_of))?;
    Ok((forecasts, truth))
}

fn refused(folder: &Path, key: &str, found: &str) -> Rejected {
    Rejected::new(vec![Finding {
        place: Place::whole(&folder.join(MANIFEST).display().to_string()),
        key: key.to_owned(),
        found: found.to_owned(),
        accepted: "forecasts of one programme, made before what came".to_owned(),
    }])
}

fn forecast(folder: &Path) -> Result<Forecast, Rejected> {
    let manifest: Manifest = read_manifest(&folder.join(MANIFEST))?;
    let case = Recipe::of(&manifest, folder).case(Path::new(""))?;
    let name = folder.display().to_string();
    Ok(Forecast { name, case, manifest })
}

/// Each forecast beside what came; `None` when the user interrupts.
fn tracks(
    arguments: &TrackArguments,
    forecasts: &[Forecast],
    truth: &Case,
) -> Option<Vec<(String, Track)>> {
    let interrupted = catch_interrupts();
    let observed = Arc::clone(truth.observed()?);
    let came = Came::of(truth, forecasts.first()?.manifest.seed, observed.as_of);
    let TrackArguments { trials, split_trials, quiet, .. } = *arguments;
    let trials_of = |forecast: &Forecast| trials.min(forecast.manifest.trials);
    let all: u64 = forecasts
        .iter()
        .map(|forecast| trials_of(forecast) + split_trials.min(trials_of(forecast)))
        .sum();
    let progress = Progress::new(FOLDER, all, quiet);
    let goes_on = |trials: u64| {
        progress.advance(trials);
        !interrupted.load(Ordering::Relaxed)
    };
    let of = |forecast: &Forecast| {
        let run = (forecast.manifest.seed, trials_of(forecast), split_trials);
        let tracked = track(&forecast.case, run, (&came, &observed), &goes_on)?;
        Some((forecast.name.clone(), tracked))
    };
    let tracks = forecasts.iter().map(of).collect();
    progress.finish();
    tracks
}
