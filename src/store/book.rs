//! Seed books: runs that were registered, with the digests of what went in and came out.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Place, Rejected};
use crate::tables::digest::TableDigest;

use super::input::Input;
use super::recorded_actuals::RecordedActuals;

/// Largest book (bytes).
const LARGEST_FILE: u64 = 16 << 20;

/// A book.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Book {
    /// Version of the program that registered the runs.
    pub version: String,
    /// Registered runs.
    #[serde(default, rename = "run")]
    pub runs: Vec<RegisteredRun>,
}

/// A run: what went in, and the digests of what came out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisteredRun {
    /// Id of the scenario.
    pub scenario_id: String,
    /// Scenario file, from the book's folder.
    pub scenario: Input,
    /// Portfolio file, from the book's folder.
    pub portfolio: Input,
    /// Plan file, from the book's folder, where it is not that of the portfolio.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Input>,
    /// What has happened, and until when it is told, from the book's folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actuals: Option<RecordedActuals>,
    /// Files of data that the scenario names, from its folder.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub data_files: Vec<Input>,
    /// Seed.
    pub seed: u64,
    /// Number of trials.
    pub trials: u64,
    /// Digests of the tables.
    #[serde(default, rename = "table")]
    pub tables: Vec<TableDigest>,
}

impl Book {
    /// Reads a book.
    ///
    /// # Errors
    /// When the file cannot be read or is no book.
    pub fn read(path: &Path) -> Result<Self, Rejected> {
        let file = path.display().to_string();
        let refuse = |place: Place, found: String, accepted: &str| {
            let accepted = accepted.to_owned();
            Rejected::new(vec![Finding { place, key: String::new(), found, accepted }])
        };
        let whole = || Place::whole(&file);
        let accepted = "a seed book, as `landsim register` writes it";
        let metadata = std::fs::metadata(path)
            .map_err(|error| refuse(whole(), error.to_string(), accepted))?;
        if metadata.len() > LARGEST_FILE || !metadata.is_file() {
            let found = format!("{} bytes, or no regular file", metadata.len());
            return Err(refuse(whole(), found, "a seed book of at most 16 MiB"));
        }
        let text = std::fs::read_to_string(path)
            .map_err(|error| refuse(whole(), error.to_string(), accepted))?;
        let book: Self = toml::from_str(&text).map_err(|error| {
            let before = error.span().map_or("", |span| text.get(..span.start).unwrap_or(""));
            let place = Place::line(&file, before.matches('\n').count() + 1);
            refuse(place, error.message().to_owned(), accepted)
        })?;
        let is_empty = |run: &&RegisteredRun| run.tables.is_empty();
        if book.runs.is_empty() {
            return Err(refuse(whole(), "a book without a run".to_owned(), accepted));
        }
        if let Some(run) = book.runs.iter().find(is_empty) {
            let found = format!("the run {:?} without a table", run.scenario_id);
            return Err(refuse(whole(), found, accepted));
        }
        Ok(book)
    }

    /// The book as TOML, with a line that says what it is.
    ///
    /// # Errors
    /// Only if a value could not be written as TOML, which no book has.
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        let about =
            "# Written by `landsim register`; `landsim reproduce` runs it again and compares.\n";
        Ok(about.to_owned() + &toml::to_string(self)?)
    }
}

/// The way to `file` from a folder, both seen from where the program runs; on another disk
/// the whole path.
pub fn way_from(folder: &Path, file: &Path) -> PathBuf {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let (folder, file) = (absolute(folder), absolute(file));
    let shared = folder.components().zip(file.components()).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return file;
    }
    let up = folder.components().skip(shared).map(|_| Path::new(".."));
    let down = file.components().skip(shared).collect::<PathBuf>();
    up.collect::<PathBuf>().join(down)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_goes_up_and_down() {
        let way = |folder: &str, file: &str| way_from(Path::new(folder), Path::new(file));
        assert_eq!(way("seeds/books", "scenarios/a.toml"), Path::new("../../scenarios/a.toml"));
        assert_eq!(way(".", "a.toml"), Path::new("a.toml"));
        assert_eq!(way("/a/b", "/a/b/c.toml"), Path::new("c.toml"));
    }
}
