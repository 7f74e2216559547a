//! Regimes of monthly changes with momentum and a pull to trend, by maximum likelihood.
//!
//! The change x(t) = m x(t-1) + c(S) + p/12 (trend - H(t-1)) + σ(S) z with a regime S that is a
//! Markov chain begun in its stationary distribution (Hamilton 1989, "A New Approach to the
//! Economic Analysis of Nonstationary Time Series and the Business Cycle"); the mean of a regime is
//! c / (1 - m), so that m is the scenario's `market.momentum`, p its `market.pull_to_trend`. Baum
//! and Welch's EM from several starts, then Newton steps on the likelihood itself; standard errors
//! from its curvature.

mod coding;
mod curvature;
pub mod fitted;
mod likelihood;
pub mod terms;

pub use coding::{Draw, Uncertainty};
use fitted::Fit;
use likelihood::{Changes, Parameters};
use terms::Terms;

/// Least spread of changes that differ by more than rounding.
const LEAST_SPREAD: f64 = 1e-6;

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

/// Log likelihood of changes but the first, each held against the one before, under what was
/// fitted.
pub fn log_likelihood(fit: &Fit, changes: &[f64]) -> f64 {
    let terms = Terms { momentum: true, pull: fit.pull.is_some() };
    Changes::new(changes, terms).posterior(&Parameters::of(fit)).log_likelihood
}
