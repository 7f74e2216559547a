//! What is said in Chinese has no English left in it: findings, help, names of numbers.

#![expect(clippy::expect_used, reason = "a text that cannot be had has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use landsim::scenario::Scenario;
use landsim::scenario::describe::describe;
use landsim::wording::parameters::{is_unit_known, item, name, value};
use landsim::wording::phrases::{FINDINGS, MESSAGES, in_chinese};
use landsim::wording::text::Language;

/// Words that no Chinese sentence has, and that every English one has some of.
const ENGLISH: [&str; 40] = [
    "a", "an", "and", "are", "as", "at", "before", "by", "each", "found", "accepted", "for",
    "from", "has", "have", "in", "is", "it", "its", "key", "list", "months", "no", "not",
    "nothing", "number", "of", "on", "one", "or", "other", "table", "than", "that", "the", "to",
    "unknown", "value", "which", "with",
];

/// A text without what stays as it is: quoted words, code, keys, ids, paths, options and units.
fn without_names(text: &str) -> String {
    let mut kept = String::new();
    let mut inside: Option<char> = None;
    for sign in text.chars() {
        match inside {
            Some(mark) if mark == sign => inside = None,
            Some(_) => {}
            None if sign == '"' || sign == '`' || sign == '\'' => inside = Some(sign),
            None if sign == '[' => inside = Some(']'),
            None => kept.push(sign),
        }
    }
    kept
}

/// English words that are left in a text.
fn english(text: &str) -> Vec<String> {
    let is_letter = |sign: char| sign.is_ascii_alphanumeric() || "_.-/=<>".contains(sign);
    let text = without_names(text);
    // A list of keys or choices stays as it is.
    let text = text.split("以下之一：").next().unwrap_or_default();
    let words = text.split(|sign: char| !is_letter(sign));
    words.filter(|word| ENGLISH.contains(word)).map(str::to_owned).collect()
}

/// String literals of a file of tests, as they are when compiled.
fn literals(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).expect("text");
    let mut found = Vec::new();
    let mut literal: Option<String> = None;
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match (&mut literal, sign) {
            (None, '"') => literal = Some(String::new()),
            (None, _) => {}
            (Some(_), '"') => found.extend(literal.take()),
            (Some(so_far), '\\') => match signs.next() {
                Some('n') => so_far.push('\n'),
                Some('\n') => {
                    while signs.peek().is_some_and(|next| next.is_whitespace()) {
                        signs.next();
                    }
                }
                Some(other) => so_far.push(other),
                None => {}
            },
            (Some(so_far), other) => so_far.push(other),
        }
    }
    found
}

/// Every finding that the tests of refusals expect is said in Chinese.
#[test]
fn findings_are_said_in_chinese() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/rejects");
    let mut said = 0;
    let mut left = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        for literal in literals(&entry.expect("an entry").path()) {
            for line in literal.lines() {
                let Some((_, rest)) = line.split_once(": found ") else { continue };
                if !rest.contains("; accepted: ") || line.contains('{') {
                    continue;
                }
                said += 1;
                let chinese = in_chinese(line);
                if !english(&chinese).is_empty() || !chinese.contains("要求：") {
                    left.push(format!("{line}\n  {chinese}"));
                }
            }
        }
    }
    assert!(said > 80, "the tests of refusals are read: {said}");
    assert!(left.is_empty(), "{} of {said}:\n{}", left.len(), left.join("\n"));
}

/// Patterns say in Chinese each part that they take out, once.
#[test]
fn patterns_keep_every_part() {
    let mut keys = BTreeSet::new();
    for file in [FINDINGS, MESSAGES] {
        let table: toml::Table = toml::from_str(file).expect("the file is sound");
        let phrases = table["phrases"].as_table().expect("a table");
        assert!(phrases.len() > 20, "the file is read");
        for (pattern, chinese) in phrases {
            let chinese = chinese.as_str().expect("a text");
            assert!(keys.insert(pattern.clone()), "{pattern:?} stands twice");
            assert!(pattern.replace("{}", "").chars().any(char::is_alphabetic), "{pattern:?}");
            for part in 1..=pattern.matches("{}").count() {
                let mark = format!("{{{part}}}");
                assert_eq!(chinese.matches(&mark).count(), 1, "{pattern:?}: {mark}");
            }
            assert!(chinese.chars().any(|sign| sign as u32 > 0x2e80), "{pattern:?}: {chinese:?}");
        }
    }
}

/// Every number that a scenario can state has a name and a unit in Chinese.
#[test]
fn every_number_has_a_name_and_a_unit() {
    let mut missing = BTreeSet::new();
    for key in describe().keys() {
        let is_of_a_list_or_section = describe().keys().any(|other| {
            other.len() > key.len()
                && other.starts_with(key.as_str())
                && other[key.len()..].starts_with(['.', '['])
        });
        let pattern = key.replace("[]", "[x]");
        let is_named = name(&pattern, &item).is_some();
        // Distributions stand in the place of numbers; a sweep and evidence state none.
        let states_none = ["distribution", "sweep", "evidence"];
        let states_none = states_none.iter().any(|section| key.starts_with(section));
        if !is_named && !is_of_a_list_or_section && !states_none {
            missing.insert(key.clone());
        }
    }
    assert!(missing.is_empty(), "parameters.toml lacks {missing:?}");
    let scenario = Scenario::baseline().expect("valid");
    for parameter in &scenario.parameters {
        assert!(is_unit_known(&parameter.unit), "{}: {}", parameter.key, parameter.unit);
        let name = name(&parameter.key, &item).expect("a name");
        assert!(name.zh.chars().any(|sign| sign as u32 > 0x2e80), "{}: {}", parameter.key, name.zh);
        let shown = value(&parameter.value, Language::Chinese);
        let is_text = shown.chars().any(|sign| sign.is_ascii_alphabetic() && sign != 'e');
        let is_name = parameter.unit.starts_with("name") || parameter.unit == "the key's";
        assert!(!is_text || is_name || shown.contains('.'), "{}: {shown}", parameter.key);
    }
}

/// Sources of the baseline's numbers are said in both languages.
#[test]
fn sources_are_said_in_both_languages() {
    let scenario = Scenario::baseline().expect("valid");
    for parameter in &scenario.parameters {
        let (_, said) = parameter.source.split_once(": ").expect("a kind and a text");
        let chinese = Language::Chinese.half(said);
        let is_command = said.starts_with("landsim ");
        let has_chinese = chinese.chars().any(|sign| sign as u32 > 0x2e80);
        assert!(has_chinese || is_command, "{}: {said}", parameter.key);
    }
}
