//! Special bonds of the reserve centre within a yearly quota: where there are no projects, what is
//! lent in the place of loans.
//!
//! A bond is repaid when it is due and not before, and bears the coupon of its issue. Its proceeds
//! pay for land and for principal that falls due, never interest (财预〔2017〕62号: for land reserve
//! alone, not for current outlays). Where only loans reach, or nothing does, is worked out in
//! [`super::finance`].

use crate::calendar::Month;
use crate::quantity::MONTHS_PER_YEAR;

/// What may be issued in a month and on what terms.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct BondsOnOffer {
    /// Most that may be issued: what is left of the calendar year's quota (CNY).
    pub most: f64,
    /// Coupon per year; where none is known the lending rate of each month with the centre's
    /// spread.
    pub coupon: Option<f64>,
    /// Months after issue in which they are due.
    pub term_months: usize,
}

/// A bond, or several of one coupon that are due together.
#[derive(Debug, Clone, Copy, PartialEq)]
struct QuotaBond {
    due: Month,
    /// Principal (CNY), above 0.
    principal: f64,
    coupon: Option<f64>,
}

/// Bonds that are not repaid.
#[derive(Debug, Clone, Default)]
pub struct QuotaBonds {
    open: Vec<QuotaBond>,
}

impl QuotaBonds {
    /// Principal of all of them (CNY).
    #[inline]
    pub fn principal(&self) -> f64 {
        // The sum of nothing is written so that it is 0 and not -0.
        self.open.iter().fold(0.0, |sum, bond| sum + bond.principal)
    }

    /// Interest of a month: a twelfth of each one's coupon (CNY).
    #[inline]
    pub(super) fn interest(&self, lending_rate: f64) -> f64 {
        let yearly = |bond: &QuotaBond| bond.principal * bond.coupon.unwrap_or(lending_rate);
        self.open.iter().fold(0.0, |sum, bond| sum + yearly(bond) / MONTHS_PER_YEAR)
    }

    /// Whether there is none.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.open.clear();
    }

    /// Takes out what falls due in a month or before; tells the principal (CNY).
    #[inline]
    pub(super) fn take_due(&mut self, month: Month) -> f64 {
        let due = self.open.iter().filter(|bond| bond.due <= month);
        let due = due.fold(0.0, |sum, bond| sum + bond.principal);
        self.open.retain(|bond| bond.due > month);
        due
    }

    /// Issues bonds in a month.
    pub(super) fn issue(&mut self, amount: f64, month: Month, terms: &BondsOnOffer) {
        let due = month.plus(terms.term_months);
        self.open.push(QuotaBond { due, principal: amount, coupon: terms.coupon });
    }

    /// Changes what was issued in a month by an amount, which may be below 0: the books say so.
    pub(super) fn reissue(&mut self, change: f64, month: Month, terms: &BondsOnOffer) {
        let due = month.plus(terms.term_months);
        let issued = self.open.last_mut().filter(|bond| bond.due == due);
        match issued {
            Some(bond) => bond.principal = (bond.principal + change).max(0.0),
            None if change > 0.0 => self.issue(change, month, terms),
            None => {}
        }
        self.open.retain(|bond| bond.principal > 0.0);
    }

    /// Takes what is owed in bonds by the month in which it is due; those that are known keep their
    /// coupon. Tells whether that changes anything by more than a yuan.
    pub(super) fn owe(&mut self, told: &[(Month, f64)]) -> bool {
        let known = |due: Month, open: &[QuotaBond]| -> f64 {
            open.iter().filter(|bond| bond.due == due).map(|bond| bond.principal).sum()
        };
        let of_month = |due: Month| -> f64 {
            told.iter().filter(|(month, _)| *month == due).map(|(_, amount)| amount).sum()
        };
        let mut months: Vec<Month> = told.iter().map(|(month, _)| *month).collect();
        months.extend(self.open.iter().map(|bond| bond.due));
        months.sort_unstable();
        months.dedup();
        let mut changed = false;
        for due in months {
            let (before, now) = (known(due, &self.open), of_month(due));
            if (before - now).abs() <= 1.0 {
                continue;
            }
            changed = true;
            if before > 0.0 {
                let of_due = self.open.iter_mut().filter(|bond| bond.due == due);
                of_due.for_each(|bond| bond.principal *= now / before);
            } else {
                self.open.push(QuotaBond { due, principal: now, coupon: None });
            }
        }
        self.open.retain(|bond| bond.principal > 0.0);
        changed
    }

    /// Principal that falls due from a month on, in order of time (CNY).
    pub fn due(&self, from: Month) -> Vec<(Month, f64)> {
        let mut due: Vec<(Month, f64)> = Vec::new();
        let mut open: Vec<&QuotaBond> = self.open.iter().filter(|bond| bond.due >= from).collect();
        open.sort_by_key(|bond| bond.due);
        for bond in open {
            match due.last_mut().filter(|(month, _)| *month == bond.due) {
                Some((_, amount)) => *amount += bond.principal,
                None => due.push((bond.due, bond.principal)),
            }
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(number: usize) -> Month {
        Month::at(number)
    }

    /// Two bonds: 60 of 6 % due in month 24, 40 of 3 % due in month 36.
    fn two() -> QuotaBonds {
        let mut bonds = QuotaBonds::default();
        let terms =
            |coupon, term_months| BondsOnOffer { most: 100.0, coupon: Some(coupon), term_months };
        bonds.issue(60.0, month(0), &terms(0.06, 24));
        bonds.issue(40.0, month(12), &terms(0.03, 24));
        bonds
    }

    #[test]
    fn what_is_told_of_known_bonds_changes_nothing_within_a_yuan() {
        let mut bonds = two();
        assert!(!bonds.owe(&[(month(24), 60.5), (month(36), 39.5)]));
        assert_eq!((bonds.principal(), bonds.due(month(25))), (100.0, vec![(month(36), 40.0)]));
    }

    #[test]
    fn told_bonds_keep_a_known_coupon_and_others_bear_the_lending_rate() {
        // 30 of 60 are left, nothing is due in month 36, 20 that nobody knew of are in month 48:
        // 30 × 6 % and 20 × 12 % a year.
        let mut bonds = two();
        assert!(bonds.owe(&[(month(24), 30.0), (month(48), 12.0), (month(48), 8.0)]));
        assert_eq!(bonds.due(month(0)), [(month(24), 30.0), (month(48), 20.0)]);
        assert!((bonds.interest(0.12) - (1.8 + 2.4) / 12.0).abs() < 1e-12);
        assert_eq!((bonds.take_due(month(23)), bonds.take_due(month(24))), (0.0, 30.0));
        assert_eq!(bonds.principal(), 20.0);
    }

    #[test]
    fn books_of_a_month_change_what_was_issued_in_it() {
        let terms = BondsOnOffer { most: 0.0, coupon: Some(0.04), term_months: 24 };
        let mut bonds = two();
        bonds.reissue(-15.0, month(12), &terms);
        assert_eq!(bonds.due(month(0)), [(month(24), 60.0), (month(36), 25.0)]);
        // Issued in another month: a bond of its own, or nothing to take back.
        bonds.reissue(10.0, month(13), &terms);
        bonds.reissue(-5.0, month(14), &terms);
        assert_eq!(bonds.due(month(30)), [(month(36), 25.0), (month(37), 10.0)]);
        bonds.reissue(-10.0, month(13), &terms);
        assert_eq!(bonds.principal(), 85.0);
    }
}
