//! What land that is bought back, the rules of buying back, and projects say together.

use crate::finding::{Finding, Place};
use crate::model::buyback::base_price;
use crate::portfolio::Portfolio;
use crate::portfolio::plot::{Plot, PlotStatus};
use crate::rules::Rules;
use crate::rules::buyback::{Buyback, TaxBase};
use crate::rules::project::Project;

/// Findings of land that is bought back.
pub(super) fn findings(file: &str, rules: &Rules, portfolio: &Portfolio) -> Vec<Finding> {
    let rows = portfolio.plots.iter().enumerate();
    let bought: Vec<(usize, &Plot)> =
        rows.filter(|(_, plot)| plot.status == PlotStatus::Buyback).collect();
    let Some((first, _)) = bought.first() else { return Vec::new() };
    let Some(buyback) = &rules.buyback else {
        return vec![Finding {
            place: portfolio.place(*first),
            key: "status".into(),
            found: format!("a buyback row beside {file}, which has no [buyback]"),
            accepted: "a scenario with [buyback], which says how idle land is bought".into(),
        }];
    };
    let mut found = Vec::new();
    for (row, plot) in &bought {
        let has_project = rules.projects.iter().any(|project| project.has(plot));
        if plot.cut.is_none() && !has_project {
            found.push(Finding {
                place: portfolio.place(*row),
                key: "cut".into(),
                found: format!("an empty cell of {:?}, which is in no project", plot.plot_id),
                accepted: "a share, or a project whose first bond the cut is reckoned with".into(),
            });
        }
    }
    for project in &rules.projects {
        found.extend(lacking(file, (project, buyback), &portfolio.plots));
    }
    found
}

/// What bonds and own capital of a project lack for its purchases with their taxes.
fn lacking(file: &str, (project, rules): (&Project, &Buyback), plots: &[Plot]) -> Option<Finding> {
    let own = plots.iter().filter(|plot| plot.status == PlotStatus::Buyback && project.has(plot));
    let needed: f64 = own.filter_map(|plot| least_cost(plot, rules)).sum();
    let bonds: f64 =
        project.bonds.iter().map(|bond| bond.amount - bond.fees.at_issue(bond.amount)).sum();
    let capital: f64 = project.own_capital.iter().map(|capital| capital.amount).sum();
    let debt: f64 = project.other_debt.iter().map(|debt| debt.amount).sum();
    let there = bonds + capital + debt;
    (there < needed).then(|| Finding {
        place: Place::whole(file),
        key: format!("project[{}].bond", project.id),
        found: format!("{there:.0} CNY for purchases and taxes of {needed:.0} CNY"),
        accepted: format!(
            "bonds and own capital that suffice for what is bought: {:.0} CNY more",
            needed - there
        ),
    })
}

/// Price and tax at the appraisal that is stated; of a cut by rule the base, uncut.
fn least_cost(plot: &Plot, rules: &Buyback) -> Option<f64> {
    let base = base_price(plot.appraisal_cny?, plot.original_price_cny);
    let price = base * (1.0 - plot.cut?);
    let taxed = match rules.tax_base {
        TaxBase::Base => base,
        TaxBase::Price => price,
    };
    plot.reserve_start?;
    Some(price + rules.purchase.deed_and_stamp_tax * taxed)
}
