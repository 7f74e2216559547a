//! One row per target of the plan for a part of its programme: what is wanted, what the plot table
//! holds and plans, and how likely it is reached.
//!
//! The table `plan_targets`: a plan says in words what is to be done where, beside its totals
//! (`portfolio::plan_target`). A plan that says nothing of the kind leaves it empty.
//!
//! How to read a row: `held` of 60 ha, `planned` of 58, `target` of 57 and a `probability` of 0.4
//! say that works on time would do, and that in four futures of ten enough is done. A target above
//! `planned` is out of reach before anything is simulated.
//!
//! Probabilities are exact counts with Wilson's interval, whatever way chance is spread over
//! trials; quantiles come from counts that are exact to two parts in a thousand.

use crate::ensemble::statistics::{Estimate, P05, P50, P95, PROBABILITIES, wilson};
use crate::portfolio::plan_target::{MeasuredTarget, PlanTarget};
use crate::wording::text::Text;

use super::column::columns;
use super::results::Results;
use super::table::Table;

columns! {
    /// Columns of the table of targets for parts of the programme.
    PlanTargetsTable = "plan_targets":
        "One row per target of the plan for a part of its programme, counted within the window.";
    TARGET_ID: Texts = "target_id", "", "Id of the target in the plan";
    NAME_ZH: Texts = "name_zh", "", "Chinese name";
    NAME_EN: Texts = "name_en", "", "English name";
    STEP: Texts = "step", "", "Step of a plot's life that counts";
    MEASURE: Texts = "measure", "", "What is counted of the plots that take it";
    UNIT: Texts = "unit", "", "Unit of the values";
    HELD: Numbers = "held", "the row's", "What the rows hold that are meant to take the step";
    PLANNED: Numbers = "planned", "the row's",
        "Plan as planned: what of it takes the step when nothing is left to chance";
    TARGET: Numbers = "target", "the row's", "What has to be reached";
    MEAN: Numbers = "mean", "the row's", "Mean of what is reached";
    P05: Numbers = "p05", "the row's", "5 % quantile";
    P50: Numbers = "p50", "the row's", "Median";
    P95: Numbers = "p95", "the row's", "95 % quantile";
    PROBABILITY: Estimates = "probability", "share", "Share of trials that reach the target";
    DOCUMENT: Texts = "document", "", "Document that says so";
}

/// A target with what the trials make of it.
#[derive(Debug, Clone)]
pub struct PlanTargetRow<'r> {
    /// The target, what the rows hold and plan, what has to be reached.
    pub measured: &'r MeasuredTarget,
    /// Mean of what is reached.
    pub mean: Option<f64>,
    /// Quantiles of what is reached, in the order of [`PROBABILITIES`].
    pub quantiles: Vec<f64>,
    /// Share of trials that reach the target.
    pub probability: Option<Estimate>,
}

impl PlanTargetRow<'_> {
    /// Median of what is reached.
    pub fn median(&self) -> Option<f64> {
        self.quantiles.get(P50).copied()
    }
}

/// A row for each target, in the order of the plan.
pub fn rows<'r>(results: &Results<'r>) -> Vec<PlanTargetRow<'r>> {
    let distributions = results.distributions;
    let row = |(place, measured): (usize, &'r MeasuredTarget)| {
        let (sketch, met) = (distributions.target(place), distributions.trials_that_meet(place));
        PlanTargetRow {
            measured,
            mean: sketch.mean(),
            quantiles: sketch.quantiles(&PROBABILITIES),
            probability: wilson(usize::try_from(met).unwrap_or(usize::MAX), results.figures.trials),
        }
    };
    results.case.targets().iter().enumerate().map(row).collect()
}

/// The table `plan_targets`.
pub(super) fn table(results: &Results<'_>) -> Table {
    let rows = rows(results);
    let mut table = Table::of::<PlanTargetsTable>();
    let texts = |of: fn(&PlanTarget) -> String| -> Vec<String> {
        rows.iter().map(|row| of(&row.measured.target)).collect()
    };
    table.fill(PlanTargetsTable::TARGET_ID, texts(|target| target.id.clone()));
    table.fill(PlanTargetsTable::NAME_ZH, texts(|target| Text::parse(&target.name).zh));
    table.fill(PlanTargetsTable::NAME_EN, texts(|target| Text::parse(&target.name).en));
    table.fill(PlanTargetsTable::STEP, texts(|target| target.step.name().to_owned()));
    table.fill(PlanTargetsTable::MEASURE, texts(|target| target.measure.name().to_owned()));
    table.fill(PlanTargetsTable::UNIT, texts(|target| target.measure.unit().name().to_owned()));
    for (column, of) in [
        (PlanTargetsTable::HELD, (|row| Some(row.measured.held)) as fn(&PlanTargetRow<'_>) -> _),
        (PlanTargetsTable::PLANNED, |row| Some(row.measured.planned)),
        (PlanTargetsTable::TARGET, |row| Some(row.measured.aimed)),
        (PlanTargetsTable::MEAN, |row| row.mean),
        (PlanTargetsTable::P05, |row| row.quantiles.get(P05).copied()),
        (PlanTargetsTable::P50, |row| row.median()),
        (PlanTargetsTable::P95, |row| row.quantiles.get(P95).copied()),
    ] {
        table.fill(column, rows.iter().map(of).collect());
    }
    let probabilities: Vec<_> = rows.iter().map(|row| row.probability).collect();
    table.estimates(PlanTargetsTable::PROBABILITY, &probabilities);
    table.fill(PlanTargetsTable::DOCUMENT, texts(|target| target.document.clone()));
    table
}
