//! Projects and their bonds by year: what comes in, what is owed and who pays it, in means.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::catalogue::project_item::ProjectItem;
use crate::store::grid::Grid;
use crate::store::run_tables::RunTables;
use crate::tables::bonds::{BondsTable, PeriodKind};
use crate::wording::text::Language;
use crate::wording::units::{divisor, name};
use crate::wording::words::word;

use super::run_numbers::years;
use super::sheet::{Look, Sheet};

/// Row of the headings.
const HEAD: u32 = 3;
/// Columns before the years.
const BEFORE: u16 = 3;
/// Width of names (characters).
const NAME_WIDTH: f64 = 22.0;

/// A row for each project, bond and item, a column for each year; nothing without projects.
pub(super) fn by_year(run: &RunTables, language: Language) -> Result<Option<Worksheet>, XlsxError> {
    let Some(table) = &run.bonds else { return Ok(None) };
    let mut sheet = Sheet::new("sheet_bonds", "bonds_by_year", language)?;
    sheet.word((1, 0), "bonds_note", Look::Note)?;
    let years = years(run);
    let named = ["project", "bond", "bond_item"].map(|key| word(key, language).to_owned());
    let heads: Vec<String> = named.into_iter().chain(years.iter().cloned()).collect();
    sheet.heads(HEAD, &heads)?;
    let mut row = HEAD;
    for (project, bond, item) in items(table) {
        row += 1;
        let entry = item.entry();
        sheet.text((row, 0), &project, Look::Text)?;
        let shown = if bond.is_empty() { word("bonds_whole", language) } else { &bond };
        sheet.text((row, 1), shown, Look::Text)?;
        sheet.text((row, 2), &name(entry, language), Look::Text)?;
        for (column, year) in (BEFORE..).zip(&years) {
            let found = table.rows().find(|line| {
                line.text(BondsTable::PERIOD) == year
                    && line.text(BondsTable::ITEM) == item.id()
                    && line.text(BondsTable::PROJECT) == project
                    && line.text(BondsTable::BOND) == bond
            });
            let mean = found.and_then(|line| line.number(BondsTable::MEAN)).unwrap_or_default();
            sheet.number((row, column), Some(mean / divisor(entry.unit)), Look::of(entry.unit))?;
        }
    }
    sheet.filters(HEAD, row)?;
    for column in 0..BEFORE {
        sheet.page.set_column_width(column, NAME_WIDTH)?;
    }
    sheet.finish((HEAD + 1, BEFORE)).map(Some)
}

/// Project, bond and item of the rows that are not 0 in every year, in the order of the table.
fn items(table: &Grid<BondsTable>) -> Vec<(String, String, ProjectItem)> {
    let mut items = Vec::new();
    for line in table.rows() {
        let is_year = line.text(BondsTable::PERIOD_KIND) == PeriodKind::Year.name();
        let id = line.text(BondsTable::ITEM);
        let item = ProjectItem::ALL.into_iter().find(|item| item.id() == id);
        if let Some(item) = item.filter(|_| is_year) {
            let (project, bond) = (line.text(BondsTable::PROJECT), line.text(BondsTable::BOND));
            let one = (project.to_owned(), bond.to_owned(), item);
            if !items.contains(&one) {
                items.push(one);
            }
        }
    }
    items
}
