//! How the reserve price is set and what follows a failure.

use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::terms::{Terms, set};

use super::{InForce, Kind};

/// Rules of the reserve price and of relisting; what is `None` stays as it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReservePriceRule {
    /// Reserve price as a share of the appraised value.
    pub reserve_ratio: Option<f64>,
    /// Whether it is at least the plot's cost.
    pub cost_floor: Option<bool>,
    /// Cut after each failed round, as a share of the price.
    pub cut_per_failed_round: Option<f64>,
    /// Months from a failure to the next listing.
    pub relist_months: Option<usize>,
    /// Rounds after which a plot is withdrawn.
    pub max_rounds: Option<usize>,
}

impl Kind for ReservePriceRule {
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
