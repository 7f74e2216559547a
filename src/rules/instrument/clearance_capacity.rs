//! How many households a district can resettle in a year.
//!
//! Clearance is bound by flats in hand and staff: one office plans with 1,000 households a
//! year, the district moved 2,600 a year in 2006-2010. A plot larger than a whole year's
//! capacity starts alone in a year in which nothing else has.

use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::terms::Terms;

use super::kind::{InForce, InstrumentKind};

/// Households whose resettlement may start in a calendar year, in the place of the
/// scenario's number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClearanceCapacity {
    /// Households per calendar year, a whole number.
    pub households: f64,
}

impl InstrumentKind for ClearanceCapacity {
    fn read(section: &Section<'_>) -> Self {
        let households = Accepted::whole(0.0..=1e6);
        let unit = "households per year";
        Self { households: section.number("clearance_capacity", unit, &households) }
    }

    fn apply(&self, terms: &mut Terms, _: InForce) {
        terms.reserve.clearance_capacity = self.households;
    }
}
