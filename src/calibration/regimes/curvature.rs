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
use crate::uncertainty::elementary::sqrt;

use super::super::Estimated;
use super::super::climb::{climb, covariance, gradient, robust};
use super::coding::{Coding, Uncertainty};
use super::fitted::{Fit, FittedRegime, Pull};
use super::likelihood::{Changes, Parameters, Posterior, stationary};

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

impl Parameters {
    /// The parameters of a fit, with momentum whether or not it was estimated.
    pub(super) fn of(fit: &Fit) -> Self {
        let of =
            |value: fn(&FittedRegime) -> f64| fit.regimes.iter().map(value).collect::<Vec<_>>();
        let momentum = fit.momentum.value;
        let (mut slopes, mut lift) = (vec![momentum], 0.0);
        if let Some(pull) = &fit.pull {
            slopes.extend([pull.pull.value, pull.pull.value * pull.trend.value]);
            lift = pull.pull.value / MONTHS_PER_YEAR * pull.height;
        }
        let means = of(|regime| regime.mean.value);
        Self {
            slopes,
            level: means.iter().map(|mean| (1.0 - momentum) * mean + lift).collect(),
            sd: of(|regime| regime.volatility.value),
            transition: fit
                .regimes
                .iter()
                .map(|regime| regime.transition.iter().map(|estimate| estimate.value).collect())
                .collect(),
        }
    }
}

impl Coding {
    /// Everything reported, with errors carried over from the numbers without bounds (delta
    /// method).
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
