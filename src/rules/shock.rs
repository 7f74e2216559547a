//! What happens to the district from outside: at a date, or with a hazard.

use crate::calendar::YearMonth;
use crate::quantity::{MONTHS_PER_YEAR, count, index};
use crate::uncertainty::elementary::ln;
use crate::uncertainty::severity::Severity;

use crate::catalogue::land_use::ByUse;

/// How a price displacement unfolds after its onset.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shape {
    /// At once and for good.
    Step,
    /// In equal monthly parts over this many months.
    Ramp(usize),
    /// At once, then fading with this half-life (months).
    Decay(f64),
}

/// When a shock comes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Onset {
    /// In a month, for certain; it may lie before the start.
    Date(YearMonth),
    /// At most once in a range of months, with a constant hazard.
    Hazard {
        /// Hazard (per year).
        per_year: f64,
        /// First month of the range.
        from: YearMonth,
        /// Length of the range (months).
        months: usize,
    },
}

impl Onset {
    /// The month of the onset by the exponential waiting time that belongs to a uniform; `None`
    /// when that is longer than the range. It comes within the range with probability
    /// 1 - exp(-hazard × years).
    pub fn at(self, uniform: f64) -> Option<YearMonth> {
        match self {
            Self::Date(month) => Some(month),
            Self::Hazard { per_year, from, months } => {
                let waited = -ln(uniform) / per_year * MONTHS_PER_YEAR;
                let month = index(waited);
                (waited < count(months))
                    .then(|| from.plus(i32::try_from(month).unwrap_or(i32::MAX)))
            }
        }
    }
}

/// A shock with everything it changes when it comes with severity 1; 1 and 0 mean no change.
#[derive(Debug, Clone, PartialEq)]
pub struct Shock {
    /// Identity.
    pub id: String,
    /// When it comes.
    pub onset: Onset,
    /// How hard it hits.
    pub severity: Severity,
    /// First month without its effects; `None`: for ever.
    pub until: Option<YearMonth>,
    /// Months its effects last; `None`: for ever.
    pub duration_months: Option<usize>,
    /// Displacement of land prices by use (log).
    pub price_displacement: ByUse<f64>,
    /// How the displacement unfolds.
    pub shape: Shape,
    /// Factor on the mean number of bidders.
    pub demand_multiplier: f64,
    /// Added to the lending rate (per year).
    pub lending_rate_add: f64,
    /// Factor on the cost of acquisitions that start under the shock.
    pub acquisition_cost_multiplier: f64,
    /// Factor on their duration.
    pub acquisition_duration_multiplier: f64,
    /// Factor on the preparation cost of acquisitions that start under the shock.
    pub preparation_cost_multiplier: f64,
    /// Factor on the start lag of plots dealt under the shock.
    pub start_lag_multiplier: f64,
    /// Months from the onset without listings.
    pub moratorium_months: usize,
    /// Factor on the facility limit.
    pub facility_limit_multiplier: f64,
}
