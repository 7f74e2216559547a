//! A text in both languages, written as one: Chinese, a bar, English. A text without the bar serves
//! both.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What stands between the two languages of a written text.
const BAR: &str = " | ";

/// Language of what people read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Simplified Chinese.
    Chinese,
    /// English.
    English,
}

impl Language {
    /// The one of two texts that is in this language.
    pub fn choose<'t>(self, chinese: &'t str, english: &'t str) -> &'t str {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }

    /// This language's half of a written text, such as a scenario's title; the whole of one without
    /// a bar.
    pub fn half(self, written: &str) -> &str {
        let (chinese, english) = halves(written);
        self.choose(chinese, english)
    }
}

/// A text in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Text {
    /// A text from its two languages.
    pub fn new(chinese: impl Into<String>, english: impl Into<String>) -> Self {
        Self { zh: chinese.into(), en: english.into() }
    }

    /// A text that reads the same in both languages, such as a number or an id.
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { zh: text.clone(), en: text }
    }

    /// Reads a written text: `徐家汇 | Xujiahui`, or one that serves both languages.
    pub fn parse(written: &str) -> Self {
        let (chinese, english) = halves(written);
        Self::new(chinese, english)
    }

    /// A text made anew for each language.
    pub fn each(make: impl Fn(Language) -> String) -> Self {
        Self { zh: make(Language::Chinese), en: make(Language::English) }
    }

    /// Written texts one after the other in each language, with `between` between them.
    pub fn joined(written: &[&str], between: &str) -> Self {
        Self::each(|language| {
            written.iter().map(|text| language.half(text)).collect::<Vec<_>>().join(between)
        })
    }

    /// The text in one language.
    pub fn of(&self, language: Language) -> &str {
        language.choose(&self.zh, &self.en)
    }
}

/// The written text, which [`Text::parse`] reads; without the bar where both languages read the
/// same.
impl fmt::Display for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { zh, en } = self;
        if zh == en { formatter.write_str(en) } else { write!(formatter, "{zh}{BAR}{en}") }
    }
}

/// The Chinese and the English half of a written text.
fn halves(written: &str) -> (&str, &str) {
    written.split_once(BAR).unwrap_or((written, written))
}

#[cfg(test)]
mod tests {
    use super::Text;

    #[test]
    fn written_texts_are_read_and_written() {
        assert_eq!(Text::parse("徐家汇 | Xujiahui"), Text::new("徐家汇", "Xujiahui"));
        assert_eq!(Text::parse("Xujiahui Centre"), Text::same("Xujiahui Centre"));
        for written in ["徐家汇 | Xujiahui", "Xujiahui Centre"] {
            assert_eq!(Text::parse(written).to_string(), written);
        }
    }

    #[test]
    fn texts_are_joined_language_by_language() {
        let joined = |texts: &[&str]| Text::joined(texts, ": ").to_string();
        assert_eq!(joined(&["危机 | Crisis", "x = 1"]), "危机: x = 1 | Crisis: x = 1");
        assert_eq!(joined(&["Crisis", "x = 1"]), "Crisis: x = 1");
    }
}
