//! The cover: the question, the verdict, what made it; and the assumptions.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::wording::text::Language;

use super::super::page::RenderedPage;
use super::sheet::{Look, Sheet};
use super::sheet_columns::sheet_columns;

/// Width of the column of sentences (characters).
const SENTENCE: f64 = 100.0;

sheet_columns! {
    /// Columns of the sheet of assumptions.
    Assumed:
    Key = "key",
    Value = "value",
    Source = "source",
}

/// The cover.
pub(super) fn cover(drawn: &RenderedPage, language: Language) -> Result<Worksheet, XlsxError> {
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
pub(super) fn assumptions(
    drawn: &RenderedPage,
    language: Language,
) -> Result<Worksheet, XlsxError> {
    let mut sheet = Sheet::new("sheet_assumptions", "sheet_assumptions", language)?;
    sheet.heads(2, &Assumed::heads(language))?;
    for (row, (key, value, source)) in (3..).zip(drawn.page.assumed()) {
        sheet.text(Assumed::Key.at(row), key, Look::Text)?;
        sheet.text(Assumed::Value.at(row), value, Look::Text)?;
        sheet.text(Assumed::Source.at(row), source, Look::Text)?;
    }
    for (column, width) in [(Assumed::Key, 46.0), (Assumed::Value, 30.0), (Assumed::Source, 120.0)]
    {
        sheet.page.set_column_width(column as u16, width)?;
    }
    sheet.finish((3, 1))
}
