//! A sheet to fill in: headings with units and notes, items to choose from, and rows that show how.

use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, FormatBorder, Formula, Note, Workbook,
    Worksheet, XlsxError,
};

use crate::portfolio::columns::Column;
use crate::wording::meanings::in_chinese;
use crate::wording::text::Language;

use super::template::{heading, unit_of};

/// Rows below the headings that the list of items reaches.
const ROWS: u32 = 5_000;
/// Row of the headings, from 0: the title stands above.
const HEADINGS: u32 = 2;
/// Width of a column (characters).
const WIDTH: f64 = 16.0;
/// Column in which an item is chosen.
const ITEM: &str = "item";

/// What a sheet to fill in has.
pub(super) struct FillIn<'f> {
    /// Name of the sheet.
    pub(super) name: &'f str,
    /// What stands above it, and what is done with it.
    pub(super) title: &'f str,
    pub(super) hint: &'f str,
    /// Its columns.
    pub(super) columns: Vec<&'static Column>,
    /// Rows that show how: texts of these columns.
    pub(super) examples: Vec<Vec<String>>,
    /// What a name in a file is called in the sheet's language, where it is one of a list.
    pub(super) called: &'f dyn Fn(&str) -> Option<&'f str>,
    /// Columns that stay in sight.
    pub(super) frozen: u16,
}

/// The sheet of what may be filled in for items: heads, then a row for each item.
pub(super) struct Items {
    /// Name of the sheet.
    name: &'static str,
    /// Heads; the last column is wide.
    heads: [&'static str; 4],
    /// Rows.
    rows: Vec<[String; 4]>,
}

impl Items {
    /// Of rows: name, id, columns in which it is said, meaning.
    pub(super) fn new(rows: Vec<[String; 4]>, language: Language) -> Self {
        Self {
            name: language.choose("事项", "Items"),
            heads: [
                language.choose("事项", "Item"),
                language.choose("英文标识", "Id"),
                language.choose("填在", "Where it is said"),
                language.choose("含义", "Meaning"),
            ],
            rows,
        }
    }
}

/// A workbook of a sheet to fill in and the items that it may have.
pub(super) fn book(
    fill_in: &FillIn<'_>,
    items: &Items,
    language: Language,
) -> Result<Vec<u8>, String> {
    let made = || -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        // The same bytes whenever it is made.
        let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&created));
        book.push_worksheet(fill_in.sheet(items, language)?);
        book.push_worksheet(items.sheet()?);
        super::packed(&mut book)
    };
    made().map_err(|error| error.to_string())
}

fn plain() -> Format {
    Format::new().set_font_name("Microsoft YaHei").set_font_size(10)
}

fn head() -> Format {
    plain()
        .set_bold()
        .set_text_wrap()
        .set_background_color(0x00E8_EDF2)
        .set_border_bottom(FormatBorder::Thin)
}

impl FillIn<'_> {
    fn sheet(&self, items: &Items, language: Language) -> Result<Worksheet, XlsxError> {
        let title = plain().set_bold().set_font_size(14);
        let mut sheet = Worksheet::new();
        sheet.set_name(self.name)?;
        sheet.write_with_format(0, 0, self.title, &title)?;
        sheet.write_with_format(1, 0, self.hint, &plain())?;
        for (place, column) in self.columns.iter().enumerate() {
            let at = u16::try_from(place).unwrap_or(u16::MAX);
            sheet.write_with_format(HEADINGS, at, heading(column, language), &head())?;
            let meaning = match language {
                Language::Chinese => in_chinese(column.meaning),
                Language::English => column.meaning.to_owned(),
            };
            let note = Note::new(format!("{meaning}\n{}", column.accepted()));
            sheet.insert_note(HEADINGS, at, &note.set_author("landsim"))?;
            sheet.set_column_width(at, WIDTH)?;
            if column.name == ITEM {
                let source = format!("='{}'!$A$2:$A${}", items.name, items.rows.len() + 1);
                let list = DataValidation::new().allow_list_formula(Formula::new(source));
                sheet.add_data_validation(HEADINGS + 1, at, HEADINGS + ROWS, at, &list)?;
            }
            for (row, example) in (HEADINGS + 1..).zip(&self.examples) {
                let text = example.get(place).map_or("", String::as_str);
                self.write(&mut sheet, (row, at), (column, text), language)?;
            }
        }
        sheet.set_freeze_panes(HEADINGS + 1, self.frozen)?;
        Ok(sheet)
    }

    /// Writes the text of a file's cell in the units and words of the language.
    fn write(
        &self,
        sheet: &mut Worksheet,
        (row, at): (u32, u16),
        (column, text): (&Column, &str),
        language: Language,
    ) -> Result<(), XlsxError> {
        let number = text.parse::<f64>().ok().filter(|_| column.unit().is_some());
        if let Some(number) = number {
            let (_, times, by) = unit_of(column, language).unwrap_or(("", 1.0, 1.0));
            sheet.write_with_format(row, at, number * times / by, &plain())?;
        } else if !text.is_empty() {
            let text = (self.called)(text).unwrap_or(text);
            sheet.write_with_format(row, at, text, &plain())?;
        }
        Ok(())
    }
}

impl Items {
    fn sheet(&self) -> Result<Worksheet, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(self.name)?;
        for (at, named) in (0..).zip(self.heads) {
            sheet.write_with_format(0, at, named, &head())?;
            sheet.set_column_width(at, WIDTH * if at == 3 { 5.0 } else { 1.5 })?;
        }
        for (row, cells) in (1..).zip(&self.rows) {
            for (at, cell) in (0..).zip(cells) {
                sheet.write_with_format(row, at, cell, &plain())?;
            }
        }
        sheet.set_freeze_panes(1, 1)?;
        Ok(sheet)
    }
}
