//! One row per period and series: how each series is distributed over the trials.
//!
//! The tables `annual` and `monthly`. The report draws its fans and its balance by year
//! from them. Quantiles of different months or series are each of their own: they do
//! not add up, and the 5 % quantile of a year is not made of the 5 % quantiles of its
//! months. Means add up.
//!
//! For example, with numbers that are made up:
//!
//! ```text
//! series        period  unit  kind   mean    p01 .. p99  probability_negative
//! receipts_cny  2011    CNY   flow   1.2e10  ..          0
//! debt_cny      window  CNY   stock  8.0e9   ..          0
//! ```
//!
//! There are as many rows as series times periods, or series times months. Quantiles
//! come from sketches: right to two parts in a thousand, whole numbers up to 512
//! exactly. Probabilities have no interval here; with n trials the standard error of a
//! share p is √(p (1 - p) / n).

use crate::catalogue::Kind;
use crate::catalogue::series::Series;
use crate::ensemble::sketch::Sketch;

use super::{Results, Table};

/// The table `annual`: a row for each series and period, which are calendar years, then
/// the window, then the horizon.
pub(super) fn annual(results: &Results<'_>) -> Table {
    let distributions = results.distributions;
    let cells: Vec<(Series, usize)> = Series::ALL
        .into_iter()
        .flat_map(|series| (0..distributions.periods.len()).map(move |period| (series, period)))
        .collect();
    let sketches: Vec<&Sketch> =
        cells.iter().map(|(series, period)| distributions.periodic(*series, *period)).collect();
    let mut table = Table::new(
        "annual",
        "One row per series and period: calendar years, then `window` and `horizon`. A flow is summed over the period, a stock is its last month's.",
    );
    table.texts(
        "series",
        "Id of the series",
        cells.iter().map(|(series, _)| series.id().to_owned()).collect(),
    );
    table.texts(
        "period",
        "Calendar year, `window` or `horizon`",
        cells.iter().map(|(_, period)| distributions.periods[*period].label.clone()).collect(),
    );
    describe(&mut table, cells.iter().map(|(series, _)| *series), &sketches);
    table
}

/// The table `monthly`: a row for each series and month of the horizon.
pub(super) fn monthly(results: &Results<'_>) -> Table {
    let distributions = results.distributions;
    let calendar = results.case.scenario().rules.calendar;
    let cells: Vec<(Series, usize)> = Series::ALL
        .into_iter()
        .flat_map(|series| (0..distributions.horizon).map(move |month| (series, month)))
        .collect();
    let sketches: Vec<&Sketch> =
        cells.iter().map(|(series, month)| distributions.monthly(*series, *month)).collect();
    let mut table = Table::new("monthly", "One row per series and month of the horizon.");
    table.texts(
        "series",
        "Id of the series",
        cells.iter().map(|(series, _)| series.id().to_owned()).collect(),
    );
    table.counts(
        "month",
        "month number",
        "Month, 0 being the scenario's start",
        cells.iter().map(|(_, month)| *month as u64).collect(),
    );
    table.texts(
        "date",
        "Calendar month",
        cells.iter().map(|(_, month)| calendar.date(*month).to_string()).collect(),
    );
    describe(&mut table, cells.iter().map(|(series, _)| *series), &sketches);
    table
}

/// Appends the columns that both tables have: unit, flow or stock, the distribution,
/// and the probability that the value is negative.
fn describe(table: &mut Table, series: impl Iterator<Item = Series> + Clone, sketches: &[&Sketch]) {
    table.texts(
        "unit",
        "Unit of the values",
        series.clone().map(|series| series.entry().unit.name().to_owned()).collect(),
    );
    let kind = |series: Series| match series.class() {
        Kind::Flow => "flow".to_owned(),
        Kind::Stock => "stock".to_owned(),
    };
    table.texts(
        "kind",
        "`flow`: happens in the period; `stock`: is there at its end",
        series.map(kind).collect(),
    );
    table.distribution("the row's", sketches);
    table.numbers(
        "probability_negative",
        "share",
        "Share of trials in which the value is below 0",
        sketches.iter().map(|sketch| sketch.share_negative()).collect(),
    );
}
