//! The stress table of a plan: one change to a line, pairs of a price and a delay, and by how much
//! income may fall.

use crate::rules::project::Project;

use super::change::Change;
use super::cover::{Cover, cover, income_for};

/// Changes of income, as the forms of offices have them.
const INCOMES: [f64; 5] = [0.95, 0.9, 0.85, 0.8, 0.7];
/// Changes of cost.
const COSTS: [f64; 2] = [1.1, 1.2];
/// Changes of the rate (per year).
const RATES: [f64; 2] = [-0.01, 0.01];
/// Years by which sales are late.
const DELAYS: [usize; 3] = [1, 2, 5];
/// Ratios at which offices look.
pub const RATIOS: [f64; 3] = [1.2, 1.1, 1.0];

/// A line of the table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StressLine {
    /// What is changed.
    pub change: Change,
    /// What comes of it.
    pub cover: Cover,
}

/// What a table has.
#[derive(Debug, Clone, PartialEq)]
pub struct StressTable {
    /// The plan as it is, then each change alone: income, cost, rate, delay.
    pub lines: Vec<StressLine>,
    /// Each fall of income with each delay, delays in the inner order.
    pub pairs: Vec<StressLine>,
    /// Ratios with the income at which cover is that, as a share of what is planned.
    pub income_for: Vec<(f64, Option<f64>)>,
}

/// Single changes in the order of the table, the plan as it is first.
pub fn changes() -> Vec<Change> {
    let none = Change::NONE;
    let incomes = INCOMES.map(|income| Change { income, ..none });
    let costs = COSTS.map(|cost| Change { cost, ..none });
    let rates = RATES.map(|rate| Change { rate, ..none });
    let delays = DELAYS.map(|late_years| Change { late_years, ..none });
    let singles = incomes.into_iter().chain(costs).chain(rates).chain(delays);
    std::iter::once(none).chain(singles).collect()
}

/// Falls of income with delays.
pub fn pairs() -> Vec<Change> {
    let with =
        |income: f64| DELAYS.map(move |late_years| Change { income, late_years, ..Change::NONE });
    INCOMES.into_iter().flat_map(with).collect()
}

/// The table of some projects together; of one it is its own.
pub fn stress(projects: &[Project]) -> StressTable {
    let all = |change: &Change| {
        let covers = projects.iter().map(|project| cover(&change.of(project)));
        covers.fold(Cover::default(), |sum, one| sum.plus(&one))
    };
    let line = |change: Change| StressLine { change, cover: all(&change) };
    let planned = all(&Change::NONE);
    // Of several on different bases there is no one income at which all together are covered.
    let basis = projects.first().map(|project| project.cover_basis);
    let basis = basis.filter(|basis| projects.iter().all(|one| one.cover_basis == *basis));
    let needed = |ratio: f64| (ratio, basis.and_then(|basis| income_for(&planned, basis, ratio)));
    StressTable {
        lines: changes().into_iter().map(line).collect(),
        pairs: pairs().into_iter().map(line).collect(),
        income_for: RATIOS.map(needed).to_vec(),
    }
}
