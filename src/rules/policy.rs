//! What a government decides: an instrument, and when it is in force.

use crate::calendar::YearMonth;

use super::instrument::{Instrument, Kind};
use super::receipts::{Instalment, Receipts};
use super::trigger::Trigger;

/// A decision with the time it is in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Identity.
    pub id: String,
    /// First month in force; `None`: from the start.
    pub from: Option<YearMonth>,
    /// First month no longer in force; `None`: for ever.
    pub until: Option<YearMonth>,
    /// Condition under which it is in force within these months; `None`: always.
    pub trigger: Option<Trigger>,
    /// What it changes.
    pub instrument: Instrument,
}

/// The plan of payment of a policy, as a place among [`payment_plans`]: plan 0 is the programme's own.
pub fn payment_plan_of(policy: usize) -> usize {
    policy + 1
}

/// Plans of payment: the programme's, then one for each policy, empty where it has none.
pub fn payment_plans(receipts: &Receipts, policies: &[Policy]) -> Vec<Vec<Instalment>> {
    let of_policy = |policy: &Policy| policy.instrument.instalments().to_vec();
    std::iter::once(receipts.instalments.clone()).chain(policies.iter().map(of_policy)).collect()
}
