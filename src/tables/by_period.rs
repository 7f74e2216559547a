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

use crate::calendar::Month;
use crate::catalogue::FlowOrStock;
use crate::catalogue::series::Series;
use crate::ensemble::sketch::Sketch;

use super::column::{Column, Declared, Numbers, Texts, columns, quantiles};
use super::results::Results;
use super::table::Table;

columns! {
    /// Columns of the table of series by period.
    AnnualTable = "annual":
        "One row per series and period: calendar years, then `window` and `horizon`. A flow is \
         summed over the period, a stock is its last month's.";
    SERIES: Texts = "series", "", "Id of the series";
    PERIOD: Texts = "period", "", "Calendar year, `window` or `horizon`";
    UNIT: Texts = "unit", "", "Unit of the values";
    KIND: Texts = "kind", "", "`flow`: happens in the period; `stock`: is there at its end";
    MEAN: Numbers = "mean", "the row's", "Mean over trials";
    PROBABILITY_NEGATIVE: Numbers =
        "probability_negative", "share", "Share of trials in which the value is below 0";
}
quantiles! { AnnualTable: Numbers }

columns! {
    /// Columns of the table of series by month.
    MonthlyTable = "monthly": "One row per series and month of the horizon.";
    SERIES: Texts = "series", "", "Id of the series";
    MONTH: Numbers = "month", "month number", "Month, 0 being the scenario's start";
    DATE: Texts = "date", "", "Calendar month";
    UNIT: Texts = "unit", "", "Unit of the values";
    KIND: Texts = "kind", "", "`flow`: happens in the period; `stock`: is there at its end";
    MEAN: Numbers = "mean", "the row's", "Mean over trials";
    PROBABILITY_NEGATIVE: Numbers =
        "probability_negative", "share", "Share of trials in which the value is below 0";
}
quantiles! { MonthlyTable: Numbers }

/// The columns that both tables end with.
struct Described<T: 'static> {
    unit: Column<T, Texts>,
    kind: Column<T, Texts>,
    mean: Column<T, Numbers>,
    quantiles: &'static [Column<T, Numbers>],
    probability_negative: Column<T, Numbers>,
}

/// Years, window and horizon.
pub(super) fn annual(results: &Results<'_>) -> Table {
    let distributions = results.distributions;
    let cells: Vec<(Series, usize)> = Series::ALL
        .into_iter()
        .flat_map(|series| (0..distributions.periods.len()).map(move |period| (series, period)))
        .collect();
    let sketches: Vec<&Sketch> =
        cells.iter().map(|(series, period)| distributions.periodic(*series, *period)).collect();
    let mut table = Table::of::<AnnualTable>();
    let ids = cells.iter().map(|(series, _)| series.id().to_owned()).collect();
    table.fill(AnnualTable::SERIES, ids);
    let label = |(_, period): &(Series, usize)| distributions.periods[*period].label.clone();
    table.fill(AnnualTable::PERIOD, cells.iter().map(label).collect());
    let columns = Described {
        unit: AnnualTable::UNIT,
        kind: AnnualTable::KIND,
        mean: AnnualTable::MEAN,
        quantiles: &AnnualTable::QUANTILES,
        probability_negative: AnnualTable::PROBABILITY_NEGATIVE,
    };
    describe(&mut table, &columns, cells.iter().map(|(series, _)| *series), &sketches);
    table
}

/// The table `monthly`: a row for each series and month of the horizon.
pub(super) fn monthly(results: &Results<'_>) -> Table {
    let distributions = results.distributions;
    let calendar = results.case.scenario().rules.calendar;
    let cells: Vec<(Series, Month)> = Series::ALL
        .into_iter()
        .flat_map(|series| calendar.months().map(move |month| (series, month)))
        .collect();
    let sketches: Vec<&Sketch> =
        cells.iter().map(|(series, month)| distributions.monthly(*series, *month)).collect();
    let mut table = Table::of::<MonthlyTable>();
    let ids = cells.iter().map(|(series, _)| series.id().to_owned()).collect();
    table.fill(MonthlyTable::SERIES, ids);
    table.fill(
        MonthlyTable::MONTH,
        cells.iter().map(|(_, month)| Some(f64::from(month.number()))).collect(),
    );
    let date = |(_, month): &(Series, Month)| calendar.date(*month).to_string();
    table.fill(MonthlyTable::DATE, cells.iter().map(date).collect());
    let columns = Described {
        unit: MonthlyTable::UNIT,
        kind: MonthlyTable::KIND,
        mean: MonthlyTable::MEAN,
        quantiles: &MonthlyTable::QUANTILES,
        probability_negative: MonthlyTable::PROBABILITY_NEGATIVE,
    };
    describe(&mut table, &columns, cells.iter().map(|(series, _)| *series), &sketches);
    table
}

fn describe<T: Declared>(
    table: &mut Table,
    columns: &Described<T>,
    series: impl Iterator<Item = Series> + Clone,
    sketches: &[&Sketch],
) {
    let unit = |series: Series| series.entry().unit.name().to_owned();
    table.fill(columns.unit, series.clone().map(unit).collect());
    let kind = |series: Series| match series.class() {
        FlowOrStock::Flow => "flow".to_owned(),
        FlowOrStock::Stock => "stock".to_owned(),
    };
    table.fill(columns.kind, series.map(kind).collect());
    table.distribution(columns.mean, columns.quantiles, "the row's", sketches);
    let negative = sketches.iter().map(|sketch| sketch.share_negative()).collect();
    table.fill(columns.probability_negative, negative);
}
