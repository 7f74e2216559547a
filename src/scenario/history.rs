//! `[market.history]`: months that happened, replayed exactly or resampled in blocks.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::document::hexadecimal;
use super::inside::{self, why_outside};
use super::parameter::Accepted;
use super::reader::Section;
use crate::calendar::YearMonth;
use crate::finding::{Finding, Place, Rejected};

/// Histories compiled into the program, by the name a scenario may use.
const BUILT_IN: [(&str, &str); 8] = [
    (
        "builtin:shanghai_house_price_monthly",
        include_str!("../../seeds/history/shanghai_house_price_monthly.csv"),
    ),
    ("builtin:pboc_lending_rates", include_str!("../../seeds/history/pboc_lending_rates.csv")),
    (
        "builtin:hk_land_sales_1985_2011",
        include_str!("../../seeds/history/hk_land_sales_1985_2011.csv"),
    ),
    (
        "builtin:bis_residential_property_prices",
        include_str!("../../seeds/history/bis_residential_property_prices.csv"),
    ),
    (
        "builtin:shanghai_land_auctions_press",
        include_str!("../../seeds/history/shanghai_land_auctions_press.csv"),
    ),
    (
        "builtin:shanghai_press_bidders",
        include_str!("../../seeds/history/shanghai_press_bidders.csv"),
    ),
    (
        "builtin:shanghai_auction_facts",
        include_str!("../../seeds/history/shanghai_auction_facts.csv"),
    ),
    (
        "builtin:shanghai_auction_offers",
        include_str!("../../seeds/history/shanghai_auction_offers.csv"),
    ),
];
/// Largest history file that is read [bytes].
const LARGEST_FILE: u64 = 16 << 20;
/// Most rows of a history.
const MOST_ROWS: usize = 12_000;
/// Name of the column that dates a row.
const MONTH_COLUMN: &str = "month";
/// An index of this size means no change.
const NO_CHANGE: f64 = 100.0;

/// What history does to house prices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum HistoryMode {
    /// Each month's change is the history's of the same calendar month.
    Replay,
    /// Changes are drawn from it in blocks of geometric length (Politis and Romano 1994).
    Bootstrap {
        /// Mean length of a block (months).
        mean_block_months: f64,
    },
}

/// Monthly log changes of house prices that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// How they are used.
    pub mode: HistoryMode,
    /// Calendar month of the first change.
    pub first: YearMonth,
    /// Log change of each month from the month before (log per month).
    pub changes: Vec<f64>,
}

impl History {
    pub(super) fn read(section: &Section<'_>) -> Self {
        section.tolerate(&["mean_block_months"]);
        let mode = match section.choice("mode", &["replay", "bootstrap"]) {
            0 => HistoryMode::Replay,
            _ => HistoryMode::Bootstrap {
                mean_block_months: section.number(
                    "mean_block_months",
                    "months",
                    &Accepted::number(1.0..=600.0),
                ),
            },
        };
        section.refuse_uncertain(&["mean_block_months"]);
        let file = section.text("file");
        let column = section.text("column");
        let from = section.optional_month("from");
        let until = section.optional_month("until");
        let mut history = Self { mode, first: YearMonth::PLACEHOLDER, changes: Vec::new() };
        match text_of(&file, section).and_then(|text| monthly_changes(&text, &column)) {
            Err(finding) => {
                section.find("file", format!("{file}: {}", finding.found), finding.accepted);
            }
            Ok(rows) => {
                let within = |month: YearMonth| {
                    from.is_none_or(|from| from <= month)
                        && until.is_none_or(|until| month <= until)
                };
                let rows: Vec<_> = rows.into_iter().filter(|(month, _)| within(*month)).collect();
                match rows.first() {
                    Some((first, _)) => history.first = *first,
                    None => section.find(
                        "file",
                        "no month between `from` and `until`",
                        "a range that meets the history",
                    ),
                }
                history.changes = rows.into_iter().map(|(_, change)| change).collect();
            }
        }
        history
    }
}

/// A history as a user names it: months with their log changes, and the SHA-256 of the file.
///
/// # Errors
/// When the file cannot be read, or is no history.
pub fn read_changes(file: &str, column: &str) -> Result<(Vec<(YearMonth, f64)>, String), Rejected> {
    let text = match BUILT_IN.iter().find(|(name, _)| *name == file) {
        Some((_, text)) => Ok((*text).to_owned()),
        None => read_file(Path::new(file), "a CSV file of monthly indices"),
    };
    let digest = |text: &str| hexadecimal(&Sha256::digest(text));
    let read = text.and_then(|text| Ok((monthly_changes(&text, column)?, digest(&text))));
    read.map_err(|BadHistory { found, accepted }| {
        let place = Place::whole(file);
        Rejected::new(vec![Finding { place, key: String::new(), found, accepted }])
    })
}

/// A row of a data file: its line, and the cells of the columns that were asked for.
pub type Row = (u64, Vec<String>);

/// Columns of a CSV file that the user names, with the SHA-256 of the file.
///
/// # Errors
/// When the file cannot be read, or lacks a column.
pub fn read_columns(file: &str, columns: &[&str]) -> Result<(Vec<Row>, String), Rejected> {
    let text = match BUILT_IN.iter().find(|(name, _)| *name == file) {
        Some((_, text)) => Ok((*text).to_owned()),
        None => read_file(Path::new(file), "a CSV file"),
    };
    let read = text.and_then(|text| {
        Ok((cells_of_columns(&text, columns)?, hexadecimal(&Sha256::digest(&text))))
    });
    read.map_err(|BadHistory { found, accepted }| {
        let place = Place::whole(file);
        Rejected::new(vec![Finding { place, key: String::new(), found, accepted }])
    })
}

fn cells_of_columns(text: &str, columns: &[&str]) -> Result<Vec<Row>, BadHistory> {
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

/// Places of columns in a header.
fn places_of(reader: &mut csv::Reader<&[u8]>, columns: &[&str]) -> Result<Vec<usize>, BadHistory> {
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

/// What is wrong with a history file.
pub(super) struct BadHistory {
    pub(super) found: String,
    pub(super) accepted: String,
}

fn bad(found: impl Into<String>, accepted: impl Into<String>) -> BadHistory {
    BadHistory { found: found.into(), accepted: accepted.into() }
}

/// The text of a file that a section names.
fn text_of(file: &str, section: &Section<'_>) -> Result<String, BadHistory> {
    let text = read_text(file, section.folder())?;
    section.note_data_file(file, &text);
    Ok(text)
}

fn read_text(file: &str, folder: &Path) -> Result<String, BadHistory> {
    if let Some((_, text)) = BUILT_IN.iter().find(|(name, _)| *name == file) {
        return Ok((*text).to_owned());
    }
    if let Some(why) = why_outside(folder, file) {
        return Err(bad(why, inside::ACCEPTED));
    }
    let accepted = format!("a CSV file beside the scenario, or {:?}", BUILT_IN[0].0);
    read_file(&folder.join(file), &accepted)
}

/// The text of a regular file that is not too large.
fn read_file(path: &Path, accepted: &str) -> Result<String, BadHistory> {
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

/// The numbers of a column of a CSV file beside the scenario; empty cells are left out.
pub(super) fn numbers_of_column(
    file: &str,
    column: &str,
    section: &Section<'_>,
) -> Result<Vec<f64>, BadHistory> {
    let text = text_of(file, section)?;
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

/// Months with the log change that an index column (previous month = 100) states.
fn monthly_changes(text: &str, column: &str) -> Result<Vec<(YearMonth, f64)>, BadHistory> {
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
        rows.push((month, crate::uncertainty::elementary::ln(index / NO_CHANGE)));
    }
    if rows.is_empty() || rows.len() > MOST_ROWS {
        return Err(bad(format!("{} rows", rows.len()), format!("1 to {MOST_ROWS} rows")));
    }
    Ok(rows)
}
