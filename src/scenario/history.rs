//! Reads `[market.history]`: `mode` (`replay`, or `bootstrap` with `mean_block_months` from
//! 1 to 600), `file` and `column` of a monthly index (previous month = 100), and if wanted
//! `from` and `until`.
//!
//! The file lies beside the scenario or is compiled in
//! (`builtin:shanghai_house_price_monthly`); its digest goes into every manifest. Months
//! outside `from` and `until` are left out; a range that meets no month of the history is
//! refused.

use crate::calendar::YearMonth;
use crate::reader::accepted::Accepted;
use crate::reader::column::monthly_changes;
use crate::reader::section::Section;
use crate::rules::history::{History, HistoryMode};

/// Reads the section and the file it names; without months when either is wrong.
pub(super) fn read(section: &Section<'_>) -> History {
    section.tolerate(&["mean_block_months"]);
    let mode = match section.choice("mode", &["replay", "bootstrap"]) {
        0 => HistoryMode::Replay,
        _ => HistoryMode::Bootstrap {
            mean_block_months: section.number(
                "mean_block_months",
                "months",
                &Accepted::number(1.0..=600.0),
            ),
        },
    };
    section.refuse_uncertain(&["mean_block_months"]);
    let file = section.text("file");
    let column = section.text("column");
    let from = section.optional_month("from");
    let until = section.optional_month("until");
    let mut history = History { mode, first: YearMonth::PLACEHOLDER, changes: Vec::new() };
    match section.data_file(&file).and_then(|text| monthly_changes(&text, &column)) {
        Err(finding) => {
            section.find("file", format!("{file}: {}", finding.found), finding.accepted);
        }
        Ok(rows) => {
            let within = |month: YearMonth| {
                from.is_none_or(|from| from <= month) && until.is_none_or(|until| month <= until)
            };
            let rows: Vec<_> = rows.into_iter().filter(|(month, _)| within(*month)).collect();
            match rows.first() {
                Some((first, _)) => history.first = *first,
                None => section.find(
                    "file",
                    "no month between `from` and `until`",
                    "a range that meets the history",
                ),
            }
            history.changes = rows.into_iter().map(|(_, change)| change).collect();
        }
    }
    history
}
