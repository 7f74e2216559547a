//! What is said of an implementation plan, as lines and tables that the terminal and the chapter
//! (`.docx`) show alike: what it states, cover, cash flow by year with its tests, odds, stress, and
//! by how much income may fall.

mod balance;
mod odds;
pub(super) mod parts;
pub(super) mod stress;

use crate::evaluation::cash_flow::cash_flow;
use crate::evaluation::change::Change;
use crate::evaluation::cover::{Cover, cover, cover_at_call};
use crate::evaluation::odds::Odds;
use crate::evaluation::stress::stress as stress_table;
use crate::quantity::PERCENT;
use crate::rules::project::Project;
use crate::wording::text::Language;

use parts::{Part, PlanReport, ProjectReport, Section, Table, Words, basis_of, ratio, sum, wan};

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

/// What is said of projects, in the order of the plan. `odds` are those of each project and of
/// all together, or none where nothing is simulated.
pub fn plan_report(
    projects: &[Project],
    odds: &[Odds],
    note: Note,
    language: Language,
) -> PlanReport {
    let words = Words(language);
    let alone = projects.iter().enumerate();
    let alone = alone.map(|(place, project)| of_project(project, odds.get(place), words));
    let mut parts: Vec<ProjectReport> = alone.collect();
    if projects.len() > 1 {
        parts.push(of_all(projects, odds.last(), words));
    }
    let notes = note.words().iter().map(|note| words.word(note)).collect();
    PlanReport { language, parts, notes }
}

fn of_project(project: &Project, odds: Option<&Odds>, words: Words) -> ProjectReport {
    let planned = Change::NONE.of(project);
    let in_all = cover(&planned);
    let flow = cash_flow(&planned);
    let alone = std::slice::from_ref(project);
    let mut sections = vec![
        stated(project, words),
        covered(&in_all, cover_at_call(&planned), alone, words),
        balance::by_year(&flow, words),
        balance::tests(&flow, words),
    ];
    sections.extend(odds.map(|odds| odds::simulated(odds, alone, words)));
    sections.extend(stress::stressed(&stress_table(alone), odds, alone, words));
    ProjectReport {
        heading: words.say("project_heading", &[("project", project.id.clone())]),
        conclusion: odds::conclusion(&in_all, odds, alone, words),
        sections,
    }
}

fn of_all(projects: &[Project], odds: Option<&Odds>, words: Words) -> ProjectReport {
    let planned = projects.iter().map(|project| cover(&Change::NONE.of(project)));
    let planned = planned.fold(Cover::default(), |sum, one| sum.plus(&one));
    let mut sections = vec![covered(&planned, None, projects, words)];
    sections.extend(odds.map(|odds| odds::simulated(odds, projects, words)));
    sections.extend(stress::stressed(&stress_table(projects), odds, projects, words));
    ProjectReport {
        heading: words.say("project_all", &[("count", projects.len().to_string())]),
        conclusion: odds::conclusion(&planned, odds, projects, words),
        sections,
    }
}

/// What the plan states.
fn stated(project: &Project, words: Words) -> Section {
    let bonds: f64 = project.bonds.iter().map(|bond| bond.amount).sum();
    let rows = [
        ("project_income", sum(&project.planned_income)),
        ("project_cost", sum(&project.planned_cost)),
        ("project_own_capital", sum(&project.own_capital)),
        ("project_bonds", bonds),
    ];
    let rows = rows.map(|(key, amount)| vec![words.word(key), wan(amount)]).to_vec();
    let lines = project.bonds.iter().map(|bond| {
        let call = bond
            .call_months
            .map(|months| words.say("project_call", &[("months", months.to_string())]));
        let coupon = project.planned_coupon.unwrap_or(bond.coupon);
        words.say(
            "project_bond",
            &[
                ("bond", bond.id.clone()),
                ("amount", wan(bond.amount)),
                ("issue", bond.issue_month.to_string()),
                ("due", bond.due().to_string()),
                ("coupon", format!("{:.2}%", PERCENT * coupon)),
                ("call", call.unwrap_or_default()),
            ],
        )
    });
    let table = Some(Table { heads: Vec::new(), rows });
    Section { part: Part::Stated, table, lines: lines.collect() }
}

/// The ratios.
fn covered(planned: &Cover, at_call: Option<Cover>, projects: &[Project], words: Words) -> Section {
    let mut lines = vec![words.say(
        "project_cover",
        &[
            ("cover", ratio(planned.of_bonds())),
            ("exact", planned.of_bonds().map_or_else(String::new, |ratio| format!("{ratio:.4}"))),
            ("basis", words.word(basis_of(projects))),
            ("income", wan(planned.numerator())),
            ("principal", wan(planned.principal)),
            ("interest", wan(planned.interest)),
            ("fees", wan(planned.fees_counted)),
        ],
    )];
    let mut more = |key: &str, name: &str, value: String| {
        lines.push(words.say(key, &[(name, value)]));
    };
    if planned.other_debt > 0.0 {
        more("project_cover_all_debt", "cover", ratio(planned.of_all_debt()));
    }
    if planned.taken_off > 0.0 {
        more("project_taken_off", "amount", wan(planned.taken_off));
    }
    if planned.income_after_maturity > 0.0 {
        more("project_after_maturity", "amount", wan(planned.income_after_maturity));
    }
    if let Some(called) = at_call {
        more("project_cover_at_call", "cover", ratio(called.of_bonds()));
    }
    Section { part: Part::Cover, table: None, lines }
}
