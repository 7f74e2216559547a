//! A table of any kind of rows, read from a file as offices keep them: plots, and what has happened
//! to them.
//!
//! A file is a CSV text or a workbook. Its headings name the columns, in any order, by the fields
//! of the rows or by what offices call them, with their units; titles and units may stand above
//! them and sums below the rows. Lines that start with `#` above the headings are comments. Reading
//! goes on after a finding, so that a user learns everything that is wrong with a file at once.
//!
//! # How bytes become rows
//!
//! `sheet` turns bytes into rows of text with their places, whatever they come from; `header`
//! says which column stands where and in which unit; `spelling` brings numbers and months into the
//! one way in which cells are read ([`crate::portfolio::columns`]); rules over several cells look
//! at what was read. `understanding` keeps what was taken for what.
//!
//! # Why a reader of our own around the `csv` crate
//!
//! The crate splits text into cells. What people need beside it is the line on which an
//! editor finds a row, through byte order marks, comments, blank lines and quoted line
//! breaks; and limits, so that a wrong path, such as a device or an archive, is refused
//! quickly.

mod header;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::digest::{self, sha256};
use crate::finding::{Finding, Place, Rejected};
use crate::reader::odd_character::first_odd;
use crate::reader::office::sheet::{self, Origin, Row, Sheet};
use crate::reader::office::units;
use crate::reader::office::workbook;

use super::cell::shown;
use super::columns::{Column, Kind, Record};
use super::file::understanding::Understanding;
use header::{Header, LEAST_KNOWN, StatedUnits, known_headings, units_of};

/// Most bytes a file may have: 16 MiB, about ten times what the largest portfolio takes.
pub(super) const MOST_BYTES: usize = 16 * 1024 * 1024;

/// A table that was read, with where its rows stand.
#[derive(Debug)]
pub(super) struct Table<R> {
    /// File, and sheet of a workbook.
    pub(super) origin: Origin,
    /// SHA-256 of what the file says, in lower-case hexadecimal: of a text without a byte-order
    /// mark and in UTF-8 with lines ended by `\n`, of a workbook its bytes.
    pub(super) digest: String,
    /// The rows with their lines, in the order of the file.
    pub(super) rows: Vec<(usize, R)>,
    /// What the table was taken for.
    pub(super) understanding: Understanding,
}

/// The bytes of a file, with its path as the name that findings use.
///
/// # Errors
/// When it cannot be read. One byte more than allowed is read, so that an endless device is refused
/// instead of read.
pub(super) fn bytes(path: &Path) -> Result<(String, Vec<u8>), Rejected> {
    let name = path.display().to_string();
    let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    let read =
        File::open(path).and_then(|file| file.take(most.saturating_add(1)).read_to_end(&mut bytes));
    match read {
        Ok(_) => Ok((name, bytes)),
        Err(error) => {
            let found = format!("a file that cannot be read ({error})");
            Err(whole(&name, found, "a readable CSV file"))
        }
    }
}

/// The table of the bytes of a file, a workbook or a text; `name` is what findings call it.
///
/// # Errors
/// Everything that is wrong with the file.
pub(super) fn of_bytes<R: Record>(name: &str, bytes: Vec<u8>) -> Result<Table<R>, Rejected> {
    if bytes.len() > MOST_BYTES {
        return Err(too_large(name));
    }
    if sheet::is_workbook(&bytes) {
        let digest = sha256(&bytes);
        of_sheets(name, workbook::of_workbook(name, bytes)?, digest)
    } else {
        let (text, encoding) = sheet::text(name, bytes)?;
        of_text(name, &text, encoding)
    }
}

/// The table of a text of an encoding.
///
/// # Errors
/// Everything that is wrong with the text.
pub(super) fn of_text<R: Record>(
    name: &str,
    text: &str,
    encoding: &str,
) -> Result<Table<R>, Rejected> {
    if text.len() > MOST_BYTES {
        return Err(too_large(name));
    }
    let body = body(text);
    if body.trim().is_empty() {
        let accepted = format!("a header line and a line per {}", R::KIND.row);
        return Err(whole(name, "an empty file".to_owned(), &accepted));
    }
    let lines = Lines::of(text, text.len() - body.len());
    of_sheet(&sheet_of(&R::KIND, (name, body), &lines), encoding, digest::of_text(text))
}

/// Separators of columns, the usual one first.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// The rows of a text, whose columns are separated as makes most headings known.
fn sheet_of(kind: &Kind, (name, body): (&str, &str), lines: &Lines<'_>) -> Sheet {
    let most = kind.most_rows + MOST_ABOVE;
    let mut best = split((name, body), lines, SEPARATORS[0], most);
    for separator in &SEPARATORS[1..] {
        if headings(kind, &best).1 >= LEAST_KNOWN {
            break;
        }
        let other = split((name, body), lines, *separator, most);
        if headings(kind, &other).1 > headings(kind, &best).1 {
            best = other;
        }
    }
    best
}

/// The rows of a text whose columns are separated in one way; text that is no CSV ends it.
fn split((name, body): (&str, &str), lines: &Lines<'_>, separator: u8, most: usize) -> Sheet {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .delimiter(separator)
        .from_reader(body.as_bytes());
    let origin = Origin { file: name.to_owned(), sheet: None };
    let mut sheet = Sheet { origin, rows: Vec::new(), broken: None };
    for record in reader.records() {
        match record {
            Ok(record) => sheet.rows.push(Row {
                line: lines.at(record.position()),
                cells: record.iter().map(str::to_owned).collect(),
            }),
            Err(error) => {
                sheet.broken = Some((lines.at(error.position()), error.to_string()));
                break;
            }
        }
        // One more than allowed is told; what follows changes nothing.
        if sheet.rows.len() > most {
            break;
        }
    }
    sheet
}

/// Rows in which headings are looked for: titles and units stand above them.
const MOST_ABOVE: usize = 30;

/// The row of headings, and how many of them are known: the first with enough of them, else the
/// first row that says anything.
fn headings(kind: &Kind, sheet: &Sheet) -> (usize, usize) {
    let first = sheet.rows.iter().position(|row| !row.is_empty()).unwrap_or(0);
    let rows = sheet.rows.iter().enumerate().skip(first).take(MOST_ABOVE);
    let known = |row: &Row| known_headings(kind, row);
    rows.map(|(place, row)| (place, known(row)))
        .find(|(_, known)| *known >= LEAST_KNOWN)
        .unwrap_or((first, sheet.rows.get(first).map_or(0, known)))
}

/// The table of a workbook: of the one sheet that is of the kind.
fn of_sheets<R: Record>(
    name: &str,
    sheets: Vec<Sheet>,
    digest: String,
) -> Result<Table<R>, Rejected> {
    let Kind { called, row, .. } = R::KIND;
    let is_table = |sheet: &Sheet| headings(&R::KIND, sheet).1 >= LEAST_KNOWN;
    let tables: Vec<usize> = (0..sheets.len()).filter(|place| is_table(&sheets[*place])).collect();
    let chosen = match tables[..] {
        [only] => only,
        [] if sheets.len() == 1 => 0,
        [] => {
            let found = format!("no sheet with the headings of a {called}");
            let accepted = format!("one sheet with a row of headings and a row per {row}");
            return Err(whole(name, found, &accepted));
        }
        _ => {
            let names = tables.iter().filter_map(|place| sheets[*place].origin.sheet.as_deref());
            let found = format!(
                "several sheets, each with a {called}: {}",
                names.collect::<Vec<_>>().join(", ")
            );
            return Err(whole(name, found, &format!("one sheet with a {called}")));
        }
    };
    let accepted = || format!("a sheet with a row per {row}");
    let sheet = sheets.into_iter().nth(chosen);
    sheet.map_or_else(
        || Err(whole(name, "an empty workbook".to_owned(), &accepted())),
        |sheet| of_sheet(&sheet, "xlsx", digest),
    )
}

/// The table of a sheet.
fn of_sheet<R: Record>(
    sheet: &Sheet,
    encoding: &str,
    digest: String,
) -> Result<Table<R>, Rejected> {
    let mut reading = Reading {
        origin: sheet.origin.clone(),
        rows: Vec::new(),
        first_lines: BTreeMap::new(),
        findings: Vec::new(),
        sums_skipped: Vec::new(),
    };
    let (header, headings_line) = reading.table(sheet);
    if !reading.findings.is_empty() {
        return Err(Rejected::new(reading.findings));
    }
    let understanding = Understanding {
        encoding: encoding.to_owned(),
        sheet: sheet.origin.sheet.clone(),
        headings_line,
        columns: header.understood().to_vec(),
        sums_skipped: reading.sums_skipped,
    };
    let Reading { rows, origin, .. } = reading;
    Ok(Table { origin, digest, rows, understanding })
}

/// The CSV text of rows of cells: a header and a line per row, each ended by `\n`.
pub(super) fn write(columns: &[Column], rows: impl Iterator<Item = Vec<String>>) -> String {
    let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
    let mut text = names.join(",");
    text.push('\n');
    for cells in rows {
        let cells: Vec<String> = cells.iter().map(|cell| quoted_where_needed(cell)).collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}

/// A cell as CSV text (RFC 4180): in quotes, with its own quotes doubled, where it has a
/// comma, a quote or a line end.
fn quoted_where_needed(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// The text below the byte order mark and the comments. A spreadsheet may have put a comment that
/// contains a comma in quotes.
fn body(text: &str) -> &str {
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    while rest.starts_with(['#', '\n', '\r']) || rest.starts_with("\"#") {
        rest = rest.split_once('\n').map_or("", |(_, below)| below);
    }
    rest
}

/// A mark of a Chinese keyboard in the place of a separator, with what is meant, where a cell of a
/// row has several.
fn odd_separator(kind: &Kind, row: &Row) -> Option<(String, String)> {
    const MARKS: [char; 3] = ['，', '；', '、'];
    let cell = row.cells.iter().find(|cell| {
        let parts: Vec<&str> = cell.split(MARKS).collect();
        let is_short = |part: &&str| part.trim().parse::<f64>().is_ok() || kind.has(part.trim());
        parts.len() > 1 && parts.iter().filter(|part| is_short(part)).count() > 1
    })?;
    let (_, found, accepted) = first_odd(&cell[cell.find(MARKS)?..])?;
    Some((found, accepted))
}

/// A rejection of the file as a whole, with one finding.
pub(super) fn whole(file: &str, found: String, accepted: &str) -> Rejected {
    let place = Place::whole(file);
    Rejected::new(vec![Finding { place, key: String::new(), found, accepted: accepted.to_owned() }])
}

/// A rejection of a file that was not read to its end.
fn too_large(file: &str) -> Rejected {
    whole(file, format!("more than {MOST_BYTES} bytes"), "a file of up to 16 MB")
}

/// Line numbers of byte positions. The CSV reader's own line numbers lag behind where lines end
/// with a carriage return or are blank.
#[derive(Debug)]
struct Lines<'a> {
    text: &'a str,
    /// Bytes above the header.
    skipped: usize,
    /// Positions of the line ends.
    ends: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str, skipped: usize) -> Self {
        let ends = text.match_indices('\n').map(|(position, _)| position).collect();
        Self { text, skipped, ends }
    }

    /// Line of the record that starts at `position` of the body or at blank lines before it.
    fn at(&self, position: Option<&csv::Position>) -> usize {
        let position = position.and_then(|position| usize::try_from(position.byte()).ok());
        let from = position.unwrap_or(0) + self.skipped;
        let bytes = self.text.as_bytes().iter().skip(from);
        let blank = bytes.take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        self.ends.partition_point(|end| *end < from + blank) + 1
    }
}

/// Beginnings of rows that are sums and no plots.
const SUMS: [&str; 6] = ["合计", "总计", "小计", "共计", "total", "sum"];

/// A table while it is read.
#[derive(Debug)]
struct Reading<R> {
    origin: Origin,
    /// Complete rows with their lines.
    rows: Vec<(usize, R)>,
    /// Where each identity was found first.
    first_lines: BTreeMap<String, usize>,
    findings: Vec<Finding>,
    /// Lines of rows that are sums.
    sums_skipped: Vec<usize>,
}

impl<R: Record> Reading<R> {
    /// Reads the headings and then the rows as they say; with the line of the headings.
    fn table(&mut self, sheet: &Sheet) -> (Header, usize) {
        let (place, _) = headings(&R::KIND, sheet);
        let nothing = Row { line: 1, cells: Vec::new() };
        let row = sheet.rows.get(place).unwrap_or(&nothing);
        let above = sheet.rows.iter().take(place).flat_map(|row| &row.cells);
        let of_table = above.flat_map(|cell| units::of_table(cell)).collect();
        let below = sheet.rows.get(place + 1).and_then(units_of);
        let first = place + 1 + usize::from(below.is_some());
        let stated = StatedUnits { of_columns: below.unwrap_or_default(), of_table };
        let rows = sheet.rows.get(first..).unwrap_or_default();
        let is_used = |position| rows.iter().any(|row| !row.cell(position).is_empty());
        if let Some((found, accepted)) = odd_separator(&R::KIND, row) {
            // One mark that is not meant spoils the whole row; nothing else of it is worth saying.
            self.report(row.line, "", found, accepted);
            return (Header::default(), row.line);
        }
        let place = (&self.origin, row);
        let header = Header::read(&R::KIND, place, &stated, is_used, &mut self.findings);
        self.read_rows(&header, rows, sheet.broken.as_ref());
        (header, row.line)
    }

    /// Reads all rows; text that is no CSV, or one row too many, ends it.
    fn read_rows(&mut self, header: &Header, rows: &[Row], broken: Option<&(usize, String)>) {
        let Kind { row: row_name, most_rows, .. } = R::KIND;
        let mut read = 0;
        for row in rows.iter().filter(|row| !row.is_empty()) {
            if is_sum(row) {
                self.sums_skipped.push(row.line);
                continue;
            }
            read += 1;
            if read > most_rows {
                let found = format!("more than {most_rows} {row_name}s");
                return self.report(row.line, "", found, format!("up to {most_rows} {row_name}s"));
            }
            self.row(header, row);
        }
        if let Some((line, why)) = broken {
            self.report(*line, "", why.clone(), "CSV text".to_owned());
        } else if read == 0 && !R::KIND.may_be_empty {
            let found = format!("no {row_name} below the header");
            let accepted = format!("a line per {row_name}, at least one");
            let rejected = whole(&self.origin.file, found, &accepted);
            self.findings.extend(rejected.findings);
        }
    }

    /// Reads a row: its cells, its rules, its id.
    fn row(&mut self, header: &Header, row: &Row) {
        let line = row.line;
        if self.origin.sheet.is_none() && row.cells.len() != header.fields() {
            if let Some((found, accepted)) = odd_separator(&R::KIND, row) {
                return self.report(line, "", found, accepted);
            }
            let found = fields(row.cells.len());
            let accepted = format!("{}, as in the header", fields(header.fields()));
            return self.report(line, "", found, accepted);
        }
        let place = self.origin.row(line);
        let text = |column: &str| match header.cell(row, column) {
            None if !R::KIND.requires(column) => Some(String::new()),
            text => text,
        };
        let texts: BTreeMap<&str, String> = R::KIND
            .columns
            .iter()
            .filter_map(|column| Some((column.name, text(column.name)?)))
            .collect();
        let draft =
            R::draft(&|column| texts.get(column).map(String::as_str), &mut |column, accepted| {
                let position = header.position(column).unwrap_or(0);
                let place = self.origin.cell(line, position);
                let found = shown(row.cell(position));
                self.findings.push(Finding { place, key: column.to_owned(), found, accepted });
            });
        R::check(&draft, &place, &mut self.findings);
        if let Some((column, id)) = R::identity(&draft) {
            self.identify(column, id, line);
        }
        if let Some(read) = R::complete(draft) {
            self.rows.push((line, read));
        }
    }

    /// Notes where an id stands first, or that it stood somewhere before. Drafts count too:
    /// an id used twice is wrong even where the row is.
    fn identify(&mut self, column: &str, id: &str, line: usize) {
        if let Some(first) = self.first_lines.get(id) {
            let found = format!("\"{id}\", already used on line {first}");
            let accepted = format!("an id of its own for each {}", R::KIND.row);
            self.report(line, column, found, accepted);
        } else {
            self.first_lines.insert(id.to_owned(), line);
        }
    }

    /// Notes a finding about a line; `key` is empty where no single column is concerned.
    fn report(&mut self, line: usize, key: &str, found: String, accepted: String) {
        let place = self.origin.row(line);
        self.findings.push(Finding { place, key: key.to_owned(), found, accepted });
    }
}

/// Whether a row begins as a sum does.
fn is_sum(row: &Row) -> bool {
    let first = row.cells.iter().find(|cell| !cell.is_empty()).map_or("", String::as_str);
    let first: String = first.split_whitespace().collect::<String>().to_lowercase();
    SUMS.iter().any(|word| {
        first
            .strip_prefix(word)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '：']))
    })
}

fn fields(count: usize) -> String {
    if count == 1 { "1 field".to_owned() } else { format!("{count} fields") }
}
