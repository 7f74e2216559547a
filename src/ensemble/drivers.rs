//! What goes along with a figure from future to future.

use crate::catalogue::figure::Figure;
use crate::quantity::count;
use crate::uncertainty::elementary::{exp, ln, sqrt};

use super::statistics::rank_correlation;

/// Outcomes whose rank correlation with the window balance, and with cover, is shown.
const DRIVERS: [Figure; 11] = [
    Figure::FloorPriceResidentialCnyM2,
    Figure::FloorPriceCommercialOfficeCnyM2,
    Figure::SoldGfaM2,
    Figure::PremiumMean,
    Figure::BiddersMean,
    Figure::FailedShare,
    Figure::DefaultedDeals,
    Figure::InterestCny,
    Figure::DeferralMonthsMoney,
    Figure::DeferralMonthsCapacity,
    Figure::ReservedPlots,
];

/// An outcome that goes along with a figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Driver {
    /// The outcome.
    pub figure: Figure,
    /// Rank correlation over the trials that have both (Spearman).
    pub rank_correlation: f64,
    /// Ends of its interval of 95 % (Fisher's, of ranks).
    pub interval: [f64; 2],
}

/// Outcomes by how strongly they go along with a figure, the strongest first. `moved` has the
/// figure by trial, NaN where a trial has none, and `column` fetches outcomes likewise.
///
/// # Errors
/// The error of a column that could not be fetched.
pub fn drivers<E>(
    moved: &[f64],
    column: impl Fn(Figure) -> Result<Vec<f64>, E>,
) -> Result<Vec<Driver>, E> {
    let mut found = Vec::new();
    for figure in DRIVERS {
        let outcomes = column(figure)?;
        let pairs = moved.iter().copied().zip(outcomes);
        let pairs: Vec<(f64, f64)> =
            pairs.filter(|(moved, other)| !moved.is_nan() && !other.is_nan()).collect();
        let Some(rho) = rank_correlation(&pairs) else { continue };
        let half = 1.96 * 1.06 / sqrt(count(pairs.len().saturating_sub(3).max(1)));
        let fisher = 0.5 * ln((1.0 + rho) / (1.0 - rho));
        let back = |z: f64| (exp(2.0 * z) - 1.0) / (exp(2.0 * z) + 1.0);
        let interval = [back(fisher - half), back(fisher + half)];
        found.push(Driver { figure, rank_correlation: rho, interval });
    }
    found.sort_by(|left, right| {
        right.rank_correlation.abs().total_cmp(&left.rank_correlation.abs())
    });
    Ok(found)
}
