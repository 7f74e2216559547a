//! What the reserve centre may borrow: limits, bans, special bonds, and the policy rate.

use crate::calendar::{DatedValue, YearMonth, step_in_force};
use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::terms::{Terms, set};

use super::{InForce, Kind};

/// Borrowing of the reserve centre; what is `None` stays as it is.
#[derive(Debug, Clone, PartialEq)]
pub struct ReserveFinance {
    /// Most debt the lenders allow (CNY).
    pub facility_limit: Option<f64>,
    /// Most debt as a share of the collateral.
    pub loan_to_value: Option<f64>,
    /// Whether new draws are barred; existing debt then runs off.
    pub loan_ban: bool,
    /// Months over which debt runs off under a ban.
    pub runoff_months: usize,
    /// Special bonds that may be drawn in a calendar year beside the loans (CNY).
    pub bond_quota: f64,
    /// Policy rate that lending rates follow (per year); empty: as it is.
    pub policy_rate: Vec<DatedValue>,
}

impl Kind for ReserveFinance {
    fn read(section: &Section<'_>) -> Self {
        let money = Accepted::money();
        let ratio = Accepted::number(0.0..=5.0);
        Self {
            facility_limit: section.optional_number("facility_limit", "CNY", &money),
            loan_to_value: section.optional_number("loan_to_value", "share", &ratio),
            loan_ban: section.has("loan_ban") && section.flag("loan_ban"),
            runoff_months: section.optional_count("runoff_months", "months", 600).unwrap_or(1),
            bond_quota: section
                .optional_number("bond_quota", "CNY per year", &money)
                .unwrap_or(0.0),
            policy_rate: section
                .optional_dated("policy_rate", "per year", &Accepted::share())
                .unwrap_or_default(),
        }
    }

    fn apply(&self, terms: &mut Terms, _: InForce) {
        let borrowing = &mut terms.borrowing;
        set(&mut borrowing.facility_limit, self.facility_limit);
        set(&mut borrowing.loan_to_value, self.loan_to_value);
        if self.loan_ban {
            borrowing.loan_ban = true;
            borrowing.runoff_months = self.runoff_months;
        }
        borrowing.bond_quota += self.bond_quota;
    }

    fn policy_rate(&self, date: YearMonth) -> Option<f64> {
        step_in_force(&self.policy_rate, date)
    }
}
