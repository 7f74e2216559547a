//! Fitted regimes as text: how the numbers of regimes compare, the estimates with their errors, and a part of a
//! scenario.

use std::fmt::Write as _;

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ContentArrangement, Table as TextTable, TableComponent};

use crate::calendar::YearMonth;
use crate::calibration::regimes::{Estimated, Fit};

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

/// Log changes are shown in per cent.
const PERCENT: f64 = 100.0;

/// Everything that was found.
pub fn text(fits: &[Fit], chosen: &Fit, source: &Source<'_>) -> String {
    let Source { file, column, digest, first, last } = source;
    let mut text = format!(
        "{file}, {column}, {first} to {last}: {} changes\nSHA-256 {digest}\n\n",
        chosen.observations
    );
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
    );
    let _ = writeln!(text, "\nmomentum {}\n", shown(chosen.momentum, 1.0));
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
    );
    text.push('\n');
    text += &block(chosen, &names, source);
    text
}

fn table(heads: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut table = TextTable::new();
    table.load_preset(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_style(TableComponent::HeaderLines, '─');
    table.set_style(TableComponent::MiddleHeaderIntersections, '─');
    table.set_header(heads.to_vec());
    for row in rows {
        table.add_row(row);
    }
    for column in table.column_iter_mut().skip(1).take(4) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let mut text = String::new();
    for line in table.to_string().lines() {
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

/// An estimate with its standard error.
fn shown(Estimated { value, se }: Estimated, scale: f64) -> String {
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
fn block(fit: &Fit, names: &[String], source: &Source<'_>) -> String {
    let Source { file, column, first, last, .. } = source;
    let source = |Estimated { se, .. }: Estimated| {
        let error = se.map_or(String::new(), |se| format!(" (se {})", rounded(se)));
        format!("data: {file}, {column}, {first} to {last}, fitted by landsim calibrate{error}")
    };
    let line = |name: &str, estimate: Estimated, unit: &str| {
        let value = rounded(estimate.value);
        let source = source(estimate);
        format!("{name} = {{ value = {value}, unit = \"{unit}\", source = \"{source}\" }}\n")
    };
    let mut text = format!("[market]\n{}", line("momentum", fit.momentum, "share"));
    for (regime, name) in fit.regimes.iter().zip(names) {
        let _ = write!(text, "\n[[market.regime]]\nid = \"{name}\"\n");
        text += &line("mean", regime.mean, "log per month");
        text += &line("volatility", regime.volatility, "log per month");
        let moves = as_shares(&regime.transition);
        let errors: Vec<String> = regime
            .transition
            .iter()
            .map(|estimate| estimate.se.map_or("none".to_owned(), rounded))
            .collect();
        let _ = writeln!(
            text,
            "transition = {{ value = [{}], unit = \"probability\", source = \"data: the same (se {})\" }}",
            moves.join(", "),
            errors.join(", ")
        );
    }
    text
}

/// Four digits.
fn rounded(value: f64) -> String {
    let text = format!("{value:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Probabilities in ten-thousandths that add up to 1: the largest takes the rest.
fn as_shares(probabilities: &[Estimated]) -> Vec<String> {
    const PARTS: f64 = 1e4;
    let mut parts: Vec<f64> =
        probabilities.iter().map(|estimate| (estimate.value * PARTS).round()).collect();
    let rest = PARTS - parts.iter().sum::<f64>();
    let largest = (0..parts.len()).max_by(|left, right| parts[*left].total_cmp(&parts[*right]));
    if let Some(largest) = largest {
        parts[largest] += rest;
    }
    parts.iter().map(|part| rounded(part / PARTS)).collect()
}
