//! The second ensemble, in which what a scenario doubts is drawn, too.
//!
//! Trial n of it has the chance of trial n of the run, so what differs between the two is doubt
//! alone. Figures are kept and nothing else: it answers how far a verdict may be trusted, and
//! which of the doubted numbers it hangs on.

use crate::case::Case;
use crate::case::models::Models;
use crate::catalogue::figure::Figure;
use crate::quantity::count;

use super::{Figures, Observer};

/// Most groups of trials that a number's share is found with, and least trials of each.
const MOST_GROUPS: usize = 20;
const LEAST_OF_A_GROUP: usize = 25;

/// A run of what a scenario doubts.
#[derive(Debug, Clone)]
pub struct Doubted {
    /// Figures of its trials, in their order.
    pub figures: Figures,
    /// Keys of the numbers that were drawn.
    pub keys: Vec<String>,
    /// What was drawn: a row for each trial, in the order of the keys.
    pub drawn: Vec<Vec<f64>>,
}

/// Simulates `trials` futures of what a case doubts under the seed of its run; `None` where it
/// doubts nothing, or no trials are asked for, or the observer ends it.
pub fn run(case: &Case, seed: u64, trials: u64, observer: Observer<'_>) -> Option<Doubted> {
    let doubtful = case.doubtful().filter(|_| trials > 0)?;
    let models = Models::new(&doubtful, seed);
    let figures = super::figures(&models, trials, observer)?;
    let drawn = match &models {
        Models::Certain(_) => vec![Vec::new(); figures.len()],
        Models::Uncertain(models) => (0..trials).map(|trial| models.draw(trial)).collect(),
    };
    let keys = doubtful.scenario().uncertain.iter().map(|number| number.key.clone()).collect();
    Some(Doubted { figures, keys, drawn })
}

impl Doubted {
    /// Share of a figure's variance that goes with each drawn number alone, in the order of the
    /// keys; `None` for a figure that does not vary or is missing in some trial.
    ///
    /// Numbers that are drawn together share what they have in common, so shares may overlap; what
    /// is left is chance and numbers' joint doing.
    pub fn shares(&self, figure: Figure) -> Option<Vec<f64>> {
        let values: Vec<f64> = self.figures.iter().map(|row| row[figure as usize]).collect();
        let of_key = |at: usize| {
            let drawn: Vec<f64> = self.drawn.iter().map(|row| row[at]).collect();
            share_alone(&values, &drawn)
        };
        (0..self.keys.len()).map(of_key).collect()
    }
}

/// Share of the variance of values that goes with a number alone: the variance of their means over
/// groups of equally many trials by the number's rank, over the whole variance, less what groups
/// without meaning would show (Kelley's epsilon squared, 1935); not below 0.
///
/// ```
/// use landsim::ensemble::doubt::share_alone;
///
/// let drawn: Vec<f64> = (0..1000).map(f64::from).collect();
/// let square: Vec<f64> = drawn.iter().map(|x| (x - 499.5) * (x - 499.5)).collect();
/// assert!(share_alone(&square, &drawn).unwrap() > 0.95, "no line is asked for");
/// assert_eq!(share_alone(&[1.0; 1000], &drawn), None);
/// ```
pub fn share_alone(values: &[f64], drawn: &[f64]) -> Option<f64> {
    let n = values.len();
    let groups = (n / LEAST_OF_A_GROUP).clamp(1, MOST_GROUPS);
    let mean = values.iter().sum::<f64>() / count(n);
    let whole: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    if whole.is_nan() || whole <= 0.0 || groups < 2 {
        return None;
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|left, right| drawn[*left].total_cmp(&drawn[*right]));
    let within: f64 = (0..groups)
        .map(|group| {
            let members = &order[group * n / groups..(group + 1) * n / groups];
            let mean = members.iter().map(|at| values[*at]).sum::<f64>() / count(members.len());
            members.iter().map(|at| (values[*at] - mean) * (values[*at] - mean)).sum::<f64>()
        })
        .sum();
    let unexplained = within / count(n - groups) / (whole / count(n - 1));
    Some((1.0 - unexplained).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::uncertainty::normal;
    use crate::uncertainty::stream::EntityKey;

    /// y = a + 2 b + c with independent normals: shares 1/6, 4/6, 1/6. Of 4,000 trials a share is
    /// known to about 0.015; four times that is the tolerance (once in 16,000).
    #[test]
    fn a_known_function_has_its_known_shares() {
        let draw = |key: &str, trial: u64| {
            normal::inverse(EntityKey::parameter(5, key).parameter_uniform(trial))
        };
        let column = |key: &str| (0..4_000).map(|trial| draw(key, trial)).collect::<Vec<f64>>();
        let (a, b, c, nothing) = (column("a"), column("b"), column("c"), column("d"));
        let y: Vec<f64> = a.iter().zip(&b).zip(&c).map(|((a, b), c)| a + 2.0 * b + c).collect();
        for (drawn, expected) in [(a, 1.0 / 6.0), (b, 4.0 / 6.0), (c, 1.0 / 6.0), (nothing, 0.0)] {
            let found = share_alone(&y, &drawn).unwrap();
            assert!((found - expected).abs() < 0.06, "{found} {expected}");
        }
    }
}
