//! What is kept of every value read: its origin, what its key accepts, and what was found wrong.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use super::document::Value;
use super::history::History;
use super::schema::{Description, Numbers};
use super::uncertain::UncertainNumber;
use crate::calendar::YearMonth;
use crate::finding::{Finding, Place};

/// One value of the scenario with its origin: a line in the list of assumptions.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Parameter {
    /// Dotted key.
    pub key: String,
    /// Value as text.
    pub value: String,
    /// Unit.
    pub unit: String,
    /// Where the value comes from; empty when the file does not say.
    pub source: String,
    /// File and line of the value.
    pub place: String,
}

/// What a `source` may begin with.
pub const SOURCE_KINDS: [&str; 4] = ["plan", "statute", "data", "assumption"];

impl Parameter {
    /// Whether the value is an assumption: stated as one, or without a source.
    pub fn is_assumption(&self) -> bool {
        self.source.is_empty() || self.source.starts_with("assumption")
    }
}

/// A file of data that a scenario names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DataFile {
    /// File as the scenario names it.
    pub file: String,
    /// SHA-256 of its text.
    pub digest: String,
}

/// What reading has gathered.
#[derive(Debug, Default)]
pub struct Account {
    /// Everything wrong.
    pub findings: RefCell<Vec<Finding>>,
    /// Everything read.
    pub parameters: RefCell<Vec<Parameter>>,
    /// Numbers that are drawn.
    pub uncertain: RefCell<Vec<UncertainNumber>>,
    /// Files of data that were read.
    pub data_files: RefCell<Vec<DataFile>>,
    /// Folder of the scenario file.
    pub folder: PathBuf,
    /// Numbers that have been drawn, by key, when a scenario is read once more for a trial.
    pub drawn: BTreeMap<String, f64>,
    /// History as it was read before, for the same case.
    pub history: Option<History>,
    /// What is asked for, when the readers are to describe what they read.
    pub description: Option<Description>,
}

impl Account {
    /// Notes a finding.
    pub fn find(
        &self,
        place: &Place,
        key: &str,
        found: impl Into<String>,
        accepted: impl Into<String>,
    ) {
        self.findings.borrow_mut().push(Finding {
            place: place.clone(),
            key: key.to_owned(),
            found: found.into(),
            accepted: accepted.into(),
        });
    }
}

/// Numbers a key accepts, with the words that say so.
#[derive(Debug, Clone)]
pub struct Accepted {
    pub(super) range: RangeInclusive<f64>,
    pub(super) whole: bool,
}

impl Accepted {
    /// Any number of the range.
    pub fn number(range: RangeInclusive<f64>) -> Self {
        Self { range, whole: false }
    }

    /// Whole numbers of the range.
    pub fn whole(range: RangeInclusive<f64>) -> Self {
        Self { range, whole: true }
    }

    /// A share from 0 to 1.
    pub fn share() -> Self {
        Self::number(0.0..=1.0)
    }

    /// Money from 0 to 10 trillion yuan.
    pub fn money() -> Self {
        Self::number(0.0..=1e13)
    }

    pub(super) fn described(&self, unit: &str) -> Numbers {
        Numbers {
            least: *self.range.start(),
            greatest: *self.range.end(),
            is_whole: self.whole,
            unit: unit.to_owned(),
        }
    }

    pub(super) fn accepts(&self, number: f64) -> bool {
        self.range.contains(&number) && (!self.whole || number.fract() == 0.0)
    }

    pub(super) fn words(&self, unit: &str) -> String {
        let kind = if self.whole { "a whole number" } else { "a number" };
        format!("{kind} from {} to {} [{unit}]", self.range.start(), self.range.end())
    }
}

/// One step of a dated path: the value from a month on.
#[derive(Debug, Clone, PartialEq)]
pub struct DatedValue {
    /// First month of the value; `None` in the first step: from the start.
    pub from: Option<YearMonth>,
    /// The value.
    pub value: f64,
}

/// A value as it would be written in the file.
pub(super) fn plain(value: &Value) -> String {
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
