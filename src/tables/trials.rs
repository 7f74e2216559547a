//! One row per trial: all its figures.

use super::Table;
use crate::catalogue::figure::Figure;

/// Name of the table.
pub const NAME: &str = "trials";
/// What a row is.
pub const GRAIN: &str = "One row per trial; the trial's number is its address, the same in a longer run and in another scenario of the same seed.";

/// A table of the figures of trials from `first` on.
pub fn of_figures(
    name: &'static str,
    grain: &'static str,
    first: u64,
    figures: &[[f64; Figure::COUNT]],
) -> Table {
    let mut table = Table::new(name, grain);
    let numbers = (first..).take(figures.len()).collect();
    table.counts("trial", "number", "Number of the trial, from 0", numbers);
    for figure in Figure::ALL {
        let entry = figure.entry();
        let values = figures
            .iter()
            .map(|row| Some(row[figure as usize]).filter(|value| !value.is_nan()))
            .collect();
        table.numbers(entry.id, entry.unit.name(), entry.meaning, values);
    }
    table
}
