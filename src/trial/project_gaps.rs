//! Who pays what a project's account cannot: its reserve, other projects, the income fund, a
//! refinancing bond, the budget, in the order that the project has.

use crate::calendar::Month;
use crate::catalogue::event::Event;
use crate::catalogue::project_item::ProjectItem;
use crate::catalogue::series::Series;
use crate::model::bond::BondTerms;
use crate::model::plot::PlotState;
use crate::model::project_grid::RowKind;
use crate::quantity::MONTHS_OF_A_YEAR;
use crate::rules::project::{BondFees, CoverSource, Rest};

use super::project_state::{ProjectState, RunningBond};
use super::witness::Witness;
use super::worker::Worker;

/// Months over which the income fund may be asked.
const FUND_MONTHS: usize = MONTHS_OF_A_YEAR;
/// Amounts below this are rounding (CNY).
const ROUNDING: f64 = 1e-6;

/// A payment that is short: of which row, and of what kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Claim {
    /// Row of the bond, or of the project of an outlay.
    pub(super) row: usize,
    pub(super) kind: ClaimKind,
}

/// What part of a payment is short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClaimKind {
    /// An outlay, interest or a fee.
    Other,
    /// Principal of an original bond.
    Principal,
    /// Principal of a refinancing bond or other debt.
    OtherPrincipal,
}

impl<W: Witness> Worker<'_, W> {
    /// Lets others pay what a project's proceeds and cash could not, in its order.
    pub(super) fn cover(&mut self, project: usize, month: Month, amount: f64, claim: Claim) {
        if amount <= 0.0 {
            return;
        }
        let fixed = &self.model.projects[project];
        let mut left = amount;
        let mut has_reserve_paid = false;
        for source in &fixed.cover_order {
            if left <= 0.0 {
                break;
            }
            if !has_reserve_paid && !matches!(source, CoverSource::Cash | CoverSource::Reserve) {
                has_reserve_paid = true;
                self.note_short(project, month, left, claim);
            }
            let paid = match source {
                CoverSource::Cash => 0.0,
                CoverSource::Reserve => {
                    let state = &mut self.state.projects.projects[project];
                    let paid = left.min(state.reserve);
                    state.reserve -= paid;
                    state.months[month].from_reserve += paid;
                    paid
                }
                CoverSource::OtherProjects => self.ask_other_projects(project, month, left),
                CoverSource::IncomeFund => self.ask_income_fund(project, month, left),
                CoverSource::Refinancing if claim.kind == ClaimKind::Other => 0.0,
                CoverSource::Refinancing => self.refinance(project, month, left),
                CoverSource::Budget => {
                    self.state.projects.projects[project].months[month].support += left;
                    left
                }
            };
            self.take_down_source(claim.row, month, *source, paid);
            left -= paid;
        }
    }

    /// Takes down who paid; what a project's outlays needed stands in its own books.
    fn take_down_source(&mut self, row: usize, month: Month, source: CoverSource, paid: f64) {
        let (item, event) = match source {
            CoverSource::Cash => return,
            CoverSource::Reserve => (ProjectItem::PaidFromReserve, Event::PaidFromReserve),
            CoverSource::OtherProjects => {
                (ProjectItem::PaidByOtherProjects, Event::PaidByOtherProjects)
            }
            CoverSource::IncomeFund => (ProjectItem::PaidByIncomeFund, Event::PaidByIncomeFund),
            CoverSource::Refinancing => (ProjectItem::RolledOver, Event::RolledOver),
            CoverSource::Budget => (ProjectItem::Support, Event::ProjectSupport),
        };
        if self.model.project_grid.rows()[row].kind != RowKind::Whole {
            self.add_item(row, month, item, paid);
        }
        self.tell_of_row(row, month, event, paid);
    }

    /// Notes what account and reserve did not pay.
    fn note_short(&mut self, project: usize, month: Month, amount: f64, claim: Claim) {
        let books = &mut self.state.projects.projects[project].months[month];
        books.short += amount;
        if claim.kind == ClaimKind::Principal {
            books.short_at_maturity += amount;
        }
    }

    /// Surplus of other projects whose rest is there for gaps, in order of id; never paid back.
    fn ask_other_projects(&mut self, project: usize, month: Month, amount: f64) -> f64 {
        let end = self.model.calendar.end();
        let mut paid = 0.0;
        for other in 0..self.model.projects.len() {
            if other == project || self.model.projects[other].rest != Rest::Gaps {
                continue;
            }
            let state = &mut self.state.projects.projects[other];
            let part = state.surplus(month, end).min(state.account.cash).min(amount - paid);
            state.account.cash -= part;
            state.months[month].to_other_projects += part;
            paid += part;
        }
        self.state.projects.projects[project].months[month].from_other_projects += paid;
        paid
    }

    /// The income fund of the last twelve months, less what projects took of it in them, at most
    /// what the reserve centre has in cash with this month's fund.
    fn ask_income_fund(&mut self, project: usize, month: Month, amount: f64) -> f64 {
        let first = month.after().back(FUND_MONTHS);
        let fund = self.trial.series.sum(Series::IncomeFundCny, first..month.after());
        let projects = &self.state.projects.projects;
        let taken = |from: Month| -> f64 {
            let of_project =
                |one: &ProjectState| one.fund_taken[from..month.after()].iter().sum::<f64>();
            projects.iter().map(of_project).sum()
        };
        let of_month = self.trial.series.at(Series::IncomeFundCny, month);
        let in_hand = self.state.centre.cash + of_month - taken(month);
        let paid = (fund - taken(first)).min(in_hand).clamp(0.0, amount);
        let state = &mut self.state.projects.projects[project];
        state.fund_taken[month] += paid;
        state.months[month].from_income_fund += paid;
        paid
    }

    /// A refinancing bond of what is short, within quota and number, at most what unsold plots are
    /// worth at the month's prices with instalments still to come.
    fn refinance(&mut self, project: usize, month: Month, amount: f64) -> f64 {
        let terms = self.model.projects[project].refinancing;
        let state = &self.state.projects.projects[project];
        if state.times_rolled >= terms.times {
            return 0.0;
        }
        let left = terms.quota - state.rolled_over;
        let amount = amount.min(left).min(self.value_to_come(project, month));
        if amount <= ROUNDING {
            return 0.0;
        }
        let base = if terms.over_market { self.market.lending_rate[month] } else { 0.0 };
        let bond = BondTerms {
            amount,
            coupon: (base + terms.coupon).max(0.0),
            term_months: terms.term_months,
            interest_months: MONTHS_OF_A_YEAR,
            instalments: &[],
        };
        let state = &mut self.state.projects.projects[project];
        let (row, coupon) = (self.model.projects[project].refinancing_row(), bond.coupon);
        state.bonds.push(RunningBond::new(row, month, &bond, BondFees::default()));
        state.rolled_over += amount;
        state.times_rolled += 1;
        state.months[month].rolled_over += amount;
        self.tell_of_issue(row, month, amount, coupon);
        amount
    }

    /// Unsold plots at a month's prices, and instalments that are still to come (CNY).
    fn value_to_come(&self, project: usize, month: Month) -> f64 {
        let unsold = self.model.projects[project].plots.iter().filter(|plot| {
            matches!(
                self.state.plots[**plot].state,
                PlotState::Acquisition
                    | PlotState::Preparation
                    | PlotState::Stock
                    | PlotState::Listed
                    | PlotState::Withdrawn
            )
        });
        let worth = unsold.map(|plot| {
            let share = self.state.plots[*plot].affordable_share;
            self.model.plots[*plot].worth_with(share).at(self.prices_of(*plot, month))
        });
        let state = &self.state.projects.projects[project];
        let end = self.model.calendar.end();
        let to_come = state.scheduled[month.after().min(end)..end].iter();
        let instalments: f64 = to_come.map(|one| one.received.gross).sum();
        worth.sum::<f64>() + instalments + state.beyond
    }

    /// At the end of the horizon: principal beyond the project's account is the budget's.
    pub(super) fn cover_what_is_open(&mut self, project: usize, month: Month) {
        let state = &mut self.state.projects.projects[project];
        let open = state.debt() - state.account.total() - state.reserve;
        if open > ROUNDING {
            state.months[month].support += open;
            state.account.cash += open;
            let row = self.model.projects[project].whole_row();
            self.tell_of_row(row, month, Event::OpenAtHorizon, open);
        }
    }
}
