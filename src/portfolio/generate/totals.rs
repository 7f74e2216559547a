//! The published totals divided among the groups of plots.
//!
//! | group | both | reserve only | stock | carry-over | affordable |
//! | --- | --- | --- | --- | --- | --- |
//! | reserve programme | yes | yes | | | |
//! | sale programme | yes | | yes | | |
//! | construction | yes | | yes | yes | yes |
//!
//! Shares of the assumptions fix the first group; the others are what is left of the
//! published totals, so the sums are right whatever the assumptions.

use crate::portfolio::generate::assumptions::{Generator, Named};
use crate::portfolio::plan::Plan;
use crate::quantity::SQUARE_METRES_PER_HECTARE;

/// What the plots of one group sum to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Group {
    /// Number of plots.
    pub(super) plots: usize,
    /// Land (m²).
    pub(super) land_m2: f64,
    /// Floor area of all uses (m²).
    pub(super) gfa_m2: f64,
    /// Commercial and office part (m²).
    pub(super) commercial_office_m2: f64,
    /// Affordable part (m²).
    pub(super) affordable_m2: f64,
    /// Public part (m²).
    pub(super) public_m2: f64,
}

/// The groups of plots.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Totals {
    /// Plots in the reserve and the sale programme.
    pub(super) both: Group,
    /// Plots reserved in the plan and listed after it.
    pub(super) reserve_only: Group,
    /// Stock of the previous plan, without the named plots.
    pub(super) stock: Group,
    /// Carry-over for the market.
    pub(super) carry_over: Group,
    /// Carry-over of affordable housing.
    pub(super) affordable: Group,
}

impl Totals {
    /// Divides the published totals; differences are taken of whole numbers, so nothing is lost.
    pub(super) fn of(plan: &Plan, assumptions: &Generator) -> Self {
        let mut both = both(plan, assumptions);
        let reserve_only = reserve_only(plan, assumptions, &both);
        let mut stock = stock(plan, assumptions, &both);
        let set_aside =
            (assumptions.affordable_share_in_sale.value * plan.affordable_gfa_m2.value).round();
        let housing = |group: &Group| group.gfa_m2 - group.commercial_office_m2;
        let share = housing(&both) / (housing(&both) + housing(&stock));
        both.affordable_m2 = (share * set_aside).round();
        stock.affordable_m2 = set_aside - both.affordable_m2;
        let affordable = affordable(plan, assumptions, set_aside);
        let carry_over = carry_over(plan, assumptions, &affordable);
        Self { both, reserve_only, stock, carry_over, affordable }
    }
}

/// Plots of both programmes: assumed shares of the reserve programme.
fn both(plan: &Plan, assumptions: &Generator) -> Group {
    let gfa_m2 = (assumptions.both_programmes_gfa_share.value * plan.reserve_gfa_m2.value).round();
    let land_share = assumptions.both_programmes_land_share.value;
    let commercial_share = assumptions.both_programmes_commercial_office_share.value;
    let commercial = plan.reserve_gfa_commercial_office_m2.value;
    Group {
        plots: count(f64::from(assumptions.both_programmes_plots.value)),
        land_m2: (land_share * plan.reserve_land_ha.value * SQUARE_METRES_PER_HECTARE).round(),
        gfa_m2,
        commercial_office_m2: (commercial_share * commercial).round(),
        affordable_m2: 0.0,
        public_m2: public(assumptions, gfa_m2),
    }
}

/// The rest of the reserve programme.
fn reserve_only(plan: &Plan, assumptions: &Generator, both: &Group) -> Group {
    let gfa_m2 = plan.reserve_gfa_m2.value - both.gfa_m2;
    let commercial = plan.reserve_gfa_commercial_office_m2.value;
    Group {
        plots: count(plan.reserve_plots.value).saturating_sub(both.plots),
        land_m2: (plan.reserve_land_ha.value * SQUARE_METRES_PER_HECTARE).round() - both.land_m2,
        gfa_m2,
        commercial_office_m2: commercial - both.commercial_office_m2,
        affordable_m2: (assumptions.affordable_share_after_plan.value * gfa_m2).round(),
        public_m2: public(assumptions, gfa_m2),
    }
}

/// The rest of the sale programme, less the plots that are known by name.
fn stock(plan: &Plan, assumptions: &Generator, both: &Group) -> Group {
    let named = |area: fn(&Named) -> f64| assumptions.named.iter().map(area).sum::<f64>();
    let gfa_m2 = plan.sale_gfa_m2.value - both.gfa_m2 - named(Named::gfa_m2);
    let commercial = plan.sale_gfa_commercial_office_m2.value
        - both.commercial_office_m2
        - named(|plot| plot.gfa_commercial_office_m2);
    Group {
        plots: count(plan.sale_plots.value)
            .saturating_sub(both.plots)
            .saturating_sub(assumptions.named.len()),
        land_m2: (plan.sale_land_ha.value * SQUARE_METRES_PER_HECTARE).round()
            - both.land_m2
            - named(|plot| plot.land_m2),
        gfa_m2,
        commercial_office_m2: commercial,
        affordable_m2: 0.0,
        public_m2: public(assumptions, gfa_m2),
    }
}

/// Affordable housing that is not set aside within plots for sale, with its public floor
/// area; land follows from an assumed density.
fn affordable(plan: &Plan, assumptions: &Generator, set_aside: f64) -> Group {
    let named: f64 = assumptions.named.iter().map(|plot| plot.gfa_affordable_m2).sum();
    let affordable_m2 = plan.affordable_gfa_m2.value - set_aside - named;
    let gfa_m2 = (affordable_m2 / (1.0 - assumptions.public_share.value)).round();
    Group {
        plots: count(f64::from(assumptions.carry_over_affordable_plots.value)),
        land_m2: (gfa_m2 / assumptions.carry_over_floor_area_ratio.value).round(),
        gfa_m2,
        commercial_office_m2: 0.0,
        affordable_m2,
        public_m2: gfa_m2 - affordable_m2,
    }
}

/// What is left of new construction when every plot sold is built.
fn carry_over(plan: &Plan, assumptions: &Generator, affordable: &Group) -> Group {
    let gfa_m2 = plan.construction_gfa_m2.value - plan.sale_gfa_m2.value - affordable.gfa_m2;
    Group {
        plots: count(f64::from(assumptions.carry_over_market_plots.value)),
        land_m2: (gfa_m2 / assumptions.carry_over_floor_area_ratio.value).round(),
        gfa_m2,
        commercial_office_m2: plan.construction_gfa_commercial_office_m2.value
            - plan.sale_gfa_commercial_office_m2.value,
        affordable_m2: 0.0,
        public_m2: public(assumptions, gfa_m2),
    }
}

/// Public floor area of a group, an assumed share of all of it.
fn public(assumptions: &Generator, gfa_m2: f64) -> f64 {
    (assumptions.public_share.value * gfa_m2).round()
}

/// A count of plots.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts of plots are small, and the cast saturates at zero"
)]
pub(super) fn count(value: f64) -> usize {
    value.round() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_sum_to_the_published_totals() {
        let assumptions = Generator::shipped().unwrap();
        let totals = Totals::of(Plan::published().unwrap(), assumptions);
        let named: f64 = assumptions.named.iter().map(Named::gfa_m2).sum();
        let reserve = totals.both.gfa_m2 + totals.reserve_only.gfa_m2;
        let sale = totals.both.gfa_m2 + totals.stock.gfa_m2 + named;
        let built = sale + totals.carry_over.gfa_m2 + totals.affordable.gfa_m2;
        for (sum, published) in [(reserve, 4.83e6), (sale, 4.80e6), (built, 10.28e6)] {
            assert!((sum - published).abs() < 1e-9, "{sum} is not {published}");
        }
        assert_eq!((totals.both.plots, totals.reserve_only.plots), (22, 36));
        assert_eq!((totals.stock.plots, totals.carry_over.plots), (55, 33));
    }

    #[test]
    fn no_group_is_denser_or_thinner_than_a_plot_may_be() {
        let totals = Totals::of(Plan::published().unwrap(), Generator::shipped().unwrap());
        for group in [totals.both, totals.reserve_only, totals.stock, totals.carry_over] {
            let ratio = group.gfa_m2 / group.land_m2;
            assert!((1.5..4.0).contains(&ratio), "{ratio}");
        }
    }
}
