//! Acquisition and preparation: what a start costs and how long it takes.
//!
//! ```text
//! compensation A = estimate × exp(elasticity × effective house price) × multipliers × own factor
//! clearance      = max(1, round(months × multiplier × own factor))
//! preparation B  = estimate × construction cost index × multiplier × own factor
//! ```
//!
//! # Why everything is fixed at the start
//!
//! Compensation is appraised on the date of the decision (Order 590 of 2011, art. 19), so
//! cost follows house prices up to that month and no further, while the price of the land
//! is made one to four years later: rising markets make old stock rich and new stock dear.

use crate::calendar::Month;
use crate::catalogue::land_use::Use;
use crate::quantity::whole_months;
use crate::rules::reserve::Reserve;
use crate::uncertainty::elementary::bounded_exp;

use super::market::MarketPath;
use super::plot::PlotModel;
use super::timeline::Timeline;

/// Compensation of a start in `month` over its estimate, before a plot's own scatter:
/// exp(elasticity × effective house price) × multipliers of shocks and policies.
///
/// The effective house price is the log index plus the part of a residential price
/// displacement that appraisals of old housing feel. It is the same for all plots of a
/// month.
#[inline]
pub fn acquisition_cost_level(
    rules: &Reserve,
    market: &MarketPath,
    timeline: &Timeline,
    month: Month,
) -> f64 {
    let displacement = timeline.price_displacement[Use::Residential][month];
    let displaced = rules.displacement_pass_through * displacement;
    let effective = market.house_price[month] + displaced;
    bounded_exp(rules.house_price_elasticity * effective)
        * timeline.terms[month].acquisition_cost_multiplier
}

/// Months of clearance of a start in `month`, at least 1; halves are rounded away from
/// zero.
#[inline]
pub fn acquisition_months(
    plot: &PlotModel,
    own_factor: f64,
    timeline: &Timeline,
    month: Month,
) -> usize {
    let multiplier = timeline.terms[month].acquisition_duration_multiplier;
    whole_months(plot.acquisition_months * multiplier * own_factor).max(1)
}

/// Cost of preparing a plot whose cost is fixed in `month` (CNY).
///
/// It follows construction costs and shocks of that month, not of the months of the works.
#[inline]
pub fn preparation_cost(
    plot: &PlotModel,
    own_factor: f64,
    market: &MarketPath,
    timeline: &Timeline,
    month: Month,
) -> f64 {
    plot.preparation_cost
        * market.construction_cost[month]
        * timeline.preparation_cost_multiplier[month]
        * own_factor
}

/// Months of preparing a plot, at least 1; halves are rounded away from zero.
#[inline]
pub fn preparation_months(plot: &PlotModel, own_factor: f64) -> usize {
    whole_months(plot.preparation_months * own_factor).max(1)
}
