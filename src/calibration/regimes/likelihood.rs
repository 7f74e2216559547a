//! The likelihood of changes under regimes, and the way up it: Hamilton's filter, Kim's
//! smoother, Baum and Welch's EM.
//!
//! Month by month the filter knows the probability of each regime given the changes so
//! far; the density of the next change is the mixture of the regimes' normals with the
//! probabilities of a month on, and the log likelihood is the sum of the logs of these
//! densities. The smoother goes back and gives the probabilities under all changes. EM
//! then fits each regime to the months weighted by them, which raises the likelihood
//! step by step (Dempster, Laird and Rubin 1977).

use nalgebra::{DMatrix, DVector};

use crate::quantity::{MONTHS_PER_YEAR, count};
use crate::uncertainty::elementary::{exp, ln, sqrt};
use crate::uncertainty::stream::{EntityKey, uniform};

use super::super::climb::LEAST_GAIN;
use super::terms::Terms;

/// Smallest standard deviation of a regime (log per month): an index rounded to 0.1
/// cannot show less, and a regime of months that are equal by rounding would make the
/// likelihood infinite.
pub(super) const SMALLEST_SD: f64 = 5e-4;
/// Iterations of EM from a start at most.
const MOST_ITERATIONS: usize = 2_000;
/// Most terms of a change beside its regime: the last change, the price and the line
/// that it is pulled to.
const MOST_TERMS: usize = 3;

/// The model on its way up: coefficients of the terms, and level, spread and moves of
/// each regime.
#[derive(Debug, Clone)]
pub(super) struct Parameters {
    /// Coefficients of the terms that are used: momentum, then pull and pull times
    /// trend (per year).
    pub(super) slopes: Vec<f64>,
    /// Level by regime (log per month): its mean times 1 less momentum, and what the
    /// line's height adds.
    pub(super) level: Vec<f64>,
    /// Standard deviation of the shock by regime (log per month).
    pub(super) sd: Vec<f64>,
    /// Probability of each regime a month after each.
    pub(super) transition: Vec<Vec<f64>>,
}

/// Standard deviation of changes, divided by their number; NaN without any.
pub(super) fn spread_of(changes: &[f64]) -> f64 {
    let n = count(changes.len());
    let mean = changes.iter().sum::<f64>() / n;
    sqrt(changes.iter().map(|change| (change - mean) * (change - mean)).sum::<f64>() / n)
}

/// A change with the terms that it depends on, as many as are used.
#[derive(Debug, Clone, Copy)]
struct Change {
    terms: [f64; MOST_TERMS],
    change: f64,
}

impl Change {
    /// The change less what the terms explain.
    fn rest(&self, slopes: &[f64]) -> f64 {
        self.change - self.terms.iter().zip(slopes).map(|(term, slope)| term * slope).sum::<f64>()
    }
}

/// The changes that are fitted, each with its terms.
pub(super) struct Changes {
    pub(super) terms: Terms,
    rows: Vec<Change>,
    /// Years from before the first change to after the last, and the log price then.
    pub(super) last: (f64, f64),
}

/// What the changes say under some parameters: probabilities of regimes by month, and
/// of moves between them summed over months.
pub(super) struct Posterior {
    /// Probability of each regime in each month, given all changes.
    pub(super) smoothed: Vec<Vec<f64>>,
    /// Expected number of moves from each regime to each.
    moves: Vec<Vec<f64>>,
    /// Log likelihood of the changes.
    pub(super) log_likelihood: f64,
    /// What each change adds to the log likelihood, given those before it.
    pub(super) contributions: Vec<f64>,
}

impl Changes {
    /// Each change with the one before it; the first has none and counts only where
    /// none is needed.
    pub(super) fn new(changes: &[f64], terms: Terms) -> Self {
        let (mut rows, mut price, mut before) = (Vec::new(), 0.0, None);
        for (month, change) in changes.iter().enumerate() {
            let years = count(month) / MONTHS_PER_YEAR;
            let pulled = [-price / MONTHS_PER_YEAR, years / MONTHS_PER_YEAR];
            let row = match (terms.momentum, before) {
                (true, None) => None,
                (true, Some(before)) => Some([before, pulled[0], pulled[1]]),
                (false, _) => Some([pulled[0], pulled[1], 0.0]),
            };
            rows.extend(row.map(|terms| Change { terms, change: *change }));
            (price, before) = (price + change, Some(*change));
        }
        Self { terms, rows, last: (count(changes.len()) / MONTHS_PER_YEAR, price) }
    }

    /// Number of coefficients beside those of regimes.
    pub(super) fn slopes(&self) -> usize {
        usize::from(self.terms.momentum) + 2 * usize::from(self.terms.pull)
    }

    /// A start of the climb: levels at quantiles of the changes, moved at random in all
    /// starts but the first, and stays of ten months.
    pub(super) fn start(&self, regimes: usize, start: u64, spread: f64) -> Parameters {
        let mut words = vec![0; 2 * regimes];
        EntityKey::order(start).market_draws(0, &mut words);
        let shift = |at: usize| if start == 0 { 0.0 } else { uniform(words[at]) - 0.5 };
        let mut sorted: Vec<f64> = self.rows.iter().map(|change| change.change).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let at_quantile = |regime: usize| {
            let probability = (count(regime) + 0.5) / count(regimes);
            crate::ensemble::statistics::quantile(&sorted, probability)
        };
        let stay = if regimes == 1 { 1.0 } else { 0.9 };
        let leave = (1.0 - stay) / count(regimes.saturating_sub(1).max(1));
        let row =
            |from: usize| (0..regimes).map(|to| if to == from { stay } else { leave }).collect();
        Parameters {
            slopes: vec![0.0; self.slopes()],
            level: (0..regimes)
                .map(|regime| at_quantile(regime) + spread * shift(regime))
                .collect(),
            sd: (0..regimes)
                .map(|regime| spread * exp(shift(regimes + regime)) / sqrt(count(regimes)))
                .map(|sd| sd.max(SMALLEST_SD))
                .collect(),
            transition: (0..regimes).map(row).collect(),
        }
    }

    /// EM from a start until it gains no more: where it ends, and the log likelihood
    /// there.
    pub(super) fn climb(&self, mut parameters: Parameters) -> (Parameters, f64) {
        let mut reached = f64::NEG_INFINITY;
        for _ in 0..MOST_ITERATIONS {
            let posterior = self.posterior(&parameters);
            if posterior.log_likelihood - reached < LEAST_GAIN {
                break;
            }
            reached = posterior.log_likelihood;
            self.improve(&mut parameters, &posterior);
        }
        let reached = self.posterior(&parameters).log_likelihood;
        (parameters, reached)
    }

    /// Log densities of a change under each regime.
    fn log_densities(parameters: &Parameters, change: &Change) -> impl Iterator<Item = f64> {
        const HALF_LN_TAU: f64 = 0.918_938_533_204_672_7;
        let rest = change.rest(&parameters.slopes);
        parameters.level.iter().zip(&parameters.sd).map(move |(level, sd)| {
            let z = (rest - level) / sd;
            -0.5 * z * z - ln(*sd) - HALF_LN_TAU
        })
    }

    /// Forward and backward (Hamilton's filter and Kim's smoother), scaled month by month.
    pub(super) fn posterior(&self, parameters: &Parameters) -> Posterior {
        let regimes = parameters.level.len();
        let mut predicted = stationary(&parameters.transition);
        let mut contributions = Vec::with_capacity(self.rows.len());
        let (mut predictions, mut filtered) = (Vec::new(), Vec::new());
        for change in &self.rows {
            let logs: Vec<f64> = Self::log_densities(parameters, change).collect();
            let greatest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let joint: Vec<f64> = predicted
                .iter()
                .zip(&logs)
                .map(|(probability, log)| probability * exp(log - greatest))
                .collect();
            let sum: f64 = joint.iter().sum();
            contributions.push(greatest + ln(sum));
            let now: Vec<f64> = joint.iter().map(|value| value / sum).collect();
            let next = (0..regimes)
                .map(|to| now.iter().zip(&parameters.transition).map(|(p, row)| p * row[to]).sum())
                .collect();
            predictions.push(std::mem::replace(&mut predicted, next));
            filtered.push(now);
        }
        let mut smoothed = filtered.clone();
        let mut moves = vec![vec![0.0; regimes]; regimes];
        for month in (0..filtered.len().saturating_sub(1)).rev() {
            let ratio: Vec<f64> = smoothed[month + 1]
                .iter()
                .zip(&predictions[month + 1])
                .map(|(after, predicted)| if *predicted > 0.0 { after / predicted } else { 0.0 })
                .collect();
            for (from, row) in parameters.transition.iter().enumerate() {
                let mut all = 0.0;
                for (to, probability) in row.iter().enumerate() {
                    let joint = filtered[month][from] * probability * ratio[to];
                    moves[from][to] += joint;
                    all += joint;
                }
                smoothed[month][from] = all;
            }
        }
        Posterior { smoothed, moves, log_likelihood: contributions.iter().sum(), contributions }
    }

    /// One step of EM: weighted least squares for slopes and levels, then spreads and
    /// moves.
    fn improve(&self, parameters: &mut Parameters, posterior: &Posterior) {
        let regimes = parameters.level.len();
        self.improve_slopes(parameters, posterior);
        for regime in 0..regimes {
            let slopes = &parameters.slopes;
            let level = self.mean(posterior, regime, &|change| change.rest(slopes));
            let square = self.mean(posterior, regime, &|change| {
                let rest = change.rest(slopes) - level;
                rest * rest
            });
            parameters.level[regime] = level;
            parameters.sd[regime] = sqrt(square).max(SMALLEST_SD);
            let left: f64 = posterior.moves[regime].iter().sum();
            if left > 0.0 {
                for (probability, moves) in
                    parameters.transition[regime].iter_mut().zip(&posterior.moves[regime])
                {
                    *probability = moves / left;
                }
            }
        }
    }

    /// Mean over months of something of their changes, weighted by the probability of a
    /// regime.
    fn mean(&self, posterior: &Posterior, regime: usize, of: &dyn Fn(&Change) -> f64) -> f64 {
        let months = self.rows.iter().zip(&posterior.smoothed);
        let (weight, sum) = months.fold((0.0, 0.0), |(weight, sum), (change, weights)| {
            (weight + weights[regime], sum + weights[regime] * of(change))
        });
        sum / weight.max(f64::MIN_POSITIVE)
    }

    /// Slopes that all regimes share: least squares of what differs from a regime's means, by its
    /// precision.
    fn improve_slopes(&self, parameters: &mut Parameters, posterior: &Posterior) {
        let slopes = parameters.slopes.len();
        if slopes == 0 {
            return;
        }
        let mut squares = DMatrix::zeros(slopes, slopes);
        let mut products = DVector::zeros(slopes);
        for (regime, sd) in parameters.sd.iter().enumerate() {
            let means: Vec<f64> = (0..slopes)
                .map(|at| self.mean(posterior, regime, &|change| change.terms[at]))
                .collect();
            let mean_change = self.mean(posterior, regime, &|change| change.change);
            for (change, weights) in self.rows.iter().zip(&posterior.smoothed) {
                let weight = weights[regime] / (sd * sd);
                let off = |at: usize| change.terms[at] - means[at];
                for row in 0..slopes {
                    products[row] += weight * off(row) * (change.change - mean_change);
                    for column in 0..slopes {
                        squares[(row, column)] += weight * off(row) * off(column);
                    }
                }
            }
        }
        if let Some(solved) = squares.cholesky().map(|factor| factor.solve(&products)) {
            parameters.slopes.copy_from_slice(solved.as_slice());
        }
    }
}

/// The stationary distribution of a chain, by solving for it; evenly spread when there are several.
pub(super) fn stationary(transition: &[Vec<f64>]) -> Vec<f64> {
    let n = transition.len();
    // π (P - I) = 0 with the last equation replaced by Σ π = 1.
    let equations = DMatrix::from_fn(n, n, |to, from| {
        if to + 1 == n { 1.0 } else { transition[from][to] - f64::from(u8::from(from == to)) }
    });
    let right = DVector::from_fn(n, |row, _| f64::from(u8::from(row + 1 == n)));
    let solved = equations.lu().solve(&right);
    solved.map_or_else(
        || vec![1.0 / count(n); n],
        |solved| solved.iter().map(|share| share.max(0.0)).collect(),
    )
}
