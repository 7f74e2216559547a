//! `landsim new`: a scenario file to begin with.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use landsim::reader::name::is_name;

use super::ending::{Ending, print, say};

/// What `landsim new` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct NewArguments {
    /// Name of the scenario, or the path of its file.
    name: PathBuf,
}

/// The file, with `NAME` where its name goes; lines with one # are examples, with two are words.
const TEMPLATE: &str = include_str!("template.toml");
/// What stands for the name in it.
const NAME: &str = "NAME";

/// Writes the commented file of a scenario; one that is there already is left alone.
pub(super) fn run(arguments: &NewArguments) -> Ending {
    let path = &arguments.name;
    let path = if path.extension().is_some() { path.clone() } else { path.with_extension("toml") };
    let name = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let refused = |found: String, accepted: &str| {
        say(format_args!("{}: found {found}; accepted: {accepted}", path.display()));
        Ending::NotWritten
    };
    if !is_name(name) {
        let accepted = "1 to 80 of a-z, A-Z, 0-9, -, _ and ., beginning with a letter or digit";
        return refused(format!("the name {name:?}"), accepted);
    }
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&path)
        .and_then(|mut file| file.write_all(TEMPLATE.replace(NAME, name).as_bytes()));
    match written {
        Ok(()) => print(&next_steps(&path)),
        Err(error) => refused(
            error.to_string(),
            "a file that is not there yet, in a folder that can be written to",
        ),
    }
}

fn next_steps(path: &Path) -> String {
    let file = path.display();
    format!("{file}: written; edit it, then landsim check {file} and landsim run {file}\n")
}
