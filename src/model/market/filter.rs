//! Regimes given house prices that were seen: the distribution of paths of regimes behind observed
//! changes, and the shocks that remain of the changes.
//!
//! ```text
//! w(t, s)   ∝ a(t, s) φ((g(t+1) - mean(t, s)) / σ(s)) / σ(s)      given changes until t + 1
//! a(t+1, u) = Σ_s w(t, s) P(s, u)                                   before the change into t + 2
//! S(K-1) ~ a(K-1, ·),   S(t) ~ w(t, ·) P(·, S(t+1))                 backwards
//! ```
//!
//! This is the forward filter and backward sampling of a chain of hidden states (Carter and Kohn
//! 1994). A path that is drawn so leaves each month the shock z = (g - mean) / σ, and whatever is
//! correlated with house prices is drawn given that shock: the first factor of the correlated
//! normals is house prices themselves.

use crate::quantity::count;
use crate::uncertainty::draw_tables::MarketDrawTable;
use crate::uncertainty::elementary::{bounded_exp, ln};
use crate::uncertainty::stream::MarketPurpose;

use crate::calendar::Month;

use super::cumulative::{pick, running_sum};
use super::seen::SeenMarket;

/// Smallest standard deviation of a regime's shock: an index rounded to 0.1 cannot show less.
const SMALLEST_SD: f64 = 5e-4;

/// A regime of the chain, with the probabilities of what follows it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ChainRegime {
    /// Mean change of house prices (log per month).
    pub(super) mean: f64,
    /// Standard deviation of the shock (log per month).
    pub(super) volatility: f64,
    /// Probability of each regime in the month after.
    pub(super) transition: Vec<f64>,
}

/// The chain of regimes and the changes of house prices that it drives.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PriceChain {
    /// Its regimes.
    pub(super) regimes: Vec<ChainRegime>,
    /// Probability of each in month 0.
    pub(super) initial: Vec<f64>,
    /// Change of month 0, where it is given; else the mean of its regime.
    pub(super) initial_momentum: Option<f64>,
    /// Part of a change that goes on.
    pub(super) momentum: f64,
    /// Pull towards the trend (per month).
    pub(super) monthly_pull: f64,
    /// Trend (log per month).
    pub(super) monthly_trend: f64,
}

/// What observed changes of house prices tell of regimes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RegimeFilter {
    /// Probability of each regime in each month, given the changes until that which it drives; of
    /// the last month before its change.
    filtered: Vec<Vec<f64>>,
    /// Probabilities of what follows a regime.
    transition: Vec<Vec<f64>>,
    /// Shock of the change that a month's regime drives, by month and regime.
    shocks: Vec<Vec<f64>>,
}

impl RegimeFilter {
    /// The filter of months that were seen from month 0 on; `None` where house prices were not seen
    /// in all of them, or regimes were.
    pub(super) fn new(chain: &PriceChain, seen: &[SeenMarket]) -> Option<Self> {
        let has_regimes = seen.iter().any(|month| month.regime.is_some());
        let prices: Vec<f64> = seen.iter().map(|month| month.house_price).collect::<Option<_>>()?;
        if has_regimes || prices.len() < 2 {
            return None;
        }
        let transition: Vec<Vec<f64>> =
            chain.regimes.iter().map(|regime| regime.transition.clone()).collect();
        let mut now = chain.initial.clone();
        let (mut filtered, mut shocks) = (Vec::new(), Vec::new());
        for (month, pair) in prices.windows(2).enumerate() {
            let change = pair[1] - pair[0];
            let before = (month > 0).then(|| pair[0] - prices[month - 1]);
            let shock = |regime: &ChainRegime| {
                let momentum = before.or(chain.initial_momentum).unwrap_or(regime.mean);
                let gap = chain.monthly_trend * count(month) - pair[0];
                let mean = chain.momentum * momentum
                    + (1.0 - chain.momentum) * regime.mean
                    + chain.monthly_pull * gap;
                let sd = regime.volatility.max(SMALLEST_SD);
                ((change - mean) / sd, ln(sd))
            };
            let of_month: Vec<(f64, f64)> = chain.regimes.iter().map(shock).collect();
            let logs: Vec<f64> = of_month.iter().map(|(z, log_sd)| -0.5 * z * z - log_sd).collect();
            let greatest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let mut given: Vec<f64> =
                now.iter().zip(&logs).map(|(p, log)| p * bounded_exp(log - greatest)).collect();
            normalise(&mut given, &now);
            now = (0..chain.regimes.len())
                .map(|to| given.iter().zip(&transition).map(|(p, row)| p * row[to]).sum())
                .collect();
            filtered.push(given);
            shocks.push(of_month.into_iter().map(|(z, _)| z).collect());
        }
        filtered.push(now);
        Some(Self { filtered, transition, shocks })
    }

    /// Draws the regimes of the months that were seen, the last first, with the words that a
    /// month's regime has anyway.
    pub(super) fn draw(&self, draws: &MarketDrawTable, regimes: &mut Vec<usize>) {
        regimes.clear();
        regimes.resize(self.filtered.len(), 0);
        let mut after: Option<usize> = None;
        for (month, filtered) in self.filtered.iter().enumerate().rev() {
            let weights = filtered.iter().zip(&self.transition).map(|(p, row)| match after {
                None => *p,
                Some(after) => p * row[after],
            });
            let cumulative = running_sum(weights);
            let total = cumulative.last().copied().unwrap_or(0.0);
            let u = draws.uniform(MarketPurpose::Regime, Month::at(month));
            let regime = pick(&cumulative, u * total);
            regimes[month] = regime;
            after = Some(regime);
        }
    }

    /// The shocks of house prices into the months after month 0, under regimes that were drawn.
    pub(super) fn shocks<'f>(&'f self, regimes: &'f [usize]) -> impl Iterator<Item = f64> + 'f {
        self.shocks.iter().zip(regimes).map(|(of_month, regime)| of_month[*regime])
    }
}

/// Makes weights add up to 1; where none is left, what was so before stands.
fn normalise(weights: &mut Vec<f64>, before: &[f64]) {
    let sum: f64 = weights.iter().sum();
    if sum > 0.0 {
        for weight in weights.iter_mut() {
            *weight /= sum;
        }
    } else {
        weights.clear();
        weights.extend_from_slice(before);
    }
}
