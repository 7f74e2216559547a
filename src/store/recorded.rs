//! Reads back what a run wrote: its manifest and the figures of its trials.

use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::calendar::Calendar;
use crate::catalogue::figure::Figure;
use crate::digest::hexadecimal;
use crate::digest::sha256;
use crate::ensemble::Figures;
use crate::finding::{Finding, Place, Rejected};
use crate::tables::trials::NAME as TRIALS;

use super::csv_text::BYTE_ORDER_MARK;
use super::file_names::MANIFEST;
use super::hold::Hold;
use super::manifest::{Manifest, WrittenTable};
use super::parquet_file::read_as_csv;
use super::regular_file;
use super::seal::is_sealed;

/// A run that was written.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Where it stands.
    pub folder: PathBuf,
    /// What made it.
    pub manifest: Manifest,
    /// Months covered.
    pub calendar: Calendar,
    /// Figures of its trials.
    pub figures: Figures,
    /// Keeps the folder from being exchanged while it is read.
    _hold: Arc<Hold>,
}

impl Recorded {
    /// Reads the folder of a run.
    ///
    /// # Errors
    /// When the folder was not written by `landsim run`, by a version with other figures, or has
    /// changed since.
    pub fn read(folder: &Path) -> Result<Self, Rejected> {
        let hold = Hold::to_read(folder);
        let manifest = read_manifest(&folder.join(MANIFEST))?;
        let file = folder.join(format!("{TRIALS}.csv")).display().to_string();
        let refuse =
            |key: &str, found: String, accepted: &str| refused(&file, key, found, accepted);
        let calendar = manifest.calendar.calendar().map_err(|(key, found, accepted)| {
            let manifest_file = folder.join(MANIFEST).display().to_string();
            refused(&manifest_file, &format!("calendar.{key}"), found, &accepted)
        })?;
        let Some(table) = manifest.tables.iter().find(|table| table.name == TRIALS) else {
            let found = "a manifest without the table `trials`".to_owned();
            return Err(refuse("", found, "the folder of a scenario written by `landsim run`"));
        };
        let bytes = match recorded_table(folder, table) {
            RecordedTable::Whole(bytes) => bytes,
            RecordedTable::Changed { found, .. } | RecordedTable::Missing(found) => {
                let accepted = format!(
                    "the file that was written, with SHA-256 {}; make the run again",
                    table.csv_sha256
                );
                return Err(refuse("", found, &accepted));
            }
        };
        let figures = figures(&bytes, manifest.trials).map_err(|wrong| {
            let accepted = "the figures of this version of the program, as numbers, of each trial";
            refuse(wrong.column, wrong.found, accepted)
        })?;
        let folder = folder.to_path_buf();
        Ok(Self { folder, manifest, calendar, figures, _hold: Arc::new(hold) })
    }
}

/// Version of this program.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Reads a `manifest.json` whose folder is to be read, too.
///
/// # Errors
/// When it cannot be read, or another program or version wrote it: its tables may have other
/// columns.
pub fn read_manifest(path: &Path) -> Result<Manifest, Rejected> {
    let manifest = read_any_manifest(path)?;
    if manifest.version == VERSION {
        return Ok(manifest);
    }
    let accepted = format!("{VERSION}: make the results again, or use the version that made them");
    Err(refused(&path.display().to_string(), "version", manifest.version, &accepted))
}

/// Reads a `manifest.json` of any version.
///
/// # Errors
/// When it cannot be read or another program wrote it.
pub fn read_any_manifest(path: &Path) -> Result<Manifest, Rejected> {
    let file = path.display().to_string();
    let accepted = "the manifest of a run, as this version of `landsim run` writes it";
    let bytes = read(path)?;
    let manifest: Manifest = serde_json::from_slice(&bytes)
        .map_err(|error| refused(&file, "", error.to_string(), accepted))?;
    if manifest.program != env!("CARGO_PKG_NAME") {
        return Err(refused(&file, "program", format!("{:?}", manifest.program), accepted));
    }
    // Versions before the seal are known by their number.
    let is_older = manifest.manifest_sha256.is_empty() && manifest.version != VERSION;
    if is_older || std::str::from_utf8(&bytes).is_ok_and(is_sealed) {
        Ok(manifest)
    } else {
        let found = "a text that has changed since it was written".to_owned();
        let accepted = "the manifest as it was written: its digest is another one";
        Err(refused(&file, "manifest_sha256", found, accepted))
    }
}

/// Largest manifest that is read (bytes).
const LARGEST_MANIFEST: u64 = 64 << 20;

fn read(path: &Path) -> Result<Vec<u8>, Rejected> {
    let refuse =
        |found: String, accepted: &str| refused(&path.display().to_string(), "", found, accepted);
    let unreadable = |error: io::Error| {
        refuse(
            error.to_string(),
            "a file of a folder that `landsim run` wrote; `landsim run SCENARIO` makes one",
        )
    };
    let metadata = fs::metadata(path).map_err(unreadable)?;
    // A device or a pipe has no size and may never end.
    if !metadata.is_file() || metadata.len() > LARGEST_MANIFEST {
        let found = format!("{} bytes, or no regular file", metadata.len());
        return Err(refuse(found, "the manifest of a run, of at most 64 MiB"));
    }
    fs::read(path).map_err(unreadable)
}

pub(super) fn refused(file: &str, key: &str, found: String, accepted: &str) -> Rejected {
    Rejected::new(vec![Finding {
        place: Place::whole(file),
        key: key.to_owned(),
        found,
        accepted: accepted.to_owned(),
    }])
}

/// A table as it stands in a run's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordedTable {
    /// The bytes that were written.
    Whole(Vec<u8>),
    /// Others.
    Changed {
        /// The bytes that are there.
        bytes: Vec<u8>,
        /// What they are.
        found: String,
    },
    /// No file that can be read: why.
    Missing(String),
}

/// A table as CSV, checked against its manifest: its CSV file, or where that was left out what the
/// Parquet file says.
pub fn recorded_table(folder: &Path, table: &WrittenTable) -> RecordedTable {
    let read = if table.has_csv {
        let bytes = regular_file::read(&folder.join(format!("{}.csv", table.name)));
        bytes.map(|bytes| without_mark(&bytes).to_vec()).map_err(|error| error.to_string())
    } else {
        let path = folder.join(format!("{}.parquet", table.name));
        match digest_of(&path) {
            Ok(digest) if digest == table.parquet_sha256 => {
                read_as_csv(&path).map_err(|error| error.to_string())
            }
            Ok(digest) => Err(format!("a file with SHA-256 {digest}")),
            Err(error) => Err(error.to_string()),
        }
    };
    match read {
        Err(error) => RecordedTable::Missing(error),
        Ok(bytes) => {
            let digest = sha256(&bytes);
            if digest == table.csv_sha256 {
                RecordedTable::Whole(bytes)
            } else {
                RecordedTable::Changed { bytes, found: format!("a file with SHA-256 {digest}") }
            }
        }
    }
}

/// The bytes of a CSV file without the mark that spreadsheets ask for.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes)
}

/// A file of a run's folder that is not the one that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedFile {
    /// The file.
    path: String,
    /// What stands there.
    found: String,
    /// SHA-256 of what was written.
    recorded: String,
}

impl From<ChangedFile> for Rejected {
    fn from(ChangedFile { path, found, recorded }: ChangedFile) -> Self {
        let accepted =
            format!("the file that was written, with SHA-256 {recorded}; make the run again");
        refused(&path, "", found, &accepted)
    }
}

/// The first file of a run's folder that is not the one that was written.
pub fn changed_file(folder: &Path, manifest: &Manifest) -> Option<ChangedFile> {
    manifest.tables.iter().find_map(|table| changed_table(folder, table))
}

/// The same of one table.
pub fn changed_table(folder: &Path, table: &WrittenTable) -> Option<ChangedFile> {
    let WrittenTable { name, csv_sha256, parquet_sha256, has_csv, .. } = table;
    let csv = has_csv.then(|| (format!("{name}.csv"), csv_sha256));
    let parquet = (format!("{name}.parquet"), parquet_sha256);
    csv.into_iter().chain([parquet]).find_map(|(name, recorded)| {
        let path = folder.join(name);
        let found = match digest_of(&path) {
            Err(error) => error.to_string(),
            Ok(digest) if digest == *recorded => return None,
            Ok(digest) => format!("a file with SHA-256 {digest}"),
        };
        Some(ChangedFile { path: path.display().to_string(), found, recorded: recorded.clone() })
    })
}

/// The SHA-256 of a file's bytes, which need not fit into memory, without the byte-order mark of a
/// text; no Parquet file begins like one.
fn digest_of(path: &Path) -> io::Result<String> {
    let (mut file, mut hash) = (BufReader::new(regular_file::open(path)?), Sha256::new());
    if file.fill_buf()?.starts_with(BYTE_ORDER_MARK) {
        file.consume(BYTE_ORDER_MARK.len());
    }
    let mut portion = vec![0; 1 << 16];
    loop {
        match file.read(&mut portion)? {
            0 => return Ok(hexadecimal(&hash.finalize())),
            read => hash.update(&portion[..read]),
        }
    }
}

/// Where two CSV tables differ first, in words.
pub fn first_difference(made: &[u8], recorded: &[u8]) -> String {
    let records = |bytes| {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
        reader.records().map_while(Result::ok).collect::<Vec<csv::StringRecord>>()
    };
    let (made, recorded) = (records(made), records(recorded));
    let rows = made.iter().zip(&recorded).enumerate();
    for (row, (made_row, recorded_row)) in rows {
        let cells = made_row.iter().zip(recorded_row).enumerate();
        for (column, (found, expected)) in cells {
            if found != expected {
                let name = made.first().and_then(|header| header.get(column)).unwrap_or_default();
                return format!("first in row {row}, {name}: {found:?}; recorded is {expected:?}");
            }
        }
        if made_row.len() != recorded_row.len() {
            let (found, expected) = (made_row.len(), recorded_row.len());
            return format!("first in row {row}: {found} columns; recorded are {expected}");
        }
    }
    let rows = |records: &[csv::StringRecord]| records.len().saturating_sub(1);
    format!("{} rows; recorded are {}", rows(&made), rows(&recorded))
}

/// What keeps a table of trials from being read.
pub(super) struct Wrong {
    pub(super) column: &'static str,
    pub(super) found: String,
}

impl Wrong {
    #[expect(clippy::needless_pass_by_value, reason = "as errors are mapped")]
    fn unreadable(error: csv::Error) -> Self {
        Self { column: "", found: error.to_string() }
    }
}

/// The figures of so many trials, from 0 on.
fn figures(bytes: &[u8], trials: u64) -> Result<Figures, Wrong> {
    let mut all = Figures::new();
    let mut rows = FigureRows::begin(bytes, 0..trials)?;
    while rows.read(&mut all, usize::MAX)? > 0 {}
    Ok(all)
}

/// The rows of a table of trials, read in portions.
pub(super) struct FigureRows<R> {
    reader: csv::Reader<R>,
    /// Where the number of the trial stands, and each figure, in the order of [`Figure::ALL`].
    place_of_trial: usize,
    places: Vec<Option<usize>>,
    record: csv::StringRecord,
    /// Trials that are still to come.
    left: Range<u64>,
}

/// Column of the number of a trial.
const TRIAL: &str = "trial";

impl<R: Read> FigureRows<R> {
    /// Begins to read a table that must have these trials, each once and in order.
    pub(super) fn begin(from: R, trials: Range<u64>) -> Result<Self, Wrong> {
        let mut reader = csv::Reader::from_reader(from);
        let header = reader.headers().map_err(Wrong::unreadable)?.clone();
        let place_of = |column: &'static str| {
            let place = header.iter().position(|name| name == column);
            place.ok_or_else(|| Wrong { column, found: "no such column".to_owned() })
        };
        // Runs without projects have no column of their figures.
        let places = Figure::ALL.iter().map(|figure| match place_of(figure.id()) {
            Err(_) if figure.is_of_projects() => Ok(None),
            place => place.map(Some),
        });
        Ok(Self {
            place_of_trial: place_of(TRIAL)?,
            places: places.collect::<Result<_, _>>()?,
            reader,
            record: csv::StringRecord::new(),
            left: trials,
        })
    }

    /// Appends up to `most` rows and tells their number; none when all trials have been read.
    pub(super) fn read(&mut self, rows: &mut Figures, most: usize) -> Result<usize, Wrong> {
        let before = rows.len();
        while rows.len() - before < most
            && self.reader.read_record(&mut self.record).map_err(Wrong::unreadable)?
        {
            let trial = self.record.get(self.place_of_trial).unwrap_or_default();
            if self.left.next().is_none_or(|next| trial.parse() != Ok(next)) {
                let found = format!("{trial:?} where trials come one after the other");
                return Err(Wrong { column: TRIAL, found });
            }
            let mut row = [f64::NAN; Figure::COUNT];
            for ((value, place), figure) in row.iter_mut().zip(&self.places).zip(Figure::ALL) {
                let text = place.and_then(|place| self.record.get(place)).unwrap_or_default();
                // Empty: the trial does not have the figure.
                if !text.is_empty() {
                    let not_a_number =
                        |_| Wrong { column: figure.id(), found: format!("{text:?}") };
                    *value = text.parse().map_err(not_a_number)?;
                    if !value.is_finite() {
                        return Err(Wrong { column: figure.id(), found: format!("{text:?}") });
                    }
                }
            }
            rows.push(row);
        }
        if rows.len() == before && most > 0 && !self.left.is_empty() {
            let found = format!("no row of trial {} and later ones", self.left.start);
            return Err(Wrong { column: TRIAL, found });
        }
        Ok(rows.len() - before)
    }
}
