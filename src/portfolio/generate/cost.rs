//! Cost follows the value of what is taken.
//!
//! ```text
//! acquisition, sunk cost  floor area by use at zone values × quality ^ exponent × own factor
//! preparation             floor area, of stock the part of it that is left to prepare
//! ```
//!
//! Rows are made with these claims in place of money; at the end each of the three totals is
//! shared out by them, so every table costs the same.
//!
//! # Why a power below one
//!
//! Owners of a good site are paid for where it lies, but not for all that its buyer will gain
//! there. With the exponent at a half, a plot of half the quality costs 0.7 of the sum and sells
//! for half of it: it is the poor sites of each zone that cost more than they bring, not the cheap
//! zones.

use crate::portfolio::generate::apportion::{Share, apportion};
use crate::portfolio::generate::assumptions::Generator;
use crate::portfolio::generate::draw::Draw;
use crate::portfolio::plot::Plot;

/// Money is shared out in whole 10 000 CNY (万元), the unit in which offices plan.
const UNIT_CNY: f64 = 10_000.0;

/// Claim of a plot on what all plots of its kind cost, scattered with mean 1.
pub(super) fn claim(draw: &mut Draw, assumptions: &Generator, plot: &Plot) -> f64 {
    let factor = draw.factor(assumptions.cost_log_sd.value);
    let zone = assumptions.zone.iter().find(|zone| zone.id == plot.zone);
    let value = zone.map_or(0.0, |zone| {
        plot.gfa_residential_m2 * zone.residential_value
            + plot.gfa_commercial_office_m2 * zone.commercial_office_value
    });
    value * libm::pow(plot.quality, assumptions.cost_quality_exponent.value) * factor
}

/// Turns the claims of all plots into money.
pub(super) fn share_out(assumptions: &Generator, plots: &mut [Plot]) {
    let of = |total: f64, cost: fn(&mut Plot) -> &mut f64, plots: &mut [Plot]| {
        let mut claims: Vec<&mut f64> =
            plots.iter_mut().map(cost).filter(|claim| **claim > 0.0).collect();
        let shares: Vec<Share> = claims.iter().map(|claim| Share::unbounded(**claim)).collect();
        let units = apportion((total / UNIT_CNY).round(), &shares);
        for (claim, units) in claims.iter_mut().zip(units) {
            **claim = units * UNIT_CNY;
        }
    };
    of(assumptions.acquisition_cost.value, |plot| &mut plot.acquisition_cost_cny, plots);
    of(assumptions.sunk_cost.value, |plot| &mut plot.sunk_cost_cny, plots);
    of(assumptions.preparation_cost.value, |plot| &mut plot.preparation_cost_cny, plots);
}
