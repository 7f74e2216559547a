//! Scores of forecasts: how far what happened lies from a predictive distribution.
//!
//! Continuous ranked probability score and log score as in Gneiting and Raftery 2007, "Strictly Proper Scoring
//! Rules, Prediction, and Estimation"; both are the lower the better here.

use crate::ensemble::statistics::quantile;
use crate::quantity::count;
use crate::uncertainty::distribution::normal_cdf;
use crate::uncertainty::elementary::{exp, ln, power, sqrt};
use crate::uncertainty::normal;

const HALF_LN_TAU: f64 = 0.918_938_533_204_672_7;
const SQRT_PI: f64 = 1.772_453_850_905_516;

/// What a forecaster says of a number: a normal distribution or a sample.
#[derive(Debug, Clone, PartialEq)]
pub enum Predicted {
    /// Normal.
    Normal {
        /// Mean.
        mean: f64,
        /// Standard deviation, above 0.
        sd: f64,
    },
    /// Equally likely values in ascending order, several of them different.
    Sample(Vec<f64>),
}

impl Predicted {
    /// A sample in any order.
    pub fn sample(mut values: Vec<f64>) -> Self {
        values.sort_unstable_by(f64::total_cmp);
        Self::Sample(values)
    }

    /// The value that is not exceeded with a probability.
    pub fn quantile(&self, probability: f64) -> f64 {
        match self {
            Self::Normal { mean, sd } => mean + sd * normal::inverse(probability),
            Self::Sample(values) => quantile(values, probability),
        }
    }

    /// Probability of less than what happened, equal values by half.
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

    /// Continuous ranked probability score, in the unit of the outcome.
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

    /// Minus the log density of the outcome; of a sample, that of a normal kernel of Silverman's width
    /// (1986, "Density Estimation", equation 3.30).
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

fn kernel_width(sorted: &[f64]) -> f64 {
    let n = count(sorted.len());
    let mean = sorted.iter().sum::<f64>() / n;
    let variance =
        sorted.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (n - 1.0);
    let middle = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 1.34;
    let spread = if middle > 0.0 { sqrt(variance).min(middle) } else { sqrt(variance) };
    0.9 * spread * power(n, -0.2)
}

/// Standard error of the mean of values in order that are correlated up to a lag (Newey and West 1987);
/// `None` for fewer than two values, or when it comes out as nothing.
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
