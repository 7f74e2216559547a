//! The market as it was seen in a month before the date of the actuals: what was seen takes the
//! place of what was drawn.

use crate::calendar::Month;
use crate::catalogue::land_use::{ByUse, Use};
use crate::catalogue::observation::Observation;
use crate::quantity::{count, index};
use crate::uncertainty::elementary::ln;

use super::path::MarketPath;
use super::state::MarketState;

/// What was seen of a month's market; `None`: it is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct SeenMarket {
    /// Place of the regime.
    pub regime: Option<usize>,
    /// Change of house prices into the month (log).
    pub momentum: Option<f64>,
    /// House prices (log, over month 0).
    pub house_price: Option<f64>,
    /// Own parts of land prices (log).
    pub land_own: ByUse<Option<f64>>,
    /// Construction costs (log, over month 0).
    pub log_cost: Option<f64>,
    /// Lending rate without shocks (per year).
    pub rate: Option<f64>,
    /// The month's own shock to it (per year).
    pub rate_change: Option<f64>,
    /// Developers' demand (log).
    pub demand: Option<f64>,
    /// Place in a resampled history.
    pub history_at: Option<usize>,
}

impl SeenMarket {
    /// Takes down an observation; those that a replay alone knows are exact and count before what
    /// an office says.
    pub fn take(&mut self, observation: Observation, value: f64) {
        let log_of_index = |value: f64| (value > 0.0).then(|| ln(value / 100.0));
        let place = Some(index(value));
        match observation {
            Observation::Regime => self.regime = place,
            Observation::Momentum => self.momentum = Some(value),
            Observation::HousePriceLog => self.house_price = Some(value),
            Observation::HousePriceIndex => {
                self.house_price = self.house_price.or(log_of_index(value));
            }
            Observation::ResidentialLandOwn => self.land_own[Use::Residential] = Some(value),
            Observation::CommercialOfficeLandOwn => {
                self.land_own[Use::CommercialOffice] = Some(value);
            }
            Observation::ConstructionCostLog => self.log_cost = Some(value),
            Observation::ConstructionCostIndex => {
                self.log_cost = self.log_cost.or(log_of_index(value));
            }
            Observation::LendingRate => self.rate = Some(value),
            Observation::LendingRateShock => self.rate_change = Some(value),
            Observation::Demand => self.demand = Some(value),
            Observation::HistoryPlace => self.history_at = place,
            Observation::Instalment
            | Observation::DebtDue
            | Observation::BondDue
            | Observation::NextCleared
            | Observation::NextNetLand
            | Observation::NextListing
            | Observation::NextResult
            | Observation::NextDefault
            | Observation::NextRepossession => {}
        }
    }

    /// Puts what was seen in the place of what was drawn.
    pub(super) fn bind(&self, state: &mut MarketState, regimes: usize) {
        let set = |value: &mut f64, seen: Option<f64>| *value = seen.unwrap_or(*value);
        set(&mut state.momentum, self.momentum);
        set(&mut state.house_price, self.house_price);
        for (own, seen) in state.land_own.iter_mut().zip(&self.land_own) {
            set(own, *seen);
        }
        set(&mut state.log_cost, self.log_cost);
        set(&mut state.rate, self.rate);
        set(&mut state.rate_change, self.rate_change);
        set(&mut state.demand, self.demand);
        if let Some(regime) = self.regime {
            state.regime = regime.min(regimes - 1);
        }
        if let Some(history_at) = self.history_at {
            state.history_at = history_at;
        }
    }
}

impl MarketPath {
    /// What there is to be seen of a month's market, and what nobody sees.
    pub fn observations(&self, month: Month) -> Vec<(Observation, f64)> {
        let own = |of_use: Use| self.land_own[of_use][month];
        vec![
            (Observation::LendingRate, self.simulated_rate[month]),
            (Observation::Regime, count(self.regime[month])),
            (Observation::Momentum, self.momentum[month]),
            (Observation::HousePriceLog, self.house_price[month]),
            (Observation::ResidentialLandOwn, own(Use::Residential)),
            (Observation::CommercialOfficeLandOwn, own(Use::CommercialOffice)),
            (Observation::ConstructionCostLog, self.log_cost[month]),
            (Observation::LendingRateShock, self.rate_change[month]),
            (Observation::Demand, self.demand[month]),
            (Observation::HistoryPlace, count(self.history_at[month])),
        ]
    }
}
