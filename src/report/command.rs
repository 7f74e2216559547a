//! Parts of commands that reports print for a reader to copy.

use crate::reader::built_in::BASELINE_FILE;

/// The baseline that is compiled into the program, as commands name it.
const BUILT_IN: &str = "builtin:baseline";
/// Seed that commands use where none is said.
const USUAL_SEED: u64 = 1;

/// A scenario's file as an argument.
pub(super) fn scenario_argument(file: &str) -> String {
    match file {
        BASELINE_FILE => BUILT_IN.to_owned(),
        spaced if spaced.contains(char::is_whitespace) => format!("\"{spaced}\""),
        plain => plain.to_owned(),
    }
}

/// The option of a seed, with a space before it; nothing where it is the usual one.
pub(super) fn seed_option(seed: u64) -> String {
    if seed == USUAL_SEED { String::new() } else { format!(" --seed {seed}") }
}
