//! The district's own company takes plots that fail (城投托底).
//!
//! It pays the reserve price and does not default. The auction still counts as failed and
//! the deal as no market deal, since its price is no fresh money to the district; figures
//! of receipts keep it apart.

use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::terms::Terms;

use super::kind::{InForce, InstrumentKind};

/// How likely a failed plot is taken at its reserve price, for plots listed under it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StateBuyer {
    /// Probability that a failed plot is taken, 0 to 1.
    pub probability: f64,
}

impl InstrumentKind for StateBuyer {
    fn read(section: &Section<'_>) -> Self {
        let share = Accepted::share();
        Self { probability: section.number("state_buyer_probability", "probability", &share) }
    }

    fn apply(&self, terms: &mut Terms, _: InForce) {
        terms.auction.state_buyer_probability = self.probability;
    }
}
