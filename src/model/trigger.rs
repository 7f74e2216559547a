//! Policies that are in force while a condition on the simulated state holds.

use std::ops::Range;

use crate::scenario::Scenario;
use crate::scenario::policy::Trigger;
use crate::scenario::policy::instrument::Instrument;

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
    /// Those of a scenario.
    pub fn all(scenario: &Scenario) -> Vec<Self> {
        let compiled = scenario.policies.iter().enumerate().filter_map(|(index, policy)| {
            Some(Self {
                index,
                months: months_in_force(policy, &scenario.calendar),
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
