//! A file of settings as a tree of values that remember their places.

use std::collections::BTreeMap;
use std::fmt;

use crate::finding::Place;

/// A table of the tree: keys in alphabetical order, each with its value and place.
pub type Table = BTreeMap<String, Node>;

/// A value of the tree, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Place of the value's key, or of the value itself inside an array.
    pub place: Place,
    /// What stands at the place.
    pub value: Value,
}

/// A value as TOML knows it, without what tells integers from floats.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A table or inline table.
    Table(Table),
    /// An array; arrays of tables (`[[shock]]`) are arrays of [`Value::Table`].
    Array(Vec<Node>),
    /// A string.
    Text(String),
    /// An integer or a float, always finite.
    Number(f64),
    /// `true` or `false`.
    Flag(bool),
    /// A TOML date, which no key accepts; months are written as text.
    Date(String),
}

impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table(_) => formatter.write_str("a table"),
            Self::Array(items) => write!(formatter, "a list of {} values", items.len()),
            Self::Text(text) => write!(formatter, "the text {:?}", shortened(text)),
            Self::Number(number) => write!(formatter, "{number}"),
            Self::Flag(flag) => write!(formatter, "{flag}"),
            Self::Date(date) => write!(formatter, "the date {date}"),
        }
    }
}

/// A text as findings repeat it, not too long.
pub(super) fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain("...".chars()).collect()
}

/// The `id` of a table in a list.
pub fn id_of(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Table(table) => match &table.get("id")?.value {
            Value::Text(id) => Some(id),
            _ => None,
        },
        _ => None,
    }
}
