//! The two files of a table, written block by block, so that a table need not be in memory.
//!
//! A block of rows is one row group of the Parquet file: the same blocks give the same bytes.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use crate::catalogue::figure::Figure;
use crate::digest::hexadecimal;
use crate::tables::table::Table;
use crate::tables::trials::of_figures;

use super::csv_text::{BYTE_ORDER_MARK, CsvFiles, csv_text};
use super::manifest::WrittenTable;
use super::parquet_file::{ParquetFile, read_numbers};
use super::write_error::{WriteError, failed};

/// Rows of a block of trials.
const TRIALS_AT_ONCE: usize = 32_768;

/// The files of a table that is being written.
pub struct TableFiles {
    name: &'static str,
    rows: usize,
    paths: [PathBuf; 2],
    parquet: ParquetFile<Hashed>,
    parquet_bytes: Hashed,
    /// The CSV file, or where its text goes when there is none: the manifest knows it either way.
    csv: Hashed,
    has_csv: bool,
}

impl TableFiles {
    /// Begins the files of a table in a folder with its first rows.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn begin(folder: &Path, first: &Table, csv_files: CsvFiles) -> Result<Self, WriteError> {
        let paths = ["parquet", "csv"].map(|kind| folder.join(format!("{}.{kind}", first.name)));
        let parquet_bytes = Hashed::create(&paths[0])?;
        let has_csv = csv_files != CsvFiles::Left;
        let csv = if has_csv { Hashed::create(&paths[1])? } else { Hashed::nowhere() };
        if csv_files == CsvFiles::Marked {
            csv.write_unhashed(BYTE_ORDER_MARK)
                .map_err(|error| failed(&paths[1], "writing", &error))?;
        }
        let parquet = ParquetFile::begin(parquet_bytes.clone(), first)
            .map_err(|error| failed(&paths[0], "writing", &error))?;
        let mut files =
            Self { name: first.name, rows: 0, paths, parquet, parquet_bytes, csv, has_csv };
        files.write(first, true)?;
        Ok(files)
    }

    /// Writes the rows that follow.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn push(&mut self, table: &Table) -> Result<(), WriteError> {
        self.write(table, false)
    }

    fn write(&mut self, table: &Table, with_header: bool) -> Result<(), WriteError> {
        self.rows += table.rows();
        let (parquet, csv) = (&mut self.parquet, &mut self.csv);
        let (parquet, csv) =
            rayon::join(|| parquet.push(table), || csv.write_all(&csv_text(table, with_header)?));
        parquet.map_err(|error| failed(&self.paths[0], "writing", &error))?;
        csv.map_err(|error| failed(&self.paths[1], "writing", &error))
    }

    /// Writes what ends the files.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn end(mut self) -> Result<WrittenFiles, WriteError> {
        let [parquet, csv] = &self.paths;
        self.parquet.end().map_err(|error| failed(parquet, "writing", &error))?;
        let table = WrittenTable {
            name: self.name.to_owned(),
            rows: self.rows,
            csv_sha256: self.csv.end().map_err(|error| failed(csv, "writing", &error))?,
            parquet_sha256: self
                .parquet_bytes
                .end()
                .map_err(|error| failed(parquet, "writing", &error))?,
            has_csv: self.has_csv,
        };
        let [parquet, csv] = self.paths;
        let paths = if self.has_csv { vec![parquet, csv] } else { vec![parquet] };
        Ok(WrittenFiles { table, paths })
    }
}

impl std::fmt::Debug for TableFiles {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("TableFiles").field("paths", &self.paths).finish_non_exhaustive()
    }
}

/// The files of a table that was written.
#[derive(Debug)]
pub struct WrittenFiles {
    /// What the manifest says of it.
    pub table: WrittenTable,
    /// Its files, Parquet first.
    pub(super) paths: Vec<PathBuf>,
}

impl WrittenFiles {
    /// Reads a column of numbers back: NaN where it is empty.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn column(&self, name: &str) -> Result<Vec<f64>, WriteError> {
        let path = &self.paths[0];
        read_numbers(path, name).map_err(|error| failed(path, "reading back", &error))
    }

    /// Removes the files of a table that only served on the way.
    ///
    /// # Errors
    /// When they cannot be removed.
    pub fn remove(self) -> Result<(), WriteError> {
        let remove = |path: &PathBuf| {
            std::fs::remove_file(path).map_err(|error| failed(path, "removing", &error))
        };
        self.paths.iter().try_for_each(remove)
    }
}

/// A table of the figures of trials, fed in portions of any size.
#[derive(Debug)]
pub struct TrialsFiles {
    name: &'static str,
    grain: &'static str,
    /// Figures that it has.
    of: &'static [Figure],
    /// Number of the first trial that waits.
    first: u64,
    /// Trials that do not fill a block yet.
    waiting: Vec<[f64; Figure::COUNT]>,
    files: TableFiles,
}

impl TrialsFiles {
    /// Begins the table of some figures of the trials from `first` on in a folder.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin(
        folder: &Path,
        (name, grain): (&'static str, &'static str),
        (of, first): (&'static [Figure], u64),
        csv_files: CsvFiles,
    ) -> Result<Self, WriteError> {
        let empty = of_figures(name, grain, first, (of, &[]));
        let files = TableFiles::begin(folder, &empty, csv_files)?;
        Ok(Self { name, grain, of, first, waiting: Vec::new(), files })
    }

    /// Takes the figures of the trials that follow.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn push(&mut self, mut rows: &[[f64; Figure::COUNT]]) -> Result<(), WriteError> {
        while !rows.is_empty() {
            let taken = rows.len().min(TRIALS_AT_ONCE - self.waiting.len());
            self.waiting.extend(&rows[..taken]);
            rows = &rows[taken..];
            if self.waiting.len() == TRIALS_AT_ONCE {
                self.write()?;
            }
        }
        Ok(())
    }

    /// Writes the trials that wait.
    fn write(&mut self) -> Result<(), WriteError> {
        let block = of_figures(self.name, self.grain, self.first, (self.of, &self.waiting));
        self.first += self.waiting.len() as u64;
        self.waiting.clear();
        self.files.push(&block)
    }

    /// Writes what is left and ends the files.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn end(mut self) -> Result<WrittenFiles, WriteError> {
        self.write()?;
        self.files.end()
    }
}

/// A file, or none, whose bytes are hashed on their way.
#[derive(Clone)]
struct Hashed(Arc<Mutex<(Option<BufWriter<File>>, Sha256)>>);

impl Hashed {
    fn create(path: &Path) -> Result<Self, WriteError> {
        let file = File::create(path).map_err(|error| failed(path, "creating", &error))?;
        Ok(Self::to(Some(BufWriter::new(file))))
    }

    /// Bytes that are hashed and stand nowhere.
    fn nowhere() -> Self {
        Self::to(None)
    }

    fn to(file: Option<BufWriter<File>>) -> Self {
        Self(Arc::new(Mutex::new((file, Sha256::new()))))
    }

    /// Writes bytes that are not part of what is hashed.
    fn write_unhashed(&self, bytes: &[u8]) -> io::Result<()> {
        let mut inside = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inside.0.as_mut().map_or(Ok(()), |file| file.write_all(bytes))
    }

    /// Writes what is still in memory and tells the SHA-256 of all bytes.
    fn end(&mut self) -> io::Result<String> {
        self.flush()?;
        let hash = self.0.lock().unwrap_or_else(PoisonError::into_inner).1.clone();
        Ok(hexadecimal(&hash.finalize()))
    }
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut inside = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let written = inside.0.as_mut().map_or(Ok(bytes.len()), |file| file.write(bytes))?;
        inside.1.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut inside = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inside.0.as_mut().map_or(Ok(()), BufWriter::flush)
    }
}
