//! The time sequence by year (时序计划).

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::catalogue::series::Series;
use crate::quantity::{SQUARE_METRES_PER_HECTARE, SQUARE_METRES_PER_WAN, YUAN_PER_YI};
use crate::store::run_tables::RunTables;
use crate::tables::by_period::AnnualTable;
use crate::wording::text::Language;
use crate::wording::units::plain_name;
use crate::wording::words::word;

use super::years::{HEAD, OUTLAYS, SOURCES, Years, opening_cash, opening_debt};

/// The blocks of the form, as far as the model has them.
pub(super) fn sequence(run: &RunTables, language: Language) -> Result<Worksheet, XlsxError> {
    let mut table = Years::new(run, ("sheet_sequence", "sequence_note"), language)?;
    table.section("sequence_development")?;
    table.flow(run, Series::HouseholdsMoved, 1.0)?;
    table.flow(run, Series::LandReservedM2, SQUARE_METRES_PER_HECTARE)?;
    for series in [Series::PlotsAcquisition, Series::PlotsPreparation, Series::PlotsStock] {
        table.stock(run, series, AnnualTable::MEAN, 1.0)?;
    }
    supply(&mut table, run)?;
    finance(&mut table, run)?;
    table.sheet.finish((HEAD + 1, 1))
}

fn supply(table: &mut Years, run: &RunTables) -> Result<(), XlsxError> {
    table.section("sequence_supply")?;
    table.flow(run, Series::LandDealtM2, SQUARE_METRES_PER_HECTARE)?;
    let mut rows = Vec::new();
    for series in Series::GFA_DEALT {
        rows.push((1.0, table.flow(run, series, SQUARE_METRES_PER_WAN)?));
    }
    let name = word("supply_total", table.sheet.language);
    table.formula(name, &rows, None, true)?;
    table.stock(run, Series::LandStockM2, AnnualTable::MEAN, SQUARE_METRES_PER_HECTARE)?;
    table.stock(run, Series::CollateralCny, AnnualTable::MEAN, YUAN_PER_YI)?;
    table.stock(run, Series::HeadroomCny, AnnualTable::MEAN, YUAN_PER_YI)?;
    Ok(())
}

fn finance(table: &mut Years, run: &RunTables) -> Result<(), XlsxError> {
    let language = table.sheet.language;
    let own = |series: Series| plain_name(series.entry(), language);
    table.section("sequence_finance")?;
    let investment = table.flows(run, &OUTLAYS)?;
    let invested = table.formula(word("investment", language), &investment.terms(), None, true)?;
    let repayment = table.flow(run, Series::RepaymentCny, YUAN_PER_YI)?;
    let spending = [(1.0, invested), (1.0, repayment)];
    let spent = table.formula(word("spending", language), &spending, None, true)?;
    let income = table.flows(run, &SOURCES)?;
    let received = table.formula(word("income", language), &income.terms(), None, true)?;
    let mut debt = income.terms_of(&[Series::DrawCny]);
    debt.push((-1.0, repayment));
    table.formula(own(Series::DebtCny), &debt, Some(opening_debt(run)), false)?;
    let cash = [(1.0, received), (-1.0, spent)];
    table.formula(own(Series::CashCny), &cash, Some(opening_cash(run)), false)?;
    table.flow(run, Series::DistrictLandGainCny, YUAN_PER_YI)?;
    Ok(())
}
