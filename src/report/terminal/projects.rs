//! What trials make of projects of special bonds, as text: cover with its odds, and what is short
//! when bonds fall due.

use comfy_table::Table;

use crate::ensemble::statistics::{P05, P50, P95};
use crate::tables::results::Results;
use crate::wording::text::Language;
use crate::wording::units::{plain_name, yi};
use crate::wording::words::{fill, in_terminal, word};

use super::super::projects::{ProjectOdds, YearOfCover, fall, of_results, planned, ratio, shown};
use super::text_table::{align_right, headed, lines};

/// Outcomes that are named of those that cover goes along with.
const STRONGEST: usize = 4;
/// Heads of the table.
const HEADS: [&str; 10] = [
    "projects_heading",
    "projects_planned",
    "projects_cover",
    "projects_range",
    "projects_100",
    "projects_110",
    "projects_120",
    "projects_fall",
    "projects_short",
    "projects_support",
];

/// The table of projects; nothing without any.
pub(super) fn text(results: &Results<'_>, language: Language) -> String {
    let odds = of_results(results);
    if odds.is_empty() {
        return String::new();
    }
    let mut table: Table = headed(HEADS.map(|key| word(key, language)));
    for one in &odds {
        table.add_row(cells(one, language));
    }
    align_right(&mut table);
    lines(&table) + "\n" + &by_year(&odds, language) + &moved_by(results, language)
}

/// What cover of all projects goes along with, the strongest first.
fn moved_by(results: &Results<'_>, language: Language) -> String {
    let strongest = results.figures.cover_moved_by.iter().take(STRONGEST);
    let movers = strongest.map(|driver| {
        let name = plain_name(driver.figure.entry(), language);
        format!("{name} {:+.2}", driver.rank_correlation)
    });
    let movers: Vec<String> = movers.collect();
    if movers.is_empty() {
        return String::new();
    }
    let said = in_terminal("odds_moved_by", language);
    fill(said, &[("movers", movers.join(language.choose("；", "; ")))]) + "\n\n"
}

/// Cover so far by year, a line for each project.
fn by_year(odds: &[ProjectOdds], language: Language) -> String {
    let with_years = odds.iter().filter(|one| !one.years.is_empty());
    let line = |one: &ProjectOdds| {
        let years = one.years.iter().map(|YearOfCover { year, quantiles: [low, median, high] }| {
            format!("{year} {median:.2} ({low:.2} … {high:.2})")
        });
        let years: Vec<String> = years.collect();
        format!("  {}: {}\n", one.name.of(language), years.join(" · "))
    };
    let lines: String = with_years.map(line).collect();
    if lines.is_empty() {
        return lines;
    }
    format!("{}\n{lines}\n", word("projects_by_year", language))
}

fn cells(odds: &ProjectOdds, language: Language) -> [String; 10] {
    let [reaches_100, reaches_110, reaches_120] = odds.reaches.map(shown);
    let [short, support] =
        odds.amounts.map(|(share, mean)| format!("{} ({})", shown(share), yi(mean)));
    [
        odds.name.of(language).to_owned(),
        planned(odds),
        ratio(odds, P50),
        format!("{} … {}", ratio(odds, P05), ratio(odds, P95)),
        reaches_100,
        reaches_110,
        reaches_120,
        format!("{} ({})", fall(odds, P50), fall(odds, P05)),
        short,
        support,
    ]
}
