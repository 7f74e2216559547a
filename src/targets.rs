//! What each figure is measured against: the plan's totals, and the lines a balance must not cross.

use crate::catalogue::figure::Figure;
use crate::ensemble::statistics::Relation;
use crate::portfolio::plan::Plan;

/// A figure's target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Target {
    /// Which side meets it.
    pub relation: Relation,
    /// The target, in the figure's unit.
    pub value: f64,
}

/// The target of a figure, where it has one.
pub fn target(figure: Figure, plan: &Plan) -> Option<Target> {
    let at_least = |value| Some(Target { relation: Relation::AtLeast, value });
    let at_most = |value| Some(Target { relation: Relation::AtMost, value });
    match figure {
        Figure::WindowBalanceCny
        | Figure::SettledBalanceCny
        | Figure::AccrualBalanceCny
        | Figure::NpvCny => at_least(0.0),
        Figure::CoverageRatio | Figure::CostCover80 => at_least(1.0),
        // What issuers of special bonds state at least.
        Figure::DebtServiceCover => at_least(1.1),
        Figure::SupportCny | Figure::WithdrawnPlots | Figure::InvertedPlots => at_most(0.0),
        Figure::ReservedPlots => at_least(plan.reserve_plots.value),
        Figure::ReservedHa => at_least(plan.reserve_land_ha.value),
        Figure::SoldPlots => at_least(plan.sale_plots.value),
        Figure::SoldHa => at_least(plan.sale_land_ha.value),
        Figure::SoldGfaM2 => at_least(plan.sale_gfa_m2.value),
        Figure::GfaStartedM2 => at_least(plan.construction_gfa_m2.value),
        Figure::GfaStartedCommercialOfficeM2 => {
            at_least(plan.construction_gfa_commercial_office_m2.value)
        }
        Figure::GfaStartedAffordableM2 => at_least(plan.affordable_gfa_m2.value),
        _ => None,
    }
}
