//! One plot of land, as a portfolio file states it.

use crate::calendar::YearMonth;

/// Who leads the reserve of a plot; sets the city's share of its gain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlotClass {
    /// The district's own reserve centre.
    District,
    /// City and district together.
    Joint,
    /// A city-level reserve body.
    City,
}

impl PlotClass {
    /// All classes, in the order of their column codes.
    pub const ALL: [Self; 3] = [Self::District, Self::Joint, Self::City];

    /// Name in files and tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::District => "district",
            Self::Joint => "joint",
            Self::City => "city",
        }
    }
}

/// What had happened to a plot before month 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlotStatus {
    /// Acquisition has not started.
    Unreserved,
    /// Acquired; net land from `ready_date` on.
    Reserved,
    /// Carry-over: granted before month 0, works not started.
    Sold,
}

impl PlotStatus {
    /// All statuses.
    pub const ALL: [Self; 3] = [Self::Unreserved, Self::Reserved, Self::Sold];

    /// Name in files and tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unreserved => "unreserved",
            Self::Reserved => "reserved",
            Self::Sold => "sold",
        }
    }
}

/// One plot from its first household to its last completed building.
#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    /// Identity: ASCII letters, digits, `-`, `_` and `.`; the key of all its random variates.
    pub plot_id: String,
    /// Name for people.
    pub name: String,
    /// Zone id; the scenario prices it.
    pub zone: String,
    /// Who leads the reserve.
    pub class: PlotClass,
    /// State at month 0.
    pub status: PlotStatus,
    /// Site area (m²).
    pub land_m2: f64,
    /// Buildable floor area for sale as housing (m²).
    pub gfa_residential_m2: f64,
    /// Buildable commercial and office floor area (m²).
    pub gfa_commercial_office_m2: f64,
    /// Buildable affordable housing (m²).
    pub gfa_affordable_m2: f64,
    /// Buildable public floor area (schools, markets, clinics) (m²).
    pub gfa_public_m2: f64,
    /// Planned start of acquisition; only `unreserved` rows have one.
    pub reserve_start: Option<YearMonth>,
    /// Planned listing; `None`: not meant for sale within the horizon.
    pub list_date: Option<YearMonth>,
    /// Planned month of net land; exactly the `reserved` rows have one.
    pub ready_date: Option<YearMonth>,
    /// Households to resettle.
    pub households: u32,
    /// Old buildings to demolish (m²).
    pub demolished_gfa_m2: f64,
    /// Compensation and clearance at month-0 prices (CNY).
    pub acquisition_cost_cny: f64,
    /// Expected duration of the clearance (months).
    pub acquisition_months: f64,
    /// Primary development (前期开发) still to pay, at month-0 prices (CNY).
    pub preparation_cost_cny: f64,
    /// Expected duration of primary development (months); for a `reserved` row the part of it
    /// that ends at `ready_date`.
    pub preparation_months: f64,
    /// Spent on a `reserved` row before month 0 (CNY).
    pub sunk_cost_cny: f64,
    /// Mean start lag of a plot with known terms, or the remaining lag of a carry-over row (months).
    pub start_lag_months: Option<f64>,
    /// Mean building time of a plot with known terms (months).
    pub build_months: Option<f64>,
    /// Location multiplier on the zone's floor price; mean about 1.
    pub quality: f64,
    /// `plan`, `data:<file>` or `synthetic`, with a reason after a colon where it helps.
    pub source: String,
}

impl Plot {
    /// All buildable floor area (m²).
    pub fn gfa_m2(&self) -> f64 {
        self.gfa_residential_m2
            + self.gfa_commercial_office_m2
            + self.gfa_affordable_m2
            + self.gfa_public_m2
    }
}
