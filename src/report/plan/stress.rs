//! The stress table, pairs of income and delay, and the falls that income may take.

use crate::evaluation::change::Change;
use crate::evaluation::odds::Odds;
use crate::evaluation::stress::{StressLine, StressTable};
use crate::quantity::PERCENT;
use crate::rules::project::Project;
use crate::wording::text::Language;

use super::odds::share;
use super::parts::{Part, Section, Table, Words, shared_basis, wan};

/// Share below which a change is none.
const ROUNDING: f64 = 1e-9;

/// What a line of the stress table changes.
pub(in super::super) fn called(change: &Change, language: Language) -> String {
    let words = Words(language);
    let mut parts = Vec::new();
    for (key, factor) in [("stress_income", change.income), ("stress_cost", change.cost)] {
        if (factor - 1.0).abs() > ROUNDING {
            let change = format!("{:+.1}%", PERCENT * (factor - 1.0));
            parts.push(words.say(key, &[("change", change)]));
        }
    }
    if change.rate != 0.0 {
        let points = format!("{:+.0}", change.rate * PERCENT * PERCENT);
        parts.push(words.say("stress_rate", &[("points", points)]));
    }
    if change.late_years > 0 {
        parts.push(late(change.late_years, words));
    }
    if parts.is_empty() { words.word("stress_none") } else { parts.join(" · ") }
}

fn late(years: usize, words: Words) -> String {
    words.say("stress_late", &[("years", years.to_string())])
}

fn exact_ratio(cover: Option<f64>) -> String {
    cover.map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.3}"))
}

/// The stress table, the pairs, and the falls.
pub(super) fn stressed(
    table: &StressTable,
    odds: Option<&Odds>,
    projects: &[Project],
    words: Words,
) -> [Section; 3] {
    let mut heads = vec!["stress_heading", "stress_numerator", "stress_service", "stress_cover"];
    if odds.is_some() {
        heads.extend(["stress_odds_of_cover", "stress_odds_of_change"]);
    }
    let heads = heads.into_iter().map(|key| words.word(key)).collect();
    let rows = table.lines.iter().map(|line| {
        let StressLine { change, cover } = line;
        let mut cells = vec![
            called(change, words.0),
            wan(cover.numerator()),
            wan(cover.debt_service()),
            exact_ratio(cover.of_bonds()),
        ];
        cells.extend(odds.into_iter().flat_map(|odds| odds_of(line, odds, projects)));
        cells
    });
    let lines = Table { heads, rows: rows.collect() };
    [
        Section { part: Part::Stress, table: Some(lines), lines: Vec::new() },
        Section { part: Part::Falls, table: Some(pairs(&table.pairs, words)), lines: Vec::new() },
        Section { part: Part::Falls, table: None, lines: falls(table, words) },
    ]
}

/// By how much income may fall, or must rise, for a cover.
fn falls(table: &StressTable, words: Words) -> Vec<String> {
    let falls = table.income_for.iter().filter_map(|(ratio, income)| {
        let income = (*income)?;
        let (key, change) = if income <= 1.0 {
            ("income_may_fall", 1.0 - income)
        } else {
            ("income_must_rise", income - 1.0)
        };
        let values =
            [("ratio", format!("{ratio:.1}")), ("change", format!("{:.1}%", PERCENT * change))];
        Some(words.say(key, &values))
    });
    falls.collect()
}

/// Shares of futures beside a line; nothing where a line has none.
fn odds_of(line: &StressLine, odds: &Odds, projects: &[Project]) -> [String; 2] {
    let [of_cover, of_change] = odds.of_line(line, shared_basis(projects));
    let Change { income, late_years, .. } = line.change;
    let has_own = late_years > 0 || income < 1.0;
    [share(of_cover), if has_own { share(of_change) } else { String::new() }]
}

/// Cover with each fall of income and each delay.
fn pairs(pairs: &[StressLine], words: Words) -> Table {
    let mut delays: Vec<usize> = pairs.iter().map(|pair| pair.change.late_years).collect();
    delays.sort_unstable();
    delays.dedup();
    let heads = delays.iter().map(|years| late(*years, words));
    let heads = std::iter::once(words.word("stress_pairs")).chain(heads).collect();
    let mut rows = Vec::new();
    for of_income in pairs.chunks(delays.len().max(1)) {
        let Some(first) = of_income.first() else { continue };
        let change = Change { late_years: 0, ..first.change };
        let cells = of_income.iter().map(|pair| exact_ratio(pair.cover.of_bonds()));
        rows.push(std::iter::once(called(&change, words.0)).chain(cells).collect());
    }
    Table { heads, rows }
}
