//! `landsim compare`: scenarios against a base in the same futures, or runs that were written.

use std::path::{Path, PathBuf};

use landsim::calendar::Calendar;
use landsim::case::Case;
use landsim::catalogue::result_folder::ResultFolder;
use landsim::ensemble::Figures;
use landsim::ensemble::compare::{compare, compare_apart};
use landsim::finding::{Finding, Place, Rejected};
use landsim::report::terminal::comparison::{self, Run};
use landsim::scenario::Scenario;
use landsim::store::aspect::{Aspect, belongs, luck_differs};
use landsim::store::file_names::MANIFEST;
use landsim::store::folder::PendingFolder;
use landsim::store::manifest::Manifest;
use landsim::store::recorded::Recorded;
use landsim::tables::comparison::{Compared, table};

use super::clock::Clock;
use super::ending::{Ending, interrupted, reject, show_written};
use super::inputs::{CaseArguments, load_cases};
use super::language::spoken;
use super::paired::{Futures, cases_of_one_calendar, in_folder, of_one_calendar, with_first};
use super::settings::{Settings, defaults};

/// Folder of a comparison under the folder for results.
const FOLDER: &str = ResultFolder::Comparison.name();

/// What `landsim compare` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct CompareArguments {
    /// What the others are held against; `builtin:baseline` is the baseline compiled into the
    /// program.
    base: PathBuf,
    /// Scenario files held against the base. In place of files, base and others may be folders that
    /// `landsim run` wrote, with one seed, plot table and number of trials: nothing is simulated
    /// then.
    #[arg(required = true)]
    others: Vec<PathBuf>,
    /// Compare also runs of folders that another seed, plot table or number of trials made: their
    /// differences are not paired, and said to be so.
    #[arg(long)]
    unlike: bool,
    #[command(flatten)]
    settings: Settings,
}

/// Runs the base and the others with common random numbers, or takes runs that were written, and
/// writes and prints the differences.
pub(super) fn run(arguments: &CompareArguments) -> Ending {
    let files = with_first(&arguments.base, &arguments.others);
    if files.iter().any(|file| file.is_dir()) {
        return match recorded(arguments) {
            Ok(runs) => compare_recorded(&arguments.settings, &runs),
            Err(rejected) => reject(&rejected),
        };
    }
    let cases = match load(arguments) {
        Ok(cases) => cases,
        Err(ending) => return ending,
    };
    let settings = &arguments.settings;
    let Some((base, others)) = cases.split_first() else { return Ending::Done };
    in_folder(settings, FOLDER, |futures, folder| {
        let clock = Clock::start();
        let Some(compared) = differences(futures, base, others) else {
            return interrupted(FOLDER);
        };
        let Settings { seed, trials, .. } = *settings;
        let manifest = |case| Manifest::new(case, seed, trials, clock.circumstances());
        let (base, others) = (manifest(base), others.iter().map(manifest).collect::<Vec<_>>());
        let answer = Answer { base: &base, others: others.iter().collect(), compared };
        let calendar = cases[0].scenario().rules.calendar;
        let all: Vec<&Case> = cases.iter().skip(1).collect();
        answer.give(settings, folder, base.clone().with_others(&all), &calendar)
    })
}

/// A difference with a scenario missing would be read as one with all of them, so one that is
/// rejected ends the comparison.
fn load(arguments: &CompareArguments) -> Result<Vec<Case>, Ending> {
    let rejected = |rejected: Rejected| reject(&rejected);
    let files = with_first(&arguments.base, &arguments.others);
    // What others are held against is one scenario.
    Scenario::load(&arguments.base).map_err(rejected)?;
    let (cases, ending) = load_cases(&files, &arguments.settings.case.inputs());
    if ending != Ending::Done {
        return Err(ending);
    }
    cases_of_one_calendar(&cases).map_err(rejected)?;
    Ok(cases)
}

/// Differences of scenarios that are simulated now, in the same futures.
fn differences(futures: &Futures<'_>, base: &Case, others: &[Case]) -> Option<Vec<Compared>> {
    let base = futures.alone(base)?;
    let against_base = |case: &Case| {
        let other = futures.alone(case)?;
        Some(compared(case.scenario().id.clone(), Vec::new(), &base, &other))
    };
    others.iter().map(against_base).collect()
}

fn compared(
    scenario_id: String,
    apart: Vec<&'static str>,
    base: &Figures,
    other: &Figures,
) -> Compared {
    let all = if apart.is_empty() { compare(base, other) } else { compare_apart(base, other) };
    Compared { scenario_id, apart, differences: all.into_iter().flatten().collect() }
}

/// Reads folders of runs.
fn recorded(arguments: &CompareArguments) -> Result<Vec<Recorded>, Rejected> {
    let CaseArguments { portfolio, plan, .. } = &arguments.settings.case;
    let files = with_first(&arguments.base, &arguments.others);
    let mut findings: Vec<Finding> = Vec::new();
    let mut find = |file: &Path, found: &str, accepted: &str| {
        findings.push(Finding {
            place: Place::whole(&file.display().to_string()),
            key: String::new(),
            found: found.into(),
            accepted: accepted.into(),
        });
    };
    for file in files.iter().filter(|file| !file.is_dir()) {
        let accepted = "scenario files alone, or folders that `landsim run` wrote alone";
        let found = if file.exists() { "a file beside folders of runs" } else { "no such folder" };
        find(file, found, accepted);
    }
    if let Some(portfolio) = portfolio {
        let accepted = "no --portfolio with folders of runs, which have their own";
        find(portfolio, "a portfolio for runs that were written before", accepted);
    }
    if let Some(plan) = plan {
        let accepted = "no --plan with folders of runs, which have their own";
        find(plan, "a plan for runs that were written before", accepted);
    }
    let Settings { seed, trials, .. } = arguments.settings;
    let usual: Settings = defaults();
    if (seed, trials) != (usual.seed, usual.trials) {
        let accepted = "neither with folders of runs, which have their own";
        find(&arguments.base, "--seed or --trials for runs that were written before", accepted);
    }
    if !findings.is_empty() {
        return Err(Rejected::new(findings));
    }
    let runs: Vec<Recorded> =
        files.iter().map(|folder| Recorded::read(folder)).collect::<Result<_, _>>()?;
    runs.iter().try_for_each(each_trial_for_itself)?;
    let shared: &[Aspect] =
        if arguments.unlike { &Aspect::OF_ONE_PROGRAM } else { &Aspect::OF_PAIRS };
    if let Some((base, others)) = runs.split_first() {
        for run in others {
            let base = (base.folder.as_path(), &base.manifest);
            belongs(shared, (&run.folder, &run.manifest), base)?;
        }
    }
    let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    let calendars: Vec<(&str, Calendar)> =
        names.iter().zip(&runs).map(|(name, run)| (name.as_str(), run.calendar)).collect();
    of_one_calendar(&calendars)?;
    Ok(runs)
}

/// The errors of differences are those of independent trials.
fn each_trial_for_itself(run: &Recorded) -> Result<(), Rejected> {
    match &run.manifest.sampling {
        None => Ok(()),
        Some(sampling) => Err(Rejected::new(vec![Finding {
            place: Place::whole(&run.folder.join(MANIFEST).display().to_string()),
            key: "sampling".into(),
            found: sampling.clone(),
            accepted: "runs whose trials are each for itself, without --sampling".into(),
        }])),
    }
}

fn compare_recorded(settings: &Settings, runs: &[Recorded]) -> Ending {
    let Some((base, others)) = runs.split_first() else { return Ending::Done };
    // Runs of one scenario, by another seed or portfolio, are told apart by their folders.
    let is_alone =
        |id: &str| others.iter().filter(|run| run.manifest.scenario_id == id).count() < 2;
    in_folder(settings, FOLDER, |_, folder| {
        let clock = Clock::start();
        let against_base = |run: &Recorded| {
            let id = &run.manifest.scenario_id;
            let folder = run.folder.display();
            let id = if is_alone(id) { id.clone() } else { format!("{id} ({folder})") };
            compared(id, luck_differs(&base.manifest, &run.manifest), &base.figures, &run.figures)
        };
        let answer = Answer {
            base: &base.manifest,
            others: others.iter().map(|run| &run.manifest).collect(),
            compared: others.iter().map(against_base).collect(),
        };
        let manifest = base.manifest.clone().made_from(&answer.others, clock.circumstances());
        answer.give(settings, folder, manifest, &base.calendar)
    })
}

/// What a comparison has found.
struct Answer<'a> {
    base: &'a Manifest,
    others: Vec<&'a Manifest>,
    compared: Vec<Compared>,
}

impl Answer<'_> {
    /// Writes the table and prints the text.
    fn give(
        self,
        settings: &Settings,
        folder: PendingFolder,
        manifest: Manifest,
        calendar: &Calendar,
    ) -> Ending {
        let table = table(&self.base.scenario_id, &self.compared);
        show_written(folder.finish(&[table], manifest), settings.quiet, || {
            let runs = self.others.iter().map(|manifest| Run::of(manifest));
            let compared: Vec<_> = runs.zip(self.compared).collect();
            comparison::text(&Run::of(self.base), &compared, calendar, spoken())
        })
    }
}
