//! Words of pages and workbooks, from `assets/report/words.toml`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::bilingual;

use super::words::Language;

/// The file.
pub const TEXT: &str = include_str!("../../assets/report/words.toml");

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Both {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Both {
    /// The same text in both languages.
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { zh: text.clone(), en: text }
    }

    /// A name that may be written in both languages.
    pub fn of_text(text: &str) -> Self {
        let (zh, en) = bilingual::halves(text);
        Self { zh: zh.into(), en: en.into() }
    }

    /// The text in a language.
    pub fn of(&self, language: Language) -> &str {
        match language {
            Language::Chinese => &self.zh,
            Language::English => &self.en,
        }
    }
}

/// All words by key; the tests hold that the file is one.
pub fn all() -> &'static BTreeMap<String, Both> {
    static ALL: OnceLock<BTreeMap<String, Both>> = OnceLock::new();
    ALL.get_or_init(|| toml::from_str(TEXT).unwrap_or_default())
}

/// A word in a language; a key that is not there stands for itself, which the tests rule out.
pub fn word(key: &str, language: Language) -> String {
    all().get(key).map_or_else(|| key.to_owned(), |both| both.of(language).to_owned())
}

/// A text with its braces filled in, in both languages.
pub fn filled(key: &str, values: &[(&str, String)]) -> Both {
    let of = |language| fill(&word(key, language), values);
    Both { zh: of(Language::Chinese), en: of(Language::English) }
}

/// The same with values that have two languages themselves.
pub fn filled_both(key: &str, values: &[(&str, Both)]) -> Both {
    let of = |language: Language| {
        let values: Vec<(&str, String)> =
            values.iter().map(|(name, value)| (*name, value.of(language).to_owned())).collect();
        fill(&word(key, language), &values)
    };
    Both { zh: of(Language::Chinese), en: of(Language::English) }
}

/// A text with its braces filled in.
pub fn fill(text: &str, values: &[(&str, String)]) -> String {
    values
        .iter()
        .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}
