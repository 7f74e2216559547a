//! One row per statistic of house prices: what was seen beside what a scenario's market
//! makes.
//!
//! The table `diagnostics`, which `landsim diagnose` writes and `landsim report` draws
//! as ranks and quantile plots. With many statistics some ranks are extreme by chance:
//! of 24 independent ones five would lie outside 80 % of futures. Each row has the unit
//! of its statistic, so rows are compared by rank alone.

use crate::calibration::diagnostics::Diagnosis;
use crate::ensemble::statistics::quantile;

use super::Table;

/// The table of diagnostics: a row for each statistic, in their order.
pub fn table(rows: &[Diagnosis]) -> Table {
    let mut table = Table::new(
        "diagnostics",
        "Written by `landsim diagnose`. One row per statistic of monthly changes of house prices: of the history, and of the scenario's market over as many months.",
    );
    let texts = |of: fn(&Diagnosis) -> String| rows.iter().map(of).collect();
    table.texts("statistic", "What is measured", texts(|row| row.statistic.id()));
    table.texts("unit", "Unit of the values", texts(|row| row.statistic.unit().to_owned()));
    let numbers = |of: &dyn Fn(&Diagnosis) -> f64| rows.iter().map(|row| Some(of(row))).collect();
    table.numbers("seen", "the row's", "That of the history", numbers(&|row| row.seen));
    for (name, probability) in
        [("p10", 0.1), ("p25", 0.25), ("p50", 0.5), ("p75", 0.75), ("p90", 0.9)]
    {
        let meaning = format!("{:.0} % quantile over futures", 100.0 * probability);
        let values = numbers(&|row| quantile(&row.simulated, probability));
        table.numbers(name, "the row's", &meaning, values);
    }
    let meaning = "Share of futures below what was seen, equal ones by half; near 0 or 1 the market does not make what was seen";
    table.numbers("rank", "share", meaning, numbers(&|row| row.rank));
    table
}
