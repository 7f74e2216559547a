//! A portfolio as a CSV file: what is read, what is written, and what is refused.
//!
//! The header names the columns, in any order; the names are the fields of
//! [`Plot`]. Lines that start with `#` above the header are comments. Reading goes on after a
//! finding, so that a user learns everything that is wrong with a file at once.
//!
//! # Why a reader of our own around the `csv` crate
//!
//! The crate splits text into cells. What people need beside it is the line on which an
//! editor finds a row, through byte order marks, comments, blank lines and quoted line
//! breaks; an answer to files of other separators and encodings that names the cause; and
//! limits, so that a wrong path, such as a device or an archive, is refused quickly.

mod header;
mod rules;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use csv::StringRecord;

use crate::digest::sha256;
use crate::finding::{Finding, Place, Rejected};
use crate::portfolio::Portfolio;
use crate::portfolio::cell::shown;
use crate::portfolio::file::header::Header;
use crate::portfolio::plot::{Draft, Plot};

/// Most rows a portfolio may have.
pub const MOST_PLOTS: usize = 10_000;

/// Most bytes a portfolio file may have: 16 MiB, about ten times what [`MOST_PLOTS`] rows
/// take.
pub const MOST_BYTES: usize = 16 * 1024 * 1024;

/// The portfolio of a file, with its path as the name that findings use.
///
/// # Errors
/// Everything that is wrong with the file, when anything is: it cannot be read, is too large
/// or no UTF-8 (the line of the first bad byte), or anything [`parse`] finds.
pub fn read(path: &Path) -> Result<Portfolio, Rejected> {
    let name = path.display().to_string();
    let bytes = bytes(path).map_err(|error| {
        let found = format!("a file that cannot be read ({error})");
        whole(&name, found, "a readable CSV file")
    })?;
    if bytes.len() > MOST_BYTES {
        return Err(too_large(&name));
    }
    let text = String::from_utf8(bytes).map_err(|error| not_text(&name, &error))?;
    parse(&name, &text)
}

/// The portfolio of a text; `name` is what findings call it.
///
/// # Errors
/// Everything that is wrong with the text, when anything is. Only an empty file and a text beyond
/// the limits end reading before all cells were looked at.
///
/// # Example
///
/// ```
/// use landsim::portfolio::{file, generate};
///
/// let (name, text) = generate::shipped();
/// let portfolio = file::parse(name, text)?;
/// assert_eq!(portfolio.plots[0].plot_id, "carry-01");
///
/// let broken = text.replacen(",quality,", ",qualty,", 1);
/// let rejected = file::parse(name, &broken).expect_err("a column is missing");
/// assert!(rejected.to_string().contains("the nearest is quality"));
/// # Ok::<(), landsim::finding::Rejected>(())
/// ```
pub fn parse(name: &str, text: &str) -> Result<Portfolio, Rejected> {
    if text.len() > MOST_BYTES {
        return Err(too_large(name));
    }
    let body = body(text);
    if body.trim().is_empty() {
        return Err(whole(name, "an empty file".to_owned(), "a header line and a line per plot"));
    }
    let mut reading = Reading {
        file: name,
        lines: Lines::of(text, text.len() - body.len()),
        plots: Vec::new(),
        first_lines: BTreeMap::new(),
        findings: Vec::new(),
    };
    reading.table(body);
    if !reading.findings.is_empty() {
        return Err(Rejected::new(reading.findings));
    }
    let mut placed = reading.plots;
    placed.sort_by(|left, right| left.1.plot_id.cmp(&right.1.plot_id));
    let (lines, plots) = placed.into_iter().unzip();
    Ok(Portfolio { file: name.to_owned(), digest: sha256(text.as_bytes()), plots, lines })
}

/// The CSV text of plots, in their order: a header and a line per plot, each ended by `\n`.
/// What is written is read back the same, and written again it has the same bytes.
pub fn write(plots: &[Plot]) -> String {
    let names: Vec<&str> = Plot::COLUMNS.iter().map(|column| column.name).collect();
    let mut text = names.join(",");
    text.push('\n');
    for plot in plots {
        let cells = plot.cells().map(|cell| quoted_where_needed(&cell));
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

/// Reads one byte more than allowed, so that an endless device is refused instead of read.
fn bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    File::open(path)?.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
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

/// A rejection of the file as a whole, with one finding.
fn whole(file: &str, found: String, accepted: &str) -> Rejected {
    let place = Place::whole(file);
    Rejected::new(vec![Finding { place, key: String::new(), found, accepted: accepted.to_owned() }])
}

/// A rejection of a file that was not read to its end.
fn too_large(file: &str) -> Rejected {
    whole(file, format!("more than {MOST_BYTES} bytes"), "a file of up to 16 MB")
}

/// A rejection of bytes that are no UTF-8, with the line of the first of them; mostly a file
/// that a spreadsheet saved in GBK.
fn not_text(file: &str, error: &std::string::FromUtf8Error) -> Rejected {
    let valid = error.utf8_error().valid_up_to();
    let ends = error.as_bytes().iter().take(valid).filter(|byte| **byte == b'\n').count();
    Rejected::new(vec![Finding {
        place: Place::line(file, ends + 1),
        key: String::new(),
        found: "bytes that are not UTF-8".to_owned(),
        accepted: "UTF-8 text (a spreadsheet saves it as \"CSV UTF-8\")".to_owned(),
    }])
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

/// A file while it is read.
#[derive(Debug)]
struct Reading<'a> {
    file: &'a str,
    lines: Lines<'a>,
    /// Complete rows with their lines.
    plots: Vec<(usize, Plot)>,
    /// Where each `plot_id` was found first.
    first_lines: BTreeMap<String, usize>,
    findings: Vec<Finding>,
}

impl Reading<'_> {
    /// Reads the header and then the rows as it says; without a header there is nothing to read.
    fn table(&mut self, body: &str) {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(body.as_bytes());
        let mut records = reader.records();
        let Some(Ok(first)) = records.next() else {
            return self.report(1, "", "no header line".to_owned(), "a header line".to_owned());
        };
        let line = self.lines.at(first.position());
        let header = Header::read(&first, &Place::line(self.file, line), &mut self.findings);
        self.rows(&header, records);
    }

    /// Reads all rows; text that is no CSV, or one row too many, ends it.
    fn rows(
        &mut self,
        header: &Header,
        records: impl Iterator<Item = Result<StringRecord, csv::Error>>,
    ) {
        let mut rows = 0;
        for record in records {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    let line = self.lines.at(error.position());
                    return self.report(line, "", error.to_string(), "CSV text".to_owned());
                }
            };
            rows += 1;
            let line = self.lines.at(record.position());
            if rows > MOST_PLOTS {
                let found = format!("more than {MOST_PLOTS} plots");
                return self.report(line, "", found, format!("up to {MOST_PLOTS} plots"));
            }
            self.row(header, &record, line);
        }
        if rows == 0 {
            let found = "no plot below the header".to_owned();
            let rejected = whole(self.file, found, "a line per plot, at least one");
            self.findings.extend(rejected.findings);
        }
    }

    /// Reads a row: its cells, its rules, its id.
    fn row(&mut self, header: &Header, record: &StringRecord, line: usize) {
        if record.len() != header.fields() {
            let found = fields(record.len());
            let accepted = format!("{}, as in the header", fields(header.fields()));
            return self.report(line, "", found, accepted);
        }
        let place = Place::line(self.file, line);
        let draft = Draft::read(
            |column| header.cell(record, column),
            |column, text, accepted| {
                let (place, key) = (place.clone(), column.to_owned());
                self.findings.push(Finding { place, key, found: shown(text), accepted });
            },
        );
        rules::check(&draft, &place, &mut self.findings);
        self.identify(&draft, line);
        if let Some(plot) = draft.complete() {
            self.plots.push((line, plot));
        }
    }

    /// Notes where an id stands first, or that it stood somewhere before. Drafts count too:
    /// an id used twice is wrong even where the row is.
    fn identify(&mut self, draft: &Draft, line: usize) {
        let Some(plot_id) = &draft.plot_id else { return };
        if let Some(first) = self.first_lines.get(plot_id) {
            let found = format!("\"{plot_id}\", already used on line {first}");
            self.report(line, "plot_id", found, "an id of its own for each plot".to_owned());
        } else {
            self.first_lines.insert(plot_id.clone(), line);
        }
    }

    /// Notes a finding about a line; `key` is empty where no single column is concerned.
    fn report(&mut self, line: usize, key: &str, found: String, accepted: String) {
        let place = Place::line(self.file, line);
        self.findings.push(Finding { place, key: key.to_owned(), found, accepted });
    }
}

fn fields(count: usize) -> String {
    if count == 1 { "1 field".to_owned() } else { format!("{count} fields") }
}
