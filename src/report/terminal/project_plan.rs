//! The evaluation of an implementation plan as text: cover, cash flow by year with its tests,
//! stress table, and by how much income may fall.

use std::fmt::Write as _;

use crate::ensemble::statistics::Estimate;
use crate::evaluation::cash_flow::{CashFlow, Flows, Year, cash_flow};
use crate::evaluation::change::Change;
use crate::evaluation::cover::{Cover, cover, cover_at_call};
use crate::evaluation::odds::{Mover, Odds, Today};
use crate::evaluation::stress::{StressLine, StressTable, stress};
use crate::quantity::PERCENT;
use crate::rules::project::{CoverBasis, DatedAmount, Project};
use crate::wording::text::Language;
use crate::wording::units::exact_probability;
use crate::wording::words::{fill, in_terminal};

use super::text_table::{align_right, headed, lines, plain};

/// Offices write project money in units of 10,000 yuan (万元).
const WAN: f64 = 1e4;
/// Share below which a change is none.
const ROUNDING: f64 = 1e-9;

/// What stands below the figures: where they come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// Nothing is simulated.
    AsStated,
    /// Simulated in the market of a scenario.
    Scenario,
    /// Simulated in the market of today, from plots of the plan's table.
    MarketOfToday,
}

impl Note {
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::AsStated => &["project_leaves_out"],
            Self::Scenario => &["project_odds_note"],
            Self::MarketOfToday => &["project_odds_note", "project_market_of_today"],
        }
    }
}

/// Everything that is said of the projects of a plan; of several all together, too. `odds` are
/// those of each project and of all together, or none where nothing is simulated.
pub fn text(projects: &[Project], odds: &[Odds], note: Note, language: Language) -> String {
    let mut text = String::new();
    for (place, project) in projects.iter().enumerate() {
        text += &of_project(project, odds.get(place), language);
    }
    if projects.len() > 1 {
        let heading = say("project_all", language, &[("count", projects.len().to_string())]);
        let _ = writeln!(text, "{heading}\n");
        let planned = projects.iter().map(|project| cover(&Change::NONE.of(project)));
        let planned = planned.fold(Cover::default(), |sum, one| sum.plus(&one));
        text += &covered(&planned, None, projects, language);
        text += &simulated(odds.last(), projects, language);
        text += &stressed(&stress(projects), odds.last(), projects, language);
    }
    for note in note.words() {
        text += &(word(note, language) + "\n");
    }
    text
}

/// What simulated futures make of cover on the plan's basis and on the others, and how often money
/// is short; nothing where nothing is simulated.
fn simulated(odds: Option<&Odds>, projects: &[Project], language: Language) -> String {
    let Some(odds) = odds else { return String::new() };
    let mut table = headed(
        ["odds_heading", "odds_p05", "odds_p50", "odds_p95", "odds_100", "odds_110", "odds_120"]
            .map(|key| word(key, language))
            .to_vec(),
    );
    for (basis, key) in [
        (CoverBasis::Gross, "project_gross"),
        (CoverBasis::Ledger, "project_ledger"),
        (CoverBasis::Shenzhen, "project_shenzhen"),
    ] {
        let Some(covers) = odds.covers(basis, [0.05, 0.5, 0.95]) else { continue };
        let of_plan = projects.iter().all(|project| project.cover_basis == basis);
        let mark = if of_plan { " *" } else { "" };
        let covers = covers.map(|cover| format!("{cover:.2}"));
        let shares = [1.0, 1.1, 1.2].map(|line| share(odds.reaches(basis, line)));
        let cells = std::iter::once(format!("{}{mark}", word(key, language)));
        table.add_row(cells.chain(covers).chain(shares).collect::<Vec<_>>());
    }
    align_right(&mut table);
    let [short, support] = odds.short().map(share);
    let values = [("trials", odds.trials().to_string()), ("short", short), ("support", support)];
    let planned: f64 = projects.iter().map(|project| sum(&project.planned_income)).sum();
    let basis = projects.first().map_or(CoverBasis::Gross, |project| project.cover_basis);
    let rests = rests_on(odds, (planned, basis), language);
    lines(&table) + &say("odds_short", language, &values) + "\n" + &rests + "\n"
}

/// What the simulated market starts from, and what moves cover in it.
fn rests_on(odds: &Odds, (planned, basis): (f64, CoverBasis), language: Language) -> String {
    let Today { value, scales } = odds.today;
    let mut text = String::new();
    if value > 0.0 {
        let values = [("value", wan(value)), ("ratio", format!("{:.2}", planned / value))];
        text += &(say("odds_value_today", language, &values) + "\n");
    }
    if let Some((least, greatest)) = scales {
        let values = [("least", format!("{least:.2}")), ("greatest", format!("{greatest:.2}"))];
        text += &(say("odds_scales", language, &values) + "\n");
    }
    let moved = odds.moved_by(basis).into_iter().map(|(mover, rho)| {
        let key = match mover {
            Mover::Prices => "moved_by_prices",
            Mover::Bidders => "moved_by_bidders",
            Mover::Failures => "moved_by_failures",
            Mover::Delay => "moved_by_delay",
        };
        format!("{} {rho:+.2}", word(key, language))
    });
    let moved: Vec<String> = moved.collect();
    if !moved.is_empty() {
        let separator = language.choose("；", "; ");
        text += &(say("odds_moved_by", language, &[("movers", moved.join(separator))]) + "\n");
    }
    text
}

/// A share of futures with the ends that sampling leaves it where it is none or all.
fn share(estimate: Option<Estimate>) -> String {
    estimate.map_or_else(
        || "–".to_owned(),
        |share| exact_probability(share.value, (share.low, share.high)),
    )
}

fn word(key: &str, language: Language) -> String {
    in_terminal(key, language).to_owned()
}

fn say(key: &str, language: Language, values: &[(&str, String)]) -> String {
    fill(in_terminal(key, language), values)
}

/// An amount in units of 10,000 yuan.
fn wan(amount: f64) -> String {
    // Adding zero turns a negative zero into one that shows no sign.
    format!("{:.2}", (amount / WAN * 100.0).round() / 100.0 + 0.0)
}

/// A share in per cent, with its sign.
fn signed_percent(share: f64) -> String {
    format!("{:+.1}%", PERCENT * share)
}

fn ratio(cover: Option<f64>) -> String {
    cover.map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}"))
}

fn exact_ratio(cover: Option<f64>) -> String {
    cover.map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.3}"))
}

fn sum(amounts: &[DatedAmount]) -> f64 {
    amounts.iter().map(|one| one.amount).sum()
}

fn of_project(project: &Project, odds: Option<&Odds>, language: Language) -> String {
    let planned = Change::NONE.of(project);
    let mut text = say("project_heading", language, &[("project", project.id.clone())]) + "\n\n";
    text += &stated(project, language);
    text += &covered(
        &cover(&planned),
        cover_at_call(&planned),
        std::slice::from_ref(project),
        language,
    );
    text += &by_year(&cash_flow(&planned), language);
    let alone = std::slice::from_ref(project);
    text += &simulated(odds, alone, language);
    text += &stressed(&stress(alone), odds, alone, language);
    text
}

/// What the plan states.
fn stated(project: &Project, language: Language) -> String {
    let mut table = plain();
    let bonds: f64 = project.bonds.iter().map(|bond| bond.amount).sum();
    for (key, amount) in [
        ("project_income", sum(&project.planned_income)),
        ("project_cost", sum(&project.planned_cost)),
        ("project_own_capital", sum(&project.own_capital)),
        ("project_bonds", bonds),
    ] {
        table.add_row([word(key, language), wan(amount)]);
    }
    align_right(&mut table);
    let mut text = lines(&table);
    for bond in &project.bonds {
        let call = bond
            .call_months
            .map(|months| say("project_call", language, &[("months", months.to_string())]));
        let coupon = project.planned_coupon.unwrap_or(bond.coupon);
        let line = say(
            "project_bond",
            language,
            &[
                ("bond", bond.id.clone()),
                ("amount", wan(bond.amount)),
                ("issue", bond.issue_month.to_string()),
                ("due", bond.due().to_string()),
                ("coupon", format!("{:.2}%", PERCENT * coupon)),
                ("call", call.unwrap_or_default()),
            ],
        );
        let _ = writeln!(text, "{line}");
    }
    text + "\n"
}

/// The ratios.
fn covered(
    planned: &Cover,
    at_call: Option<Cover>,
    projects: &[Project],
    language: Language,
) -> String {
    let basis = match projects.iter().map(|project| project.cover_basis).collect::<Vec<_>>()[..] {
        [first, ref others @ ..] if others.iter().all(|other| *other == first) => match first {
            CoverBasis::Gross => "project_gross",
            CoverBasis::Ledger => "project_ledger",
            CoverBasis::Shenzhen => "project_shenzhen",
        },
        _ => "project_mixed",
    };
    let line = say(
        "project_cover",
        language,
        &[
            ("cover", ratio(planned.of_bonds())),
            ("exact", planned.of_bonds().map_or_else(String::new, |ratio| format!("{ratio:.4}"))),
            ("basis", word(basis, language)),
            ("income", wan(planned.numerator())),
            ("principal", wan(planned.principal)),
            ("interest", wan(planned.interest)),
            ("fees", wan(planned.fees_counted)),
        ],
    );
    let mut text = line + "\n";
    if planned.other_debt > 0.0 {
        let values = [("cover", ratio(planned.of_all_debt()))];
        text += &(say("project_cover_all_debt", language, &values) + "\n");
    }
    if planned.taken_off > 0.0 {
        let values = [("amount", wan(planned.taken_off))];
        text += &(say("project_taken_off", language, &values) + "\n");
    }
    if planned.income_after_maturity > 0.0 {
        let values = [("amount", wan(planned.income_after_maturity))];
        text += &(say("project_after_maturity", language, &values) + "\n");
    }
    if let Some(called) = at_call {
        let values = [("cover", ratio(called.of_bonds()))];
        text += &(say("project_cover_at_call", language, &values) + "\n");
    }
    text + "\n"
}

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

/// The table by year, and what its tests find.
fn by_year(flow: &CashFlow, language: Language) -> String {
    let years = flow.years.iter().map(|year| year.year.to_string());
    let head = std::iter::once(word("project_cash_flow", language)).chain(years);
    let head: Vec<String> = head.chain([word("project_total", language)]).collect();
    let mut table = headed(head);
    let mut row = |key: &str, of: &dyn Fn(&Year) -> f64, total: Option<f64>| {
        let cells = flow.years.iter().map(|year| wan(of(year)));
        let cells = std::iter::once(word(key, language)).chain(cells);
        table.add_row(cells.chain([total.map(wan).unwrap_or_default()]).collect::<Vec<_>>());
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
    align_right(&mut table);
    lines(&table) + "\n" + &tests(flow, language)
}

/// What the three tests find, and when the account is short.
fn tests(flow: &CashFlow, language: Language) -> String {
    let of_all = if flow.covers_spending { "test_1_holds" } else { "test_1_fails" };
    let mut text = word(of_all, language) + "\n";
    for (holds, fails, year) in [
        ("test_2_holds", "test_2_fails", flow.first_year_without_money),
        ("test_3_holds", "test_3_fails", flow.first_failing_year),
    ] {
        text += &match year {
            None => word(holds, language),
            Some(year) => say(fails, language, &[("year", year.to_string())]),
        };
        text += "\n";
    }
    for short in &flow.short {
        let values = [("month", short.month.to_string()), ("amount", wan(short.amount))];
        text += &(say("project_short", language, &values) + "\n");
    }
    text + "\n"
}

/// What a line of the stress table changes.
fn called(change: &Change, language: Language) -> String {
    let mut parts = Vec::new();
    for (key, factor) in [("stress_income", change.income), ("stress_cost", change.cost)] {
        if (factor - 1.0).abs() > ROUNDING {
            parts.push(say(key, language, &[("change", signed_percent(factor - 1.0))]));
        }
    }
    if change.rate != 0.0 {
        let points = format!("{:+.0}", change.rate * PERCENT * PERCENT);
        parts.push(say("stress_rate", language, &[("points", points)]));
    }
    if change.late_years > 0 {
        parts.push(say("stress_late", language, &[("years", change.late_years.to_string())]));
    }
    if parts.is_empty() { word("stress_none", language) } else { parts.join(" · ") }
}

/// The stress table, pairs of price and delay, and the falls that income may take.
fn stressed(
    table: &StressTable,
    odds: Option<&Odds>,
    projects: &[Project],
    language: Language,
) -> String {
    let mut heads = vec!["stress_heading", "stress_numerator", "stress_service", "stress_cover"];
    if odds.is_some() {
        heads.extend(["stress_odds_of_cover", "stress_odds_of_change"]);
    }
    let heads: Vec<String> = heads.into_iter().map(|key| word(key, language)).collect();
    let mut shown = headed(heads);
    for line in &table.lines {
        let StressLine { change, cover } = line;
        let mut cells = vec![
            called(change, language),
            wan(cover.numerator()),
            wan(cover.debt_service()),
            exact_ratio(cover.of_bonds()),
        ];
        cells.extend(odds.into_iter().flat_map(|odds| odds_of(line, odds, projects)));
        shown.add_row(cells);
    }
    align_right(&mut shown);
    let mut text = lines(&shown) + "\n";
    text += &pairs(&table.pairs, language);
    for (ratio, income) in &table.income_for {
        let Some(income) = income else { continue };
        let (key, change) = if *income <= 1.0 {
            ("income_may_fall", 1.0 - income)
        } else {
            ("income_must_rise", income - 1.0)
        };
        let values =
            [("ratio", format!("{ratio:.1}")), ("change", format!("{:.1}%", PERCENT * change))];
        text += &(say(key, language, &values) + "\n");
    }
    text + "\n"
}

/// Shares of futures beside a line; nothing where a line has none.
fn odds_of(line: &StressLine, odds: &Odds, projects: &[Project]) -> [String; 2] {
    let basis = projects.first().map(|project| project.cover_basis);
    let basis = basis.filter(|basis| projects.iter().all(|one| one.cover_basis == *basis));
    let [of_cover, of_change] = odds.of_line(line, basis);
    let Change { income, late_years, .. } = line.change;
    let has_own = late_years > 0 || income < 1.0;
    [share(of_cover), if has_own { share(of_change) } else { String::new() }]
}

/// Cover with each fall of income and each delay.
fn pairs(pairs: &[StressLine], language: Language) -> String {
    let mut delays: Vec<usize> = pairs.iter().map(|pair| pair.change.late_years).collect();
    delays.sort_unstable();
    delays.dedup();
    let heads =
        delays.iter().map(|years| say("stress_late", language, &[("years", years.to_string())]));
    let heads: Vec<String> = std::iter::once(word("stress_pairs", language)).chain(heads).collect();
    let mut table = headed(heads);
    for of_income in pairs.chunks(delays.len().max(1)) {
        let Some(first) = of_income.first() else { continue };
        let change = Change { late_years: 0, ..first.change };
        let cells = of_income.iter().map(|pair| exact_ratio(pair.cover.of_bonds()));
        let cells = std::iter::once(called(&change, language)).chain(cells);
        table.add_row(cells.collect::<Vec<_>>());
    }
    align_right(&mut table);
    lines(&table) + "\n"
}
