//! Opens files of results: regular ones alone.
//!
//! A pipe or a device that stands where a file is expected may never be opened, or never end.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// Opens a regular file, or a link to one.
///
/// # Errors
/// When it cannot be opened, or is something else.
pub(super) fn open(path: &Path) -> io::Result<File> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("no regular file"));
    }
    File::open(path)
}

/// The bytes of a regular file.
///
/// # Errors
/// When it cannot be read, or is something else.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}
