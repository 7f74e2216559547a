//! What of a page fits a memo of two sheets of paper: one table and two charts.

use crate::catalogue::figure::Figure;
use crate::store::run_tables::RunTables;
use crate::wording::text::Text;
use crate::wording::words::{both, filled, word};

use super::trade_off::TradeOff;
use super::{Brief, figures};

/// Figures of a run's table.
const FIGURES: [Figure; 10] = [
    Figure::Sound,
    Figure::ProgrammeDone,
    Figure::InventoryAdjustedBalanceCny,
    Figure::SupportCny,
    Figure::WindowBalanceCny,
    Figure::CoverageRatio,
    Figure::PeakDebtCny,
    Figure::CostIncomeRatio,
    Figure::SoldHa,
    Figure::GfaStartedM2,
];
/// How many scenarios of each group stand in a batch's table: those that are sound most often, and
/// those that are sound least often.
const FIRST: usize = 3;
const LAST: usize = 2;

/// Of a run; a tornado is shown where there is one.
pub(super) fn of_run(run: &RunTables, tornado: Option<&Text>) -> Brief {
    let heads =
        ["figure", "as_planned", "median", "range", "target", "probability_alone"].map(both);
    let row = |figure: Figure| {
        let row = figures::figure_row(run, figure)?;
        let numbers = [row.planned, row.median, row.range, row.target, row.probability];
        Some(std::iter::once(row.name).chain(numbers.map(Text::same)).collect())
    };
    let second = tornado.map_or_else(
        || ("waterfall".to_owned(), both("chart_waterfall")),
        |title| ("tornado".to_owned(), title.clone()),
    );
    Brief {
        heads: heads.to_vec(),
        rows: FIGURES.into_iter().filter_map(row).collect(),
        note: both("memo_note_run"),
        charts: vec![("first".to_owned(), both("chart_first")), second],
    }
}

/// Of several runs.
pub(super) fn of_batch(table: &TradeOff, difference: (&str, &Text), with_projects: bool) -> Brief {
    let heads = ["scenario", "sound", "change_of_sound"].map(both);
    let heads = heads.into_iter().chain(table.columns.clone()).collect();
    let mut rows = vec![table.base.in_brief()];
    let differs = Text::each(|language| {
        let (heading, name) = (word("differences_section", language), difference.1.of(language));
        format!("{heading}{}{name}", language.choose("：", ": "))
    });
    let mut left_out = 0;
    for group in &table.groups {
        let count = group.rows.len();
        let is_shown = |at: &usize| *at < FIRST || *at + LAST >= count;
        let shown: Vec<usize> = (0..count).filter(is_shown).collect();
        left_out += count - shown.len();
        rows.extend(shown.into_iter().map(|at| group.rows[at].in_brief()));
    }
    Brief {
        heads,
        rows,
        note: filled("memo_note_batch", &[("count", left_out.to_string())]),
        charts: vec![
            ("overlay".to_owned(), both("chart_overlay")),
            if with_projects {
                ("cover_by_scenario".to_owned(), both("chart_cover_by_scenario"))
            } else {
                (format!("difference_{}", difference.0), differs)
            },
        ],
    }
}
