//! `landsim selftest`: is the program right on this machine?

use landsim::case::inputs::Inputs;
use landsim::finding::Rejected;
use landsim::report::terminal::selftest::line;
use landsim::scenario::Scenario;
use landsim::selftest::{self, Check, LEAST_PROBABILITY};

use super::ending::{Ending, print, reject};
use super::language::spoken;

/// What `landsim selftest` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct SelftestArguments {
    /// Seed; a right program passes under almost every one.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Runs all checks and prints each as soon as it is done.
pub(super) fn run(arguments: &SelftestArguments) -> Ending {
    let case = Scenario::baseline()
        .and_then(|baseline| Inputs::default().case(baseline))
        .map_err(|rejected: Rejected| reject(&rejected));
    let case = match case {
        Ok(case) => case,
        Err(ending) => return ending,
    };
    let language = spoken();
    let show = |check: &Check| {
        print(&format!("{}\n", line(check, language)));
    };
    let checks = selftest::run(&case, arguments.seed, &show);
    let failed = checks.iter().filter(|check| !check.passes).count();
    let ending = print(&format!(
        "{} / {}, seed {}; p >= {LEAST_PROBABILITY:e}\n",
        checks.len() - failed,
        checks.len(),
        arguments.seed
    ));
    if failed > 0 { Ending::Rejected } else { ending }
}
