//! The district, compiled: everything fixed, by dense index, ready to be simulated.
//!
//! A [`Case`] is a scenario and a portfolio that fit together; a [`Model`] is made of it once and
//! shared by all trials. Each part of the programme has one module with its parameters, its
//! formulas and their tests.

pub mod auction;
pub mod controls;
pub mod delivery;
pub mod finance;
pub mod market;
pub mod plot;
pub mod receipts;
pub mod reserve;
pub mod scatter;
pub mod terms;
pub mod timeline;
pub mod trigger;
pub mod uncertain;

use crate::calendar::Calendar;
use crate::finding::{Finding, Place, Rejected, nearest};
use crate::portfolio::Portfolio;
use crate::scenario::plan_change;
use crate::scenario::receipts::Instalment;
use crate::scenario::{self, Scenario};
use crate::uncertainty::sampling::Sampling;
use crate::uncertainty::stream::EntityKey;

use controls::ControlModel;
use delivery::BuildTimes;
use market::MarketModel;
use market::points::Points;
use plot::PlotModel;
use scatter::ScatterModel;
use timeline::{RandomShock, Timeline};
use trigger::TriggeredPolicy;

/// A scenario and a portfolio that fit together.
#[derive(Debug, Clone)]
pub struct Case {
    scenario: Scenario,
    portfolio: Portfolio,
}

impl Case {
    /// Puts a scenario and a portfolio together, whose plan is changed as the scenario says.
    ///
    /// # Errors
    /// [`Rejected`] naming every plot whose zone the scenario does not price, and every zone and plot
    /// of a change that the portfolio does not have.
    pub fn new(scenario: Scenario, mut portfolio: Portfolio) -> Result<Self, Rejected> {
        let mut findings = Vec::new();
        let Scenario { plan_changes, calendar, .. } = &scenario;
        plan_change::apply(plan_changes, calendar, &mut portfolio, &mut findings);
        let zones: Vec<&str> = scenario.zones.iter().map(|zone| zone.id.as_str()).collect();
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
            Ok(Self { scenario, portfolio })
        } else {
            Err(Rejected::new(findings))
        }
    }

    /// The scenario.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The portfolio.
    pub fn portfolio(&self) -> &Portfolio {
        &self.portfolio
    }
}

/// Everything a trial needs and nothing it changes.
#[derive(Debug, Clone)]
pub struct Model {
    /// Months covered.
    pub calendar: Calendar,
    /// Discount rate of `npv_cny` (per year).
    pub discount_rate: f64,
    /// What is dated and certain, month by month.
    pub timeline: Timeline,
    /// Policies that are in force while something holds.
    pub triggered: Vec<TriggeredPolicy>,
    /// Plans of payment: the scenario's, then one for each policy, empty where it has none.
    pub payment_plans: Vec<Vec<Instalment>>,
    /// Shocks that are left to chance, by id.
    pub random_shocks: Vec<RandomShock>,
    /// The market.
    pub market: MarketModel,
    /// Plots, sorted by id.
    pub plots: Vec<PlotModel>,
    /// How much each plot scatters around what is expected of it.
    pub scatter: ScatterModel,
    /// Unreserved plots with a planned start, by start and id.
    pub reserve_order: Vec<u32>,
    /// Rules of acquisition and preparation that no policy changes.
    pub reserve: scenario::programme::Reserve,
    /// Rules of listing and auction that no policy changes.
    pub auction: scenario::programme::Auction,
    /// Rules of payment and division.
    pub receipts: scenario::receipts::Receipts,
    /// Cash, debt and their limits.
    pub finance: scenario::programme::Finance,
    /// Rules of delivery.
    pub delivery: scenario::programme::Delivery,
    /// Market's key for its random words.
    pub market_key: EntityKey,
    /// How chance is spread over trials.
    pub sampling: Sampling,
    /// What control variates are held against, where they are asked for.
    pub controls: Option<ControlModel>,
}

impl Model {
    /// Compiles a case under a seed; the medians of uncertain numbers stand for them.
    pub fn new(case: &Case, seed: u64) -> Self {
        Self::of(&case.scenario, &case.portfolio, seed)
    }

    fn of(scenario: &Scenario, portfolio: &Portfolio, seed: u64) -> Self {
        let build_times = BuildTimes::new(&scenario.delivery);
        let plots: Vec<PlotModel> = portfolio
            .plots
            .iter()
            .map(|plot| PlotModel::new(plot, scenario, &build_times, seed))
            .collect();
        Self {
            calendar: scenario.calendar,
            discount_rate: scenario.discount_rate,
            timeline: Timeline::new(scenario),
            triggered: TriggeredPolicy::all(scenario),
            payment_plans: terms::payment_plans(&scenario.receipts, &scenario.policies),
            random_shocks: RandomShock::all(scenario, seed),
            market: MarketModel::new(scenario),
            scatter: ScatterModel::new(&plots, &scenario.reserve, &scenario.auction),
            reserve_order: reserve_order(&plots),
            plots,
            reserve: scenario.reserve,
            auction: scenario.auction,
            receipts: scenario.receipts.clone(),
            finance: scenario.finance.clone(),
            delivery: scenario.delivery.clone(),
            market_key: EntityKey::market(seed),
            sampling: Sampling::Plain,
            controls: None,
        }
    }

    /// The same with chance spread over trials in another way.
    #[must_use]
    fn sampled(mut self, sampling: Sampling, seed: u64) -> Self {
        let Calendar { window, horizon, .. } = self.calendar;
        self.sampling = sampling;
        self.market.points = Points::new(sampling, seed, window, horizon);
        self
    }

    /// The same with control variates.
    #[must_use]
    fn controlled(mut self) -> Self {
        self.controls = Some(ControlModel::new(&self));
        self
    }
}

fn reserve_order(plots: &[PlotModel]) -> Vec<u32> {
    let mut order: Vec<(i32, u32)> = (0_u32..)
        .zip(plots)
        .filter_map(|(index, plot)| plot.reserve_start.map(|start| (start, index)))
        .collect();
    order.sort_unstable();
    order.into_iter().map(|(_, index)| index).collect()
}
