//! Policies that are in force while a condition on the simulated state holds.

use std::ops::Range;

use crate::rules::Rules;
use crate::rules::instrument::Instrument;
use crate::rules::trigger::Trigger;

use super::timeline::months_in_force;

/// A policy with a trigger, compiled.
#[derive(Debug, Clone, PartialEq)]
pub struct TriggeredPolicy {
    /// Index among the scenario's policies.
    pub index: usize,
    /// Months in which it may be in force.
    pub months: Range<usize>,
    /// The condition.
    pub trigger: Trigger,
    /// What it changes.
    pub instrument: Instrument,
}

impl TriggeredPolicy {
    /// Those of a rules.
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

    /// Since when it is in force in `month`, if it is: it was since `since`, and the condition holds
    /// or not. Once in force it stays so for its least time.
    pub fn in_force_since(&self, since: Option<usize>, month: usize, holds: bool) -> Option<usize> {
        if !self.months.contains(&month) {
            return None;
        }
        let must_stay = since.filter(|since| month - since < self.trigger.at_least_months);
        if holds { since.or(Some(month)) } else { must_stay }
    }
}
