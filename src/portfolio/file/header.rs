//! The header line: which column stands where.
//!
//! Columns may stand in any order, but every column must stand there once: a column that was
//! left out by mistake must not become zeros, and one that is not known must not be ignored.

use std::collections::BTreeMap;

use csv::StringRecord;

use crate::finding::{Finding, Place, nearest};
use crate::portfolio::cell::shown;
use crate::portfolio::columns::Column;
use crate::portfolio::plot::Plot;

/// Where the columns of a file stand.
#[derive(Debug)]
pub(super) struct Header {
    fields: usize,
    positions: BTreeMap<&'static str, usize>,
}

impl Header {
    /// The columns a header line names; unknown, missing and duplicate ones are findings.
    pub(super) fn read(record: &StringRecord, place: &Place, findings: &mut Vec<Finding>) -> Self {
        let mut header = Self { fields: record.len(), positions: BTreeMap::new() };
        if let Some(found) = foreign_separator(record) {
            let accepted = "columns separated by commas".to_owned();
            findings.push(Finding { place: place.clone(), key: String::new(), found, accepted });
            return header;
        }
        for (position, name) in record.iter().enumerate() {
            if let Some((found, accepted)) = header.add(position, name) {
                // An unknown name can be any text, so it stands quoted in what was found.
                let key = known(name).map_or("", |column| column.name).to_owned();
                findings.push(Finding { place: place.clone(), key, found, accepted });
            }
        }
        let columns = Plot::COLUMNS.iter();
        let missing = columns.filter(|column| !header.positions.contains_key(column.name));
        findings.extend(missing.map(|column| Finding {
            place: place.clone(),
            key: column.name.to_owned(),
            found: "no such column".to_owned(),
            accepted: "every column once".to_owned(),
        }));
        header
    }

    /// Number of fields of the header line, and so of every row.
    pub(super) fn fields(&self) -> usize {
        self.fields
    }

    /// Text of a column in a row; `None` when the file has no such column.
    pub(super) fn cell<'r>(&self, record: &'r StringRecord, column: &str) -> Option<&'r str> {
        self.positions.get(column).and_then(|position| record.get(*position))
    }

    /// Notes a column, or says what is wrong with its name: what was found and what is accepted.
    fn add(&mut self, position: usize, name: &str) -> Option<(String, String)> {
        let Some(column) = known(name) else { return Some(unknown(name)) };
        if self.positions.contains_key(column.name) {
            return Some(("the column a second time".to_owned(), "every column once".to_owned()));
        }
        self.positions.insert(column.name, position);
        None
    }
}

/// The column of a name, which is matched exactly: case and blanks within count.
fn known(name: &str) -> Option<&'static Column> {
    Plot::COLUMNS.iter().find(|column| column.name == name)
}

/// What is wrong with a name that is no column's: what was found, what is accepted.
fn unknown(name: &str) -> (String, String) {
    if name.is_empty() {
        return ("a column without a name".to_owned(), "the columns of a portfolio".to_owned());
    }
    let names = Plot::COLUMNS.iter().map(|column| column.name);
    let accepted = nearest(&name.to_lowercase(), names).map_or_else(
        || "the columns of a portfolio".to_owned(),
        |column| format!("the columns of a portfolio; the nearest is {column}"),
    );
    (format!("an unknown column {}", shown(name)), accepted)
}

/// A header that is one field with other separators in it would only give a list of missing
/// columns, which hides the cause.
fn foreign_separator(record: &StringRecord) -> Option<String> {
    let only = if record.len() == 1 { record.get(0)? } else { return None };
    let names = [(';', "semicolons"), ('\t', "tabs")];
    let (_, name) = names.into_iter().find(|(separator, _)| only.contains(*separator))?;
    Some(format!("columns separated by {name}"))
}
