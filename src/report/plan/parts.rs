//! Parts of what is said of an implementation plan, and the words and amounts in them.

use crate::rules::project::{CoverBasis, DatedAmount, Project};
use crate::wording::text::Language;
use crate::wording::words::{fill, in_terminal};

/// Offices write project money in units of 10,000 yuan (万元).
const WAN: f64 = 1e4;

/// Everything that is said of the projects of a plan, in one language.
#[derive(Debug, Clone)]
pub struct PlanReport {
    pub(in super::super) language: Language,
    /// Of each project; of several all together, too.
    pub(in super::super) parts: Vec<ProjectReport>,
    /// Where the figures come from.
    pub(in super::super) notes: Vec<String>,
}

/// What is said of a project, or of all together.
#[derive(Debug, Clone)]
pub(in super::super) struct ProjectReport {
    pub(in super::super) heading: String,
    /// Cover as planned and how likely it is, in a sentence.
    pub(in super::super) conclusion: String,
    pub(in super::super) sections: Vec<Section>,
}

/// Lines or a table, or a table and the lines below it.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Section {
    pub(in super::super) part: Part,
    pub(in super::super) table: Option<Table>,
    pub(in super::super) lines: Vec<String>,
}

/// What a section is of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in super::super) enum Part {
    /// Income, cost, capital and bonds of the plan.
    #[default]
    Stated,
    Cover,
    /// Cash flow, a column for each year.
    Balance,
    /// What the tests of the cash flow find.
    Tests,
    Odds,
    Stress,
    /// Falls of income with delays, and the falls that cover stands.
    Falls,
}

/// Cells of a table.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Table {
    /// Heads of the columns; a list of names and amounts has none.
    pub(in super::super) heads: Vec<String>,
    pub(in super::super) rows: Vec<Vec<String>>,
}

impl Table {
    /// The table with its columns as rows, and nothing in its corner.
    pub(in super::super) fn turned(&self) -> Self {
        let [_, heads @ ..] = self.heads.as_slice() else { return self.clone() };
        let names = self.rows.iter().filter_map(|row| row.first());
        let names = names.map(|name| name.trim().to_owned());
        let rows = heads.iter().enumerate().map(|(at, head)| {
            let cells = self.rows.iter().map(|row| row.get(at + 1).cloned().unwrap_or_default());
            std::iter::once(head.clone()).chain(cells).collect()
        });
        Self { heads: std::iter::once(String::new()).chain(names).collect(), rows: rows.collect() }
    }
}

/// The words of a language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words(pub(super) Language);

impl Words {
    pub(super) fn word(self, key: &str) -> String {
        in_terminal(key, self.0).to_owned()
    }

    pub(super) fn say(self, key: &str, values: &[(&str, String)]) -> String {
        fill(in_terminal(key, self.0), values)
    }
}

/// An amount in units of 10,000 yuan.
pub(super) fn wan(amount: f64) -> String {
    // Adding zero turns a negative zero into one that shows no sign.
    format!("{:.2}", (amount / WAN * 100.0).round() / 100.0 + 0.0)
}

pub(super) fn ratio(cover: Option<f64>) -> String {
    cover.map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}"))
}

pub(super) fn sum(amounts: &[DatedAmount]) -> f64 {
    amounts.iter().map(|one| one.amount).sum()
}

/// The word of the basis that all projects share, or that they have several.
pub(super) fn basis_of(projects: &[Project]) -> &'static str {
    match shared_basis(projects) {
        Some(CoverBasis::Gross) => "project_gross",
        Some(CoverBasis::Ledger) => "project_ledger",
        Some(CoverBasis::Shenzhen) => "project_shenzhen",
        None => "project_mixed",
    }
}

/// The basis that all projects share.
pub(super) fn shared_basis(projects: &[Project]) -> Option<CoverBasis> {
    let basis = projects.first()?.cover_basis;
    projects.iter().all(|project| project.cover_basis == basis).then_some(basis)
}
