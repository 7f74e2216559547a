//! Plots are held back while prices are low (惜售).
//!
//! After the price drop of 2011 Shanghai's supply of land fell by 40 %: prices fall first,
//! supply is withdrawn next, and revenue is late rather than lost.

use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::terms::Terms;

use super::kind::{InForce, InstrumentKind};

/// When a price is low, and how long to wait for a better one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MarketTimedDisposal {
    /// Share of the trailing twelve-month maximum of the land price of a plot's main use
    /// below which the price counts as low, 0 to 1.
    pub share_of_peak: f64,
    /// Longest time that a plot is held back in a row, 1 to 600 (months); then it is listed
    /// at any price.
    pub longest_hold_months: usize,
}

impl InstrumentKind for MarketTimedDisposal {
    fn read(section: &Section<'_>) -> Self {
        Self {
            share_of_peak: section.number("share_of_peak", "share", &Accepted::share()),
            longest_hold_months: section.count("longest_hold_months", "months", 1..=600),
        }
    }

    fn apply(&self, terms: &mut Terms, _: InForce) {
        terms.listing.share_of_peak = self.share_of_peak;
        terms.listing.longest_hold_months = self.longest_hold_months;
    }
}
