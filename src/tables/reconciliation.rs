//! One row per published total: plan, portfolio, plan as planned, and what the simulation makes
//! of it.
//!
//! The table `reconciliation`. The shipped portfolio is synthetic, and as planned it comes
//! to every total that the plan publishes (`seeds/plan.toml`), so `difference` is 0 within the
//! last published digit; of a portfolio of one's own it says how far it is another
//! programme.
//!
//! Rows are counted by their dates: a plot is in the reserve programme when its planned start
//! lies within the plan period, in the sale programme when its planned listing does; new
//! construction is all that could be built on, which is more than the plan expects to start.
//! The plan as planned is of the table before the scenario changes its plan. Simulated values
//! are of the window and of what was really started or sold, so even a portfolio that matches
//! the plan ends below it where plots are late.

use crate::catalogue::figure::Figure;
use crate::ensemble::statistics::{P05, P50, P95, Summary};
use crate::portfolio::plan_total::Total;
use crate::portfolio::reconcile::reconcile;

use super::column::columns;
use super::results::Results;
use super::table::Table;

columns! {
    /// Columns of the table of published totals.
    ReconciliationTable = "reconciliation":
        "One row per published total of the plan. Simulated values are those of the window.";
    TOTAL: Texts = "total", "", "Id of the published total (seeds/plan.toml)";
    UNIT: Texts = "unit", "", "Unit of the values";
    PLAN: Numbers = "plan", "the row's", "Published";
    PORTFOLIO: Numbers = "portfolio", "the row's",
        "Sum over the rows of the portfolio that belong to the programme by their dates; of \
         construction over those to sell and those sold before";
    PLANNED: Numbers = "planned", "the row's",
        "Plan as planned: what is started or sold within the window when nothing is left to chance";
    DIFFERENCE: Numbers = "difference", "the row's", "Plan as planned minus plan";
    SIMULATED_P05: Numbers = "simulated_p05", "the row's",
        "5 % quantile of the simulation; null where no figure simulates the total";
    SIMULATED_P50: Numbers = "simulated_p50", "the row's",
        "Median of the simulation; null where no figure simulates the total";
    SIMULATED_P95: Numbers = "simulated_p95", "the row's",
        "95 % quantile of the simulation; null where no figure simulates the total";
}

/// The figure that simulates a total.
fn simulated(total: Total) -> Option<Figure> {
    match total {
        Total::ReservePlots => Some(Figure::ReservedPlots),
        Total::ReserveLandHa => Some(Figure::ReservedHa),
        Total::SalePlots => Some(Figure::SoldPlots),
        Total::SaleLandHa => Some(Figure::SoldHa),
        Total::SaleGfaM2 => Some(Figure::SoldGfaM2),
        Total::ConstructionGfaM2 => Some(Figure::GfaStartedM2),
        Total::ConstructionGfaCommercialOfficeM2 => Some(Figure::GfaStartedCommercialOfficeM2),
        Total::AffordableGfaM2 => Some(Figure::GfaStartedAffordableM2),
        _ => None,
    }
}

/// The table `reconciliation`: a row for each published total.
pub(super) fn table(results: &Results<'_>) -> Table {
    let case = results.case;
    let lines = reconcile(&case.portfolio().plots, case.plan(), case.planned());
    let summary = |figure: Figure| results.figures.of_figure(figure);
    let summaries: Vec<Option<&Summary>> =
        lines.iter().map(|line| simulated(line.total).and_then(summary)).collect();
    let mut table = Table::of::<ReconciliationTable>();
    let totals = lines.iter().map(|line| line.total.name().to_owned()).collect();
    table.fill(ReconciliationTable::TOTAL, totals);
    let units = lines.iter().map(|line| line.total.unit().to_owned()).collect();
    table.fill(ReconciliationTable::UNIT, units);
    let plan = lines.iter().map(|line| Some(line.plan)).collect();
    table.fill(ReconciliationTable::PLAN, plan);
    let portfolio = lines.iter().map(|line| Some(line.portfolio)).collect();
    table.fill(ReconciliationTable::PORTFOLIO, portfolio);
    let planned = lines.iter().map(|line| Some(line.planned)).collect();
    table.fill(ReconciliationTable::PLANNED, planned);
    let differences = lines.iter().map(|line| Some(line.difference())).collect();
    table.fill(ReconciliationTable::DIFFERENCE, differences);
    for (column, at) in [
        (ReconciliationTable::SIMULATED_P05, P05),
        (ReconciliationTable::SIMULATED_P50, P50),
        (ReconciliationTable::SIMULATED_P95, P95),
    ] {
        let values = summaries
            .iter()
            .map(|summary| summary.map(|summary| summary.quantiles[at].value))
            .collect();
        table.fill(column, values);
    }
    table
}
