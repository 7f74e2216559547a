//! The top of a likelihood: Newton steps, curvature there, and estimates with their
//! errors.
//!
//! # Why numbers without bounds
//!
//! Spreads are above 0 and rows of probabilities sum to 1; a normal distribution around
//! the top, and Newton's steps to it, know nothing of that. So the likelihood is
//! climbed and curved in numbers that may be anything: logs of spreads, logs of the
//! odds of a move against staying. Errors of means and probabilities follow by the
//! delta method, the slope of each in these numbers.
//!
//! # Why two covariances
//!
//! Standard errors that are reported are those of the curvature. Draws for forecasts
//! come from a wider, robust one (White 1982; Newey and West 1987), since no such model
//! is quite right: `docs/calibration.md` tells what either does to the bands.

use nalgebra::{DMatrix, DVector};

use crate::quantity::MONTHS_PER_YEAR;
use crate::uncertainty::elementary::{exp, ln, sqrt};

use super::super::Estimated;
use super::super::climb::{climb, covariance, gradient, robust};
use super::likelihood::{Changes, Parameters, Posterior, SMALLEST_SD, stationary};
use super::{Draw, Fit, FittedRegime, Pull, Terms};

/// Least probability of a transition that is estimated; a rarer one is taken never to
/// happen and has no error.
const LEAST_PROBABILITY: f64 = 1e-4;
/// Most momentum that is drawn, of either sign: above it a change would hardly ever
/// fade.
const MOST_MOMENTUM: f64 = 0.98;

/// The normal distribution of parameters around the top of a likelihood, in numbers
/// without bounds, wide enough for a model that is not quite right.
#[derive(Debug, Clone, PartialEq)]
pub struct Uncertainty {
    coding: Coding,
    /// The top of the likelihood, in numbers without bounds.
    place: Vec<f64>,
    /// Lower triangular factor of the covariance, row by row.
    factor: Vec<Vec<f64>>,
}

impl Uncertainty {
    /// The distribution around a top; `None` where there is no covariance, or one that
    /// is none.
    fn of(coding: &Coding, place: &[f64], covariance: Option<&DMatrix<f64>>) -> Option<Self> {
        let lower = covariance?.clone().cholesky()?.unpack();
        let factor = lower.row_iter().map(|row| row.iter().copied().collect()).collect();
        Some(Self { coding: coding.clone(), place: place.to_vec(), factor })
    }

    /// Number of standard normals that a draw takes.
    pub(super) fn dimensions(&self) -> usize {
        self.place.len()
    }

    /// Parameters at the top moved by the factor times standard normals; zeros give the
    /// top.
    pub(super) fn drawn(&self, normals: &[f64]) -> Draw {
        let moved: Vec<f64> = self
            .place
            .iter()
            .zip(&self.factor)
            .map(|(place, row)| place + row.iter().zip(normals).map(|(l, z)| l * z).sum::<f64>())
            .collect();
        let parameters = self.coding.decode(&moved);
        let momentum = self.coding.momentum(&parameters).clamp(-MOST_MOMENTUM, MOST_MOMENTUM);
        let lift = self.coding.lift(&parameters);
        Draw {
            momentum,
            means: parameters.level.iter().map(|level| (level - lift) / (1.0 - momentum)).collect(),
            volatilities: parameters.sd,
            transition: parameters.transition,
            next_regime: Vec::new(),
        }
    }
}

/// Newton steps to the top of the likelihood, its curvature there, and everything in
/// order: regimes by their means, the lowest first.
pub(super) fn finish(series: &Changes, parameters: &Parameters) -> Fit {
    let mut order: Vec<usize> = (0..parameters.level.len()).collect();
    order.sort_by(|left, right| parameters.level[*left].total_cmp(&parameters.level[*right]));
    let sorted = Parameters {
        slopes: parameters.slopes.clone(),
        level: order.iter().map(|at| parameters.level[*at]).collect(),
        sd: order.iter().map(|at| parameters.sd[*at]).collect(),
        transition: order
            .iter()
            .map(|from| order.iter().map(|to| parameters.transition[*from][*to]).collect())
            .collect(),
    };
    let coding = Coding::of(&sorted, series.terms);
    let likelihood = |place: &[f64]| series.posterior(&coding.decode(place)).log_likelihood;
    let place = climb(&likelihood, coding.encode(&sorted));
    let covariance = covariance(&likelihood, &place);
    let contributions =
        |place: &[f64]| DVector::from_vec(series.posterior(&coding.decode(place)).contributions);
    let wide = covariance.as_ref().map(|covariance| robust(covariance, &contributions, &place));
    let top = coding.decode(&place);
    let posterior = series.posterior(&top);
    let uncertainty = Uncertainty::of(&coding, &place, wide.as_ref());
    Fit { uncertainty, ..coding.fit(series, (&place, &top), covariance.as_ref(), posterior) }
}

/// Parameters as numbers without bounds: slopes, levels, logs of spreads, logs of the
/// odds of moves against staying; moves that never happen are left out.
#[derive(Debug, Clone, PartialEq)]
struct Coding {
    terms: Terms,
    regimes: usize,
    /// Moves that are estimated, from and to.
    moves: Vec<(usize, usize)>,
}

impl Coding {
    /// The coding of parameters that have been climbed to.
    fn of(parameters: &Parameters, terms: Terms) -> Self {
        let regimes = parameters.level.len();
        let all = (0..regimes).flat_map(|from| (0..regimes).map(move |to| (from, to)));
        let moves = all.filter(|(from, to)| {
            from != to && parameters.transition[*from][*to] > LEAST_PROBABILITY
        });
        Self { terms, regimes, moves: moves.collect() }
    }

    /// Number of slopes: one for momentum, two for a pull and its line.
    fn slopes(&self) -> usize {
        usize::from(self.terms.momentum) + 2 * usize::from(self.terms.pull)
    }

    /// Parameters as numbers without bounds.
    fn encode(&self, parameters: &Parameters) -> Vec<f64> {
        let mut place = parameters.slopes.clone();
        place.extend(&parameters.level);
        place.extend(parameters.sd.iter().map(|sd| ln(*sd)));
        place.extend(self.moves.iter().map(|(from, to)| {
            let row = &parameters.transition[*from];
            ln(row[*to] / row[*from].max(LEAST_PROBABILITY))
        }));
        place
    }

    /// The parameters that such numbers stand for.
    fn decode(&self, place: &[f64]) -> Parameters {
        let (slopes, rest) = place.split_at(self.slopes());
        let (level, rest) = rest.split_at(self.regimes);
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
        Parameters { slopes: slopes.to_vec(), level: level.to_vec(), sd, transition }
    }

    /// Part of the last change that carries over; 0 where it is not estimated.
    fn momentum(&self, parameters: &Parameters) -> f64 {
        if self.terms.momentum { parameters.slopes[0] } else { 0.0 }
    }

    /// Pull (per year) and the line's slope (log per year); none where prices are not pulled.
    fn pull(&self, parameters: &Parameters) -> Option<(f64, f64)> {
        let first = usize::from(self.terms.momentum);
        let slopes = parameters.slopes.get(first..).filter(|slopes| slopes.len() == 2)?;
        Some((slopes[0], slopes[1] / slopes[0]))
    }

    /// What the line's height adds to every level, so that regimes on average have its slope.
    fn lift(&self, parameters: &Parameters) -> f64 {
        let Some((_, trend)) = self.pull(parameters) else { return 0.0 };
        let shares = stationary(&parameters.transition);
        let level: f64 = shares.iter().zip(&parameters.level).map(|(p, level)| p * level).sum();
        level - (1.0 - self.momentum(parameters)) * trend / MONTHS_PER_YEAR
    }

    /// Everything reported, with errors carried over from the numbers without bounds (delta method).
    fn fit(
        &self,
        series: &Changes,
        (place, top): (&[f64], &Parameters),
        covariance: Option<&DMatrix<f64>>,
        posterior: Posterior,
    ) -> Fit {
        let estimated = |of: &dyn Fn(&Parameters) -> f64| {
            let function = |place: &[f64]| of(&self.decode(place));
            let se = covariance.and_then(|covariance| {
                let slope = gradient(&function, place);
                let variance = (slope.transpose() * covariance * slope)[(0, 0)];
                // What is fixed, or at the end of its range, has no error.
                (variance > 0.0).then(|| sqrt(variance))
            });
            Estimated { value: of(top), se }
        };
        let share = stationary(&top.transition);
        let mean =
            |p: &Parameters, at: usize| (p.level[at] - self.lift(p)) / (1.0 - self.momentum(p));
        let regime = |at: usize| FittedRegime {
            mean: estimated(&|p| mean(p, at)),
            volatility: estimated(&|p| p.sd[at]),
            transition: (0..self.regimes)
                .map(|to| estimated(&move |p: &Parameters| p.transition[at][to]))
                .collect(),
            share: share[at],
            duration: 1.0 / (1.0 - top.transition[at][at]),
        };
        let pull = self.pull(top).map(|(pull, trend)| {
            let height = self.lift(top) * MONTHS_PER_YEAR / pull;
            let (years, price) = series.last;
            Pull {
                pull: estimated(&|p| self.pull(p).map_or(0.0, |(pull, _)| pull)),
                trend: estimated(&|p| self.pull(p).map_or(0.0, |(_, trend)| trend)),
                height,
                last_gap: height + trend * years - price,
            }
        });
        Fit {
            momentum: estimated(&|p| self.momentum(p)),
            pull,
            regimes: (0..self.regimes).map(regime).collect(),
            log_likelihood: posterior.log_likelihood,
            // Moves that never happen were free to.
            parameters: self.slopes() + self.regimes * (self.regimes + 1),
            observations: posterior.smoothed.len(),
            smoothed: posterior.smoothed,
            uncertainty: None,
        }
    }
}
