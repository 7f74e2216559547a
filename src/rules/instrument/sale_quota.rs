//! How much may be listed in a calendar year (年度供应计划).
//!
//! What a failed auction had taken of the quota is free again within its year. Plots that
//! find no place queue to January, in planned order; a plot larger than the whole quota may
//! be the first of a year, else it could never be sold.

use crate::quantity::SQUARE_METRES_PER_HECTARE;
use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::terms::Terms;

use super::kind::{InForce, InstrumentKind};

/// A quota of land, of plots or of both; infinite where there is none, and at least one of
/// them is stated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SaleQuota {
    /// Land that may be listed (m² per calendar year); files state hectares.
    pub land_m2: f64,
    /// Plots that may be listed (per calendar year), a whole number.
    pub plots: f64,
}

impl InstrumentKind for SaleQuota {
    fn read(section: &Section<'_>) -> Self {
        let (area, number) = (Accepted::number(0.0..=1e6), Accepted::whole(0.0..=1e6));
        let land = section.optional_number("land_ha", "ha per year", &area);
        let plots = section.optional_number("plots", "plots per year", &number);
        if section.sound(&["land_ha", "plots"]) && land.is_none() && plots.is_none() {
            section.find("land_ha", "nothing", "`land_ha`, `plots` or both");
        }
        Self {
            land_m2: land.map_or(f64::INFINITY, |hectares| hectares * SQUARE_METRES_PER_HECTARE),
            plots: plots.unwrap_or(f64::INFINITY),
        }
    }

    /// Of several quotas the tighter one binds.
    fn apply(&self, terms: &mut Terms, _: InForce) {
        let listing = &mut terms.listing;
        listing.quota_land_m2 = listing.quota_land_m2.min(self.land_m2);
        listing.quota_plots = listing.quota_plots.min(self.plots);
    }
}
