//! What a plot table was taken for, where it is not written as the program writes it: said once to
//! whoever brings it, and kept with the results.

use serde::{Deserialize, Serialize};

use crate::finding::Place;

/// How a table was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Understanding {
    /// Encoding of a text; `xlsx` of a workbook.
    pub encoding: String,
    /// Sheet of a workbook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Line or row of the headings.
    pub headings_line: usize,
    /// What each heading was taken for.
    pub columns: Vec<UnderstoodColumn>,
    /// Lines or rows that are sums and no plots.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sums_skipped: Vec<usize>,
}

/// What a heading was taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnderstoodColumn {
    /// Heading as it stands.
    pub heading: String,
    /// Column that it is.
    pub column: String,
    /// Unit in which its numbers are written; empty of what has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
}

impl Understanding {
    /// Where a row of a file stands: its line, or its row of the sheet.
    pub fn place(&self, file: &str, line: usize) -> Place {
        match &self.sheet {
            None => Place::line(file, line),
            Some(sheet) => Place::whole(&format!("{file}:{sheet}!A{line}")),
        }
    }

    /// Whether the table is written as the program writes it, so that there is nothing to say.
    pub fn is_plain(&self) -> bool {
        self.sheet.is_none()
            && self.encoding == "UTF-8"
            && self.sums_skipped.is_empty()
            && self.columns.iter().all(|column| column.heading == column.column)
    }

    /// What was understood, on a few lines.
    pub fn told(&self) -> String {
        let Self { encoding, sheet, headings_line, columns, sums_skipped } = self;
        let sheet = sheet.as_ref().map(|sheet| format!(", sheet {sheet}")).unwrap_or_default();
        let skipped: Vec<String> = sums_skipped.iter().map(ToString::to_string).collect();
        let skipped = if skipped.is_empty() {
            String::new()
        } else {
            format!("; sums left out: row {}", skipped.join(", "))
        };
        let told = columns.iter().filter(|column| column.heading != column.column).map(|column| {
            let UnderstoodColumn { heading, column, unit } = column;
            let unit = if unit.is_empty() { String::new() } else { format!(" [{unit}]") };
            format!("{heading} → {column}{unit}")
        });
        let told: Vec<String> = told.collect();
        let columns =
            if told.is_empty() { String::new() } else { format!(": {}", told.join("; ")) };
        format!("read as {encoding}{sheet}, headings in row {headings_line}{skipped}{columns}")
    }
}
