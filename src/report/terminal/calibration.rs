//! Fitted regimes as text: how the numbers of regimes compare, the estimates with their errors, and
//! a part of a scenario.

use std::fmt::Write as _;

use comfy_table::CellAlignment;

use crate::calendar::YearMonth;
use crate::calibration::Estimated;
use crate::calibration::regimes::fitted::{Fit, Pull};
use crate::quantity::PERCENT;
use crate::wording::phrases::said;
use crate::wording::text::Language;

use super::text_table::{headed, lines};

/// Where the changes come from.
#[derive(Debug, Clone, Copy)]
pub struct Source<'s> {
    /// File as the user named it.
    pub file: &'s str,
    /// Column of the index.
    pub column: &'s str,
    /// SHA-256 of the file.
    pub digest: &'s str,
    /// First month used.
    pub first: YearMonth,
    /// Last month used.
    pub last: YearMonth,
}

impl Source<'_> {
    /// What is used, and its digest.
    pub(super) fn line(&self, observations: Option<usize>, language: Language) -> String {
        let Source { file, column, digest, first, last } = self;
        let changes = |count| said(&format!(": {count} changes"), language);
        let count = observations.map_or(String::new(), changes);
        let to = language.choose("至", "to");
        format!("{file}, {column}, {first} {to} {last}{count}\nSHA-256 {digest}\n")
    }
}

/// How a block is made.
#[derive(Debug, Clone)]
pub struct Made {
    /// The command that makes it.
    pub command: String,
    /// Probability of each regime at the scenario's start, where asked for.
    pub begins: Option<Vec<f64>>,
    /// Whether estimates stand with their errors, as distributions.
    pub errors: bool,
}

/// Everything that was found.
pub fn text(
    fits: &[Fit],
    chosen: &Fit,
    source: &Source<'_>,
    made: &Made,
    language: Language,
) -> String {
    let mut text = source.line(Some(chosen.observations), language) + "\n";
    text += &table(
        &["regimes", "log likelihood", "parameters", "AIC", "BIC"],
        fits.iter().map(|fit| {
            let mark = if fit == chosen { " *" } else { "" };
            vec![
                format!("{}{mark}", fit.regimes.len()),
                format!("{:.2}", fit.log_likelihood),
                fit.parameters.to_string(),
                format!("{:.1}", fit.aic()),
                format!("{:.1}", fit.bic()),
            ]
        }),
        language,
    );
    let _ = writeln!(text, "\nmomentum {}", shown(chosen.momentum, 1.0));
    if let Some(Pull { pull, trend, last_gap, .. }) = chosen.pull {
        let _ = writeln!(
            text,
            "pull to trend {} a year; trend {} % a year; prices at the end {:+.1}% above it",
            shown(pull, 1.0),
            shown(trend, PERCENT),
            -last_gap * PERCENT
        );
    }
    text.push('\n');
    let names = names(chosen.regimes.len());
    let heads =
        [&["regime", "mean [% a month]", "volatility [%]", "share", "stays [months]"][..], &["to"]];
    text += &table(
        &heads.concat(),
        chosen.regimes.iter().zip(&names).map(|(regime, name)| {
            let moves: Vec<String> =
                regime.transition.iter().map(|move_to| shown(*move_to, 1.0)).collect();
            vec![
                name.clone(),
                shown(regime.mean, PERCENT),
                shown(regime.volatility, PERCENT),
                format!("{:.2}", regime.share),
                format!("{:.1}", regime.duration),
                moves.join(", "),
            ]
        }),
        language,
    );
    text.push('\n');
    text += &Block { source, made }.text(chosen, &names);
    text
}

/// A table whose columns of numbers stand to the right, its words in a language.
pub(super) fn table(
    heads: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
    language: Language,
) -> String {
    let in_words = |row: Vec<String>| row.iter().map(|cell| said(cell, language)).collect();
    let rows: Vec<Vec<String>> = rows.map(in_words).collect();
    let heads: Vec<String> = heads.iter().map(|head| said(head, language)).collect();
    let mut table = headed(heads.clone());
    let is_number = |cell: &str| {
        !cell.contains(", ") && cell.parse::<f64>().is_ok()
            || cell.split([' ', '(']).next().is_some_and(|first| first.parse::<f64>().is_ok())
    };
    let of_numbers: Vec<bool> = (0..heads.len())
        .map(|at| {
            at > 0
                && rows
                    .iter()
                    .filter_map(|row| row.get(at))
                    .all(|cell| cell.is_empty() || is_number(cell))
        })
        .collect();
    for row in rows {
        table.add_row(row);
    }
    for (column, is_of_numbers) in table.column_iter_mut().zip(of_numbers) {
        if is_of_numbers {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    lines(&table)
}

/// An estimate with its standard error.
pub(super) fn shown(Estimated { value, se }: Estimated, scale: f64) -> String {
    let error = se.map_or(String::new(), |se| format!(" ({:.3})", se * scale));
    format!("{:.3}{error}", value * scale)
}

/// Names of regimes, the lowest mean first.
fn names(regimes: usize) -> Vec<String> {
    let known: &[&str] = match regimes {
        1 => &["normal"],
        2 => &["normal", "boom"],
        3 => &["slump", "normal", "boom"],
        _ => &["slump", "normal", "upswing", "boom"],
    };
    known.iter().map(|name| (*name).to_owned()).collect()
}

/// The part of a scenario that holds the estimates.
struct Block<'s> {
    source: &'s Source<'s>,
    made: &'s Made,
}

impl Block<'_> {
    fn text(&self, fit: &Fit, names: &[String]) -> String {
        let mut text =
            format!("[market]\n{}", self.line("momentum", fit.momentum, "share", (0.0, 0.999)));
        if let Some(Pull { pull, trend, .. }) = fit.pull {
            text += &self.line("pull_to_trend", pull, "per year", (0.0, 12.0));
            text += &self.line("trend", trend, "log per year", (-1.0, 1.0));
        }
        let begins = self.made.begins.as_deref().map(as_shares);
        for (at, (regime, name)) in fit.regimes.iter().zip(names).enumerate() {
            let _ = write!(text, "\n[[market.regime]]\nid = \"{name}\"\n");
            text += &self.line("mean", regime.mean, "log per month", (-0.2, 0.2));
            text += &self.line("volatility", regime.volatility, "log per month", (0.0, 0.2));
            if let Some(probability) = begins.as_ref().and_then(|begins| begins.get(at)) {
                let command = &self.made.command;
                let _ = writeln!(
                    text,
                    "initial_probability = {{ value = {probability}, unit = \"probability\", \
                     source = \"data: from the months until then; {command}\" }}"
                );
            }
            let moves: Vec<f64> = regime.transition.iter().map(|estimate| estimate.value).collect();
            let moves = as_shares(&moves);
            let errors: Vec<String> = regime
                .transition
                .iter()
                .map(|estimate| estimate.se.map_or("none".to_owned(), rounded))
                .collect();
            let _ = writeln!(
                text,
                "transition = {{ value = [{}], unit = \"probability\", \
                 source = \"data: the same (se {})\" }}",
                moves.join(", "),
                errors.join(", ")
            );
        }
        text
    }

    fn line(&self, name: &str, estimate: Estimated, unit: &str, ends: (f64, f64)) -> String {
        let Source { file, column, first, last, .. } = self.source;
        let from = format!("{file}, {column}, {first} to {last}; {}", self.made.command);
        key(name, (estimate, unit, ends), &from, self.made.errors)
    }
}

/// A key with its estimate between what the key accepts, or with its distribution.
pub(super) fn key(
    name: &str,
    (estimate, unit, (least, most)): (Estimated, &str, (f64, f64)),
    from: &str,
    errors: bool,
) -> String {
    let Estimated { value, se } = estimate;
    let value = rounded(value.clamp(least, most));
    let error = se.map_or(String::new(), |se| format!(" (se {})", rounded(se)));
    let number = match se {
        Some(se) if errors => format!(
            "{{ distribution = \"normal\", mean = {value}, sd = {}, at_least = {}, at_most = {} }}",
            rounded(se),
            rounded(least),
            rounded(most)
        ),
        _ => value,
    };
    format!(
        "{name} = {{ value = {number}, unit = \"{unit}\", source = \"data: {from}{error}\" }}\n"
    )
}

/// Six decimals, without zeros at the end.
fn rounded(value: f64) -> String {
    let text = format!("{value:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Probabilities in ten-thousandths that add up to 1: the largest takes the rest.
fn as_shares(probabilities: &[f64]) -> Vec<String> {
    const PARTS: f64 = 1e4;
    let mut parts: Vec<f64> =
        probabilities.iter().map(|probability| (probability * PARTS).round()).collect();
    let rest = PARTS - parts.iter().sum::<f64>();
    let largest = (0..parts.len()).max_by(|left, right| parts[*left].total_cmp(&parts[*right]));
    if let Some(largest) = largest {
        parts[largest] += rest;
    }
    parts.iter().map(|part| rounded(part / PARTS)).collect()
}
