//! One row per scenario compared and figure: the paired difference against the base.

use crate::ensemble::compare::Difference;
use crate::ensemble::statistics::{Estimate, PROBABILITIES, QUANTILE_NAMES};

use super::Table;
use super::summary::push_estimate;

/// A scenario beside the base.
#[derive(Debug, Clone)]
pub struct Compared {
    /// Id of the scenario.
    pub scenario_id: String,
    /// Differences of the figures that both have, in the order of figures.
    pub differences: Vec<Difference>,
}

/// The table of a comparison.
pub fn table(base_id: &str, compared: &[Compared]) -> Table {
    let rows: Vec<(&str, &Difference)> = compared
        .iter()
        .flat_map(|other| {
            other.differences.iter().map(|difference| (other.scenario_id.as_str(), difference))
        })
        .collect();
    let mut table = Table::new(
        "comparison",
        "Written by `landsim compare`. One row per scenario compared and figure; differences are other minus base, trial by trial.",
    );
    let texts = |of: &dyn Fn(&(&str, &Difference)) -> String| rows.iter().map(of).collect();
    table.texts("base", "Id of the base", texts(&|_| base_id.to_owned()));
    table.texts("scenario", "Id of the scenario compared", texts(&|row| row.0.to_owned()));
    table.texts("figure", "Id of the figure", texts(&|row| row.1.figure.id().to_owned()));
    table.texts(
        "unit",
        "Unit of the values",
        texts(&|row| row.1.figure.entry().unit.name().to_owned()),
    );
    let counts = rows.iter().map(|row| row.1.summary.count as u64).collect();
    table.counts("trials", "trials", "Trials in which both have the figure", counts);
    let numbers =
        |of: &dyn Fn(&Difference) -> Option<f64>| rows.iter().map(|row| of(row.1)).collect();
    let estimates = |of: &dyn Fn(&Difference) -> Option<Estimate>| {
        rows.iter().map(|row| of(row.1)).collect::<Vec<_>>()
    };
    let row = "the row's";
    let base_means = numbers(&|difference| Some(difference.base_mean));
    table.numbers("base_mean", row, "Mean of the base in these trials", base_means);
    let other_means = numbers(&|difference| Some(difference.other_mean));
    table.numbers("scenario_mean", row, "Mean of the scenario in these trials", other_means);
    let means = estimates(&|difference| Some(difference.mean));
    push_estimate(&mut table, "difference_mean", row, "Mean of the paired difference", &means);
    let errors = numbers(&|difference| difference.summary.se);
    table.numbers("difference_se", row, "Its standard error", errors);
    let deviations = numbers(&|difference| difference.summary.sd);
    table.numbers("difference_sd", row, "Standard deviation of the difference", deviations);
    for (index, name) in QUANTILE_NAMES.iter().enumerate() {
        let quantiles = estimates(&|difference| Some(difference.summary.quantiles[index]));
        let meaning = format!("{} % quantile of the difference", PROBABILITIES[index] * 100.0);
        push_estimate(&mut table, &format!("difference_{name}"), row, &meaning, &quantiles);
    }
    let better = estimates(&|difference| difference.better);
    let meaning = "Share of trials in which the scenario is better; null where neither way is";
    push_estimate(&mut table, "probability_better", "share", meaning, &better);
    let worse = estimates(&|difference| difference.worse);
    push_estimate(&mut table, "probability_worse", "share", "Share in which it is worse", &worse);
    table.numbers(
        "pairing_factor",
        "ratio",
        "Variance of the difference of independent runs over that of the paired difference; below 1 pairing did harm; null when all trials differ alike",
        numbers(&|difference| difference.pairing_factor),
    );
    table
}
