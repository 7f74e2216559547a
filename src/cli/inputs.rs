//! Inputs that most commands load: the portfolio, the plan and scenarios.

use std::path::{Path, PathBuf};

use landsim::case::Case;
use landsim::finding::{Finding, Place, Rejected};
use landsim::portfolio::plan::Plan;
use landsim::portfolio::{self, Portfolio};
use landsim::scenario::Scenario;

use super::ending::{Ending, reject};

/// What every run starts from: the plots of a file, or the shipped ones, and the published plan.
pub(super) fn load_inputs(
    portfolio: Option<&Path>,
) -> Result<(Portfolio, &'static Plan), Rejected> {
    Ok((load_portfolio(portfolio)?, Plan::published()?))
}

/// The portfolio of a file, or the one compiled into the program.
pub(super) fn load_portfolio(file: Option<&Path>) -> Result<Portfolio, Rejected> {
    if let Some(path) = file {
        portfolio::file::read(path)
    } else {
        let (name, text) = portfolio::generate::shipped();
        portfolio::file::parse(name, text)
    }
}

/// Loads every scenario, without files the baseline; what is wrong with some of them is said at
/// once.
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

/// Refuses what only scenarios without uncertain numbers can be asked; `asked` is the option.
pub(super) fn without_uncertain(scenario: &Scenario, asked: &str) -> Result<(), Rejected> {
    match scenario.uncertain.first() {
        None => Ok(()),
        Some(uncertain) => Err(Rejected::new(vec![Finding {
            place: Place::whole(&scenario.file),
            key: uncertain.key.clone(),
            found: format!("an uncertain number with {asked}"),
            accepted: "scenarios without uncertain numbers, whose shares of the variance need a \
                       fixed number of independent trials"
                .into(),
        }])),
    }
}
