//! A table as rows of text, whatever file it came from, with the line or cell of everything.

use crate::finding::{Finding, Place, Rejected};

/// Where the rows of a table stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// File as the user named it.
    pub file: String,
    /// Name of the sheet of a workbook.
    pub sheet: Option<String>,
}

impl Origin {
    /// A line of a text, or a row of a sheet.
    pub fn row(&self, line: usize) -> Place {
        match &self.sheet {
            None => Place::line(&self.file, line),
            Some(sheet) => Place::whole(&format!("{}:{sheet}!A{line}", self.file)),
        }
    }

    /// A cell: of a text its line, of a sheet its address.
    pub fn cell(&self, line: usize, position: usize) -> Place {
        match &self.sheet {
            None => Place::line(&self.file, line),
            Some(sheet) => {
                let address = format!("{}{line}", letters(position));
                Place::whole(&format!("{}:{sheet}!{address}", self.file))
            }
        }
    }
}

/// The letters of a column of a sheet, counted from 0: A to Z, AA and so on.
fn letters(position: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = position + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// A row: its line, and the text of its cells, trimmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Line of the file or row of the sheet, counted from 1.
    pub line: usize,
    /// Texts of its cells.
    pub cells: Vec<String>,
}

impl Row {
    /// Whether no cell says anything.
    pub fn is_empty(&self) -> bool {
        self.cells.iter().all(String::is_empty)
    }

    /// The text of a cell; empty beyond the last.
    pub fn cell(&self, position: usize) -> &str {
        self.cells.get(position).map_or("", String::as_str)
    }
}

/// All rows of a table, in order.
#[derive(Debug)]
pub struct Sheet {
    /// Where they stand.
    pub origin: Origin,
    /// The rows.
    pub rows: Vec<Row>,
    /// Where and why reading ended before the end of the file.
    pub broken: Option<(usize, String)>,
}

/// Whether the bytes are a workbook: packed, or of the older kind.
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0])
}

/// The text of bytes, and the name of its encoding: by its mark, as UTF-8, or as GB18030, in which
/// Chinese spreadsheets save CSV files.
///
/// # Errors
/// The first line whose bytes are none of them.
pub fn text(name: &str, bytes: Vec<u8>) -> Result<(String, &'static str), Rejected> {
    #[cfg(feature = "spreadsheets")]
    {
        let marked = encoding_rs::Encoding::for_bom(&bytes);
        if let Some((encoding, mark)) = marked
            && encoding != encoding_rs::UTF_8
            && let Some(text) =
                encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..])
        {
            return Ok((text.into_owned(), encoding.name()));
        }
    }
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Ok((text, "UTF-8")),
        Err(error) => error,
    };
    #[cfg(feature = "spreadsheets")]
    if let Some(text) = encoding_rs::GB18030
        .decode_without_bom_handling_and_without_replacement(error.as_bytes())
        .filter(|text| is_plausible(text))
    {
        return Ok((text.into_owned(), encoding_rs::GB18030.name()));
    }
    let valid = error.utf8_error().valid_up_to();
    let ends = error.as_bytes().iter().take(valid).filter(|byte| **byte == b'\n').count();
    Err(Rejected::new(vec![Finding {
        place: Place::line(name, ends + 1),
        key: String::new(),
        found: "bytes that are no text".to_owned(),
        accepted: "UTF-8 text (a spreadsheet saves it as \"CSV UTF-8\"), UTF-16 or GB18030, or a \
                   workbook (.xlsx)"
            .to_owned(),
    }]))
}

/// Whether what was decoded is text that somebody would write: no signs of control, and nothing of
/// the areas that encodings leave to private use.
#[cfg(feature = "spreadsheets")]
fn is_plausible(text: &str) -> bool {
    let is_odd = |letter: char| {
        (letter.is_control() && !matches!(letter, '\n' | '\r' | '\t'))
            || matches!(letter, '\u{e000}'..='\u{f8ff}')
    };
    !text.chars().any(is_odd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_sheets_have_addresses() {
        assert_eq!([0, 25, 26, 701, 702].map(letters), ["A", "Z", "AA", "ZZ", "AAA"]);
        let origin = Origin { file: "plots.xlsx".into(), sheet: Some("地块".into()) };
        assert_eq!(origin.cell(7, 1).to_string(), "plots.xlsx:地块!B7");
        let origin = Origin { file: "plots.csv".into(), sheet: None };
        assert_eq!(origin.cell(7, 1).to_string(), "plots.csv:7");
    }
}
