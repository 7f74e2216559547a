//! Conditions on the simulated state, while which a policy is in force.

use crate::catalogue::land_use::Use;

/// What a trigger looks at, as it stood at the end of the month before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indicator {
    /// Change of the effective land price of a use over the look-back (share).
    PriceChange(Use),
    /// Failed auctions of the look-back over all; without an auction nothing holds.
    FailedShare,
    /// Debt over what facility and collateral allow.
    DebtShare,
    /// The reserve centre's cash (CNY).
    Cash,
}

/// Names of the indicators, in the order of [`Indicator::at`].
pub const INDICATORS: [&str; 5] = [
    "residential_price_change",
    "commercial_office_price_change",
    "failed_share",
    "debt_share_of_limit",
    "cash",
];

impl Indicator {
    /// The indicator of a place among [`INDICATORS`].
    pub fn at(place: usize) -> Self {
        match place {
            0 => Self::PriceChange(Use::Residential),
            1 => Self::PriceChange(Use::CommercialOffice),
            2 => Self::FailedShare,
            3 => Self::DebtShare,
            _ => Self::Cash,
        }
    }
}

/// A condition on the simulated state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trigger {
    /// What is looked at.
    pub indicator: Indicator,
    /// Months looked back on.
    pub months: usize,
    /// Holds below this value.
    pub below: Option<f64>,
    /// Holds above this value.
    pub above: Option<f64>,
    /// Months that the policy stays in force at least, once it is.
    pub at_least_months: usize,
}

impl Trigger {
    /// Whether the condition holds for a value of the indicator.
    pub fn holds(&self, value: f64) -> bool {
        self.below.is_some_and(|bound| value < bound)
            || self.above.is_some_and(|bound| value > bound)
    }
}
