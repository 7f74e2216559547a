//! A part of a run, from which `landsim merge` puts the whole together: figures by
//! trial and the distributions of all other columns as they are counted.
//!
//! What a shard holds is what adds up: counts, zeros, nulls and sums as whole numbers,
//! and figures trial by trial. Means and quantiles do not add up and are made from the
//! whole alone, so the merged run has the bytes of a run in one.

use crate::ensemble::sketch::SketchRecord;

use super::table::Table;

/// Name of the table of figures by trial.
pub const TRIALS: &str = "shard_trials";
/// Name of the table of figures under exchanged chance, which variance shares need.
pub const EXCHANGED: &str = "shard_exchanged";
/// Name of the table of distributions.
pub const COLUMNS: &str = "shard_columns";
/// Names of the columns of [`COLUMNS`], in the order of a sketch's record.
pub const OF_COLUMNS: [&str; 7] =
    ["nulls", "zeros", "sum", "least", "greatest", "negative", "positive"];

/// What a row of the table [`TRIALS`] is.
pub const GRAIN_OF_TRIALS: &str =
    "Only of a part of a run, written by `landsim run --shard`. One row per trial.";
/// What a row of the table [`EXCHANGED`] is.
pub const GRAIN_OF_EXCHANGED: &str = "Beside it, of a scenario with uncertain numbers. One row per \
    trial: its numbers in the chance of another.";

/// The table of some columns' distributions: a row for each, in the order of the
/// records.
pub fn columns(records: &[SketchRecord]) -> Table {
    let mut table = Table::new(
        COLUMNS,
        "Beside it. One row per series and month, series and period, and plot and field: how its \
         values are distributed.",
    );
    let [nulls, zeros, sum, least, greatest, negative, positive] = OF_COLUMNS;
    let counts = |of: fn(&SketchRecord) -> u64| records.iter().map(of).collect();
    let texts =
        |of: fn(&SketchRecord) -> &String| records.iter().map(|row| of(row).clone()).collect();
    let numbers = |of: fn(&SketchRecord) -> f64| records.iter().map(|row| Some(of(row))).collect();
    table.counts(nulls, "trials", "Trials without a value", counts(|row| row.nulls));
    table.counts(zeros, "trials", "Trials with 0", counts(|row| row.zeros));
    table.texts(sum, "Sum of the values, in parts of 2^-50 of the unit", texts(|row| &row.sum));
    table.numbers(least, "the row's", "Least value; inf without any", numbers(|row| row.least));
    table.numbers(greatest, "the row's", "Greatest value", numbers(|row| row.greatest));
    let meaning =
        "Codes of values below 0 and their numbers, as `code:number`; see `src/ensemble/code.rs`";
    table.texts(negative, meaning, texts(|row| &row.negative));
    table.texts(positive, "The same of values above 0", texts(|row| &row.positive));
    table
}
