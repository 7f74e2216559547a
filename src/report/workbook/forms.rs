//! The forms that an office files with a project of special bonds, in one workbook whose formulas
//! go from sheet to sheet: what the plan states, the project record, the disclosure of its bonds,
//! the balance of income and outlays by year, the local report on price and cover, and the stress
//! table with the odds of a simulated market beside it.
//!
//! The forms are those of the debt system's record of a project, of the disclosure tables of bonds,
//! of its 收支平衡 table, of Shenzhen's report (深规划资源〔2025〕358号) and of the stress tables that
//! evaluations print. What only the office knows is left blank. A number that may be changed is
//! yellow and stands on the sheet of inputs (and on that of the local report, which has its own).

mod balance;
mod balance_rows;
mod balance_tests;
mod cover_terms;
mod inputs;
mod names;
pub mod planned;
mod price;
mod price_inputs;
mod price_rows;
mod record;
mod simulated;
mod stress;

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::wording::text::Language;

use super::book;
use balance::Balance;
use inputs::Inputs;
use names::Names;
use planned::Planned;

/// The workbook: six sheets for each project.
///
/// # Errors
/// What keeps the workbook from being made.
pub fn forms(plans: &[Planned<'_>], language: Language) -> Result<Vec<u8>, String> {
    let sheets = || -> Result<Vec<Worksheet>, XlsxError> {
        let mut sheets = Vec::new();
        for (number, planned) in (1..).zip(plans) {
            let names = Names { number: (plans.len() > 1).then_some(number), language };
            sheets.extend(of_project(planned, names)?);
        }
        Ok(sheets)
    };
    book(sheets(), language)
}

fn of_project(planned: &Planned<'_>, names: Names) -> Result<Vec<Worksheet>, XlsxError> {
    let inputs = Inputs::of(planned.project, names);
    let balance = Balance::of(&inputs);
    let stress = stress::sheet(planned, &inputs, &balance)?;
    let record = record::record(planned, &inputs, &balance)?;
    let disclosure = record::disclosure(planned, &inputs, &balance)?;
    let price = price::sheet(planned, names)?;
    let balanced = balance.sheet(planned, &inputs)?;
    Ok(vec![inputs.sheet()?, record, disclosure, balanced, price, stress])
}
