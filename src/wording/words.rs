//! Words of pages, workbooks and the terminal by their keys, from `assets/wording/words.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::text::{Language, Text};

/// The file.
pub const FILE: &str = include_str!("../../assets/wording/words.toml");

/// Texts by their keys.
pub type Words = BTreeMap<String, Text>;

/// All words; the tests hold that the file is sound.
static ALL: LazyLock<AllWords> = LazyLock::new(|| toml::from_str(FILE).unwrap_or_default());

#[derive(Debug, Default, Deserialize)]
struct AllWords {
    terminal: Words,
    #[serde(flatten)]
    pages: Words,
}

/// The words of pages and workbooks, which every page carries so that its language can be switched.
pub fn of_pages() -> &'static Words {
    &ALL.pages
}

/// The words that the terminal alone shows, or shows otherwise than pages do.
pub fn of_terminal() -> &'static Words {
    &ALL.terminal
}

/// A word of pages and workbooks; a key that is not there stands for itself, which the tests rule
/// out.
pub fn word(key: &str, language: Language) -> &str {
    let found = ALL.pages.get(key);
    debug_assert!(found.is_some(), "words.toml has the key {key}");
    found.map_or(key, |text| text.of(language))
}

/// A word of the terminal: its own, else that of pages.
pub fn in_terminal(key: &str, language: Language) -> &str {
    ALL.terminal.get(key).map_or_else(|| word(key, language), |text| text.of(language))
}

/// A word of pages in both languages.
pub fn both(key: &str) -> Text {
    Text::each(|language| word(key, language).to_owned())
}

/// A word of pages in both languages, its braces filled in with what reads the same in both.
pub fn filled(key: &str, values: &[(&str, String)]) -> Text {
    Text::each(|language| fill(word(key, language), values))
}

/// The same with values that have two languages themselves.
pub fn filled_both(key: &str, values: &[(&str, Text)]) -> Text {
    Text::each(|language| {
        let values: Vec<(&str, String)> =
            values.iter().map(|(name, value)| (*name, value.of(language).to_owned())).collect();
        fill(word(key, language), &values)
    })
}

/// A text with its braces filled in by name.
pub fn fill(text: &str, values: &[(&str, String)]) -> String {
    values
        .iter()
        .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}
