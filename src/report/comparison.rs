//! A comparison as people read it in the terminal.

use std::fmt::Write as _;

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ContentArrangement, Table as TextTable, TableComponent};

use crate::calendar::Calendar;
use crate::ensemble::compare::Difference;
use crate::scenario::Scenario;
use crate::tables::comparison::Compared;

use super::terminal::{SHOWN, with_interval};
use super::words::{Language, Phrase, difference, name, value};

/// The report of a comparison as text.
pub fn text(
    base: &Scenario,
    compared: &[(&Scenario, Compared)],
    (trials, seed): (u64, u64),
    language: Language,
) -> String {
    let say = |phrase: Phrase| phrase.text(language);
    let mut text = String::new();
    for (scenario, other) in compared {
        let _ = writeln!(
            text,
            "{} — {}\n{} {} — {}",
            scenario.id,
            scenario.title,
            say(Phrase::Against),
            base.id,
            base.title
        );
        let _ = writeln!(
            text,
            "{trials} {}, {} {seed}; {}; {}\n",
            say(Phrase::Trials),
            say(Phrase::Seed),
            say(Phrase::Paired),
            say(Phrase::Units)
        );
        for line in figures(other, &base.calendar, language).to_string().lines() {
            let _ = writeln!(text, "{}", line.trim_end());
        }
        let harmed = other.differences.iter().filter(|difference| is_harmed(difference));
        let names: Vec<String> =
            harmed.map(|difference| name(difference.figure.entry(), language)).collect();
        if !names.is_empty() {
            let _ = writeln!(text, "\n{}: {}", say(Phrase::PairingHarms), names.join(", "));
        }
        text.push('\n');
    }
    text
}

fn is_harmed(difference: &Difference) -> bool {
    SHOWN.contains(&difference.figure)
        && difference.pairing_factor.is_some_and(|factor| factor < 1.0)
}

fn figures(compared: &Compared, calendar: &Calendar, language: Language) -> TextTable {
    let mut table = TextTable::new();
    table.load_preset(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_style(TableComponent::HeaderLines, '─');
    table.set_style(TableComponent::MiddleHeaderIntersections, '─');
    let heads = [
        Phrase::Figure,
        Phrase::BaseMean,
        Phrase::OtherMean,
        Phrase::MeanDifference,
        Phrase::Better,
        Phrase::PairingFactor,
    ];
    table.set_header(heads.map(|phrase| phrase.text(language)));
    for figure in SHOWN {
        let shown = compared.differences.iter().find(|difference| difference.figure == figure);
        if let Some(shown) = shown {
            table.add_row(cells(shown, calendar, language));
        }
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn cells(shown: &Difference, calendar: &Calendar, language: Language) -> [String; 6] {
    let entry = shown.figure.entry();
    let change = |number: f64| difference(number, entry.unit);
    let half = match (shown.mean.low, shown.mean.high) {
        (Some(low), Some(high)) => {
            format!(" ± {}", change(0.5 * (high - low)).trim_start_matches('+'))
        }
        _ => String::new(),
    };
    [
        name(entry, language),
        value(shown.base_mean, entry.unit, calendar),
        value(shown.other_mean, entry.unit, calendar),
        format!("{}{half}", change(shown.mean.value)),
        shown.better.as_ref().map_or(String::new(), with_interval),
        shown.pairing_factor.map_or(String::new(), |factor| format!("{factor:.1}")),
    ]
}
