//! Sentences that are said where something is found, put into Chinese where they are shown, from
//! `assets/wording/phrases.toml` and `assets/wording/messages.toml`.
//!
//! # Why at the edge
//!
//! What is wrong with an input is said where it is found, in English, with the file's own words in
//! it: there it is tested, and there the next one is written. Whoever reads it in Chinese is shown
//! the same sentence through a table of patterns, in which `{}` stands for what was put in. What
//! was put in is looked up in the same table, so a sentence is made of known parts.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::text::Language;

/// What inputs are told about.
pub const FINDINGS: &str = include_str!("../../assets/wording/phrases.toml");
/// What commands say while they work.
pub const MESSAGES: &str = include_str!("../../assets/wording/messages.toml");

/// What stands for a part in a pattern.
const PART: &str = "{}";
/// What stands before what was found, and before what is accepted.
const FOUND: &str = ": found ";
const ACCEPTED: &str = "; accepted: ";
/// Parts within parts that are looked up.
const DEEPEST: usize = 6;

/// All patterns; the tests hold that the files are sound.
static ALL: LazyLock<Vec<Phrase>> = LazyLock::new(|| {
    let read = |file: &str| toml::from_str::<Phrases>(file).unwrap_or_default().phrases;
    let mut phrases: Vec<Phrase> = [FINDINGS, MESSAGES]
        .into_iter()
        .flat_map(read)
        .map(|(english, chinese)| Phrase::new(&english, chinese))
        .collect();
    // The most that is said literally fits best; of as much the first in the alphabet.
    phrases.sort_by(|left, right| {
        right.literal().cmp(&left.literal()).then_with(|| left.between.cmp(&right.between))
    });
    phrases
});

#[derive(Debug, Default, Deserialize)]
struct Phrases {
    phrases: BTreeMap<String, String>,
}

/// A pattern and its Chinese.
#[derive(Debug)]
struct Phrase {
    /// What stands before, between and behind the parts.
    between: Vec<String>,
    chinese: String,
}

impl Phrase {
    fn new(english: &str, chinese: String) -> Self {
        Self { between: english.split(PART).map(str::to_owned).collect(), chinese }
    }

    fn literal(&self) -> usize {
        self.between.iter().map(String::len).sum()
    }

    /// The Chinese with `{1}`, `{2}` and so on filled in, all at once: parts may hold braces.
    fn filled(&self, parts: &[String]) -> String {
        let mut filled = String::new();
        let mut rest = self.chinese.as_str();
        while let Some((before, behind)) = rest.split_once('{') {
            filled.push_str(before);
            let part = behind.split_once('}').and_then(|(number, after)| {
                let at = number.parse::<usize>().ok()?.checked_sub(1)?;
                Some((parts.get(at)?, after))
            });
            if let Some((part, after)) = part {
                filled.push_str(part);
                rest = after;
            } else {
                filled.push('{');
                rest = behind;
            }
        }
        filled + rest
    }

    /// The parts of a text that the pattern fits, each as short as it can be.
    fn parts<'t>(&self, text: &'t str) -> Option<Vec<&'t str>> {
        let (first, others) = self.between.split_first()?;
        let mut rest = text.strip_prefix(first.as_str())?;
        let Some((last, middle)) = others.split_last() else {
            return rest.is_empty().then(Vec::new);
        };
        let mut parts = Vec::with_capacity(others.len());
        for literal in middle {
            // A part is not empty.
            let begin = rest.chars().next()?.len_utf8();
            let at = begin + rest.get(begin..)?.find(literal.as_str())?;
            parts.push(rest.get(..at)?);
            rest = rest.get(at + literal.len()..)?;
        }
        let part = rest.strip_suffix(last.as_str())?;
        parts.push(part);
        // Lines are read each for itself.
        let is_whole = !part.is_empty() && parts.iter().all(|part| !part.contains('\n'));
        is_whole.then_some(parts)
    }
}

/// A text in a language: as it is said in English, or through the patterns.
pub fn said(text: &str, language: Language) -> String {
    match language {
        Language::English => text.to_owned(),
        Language::Chinese => in_chinese(text),
    }
}

/// A text of one or more lines in Chinese; what no pattern fits stays as it is.
///
/// ```
/// use landsim::wording::phrases::in_chinese;
///
/// let said = in_chinese("a.toml:7:1: finance.spread: found 7; accepted: a number from 0 to 1");
/// assert!(said.starts_with("a.toml:7:1: finance.spread"), "{said}");
/// assert!(!said.contains("found") && !said.contains("accepted"), "{said}");
/// ```
pub fn in_chinese(text: &str) -> String {
    if !text.contains(FOUND)
        && let Some(whole) = translated(text, 0)
    {
        return whole;
    }
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// A line; of one that says what was found and what is accepted each part for itself, so that no
/// pattern takes hold of both.
fn line(line: &str) -> String {
    let said = |part: &str| translated(part, 0).unwrap_or_else(|| part.to_owned());
    let parts = line.split_once(FOUND).and_then(|(place, rest)| {
        let (found, accepted) = rest.rsplit_once(ACCEPTED)?;
        Some((place, found, accepted))
    });
    match parts {
        Some((place, found, accepted)) => {
            format!("{}：问题：{}；要求：{}", said(place), said(found), said(accepted))
        }
        None => said(line),
    }
}

/// A text in Chinese; `None` where no pattern fits.
fn translated(text: &str, depth: usize) -> Option<String> {
    if depth > DEEPEST || text.is_empty() || is_quoted(text) {
        return None;
    }
    let (phrase, parts) = ALL.iter().find_map(|phrase| Some((phrase, phrase.parts(text)?)))?;
    let parts: Vec<String> = parts
        .into_iter()
        .map(|part| translated(part, depth + 1).unwrap_or_else(|| part.to_owned()))
        .collect();
    Some(phrase.filled(&parts))
}

/// Whether a text is somebody's own words between quotation marks, which stay as they are.
fn is_quoted(text: &str) -> bool {
    ['"', '`'].into_iter().any(|mark| {
        let inside = text.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
        inside.is_some_and(|inside| !inside.contains(mark))
    })
}

#[cfg(test)]
mod tests {
    use super::{Phrase, in_chinese, is_quoted};

    #[test]
    fn parts_are_as_short_as_they_can_be() {
        let phrase = Phrase::new("{}: found {}; accepted: {}", String::new());
        let parts = phrase.parts("a:1: key: found x; accepted: y; accepted: z").expect("it fits");
        assert_eq!(parts, ["a:1: key", "x", "y; accepted: z"]);
        assert_eq!(phrase.parts("a: found ; accepted: "), None, "a part is not empty");
        assert_eq!(Phrase::new("nothing", String::new()).parts("nothing"), Some(Vec::new()));
        assert_eq!(Phrase::new("nothing", String::new()).parts("nothing at all"), None);
    }

    #[test]
    fn what_somebody_wrote_stays_as_it_is() {
        assert!(is_quoted("\"nothing\"") && is_quoted("`a table`"));
        assert!(!is_quoted("\"a\" or \"b\"") && !is_quoted("nothing"));
        let phrase = Phrase::new("the text {} in {}", "{2}中的文本{1}".to_owned());
        let filled = phrase.filled(&["\"{2}\"".to_owned(), "a.toml".to_owned()]);
        assert_eq!(filled, "a.toml中的文本\"{2}\"");
        let said = in_chinese("a.toml:1: id: found the text \"nothing\"; accepted: a table");
        assert!(said.contains("\"nothing\""), "{said}");
    }
}
