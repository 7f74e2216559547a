//! What a run's plot table is, said from its own rows: how much of it is made up, and whether it
//! adds up to the plan.

use crate::portfolio::plan::Origin;
use crate::portfolio::reconcile::{agree, reconcile};
use crate::store::grid::GridRow;
use crate::store::manifest::{Manifest, PortfolioOrigin};
use crate::store::run_tables::RunTables;
use crate::tables::reconciliation::ReconciliationTable;
use crate::tables::results::Results;
use crate::wording::text::{Language, Text};
use crate::wording::words::{filled, in_terminal};

/// Of the table of results at hand, in the terminal.
pub(super) fn of_results(results: &Results<'_>, language: Language) -> String {
    let case = results.case;
    let plots = &case.portfolio().plots;
    let totals = reconcile(plots, case.plan(), case.planned());
    let met = totals.iter().filter(|total| total.agrees()).count();
    let against = held_against(case.plan().origin, met, totals.len());
    let sentences = [made_up(PortfolioOrigin::of(plots)), against];
    let between = in_terminal("between_parts", language);
    sentences.each_ref().map(|sentence| sentence.of(language)).join(between)
}

/// Of the table of a recorded run.
pub(super) fn of_run(run: &RunTables) -> Text {
    let manifest = &run.recorded.manifest;
    let Some(plan) = &manifest.plan else { return of_manifest(manifest) };
    let is_met = |row: &GridRow<'_, ReconciliationTable>| {
        let total = row.text(ReconciliationTable::TOTAL);
        let stated = plan.totals.iter().find(|recorded| recorded.id == total);
        let value = row.number(ReconciliationTable::PLANNED);
        stated
            .zip(value)
            .is_some_and(|(stated, value)| agree(value, stated.value, stated.precision))
    };
    let totals = run.reconciliation.rows().count();
    let met = run.reconciliation.rows().filter(is_met).count();
    sentence(&[made_up(manifest.portfolio_origin), held_against(plan.origin, met, totals)])
}

/// Of the table that a manifest names, where nothing was held against a plan.
pub(super) fn of_manifest(manifest: &Manifest) -> Text {
    sentence(&[made_up(manifest.portfolio_origin)])
}

/// Parts as one sentence.
fn sentence(parts: &[Text]) -> Text {
    Text::each(|language| {
        let between = in_terminal("between_parts", language);
        let parts: Vec<&str> = parts.iter().map(|part| part.of(language)).collect();
        format!("{}{}", parts.join(between), language.choose("。", "."))
    })
}

/// How many plots no source knows.
fn made_up(origin: PortfolioOrigin) -> Text {
    let PortfolioOrigin { plots, synthetic_plots } = origin;
    let key = if synthetic_plots == 0 { "plots_sourced" } else { "plots_synthetic" };
    let synthetic = synthetic_plots.to_string();
    filled(key, &[("plots", plots.to_string()), ("synthetic", synthetic)])
}

/// What the rows are held against: a plan, or nothing but themselves.
fn held_against(origin: Origin, met: usize, totals: usize) -> Text {
    match origin {
        Origin::Stated => adds_up(met, totals),
        Origin::PlotTable => filled("targets_of_table", &[]),
    }
}

/// Whether the rows add up to what the plan publishes.
fn adds_up(met: usize, totals: usize) -> Text {
    let key = if met == totals { "totals_met" } else { "totals_missed" };
    let missed = totals.saturating_sub(met).to_string();
    filled(key, &[("totals", totals.to_string()), ("missed", missed)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(parts: &[Text]) -> [String; 2] {
        let Text { zh, en } = sentence(parts);
        [zh, en]
    }

    #[test]
    fn a_table_of_ones_own_is_not_called_synthetic() {
        let origin = PortfolioOrigin { plots: 12, synthetic_plots: 0 };
        let english = "all 12 plots have a source and none is synthetic; \
                       the plot table misses 3 of the 13 totals that the plan publishes.";
        let chinese = "12幅地块均注明来源，无合成数据；地块表与规划公布的13项合计中有3项不一致。";
        assert_eq!(said(&[made_up(origin), adds_up(10, 13)]), [chinese, english]);
    }

    #[test]
    fn made_up_plots_are_counted() {
        let origin = PortfolioOrigin { plots: 12, synthetic_plots: 5 };
        let [chinese, english] = said(&[made_up(origin), adds_up(13, 13)]);
        assert!(chinese.contains("12幅地块中5幅") && chinese.contains("13项合计逐项一致"));
        assert!(
            english.contains("5 of 12 plots are synthetic") && english.contains("each of the 13")
        );
    }
}
