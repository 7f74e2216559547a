//! The names of folders that are being prepared, and when one is abandoned.
//!
//! A folder that is prepared is hidden and named after what it will be, the host with the start of
//! its system, and random signs, so that no two processes ever share one, on one machine or on
//! several with one shared folder. Its process holds it ([`super::hold`]): one that nobody holds is
//! abandoned. Within one running system holds are seen by all, in containers, too. Not every shared
//! file system tells a machine of another's, and some know no holds at all, so what another machine
//! began, and what nothing tells of, is left alone for a week.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

use super::hold::Hold;

/// How the names of folders end that are being prepared.
pub(super) const PARTIAL: &str = ".partial";
/// How the names of the files end by which they are held.
pub(super) const LOCK: &str = ".lock";

/// Longest name of a host, and signs of the start of its system (characters): names of folders have
/// an end.
const LONGEST: usize = 13;

/// How long what another machine began is left alone, though nobody seems to hold it.
const AGE: Duration = Duration::from_hours(7 * 24);

/// The name of this machine, of letters, digits and one `-`: its host and the start of its system,
/// which no other shares, as far as the system tells them.
pub fn here() -> &'static str {
    static HERE: LazyLock<String> = LazyLock::new(|| {
        let read = |file: &str| -> String {
            let text = fs::read_to_string(file).unwrap_or_default();
            text.chars().filter(char::is_ascii_alphanumeric).take(LONGEST).collect()
        };
        let host = read("/proc/sys/kernel/hostname");
        format!("{host}-{}", read("/proc/sys/kernel/random/boot_id"))
    });
    &HERE
}

/// What of a machine's name tells the running system, whatever host a container says it is.
fn system(machine: &str) -> Option<&str> {
    machine.rsplit_once('-').map(|(_, start)| start)
}

/// How the name of a folder begins that this machine prepares for `id`; random signs follow.
pub(super) fn beginning(id: &str) -> String {
    format!(".{id}.{}.", here())
}

/// The folder that is held by a file.
pub(super) fn of_lock(file: &Path) -> PathBuf {
    file.with_extension(&PARTIAL[1..])
}

/// The file by which a folder is held.
pub(super) fn lock_of(folder: &Path) -> PathBuf {
    folder.with_extension(&LOCK[1..])
}

/// Whether a name is that of something that is being prepared.
pub(super) fn is_prepared(name: &str) -> bool {
    name.starts_with('.') && [PARTIAL, LOCK].iter().any(|end| name.ends_with(end))
}

/// Whether a folder, or the file by which it is held, was made to prepare `id`, and nobody does any
/// more: with the hold on it. What the time is, a new folder beside it tells: by the clock of the
/// file system, not of this machine.
pub(super) fn abandoned(path: &Path, id: &str, new: &Path) -> Option<Hold> {
    let name = path.file_name()?.to_str()?;
    let rest = name.strip_prefix(&format!(".{id}."))?;
    let mark = [PARTIAL, LOCK].iter().find_map(|end| rest.strip_suffix(end))?;
    let (machine, signs) = mark.split_once('.')?;
    if signs.is_empty() || !signs.bytes().all(|sign| sign.is_ascii_alphanumeric()) {
        return None;
    }
    let hold = Hold::of_abandoned(&lock_of(path))?;
    let changed = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified());
    let age = changed(new).ok()?.duration_since(changed(path).ok()?);
    let is_told = hold.is_held() && system(machine) == system(here());
    (is_told || age.is_ok_and(|age| age > AGE)).then_some(hold)
}
