//! An explanation as people read it in the terminal: figure by figure, what each part does.

use std::fmt::Write as _;

use comfy_table::Table;

use crate::catalogue::figure::Figure;
use crate::ensemble::statistics::Estimate;
use crate::scenario::Scenario;
use crate::tables::attribution::Explained;
use crate::wording::text::Language;
use crate::wording::units::{difference, name, value};
use crate::wording::words::in_terminal;

use super::text_table::{align_right, lines, plain};

/// Figures shown; all of them are in the table.
const SHOWN: [Figure; 7] = [
    Figure::Sound,
    Figure::InventoryAdjustedBalanceCny,
    Figure::ProgrammeDone,
    Figure::SettledBalanceCny,
    Figure::PeakDebtCny,
    Figure::SupportCny,
    Figure::GfaStartedM2,
];

/// The report of an explanation as text; `orders` is 0 when all orders are taken into account.
pub fn text(
    (base, scenario): (&Scenario, &Scenario),
    parts: &[String],
    explained: &[Explained],
    (trials, seed, orders): (u64, u64, usize),
    language: Language,
) -> String {
    let say = |key: &'static str| in_terminal(key, language);
    let mut text = format!("{} — {}\n", scenario.id, language.half(&scenario.title));
    let _ = writeln!(text, "{} {} — {}", say("against"), base.id, language.half(&base.title));
    let how = if orders == 0 {
        say("all_orders").to_owned()
    } else {
        format!("{orders} {}", say("drawn_orders"))
    };
    let (words, units) = (say("trials"), say("units"));
    let _ = writeln!(text, "{trials} {words}, {} {seed}; {how}; {units}", say("seed"));
    for figure in SHOWN {
        if let Some(row) = explained.iter().find(|row| row.figure == figure) {
            let entry = figure.entry();
            let show = |mean: f64| value(mean, entry.unit, &base.rules.calendar);
            let change = difference(row.scenario_mean - row.base_mean, entry.unit);
            let (before, after) = (show(row.base_mean), show(row.scenario_mean));
            let _ = writeln!(text, "\n{}: {before} → {after}, {change}", name(entry, language));
            text += &lines(&shares(row, parts));
        }
    }
    text.push('\n');
    text
}

fn shares(row: &Explained, parts: &[String]) -> Table {
    let mut table = plain();
    for (part, share) in parts.iter().zip(&row.shares) {
        table.add_row([format!("  {part}"), with_half(&share.estimate(), row.figure)]);
    }
    align_right(&mut table);
    table
}

/// A difference with half the width of its interval.
pub(super) fn with_half(estimate: &Estimate, figure: Figure) -> String {
    let change = |number: f64| difference(number, figure.entry().unit);
    match (estimate.low, estimate.high) {
        (Some(low), Some(high)) => {
            let half = change(0.5 * (high - low));
            format!("{} ± {}", change(estimate.value), half.trim_start_matches('+'))
        }
        _ => change(estimate.value),
    }
}
