//! What reading has gathered: values, findings, uncertain numbers, data files; and why it
//! reads.
//!
//! # Why one reader for three ends
//!
//! Loading, describing and redrawing ask the same keys in the same order. One code that
//! does all three cannot accept in a trial what it refused when the file was loaded, nor
//! describe what it does not read; the [`Mode`] decides at the few places where they
//! differ.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::finding::{Finding, Place};

use super::key_kind::{Description, KeyKind};
use super::parameter::{DataFile, Parameter};
use super::uncertain_number::UncertainNumber;

/// Where files of data that a document names are found.
#[derive(Debug, Clone)]
pub enum Files {
    /// On disk; the folder is that of the file that is read, and a file that it extends names its
    /// own from its own folder.
    In(PathBuf),
    /// At hand, as texts by their names: they were kept with the results of a run of a file in this
    /// folder.
    Kept(PathBuf, Arc<BTreeMap<String, String>>),
}

impl Files {
    /// Files beside another.
    pub fn beside(path: &Path) -> Self {
        Self::In(path.parent().unwrap_or(Path::new("")).to_path_buf())
    }
}

/// Why a document is read.
#[derive(Debug)]
pub enum Mode {
    /// To learn what it says: values, findings, distributions and data files are noted.
    Load {
        /// Where files of data are found.
        files: Files,
    },
    /// To have the readers say what they accept; the document is empty.
    Describe(Description),
    /// To read it once more for a trial, whose uncertain numbers have been drawn. No file
    /// is touched, and findings cannot come: whatever can be drawn was held against the
    /// ranges when it was loaded.
    Redraw {
        /// The numbers by dotted key.
        numbers: BTreeMap<String, f64>,
    },
}

/// What reading a document has gathered.
///
/// Sections share it while they read, each through the same reference; so the lists stand in cells.
#[derive(Debug)]
pub struct ReadingLog {
    /// Why the document is read.
    pub mode: Mode,
    /// Everything that is wrong, in the order of reading.
    pub findings: RefCell<Vec<Finding>>,
    /// Every value that was read, in the order of reading.
    pub parameters: RefCell<Vec<Parameter>>,
    /// Numbers that are drawn in each trial, in the order of reading.
    pub uncertain: RefCell<Vec<UncertainNumber>>,
    /// Files of data that were read, as often as they are named.
    pub data_files: RefCell<Vec<DataFile>>,
}

impl ReadingLog {
    /// An empty log for a reading of this kind.
    pub fn new(mode: Mode) -> Self {
        Self {
            mode,
            findings: RefCell::default(),
            parameters: RefCell::default(),
            uncertain: RefCell::default(),
            data_files: RefCell::default(),
        }
    }

    /// An empty log for a document whose files of data lie in a folder.
    pub fn of_folder(folder: impl Into<PathBuf>) -> Self {
        Self::of_files(Files::In(folder.into()))
    }

    /// An empty log for a document whose files of data are found there.
    pub fn of_files(files: Files) -> Self {
        Self::new(Mode::Load { files })
    }

    /// Notes a finding about the dotted key `key`: what was found and what is accepted,
    /// both noun phrases.
    pub fn find(
        &self,
        place: &Place,
        key: &str,
        found: impl Into<String>,
        accepted: impl Into<String>,
    ) {
        self.findings.borrow_mut().push(Finding {
            place: place.clone(),
            key: key.to_owned(),
            found: found.into(),
            accepted: accepted.into(),
        });
    }

    /// The description that the readers fill, when they are asked to say what they accept.
    pub(super) fn description(&self) -> Option<&Description> {
        match &self.mode {
            Mode::Describe(description) => Some(description),
            Mode::Load { .. } | Mode::Redraw { .. } => None,
        }
    }

    /// What each key holds, when the readers have said it; nothing otherwise.
    pub fn described(self) -> BTreeMap<String, KeyKind> {
        match self.mode {
            Mode::Describe(description) => description.into_keys(),
            Mode::Load { .. } | Mode::Redraw { .. } => BTreeMap::new(),
        }
    }

    /// The number that was drawn for a key, when a trial's numbers are read.
    pub(super) fn drawn(&self, key: &str) -> Option<f64> {
        match &self.mode {
            Mode::Redraw { numbers } => numbers.get(key).copied(),
            Mode::Load { .. } | Mode::Describe(_) => None,
        }
    }
}
