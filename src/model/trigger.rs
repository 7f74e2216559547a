//! Policies that are in force while a condition on the simulated state holds.
//!
//! What the condition looks at is measured in the engine (`trial/policies.rs`); here is
//! since when a policy is in force.

use std::ops::Range;

use crate::calendar::Month;
use crate::rules::Rules;
use crate::rules::instrument::Instrument;
use crate::rules::trigger::Trigger;

use super::timeline::months_in_force;

/// A policy with a trigger, its dates turned into months.
#[derive(Debug, Clone, PartialEq)]
pub struct TriggeredPolicy {
    /// Place among the policies of the rules, which finds its plan of payment.
    pub index: usize,
    /// Months of the horizon in which it may be in force.
    pub months: Range<Month>,
    /// Condition that must have held at the end of the month before.
    pub trigger: Trigger,
    /// What the policy changes in the months in which it is in force.
    pub instrument: Instrument,
}

impl TriggeredPolicy {
    /// The policies of some rules that have a trigger, in the order of their ids.
    pub fn all(rules: &Rules) -> Vec<Self> {
        let compiled = rules.policies.iter().enumerate().filter_map(|(index, policy)| {
            Some(Self {
                index,
                months: months_in_force(policy, &rules.calendar),
                trigger: policy.trigger?,
                instrument: policy.instrument.clone(),
            })
        });
        compiled.collect()
    }

    /// Since when the policy is in force in `month`, if it is, given since when it was in
    /// the month before and whether its condition holds.
    ///
    /// Once in force it stays so for its least time, though the condition ends; it ends
    /// with its last month in any case.
    pub fn in_force_since(&self, since: Option<Month>, month: Month, holds: bool) -> Option<Month> {
        if !self.months.contains(&month) {
            return None;
        }
        let must_stay = since.filter(|since| month.since(*since) < self.trigger.at_least_months);
        if holds { since.or(Some(month)) } else { must_stay }
    }
}
