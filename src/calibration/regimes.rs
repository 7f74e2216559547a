//! Regimes of monthly changes with momentum, by maximum likelihood.
//!
//! The change x(t) = m x(t-1) + c(S) + σ(S) z with a regime S that is a Markov chain begun in its
//! stationary distribution (Hamilton 1989, "A New Approach to the Economic Analysis of Nonstationary
//! Time Series and the Business Cycle"); the mean of a regime is c / (1 - m), so that m is the scenario's
//! `market.momentum`. Baum and Welch's EM from several starts, then Newton steps on the likelihood itself;
//! standard errors from its curvature.

use nalgebra::{DMatrix, DVector};

use crate::quantity::count;
use crate::uncertainty::elementary::{exp, ln, sqrt};
use crate::uncertainty::stream::{EntityKey, uniform};

/// Smallest standard deviation: an index rounded to 0.1 cannot show less.
const SMALLEST_SD: f64 = 5e-4;
/// Least spread of changes that differ by more than rounding.
const LEAST_SPREAD: f64 = 1e-6;
/// Iterations of EM from a start.
const MOST_ITERATIONS: usize = 2_000;
/// Gain in log likelihood below which EM ends.
const LEAST_GAIN: f64 = 1e-9;
/// Newton steps on the likelihood.
const MOST_STEPS: usize = 30;
/// Least probability of a transition that is estimated; below it the chance is taken to be nothing.
const LEAST_PROBABILITY: f64 = 1e-4;

/// Whether the last change carries over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Momentum {
    /// Estimated.
    Free,
    /// None: changes depend on the regime alone.
    None,
}

/// A number with its standard error; `None` where the likelihood does not curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimated {
    /// The estimate.
    pub value: f64,
    /// Its standard error.
    pub se: Option<f64>,
}

/// A regime.
#[derive(Debug, Clone, PartialEq)]
pub struct FittedRegime {
    /// Mean change (log per month).
    pub mean: Estimated,
    /// Standard deviation of the shock (log per month).
    pub volatility: Estimated,
    /// Probability of each regime a month later.
    pub transition: Vec<Estimated>,
    /// Share of time in the long run.
    pub share: f64,
    /// Mean length of a stay (months).
    pub duration: f64,
}

/// What was fitted.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Part of the last change that carries over.
    pub momentum: Estimated,
    /// Regimes by mean, the lowest first.
    pub regimes: Vec<FittedRegime>,
    /// Log likelihood; with momentum the first change only serves as the one before.
    pub log_likelihood: f64,
    /// Number of free parameters.
    pub parameters: usize,
    /// Number of changes that were fitted.
    pub observations: usize,
    /// Probability of each regime in each month, given all changes.
    pub smoothed: Vec<Vec<f64>>,
}

impl Fit {
    /// Akaike's information criterion; less is better.
    pub fn aic(&self) -> f64 {
        2.0 * count(self.parameters) - 2.0 * self.log_likelihood
    }

    /// Schwarz's; less is better.
    pub fn bic(&self) -> f64 {
        count(self.parameters) * ln(count(self.observations)) - 2.0 * self.log_likelihood
    }
}

/// The model on its way: one value for each regime.
#[derive(Debug, Clone)]
struct Parameters {
    momentum: f64,
    level: Vec<f64>,
    sd: Vec<f64>,
    transition: Vec<Vec<f64>>,
}

/// Fits regimes to changes, from as many starts as asked; `None` when there are fewer than ten changes for
/// each regime, or none differ.
pub fn fit(changes: &[f64], regimes: usize, momentum: Momentum, starts: u64) -> Option<Fit> {
    let pairs = Pairs { changes, momentum };
    let spread = spread_of(changes);
    if regimes == 0 || changes.len() < 10 * regimes || spread.is_nan() || spread < LEAST_SPREAD {
        return None;
    }
    let climbed = (0..starts.max(1)).map(|start| pairs.climb(pairs.start(regimes, start, spread)));
    let best = climbed.reduce(|best, other| if other.1 > best.1 { other } else { best })?;
    Some(pairs.finish(&best.0))
}

/// Log likelihood of changes but the first, each held against the one before, under what was fitted.
pub fn log_likelihood(fit: &Fit, changes: &[f64]) -> f64 {
    let momentum = fit.momentum.value;
    let of = |value: fn(&FittedRegime) -> f64| fit.regimes.iter().map(value).collect::<Vec<_>>();
    let parameters = Parameters {
        momentum,
        level: of(|regime| regime.mean.value).iter().map(|mean| (1.0 - momentum) * mean).collect(),
        sd: of(|regime| regime.volatility.value),
        transition: fit
            .regimes
            .iter()
            .map(|regime| regime.transition.iter().map(|estimate| estimate.value).collect())
            .collect(),
    };
    Pairs { changes, momentum: Momentum::Free }.posterior(&parameters).log_likelihood
}

fn spread_of(changes: &[f64]) -> f64 {
    let n = count(changes.len());
    let mean = changes.iter().sum::<f64>() / n;
    sqrt(changes.iter().map(|change| (change - mean) * (change - mean)).sum::<f64>() / n)
}

/// Changes, each with the one before it.
struct Pairs<'c> {
    changes: &'c [f64],
    momentum: Momentum,
}

/// Probabilities of regimes by month, and of moves between them summed over months.
struct Posterior {
    smoothed: Vec<Vec<f64>>,
    moves: Vec<Vec<f64>>,
    log_likelihood: f64,
}

impl Pairs<'_> {
    /// Each change after the one before it; the first has none and counts only where none is needed.
    fn iter(&self) -> impl Iterator<Item = (f64, f64)> {
        let alone = match self.momentum {
            Momentum::Free => None,
            Momentum::None => self.changes.first().map(|change| (0.0, *change)),
        };
        alone.into_iter().chain(self.changes.windows(2).map(|pair| (pair[0], pair[1])))
    }

    /// A start: levels at quantiles of the changes and around them, stays of some months.
    fn start(&self, regimes: usize, start: u64, spread: f64) -> Parameters {
        let mut words = vec![0; 2 * regimes];
        EntityKey::order(start).market_words(0, &mut words);
        let shift = |at: usize| if start == 0 { 0.0 } else { uniform(words[at]) - 0.5 };
        let mut sorted = self.changes.to_vec();
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
            momentum: 0.0,
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

    /// EM until it gains no more.
    fn climb(&self, mut parameters: Parameters) -> (Parameters, f64) {
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
    fn log_densities(
        parameters: &Parameters,
        before: f64,
        change: f64,
    ) -> impl Iterator<Item = f64> {
        const HALF_LN_TAU: f64 = 0.918_938_533_204_672_7;
        parameters.level.iter().zip(&parameters.sd).map(move |(level, sd)| {
            let z = (change - parameters.momentum * before - level) / sd;
            -0.5 * z * z - ln(*sd) - HALF_LN_TAU
        })
    }

    /// Forward and backward (Hamilton's filter and Kim's smoother), scaled month by month.
    fn posterior(&self, parameters: &Parameters) -> Posterior {
        let regimes = parameters.level.len();
        let (mut predicted, mut log_likelihood) = (stationary(&parameters.transition), 0.0);
        let (mut predictions, mut filtered) = (Vec::new(), Vec::new());
        for (before, change) in self.iter() {
            let logs: Vec<f64> = Self::log_densities(parameters, before, change).collect();
            let greatest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let joint: Vec<f64> = predicted
                .iter()
                .zip(&logs)
                .map(|(probability, log)| probability * exp(log - greatest))
                .collect();
            let sum: f64 = joint.iter().sum();
            log_likelihood += greatest + ln(sum);
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
        Posterior { smoothed, moves, log_likelihood }
    }

    /// Weighted least squares for momentum and levels, then spreads and moves.
    fn improve(&self, parameters: &mut Parameters, posterior: &Posterior) {
        let regimes = parameters.level.len();
        let weighted = |regime: usize, of: &dyn Fn(f64, f64) -> f64| -> f64 {
            let months = self.iter().zip(&posterior.smoothed);
            months.map(|((before, change), weights)| weights[regime] * of(before, change)).sum()
        };
        let weights: Vec<f64> = (0..regimes).map(|regime| weighted(regime, &|_, _| 1.0)).collect();
        let mean = |regime: usize, of: &dyn Fn(f64, f64) -> f64| {
            weighted(regime, of) / weights[regime].max(f64::MIN_POSITIVE)
        };
        let means: Vec<(f64, f64)> = (0..regimes)
            .map(|regime| (mean(regime, &|before, _| before), mean(regime, &|_, change| change)))
            .collect();
        if self.momentum == Momentum::Free {
            let (mut products, mut squares) = (0.0, 0.0);
            for (regime, (mean_before, mean_change)) in means.iter().enumerate() {
                let precision = 1.0 / (parameters.sd[regime] * parameters.sd[regime]);
                products += precision
                    * weighted(regime, &|before, change| {
                        (before - mean_before) * (change - mean_change)
                    });
                squares += precision
                    * weighted(regime, &|before, _| {
                        (before - mean_before) * (before - mean_before)
                    });
            }
            parameters.momentum = if squares > 0.0 { products / squares } else { 0.0 };
        }
        let momentum = parameters.momentum;
        for (regime, (mean_before, mean_change)) in means.into_iter().enumerate() {
            let level = mean_change - momentum * mean_before;
            let square = mean(regime, &|before, change| {
                let rest = change - momentum * before - level;
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

    /// Newton steps to the top of the likelihood, its curvature there, and everything in order.
    fn finish(&self, parameters: &Parameters) -> Fit {
        let mut order: Vec<usize> = (0..parameters.level.len()).collect();
        order.sort_by(|left, right| parameters.level[*left].total_cmp(&parameters.level[*right]));
        let sorted = Parameters {
            momentum: parameters.momentum,
            level: order.iter().map(|at| parameters.level[*at]).collect(),
            sd: order.iter().map(|at| parameters.sd[*at]).collect(),
            transition: order
                .iter()
                .map(|from| order.iter().map(|to| parameters.transition[*from][*to]).collect())
                .collect(),
        };
        let coding = Coding::of(&sorted, self.momentum);
        let mut place = coding.encode(&sorted);
        let likelihood = |place: &[f64]| self.posterior(&coding.decode(place)).log_likelihood;
        let mut reached = likelihood(&place);
        for _ in 0..MOST_STEPS {
            let (slope, curvature) = derivatives(&likelihood, &place);
            let Some(step) = (-curvature).cholesky().map(|inverse| inverse.solve(&slope)) else {
                break;
            };
            let next: Vec<f64> =
                place.iter().zip(step.iter()).map(|(now, step)| now + step).collect();
            let found = likelihood(&next);
            if found.is_nan() || found < reached + LEAST_GAIN {
                break;
            }
            (place, reached) = (next, found);
        }
        let (_, curvature) = derivatives(&likelihood, &place);
        let covariance = (-curvature).cholesky().map(|factor| factor.inverse());
        let top = coding.decode(&place);
        let posterior = self.posterior(&top);
        coding.fit(&place, &top, covariance.as_ref(), posterior)
    }
}

/// First and second derivatives by differences.
fn derivatives(function: &impl Fn(&[f64]) -> f64, place: &[f64]) -> (DVector<f64>, DMatrix<f64>) {
    const STEP: f64 = 1e-4;
    let steps: Vec<f64> = place.iter().map(|value| STEP * value.abs().max(0.1)).collect();
    let at = |moves: &[(usize, f64)]| {
        let mut moved = place.to_vec();
        for (parameter, times) in moves {
            moved[*parameter] += times * steps[*parameter];
        }
        function(&moved)
    };
    let here = function(place);
    let n = place.len();
    let slope = DVector::from_fn(n, |i, _| (at(&[(i, 1.0)]) - at(&[(i, -1.0)])) / (2.0 * steps[i]));
    let mut curvature = DMatrix::zeros(n, n);
    for i in 0..n {
        curvature[(i, i)] =
            (at(&[(i, 1.0)]) - 2.0 * here + at(&[(i, -1.0)])) / (steps[i] * steps[i]);
        for j in 0..i {
            let corners =
                at(&[(i, 1.0), (j, 1.0)]) - at(&[(i, 1.0), (j, -1.0)]) - at(&[(i, -1.0), (j, 1.0)])
                    + at(&[(i, -1.0), (j, -1.0)]);
            curvature[(i, j)] = corners / (4.0 * steps[i] * steps[j]);
            curvature[(j, i)] = curvature[(i, j)];
        }
    }
    (slope, curvature)
}

/// The stationary distribution of a chain, by solving for it; evenly spread when there are several.
fn stationary(transition: &[Vec<f64>]) -> Vec<f64> {
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

/// Parameters as numbers without bounds: momentum, levels, logs of spreads, logs of the odds of moves
/// against staying; moves that never happen are left out.
struct Coding {
    momentum: Momentum,
    regimes: usize,
    /// Moves that are estimated, from and to.
    moves: Vec<(usize, usize)>,
}

impl Coding {
    fn of(parameters: &Parameters, momentum: Momentum) -> Self {
        let regimes = parameters.level.len();
        let all = (0..regimes).flat_map(|from| (0..regimes).map(move |to| (from, to)));
        let moves = all.filter(|(from, to)| {
            from != to && parameters.transition[*from][*to] > LEAST_PROBABILITY
        });
        Self { momentum, regimes, moves: moves.collect() }
    }

    fn first_level(&self) -> usize {
        usize::from(self.momentum == Momentum::Free)
    }

    fn encode(&self, parameters: &Parameters) -> Vec<f64> {
        let mut place = Vec::new();
        if self.momentum == Momentum::Free {
            place.push(parameters.momentum);
        }
        place.extend(&parameters.level);
        place.extend(parameters.sd.iter().map(|sd| ln(*sd)));
        place.extend(self.moves.iter().map(|(from, to)| {
            let row = &parameters.transition[*from];
            ln(row[*to] / row[*from].max(LEAST_PROBABILITY))
        }));
        place
    }

    fn decode(&self, place: &[f64]) -> Parameters {
        let first = self.first_level();
        let momentum = if first == 1 { place[0] } else { 0.0 };
        let (level, rest) = place[first..].split_at(self.regimes);
        let (sd, odds) = rest.split_at(self.regimes);
        let mut transition = vec![vec![0.0; self.regimes]; self.regimes];
        for (from, row) in transition.iter_mut().enumerate() {
            row[from] = 1.0;
        }
        for ((from, to), odds) in self.moves.iter().zip(odds) {
            transition[*from][*to] = exp(*odds);
        }
        for row in &mut transition {
            let sum: f64 = row.iter().sum();
            for probability in row.iter_mut() {
                *probability /= sum;
            }
        }
        let sd = sd.iter().map(|log| exp(*log).max(SMALLEST_SD)).collect();
        Parameters { momentum, level: level.to_vec(), sd, transition }
    }

    /// Everything reported, with errors carried over from the numbers without bounds (delta method).
    fn fit(
        &self,
        place: &[f64],
        top: &Parameters,
        covariance: Option<&DMatrix<f64>>,
        posterior: Posterior,
    ) -> Fit {
        let estimated = |of: &dyn Fn(&Parameters) -> f64| {
            let function = |place: &[f64]| of(&self.decode(place));
            let se = covariance.and_then(|covariance| {
                let slope = slopes(&function, place);
                let variance = (slope.transpose() * covariance * slope)[(0, 0)];
                // What is fixed, or at the end of its range, has no error.
                (variance > 0.0).then(|| sqrt(variance))
            });
            Estimated { value: of(top), se }
        };
        let share = stationary(&top.transition);
        let regime = |at: usize| FittedRegime {
            mean: estimated(&|p| p.level[at] / (1.0 - p.momentum)),
            volatility: estimated(&|p| p.sd[at]),
            transition: (0..self.regimes)
                .map(|to| estimated(&move |p: &Parameters| p.transition[at][to]))
                .collect(),
            share: share[at],
            duration: 1.0 / (1.0 - top.transition[at][at]),
        };
        Fit {
            momentum: estimated(&|p| p.momentum),
            regimes: (0..self.regimes).map(regime).collect(),
            log_likelihood: posterior.log_likelihood,
            // Moves that never happen were free to.
            parameters: self.first_level() + self.regimes * (self.regimes + 1),
            observations: posterior.smoothed.len(),
            smoothed: posterior.smoothed,
        }
    }
}

fn slopes(function: &impl Fn(&[f64]) -> f64, place: &[f64]) -> DVector<f64> {
    DVector::from_fn(place.len(), |at, _| {
        let step = 1e-5 * place[at].abs().max(0.1);
        let moved = |by: f64| {
            let mut moved = place.to_vec();
            moved[at] += by;
            function(&moved)
        };
        (moved(step) - moved(-step)) / (2.0 * step)
    })
}
