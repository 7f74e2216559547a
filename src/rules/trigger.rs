//! Conditions on the simulated state, while which a policy is in force.
//!
//! # Why the month before
//!
//! A trigger looks at how the month before ended: nobody knows a month's failures or cash
//! before it is over, and a policy that answered to the month it changes would have to be
//! known before itself. In month 0 there is nothing to look at and nothing holds.

use crate::catalogue::land_use::Use;

/// What a trigger looks at, as it stood at the end of the month before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indicator {
    /// Change of the effective land price of a use against the look-back, or against month
    /// 0 where that is nearer (share).
    PriceChange(Use),
    /// Failed auctions of the look-back over all; without an auction nothing holds.
    FailedShare,
    /// Debt as a share of debt and headroom, that is of what facility and collateral allow.
    DebtShare,
    /// The reserve centre's cash (CNY).
    Cash,
}

/// The indicators by their names under the key `measure`.
pub const INDICATORS: [(&str, Indicator); 5] = [
    ("residential_price_change", Indicator::PriceChange(Use::Residential)),
    ("commercial_office_price_change", Indicator::PriceChange(Use::CommercialOffice)),
    ("failed_share", Indicator::FailedShare),
    ("debt_share_of_limit", Indicator::DebtShare),
    ("cash", Indicator::Cash),
];

/// A condition on the simulated state: one bound on one indicator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trigger {
    /// What is looked at, at the end of the month before.
    pub indicator: Indicator,
    /// Months that the indicator looks back on; 12 where the file says nothing, without
    /// effect on debt and cash.
    pub months: usize,
    /// The condition holds below this value of the indicator; exactly one of the two bounds
    /// is stated.
    pub below: Option<f64>,
    /// The condition holds above this value of the indicator.
    pub above: Option<f64>,
    /// Months that the policy stays in force at least, once it is, though the condition has
    /// ended.
    pub at_least_months: usize,
}

impl Trigger {
    /// Whether the condition holds for a value of the indicator.
    pub fn holds(&self, value: f64) -> bool {
        self.below.is_some_and(|bound| value < bound)
            || self.above.is_some_and(|bound| value > bound)
    }
}
