//! One path of the market, as buffers that are used again from trial to trial.
//!
//! Policies with a trigger move prices, bidders and rates of their months while the trial
//! runs, so a path read afterwards holds what came, not what was drawn.

use crate::calendar::{ByMonth, Month};
use crate::catalogue::land_use::ByUse;
use crate::rules::market::{ByFactor, Factor};
use crate::uncertainty::draw_tables::MarketDrawTable;

use super::state::MarketState;

/// One path of the market; every list has one value for each month of the horizon, from
/// month 0 on.
#[derive(Debug, Clone, Default)]
pub struct MarketPath {
    /// Regime, as an index into the regimes of the rules.
    pub regime: ByMonth<usize>,
    /// Log house price index; 0 at month 0.
    pub house_price: ByMonth<f64>,
    /// Effective land price by use, as a factor on base prices: leverage, own part, drift,
    /// shocks and policies together.
    pub land_price: ByUse<ByMonth<f64>>,
    /// Log of [`Self::land_price`].
    pub(super) log_land_price: ByUse<ByMonth<f64>>,
    /// Land price that appraisals go by, as a factor on base prices: the effective price itself
    /// where appraisals have no age.
    pub appraised_price: ByUse<ByMonth<f64>>,
    /// Log of [`Self::appraised_price`], where appraisals have an age.
    pub(super) log_appraised: ByUse<ByMonth<f64>>,
    /// Construction cost index; 1 at month 0.
    pub construction_cost: ByMonth<f64>,
    /// Lending rate without the centre's spread, shocks and replays included (per year).
    pub lending_rate: ByMonth<f64>,
    /// Lending rate as it would be without shocks and replays, which the recursion goes on
    /// from (per year).
    pub(super) simulated_rate: ByMonth<f64>,
    /// The month's own shock to the lending rate, kept so that another policy rate can be
    /// followed with the same luck (per year).
    pub(super) rate_change: ByMonth<f64>,
    /// Mean number of bidders of an offer listed in the month, before absorption.
    pub bidder_mean: ByMonth<f64>,
    /// Log of developers' demand.
    pub demand: ByMonth<f64>,
    /// Median valuation over market value for results of the month
    /// ([`crate::model::auction::bid_level`]).
    pub bid_level: ByMonth<f64>,
    /// Own mean-reverting parts of land prices, by use (log).
    pub land_own: ByUse<ByMonth<f64>>,
    /// Change of house prices into the month (log).
    pub(super) momentum: ByMonth<f64>,
    /// Construction costs, simulated (log, over month 0).
    pub(super) log_cost: ByMonth<f64>,
    /// Place in a resampled history.
    pub(super) history_at: ByMonth<usize>,
    /// Regimes of months whose house prices were seen, drawn given these; none where nothing was.
    pub(super) seen_regimes: Vec<usize>,
    /// Random words of the trial's market.
    pub(super) draws: MarketDrawTable,
    /// Correlated normals by factor and month: all months of the first factor, then of the
    /// second.
    pub(super) normals: Vec<f64>,
}

impl MarketPath {
    /// Buffers for a horizon of so many months, nothing simulated yet.
    pub fn new(horizon: usize) -> Self {
        let zeros = || ByMonth::same(0.0, horizon);
        Self {
            regime: ByMonth::same(0, horizon),
            house_price: zeros(),
            land_price: ByUse::of(|_| zeros()),
            log_land_price: ByUse::of(|_| zeros()),
            appraised_price: ByUse::of(|_| zeros()),
            log_appraised: ByUse::of(|_| zeros()),
            construction_cost: zeros(),
            lending_rate: zeros(),
            simulated_rate: zeros(),
            rate_change: zeros(),
            bidder_mean: zeros(),
            demand: zeros(),
            bid_level: zeros(),
            land_own: ByUse::of(|_| zeros()),
            momentum: zeros(),
            log_cost: zeros(),
            history_at: ByMonth::same(0, horizon),
            seen_regimes: Vec::new(),
            draws: MarketDrawTable::new(horizon),
            normals: vec![0.0; horizon * Factor::COUNT],
        }
    }

    /// The normals of a month, by factor.
    #[inline]
    pub(super) fn normals_of(&self, month: Month) -> ByFactor<f64> {
        ByFactor::of(|factor| {
            self.normals[factor as usize * self.regime.as_slice().len() + month.place()]
        })
    }

    /// Puts down where the recursion stands in a month: prices, costs and numbers are still logs.
    #[inline]
    pub(super) fn record(&mut self, month: Month, state: &MarketState) {
        self.regime[month] = state.regime;
        self.house_price[month] = state.house_price;
        for (own, now) in self.land_own.iter_mut().zip(state.land_own) {
            own[month] = now;
        }
        self.construction_cost[month] = state.log_cost;
        self.log_cost[month] = state.log_cost;
        self.momentum[month] = state.momentum;
        self.history_at[month] = state.history_at;
        self.simulated_rate[month] = state.rate;
        self.rate_change[month] = state.rate_change;
        self.demand[month] = state.demand;
    }
}
