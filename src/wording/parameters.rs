//! What the numbers of a scenario are called, and what they are counted in, from
//! `assets/wording/parameters.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::text::{Language, Text};

/// The file.
pub const FILE: &str = include_str!("../../assets/wording/parameters.toml");

/// All names and units; the tests hold that the file is sound.
static ALL: LazyLock<Parameters> = LazyLock::new(|| toml::from_str(FILE).unwrap_or_default());

#[derive(Debug, Default, Deserialize)]
struct Parameters {
    units: BTreeMap<String, String>,
    items: BTreeMap<String, Text>,
    values: BTreeMap<String, String>,
    names: BTreeMap<String, Text>,
}

/// A dotted key with the ids of its items apart.
#[derive(Debug, PartialEq, Eq)]
struct Pattern {
    /// The key with `[*]` in the place of ids.
    key: String,
    /// The ids, in their order.
    items: Vec<String>,
}

impl Pattern {
    fn of(key: &str) -> Self {
        let (mut pattern, mut items) = (String::new(), Vec::new());
        let mut rest = key;
        while let Some((before, after)) = rest.split_once('[') {
            let Some((item, behind)) = after.split_once(']') else { break };
            pattern.push_str(before);
            items.push(item.to_owned());
            // What ends in an item is a step of a path, which is called as the path is.
            pattern.push_str(if behind.is_empty() { "" } else { "[*]" });
            rest = behind;
        }
        pattern.push_str(rest);
        Self { key: pattern, items }
    }
}

/// What a dotted key is called; with the items of lists before it, called by `item` where it knows
/// them. `None` of a key that has no name here.
///
/// ```
/// use landsim::wording::parameters::name;
///
/// let called = |id: &str| (id == "riverside_b").then(|| "滨江B单元 | Riverside B".to_owned());
/// let name = name("zone[riverside_b].base_price_residential", &called).unwrap();
/// assert_eq!(name.zh, "滨江B单元：住宅基期楼面地价");
/// ```
pub fn name(key: &str, item: &dyn Fn(&str) -> Option<String>) -> Option<Text> {
    let Pattern { key, items } = Pattern::of(key);
    let name = ALL.names.get(&key)?;
    let items: Vec<Text> = items
        .iter()
        .map(|id| item(id).map_or_else(|| Text::same(id.as_str()), |called| Text::parse(&called)))
        .collect();
    if items.is_empty() {
        return Some(name.clone());
    }
    Some(Text::each(|language| {
        let items: Vec<&str> = items.iter().map(|item| item.of(language)).collect();
        let colon = language.choose("：", ": ");
        format!("{}{colon}{}", items.join(language.choose("、", ", ")), name.of(language))
    }))
}

/// What a number is counted in; what has no Chinese name stays as it is.
pub fn unit(unit: &str, language: Language) -> &str {
    match language {
        Language::English => unit,
        Language::Chinese => ALL.units.get(unit).map_or(unit, String::as_str),
    }
}

/// What an item of a list is called by its id, where ids are names of the trade; as 中文 | English.
pub fn item(id: &str) -> Option<String> {
    ALL.items.get(id).map(ToString::to_string)
}

/// A value as it stands in a file, its words in a language: choices, and the names of distributions
/// and of their numbers.
///
/// ```
/// use landsim::wording::parameters::value;
/// use landsim::wording::text::Language;
///
/// assert_eq!(value("true", Language::Chinese), "是");
/// assert_eq!(value("0.25", Language::Chinese), "0.25");
/// ```
pub fn value(text: &str, language: Language) -> String {
    if language == Language::English {
        return text.to_owned();
    }
    let is_letter = |sign: char| sign.is_ascii_alphabetic() || sign == '_';
    let (mut shown, mut word) = (String::new(), String::new());
    let say = |word: &mut String, shown: &mut String| {
        shown.push_str(ALL.values.get(word.as_str()).unwrap_or(word));
        word.clear();
    };
    for sign in text.chars() {
        if is_letter(sign) {
            word.push(sign);
        } else {
            say(&mut word, &mut shown);
            shown.push(sign);
        }
    }
    say(&mut word, &mut shown);
    shown
}

/// Whether a unit has a Chinese name.
pub fn is_unit_known(unit: &str) -> bool {
    unit.is_empty() || ALL.units.contains_key(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_items_are_taken_out_of_keys() {
        let found = Pattern::of("policy[quota].land_ha");
        assert_eq!(
            (found.key.as_str(), &found.items[..]),
            ("policy[*].land_ha", &["quota".to_owned()][..])
        );
        let step = Pattern::of("receipts.accrual.education[2011-07]");
        assert_eq!(step.key, "receipts.accrual.education");
        assert_eq!(step.items, ["2011-07"]);
    }
}
