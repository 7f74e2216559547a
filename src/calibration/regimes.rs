//! Regimes of monthly changes with momentum and a pull to trend, by maximum likelihood.
//!
//! The change x(t) = m x(t-1) + c(S) + p/12 (trend - H(t-1)) + σ(S) z with a regime S that is a Markov
//! chain begun in its stationary distribution (Hamilton 1989, "A New Approach to the Economic Analysis of
//! Nonstationary Time Series and the Business Cycle"); the mean of a regime is c / (1 - m), so that m is the
//! scenario's `market.momentum`, p its `market.pull_to_trend`. Baum and Welch's EM from several starts, then
//! Newton steps on the likelihood itself; standard errors from its curvature.

mod curvature;
mod likelihood;

pub use curvature::Uncertainty;
use likelihood::{Changes, Parameters};

use super::Estimated;
use crate::quantity::count;
use crate::uncertainty::elementary::ln;

/// Least spread of changes that differ by more than rounding.
const LEAST_SPREAD: f64 = 1e-6;

/// What a change depends on beside its regime.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Whether part of the last change carries over.
    pub momentum: bool,
    /// Whether prices are pulled to a line.
    pub pull: bool,
}

impl Terms {
    /// Changes that depend on the regime alone.
    pub const NONE: Self = Self { momentum: false, pull: false };
    /// Changes that depend on the regime and on the last change.
    pub const MOMENTUM: Self = Self { momentum: true, pull: false };
}

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
    /// Height of the line above the price before the first change (log), such that regimes on average have the
    /// line's slope.
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

/// A market of house prices: a fit's own, or one that could as well have been true.
#[derive(Debug, Clone, PartialEq)]
pub struct Draw {
    /// Part of the last change that carries over.
    pub momentum: f64,
    /// Mean changes by regime (log per month).
    pub means: Vec<f64>,
    /// Standard deviations of shocks (log per month).
    pub volatilities: Vec<f64>,
    /// Probability of each regime a month after each.
    pub transition: Vec<Vec<f64>>,
    /// Probability of each regime in the month after the last change.
    pub next_regime: Vec<f64>,
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

    /// Parameters that could as well have been true, for independent standard normals: a draw from the normal
    /// distribution around the estimates that the likelihood's curvature gives. Zeros, or none, give the
    /// estimates. What regime the last month was in stays as estimated.
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

/// Fits regimes to monthly log changes, from as many starts as asked; `None` when there
/// are fewer than ten changes for each regime, or none differ.
///
/// The likelihood has several tops; the highest that the starts reach is taken. The
/// same changes and number of starts give the same fit.
pub fn fit(changes: &[f64], regimes: usize, terms: Terms, starts: u64) -> Option<Fit> {
    let series = Changes::new(changes, terms);
    let spread = likelihood::spread_of(changes);
    if regimes == 0 || changes.len() < 10 * regimes || spread.is_nan() || spread < LEAST_SPREAD {
        return None;
    }
    let climbed =
        (0..starts.max(1)).map(|start| series.climb(series.start(regimes, start, spread)));
    let best = climbed.reduce(|best, other| if other.1 > best.1 { other } else { best })?;
    Some(curvature::finish(&series, &best.0))
}

/// Probability of each regime in the month after changes, given these alone, under what was fitted.
pub fn next_regime(fit: &Fit, changes: &[f64]) -> Vec<f64> {
    let terms = Terms { momentum: true, pull: fit.pull.is_some() };
    let series = Changes::new(changes, terms);
    let smoothed = series.posterior(&Parameters::of(fit)).smoothed;
    Fit { smoothed, ..fit.clone() }.drawn(&[]).next_regime
}

/// Log likelihood of changes but the first, each held against the one before, under what was fitted.
pub fn log_likelihood(fit: &Fit, changes: &[f64]) -> f64 {
    let terms = Terms { momentum: true, pull: fit.pull.is_some() };
    Changes::new(changes, terms).posterior(&Parameters::of(fit)).log_likelihood
}
