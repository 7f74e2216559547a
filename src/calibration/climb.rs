//! The top of a likelihood: Newton steps by differences, and the curvature there.
//!
//! Likelihoods here have few parameters and no derivatives of their own. Central
//! differences of second order cost 2 k² evaluations or so for k parameters, which is
//! little beside the search that leads near the top.

use nalgebra::{DMatrix, DVector};

use crate::quantity::{count, index};
use crate::uncertainty::elementary::power;

/// Newton steps at most; near the top a handful is enough.
const MOST_STEPS: usize = 30;
/// Gain in log likelihood below which the climb ends.
pub(super) const LEAST_GAIN: f64 = 1e-9;

/// Newton steps from a place near the top, for as long as they gain. Where the
/// curvature is not that of a top, the place stays as it is.
pub(super) fn climb(likelihood: &impl Fn(&[f64]) -> f64, mut place: Vec<f64>) -> Vec<f64> {
    let mut reached = likelihood(&place);
    for _ in 0..MOST_STEPS {
        let (slope, curvature) = derivatives(likelihood, &place);
        let Some(step) = (-curvature).cholesky().map(|inverse| inverse.solve(&slope)) else {
            break;
        };
        let next: Vec<f64> = place.iter().zip(step.iter()).map(|(now, step)| now + step).collect();
        let found = likelihood(&next);
        if found.is_nan() || found < reached + LEAST_GAIN {
            break;
        }
        (place, reached) = (next, found);
    }
    place
}

/// Covariance of estimates at the top: the inverse of minus the curvature of the log
/// likelihood. `None` where it does not curve.
pub(super) fn covariance(
    likelihood: &impl Fn(&[f64]) -> f64,
    place: &[f64],
) -> Option<DMatrix<f64>> {
    let (_, curvature) = derivatives(likelihood, place);
    (-curvature).cholesky().map(|factor| factor.inverse())
}

/// First and second derivatives of a function at a place, by central differences.
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

/// First derivatives of a function at a place, by central differences: for errors of
/// what is worked out from estimates (delta method).
pub(super) fn gradient(function: &impl Fn(&[f64]) -> f64, place: &[f64]) -> DVector<f64> {
    DVector::from_fn(place.len(), |at, _| difference(function, place, at))
}

/// Covariance of estimates that also holds where the likelihood is not quite that of the data: the
/// curvature's, on both sides of the scatter of the slopes that single observations give (White
/// 1982), which may be correlated over some months (Newey and West 1987, with their lag by the
/// number of observations).
pub(super) fn robust(
    covariance: &DMatrix<f64>,
    contributions: &impl Fn(&[f64]) -> DVector<f64>,
    place: &[f64],
) -> DMatrix<f64> {
    let columns: Vec<DVector<f64>> =
        (0..place.len()).map(|at| difference(contributions, place, at)).collect();
    let slopes = DMatrix::from_columns(&columns);
    let n = slopes.nrows();
    let lag = index(4.0 * power(count(n) / 100.0, 2.0 / 9.0)).min(n.saturating_sub(1));
    let mut scatter = slopes.transpose() * &slopes;
    for by in 1..=lag {
        let weight = 1.0 - count(by) / (count(lag) + 1.0);
        let apart = slopes.rows(0, n - by).transpose() * slopes.rows(by, n - by);
        scatter += (&apart + apart.transpose()) * weight;
    }
    covariance * scatter * covariance
}

/// First derivative of a function by one of its parameters, by central differences.
fn difference<T>(function: &impl Fn(&[f64]) -> T, place: &[f64], at: usize) -> T
where
    T: std::ops::Sub<Output = T> + std::ops::Div<f64, Output = T>,
{
    let step = 1e-5 * place[at].abs().max(0.1);
    let moved = |by: f64| {
        let mut moved = place.to_vec();
        moved[at] += by;
        function(&moved)
    };
    (moved(step) - moved(-step)) / (2.0 * step)
}
