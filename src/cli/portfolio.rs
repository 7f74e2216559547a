//! `landsim portfolio`: make a portfolio, or hold one against the plan.

use std::path::{Path, PathBuf};

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table, TableComponent};

use landsim::portfolio::generate::assumptions::Generator;
use landsim::portfolio::plan::Plan;
use landsim::portfolio::planned::Planned;
use landsim::portfolio::reconcile::{Reconciled, reconcile};
use landsim::scenario::Scenario;

use super::ending::{Ending, print, reject};
use super::inputs::load_portfolio;

/// What is done with a portfolio.
#[derive(Debug, clap::Subcommand)]
pub(super) enum PortfolioCommand {
    /// Print a synthetic portfolio that adds up to the published plan.
    Generate {
        /// Seed; the shipped portfolio has 20110140.
        #[arg(long)]
        seed: u64,
    },
    /// Print plan, portfolio and plan as planned of every published total.
    Check {
        /// Portfolio file; default: the shipped one.
        file: Option<PathBuf>,
    },
}

/// Makes a portfolio or checks one.
pub(super) fn run(command: &PortfolioCommand) -> Ending {
    match command {
        PortfolioCommand::Generate { seed } => generate(*seed),
        PortfolioCommand::Check { file } => check(file.as_deref()),
    }
}

/// Prints a generated portfolio.
fn generate(seed: u64) -> Ending {
    let document = Plan::published().and_then(|plan| {
        Ok(landsim::portfolio::generate::document(seed, plan, Generator::shipped()?))
    });
    match document {
        Ok(text) => print(&text),
        Err(rejected) => reject(&rejected),
    }
}

/// Prints plan, portfolio, plan as planned by the rules of the baseline, and its difference to the
/// plan; a difference ends with the code of a rejected file.
fn check(file: Option<&Path>) -> Ending {
    let loaded = load_portfolio(file).and_then(|portfolio| {
        let terms = Scenario::baseline()?.rules.planned_terms();
        Ok((portfolio, Plan::published()?, terms))
    });
    let (portfolio, plan, terms) = match loaded {
        Ok(loaded) => loaded,
        Err(rejected) => return reject(&rejected),
    };
    let lines = reconcile(&portfolio.plots, plan, &Planned::of(&portfolio.plots, &terms));
    let mut table = Table::new();
    table.load_preset(NOTHING);
    table.set_style(TableComponent::HeaderLines, '─');
    table.set_style(TableComponent::MiddleHeaderIntersections, '─');
    table.set_header(["total", "unit", "plan", "portfolio", "as planned", "difference", ""]);
    for line in &lines {
        let verdict = if line.agrees() { "agrees" } else { "differs" };
        let number = |value: f64| format!("{value}");
        let difference = if line.agrees() { 0.0 } else { line.difference() };
        table.add_row([
            line.figure,
            &line.unit,
            &number(line.plan),
            &number(line.portfolio),
            &number(line.planned),
            &number(difference),
            verdict,
        ]);
    }
    for column in table.column_iter_mut().skip(2).take(4) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let printed = print(&format!("{}: {} plots\n{table}\n", portfolio.file, portfolio.plots.len()));
    let verdict =
        if lines.iter().all(Reconciled::agrees) { Ending::Done } else { Ending::Rejected };
    printed.max(verdict)
}
