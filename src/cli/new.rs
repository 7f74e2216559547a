//! `landsim new`: a scenario file to begin with.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use landsim::reader::name::{ACCEPTED, is_name};
use landsim::wording::text::Language;

use super::ending::{Ending, print, tell};
use super::language::spoken;

/// What `landsim new` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct NewArguments {
    /// Name of the scenario, or the path of its file.
    #[arg(required_unless_present = "case", conflicts_with = "case")]
    name: Option<PathBuf>,
    /// Make a small working case of one's own in a new folder instead: scenario, plot table, plan.
    #[arg(long, value_name = "FOLDER")]
    case: Option<PathBuf>,
}

/// Files of a case by language: scenario, plot table, plan.
const CASE_IN_CHINESE: [(&str, &str); 3] = [
    ("scenario.toml", include_str!("../../assets/case/scenario.zh.toml")),
    ("plots.csv", include_str!("../../assets/case/plots.zh.csv")),
    ("plan.toml", include_str!("../../assets/case/plan.zh.toml")),
];
const CASE_IN_ENGLISH: [(&str, &str); 3] = [
    ("scenario.toml", include_str!("../../assets/case/scenario.en.toml")),
    ("plots.csv", include_str!("../../assets/case/plots.en.csv")),
    ("plan.toml", include_str!("../../assets/case/plan.en.toml")),
];

/// The file, with `NAME` where its name goes; lines with one # are examples, with two are words.
const IN_CHINESE: &str = include_str!("../../assets/case/new.zh.toml");
/// The same in English.
const IN_ENGLISH: &str = include_str!("../../assets/case/new.en.toml");
/// What stands for the name in it.
const NAME: &str = "NAME";

/// Writes a scenario or a case; what is there already is left alone.
pub(super) fn run(arguments: &NewArguments) -> Ending {
    match (&arguments.case, &arguments.name) {
        (Some(folder), _) => case(folder, spoken()),
        (None, Some(name)) => scenario(name),
        (None, None) => Ending::Rejected,
    }
}

/// Writes the files of a case into a new folder, all or none.
fn case(folder: &Path, language: Language) -> Ending {
    let refused = |found: String, accepted: &str| {
        tell(format_args!("{}: found {found}; accepted: {accepted}", folder.display()));
        Ending::NotWritten
    };
    let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let id = if is_name(name) { name } else { "own-case" };
    let files = match language {
        Language::Chinese => CASE_IN_CHINESE,
        Language::English => CASE_IN_ENGLISH,
    };
    let accepted = "a folder that is not there yet, where one can be made";
    if let Err(error) = fs::create_dir(folder) {
        return refused(error.to_string(), accepted);
    }
    for (file, text) in files {
        if let Err(error) = fs::write(folder.join(file), text.replace(NAME, id)) {
            // The folder is new: what was written goes with it.
            let _ = fs::remove_dir_all(folder);
            return refused(error.to_string(), accepted);
        }
    }
    let shown = folder.display();
    print(&format!(
        "{shown}: written: scenario.toml, plots.csv, plan.toml; edit them, then\n\
         landsim run {shown}/scenario.toml --report\n"
    ))
}

/// Writes the commented file of a scenario.
fn scenario(path: &Path) -> Ending {
    let path =
        if path.extension().is_some() { path.to_path_buf() } else { path.with_extension("toml") };
    let name = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let refused = |found: String, accepted: &str| {
        tell(format_args!("{}: found {found}; accepted: {accepted}", path.display()));
        Ending::NotWritten
    };
    if !is_name(name) {
        let accepted = format!("{ACCEPTED}, beginning with a letter or digit");
        return refused(format!("the name {name:?}"), &accepted);
    }
    let template = match spoken() {
        Language::Chinese => IN_CHINESE,
        Language::English => IN_ENGLISH,
    };
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&path)
        .and_then(|mut file| file.write_all(template.replace(NAME, name).as_bytes()));
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
