//! Zones of the district and their price levels.
//!
//! No district price table is published; the baseline's prices are assumptions with the
//! evidence for each (`scenarios/baseline.toml`).

use crate::catalogue::land_use::ByUse;

/// A part of the district (片区) with its price level. Every plot of a portfolio lies in a
/// zone of its scenario (`case::Case::new`).
#[derive(Debug, Clone, PartialEq)]
pub struct Zone {
    /// Identity, the plots' `zone`.
    pub id: String,
    /// Name for people, in both languages as 中文 | English.
    pub name: String,
    /// Market value at month 0 of floor area for quality 1, by use (CNY per m² of buildable
    /// floor area, 楼面地价).
    pub base_price: ByUse<f64>,
    /// Share of the zone's plots on application for which a local state firm applies; `None`: that
    /// of the district ([`super::auction::Application::state_share`]).
    pub state_applicant_share: Option<f64>,
    /// Factor on the number of bidders and, as demand, on what they bid; 1: as in the district.
    pub demand_multiplier: f64,
    /// By how much land prices of the zone move away from those of the district (log per year).
    pub price_drift: f64,
}

impl Zone {
    /// Whether its market moves otherwise than the district's.
    pub fn has_own_speed(&self) -> bool {
        self.demand_multiplier != 1.0 || self.price_drift != 0.0
    }
}
