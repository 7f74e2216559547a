//! The house rules: which room may name which, no circle of files, crates at home, files that say
//! what they are, lines that fit.
//!
//! The whole import graph is read from the text: `use` declarations and paths in code that begin
//! with `crate`, `super`, `self` or a module of the file's own, without tests inside a file. A name
//! belongs to the file of the longest module path that leads to it.

#![expect(clippy::expect_used, reason = "a helper of a test stops it by saying what should hold")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Floors of the house from the ground up, as in `src/lib.rs`: rooms of one floor do not name one
/// another, and each may name those of the floors below it.
const FLOORS: [&[&str]; 21] = [
    &["calendar", "digest", "finding"],
    &["keyed", "quantity"],
    &["catalogue"],
    &["wording"],
    &["uncertainty"],
    &["valuation"],
    &["reader"],
    &["portfolio"],
    &["rules"],
    &["model"],
    &["trial"],
    &["scenario"],
    &["case"],
    &["ensemble"],
    &["study"],
    &["evaluation"],
    &["calibration", "selftest", "targets"],
    &["tables"],
    &["store"],
    &["report"],
    &["cli", "main"],
];
/// Rooms that must not name others although those stand below them, and why.
const STRANGERS: [(&str, &[&str], &str); 3] = [
    ("scenario", &["model", "trial"], "a scenario does not know how a model runs"),
    (
        "trial",
        &["scenario", "reader", "portfolio::file"],
        "a trial does not know how inputs are written",
    ),
    ("model", &["reader"], "a model does not know how inputs are written"),
];
/// Crates and the rooms they are at home in.
const HOMES: [(&str, &[&str]); 25] = [
    ("calamine", &["reader"]),
    ("zip", &["reader"]),
    ("encoding_rs", &["reader"]),
    ("argmin", &["calibration"]),
    ("nalgebra", &["calibration"]),
    ("parquet", &["store"]),
    ("tempfile", &["store"]),
    ("zmij", &["store"]),
    ("rayon", &["ensemble", "tables", "store", "report", "cli"]),
    ("clap", &["cli"]),
    ("ctrlc", &["cli"]),
    ("signal_hook", &["cli"]),
    ("sys_locale", &["cli"]),
    ("pulp", &["uncertainty", "model", "trial", "ensemble"]),
    ("indicatif", &["cli"]),
    ("comfy_table", &["report", "cli"]),
    ("serde_json", &["scenario", "store", "report"]),
    ("rand", &["uncertainty", "portfolio"]),
    ("minijinja", &["report"]),
    ("rquickjs", &["report"]),
    ("rust_xlsxwriter", &["report"]),
    ("docx_rs", &["report"]),
    ("resvg", &["report"]),
    ("toml", &["reader", "portfolio", "wording", "store", "calibration", "report"]),
    ("sha2", &["digest", "reader", "uncertainty", "tables", "store", "cli"]),
];
const LONGEST_FILE: usize = 500;
const LONGEST_LINE: usize = 100;

/// A file of `src`.
struct Source {
    path: PathBuf,
    /// Module path after `crate`; empty for `lib.rs` and `main.rs`.
    module: Vec<String>,
    text: String,
}

impl Source {
    fn room(&self) -> &str {
        self.module.first().map_or("lib", String::as_str)
    }

    fn is_binary(&self) -> bool {
        ["cli", "main"].contains(&self.room())
    }

    /// The text without tests, comments and what stands between quotation marks.
    fn code(&self) -> String {
        let text = self.text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let mut code = String::new();
        for line in text.lines() {
            let line = line.split("//").next().unwrap_or_default().replace("(in crate::", "(in ");
            for (place, part) in line.split('"').enumerate() {
                if place % 2 == 0 {
                    code.push_str(part);
                }
            }
            code.push('\n');
        }
        code
    }
}

fn rust_files(folder: &str) -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder can be read") {
            let path = entry.expect("the entry can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let source = |file: PathBuf| {
        let path = file.strip_prefix(&root).expect("inside src").to_path_buf();
        let stem = path.with_extension("");
        let names = stem.iter().map(|name| name.to_string_lossy().into_owned());
        let module = names.filter(|name| name != "lib").collect();
        Source { path, module, text: fs::read_to_string(file).expect("the file is text") }
    };
    let is_code = |source: &Source| !source.module.iter().any(|name| name == "tests");
    rust_files("src").into_iter().map(source).filter(is_code).collect()
}

/// Paths that a code text names, each as its segments; groups in braces are taken apart.
fn named_paths(code: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    for statement in code.split("use ").skip(1) {
        let tree = statement.split(';').next().unwrap_or_default();
        leaves(&mut Vec::new(), tree.trim(), &mut paths);
    }
    for start in ["crate::", "super::", "self::"] {
        // Not within a path that was taken already.
        let begins = |place: &usize| !code[..*place].ends_with("::");
        for place in code.match_indices(start).map(|(place, _)| place).filter(begins) {
            let path: String =
                code[place..].chars().take_while(|c| is_name(*c) || *c == ':').collect();
            paths.push(path.split("::").map(str::to_owned).collect());
        }
    }
    paths
}

fn leaves(prefix: &mut Vec<String>, tree: &str, paths: &mut Vec<Vec<String>>) {
    let Some((head, group)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or_default().trim();
        let names = path.split("::").map(str::trim).filter(|name| !name.is_empty());
        paths.push(prefix.iter().cloned().chain(names.map(str::to_owned)).collect());
        return;
    };
    let depth = prefix.len();
    prefix
        .extend(head.split("::").map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned));
    let mut level = 0_usize;
    let inner = group.rsplit_once('}').map_or(group, |(inner, _)| inner);
    let parts = inner.split(|c| {
        level = match c {
            '{' => level + 1,
            '}' => level.saturating_sub(1),
            _ => level,
        };
        c == ',' && level == 0
    });
    for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
        leaves(prefix, part, paths);
    }
    prefix.truncate(depth);
}

/// The file that each file names, without itself.
fn edges(sources: &[Source]) -> BTreeMap<usize, BTreeSet<usize>> {
    let by_module: BTreeMap<(bool, &[String]), usize> = sources
        .iter()
        .enumerate()
        .map(|(index, source)| ((source.is_binary(), source.module.as_slice()), index))
        .collect();
    let mut edges = BTreeMap::new();
    for (index, source) in sources.iter().enumerate() {
        let mut named = BTreeSet::new();
        for path in named_paths(&source.code()) {
            let Some((is_binary, target)) = absolute(source, &path, &by_module) else { continue };
            let file = (1..=target.len())
                .rev()
                .find_map(|length| by_module.get(&(is_binary, &target[..length])));
            named.extend(file.copied().filter(|file| *file != index));
        }
        edges.insert(index, named);
    }
    edges
}

/// A path from the root of the crate that it leads into; `None` when that is none of ours.
fn absolute(
    source: &Source,
    path: &[String],
    by_module: &BTreeMap<(bool, &[String]), usize>,
) -> Option<(bool, Vec<String>)> {
    let first = path.first()?.as_str();
    match first {
        "crate" => Some((source.is_binary(), path[1..].to_vec())),
        "landsim" => Some((false, path[1..].to_vec())),
        "self" | "super" => {
            let ups = path.iter().take_while(|name| *name == "super").count();
            let from = source.module.len().checked_sub(ups)?;
            let rest = path.iter().skip_while(|name| *name == "super" || *name == "self");
            Some((source.is_binary(), source.module[..from].iter().chain(rest).cloned().collect()))
        }
        _ => {
            let child: Vec<String> = source.module.iter().chain(path).cloned().collect();
            let length = source.module.len() + 1;
            let is_ours = by_module.contains_key(&(source.is_binary(), &child[..length]));
            is_ours.then_some((source.is_binary(), child))
        }
    }
}

fn floor_of(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

#[test]
fn every_room_has_a_floor_and_names_only_floors_below_it() {
    let sources = sources();
    for (from, named) in edges(&sources) {
        let source = &sources[from];
        if source.module.is_empty() {
            continue;
        }
        let own = floor_of(source.room());
        let own = own.unwrap_or_else(|| panic!("{} stands on no floor", source.path.display()));
        for target in named.iter().map(|target| &sources[*target]) {
            let below = floor_of(target.room()).is_some_and(|floor| floor < own);
            assert!(
                below || target.room() == source.room() || source.is_binary(),
                "{} must not name {}",
                source.path.display(),
                target.path.display()
            );
        }
    }
}

#[test]
fn the_map_of_the_library_lists_rooms_in_the_order_of_their_floors() {
    let text =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/lib.rs")).expect("text");
    let modules = text.lines().filter_map(|line| {
        line.strip_prefix("pub mod ").or(line.strip_prefix("mod "))?.strip_suffix(';')
    });
    let floors: Vec<usize> = modules
        .map(|room| floor_of(room).unwrap_or_else(|| panic!("{room} stands on no floor")))
        .collect();
    assert!(floors.len() > 20, "{floors:?}");
    assert!(floors.is_sorted(), "{floors:?}");
}

#[test]
fn no_file_names_another_that_leads_back_to_it() {
    let sources = sources();
    let edges = edges(&sources);
    let circles: Vec<String> = components(&edges)
        .into_iter()
        .filter(|files| files.len() > 1)
        .map(|files| {
            let names = files.iter().map(|file| sources[*file].path.display().to_string());
            names.collect::<Vec<_>>().join(", ")
        })
        .collect();
    assert!(circles.is_empty(), "circles:\n{}", circles.join("\n"));
}

/// Strongly connected components: what each can reach that can reach it.
fn components(edges: &BTreeMap<usize, BTreeSet<usize>>) -> BTreeSet<Vec<usize>> {
    let reach: BTreeMap<usize, BTreeSet<usize>> = edges
        .keys()
        .map(|start| {
            let (mut seen, mut open) = (BTreeSet::new(), vec![*start]);
            while let Some(file) = open.pop() {
                for next in &edges[&file] {
                    if seen.insert(*next) {
                        open.push(*next);
                    }
                }
            }
            (*start, seen)
        })
        .collect();
    let circle_of = |file: &usize| {
        let others = reach[file].iter().filter(|other| reach[*other].contains(file));
        let mut circle: Vec<usize> = others.copied().collect();
        if !circle.contains(file) {
            circle.push(*file);
        }
        circle.sort_unstable();
        circle
    };
    edges.keys().map(circle_of).collect()
}

#[test]
fn rooms_do_not_name_those_they_must_not_know() {
    let sources = sources();
    for (from, named) in edges(&sources) {
        let source = &sources[from];
        let Some((_, strangers, why)) = STRANGERS.iter().find(|(room, ..)| *room == source.room())
        else {
            continue;
        };
        for target in named.iter().map(|target| sources[*target].module.join("::")) {
            let is_stranger = strangers.iter().any(|room| target.starts_with(room));
            assert!(!is_stranger, "{} names {target}: {why}", source.path.display());
        }
    }
}

#[test]
fn only_instruments_among_the_rules_know_the_reader() {
    for source in sources().iter().filter(|source| source.room() == "rules") {
        let is_instrument = source.module.get(1).is_some_and(|name| name == "instrument");
        let names_it = source.code().contains("crate::reader::");
        assert!(!names_it || is_instrument, "{} names the reader", source.path.display());
    }
}

#[test]
fn crates_stay_at_home() {
    for source in sources() {
        for (name, homes) in HOMES {
            let used = source.code().lines().any(|line| {
                let line = line.trim_start();
                [format!("use {name}::"), format!("use {name};")]
                    .iter()
                    .any(|start| line.starts_with(start))
            });
            let at_home = homes.contains(&source.room());
            assert!(!used || at_home, "{}: {name} is at home in {homes:?}", source.path.display());
        }
    }
}

#[test]
fn every_file_opens_with_what_it_is_and_holds_one_idea() {
    for Source { path, text, .. } in sources() {
        let lines = text.lines().count();
        assert!(text.starts_with("//! "), "{} says nothing of itself", path.display());
        assert!(lines <= LONGEST_FILE, "{}: {lines} lines", path.display());
        assert!(
            !text.contains("TODO") && !text.contains("FIXME"),
            "{}: open an issue",
            path.display()
        );
        assert!(!text.contains("crate::{"), "{}: one path for each import", path.display());
    }
}

#[test]
fn lines_of_code_fit_in_a_hundred_columns() {
    let mut long = Vec::new();
    for file in ["src", "tests", "benches", "examples"].into_iter().flat_map(rust_files) {
        let text = fs::read_to_string(&file).expect("the file is text");
        let too_long = |line: &(usize, &str)| line.1.chars().count() > LONGEST_LINE;
        let numbers = text.lines().enumerate().filter(too_long).map(|(line, _)| line + 1);
        long.extend(numbers.map(|line| format!("{}:{line}", file.display())));
    }
    assert!(long.is_empty(), "{} lines are longer:\n{}", long.len(), long.join("\n"));
}

#[test]
fn every_file_is_declared_in_the_file_above_it() {
    let sources = sources();
    for source in sources.iter().filter(|source| source.module.len() > 1) {
        let (name, above) = source.module.split_last().expect("a name");
        let parent = sources.iter().find(|parent| parent.module == above);
        let text = parent.map_or("", |parent| parent.text.as_str());
        // As a module, or in the table of instruments.
        let is_declared = text.lines().map(str::trim).any(|line| {
            line.ends_with(&format!("mod {name};")) || line.starts_with(&format!("{name}::"))
        });
        assert!(is_declared, "{} is declared nowhere", source.path.display());
    }
}

#[test]
fn every_figure_and_series_is_set_in_a_trial() {
    let sources = sources();
    let of_trials: String = sources
        .iter()
        .filter(|source| source.room() == "trial")
        .map(Source::code)
        .chain(sources.iter().filter(|source| source.module.ends_with(&["series".into()])).map(
            // Series by kind of floor area are named in the arrays that trials go over.
            |source| source.code().split("impl Series").skip(1).collect(),
        ))
        .collect();
    for (entries, prefix) in [("figure", "Figure::"), ("series", "Series::")] {
        let path = ["catalogue".to_owned(), entries.to_owned()];
        let source = sources.iter().find(|source| source.module == path).expect("the file");
        let variants: Vec<&str> = source
            .text
            .lines()
            .filter_map(|line| line.strip_prefix("    ")?.split_once(" = \""))
            .map(|(variant, _)| variant)
            .collect();
        assert!(variants.len() > 40, "{entries}: {variants:?}");
        for variant in variants {
            let is_set = [prefix, "Self::"].iter().any(|prefix| {
                of_trials.match_indices(&format!("{prefix}{variant}")).any(|(place, name)| {
                    let next = of_trials[place + name.len()..].chars().next();
                    !next.is_some_and(|c| c.is_ascii_alphanumeric())
                })
            });
            assert!(is_set, "no trial sets {prefix}{variant}");
        }
    }
}
