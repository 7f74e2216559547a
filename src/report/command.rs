//! Parts of commands that reports print for a reader to copy.

use crate::reader::built_in::BASELINE_FILE;

/// The baseline that is compiled into the program, as commands name it.
const BUILT_IN: &str = "builtin:baseline";
/// Seed that commands use where none is said.
pub(super) const USUAL_SEED: u64 = 1;

/// A scenario's file as an argument.
pub(super) fn scenario_argument(file: &str) -> String {
    if file == BASELINE_FILE { BUILT_IN.to_owned() } else { quoted(file) }
}

/// What shells would take for more than one word stands in quotation marks.
fn quoted(word: &str) -> String {
    if word.contains(char::is_whitespace) { format!("\"{word}\"") } else { word.to_owned() }
}

/// The options that give a command the same case and the same luck, each with a space before it:
/// files that were named, and the seed where it is not the usual one.
pub(super) fn options(case_options: &[String], seed: u64) -> String {
    let seed = (seed != USUAL_SEED).then(|| ["--seed".to_owned(), seed.to_string()]);
    let words = case_options.iter().cloned().chain(seed.into_iter().flatten());
    words.fold(String::new(), |said, word| said + " " + &quoted(&word))
}
