//! What the plan wants of parts of its programme, beside what comes of it.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::catalogue::Unit;
use crate::store::run_tables::RunTables;
use crate::tables::plan_targets::PlanTargetsTable;
use crate::wording::text::{Language, Text};
use crate::wording::units::divisor;
use crate::wording::words::word;

use super::sheet::{Look, Sheet};
use super::sheet_columns::sheet_columns;

/// Row of the headings.
const HEAD: u32 = 3;
/// Width of the names of targets (characters).
const NAME_WIDTH: f64 = 44.0;
/// Width of their sources (characters).
const SOURCE_WIDTH: f64 = 40.0;

sheet_columns! {
    /// Columns of targets for parts of the programme.
    Target:
    Name = "target_of_plan",
    Step = "step",
    Unit = "unit",
    Held = "target_held",
    Planned = "as_planned",
    Aimed = "target",
    P05 = "p05",
    Median = "median",
    P95 = "p95",
    Probability = "probability_alone",
    Low = "interval_low",
    High = "interval_high",
    Document = "source",
}

/// A row for each target; nothing where the plan has none.
pub(super) fn targets(run: &RunTables, language: Language) -> Result<Option<Worksheet>, XlsxError> {
    if run.plan_targets.rows().next().is_none() {
        return Ok(None);
    }
    let mut sheet = Sheet::new("sheet_plan_targets", "targets_of_plan", language)?;
    sheet.word((1, 0), "targets_note", Look::Note)?;
    sheet.heads(HEAD, &Target::heads(language))?;
    for (row, target) in (HEAD + 1..).zip(run.plan_targets.rows()) {
        let name = Text::new(
            target.text(PlanTargetsTable::NAME_ZH),
            target.text(PlanTargetsTable::NAME_EN),
        );
        let unit_name = target.text(PlanTargetsTable::UNIT);
        let unit = Unit::named(unit_name).unwrap_or(Unit::Plots);
        let step = format!("step_{}", target.text(PlanTargetsTable::STEP));
        sheet.text(Target::Name.at(row), name.of(language), Look::Text)?;
        sheet.text(Target::Step.at(row), word(&step, language), Look::Text)?;
        let unit_word = format!("unit_{unit_name}");
        sheet.text(Target::Unit.at(row), word(&unit_word, language), Look::Text)?;
        let (scale, look) = (divisor(unit), Look::of(unit));
        for (column, of) in [
            (Target::Held, PlanTargetsTable::HELD),
            (Target::Planned, PlanTargetsTable::PLANNED),
            (Target::Aimed, PlanTargetsTable::TARGET),
            (Target::P05, PlanTargetsTable::P05),
            (Target::Median, PlanTargetsTable::P50),
            (Target::P95, PlanTargetsTable::P95),
        ] {
            sheet.number(column.at(row), target.number(of).map(|number| number / scale), look)?;
        }
        let estimate = target.estimate(PlanTargetsTable::PROBABILITY);
        for (column, number) in [
            (Target::Probability, estimate.map(|estimate| estimate.value)),
            (Target::Low, estimate.and_then(|estimate| estimate.low)),
            (Target::High, estimate.and_then(|estimate| estimate.high)),
        ] {
            sheet.number(column.at(row), number, Look::Percent)?;
        }
        sheet.text(
            Target::Document.at(row),
            target.text(PlanTargetsTable::DOCUMENT),
            Look::Text,
        )?;
    }
    for (column, width) in [(Target::Name, NAME_WIDTH), (Target::Document, SOURCE_WIDTH)] {
        sheet.page.set_column_width(column as u16, width)?;
    }
    sheet.finish((HEAD + 1, 1)).map(Some)
}
