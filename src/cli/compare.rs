//! `landsim compare`: scenarios against a base, in the same futures.

use landsim::ensemble::compare::compare;
use landsim::finding::Rejected;
use landsim::model::Case;
use landsim::report::comparison;
use landsim::report::folder::PendingFolder;
use landsim::report::manifest::Manifest;
use landsim::scenario::{FOLDERS_OF_SEVERAL, Scenario};
use landsim::tables::comparison::{Compared, table};

use super::futures::{Futures, in_folder, of_one_calendar, say_interrupted, with_first};
use super::run::{Clock, load_cases, load_inputs};
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
    in_folder(settings, FOLDER, |futures, folder| {
        Comparison { settings, base, others, futures }.run(folder)
    })
}

/// A difference with a scenario missing would be read as one with all of them, so one that is
/// rejected ends the comparison.
fn load(arguments: &CompareArguments) -> Result<Vec<Case>, Ending> {
    let rejected = |rejected: Rejected| {
        say(rejected);
        Ending::Rejected
    };
    let (portfolio, _) = load_inputs(arguments.settings.portfolio.as_deref()).map_err(rejected)?;
    let files = with_first(&arguments.base, &arguments.others);
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
    futures: &'c Futures<'c>,
}

impl Comparison<'_> {
    fn run(&self, folder: PendingFolder) -> Ending {
        let clock = Clock::start();
        let Some(compared) = self.differences() else {
            say_interrupted(FOLDER);
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
        let base = self.futures.alone(self.base)?;
        let against_base = |case: &Case| {
            let differences =
                compare(&base, &self.futures.alone(case)?).into_iter().flatten().collect();
            Some(Compared { scenario_id: case.scenario().id.clone(), differences })
        };
        self.others.iter().map(against_base).collect()
    }
}
