//! The largest premium over the reserve price (限价, 熔断), also with a lottery among those who reach
//! it (限价摇号, `cap_and_lottery`): two names of one instrument.
//!
//! Where the second highest valuation lies above the cap, the price stays at the cap; who
//! gets the plot among those who would pay more is not simulated. The cap of the month of
//! listing binds, since the notice states it.

use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::terms::Terms;

use super::kind::{InForce, InstrumentKind};

/// A cap on what a plot may be dealt for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PremiumCap {
    /// Largest premium as a share of the reserve price, 0 to 100: 0.1 caps a price at 110 %
    /// of it.
    pub premium: f64,
}

impl InstrumentKind for PremiumCap {
    fn read(section: &Section<'_>) -> Self {
        let premium = Accepted::number(0.0..=100.0);
        Self { premium: section.number("premium_cap", "share", &premium) }
    }

    fn apply(&self, terms: &mut Terms, _: InForce) {
        terms.auction.premium_cap = Some(self.premium);
    }
}
