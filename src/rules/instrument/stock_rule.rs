//! Land for housing is supplied by how much of it is unsold (以需定供; notice on residential land
//! supply of 2024-04-29).
//!
//! Where the city's unsold homes would last for more than 36 months, no more land for housing is
//! listed; above 18 months no more than was made use of in a year: completed, taken back or bought
//! back. It is looked at each quarter. How the city's stock moves is `[market.city_stock]`'s. Of
//! several policies the last counts.

use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::terms::{StockLimits, Terms};

use super::kind::{InForce, InstrumentKind};

/// Months of stock above which land for housing is limited, and above which none is listed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StockRule(pub StockLimits);

impl InstrumentKind for StockRule {
    fn read(section: &Section<'_>) -> Self {
        let months = |key| section.number(key, "months", &Accepted::number(0.0..=600.0));
        let limits =
            StockLimits { limit_above: months("limit_above"), stop_above: months("stop_above") };
        if section.sound(&["limit_above", "stop_above"]) && limits.stop_above < limits.limit_above {
            let accepted = format!("at least limit_above, which is {}", limits.limit_above);
            section.find("stop_above", limits.stop_above.to_string(), accepted);
        }
        Self(limits)
    }

    fn apply(&self, terms: &mut Terms, _: InForce) {
        terms.listing.stock_limits = Some(self.0);
    }
}
