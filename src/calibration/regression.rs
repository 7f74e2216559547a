//! Linear regression with errors that hold for groups of rows.

use nalgebra::{DMatrix, DVector};

use crate::quantity::count;
use crate::uncertainty::elementary::sqrt;

use super::Estimated;

/// Coefficients of a linear regression, and what it leaves.
#[derive(Debug, Clone)]
pub(super) struct Regression {
    /// Coefficients in the order of the columns, with errors that hold for groups of
    /// rows.
    pub(super) coefficients: Vec<Estimated>,
    /// What is left of y, row by row.
    pub(super) residuals: Vec<f64>,
    /// Standard deviation of what is left, for the degrees of freedom.
    pub(super) sd: f64,
}

/// Least squares of `y` on the columns of `rows`. Errors allow for what rows of a group
/// share (Liang and Zeger 1986, with the usual factor for few groups); with each row
/// its own group they are White's, for unequal spreads. `None` where the columns depend
/// on each other or rows are too few.
///
/// The covariance is (X'X)⁻¹ (Σ over groups of s s') (X'X)⁻¹ with s the sum of x times
/// residual of a group's rows.
pub(super) fn least_squares(rows: &[Vec<f64>], y: &[f64], groups: &[usize]) -> Option<Regression> {
    let (n, k) = (rows.len(), rows.first()?.len());
    if n <= k {
        return None;
    }
    let x = DMatrix::from_fn(n, k, |row, column| rows[row][column]);
    let target = DVector::from_column_slice(y);
    let inverse = (x.transpose() * &x).cholesky()?.inverse();
    let solved = &inverse * x.transpose() * &target;
    let residuals = target - &x * &solved;
    let number = groups.iter().max()? + 1;
    let mut scores = vec![DVector::zeros(k); number];
    for (row, group) in groups.iter().enumerate() {
        scores[*group] += x.row(row).transpose() * residuals[row];
    }
    let filled = scores.iter().filter(|score| score.iter().any(|value| *value != 0.0)).count();
    let mut middle = DMatrix::zeros(k, k);
    for score in &scores {
        middle += score * score.transpose();
    }
    let few = count(filled) / (count(filled) - 1.0) * (count(n) - 1.0) / count(n - k);
    let covariance = &inverse * middle * &inverse * few;
    let coefficients = (0..k)
        .map(|at| {
            let variance = covariance[(at, at)];
            Estimated { value: solved[at], se: (variance > 0.0).then(|| sqrt(variance)) }
        })
        .collect();
    let sd = sqrt(residuals.norm_squared() / count(n - k));
    Some(Regression { coefficients, residuals: residuals.iter().copied().collect(), sd })
}
