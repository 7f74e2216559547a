//! Takes typed values out of a table of a document, and notes what was read and what is
//! wrong.
//!
//! Sections are lent to a reading function and closed after it: keys that it did not ask
//! for are then unknown and are refused, each with the nearest of the known ones.

mod data_file;
mod distribution;
mod values;

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::finding::{Place, nearest};
use crate::reader::key_kind::KeyKind;
use crate::reader::parameter::{Parameter, SOURCE_KINDS, plain};
use crate::reader::reading_log::ReadingLog;
use crate::reader::tree::{Node, Table, Value};

/// A table of the document being read, or the place of one that is missing.
///
/// Every method that asks for a value returns one: what is missing or wrong is noted in the
/// log, and an accepted value stands in for it.
///
/// ```
/// use landsim::reader::accepted::Accepted;
/// use landsim::reader::document::parse_alone;
/// use landsim::reader::reading_log::ReadingLog;
/// use landsim::reader::section::Section;
///
/// let document = parse_alone("mine.toml", "[finance]\nspread = 7\nmin_csh = 0\n")?;
/// let log = ReadingLog::of_folder("");
/// let root = Section::root(&log, &document.file, &document.root);
/// let spread = root.section("finance", |finance| {
///     finance.number("spread", "per year", &Accepted::number(-0.1..=1.0))
/// });
/// assert_eq!(spread, -0.1, "the least accepted number stands in");
/// let findings = log.findings.borrow();
/// let keys: Vec<&str> = findings.iter().map(|finding| finding.key.as_str()).collect();
/// assert_eq!(keys, ["finance.spread", "finance.min_csh"]);
/// # Ok::<(), landsim::finding::Rejected>(())
/// ```
#[derive(Debug)]
pub struct Section<'d> {
    /// What all sections of a reading share.
    log: &'d ReadingLog,
    /// Dotted key of the section; empty at the root.
    path: String,
    /// Where it stands, or what it is missing from.
    place: Place,
    /// Table of the section; `None` where it is missing or no table, so that nothing below
    /// it is found missing, too.
    table: Option<&'d Table>,
    /// Keys that were asked for so far.
    asked: RefCell<BTreeSet<&'static str>>,
}

impl<'d> Section<'d> {
    /// The whole document of a file. Its unknown keys are refused by
    /// [`Self::refuse_unknown_keys`], when all has been read.
    pub fn root(log: &'d ReadingLog, file: &str, table: &'d Table) -> Self {
        Self {
            log,
            path: String::new(),
            place: Place::whole(file),
            table: Some(table),
            asked: RefCell::default(),
        }
    }

    /// Place of the section's key, for findings that come up later.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Dotted key of `key` in this section, as findings and `landsim show` name it.
    pub fn key(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// Notes a finding about a key of this section, at the key's place where it has one.
    pub fn find(&self, key: &str, found: impl Into<String>, accepted: impl Into<String>) {
        let place =
            self.table.and_then(|table| table.get(key)).map_or(&self.place, |node| &node.place);
        self.log.find(place, &self.key(key), found, accepted);
    }

    /// Whether nothing wrong was found at or below these keys of a table that is there, so
    /// that a rule about them speaks of the user's values and not of stand-ins. Without
    /// keys: whether the table is there.
    pub fn sound(&self, keys: &[&str]) -> bool {
        let findings = self.log.findings.borrow();
        self.table.is_some()
            && keys.iter().map(|key| self.key(key)).all(|key| {
                findings.iter().all(|finding| match finding.key.strip_prefix(&key) {
                    Some(rest) => !(rest.is_empty() || rest.starts_with(['.', '['])),
                    None => true,
                })
            })
    }

    /// Whether the section's table is there and nothing wrong was found at any key of it.
    pub fn is_sound(&self) -> bool {
        let findings = self.log.findings.borrow();
        let of_section =
            |key: &str| key.strip_prefix(&self.path).is_some_and(|rest| rest.starts_with('.'));
        self.table.is_some() && !findings.iter().any(|finding| of_section(&finding.key))
    }

    /// The value of a key, which is known from now on.
    fn node(&self, key: &'static str) -> Option<&'d Node> {
        self.asked.borrow_mut().insert(key);
        self.table?.get(key)
    }

    /// The value of a key that must be there; that it is missing is noted.
    fn required(&self, key: &'static str, accepted: &str) -> Option<&'d Node> {
        let node = self.node(key);
        if node.is_none() && self.table.is_some() {
            self.find(key, "nothing", accepted);
        }
        node
    }

    /// Whether the key stands in the file; when readers describe themselves, as the pass
    /// says.
    pub fn has(&self, key: &'static str) -> bool {
        match self.log.description() {
            Some(description) => description.has_optional(),
            None => self.node(key).is_some(),
        }
    }

    /// Notes what a key holds, when the readers describe themselves.
    fn describe(&self, key: &str, kind: impl FnOnce() -> KeyKind) {
        if let Some(description) = self.log.description() {
            description.note(self.key(key), kind());
        }
    }

    /// Accepts keys that only some choices need: a scenario that extends another and chooses
    /// differently inherits them.
    pub fn tolerate(&self, keys: &[&'static str]) {
        self.asked.borrow_mut().extend(keys);
    }

    /// Reads a sub-table; a missing one is a finding, and `read` is called all the same,
    /// without a table.
    pub fn section<T>(&self, key: &'static str, read: impl FnOnce(&Section<'d>) -> T) -> T {
        self.describe(key, || KeyKind::Section);
        let node = self.required(key, "a table");
        self.within(key, node, read)
    }

    /// Reads a sub-table that may be missing; `None` when it is.
    pub fn optional<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(&Section<'d>) -> T,
    ) -> Option<T> {
        self.describe(key, || KeyKind::Section);
        if self.log.description().is_some() {
            return Some(self.within(key, None, read));
        }
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

    /// Reads each table of a list of tables (`[[key]]`) in order; none when it is missing.
    ///
    /// Items are known by their `id`, or by their number from 1: `policy[quota]`,
    /// `build[2]`.
    pub fn each<T>(&self, key: &'static str, read: impl Fn(&Section<'d>) -> T) -> Vec<T> {
        self.describe(key, || KeyKind::List);
        if self.log.description().is_some() {
            return vec![self.within(&format!("{key}[]"), None, read)];
        }
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

    /// Reads the table at a key, or nothing in its place, and refuses what `read` did not
    /// ask for.
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
                self.log.find(place, &self.key(key), other.to_string(), "a table");
                None
            }
            None => None,
        };
        let section = Section {
            log: self.log,
            path: self.key(key),
            place: node.map_or_else(|| self.place.clone(), |node| node.place.clone()),
            table,
            asked: RefCell::default(),
        };
        let result = read(&section);
        section.refuse_unknown_keys();
        result
    }

    /// Notes every key that nothing asked for, with the nearest of those that were.
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
            self.log.find(&node.place, &self.key(key), "an unknown key", accepted);
        }
    }

    /// The bare value of a key. Where the file states `{ value, unit, source }`, unit and
    /// source are checked; either way the value is noted as a parameter.
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

    /// Notes what is wrong beside a value: another unit than the key's, a source without a
    /// kind, unknown words.
    fn check_words(&self, key: &str, table: &Table, unit: &str) {
        for (word, node) in table {
            let place = &node.place;
            let full = format!("{}.{word}", self.key(key));
            match (word.as_str(), &node.value) {
                ("value", _) => {}
                ("unit", Value::Text(found)) if found == unit => {}
                ("unit", found) => {
                    self.log.find(place, &full, found.to_string(), format!("{unit:?}"));
                }
                ("source", Value::Text(source)) if has_source_kind(source) => {}
                ("source", found) => {
                    let kinds = SOURCE_KINDS.join(", ");
                    self.log.find(
                        place,
                        &full,
                        found.to_string(),
                        format!("a text beginning with one of {kinds} and a colon"),
                    );
                }
                _ => {
                    self.log.find(place, &full, "an unknown key", "one of value, unit, source");
                }
            }
        }
    }

    /// Notes a value as a parameter.
    fn note(&self, key: &str, value: &Node, unit: &str, source: &str) {
        self.log.parameters.borrow_mut().push(Parameter {
            key: self.key(key),
            value: plain(&value.value),
            unit: unit.to_owned(),
            source: source.to_owned(),
            place: value.place.to_string(),
        });
    }
}

/// What an item of a list is called: its `id`, or its number from 1.
fn label(item: &Node, index: usize) -> String {
    match &item.value {
        Value::Table(table) => {
            text_in(table, "id").map_or_else(|| (index + 1).to_string(), str::to_owned)
        }
        _ => (index + 1).to_string(),
    }
}

/// The text at a key of a table, where there is one.
fn text_in<'t>(table: &'t Table, key: &str) -> Option<&'t str> {
    match &table.get(key)?.value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// Whether a source begins with one of the known kinds and a colon, and says something
/// after it.
fn has_source_kind(source: &str) -> bool {
    source
        .split_once(':')
        .is_some_and(|(kind, rest)| SOURCE_KINDS.contains(&kind) && !rest.trim().is_empty())
}
