//! Reads `[market.history]`.

use crate::calendar::YearMonth;
use crate::reader::accepted::Accepted;
use crate::reader::column::monthly_changes;
use crate::reader::section::Section;
use crate::rules::history::{History, HistoryMode};

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
