//! The cover: the question, the verdict, what made it; and the assumptions.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::wording::text::Language;

use super::super::page::RenderedPage;
use super::sheet::{Look, Sheet};
use super::sheet_columns::sheet_columns;

/// What is left to fill in by hand.
const BLANK: &str = "____________";
/// Width of the column of sentences (characters).
const SENTENCE: f64 = 100.0;

sheet_columns! {
    /// Columns of the sheet of assumptions.
    Assumed:
    Name = "name",
    Value = "value",
    Source = "source",
    Key = "key",
}

/// The cover, with links to the sheets behind it.
pub(super) fn cover(
    drawn: &RenderedPage,
    behind: &[Worksheet],
    language: Language,
) -> Result<Worksheet, XlsxError> {
    let cover = drawn.page.cover(language);
    let mut sheet = Sheet::new("sheet_cover", cover.heading, language)?;
    sheet.text((1, 0), &cover.title, Look::Text)?;
    let form = &drawn.form;
    let authority = form.authority.as_ref().map(|name| name.of(language));
    for (column, (key, said)) in
        (0..).step_by(2).zip([("form_authority", authority), ("form_date", form.date.as_deref())])
    {
        sheet.word((2, column), key, Look::Note)?;
        sheet.text((2, column + 1), said.unwrap_or(BLANK), Look::Text)?;
    }
    let mut row = 4;
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
    row += 1;
    sheet.word((row, 0), "contents", Look::Head)?;
    for other in behind {
        sheet.contents((row, 1), &other.name())?;
        row += 1;
    }
    sheet.page.set_column_width(1, SENTENCE)?;
    sheet.page.set_print_fit_to_pages(1, 1);
    sheet.finish((0, 0))
}

/// Every assumption.
pub(super) fn assumptions(
    drawn: &RenderedPage,
    language: Language,
) -> Result<Worksheet, XlsxError> {
    let mut sheet = Sheet::new("sheet_assumptions", "sheet_assumptions", language)?;
    sheet.heads(2, &Assumed::heads(language))?;
    for (row, assumed) in (3..).zip(drawn.page.assumed()) {
        sheet.text(Assumed::Name.at(row), assumed.name.of(language), Look::Text)?;
        sheet.text(Assumed::Value.at(row), assumed.value.of(language), Look::Text)?;
        sheet.text(Assumed::Source.at(row), assumed.source.of(language), Look::Wrapped)?;
        sheet.text(Assumed::Key.at(row), &assumed.key, Look::Note)?;
    }
    let rows = drawn.page.assumed().len();
    sheet.filters(2, 2 + u32::try_from(rows).unwrap_or(0))?;
    for (column, width) in [
        (Assumed::Name, 40.0),
        (Assumed::Value, 30.0),
        (Assumed::Source, 90.0),
        (Assumed::Key, 46.0),
    ] {
        sheet.page.set_column_width(column as u16, width)?;
    }
    sheet.finish((3, 1))
}
