//! `landsim run`: load everything, simulate, write, show.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use landsim::catalogue::result_folder::ResultFolder;
use landsim::finding::{Finding, Place, Rejected};
use landsim::model::Case;
use landsim::portfolio::plan::Plan;
use landsim::portfolio::{self, Portfolio};
use landsim::scenario::Scenario;
use landsim::store::folder::PendingFolder;
use landsim::store::manifest::{Circumstances, Manifest};
use landsim::tables::scenarios::{self, ScenarioRows};

use super::one_run::OneRun;
use super::progress::Batch;
use super::report;
use super::{CheckArguments, Ending, RunArguments, print, say};

/// Runs the scenarios one after another; one that fails does not stop the others.
pub(super) fn run(arguments: &RunArguments) -> Ending {
    let settings = &arguments.settings;
    let (portfolio, plan) = match load_inputs(settings.portfolio.as_deref()) {
        Ok(loaded) => loaded,
        Err(rejected) => return reject(&rejected),
    };
    let (cases, mut ending) = load_cases(&arguments.scenarios, &portfolio);
    let Some(pool) = thread_pool(settings.threads) else { return Ending::NotWritten };
    let interrupted = catch_interrupts();
    let clock = Clock::start();
    let mut done: Vec<(&Case, ScenarioRows)> = Vec::new();
    let batch = Batch::new(cases.len(), settings.quiet);
    for (index, case) in cases.iter().enumerate() {
        if interrupted.load(Ordering::Relaxed) {
            break;
        }
        let has_rows = (cases.len() > 1 || arguments.report) && arguments.shard.is_none();
        let one =
            OneRun { arguments, case, plan, has_rows, batch: &batch, interrupted: &interrupted };
        let (one_ending, rows) = pool.install(|| one.run());
        ending = ending.max(one_ending);
        done.extend(rows.map(|rows| (case, rows)));
        batch.advance(index + 1);
    }
    batch.finish();
    if interrupted.load(Ordering::Relaxed) {
        return Ending::Interrupted;
    }
    let written: Vec<PathBuf> =
        done.iter().map(|(case, _)| settings.out.join(&case.scenario().id)).collect();
    if done.len() > 1 {
        ending = ending.max(pool.install(|| write_batch(arguments, done, &clock)));
    }
    if arguments.report {
        let report = || report::of_run(&written, settings.lang, settings.quiet);
        ending = ending.max(pool.install(report));
    }
    ending
}

/// Folder of the tables across scenarios under the folder for results.
const BATCH_FOLDER: &str = ResultFolder::Scenarios.name();

/// Writes the tables across the scenarios that were run.
fn write_batch(
    arguments: &RunArguments,
    done: Vec<(&Case, ScenarioRows)>,
    clock: &Clock,
) -> Ending {
    let settings = &arguments.settings;
    let (cases, rows): (Vec<&Case>, Vec<ScenarioRows>) = done.into_iter().unzip();
    let Some((first, others)) = cases.split_first() else { return Ending::Done };
    // Of scenarios that took different numbers of trials to their precision, the most.
    let trials = rows.iter().map(|rows| rows.trials).max().unwrap_or(settings.trials);
    let manifest = Manifest::new(first, settings.seed, trials, clock.circumstances())
        .of_sampling(arguments.sampling)
        .of_control_variates(arguments.control_variates)
        .with_others(others);
    let written = PendingFolder::begin(&settings.out, BATCH_FOLDER)
        .and_then(|folder| folder.finish(&scenarios::tables(&rows), manifest));
    match written {
        Ok(_) if settings.quiet => Ending::Done,
        Ok(path) => print(&format!("{}\n", path.display())),
        Err(error) => {
            say(error);
            Ending::NotWritten
        }
    }
}

/// When something began, and how long ago.
pub(super) struct Clock {
    started_unix_seconds: u64,
    since: Instant,
}

impl Clock {
    pub(super) fn start() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        Self { started_unix_seconds: now.map_or(0, |since| since.as_secs()), since: Instant::now() }
    }

    /// The circumstances of what was simulated since, on the threads of the pool it is asked in.
    pub(super) fn circumstances(&self) -> Circumstances {
        Circumstances {
            started_unix_seconds: self.started_unix_seconds,
            simulation_seconds: self.since.elapsed().as_secs_f64(),
            threads: rayon::current_num_threads(),
            platform: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        }
    }
}

/// Says everything that is wrong with scenarios, alone and with the portfolio; simulates nothing.
pub(super) fn check(arguments: &CheckArguments) -> Ending {
    let (portfolio, _) = match load_inputs(arguments.portfolio.as_deref()) {
        Ok(loaded) => loaded,
        Err(rejected) => return reject(&rejected),
    };
    let (cases, ending) = load_cases(&arguments.scenarios, &portfolio);
    let lines = cases.iter().map(Case::scenario).map(|scenario| {
        let (all, assumed) = (scenario.parameters.len(), scenario.assumptions().count());
        let Scenario { file, id, .. } = scenario;
        format!("{file}: {id} accepted, {all} values, {assumed} of them assumptions")
    });
    let accepted: Vec<String> = lines.collect();
    if accepted.is_empty() { ending } else { ending.max(print(&(accepted.join("\n") + "\n"))) }
}

/// What every run starts from.
pub(super) fn load_inputs(
    portfolio: Option<&Path>,
) -> Result<(Portfolio, &'static Plan), Rejected> {
    Ok((load_portfolio(portfolio)?, Plan::published()?))
}

/// A flag that an interrupt sets.
pub(super) fn catch_interrupts() -> Arc<AtomicBool> {
    let interrupted = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&interrupted);
    if ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed)).is_err() {
        say(
            "landsim: interrupts cannot be caught; an interrupted run may leave a hidden partial folder",
        );
    }
    interrupted
}

/// Says why an input is rejected.
pub(super) fn reject(rejected: &Rejected) -> Ending {
    say(rejected);
    Ending::Rejected
}

pub(super) fn load_portfolio(file: Option<&Path>) -> Result<Portfolio, Rejected> {
    if let Some(path) = file {
        portfolio::file::read(path)
    } else {
        let (name, text) = portfolio::generate::shipped();
        portfolio::file::parse(name, text)
    }
}

/// Loads every scenario; what is wrong with some of them is said at once.
pub(super) fn load_cases(files: &[PathBuf], portfolio: &Portfolio) -> (Vec<Case>, Ending) {
    let all_of = |path: &PathBuf| match Scenario::load_all(path) {
        Ok(scenarios) => scenarios.into_iter().map(Ok).collect(),
        Err(rejected) => vec![Err(rejected)],
    };
    let loaded: Vec<Result<Scenario, Rejected>> = if files.is_empty() {
        vec![Scenario::baseline()]
    } else {
        files.iter().flat_map(all_of).collect()
    };
    let mut cases: Vec<Case> = Vec::new();
    let mut ending = Ending::Done;
    for scenario in loaded {
        let case = scenario
            .and_then(|scenario| unlike_the_others(scenario, &cases))
            .and_then(|scenario| Case::new(scenario, portfolio.clone()));
        match case {
            Ok(case) => cases.push(case),
            Err(rejected) => ending = reject(&rejected),
        }
    }
    (cases, ending)
}

/// Two scenarios of one id would write to one folder.
fn unlike_the_others(scenario: Scenario, others: &[Case]) -> Result<Scenario, Rejected> {
    match others.iter().find(|other| other.scenario().id == scenario.id) {
        None => Ok(scenario),
        Some(other) => Err(Rejected::new(vec![Finding {
            place: Place::whole(&scenario.file),
            key: "scenario.id".into(),
            found: format!("{:?}, which {} has too", scenario.id, other.scenario().file),
            accepted: "a different id in each scenario of a batch".into(),
        }])),
    }
}

pub(super) fn thread_pool(threads: Option<u16>) -> Option<rayon::ThreadPool> {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads.map_or(0, usize::from));
    builder
        .build()
        .inspect_err(|error| say(format_args!("landsim: threads could not be started: {error}")))
        .ok()
}
