//! The evaluation of an implementation plan as text.

use super::super::plan::parts::{PlanReport, Section, Table};
use super::text_table::{align_right, headed, lines, plain};

/// Everything that is said of the projects of a plan.
pub fn text(report: &PlanReport) -> String {
    let mut text = String::new();
    for part in &report.parts {
        text.extend([&part.heading, "\n\n"]);
        text.extend(part.sections.iter().map(section));
    }
    for note in &report.notes {
        text.extend([note, "\n"]);
    }
    text
}

fn section(section: &Section) -> String {
    let mut text = section.table.as_ref().map(table).unwrap_or_default();
    for line in &section.lines {
        text.extend([line, "\n"]);
    }
    text + "\n"
}

fn table(table: &Table) -> String {
    let mut shown = if table.heads.is_empty() { plain() } else { headed(table.heads.clone()) };
    shown.add_rows(&table.rows);
    align_right(&mut shown);
    lines(&shown)
}
