//! Who is preparing a folder: machine and process, so that several machines on one shared folder
//! leave each other's live work alone.
//!
//! A process number says nothing on another machine, nor in another container of the same one. So a
//! folder that is being prepared names the host, the installation and the process namespace beside
//! the process, and only what this very machine began is ever taken for abandoned.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// Digits of the installation's id that are kept: enough to tell a room full of machines apart.
const INSTALLATION: usize = 8;

/// Longest part of the name of a machine (characters): names of folders have an end.
const LONGEST: usize = 13;

/// The name of this machine, of letters, digits and `-` alone: its host, its installation, its
/// process namespace, as far as the system tells them.
pub fn here() -> &'static str {
    static HERE: LazyLock<String> = LazyLock::new(|| {
        let read = |file: &str| fs::read_to_string(file).unwrap_or_default();
        let installation: String =
            read("/etc/machine-id").trim().chars().take(INSTALLATION).collect();
        let namespace = fs::read_link("/proc/self/ns/pid").unwrap_or_default();
        let parts = [
            read("/proc/sys/kernel/hostname").trim().to_owned(),
            installation,
            namespace.to_string_lossy().into_owned(),
        ];
        let plain = |part: &String| -> String {
            part.chars().filter(char::is_ascii_alphanumeric).take(LONGEST).collect()
        };
        let parts: Vec<String> = parts.iter().map(plain).filter(|part| !part.is_empty()).collect();
        if parts.is_empty() { "machine".to_owned() } else { parts.join("-") }
    });
    &HERE
}

/// This process, as the name of what it prepares has it.
pub(super) fn mark() -> String {
    format!("{}.{}", here(), std::process::id())
}

/// Whether a mark is that of a process of this machine that runs no more.
pub(super) fn is_abandoned(mark: &str) -> bool {
    let Some((machine, process)) = mark.split_once('.') else { return false };
    let is_number = !process.is_empty() && process.bytes().all(|byte| byte.is_ascii_digit());
    let processes = Path::new("/proc");
    machine == here() && is_number && processes.is_dir() && !processes.join(process).exists()
}
