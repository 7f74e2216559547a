//! `landsim portfolio`: make a portfolio, or hold one against the plan.

use std::path::Path;

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table, TableComponent};

use landsim::finding::Rejected;
use landsim::portfolio::generate::assumptions::Generator;
use landsim::portfolio::plan::Plan;
use landsim::portfolio::reconcile::reconcile;

use super::run::load_portfolio;
use super::{Ending, print, say};

/// Prints a generated portfolio.
pub(super) fn generate(seed: u64) -> Ending {
    let document = Plan::published().and_then(|plan| {
        Ok(landsim::portfolio::generate::document(seed, plan, Generator::shipped()?))
    });
    match document {
        Ok(text) => print(&text),
        Err(rejected) => refused(&rejected),
    }
}

/// Prints plan, portfolio and difference; a difference ends with the code of a rejected file.
pub(super) fn check(file: Option<&Path>) -> Ending {
    let loaded = load_portfolio(file).and_then(|portfolio| Ok((portfolio, Plan::published()?)));
    let (portfolio, plan) = match loaded {
        Ok(loaded) => loaded,
        Err(rejected) => return refused(&rejected),
    };
    let lines = reconcile(&portfolio.plots, plan);
    let mut table = Table::new();
    table.load_preset(NOTHING);
    table.set_style(TableComponent::HeaderLines, '─');
    table.set_style(TableComponent::MiddleHeaderIntersections, '─');
    table.set_header(["total", "unit", "plan", "portfolio", "difference", ""]);
    for line in &lines {
        let verdict = if line.agrees() { "agrees" } else { "differs" };
        let number = |value: f64| format!("{value}");
        let difference = if line.agrees() { 0.0 } else { line.difference() };
        table.add_row([
            line.figure,
            &line.unit,
            &number(line.plan),
            &number(line.portfolio),
            &number(difference),
            verdict,
        ]);
    }
    for column in table.column_iter_mut().skip(2).take(3) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let printed = print(&format!("{}: {} plots\n{table}\n", portfolio.file, portfolio.plots.len()));
    let verdict = if lines.iter().all(landsim::portfolio::reconcile::Reconciled::agrees) {
        Ending::Done
    } else {
        Ending::Rejected
    };
    printed.max(verdict)
}

fn refused(rejected: &Rejected) -> Ending {
    say(rejected);
    Ending::Rejected
}
