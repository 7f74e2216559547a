//! Reads back a part of a run, in portions that do not grow with its trials.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::ensemble::Figures;
use crate::ensemble::sketch::SketchRecord;
use crate::finding::Rejected;
use crate::tables::shard::{COLUMNS, EXCHANGED, OF_COLUMNS, TRIALS};

use super::csv_text::as_meant;
use super::file_names::MANIFEST;
use super::hold::Hold;
use super::manifest::Manifest;
use super::recorded::{FigureRows, Wrong, changed_file, read_manifest, refused};
use super::regular_file;

/// Rows of figures that are in memory at once.
const TRIALS_AT_ONCE: usize = 8_192;
/// Rows of distributions that are in memory at once.
const COLUMNS_AT_ONCE: usize = 1_024;

const ACCEPTED: &str = "the folder of a part of a run, written by `landsim run --shard`";

/// A part of a run that was written and has not changed since.
#[derive(Debug, Clone)]
pub struct RecordedShard {
    /// What made it.
    pub manifest: Manifest,
    folder: PathBuf,
    /// Keeps the folder from being exchanged while it is read.
    _hold: Arc<Hold>,
}

impl RecordedShard {
    /// Opens the folder of a part.
    ///
    /// # Errors
    /// When the folder was not written by `landsim run --shard`, by another version, or
    /// has changed since.
    pub fn open(folder: &Path) -> Result<Self, Rejected> {
        let part = Self::begin(folder)?;
        part.check().map(|()| part)
    }

    /// Opens the folder of a part of which nothing but the manifest is read before
    /// [`Self::check`].
    ///
    /// # Errors
    /// When the folder was not written by `landsim run --shard`, or by another version.
    pub fn begin(folder: &Path) -> Result<Self, Rejected> {
        let hold = Arc::new(Hold::to_read(folder));
        let manifest = read_manifest(&folder.join(MANIFEST))?;
        Ok(Self { manifest, folder: folder.to_path_buf(), _hold: hold })
    }

    /// Checks its files.
    ///
    /// # Errors
    /// When one has changed since it was written.
    pub fn check(&self) -> Result<(), Rejected> {
        changed_file(&self.folder, &self.manifest).map_or(Ok(()), |changed| Err(changed.into()))
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The figures of its trials, a portion after the other; tells the number of trials.
    ///
    /// # Errors
    /// When they are not the figures of this version, or `take` fails.
    pub fn figures<E: From<Rejected>>(
        &self,
        take: impl FnMut(&Figures) -> Result<(), E>,
    ) -> Result<u64, E> {
        self.portions(TRIALS, take)
    }

    /// The same numbers in other chance, of a scenario with uncertain numbers; as
    /// [`Self::figures`].
    ///
    /// # Errors
    /// As [`Self::figures`].
    pub fn exchanged<E: From<Rejected>>(
        &self,
        take: impl FnMut(&Figures) -> Result<(), E>,
    ) -> Result<u64, E> {
        self.portions(EXCHANGED, take)
    }

    fn portions<E: From<Rejected>>(
        &self,
        name: &str,
        mut take: impl FnMut(&Figures) -> Result<(), E>,
    ) -> Result<u64, E> {
        let (file, from) = self.table(name)?;
        let wrong = |wrong: Wrong| E::from(refused(&file, wrong.column, wrong.found, ACCEPTED));
        let range = self.manifest.shard.map_or(0..0, |part| part.range(self.manifest.trials));
        let mut rows = FigureRows::begin(from, range).map_err(wrong)?;
        let (mut portion, mut trials) = (Figures::new(), 0);
        while rows.read(&mut portion, TRIALS_AT_ONCE).map_err(wrong)? > 0 {
            take(&portion)?;
            trials += portion.len() as u64;
            portion.clear();
        }
        Ok(trials)
    }

    /// Distributions of all other columns, a portion after the other with the number of its first.
    ///
    /// # Errors
    /// When they cannot be read, or `take` fails.
    pub fn columns<E: From<Rejected>>(
        &self,
        mut take: impl FnMut(usize, &[SketchRecord]) -> Result<(), E>,
    ) -> Result<(), E> {
        let (file, from) = self.table(COLUMNS)?;
        let wrong = |found: String| E::from(refused(&file, "", found, ACCEPTED));
        let mut reader = csv::Reader::from_reader(from);
        let header = reader.headers().map_err(|error| wrong(error.to_string()))?;
        if header.iter().ne(OF_COLUMNS) {
            let found = header.iter().collect::<Vec<_>>().join(", ");
            return Err(wrong(format!("the columns {found}")));
        }
        let (mut first, mut portion) = (0, Vec::new());
        for row in reader.records() {
            let row = row.map_err(|error| wrong(error.to_string()))?;
            portion.push(record(&row).map_err(wrong)?);
            if portion.len() == COLUMNS_AT_ONCE {
                take(first, &portion)?;
                first += portion.len();
                portion.clear();
            }
        }
        take(first, &portion)
    }

    /// The file of a table and what reads it.
    fn table(&self, name: &str) -> Result<(String, BufReader<File>), Rejected> {
        let path = self.folder.join(format!("{name}.csv"));
        let file = path.display().to_string();
        if !self.manifest.tables.iter().any(|table| table.name == name) {
            return Err(refused(&file, "", "no such table in the manifest".into(), ACCEPTED));
        }
        match regular_file::open(&path) {
            Ok(from) => Ok((file, BufReader::new(from))),
            Err(error) => Err(refused(&file, "", error.to_string(), ACCEPTED)),
        }
    }
}

/// The distribution in a row; what is wrong in words.
fn record(row: &csv::StringRecord) -> Result<SketchRecord, String> {
    let text = |place: usize| as_meant(row.get(place).unwrap_or_default());
    let count = |place: usize| {
        text(place).parse::<u64>().map_err(|_| format!("{:?} as a count", text(place)))
    };
    let number = |place: usize| {
        text(place).parse::<f64>().map_err(|_| format!("{:?} as a number", text(place)))
    };
    Ok(SketchRecord {
        nulls: count(0)?,
        zeros: count(1)?,
        sum: text(2).to_owned(),
        least: number(3)?,
        greatest: number(4)?,
        negative: text(5).to_owned(),
        positive: text(6).to_owned(),
    })
}
