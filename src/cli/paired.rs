//! Figures of several scenarios in the same futures, as comparing and explaining need them.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use landsim::calendar::Calendar;
use landsim::case::Case;
use landsim::case::models::Models;
use landsim::ensemble::{self, Figures};
use landsim::finding::{Finding, Place, Rejected};
use landsim::store::folder::PendingFolder;
use landsim::uncertainty::sampling::Sampling;

use super::ending::{Ending, not_written};
use super::progress::Progress;
use super::settings::Settings;
use super::threads::{catch_interrupts, thread_pool};

/// Simulates cases one after another under the same settings.
pub(super) struct Futures<'f> {
    pub(super) settings: &'f Settings,
    pub(super) interrupted: &'f AtomicBool,
    /// How chance is spread over trials.
    pub(super) sampling: Sampling,
}

impl Futures<'_> {
    /// The figures of a case; `None` when the user interrupts.
    pub(super) fn of(&self, case: &Case, progress: &Progress) -> Option<Figures> {
        let models = Models::sampled(case, self.settings.seed, self.sampling);
        let observer = |trials: u64| {
            progress.advance(trials);
            !self.interrupted.load(Ordering::Relaxed)
        };
        ensemble::figures(&models, self.settings.trials, &observer)
    }

    /// The figures of a case with a bar of its own.
    pub(super) fn alone(&self, case: &Case) -> Option<Figures> {
        let Settings { trials, quiet, .. } = *self.settings;
        let progress = Progress::new(&case.scenario().id, trials, quiet);
        let figures = self.of(case, &progress);
        progress.finish();
        figures
    }
}

/// Takes the name of a folder for results, then lets `answer` simulate and write on the threads
/// that the user asked for.
pub(super) fn in_folder(
    settings: &Settings,
    folder: &str,
    answer: impl FnOnce(&Futures<'_>, PendingFolder) -> Ending + Send,
) -> Ending {
    let Some(pool) = thread_pool(settings.threads) else { return Ending::NotWritten };
    match settings.files.folder(&settings.out, folder) {
        Ok(folder) => {
            let interrupted = catch_interrupts();
            let sampling = Sampling::Plain;
            let futures = Futures { settings, interrupted: &interrupted, sampling };
            pool.install(|| answer(&futures, folder))
        }
        Err(error) => not_written(&error),
    }
}

/// Figures of scenarios of different months or lengths are not the same figures.
pub(super) fn cases_of_one_calendar(cases: &[Case]) -> Result<(), Rejected> {
    let scenarios = cases.iter().map(Case::scenario);
    let calendars: Vec<(&str, Calendar)> =
        scenarios.map(|scenario| (scenario.file.as_str(), scenario.rules.calendar)).collect();
    of_one_calendar(&calendars)
}

/// The same of runs, by the names of their files.
pub(super) fn of_one_calendar(calendars: &[(&str, Calendar)]) -> Result<(), Rejected> {
    let words = |calendar: Calendar| {
        format!(
            "start {}, window {}, horizon {}",
            calendar.start, calendar.window, calendar.horizon
        )
    };
    let Some(((base, of_base), others)) = calendars.split_first() else { return Ok(()) };
    let findings: Vec<Finding> = others
        .iter()
        .filter(|(_, calendar)| calendar != of_base)
        .map(|(file, calendar)| Finding {
            place: Place::whole(file),
            key: "scenario".into(),
            found: words(*calendar),
            accepted: format!("that of {base}: {}", words(*of_base)),
        })
        .collect();
    if findings.is_empty() { Ok(()) } else { Err(Rejected::new(findings)) }
}

/// Files with the first one in front.
pub(super) fn with_first(first: &PathBuf, others: &[PathBuf]) -> Vec<PathBuf> {
    std::iter::once(first).chain(others).cloned().collect()
}
