//! Markets of several speeds: zones whose prices and bidders move otherwise than the district's.
//!
//! A zone's prices are the district's times exp(drift × years); appraisals follow them with the lag
//! with which they follow the district's. Its demand is the district's times a multiplier, which
//! thins out bidders and moves what they bid, as any multiplier of demand does.

use crate::calendar::{ByMonth, Month};
use crate::quantity::{MONTHS_PER_YEAR, count};
use crate::rules::Rules;
use crate::rules::zone::Zone;
use crate::uncertainty::elementary::{exp, power};

/// What sets a zone apart from the district.
#[derive(Debug, Clone, PartialEq)]
pub struct ZoneSpeed {
    /// Factor on the mean number of bidders.
    pub bidders: f64,
    /// Factor on the median valuation.
    pub bids: f64,
    /// Factor on land prices.
    pub prices: ByMonth<f64>,
    /// What appraisals make of it.
    pub appraised: ByMonth<f64>,
}

impl ZoneSpeed {
    /// Those of all zones, in the order of the rules; none where all move as the district does.
    pub fn all(rules: &Rules) -> Vec<Self> {
        if !rules.zones.iter().any(Zone::has_own_speed) {
            return Vec::new();
        }
        let age = rules.auction.appraisal_age_months;
        let of_zone = |(multiplier, drift): (f64, f64)| {
            let logs =
                rules.calendar.months().map(|month| drift * count(month.place()) / MONTHS_PER_YEAR);
            let logs: Vec<f64> = logs.collect();
            let mut appraised = 0.0;
            let lagged = logs.iter().map(|log| {
                appraised += (log - appraised) / (1.0 + age);
                exp(appraised)
            });
            Self {
                bidders: multiplier,
                bids: power(multiplier, rules.auction.bid_demand_elasticity),
                appraised: lagged.collect(),
                prices: logs.iter().map(|log| exp(*log)).collect(),
            }
        };
        rules.zones.iter().map(|zone| of_zone((zone.demand_multiplier, zone.price_drift))).collect()
    }

    /// Its prices of a month, those beyond the horizon as in its last.
    pub fn price(&self, month: Month) -> f64 {
        self.prices[month.min(self.prices.end().back(1))]
    }
}
