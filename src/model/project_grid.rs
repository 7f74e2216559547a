//! In which months projects of special bonds and their bonds can have anything to tell.
//!
//! A project's account moves in every month; a bond only at its issue and when it pays, which its
//! terms say beforehand. So a trial keeps a cell for each month of a project and for each date of
//! a bond, and not for every month of everything.
//!
//! Rows stand project by project: its bonds by month of issue, what it borrows anew, its other
//! debt, and the project itself; `ProjectModel` knows their places.

use std::collections::BTreeSet;

use crate::calendar::Month;
use crate::catalogue::project_item::ProjectItem;
use crate::quantity::MONTHS_OF_A_YEAR;
use crate::rules::Rules;
use crate::rules::project::{Bond, Project};

/// What a row is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// A bond, by its place among those of the project in order of issue.
    Bond(usize),
    /// All refinancing bonds together.
    Refinancing,
    /// All other debt together.
    OtherDebt,
    /// The project.
    Whole,
}

impl RowKind {
    /// Whether rows of the kind have an item: bonds have what bonds have, projects all.
    pub fn has(self, item: ProjectItem) -> bool {
        self == Self::Whole || item.is_of_bonds()
    }
}

/// A row: of what, and where its cells are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridRow {
    /// Place of the project.
    pub project: usize,
    /// What of it.
    pub kind: RowKind,
    /// First of its cells.
    pub first: usize,
    /// Months of its cells, in order.
    pub months: Vec<Month>,
}

/// All rows of a case's projects.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProjectGrid {
    rows: Vec<GridRow>,
    cells: usize,
    /// By project, then by month: whether any of its bonds or other debt has a date.
    has_date: Vec<Vec<bool>>,
}

impl ProjectGrid {
    /// The grid of rules, whatever their uncertain numbers become: dates are certain.
    pub fn new(rules: &Rules) -> Self {
        let mut grid = Self::default();
        for (place, project) in rules.projects.iter().enumerate() {
            let (bonds, refinancing, other_debt) = dates(project, rules);
            let mut has_date = vec![false; rules.calendar.horizon];
            for month in bonds.iter().flatten().chain(&refinancing).chain(&other_debt) {
                has_date[month.place()] = true;
            }
            grid.has_date.push(has_date);
            for (of, months) in bonds.into_iter().enumerate() {
                grid.push(place, RowKind::Bond(of), months);
            }
            grid.push(place, RowKind::Refinancing, refinancing);
            grid.push(place, RowKind::OtherDebt, other_debt);
            grid.push(place, RowKind::Whole, rules.calendar.months().collect());
        }
        grid
    }

    fn push(&mut self, project: usize, kind: RowKind, months: Vec<Month>) {
        let first = self.cells;
        self.cells += months.len();
        self.rows.push(GridRow { project, kind, first, months });
    }

    /// All rows.
    pub fn rows(&self) -> &[GridRow] {
        &self.rows
    }

    /// Number of cells of all rows.
    pub fn cells(&self) -> usize {
        self.cells
    }

    /// Whether a bond or other debt of a project may be issued, pay or be called in a month.
    pub fn has_date(&self, project: usize, month: Month) -> bool {
        self.has_date[project][month.place()]
    }

    /// The cell of a row in a month.
    pub fn cell(&self, row: usize, month: Month) -> Option<usize> {
        let GridRow { first, months, kind, .. } = &self.rows[row];
        let place = match kind {
            // Every month has one.
            RowKind::Whole => Some(month.place()).filter(|place| *place < months.len()),
            _ => months.binary_search(&month).ok(),
        };
        place.map(|place| first + place)
    }
}

/// Dates of a project's bonds by issue, of its refinancing bonds, and of its other debt.
///
/// What is short is borrowed anew on a date of a bond, of other debt or of a refinancing bond.
fn dates(project: &Project, rules: &Rules) -> (Vec<Vec<Month>>, Vec<Month>, Vec<Month>) {
    let calendar = &rules.calendar;
    let within = |months: BTreeSet<Month>| -> Vec<Month> {
        months.into_iter().filter(|month| *month < calendar.end()).collect()
    };
    let of_bond = |bond: &&Bond| {
        let issue = calendar.month(bond.issue_month);
        let early = bond.instalments.iter().map(|(months, _)| issue.plus(*months));
        let paid = paid(issue, bond.term_months, bond.interest_months);
        within(paid.chain(early).collect())
    };
    let bonds: Vec<Vec<Month>> = project.bonds_by_issue().iter().map(of_bond).collect();
    let usual = |issue: Month, term: usize| paid(issue, term, MONTHS_OF_A_YEAR);
    let other = project.other_debt.iter();
    let other = other.flat_map(|debt| usual(calendar.month(debt.month), debt.term_months));
    let other_debt = within(other.collect());
    let mut anew: BTreeSet<Month> = bonds.iter().flatten().chain(&other_debt).copied().collect();
    loop {
        let term = project.refinancing.term_months;
        let again = anew.iter().flat_map(|month| usual(*month, term));
        let again: Vec<Month> = again.filter(|month| *month < calendar.end()).collect();
        let known = anew.len();
        anew.extend(again);
        if anew.len() == known {
            break;
        }
    }
    (bonds, within(anew), other_debt)
}

/// Month of issue, dates of interest and the last date of a bond.
fn paid(issue: Month, term: usize, interest: usize) -> impl Iterator<Item = Month> {
    let dates = (0..term).step_by(interest.max(1)).chain([term]);
    dates.map(move |months| issue.plus(months))
}
