//! How idle land (闲置土地) is pursued, for plots dealt while it is in force.
//!
//! The fee and the terms are law (Urban Real Estate Administration Law art. 26); how often
//! they are enforced is what a government decides.

use crate::reader::section::Section;
use crate::rules::terms::{Terms, set};

use super::kind::{InForce, InstrumentKind};

/// Enforcement against idle land; what is `None` stays as it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IdleLand {
    /// Probability that the idle-land fee is charged to a buyer at fault.
    pub idle_fee_probability: Option<f64>,
    /// Probability that land of a buyer at fault is taken back once the law allows it.
    pub repossession_probability: Option<f64>,
}

impl InstrumentKind for IdleLand {
    fn read(section: &Section<'_>) -> Self {
        Self {
            idle_fee_probability: section.optional_probability("idle_fee_probability"),
            repossession_probability: section.optional_probability("repossession_probability"),
        }
    }

    fn apply(&self, terms: &mut Terms, _: InForce) {
        let enforcement = &mut terms.enforcement;
        set(&mut enforcement.idle_fee_probability, self.idle_fee_probability);
        set(&mut enforcement.repossession_probability, self.repossession_probability);
    }
}
