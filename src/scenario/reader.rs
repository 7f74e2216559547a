//! Reads typed values out of a scenario document and keeps account: what was read, with its unit
//! and source, and everything that is wrong, not only the first thing.
//!
//! # Why not serde's derive
//!
//! A derived deserializer stops at the first error and forgets places. A planner deserves all
//! findings at once, and the report needs each value's source.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::path::Path;

use super::document::{Node, Table, Value};
use super::history::History;
use super::parameter::{Accepted, Account, DatedValue, Parameter, SOURCE_KINDS, plain};
use super::uncertain::{self, UncertainNumber};
use crate::calendar::YearMonth;
use crate::finding::{Place, nearest};

/// A table of the document being read.
#[derive(Debug)]
pub struct Section<'d> {
    account: &'d Account,
    path: String,
    place: Place,
    table: Option<&'d Table>,
    asked: RefCell<BTreeSet<&'static str>>,
}

impl<'d> Section<'d> {
    /// The whole document.
    pub fn root(account: &'d Account, file: &str, table: &'d Table) -> Self {
        Self {
            account,
            path: String::new(),
            place: Place::whole(file),
            table: Some(table),
            asked: RefCell::default(),
        }
    }

    /// Place of the section's key.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Dotted key of `key` in this section.
    pub fn key(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// Notes a finding about a key of this section, at the key's place where it has one.
    pub fn find(&self, key: &str, found: impl Into<String>, accepted: impl Into<String>) {
        let place =
            self.table.and_then(|table| table.get(key)).map_or(&self.place, |node| &node.place);
        self.account.find(place, &self.key(key), found, accepted);
    }

    /// Whether nothing wrong was found at or below these keys of a table that is there, so that a
    /// rule about them speaks of the user's values and not of stand-ins.
    pub fn sound(&self, keys: &[&str]) -> bool {
        let findings = self.account.findings.borrow();
        self.table.is_some()
            && keys.iter().map(|key| self.key(key)).all(|key| {
                findings.iter().all(|finding| match finding.key.strip_prefix(&key) {
                    Some(rest) => !(rest.is_empty() || rest.starts_with(['.', '['])),
                    None => true,
                })
            })
    }

    /// Whether nothing wrong was found in this section.
    pub fn is_sound(&self) -> bool {
        let findings = self.account.findings.borrow();
        let of_section =
            |key: &str| key.strip_prefix(&self.path).is_some_and(|rest| rest.starts_with('.'));
        self.table.is_some() && !findings.iter().any(|finding| of_section(&finding.key))
    }

    fn node(&self, key: &'static str) -> Option<&'d Node> {
        self.asked.borrow_mut().insert(key);
        self.table?.get(key)
    }

    fn required(&self, key: &'static str, accepted: &str) -> Option<&'d Node> {
        let node = self.node(key);
        if node.is_none() && self.table.is_some() {
            self.find(key, "nothing", accepted);
        }
        node
    }

    /// Whether the key stands in the file.
    pub fn has(&self, key: &'static str) -> bool {
        self.node(key).is_some()
    }

    /// Accepts keys that only some choices need: a scenario that extends another and chooses
    /// differently inherits them.
    pub fn tolerate(&self, keys: &[&'static str]) {
        self.asked.borrow_mut().extend(keys);
    }

    /// Reads a sub-table; a missing one is a finding.
    pub fn section<T>(&self, key: &'static str, read: impl FnOnce(&Section<'d>) -> T) -> T {
        let node = self.required(key, "a table");
        self.within(key, node, read)
    }

    /// Reads a sub-table that may be missing.
    pub fn optional<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(&Section<'d>) -> T,
    ) -> Option<T> {
        let node = self.node(key)?;
        Some(self.within(key, Some(node), read))
    }

    /// Number of tables in a list of tables, 0 when there is none.
    pub fn length(&self, key: &'static str) -> usize {
        match self.node(key).map(|node| &node.value) {
            Some(Value::Array(items)) => items.len(),
            _ => 0,
        }
    }

    /// Reads each table of a list of tables, which may be missing.
    pub fn each<T>(&self, key: &'static str, read: impl Fn(&Section<'d>) -> T) -> Vec<T> {
        match self.node(key).map(|node| &node.value) {
            None => Vec::new(),
            Some(Value::Array(items)) => items
                .iter()
                .enumerate()
                .map(|(index, item)| {
                    self.within(&format!("{key}[{}]", label(item, index)), Some(item), &read)
                })
                .collect(),
            Some(other) => {
                self.find(
                    key,
                    other.to_string(),
                    format!("a list of tables [[{}]]", self.key(key)),
                );
                Vec::new()
            }
        }
    }

    fn within<T>(
        &self,
        key: &str,
        node: Option<&'d Node>,
        read: impl FnOnce(&Section<'d>) -> T,
    ) -> T {
        let table = match node.map(|node| &node.value) {
            Some(Value::Table(table)) => Some(table),
            Some(other) => {
                let place = node.map_or(&self.place, |node| &node.place);
                self.account.find(place, &self.key(key), other.to_string(), "a table");
                None
            }
            None => None,
        };
        let section = Section {
            account: self.account,
            path: self.key(key),
            place: node.map_or_else(|| self.place.clone(), |node| node.place.clone()),
            table,
            asked: RefCell::default(),
        };
        let result = read(&section);
        section.refuse_unknown_keys();
        result
    }

    /// Notes every key that nothing asked for.
    pub fn refuse_unknown_keys(&self) {
        let asked = self.asked.borrow();
        for (key, node) in self.table.into_iter().flatten() {
            if asked.contains(key.as_str()) {
                continue;
            }
            let accepted = match nearest(key, asked.iter().copied()) {
                Some(near) => format!("{near:?}, the nearest of the keys this table has"),
                None => format!("one of {}", asked.iter().copied().collect::<Vec<_>>().join(", ")),
            };
            self.account.find(&node.place, &self.key(key), "an unknown key", accepted);
        }
    }

    /// The bare value of a key, with unit and source checked and noted when it is a parameter table.
    fn parameter(&self, key: &'static str, unit: &str, accepted: &str) -> Option<&'d Node> {
        let node = self.required(key, accepted)?;
        let Value::Table(table) = &node.value else {
            self.note(key, node, unit, "");
            return Some(node);
        };
        let Some(value) = table.get("value") else {
            self.find(key, "a table without `value`", accepted);
            return None;
        };
        self.check_words(key, table, unit);
        let source = text_in(table, "source").unwrap_or_default();
        self.note(key, value, unit, source);
        Some(value)
    }

    fn check_words(&self, key: &str, table: &Table, unit: &str) {
        for (word, node) in table {
            let place = &node.place;
            let full = format!("{}.{word}", self.key(key));
            match (word.as_str(), &node.value) {
                ("value", _) => {}
                ("unit", Value::Text(found)) if found == unit => {}
                ("unit", found) => {
                    self.account.find(place, &full, found.to_string(), format!("{unit:?}"));
                }
                ("source", Value::Text(source)) if has_source_kind(source) => {}
                ("source", found) => {
                    let kinds = SOURCE_KINDS.join(", ");
                    self.account.find(
                        place,
                        &full,
                        found.to_string(),
                        format!("a text beginning with one of {kinds} and a colon"),
                    );
                }
                _ => {
                    self.account.find(place, &full, "an unknown key", "one of value, unit, source");
                }
            }
        }
    }

    fn note(&self, key: &str, value: &Node, unit: &str, source: &str) {
        self.account.parameters.borrow_mut().push(Parameter {
            key: self.key(key),
            value: plain(&value.value),
            unit: unit.to_owned(),
            source: source.to_owned(),
            place: value.place.to_string(),
        });
    }

    /// A number in `unit`.
    pub fn number(&self, key: &'static str, unit: &str, accepted: &Accepted) -> f64 {
        let words = accepted.words(unit);
        let Some(node) = self.parameter(key, unit, &words) else { return *accepted.range.start() };
        self.one(key, node, unit, accepted)
    }

    /// A number, or the median of the distribution it is drawn from; in a trial what was drawn.
    fn one(&self, key: &str, node: &'d Node, unit: &str, accepted: &Accepted) -> f64 {
        let words = accepted.words(unit);
        let is_distribution =
            matches!(&node.value, Value::Table(table) if table.contains_key("distribution"));
        if !is_distribution {
            return self.checked(key, node, &words, accepted);
        }
        let full = self.key(key);
        if let Some(drawn) = self.account.drawn.get(&full) {
            return *drawn;
        }
        // The distribution is one value of the key, so its parts are not values of their own.
        let noted = self.account.parameters.borrow().len();
        let distribution =
            self.within(key, Some(node), |section| uncertain::read_distribution(section, unit));
        self.account.parameters.borrow_mut().truncate(noted);
        let Some(distribution) = distribution else { return *accepted.range.start() };
        let unit = unit.to_owned();
        let number = UncertainNumber { key: full, unit, distribution, is_whole: accepted.whole };
        let (least, greatest) = number.ends();
        if !accepted.range.contains(&least) || !accepted.range.contains(&greatest) {
            let found = format!("a distribution from {least} to {greatest}");
            let accepted = format!("one within {words}; `at_least` and `at_most` cut it off");
            self.account.find(&node.place, &self.key(key), found, accepted);
        }
        let median = number.median();
        self.account.uncertain.borrow_mut().push(number);
        median
    }

    /// Least and greatest value of a key at or below this section that was read as `value`.
    pub fn ends(&self, key: &str, value: f64) -> (f64, f64) {
        let (full, uncertain) = (self.key(key), self.account.uncertain.borrow());
        uncertain
            .iter()
            .find(|number| number.key == full)
            .map_or((value, value), UncertainNumber::ends)
    }

    /// Notes distributions where every future needs the same number.
    pub fn refuse_uncertain(&self, keys: &[&'static str]) {
        let uncertain = self.account.uncertain.borrow();
        let refused = |key: &&&str| uncertain.iter().any(|number| number.key == self.key(key));
        for key in keys.iter().filter(refused) {
            self.find(key, "a distribution", "a number: this one is the same in all futures");
        }
    }

    /// Folder of the scenario file.
    pub fn folder(&self) -> &'d Path {
        &self.account.folder
    }

    /// The history that was read before for the same case.
    pub fn known_history(&self) -> Option<History> {
        self.account.history.clone()
    }

    /// A number that may be missing.
    pub fn optional_number(
        &self,
        key: &'static str,
        unit: &str,
        accepted: &Accepted,
    ) -> Option<f64> {
        self.has(key).then(|| self.number(key, unit, accepted))
    }

    /// A whole number from 0 on.
    pub fn count(&self, key: &'static str, unit: &str, range: RangeInclusive<u32>) -> usize {
        let accepted = Accepted::whole(f64::from(*range.start())..=f64::from(*range.end()));
        whole(self.number(key, unit, &accepted))
    }

    fn checked(&self, key: &str, node: &Node, words: &str, accepted: &Accepted) -> f64 {
        match node.value {
            Value::Number(number) if accepted.accepts(number) => number,
            ref other => {
                self.account.find(&node.place, &self.key(key), other.to_string(), words);
                *accepted.range.start()
            }
        }
    }

    /// Number of values of a list that may be a parameter, 0 when there is none.
    pub fn list_length(&self, key: &'static str) -> usize {
        let value = self.node(key).map(|node| match &node.value {
            Value::Table(table) => table.get("value").map_or(&node.value, |inner| &inner.value),
            bare => bare,
        });
        match value {
            Some(Value::Array(items)) => items.len(),
            _ => 0,
        }
    }

    /// A list of `length` numbers.
    pub fn numbers(
        &self,
        key: &'static str,
        unit: &str,
        accepted: &Accepted,
        length: usize,
    ) -> Vec<f64> {
        let words = format!("a list of {length} numbers, each {}", accepted.words(unit));
        let node = self.parameter(key, unit, &words);
        match node.map(|node| &node.value) {
            Some(Value::Array(items)) if items.len() == length => {
                items.iter().map(|item| self.checked(key, item, &words, accepted)).collect()
            }
            Some(other) => {
                self.find(key, other.to_string(), words);
                vec![*accepted.range.start(); length]
            }
            None => vec![*accepted.range.start(); length],
        }
    }

    /// A value that changes at dates: a number, or a list of `{ from = "2011-07", value = 0.1 }`.
    pub fn dated(&self, key: &'static str, unit: &str, accepted: &Accepted) -> Vec<DatedValue> {
        let words = format!(
            "{}, or a list of {{ from = \"YYYY-MM\", value = ... }} in order of time, the first without `from`",
            accepted.words(unit)
        );
        let Some(node) = self.parameter(key, unit, &words) else {
            return vec![DatedValue { from: None, value: *accepted.range.start() }];
        };
        let Value::Array(items) = &node.value else {
            return vec![DatedValue { from: None, value: self.one(key, node, unit, accepted) }];
        };
        let steps: Vec<_> =
            items.iter().map(|item| self.dated_value(key, item, &words, accepted)).collect();
        if !self.sound(&[key]) {
            return steps;
        }
        let in_order = steps.windows(2).all(|pair| pair[0].from < pair[1].from);
        if !in_order || steps.first().is_none_or(|first| first.from.is_some()) {
            self.find(key, "dates out of order, or a first step with `from`", words);
        }
        steps
    }

    /// A value that changes at dates and may be missing.
    pub fn optional_dated(
        &self,
        key: &'static str,
        unit: &str,
        accepted: &Accepted,
    ) -> Option<Vec<DatedValue>> {
        self.has(key).then(|| self.dated(key, unit, accepted))
    }

    fn dated_value(&self, key: &str, item: &Node, words: &str, accepted: &Accepted) -> DatedValue {
        let Value::Table(table) = &item.value else {
            self.account.find(&item.place, &self.key(key), item.value.to_string(), words);
            return DatedValue { from: None, value: *accepted.range.start() };
        };
        for (word, node) in table {
            if !["from", "value"].contains(&word.as_str()) {
                self.account.find(
                    &node.place,
                    &self.key(key),
                    format!("the unknown key {word:?}"),
                    words,
                );
            }
        }
        let from = table.get("from").and_then(|node| self.month_of(key, node));
        let value = table.get("value").map_or_else(
            || {
                self.account.find(&item.place, &self.key(key), "a step without `value`", words);
                *accepted.range.start()
            },
            |node| self.checked(key, node, words, accepted),
        );
        DatedValue { from, value }
    }

    fn month_of(&self, key: &str, node: &Node) -> Option<YearMonth> {
        let month = match &node.value {
            Value::Text(text) => text.parse().ok(),
            _ => None,
        };
        if month.is_none() {
            let accepted = "a month as text, such as \"2011-01\"";
            self.account.find(&node.place, &self.key(key), node.value.to_string(), accepted);
        }
        month
    }

    /// A month.
    pub fn month(&self, key: &'static str) -> Option<YearMonth> {
        let node = self.parameter(key, "month", "a month as text, such as \"2011-01\"")?;
        self.month_of(key, node)
    }

    /// A month that may be missing.
    pub fn optional_month(&self, key: &'static str) -> Option<YearMonth> {
        if self.has(key) { self.month(key) } else { None }
    }

    /// A text.
    pub fn text(&self, key: &'static str) -> String {
        match self.required(key, "a text").map(|node| &node.value) {
            Some(Value::Text(text)) => text.clone(),
            Some(other) => {
                self.find(key, other.to_string(), "a text");
                String::new()
            }
            None => String::new(),
        }
    }

    /// A text that may be missing.
    pub fn optional_text(&self, key: &'static str) -> Option<String> {
        self.has(key).then(|| self.text(key))
    }

    /// The values of a list of at least one, whatever they are.
    pub fn values(&self, key: &'static str) -> Vec<Node> {
        let words = "a list of at least one value";
        match self.required(key, words).map(|node| &node.value) {
            Some(Value::Array(items)) if !items.is_empty() => items.clone(),
            Some(other) => {
                self.find(key, other.to_string(), words);
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    /// A list of texts; empty when it is missing.
    pub fn optional_texts(&self, key: &'static str) -> Vec<String> {
        if !self.has(key) {
            return Vec::new();
        }
        let words = "a list of texts";
        let node = self.parameter(key, "names", words);
        let Some(Value::Array(items)) = node.map(|node| &node.value) else {
            let found = node.map_or_else(String::new, |node| node.value.to_string());
            self.find(key, found, words);
            return Vec::new();
        };
        let text = |item: &Node| match &item.value {
            Value::Text(text) => Some(text.clone()),
            other => {
                self.account.find(&item.place, &self.key(key), other.to_string(), words);
                None
            }
        };
        items.iter().filter_map(text).collect()
    }

    /// One of a closed list of names; its position in the list.
    pub fn choice(&self, key: &'static str, names: &[&str]) -> usize {
        let words = format!("one of {}", names.join(", "));
        let Some(node) = self.parameter(key, "name", &words) else { return 0 };
        let position = match &node.value {
            Value::Text(text) => names.iter().position(|name| name == text),
            _ => None,
        };
        position.unwrap_or_else(|| {
            self.account.find(&node.place, &self.key(key), node.value.to_string(), words);
            0
        })
    }

    /// `true` or `false`.
    pub fn flag(&self, key: &'static str) -> bool {
        let node = self.parameter(key, "flag", "true or false");
        match node.map(|node| &node.value) {
            Some(Value::Flag(flag)) => *flag,
            Some(other) => {
                self.find(key, other.to_string(), "true or false");
                false
            }
            None => false,
        }
    }
}

fn label(item: &Node, index: usize) -> String {
    match &item.value {
        Value::Table(table) => {
            text_in(table, "id").map_or_else(|| (index + 1).to_string(), str::to_owned)
        }
        _ => (index + 1).to_string(),
    }
}

fn text_in<'t>(table: &'t Table, key: &str) -> Option<&'t str> {
    match &table.get(key)?.value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

fn has_source_kind(source: &str) -> bool {
    source
        .split_once(':')
        .is_some_and(|(kind, rest)| SOURCE_KINDS.contains(&kind) && !rest.trim().is_empty())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked whole and within u32"
)]
fn whole(number: f64) -> usize {
    number as usize
}
