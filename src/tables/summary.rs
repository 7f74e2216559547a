//! One row per figure: the answers of a run with their uncertainty.

use rayon::prelude::*;

use crate::catalogue::Entry;
use crate::catalogue::figure::Figure;
use crate::ensemble::statistics::{
    Estimate, PROBABILITIES, QUANTILE_NAMES, QuantileRanks, Summary, summarise, wilson,
};
use crate::ensemble::{Figures, values};
use crate::portfolio::plan::Plan;
use crate::targets::{Target, target};

use super::{Results, Table};

/// A figure with everything reported of it.
#[derive(Debug, Clone)]
pub struct Row {
    /// Which figure.
    pub figure: Figure,
    /// Its statistics; `None` when no trial has it.
    pub summary: Option<Summary>,
    /// Its target.
    pub target: Option<Target>,
    /// Share of all trials that meet the target; a trial without the figure does not.
    pub probability: Option<Estimate>,
}

/// The rows, one for each figure.
pub fn rows(figures: &Figures, plan: &Plan) -> Vec<Row> {
    let ranks = QuantileRanks::of_size(figures.len());
    Figure::ALL.into_par_iter().map(|figure| row(figures, plan, figure, &ranks)).collect()
}

fn row(figures: &Figures, plan: &Plan, figure: Figure, ranks: &QuantileRanks) -> Row {
    let values = values(figures, figure);
    let target = target(figure, plan);
    let probability = target.and_then(|target| {
        let met =
            values.iter().filter(|value| target.relation.holds(**value, target.value)).count();
        wilson(met, figures.len())
    });
    Row { figure, summary: summarise(&values, figure.class(), ranks), target, probability }
}

pub(super) fn table(results: &Results<'_>) -> Table {
    let rows = rows(&results.ensemble.figures, results.plan);
    let mut table = Table::new(
        "summary",
        "One row per figure. Quantile columns come with the ends of their intervals.",
    );
    push_names(&mut table, &rows);
    push_statistics(&mut table, &rows, results.ensemble.trials);
    push_targets(&mut table, &rows);
    table
}

fn push_names(table: &mut Table, rows: &[Row]) {
    let of = |word: fn(&Entry) -> &'static str| {
        rows.iter().map(|row| word(row.figure.entry()).to_owned()).collect()
    };
    table.texts("figure", "Id of the figure", of(|entry| entry.id));
    table.texts("name_zh", "Chinese name", of(|entry| entry.chinese));
    table.texts("name_en", "English name", of(|entry| entry.english));
    table.texts("unit", "Unit of the values", of(|entry| entry.unit.name()));
}

fn push_statistics(table: &mut Table, rows: &[Row], trials: u64) {
    let of = |value: fn(&Summary) -> Option<f64>| {
        rows.iter().map(|row| row.summary.as_ref().and_then(value)).collect::<Vec<_>>()
    };
    let present: Vec<u64> = rows
        .iter()
        .map(|row| row.summary.as_ref().map_or(0, |summary| summary.count as u64))
        .collect();
    let nulls = present.iter().map(|count| trials - count).collect();
    table.counts("trials", "trials", "Trials in which the figure exists", present);
    table.counts("nulls", "trials", "Trials in which it does not", nulls);
    table.numbers("mean", "the row's", "Mean", of(|summary| Some(summary.mean)));
    table.numbers("sd", "the row's", "Standard deviation", of(|summary| summary.sd));
    table.numbers("se", "the row's", "Standard error of the mean", of(|summary| summary.se));
    for (index, name) in QUANTILE_NAMES.iter().enumerate() {
        let estimates: Vec<Option<Estimate>> = rows
            .iter()
            .map(|row| row.summary.as_ref().map(|summary| summary.quantiles[index]))
            .collect();
        let meaning = format!("{} % quantile", PROBABILITIES[index] * 100.0);
        push_estimate(table, name, "the row's", &meaning, &estimates);
    }
    let shortfall =
        "Mean of the worst 5 % of the trials: the lowest values, the highest where less is better";
    table.numbers("shortfall_5pct", "the row's", shortfall, of(|summary| Some(summary.shortfall)));
}

fn push_targets(table: &mut Table, rows: &[Row]) {
    let targets = rows.iter().map(|row| row.target.map(|target| target.value)).collect();
    table.numbers("target", "the row's", "Target, where the figure has one", targets);
    let sign = |row: &Row| row.target.map_or("", |target| target.relation.sign()).to_owned();
    let signs = rows.iter().map(sign).collect();
    table.texts("target_relation", "Which side of the target meets it", signs);
    let probabilities: Vec<_> = rows.iter().map(|row| row.probability).collect();
    let meaning = "Share of all trials that meet the target";
    push_estimate(table, "probability", "share", meaning, &probabilities);
}

pub(super) fn push_estimate(
    table: &mut Table,
    name: &str,
    unit: &str,
    meaning: &str,
    estimates: &[Option<Estimate>],
) {
    let of = |part: fn(&Estimate) -> Option<f64>| {
        estimates.iter().map(|estimate| estimate.as_ref().and_then(part)).collect()
    };
    table.numbers(name, unit, meaning, of(|estimate| Some(estimate.value)));
    table.numbers(
        &format!("{name}_low"),
        unit,
        "Lower end of its 95 % interval; null where the trials cannot tell",
        of(|estimate| estimate.low),
    );
    table.numbers(&format!("{name}_high"), unit, "Upper end", of(|estimate| estimate.high));
}
