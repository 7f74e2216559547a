//! The sheet of the yearly budget: what was expected, done and is projected, by item and year.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::catalogue::series::Series;
use crate::quantity::YUAN_PER_YI;
use crate::wording::text::Language;
use crate::wording::units::plain_name;
use crate::wording::words::word;

use super::super::budget::{Budget, OfYear};
use super::sheet::{Look, Sheet};

/// Row of the headings: years, and below them what stands in their columns.
const HEAD: u32 = 3;

/// The sheet of a budget view.
pub(super) fn budget(budget: &Budget, language: Language) -> Result<Worksheet, XlsxError> {
    let mut sheet = Sheet::new("budget_sheet", "budget", language)?;
    sheet.word((1, 0), "budget_note", Look::Note)?;
    let kinds: &[&str] = if budget.has_last {
        &["budget_planned", "budget_done", "budget_projected", "budget_year"]
    } else {
        &["budget_done", "budget_projected", "budget_year"]
    };
    let width = u16::try_from(kinds.len()).unwrap_or(u16::MAX);
    sheet.heads(HEAD + 1, &[word("item", language)])?;
    for (place, year) in (0..).zip(&budget.years) {
        let first = 1 + place * width;
        sheet.text((HEAD, first), &year.to_string(), Look::Head)?;
        for (at, kind) in (first..).zip(kinds) {
            sheet.word((HEAD + 1, at), kind, Look::Head)?;
        }
    }
    let mut row = HEAD + 2;
    for (part, items) in [("budget_district", &budget.district), ("budget_centre", &budget.centre)]
    {
        sheet.word((row, 0), part, Look::Head)?;
        row += 1;
        for (series, years) in items {
            line(&mut sheet, row, (*series, years), (width, budget.has_last))?;
            row += 1;
        }
    }
    sheet.finish((HEAD + 2, 1))
}

/// The line of an item: of a flow the year is the sum of what was done and what is projected.
fn line(
    sheet: &mut Sheet,
    row: u32,
    (series, years): (Series, &[OfYear]),
    (width, has_last): (u16, bool),
) -> Result<(), XlsxError> {
    use crate::catalogue::FlowOrStock;
    let language = sheet.language;
    sheet.text((row, 0), plain_name(series.entry(), language), Look::Text)?;
    for (place, year) in (0..).zip(years) {
        let mut at = 1 + place * width;
        let scaled = |number: Option<f64>| number.map(|number| number / YUAN_PER_YI);
        if has_last {
            sheet.number((row, at), scaled(year.budget), Look::Tenth)?;
            at += 1;
        }
        sheet.number((row, at), scaled(year.done), Look::Tenth)?;
        sheet.number((row, at + 1), scaled(year.projected), Look::Tenth)?;
        match series.class() {
            FlowOrStock::Flow => {
                let cells = [(1.0, (row, at)), (1.0, (row, at + 1))];
                sheet.sum((row, at + 2), &cells, Look::Tenth)?;
            }
            FlowOrStock::Stock => {
                let end = scaled(year.projected.or(year.done));
                sheet.number((row, at + 2), end, Look::Tenth)?;
            }
        }
    }
    Ok(())
}
