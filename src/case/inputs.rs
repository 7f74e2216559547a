//! The files that make a case beside its scenario: plot table and plan.
//!
//! A scenario may name them (`[case]`), so that a batch compares tables and plans; whoever runs it
//! may name others, which count then. Without a name there is the shipped portfolio.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::finding::Rejected;
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
    /// Tables that were read, by name; no name is the shipped one.
    read: RefCell<BTreeMap<PathBuf, Portfolio>>,
}

impl Inputs {
    /// Under a plot table and a plan, where they are named.
    pub fn new(portfolio: Option<&Path>, plan: Option<&Path>) -> Self {
        let owned = |path: Option<&Path>| path.map(Path::to_path_buf);
        Self { portfolio: owned(portfolio), plan: owned(plan), read: RefCell::default() }
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
            (Ok(portfolio), Ok(plan)) => Case::under_plan(scenario, portfolio, plan),
            (Err(portfolio), Err(plan)) => {
                let findings = portfolio.findings.into_iter().chain(plan.findings);
                Err(Rejected::new(findings.collect()))
            }
            (Err(rejected), Ok(_)) | (Ok(_), Err(rejected)) => Err(rejected),
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
