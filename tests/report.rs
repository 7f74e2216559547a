//! Pages, charts and workbooks: words, numbers, a browser's and a spreadsheet's view of them.

#![expect(clippy::expect_used, reason = "a report that cannot be put to the test has failed")]

#[path = "report/browser.rs"]
mod browser;
#[path = "report/chapter.rs"]
mod chapter;
#[path = "report/forms.rs"]
mod forms;
#[path = "report/latin.rs"]
mod latin;
#[path = "report/memo.rs"]
mod memo;
#[path = "report/page.rs"]
mod page;
#[path = "report/projects.rs"]
mod projects;
#[path = "report/spreadsheet.rs"]
mod spreadsheet;
#[path = "report/words.rs"]
mod words;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use assert_cmd::cargo::cargo_bin;
use tempfile::TempDir;

/// A folder with runs of two scenarios, a replay and a table of regrets, and reports of them.
struct Reported(TempDir);

impl Reported {
    /// A folder with nothing in it.
    fn empty() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder can be made"))
    }

    fn new(trials: u32) -> Self {
        let place = Self::empty();
        let scenarios = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/");
        let crisis = format!("{scenarios}global-crisis-2008.toml");
        let held = format!("{scenarios}market-timed-disposal.toml");
        let trials = trials.to_string();
        place.landsim(&[
            "run",
            &format!("{scenarios}baseline.toml"),
            &crisis,
            "--trials",
            &trials,
            "--quiet",
        ]);
        place.landsim(&["replay", "--trial", "7", "--quiet"]);
        let policies = ["--policies", "builtin:baseline", &held];
        let markets = ["--markets", "builtin:baseline", &crisis];
        let same = ["--trials", trials.as_str(), "--quiet"];
        place.landsim(&[&["regret"][..], &policies, &markets, &same].concat());
        place.landsim(&["report", "reports/baseline", "--replay", "reports/replay", "--quiet"]);
        place.landsim(&["report", "reports/scenarios", "--regret", "reports/regret", "--quiet"]);
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("the file is there and is text")
    }

    /// What the program prints; it must succeed.
    fn landsim(&self, arguments: &[&str]) -> String {
        let output = Command::new(cargo_bin("landsim"))
            .current_dir(self.0.path())
            .args(arguments)
            .output()
            .expect("it runs");
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).expect("text")
    }

    /// Share of the baseline's trials for which something holds.
    fn share(&self, holds: impl Fn(&dyn Fn(&str) -> f64) -> bool) -> f64 {
        let text = self.text("reports/baseline/trials.csv");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().expect("a header").clone();
        let (mut all, mut held) = (0.0, 0.0);
        for record in reader.records() {
            let record = record.expect("a row");
            let figure = |name: &str| -> f64 {
                let at = header.iter().position(|cell| cell == name).expect("a column");
                record[at].parse().expect("a number")
            };
            all += 1.0;
            held += f64::from(u8::from(holds(&figure)));
        }
        held / all
    }

    /// A cell of a table of the baseline's run.
    fn cell(&self, table: &str, row: (&str, &str), column: &str) -> f64 {
        let text = self.text(&format!("reports/baseline/{table}.csv"));
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().expect("a header").clone();
        let place = |name: &str| header.iter().position(|cell| cell == name).expect("a column");
        let (key, wanted) = (place(row.0), place(column));
        let record = reader
            .records()
            .map(|record| record.expect("a row"))
            .find(|record| &record[key] == row.1)
            .expect("the row");
        record[wanted].parse().expect("a number")
    }
}

/// Whether a program that a test needs is on this machine; says so when it is not.
fn is_there(program: &str) -> bool {
    let found =
        Command::new(program).arg("--version").output().is_ok_and(|said| said.status.success());
    if !found {
        let line = format!("SKIPPED: {program} is not on this machine\n");
        std::io::stderr().write_all(line.as_bytes()).expect("a log");
    }
    found
}

/// The address of a file.
fn file_url(path: &Path) -> String {
    format!("file://{}", path.display())
}
