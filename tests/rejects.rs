//! Broken inputs: each is refused in exactly the words that help, with exit code 3 (2 for wrong
//! arguments), and nothing is written.

#![expect(clippy::expect_used, reason = "a refusal that cannot be put to the test has failed")]

#[path = "rejects/arguments.rs"]
mod arguments;
#[path = "rejects/batch.rs"]
mod batch;
#[path = "rejects/files.rs"]
mod files;
#[path = "rejects/implementation_plan.rs"]
mod implementation_plan;
#[path = "rejects/market.rs"]
mod market;
#[path = "rejects/policies.rs"]
mod policies;
#[path = "rejects/portfolio.rs"]
mod portfolio;
#[path = "rejects/projects.rs"]
mod projects;
#[path = "rejects/scenario.rs"]
mod scenario;
#[path = "rejects/shocks.rs"]
mod shocks;
#[path = "rejects/sweep.rs"]
mod sweep;
#[path = "rejects/uncertain.rs"]
mod uncertain;

use std::path::Path;
use std::time::Duration;

use assert_cmd::cargo::cargo_bin_cmd;
use landsim::reader::built_in::BASELINE_TEXT;
use tempfile::TempDir;

/// Exit code of wrong arguments.
const WRONG_ARGUMENTS: i32 = 2;
/// Exit code of a refused file.
const REFUSED: i32 = 3;
/// Longer than a slow and busy machine takes; only a program that never ends is stopped.
const PATIENCE: Duration = Duration::from_mins(10);
/// File name of the scenario under test, as the command line gives it.
const SCENARIO: &str = "scenario.toml";
/// File name of the portfolio under test, as the command line gives it.
const PORTFOLIO: &str = "plots.csv";

/// A folder of its own in which the program is run.
struct Workplace(TempDir);

/// What a run of the program left for its user.
#[derive(Debug, PartialEq)]
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

    fn with(self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let path = self.path().join(name);
        let folder = path.parent().expect("a file has a folder");
        std::fs::create_dir_all(folder).expect("the folder can be made");
        std::fs::write(path, bytes).expect("the file can be written");
        self
    }

    fn landsim(&self, arguments: &[&str]) -> Outcome {
        let mut command = cargo_bin_cmd!("landsim");
        let output = command
            .current_dir(self.path())
            .args(arguments)
            .timeout(PATIENCE)
            .output()
            .expect("the program can be run");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("what it says is UTF-8");
        Outcome {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Names in the folder for results, hidden ones too; none when there is no folder.
    fn results(&self) -> Vec<String> {
        names(&self.path().join("out"))
    }

    /// Asserts that a run over these files is refused with exactly these lines.
    fn refuses(&self, files: &[&str], expected: &str) {
        let arguments = [&["run", "--trials", "2", "--out", "out"], files].concat();
        let refused =
            Outcome { code: Some(REFUSED), stdout: String::new(), stderr: format!("{expected}\n") };
        assert_eq!(self.landsim(&arguments), refused);
        assert_eq!(self.results(), Vec::<String>::new(), "{expected}");
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let name = |entry: std::fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let mut names: Vec<String> =
        entries.map(|entry| name(entry.expect("the folder can be read"))).collect();
    names.sort();
    names
}

/// A text with one passage replaced, which stands in it exactly once.
fn patched(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from:?} must stand in the text exactly once");
    text.replace(from, to)
}

/// The baseline with one passage replaced.
fn baseline(from: &str, to: &str) -> String {
    patched(BASELINE_TEXT, from, to)
}

/// Line of a passage that stands in a text exactly once, counted from 1.
fn line_of(text: &str, passage: &str) -> usize {
    assert_eq!(text.matches(passage).count(), 1, "{passage:?} must stand exactly once");
    text.split(passage).next().expect("a split has a first part").matches('\n').count() + 1
}

/// Asserts that the baseline with one passage replaced is refused with exactly these lines, in
/// which `@` stands for the passage's line. The baseline's text may grow without its line numbers
/// being counted again here.
fn refuses(from: &str, to: &str, expected: &str) {
    let line = line_of(BASELINE_TEXT, from).to_string();
    refuses_text(&baseline(from, to), &expected.replace('@', &line));
}

/// Asserts that a scenario is refused with exactly these lines.
fn refuses_text(text: &str, expected: &str) {
    Workplace::new().with(SCENARIO, text).refuses(&[SCENARIO], expected);
}
