//! Writes a single file whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::live::{self, PARTIAL};

/// Random signs in the name of a file that is being written.
const SIGNS: usize = 10;

/// Writes a file under a hidden name beside it, flushes it to disk and gives it its name in one
/// step; what stood there is replaced.
///
/// # Errors
/// When it cannot be written; what stood there is untouched then.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beginning = live::beginning(&name);
    let mut new = tempfile::Builder::new();
    new.prefix(&beginning).suffix(PARTIAL).rand_bytes(SIGNS);
    #[cfg(unix)]
    {
        // As any new file: what the user's mask leaves.
        use std::os::unix::fs::PermissionsExt;
        new.permissions(fs::Permissions::from_mode(0o666));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut file = new.tempfile_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map(|_| ()).map_err(|error| error.error)
}
