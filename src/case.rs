//! A scenario and a portfolio that fit together, and the models that trials of them are run
//! of.
//!
//! Only this room knows both how a scenario is written and how a model runs: it hands a
//! scenario's rules, never the scenario, to [`Model::new`].

pub mod models;

use crate::finding::{Finding, Place, Rejected, nearest};
use crate::model::Model;
use crate::portfolio::Portfolio;
use crate::portfolio::planned::Planned;
use crate::scenario::{Scenario, plan_change};

/// A scenario and a portfolio that fit together: every plot lies in a zone that is priced,
/// and every change of the plan names what is there.
///
/// ```
/// use landsim::case::Case;
/// use landsim::portfolio;
/// use landsim::scenario::Scenario;
///
/// let (name, text) = portfolio::generate::shipped();
/// let case = Case::new(Scenario::baseline()?, portfolio::file::parse(name, text)?)?;
/// assert_eq!(case.model(1).plots.len(), case.portfolio().plots.len());
/// # Ok::<(), landsim::finding::Rejected>(())
/// ```
#[derive(Debug, Clone)]
pub struct Case {
    /// The scenario, as it was loaded.
    scenario: Scenario,
    /// The plots, their plan changed as the scenario says.
    portfolio: Portfolio,
    /// What the plots come to as planned, before the scenario changes their plan.
    planned: Planned,
}

impl Case {
    /// Puts a scenario and a portfolio together, whose plan is changed as the scenario
    /// says.
    ///
    /// The portfolio is taken over changed; who wants to try another scenario with it keeps
    /// a copy.
    ///
    /// # Errors
    /// [`Rejected`] naming every plot whose zone the scenario does not price, and every
    /// zone and plot of a change that the portfolio does not have.
    pub fn new(scenario: Scenario, mut portfolio: Portfolio) -> Result<Self, Rejected> {
        let mut findings = Vec::new();
        let planned = Planned::of(&portfolio.plots, &scenario.rules.planned_terms());
        plan_change::apply(
            &scenario.plan_changes,
            &scenario.rules.calendar,
            &mut portfolio,
            &mut findings,
        );
        let zones: Vec<&str> = scenario.rules.zones.iter().map(|zone| zone.id.as_str()).collect();
        for (plot, line) in portfolio.plots.iter().zip(&portfolio.lines) {
            if !zones.contains(&plot.zone.as_str()) {
                let accepted = match nearest(&plot.zone, zones.iter().copied()) {
                    Some(near) => format!("a zone of {}, perhaps {near:?}", scenario.file),
                    None => format!("a zone of {}: {}", scenario.file, zones.join(", ")),
                };
                findings.push(Finding {
                    place: Place::line(&portfolio.file, *line),
                    key: "zone".into(),
                    found: format!("{:?} at plot {}", plot.zone, plot.plot_id),
                    accepted,
                });
            }
        }
        if findings.is_empty() {
            Ok(Self { scenario, portfolio, planned })
        } else {
            Err(Rejected::new(findings))
        }
    }

    /// The case in which what the scenario doubts is drawn, too; `None` where nothing is doubted.
    /// Plots and plan as planned are the same.
    pub fn doubtful(&self) -> Option<Self> {
        let scenario = self.scenario.doubtful()?.clone();
        Some(Self { scenario, portfolio: self.portfolio.clone(), planned: self.planned })
    }

    /// The scenario of the case.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The portfolio of the case, with the scenario's changes of the plan.
    pub fn portfolio(&self) -> &Portfolio {
        &self.portfolio
    }

    /// The plan as planned of the portfolio as it was loaded: a change of the plan does not lower
    /// what it is measured against.
    pub fn planned(&self) -> &Planned {
        &self.planned
    }

    /// The model of the case under a seed; the medians of uncertain numbers stand for them.
    pub fn model(&self, seed: u64) -> Model {
        Model::new(&self.scenario.rules, &self.portfolio, &self.planned, seed)
    }
}
