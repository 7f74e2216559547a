//! One row per published total: plan, portfolio, and what the simulation makes of it.
//!
//! The table `reconciliation`. The shipped portfolio is synthetic and adds up to every
//! total that the plan publishes (`seeds/plan.toml`), so `difference` is 0 within the
//! last published digit; of a portfolio of one's own it says how far it is another
//! programme.
//!
//! Totals are counted as the plan counts them: a plot is in the reserve programme when
//! its planned start lies within the window, in the sale programme when its planned
//! listing does. Simulated values are of the window and of what was really started or
//! sold, so even a portfolio that matches the plan ends below it where plots are late.

use crate::catalogue::figure::Figure;
use crate::ensemble::statistics::{P05, P50, P95, Summary};
use crate::portfolio::reconcile::reconcile;

use super::{Results, Table};

/// The figure that simulates a published total; `None` for totals that no figure
/// counts, such as households renewed.
fn simulated(total: &str) -> Option<Figure> {
    match total {
        "reserve_plots" => Some(Figure::ReservedPlots),
        "reserve_land_ha" => Some(Figure::ReservedHa),
        "sale_plots" => Some(Figure::SoldPlots),
        "sale_land_ha" => Some(Figure::SoldHa),
        "sale_gfa_m2" => Some(Figure::SoldGfaM2),
        "construction_gfa_m2" => Some(Figure::GfaStartedM2),
        "construction_gfa_commercial_office_m2" => Some(Figure::GfaStartedCommercialOfficeM2),
        "affordable_gfa_m2" => Some(Figure::GfaStartedAffordableM2),
        _ => None,
    }
}

/// The table `reconciliation`: a row for each published total.
pub(super) fn table(results: &Results<'_>) -> Table {
    let lines = reconcile(&results.case.portfolio().plots, results.plan);
    let summary = |figure: Figure| results.figures.of_figure(figure);
    let summaries: Vec<Option<&Summary>> =
        lines.iter().map(|line| simulated(line.figure).and_then(summary)).collect();
    let mut table = Table::new(
        "reconciliation",
        "One row per published total of the plan. Simulated values are those of the window.",
    );
    table.texts(
        "total",
        "Id of the published total (seeds/plan.toml)",
        lines.iter().map(|line| line.figure.to_owned()).collect(),
    );
    table.texts("unit", "Unit of the values", lines.iter().map(|line| line.unit.clone()).collect());
    table.numbers(
        "plan",
        "the row's",
        "Published",
        lines.iter().map(|line| Some(line.plan)).collect(),
    );
    table.numbers(
        "portfolio",
        "the row's",
        "Sum over the portfolio",
        lines.iter().map(|line| Some(line.portfolio)).collect(),
    );
    table.numbers(
        "difference",
        "the row's",
        "Portfolio minus plan",
        lines.iter().map(|line| Some(line.difference())).collect(),
    );
    for (name, at, words) in [
        ("simulated_p05", P05, "5 % quantile"),
        ("simulated_p50", P50, "Median"),
        ("simulated_p95", P95, "95 % quantile"),
    ] {
        let values = summaries
            .iter()
            .map(|summary| summary.map(|summary| summary.quantiles[at].value))
            .collect();
        table.numbers(
            name,
            "the row's",
            &format!("{words} of the simulation; null where no figure simulates the total"),
            values,
        );
    }
    table
}
