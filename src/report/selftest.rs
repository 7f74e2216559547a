//! The self-test as people read it: a line for each check.

use crate::selftest::Check;

use super::words::{Language, Phrase};

/// A check as a line.
pub fn line(check: &Check, language: Language) -> String {
    let claim = match language {
        Language::Chinese => check.chinese,
        Language::English => check.english,
    };
    let verdict = if check.passes { Phrase::Passes } else { Phrase::Fails };
    let found = check.probability.map_or_else(
        || Phrase::Exact.text(language).to_owned(),
        |probability| format!("p = {probability:.2e}"),
    );
    let verdict = verdict.text(language);
    format!("{verdict}  {claim} (n = {}, {found})", check.sample)
}
