//! A regime, compiled for the market's recursion.

use crate::rules::market::Regime;
use crate::uncertainty::normal::LognormalByMoments;

use super::cumulative::{differences, running_sum};
use super::filter::ChainRegime;

/// A regime with its transition row summed up, so that one uniform picks the next.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RegimeStep {
    /// Mean change of house prices (log per month).
    pub(super) mean: f64,
    /// Standard deviation of its shock (log per month).
    pub(super) volatility: f64,
    /// Factor on the mean number of bidders.
    pub(super) bidder_multiplier: f64,
    /// Probability that a buyer stops paying.
    pub(super) default_rate: f64,
    /// Start lag of plots that are dealt in it (months).
    pub(super) start_lag: LognormalByMoments,
    /// Probabilities of what follows, summed up.
    pub(super) cumulative_transition: Vec<f64>,
}

impl RegimeStep {
    /// Compiles a regime of the rules.
    pub(super) fn new(regime: &Regime) -> Self {
        Self {
            mean: regime.mean,
            volatility: regime.volatility,
            bidder_multiplier: regime.bidder_multiplier,
            default_rate: regime.default_rate,
            start_lag: LognormalByMoments::new(regime.start_lag_mean, regime.start_lag_sd),
            cumulative_transition: running_sum(regime.transition.iter().copied()),
        }
    }

    /// The regime as house prices know it.
    pub(super) fn in_chain(&self) -> ChainRegime {
        let transition = differences(&self.cumulative_transition);
        ChainRegime { mean: self.mean, volatility: self.volatility, transition }
    }
}
