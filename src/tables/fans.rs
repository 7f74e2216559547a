//! Tenths of the series that charts draw as fans, a row for each month.
//!
//! The table `fans`: a chart of bands that each hold a tenth of the futures needs quantiles that
//! `monthly` does not have, of a few series.

use crate::calendar::Month;
use crate::catalogue::series::Series;

use super::column::{Column, Numbers, columns};
use super::results::Results;
use super::table::Table;

columns! {
    /// Columns of the table of fans.
    FansTable = "fans": "One row per month of the series that charts draw as fans: quantiles over \
        trials, to two parts in a thousand.";
    SERIES: Texts = "series", "", "Id of the series";
    MONTH: Numbers = "month", "month number", "Month number, 0 being the start";
    DATE: Texts = "date", "", "Calendar month";
    UNIT: Texts = "unit", "", "Unit of the values";
    P05: Numbers = "p05", "the row's", "5 % quantile over trials, to two parts in a thousand";
    P10: Numbers = "p10", "the row's", "10 % quantile over trials, to two parts in a thousand";
    P20: Numbers = "p20", "the row's", "20 % quantile over trials, to two parts in a thousand";
    P30: Numbers = "p30", "the row's", "30 % quantile over trials, to two parts in a thousand";
    P40: Numbers = "p40", "the row's", "40 % quantile over trials, to two parts in a thousand";
    P50: Numbers = "p50", "the row's", "50 % quantile over trials, to two parts in a thousand";
    P60: Numbers = "p60", "the row's", "60 % quantile over trials, to two parts in a thousand";
    P70: Numbers = "p70", "the row's", "70 % quantile over trials, to two parts in a thousand";
    P80: Numbers = "p80", "the row's", "80 % quantile over trials, to two parts in a thousand";
    P90: Numbers = "p90", "the row's", "90 % quantile over trials, to two parts in a thousand";
    P95: Numbers = "p95", "the row's", "95 % quantile over trials, to two parts in a thousand";
}

/// Series that have a fan.
pub const FANS: [Series; 5] = [
    Series::CumulativeBalanceCny,
    Series::DebtCny,
    Series::FacilityLimitCny,
    Series::CollateralLimitCny,
    Series::GfaStartedSoFarM2,
];
/// Columns of quantiles with their probabilities.
pub const TENTHS: [(Column<FansTable, Numbers>, f64); 11] = [
    (FansTable::P05, 0.05),
    (FansTable::P10, 0.1),
    (FansTable::P20, 0.2),
    (FansTable::P30, 0.3),
    (FansTable::P40, 0.4),
    (FansTable::P50, 0.5),
    (FansTable::P60, 0.6),
    (FansTable::P70, 0.7),
    (FansTable::P80, 0.8),
    (FansTable::P90, 0.9),
    (FansTable::P95, 0.95),
];

/// The table `fans`.
pub(super) fn table(results: &Results<'_>) -> Table {
    let calendar = results.case.scenario().rules.calendar;
    let rows: Vec<(Series, Month)> = FANS
        .into_iter()
        .flat_map(|series| calendar.months().map(move |month| (series, month)))
        .collect();
    let probabilities = TENTHS.map(|(_, probability)| probability);
    let quantiles: Vec<Vec<f64>> = rows
        .iter()
        .map(|(series, month)| {
            results.distributions.monthly(*series, *month).quantiles(&probabilities)
        })
        .collect();
    let mut table = Table::of::<FansTable>();
    let texts = |of: &dyn Fn(&(Series, Month)) -> String| rows.iter().map(of).collect();
    table.fill(FansTable::SERIES, texts(&|row| row.0.id().to_owned()));
    let numbers = rows.iter().map(|row| Some(f64::from(row.1.number()))).collect();
    table.fill(FansTable::MONTH, numbers);
    table.fill(FansTable::DATE, texts(&|row| calendar.date(row.1).to_string()));
    table.fill(FansTable::UNIT, texts(&|row| row.0.entry().unit.name().to_owned()));
    for (at, (column, _)) in TENTHS.into_iter().enumerate() {
        table.fill(column, quantiles.iter().map(|row| row.get(at).copied()).collect());
    }
    table
}
