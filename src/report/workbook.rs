//! The workbook of a run or of several, in the forms that offices file, with formulas that work.
//!
//! Means add up, so sheets of means are made of formulas; quantiles do not and stand as numbers.
//! Every formula is written with its result. Money is in 亿元, floor area in 万㎡, land in hectares.

pub mod actuals_template;
mod balance;
mod bonds;
mod budget;
mod cover;
mod delivery;
mod fill_in;
pub mod forms;
mod ledger;
mod plan_targets;
mod plots;
pub mod project_template;
mod projects;
mod run_numbers;
mod sequence;
mod several;
mod sheet;
mod sheet_columns;
pub mod template;
mod what_if;
mod years;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use crate::store::grid::Grid;
use crate::store::run_tables::RunTables;
use crate::tables::regret::RegretTable;
use crate::tables::replay::MonthsTable;
use crate::wording::text::Language;
use crate::wording::words::word;

use super::page::RenderedPage;

/// Where sheets that not every run has stand, the cover being none of them.
const BUDGET: usize = 3;

/// The workbook of a run; `replay` is the table `months` that `landsim replay` wrote, `last` the
/// last forecast.
///
/// # Errors
/// What keeps the workbook from being made.
pub fn of_run(
    run: &RunTables,
    drawn: &RenderedPage,
    (replay, last): (Option<&Grid<MonthsTable>>, Option<&RunTables>),
    language: Language,
) -> Result<Vec<u8>, String> {
    let sheets = || -> Result<Vec<Worksheet>, XlsxError> {
        let (balance, outcomes) = balance::balance(run, language)?;
        let mut sheets = vec![
            balance::disclosure(run, &outcomes, language)?,
            balance,
            what_if::what_if(&outcomes, language)?,
            sequence::sequence(run, language)?,
            ledger::monthly(run, language)?,
            plots::plots(run, language)?,
            delivery::delivery(run, language)?,
            delivery::figures(run, language)?,
        ];
        if let Some(view) = super::budget::budget(run, last) {
            sheets.insert(BUDGET, budget::budget(&view, language)?);
        }
        sheets.extend(plan_targets::targets(run, language)?);
        sheets.extend(projects::projects(run, language)?);
        sheets.extend(bonds::by_year(run, language)?);
        sheets.push(cover::assumptions(drawn, language)?);
        sheets.push(what_if::means(run, language)?);
        if let Some(replay) = replay {
            let calendar = &run.recorded.calendar;
            let shown = (calendar.start, calendar.window);
            sheets.insert(BUDGET, ledger::replay(replay, shown, language)?);
        }
        sheets.insert(0, cover::cover(drawn, &sheets, language)?);
        Ok(sheets)
    };
    book(sheets(), language)
}

/// The workbook of several runs, the first being the base.
///
/// # Errors
/// What keeps the workbook from being made.
pub fn of_several(
    runs: &[RunTables],
    drawn: &RenderedPage,
    regret: Option<&Grid<RegretTable>>,
    language: Language,
) -> Result<Vec<u8>, String> {
    let sheets = || -> Result<Vec<Worksheet>, XlsxError> {
        let mut sheets =
            vec![several::scenarios(runs, language)?, several::differences(runs, language)?];
        if let Some(regret) = regret {
            sheets.push(several::regret(regret, language)?);
        }
        sheets.push(cover::assumptions(drawn, language)?);
        sheets.insert(0, cover::cover(drawn, &sheets, language)?);
        Ok(sheets)
    };
    book(sheets(), language)
}

fn book(sheets: Result<Vec<Worksheet>, XlsxError>, language: Language) -> Result<Vec<u8>, String> {
    let saved = || -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        // The same runs give the same bytes, whenever the workbook is made.
        let made = ExcelDateTime::from_ymd(2011, 1, 1)?;
        let title = word("page_run", language);
        let properties = DocProperties::new()
            .set_title(title)
            .set_author("landsim")
            .set_creation_datetime(&made);
        workbook.set_properties(&properties);
        for sheet in sheets? {
            workbook.push_worksheet(sheet);
        }
        packed(&mut workbook)
    };
    saved().map_err(|error| error.to_string())
}

/// The bytes of a workbook. Its library packs on threads of its own and ends the program where the
/// system gives none, so one is asked for first.
fn packed(workbook: &mut Workbook) -> Result<Vec<u8>, XlsxError> {
    let without = |error| {
        XlsxError::IoError(std::io::Error::other(format!("no thread to pack it on ({error})")))
    };
    // What the thread did is nothing.
    let _ = std::thread::Builder::new().spawn(|| ()).map_err(without)?.join();
    workbook.save_to_buffer()
}
