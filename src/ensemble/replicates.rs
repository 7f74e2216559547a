//! How far a statistic may be off when trials are not independent of one another: from
//! its values in independent sets of them.
//!
//! # Why sets
//!
//! Antithetic, stratified and Sobol' trials are spread more evenly than chance would
//! spread them, so the usual s / √n overstates their error, and nothing within one
//! sequence says by how much. Trials therefore fall into 32 sets by their number modulo
//! 32, each randomised for itself: 32 independent answers to the same question, whose
//! scatter is the error whatever the method.
//!
//! # Why 32
//!
//! More sets know the error better, fewer leave longer sequences, which spread better.
//! From 32 sets a standard error is known to an eighth (1 / √62), and Student's t for
//! 31 degrees of freedom widens the interval from 1.96 errors to 2.04.

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::quantity::count;
use crate::uncertainty::elementary::sqrt;
use crate::uncertainty::sampling::{REPLICATES, replicate};

use super::statistics::{CONFIDENCE, Estimate};

/// The error of a mean over independent sets, in the unit of the statistic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// Standard error of the mean: the sets' standard deviation over the root of their
    /// number.
    pub se: f64,
    /// Half the width of the 95 % interval, by Student's t.
    pub half: f64,
}

impl Spread {
    /// The error of the mean of a statistic that each set gives for itself; `None` when
    /// there are fewer than two sets, or one of them has no value.
    ///
    /// ```
    /// use landsim::ensemble::replicates::Spread;
    ///
    /// let spread = Spread::of(&[1.0, 2.0, 3.0]).unwrap();
    /// assert!((spread.se - 1.0 / 3.0_f64.sqrt()).abs() < 1e-12);
    /// // Student's t for two degrees of freedom: 4.303 errors to either side.
    /// assert!((spread.half / spread.se - 4.303).abs() < 1e-3);
    /// ```
    pub fn of(values: &[f64]) -> Option<Self> {
        if values.len() < 2 || values.iter().any(|value| value.is_nan()) {
            return None;
        }
        let sets = count(values.len());
        let mean = values.iter().sum::<f64>() / sets;
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        let se = sqrt(squares / (sets - 1.0) / sets);
        let t = StudentsT::new(0.0, 1.0, sets - 1.0).ok()?;
        Some(Self { se, half: t.inverse_cdf(0.5 + 0.5 * CONFIDENCE) * se })
    }

    /// An estimate with the interval of this spread around it.
    pub fn around(self, value: f64) -> Estimate {
        Estimate { value, low: Some(value - self.half), high: Some(value + self.half) }
    }
}

/// Values of trials in order, from trial 0 on, by the sets that the trials belong to;
/// sets that no trial has reached are left out.
pub fn by_set(values: &[f64]) -> Vec<Vec<f64>> {
    let sets = usize::try_from(REPLICATES).unwrap_or(1);
    let mut by_set = vec![Vec::with_capacity(values.len() / sets + 1); sets.min(values.len())];
    for (trial, value) in (0_u64..).zip(values) {
        by_set[usize::try_from(replicate(trial)).unwrap_or(0)].push(*value);
    }
    by_set
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_by_hand() {
        // 1, 2, 3: sd 1, se 1/sqrt 3; t with two degrees of freedom at 97.5 % is 4.302653.
        let spread = Spread::of(&[1.0, 2.0, 3.0]).unwrap();
        assert!((spread.se - 1.0 / 3.0_f64.sqrt()).abs() < 1e-15);
        assert!((spread.half - 4.302_653 * spread.se).abs() < 1e-5);
        let around = spread.around(7.0);
        assert_eq!((around.low, around.high), (Some(7.0 - spread.half), Some(7.0 + spread.half)));
        assert_eq!([Spread::of(&[1.0]), Spread::of(&[1.0, f64::NAN])], [None, None]);
    }

    #[test]
    fn trials_are_dealt_to_sets_in_turn() {
        let values: Vec<f64> = (0..70).map(f64::from).collect();
        let sets = by_set(&values);
        assert_eq!(sets.len(), 32);
        assert_eq!((&sets[0], &sets[6]), (&vec![0.0, 32.0, 64.0], &vec![6.0, 38.0]));
        assert_eq!(by_set(&values[..3]), [[0.0], [1.0], [2.0]]);
    }
}
