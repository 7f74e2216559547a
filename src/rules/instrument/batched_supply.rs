//! Listing only in some months of the year (集中供地), as 22 cities did from 2021 on in three
//! rounds a year.
//!
//! A plot that is due in another month waits for the next open one. Of several policies the
//! months that all of them name are open.

use crate::quantity::index;
use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::terms::Terms;

use super::kind::{InForce, InstrumentKind};

/// Months of the year in which plots may be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchedSupply {
    /// A bit for each month of the year, January the lowest; at least one is set.
    pub months: u16,
}

impl InstrumentKind for BatchedSupply {
    fn read(section: &Section<'_>) -> Self {
        let count = section.list_length("months").clamp(1, 12);
        let month = Accepted::whole(1.0..=12.0);
        let months = section.numbers("months", "month of the year", &month, count);
        Self { months: months.iter().fold(0, |bits, month| bits | 1 << (index(*month) - 1)) }
    }

    fn apply(&self, terms: &mut Terms, _: InForce) {
        terms.listing.months &= self.months;
    }
}
