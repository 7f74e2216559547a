//! The house rules: dependencies point one way, crates stay at home, files say what they are.

#![expect(clippy::expect_used, reason = "a helper of a test stops it by saying what should hold")]

use std::fs;
use std::path::{Path, PathBuf};

/// Modules in reading order; each may name only those before it, and itself.
const ORDER: [&str; 18] = [
    "calendar",
    "quantity",
    "finding",
    "catalogue",
    "wording",
    "uncertainty",
    "valuation",
    "portfolio",
    "scenario",
    "model",
    "trial",
    "ensemble",
    "calibration",
    "selftest",
    "targets",
    "tables",
    "store",
    "report",
];
/// Crates and the modules they are at home in.
const HOMES: [(&str, &[&str]); 13] = [
    ("argmin::", &["calibration"]),
    ("nalgebra::", &["calibration"]),
    ("polars::", &["tables", "store"]),
    ("rayon::", &["ensemble", "tables", "store", "cli"]),
    ("clap::", &["cli"]),
    ("pulp::", &["uncertainty", "model", "trial", "ensemble"]),
    ("indicatif::", &["cli"]),
    ("comfy_table::", &["report", "cli"]),
    ("serde_json::", &["store", "report"]),
    ("rand::", &["uncertainty", "portfolio"]),
    ("minijinja::", &["report"]),
    ("rquickjs::", &["report"]),
    ("rust_xlsxwriter::", &["report"]),
];
const LONGEST_FILE: usize = 500;

fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder can be read") {
            let path = entry.expect("the entry can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let relative = path.strip_prefix(&root).expect("inside src").to_path_buf();
                let first = relative.iter().next().expect("a name").to_string_lossy();
                let module = first.trim_end_matches(".rs").to_owned();
                found.push((
                    module,
                    relative,
                    fs::read_to_string(&path).expect("the file is text"),
                ));
            }
        }
    }
    found.sort();
    found
}

/// Top-level modules that a source text names as `crate::module`.
fn named_modules(text: &str) -> Vec<&str> {
    text.split("crate::")
        .skip(1)
        .filter(|rest| !rest.starts_with('{'))
        .map(|rest| {
            rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or("")
        })
        .collect()
}

#[test]
fn dependencies_point_one_way() {
    for (module, path, text) in sources() {
        assert!(!text.contains("crate::{"), "{}: write one path for each import", path.display());
        let Some(own) = ORDER.iter().position(|name| *name == module) else { continue };
        for named in named_modules(&text) {
            if let Some(other) = ORDER.iter().position(|name| *name == named) {
                assert!(other <= own, "{}: {module} must not use {named}", path.display());
            }
        }
    }
}

#[test]
fn crates_stay_at_home() {
    for (module, path, text) in sources() {
        for (name, homes) in HOMES {
            let used =
                text.lines().any(|line| line.trim_start().starts_with(&format!("use {name}")));
            assert!(
                !used || homes.contains(&module.as_str()),
                "{}: {name} is at home in {homes:?}",
                path.display()
            );
        }
    }
}

#[test]
fn every_file_opens_with_what_it_is_and_holds_one_idea() {
    for (_, path, text) in sources() {
        assert!(text.starts_with("//! "), "{} says nothing of itself", path.display());
        let lines = text.lines().count();
        assert!(lines <= LONGEST_FILE, "{}: {lines} lines", path.display());
        assert!(
            !text.contains("TODO") && !text.contains("FIXME"),
            "{}: open an issue",
            path.display()
        );
    }
}
