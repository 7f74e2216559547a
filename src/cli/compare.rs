//! `landsim compare`: scenarios against a base, in the same futures.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use landsim::calendar::Calendar;
use landsim::ensemble::compare::compare;
use landsim::ensemble::{self, Figures};
use landsim::finding::{Finding, Place, Rejected};
use landsim::model::{Case, Model};
use landsim::report::comparison;
use landsim::report::folder::PendingFolder;
use landsim::report::manifest::Manifest;
use landsim::scenario::{FOLDERS_OF_SEVERAL, Scenario};
use landsim::tables::comparison::{Compared, table};

use super::progress::Progress;
use super::run::{Clock, catch_interrupts, load_cases, load_inputs, thread_pool};
use super::{CompareArguments, Ending, Settings, print, say};

/// Folder of a comparison under the folder for results.
const FOLDER: &str = FOLDERS_OF_SEVERAL[1];

/// Runs the base and the others with common random numbers, writes and prints the differences.
pub(super) fn run(arguments: &CompareArguments) -> Ending {
    let settings = &arguments.settings;
    let cases = match load(arguments) {
        Ok(cases) => cases,
        Err(ending) => return ending,
    };
    let Some((base, others)) = cases.split_first() else { return Ending::Done };
    let Some(pool) = thread_pool(settings.threads) else { return Ending::NotWritten };
    let folder = match PendingFolder::begin(&settings.out, FOLDER) {
        Ok(folder) => folder,
        Err(error) => {
            say(error);
            return Ending::NotWritten;
        }
    };
    let comparison = Comparison { settings, base, others, interrupted: &catch_interrupts() };
    pool.install(|| comparison.run(folder))
}

/// A difference with a scenario missing would be read as one with all of them, so one that is
/// rejected ends the comparison.
fn load(arguments: &CompareArguments) -> Result<Vec<Case>, Ending> {
    let rejected = |rejected: Rejected| {
        say(rejected);
        Ending::Rejected
    };
    let (portfolio, _) = load_inputs(arguments.settings.portfolio.as_deref()).map_err(rejected)?;
    let files: Vec<PathBuf> =
        std::iter::once(&arguments.base).chain(&arguments.others).cloned().collect();
    // What others are held against is one scenario.
    Scenario::load(&arguments.base).map_err(rejected)?;
    let (cases, ending) = load_cases(&files, &portfolio);
    if ending != Ending::Done {
        return Err(ending);
    }
    of_one_calendar(&cases).map_err(rejected)?;
    Ok(cases)
}

/// Scenarios on their way to a table of differences.
struct Comparison<'c> {
    settings: &'c Settings,
    base: &'c Case,
    others: &'c [Case],
    interrupted: &'c AtomicBool,
}

impl Comparison<'_> {
    fn run(&self, folder: PendingFolder) -> Ending {
        let clock = Clock::start();
        let Some(compared) = self.differences() else {
            say(format_args!("{FOLDER}: interrupted; nothing was written"));
            return Ending::Interrupted;
        };
        let Settings { seed, trials, .. } = *self.settings;
        let others: Vec<&Case> = self.others.iter().collect();
        let manifest =
            Manifest::new(self.base, seed, trials, clock.circumstances()).with_others(&others);
        let table = table(&self.base.scenario().id, &compared);
        match folder.finish(&[table], manifest) {
            Ok(_) if self.settings.quiet => Ending::Done,
            Ok(path) => {
                let compared: Vec<_> =
                    self.others.iter().map(Case::scenario).zip(compared).collect();
                let language = self.settings.lang.into();
                let base = self.base.scenario();
                let text = comparison::text(base, &compared, (trials, seed), language);
                print(&format!("{text}{}\n", path.display()))
            }
            Err(error) => {
                say(error);
                Ending::NotWritten
            }
        }
    }

    fn differences(&self) -> Option<Vec<Compared>> {
        let base = self.simulate(self.base)?;
        let against_base = |case: &Case| {
            let differences = compare(&base, &self.simulate(case)?).into_iter().flatten().collect();
            Some(Compared { scenario_id: case.scenario().id.clone(), differences })
        };
        self.others.iter().map(against_base).collect()
    }

    fn simulate(&self, case: &Case) -> Option<Figures> {
        let model = Model::new(case, self.settings.seed);
        let progress =
            Progress::new(&case.scenario().id, self.settings.trials, self.settings.quiet);
        let observer = |trials: u64| {
            progress.advance(trials);
            !self.interrupted.load(Ordering::Relaxed)
        };
        let figures = ensemble::figures(&model, self.settings.trials, &observer);
        progress.finish();
        figures
    }
}

/// Figures of different months or lengths are not the same figures.
fn of_one_calendar(cases: &[Case]) -> Result<(), Rejected> {
    let calendar = |case: &Case| case.scenario().calendar;
    let words = |calendar: Calendar| {
        format!(
            "start {}, window {}, horizon {}",
            calendar.start, calendar.window, calendar.horizon
        )
    };
    let Some((base, others)) = cases.split_first() else { return Ok(()) };
    let findings: Vec<Finding> = others
        .iter()
        .filter(|case| calendar(case) != calendar(base))
        .map(|case| Finding {
            place: Place::whole(&case.scenario().file),
            key: "scenario".into(),
            found: words(calendar(case)),
            accepted: format!("that of {}: {}", base.scenario().file, words(calendar(base))),
        })
        .collect();
    if findings.is_empty() { Ok(()) } else { Err(Rejected::new(findings)) }
}
