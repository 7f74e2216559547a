//! One row per statistic of house prices: what was seen beside what a scenario's market
//! makes.
//!
//! The table `diagnostics`, which `landsim diagnose` writes and `landsim report` draws
//! as ranks and quantile plots. With many statistics some ranks are extreme by chance:
//! of 24 independent ones five would lie outside 80 % of futures. Each row has the unit
//! of its statistic, so rows are compared by rank alone.

use crate::calibration::diagnostics::Diagnosis;
use crate::ensemble::statistics::quantile;

use super::column::columns;
use super::table::Table;

columns! {
    /// Columns of the table of diagnostics.
    DiagnosticsTable = "diagnostics":
        "Written by `landsim diagnose`. One row per statistic of monthly changes of house prices: \
         of the history, and of the scenario's market over as many months.";
    STATISTIC: Texts = "statistic", "", "What is measured";
    UNIT: Texts = "unit", "", "Unit of the values";
    SEEN: Numbers = "seen", "the row's", "That of the history";
    P10: Numbers = "p10", "the row's", "10 % quantile over futures";
    P25: Numbers = "p25", "the row's", "25 % quantile over futures";
    P50: Numbers = "p50", "the row's", "50 % quantile over futures";
    P75: Numbers = "p75", "the row's", "75 % quantile over futures";
    P90: Numbers = "p90", "the row's", "90 % quantile over futures";
    RANK: Numbers = "rank", "share",
        "Share of futures below what was seen, equal ones by half; near 0 or 1 the market does not \
         make what was seen";
}

/// The table of diagnostics: a row for each statistic, in their order.
pub fn table(rows: &[Diagnosis]) -> Table {
    let mut table = Table::of::<DiagnosticsTable>();
    let texts = |of: fn(&Diagnosis) -> String| rows.iter().map(of).collect::<Vec<_>>();
    table.fill(DiagnosticsTable::STATISTIC, texts(|row| row.statistic.id()));
    table.fill(DiagnosticsTable::UNIT, texts(|row| row.statistic.unit().to_owned()));
    let numbers = |of: &dyn Fn(&Diagnosis) -> f64| rows.iter().map(|row| Some(of(row))).collect();
    table.fill(DiagnosticsTable::SEEN, numbers(&|row| row.seen));
    for (column, probability) in [
        (DiagnosticsTable::P10, 0.1),
        (DiagnosticsTable::P25, 0.25),
        (DiagnosticsTable::P50, 0.5),
        (DiagnosticsTable::P75, 0.75),
        (DiagnosticsTable::P90, 0.9),
    ] {
        table.fill(column, numbers(&|row| quantile(&row.simulated, probability)));
    }
    table.fill(DiagnosticsTable::RANK, numbers(&|row| row.rank));
    table
}
