//! Zones of the district and their price levels.

use crate::catalogue::land_use::ByUse;

/// A part of the district with its price level.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone {
    /// Identity, the plots' `zone`.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Floor price by use at month 0 for quality 1 (CNY/m² of floor area).
    pub base_price: ByUse<f64>,
}
