//! Numbers of a run as several sheets need them: by year, by answer, in 亿元.

use crate::catalogue::Unit;
use crate::catalogue::figure::Figure;
use crate::catalogue::series::Series;
use crate::store::run_tables::RunTables;
use crate::tables::by_period::AnnualTable;
use crate::tables::column::{Column, Numbers};
use crate::tables::risk::RiskTable;
use crate::tables::summary::SummaryTable;
use crate::wording::units::scaled;

/// Years of a run, in order.
pub(super) fn years(run: &RunTables) -> Vec<String> {
    let periods =
        run.annual.rows().filter(|row| row.text(AnnualTable::SERIES) == Series::BalanceCny.id());
    let years = periods.map(|row| row.text(AnnualTable::PERIOD).to_owned());
    years.filter(|period| period.parse::<i32>().is_ok()).collect()
}

/// How many of the years lie in the window.
pub(super) fn years_in_window(run: &RunTables) -> usize {
    let calendar = run.recorded.calendar;
    calendar.years().iter().filter(|(_, _, end)| *end <= calendar.window_end()).count()
}

/// A column of a series by year, divided by a scale.
pub(super) fn by_year(
    run: &RunTables,
    series: Series,
    column: Column<AnnualTable, Numbers>,
    scale: f64,
) -> Vec<Option<f64>> {
    let of = |year: &String| {
        let row = run.of_period(series, year)?;
        row.number(column).map(|number| number / scale)
    };
    years(run).iter().map(of).collect()
}

/// An answer of the table `risk`.
pub(super) fn answer(run: &RunTables, id: &str) -> Option<f64> {
    run.answer(id)?.number(RiskTable::VALUE)
}

/// The probability that a figure meets its target, with the ends of its interval.
pub(super) fn probability(run: &RunTables, figure: Figure) -> [Option<f64>; 3] {
    let row = run.figure(figure);
    [
        row.and_then(|row| row.number(SummaryTable::PROBABILITY)),
        row.and_then(|row| row.number(SummaryTable::PROBABILITY.low())),
        row.and_then(|row| row.number(SummaryTable::PROBABILITY.high())),
    ]
}

/// A number of yuan in 亿元.
pub(super) fn in_yi(yuan: Option<f64>) -> Option<f64> {
    yuan.map(|yuan| scaled(yuan, Unit::Cny))
}
