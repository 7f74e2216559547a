//! What each figure is measured against: the plan's totals, and the lines a balance must not cross.

use crate::case::Case;
use crate::catalogue::figure::Figure;
use crate::ensemble::statistics::Relation;
use crate::portfolio::plan::Plan;
use crate::portfolio::plan_total::Total;
use crate::portfolio::planned::Planned;

/// A figure's target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Target {
    /// Which side meets it.
    pub relation: Relation,
    /// The target, in the figure's unit.
    pub value: f64,
}

/// All that figures of a run are measured against.
#[derive(Debug, Clone, Copy)]
pub struct Aims<'p> {
    /// Totals that the plan states.
    pub plan: &'p Plan,
    /// What the case's own plot table comes to as planned.
    pub planned: Planned,
    /// Share of the plan as planned from which on the programme counts as done.
    pub programme_share: f64,
    /// Whether there are projects of special bonds, without which some figures do not exist.
    pub with_projects: bool,
}

impl<'p> Aims<'p> {
    /// What a case is measured against.
    pub fn of(case: &'p Case) -> Self {
        let programme_share = case.scenario().rules.programme_share;
        let with_projects = case.has_projects();
        Self { plan: case.plan(), planned: *case.planned(), programme_share, with_projects }
    }

    /// A plan without a plot table, of which nothing is planned.
    pub fn of_plan(plan: &'p Plan) -> Self {
        Self { plan, planned: Planned::default(), programme_share: 1.0, with_projects: false }
    }

    /// What a figure of the programme comes to as planned; `None` of other figures.
    pub fn planned(&self, figure: Figure) -> Option<f64> {
        let Planned { reserved, sold, started } = &self.planned;
        Some(match figure {
            Figure::ReservedPlots => reserved.plots,
            Figure::ReservedHa => reserved.land_ha(),
            Figure::SoldPlots => sold.plots,
            Figure::SoldHa => sold.land_ha(),
            Figure::SoldGfaM2 => sold.gfa_m2,
            Figure::GfaStartedM2 => started.gfa_m2,
            Figure::GfaStartedCommercialOfficeM2 => started.gfa_commercial_office_m2,
            Figure::GfaStartedAffordableM2 => started.gfa_affordable_m2,
            _ => return None,
        })
    }

    /// Target of a figure as the programme's share of the plan as planned.
    pub fn programme_target(&self, figure: Figure) -> Option<Target> {
        let value = self.programme_share * self.planned(figure)?;
        Some(Target { relation: Relation::AtLeast, value })
    }
}

/// The target of a figure, where it has one.
pub fn target(figure: Figure, aims: &Aims<'_>) -> Option<Target> {
    let plan = aims.plan;
    let at_least = |value| Some(Target { relation: Relation::AtLeast, value });
    let stated = |total| plan.value(total).and_then(at_least);
    let at_most = |value| Some(Target { relation: Relation::AtMost, value });
    match figure {
        Figure::WindowBalanceCny
        | Figure::SettledBalanceCny
        | Figure::AccrualBalanceCny
        | Figure::InventoryAdjustedBalanceCny
        | Figure::NpvCny => at_least(0.0),
        Figure::CoverageRatio | Figure::CostCover80 | Figure::ProgrammeDone | Figure::Sound => {
            at_least(1.0)
        }
        Figure::ReservedPlanShare | Figure::SoldPlanShare | Figure::StartedPlanShare => {
            at_least(aims.programme_share)
        }
        // What issuers of special bonds state at least.
        Figure::DebtServiceCover => at_least(1.1),
        Figure::SupportCny | Figure::WithdrawnPlots | Figure::InvertedPlots => at_most(0.0),
        Figure::ReservedPlots => stated(Total::ReservePlots),
        Figure::ReservedHa => stated(Total::ReserveLandHa),
        Figure::SoldPlots => stated(Total::SalePlots),
        Figure::SoldHa => stated(Total::SaleLandHa),
        Figure::SoldGfaM2 => stated(Total::SaleGfaM2),
        Figure::GfaStartedM2 => stated(Total::ConstructionGfaM2),
        Figure::GfaStartedCommercialOfficeM2 => stated(Total::ConstructionGfaCommercialOfficeM2),
        Figure::GfaStartedAffordableM2 => stated(Total::AffordableGfaM2),
        _ => None,
    }
}
