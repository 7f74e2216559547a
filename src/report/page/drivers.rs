//! What goes along with a figure from future to future, for a chart.

use std::convert::Infallible;

use serde_json::{Value, json};

use crate::catalogue::figure::Figure;
use crate::ensemble::{self, Figures};

use super::rounded;

/// Rank correlations with a figure, the strongest first, with their intervals.
pub(super) fn drivers(figures: &Figures, moved: Figure) -> Value {
    let column =
        |figure: Figure| -> Vec<f64> { figures.iter().map(|row| row[figure as usize]).collect() };
    let fetched = |figure: Figure| Ok::<_, Infallible>(column(figure));
    let Ok(found) = ensemble::drivers::drivers(&column(moved), fetched);
    let shown = found.into_iter().map(|driver| {
        let [low, high] = driver.interval.map(rounded);
        let value = rounded(driver.rank_correlation);
        json!({ "id": driver.figure.id(), "value": value, "low": low, "high": high })
    });
    shown.collect()
}
