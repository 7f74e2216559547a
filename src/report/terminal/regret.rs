//! Policies by market as people read them in the terminal.

use std::fmt::Write as _;

use crate::calendar::Calendar;
use crate::ensemble::regret::Robustness;
use crate::tables::regret::RegretTables;
use crate::wording::text::Language;
use crate::wording::units::{name, value};
use crate::wording::words::in_terminal;

use super::run::with_interval;
use super::text_table::{align_right, headed, lines};

/// The report as text: means and regrets by market, then what holds over all of them.
pub fn text(
    regret: &RegretTables,
    calendar: &Calendar,
    (trials, seed): (u64, u64),
    language: Language,
) -> String {
    let say = |key: &'static str| in_terminal(key, language);
    let Some(judged) = regret.judged.first() else { return String::new() };
    let entry = judged.figure.entry();
    let mut text = format!(
        "{}\n{trials} {}, {} {seed}; {}\n\n",
        name(entry, language),
        say("trials"),
        say("seed"),
        say("paired"),
    );
    let show = |number: f64| value(number, entry.unit, calendar);
    let by_market = |row: &Robustness| {
        let cell = |cell: &crate::ensemble::regret::Cell| {
            format!("{} ({})", show(cell.mean), show(cell.regret.value))
        };
        row.cells.iter().map(cell).collect::<Vec<_>>()
    };
    let first = say("policy").to_owned();
    let markets: Vec<String> = regret.markets.iter().map(|market| market.id.clone()).collect();
    let mut means = headed([std::slice::from_ref(&first), &markets].concat());
    let heads = ["worst_regret", "worst_market", "worst_mean", "satisfying"];
    let mut overall =
        headed([vec![first], heads.map(|head| say(head).to_owned()).to_vec()].concat());
    for (policy, row) in regret.policies.iter().zip(&judged.rows) {
        means.add_row([vec![policy.id.clone()], by_market(row)].concat());
        overall.add_row([
            policy.id.clone(),
            show(row.worst_regret),
            markets[row.worst_market].clone(),
            show(row.worst_mean),
            row.satisfying.as_ref().map_or(String::new(), with_interval),
        ]);
    }
    let _ = writeln!(text, "{}", say("mean_and_regret"));
    for table in [&mut means, &mut overall] {
        align_right(table);
        text += &lines(table);
        text.push('\n');
    }
    text
}
