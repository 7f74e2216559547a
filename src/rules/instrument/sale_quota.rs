//! How much may be listed in a calendar year.

use crate::quantity::SQUARE_METRES_PER_HECTARE;
use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::terms::Terms;

use super::{InForce, Kind};

/// A quota of land, plots or both; infinite where there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SaleQuota {
    /// Land (m² per calendar year).
    pub land_m2: f64,
    /// Plots per calendar year.
    pub plots: f64,
}

impl Kind for SaleQuota {
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
