//! Acquisition and preparation: what a start costs and how long it takes.

use crate::quantity::whole_months;
use crate::scenario::programme::Reserve;
use crate::uncertainty::elementary::bounded_exp;
use crate::uncertainty::normal::mean_one_lognormal;
use crate::uncertainty::stream::{PlotPurpose, PlotWords};

use super::market::MarketPath;
use super::plot::PlotModel;
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
    let displaced = rules.displacement_pass_through * timeline.price_displacement[0][month];
    let effective = market.house_price[month] + displaced;
    bounded_exp(rules.house_price_elasticity * effective)
        * timeline.acquisition_cost_multiplier[month]
}

/// The plot's own factor on its acquisition cost, with mean 1.
#[inline]
pub fn acquisition_cost_factor(rules: &Reserve, words: &PlotWords) -> f64 {
    mean_one_lognormal(rules.acquisition_cost_sd, words.normal(PlotPurpose::AcquisitionCost))
}

/// Months of clearance of a start in `month`, at least 1.
#[inline]
pub fn acquisition_months(
    rules: &Reserve,
    plot: &PlotModel,
    words: &PlotWords,
    timeline: &Timeline,
    month: usize,
) -> usize {
    let factor = mean_one_lognormal(
        rules.acquisition_duration_sd,
        words.normal(PlotPurpose::AcquisitionDuration),
    );
    whole_months(plot.acquisition_months * timeline.acquisition_duration_multiplier[month] * factor)
        .max(1)
}

/// Preparation of a plot whose cost is fixed in `month`.
#[inline]
pub fn preparation(
    rules: &Reserve,
    plot: &PlotModel,
    words: &PlotWords,
    market: &MarketPath,
    timeline: &Timeline,
    month: usize,
) -> Preparation {
    let cost_factor =
        mean_one_lognormal(rules.preparation_cost_sd, words.normal(PlotPurpose::PreparationCost));
    let duration_factor = mean_one_lognormal(
        rules.preparation_duration_sd,
        words.normal(PlotPurpose::PreparationDuration),
    );
    Preparation {
        cost: plot.preparation_cost
            * market.construction_cost[month]
            * timeline.preparation_cost_multiplier[month]
            * cost_factor,
        months: whole_months(plot.preparation_months * duration_factor).max(1),
    }
}
