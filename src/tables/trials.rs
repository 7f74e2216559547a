//! One row per trial: all its figures.
//!
//! The table `trials`: the only one that grows with the number of trials. It is written
//! block by block and read back a figure at a time; comparisons of runs that were
//! written before pair its rows by number.
//!
//! A row is some 400 bytes of numbers; a million trials make a table of a few hundred
//! megabytes. What can be said without it (series, plots) is therefore kept as
//! distributions only.

use super::table::{Table, Values};
use crate::catalogue::figure::Figure;

/// Name of the table of figures by trial.
pub const NAME: &str = "trials";
/// What a row of the table [`NAME`] is.
pub const GRAIN: &str = "One row per trial; the trial's number is its address, the same in a \
    longer run and in another scenario of the same seed.";

/// A table of some figures of trials from number `first` on, a row for each; NaN becomes
/// null.
///
/// The same columns serve the parts of a run under another `name` and `grain`.
pub fn of_figures(
    name: &'static str,
    grain: &'static str,
    first: u64,
    (of, figures): (&[Figure], &[[f64; Figure::COUNT]]),
) -> Table {
    let mut table = Table::new(name, grain);
    let numbers = (first..).take(figures.len()).collect();
    table.counts("trial", "number", "Number of the trial, from 0", numbers);
    for figure in of {
        let entry = figure.entry();
        let values = figures
            .iter()
            .map(|row| Some(row[*figure as usize]).filter(|value| !value.is_nan()))
            .collect();
        table.numbers(entry.id, entry.unit.name(), entry.meaning, values);
    }
    table
}

/// Values of a figure by trial of the table [`NAME`] among some tables, NaN where a trial does not
/// have it; empty where there is no such table.
pub fn column_of(tables: &[Table], figure: Figure) -> Vec<f64> {
    let table = tables.iter().find(|table| table.name == NAME);
    let column = table.and_then(|table| table.columns().find(|(name, _)| *name == figure.id()));
    match column {
        Some((_, Values::Numbers(values))) => {
            values.iter().map(|value| value.unwrap_or(f64::NAN)).collect()
        }
        _ => Vec::new(),
    }
}
