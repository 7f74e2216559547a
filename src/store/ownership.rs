//! Whose a folder for results is: what stands there that this program did not write.
//!
//! # Why every file is looked at
//!
//! A folder is replaced as a whole, and whatever else stands in it would go with the old results:
//! notes, a spreadsheet somebody worked on, another program's output. So a folder is ours only when
//! every file in it is, and that is judged when it is replaced, not hours before.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::catalogue::result_folder::ResultFolder;
use crate::tables::{OF_A_RUN, shard};

use super::file_names::{INPUTS, MANIFEST};
use super::kept_inputs;
use super::live;
use super::regular_file;

/// Files of a report.
const OF_A_REPORT: [&str; 3] = ["report.html", "workbook.xlsx", "memo.docx"];
/// What file managers leave wherever somebody looks, and nobody misses.
const NOBODYS: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];
/// Folder of a report's charts.
const CHARTS: &str = "charts";

/// Whether a folder was written by this program.
pub(super) fn is_run(folder: &Path) -> bool {
    let program = format!("\"program\": \"{}\"", env!("CARGO_PKG_NAME"));
    // A manifest without a byte is what a full disk or a lost power supply leaves.
    manifest_text(folder).is_some_and(|text| text.is_empty() || text.contains(&program))
}

/// The text of a folder's manifest; `None` of anything else that has the name, a pipe or a device,
/// which may never end.
fn manifest_text(folder: &Path) -> Option<String> {
    let bytes = regular_file::read(&folder.join(MANIFEST)).ok()?;
    String::from_utf8(bytes).ok()
}

/// Something in a folder of this program that it did not write; `None` where there is nothing of
/// the kind.
pub(super) fn stranger(folder: &Path) -> Option<PathBuf> {
    let text = manifest_text(folder).unwrap_or_default();
    let manifest: Value = serde_json::from_str(&text).unwrap_or_default();
    let listed = manifest["tables"].as_array().into_iter().flatten();
    let mut tables: Vec<&str> = listed.filter_map(|table| table["name"].as_str()).collect();
    tables.extend(OF_A_RUN);
    tables.extend([shard::TRIALS, shard::EXCHANGED, shard::COLUMNS]);
    let is_table = |name: &str| {
        let stem = name.strip_suffix(".csv").or_else(|| name.strip_suffix(".parquet"));
        stem.is_some_and(|stem| tables.contains(&stem))
    };
    entries(folder).into_iter().find_map(|path| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let is_file = path.is_file() && !path.is_symlink();
        match name {
            MANIFEST => None,
            _ if is_file && (is_table(name) || OF_A_REPORT.contains(&name)) => None,
            INPUTS => odd_file(&path, kept_inputs::is_place),
            CHARTS => odd_file(&path, |name| name.strip_suffix(".svg").is_some()),
            _ if name == ResultFolder::Report.name() && is_run(&path) => stranger(&path),
            // A report that is being made, or was when its process was killed.
            _ if live::is_prepared(name) && !path.is_symlink() => None,
            _ => Some(path),
        }
    })
}

/// The first file of a folder whose name is none of those that stand there, or what stands in the
/// folder's place.
fn odd_file(folder: &Path, is_known: impl Fn(&str) -> bool) -> Option<PathBuf> {
    if !folder.is_dir() || folder.is_symlink() {
        return Some(folder.to_path_buf());
    }
    entries(folder).into_iter().find(|path| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        !path.is_file() || path.is_symlink() || !is_known(name)
    })
}

/// What stands in a folder and is somebody's, in the order of names.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_somebodys = |name: &OsStr| !NOBODYS.iter().any(|nobodys| *nobodys == name);
    let somebodys = entries.filter(|entry| is_somebodys(&entry.file_name()));
    let mut paths: Vec<PathBuf> = somebodys.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}
