//! The self-test as people read it: a line for each check.

use crate::selftest::Check;
use crate::wording::text::Language;
use crate::wording::words::in_terminal;

/// A check as a line.
pub fn line(check: &Check, language: Language) -> String {
    let claim = language.choose(check.chinese, check.english);
    let verdict = if check.passes { "passes" } else { "fails" };
    let found = check.probability.map_or_else(
        || in_terminal("exact", language).to_owned(),
        |probability| format!("p = {probability:.2e}"),
    );
    let verdict = in_terminal(verdict, language);
    format!("{verdict}  {claim} (n = {}, {found})", check.sample)
}
