//! Columns of files of data: CSV texts with a header, read by the names of their columns.
//!
//! Lines that begin with `#` are comments, which say where the data come from. Sizes are
//! bounded, since a stranger's scenario may name any file: 16 MiB, 12,000 rows, regular
//! files alone.

use std::path::Path;

use crate::calendar::YearMonth;
use crate::digest::sha256;
use crate::finding::{Finding, Place, Rejected};
use crate::uncertainty::elementary::ln;

use super::built_in;

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
    let read = text.and_then(|text| Ok((monthly_changes(&text, column)?, sha256(text.as_bytes()))));
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
    let read =
        text.and_then(|text| Ok((cells_of_columns(&text, columns)?, sha256(text.as_bytes()))));
    read.map_err(|BadFile { found, accepted }| {
        let place = Place::whole(file);
        Rejected::new(vec![Finding { place, key: String::new(), found, accepted }])
    })
}

/// The cells of columns of a CSV text, row by row.
fn cells_of_columns(text: &str, columns: &[&str]) -> Result<Vec<Row>, BadFile> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let places = places_of(&mut reader, columns)?;
    let mut rows = Vec::new();
    for record in reader.records().take(MOST_ROWS + 1) {
        let record =
            record.map_err(|error| bad(error.to_string(), "rows as long as the header"))?;
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |at: &usize| record.get(*at).map_or("", str::trim).to_owned();
        rows.push((line, places.iter().map(cell).collect()));
    }
    if rows.is_empty() || rows.len() > MOST_ROWS {
        return Err(bad(format!("{} rows", rows.len()), format!("1 to {MOST_ROWS} rows")));
    }
    Ok(rows)
}

/// Places of columns in a header; one that is missing is told with those that are there.
fn places_of(reader: &mut csv::Reader<&[u8]>, columns: &[&str]) -> Result<Vec<usize>, BadFile> {
    let header = reader
        .headers()
        .map_err(|error| bad(error.to_string(), "a CSV file with a header"))?
        .clone();
    let place = |name: &&str| {
        header.iter().position(|cell| cell == *name).ok_or_else(|| {
            bad(
                format!("no column {name:?}"),
                format!("one of {}", header.iter().collect::<Vec<_>>().join(", ")),
            )
        })
    };
    columns.iter().map(place).collect()
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
    std::fs::read_to_string(path).map_err(|error| bad(error.to_string(), accepted))
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
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let at = places_of(&mut reader, &[column])?[0];
    let mut numbers = Vec::new();
    for record in reader.records().take(MOST_ROWS) {
        let record =
            record.map_err(|error| bad(error.to_string(), "rows as long as the header"))?;
        let line = record.position().map_or(0, csv::Position::line);
        let cell = record.get(at).map_or("", str::trim);
        if cell.is_empty() {
            continue;
        }
        let number = cell.parse::<f64>().ok().filter(|number| number.is_finite());
        numbers.push(number.ok_or_else(|| {
            bad(format!("line {line} with {cell:?}"), "finite numbers or empty cells")
        })?);
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
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let places = places_of(&mut reader, &[MONTH_COLUMN, column])?;
    let (month_at, index_at) = (places[0], places[1]);
    let mut rows: Vec<(YearMonth, f64)> = Vec::new();
    for record in reader.records().take(MOST_ROWS + 1) {
        let record =
            record.map_err(|error| bad(error.to_string(), "rows as long as the header"))?;
        let line = record.position().map_or(0, csv::Position::line);
        let month: Option<YearMonth> = record.get(month_at).and_then(|cell| cell.parse().ok());
        let index: Option<f64> = record.get(index_at).and_then(|cell| cell.trim().parse().ok());
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
