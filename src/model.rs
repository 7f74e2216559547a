//! The district, compiled: everything fixed, by dense index, ready to be simulated.
//!
//! A [`Model`] is made once of rules and a portfolio and shared by all trials; it does not know
//! how a scenario is written. Each part of the programme has one module with its parameters, its
//! formulas and their tests.

pub mod auction;
pub mod control_variates;
pub mod delivery;
pub mod finance;
pub mod market;
pub mod plot;
pub mod plot_index;
pub mod reserve;
pub mod scatter;
pub mod timeline;
pub mod trigger;

use crate::calendar::Calendar;
use crate::portfolio::Portfolio;
use crate::rules::Rules;
use crate::rules::auction::Auction;
use crate::rules::delivery::Delivery;
use crate::rules::finance::Finance;
use crate::rules::policy;
use crate::rules::receipts::{Instalment, Receipts};
use crate::rules::reserve::Reserve;
use crate::uncertainty::sampling::Sampling;
use crate::uncertainty::stream::EntityKey;

use control_variates::ControlModel;
use delivery::BuildTimes;
use market::MarketModel;
use market::points::Points;
use plot::PlotModel;
use plot_index::{PlotIndex, Plots};
use scatter::ScatterModel;
use timeline::{RandomShock, Timeline};
use trigger::TriggeredPolicy;

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
    pub plots: Plots<PlotModel>,
    /// How much each plot scatters around what is expected of it.
    pub scatter: ScatterModel,
    /// Unreserved plots with a planned start, by start and id.
    pub reserve_order: Vec<PlotIndex>,
    /// Rules of acquisition and preparation that no policy changes.
    pub reserve: Reserve,
    /// Rules of listing and auction that no policy changes.
    pub auction: Auction,
    /// Rules of payment and division.
    pub receipts: Receipts,
    /// Cash, debt and their limits.
    pub finance: Finance,
    /// Rules of delivery.
    pub delivery: Delivery,
    /// Market's key for its random draws.
    pub market_key: EntityKey,
    /// How chance is spread over trials.
    pub sampling: Sampling,
    /// What control variates are held against, where they are asked for.
    pub controls: Option<ControlModel>,
}

impl Model {
    /// Compiles rules and a portfolio under a seed. Zones that the rules do not price are worth nothing.
    pub fn new(rules: &Rules, portfolio: &Portfolio, seed: u64) -> Self {
        let build_times = BuildTimes::new(&rules.delivery);
        let plots: Plots<PlotModel> = portfolio
            .plots
            .iter()
            .map(|plot| PlotModel::new(plot, rules, &build_times, seed))
            .collect();
        Self {
            calendar: rules.calendar,
            discount_rate: rules.discount_rate,
            timeline: Timeline::new(rules),
            triggered: TriggeredPolicy::all(rules),
            payment_plans: policy::payment_plans(&rules.receipts, &rules.policies),
            random_shocks: RandomShock::all(rules, seed),
            market: MarketModel::new(rules),
            scatter: ScatterModel::new(&plots, &rules.reserve, &rules.auction),
            reserve_order: reserve_order(&plots),
            plots,
            reserve: rules.reserve,
            auction: rules.auction,
            receipts: rules.receipts.clone(),
            finance: rules.finance.clone(),
            delivery: rules.delivery.clone(),
            market_key: EntityKey::market(seed),
            sampling: Sampling::Plain,
            controls: None,
        }
    }

    /// The same with chance spread over trials in another way.
    #[must_use]
    pub fn sampled(mut self, sampling: Sampling, seed: u64) -> Self {
        let Calendar { window, horizon, .. } = self.calendar;
        self.sampling = sampling;
        self.market.points = Points::new(sampling, seed, window, horizon);
        self
    }

    /// The same with control variates.
    #[must_use]
    pub fn controlled(mut self) -> Self {
        self.controls = Some(ControlModel::new(&self));
        self
    }
}

fn reserve_order(plots: &Plots<PlotModel>) -> Vec<PlotIndex> {
    let planned = |(plot, model): (PlotIndex, &PlotModel)| Some((model.reserve_start?, plot));
    let mut order: Vec<(i32, PlotIndex)> = plots.entries().filter_map(planned).collect();
    order.sort_unstable();
    order.into_iter().map(|(_, plot)| plot).collect()
}
