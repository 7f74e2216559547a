//! The published totals divided among the groups of plots.
//!
//! | group | both | reserve only | stock | carry-over | affordable |
//! | --- | --- | --- | --- | --- | --- |
//! | reserve programme | yes | yes | | | |
//! | sale programme | yes | | yes | | |
//! | works within the plan | if sold early | | if sold early | yes | yes |
//!
//! Shares of the assumptions fix the first group; the others are what is left of the
//! published totals, so the sums are right whatever the assumptions. What carry-over has to
//! bring is known when the dates of the plots to sell are.

use crate::portfolio::generate::assumptions::{Generator, Named};
use crate::portfolio::plan::Plan;
use crate::portfolio::plan_total::Total;
use crate::portfolio::programme::Programme;
use crate::quantity::{self, SQUARE_METRES_PER_HECTARE};

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
}

/// What carry-over has to start within the plan, so that the plan as planned is the published one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct CarryOver {
    /// Carry-over for the market.
    pub(super) market: Group,
    /// Carry-over of affordable housing.
    pub(super) affordable: Group,
}

impl Totals {
    /// Divides the published totals; differences are taken of whole numbers, so nothing is lost.
    pub(super) fn of(plan: &Plan, assumptions: &Generator) -> Self {
        let mut both = both(plan, assumptions);
        let reserve_only = reserve_only(plan, assumptions, &both);
        let mut stock = stock(plan, assumptions, &both);
        let set_aside = (assumptions.affordable_share_in_sale.value
            * plan.amount(Total::AffordableGfaM2))
        .round();
        let housing = |group: &Group| group.gfa_m2 - group.commercial_office_m2;
        let share = housing(&both) / (housing(&both) + housing(&stock));
        both.affordable_m2 = (share * set_aside).round();
        stock.affordable_m2 = set_aside - both.affordable_m2;
        Self { both, reserve_only, stock }
    }
}

impl CarryOver {
    /// What is left of new construction and of affordable housing beside the plots to sell whose
    /// works are `started` within the plan.
    pub(super) fn of(plan: &Plan, assumptions: &Generator, started: &Programme) -> Self {
        let affordable = affordable(plan, assumptions, started);
        let market = market(plan, assumptions, started, &affordable);
        Self { market, affordable }
    }
}

impl Group {
    /// A group of so many plots, each of the size and the uses of those of this group on average.
    pub(super) fn of_plots(&self, plots: usize) -> Self {
        let share = quantity::count(plots) / quantity::count(self.plots.max(1));
        let part = |area_m2: f64| (share * area_m2).round();
        let [commercial_office_m2, affordable_m2, public_m2] =
            [self.commercial_office_m2, self.affordable_m2, self.public_m2].map(part);
        let others = self.commercial_office_m2 + self.affordable_m2 + self.public_m2;
        let gfa_m2 = part(self.gfa_m2 - others) + commercial_office_m2 + affordable_m2 + public_m2;
        let land_m2 = part(self.land_m2);
        Self { plots, land_m2, gfa_m2, commercial_office_m2, affordable_m2, public_m2 }
    }
}

/// Plots of both programmes: assumed shares of the reserve programme.
fn both(plan: &Plan, assumptions: &Generator) -> Group {
    let gfa_m2 =
        (assumptions.both_programmes_gfa_share.value * plan.amount(Total::ReserveGfaM2)).round();
    let land_share = assumptions.both_programmes_land_share.value;
    let commercial_share = assumptions.both_programmes_commercial_office_share.value;
    let commercial = plan.amount(Total::ReserveGfaCommercialOfficeM2);
    Group {
        plots: count(f64::from(assumptions.both_programmes_plots.value)),
        land_m2: (land_share * plan.amount(Total::ReserveLandHa) * SQUARE_METRES_PER_HECTARE)
            .round(),
        gfa_m2,
        commercial_office_m2: (commercial_share * commercial).round(),
        affordable_m2: 0.0,
        public_m2: public(assumptions, gfa_m2),
    }
}

/// The rest of the reserve programme.
fn reserve_only(plan: &Plan, assumptions: &Generator, both: &Group) -> Group {
    let gfa_m2 = plan.amount(Total::ReserveGfaM2) - both.gfa_m2;
    let commercial = plan.amount(Total::ReserveGfaCommercialOfficeM2);
    Group {
        plots: count(plan.amount(Total::ReservePlots)).saturating_sub(both.plots),
        land_m2: (plan.amount(Total::ReserveLandHa) * SQUARE_METRES_PER_HECTARE).round()
            - both.land_m2,
        gfa_m2,
        commercial_office_m2: commercial - both.commercial_office_m2,
        affordable_m2: (assumptions.affordable_share_after_plan.value * gfa_m2).round(),
        public_m2: public(assumptions, gfa_m2),
    }
}

/// The rest of the sale programme, less the plots that are known by name.
fn stock(plan: &Plan, assumptions: &Generator, both: &Group) -> Group {
    let named = |area: fn(&Named) -> f64| assumptions.named.iter().map(area).sum::<f64>();
    let gfa_m2 = plan.amount(Total::SaleGfaM2) - both.gfa_m2 - named(Named::gfa_m2);
    let commercial = plan.amount(Total::SaleGfaCommercialOfficeM2)
        - both.commercial_office_m2
        - named(|plot| plot.gfa_commercial_office_m2);
    Group {
        plots: count(plan.amount(Total::SalePlots))
            .saturating_sub(both.plots)
            .saturating_sub(assumptions.named.len()),
        land_m2: (plan.amount(Total::SaleLandHa) * SQUARE_METRES_PER_HECTARE).round()
            - both.land_m2
            - named(|plot| plot.land_m2),
        gfa_m2,
        commercial_office_m2: commercial,
        affordable_m2: 0.0,
        public_m2: public(assumptions, gfa_m2),
    }
}

/// Affordable housing that plots to sell do not bring, with its public floor area; land follows
/// from an assumed density.
fn affordable(plan: &Plan, assumptions: &Generator, started: &Programme) -> Group {
    let affordable_m2 = plan.amount(Total::AffordableGfaM2) - started.gfa_affordable_m2;
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

/// What is left of new construction beside plots to sell and separate affordable housing.
fn market(plan: &Plan, assumptions: &Generator, started: &Programme, affordable: &Group) -> Group {
    let gfa_m2 = plan.amount(Total::ConstructionGfaM2) - started.gfa_m2 - affordable.gfa_m2;
    Group {
        plots: count(f64::from(assumptions.carry_over_market_plots.value)),
        land_m2: (gfa_m2 / assumptions.carry_over_floor_area_ratio.value).round(),
        gfa_m2,
        commercial_office_m2: plan.amount(Total::ConstructionGfaCommercialOfficeM2)
            - started.gfa_commercial_office_m2,
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
        for (sum, published) in [(reserve, 4.83e6), (sale, 4.80e6)] {
            assert!((sum - published).abs() < 1e-9, "{sum} is not {published}");
        }
        assert_eq!((totals.both.plots, totals.reserve_only.plots), (22, 36));
        assert_eq!(totals.stock.plots, 55);
    }

    /// Plots to sell that start 4 million m² within the plan, 2 of them offices and 0.1 affordable,
    /// leave 6.28, 1.35 and 0.9 to carry-over.
    #[test]
    fn carry_over_brings_what_the_plots_to_sell_leave() {
        let started = Programme {
            gfa_m2: 4e6,
            gfa_commercial_office_m2: 2e6,
            gfa_affordable_m2: 0.1e6,
            ..Programme::default()
        };
        let (plan, assumptions) = (Plan::published().unwrap(), Generator::shipped().unwrap());
        let CarryOver { market, affordable } = CarryOver::of(plan, assumptions, &started);
        assert_eq!((market.plots, affordable.plots), (33, 12));
        assert_eq!((market.gfa_m2 + affordable.gfa_m2).to_string(), "6280000");
        assert_eq!(market.commercial_office_m2.to_string(), "1350000");
        assert_eq!((affordable.affordable_m2, market.affordable_m2), (0.9e6, 0.0));
    }

    #[test]
    fn a_group_of_other_size_has_the_same_plots_on_average() {
        let group = Group {
            plots: 4,
            land_m2: 1_000.0,
            gfa_m2: 2_802.0,
            commercial_office_m2: 702.0,
            affordable_m2: 0.0,
            public_m2: 100.0,
        };
        // Offices 175.5 and housing 500 round to whole square metres, and floor area is their sum.
        let one = Group {
            plots: 1,
            land_m2: 250.0,
            gfa_m2: 176.0 + 25.0 + 500.0,
            commercial_office_m2: 176.0,
            affordable_m2: 0.0,
            public_m2: 25.0,
        };
        assert_eq!(group.of_plots(1), one);
        assert_eq!(group.of_plots(4), group);
        assert_eq!(group.of_plots(0).gfa_m2.to_string(), "0");
    }

    #[test]
    fn no_group_is_denser_or_thinner_than_a_plot_may_be() {
        let totals = Totals::of(Plan::published().unwrap(), Generator::shipped().unwrap());
        for group in [totals.both, totals.reserve_only, totals.stock] {
            let ratio = group.gfa_m2 / group.land_m2;
            assert!((1.5..4.0).contains(&ratio), "{ratio}");
        }
    }
}
