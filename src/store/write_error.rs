//! Why a folder of results could not be written.

use std::path::{Path, PathBuf};

/// A folder could not be written.
#[derive(Debug)]
pub struct WriteError {
    /// File or folder concerned.
    pub path: PathBuf,
    /// What was being done.
    pub doing: &'static str,
    /// Why it failed.
    pub cause: String,
}

impl WriteError {
    /// A file whose text could not be made.
    pub fn unmade(path: &Path, cause: String) -> Self {
        Self { path: path.to_path_buf(), doing: "making the text", cause }
    }
}

impl std::fmt::Display for WriteError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "{}: {}: found {}; accepted: a folder this program may write to",
            self.path.display(),
            self.doing,
            self.cause
        )
    }
}

impl std::error::Error for WriteError {}

/// The error of a step that failed at a path.
pub(super) fn failed(path: &Path, doing: &'static str, cause: &impl ToString) -> WriteError {
    WriteError { path: path.to_path_buf(), doing, cause: cause.to_string() }
}
