//! How the reserve price is set and what follows a failure.
//!
//! Ratio, floor and cut bind what is listed under it; waiting months and rounds bind what
//! fails under it. A notice of 2010-03-10 set the floor of the reserve price at 70 % of the
//! benchmark price.

use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::terms::{Terms, set};

use super::kind::{InForce, InstrumentKind};

/// Rules of the reserve price and of relisting; what is `None` stays as it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReservePriceRule {
    /// Reserve price of the first round as a share of the appraised value, 0 to 5.
    pub reserve_ratio: Option<f64>,
    /// Whether the reserve price is at least what the plot has cost.
    pub cost_floor: Option<bool>,
    /// Share that each failed round takes off the reserve price, 0 to 1.
    pub cut_per_failed_round: Option<f64>,
    /// Months from a failure to the next listing, 1 to 600.
    pub relist_months: Option<usize>,
    /// Failed rounds in a row after which a plot is withdrawn, 1 to 100.
    pub max_rounds: Option<usize>,
}

impl InstrumentKind for ReservePriceRule {
    fn read(section: &Section<'_>) -> Self {
        let (ratio, share) = (Accepted::number(0.0..=5.0), Accepted::share());
        Self {
            reserve_ratio: section.optional_number("reserve_ratio", "share", &ratio),
            cost_floor: section.has("cost_floor").then(|| section.flag("cost_floor")),
            cut_per_failed_round: section.optional_number("cut_per_failed_round", "share", &share),
            relist_months: section.optional_count("relist_months", "months", 600),
            max_rounds: section.optional_count("max_rounds", "rounds", 100),
        }
    }

    fn apply(&self, terms: &mut Terms, _: InForce) {
        let auction = &mut terms.auction;
        set(&mut auction.reserve_ratio, self.reserve_ratio);
        set(&mut auction.cost_floor, self.cost_floor);
        set(&mut auction.cut_per_failed_round, self.cut_per_failed_round);
        set(&mut auction.relist_months, self.relist_months);
        set(&mut auction.max_rounds, self.max_rounds);
    }
}
