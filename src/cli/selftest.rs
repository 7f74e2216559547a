//! `landsim selftest`: is the program right on this machine?

use landsim::finding::Rejected;
use landsim::model::Case;
use landsim::report::terminal::selftest::line;
use landsim::scenario::Scenario;
use landsim::selftest::{self, Check, LEAST_PROBABILITY};

use super::run::{load_portfolio, reject};
use super::{Ending, SelftestArguments, print};

/// Runs all checks and prints each as soon as it is done.
pub(super) fn run(arguments: &SelftestArguments) -> Ending {
    let case = load_portfolio(None)
        .and_then(|portfolio| Case::new(Scenario::baseline()?, portfolio))
        .map_err(|rejected: Rejected| reject(&rejected));
    let case = match case {
        Ok(case) => case,
        Err(ending) => return ending,
    };
    let language = arguments.lang.into();
    let told = |check: &Check| {
        print(&format!("{}\n", line(check, language)));
    };
    let checks = selftest::run(&case, arguments.seed, &told);
    let failed = checks.iter().filter(|check| !check.passes).count();
    let ending = print(&format!(
        "{} / {}, seed {}; p >= {LEAST_PROBABILITY:e}\n",
        checks.len() - failed,
        checks.len(),
        arguments.seed
    ));
    if failed > 0 { Ending::Rejected } else { ending }
}
