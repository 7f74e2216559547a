//! The yearly budget view of a run in the middle of its plan: what the last forecast expected
//! (预算数), what was done (执行数) and what is projected for the rest of the year (预测数), by item,
//! for the district's budget and for the reserve centre; and what has changed since that forecast.
//!
//! Months before the date of the actuals are the same in every trial, so their mean is what was
//! done; the mean of the others is the projection. Means add up, quantiles do not.

use std::ops::Range;

use crate::calendar::{Month, YearMonth};
use crate::catalogue::FlowOrStock;
use crate::catalogue::figure::Figure;
use crate::catalogue::series::Series;
use crate::store::run_tables::RunTables;
use crate::tables::by_period::{AnnualTable, MonthlyTable};
use crate::tables::summary::SummaryTable;

/// Items of the district's budget: land income, what is taken off it, and what it pays.
pub(super) const DISTRICT: [Series; 9] = [
    Series::ReceiptsCny,
    Series::HandlingFeeCny,
    Series::IncomeFundCny,
    Series::AccrualEducationCny,
    Series::AccrualIrrigationCny,
    Series::AccrualAffordableHousingCny,
    Series::CityShareCny,
    Series::DistrictLandGainCny,
    Series::SupportCny,
];
/// Items of the reserve centre.
pub(super) const CENTRE: [Series; 12] = [
    Series::CostReturnedCny,
    Series::IncomeFundCny,
    Series::InjectionCny,
    Series::DrawCny,
    Series::SupportCny,
    Series::AcquisitionCny,
    Series::PreparationCny,
    Series::AdministrationCny,
    Series::InterestCny,
    Series::RepaymentCny,
    Series::CashCny,
    Series::DebtCny,
];
/// Figures by which a verdict is held against the last one.
const JUDGED: [Figure; 7] = [
    Figure::Sound,
    Figure::InventoryAdjustedBalanceCny,
    Figure::SupportCny,
    Figure::ProgrammeDone,
    Figure::WindowBalanceCny,
    Figure::PeakDebtCny,
    Figure::SoldPlots,
];

/// An item in a year (CNY); what does not exist is left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct OfYear {
    /// What the last forecast expected.
    pub(super) budget: Option<f64>,
    /// What was done until the date of the actuals.
    pub(super) done: Option<f64>,
    /// What is projected for the rest of the year; of a stock at its end.
    pub(super) projected: Option<f64>,
}

/// A figure now and in the last forecast: probability to meet its target, or mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Changed {
    /// The figure.
    pub(super) figure: Figure,
    /// Whether the numbers are probabilities of meeting the target.
    pub(super) is_probability: bool,
    /// In the last forecast.
    pub(super) last: f64,
    /// Now.
    pub(super) now: f64,
}

/// The budget view of a run.
#[derive(Debug, Clone)]
pub(super) struct Budget {
    /// First month that was not seen.
    pub(super) as_of: YearMonth,
    /// Whether there is a last forecast.
    pub(super) has_last: bool,
    /// Years of the window.
    pub(super) years: Vec<i32>,
    /// Items of the district's budget, year by year.
    pub(super) district: Vec<(Series, Vec<OfYear>)>,
    /// Items of the reserve centre.
    pub(super) centre: Vec<(Series, Vec<OfYear>)>,
    /// What has changed since the last forecast.
    pub(super) changed: Vec<Changed>,
}

/// Months of a run that were seen.
pub(super) fn months_seen(run: &RunTables) -> usize {
    let calendar = run.recorded.calendar;
    let actuals = run.recorded.manifest.actuals.as_ref();
    let as_of: Option<YearMonth> = actuals.and_then(|actuals| actuals.as_of.parse().ok());
    as_of.map_or(0, |as_of| calendar.month(as_of).min(calendar.end()).place())
}

/// The budget view of a run, beside a last forecast; `None` of a run in which nothing was seen and
/// that has no last forecast.
pub(super) fn budget(run: &RunTables, last: Option<&RunTables>) -> Option<Budget> {
    let seen = months_seen(run);
    if seen == 0 && last.is_none() {
        return None;
    }
    let calendar = run.recorded.calendar;
    let years: Vec<(i32, Range<usize>)> = calendar
        .years()
        .into_iter()
        .filter(|(_, first, _)| *first < calendar.window_end())
        .map(|(year, first, end)| (year, first.place()..end.place()))
        .collect();
    let item = |series: Series| {
        let means = run.of_months(series, MonthlyTable::MEAN);
        let of_year = |(year, months): &(i32, Range<usize>)| {
            let budget = last.and_then(|last| {
                last.of_period(series, &year.to_string())?.number(AnnualTable::MEAN)
            });
            OfYear { budget, ..split(series, &means, months.clone(), seen) }
        };
        (series, years.iter().map(of_year).collect())
    };
    Some(Budget {
        as_of: calendar.date(Month::at(seen)),
        has_last: last.is_some(),
        years: years.iter().map(|(year, _)| *year).collect(),
        district: DISTRICT.map(item).to_vec(),
        centre: CENTRE.map(item).to_vec(),
        changed: last.map(|last| changed(run, last)).unwrap_or_default(),
    })
}

/// What of a year was done and what is projected.
fn split(series: Series, means: &[Option<f64>], months: Range<usize>, seen: usize) -> OfYear {
    let (first, end) = (months.start, months.end.min(means.len()));
    let now = seen.clamp(first, end);
    let sum = |months: Range<usize>| {
        (!months.is_empty()).then(|| means[months].iter().flatten().sum::<f64>())
    };
    let at_end =
        |months: Range<usize>| months.last().and_then(|month| means.get(month).copied().flatten());
    let (done, projected) = match series.class() {
        FlowOrStock::Flow => (sum(first..now), sum(now..end)),
        FlowOrStock::Stock => (at_end(first..now), at_end(now..end)),
    };
    OfYear { budget: None, done, projected }
}

fn changed(run: &RunTables, last: &RunTables) -> Vec<Changed> {
    let of = |run: &RunTables, figure: Figure| {
        let row = run.figure(figure)?;
        match row.number(SummaryTable::PROBABILITY) {
            Some(probability) => Some((true, probability)),
            None => row.number(SummaryTable::MEAN).map(|mean| (false, mean)),
        }
    };
    let both = |figure: Figure| {
        let ((is_probability, now), (as_before, last)) = (of(run, figure)?, of(last, figure)?);
        (is_probability == as_before).then_some(Changed { figure, is_probability, last, now })
    };
    JUDGED.into_iter().filter_map(both).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_what_was_done_and_what_is_projected() {
        let means: Vec<Option<f64>> = (1..=24).map(|month| Some(f64::from(month))).collect();
        let of = |series, months, seen| {
            let OfYear { done, projected, .. } = split(series, &means, months, seen);
            (done, projected)
        };
        // Seen until the fourth month of the second year.
        let flow = Series::ReceiptsCny;
        assert_eq!(of(flow, 0..12, 15), (Some(78.0), None));
        // 13 + 14 + 15, and 16 to 24.
        assert_eq!(of(flow, 12..24, 15), (Some(42.0), Some(180.0)));
        assert_eq!(of(flow, 12..24, 12), (None, Some(222.0)));
        let stock = Series::CashCny;
        assert_eq!(of(stock, 0..12, 15), (Some(12.0), None));
        assert_eq!(of(stock, 12..24, 15), (Some(15.0), Some(24.0)));
    }
}
