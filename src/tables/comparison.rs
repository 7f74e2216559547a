//! One row per scenario compared and figure: the paired difference against the base.
//!
//! The table `comparison`, which `landsim compare` writes and shows. All values are
//! other minus base; whether more is better follows from the figure and is told by
//! `probability_better`.
//!
//! For example, with numbers that are made up:
//!
//! ```text
//! base      scenario     pairing  figure              difference_mean  ..  probability_better
//! baseline  sale-quota   paired   window_balance_cny  -3.1e9           ..  0.12
//! ```
//!
//! Rows of figures that one of the runs never has are missing. Runs that are not paired
//! have means, their difference and its error alone; the columns of single trials
//! (deviation, quantiles, probabilities, factor) are then null.

use crate::ensemble::compare::Difference;
use crate::ensemble::statistics::{Estimate, PROBABILITIES, QUANTILE_NAMES};
use crate::quantity::PERCENT;

use super::table::Table;

/// A scenario held against the base, figure by figure.
#[derive(Debug, Clone)]
pub struct Compared {
    /// Id of the scenario that is held against the base.
    pub scenario_id: String,
    /// In what the runs differ beside the scenario (seed, portfolio), so that their
    /// trials are not paired; empty when they are.
    pub apart: Vec<&'static str>,
    /// Differences of the figures that both runs have, in the order of figures.
    pub differences: Vec<Difference>,
}

/// A row of the table: the scenario and one of its differences.
type Row<'c> = (&'c Compared, &'c Difference);

/// The table of a comparison with the base `base_id`, scenario after scenario.
pub fn table(base_id: &str, compared: &[Compared]) -> Table {
    let rows: Vec<Row<'_>> = compared
        .iter()
        .flat_map(|other| other.differences.iter().map(move |difference| (other, difference)))
        .collect();
    let mut table = Table::new(
        "comparison",
        "Written by `landsim compare`. One row per scenario compared and figure; differences are \
         other minus base, trial by trial where the runs are paired.",
    );
    push_what_is_compared(&mut table, base_id, &rows);
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
    table.estimate("difference_mean", row, "Mean difference", &means);
    let errors = numbers(&|difference| difference.se);
    table.numbers("difference_se", row, "Its standard error", errors);
    let deviations = numbers(&|difference| difference.paired.as_ref()?.summary.sd);
    table.numbers(
        "difference_sd",
        row,
        "Standard deviation of the difference of a trial; null where runs are not paired, as all \
         that follows",
        deviations,
    );
    for (index, name) in QUANTILE_NAMES.iter().enumerate() {
        let quantiles =
            estimates(&|difference| Some(difference.paired.as_ref()?.summary.quantiles[index]));
        let meaning = format!("{} % quantile of the difference", PROBABILITIES[index] * PERCENT);
        table.estimate(&format!("difference_{name}"), row, &meaning, &quantiles);
    }
    let better = estimates(&|difference| difference.paired.as_ref()?.better);
    let meaning = "Share of trials in which the scenario is better; null where neither way is";
    table.estimate("probability_better", "share", meaning, &better);
    let worse = estimates(&|difference| difference.paired.as_ref()?.worse);
    table.estimate("probability_worse", "share", "Share in which it is worse", &worse);
    table.numbers(
        "pairing_factor",
        "ratio",
        "Variance of the difference of independent runs over that of the paired difference; below \
         1 pairing did harm; null when all trials differ alike",
        numbers(&|difference| difference.paired.as_ref()?.factor),
    );
    table
}

/// Appends the columns that say what a row compares, and whether trial by trial.
fn push_what_is_compared(table: &mut Table, base_id: &str, rows: &[Row<'_>]) {
    let texts = |of: &dyn Fn(&Row<'_>) -> String| rows.iter().map(of).collect();
    table.texts("base", "Id of the base", texts(&|_| base_id.to_owned()));
    table.texts("scenario", "Id of the scenario compared", texts(&|row| row.0.scenario_id.clone()));
    let pairing = |row: &Row<'_>| match row.0.apart.as_slice() {
        [] => "paired".to_owned(),
        apart => format!("not paired: {}", apart.join(", ")),
    };
    table.texts(
        "pairing",
        "`paired`, or `not paired` with what differs beside the scenario: then only means are \
         compared, with the error of independent runs",
        texts(&pairing),
    );
    table.texts("figure", "Id of the figure", texts(&|row| row.1.figure.id().to_owned()));
    table.texts(
        "unit",
        "Unit of the values",
        texts(&|row| row.1.figure.entry().unit.name().to_owned()),
    );
    let counts = rows.iter().map(|row| row.1.trials as u64).collect();
    table.counts(
        "trials",
        "trials",
        "Trials in which both have the figure; of runs that are not paired the smaller number",
        counts,
    );
}
