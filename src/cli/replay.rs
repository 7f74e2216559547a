//! `landsim replay`: single trials, told and written as ledgers.

use std::collections::BTreeSet;

use landsim::catalogue::Better;
use landsim::catalogue::result_folder::ResultFolder;
use landsim::ensemble::Figures;
use landsim::finding::{Finding, Place, Rejected};
use landsim::model::uncertain::{Models, Source};
use landsim::model::{Case, Model};
use landsim::quantity::{count, index};
use landsim::report::terminal::replay::{self, Style};
use landsim::scenario::Scenario;
use landsim::store::folder::PendingFolder;
use landsim::store::manifest::Manifest;
use landsim::tables::replay::{Replayed, tables};
use landsim::trial::Worker;
use landsim::trial::journal::Journal;
use landsim::uncertainty::sampling::Sampling;

use super::futures::{Futures, in_folder, say_interrupted};
use super::one_run::without_uncertain;
use super::run::{Clock, load_inputs, reject};
use super::{Ending, ReplayArguments, Settings, print, say};

/// Folder of a replay under the folder for results.
const FOLDER: &str = ResultFolder::Replay.name();

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
            say_interrupted(FOLDER);
            return Ending::Interrupted;
        };
        if numbers.is_empty() {
            return reject(&no_such_trial(arguments, &case));
        }
        let replayed = replayed(futures, &case, &numbers);
        write(arguments, folder, &case, &replayed, &clock)
    })
}

fn load(arguments: &ReplayArguments) -> Result<Case, Rejected> {
    let (portfolio, _) = load_inputs(arguments.settings.portfolio.as_deref())?;
    let scenario = Scenario::load(&arguments.scenario)?;
    if arguments.sampling != Sampling::Plain {
        without_uncertain(&scenario, &format!("--sampling {}", arguments.sampling))?;
    }
    Case::new(scenario, portfolio)
}

/// The trials that are asked for; `None` when the user interrupts the run in which they are looked for.
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
        say(format_args!(
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

fn replayed(futures: &Futures<'_>, case: &Case, numbers: &[u64]) -> Vec<Replayed> {
    let models = Models::sampled(case, futures.settings.seed, futures.sampling);
    let of_model = |model: &Model, number: u64| {
        let mut worker = Worker::before(model, Journal::new(model.calendar.horizon));
        let trial = worker.run(number).clone();
        Replayed::new(case.scenario(), model, trial, worker.witness().clone())
    };
    let replay = |number: &u64| match Source::from(&models) {
        Source::Certain(model) => of_model(model, *number),
        Source::Uncertain(models) => of_model(&models.model(*number), *number),
    };
    numbers.iter().map(replay).collect()
}

fn write(
    arguments: &ReplayArguments,
    folder: PendingFolder,
    case: &Case,
    replayed: &[Replayed],
    clock: &Clock,
) -> Ending {
    let Settings { seed, trials, quiet, lang, .. } = arguments.settings;
    let numbers = replayed.iter().map(|one| one.trial.number).collect();
    let manifest = Manifest::new(case, seed, trials, clock.circumstances())
        .of_sampling(arguments.sampling)
        .of_replay(numbers);
    match folder.finish(&tables(replayed, &case.scenario().calendar), manifest) {
        Ok(_) if quiet => Ending::Done,
        Ok(path) => {
            let style = Style { seed, pinpoint: arguments.pinpoint, language: lang.into() };
            let text = replay::text(case.scenario(), replayed, style);
            print(&format!("{text}{}\n", path.display()))
        }
        Err(error) => {
            say(error);
            Ending::NotWritten
        }
    }
}
