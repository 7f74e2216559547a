//! The cover: the question, the verdict, what made it; and the assumptions.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::wording::text::Language;

use super::super::page::Drawn;
use super::sheet::{Look, Sheet};

/// Width of the column of sentences (characters).
const SENTENCE: f64 = 100.0;

/// The cover.
pub(super) fn cover(drawn: &Drawn, language: Language) -> Result<Worksheet, XlsxError> {
    let cover = drawn.page.cover(language);
    let mut sheet = Sheet::new("sheet_cover", cover.heading, language)?;
    sheet.text((1, 0), &cover.title, Look::Text)?;
    let mut row = 3;
    sheet.word((row, 0), "question", Look::Head)?;
    sheet.word((row, 1), "question_text", Look::Wrapped)?;
    row += 1;
    for (at, sentence) in (0..).zip(&cover.verdict) {
        if at == 0 {
            sheet.word((row, 0), "verdict", Look::Head)?;
        }
        sheet.text((row, 1), sentence, Look::Wrapped)?;
        sheet.fit(row, sentence, SENTENCE)?;
        row += 1;
    }
    row += 1;
    for (key, value) in &cover.made {
        sheet.word((row, 0), key, Look::Text)?;
        sheet.text((row, 1), value, Look::Text)?;
        row += 1;
    }
    row += 1;
    sheet.word((row, 0), "trust", Look::Head)?;
    for sentence in &cover.trust {
        sheet.text((row, 1), sentence, Look::Wrapped)?;
        sheet.fit(row, sentence, SENTENCE)?;
        row += 1;
    }
    for key in ["units_note", "formulas_note", "yearly_note"] {
        sheet.word((row, 1), key, Look::Note)?;
        row += 1;
    }
    sheet.page.set_column_width(1, SENTENCE)?;
    sheet.finish((0, 0))
}

/// Every assumption.
pub(super) fn assumptions(drawn: &Drawn, language: Language) -> Result<Worksheet, XlsxError> {
    let mut sheet = Sheet::new("sheet_assumptions", "sheet_assumptions", language)?;
    for (column, key) in (0..).zip(["key", "value", "source"]) {
        sheet.word((2, column), key, Look::Head)?;
    }
    for (row, (key, value, source)) in (3..).zip(drawn.page.assumed()) {
        sheet.text((row, 0), key, Look::Text)?;
        sheet.text((row, 1), value, Look::Text)?;
        sheet.text((row, 2), source, Look::Text)?;
    }
    for (column, width) in [(0, 46.0), (1, 30.0), (2, 120.0)] {
        sheet.page.set_column_width(column, width)?;
    }
    sheet.finish((3, 1))
}
