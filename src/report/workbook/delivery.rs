//! Floor area against the plan, and all figures.

use rust_xlsxwriter::{Chart, ChartType, Worksheet, XlsxError};

use crate::catalogue::Unit;
use crate::catalogue::figure::Figure;
use crate::catalogue::series::Series;
use crate::quantity::{SQUARE_METRES_PER_WAN, index};
use crate::store::grid::GridRow;
use crate::store::run_tables::RunTables;
use crate::tables::by_period::AnnualTable;
use crate::tables::summary::SummaryTable;
use crate::wording::text::Language;
use crate::wording::units::{divisor, name, plain_name};
use crate::wording::words::word;

use super::run_numbers::{by_year, probability, years};
use super::sheet::{Look, Sheet};
use super::sheet_columns::sheet_columns;

/// Row of the headings.
const HEAD: u32 = 3;

sheet_columns! {
    /// Columns of floor area against the plan.
    Plan:
    Figure = "figure",
    Target = "target",
    Planned = "as_planned",
    P05 = "p05",
    Median = "median",
    P95 = "p95",
    Reaches = "reaches",
    Programme = "programme_probability",
}

sheet_columns! {
    /// Columns of the sheet of figures.
    Statistic:
    Figure = "figure",
    Mean = "mean",
    Error = "standard_error",
    P05 = "p05",
    Median = "median",
    P95 = "p95",
    Target = "target",
    Probability = "probability_alone",
    Low = "interval_low",
    High = "interval_high",
    Planned = "as_planned",
    Programme = "programme_probability",
    Trials = "trials_with_it",
}

/// Floor area started and completed by year and use, against the plan.
pub(super) fn delivery(run: &RunTables, language: Language) -> Result<Worksheet, XlsxError> {
    let mut sheet = Sheet::new("sheet_delivery", "sheet_delivery", language)?;
    sheet.word((1, 0), "delivery_note", Look::Note)?;
    let years = years(run);
    let mut heads = vec![word("item_in_wan", language)];
    heads.extend(years.iter().map(String::as_str));
    sheet.heads(HEAD, &heads)?;
    let last = u16::try_from(years.len()).unwrap_or(u16::MAX);
    let first = HEAD + 1;
    let row = uses(
        &mut sheet,
        run,
        first,
        (Series::GFA_STARTED.values(), Series::GfaStartedSoFarM2, "all_started"),
    )?;
    let row = uses(
        &mut sheet,
        run,
        row,
        (Series::GFA_COMPLETED.values(), Series::GfaCompletedSoFarM2, "all_completed"),
    )?;
    let row = against_plan(&mut sheet, run, row)?;
    let mut chart = Chart::new(ChartType::ColumnStacked);
    chart.title().set_name(word("all_started", language));
    chart.y_axis().set_name(word("unit_m2", language));
    let sheet_name = word("sheet_delivery", language);
    for series in first..first + 4 {
        chart
            .add_series()
            .set_categories((sheet_name, HEAD, 1, HEAD, last))
            .set_values((sheet_name, series, 1, series, last))
            .set_name((sheet_name, series, 0));
    }
    chart.set_width(900).set_height(320);
    sheet.page.insert_chart(row + 1, 0, &chart)?;
    sheet.extend(18);
    sheet.finish((HEAD + 1, 1))
}

/// Floor area of a year by use, its sum, the sum so far and that one's quantiles; returns the
/// row behind them.
fn uses(
    sheet: &mut Sheet,
    run: &RunTables,
    begin: u32,
    (uses, so_far, total): ([Series; 4], Series, &str),
) -> Result<u32, XlsxError> {
    let language = sheet.language;
    let last = u16::try_from(years(run).len()).unwrap_or(u16::MAX);
    let mut row = begin;
    for series in uses {
        sheet.text((row, 0), plain_name(series.entry(), language), Look::Text)?;
        let means = by_year(run, series, AnnualTable::MEAN, SQUARE_METRES_PER_WAN);
        sheet.numbers((row, 1), &means, Look::Tenth)?;
        row += 1;
    }
    sheet.word((row, 0), total, Look::Total)?;
    sheet.text((row + 1, 0), plain_name(so_far.entry(), language), Look::Total)?;
    for column in 1..=last {
        sheet.total((row, column), ((begin, column), (row - 1, column)), Look::Total)?;
        let mut terms = vec![(1.0, (row, column))];
        if column > 1 {
            terms.insert(0, (1.0, (row + 1, column - 1)));
        }
        sheet.sum((row + 1, column), &terms, Look::Total)?;
    }
    row += 2;
    for column in [AnnualTable::P05, AnnualTable::P50, AnnualTable::P95] {
        let quantile = column.name().to_uppercase();
        let name = format!("{} {quantile}", plain_name(so_far.entry(), language));
        sheet.text((row, 0), &name, Look::Text)?;
        let values = by_year(run, so_far, column, SQUARE_METRES_PER_WAN);
        sheet.numbers((row, 1), &values, Look::Tenth)?;
        row += 1;
    }
    Ok(row + 1)
}

fn against_plan(sheet: &mut Sheet, run: &RunTables, mut row: u32) -> Result<u32, XlsxError> {
    let language = sheet.language;
    sheet.heads(row, &Plan::heads(language))?;
    for figure in [
        Figure::GfaStartedM2,
        Figure::GfaStartedCommercialOfficeM2,
        Figure::GfaStartedAffordableM2,
        Figure::GfaCompletedM2,
        Figure::GfaCompletedCommercialOfficeM2,
    ] {
        row += 1;
        let Some(summary) = run.figure(figure) else { continue };
        sheet.text(Plan::Figure.at(row), plain_name(figure.entry(), language), Look::Text)?;
        for (column, number) in [
            (Plan::Target, summary.number(SummaryTable::TARGET)),
            (Plan::Planned, summary.number(SummaryTable::PLANNED)),
            (Plan::P05, summary.number(SummaryTable::P05)),
            (Plan::Median, summary.number(SummaryTable::P50)),
            (Plan::P95, summary.number(SummaryTable::P95)),
        ] {
            let number = number.map(|number| number / SQUARE_METRES_PER_WAN);
            sheet.number(column.at(row), number, Look::Tenth)?;
        }
        let reached = summary.number(SummaryTable::PROBABILITY);
        sheet.number(Plan::Reaches.at(row), reached, Look::Percent)?;
        let programme = summary.number(SummaryTable::PROGRAMME_PROBABILITY);
        sheet.number(Plan::Programme.at(row), programme, Look::Percent)?;
    }
    Ok(row + 1)
}

/// All figures with their errors and quantiles.
pub(super) fn figures(run: &RunTables, language: Language) -> Result<Worksheet, XlsxError> {
    let mut sheet = Sheet::new("sheet_figures", "sheet_figures", language)?;
    sheet.heads(HEAD, &Statistic::heads(language))?;
    for (row, figure) in (HEAD + 1..).zip(Figure::of(run.projects.is_some())) {
        let entry = figure.entry();
        sheet.text(Statistic::Figure.at(row), &name(entry, language), Look::Text)?;
        let Some(summary) = run.figure(*figure) else { continue };
        let trials = summary.number(SummaryTable::TRIALS);
        sheet.number(Statistic::Trials.at(row), trials, Look::Whole)?;
        if entry.unit == Unit::Month {
            months(&mut sheet, row, &summary, run)?;
            continue;
        }
        let (scale, look) = (divisor(entry.unit), Look::of(entry.unit));
        for (column, number) in [
            (Statistic::Mean, summary.number(SummaryTable::MEAN)),
            (Statistic::Error, summary.number(SummaryTable::SE)),
            (Statistic::P05, summary.number(SummaryTable::P05)),
            (Statistic::Median, summary.number(SummaryTable::P50)),
            (Statistic::P95, summary.number(SummaryTable::P95)),
            (Statistic::Target, summary.number(SummaryTable::TARGET)),
        ] {
            sheet.number(column.at(row), number.map(|number| number / scale), look)?;
        }
        let planned = summary.number(SummaryTable::PLANNED).map(|number| number / scale);
        sheet.number(Statistic::Planned.at(row), planned, look)?;
        let programme = summary.number(SummaryTable::PROGRAMME_PROBABILITY);
        sheet.number(Statistic::Programme.at(row), programme, Look::Percent)?;
        let columns = [Statistic::Probability, Statistic::Low, Statistic::High];
        for (column, number) in columns.into_iter().zip(probability(run, *figure)) {
            sheet.number(column.at(row), number, Look::Percent)?;
        }
    }
    sheet.word((1, 0), "months_note", Look::Note)?;
    let shown = Figure::of(run.projects.is_some()).len();
    let last = HEAD + u32::try_from(shown).unwrap_or(0);
    sheet.filters(HEAD, last)?;
    sheet.finish((HEAD + 1, 1))
}

/// Quantiles of a figure that is a month of the calendar; means of those are none.
fn months(
    sheet: &mut Sheet,
    row: u32,
    summary: &GridRow<'_, SummaryTable>,
    run: &RunTables,
) -> Result<(), XlsxError> {
    for (column, of) in [
        (Statistic::P05, SummaryTable::P05),
        (Statistic::Median, SummaryTable::P50),
        (Statistic::P95, SummaryTable::P95),
    ] {
        if let Some(month) = summary.number(of) {
            let after = i32::try_from(index(month.max(0.0))).unwrap_or(0);
            sheet.month(column.at(row), run.recorded.calendar.start.plus(after))?;
        }
    }
    Ok(())
}
