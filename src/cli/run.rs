//! `landsim run`: load everything, simulate, write, show.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use landsim::ensemble::Ensemble;
use landsim::finding::{Finding, Place, Rejected};
use landsim::model::{Case, Model};
use landsim::portfolio::plan::Plan;
use landsim::portfolio::{self, Portfolio};
use landsim::report::folder::PendingFolder;
use landsim::report::manifest::{Circumstances, Manifest};
use landsim::report::terminal;
use landsim::scenario::Scenario;
use landsim::tables::{self, Results};

use super::progress::Progress;
use super::{Ending, RunArguments, print, say};

/// Runs the scenarios one after another; one that fails does not stop the others.
pub(super) fn run(arguments: &RunArguments) -> Ending {
    let (portfolio, plan) = match load_portfolio(arguments.portfolio.as_deref())
        .and_then(|portfolio| Ok((portfolio, Plan::published()?)))
    {
        Ok(loaded) => loaded,
        Err(rejected) => return reject(&rejected),
    };
    let (cases, mut ending) = load_cases(arguments, &portfolio);
    let Some(pool) = thread_pool(arguments.threads) else { return Ending::NotWritten };
    let interrupted = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&interrupted);
    if ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed)).is_err() {
        say(
            "landsim: interrupts cannot be caught; an interrupted run may leave a hidden partial folder",
        );
    }
    for case in &cases {
        if interrupted.load(Ordering::Relaxed) {
            break;
        }
        let one = OneRun { arguments, case, plan, interrupted: &interrupted };
        ending = ending.max(pool.install(|| one.run()));
    }
    if interrupted.load(Ordering::Relaxed) { Ending::Interrupted } else { ending }
}

fn reject(rejected: &Rejected) -> Ending {
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
fn load_cases(arguments: &RunArguments, portfolio: &Portfolio) -> (Vec<Case>, Ending) {
    let loaded: Vec<Result<Scenario, Rejected>> = if arguments.scenarios.is_empty() {
        vec![Scenario::baseline()]
    } else {
        arguments.scenarios.iter().map(|path| Scenario::load(path)).collect()
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

fn thread_pool(threads: Option<u16>) -> Option<rayon::ThreadPool> {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads.map_or(0, usize::from));
    builder
        .build()
        .inspect_err(|error| say(format_args!("landsim: threads could not be started: {error}")))
        .ok()
}

/// One scenario on its way to its folder.
struct OneRun<'r> {
    arguments: &'r RunArguments,
    case: &'r Case,
    plan: &'r Plan,
    interrupted: &'r AtomicBool,
}

impl OneRun<'_> {
    fn run(&self) -> Ending {
        let id = &self.case.scenario().id;
        let folder = match PendingFolder::begin(&self.arguments.out, id) {
            Ok(folder) => folder,
            Err(error) => {
                say(error);
                return Ending::NotWritten;
            }
        };
        let started_unix_seconds =
            SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let clock = Instant::now();
        let Some(ensemble) = self.simulate(id) else {
            say(format_args!("{id}: interrupted; nothing was written"));
            return Ending::Interrupted;
        };
        let circumstances = Circumstances {
            started_unix_seconds,
            simulation_seconds: clock.elapsed().as_secs_f64(),
            threads: rayon::current_num_threads(),
            platform: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        };
        self.write(folder, &ensemble, circumstances)
    }

    fn simulate(&self, id: &str) -> Option<Ensemble> {
        let model = Model::new(self.case, self.arguments.seed);
        let progress = Progress::new(id, self.arguments.trials, self.arguments.quiet);
        let observer = |trials: u64| {
            progress.advance(trials);
            !self.interrupted.load(Ordering::Relaxed)
        };
        let ensemble = Ensemble::run(&model, self.arguments.trials, &observer);
        progress.finish();
        ensemble
    }

    fn write(
        &self,
        folder: PendingFolder,
        ensemble: &Ensemble,
        circumstances: Circumstances,
    ) -> Ending {
        let results = Results { case: self.case, plan: self.plan, ensemble };
        let manifest =
            Manifest::new(self.case, self.arguments.seed, self.arguments.trials, circumstances);
        match folder.finish(&tables::all(&results), manifest) {
            Ok(path) => {
                if self.arguments.quiet {
                    return Ending::Done;
                }
                let (seed, language) = (self.arguments.seed, self.arguments.lang.into());
                print(&format!(
                    "{}\n{}\n",
                    terminal::text(&results, seed, language),
                    path.display()
                ))
            }
            Err(error) => {
                say(error);
                Ending::NotWritten
            }
        }
    }
}
