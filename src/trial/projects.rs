//! Projects of special bonds, month by month: what comes in, what is paid, and who pays what is
//! short.
//!
//! The order of a month is binding: all projects take in own capital, proceeds and land income;
//! then outlays; then interest of all bonds, principal, calls; then what leaves after the last
//! debt. Projects close before the reserve centre does.
//!
//! # Why receipts wait for their month
//!
//! Whether a project still has debt when an instalment comes in is not known when its price is
//! agreed. So its cost portion and gain are kept by month and posted when the month comes: to the
//! project while it has debt, else as those of any other plot.

use crate::calendar::Month;
use crate::catalogue::event::Event;
use crate::catalogue::project_item::ProjectItem;
use crate::catalogue::series::Series;
use crate::model::bond::BondTerms;
use crate::model::plot::PlotState;
use crate::model::plot_index::PlotIndex;
use crate::model::project::BondModel;
use crate::model::project_account::ProjectAccount;
use crate::quantity::MONTHS_OF_A_YEAR;
use crate::rules::project::{BondFees, BudgetInterest, CallWhen, Rest};
use crate::rules::revenue_split::Division;

use super::project_gaps::{Claim, ClaimKind};
use super::project_state::{Receipt, RunningBond, Scheduled};
use super::witness::{Payment, Witness};
use super::worker::Worker;

/// Amounts below this are rounding (CNY).
const ROUNDING: f64 = 1e-6;

impl<W: Witness> Worker<'_, W> {
    /// The project that a plot belongs to.
    #[inline]
    pub(super) fn project_of(&self, plot: PlotIndex) -> Option<usize> {
        if self.model.projects.is_empty() {
            return None;
        }
        self.model.project_of[plot.place()].map(|place| place as usize)
    }

    /// Keeps what an instalment brings a project, or its undoing, for its month.
    #[cold]
    #[inline(never)]
    pub(super) fn receive(&mut self, project: usize, month: Month, division: &Division) {
        let Division { gross, cost, district_gain, .. } = *division;
        self.receive_amounts(project, month, Receipt { gross, cost, gain: district_gain });
    }

    /// Keeps what a buyer pays beside the price.
    #[cold]
    #[inline(never)]
    pub(super) fn receive_undivided(&mut self, project: usize, month: Month, amount: f64) {
        self.receive_amounts(project, month, Receipt { gross: amount, cost: 0.0, gain: amount });
    }

    fn receive_amounts(&mut self, project: usize, month: Month, receipt: Receipt) {
        let Receipt { gross, cost, gain } = receipt;
        let state = &mut self.state.projects.projects[project];
        match state.scheduled.get_mut(month) {
            Some(scheduled) => {
                let (sums, sign) = if gross < 0.0 {
                    (&mut scheduled.refunded, -1.0)
                } else {
                    (&mut scheduled.received, 1.0)
                };
                sums.gross += sign * gross;
                sums.cost += sign * cost;
                sums.gain += sign * gain;
            }
            None => state.beyond += gross,
        }
    }

    /// Keeps an outlay of a project's plot for its months.
    #[cold]
    #[inline(never)]
    pub(super) fn owe_in_equal_parts(
        &mut self,
        project: usize,
        series: Series,
        (first, months): (Month, usize),
        amount: f64,
    ) {
        let state = &mut self.state.projects.projects[project];
        let end = first.plus(months).min(state.scheduled.end());
        for month in Month::each(first.min(end)..end) {
            state.scheduled[month].outlay += amount;
            if series == Series::AcquisitionCny {
                state.scheduled[month].acquisition += amount;
            }
        }
    }

    /// Keeps the purchase of a project's plot with its taxes, which bears no administration.
    pub(super) fn owe_plainly(&mut self, project: usize, month: Month, amount: f64) {
        let state = &mut self.state.projects.projects[project];
        state.scheduled[month].plain_outlay += amount;
        state.scheduled[month].acquisition += amount;
    }

    /// Keeps the holding of a project's plot, which is administration.
    pub(super) fn owe_holding(&mut self, project: usize, month: Month, amount: f64) {
        self.state.projects.projects[project].scheduled[month].holding += amount;
    }

    /// What a project has for another purchase (CNY).
    pub(super) fn available_to(&self, project: usize) -> f64 {
        self.state.projects.projects[project].account.total()
    }

    /// What a project's started acquisitions have still to pay (CNY).
    pub(super) fn committed_by(&self, project: usize) -> f64 {
        let state = &self.state.projects.projects[project];
        (state.acquisition_started - state.acquisition_paid).max(0.0)
    }

    /// Step (a): own capital, proceeds and land income of all projects come in; without projects
    /// nothing happens.
    #[inline]
    pub(super) fn fund_projects(&mut self, month: Month) {
        if !self.model.projects.is_empty() {
            self.take_in(month);
        }
    }

    fn take_in(&mut self, month: Month) {
        let model = self.model;
        let rate = self.market.lending_rate[month];
        for (place, fixed) in model.projects.iter().enumerate() {
            self.take_in_receipts(place, month);
            let is_date = model.project_grid.has_date(place, month);
            if !is_date && fixed.own_capital.iter().all(|(due, _)| *due != month) {
                continue;
            }
            let mut came_in = Vec::new();
            let state = &mut self.state.projects.projects[place];
            let mut books = state.months[month];
            for (_, amount) in fixed.own_capital.iter().filter(|(due, _)| *due == month) {
                books.own_capital += amount;
                state.account.cash += amount;
            }
            for (_, debt) in fixed.other_debt.iter().filter(|(due, _)| *due == month) {
                let terms = BondTerms {
                    amount: debt.amount,
                    coupon: debt.rate,
                    term_months: debt.term_months,
                    interest_months: MONTHS_OF_A_YEAR,
                    instalments: &[],
                };
                let row = fixed.other_debt_row();
                state.bonds.push(RunningBond::new(row, month, &terms, BondFees::default()));
                books.other_debt += debt.amount;
                state.account.cash += debt.amount;
                came_in.push((row, debt.amount, debt.rate, 0.0));
            }
            let bonds = (fixed.first_row..).zip(&fixed.bonds);
            for (row, bond) in bonds.filter(|(_, bond)| bond.issue == month) {
                let coupon = bond.coupon_at(rate);
                state.bonds.push(issued(bond, row, month, coupon));
                books.issued += bond.amount;
                state.account.proceeds += bond.amount;
                // Fees of issue are taken off the proceeds.
                let fee = bond.fees.at_issue(bond.amount);
                books.fees += fee;
                books.from_account += fee;
                state.account.proceeds -= fee;
                came_in.push((row, bond.amount, coupon, fee));
            }
            state.months[month] = books;
            for (row, amount, coupon, fee) in came_in {
                self.tell_of_issue(row, month, amount, coupon);
                self.add_item(row, month, ProjectItem::Fees, fee);
                self.add_item(row, month, ProjectItem::PaidFromAccount, fee);
            }
        }
    }

    /// Posts a project's land income of a month: to the project while it is open, else as that of
    /// any other plot.
    fn take_in_receipts(&mut self, place: usize, month: Month) {
        let state = &self.state.projects.projects[place];
        let Scheduled { received, refunded, .. } = state.scheduled[month];
        if received.gross == 0.0 && refunded.gross == 0.0 {
            return;
        }
        let is_open = state.closed.is_none_or(|closed| month < closed);
        let (cost, gain) = (received.cost - refunded.cost, received.gain - refunded.gain);
        if !is_open {
            let returned = month.plus(self.model.receipts.return_lag_months);
            let injected = self.revenue_split(month).reinvested_share * gain;
            self.post_of_projects(Series::CostReturnedCny, returned, cost);
            self.post_of_projects(Series::DistrictLandGainCny, month, gain);
            self.post_of_projects(Series::InjectionCny, month, injected);
            self.state.projects.projects[place].months[month].gross_income =
                received.gross - refunded.gross;
            return;
        }
        self.trial.series.add(Series::CostReturnedCny, month, cost);
        self.trial.series.add(Series::DistrictLandGainCny, month, gain);
        // The witness is told of these by the project's own books.
        let share = self.model.projects[place].repayment_reserve_share;
        let state = &mut self.state.projects.projects[place];
        let income = received.cost + received.gain;
        let kept = share * income;
        state.reserve += kept;
        state.account.cash += income - kept;
        let books = &mut state.months[month];
        books.gross_income += received.gross - refunded.gross;
        books.income += income;
        books.cost_returned += cost;
    }

    /// Posts what a project that is over has brought the district, and tells the witness.
    fn post_of_projects(&mut self, series: Series, month: Month, amount: f64) {
        self.trial.series.add(series, month, amount);
        self.witness.pays(Payment { series, month, plot: None, amount });
    }

    /// Steps (b) to (d) of all projects, before the reserve centre's books are closed.
    pub(super) fn settle_projects(&mut self, month: Month) {
        type Step<'m, W> = fn(&mut Worker<'m, W>, usize, Month);
        let projects = self.model.projects.len();
        for project in 0..projects {
            if !self.state.projects.projects[project].is_idle(month) {
                self.pay_outlays(project, month);
            }
        }
        let steps: [Step<'_, W>; 3] = [Self::pay_interest, Self::pay_principal, Self::call_bonds];
        for step in steps {
            for project in 0..projects {
                if self.model.project_grid.has_date(project, month) {
                    step(self, project, month);
                }
            }
        }
        let is_last = month.after() == self.model.calendar.end();
        for project in 0..projects {
            if self.state.projects.projects[project].is_idle(month) {
                if self.state.projects.projects[project].months[month].gross_income != 0.0 {
                    self.record_project(project, month);
                }
                continue;
            }
            if is_last {
                self.cover_what_is_open(project, month);
            }
            self.let_rest_leave(project, month);
            let state = &mut self.state.projects.projects[project];
            state.acquisition_paid += state.scheduled[month].acquisition;
            let debt = state.debt();
            let (account, reserve) = (state.account, state.reserve);
            let books = &mut state.months[month];
            books.proceeds = account.proceeds;
            books.cash = account.cash;
            books.reserve = reserve;
            books.debt = debt;
            self.record_project(project, month);
        }
    }

    /// Refunds, clearance, preparation and administration: of proceeds, then of cash.
    fn pay_outlays(&mut self, project: usize, month: Month) {
        let administration = 1.0 + self.model.reserve.administration_rate;
        let state = &mut self.state.projects.projects[project];
        let owed = state.scheduled[month];
        let refund = owed.refunded;
        let is_open = state.closed.is_none_or(|closed| month < closed);
        let refunded = if is_open { refund.cost + refund.gain } else { 0.0 };
        let spent = owed.outlay + owed.plain_outlay;
        let outlay = owed.outlay * administration + owed.plain_outlay + owed.holding;
        let short = state.account.pay_outlay(outlay + refunded);
        let books = &mut state.months[month];
        books.outlay += outlay;
        books.spent += spent;
        books.income -= refunded;
        books.from_account += outlay + refunded - short;
        let row = self.model.projects[project].whole_row();
        self.cover(project, month, short, Claim { row, kind: ClaimKind::Other });
    }

    /// Interest of all bonds by month of issue: of cash alone.
    fn pay_interest(&mut self, project: usize, month: Month) {
        let fixed = &self.model.projects[project];
        let of_budget = match fixed.budget_interest {
            BudgetInterest::UntilPlannedIncome => month < fixed.first_planned_income,
            BudgetInterest::Always => true,
            BudgetInterest::Never => false,
        };
        for place in 0..self.state.projects.projects[project].bonds.len() {
            let state = &mut self.state.projects.projects[project];
            let bond = &state.bonds[place];
            let Some(paid) = bond.due(month).filter(|paid| paid.interest > 0.0) else { continue };
            let fee = bond.fees.with_payment(paid.interest);
            let (row, is_original) = (bond.row, bond.is_original);
            let mut short = state.account.pay_interest(paid.interest + fee);
            let books = &mut state.months[month];
            *(if is_original { &mut books.interest } else { &mut books.other_interest }) +=
                paid.interest;
            books.fees += fee;
            let from_account = paid.interest + fee - short;
            books.from_account += from_account;
            let by_budget = if of_budget && is_original { std::mem::take(&mut short) } else { 0.0 };
            books.budget_interest += by_budget;
            for (item, amount) in [
                (ProjectItem::Interest, paid.interest),
                (ProjectItem::Fees, fee),
                (ProjectItem::PaidFromAccount, from_account),
                (ProjectItem::BudgetInterest, by_budget),
            ] {
                self.add_item(row, month, item, amount);
            }
            self.tell_of_row(row, month, Event::BondInterest, paid.interest + fee);
            self.tell_of_row(row, month, Event::BudgetInterest, by_budget);
            self.cover(project, month, short, Claim { row, kind: ClaimKind::Other });
        }
    }

    /// Principal of all bonds by month of issue: of proceeds, then of cash.
    fn pay_principal(&mut self, project: usize, month: Month) {
        for place in 0..self.state.projects.projects[project].bonds.len() {
            let bond = &self.state.projects.projects[project].bonds[place];
            let due = bond.due(month).map_or(0.0, |paid| paid.principal);
            if due > 0.0 {
                self.repay(project, place, month, due);
            }
        }
    }

    /// Repays principal of a bond; what the account lacks others pay.
    fn repay(&mut self, project: usize, place: usize, month: Month, amount: f64) {
        let state = &mut self.state.projects.projects[project];
        let bond = &mut state.bonds[place];
        bond.outstanding -= amount;
        let fee = bond.fees.with_payment(amount);
        let (row, is_original) = (bond.row, bond.is_original);
        let short = state.account.pay_principal(amount);
        let short_of_fee = state.account.pay_principal(fee);
        let books = &mut state.months[month];
        *(if is_original { &mut books.principal } else { &mut books.other_principal }) += amount;
        books.fees += fee;
        let from_account = amount + fee - short - short_of_fee;
        books.from_account += from_account;
        for (item, amount) in [
            (ProjectItem::Principal, amount),
            (ProjectItem::Fees, fee),
            (ProjectItem::PaidFromAccount, from_account),
        ] {
            self.add_item(row, month, item, amount);
        }
        self.tell_of_row(row, month, Event::BondPrincipal, amount + fee);
        let kind = if is_original { ClaimKind::Principal } else { ClaimKind::OtherPrincipal };
        self.cover(project, month, short, Claim { row, kind });
        self.cover(project, month, short_of_fee, Claim { row, kind: ClaimKind::Other });
    }

    /// Calls bonds whose date has come, after what is due.
    fn call_bonds(&mut self, project: usize, month: Month) {
        for place in 0..self.state.projects.projects[project].bonds.len() {
            let state = &self.state.projects.projects[project];
            let bond = &state.bonds[place];
            let Some((from, when)) = bond.call.filter(|_| bond.outstanding > ROUNDING) else {
                continue;
            };
            let is_date = month >= bond.issue.plus(from) && bond.due(month).is_some();
            if !is_date || when == CallWhen::Never {
                continue;
            }
            let (amount, ends) = (bond.outstanding, bond.ends);
            if when == CallWhen::Cash {
                let with_fee = amount + bond.fees.with_payment(amount);
                let others = state.bonds.iter().enumerate().filter(|(other, _)| *other != place);
                let others: f64 = others.map(|(_, other)| other.to_pay(month, ends)).sum();
                let needed = with_fee + others + self.waiting_purchases(project, month);
                if state.account.total() < needed {
                    continue;
                }
            }
            let row = bond.row;
            self.tell_of_row(row, month, Event::BondCall, amount);
            let bond = &mut self.state.projects.projects[project].bonds[place];
            bond.payments.retain(|paid| bond.issue.plus(paid.months) <= month);
            bond.ends = month;
            self.repay(project, place, month, amount);
        }
    }

    /// What purchases that wait will cost at a month's prices (CNY).
    fn waiting_purchases(&self, project: usize, month: Month) -> f64 {
        let plots = self.model.projects[project].plots.iter();
        let waiting = plots.filter(|plot| {
            let fixed = &self.model.plots[**plot];
            let state = self.state.plots[**plot].state;
            state == PlotState::Unreserved && fixed.reserve_start.is_some()
        });
        let cost = |plot: &PlotIndex| {
            let of_idle_land = self.purchase_of(*plot, month);
            of_idle_land.unwrap_or_else(|| self.acquisition_cost(*plot, month))
        };
        waiting.map(cost).sum()
    }

    /// What is left goes to the budget in the month in which the last debt is repaid and nothing is
    /// left to buy or prepare; a project that keeps its rest keeps it.
    fn let_rest_leave(&mut self, project: usize, month: Month) {
        let fixed = &self.model.projects[project];
        let end = self.model.calendar.end();
        let state = &self.state.projects.projects[project];
        let is_over = state.closed.is_none()
            && state.debt() <= ROUNDING
            && fixed.bonds.iter().all(|bond| bond.issue <= month)
            && fixed.other_debt.iter().all(|(due, _)| *due <= month)
            && state.scheduled[month.after().min(end)..end].iter().all(|one| one.outlay == 0.0)
            && fixed.plots.iter().all(|plot| self.is_bought_and_prepared(*plot));
        if !is_over || fixed.rest == Rest::Gaps {
            return;
        }
        let state = &mut self.state.projects.projects[project];
        state.closed = Some(month.after());
        let left = state.account.total() + state.reserve;
        state.account = ProjectAccount::default();
        state.reserve = 0.0;
        state.months[month].to_budget += left;
        self.tell_of_row(fixed.whole_row(), month, Event::ProjectRest, left);
    }

    /// Whether nothing is left to pay for a plot before it is net land.
    fn is_bought_and_prepared(&self, plot: PlotIndex) -> bool {
        match self.state.plots[plot].state {
            PlotState::Acquisition | PlotState::Preparation => false,
            PlotState::Unreserved => self.model.plots[plot].reserve_start.is_none(),
            _ => true,
        }
    }
}

/// A bond in its month of issue.
fn issued(bond: &BondModel, row: usize, month: Month, coupon: f64) -> RunningBond {
    let terms = BondTerms {
        amount: bond.amount,
        coupon,
        term_months: bond.term_months,
        interest_months: bond.interest_months,
        instalments: &bond.instalments,
    };
    let running = RunningBond::new(row, month, &terms, bond.fees);
    RunningBond { call: bond.call, is_original: true, ..running }
}
