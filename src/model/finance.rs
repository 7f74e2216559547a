//! The reserve centre's month: cash, debt by due date, and the gap the district budget
//! covers.
//!
//! The close of a month runs in this order:
//!
//! 1. inflows and outlays, and interest on the opening debt;
//! 2. principal that falls due is paid out of cash;
//! 3. below `min_cash`, loans are drawn up to the headroom, then bonds within the quota, at most
//!    what land and principal of the month took: their proceeds pay no interest;
//! 4. cash that is still below 0 the district budget supports up to 0, not up to `min_cash`: the
//!    funding gap (融资缺口);
//! 5. above `min_cash` and the buffer, loans are repaid early, what falls due first being
//!    repaid first; bonds are not.
//!
//! # Why debt becomes a gap
//!
//! A loan of two years is rolled over only where headroom allows, and the limit falls with
//! the value of net land not sold. A slump takes collateral away just when receipts are
//! late: principal due then meets a limit below the debt, nothing can be drawn, and the
//! district pays.
//!
//! # Why loans are kept by due month
//!
//! One list with the sum that falls due in each month takes the place of a list of loans:
//! two draws of a month fall due together, an early repayment eats the list from its front,
//! and nothing grows with the number of draws.

use crate::calendar::{ByMonth, Month};
use crate::rules::finance::Finance;

use super::quota_bonds::{BondsOnOffer, QuotaBonds};

/// Cash, debt and when it falls due, of the reserve centre (土地储备中心); all in yuan, none ever
/// negative.
///
/// ```
/// use landsim::calendar::{DatedValue, Month};
/// use landsim::model::finance::{MonthFlows, ReserveCentre};
/// use landsim::rules::finance::Finance;
///
/// let rules = Finance {
///     opening_cash: 100.0,
///     opening_debt: 0.0,
///     min_cash: 50.0,
///     cash_buffer: 20.0,
///     facility_limit: vec![DatedValue { from: None, value: 1000.0 }],
///     loan_to_value: 0.7,
///     loan_term_months: 2,
///     spread: 0.0,
/// };
/// let mut centre = ReserveCentre::default();
/// centre.open(&rules, 12);
/// // 100 - 250 = -150 in hand: 200 are drawn to hold 50.
/// let flows = MonthFlows { outlay: 250.0, debt_limit: 1000.0, ..MonthFlows::default() };
/// let close = centre.close(&rules, Month::START, &flows);
/// assert_eq!((close.draw, close.support), (200.0, 0.0));
/// assert_eq!((centre.cash, centre.debt()), (50.0, 200.0));
/// ```
#[derive(Debug, Clone, Default)]
pub struct ReserveCentre {
    /// Cash at the end of the month that was closed last (CNY).
    pub cash: f64,
    /// Loans at the end of the month that was closed last (CNY): the sum of all that is
    /// still to fall due.
    pub loans: f64,
    /// Special bonds within the quota at the end of that month.
    pub bonds: QuotaBonds,
    /// Loans by the month in which they fall due, from month 0 to a loan's term beyond the
    /// horizon (CNY).
    due: ByMonth<f64>,
    /// No loan falls due before this month: where early repayment begins.
    earliest_due: Month,
}

/// What goes through the centre in a month before it borrows, and what it may borrow (CNY).
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct MonthFlows {
    /// Cost returned, income fund and injections of the month.
    pub inflow: f64,
    /// Acquisition, preparation and administration of the month.
    pub outlay: f64,
    /// Lending rate with the centre's spread; below 0 no interest is paid (per year).
    pub interest_rate: f64,
    /// Most loans that facility and collateral allow, 0 under a ban of loans (CNY).
    pub debt_limit: f64,
    /// Special bonds that may be issued beside, whatever the limit.
    pub bonds: BondsOnOffer,
}

/// What the close of a month did (CNY).
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Close {
    /// Interest paid: a twelfth of the yearly rate on the opening loans, and of the bonds' coupons.
    pub interest: f64,
    /// Principal repaid, of loans due and early, of bonds due.
    pub repayment: f64,
    /// Borrowed in loans and bonds.
    pub draw: f64,
    /// Part of `draw` that comes from special bonds, taken only where loans do not reach.
    pub bonds: f64,
    /// Covered by the district budget because cash would be negative.
    pub support: f64,
}

impl ReserveCentre {
    /// Opens the books of month 0, in the buffers of an earlier trial.
    ///
    /// The opening debt falls due in equal parts in months 0 to `loan_term_months` - 1,
    /// since nobody knows when it was drawn.
    pub fn open(&mut self, rules: &Finance, horizon: usize) {
        self.cash = rules.opening_cash;
        self.bonds.clear();
        self.loans = rules.opening_debt;
        self.earliest_due = Month::START;
        self.due.reset(0.0, horizon + rules.loan_term_months + 1);
        let part = rules.opening_debt / crate::quantity::count(rules.loan_term_months);
        self.due[Month::START..Month::at(rules.loan_term_months)].fill(part);
    }

    /// Loans and bonds at the end of the month that was closed last (CNY).
    #[inline]
    pub fn debt(&self) -> f64 {
        self.loans + self.bonds.principal()
    }

    /// What could be lent under a limit, never below 0 (CNY).
    #[inline]
    pub fn headroom(&self, debt_limit: f64) -> f64 {
        (debt_limit - self.loans).max(0.0)
    }

    /// Closes a month: flows, interest, principal due, then a draw, support or early
    /// repayment.
    ///
    /// A draw falls due `loan_term_months` after the month. Months must be closed in order,
    /// each once.
    #[inline(always)]
    pub fn close(&mut self, rules: &Finance, month: Month, flows: &MonthFlows) -> Close {
        let rate = flows.interest_rate.max(0.0);
        let mut close = Close {
            interest: self.loans * rate / crate::quantity::MONTHS_PER_YEAR,
            ..Close::default()
        };
        let has_bonds = !self.bonds.is_empty();
        if has_bonds {
            close.interest += self.bonds.interest(rate);
        }
        self.cash += flows.inflow - flows.outlay - close.interest;
        close.repayment = self.repay_due(month);
        if has_bonds {
            close.repayment += self.repay_bonds(month);
        }
        if self.cash < rules.min_cash {
            let short = rules.min_cash - self.cash;
            let lent = short.min(self.headroom(flows.debt_limit));
            self.draw(lent, month.plus(rules.loan_term_months));
            close.draw = lent;
            if flows.bonds.most > 0.0 {
                // What pays neither for land nor principal is interest or cash to hold.
                let used = flows.outlay + close.repayment;
                close.bonds = (short - lent).min(flows.bonds.most).min(used).max(0.0);
                close.draw += close.bonds;
                self.issue(close.bonds, month, &flows.bonds);
            }
        }
        if self.cash < 0.0 {
            close.support = -self.cash;
            self.cash = 0.0;
        }
        let excess = self.cash - rules.min_cash - rules.cash_buffer;
        if excess > 0.0 && self.loans > 0.0 {
            close.repayment += self.repay_early(excess);
        }
        close
    }

    /// Takes cash and debt of books that were seen. What is no bond is loans: what falls due when
    /// keeps its proportions, and loans of which nothing was known fall due in equal parts over a
    /// loan's term from `month` on.
    pub fn hold(&mut self, cash: f64, debt: f64, month: Month, term_months: usize) {
        self.cash = cash;
        if debt != self.debt() {
            self.hold_loans((debt - self.bonds.principal()).max(0.0), month, term_months);
        }
    }

    fn hold_loans(&mut self, loans: f64, month: Month, term_months: usize) {
        let known: f64 = self.due[month..self.due.end()].iter().sum();
        self.loans = loans;
        if known > 0.0 {
            let factor = loans / known;
            let end = self.due.end();
            self.due[month..end].iter_mut().for_each(|due| *due *= factor);
        } else {
            self.run_off(month, term_months.max(1));
        }
    }

    /// Changes what was issued in bonds in a month to what the books of it say; cash and loans are
    /// left for [`Self::hold`].
    pub fn reissue(&mut self, change: f64, month: Month, terms: &BondsOnOffer) {
        self.bonds.reissue(change, month, terms);
    }

    /// Takes what is owed in bonds by month, from `month` on, out of a debt that stays what it was.
    pub fn owe_bonds(&mut self, due: &[(Month, f64)], month: Month, term_months: usize) {
        let debt = self.debt();
        if self.bonds.owe(due) {
            self.hold_loans((debt - self.bonds.principal()).max(0.0), month, term_months);
        }
    }

    /// Loans that fall due from a month on, by month (CNY).
    pub fn due(&self, from: Month) -> Vec<(Month, f64)> {
        let due = self.due.entries().filter(|(month, amount)| *month >= from && **amount > 0.0);
        due.map(|(month, amount)| (month, *amount)).collect()
    }

    /// Takes what of loans falls due in which months, from `month` on; the loans are the sum.
    pub fn owe(&mut self, due: &[(Month, f64)], month: Month) {
        let last = due.iter().map(|(month, _)| month.after()).max().unwrap_or(month);
        self.due.extend_to(last, 0.0);
        let end = self.due.end();
        self.due[month..end].fill(0.0);
        for (month, amount) in due {
            self.due[*month] += amount;
        }
        let first = Month::each(month..end).find(|month| self.due[*month] > 0.0);
        self.earliest_due = first.unwrap_or(end);
        let sum: f64 = self.due[month..end].iter().sum();
        if (sum - self.loans).abs() > 1.0 {
            self.loans = sum;
        }
    }

    /// Spreads all loans in equal parts over `months` months from `month` on, in the place
    /// of what was to fall due: it runs off under a ban of loans.
    pub fn run_off(&mut self, month: Month, months: usize) {
        let end = month.plus(months);
        self.due.extend_to(end, 0.0);
        self.due[month..end].fill(self.loans / crate::quantity::count(months));
        let all = self.due.end();
        self.due[end..all].fill(0.0);
        self.earliest_due = month;
    }

    /// Pays the principal that falls due in a month, whether or not cash reaches (CNY).
    #[inline(always)]
    fn repay_due(&mut self, month: Month) -> f64 {
        let due = std::mem::take(&mut self.due[month]);
        self.earliest_due = self.earliest_due.max(month.after());
        self.settle(due);
        due
    }

    /// Issues bonds, if anything is to be issued.
    #[cold]
    fn issue(&mut self, amount: f64, month: Month, terms: &BondsOnOffer) {
        if amount > 0.0 {
            self.cash += amount;
            self.bonds.issue(amount, month, terms);
        }
    }

    /// Pays back the bonds that fall due in a month, whether or not cash reaches (CNY).
    #[cold]
    fn repay_bonds(&mut self, month: Month) -> f64 {
        let due = self.bonds.take_due(month);
        self.cash -= due;
        due
    }

    /// Borrows an amount that falls due in `due_month`.
    fn draw(&mut self, amount: f64, due_month: Month) {
        self.cash += amount;
        self.loans += amount;
        self.due[due_month] += amount;
        // After a full early repayment nothing was due at all; from now on something is.
        self.earliest_due = self.earliest_due.min(due_month);
    }

    /// Repays up to `amount`, what falls due first being repaid first; tells how much
    /// (CNY).
    fn repay_early(&mut self, amount: f64) -> f64 {
        let mut left = amount;
        while left > 0.0
            && let Some(due) = self.due.get_mut(self.earliest_due)
        {
            let part = due.min(left);
            *due -= part;
            left -= part;
            if *due > 0.0 {
                break;
            }
            self.earliest_due = self.earliest_due.after();
        }
        let repaid = amount - left;
        self.settle(repaid);
        repaid
    }

    /// Takes a repayment out of cash and loans.
    fn settle(&mut self, amount: f64) {
        self.cash -= amount;
        self.loans -= amount;
        // Loans are the sum of their parts; when none is left, rounding must not leave any either.
        if self.earliest_due >= self.due.end() {
            self.loans = 0.0;
        }
        self.loans = self.loans.max(0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::DatedValue;

    fn rules() -> Finance {
        Finance {
            opening_cash: 100.0,
            opening_debt: 0.0,
            min_cash: 50.0,
            cash_buffer: 20.0,
            facility_limit: vec![DatedValue { from: None, value: 1000.0 }],
            loan_to_value: 0.7,
            loan_term_months: 2,
            spread: 0.0,
        }
    }

    fn opened(rules: &Finance) -> ReserveCentre {
        let mut centre = ReserveCentre::default();
        centre.open(rules, 12);
        centre
    }

    fn outlay(outlay: f64, debt_limit: f64) -> MonthFlows {
        MonthFlows { outlay, interest_rate: 0.12, debt_limit, ..MonthFlows::default() }
    }

    #[test]
    fn a_draw_an_interest_payment_and_a_repayment() {
        // Month 0: 100 - 250 = -150, so 200 are drawn to hold 50; due in month 2.
        // Month 1: interest 200 × 12% / 12 = 2; 48 in hand, 2 drawn (debt 202), due in month 3.
        // Month 2: interest 2.02; income 300; 200 due: 50 + 300 - 2.02 - 200 = 147.98; above 70 by
        //          77.98, so the remaining 2 are repaid early: 145.98 in hand, no debt.
        let rules = rules();
        let mut centre = opened(&rules);
        let first = centre.close(&rules, Month::new(0), &outlay(250.0, 1000.0));
        assert_eq!((first.draw, centre.cash, centre.debt()), (200.0, 50.0, 200.0));
        let second = centre.close(&rules, Month::new(1), &outlay(0.0, 1000.0));
        assert_eq!((second.interest, second.draw, centre.debt()), (2.0, 2.0, 202.0));
        let third = centre.close(
            &rules,
            Month::new(2),
            &MonthFlows { inflow: 300.0, ..outlay(0.0, 1000.0) },
        );
        assert_eq!((third.interest, third.repayment, third.draw), (2.02, 202.0, 0.0));
        assert!((centre.cash - 145.98).abs() < 1e-12);
        assert_eq!(centre.debt(), 0.0);
    }

    #[test]
    fn what_cannot_be_borrowed_is_covered_by_the_district() {
        // 100 - 400 = -300; only 120 may be drawn: -180 is the gap.
        let rules = rules();
        let mut centre = opened(&rules);
        let close = centre.close(&rules, Month::new(0), &outlay(400.0, 120.0));
        assert_eq!(
            (close.draw, close.support, centre.cash, centre.debt()),
            (120.0, 180.0, 0.0, 120.0)
        );
    }

    #[test]
    fn principal_due_without_headroom_becomes_a_gap() {
        // 120 drawn in month 0 fall due in month 2, when the limit has gone to 0. Interest in
        // months 1 and 2 is 1.2 each; in month 0 the gap was 0 because 150 - 120 of outlay were in
        // hand.
        let rules = Finance { min_cash: 0.0, ..rules() };
        let mut centre = opened(&rules);
        centre.close(&rules, Month::new(0), &outlay(220.0, 120.0));
        assert_eq!((centre.cash, centre.debt()), (0.0, 120.0));
        let second = centre.close(&rules, Month::new(1), &outlay(0.0, 0.0));
        assert_eq!((second.support, centre.debt()), (1.2, 120.0));
        let third = centre.close(&rules, Month::new(2), &outlay(0.0, 0.0));
        assert!((third.support - 121.2).abs() < 1e-12);
        assert_eq!((third.repayment, centre.debt()), (120.0, 0.0));
    }

    #[test]
    fn opening_debt_falls_due_in_equal_parts() {
        let rules = Finance { opening_debt: 300.0, loan_term_months: 3, ..rules() };
        let mut centre = opened(&rules);
        let repaid: Vec<f64> = Month::first(4)
            .map(|month| {
                centre
                    .close(&rules, month, &MonthFlows { inflow: 60.0, ..outlay(0.0, 0.0) })
                    .repayment
            })
            .collect();
        assert_eq!(repaid, [100.0, 100.0, 100.0, 0.0]);
        assert_eq!(centre.debt(), 0.0);
    }

    #[test]
    fn bonds_pay_no_interest_keep_their_coupon_and_are_not_repaid_early() {
        // No loans at all; 100 in hand, 50 to hold; bonds of 150 a year at 6 % for four months.
        // Month 0: 100 - 130 = -30, short of 80: 80 issued, 50 in hand.
        // Month 1: interest 80 × 6 % / 12 = 0.4; nothing is bought, so nothing may be issued.
        // Month 2: interest 0.4; 400 come in: 449.2, far above the buffer, and 80 stay owed.
        // Month 3: 469.2 - 0.4 - 600 = -131.2, short of 181.2: 70 are left, and 61.2 are a gap.
        // Month 4: interest (80 + 70) × 0.5 % = 0.75; the first 80 are due and nothing is left of
        //          the quota: 80.75 are a gap.
        let rules = rules();
        let mut centre = opened(&rules);
        let mut left = 150.0;
        let mut closes = Vec::new();
        let months = [(0.0, 130.0), (0.0, 0.0), (400.0, 0.0), (20.0, 600.0), (0.0, 0.0)];
        for (month, (inflow, outlay)) in Month::first(5).zip(months) {
            let bonds = BondsOnOffer { most: left, coupon: Some(0.06), term_months: 4 };
            let flows = MonthFlows { inflow, outlay, interest_rate: 0.12, debt_limit: 0.0, bonds };
            let close = centre.close(&rules, month, &flows);
            left -= close.bonds;
            closes.push((close.interest, close.bonds, close.repayment, close.support));
        }
        let expected = [
            (0.0, 80.0, 0.0, 0.0),
            (0.4, 0.0, 0.0, 0.0),
            (0.4, 0.0, 0.0, 0.0),
            (0.4, 70.0, 0.0, 61.2),
            (0.75, 0.0, 80.0, 80.75),
        ];
        for (close, expected) in closes.iter().zip(expected) {
            let pairs = [close.0 - expected.0, close.1 - expected.1];
            let more = [close.2 - expected.2, close.3 - expected.3];
            assert!(pairs.iter().chain(&more).all(|off| off.abs() < 1e-9), "{closes:?}");
        }
        assert_eq!((centre.debt(), centre.loans), (70.0, 0.0));
    }
}
