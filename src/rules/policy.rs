//! What a government decides: an instrument, and when it is in force.
//!
//! Policies without a trigger are put in force when a model is made
//! (`model::timeline::Timeline::new`), those with one in each trial, month by
//! month.

use crate::calendar::YearMonth;

use super::instrument::Instrument;
use super::receipts::{Instalment, Receipts};
use super::trigger::Trigger;
use crate::rules::instrument::kind::InstrumentKind;

/// Who decides a policy: what a district can choose is compared with itself, what others decide is
/// met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Authority {
    /// The district itself.
    District,
    /// The city, the province or the state.
    Higher,
}

impl Authority {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::District, Self::Higher];

    /// Its name in scenario files.
    pub fn name(self) -> &'static str {
        match self {
            Self::District => "district",
            Self::Higher => "higher",
        }
    }
}

/// A decision: what it changes, and in which months.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Identity; policies are put in force in the order of their ids.
    pub id: String,
    /// Who decides it; nothing that is simulated depends on it.
    pub decided_by: Authority,
    /// First month in force; `None`: from the start.
    pub from: Option<YearMonth>,
    /// First month no longer in force; `None`: for ever.
    pub until: Option<YearMonth>,
    /// Condition under which it is in force within these months; `None`: always.
    pub trigger: Option<Trigger>,
    /// What the policy changes while it is in force.
    pub instrument: Instrument,
}

/// Place of a policy's plan of payment among [`payment_plans`], by the policy's place in
/// [`super::Rules::policies`]; plan 0 is the programme's own.
pub fn payment_plan_of(policy: usize) -> usize {
    policy + 1
}

/// All plans of payment: the programme's, then one for each policy, empty where it has
/// none.
///
/// A deal keeps the place of its plan, four bytes in the place of a list.
pub fn payment_plans(receipts: &Receipts, policies: &[Policy]) -> Vec<Vec<Instalment>> {
    let of_policy = |policy: &Policy| policy.instrument.instalments().to_vec();
    std::iter::once(receipts.instalments.clone()).chain(policies.iter().map(of_policy)).collect()
}
