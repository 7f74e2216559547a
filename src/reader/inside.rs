//! Files that a file names lie in its own folder, or in the one in which the program runs:
//! a scenario from a stranger reads nothing else.
//!
//! # Why
//!
//! Scenarios are sent around. One that named `/etc/passwd` as a history would have its
//! lines quoted in a finding; one that named a path above its folder would depend on a
//! stranger's disk.

use std::path::Path;

/// Which paths are accepted, in the words of a finding.
pub const ACCEPTED: &str =
    "a relative path to a file in its own folder or in the folder in which the program runs";

/// Why `named`, which stands in a file of `folder`, may not be read, a noun phrase; links
/// are followed. `None`: it may, or is not there.
pub fn why_outside(folder: &Path, named: &str) -> Option<&'static str> {
    if Path::new(named).is_absolute() {
        return Some("an absolute path");
    }
    // What is not there cannot be read either; that is said elsewhere.
    let path = folder.join(named).canonicalize().ok()?;
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let holds = |folder: &Path| folder.canonicalize().is_ok_and(|folder| path.starts_with(folder));
    let is_inside = holds(folder) || holds(Path::new("."));
    (!is_inside).then_some("a path that leads out of its folder")
}
