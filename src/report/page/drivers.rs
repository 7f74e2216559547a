//! What goes along with a figure from future to future.

use serde_json::{Value, json};

use crate::catalogue::figure::Figure;
use crate::ensemble::Figures;
use crate::ensemble::statistics::rank_correlation;
use crate::quantity::count;
use crate::uncertainty::elementary::{exp, ln, sqrt};

use super::rounded;

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
/// Rank correlations with a figure, the strongest first, with Fisher's intervals.
pub(super) fn drivers(figures: &Figures, moved: Figure) -> Value {
    let column = |figure: Figure| figures.iter().map(move |row| row[figure as usize]);
    let of = |figure: Figure| {
        let pairs: Vec<(f64, f64)> = column(moved)
            .zip(column(figure))
            .filter(|(balance, other)| !balance.is_nan() && !other.is_nan())
            .collect();
        let rho = rank_correlation(&pairs)?;
        let half = 1.96 * 1.06 / sqrt(count(pairs.len().saturating_sub(3).max(1)));
        let fisher = 0.5 * ln((1.0 + rho) / (1.0 - rho));
        let back = |z: f64| (exp(2.0 * z) - 1.0) / (exp(2.0 * z) + 1.0);
        Some((figure, rho, back(fisher - half), back(fisher + half)))
    };
    let mut found: Vec<_> = DRIVERS.into_iter().filter_map(of).collect();
    found.sort_by(|left, right| right.1.abs().total_cmp(&left.1.abs()));
    found
        .into_iter()
        .map(|(figure, rho, low, high)| {
            let [value, low, high] = [rho, low, high].map(rounded);
            json!({ "id": figure.id(), "value": value, "low": low, "high": high })
        })
        .collect()
}
