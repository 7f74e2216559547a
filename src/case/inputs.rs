//! The files that make a case beside its scenario: plot table, plan and actuals.
//!
//! A scenario may name them (`[case]`), so that a batch compares tables and plans; whoever runs it
//! may name others, which count then. Without a name there is the shipped portfolio.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::calendar::YearMonth;
use crate::finding::{Finding, Place, Rejected};
use crate::portfolio::actuals::Actuals;
use crate::portfolio::plan::Plan;
use crate::portfolio::planned::Planned;
use crate::portfolio::{self, Portfolio};
use crate::rules::Rules;
use crate::scenario::Scenario;
use crate::scenario::case_files::{SHIPPED_PLAN, SHIPPED_PORTFOLIO};

use super::{Case, plan_of_table};

/// Plot tables and plans that are named beside scenarios; each table is read once.
#[derive(Debug, Default)]
pub struct Inputs {
    /// Plot table that counts instead of those that scenarios name.
    portfolio: Option<PathBuf>,
    /// Plan that counts instead of those that scenarios name.
    plan: Option<PathBuf>,
    /// Table of actuals that counts instead of those that scenarios name.
    actuals: Option<PathBuf>,
    /// Date of the actuals that counts instead of those that scenarios name.
    as_of: Option<YearMonth>,
    /// Tables that were read, by name; no name is the shipped one.
    read: RefCell<BTreeMap<PathBuf, Portfolio>>,
}

impl Inputs {
    /// Under a plot table and a plan, where they are named.
    pub fn new(portfolio: Option<&Path>, plan: Option<&Path>) -> Self {
        let owned = |path: Option<&Path>| path.map(Path::to_path_buf);
        Self { portfolio: owned(portfolio), plan: owned(plan), ..Self::default() }
    }

    /// The same under a table of actuals and their date, where they are named.
    #[must_use]
    pub fn with_actuals(self, actuals: Option<&Path>, as_of: Option<YearMonth>) -> Self {
        Self { actuals: actuals.map(Path::to_path_buf), as_of, ..self }
    }

    /// The case of a scenario.
    ///
    /// # Errors
    /// [`Rejected`] with everything that is wrong with plot table or plan, or with both and the
    /// scenario together.
    pub fn case(&self, scenario: Scenario) -> Result<Case, Rejected> {
        let named = scenario.case_files.clone();
        let portfolio = self.portfolio_of(self.portfolio.as_deref().or(named.portfolio.as_deref()));
        let plan = plan_of(self.plan.as_deref().or(named.plan.as_deref()));
        // What is wrong with both is said at once.
        match (portfolio, plan) {
            (Ok(portfolio), Ok(plan)) => {
                let case = Case::under_plan(scenario, portfolio, plan)?;
                Ok(self.with_what_happened(case)?.named_by(self.options()))
            }
            (Err(portfolio), Err(plan)) => {
                let findings = portfolio.findings.into_iter().chain(plan.findings);
                Err(Rejected::new(findings.collect()))
            }
            (Err(rejected), Ok(_)) | (Ok(_), Err(rejected)) => Err(rejected),
        }
    }

    /// The options that name these files.
    fn options(&self) -> Vec<String> {
        let file = |option: &str, path: &Option<PathBuf>| {
            path.as_ref().map(|path| vec![option.to_owned(), path.display().to_string()])
        };
        let date = self.as_of.map(|as_of| vec!["--as-of".to_owned(), as_of.to_string()]);
        let files = [
            file("--portfolio", &self.portfolio),
            file("--plan", &self.plan),
            file("--actuals", &self.actuals),
        ];
        files.into_iter().chain([date]).flatten().flatten().collect()
    }

    /// A case with its actuals, where any are named.
    fn with_what_happened(&self, case: Case) -> Result<Case, Rejected> {
        let named = &case.scenario().case_files;
        let as_of = self.as_of.or(named.as_of);
        match self.actuals.as_ref().or(named.actuals.as_ref()) {
            Some(path) => {
                let actuals = Actuals::read(path)?;
                case.told(actuals, as_of)
            }
            None => match as_of {
                None => Ok(case),
                Some(as_of) => Err(Rejected::new(vec![Finding {
                    place: Place::whole(&case.scenario().file),
                    key: "case.as_of".into(),
                    found: format!("{as_of} without actuals"),
                    accepted: "a date of actuals beside a table of actuals (`actuals` in [case], \
                               or --actuals)"
                        .into(),
                }])),
            },
        }
    }

    /// The plot table without a scenario: what it comes to as planned under some rules, and the
    /// plan that it is held against; zones do not matter.
    ///
    /// # Errors
    /// [`Rejected`] with everything that is wrong with plot table or plan.
    pub fn table(&self, rules: &Rules) -> Result<(Portfolio, Planned, Plan), Rejected> {
        let portfolio = self.portfolio_of(self.portfolio.as_deref())?;
        let planned = Planned::of(&portfolio.plots, &rules.planned_terms());
        let plan = match plan_of(self.plan.as_deref())? {
            Some(plan) => plan,
            None => plan_of_table(rules, &portfolio, &planned)?,
        };
        Ok((portfolio, planned, plan))
    }

    /// The plot table of a name, without one the shipped table.
    ///
    /// # Errors
    /// [`Rejected`] with everything that is wrong with it.
    pub fn portfolio_of(&self, name: Option<&Path>) -> Result<Portfolio, Rejected> {
        let name = name.unwrap_or(Path::new(SHIPPED_PORTFOLIO));
        if let Some(portfolio) = self.read.borrow().get(name) {
            return Ok(portfolio.clone());
        }
        let portfolio = if name == Path::new(SHIPPED_PORTFOLIO) {
            let (name, text) = portfolio::generate::shipped();
            portfolio::file::parse(name, text)?
        } else {
            portfolio::file::read(name)?
        };
        self.read.borrow_mut().insert(name.to_path_buf(), portfolio.clone());
        Ok(portfolio)
    }
}

/// The plan of a name; without one it is that of the plot table.
fn plan_of(name: Option<&Path>) -> Result<Option<Plan>, Rejected> {
    match name {
        None => Ok(None),
        Some(name) if name == Path::new(SHIPPED_PLAN) => Plan::published().cloned().map(Some),
        Some(name) => Plan::read(name).map(Some),
    }
}
