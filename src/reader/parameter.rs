//! What is kept of every value read: its text, unit, source and place.
//!
//! `landsim show` prints them, a run's manifest keeps them, and every report counts the
//! assumptions among them.

use std::sync::Arc;

use std::fmt::Write as _;

use crate::reader::tree::Value;

/// One value of the scenario with its origin: a line in the list of assumptions.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Parameter {
    /// Dotted key, with the ids of listed tables in brackets: `policy[quota].land_ha`.
    pub key: String,
    /// Value as it would be written in the file.
    pub value: String,
    /// Unit that the key has, whether or not the file states it.
    pub unit: String,
    /// Where the value comes from; empty when the file does not say.
    pub source: String,
    /// File, line and column of the value.
    pub place: String,
}

/// What a `source` begins with, before a colon: the published plan, a law or notice, a data
/// file or statistic, or that nobody has published the number.
pub const SOURCE_KINDS: [&str; 4] = ["plan", "statute", "data", "assumption"];

impl Parameter {
    /// Whether the value is an assumption: stated as one, or without a source.
    pub fn is_assumption(&self) -> bool {
        self.source.is_empty() || self.source.starts_with("assumption")
    }
}

/// A file of data that a scenario names, and what was in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DataFile {
    /// File as the scenario names it.
    pub file: String,
    /// SHA-256 of what the file says, by which a manifest knows it again.
    pub digest: String,
    /// What it says, to be kept with results.
    pub text: Arc<str>,
}

/// A value as it would be written in the file, without quotes around a text that stands
/// alone.
pub fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Date(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Flag(flag) => flag.to_string(),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| plain(&item.value)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Table(table) => {
            let mut text = String::from("{ ");
            for (index, (key, node)) in table.iter().enumerate() {
                let comma = if index > 0 { ", " } else { "" };
                let _ = write!(text, "{comma}{key} = {}", plain(&node.value));
            }
            text + " }"
        }
    }
}
