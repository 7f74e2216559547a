//! A portfolio as a file: what is read, what is written, and what is refused.
//!
//! A file is a CSV text or a workbook, as offices keep them. Its headings name the columns, in any
//! order, by the fields of [`Plot`] or by what offices call them, with their units; titles and
//! units may stand above them and sums below the plots. Lines that start with `#` above the
//! headings are comments. Reading goes on after a finding, so that a user learns everything that
//! is wrong with a file at once. What the program writes is the plainest of these: UTF-8, commas,
//! own names and units.
//!
//! # How bytes become plots
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
mod rules;
#[cfg(test)]
mod tests;
pub mod understanding;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use crate::digest::{self, sha256};
use crate::finding::{Finding, Place, Rejected};
use crate::portfolio::Portfolio;
use crate::portfolio::cell::shown;
use crate::portfolio::file::header::Header;
use crate::portfolio::plot::{Draft, Plot};

use crate::reader::odd_character::first_odd;
use crate::reader::office::sheet::{self, Origin, Row, Sheet};
use crate::reader::office::units;
use header::{LEAST_KNOWN, StatedUnits, known_headings, units_of};
use understanding::Understanding;

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
    of_bytes(&name, bytes)
}

/// The portfolio of the bytes of a file, a workbook or a text; `name` is what findings call it.
///
/// # Errors
/// As [`read`], but for a file that cannot be read.
pub fn of_bytes(name: &str, bytes: Vec<u8>) -> Result<Portfolio, Rejected> {
    if bytes.len() > MOST_BYTES {
        return Err(too_large(name));
    }
    let source: Arc<[u8]> = bytes.as_slice().into();
    let portfolio = if sheet::is_workbook(&bytes) {
        let digest = sha256(&bytes);
        of_sheets(name, sheet::of_workbook(name, bytes)?, digest)?
    } else {
        let (text, encoding) = sheet::text(name, bytes)?;
        of_text(name, &text, encoding)?
    };
    Ok(Portfolio { source, ..portfolio })
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
///
/// // As an office may write it.
/// let [headings, row] = text.lines().skip(3).take(2).collect::<Vec<_>>()[..] else { panic!() };
/// let own = headings.replace("land_m2", "用地面积（亩）").replace(',', "\t");
/// let portfolio = file::parse("own", &format!("地块表\n{own}\n{}\n", row.replace(',', "\t")))?;
/// assert!(portfolio.understanding.told().contains("用地面积（亩） → land_m2 [亩]"));
/// # Ok::<(), landsim::finding::Rejected>(())
/// ```
pub fn parse(name: &str, text: &str) -> Result<Portfolio, Rejected> {
    if text.len() > MOST_BYTES {
        return Err(too_large(name));
    }
    let portfolio = of_text(name, text, "UTF-8")?;
    Ok(Portfolio { source: text.as_bytes().into(), ..portfolio })
}

/// The portfolio of a text of an encoding.
fn of_text(name: &str, text: &str, encoding: &str) -> Result<Portfolio, Rejected> {
    let body = body(text);
    if body.trim().is_empty() {
        return Err(whole(name, "an empty file".to_owned(), "a header line and a line per plot"));
    }
    let lines = Lines::of(text, text.len() - body.len());
    of_sheet(sheet_of(name, body, &lines), encoding, digest::of_text(text))
}

/// Separators of columns, the usual one first.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// The rows of a text, whose columns are separated as makes most headings known.
fn sheet_of(name: &str, body: &str, lines: &Lines<'_>) -> Sheet {
    let mut best = split(name, body, lines, SEPARATORS[0]);
    for separator in &SEPARATORS[1..] {
        if headings(&best).1 >= LEAST_KNOWN {
            break;
        }
        let other = split(name, body, lines, *separator);
        if headings(&other).1 > headings(&best).1 {
            best = other;
        }
    }
    best
}

/// The rows of a text whose columns are separated in one way; text that is no CSV ends it.
fn split(name: &str, body: &str, lines: &Lines<'_>, separator: u8) -> Sheet {
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
        if sheet.rows.len() > MOST_PLOTS + MOST_ABOVE {
            break;
        }
    }
    sheet
}

/// Rows in which headings are looked for: titles and units stand above them.
const MOST_ABOVE: usize = 30;

/// The row of headings, and how many of them are known: the first with enough of them, else the
/// first row that says anything.
fn headings(sheet: &Sheet) -> (usize, usize) {
    let first = sheet.rows.iter().position(|row| !row.is_empty()).unwrap_or(0);
    let rows = sheet.rows.iter().enumerate().skip(first).take(MOST_ABOVE);
    rows.map(|(place, row)| (place, known_headings(row)))
        .find(|(_, known)| *known >= LEAST_KNOWN)
        .unwrap_or((first, sheet.rows.get(first).map_or(0, known_headings)))
}

/// The portfolio of a workbook: of the one sheet that is a plot table.
fn of_sheets(name: &str, sheets: Vec<Sheet>, digest: String) -> Result<Portfolio, Rejected> {
    let is_table = |sheet: &Sheet| headings(sheet).1 >= LEAST_KNOWN;
    let tables: Vec<usize> = (0..sheets.len()).filter(|place| is_table(&sheets[*place])).collect();
    let chosen = match tables[..] {
        [only] => only,
        [] if sheets.len() == 1 => 0,
        [] => {
            let found = "no sheet with the headings of a plot table".to_owned();
            return Err(whole(name, found, "one sheet with a row of headings and a row per plot"));
        }
        _ => {
            let names = tables.iter().filter_map(|place| sheets[*place].origin.sheet.as_deref());
            let found = format!("several plot tables: {}", names.collect::<Vec<_>>().join(", "));
            return Err(whole(name, found, "one sheet with a plot table"));
        }
    };
    let sheet = sheets.into_iter().nth(chosen);
    sheet.map_or_else(
        || Err(whole(name, "an empty workbook".to_owned(), "a sheet with a row per plot")),
        |sheet| of_sheet(sheet, "xlsx", digest),
    )
}

/// The portfolio of a sheet.
fn of_sheet(sheet: Sheet, encoding: &str, digest: String) -> Result<Portfolio, Rejected> {
    let mut reading = Reading {
        origin: sheet.origin.clone(),
        plots: Vec::new(),
        first_lines: BTreeMap::new(),
        findings: Vec::new(),
        sums_skipped: Vec::new(),
    };
    let (header, headings_line) = reading.table(&sheet);
    if !reading.findings.is_empty() {
        return Err(Rejected::new(reading.findings));
    }
    let Origin { file, sheet } = sheet.origin;
    let understanding = Understanding {
        encoding: encoding.to_owned(),
        sheet: sheet.clone(),
        headings_line,
        columns: header.understood(),
        sums_skipped: reading.sums_skipped,
    };
    let mut placed = reading.plots;
    placed.sort_by(|left, right| left.1.plot_id.cmp(&right.1.plot_id));
    let (lines, plots) = placed.into_iter().unzip();
    Ok(Portfolio { file, digest, source: [].into(), plots, lines, understanding })
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

/// A mark of a Chinese keyboard in the place of a separator, with what is meant, where a cell of a
/// row has several.
fn odd_separator(row: &Row) -> Option<(String, String)> {
    const MARKS: [char; 3] = ['，', '；', '、'];
    let cell = row.cells.iter().find(|cell| {
        let parts: Vec<&str> = cell.split(MARKS).collect();
        let is_short = |part: &&str| part.trim().parse::<f64>().is_ok() || is_heading(part.trim());
        parts.len() > 1 && parts.iter().filter(|part| is_short(part)).count() > 1
    })?;
    let (_, found, accepted) = first_odd(&cell[cell.find(MARKS)?..])?;
    Some((found, accepted))
}

/// Whether a text is the name of a column.
fn is_heading(text: &str) -> bool {
    Plot::COLUMNS.iter().any(|column| column.name == text || column.chinese == text)
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
struct Reading {
    origin: Origin,
    /// Complete rows with their lines.
    plots: Vec<(usize, Plot)>,
    /// Where each `plot_id` was found first.
    first_lines: BTreeMap<String, usize>,
    findings: Vec<Finding>,
    /// Lines of rows that are sums.
    sums_skipped: Vec<usize>,
}

impl Reading {
    /// Reads the headings and then the rows as they say; with the line of the headings.
    fn table(&mut self, sheet: &Sheet) -> (Header, usize) {
        let (place, _) = headings(sheet);
        let nothing = Row { line: 1, cells: Vec::new() };
        let row = sheet.rows.get(place).unwrap_or(&nothing);
        let above = sheet.rows.iter().take(place).flat_map(|row| &row.cells);
        let of_table = above.flat_map(|cell| units::of_table(cell)).collect();
        let below = sheet.rows.get(place + 1).and_then(units_of);
        let first = place + 1 + usize::from(below.is_some());
        let stated = StatedUnits { of_columns: below.unwrap_or_default(), of_table };
        let rows = sheet.rows.get(first..).unwrap_or_default();
        let is_used = |position| rows.iter().any(|row| !row.cell(position).is_empty());
        if let Some((found, accepted)) = odd_separator(row) {
            // One mark that is not meant spoils the whole row; nothing else of it is worth saying.
            self.report(row.line, "", found, accepted);
            return (Header::default(), row.line);
        }
        let header = Header::read(&self.origin, row, &stated, is_used, &mut self.findings);
        self.rows(&header, rows, sheet.broken.as_ref());
        (header, row.line)
    }

    /// Reads all rows; text that is no CSV, or one row too many, ends it.
    fn rows(&mut self, header: &Header, rows: &[Row], broken: Option<&(usize, String)>) {
        let mut read = 0;
        for row in rows.iter().filter(|row| !row.is_empty()) {
            if is_sum(row) {
                self.sums_skipped.push(row.line);
                continue;
            }
            read += 1;
            if read > MOST_PLOTS {
                let found = format!("more than {MOST_PLOTS} plots");
                return self.report(row.line, "", found, format!("up to {MOST_PLOTS} plots"));
            }
            self.row(header, row);
        }
        if let Some((line, why)) = broken {
            self.report(*line, "", why.clone(), "CSV text".to_owned());
        } else if read == 0 {
            let found = "no plot below the header".to_owned();
            let rejected = whole(&self.origin.file, found, "a line per plot, at least one");
            self.findings.extend(rejected.findings);
        }
    }

    /// Reads a row: its cells, its rules, its id.
    fn row(&mut self, header: &Header, row: &Row) {
        let line = row.line;
        if self.origin.sheet.is_none() && row.cells.len() != header.fields() {
            if let Some((found, accepted)) = odd_separator(row) {
                return self.report(line, "", found, accepted);
            }
            let found = fields(row.cells.len());
            let accepted = format!("{}, as in the header", fields(header.fields()));
            return self.report(line, "", found, accepted);
        }
        let place = self.origin.row(line);
        let texts: BTreeMap<&str, String> = Plot::COLUMNS
            .iter()
            .filter_map(|column| Some((column.name, header.cell(row, column.name)?)))
            .collect();
        let draft = Draft::read(
            |column| texts.get(column).map(String::as_str),
            |column, _, accepted| {
                let position = header.position(column).unwrap_or(0);
                let place = self.origin.cell(line, position);
                let found = shown(row.cell(position));
                self.findings.push(Finding { place, key: column.to_owned(), found, accepted });
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
