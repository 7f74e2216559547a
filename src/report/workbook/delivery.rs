//! Floor area against the plan, and all figures.

use rust_xlsxwriter::{Chart, ChartType, Worksheet, XlsxError};

use crate::catalogue::figure::Figure;
use crate::catalogue::series::Series;
use crate::quantity::SQUARE_METRES_PER_WAN;
use crate::store::run_tables::RunTables;
use crate::wording::text::Language;
use crate::wording::units::{divisor, name, plain_name};
use crate::wording::words::word;

use super::run_numbers::{by_year, years};
use super::sheet::{Look, Sheet};

/// Row of the headings.
const HEAD: u32 = 3;

/// Floor area started and completed by year and use, against the plan.
pub(super) fn delivery(run: &RunTables, language: Language) -> Result<Worksheet, XlsxError> {
    let mut sheet = Sheet::new("sheet_delivery", "sheet_delivery", language)?;
    sheet.word((1, 0), "delivery_note", Look::Note)?;
    let years = years(run);
    let mut heads = vec![word("item", language)];
    heads.extend(years.iter().map(String::as_str));
    sheet.heads(HEAD, &heads)?;
    let last = u16::try_from(years.len()).unwrap_or(u16::MAX);
    let first = HEAD + 1;
    let row = uses(
        &mut sheet,
        run,
        first,
        (Series::GFA_STARTED, Series::GfaStartedSoFarM2, "all_started"),
    )?;
    let row = uses(
        &mut sheet,
        run,
        row,
        (Series::GFA_COMPLETED, Series::GfaCompletedSoFarM2, "all_completed"),
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

/// Floor area of a year by use, its sum, the sum so far and that one's quantiles; returns the row behind them.
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
        let means = by_year(run, series, "mean", SQUARE_METRES_PER_WAN);
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
    for column in ["p05", "p50", "p95"] {
        let name = format!("{} {}", plain_name(so_far.entry(), language), column.to_uppercase());
        sheet.text((row, 0), &name, Look::Text)?;
        let values = by_year(run, so_far, column, SQUARE_METRES_PER_WAN);
        sheet.numbers((row, 1), &values, Look::Tenth)?;
        row += 1;
    }
    Ok(row + 1)
}

fn against_plan(sheet: &mut Sheet, run: &RunTables, mut row: u32) -> Result<u32, XlsxError> {
    let language = sheet.language;
    let heads = ["figure", "target", "p05", "median", "p95", "reaches"];
    sheet.heads(row, &heads.map(|key| word(key, language)))?;
    for figure in [
        Figure::GfaStartedM2,
        Figure::GfaStartedCommercialOfficeM2,
        Figure::GfaStartedAffordableM2,
        Figure::GfaCompletedM2,
        Figure::GfaCompletedCommercialOfficeM2,
    ] {
        row += 1;
        let Some(summary) = run.summary.find(&[("figure", figure.id())]) else { continue };
        sheet.text((row, 0), plain_name(figure.entry(), language), Look::Text)?;
        for (column, of) in (1..).zip(["target", "p05", "p50", "p95"]) {
            let number = summary.number(of).map(|number| number / SQUARE_METRES_PER_WAN);
            sheet.number((row, column), number, Look::Tenth)?;
        }
        sheet.number((row, 5), summary.number("probability"), Look::Percent)?;
    }
    Ok(row + 1)
}

/// All figures with their errors and quantiles.
pub(super) fn figures(run: &RunTables, language: Language) -> Result<Worksheet, XlsxError> {
    let mut sheet = Sheet::new("sheet_figures", "sheet_figures", language)?;
    let heads = [
        "figure",
        "mean",
        "standard_error",
        "p05",
        "median",
        "p95",
        "target",
        "probability_alone",
        "interval_low",
        "interval_high",
        "trials_with_it",
    ];
    sheet.heads(HEAD, &heads.map(|key| word(key, language)))?;
    for (row, figure) in (HEAD + 1..).zip(Figure::ALL) {
        let entry = figure.entry();
        sheet.text((row, 0), &name(entry, language), Look::Text)?;
        let Some(summary) = run.summary.find(&[("figure", figure.id())]) else { continue };
        let (scale, look) = (divisor(entry.unit), Look::of(entry.unit));
        for (column, of) in (1..).zip(["mean", "se", "p05", "p50", "p95", "target"]) {
            let number = summary.number(of).map(|number| number / scale);
            sheet.number((row, column), number, look)?;
        }
        for (column, of) in (7..).zip(["probability", "probability_low", "probability_high"]) {
            sheet.number((row, column), summary.number(of), Look::Percent)?;
        }
        sheet.number((row, 10), summary.number("trials"), Look::Whole)?;
    }
    sheet.word((1, 0), "months_note", Look::Note)?;
    sheet.finish((HEAD + 1, 1))
}
