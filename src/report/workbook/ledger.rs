//! Ledgers by month (资金管理台账): of means, and of one future.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::calendar::YearMonth;
use crate::catalogue::series::{CASH_FLOWS, Series};
use crate::store::grid::{Grid, GridRow};
use crate::store::run_tables::RunTables;
use crate::tables::by_period::MonthlyTable;
use crate::tables::replay::MonthsTable;
use crate::wording::text::Language;
use crate::wording::units::name;
use crate::wording::words::{filled, word};

use super::run_numbers::in_yi;
use super::sheet::{Look, Sheet};
use super::years::{HEAD, opening_cash};

/// A ledger by month: opening, flows, closing, and the sums of each year; returns the
/// rows of the months.
fn ledger(
    sheet: &mut Sheet,
    months: &[YearMonth],
    flows: &dyn Fn(Series, usize) -> Option<f64>,
    opening: f64,
) -> Result<Vec<u32>, XlsxError> {
    let language = sheet.language;
    let mut rows = Vec::new();
    let mut heads = vec![word("month", language).to_owned(), word("opening", language).to_owned()];
    heads.extend(CASH_FLOWS.map(|(series, _)| name(series.entry(), language)));
    heads.push(name(Series::CashCny.entry(), language));
    sheet.heads(HEAD, &heads)?;
    let closing = u16::try_from(CASH_FLOWS.len() + 2).unwrap_or(u16::MAX);
    let (mut row, mut before, mut begin) = (HEAD + 1, None, HEAD + 1);
    let mut years = Vec::new();
    for (month, date) in months.iter().enumerate() {
        sheet.month((row, 0), *date)?;
        match before {
            None => sheet.number((row, 1), Some(opening), Look::Tenth)?,
            Some(before) => sheet.sum((row, 1), &[(1.0, (before, closing))], Look::Tenth)?,
        }
        let mut terms = vec![(1.0, (row, 1))];
        for (column, (series, sign)) in (2..).zip(CASH_FLOWS) {
            sheet.number((row, column), flows(series, month), Look::Hundredth)?;
            terms.push((sign, (row, column)));
        }
        sheet.sum((row, closing), &terms, Look::Tenth)?;
        before = Some(row);
        rows.push(row);
        row += 1;
        if date.month() == 12 || month + 1 == months.len() {
            let total = format!("{} {}", date.year(), word("total", language));
            sheet.text((row, 0), &total, Look::Total)?;
            for column in 2..closing {
                sheet.total((row, column), ((begin, column), (row - 1, column)), Look::Total)?;
            }
            years.push(row);
            row += 1;
            begin = row;
        }
    }
    sheet.word((row, 0), "total", Look::Total)?;
    for column in 2..closing {
        let terms: Vec<_> = years.iter().map(|year| (1.0, (*year, column))).collect();
        sheet.sum((row, column), &terms, Look::Total)?;
    }
    Ok(rows)
}

/// The ledger by month in means (资金管理台账).
pub(super) fn monthly(run: &RunTables, language: Language) -> Result<Worksheet, XlsxError> {
    let mut sheet = Sheet::new("sheet_monthly", "sheet_monthly", language)?;
    sheet.word((1, 0), "monthly_note", Look::Note)?;
    let columns: Vec<(Series, Vec<Option<f64>>)> =
        CASH_FLOWS.map(|(series, _)| (series, run.of_months(series, MonthlyTable::MEAN))).to_vec();
    let flows = |wanted: Series, month: usize| {
        let (_, months) = columns.iter().find(|(series, _)| *series == wanted)?;
        in_yi(months.get(month).copied().flatten())
    };
    ledger(&mut sheet, &run.months(), &flows, opening_cash(run))?;
    sheet.finish((HEAD + 1, 1))
}

/// The first trial of a table `months`.
pub(super) fn replay(
    table: &Grid<MonthsTable>,
    (start, window): (YearMonth, usize),
    language: Language,
) -> Result<Worksheet, XlsxError> {
    let trial_of = |row: GridRow<'_, MonthsTable>| row.text(MonthsTable::TRIAL).to_owned();
    let trial = table.rows().next().map(trial_of).unwrap_or_default();
    let rows: Vec<GridRow<'_, MonthsTable>> =
        table.rows().filter(|row| row.text(MonthsTable::TRIAL) == trial).collect();
    let mut sheet = Sheet::new("sheet_replay", "sheet_replay", language)?;
    let at = |series: Series, month: usize| {
        in_yi(rows.get(month).and_then(|row| row.number(MonthsTable::series(series))))
    };
    let total = |series: Series, months: usize| -> f64 {
        (0..months).filter_map(|month| at(series, month)).sum()
    };
    let values = [
        ("trial", trial),
        ("balance", format!("{:.1}", total(Series::BalanceCny, window))),
        ("support", format!("{:.1}", total(Series::SupportCny, rows.len()))),
    ];
    let note = filled("replay_note", &values);
    sheet.text((1, 0), note.of(language), Look::Note)?;
    let months: Vec<YearMonth> = (0..).zip(&rows).map(|(month, _)| start.plus(month)).collect();
    // Cash before the first month: what it closes with, less what moved it.
    let moved: f64 =
        CASH_FLOWS.iter().map(|(series, sign)| sign * at(*series, 0).unwrap_or(0.0)).sum();
    let opening = at(Series::CashCny, 0).unwrap_or(0.0) - moved;
    let lines = ledger(&mut sheet, &months, &at, opening)?;
    consolidated(&mut sheet, &lines, &at)?;
    sheet.finish((HEAD + 1, 1))
}

/// Behind the ledger: the district's gain, and the balance with it, by month and summed up.
fn consolidated(
    sheet: &mut Sheet,
    rows: &[u32],
    at: &dyn Fn(Series, usize) -> Option<f64>,
) -> Result<(), XlsxError> {
    let first = u16::try_from(CASH_FLOWS.len() + 3).unwrap_or(u16::MAX);
    for (column, series) in (first..).zip([
        Series::DistrictLandGainCny,
        Series::BalanceCny,
        Series::CumulativeBalanceCny,
    ]) {
        let name = name(series.entry(), sheet.language);
        sheet.text((HEAD, column), &name, Look::Head)?;
    }
    let mut before = None;
    for (month, row) in rows.iter().enumerate() {
        sheet.number((*row, first), at(Series::DistrictLandGainCny, month), Look::Hundredth)?;
        // Cost returned, fund and gain, less what the programme and its debt cost.
        let mut terms = vec![(1.0, (*row, first))];
        for (column, (series, sign)) in (2..).zip(CASH_FLOWS) {
            let is_financing = matches!(
                series,
                Series::InjectionCny | Series::DrawCny | Series::SupportCny | Series::RepaymentCny
            );
            if !is_financing {
                terms.push((sign, (*row, column)));
            }
        }
        sheet.sum((*row, first + 1), &terms, Look::Hundredth)?;
        let mut terms = vec![(1.0, (*row, first + 1))];
        terms.extend(before.map(|before| (1.0, (before, first + 2))));
        sheet.sum((*row, first + 2), &terms, Look::Tenth)?;
        before = Some(*row);
    }
    Ok(())
}
