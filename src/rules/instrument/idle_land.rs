//! How idle land (闲置土地) is pursued.

use crate::reader::section::Section;
use crate::rules::terms::{Terms, set};

use super::{InForce, Kind};

/// Enforcement against idle land; what is `None` stays as it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IdleLand {
    /// Probability that the fee is charged.
    pub idle_fee_probability: Option<f64>,
    /// Probability that repossession is enforced.
    pub repossession_probability: Option<f64>,
}

impl Kind for IdleLand {
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
