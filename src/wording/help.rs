//! Help of the command line in Chinese, from `assets/wording/help.toml`; in English it stands where
//! commands and arguments are declared.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// The file.
pub const FILE: &str = include_str!("../../assets/wording/help.toml");

/// All help; the tests hold that the file is sound.
static ALL: LazyLock<Help> = LazyLock::new(|| toml::from_str(FILE).unwrap_or_default());

#[derive(Debug, Default, Deserialize)]
struct Help {
    program: Program,
    commands: BTreeMap<String, String>,
    arguments: BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
struct Program {
    about: String,
    after: String,
}

/// What the program is.
pub fn about() -> &'static str {
    &ALL.program.about
}

/// What stands below its help.
pub fn after() -> &'static str {
    ALL.program.after.trim_start_matches('\n')
}

/// What a command does, by its path such as `calibrate house-prices`.
pub fn command(path: &str) -> Option<&'static str> {
    ALL.commands.get(path).map(String::as_str)
}

/// What an argument of a command is, by the command's path and the argument's id; one that several
/// commands share stands under `*`.
pub fn argument(path: &str, id: &str) -> Option<&'static str> {
    let own = ALL.arguments.get(&format!("{path}.{id}"));
    own.or_else(|| ALL.arguments.get(&format!("*.{id}"))).map(String::as_str)
}

/// Keys of all help, for a test that none is left over.
pub fn keys() -> impl Iterator<Item = &'static str> {
    ALL.commands.keys().chain(ALL.arguments.keys()).map(String::as_str)
}
