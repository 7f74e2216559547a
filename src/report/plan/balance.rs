//! The cash flow of a project by year, and what its tests find.

use crate::evaluation::cash_flow::{CashFlow, Flows, Year};

use super::parts::{Part, Section, Table, Words, wan};

/// A row of the table by year: its word, and what it shows of a year.
type OfYear = (&'static str, fn(&Flows) -> f64);

/// Rows of the table by year that are sums of flows.
const ROWS: [OfYear; 10] = [
    ("row_01", |flows| flows.income),
    ("row_02", Flows::money_in),
    ("row_0201", |flows| flows.bonds),
    ("row_0202", |flows| flows.budget_interest),
    ("row_0203", |flows| flows.own_capital),
    ("row_other_debt", |flows| flows.other_debt),
    ("row_03", Flows::spending),
    ("row_0301", |flows| flows.cost),
    ("row_0302", |flows| flows.finance_cost),
    ("row_principal", |flows| flows.principal),
];

/// The table by year.
pub(super) fn by_year(flow: &CashFlow, words: Words) -> Section {
    let years = flow.years.iter().map(|year| year.year.to_string());
    let heads = std::iter::once(words.word("project_cash_flow")).chain(years);
    let heads = heads.chain([words.word("project_total")]).collect();
    let mut rows = Vec::new();
    let mut row = |key: &str, of: &dyn Fn(&Year) -> f64, total: Option<f64>| {
        let cells = flow.years.iter().map(|year| wan(of(year)));
        let cells = std::iter::once(words.word(key)).chain(cells);
        rows.push(cells.chain([total.map(wan).unwrap_or_default()]).collect());
    };
    for (key, of) in ROWS {
        let total = of(&flow.total);
        if total == 0.0 && key == "row_other_debt" {
            continue;
        }
        row(key, &|year| of(&year.flows), Some(total));
    }
    row("row_04", &|year| year.carried_over, None);
    if flow.total.short > 0.0 {
        row("row_short", &|year| year.flows.short, Some(flow.total.short));
    }
    row("row_account", &|year| year.account, None);
    Section { part: Part::Balance, table: Some(Table { heads, rows }), lines: Vec::new() }
}

/// What the three tests find, and when the account is short.
pub(super) fn tests(flow: &CashFlow, words: Words) -> Section {
    let of_all = if flow.covers_spending { "test_1_holds" } else { "test_1_fails" };
    let mut lines = vec![words.word(of_all)];
    for (holds, fails, year) in [
        ("test_2_holds", "test_2_fails", flow.first_year_without_money),
        ("test_3_holds", "test_3_fails", flow.first_failing_year),
    ] {
        lines.push(match year {
            None => words.word(holds),
            Some(year) => words.say(fails, &[("year", year.to_string())]),
        });
    }
    for short in &flow.short {
        let values = [("month", short.month.to_string()), ("amount", wan(short.amount))];
        lines.push(words.say("project_short", &values));
    }
    Section { part: Part::Tests, table: None, lines }
}
