//! Columns of files of data, read by the names of their columns: workbooks and CSV texts as offices
//! write them, of any encoding and separator, with titles above the line of headings.
//!
//! Lines that begin with `#` are comments, which say where the data come from. Sizes are
//! bounded, since a stranger's scenario may name any file: 16 MiB, 12,000 rows, regular
//! files alone.

use std::path::Path;

use crate::calendar::YearMonth;
use crate::digest::{of_text, plain};
use crate::finding::{Finding, Place, Rejected};
use crate::uncertainty::elementary::ln;

use super::built_in;
use super::office::sheet::{self, Sheet};
use super::office::spelling;
use super::office::units::Factor;
use super::office::workbook;

/// Largest file of data that is read [bytes].
const LARGEST_FILE: u64 = 16 << 20;
/// Most rows of a file of data: a thousand years of months.
const MOST_ROWS: usize = 12_000;
/// Name of the column that dates a row.
const MONTH_COLUMN: &str = "month";
/// An index of this size (previous month = 100) means no change.
const NO_CHANGE: f64 = 100.0;

/// A history as a user names it, by file and column: months with their log changes, and the
/// SHA-256 of the file.
///
/// # Errors
/// [`Rejected`] when the file cannot be read, or is no history ([`monthly_changes`]).
pub fn read_changes(file: &str, column: &str) -> Result<(Vec<(YearMonth, f64)>, String), Rejected> {
    let text = match built_in::data_file(file) {
        Some(text) => Ok(text.to_owned()),
        None => read_file(Path::new(file), "a CSV file of monthly indices"),
    };
    let read = text.and_then(|text| Ok((monthly_changes(&text, column)?, of_text(&text))));
    read.map_err(|BadFile { found, accepted }| {
        let place = Place::whole(file);
        Rejected::new(vec![Finding { place, key: String::new(), found, accepted }])
    })
}

/// A row of a data file: its line, counted from 1, and the trimmed cells of the columns
/// that were asked for.
pub type Row = (u64, Vec<String>);

/// Columns of a CSV file that the user names, as texts, with the SHA-256 of the file.
///
/// # Errors
/// [`Rejected`] when the file cannot be read, lacks a column, or has no row or more than
/// 12,000.
pub fn read_columns(file: &str, columns: &[&str]) -> Result<(Vec<Row>, String), Rejected> {
    let text = match built_in::data_file(file) {
        Some(text) => Ok(text.to_owned()),
        None => read_file(Path::new(file), "a CSV file"),
    };
    let read = text.and_then(|text| Ok((cells_of_columns(&text, columns)?, of_text(&text))));
    read.map_err(|BadFile { found, accepted }| {
        let place = Place::whole(file);
        Rejected::new(vec![Finding { place, key: String::new(), found, accepted }])
    })
}

/// The cells of columns of a CSV text, row by row.
fn cells_of_columns(text: &str, columns: &[&str]) -> Result<Vec<Row>, BadFile> {
    let rows = rows_of(text, columns)?;
    if rows.is_empty() || rows.len() > MOST_ROWS {
        return Err(bad(format!("{} rows", rows.len()), format!("1 to {MOST_ROWS} rows")));
    }
    Ok(rows)
}

/// Separators of columns, the usual one first.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// The rows below the line that names all of some columns, their cells alone; whatever stands above
/// it is a title. Empty rows are left out.
fn rows_of(text: &str, columns: &[&str]) -> Result<Vec<Row>, BadFile> {
    for separator in SEPARATORS {
        if let Some(rows) = rows_below(text, columns, separator)? {
            return Ok(rows);
        }
    }
    let mut reader = reader_of(text, SEPARATORS[0]);
    let first = reader.records().next().transpose();
    let header = first.map_err(|error| bad(error.to_string(), "a CSV file with a header"))?;
    let header = header.unwrap_or_default();
    let is_there = |name: &str| header.iter().any(|cell| is_heading(cell, name));
    let missing = columns.iter().find(|name| !is_there(name)).or(columns.first());
    Err(bad(
        format!("no column {:?}", missing.copied().unwrap_or_default()),
        format!("one of {}", header.iter().collect::<Vec<_>>().join(", ")),
    ))
}

/// A reader of a text whose columns are separated so.
fn reader_of(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .trim(csv::Trim::All)
        .delimiter(separator)
        .from_reader(text.as_bytes())
}

/// The same of a text whose columns are separated so; `None` where no line names all columns.
fn rows_below(text: &str, columns: &[&str], separator: u8) -> Result<Option<Vec<Row>>, BadFile> {
    let accepted = "rows as long as the header";
    let mut header: Option<(usize, Vec<usize>)> = None;
    let mut rows = Vec::new();
    for record in reader_of(text, separator).records() {
        let record = record.map_err(|error| bad(error.to_string(), accepted))?;
        let line = record.position().map_or(0, csv::Position::line);
        let Some((length, places)) = &header else {
            let place = |name: &&str| record.iter().position(|cell| is_heading(cell, name));
            let places: Option<Vec<usize>> = columns.iter().map(place).collect();
            header = places.map(|places| (record.len(), places));
            continue;
        };
        if record.iter().all(str::is_empty) {
            continue;
        }
        if record.len() != *length {
            let found = format!("line {line} with {} cells of {length}", record.len());
            return Err(bad(found, accepted));
        }
        let cell = |at: &usize| record.get(*at).unwrap_or_default().to_owned();
        rows.push((line, places.iter().map(cell).collect()));
        if rows.len() > MOST_ROWS {
            break;
        }
    }
    Ok(header.map(|_| rows))
}

/// What offices write above the months of a series.
const MONTH_HEADINGS: [&str; 5] = ["月份", "年月", "日期", "时间", "月"];

/// Whether a cell is the heading of a column, months also in Chinese.
fn is_heading(cell: &str, name: &str) -> bool {
    cell == name || (name == MONTH_COLUMN && MONTH_HEADINGS.contains(&cell))
}

/// What is wrong with a file of data; who asked for the file knows where it is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadFile {
    /// What was found in the file, a noun phrase.
    pub found: String,
    /// What is accepted instead, a noun phrase.
    pub accepted: String,
}

/// Puts together what was found and what is accepted.
pub(super) fn bad(found: impl Into<String>, accepted: impl Into<String>) -> BadFile {
    BadFile { found: found.into(), accepted: accepted.into() }
}

/// The text of a regular file that is not too large. What is no file at all is answered
/// with `accepted`.
pub(super) fn read_file(path: &Path, accepted: &str) -> Result<String, BadFile> {
    let metadata = std::fs::metadata(path).map_err(|error| bad(error.to_string(), accepted))?;
    if !metadata.is_file() {
        // A device or a pipe has no size and may never end.
        let kind = if metadata.is_dir() { "a folder" } else { "no regular file" };
        return Err(bad(kind, accepted));
    }
    let size = metadata.len();
    if size > LARGEST_FILE {
        return Err(bad(format!("{size} bytes"), "a file of at most 16 MiB"));
    }
    let bytes = std::fs::read(path).map_err(|error| bad(error.to_string(), accepted))?;
    text_of(&path.display().to_string(), bytes)
}

/// What a file says as a CSV text: a text of any encoding as it stands, of a workbook its first
/// sheet that has anything in it.
fn text_of(name: &str, bytes: Vec<u8>) -> Result<String, BadFile> {
    let refused = |rejected: Rejected| match rejected.findings.into_iter().next() {
        Some(Finding { place, found, accepted, .. }) => {
            let line = place.line.map_or_else(String::new, |line| format!("line {line}: "));
            bad(format!("{line}{found}"), accepted)
        }
        None => bad("nothing that can be read", "a CSV file or a workbook"),
    };
    if !sheet::is_workbook(&bytes) {
        let (text, _) = sheet::text(name, bytes).map_err(refused)?;
        return Ok(plain(&text).into_owned());
    }
    let sheets = workbook::of_workbook(name, bytes).map_err(refused)?;
    let filled = |sheet: &&Sheet| sheet.rows.iter().any(|row| !row.is_empty());
    let Some(sheet) = sheets.iter().find(filled) else {
        return Err(bad("an empty workbook", "a sheet with a row of headings"));
    };
    let width = sheet.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in &sheet.rows {
        let written = writer.write_record((0..width).map(|place| row.cell(place)));
        written.map_err(|error| bad(error.to_string(), "a sheet of texts and numbers"))?;
    }
    let bytes = writer.into_inner().map_err(|error| bad(error.to_string(), "a sheet"))?;
    String::from_utf8(bytes).map_err(|error| bad(error.to_string(), "a sheet of texts"))
}

/// A number as offices write it; `None` of what is none.
fn number(cell: &str) -> Option<f64> {
    let number: f64 = spelling::number(cell, Factor::ONE).parse().ok()?;
    Some(number).filter(|number| number.is_finite())
}

/// The numbers of a column of a CSV text in the order of rows; empty cells are left out.
///
/// ```
/// use landsim::reader::column::numbers_of_column;
///
/// let text = "# source: made up\nplot,price\na,1.5\nb,\nc,2\n";
/// assert_eq!(numbers_of_column(text, "price").ok(), Some(vec![1.5, 2.0]));
/// assert_eq!(numbers_of_column(text, "prize").unwrap_err().accepted, "one of plot, price");
/// ```
///
/// # Errors
/// When there is no such column, a cell that is no finite number, or no number at all.
pub fn numbers_of_column(text: &str, column: &str) -> Result<Vec<f64>, BadFile> {
    let mut numbers = Vec::new();
    for (line, cells) in rows_of(text, &[column])? {
        let cell = &cells[0];
        if spelling::is_nothing(cell) {
            continue;
        }
        let found = || bad(format!("line {line} with {cell:?}"), "finite numbers or empty cells");
        numbers.push(number(cell).ok_or_else(found)?);
    }
    if numbers.is_empty() { Err(bad("no number", "at least one number")) } else { Ok(numbers) }
}

/// Months of the column `month` with the log change that an index column states (the month
/// before is 100).
///
/// ```
/// use landsim::reader::column::monthly_changes;
///
/// let changes = monthly_changes("month,homes\n2011-01,100\n2011-02,100\n", "homes").unwrap();
/// assert_eq!(changes.len(), 2);
/// assert_eq!(changes[0].1, 0.0);
/// assert!(monthly_changes("month,homes\n2011-01,100\n2011-03,100\n", "homes").is_err());
/// ```
///
/// # Errors
/// When a column is missing, a row has no month or no index from 50 to 200, or months do
/// not follow one another.
pub fn monthly_changes(text: &str, column: &str) -> Result<Vec<(YearMonth, f64)>, BadFile> {
    let mut rows: Vec<(YearMonth, f64)> = Vec::new();
    for (line, cells) in rows_of(text, &[MONTH_COLUMN, column])? {
        let month: Option<YearMonth> = spelling::month(&cells[0]).parse().ok();
        let index = number(&cells[1]);
        let (Some(month), Some(index)) =
            (month, index.filter(|index| (50.0..=200.0).contains(index)))
        else {
            return Err(bad(
                format!("line {line} without a month and an index"),
                "YYYY-MM and an index from 50 to 200 (previous month = 100)",
            ));
        };
        if rows.last().is_some_and(|(last, _)| month.months_since(*last) != 1) {
            return Err(bad(
                format!("line {line}, which does not follow the month before"),
                "consecutive months",
            ));
        }
        rows.push((month, ln(index / NO_CHANGE)));
    }
    if rows.is_empty() || rows.len() > MOST_ROWS {
        return Err(bad(format!("{} rows", rows.len()), format!("1 to {MOST_ROWS} rows")));
    }
    Ok(rows)
}
