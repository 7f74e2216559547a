//! One row per figure: the answers of a run with their uncertainty.
//!
//! The table `summary` is what most readers see of a run: each figure with its mean,
//! quantiles, expected shortfall and the probability of its target, all with intervals.
//! It is made from [`Summaries`], which needs the figures one at a time, so that a run
//! of many millions of trials can be summed up from its files.
//!
//! # What the columns are of
//!
//! Mean, deviation, quantiles and shortfall are over the trials that *have* the figure;
//! how many have not stands in `nulls`. The probability of a target is over *all*
//! trials: where a figure does not exist, its target has not been met. So a mean
//! premium says nothing of trials without a deal, and a probability of breaking even
//! does.
//!
//! # Errors by sampling
//!
//! | trials | mean | quantiles | probabilities |
//! | --- | --- | --- | --- |
//! | each for itself | s / √n | order statistics | Wilson |
//! | not each for itself | of 32 sets | of 32 sets, Student's t | of 32 sets, Student's t |

use crate::catalogue::Entry;
use crate::ensemble::statistics::{Estimate, PROBABILITIES, Summary};
use crate::quantity::PERCENT;

use super::column::{columns, quantiles};
use super::results::Results;
use super::summaries::{Row, Summaries};
use super::table::Table;

columns! {
    /// Columns of the table of figures.
    SummaryTable = "summary":
        "One row per figure. Quantile columns come with the ends of their intervals.";
    FIGURE: Texts = "figure", "", "Id of the figure";
    NAME_ZH: Texts = "name_zh", "", "Chinese name";
    NAME_EN: Texts = "name_en", "", "English name";
    UNIT: Texts = "unit", "", "Unit of the values";
    TRIALS: Counts = "trials", "trials", "Trials in which the figure exists";
    NULLS: Counts = "nulls", "trials", "Trials in which it does not";
    MEAN: Numbers = "mean", "the row's", "Mean";
    SD: Numbers = "sd", "the row's", "Standard deviation";
    SE: Numbers = "se", "the row's", "Standard error of the mean";
    SHORTFALL_5PCT: Numbers = "shortfall_5pct", "the row's",
        "Mean of the worst 5 % of the trials: the lowest values, the highest where less is better";
    TARGET: Numbers = "target", "the row's", "Target, where the figure has one";
    TARGET_RELATION: Texts = "target_relation", "", "Which side of the target meets it";
    PROBABILITY: Estimates = "probability", "share", "Share of all trials that meet the target";
    PLANNED: Numbers = "planned", "the row's",
        "Plan as planned, where the figure is of the programme";
    PROGRAMME_PROBABILITY: Estimates = "programme_probability", "share",
        "Share of all trials that reach the programme's share of the plan as planned";
}
quantiles! { SummaryTable: Estimates }

/// The table `summary`: a row for each figure.
pub(super) fn table(results: &Results<'_>) -> Table {
    let Summaries { rows, trials, .. } = results.figures;
    let rows: Vec<&Row> = rows.iter().filter(|row| row.is_shown()).collect();
    let mut table = Table::of::<SummaryTable>();
    push_names(&mut table, &rows);
    push_statistics(&mut table, &rows, *trials as u64);
    push_targets(&mut table, &rows);
    table
}

/// Appends id, names and unit of each row's figure.
fn push_names(table: &mut Table, rows: &[&Row]) {
    let of = |word: fn(&Entry) -> &'static str| {
        rows.iter().map(|row| word(row.figure.entry()).to_owned()).collect()
    };
    table.fill(SummaryTable::FIGURE, of(|entry| entry.id));
    table.fill(SummaryTable::NAME_ZH, of(|entry| entry.chinese));
    table.fill(SummaryTable::NAME_EN, of(|entry| entry.english));
    table.fill(SummaryTable::UNIT, of(|entry| entry.unit.name()));
}

/// Appends numbers of trials, mean, deviation, error, quantiles with intervals, and
/// shortfall.
fn push_statistics(table: &mut Table, rows: &[&Row], trials: u64) {
    let of = |value: fn(&Summary) -> Option<f64>| {
        rows.iter().map(|row| row.summary.as_ref().and_then(value)).collect::<Vec<_>>()
    };
    let present: Vec<u64> = rows
        .iter()
        .map(|row| row.summary.as_ref().map_or(0, |summary| summary.count as u64))
        .collect();
    let nulls = present.iter().map(|count| trials - count).collect();
    table.fill(SummaryTable::TRIALS, present);
    table.fill(SummaryTable::NULLS, nulls);
    table.fill(SummaryTable::MEAN, of(|summary| Some(summary.mean)));
    table.fill(SummaryTable::SD, of(|summary| summary.sd));
    table.fill(SummaryTable::SE, of(|summary| summary.se));
    for (index, column) in SummaryTable::QUANTILES.into_iter().enumerate() {
        let estimates: Vec<Option<Estimate>> = rows
            .iter()
            .map(|row| row.summary.as_ref().map(|summary| summary.quantiles[index]))
            .collect();
        let meaning = format!("{} % quantile", PROBABILITIES[index] * PERCENT);
        table.estimate(&column.name(), "the row's", &meaning, &estimates);
    }
    table.fill(SummaryTable::SHORTFALL_5PCT, of(|summary| Some(summary.shortfall)));
}

/// Appends targets, which side meets them, and the probability of meeting them.
fn push_targets(table: &mut Table, rows: &[&Row]) {
    let targets = rows.iter().map(|row| row.target.map(|target| target.value)).collect();
    table.fill(SummaryTable::TARGET, targets);
    let sign = |row: &&Row| row.target.map_or("", |target| target.relation.sign()).to_owned();
    table.fill(SummaryTable::TARGET_RELATION, rows.iter().map(sign).collect());
    let probabilities: Vec<_> = rows.iter().map(|row| row.probability).collect();
    table.estimates(SummaryTable::PROBABILITY, &probabilities);
    table.fill(SummaryTable::PLANNED, rows.iter().map(|row| row.planned).collect());
    let probabilities: Vec<_> = rows.iter().map(|row| row.programme_probability).collect();
    table.estimates(SummaryTable::PROGRAMME_PROBABILITY, &probabilities);
}
