//! One row per plot: stage, sale, price, cost, gain.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::quantity::{SQUARE_METRES_PER_HECTARE, SQUARE_METRES_PER_WAN, index};

use super::super::page::zone_name;
use super::super::phrasebook::word;
use super::super::run_tables::{GridRow, RunTables};
use super::super::words::Language;
use super::in_yi;
use super::sheet::{Look, Sheet};

/// Part of the expected price at which cost cover is stated.
const CAUTION: f64 = 0.8;
/// Row of the headings.
const HEAD: u32 = 3;
const HEADS: [&str; 21] = [
    "plot",
    "plot_zone",
    "plot_class",
    "plot_stage",
    "plot_land",
    "plot_gfa",
    "plot_reserved",
    "plot_sold",
    "plot_quarter",
    "price_p05",
    "price_p50",
    "price_p95",
    "cost_acquisition",
    "cost_preparation",
    "cost_total",
    "floor_cost",
    "floor_price",
    "net_gain",
    "gain_ratio",
    "cover_80",
    "inverted",
];

/// The sheet of plots.
pub(super) fn plots(run: &RunTables, language: Language) -> Result<Worksheet, XlsxError> {
    let mut sheet = Sheet::new("sheet_plots", "sheet_plots", language)?;
    sheet.word((1, 0), "plots_note", Look::Note)?;
    sheet.heads(HEAD, &HEADS.map(|key| word(key, language)))?;
    sheet.page.set_row_height(HEAD, 42)?;
    // What was sold before the plan has neither cost nor price in it, and comes last.
    let mut rows: Vec<GridRow<'_>> = run.plots.rows().collect();
    rows.sort_by_key(|plot| plot.text("status") == "sold");
    for (row, plot) in (HEAD + 1..).zip(rows) {
        line(&mut sheet, row, &plot, run)?;
    }
    sheet.finish((HEAD + 1, 1))
}

fn line(sheet: &mut Sheet, row: u32, plot: &GridRow<'_>, run: &RunTables) -> Result<(), XlsxError> {
    sheet.text((row, 0), plot.text("name"), Look::Text)?;
    sheet.text((row, 1), &zone_name(plot.text("zone"), sheet.language), Look::Text)?;
    let class = word(&format!("class_{}", plot.text("class")), sheet.language);
    sheet.text((row, 2), &class, Look::Text)?;
    let status = word(&format!("status_{}", plot.text("status")), sheet.language);
    sheet.text((row, 3), &status, Look::Text)?;
    let scaled = |column: &str, scale: f64| plot.number(column).map(|number| number / scale);
    sheet.number((row, 4), scaled("land_m2", SQUARE_METRES_PER_HECTARE), Look::Hundredth)?;
    sheet.number((row, 5), scaled("gfa_m2", SQUARE_METRES_PER_WAN), Look::Hundredth)?;
    sheet.number((row, 6), plot.number("probability_reserved_in_window"), Look::Percent)?;
    sheet.number((row, 7), plot.number("probability_sold_in_window"), Look::Percent)?;
    if let Some(month) = plot.number("deal_month_p50") {
        let date = run.recorded.calendar.date(index(month));
        let quarter = format!("{}Q{}", date.year(), (date.month() - 1) / 3 + 1);
        sheet.text((row, 8), &quarter, Look::Text)?;
    }
    for (column, name) in (9..).zip([
        "price_cny_p05",
        "price_cny_p50",
        "price_cny_p95",
        "acquisition_cost_cny_p50",
        "preparation_cost_cny_p50",
    ]) {
        sheet.number((row, column), in_yi(plot.number(name)), Look::Hundredth)?;
    }
    let has_cost = plot.number("acquisition_cost_cny_p50").is_some();
    if has_cost {
        sheet.sum((row, 14), &[(1.0, (row, 12)), (1.0, (row, 13))], Look::Hundredth)?;
        sheet.ratio((row, 15), (1.0, (row, 14), (row, 5)), Look::Hundredth)?;
    }
    if plot.number("price_cny_p50").is_some() {
        sheet.ratio((row, 16), (1.0, (row, 10), (row, 5)), Look::Hundredth)?;
        sheet.number((row, 17), in_yi(plot.number("net_gain_cny_p50")), Look::Hundredth)?;
        sheet.ratio((row, 18), (1.0, (row, 17), (row, 10)), Look::Percent)?;
        if has_cost {
            sheet.ratio((row, 19), (CAUTION, (row, 10), (row, 14)), Look::Hundredth)?;
        }
        sheet.mark_below_nothing((row, 20), (row, 17), "inverted")?;
    }
    Ok(())
}
