//! What is expected of the market before anything is drawn: closed forms of its recursion.

use super::MarketModel;
use super::history::HistoryPath;
use crate::quantity::count;

/// Expectations by month.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpectedMarket {
    /// Probability of each regime.
    pub regimes: Vec<Vec<f64>>,
    /// Mean of the log house price.
    pub house_price: Vec<f64>,
}

impl MarketModel {
    /// Expectations of a market that follows the recursion; `None` where history gives its changes.
    ///
    /// Probabilities of regimes are the first ones times powers of the transition matrix; the house price is linear
    /// in regimes and shocks, and shocks have mean 0 whatever the regime.
    pub fn expected(&self) -> Option<ExpectedMarket> {
        if self.history != HistoryPath::None {
            return None;
        }
        let singled = |cumulative: &[f64]| -> Vec<f64> {
            let before = std::iter::once(&0.0).chain(cumulative);
            cumulative.iter().zip(before).map(|(edge, before)| edge - before).collect()
        };
        let transitions: Vec<Vec<f64>> =
            self.regimes.iter().map(|regime| singled(&regime.cumulative_transition)).collect();
        let mean_of = |probabilities: &[f64]| -> f64 {
            probabilities.iter().zip(&self.regimes).map(|(p, regime)| p * regime.mean).sum()
        };
        let mut now = singled(&self.cumulative_initial);
        let mut change = self.initial_momentum.unwrap_or_else(|| mean_of(&now));
        let mut price = 0.0;
        let mut expected = ExpectedMarket { regimes: vec![now.clone()], house_price: vec![price] };
        for month in 1..self.horizon {
            let gap = self.monthly_trend * count(month - 1) - price;
            change = self.momentum * change
                + (1.0 - self.momentum) * mean_of(&now)
                + self.monthly_pull * gap;
            price += change;
            let reach = |to: usize| now.iter().zip(&transitions).map(|(p, row)| p * row[to]).sum();
            now = (0..now.len()).map(reach).collect();
            expected.regimes.push(now.clone());
            expected.house_price.push(price);
        }
        Some(expected)
    }
}
