//! The program as its users meet it: what it prints, what it writes, and how it ends.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a run that cannot be put to the test has failed"
)]

#[path = "cli/actuals.rs"]
mod actuals;
#[path = "cli/batch.rs"]
mod batch;
#[path = "cli/book.rs"]
mod book;
#[path = "cli/calibrate.rs"]
mod calibrate;
#[path = "cli/chinese.rs"]
mod chinese;
#[path = "cli/compare.rs"]
mod compare;
#[path = "cli/explain.rs"]
mod explain;
#[path = "cli/files.rs"]
mod files;
#[path = "cli/folders.rs"]
mod folders;
#[path = "cli/inputs.rs"]
mod inputs;
#[cfg(unix)]
#[path = "cli/interrupts.rs"]
mod interrupts;
#[cfg(target_os = "linux")]
#[path = "cli/kills.rs"]
mod kills;
#[path = "cli/long_runs.rs"]
mod long_runs;
#[path = "cli/manifest.rs"]
mod manifest;
#[path = "cli/new.rs"]
mod new;
#[path = "cli/plan.rs"]
mod plan;
#[path = "cli/portfolio.rs"]
mod portfolio;
#[path = "cli/recorded.rs"]
mod recorded;
#[path = "cli/regret.rs"]
mod regret;
#[path = "cli/replay.rs"]
mod replay;
#[cfg(target_os = "linux")]
#[path = "cli/resume.rs"]
mod resume;
#[path = "cli/sampling.rs"]
mod sampling;
#[path = "cli/selftest.rs"]
mod selftest;
#[path = "cli/shards.rs"]
mod shards;
#[path = "cli/show.rs"]
mod show;
#[path = "cli/side_by_side.rs"]
mod side_by_side;
#[cfg(unix)]
#[path = "cli/streams.rs"]
mod streams;
#[path = "cli/sweep.rs"]
mod sweep;
#[path = "cli/tables.rs"]
mod tables;
#[path = "cli/terminal.rs"]
mod terminal;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use assert_cmd::cargo::cargo_bin;
use tempfile::TempDir;

/// Exit code when everything asked for was done.
const DONE: i32 = 0;
/// Exit code when a check found a difference.
const REFUSED: i32 = 3;
/// Exit code when results could not be written.
const NOT_WRITTEN: i32 = 4;

/// Longer than a slow and busy machine takes; only a program that never ends is stopped.
const PATIENCE: Duration = Duration::from_mins(10);

/// Names of the tables of a run.
const TABLES: [&str; 15] = [
    "annual",
    "doubt",
    "doubt_shares",
    "events",
    "fans",
    "funding",
    "ledger",
    "monthly",
    "plan_targets",
    "plots",
    "reconciliation",
    "risk",
    "shortage",
    "summary",
    "trials",
];

/// A folder of its own in which the program is run.
struct Workplace(TempDir);

/// What a run of the program left for its user.
struct Outcome {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Workplace {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder can be made"))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn join(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    fn with(self, name: &str, text: &str) -> Self {
        let path = self.join(name);
        let folder = path.parent().expect("a file has a folder");
        std::fs::create_dir_all(folder).expect("the folder can be made");
        std::fs::write(path, text).expect("the file can be written");
        self
    }

    /// The program in this folder, not yet started.
    fn program(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(cargo_bin("landsim"));
        command.current_dir(self.path()).args(arguments);
        // Whoever runs the tests may speak anything.
        for name in ["LC_ALL", "LC_MESSAGES", "LANGUAGE"] {
            command.env_remove(name);
        }
        command.env("LANG", "C");
        command
    }

    fn landsim(&self, arguments: &[&str]) -> Outcome {
        let mut program = assert_cmd::Command::from_std(self.program(arguments));
        let output = program.timeout(PATIENCE).output().expect("the program can be run");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("what it says is UTF-8");
        Outcome {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Runs a command that must succeed and say nothing.
    fn quietly(&self, arguments: &[&str]) {
        let Outcome { code, stdout, stderr } = self.landsim(arguments);
        assert_eq!((code, stdout, stderr), (Some(DONE), String::new(), String::new()));
    }

    /// Names in a folder, hidden ones too; none when there is no folder.
    fn names(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.join(folder)).into_iter().flatten();
        let name = |entry: std::fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
        let mut names: Vec<String> =
            entries.map(|entry| name(entry.expect("the folder can be read"))).collect();
        names.sort();
        names
    }

    /// Every file of a folder by name; those of folders in it with their way.
    fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        for name in self.names(folder) {
            let path = self.join(folder).join(&name);
            if path.is_dir() {
                let inside = self.files(&format!("{folder}/{name}"));
                files.extend(
                    inside.into_iter().map(|(file, bytes)| (format!("{name}/{file}"), bytes)),
                );
            } else {
                files.insert(name, std::fs::read(path).expect("it can be read"));
            }
        }
        files
    }

    fn text(&self, file: &str) -> String {
        std::fs::read_to_string(self.join(file)).expect("the file is there and is text")
    }
}

/// Names of the files of a complete run.
fn files_of_a_run() -> Vec<String> {
    let both = |table: &&str| [format!("{table}.csv"), format!("{table}.parquet")];
    let mut names: Vec<String> = TABLES.iter().flat_map(both).collect();
    names.push("manifest.json".to_owned());
    names.sort();
    names
}

/// The tables of a run, without the manifest, which knows the time of day, and without inputs.
fn tables_of(mut files: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    files.retain(|name, _| !name.starts_with("inputs/"));
    assert_eq!(files.keys().cloned().collect::<Vec<_>>(), files_of_a_run());
    files.remove("manifest.json");
    files
}

/// Asserts that two runs wrote the same bytes, and names the tables that differ.
fn assert_same_tables(
    left: &BTreeMap<String, Vec<u8>>,
    right: &BTreeMap<String, Vec<u8>>,
    what: &str,
) {
    let differing: Vec<&String> =
        left.keys().filter(|name| left.get(*name) != right.get(*name)).collect();
    assert_eq!(differing, Vec::<&String>::new(), "{what}");
    assert_eq!(left.len(), right.len(), "{what}");
}
