//! Projects of special bonds: every figure of each, with its quantiles and how often it is there.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::calendar::Month;
use crate::catalogue::Unit;
use crate::catalogue::project_figure::ProjectFigure;
use crate::quantity::index;
use crate::store::run_tables::RunTables;
use crate::tables::projects::ProjectsTable;
use crate::wording::text::Language;
use crate::wording::units::{divisor, name};

use super::sheet::{Look, Sheet};
use super::sheet_columns::sheet_columns;

/// Row of the headings.
const HEAD: u32 = 3;
/// Width of names (characters).
const NAME_WIDTH: f64 = 30.0;

sheet_columns! {
    /// Columns of figures of projects.
    OfProject:
    Project = "project",
    Figure = "figure",
    Planned = "as_planned",
    Mean = "mean",
    P05 = "p05",
    Median = "median",
    P95 = "p95",
    Probability = "project_probability",
    Low = "interval_low",
    High = "interval_high",
}

/// A row for each project and figure; nothing without projects.
pub(super) fn projects(
    run: &RunTables,
    language: Language,
) -> Result<Option<Worksheet>, XlsxError> {
    let Some(table) = &run.projects else { return Ok(None) };
    let mut sheet = Sheet::new("sheet_projects", "projects", language)?;
    sheet.word((1, 0), "projects_note", Look::Note)?;
    sheet.heads(HEAD, &OfProject::heads(language))?;
    let mut last = HEAD;
    for (row, line) in (HEAD + 1..).zip(table.rows()) {
        last = row;
        let project =
            language.choose(line.text(ProjectsTable::NAME_ZH), line.text(ProjectsTable::NAME_EN));
        let figure = ProjectFigure::ALL
            .into_iter()
            .find(|figure| figure.id() == line.text(ProjectsTable::FIGURE));
        let unit = figure.map_or(Unit::Ratio, |figure| figure.entry().unit);
        let called = figure.map(|figure| name(figure.entry(), language)).unwrap_or_default();
        sheet.text(OfProject::Project.at(row), project, Look::Text)?;
        sheet.text(OfProject::Figure.at(row), &called, Look::Text)?;
        let (scale, look) = (divisor(unit), Look::of(unit));
        // What is reached or not has a share alone.
        let is_line = unit == Unit::Share;
        for (column, of) in [
            (OfProject::Planned, ProjectsTable::AS_PLANNED),
            (OfProject::Mean, ProjectsTable::MEAN),
            (OfProject::P05, ProjectsTable::P05),
            (OfProject::Median, ProjectsTable::P50),
            (OfProject::P95, ProjectsTable::P95),
        ] {
            let number = line.number(of).filter(|_| !is_line);
            match (number, unit) {
                (Some(number), Unit::Month) => {
                    let month = Month::at(index(number.round()));
                    sheet.month(column.at(row), run.recorded.calendar.date(month))?;
                }
                _ => sheet.number(column.at(row), number.map(|number| number / scale), look)?,
            }
        }
        let estimate = line
            .estimate(ProjectsTable::PROBABILITY)
            .or_else(|| line.estimate(ProjectsTable::PROBABILITY_ABOVE_0));
        for (column, number) in [
            (OfProject::Probability, estimate.map(|estimate| estimate.value)),
            (OfProject::Low, estimate.and_then(|estimate| estimate.low)),
            (OfProject::High, estimate.and_then(|estimate| estimate.high)),
        ] {
            sheet.number(column.at(row), number, Look::Percent)?;
        }
    }
    sheet.filters(HEAD, last)?;
    for column in [OfProject::Project, OfProject::Figure] {
        sheet.page.set_column_width(column as u16, NAME_WIDTH)?;
    }
    sheet.finish((HEAD + 1, 2)).map(Some)
}
