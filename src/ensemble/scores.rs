//! Scores of forecasts: how far what happened lies from a predictive distribution.
//!
//! Continuous ranked probability score and log score as in Gneiting and Raftery 2007,
//! "Strictly Proper Scoring Rules, Prediction, and Estimation"; both are the lower the
//! better here. Proper means that nobody gains by forecasting anything but what he
//! believes: on average, bands that are too narrow cost more than right ones, and so do
//! bands that are too wide.
//!
//! # Why two of them
//!
//! The CRPS is in the unit of the outcome and forgives what it never saw; a single
//! surprise does not decide a comparison. The log score punishes an outcome to which
//! hardly any probability was given without bound, so it shows tails that are missing.

use super::statistics::quantile;
use crate::quantity::count;
use crate::uncertainty::distribution::normal_cdf;
use crate::uncertainty::elementary::{exp, ln, power, sqrt};
use crate::uncertainty::normal;

const HALF_LN_TAU: f64 = 0.918_938_533_204_672_7;
const SQRT_PI: f64 = 1.772_453_850_905_516;

/// What a forecaster says of a number: a normal distribution or a sample of futures.
#[derive(Debug, Clone, PartialEq)]
pub enum Predicted {
    /// A normal distribution.
    Normal {
        /// Mean of the forecast.
        mean: f64,
        /// Standard deviation of the forecast, above 0.
        sd: f64,
    },
    /// Equally likely values in ascending order, several of them different.
    Sample(Vec<f64>),
}

impl Predicted {
    /// The forecast that a sample in any order makes; NaN must not be in it.
    pub fn sample(mut values: Vec<f64>) -> Self {
        values.sort_unstable_by(f64::total_cmp);
        Self::Sample(values)
    }

    /// The value that is not exceeded with a probability, between 0 and 1.
    pub fn quantile(&self, probability: f64) -> f64 {
        match self {
            Self::Normal { mean, sd } => mean + sd * normal::inverse(probability),
            Self::Sample(values) => quantile(values, probability),
        }
    }

    /// Probability that the forecast gives to less than what happened, equal values by
    /// half.
    pub fn below(&self, outcome: f64) -> f64 {
        match self {
            Self::Normal { mean, sd } => normal_cdf((outcome - mean) / sd),
            Self::Sample(values) => {
                let less = values.partition_point(|value| *value < outcome);
                let at_most = values.partition_point(|value| *value <= outcome);
                0.5 * count(less + at_most) / count(values.len())
            }
        }
    }

    /// Continuous ranked probability score, in the unit of the outcome: the integral of
    /// the squared distance between the forecast's distribution function and the step
    /// at the outcome, which is E|X - y| - E|X - X'| / 2 for independent X and X' from
    /// the forecast. Of a forecast that is a single value it is the absolute error.
    ///
    /// ```
    /// use landsim::ensemble::scores::Predicted;
    ///
    /// let sure = Predicted::sample(vec![1.0, 1.0]);
    /// assert_eq!(sure.crps(3.0), 2.0);
    /// // E|X - y| is 1, E|X - X'| is 1 for a coin of 0 and 2: 1 - 1/2.
    /// let open = Predicted::sample(vec![0.0, 2.0]);
    /// assert_eq!(open.crps(1.0), 0.5);
    /// // The standard normal at its mean: (√2 - 1) / √π.
    /// let normal = Predicted::Normal { mean: 0.0, sd: 1.0 };
    /// assert!((normal.crps(0.0) - 0.233_695).abs() < 1e-6);
    /// ```
    pub fn crps(&self, outcome: f64) -> f64 {
        match self {
            Self::Normal { mean, sd } => {
                let z = (outcome - mean) / sd;
                let density = exp(-0.5 * z * z - HALF_LN_TAU);
                sd * (z * (2.0 * normal_cdf(z) - 1.0) + 2.0 * density - 1.0 / SQRT_PI)
            }
            // E|X - y| - E|X - X'| / 2 over the sorted sample, in one pass.
            Self::Sample(values) => {
                let n = count(values.len());
                let terms = values.iter().enumerate().map(|(at, value)| {
                    let rank = (2.0 * count(at) + 1.0 - n) / n;
                    (value - outcome).abs() - rank * value
                });
                terms.sum::<f64>() / n
            }
        }
    }

    /// Minus the log density of the outcome; of a sample, that of a normal kernel of
    /// Silverman's width (1986, "Density Estimation", equation 3.30). The sample must
    /// hold different values.
    pub fn log_score(&self, outcome: f64) -> f64 {
        match self {
            Self::Normal { mean, sd } => {
                let z = (outcome - mean) / sd;
                0.5 * z * z + ln(*sd) + HALF_LN_TAU
            }
            Self::Sample(values) => {
                let width = kernel_width(values);
                let square = |value: &f64| {
                    let z = (outcome - value) / width;
                    z * z
                };
                let least = values.iter().map(square).fold(f64::INFINITY, f64::min);
                let sum: f64 = values.iter().map(|value| exp(-0.5 * (square(value) - least))).sum();
                0.5 * least - ln(sum / count(values.len())) + ln(width) + HALF_LN_TAU
            }
        }
    }
}

/// Silverman's width of a normal kernel: 0.9 min(s, quartile distance / 1.34) n^(-1/5).
fn kernel_width(sorted: &[f64]) -> f64 {
    let n = count(sorted.len());
    let mean = sorted.iter().sum::<f64>() / n;
    let variance =
        sorted.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (n - 1.0);
    let middle = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 1.34;
    let spread = if middle > 0.0 { sqrt(variance).min(middle) } else { sqrt(variance) };
    0.9 * spread * power(n, -0.2)
}

/// Standard error of the mean of values in order of time that are correlated up to a
/// lag (Newey and West 1987, weights 1 - j / (lag + 1)); `None` for fewer than two
/// values, or when it comes out as nothing.
///
/// With lag 0 it is the usual error with n in the place of n - 1.
///
/// ```
/// use landsim::ensemble::scores::error_of_mean;
///
/// let found = error_of_mean(&[1.0, -1.0, 1.0, -1.0], 0).unwrap();
/// assert!((found - 0.5).abs() < 1e-12);
/// ```
pub fn error_of_mean(values: &[f64], lag: usize) -> Option<f64> {
    let n = count(values.len());
    let mean = values.iter().sum::<f64>() / n;
    let covariance = |by: usize| {
        let pairs = values.iter().zip(values.iter().skip(by));
        pairs.map(|(left, right)| (left - mean) * (right - mean)).sum::<f64>() / n
    };
    let weighted = (1..=lag.min(values.len().saturating_sub(1)))
        .map(|by| 2.0 * (1.0 - count(by) / (count(lag) + 1.0)) * covariance(by));
    let variance = (covariance(0) + weighted.sum::<f64>()) / n;
    (values.len() > 1 && variance > 0.0).then(|| sqrt(variance))
}
