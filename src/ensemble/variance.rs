//! How much of a figure's variance comes from numbers nobody knows, and how much from chance.
//!
//! Each trial is run a second time with its own numbers in the chance of another trial. What it
//! shares with the trial of the same numbers is theirs, what it shares with the trial of the same
//! chance is chance's, and the rest is what the two do together (Sobol' indices by pick and freeze;
//! estimator of Janon, Klein, Lagnoux, Nodet and Prieur 2014).
//!
//! With Y the figure of a trial's numbers in its own chance, Y' the same numbers in
//! another's chance, and m and V the mean and variance of both together, the share of
//! the numbers is the mean of (Y - m)(Y' - m) over V; that of chance likewise. What is
//! left of 1 is interaction: chance that weighs more under some numbers than under
//! others.
//!
//! A run then takes twice the time, and shows what better data could narrow (the
//! numbers' share and the interaction) and what no data can (the chance of the years to
//! come).

use std::ops::Range;

use rayon::prelude::*;

use crate::case::models::UncertainModel;
use crate::quantity::count;
use crate::trial::worker::Worker;
use crate::uncertainty::elementary::sqrt;
use crate::uncertainty::normal;

use super::statistics::{CONFIDENCE, Estimate};
use super::{Figures, Observer};

/// Trials after which the observer is told.
const CHUNK: u64 = 32;

/// The figures of trials `part` of `trials`, run a second time: each trial's numbers in
/// the chance of the trial half of all trials further on. A row for each trial, in
/// their order.
///
/// `None` when the observer ends the run; it is told of each 32 trials.
pub fn exchanged(
    models: &UncertainModel,
    trials: u64,
    part: Range<u64>,
    observer: Observer<'_>,
) -> Option<Figures> {
    let of_chunk = |chunk: u64| {
        let first = part.start + chunk * CHUNK;
        let numbers = first..part.end.min(first + CHUNK);
        let told = numbers.end - numbers.start;
        let run =
            |number: u64| Worker::new(&models.model(number)).run(partner(number, trials)).figures;
        let rows: Figures = numbers.map(run).collect();
        observer(told).then_some(rows)
    };
    let rows: Option<Vec<Figures>> =
        (0..(part.end - part.start).div_ceil(CHUNK)).into_par_iter().map(of_chunk).collect();
    rows.map(|rows| rows.concat())
}

/// The trial whose chance a trial's numbers are given: half of all trials further on,
/// from the last on to the first.
fn partner(number: u64, trials: u64) -> u64 {
    (number + trials / 2) % trials
}

/// Shares of a figure's variance; they sum to 1. By sampling error a small one may come
/// out below 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VarianceShares {
    /// Trials in which the figure exists all three times: in the trial, in that of the
    /// same numbers and in that of the same chance.
    pub trials: usize,
    /// Share of the uncertain numbers alone, with its normal interval.
    pub numbers: Estimate,
    /// Share of chance alone, with its normal interval.
    pub chance: Estimate,
    /// Share of what numbers and chance do only together, with its normal interval.
    pub interaction: Estimate,
}

/// The shares of a figure's variance, from its values in order of trials and those of
/// [`exchanged`], of all trials of a run; `None` when it does not vary or exists in
/// fewer than two trials.
///
/// ```
/// use landsim::ensemble::variance::shares;
///
/// // The same again in another chance: all variance is the numbers'.
/// let values = [1.0, 2.0, 3.0, 4.0, 1.0, 2.0, 4.0, 3.0];
/// let found = shares(&values, &values).unwrap();
/// assert!((found.numbers.value - 1.0).abs() < 1e-12);
/// ```
pub fn shares(values: &[f64], exchanged: &[f64]) -> Option<VarianceShares> {
    let trials = values.len() as u64;
    let triples: Vec<[f64; 3]> = (0..trials)
        .zip(values.iter().zip(exchanged))
        .map(|(number, (own, crossed))| {
            let other = usize::try_from(partner(number, trials)).unwrap_or(0);
            [*own, *crossed, values[other]]
        })
        .filter(|triple| triple.iter().all(|value| !value.is_nan()))
        .collect();
    let numbers = Parts::new(triples.iter().map(|[own, crossed, _]| (*own, *crossed)))?;
    let chance = Parts::new(triples.iter().map(|[_, crossed, other]| (*other, *crossed)))?;
    let both = numbers.influences.iter().zip(&chance.influences).map(|(a, b)| a + b);
    let rest = 1.0 - numbers.share - chance.share;
    Some(VarianceShares {
        trials: triples.len(),
        numbers: estimate(numbers.share, numbers.influences.iter().copied()),
        chance: estimate(chance.share, chance.influences.iter().copied()),
        interaction: estimate(rest, both),
    })
}

/// The covariance of two runs over their common variance, with what each trial adds to
/// the error of that share (its influence).
struct Parts {
    share: f64,
    influences: Vec<f64>,
}

impl Parts {
    /// The share of pairs of values; `None` when they do not vary.
    fn new(pairs: impl Iterator<Item = (f64, f64)> + Clone) -> Option<Self> {
        let n = count(pairs.clone().count());
        let centre = pairs.clone().map(|(left, right)| 0.5 * (left + right)).sum::<f64>() / n;
        let centred = pairs.map(|(left, right)| (left - centre, right - centre));
        let variance = centred.clone().map(|(x, y)| 0.5 * (x * x + y * y)).sum::<f64>() / n;
        if variance.is_nan() || variance == 0.0 || n < 2.0 {
            return None;
        }
        let share = centred.clone().map(|(x, y)| x * y).sum::<f64>() / n / variance;
        let influence = |(x, y): (f64, f64)| (x * y - share * 0.5 * (x * x + y * y)) / variance;
        Some(Self { share, influences: centred.map(influence).collect() })
    }
}

/// A share with the normal interval of its influences.
fn estimate(share: f64, influences: impl ExactSizeIterator<Item = f64>) -> Estimate {
    let n = count(influences.len());
    let squares: f64 = influences.map(|influence| influence * influence).sum();
    let half = normal::inverse(0.5 + 0.5 * CONFIDENCE) * sqrt(squares) / n;
    Estimate { value: share, low: Some(share - half), high: Some(share + half) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::uncertainty::stream::EntityKey;

    #[test]
    fn a_known_function_has_its_known_shares() {
        // y = 2 a + b + a b with a and b standard normal: variances 4, 1 and 1, so shares 2/3, 1/6,
        // 1/6. 40,000 trials know them to about 0.005; four times that is the tolerance (once in
        // 16,000), and the stated interval must be about that wide.
        let trials = 40_000;
        let draw = |key: &str, trial: u64| {
            normal::inverse(EntityKey::parameter(3, key).parameter_uniform(trial))
        };
        let value = |numbers: u64, chance: u64| {
            let (a, b) = (draw("a", numbers), draw("b", chance));
            2.0 * a + b + a * b
        };
        let values: Vec<f64> = (0..trials).map(|trial| value(trial, trial)).collect();
        let crossed: Vec<f64> =
            (0..trials).map(|trial| value(trial, partner(trial, trials))).collect();
        let found = shares(&values, &crossed).unwrap();
        for (share, expected) in
            [(found.numbers, 2.0 / 3.0), (found.chance, 1.0 / 6.0), (found.interaction, 1.0 / 6.0)]
        {
            assert!((share.value - expected).abs() < 0.02, "{found:?}");
            let width = share.high.unwrap() - share.low.unwrap();
            assert!((0.005..0.06).contains(&width), "{found:?}");
        }
        assert_eq!(found.trials, 40_000);
    }

    #[test]
    fn what_does_not_vary_has_no_shares() {
        for nothing in [[3.0; 4], [f64::NAN; 4]] {
            assert_eq!(shares(&nothing, &nothing), None);
        }
    }
}
