//! A scenario and a portfolio that fit together, and the models that trials of them are run
//! of.
//!
//! Only this room knows both how a scenario is written and how a model runs: it hands a
//! scenario's rules, never the scenario, to [`Model::new`].

mod buyback;
pub mod doubts;
pub mod inputs;
pub mod models;
pub mod plan_targets;
mod projects;
pub mod stressed;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::calendar::{Calendar, Month, YearMonth};
use crate::finding::{Finding, Place, Rejected, nearest};
use crate::model::Model;
use crate::model::observed::Observed;
use crate::portfolio::actuals::check::{self, Beside};
use crate::portfolio::actuals::item::Item;
use crate::portfolio::actuals::{Actuals, before};
use crate::portfolio::plan::{Period, Plan};
use crate::portfolio::plan_target::MeasuredTarget;
use crate::portfolio::planned::Planned;
use crate::portfolio::plot::{Plot, PlotStatus};
use crate::portfolio::{Portfolio, generate};
use crate::rules::Rules;
use crate::rules::zone::Zone;
use crate::scenario::{Scenario, plan_change};
use crate::wording::text::Text;

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
    /// What the programme is meant to reach.
    plan: Arc<Plan>,
    /// What the plan wants of parts of the programme, and what the plots come to as planned.
    targets: Arc<[MeasuredTarget]>,
    /// What has happened until a date.
    told: Option<Told>,
    /// Options of a command that named files of it.
    options: Vec<String>,
}

/// Actuals of a case, as they were read and as trials take them up.
#[derive(Debug, Clone)]
struct Told {
    actuals: Arc<Actuals>,
    as_of: YearMonth,
    observed: Arc<Observed>,
    /// Plots as they were before it was known what had happened to them.
    plots: Arc<[Plot]>,
}

impl Case {
    /// Puts a scenario and a portfolio together, whose plan is changed as the scenario
    /// says. What the programme is meant to reach is the published plan of the shipped portfolio;
    /// any other portfolio is measured by what it plans itself.
    ///
    /// The portfolio is taken over changed; who wants to try another scenario with it keeps
    /// a copy.
    ///
    /// # Errors
    /// [`Rejected`] naming every plot whose zone the scenario does not price, and every
    /// zone and plot of a change that the portfolio does not have.
    pub fn new(scenario: Scenario, portfolio: Portfolio) -> Result<Self, Rejected> {
        Self::under_plan(scenario, portfolio, None)
    }

    /// The same with a plan of one's own.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn under_plan(
        scenario: Scenario,
        mut portfolio: Portfolio,
        plan: Option<Plan>,
    ) -> Result<Self, Rejected> {
        let mut findings = Vec::new();
        let planned = Planned::of(&portfolio.plots, &scenario.rules.planned_terms());
        let plan = match plan {
            Some(plan) => plan,
            None => plan_of_table(&scenario.rules, &portfolio, &planned)?,
        };
        name_zones(&scenario.rules.zones, &mut portfolio);
        let targets = plan_targets::measured(&plan, &scenario.rules, &portfolio.plots);
        findings.extend(plan_targets::unknown(&targets, &scenario.rules, &portfolio.plots));
        plan_change::apply(
            &scenario.plan_changes,
            &scenario.rules.calendar,
            &mut portfolio,
            &mut findings,
        );
        findings.extend(foreign_zones(&scenario, &portfolio));
        findings.extend(projects::findings(&scenario.file, &scenario.rules, &portfolio.plots));
        findings.extend(buyback::findings(&scenario.file, &scenario.rules, &portfolio));
        if findings.is_empty() {
            let (plan, targets) = (Arc::new(plan), targets.into());
            Ok(Self {
                scenario,
                portfolio,
                planned,
                plan,
                targets,
                told: None,
                options: Vec::new(),
            })
        } else {
            Err(Rejected::new(findings))
        }
    }

    /// The same with the options by which a command named its files, which another command must
    /// repeat to have the same case.
    pub(crate) fn named_by(self, options: Vec<String>) -> Self {
        Self { options, ..self }
    }

    /// Options by which a command named files of it, in place of those that the scenario names.
    pub fn options(&self) -> &[String] {
        &self.options
    }

    /// The case in which what the scenario doubts is drawn, too; `None` where nothing is doubted.
    /// Plots and plan as planned are the same.
    pub fn doubtful(&self) -> Option<Self> {
        let scenario = self.scenario.doubtful()?.clone();
        Some(Self { scenario, ..self.clone() })
    }

    /// The case in which it is known what has happened until a date: what came before the run
    /// leaves plots where they stand in month 0, what came in it every trial takes up. Actuals that
    /// end before the run need no date.
    ///
    /// # Errors
    /// [`Rejected`] with everything that contradicts the case, the date or other rows.
    pub fn told(mut self, actuals: Actuals, as_of: Option<YearMonth>) -> Result<Self, Rejected> {
        let calendar = self.scenario.rules.calendar;
        let is_bought = |plot: &Plot| plot.status == PlotStatus::Buyback;
        let untold = match self.has_projects() {
            true => Some("actuals beside projects of special bonds"),
            false if self.portfolio.plots.iter().any(is_bought) => {
                Some("actuals beside idle land that is bought back")
            }
            false => None,
        };
        if let Some(found) = untold {
            return Err(Rejected::new(vec![Finding {
                place: Place::whole(&self.scenario.file),
                key: "case.actuals".into(),
                found: found.into(),
                accepted: "either; what these have done cannot be told yet".into(),
            }]));
        }
        let (start, end) = (calendar.start, calendar.date(calendar.end()));
        let ends_before = actuals.rows.iter().all(|row| match row.item {
            Item::Event(_) => row.date.is_some_and(|date| date < start),
            Item::Books(_) => false,
            Item::Observation(_) => true,
        });
        let as_of = as_of.or_else(|| ends_before.then_some(start));
        let Some(as_of) = as_of.filter(|as_of| (start..=end).contains(as_of)) else {
            return Err(Rejected::new(vec![Finding {
                place: Place::whole(&self.scenario.file),
                key: "case.as_of".into(),
                found: as_of.map_or("no date of the actuals".to_owned(), |date| date.to_string()),
                accepted: format!(
                    "the first month that {} does not tell any more, from {start} to {end} \
                     (`as_of` in [case], or --as-of)",
                    actuals.file
                ),
            }]));
        };
        let shocks = self.scenario.rules.shocks.iter().map(|shock| shock.id.as_str());
        let shocks: Vec<&str> = shocks.collect();
        let plots = &self.portfolio.plots;
        let opening_debt = self.scenario.rules.finance.opening_debt;
        let beside = Beside { start, as_of, end, plots, shocks: &shocks, opening_debt };
        let findings = check::against(&actuals, &beside);
        if !findings.is_empty() {
            return Err(Rejected::new(findings));
        }
        let untold: Arc<[Plot]> = self.portfolio.plots.as_slice().into();
        before::apply(&actuals, start, as_of, &mut self.portfolio.plots);
        let plots = &self.portfolio.plots;
        let used = before::used(&actuals, start, &untold);
        let observed = Observed::new(&actuals, &calendar, as_of, plots);
        let observed = Arc::new(Observed { used, ..observed });
        self.told = Some(Told { actuals: Arc::new(actuals), as_of, observed, plots: untold });
        Ok(self)
    }

    /// What has happened, and the first month of which it does not tell any more.
    pub fn actuals(&self) -> Option<(&Actuals, YearMonth)> {
        self.told.as_ref().map(|told| (&*told.actuals, told.as_of))
    }

    /// The case as it was before it was known what had happened.
    #[must_use]
    pub fn untold(&self) -> Self {
        let mut untold = self.clone();
        if let Some(told) = untold.told.take() {
            untold.portfolio.plots = told.plots.to_vec();
        }
        untold
    }

    /// What has happened, as trials take it up.
    pub fn observed(&self) -> Option<&Arc<Observed>> {
        self.told.as_ref().map(|told| &told.observed)
    }

    /// The first month of the run that was not seen; `None` where no month of it was.
    pub fn seen_until(&self) -> Option<Month> {
        let observed = &self.told.as_ref()?.observed;
        (observed.as_of > Month::START).then_some(observed.as_of)
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

    /// What the programme is meant to reach.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Whether it has projects of special bonds.
    pub fn has_projects(&self) -> bool {
        !self.scenario.rules.projects.is_empty()
    }

    /// What the plan wants of parts of the programme, in the order of the plan.
    pub fn targets(&self) -> &[MeasuredTarget] {
        &self.targets
    }

    /// The model of the case under a seed; the medians of uncertain numbers stand for them.
    pub fn model(&self, seed: u64) -> Model {
        self.model_of(&self.scenario.rules, seed)
    }

    /// The model of the case under other rules of its scenario.
    fn model_of(&self, rules: &Rules, seed: u64) -> Model {
        self.model_with(rules, &self.portfolio, seed)
    }

    /// The same with other plots, measured against the plan as planned of its own.
    fn model_with(&self, rules: &Rules, portfolio: &Portfolio, seed: u64) -> Model {
        let model = Model::new(rules, portfolio, (&self.planned, &self.targets), seed);
        match &self.told {
            None => model,
            Some(told) => model.given(Arc::clone(&told.observed)),
        }
    }
}

/// The plan of a portfolio for which nobody states one: that of the shipped portfolio is published,
/// any other follows from the portfolio.
fn plan_of_table(
    rules: &Rules,
    portfolio: &Portfolio,
    planned: &Planned,
) -> Result<Plan, Rejected> {
    if portfolio.digest == generate::shipped_digest() {
        return Plan::published().cloned();
    }
    let Calendar { start, window, .. } = rules.calendar;
    let table = (portfolio.file.as_str(), portfolio.digest.as_str());
    Ok(Plan::of_table(table, planned, Period::of_months(start, window)))
}

/// Turns zones that a table calls by their names into their ids; what is an id stays.
fn name_zones(zones: &[Zone], portfolio: &mut Portfolio) {
    for plot in &mut portfolio.plots {
        if zones.iter().any(|zone| zone.id == plot.zone) {
            continue;
        }
        let is_called = |zone: &&Zone| {
            let Text { zh, en } = Text::parse(&zone.name);
            plot.zone == zone.name || plot.zone == zh || plot.zone == en
        };
        if let Some(zone) = zones.iter().find(is_called) {
            plot.zone.clone_from(&zone.id);
        }
    }
}

/// A finding for each zone that the scenario does not price, however many plots lie in it.
fn foreign_zones(scenario: &Scenario, portfolio: &Portfolio) -> Vec<Finding> {
    let zones = &scenario.rules.zones;
    let is_priced = |id: &str| zones.iter().any(|zone| zone.id == id);
    let mut plots_of: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, plot) in portfolio.plots.iter().enumerate() {
        if !is_priced(&plot.zone) {
            plots_of.entry(&plot.zone).or_default().push(index);
        }
    }
    let ids: Vec<&str> = zones.iter().map(|zone| zone.id.as_str()).collect();
    let finding = |(zone, plots): (&str, Vec<usize>)| {
        let accepted = match nearest(zone, ids.iter().copied()) {
            Some(near) => format!("a zone of {}, perhaps {near:?}", scenario.file),
            None => format!("a zone of {}: {}", scenario.file, ids.join(", ")),
        };
        let first = plots[0];
        let others = match plots.len() {
            1 => String::new(),
            several => format!(" and {} more", several - 1),
        };
        Finding {
            place: portfolio.place(first),
            key: "zone".into(),
            found: format!("{zone:?} at plot {}{others}", portfolio.plots[first].plot_id),
            accepted,
        }
    };
    plots_of.into_iter().map(finding).collect()
}
