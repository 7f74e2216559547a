//! `landsim regret`: policies in several markets, in the same futures.

use std::path::{Path, PathBuf};

use landsim::case::Case;
use landsim::catalogue::figure::Figure;
use landsim::catalogue::result_folder::ResultFolder;
use landsim::ensemble::Figures;
use landsim::ensemble::regret::{Criterion, robustness};
use landsim::ensemble::statistics::Relation;
use landsim::finding::{Finding, Place, Rejected};
use landsim::report::terminal::regret;
use landsim::scenario::Scenario;
use landsim::store::folder::PendingFolder;
use landsim::store::manifest::Manifest;
use landsim::tables::regret::RegretTables;
use landsim::targets::{self, Aims};

use super::clock::Clock;
use super::ending::{Ending, interrupted, reject, say, show_written};
use super::paired::{Futures, cases_of_one_calendar, in_folder};
use super::progress::Progress;
use super::settings::Settings;
use super::values::figure;

/// Folder of the tables under the folder for results.
const FOLDER: &str = ResultFolder::Regret.name();

/// What `landsim regret` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct RegretArguments {
    /// Scenario files whose policies are tried, the rows; `builtin:baseline` adds nothing to a
    /// market.
    #[arg(long, required = true, num_args = 1..)]
    policies: Vec<PathBuf>,
    /// Scenario files of the markets, the columns. What a policy's file says on top of the files it
    /// shares with the market is laid over it.
    #[arg(long, required = true, num_args = 1..)]
    markets: Vec<PathBuf>,
    /// Figure by which policies are judged, by its id in the tables.
    #[arg(long, default_value = "sound", value_parser = figure)]
    figure: Figure,
    /// Target that a future meets from here on upwards, in the figure's unit. Default: the target
    /// that the figure has.
    #[arg(long, allow_negative_numbers = true)]
    at_least: Option<f64>,
    /// Target that a future meets from here on downwards.
    #[arg(long, allow_negative_numbers = true, conflicts_with = "at_least")]
    at_most: Option<f64>,
    #[command(flatten)]
    settings: Settings,
}

/// Simulates every policy in every market, writes and prints regrets.
pub(super) fn run(arguments: &RegretArguments) -> Ending {
    match Question::load(arguments) {
        Ok(question) => in_folder(&arguments.settings, FOLDER, |futures, folder| {
            question.answer(futures, folder)
        }),
        Err(rejected) => reject(&rejected),
    }
}

/// Policies, markets, and a case for each pair, policy by policy.
struct Question {
    criterion: Criterion,
    policies: Vec<String>,
    markets: Vec<String>,
    cases: Vec<Case>,
}

impl Question {
    fn load(arguments: &RegretArguments) -> Result<Self, Rejected> {
        let inputs = arguments.settings.case.inputs();
        let ids = |files: &[PathBuf]| -> Result<Vec<String>, Rejected> {
            files.iter().map(|file| Ok(Scenario::load(file)?.id)).collect()
        };
        let (policies, markets) = (ids(&arguments.policies)?, ids(&arguments.markets)?);
        different(&policies, &arguments.policies[0])?;
        different(&markets, &arguments.markets[0])?;
        let pairs = arguments
            .policies
            .iter()
            .flat_map(|policy| arguments.markets.iter().map(move |market| (policy, market)));
        let case = |(policy, market): (&PathBuf, &PathBuf)| {
            inputs.case(Scenario::load_over(policy, market)?)
        };
        let cases = pairs.map(case).collect::<Result<Vec<_>, _>>()?;
        cases_of_one_calendar(&cases)?;
        let criterion = criterion(arguments, &Aims::of(&cases[0]));
        Ok(Self { criterion, policies, markets, cases })
    }

    fn answer(&self, futures: &Futures<'_>, folder: PendingFolder) -> Ending {
        let clock = Clock::start();
        let Settings { seed, trials, quiet, lang, .. } = *futures.settings;
        let Some(figures) = self.simulate(futures) else {
            return interrupted(FOLDER);
        };
        let figure = self.criterion.figure;
        let Some(rows) = robustness(&self.criterion, &figures) else {
            let id = figure.id();
            say(format_args!("{FOLDER}: {id} exists in no trial of some policy and market"));
            return Ending::Rejected;
        };
        let (policies, markets) = (self.policies.clone(), self.markets.clone());
        let tables = RegretTables { figure, policies, markets, rows };
        let Some((first, others)) = self.cases.split_first() else { return Ending::Done };
        let others: Vec<&Case> = others.iter().collect();
        let manifest =
            Manifest::new(first, seed, trials, clock.circumstances()).with_others(&others);
        show_written(folder.finish(&tables.tables(), manifest), quiet, || {
            let calendar = first.scenario().rules.calendar;
            regret::text(&tables, &calendar, (trials, seed), lang.into())
        })
    }

    /// Figures by policy and market; `None` when the user interrupts.
    fn simulate(&self, futures: &Futures<'_>) -> Option<Vec<Vec<Figures>>> {
        let Settings { trials, quiet, .. } = *futures.settings;
        let all = trials.saturating_mul(self.cases.len() as u64);
        let progress = Progress::new(FOLDER, all, quiet);
        let of_policy = |cases: &[Case]| {
            cases.iter().map(|case| futures.of(case, &progress)).collect::<Option<Vec<_>>>()
        };
        let figures = self.cases.chunks(self.markets.len()).map(of_policy).collect();
        progress.finish();
        figures
    }
}

/// The target is the user's, or the one that the figure has.
fn criterion(arguments: &RegretArguments, aims: &Aims<'_>) -> Criterion {
    let figure = arguments.figure;
    let own = targets::target(figure, aims).map(|target| (target.relation, target.value));
    let stated = arguments
        .at_least
        .map(|target| (Relation::AtLeast, target))
        .or(arguments.at_most.map(|target| (Relation::AtMost, target)));
    Criterion { figure, target: stated.or(own) }
}

/// Rows and columns of one name could not be told apart.
fn different(ids: &[String], file: &Path) -> Result<(), Rejected> {
    let twice = ids.iter().enumerate().find(|(at, id)| ids[..*at].contains(id));
    match twice {
        None => Ok(()),
        Some((_, id)) => Err(Rejected::new(vec![Finding {
            place: Place::whole(&file.display().to_string()),
            key: "scenario.id".into(),
            found: format!("{id:?} twice"),
            accepted: "a different id in each file".into(),
        }])),
    }
}
