//! One row per trial: all its figures.

use crate::catalogue::figure::Figure;

use super::{Results, Table};

pub(super) fn table(results: &Results<'_>) -> Table {
    let mut table = Table::new(
        "trials",
        "One row per trial; the trial's number is its address, the same in a longer run and in another scenario of the same seed.",
    );
    table.counts(
        "trial",
        "number",
        "Number of the trial, from 0",
        (0..results.ensemble.trials).collect(),
    );
    for figure in Figure::ALL {
        let entry = figure.entry();
        let values = results
            .ensemble
            .figures
            .iter()
            .map(|row| Some(row[figure as usize]).filter(|value| !value.is_nan()))
            .collect();
        table.numbers(entry.id, entry.unit.name(), entry.meaning, values);
    }
    table
}
