//! Inputs that most commands load: plot tables, plans and scenarios.

use std::path::PathBuf;

use landsim::calendar::YearMonth;
use landsim::case::Case;
use landsim::case::doubts::doubts;
use landsim::case::inputs::Inputs;
use landsim::finding::{Finding, Place, Rejected};
use landsim::scenario::Scenario;

use super::ending::{Ending, reject, tell};
use super::values::month;

/// Plot table and plan of all scenarios of a command.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct CaseArguments {
    /// Plot table; default: that which a scenario names in `[case]`, or the shipped synthetic one.
    #[arg(long)]
    pub(super) portfolio: Option<PathBuf>,
    /// Plan whose totals are the targets; default: that which a scenario names, the published one
    /// of the shipped plot table, or what the plot table plans itself.
    #[arg(long)]
    pub(super) plan: Option<PathBuf>,
    /// Table of what has happened (a workbook or CSV); default: that which a scenario names.
    #[arg(long)]
    pub(super) actuals: Option<PathBuf>,
    /// First month of which the actuals do not tell any more, such as 2026-06; default: that which
    /// a scenario names.
    #[arg(long, value_parser = month)]
    pub(super) as_of: Option<YearMonth>,
}

impl CaseArguments {
    /// The files, to be read with each scenario.
    pub(super) fn inputs(&self) -> Inputs {
        Inputs::new(self.portfolio.as_deref(), self.plan.as_deref())
            .with_actuals(self.actuals.as_deref(), self.as_of)
    }
}

/// Loads every scenario, without files the baseline; what is wrong with some of them is said at
/// once.
pub(super) fn load_cases(files: &[PathBuf], inputs: &Inputs) -> (Vec<Case>, Ending) {
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
    // A plot table or plan that is wrong is wrong with every scenario and said once.
    let mut said: Vec<Finding> = Vec::new();
    let mut ending = Ending::Done;
    for scenario in loaded {
        let case = scenario
            .and_then(|scenario| unlike_the_others(scenario, &cases))
            .and_then(|scenario| inputs.case(scenario));
        match case {
            Ok(case) => cases.push(case),
            Err(Rejected { mut findings, .. }) => {
                findings.retain(|finding| !said.contains(finding));
                said.extend(findings.iter().cloned());
                ending = Ending::Rejected;
                if !findings.is_empty() {
                    ending = reject(&Rejected::new(findings));
                }
            }
        }
    }
    (cases, ending)
}

/// Says what plot tables were taken for that are not written as the program writes them, each
/// once, and what is doubtful in cases, each thing once.
pub(super) fn tell_doubts(cases: &[Case]) {
    let mut told: Vec<&str> = Vec::new();
    let mut doubted: Vec<Finding> = Vec::new();
    for case in cases {
        let portfolio = case.portfolio();
        if !told.contains(&portfolio.digest.as_str()) {
            told.push(&portfolio.digest);
            if !portfolio.understanding.is_plain() {
                tell(format_args!("{}: {}", portfolio.file, portfolio.understanding.told()));
            }
        }
        if let Some((actuals, as_of)) = case.actuals()
            && !told.contains(&actuals.digest.as_str())
        {
            told.push(&actuals.digest);
            if !actuals.understanding.is_plain() {
                tell(format_args!("{}: {}", actuals.file, actuals.understanding.told()));
            }
            tell(format_args!("{}: taken until {as_of}", actuals.file));
        }
        for doubt in doubts(case) {
            if !doubted.contains(&doubt) {
                tell(format_args!("warning: {doubt}"));
                doubted.push(doubt);
            }
        }
    }
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
