//! The lending rate: how fast it returns to a level, and how much it moves.
//!
//! The model is that of the market, a rate drawn back to a level; `docs/calibration.md`
//! tells why the baseline takes its volatility from here and its reversion from
//! elsewhere.

use crate::quantity::{MONTHS_PER_YEAR, count};
use crate::uncertainty::elementary::sqrt;

use super::Estimated;
use super::regression::least_squares;

/// What was estimated of r(t+1) = r(t) + a/12 (b - r(t)) + σ sqrt(1/12) z, with monthly
/// rates r.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FittedRate {
    /// a: share of the gap to the level that closes (per year).
    pub reversion: Estimated,
    /// b: the level (per year).
    pub level: Estimated,
    /// σ: volatility (per year per square root of a year).
    pub volatility: Estimated,
    /// Number of monthly changes.
    pub observations: usize,
}

/// Least squares of monthly changes on the rate before; `None` for fewer than 24 months
/// or a rate that never moves. Rates follow each other month by month without a gap;
/// level and volatility come in their unit.
///
/// Rates move in steps, so that errors come from a normal law that does not hold
/// exactly.
pub fn fit(rates: &[f64]) -> Option<FittedRate> {
    const LEAST: usize = 24;
    if rates.len() < LEAST {
        return None;
    }
    let changes: Vec<f64> = rates.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let mean = rates.iter().sum::<f64>() / count(rates.len());
    let rows: Vec<Vec<f64>> =
        rates[..changes.len()].iter().map(|rate| vec![rate - mean, 1.0]).collect();
    let groups: Vec<usize> = (0..changes.len()).collect();
    let found = least_squares(&rows, &changes, &groups)?;
    let [slope, constant] = [found.coefficients[0], found.coefficients[1]];
    let scaled = |Estimated { value, se }: Estimated, factor: f64| Estimated {
        value: value * factor,
        se: se.map(|se| se * factor.abs()),
    };
    let volatility = found.sd * sqrt(MONTHS_PER_YEAR);
    let level = Estimated {
        value: mean - constant.value / slope.value,
        se: constant.se.map(|se| (se / slope.value).abs()),
    };
    let freedom = count(changes.len() - 2);
    Some(FittedRate {
        reversion: scaled(slope, -MONTHS_PER_YEAR),
        level,
        volatility: Estimated { value: volatility, se: Some(volatility / sqrt(2.0 * freedom)) },
        observations: changes.len(),
    })
}
