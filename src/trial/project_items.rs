//! What passes through projects and their bonds is taken down: for tables in cells of the model's
//! grid, for a witness as events.

use crate::calendar::Month;
use crate::catalogue::event::Event;
use crate::catalogue::project_item::ProjectItem;

use super::project_state::ProjectMonth;
use super::witness::{Occurrence, Witness};
use super::worker::Worker;

impl<W: Witness> Worker<'_, W> {
    /// Adds to an item of a row in a month.
    pub(super) fn add_item(&mut self, row: usize, month: Month, item: ProjectItem, amount: f64) {
        if let Some(cell) = self.model.project_grid.cell(row, month) {
            self.trial.project_items[cell][item as usize] += amount;
        }
    }

    /// Tells the witness what happens to a project or one of its bonds, with its amount.
    pub(super) fn tell_of_row(&mut self, row: usize, month: Month, event: Event, amount: f64) {
        if W::WATCHES && amount > 0.0 {
            let subject = u32::try_from(row).unwrap_or(u32::MAX);
            self.witness.sees(Occurrence::new(month, event, subject).amount(amount));
        }
    }

    /// A trial begins: nothing has passed. Of a bond what only a project has does not exist.
    pub(super) fn clear_project_items(&mut self) {
        for row in self.model.project_grid.rows() {
            let mut nothing = [0.0; ProjectItem::COUNT];
            for item in ProjectItem::ALL {
                if !row.kind.has(item) {
                    nothing[item as usize] = f64::NAN;
                }
            }
            self.trial.project_items[row.first..][..row.months.len()].fill(nothing);
        }
    }

    /// Takes down what has passed through a project in a month that ends, and what its bonds have
    /// outstanding.
    pub(super) fn record_project(&mut self, project: usize, month: Month) {
        let (grid, items) = (&self.model.project_grid, &mut self.trial.project_items);
        let state = &self.state.projects.projects[project];
        // Bonds have cells on their dates alone.
        let dated = if grid.has_date(project, month) { &state.bonds[..] } else { &[] };
        for bond in dated {
            if let Some(cell) = grid.cell(bond.row, month) {
                items[cell][ProjectItem::Outstanding as usize] += bond.outstanding;
            }
        }
        if let Some(cell) = grid.cell(self.model.projects[project].whole_row(), month) {
            let cell = &mut items[cell];
            for (item, amount) in items_of(&state.months[month]) {
                cell[item as usize] += amount;
            }
        }
    }

    /// Tells of a bond that comes in.
    pub(super) fn tell_of_issue(&mut self, row: usize, month: Month, amount: f64, coupon: f64) {
        self.add_item(row, month, ProjectItem::Issued, amount);
        if W::WATCHES {
            let subject = u32::try_from(row).unwrap_or(u32::MAX);
            let issued = Occurrence::new(month, Event::BondIssue, subject);
            self.witness.sees(issued.amount(amount).number(coupon));
        }
    }
}

/// The items of a project's month.
fn items_of(books: &ProjectMonth) -> [(ProjectItem, f64); 19] {
    [
        (ProjectItem::Income, books.gross_income),
        (ProjectItem::AccountIncome, books.income),
        (ProjectItem::OwnCapital, books.own_capital),
        (ProjectItem::Issued, books.issued + books.other_debt),
        (ProjectItem::Outlay, books.outlay),
        (ProjectItem::Interest, books.interest + books.other_interest),
        (ProjectItem::Fees, books.fees),
        (ProjectItem::Principal, books.principal + books.other_principal),
        (ProjectItem::PaidFromAccount, books.from_account),
        (ProjectItem::PaidFromReserve, books.from_reserve),
        (ProjectItem::BudgetInterest, books.budget_interest),
        (ProjectItem::PaidByOtherProjects, books.from_other_projects),
        (ProjectItem::PaidByIncomeFund, books.from_income_fund),
        (ProjectItem::RolledOver, books.rolled_over),
        (ProjectItem::Support, books.support),
        (ProjectItem::PaidToOtherProjects, books.to_other_projects),
        (ProjectItem::RestToBudget, books.to_budget),
        (ProjectItem::Outstanding, books.debt),
        (ProjectItem::Account, books.account()),
    ]
}
