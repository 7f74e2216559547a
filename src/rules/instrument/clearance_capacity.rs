//! How many households a district can resettle in a year.

use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::terms::Terms;

use super::{InForce, Kind};

/// Households that can be resettled in a calendar year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClearanceCapacity {
    /// Households per calendar year.
    pub households: f64,
}

impl Kind for ClearanceCapacity {
    fn read(section: &Section<'_>) -> Self {
        let households = Accepted::whole(0.0..=1e6);
        let unit = "households per year";
        Self { households: section.number("clearance_capacity", unit, &households) }
    }

    fn apply(&self, terms: &mut Terms, _: InForce) {
        terms.reserve.clearance_capacity = self.households;
    }
}
