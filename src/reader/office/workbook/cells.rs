//! The sheets of a workbook: `.xlsx` cell by cell, older kinds as a whole.
//!
//! # Why cell by cell
//!
//! A sheet says where each cell stands. One in the last row and the last column makes a table of
//! seventeen thousand million cells of a file of a few hundred bytes, which no memory holds; so
//! rows are made of the cells that are there, and what is too large is refused before it is made.
//!
//! # Why panics are caught
//!
//! The parser of the format is another's, and files come from strangers. What it does not foresee
//! must end as any file that cannot be read.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::iter;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Cell, Data, DataRef, Reader, Sheets, Xlsx};

use crate::reader::office::sheet::{Origin, Row, Sheet};
use crate::reader::office::spelling::month_of_serial;

/// Most bytes that the parts of a workbook may have when they are unpacked.
const MOST_UNPACKED: u64 = 256 << 20;
/// Most cells of a sheet, those counted that are empty before the last of a row.
const MOST_CELLS: usize = 10_000_000;
/// Most bytes of text of a sheet: a text that stands once in the file may be in many cells.
const MOST_TEXT: usize = 256 << 20;

/// The sheets of a workbook that have anything in them; else what was found instead.
pub(super) fn sheets(name: &str, bytes: Vec<u8>) -> Result<Vec<Sheet>, String> {
    let read = catch_unwind(AssertUnwindSafe(|| read(name, bytes)));
    read.unwrap_or_else(|_| Err("a workbook that cannot be read (damaged)".to_owned()))
}

fn read(name: &str, bytes: Vec<u8>) -> Result<Vec<Sheet>, String> {
    refuse_large(&bytes)?;
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes))
        .map_err(|error| format!("a workbook that cannot be read ({error})"))?;
    let mut sheets = Vec::new();
    for sheet in book.sheet_names() {
        let rows = rows(&mut book, &sheet)
            .map_err(|error| format!("sheet {sheet:?} that cannot be read ({error})"))?;
        if !rows.is_empty() {
            let origin = Origin { file: name.to_owned(), sheet: Some(sheet) };
            sheets.push(Sheet { origin, rows, broken: None });
        }
    }
    Ok(sheets)
}

/// Refuses a packed workbook that is far larger when it is unpacked. Older kinds are not packed.
fn refuse_large(bytes: &[u8]) -> Result<(), String> {
    let Ok(mut packed) = zip::ZipArchive::new(Cursor::new(bytes)) else { return Ok(()) };
    let mut unpacked = 0_u64;
    for part in 0..packed.len() {
        let part = packed
            .by_index_raw(part)
            .map_err(|error| format!("a workbook that cannot be read ({error})"))?;
        unpacked = unpacked.saturating_add(part.size());
    }
    if unpacked <= MOST_UNPACKED {
        return Ok(());
    }
    Err(format!("a workbook of {unpacked} bytes when it is unpacked, more than {MOST_UNPACKED}"))
}

/// The rows of a sheet from the first that says anything.
fn rows(book: &mut Sheets<Cursor<Vec<u8>>>, sheet: &str) -> Result<Vec<Row>, String> {
    if let Sheets::Xlsx(book) = book {
        return rows_of_cells(book, sheet);
    }
    let range = book.worksheet_range(sheet).map_err(|error| error.to_string())?;
    let Some((first_row, first_column)) = range.start() else { return Ok(Vec::new()) };
    let (pad, first) = (place(first_column), place(first_row) + 1);
    let rows = range.rows().zip(first..).map(|(cells, line)| {
        let texts = cells.iter().map(text_of);
        Row { line, cells: iter::repeat_n(String::new(), pad).chain(texts).collect() }
    });
    Ok(rows.collect())
}

/// The rows of a sheet, made of the cells that are there.
fn rows_of_cells(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> Result<Vec<Row>, String> {
    let mut cells = match book.worksheet_cells_reader(sheet) {
        Ok(cells) => cells,
        // A sheet of a chart or of macros has no cells.
        Err(calamine::XlsxError::NotAWorksheet(_)) => return Ok(Vec::new()),
        Err(error) => return Err(error.to_string()),
    };
    let mut by_row: BTreeMap<u32, BTreeMap<u32, String>> = BTreeMap::new();
    let mut bytes = 0;
    while let Some(cell) = cells.next_cell().map_err(|error| error.to_string())? {
        let Some((row, column, text)) = said(&cell) else { continue };
        bytes += text.len();
        if bytes > MOST_TEXT {
            return Err(format!("more than {MOST_TEXT} bytes of text"));
        }
        by_row.entry(row).or_default().insert(column, text);
    }
    let widths = by_row.values().filter_map(|row| row.last_key_value());
    let in_all: usize = widths.map(|(last, _)| place(*last) + 1).sum();
    let span = by_row.first_key_value().zip(by_row.last_key_value());
    let height = span.map_or(0, |((first, _), (last, _))| place(last - first) + 1);
    if in_all.max(height) > MOST_CELLS {
        return Err(format!(
            "more than {MOST_CELLS} cells, or one that stands far beyond all others"
        ));
    }
    let Some(((first, _), (last, _))) = span else { return Ok(Vec::new()) };
    let (first, last) = (*first, *last);
    let rows = (first..=last).map(|row| {
        let cells = by_row.remove(&row).unwrap_or_default();
        let width = cells.last_key_value().map_or(0, |(last, _)| place(*last) + 1);
        let mut texts = vec![String::new(); width];
        for (column, text) in cells {
            texts[place(column)] = text;
        }
        Row { line: place(row) + 1, cells: texts }
    });
    Ok(rows.collect())
}

/// Row, column and text of a cell that says anything.
fn said(cell: &Cell<DataRef<'_>>) -> Option<(u32, u32, String)> {
    let (row, column) = cell.get_position();
    let value = Data::from(cell.get_value().clone());
    (value != Data::Empty).then(|| (row, column, text_of(&value)))
}

/// A cell as text: numbers in their shortest exact form, days as their months.
fn text_of(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.trim().to_owned(),
        Data::Float(number) => number.to_string(),
        Data::DateTime(date) => {
            month_of_serial(date.as_f64()).unwrap_or_else(|| date.as_f64().to_string())
        }
        other => other.to_string().trim().to_owned(),
    }
}

fn place(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
