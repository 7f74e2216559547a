//! `landsim replay`: single trials, told and written as ledgers.

use std::collections::BTreeSet;
use std::path::PathBuf;

use landsim::calendar::{Month, YearMonth};
use landsim::case::Case;
use landsim::case::models::{Models, Source};
use landsim::catalogue::Better;
use landsim::catalogue::figure::Figure;
use landsim::catalogue::result_folder::ResultFolder;
use landsim::ensemble::Figures;
use landsim::finding::{Finding, Place, Rejected};
use landsim::quantity::{count, index};
use landsim::report::terminal::replay::{self, Style};
use landsim::scenario::Scenario;
use landsim::store::folder::PendingFolder;
use landsim::store::manifest::Manifest;
use landsim::tables::actuals;
use landsim::tables::replay::{Replayed, tables};
use landsim::tables::table::Table;
use landsim::uncertainty::sampling::Sampling;

use super::clock::Clock;
use super::ending::{Ending, interrupted, reject, show_written, tell};
use super::inputs::without_uncertain;
use super::language::spoken;
use super::paired::{Futures, in_folder};
use super::settings::Settings;
use super::values::{figure, month, quantile, sampling};

/// Folder of a replay under the folder for results.
const FOLDER: &str = ResultFolder::Replay.name();

/// What `landsim replay` is asked.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("which").required(true).args(["trial", "worst", "near"])))]
pub(super) struct ReplayArguments {
    /// Scenario file; `builtin:baseline` is the baseline compiled into the program.
    #[arg(default_value = "builtin:baseline")]
    scenario: PathBuf,
    /// Number of a trial, from 0, as in the table `trials`; may be given several times. The diary
    /// by month is printed of one trial alone.
    #[arg(long)]
    trial: Vec<u64>,
    /// Simulate `--trials` futures and replay as many of the worst by a figure; of one that is
    /// neither good nor bad the lowest. Trials that do not have the figure are not ranked.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1000))]
    worst: Option<u16>,
    /// Simulate `--trials` futures and replay the one at a quantile of a figure, such as p05.
    #[arg(long, value_parser = quantile)]
    near: Option<f64>,
    /// Figure by which `--worst` and `--near` choose, by its id in the tables.
    #[arg(long, default_value = "window_balance_cny", value_parser = figure)]
    figure: Figure,
    /// How chance was spread over the trials of the run whose numbers these are.
    #[arg(long, default_value_t = Sampling::Plain, value_parser = sampling)]
    sampling: Sampling,
    /// Write what has happened in the trial before a month, such as 2013-06, as the table
    /// `actuals`, which `landsim run --actuals` takes up; of one trial alone.
    #[arg(long, value_parser = month, conflicts_with = "worst")]
    as_actuals: Option<YearMonth>,
    /// Print only the month and the cause of the first support payment.
    #[arg(long)]
    pinpoint: bool,
    #[command(flatten)]
    settings: Settings,
}

/// Replays the trials that are asked for, writes and prints them.
pub(super) fn run(arguments: &ReplayArguments) -> Ending {
    let settings = &arguments.settings;
    let case = match load(arguments) {
        Ok(case) => case,
        Err(rejected) => return reject(&rejected),
    };
    in_folder(settings, FOLDER, |futures, folder| {
        let clock = Clock::start();
        let futures = &Futures { sampling: arguments.sampling, ..*futures };
        let Some(numbers) = numbers(arguments, futures, &case) else {
            return interrupted(FOLDER);
        };
        if numbers.is_empty() {
            return reject(&no_such_trial(arguments, &case));
        }
        let mut more = Vec::new();
        if let Some(date) = arguments.as_actuals {
            match (date_in(date, &case), numbers.as_slice()) {
                (Err(rejected), _) => return reject(&rejected),
                (Ok(_), [] | [_, _, ..]) => return reject(&several_trials(&case, numbers.len())),
                (Ok(end), [number]) => more.push(actuals_of(futures, &case, *number, end)),
            }
        }
        let replayed = replayed(futures, &case, &numbers);
        write(arguments, folder, (&case, &replayed, more), &clock)
    })
}

fn load(arguments: &ReplayArguments) -> Result<Case, Rejected> {
    let scenario = Scenario::load(&arguments.scenario)?;
    if arguments.sampling != Sampling::Plain {
        without_uncertain(&scenario, &format!("--sampling {}", arguments.sampling))?;
    }
    if arguments.as_actuals.is_some() && !scenario.rules.projects.is_empty() {
        return Err(Rejected::new(vec![Finding {
            place: Place::whole(&scenario.file),
            key: "--as-actuals".to_owned(),
            found: "a scenario with projects of special bonds".to_owned(),
            accepted: "a scenario without: actuals do not tell accounts of projects".to_owned(),
        }]));
    }
    arguments.settings.case.inputs().case(scenario)
}

/// The trials that are asked for; `None` when the user interrupts the run in which they are looked
/// for.
fn numbers(arguments: &ReplayArguments, futures: &Futures<'_>, case: &Case) -> Option<Vec<u64>> {
    if arguments.trial.is_empty() {
        Some(picked(arguments, &futures.alone(case)?))
    } else {
        let mut numbers = arguments.trial.clone();
        let mut seen = BTreeSet::new();
        numbers.retain(|number| seen.insert(*number));
        Some(numbers)
    }
}

/// The trials that stand out by a figure: the worst, or those next to a quantile.
fn picked(arguments: &ReplayArguments, figures: &Figures) -> Vec<u64> {
    let figure = arguments.figure;
    let mut ranked: Vec<(f64, u64)> = (0_u64..)
        .zip(figures)
        .map(|(number, row)| (row[figure as usize], number))
        .filter(|(value, _)| !value.is_nan())
        .collect();
    let without = figures.len() - ranked.len();
    if without > 0 && !arguments.settings.quiet {
        tell(format_args!(
            "{}: {without} of {} trials do not have it and are not ranked",
            figure.id(),
            figures.len()
        ));
    }
    // Of equals the first trial comes first, whichever way the figure is ranked.
    match (figure.class(), arguments.near) {
        (Better::Lower, None) => ranked.sort_by(|l, r| r.0.total_cmp(&l.0).then(l.1.cmp(&r.1))),
        _ => ranked.sort_by(|l, r| l.0.total_cmp(&r.0).then(l.1.cmp(&r.1))),
    }
    let wanted = arguments.worst.unwrap_or(1);
    let from = match arguments.near {
        Some(probability) => index((count(ranked.len().saturating_sub(1)) * probability).round()),
        None => 0,
    };
    ranked.into_iter().skip(from).take(wanted.into()).map(|(_, number)| number).collect()
}

fn no_such_trial(arguments: &ReplayArguments, case: &Case) -> Rejected {
    Rejected::new(vec![Finding {
        place: Place::whole(&case.scenario().file),
        key: arguments.figure.id().to_owned(),
        found: format!("no trial among {} that has the figure", arguments.settings.trials),
        accepted: "a figure that some trial has, or `--trial`".to_owned(),
    }])
}

/// The month of a date before which something can have happened, and which is still of the run.
fn date_in(date: YearMonth, case: &Case) -> Result<Month, Rejected> {
    let calendar = case.scenario().rules.calendar;
    let seen = case.seen_until().unwrap_or(Month::START).max(Month::START.after());
    let month = Month::planned(calendar.month_number(date));
    month.filter(|month| (seen..=calendar.end()).contains(month)).ok_or_else(|| {
        Rejected::new(vec![Finding {
            place: Place::whole(&case.scenario().file),
            key: "--as-actuals".to_owned(),
            found: date.to_string(),
            accepted: format!(
                "a month from {} to {}",
                calendar.date(seen),
                calendar.date(calendar.end())
            ),
        }])
    })
}

fn several_trials(case: &Case, found: usize) -> Rejected {
    Rejected::new(vec![Finding {
        place: Place::whole(&case.scenario().file),
        key: "--as-actuals".to_owned(),
        found: format!("{found} trials"),
        accepted: "one trial, whose story becomes actuals".to_owned(),
    }])
}

/// What has happened in a trial until a month.
fn actuals_of(futures: &Futures<'_>, case: &Case, number: u64, end: Month) -> Table {
    let models = Models::sampled(case, futures.settings.seed, futures.sampling);
    let rows = match Source::from(&models) {
        Source::Certain(model) => actuals::rows(model, number, end),
        Source::Uncertain(models) => actuals::rows(&models.model(number), number, end),
    };
    actuals::table(&rows)
}

fn replayed(futures: &Futures<'_>, case: &Case, numbers: &[u64]) -> Vec<Replayed> {
    let models = Models::sampled(case, futures.settings.seed, futures.sampling);
    numbers.iter().map(|number| Replayed::of(case, &models, *number)).collect()
}

fn write(
    arguments: &ReplayArguments,
    folder: PendingFolder,
    (case, replayed, more): (&Case, &[Replayed], Vec<Table>),
    clock: &Clock,
) -> Ending {
    let Settings { seed, trials, quiet, .. } = arguments.settings;
    let numbers = replayed.iter().map(|one| one.trial.number).collect();
    let manifest = Manifest::new(case, seed, trials, clock.circumstances())
        .of_sampling(arguments.sampling)
        .of_replay(numbers);
    let mut all = tables(replayed, &case.scenario().rules.calendar);
    all.extend(more);
    let written = folder.finish(&all, manifest);
    show_written(written, quiet, || {
        let style = Style { seed, pinpoint: arguments.pinpoint, language: spoken() };
        replay::text(case.scenario(), replayed, style)
    })
}
