//! Diagnostics as people read them in the terminal: what was seen beside the market's band.

use std::fmt::Write as _;

use crate::calibration::diagnostics::Diagnosis;
use crate::ensemble::statistics::quantile;
use crate::scenario::Scenario;
use crate::wording::text::Language;

use super::calibration::{Source, table};

/// The report of diagnostics as text.
pub fn text(
    scenario: &Scenario,
    rows: &[Diagnosis],
    source: &Source<'_>,
    (trials, seed): (u64, u64),
    language: Language,
) -> String {
    let mut text = format!("{} — {}\n", scenario.id, language.half(&scenario.title));
    text += &source.line(None, language);
    let _ = writeln!(text, "{trials} futures as long, seed {seed}\n");
    let heads = ["statistic", "seen", "median", "80% of futures", "rank", ""];
    let cells = |row: &Diagnosis| {
        let at = |probability: f64| format!("{:.3}", quantile(&row.simulated, probability));
        let is_outside = !(0.05..=0.95).contains(&row.rank);
        vec![
            format!("{} [{}]", row.statistic.id(), row.statistic.unit()),
            format!("{:.3}", row.seen),
            at(0.5),
            format!("{} to {}", at(0.1), at(0.9)),
            format!("{:.2}", row.rank),
            if is_outside { "outside 90%".into() } else { String::new() },
        ]
    };
    text += &table(&heads, rows.iter().map(cells), language);
    text.push('\n');
    text
}
