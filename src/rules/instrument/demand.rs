//! Purchase restriction (限购), credit tightening or easing: how many bid and what land is
//! worth.
//!
//! The three names are one instrument; the name says in a report why the measure is taken.

use crate::quantity::count;
use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::catalogue::land_use::ByUse;

use super::kind::{InstrumentKind, MarketMove};

/// A measure that moves developers' demand and land prices in the months in which it is in
/// force.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Demand {
    /// Factor on developers' demand, 0.0001 to 100; 1 where the file says nothing. It moves how
    /// many bid and what they bid.
    pub demand_multiplier: f64,
    /// Displacement of log land prices by use, -5 to 5, once it is built up.
    pub price_displacement: ByUse<f64>,
    /// Months over which the displacement builds up in equal parts, counted from the
    /// policy's start even if that lies before month 0; the number of bidders moves at
    /// once.
    pub ramp_months: usize,
}

impl InstrumentKind for Demand {
    fn read(section: &Section<'_>) -> Self {
        let log = Accepted::number(-5.0..=5.0);
        let displacement = |price: &Section<'_>| {
            ByUse::of(|of_use| price.optional_number(of_use.name(), "log", &log).unwrap_or(0.0))
        };
        Self {
            demand_multiplier: section.positive_factor("demand_multiplier"),
            price_displacement: section
                .optional("price_displacement", displacement)
                .unwrap_or_default(),
            ramp_months: section.optional_count("ramp_months", "months", 600).unwrap_or(1),
        }
    }

    fn market_move(&self, elapsed: usize) -> Option<MarketMove> {
        let built_up = (count(elapsed + 1) / count(self.ramp_months)).min(1.0);
        Some(MarketMove {
            demand_multiplier: self.demand_multiplier,
            price_displacement: self.price_displacement.map(|log| log * built_up),
        })
    }
}
