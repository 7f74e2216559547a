//! One trial month by month, in formulas.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::catalogue::series::Series;

use super::super::phrasebook::filled;
use super::super::run_tables::{Grid, GridRow};
use super::super::words::Language;
use super::in_yi;
use super::money::ledger;
use super::sheet::{Look, Sheet};

/// Row of the headings, as in the ledger.
const HEAD: u32 = 3;

/// The first trial of a table `months`.
pub(super) fn replay(table: &Grid, language: Language) -> Result<Worksheet, XlsxError> {
    let trial = table.rows().next().map(|row| row.text("trial").to_owned()).unwrap_or_default();
    let rows: Vec<GridRow<'_>> = table.rows().filter(|row| row.text("trial") == trial).collect();
    let mut sheet = Sheet::new("sheet_replay", "sheet_replay", language)?;
    let note = filled("replay_note", &[("trial", trial)]);
    sheet.text((1, 0), note.of(language), Look::Note)?;
    let months: Vec<String> = rows.iter().map(|row| row.text("date").to_owned()).collect();
    let at = |series: Series, month: usize| {
        in_yi(rows.get(month).and_then(|row| row.number(series.id())))
    };
    // Cash before the first month: what the first month closes with, less what moved it.
    let first = |series| at(series, 0).unwrap_or(0.0);
    let received = first(Series::CostReturnedCny)
        + first(Series::IncomeFundCny)
        + first(Series::InjectionCny)
        + first(Series::DrawCny)
        + first(Series::SupportCny);
    let spent = first(Series::AcquisitionCny)
        + first(Series::PreparationCny)
        + first(Series::AdministrationCny)
        + first(Series::InterestCny)
        + first(Series::RepaymentCny);
    ledger(&mut sheet, &months, &at, first(Series::CashCny) - received + spent)?;
    sheet.finish((HEAD + 1, 1))
}
