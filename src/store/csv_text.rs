//! A table as the text of a CSV file: numbers as short as they read back to the last bit, empty
//! cells for what does not exist, empty texts in quotes, no cell that a spreadsheet would compute.

use std::borrow::Cow;

use csv::{QuoteStyle, Writer, WriterBuilder};
use zmij::Buffer;

use crate::tables::table::{Table, Values};

/// How tables are written beside Parquet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CsvFiles {
    /// With a byte-order mark, so that a spreadsheet reads Chinese as it is.
    #[default]
    Marked,
    /// Without one.
    Plain,
    /// Not at all.
    Left,
}

/// What a spreadsheet begins with to know a text for UTF-8.
pub const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The bytes of a table as CSV, with or without its line of column names.
///
/// # Errors
/// Only if columns had different lengths, which no table has.
pub fn csv_text(table: &Table, with_header: bool) -> csv::Result<Vec<u8>> {
    let columns: Vec<(&str, &Values)> = table.columns().collect();
    csv_of_columns(&columns, with_header)
}

/// The same of columns by name.
pub(super) fn csv_of_columns(
    columns: &[(&str, &Values)],
    with_header: bool,
) -> csv::Result<Vec<u8>> {
    let mut writer = WriterBuilder::new().quote_style(QuoteStyle::Never).from_writer(vec![]);
    if with_header {
        writer.write_record(columns.iter().map(|(name, _)| name))?;
    }
    let mut buffer = Buffer::new();
    for row in 0..columns.first().map_or(0, |(_, values)| values.len()) {
        for (_, values) in columns {
            write_cell(&mut writer, &mut buffer, values, row)?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// Writes one cell.
fn write_cell(
    writer: &mut Writer<Vec<u8>>,
    buffer: &mut Buffer,
    values: &Values,
    row: usize,
) -> csv::Result<()> {
    match values {
        Values::Numbers(values) => {
            let number = values[row].map_or("", |number| buffer.format(number));
            // A whole number is as exact without its zero.
            writer.write_field(number.strip_suffix(".0").unwrap_or(number))
        }
        Values::Counts(values) => writer.write_field(values[row].to_string()),
        Values::Texts(values) => writer.write_field(quoted(&values[row]).as_bytes()),
    }
}

/// A text as it stands in a cell: in quotes where it must, and where it is empty, so that it is not
/// taken for what does not exist. The library's writer cannot tell the two apart.
fn quoted(text: &str) -> Cow<'_, str> {
    let text = harmless(text);
    if text.is_empty() || text.contains([',', '"', '\n', '\r']) {
        Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")))
    } else {
        text
    }
}

/// Marks a text that is no formula.
const NO_FORMULA: char = '\'';
/// How a text begins that a spreadsheet would compute, or that the mark makes doubtful.
const MARKED: [char; 7] = ['=', '+', '-', '@', '\t', '\r', NO_FORMULA];

/// A text that no spreadsheet takes for a formula: names come from strangers' tables.
fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(MARKED) {
        Cow::Owned(format!("{NO_FORMULA}{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text of a cell that was written so.
pub(super) fn as_meant(cell: &str) -> &str {
    match cell.strip_prefix(NO_FORMULA) {
        Some(text) if text.starts_with(MARKED) => text,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Read back by the library's reader; numbers to the last bit, -0 among them.
    #[test]
    fn what_is_written_is_read_back() {
        let texts = ["", "a", "=1+1", "'=a,b", "say \"no\"", "two\nlines", "中文", "-5"];
        let numbers = [
            None,
            Some(-0.0),
            Some(1e16),
            Some(5e-324),
            Some(0.1),
            Some(-12345.678),
            Some(12.0),
            Some(1e300),
        ];
        let mut table = Table::new("t", "");
        table.texts("s", "", texts.map(str::to_owned).to_vec());
        table.numbers("x", "", "", numbers.to_vec());
        table.counts("n", "", "", vec![u64::MAX; texts.len()]);
        let text = csv_text(&table, true).unwrap();
        assert!(text.starts_with(b"s,x,n\n\"\",,18446744073709551615\na,-0,"));
        let shown = String::from_utf8(text.clone()).unwrap();
        assert!(
            shown.contains("\n'=1+1,1e+16,") && shown.contains("\n\"''=a,b\",5e-324,"),
            "{shown}"
        );
        assert!(shown.contains("\ntwo\nlines") || shown.contains("\"two\nlines\",-12345.678,"));
        assert!(shown.contains("\n中文,12,") && shown.contains("\n'-5,1e+300,"), "{shown}");
        let mut reader = csv::Reader::from_reader(text.as_slice());
        for ((row, text), number) in reader.records().zip(texts).zip(numbers) {
            let row = row.unwrap();
            assert_eq!(as_meant(&row[0]), text);
            let read = row[1].parse::<f64>().ok().map(f64::to_bits);
            assert_eq!(read, number.map(f64::to_bits));
        }
    }
}
