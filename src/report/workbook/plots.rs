//! One row per plot: stage, sale, price, cost, gain.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::catalogue::CAUTION;
use crate::quantity::{SQUARE_METRES_PER_HECTARE, SQUARE_METRES_PER_WAN, index};
use crate::store::run_tables::{GridRow, RunTables};
use crate::wording::text::Language;
use crate::wording::words::word;

use super::super::page::zone_name;
use super::run_numbers::in_yi;
use super::sheet::{Look, Sheet};

/// Width of the columns (characters).
const WIDTH: f64 = 9.0;
/// Row of the headings.
const HEAD: u32 = 3;
const HEADS: [&str; 28] = [
    "plot",
    "plot_zone",
    "plot_class",
    "plot_stage",
    "plot_land",
    "plot_ratio",
    "plot_gfa",
    "plot_office",
    "plot_households",
    "plot_reserved",
    "plot_sold",
    "plot_planned",
    "plot_quarter",
    "start_price",
    "price_p05",
    "price_p50",
    "price_p95",
    "cost_sunk",
    "cost_acquisition",
    "cost_preparation",
    "cost_to_go",
    "cost_total",
    "floor_cost",
    "floor_price",
    "net_gain",
    "gain_ratio",
    "cover_80",
    "inverted",
];
// Columns that formulas name.
const LAND: u16 = 4;
const GFA: u16 = 6;
const START_PRICE: u16 = 13;
const PRICE: u16 = 15;
const SUNK: u16 = 17;
const TO_GO: u16 = 20;
const COST: u16 = 21;
const GAIN: u16 = 24;

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
    for column in 1..u16::try_from(HEADS.len()).unwrap_or(u16::MAX) {
        sheet.page.set_column_width(column, WIDTH)?;
    }
    // Too wide for one page: on the second, names stand again.
    sheet.page.set_print_fit_to_pages(2, 0);
    sheet.page.set_repeat_columns(0, 0)?;
    sheet.finish((HEAD + 1, 1))
}

fn line(sheet: &mut Sheet, row: u32, plot: &GridRow<'_>, run: &RunTables) -> Result<(), XlsxError> {
    let name = sheet.language.half(plot.text("name")).to_owned();
    sheet.text((row, 0), &name, Look::Text)?;
    sheet.text((row, 1), &zone_name(plot.text("zone"), sheet.language), Look::Text)?;
    sheet.word((row, 2), &format!("class_{}", plot.text("class")), Look::Text)?;
    sheet.word((row, 3), &format!("status_{}", plot.text("status")), Look::Text)?;
    let scaled = |column: &str, scale: f64| plot.number(column).map(|number| number / scale);
    sheet.number((row, LAND), scaled("land_m2", SQUARE_METRES_PER_HECTARE), Look::Hundredth)?;
    sheet.number((row, GFA), scaled("gfa_m2", SQUARE_METRES_PER_WAN), Look::Hundredth)?;
    // 万㎡ of floor area over hectares of land are m² over m².
    sheet.ratio((row, LAND + 1), (1.0, (row, GFA), (row, LAND)), Look::Hundredth)?;
    let office = scaled("gfa_commercial_office_m2", SQUARE_METRES_PER_WAN);
    sheet.number((row, GFA + 1), office, Look::Hundredth)?;
    sheet.number((row, GFA + 2), plot.number("households"), Look::Whole)?;
    // What was reserved or sold before month 0 has no probability of it.
    let status = plot.text("status");
    let likely = |column: &str, is_open: bool| plot.number(column).filter(|_| is_open);
    let reserved = likely("probability_reserved_in_window", status == "unreserved");
    sheet.number((row, 9), reserved, Look::Percent)?;
    let sold = likely("probability_sold_in_window", status != "sold");
    sheet.number((row, 10), sold, Look::Percent)?;
    for (column, name) in [(11, "planned_listing_month"), (12, "deal_month_p50")] {
        if let Some(month) = plot.number(name) {
            sheet.text((row, column), &quarter(run, month), Look::Centred)?;
        }
    }
    for (column, name) in (START_PRICE..).zip([
        "reserve_price_cny_p50",
        "price_cny_p05",
        "price_cny_p50",
        "price_cny_p95",
        "sunk_cost_cny",
        "acquisition_cost_cny_p50",
        "preparation_cost_cny_p50",
    ]) {
        sheet.number((row, column), in_yi(plot.number(name)), Look::Hundredth)?;
    }
    money(sheet, row, plot)
}

/// What follows from prices and cost; plots sold before month 0 have neither.
fn money(sheet: &mut Sheet, row: u32, plot: &GridRow<'_>) -> Result<(), XlsxError> {
    if plot.text("status") != "sold" {
        let to_go = [(1.0, (row, SUNK + 1)), (1.0, (row, SUNK + 2))];
        sheet.sum((row, TO_GO), &to_go, Look::Hundredth)?;
        let cost = [(1.0, (row, SUNK)), (1.0, (row, TO_GO))];
        sheet.sum((row, COST), &cost, Look::Hundredth)?;
        sheet.ratio((row, COST + 1), (1.0, (row, COST), (row, GFA)), Look::Hundredth)?;
    }
    if plot.number("price_cny_p50").is_some() {
        sheet.ratio((row, COST + 2), (1.0, (row, PRICE), (row, GFA)), Look::Hundredth)?;
        sheet.number((row, GAIN), in_yi(plot.number("net_gain_cny_p50")), Look::Hundredth)?;
        sheet.ratio((row, GAIN + 1), (1.0, (row, GAIN), (row, PRICE)), Look::Percent)?;
        sheet.ratio((row, GAIN + 2), (CAUTION, (row, PRICE), (row, COST)), Look::Hundredth)?;
        sheet.mark_above((row, GAIN + 3), ((row, COST), (row, PRICE)), "inverted")?;
    }
    Ok(())
}

/// The quarter of a month number, such as 2013Q2.
fn quarter(run: &RunTables, month: f64) -> String {
    let start = run.recorded.calendar.start;
    // What was planned before month 0 is due at once.
    let date = start.plus(i32::try_from(index(month.max(0.0))).unwrap_or(0));
    format!("{}Q{}", date.year(), (date.month() - 1) / 3 + 1)
}
