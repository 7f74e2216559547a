//! Why a folder of results could not be written.

use std::path::{Path, PathBuf};

/// What the system must allow.
const WRITABLE: &str = "a folder this program may write to";
/// What a text is made from.
const MADE_AGAIN: &str = "tables and memory to make it from; run the command again, or make the \
                          run again with `landsim run`";

/// A folder could not be written.
#[derive(Debug)]
pub struct WriteError {
    /// File or folder concerned.
    pub path: PathBuf,
    /// What was being done.
    pub doing: &'static str,
    /// Why it failed.
    pub cause: String,
    /// What would have done, and how it comes about.
    pub accepted: &'static str,
}

impl WriteError {
    /// A file whose text could not be made.
    pub fn unmade(path: &Path, cause: String) -> Self {
        let path = path.to_path_buf();
        Self { path, doing: "making the text", cause, accepted: MADE_AGAIN }
    }
}

impl std::fmt::Display for WriteError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "{}: {}: found {}; accepted: {}",
            self.path.display(),
            self.doing,
            self.cause,
            self.accepted
        )
    }
}

impl std::error::Error for WriteError {}

/// The error of a step that failed at a path.
pub(super) fn failed(path: &Path, doing: &'static str, cause: &impl ToString) -> WriteError {
    let path = path.to_path_buf();
    WriteError { path, doing, cause: cause.to_string(), accepted: WRITABLE }
}
