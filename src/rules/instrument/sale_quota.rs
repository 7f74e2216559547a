//! How much may be listed in a calendar year (年度供应计划).
//!
//! What a failed auction had taken of the quota is free again within its year. Plots that
//! find no place queue to January, in planned order; a plot larger than the whole quota may
//! be the first of a year, else it could never be sold.
//!
//! A quota that changes from year to year is a dated path, a step from each January. In a calendar
//! year of which the plan has only a part, that part of it applies
//! ([`crate::calendar::Calendar::share_of_year`]).

use crate::calendar::{DatedValue, step_in_force};
use crate::quantity::SQUARE_METRES_PER_HECTARE;
use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::terms::Terms;

use super::kind::{InForce, InstrumentKind};

/// A quota of land, of plots or of both; at least one of them is stated.
#[derive(Debug, Clone, PartialEq)]
pub struct SaleQuota {
    /// Land that may be listed (ha per calendar year), by date; empty: any.
    pub land_ha: Vec<DatedValue>,
    /// Plots that may be listed (per calendar year), whole numbers by date; empty: any.
    pub plots: Vec<DatedValue>,
}

impl InstrumentKind for SaleQuota {
    fn read(section: &Section<'_>) -> Self {
        let (area, number) = (Accepted::number(0.0..=1e6), Accepted::whole(0.0..=1e6));
        let land = section.optional_dated("land_ha", "ha per year", &area);
        let plots = section.optional_dated("plots", "plots per year", &number);
        if section.sound(&["land_ha", "plots"]) && land.is_none() && plots.is_none() {
            section.find("land_ha", "nothing", "`land_ha`, `plots` or both");
        }
        Self { land_ha: land.unwrap_or_default(), plots: plots.unwrap_or_default() }
    }

    /// Of several quotas the tighter one binds.
    fn apply(&self, terms: &mut Terms, in_force: InForce) {
        let quota = |path| step_in_force(path, in_force.date).unwrap_or(f64::INFINITY);
        let listing = &mut terms.listing;
        let land_m2 = quota(&self.land_ha) * SQUARE_METRES_PER_HECTARE;
        listing.quota_land_m2 = listing.quota_land_m2.min(land_m2);
        listing.quota_plots = listing.quota_plots.min(quota(&self.plots));
    }
}
