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
use landsim::tables::regret::{Judged, Named, RegretTables};
use landsim::targets::{self, Aims};

use super::clock::Clock;
use super::ending::{Ending, interrupted, reject, show_written, tell};
use super::language::spoken;
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
    /// The one that was asked for, then those of the verdict.
    criteria: Vec<Criterion>,
    policies: Vec<Named>,
    markets: Vec<Named>,
    cases: Vec<Case>,
}

impl Question {
    fn load(arguments: &RegretArguments) -> Result<Self, Rejected> {
        let inputs = arguments.settings.case.inputs();
        let named = |files: &[PathBuf]| -> Result<Vec<Named>, Rejected> {
            let named = |file: &PathBuf| {
                let Scenario { id, title, .. } = Scenario::load(file)?;
                Ok(Named { id, title })
            };
            files.iter().map(named).collect()
        };
        let (policies, markets) = (named(&arguments.policies)?, named(&arguments.markets)?);
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
        let criteria = criteria(arguments, &Aims::of(&cases[0]));
        Ok(Self { criteria, policies, markets, cases })
    }

    fn answer(&self, futures: &Futures<'_>, folder: PendingFolder) -> Ending {
        let clock = Clock::start();
        let Settings { seed, trials, quiet, .. } = *futures.settings;
        let Some(figures) = self.simulate(futures) else {
            return interrupted(FOLDER);
        };
        let judged = |criterion: &Criterion| {
            let rows = robustness(criterion, &figures)?;
            Some(Judged { figure: criterion.figure, rows })
        };
        let asked = self.criteria.first().map(|criterion| criterion.figure);
        // Of those that were not asked for, what no trial has is left out.
        let judged: Vec<Judged> = self.criteria.iter().filter_map(judged).collect();
        if judged.first().map(|judged| judged.figure) != asked {
            let id = asked.map_or("", Figure::id);
            tell(format_args!("{FOLDER}: {id} exists in no trial of some policy and market"));
            return Ending::Rejected;
        }
        let (policies, markets) = (self.policies.clone(), self.markets.clone());
        let tables = RegretTables { policies, markets, judged };
        let Some((first, others)) = self.cases.split_first() else { return Ending::Done };
        let others: Vec<&Case> = others.iter().collect();
        let manifest =
            Manifest::new(first, seed, trials, clock.circumstances()).with_others(&others);
        show_written(folder.finish(&tables.tables(), manifest), quiet, || {
            let calendar = first.scenario().rules.calendar;
            regret::text(&tables, &calendar, (trials, seed), spoken())
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

/// Figures by which a verdict is judged, beside the one that is asked for.
const OF_A_VERDICT: [Figure; 5] = [
    Figure::Sound,
    Figure::InventoryAdjustedBalanceCny,
    Figure::SupportCny,
    Figure::GfaStartedM2,
    Figure::PeakDebtCny,
];

/// The figure that is asked for, whose target is the user's or its own, then those of the verdict.
fn criteria(arguments: &RegretArguments, aims: &Aims<'_>) -> Vec<Criterion> {
    let own = |figure: Figure| {
        targets::target(figure, aims).map(|target| (target.relation, target.value))
    };
    let figure = arguments.figure;
    let stated = arguments
        .at_least
        .map(|target| (Relation::AtLeast, target))
        .or(arguments.at_most.map(|target| (Relation::AtMost, target)));
    let asked = Criterion { figure, target: stated.or(own(figure)) };
    let others = OF_A_VERDICT.into_iter().filter(|other| *other != figure);
    let others = others.map(|figure| Criterion { figure, target: own(figure) });
    std::iter::once(asked).chain(others).collect()
}

/// Rows and columns of one name could not be told apart.
fn different(named: &[Named], file: &Path) -> Result<(), Rejected> {
    let is_before = |at: usize, id: &str| named[..at].iter().any(|before| before.id == id);
    let twice = named.iter().enumerate().find(|(at, one)| is_before(*at, &one.id));
    match twice {
        None => Ok(()),
        Some((_, Named { id, .. })) => Err(Rejected::new(vec![Finding {
            place: Place::whole(&file.display().to_string()),
            key: "scenario.id".into(),
            found: format!("{id:?} twice"),
            accepted: "a different id in each file".into(),
        }])),
    }
}
