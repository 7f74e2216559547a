//! The sheet to try factors on: what a reader changes there moves the yearly sheets, and what comes
//! of it stands beside what was simulated. Behind it the sheet of means that those sheets draw on.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::catalogue::series::Series;
use crate::quantity::YUAN_PER_YI;
use crate::store::run_tables::RunTables;
use crate::tables::by_period::AnnualTable;
use crate::wording::text::Language;
use crate::wording::units::plain_name;
use crate::wording::words::word;

use super::run_numbers::{by_year, years};
use super::sheet::{Cell, Linked, Look, Sheet, anchored, name};
use super::sheet_columns::sheet_columns;

/// Row of the headings.
const HEAD: u32 = 3;
/// Series whose means the yearly sheets draw on.
const MEANS: [Series; 12] = [
    Series::CostReturnedCny,
    Series::IncomeFundCny,
    Series::DistrictLandGainCny,
    Series::InjectionCny,
    Series::DrawCny,
    Series::BondDrawCny,
    Series::SupportCny,
    Series::AcquisitionCny,
    Series::PreparationCny,
    Series::AdministrationCny,
    Series::InterestCny,
    Series::RepaymentCny,
];
/// Factors: what they are called, and the series that they move.
const FACTORS: [(&str, &[Series]); 5] = [
    (
        "factor_income",
        &[Series::CostReturnedCny, Series::IncomeFundCny, Series::DistrictLandGainCny],
    ),
    ("factor_acquisition", &[Series::AcquisitionCny]),
    ("factor_preparation", &[Series::PreparationCny]),
    ("factor_administration", &[Series::AdministrationCny]),
    ("factor_interest", &[Series::InterestCny]),
];
/// Least and greatest factor that the sheet takes.
const BOUNDS: (f64, f64) = (0.0, 10.0);
/// Width of the names (characters).
const NAME_WIDTH: f64 = 40.0;
/// Width of what a factor moves (characters).
const MOVES_WIDTH: f64 = 46.0;

sheet_columns! {
    /// Columns of the factors.
    Factor:
    Name = "factor",
    Value = "factor_value",
    Moves = "factor_moves",
}

sheet_columns! {
    /// Columns of what comes of them.
    Outcome:
    Name = "item_in_yi",
    Simulated = "factor_simulated",
    Changed = "factor_changed",
    Difference = "factor_difference",
}

/// Cells of the yearly sheets that say what comes of the factors.
#[derive(Debug, Clone)]
pub(super) struct Outcomes {
    /// What comes in, goes out and is left, in window and horizon.
    pub(super) sums: [[Linked; 3]; 2],
    /// Cash at the end of each year of the window.
    pub(super) cash: Vec<Linked>,
}

/// The sheet of means by year, which the others draw on.
pub(super) fn means(run: &RunTables, language: Language) -> Result<Worksheet, XlsxError> {
    let mut sheet = Sheet::new("sheet_means", "sheet_means", language)?;
    sheet.word((1, 0), "means_note", Look::Note)?;
    let years = years(run);
    let mut heads = vec![word("item_in_yi", language)];
    heads.extend(years.iter().map(String::as_str));
    sheet.heads(HEAD, &heads)?;
    for (row, series) in (HEAD + 1..).zip(MEANS) {
        sheet.text((row, 0), plain_name(series.entry(), language), Look::Text)?;
        let means = by_year(run, series, AnnualTable::MEAN, YUAN_PER_YI);
        sheet.numbers((row, 1), &means, Look::Hundredth)?;
    }
    sheet.finish((HEAD + 1, 1))
}

/// The formula of a series in a year, from its mean and the factor that moves it; nothing for
/// series that do not stand on the sheet of means.
pub(super) fn formula(series: Series, year: u16, language: Language) -> Option<String> {
    let at = MEANS.iter().position(|own| *own == series)?;
    let row = HEAD + 1 + u32::try_from(at).ok()?;
    let mean = format!("'{}'!{}", word("sheet_means", language), name((row, 1 + year)));
    let factor = FACTORS.iter().position(|(_, moved)| moved.contains(&series));
    Some(match factor.and_then(|at| u32::try_from(at).ok()) {
        Some(at) => {
            let cell = anchored(Factor::Value.at(HEAD + 1 + at));
            format!("={mean}*'{}'!{cell}", word("sheet_what_if", language))
        }
        None => format!("={mean}"),
    })
}

/// The sheet of factors and of what comes of them.
pub(super) fn what_if(outcomes: &Outcomes, language: Language) -> Result<Worksheet, XlsxError> {
    let mut sheet = Sheet::new("sheet_what_if", "sheet_what_if", language)?;
    sheet.word((1, 0), "what_if_note", Look::Note)?;
    sheet.heads(HEAD, &Factor::heads(language))?;
    let mut row = HEAD + 1;
    for (key, moved) in FACTORS {
        sheet.word(Factor::Name.at(row), key, Look::Text)?;
        sheet.input(Factor::Value.at(row), 1.0, BOUNDS)?;
        let names: Vec<&str> =
            moved.iter().map(|series| plain_name(series.entry(), language)).collect();
        let names = names.join(language.choose("、", ", "));
        sheet.text(Factor::Moves.at(row), &names, Look::Note)?;
        row += 1;
    }
    row += 1;
    sheet.heads(row, &Outcome::heads(language))?;
    row += 1;
    for (key, sums) in ["window_total", "horizon_total"].into_iter().zip(&outcomes.sums) {
        sheet.word((row, 0), key, Look::Head)?;
        row += 1;
        let first = row;
        for (series, linked) in
            [Series::InflowCny, Series::OutlayCny, Series::BalanceCny].into_iter().zip(sums)
        {
            let label = plain_name(series.entry(), language);
            sheet.text(Outcome::Name.at(row), label, Look::Text)?;
            sheet.number(Outcome::Simulated.at(row), Some(linked.value), Look::Tenth)?;
            sheet.link(Outcome::Changed.at(row), linked, Look::Tenth)?;
            changed(&mut sheet, row, Look::Tenth)?;
            row += 1;
        }
        sheet.word(Outcome::Name.at(row), "overall_ratio", Look::Text)?;
        for column in [Outcome::Simulated, Outcome::Changed] {
            let terms = (1.0, column.at(first), column.at(first + 1));
            sheet.ratio(column.at(row), terms, Look::Hundredth)?;
        }
        changed(&mut sheet, row, Look::Hundredth)?;
        row += 1;
    }
    if let Some(least) = outcomes.cash.iter().map(|year| year.value).min_by(f64::total_cmp) {
        sheet.word(Outcome::Name.at(row), "least_cash", Look::Text)?;
        sheet.number(Outcome::Simulated.at(row), Some(least), Look::Tenth)?;
        sheet.least(Outcome::Changed.at(row), &outcomes.cash, Look::Tenth)?;
        changed(&mut sheet, row, Look::Tenth)?;
        row += 1;
    }
    sheet.word((row + 1, 0), "what_if_limits", Look::Note)?;
    sheet.page.set_column_width(0, NAME_WIDTH)?;
    sheet.page.set_column_width(Factor::Moves as u16, MOVES_WIDTH)?;
    sheet.finish((HEAD + 1, 1))
}

/// What the factors change in a row.
fn changed(sheet: &mut Sheet, row: u32, look: Look) -> Result<(), XlsxError> {
    let terms: [(f64, Cell); 2] =
        [(1.0, Outcome::Changed.at(row)), (-1.0, Outcome::Simulated.at(row))];
    sheet.sum(Outcome::Difference.at(row), &terms, look)
}
