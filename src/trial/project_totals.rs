//! What projects of special bonds take from the district's books of a month and add to them.

use crate::calendar::Month;

use super::witness::Witness;
use super::worker::Worker;

/// What projects take from the district's books of a month and add to them; all in yuan.
#[derive(Debug, Clone, Copy)]
pub(super) struct OfProjects {
    /// Cost returned to them and what they took of the income fund: the reserve centre has it not.
    pub(super) inflow: f64,
    /// Outlays that they pay in the reserve centre's place, with administration.
    pub(super) outlay: f64,
    /// Clearance and preparation among these, without administration.
    pub(super) spent: f64,
    /// Clearance among these.
    pub(super) acquisition: f64,
    pub(super) interest: f64,
    pub(super) fees: f64,
    /// Bonds and other debt that come in.
    pub(super) draw: f64,
    pub(super) repayment: f64,
    pub(super) support: f64,
    /// Outstanding at the end.
    pub(super) debt: f64,
}

impl OfProjects {
    /// Of no project.
    pub(super) const NONE: Self = Self {
        inflow: 0.0,
        outlay: 0.0,
        spent: 0.0,
        acquisition: 0.0,
        interest: 0.0,
        fees: 0.0,
        draw: 0.0,
        repayment: 0.0,
        support: 0.0,
        debt: 0.0,
    };

    /// Administration among the outlays.
    pub(super) fn administration(&self) -> f64 {
        self.outlay - self.spent
    }
}

impl<W: Witness> Worker<'_, W> {
    /// What projects take from the district's books of a month and add to them.
    pub(super) fn of_projects(&self, month: Month) -> OfProjects {
        let mut all = OfProjects::NONE;
        for state in &self.state.projects.projects {
            let books = &state.months[month];
            all.inflow += books.cost_returned + books.from_income_fund;
            all.outlay += books.outlay;
            all.spent += books.spent;
            all.acquisition += state.scheduled[month].acquisition;
            all.interest += books.interest + books.other_interest;
            all.fees += books.fees;
            all.draw += books.issued + books.other_debt + books.rolled_over;
            all.repayment += books.principal + books.other_principal;
            all.support += books.support;
            all.debt += books.debt;
        }
        all
    }
}
