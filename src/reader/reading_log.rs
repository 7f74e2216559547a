//! What reading has gathered: values, findings, uncertain numbers, data files; and why it reads.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::finding::{Finding, Place};

use super::key_kind::{Description, KeyKind};
use super::parameter::{DataFile, Parameter};
use super::uncertain_number::UncertainNumber;

/// Why a document is read.
#[derive(Debug)]
pub enum Mode {
    /// To learn what it says.
    Load {
        /// Folder of the file, from which files of data are found.
        folder: PathBuf,
    },
    /// To have the readers say what they accept; the document is empty.
    Describe(Description),
    /// Once more for a trial, whose uncertain numbers have been drawn. No file is touched.
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
    /// Numbers that are drawn in each trial.
    pub uncertain: RefCell<Vec<UncertainNumber>>,
    /// Files of data that were read.
    pub data_files: RefCell<Vec<DataFile>>,
}

impl ReadingLog {
    /// An empty log of a reading.
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
        Self::new(Mode::Load { folder: folder.into() })
    }

    /// Notes a finding.
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

    /// What the readers say of themselves, when that is what is wanted.
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
