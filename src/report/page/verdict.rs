//! The verdict in words, with its uncertainty.

use crate::calendar::Month;
use crate::catalogue::figure::Figure;
use crate::catalogue::series::Series;
use crate::catalogue::{CAUTION, Unit};
use crate::ensemble::statistics::Estimate;
use crate::portfolio::plan_total::Total;
use crate::quantity::index;
use crate::store::run_tables::RunTables;
use crate::tables::by_period::MonthlyTable;
use crate::tables::risk;
use crate::tables::risk::RiskTable;
use crate::tables::summary::SummaryTable;
use crate::wording::text::Text;
use crate::wording::units::{probability, round_percent, scaled, yi};
use crate::wording::words::filled;

use super::super::verdict;

/// What a run says of the programme.
pub(super) fn of_run(run: &RunTables) -> Vec<Text> {
    let of_cash = [
        balance(run),
        twentieth(run),
        worst_month(run),
        support(run),
        carried_over(run),
        floor_area(run),
    ];
    let of_market = verdict::of_run(run).into_iter();
    let with_doubt = of_market.chain(verdict::of_run_in_doubt(run));
    with_doubt.chain(of_cash.into_iter().flatten()).collect()
}

/// A probability of a run in a sentence.
fn likely(share: Estimate) -> String {
    probability(share.value, (share.low, share.high))
}

fn balance(run: &RunTables) -> Option<Text> {
    let row = run.figure(Figure::WindowBalanceCny)?;
    Some(filled("verdict_balance", &[("share", likely(row.estimate(SummaryTable::PROBABILITY)?))]))
}

fn twentieth(run: &RunTables) -> Option<Text> {
    let row = run.figure(Figure::WindowBalanceCny)?;
    let (low, median) = (row.number(SummaryTable::P05)?, row.number(SummaryTable::P50)?);
    let key = if low < 0.0 { "verdict_twentieth_short" } else { "verdict_twentieth_over" };
    Some(filled(key, &[("amount", yi(low.abs())), ("median", yi(median))]))
}

/// The month with the lowest 5 % quantile of the cumulative balance.
fn worst_month(run: &RunTables) -> Option<Text> {
    let low = run.of_months(Series::CumulativeBalanceCny, MonthlyTable::P05);
    let months = low.into_iter().enumerate().filter_map(|(month, low)| Some((month, low?)));
    let (month, low) = months.min_by(|left, right| left.1.total_cmp(&right.1))?;
    if low >= 0.0 {
        return Some(filled("verdict_never_short", &[]));
    }
    let month = run.recorded.calendar.date(Month::at(month)).to_string();
    Some(filled("verdict_worst_month", &[("month", month), ("amount", yi(-low))]))
}

fn support(run: &RunTables) -> Option<Text> {
    let row = run.answer(risk::SUPPORT)?;
    let share = row.estimate(RiskTable::VALUE)?;
    let first = run.figure(Figure::SupportFirstMonth);
    let Some(first) = first.and_then(|first| first.number(SummaryTable::P50)) else {
        return Some(filled("verdict_no_support", &[]));
    };
    let date = |month: usize| run.recorded.calendar.date(Month::at(month)).to_string();
    let month = date(index(first.round()));
    let means = run.of_months(Series::SupportCny, MonthlyTable::MEAN).into_iter().enumerate();
    let means = means.filter_map(|(month, mean)| Some((month, mean?)));
    let peak = means.max_by(|left, right| left.1.total_cmp(&right.1));
    Some(filled(
        "verdict_support",
        &[
            ("share", likely(share)),
            ("low", round_percent(share.low?)),
            ("high", round_percent(share.high?)),
            ("month", month),
            ("peak", peak.map(|(month, _)| date(month)).unwrap_or_default()),
        ],
    ))
}

/// What the window leaves behind: land not sold, and prices not paid.
fn carried_over(run: &RunTables) -> Option<Text> {
    let median = |figure: Figure| run.figure(figure).and_then(|row| row.number(SummaryTable::P50));
    let value = median(Figure::ClosingInventoryValueCny)?;
    Some(filled(
        "verdict_carried_over",
        &[
            ("cost", yi(median(Figure::ClosingInventoryCostCny)?)),
            ("value", yi(value)),
            ("careful", yi(CAUTION * value)),
            ("due", yi(median(Figure::ReceivableCny)?)),
        ],
    ))
}

fn floor_area(run: &RunTables) -> Option<Text> {
    let plan = run.recorded.manifest.plan.as_ref()?;
    let target = plan.total(Total::ConstructionGfaM2)?.value;
    let row = run.figure(Figure::GfaStartedM2)?;
    let shown = |square_metres: f64| format!("{:.0}", scaled(square_metres, Unit::SquareMetres));
    Some(filled(
        "verdict_floor_area",
        &[
            ("median", shown(row.number(SummaryTable::P50)?)),
            ("target", shown(target)),
            ("share", likely(row.estimate(SummaryTable::PROBABILITY)?)),
        ],
    ))
}
