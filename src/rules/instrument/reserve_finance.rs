//! What the reserve centre may borrow: limits, bans, special bonds, and the policy rate.
//!
//! Cases in point: 财综〔2016〕4号 of February 2016 barred new bank loans for land reserve;
//! 财预〔2017〕62号 let provinces issue special bonds (专项债券) for it; from 2019 to 2024 these
//! were barred, too.

use crate::calendar::{DatedValue, YearMonth, step_in_force};
use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::terms::{Terms, set};

use super::kind::{InForce, InstrumentKind};

/// Borrowing of the reserve centre in the months in which it is in force; what is `None`
/// stays as it is.
#[derive(Debug, Clone, PartialEq)]
pub struct ReserveFinance {
    /// Most debt that the lenders allow (CNY), before the factors of shocks.
    pub facility_limit: Option<f64>,
    /// Most debt as a share of the value of net land not sold, 0 to 5.
    pub loan_to_value: Option<f64>,
    /// Whether new draws are barred, bonds apart; the debt of the ban's first month then
    /// runs off.
    pub loan_ban: bool,
    /// Months over which the debt falls due in equal parts under a ban, from 1.
    pub runoff_months: usize,
    /// Special bonds that may be drawn in a calendar year beside the loans, above any limit
    /// (CNY per year), by date; quotas of several policies add. Empty: none.
    pub bond_quota: Vec<DatedValue>,
    /// Coupon of bonds by the month of their issue (per year); not empty where there is a quota.
    pub bond_coupon: Vec<DatedValue>,
    /// Months after issue in which bonds are due, from 1; there where there is a quota.
    pub bond_term_months: Option<usize>,
    /// Policy rate by date that lending rates follow (per year); empty: the scenario's path
    /// stays.
    pub policy_rate: Vec<DatedValue>,
}

impl InstrumentKind for ReserveFinance {
    fn read(section: &Section<'_>) -> Self {
        let money = Accepted::money();
        let ratio = Accepted::number(0.0..=5.0);
        // A bond without coupon or term would be a loan by another name.
        let has_bonds = ["bond_quota", "bond_coupon", "bond_term_months"]
            .into_iter()
            .any(|key| section.has(key));
        let share = Accepted::share();
        let bond_coupon = has_bonds.then(|| section.dated("bond_coupon", "per year", &share));
        let months = has_bonds.then(|| section.count("bond_term_months", "months", 1..=360));
        Self {
            facility_limit: section.optional_number("facility_limit", "CNY", &money),
            loan_to_value: section.optional_number("loan_to_value", "share", &ratio),
            loan_ban: section.has("loan_ban") && section.flag("loan_ban"),
            runoff_months: section.optional_count("runoff_months", "months", 600).unwrap_or(1),
            bond_quota: section
                .optional_dated("bond_quota", "CNY per year", &money)
                .unwrap_or_default(),
            bond_coupon: bond_coupon.unwrap_or_default(),
            bond_term_months: months,
            policy_rate: section
                .optional_dated("policy_rate", "per year", &Accepted::share())
                .unwrap_or_default(),
        }
    }

    fn apply(&self, terms: &mut Terms, in_force: InForce) {
        let borrowing = &mut terms.borrowing;
        set(&mut borrowing.facility_limit, self.facility_limit);
        set(&mut borrowing.loan_to_value, self.loan_to_value);
        if self.loan_ban {
            borrowing.loan_ban = true;
            borrowing.runoff_months = self.runoff_months;
        }
        borrowing.bond_quota += step_in_force(&self.bond_quota, in_force.date).unwrap_or(0.0);
        set(&mut borrowing.bond_coupon, step_in_force(&self.bond_coupon, in_force.date).map(Some));
        set(&mut borrowing.bond_term_months, self.bond_term_months.map(Some));
    }

    fn policy_rate(&self, date: YearMonth) -> Option<f64> {
        step_in_force(&self.policy_rate, date)
    }
}
