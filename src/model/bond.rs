//! What a special bond pays and when: interest on what is outstanding, and principal.
//!
//! Interest runs from the month after issue to the month in which the last principal is due, and no
//! month is counted twice. A month bears a twelfth of the yearly coupon on what was outstanding at
//! its begin, whatever the days; it is paid on interest dates, counted from issue, and with the
//! last principal.

use crate::quantity::{MONTHS_PER_YEAR, count};
use crate::rules::project::BondFees;

/// Terms of a bond for its payments.
#[derive(Debug, Clone, Copy)]
pub struct BondTerms<'b> {
    /// Principal (CNY).
    pub amount: f64,
    /// Coupon per year.
    pub coupon: f64,
    /// Months after issue until the last principal is due, 1 or more.
    pub term_months: usize,
    /// Months from one payment of interest to the next, 1 or more.
    pub interest_months: usize,
    /// Principal that is repaid before: months after issue in order of time, and CNY.
    pub instalments: &'b [(usize, f64)],
}

/// What a bond pays in a month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BondPayment {
    /// Months after issue.
    pub months: usize,
    /// Interest (CNY).
    pub interest: f64,
    /// Principal (CNY).
    pub principal: f64,
}

impl BondTerms<'_> {
    /// All payments, in order of time: those months in which something is paid.
    ///
    /// ```
    /// use landsim::model::bond::BondTerms;
    ///
    /// let terms = BondTerms {
    ///     amount: 1e9,
    ///     coupon: 0.0585,
    ///     term_months: 60,
    ///     interest_months: 12,
    ///     instalments: &[],
    /// };
    /// let payments = terms.payments();
    /// assert_eq!(payments.len(), 5);
    /// assert_eq!((payments[0].months, payments[0].interest), (12, 58_500_000.0));
    /// assert_eq!((payments[4].months, payments[4].principal), (60, 1e9));
    /// ```
    pub fn payments(&self) -> Vec<BondPayment> {
        let before = |(months, _): &&(usize, f64)| *months < self.term_months;
        let mut instalments = self.instalments.iter().filter(before).peekable();
        let (mut outstanding, mut accrued) = (self.amount, 0.0);
        // Since this month interest on what is outstanding has not been added up.
        let mut since = 0;
        let mut payments = Vec::new();
        for months in 1..=self.term_months {
            let is_last = months == self.term_months;
            let mut principal = 0.0;
            while let Some((_, amount)) = instalments.next_if(|(due, _)| *due <= months) {
                principal += amount.min(outstanding - principal);
            }
            if is_last {
                principal = outstanding;
            }
            let pays_interest = is_last || months % self.interest_months == 0;
            if principal > 0.0 || pays_interest {
                accrued += outstanding * self.coupon * count(months - since) / MONTHS_PER_YEAR;
                since = months;
            }
            let interest = if pays_interest { std::mem::take(&mut accrued) } else { 0.0 };
            if interest > 0.0 || principal > 0.0 {
                payments.push(BondPayment { months, interest, principal });
            }
            outstanding -= principal;
        }
        payments
    }
}

impl BondFees {
    /// What is paid at the issue of a principal (CNY).
    pub fn at_issue(&self, amount: f64) -> f64 {
        (self.issue + self.registration) * amount
    }

    /// What is paid with a payment of principal or interest (CNY).
    pub fn with_payment(&self, payment: f64) -> f64 {
        self.payout * payment
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(instalments: &[(usize, f64)]) -> BondTerms<'_> {
        BondTerms { amount: 120.0, coupon: 0.1, term_months: 36, interest_months: 12, instalments }
    }

    #[test]
    fn a_bullet_pays_yearly_interest_and_all_at_the_end() {
        let paid: Vec<_> = terms(&[])
            .payments()
            .iter()
            .map(|paid| (paid.months, paid.interest, paid.principal))
            .collect();
        assert_eq!(paid, [(12, 12.0, 0.0), (24, 12.0, 0.0), (36, 12.0, 120.0)]);
    }

    #[test]
    fn half_yearly_interest_is_paid_twice_a_year() {
        let half = BondTerms { interest_months: 6, ..terms(&[]) };
        let payments = half.payments();
        assert_eq!(payments.len(), 6);
        assert!(payments.iter().all(|paid| paid.interest == 6.0));
    }

    #[test]
    fn principal_that_is_repaid_bears_no_more_interest() {
        // 30 after 18 months: the second year's interest is 6 on 120 and 4.5 on 90.
        let paid: Vec<_> = terms(&[(18, 30.0)])
            .payments()
            .iter()
            .map(|paid| (paid.months, paid.interest, paid.principal))
            .collect();
        assert_eq!(paid, [(12, 12.0, 0.0), (18, 0.0, 30.0), (24, 10.5, 0.0), (36, 9.0, 90.0)]);
    }

    #[test]
    fn instalments_never_repay_more_than_there_is() {
        let payments = terms(&[(6, 100.0), (12, 100.0), (48, 5.0)]).payments();
        let principal: f64 = payments.iter().map(|paid| paid.principal).sum();
        assert_eq!(principal, 120.0);
        assert_eq!(payments.last().map(|paid| paid.months), Some(12));
    }

    #[test]
    fn a_term_that_ends_between_interest_dates_pays_the_rest_at_its_end() {
        let odd = BondTerms { term_months: 18, ..terms(&[]) };
        let last = odd.payments().pop().expect("a payment");
        assert_eq!((last.months, last.interest, last.principal), (18, 6.0, 120.0));
    }
}
