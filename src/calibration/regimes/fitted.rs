//! Regimes, momentum and pull as they were fitted.

use crate::quantity::count;
use crate::uncertainty::elementary::ln;

use super::super::Estimated;
use super::coding::{Draw, Uncertainty};

/// A regime as fitted: a state of the market with a mean and a spread of monthly
/// changes of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct FittedRegime {
    /// Mean change (log per month).
    pub mean: Estimated,
    /// Standard deviation of the shock (log per month).
    pub volatility: Estimated,
    /// Probability of each regime a month later, in the order of the regimes.
    pub transition: Vec<Estimated>,
    /// Share of months in this regime in the long run.
    pub share: f64,
    /// Mean length of a stay (months).
    pub duration: f64,
}

/// A pull of prices to a line: what is left of the gap shrinks month by month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pull {
    /// Share of the gap to the line that closes (per year).
    pub pull: Estimated,
    /// Slope of the line (log per year).
    pub trend: Estimated,
    /// Height of the line above the price before the first change (log), such that regimes on
    /// average have the line's slope.
    pub height: f64,
    /// Height of the line above the price after the last change (log).
    pub last_gap: f64,
}

/// Regimes, momentum and pull as fitted to a history of monthly changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Part of the last change that carries over.
    pub momentum: Estimated,
    /// Pull to trend, where it was asked for.
    pub pull: Option<Pull>,
    /// Regimes by mean, the lowest first.
    pub regimes: Vec<FittedRegime>,
    /// Log likelihood; with momentum the first change only serves as the one before.
    pub log_likelihood: f64,
    /// Number of free parameters, those of moves that never happen included.
    pub parameters: usize,
    /// Number of changes that were fitted.
    pub observations: usize,
    /// Probability of each regime in each month, given all changes.
    pub smoothed: Vec<Vec<f64>>,
    /// What could as well have been true; `None` where the likelihood does not curve.
    pub uncertainty: Option<Uncertainty>,
}

impl Fit {
    /// Akaike's information criterion, 2 k - 2 ln L for k parameters; less is better.
    pub fn aic(&self) -> f64 {
        2.0 * count(self.parameters) - 2.0 * self.log_likelihood
    }

    /// Schwarz's Bayesian criterion, k ln n - 2 ln L for k parameters and n changes;
    /// less is better. It asks more of each parameter than Akaike's.
    pub fn bic(&self) -> f64 {
        count(self.parameters) * ln(count(self.observations)) - 2.0 * self.log_likelihood
    }

    /// Number of numbers that [`Self::drawn`] takes.
    pub fn dimensions(&self) -> usize {
        self.uncertainty.as_ref().map_or(0, Uncertainty::dimensions)
    }

    /// Parameters that could as well have been true, for independent standard normals: a draw from
    /// the normal distribution around the estimates that the likelihood's curvature gives. Zeros,
    /// or none, give the estimates. What regime the last month was in stays as estimated.
    pub fn drawn(&self, normals: &[f64]) -> Draw {
        let at_top = || Draw {
            momentum: self.momentum.value,
            means: self.regimes.iter().map(|regime| regime.mean.value).collect(),
            volatilities: self.regimes.iter().map(|regime| regime.volatility.value).collect(),
            transition: self
                .regimes
                .iter()
                .map(|regime| regime.transition.iter().map(|estimate| estimate.value).collect())
                .collect(),
            next_regime: Vec::new(),
        };
        let drawn = self.uncertainty.as_ref().filter(|_| !normals.is_empty());
        let mut draw = drawn.map_or_else(at_top, |uncertainty| uncertainty.drawn(normals));
        let last = self.smoothed.last().map_or(&[][..], Vec::as_slice);
        let into = |to: usize| {
            last.iter()
                .zip(&draw.transition)
                .map(|(probability, from)| probability * from[to])
                .sum()
        };
        draw.next_regime = (0..self.regimes.len()).map(into).collect();
        draw
    }
}
