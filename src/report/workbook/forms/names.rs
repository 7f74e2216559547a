//! What sheets and their lines are called, in one language.

use crate::wording::text::Language;

/// Forms state money in 万元.
pub(super) const WAN: f64 = 1e4;

/// Names of the sheets of a project, numbered where there are several.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names {
    pub(super) number: Option<usize>,
    pub(super) language: Language,
}

impl Names {
    pub(super) fn of(self, chinese: &str, english: &str) -> String {
        let name = self.language.choose(chinese, english);
        self.number.map_or_else(|| name.to_owned(), |number| format!("{name} {number}"))
    }

    /// A text of the language.
    pub(super) fn either<'t>(self, chinese: &'t str, english: &'t str) -> &'t str {
        self.language.choose(chinese, english)
    }
}
