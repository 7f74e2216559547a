//! One row per plot: stage, sale, price, cost, gain.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::catalogue::CAUTION;
use crate::catalogue::plot_field::PlotField;
use crate::portfolio::plot::PlotStatus;
use crate::quantity::{SQUARE_METRES_PER_HECTARE, SQUARE_METRES_PER_WAN, index};
use crate::store::grid::GridRow;
use crate::store::run_tables::RunTables;
use crate::tables::column::{Column, Numbers};
use crate::tables::plots::PlotsTable;
use crate::wording::text::Language;

use super::run_numbers::in_yi;
use super::sheet::{Look, Sheet};
use super::sheet_columns::sheet_columns;

/// Width of the columns (characters).
const WIDTH: f64 = 9.0;
/// Row of the headings.
const HEAD: u32 = 3;

sheet_columns! {
    /// Columns of the sheet.
    Plot:
    Name = "plot",
    Zone = "plot_zone",
    Class = "plot_class",
    Stage = "plot_stage",
    Land = "plot_land",
    Ratio = "plot_ratio",
    Gfa = "plot_gfa",
    Office = "plot_office",
    Households = "plot_households",
    Reserved = "plot_reserved",
    Sold = "plot_sold",
    PlannedQuarter = "plot_planned",
    Quarter = "plot_quarter",
    StartPrice = "start_price",
    PriceP05 = "price_p05",
    Price = "price_p50",
    PriceP95 = "price_p95",
    Sunk = "cost_sunk",
    Acquisition = "cost_acquisition",
    Preparation = "cost_preparation",
    ToGo = "cost_to_go",
    Cost = "cost_total",
    FloorCost = "floor_cost",
    FloorPrice = "floor_price",
    Gain = "net_gain",
    GainRatio = "gain_ratio",
    Cover = "cover_80",
    Inverted = "inverted",
}

/// The sheet of plots.
pub(super) fn plots(run: &RunTables, language: Language) -> Result<Worksheet, XlsxError> {
    let mut sheet = Sheet::new("sheet_plots", "sheet_plots", language)?;
    sheet.word((1, 0), "plots_note", Look::Note)?;
    sheet.heads(HEAD, &Plot::heads(language))?;
    sheet.page.set_row_height(HEAD, 42)?;
    // What was sold before the plan has neither cost nor price in it: it stands below, folded up.
    let (carried, planned): (Vec<_>, Vec<_>) = run.plots.rows().partition(is_sold);
    let row = block(&mut sheet, HEAD + 1, &planned, run)?;
    sheet.filters(HEAD, row - 2)?;
    if !carried.is_empty() {
        sheet.word((row + 1, 0), "plots_carried", Look::Head)?;
        let first = row + 2;
        let row = block(&mut sheet, first, &carried, run)?;
        sheet.page.group_rows_collapsed(first, row - 2)?;
    }
    for column in 1..=Plot::Inverted as u16 {
        sheet.page.set_column_width(column, WIDTH)?;
    }
    // Too wide for one page: on the second, names stand again.
    sheet.page.set_print_fit_to_pages(2, 0);
    sheet.page.set_repeat_columns(0, 0)?;
    sheet.finish((HEAD + 1, 1))
}

/// Plots below each other and what adds up of them; returns the row behind.
fn block(
    sheet: &mut Sheet,
    first: u32,
    plots: &[GridRow<'_, PlotsTable>],
    run: &RunTables,
) -> Result<u32, XlsxError> {
    let mut row = first;
    for plot in plots {
        line(sheet, row, plot, run)?;
        row += 1;
    }
    sheet.word(Plot::Name.at(row), "total", Look::Total)?;
    if row > first {
        // Medians do not add up.
        for column in [Plot::Land, Plot::Gfa, Plot::Office, Plot::Households, Plot::Sunk] {
            let range = (column.at(first), column.at(row - 1));
            sheet.subtotal(column.at(row), range, Look::Total)?;
        }
    }
    Ok(row + 1)
}

/// Whether a plot was sold before month 0.
fn is_sold(plot: &GridRow<'_, PlotsTable>) -> bool {
    plot.text(PlotsTable::STATUS) == PlotStatus::Sold.name()
}

fn line(
    sheet: &mut Sheet,
    row: u32,
    plot: &GridRow<'_, PlotsTable>,
    run: &RunTables,
) -> Result<(), XlsxError> {
    let name = sheet.language.half(plot.text(PlotsTable::NAME)).to_owned();
    sheet.text(Plot::Name.at(row), &name, Look::Text)?;
    let id = plot.text(PlotsTable::ZONE);
    let zone = run.recorded.manifest.zones.iter().find(|zone| zone.id == id);
    let zone = zone.map_or(id, |zone| sheet.language.half(&zone.name)).to_owned();
    sheet.text(Plot::Zone.at(row), &zone, Look::Text)?;
    let class = format!("class_{}", plot.text(PlotsTable::CLASS));
    sheet.word(Plot::Class.at(row), &class, Look::Text)?;
    let stage = format!("status_{}", plot.text(PlotsTable::STATUS));
    sheet.word(Plot::Stage.at(row), &stage, Look::Text)?;
    let scaled = |column: Column<PlotsTable, Numbers>, scale: f64| {
        plot.number(column).map(|number| number / scale)
    };
    let land = scaled(PlotsTable::LAND_M2, SQUARE_METRES_PER_HECTARE);
    sheet.number(Plot::Land.at(row), land, Look::Hundredth)?;
    let gfa = scaled(PlotsTable::GFA_M2, SQUARE_METRES_PER_WAN);
    sheet.number(Plot::Gfa.at(row), gfa, Look::Hundredth)?;
    // 万㎡ of floor area over hectares of land are m² over m².
    let ratio = (1.0, Plot::Gfa.at(row), Plot::Land.at(row));
    sheet.ratio(Plot::Ratio.at(row), ratio, Look::Hundredth)?;
    let office = scaled(PlotsTable::GFA_COMMERCIAL_OFFICE_M2, SQUARE_METRES_PER_WAN);
    sheet.number(Plot::Office.at(row), office, Look::Hundredth)?;
    let households = plot.number(PlotsTable::HOUSEHOLDS);
    sheet.number(Plot::Households.at(row), households, Look::Whole)?;
    chances(sheet, row, plot)?;
    for (column, month) in [
        (Plot::PlannedQuarter, PlotsTable::PLANNED_LISTING_MONTH),
        (Plot::Quarter, PlotsTable::p50(PlotField::DealMonth)),
    ] {
        if let Some(month) = plot.number(month) {
            sheet.text(column.at(row), &quarter(run, month), Look::Centred)?;
        }
    }
    for (column, amount) in [
        (Plot::StartPrice, PlotsTable::p50(PlotField::ReservePriceCny)),
        (Plot::PriceP05, PlotsTable::p05(PlotField::PriceCny)),
        (Plot::Price, PlotsTable::p50(PlotField::PriceCny)),
        (Plot::PriceP95, PlotsTable::p95(PlotField::PriceCny)),
        (Plot::Sunk, PlotsTable::SUNK_COST_CNY),
        (Plot::Acquisition, PlotsTable::p50(PlotField::AcquisitionCostCny)),
        (Plot::Preparation, PlotsTable::p50(PlotField::PreparationCostCny)),
    ] {
        sheet.number(column.at(row), in_yi(plot.number(amount)), Look::Hundredth)?;
    }
    money(sheet, row, plot)
}

/// How likely a plot is reserved and sold; what was before month 0 has no probability of it.
fn chances(sheet: &mut Sheet, row: u32, plot: &GridRow<'_, PlotsTable>) -> Result<(), XlsxError> {
    let is_unreserved = plot.text(PlotsTable::STATUS) == PlotStatus::Unreserved.name();
    for (column, probability, is_open) in [
        (Plot::Reserved, PlotsTable::PROBABILITY_RESERVED_IN_WINDOW, is_unreserved),
        (Plot::Sold, PlotsTable::PROBABILITY_SOLD_IN_WINDOW, !is_sold(plot)),
    ] {
        let likely = plot.number(probability).filter(|_| is_open);
        sheet.number(column.at(row), likely, Look::Percent)?;
    }
    Ok(())
}

/// What follows from prices and cost; plots sold before month 0 have neither.
fn money(sheet: &mut Sheet, row: u32, plot: &GridRow<'_, PlotsTable>) -> Result<(), XlsxError> {
    let at = |column: Plot| column.at(row);
    if !is_sold(plot) {
        let to_go = [(1.0, at(Plot::Acquisition)), (1.0, at(Plot::Preparation))];
        sheet.sum(at(Plot::ToGo), &to_go, Look::Hundredth)?;
        let cost = [(1.0, at(Plot::Sunk)), (1.0, at(Plot::ToGo))];
        sheet.sum(at(Plot::Cost), &cost, Look::Hundredth)?;
        let floor_cost = (1.0, at(Plot::Cost), at(Plot::Gfa));
        sheet.ratio(at(Plot::FloorCost), floor_cost, Look::Hundredth)?;
    }
    if plot.number(PlotsTable::p50(PlotField::PriceCny)).is_some() {
        let floor_price = (1.0, at(Plot::Price), at(Plot::Gfa));
        sheet.ratio(at(Plot::FloorPrice), floor_price, Look::Hundredth)?;
        let gain = plot.number(PlotsTable::p50(PlotField::NetGainCny));
        sheet.number(at(Plot::Gain), in_yi(gain), Look::Hundredth)?;
        let gain_ratio = (1.0, at(Plot::Gain), at(Plot::Price));
        sheet.ratio(at(Plot::GainRatio), gain_ratio, Look::Percent)?;
        let cover = (CAUTION, at(Plot::Price), at(Plot::Cost));
        sheet.ratio(at(Plot::Cover), cover, Look::Hundredth)?;
        let inverted = (at(Plot::Cost), at(Plot::Price));
        sheet.mark_above(at(Plot::Inverted), inverted, "inverted")?;
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
