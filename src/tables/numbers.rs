//! One row per trial: what it drew of the numbers that are uncertain.
//!
//! The table `numbers`, of a scenario with uncertain numbers: beside `trials`, whose rows have the
//! same numbers, it holds the inputs of each future, so that any sensitivity can be worked out from
//! the two.

use std::ops::Range;

use crate::case::models::UncertainModel;

use super::table::Table;

/// Name of the table.
pub const NAME: &str = "numbers";
/// What a row is.
pub const GRAIN: &str = "Only of a scenario with uncertain numbers. One row per trial, as in \
    `trials`; beside `trial` one column per uncertain number, named by its dotted key, with its \
    unit.";
/// What the columns of uncertain numbers mean.
pub const MEANING: &str = "Value of the number in the trial";

/// The table of a range of trials.
pub fn table(model: &UncertainModel, trials: Range<u64>) -> Table {
    let rows: Vec<Vec<f64>> = trials.clone().map(|trial| model.draw(trial)).collect();
    let mut table = empty();
    table.columns.clear();
    table.counts("trial", "number", "Number of the trial, from 0", trials.collect());
    for (place, number) in model.numbers().iter().enumerate() {
        let values = rows.iter().map(|row| Some(row[place])).collect();
        table.numbers(&number.key, &number.unit, MEANING, values);
    }
    table
}

/// The table without an uncertain number and without a trial, for the documentation.
pub fn empty() -> Table {
    let mut table = Table::new(NAME, GRAIN);
    table.counts("trial", "number", "Number of the trial, from 0", Vec::new());
    table
}
