//! `landsim explain`: how much of a scenario's change is the doing of each of its parts.

use std::path::PathBuf;

use landsim::case::Case;
use landsim::catalogue::result_folder::ResultFolder;
use landsim::ensemble::attribution::{Attribution, Design};
use landsim::finding::{Finding, Place, Rejected};
use landsim::report::terminal::explanation;
use landsim::scenario::parts::Parts;
use landsim::store::folder::PendingFolder;
use landsim::store::manifest::Manifest;
use landsim::tables::attribution::{explained, table};

use super::clock::Clock;
use super::ending::{Ending, interrupted, reject, show_written};
use super::language::spoken;
use super::paired::{Futures, cases_of_one_calendar, in_folder};
use super::progress::Progress;
use super::settings::Settings;

/// Folder of an explanation under the folder for results.
const FOLDER: &str = ResultFolder::Explanation.name();

/// What `landsim explain` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct ExplainArguments {
    /// Scenario file.
    scenario: PathBuf,
    /// What it is held against; the default is the baseline compiled into the program.
    #[arg(long, default_value = "builtin:baseline")]
    base: PathBuf,
    /// Orders of arrival that are drawn when there are more than 8 parts.
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u16).range(2..=10_000))]
    orders: u16,
    #[command(flatten)]
    settings: Settings,
}

/// Simulates every choice of parts, writes and prints each part's share.
pub(super) fn run(arguments: &ExplainArguments) -> Ending {
    match Question::load(arguments) {
        Ok(question) => in_folder(&arguments.settings, FOLDER, |futures, folder| {
            question.answer(futures, folder)
        }),
        Err(rejected) => reject(&rejected),
    }
}

/// Parts and the cases that have some of them, in the order of the design.
struct Question {
    parts: Vec<String>,
    design: Design,
    cases: Vec<Case>,
}

impl Question {
    /// Everything that can be wrong is found here, before anything is simulated.
    fn load(arguments: &ExplainArguments) -> Result<Self, Rejected> {
        let settings = &arguments.settings;
        let inputs = settings.case.inputs();
        let parts = Parts::load(&arguments.base, &arguments.scenario)?;
        let names = parts.names();
        if names.is_empty() {
            return Err(Rejected::new(vec![Finding {
                place: Place::whole(&arguments.scenario.display().to_string()),
                key: String::new(),
                found: format!("no value that differs from {}", arguments.base.display()),
                accepted: "a scenario with something to explain".into(),
            }]));
        }
        let design = Design::new(names.len(), usize::from(arguments.orders), settings.seed);
        let case = |chosen: &Vec<bool>| inputs.case(parts.with(chosen)?);
        let cases = design.subsets().map(case).collect::<Result<Vec<_>, _>>()?;
        cases_of_one_calendar(&cases)?;

        Ok(Self { parts: names, design, cases })
    }

    fn answer(&self, futures: &Futures<'_>, folder: PendingFolder) -> Ending {
        let clock = Clock::start();
        let Settings { seed, trials, quiet, .. } = *futures.settings;
        let Some(attribution) = self.attribute(futures) else {
            return interrupted(FOLDER);
        };
        let explained = explained(&attribution, self.parts.len());
        let (Some(base), Some(whole)) = (self.case_with(false), self.case_with(true)) else {
            return Ending::Done;
        };
        let manifest =
            Manifest::new(whole, seed, trials, clock.circumstances()).with_others(&[base]);
        let (base, whole) = (base.scenario(), whole.scenario());
        let table = table((&base.id, &whole.id), &self.parts, &explained);
        show_written(folder.finish(&[table], manifest), quiet, || {
            let made = (trials, seed, self.design.orders());
            explanation::text((base, whole), &self.parts, &explained, made, spoken())
        })
    }

    fn attribute(&self, futures: &Futures<'_>) -> Option<Attribution<'_>> {
        let Settings { trials, quiet, .. } = *futures.settings;
        let all = trials.saturating_mul(self.cases.len() as u64);
        let progress = Progress::new(FOLDER, all, quiet);
        let mut attribution =
            Attribution::new(&self.design, usize::try_from(trials).unwrap_or(usize::MAX));
        let mut completed = true;
        for (subset, case) in self.design.subsets().zip(&self.cases) {
            match futures.of(case, &progress) {
                Some(figures) => attribution.add(subset, &figures),
                None => completed = false,
            }
            if !completed {
                break;
            }
        }
        progress.finish();
        completed.then_some(attribution)
    }

    /// The case with all parts or none.
    fn case_with(&self, chosen: bool) -> Option<&Case> {
        let all = vec![chosen; self.parts.len()];
        self.design
            .subsets()
            .zip(&self.cases)
            .find(|(subset, _)| **subset == all)
            .map(|(_, case)| case)
    }
}
