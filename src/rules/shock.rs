//! What happens to the district from outside: at a date, or with a hazard.
//!
//! A shock is written into the months of its effect by
//! `model::timeline::Timeline::apply`: when a model is made if nothing about it is
//! left to chance, else in each trial.

use crate::calendar::YearMonth;
use crate::quantity::{MONTHS_PER_YEAR, count, index};
use crate::uncertainty::elementary::ln;
use crate::uncertainty::severity::Severity;

use crate::catalogue::land_use::ByUse;

/// How a price displacement unfolds after its onset. Other effects are there at once and
/// whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shape {
    /// At once and for good.
    Step,
    /// In equal monthly parts over this many months, the first part in the month of the
    /// onset; then for good.
    Ramp(usize),
    /// At once, then fading with this half-life (months): 0.5^(elapsed / half-life) is
    /// left.
    Decay(f64),
}

/// When a shock comes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Onset {
    /// In a month, for certain; it may lie before the start.
    Date(YearMonth),
    /// At most once in a range of months, with a constant hazard.
    Hazard {
        /// Hazard (per year): the probability of a short time over its length in years,
        /// while the shock has not come.
        per_year: f64,
        /// First month of the range.
        from: YearMonth,
        /// Length of the range (months).
        months: usize,
    },
}

impl Onset {
    /// The month of the onset that belongs to a uniform from 0 to 1; `None` when the shock
    /// does not come.
    ///
    /// A date comes whatever the uniform is. A hazard has an exponential waiting time,
    /// -ln(u) / hazard years, from the beginning of the range; when it is longer than the
    /// range, the shock stays away. So it comes with probability 1 - exp(-hazard × years).
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

/// A shock with everything it changes when it comes with severity 1; 1 and 0 mean no
/// change.
///
/// With another severity v, displacements, additions and months are multiplied by v,
/// factors raised to the power of v.
#[derive(Debug, Clone, PartialEq)]
pub struct Shock {
    /// Identity: the address of its random words, and the order in which shocks are
    /// applied.
    pub id: String,
    /// When the shock comes: at a date or by chance.
    pub onset: Onset,
    /// How hard the shock hits: a distribution with mean 1, fixed where nothing is stated.
    pub severity: Severity,
    /// First month without its effects; `None`: no such date. With a duration beside it,
    /// what comes first ends them.
    pub until: Option<YearMonth>,
    /// Months from the onset that its effects last; `None`: for ever, or to `until`.
    pub duration_months: Option<usize>,
    /// Displacement of log land prices by use: -0.3 makes a price exp(-0.3) = 74 % of what
    /// it would be.
    pub price_displacement: ByUse<f64>,
    /// How the price displacement unfolds.
    pub shape: Shape,
    /// Factor on the mean number of bidders.
    pub demand_multiplier: f64,
    /// Added to the lending rate (per year).
    pub lending_rate_add: f64,
    /// Factor on the cost of acquisitions that start under the shock.
    pub acquisition_cost_multiplier: f64,
    /// Factor on the months of clearance of acquisitions that start under the shock.
    pub acquisition_duration_multiplier: f64,
    /// Factor on the preparation cost of acquisitions that start under the shock.
    pub preparation_cost_multiplier: f64,
    /// Factor on the start lag of plots dealt under the shock.
    pub start_lag_multiplier: f64,
    /// Months from the onset in which no plot is listed; results of notices that are out
    /// still come.
    pub moratorium_months: usize,
    /// Factor on the lenders' limit, a policy's or the scenario's own.
    pub facility_limit_multiplier: f64,
}
