//! Files that are written where none is yet, whole or not at all.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use super::ending::{Ending, tell};

/// Writes what was made to a file that is not there yet; says what keeps it from being written.
pub(super) fn write_new(path: &Path, made: Result<Vec<u8>, String>) -> Result<(), Ending> {
    let written = made.and_then(|bytes| {
        let open = OpenOptions::new().write(true).create_new(true).open(path);
        let mut file = open.map_err(|error| error.to_string())?;
        file.write_all(&bytes).map_err(|error| {
            drop(fs::remove_file(path));
            error.to_string()
        })
    });
    written.map_err(|found| {
        let accepted = "a file that is not there yet, in a folder that can be written to";
        tell(format_args!("{}: found {found}; accepted: {accepted}", path.display()));
        Ending::NotWritten
    })
}
