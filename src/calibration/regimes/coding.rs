//! Parameters as numbers without bounds, and those that could as well have been true.

use nalgebra::DMatrix;

use crate::quantity::MONTHS_PER_YEAR;
use crate::uncertainty::elementary::{exp, ln};

use super::likelihood::{Parameters, SMALLEST_SD, stationary};
use super::terms::Terms;

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
    pub(super) fn of(
        coding: &Coding,
        place: &[f64],
        covariance: Option<&DMatrix<f64>>,
    ) -> Option<Self> {
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

/// A market of house prices: a fit's own, or one that could as well have been true.
#[derive(Debug, Clone, PartialEq)]
pub struct Draw {
    /// Part of the last change that carries over.
    pub momentum: f64,
    /// Mean changes by regime (log per month).
    pub means: Vec<f64>,
    /// Standard deviations of shocks (log per month).
    pub volatilities: Vec<f64>,
    /// Probability of each regime a month after each.
    pub transition: Vec<Vec<f64>>,
    /// Probability of each regime in the month after the last change.
    pub next_regime: Vec<f64>,
}

/// Parameters as numbers without bounds: slopes, levels, logs of spreads, logs of the
/// odds of moves against staying; moves that never happen are left out.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Coding {
    terms: Terms,
    pub(super) regimes: usize,
    /// Moves that are estimated, from and to.
    moves: Vec<(usize, usize)>,
}

impl Coding {
    /// The coding of parameters that have been climbed to.
    pub(super) fn of(parameters: &Parameters, terms: Terms) -> Self {
        let regimes = parameters.level.len();
        let all = (0..regimes).flat_map(|from| (0..regimes).map(move |to| (from, to)));
        let moves = all.filter(|(from, to)| {
            from != to && parameters.transition[*from][*to] > LEAST_PROBABILITY
        });
        Self { terms, regimes, moves: moves.collect() }
    }

    /// Number of slopes: one for momentum, two for a pull and its line.
    pub(super) fn slopes(&self) -> usize {
        usize::from(self.terms.momentum) + 2 * usize::from(self.terms.pull)
    }

    /// Parameters as numbers without bounds.
    pub(super) fn encode(&self, parameters: &Parameters) -> Vec<f64> {
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
    pub(super) fn decode(&self, place: &[f64]) -> Parameters {
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
    pub(super) fn momentum(&self, parameters: &Parameters) -> f64 {
        if self.terms.momentum { parameters.slopes[0] } else { 0.0 }
    }

    /// Pull (per year) and the line's slope (log per year); none where prices are not pulled.
    pub(super) fn pull(&self, parameters: &Parameters) -> Option<(f64, f64)> {
        let first = usize::from(self.terms.momentum);
        let slopes = parameters.slopes.get(first..).filter(|slopes| slopes.len() == 2)?;
        Some((slopes[0], slopes[1] / slopes[0]))
    }

    /// What the line's height adds to every level, so that regimes on average have its slope.
    pub(super) fn lift(&self, parameters: &Parameters) -> f64 {
        let Some((_, trend)) = self.pull(parameters) else { return 0.0 };
        let shares = stationary(&parameters.transition);
        let level: f64 = shares.iter().zip(&parameters.level).map(|(p, level)| p * level).sum();
        level - (1.0 - self.momentum(parameters)) * trend / MONTHS_PER_YEAR
    }
}
