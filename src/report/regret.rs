//! Policies by market as people read them in the terminal.

use std::fmt::Write as _;

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ContentArrangement, Table as TextTable, TableComponent};

use crate::calendar::Calendar;
use crate::ensemble::regret::Robustness;
use crate::tables::regret::RegretTables;

use super::terminal::with_interval;
use super::words::{Language, Phrase, name, value};

/// The report as text: means and regrets by market, then what holds over all of them.
pub fn text(
    regret: &RegretTables,
    calendar: &Calendar,
    (trials, seed): (u64, u64),
    language: Language,
) -> String {
    let say = |phrase: Phrase| phrase.text(language);
    let entry = regret.figure.entry();
    let mut text = format!(
        "{}\n{trials} {}, {} {seed}; {}\n\n",
        name(entry, language),
        say(Phrase::Trials),
        say(Phrase::Seed),
        say(Phrase::Paired),
    );
    let show = |number: f64| value(number, entry.unit, calendar);
    let by_market = |row: &Robustness| {
        let cell = |cell: &crate::ensemble::regret::Cell| {
            format!("{} ({})", show(cell.mean), show(cell.regret.value))
        };
        row.cells.iter().map(cell).collect::<Vec<_>>()
    };
    let mut means = empty_table();
    let first = say(Phrase::Policy).to_owned();
    means.set_header([std::slice::from_ref(&first), &regret.markets].concat());
    let mut overall = empty_table();
    let heads = [Phrase::WorstRegret, Phrase::WorstMarket, Phrase::WorstMean, Phrase::Satisfying];
    overall.set_header([vec![first], heads.map(|head| say(head).to_owned()).to_vec()].concat());
    for (policy, row) in regret.policies.iter().zip(&regret.rows) {
        means.add_row([vec![policy.clone()], by_market(row)].concat());
        overall.add_row([
            policy.clone(),
            show(row.worst_regret),
            regret.markets[row.worst_market].clone(),
            show(row.worst_mean),
            row.satisfying.as_ref().map_or(String::new(), with_interval),
        ]);
    }
    let _ = writeln!(text, "{}", say(Phrase::MeanAndRegret));
    for table in [&mut means, &mut overall] {
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        for line in table.to_string().lines() {
            let _ = writeln!(text, "{}", line.trim_end());
        }
        text.push('\n');
    }
    text
}

fn empty_table() -> TextTable {
    let mut table = TextTable::new();
    table.load_preset(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_style(TableComponent::HeaderLines, '─');
    table.set_style(TableComponent::MiddleHeaderIntersections, '─');
    table
}
