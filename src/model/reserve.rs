//! Acquisition and preparation: what a start costs and how long it takes.

use crate::catalogue::land_use::Use;
use crate::quantity::whole_months;
use crate::rules::reserve::Reserve;
use crate::uncertainty::elementary::bounded_exp;

use super::market::MarketPath;
use super::plot::PlotModel;
use super::scatter::PlotFactors;
use super::timeline::Timeline;

/// Cost and duration of preparing a plot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Preparation {
    /// Cost, fixed at the start (CNY).
    pub cost: f64,
    /// Duration, at least 1 (months).
    pub months: usize,
}

/// Compensation of a start in `month` over its estimate, before a plot's own scatter:
/// exp(elasticity × effective house price) × multipliers.
///
/// The effective house price is the index plus the part of a residential price displacement that
/// appraisals of old housing feel.
#[inline]
pub fn acquisition_cost_level(
    rules: &Reserve,
    market: &MarketPath,
    timeline: &Timeline,
    month: usize,
) -> f64 {
    let displacement = timeline.price_displacement[Use::Residential][month];
    let displaced = rules.displacement_pass_through * displacement;
    let effective = market.house_price[month] + displaced;
    bounded_exp(rules.house_price_elasticity * effective)
        * timeline.terms[month].acquisition_cost_multiplier
}

/// Months of clearance of a start in `month`, at least 1.
#[inline]
pub fn acquisition_months(
    plot: &PlotModel,
    factors: &PlotFactors,
    timeline: &Timeline,
    month: usize,
) -> usize {
    let multiplier = timeline.terms[month].acquisition_duration_multiplier;
    whole_months(plot.acquisition_months * multiplier * factors.acquisition_duration).max(1)
}

/// Preparation of a plot whose cost is fixed in `month`.
#[inline]
pub fn preparation(
    plot: &PlotModel,
    factors: &PlotFactors,
    market: &MarketPath,
    timeline: &Timeline,
    month: usize,
) -> Preparation {
    Preparation {
        cost: plot.preparation_cost
            * market.construction_cost[month]
            * timeline.preparation_cost_multiplier[month]
            * factors.preparation_cost,
        months: whole_months(plot.preparation_months * factors.preparation_duration).max(1),
    }
}
