//! How many households a district can resettle in a year.
//!
//! Clearance is bound by flats in hand and staff: one office plans with 1,000 households a
//! year, the district moved 2,600 a year in 2006-2010. A plot larger than a whole year's
//! capacity starts alone in a year in which nothing else has. A capacity that changes from year to
//! year is a dated path; in a calendar year of which the plan has only a part, that part of it
//! applies ([`crate::calendar::Calendar::share_of_year`]).

use crate::calendar::{DatedValue, step_in_force};
use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::terms::{Terms, set};

use super::kind::{InForce, InstrumentKind};

/// Households whose resettlement may start in a calendar year, in the place of the
/// scenario's number.
#[derive(Debug, Clone, PartialEq)]
pub struct ClearanceCapacity {
    /// Households per calendar year, whole numbers by date.
    pub households: Vec<DatedValue>,
}

impl InstrumentKind for ClearanceCapacity {
    fn read(section: &Section<'_>) -> Self {
        let households = Accepted::whole(0.0..=1e6);
        let unit = "households per year";
        Self { households: section.dated("clearance_capacity", unit, &households) }
    }

    fn apply(&self, terms: &mut Terms, in_force: InForce) {
        let households = step_in_force(&self.households, in_force.date);
        set(&mut terms.reserve.clearance_capacity, households);
    }
}
