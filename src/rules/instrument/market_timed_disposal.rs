//! Plots are held back while prices are low.

use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::terms::Terms;

use super::{InForce, Kind};

/// When a price is low, and how long to wait for a better one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MarketTimedDisposal {
    /// Share of the trailing twelve-month maximum below which the price is low.
    pub share_of_peak: f64,
    /// Longest time a plot is held back (months).
    pub longest_hold_months: usize,
}

impl Kind for MarketTimedDisposal {
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
