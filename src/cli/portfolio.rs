//! `landsim portfolio`: make a portfolio, or hold one against the plan.

use std::path::{Path, PathBuf};

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table, TableComponent};

use landsim::portfolio::generate::assumptions::Generator;
use landsim::portfolio::plan::Plan;
use landsim::portfolio::reconcile::reconcile;

use super::ending::{Ending, print, reject};
use super::inputs::load_portfolio;

/// What is done with a portfolio.
#[derive(Debug, clap::Subcommand)]
pub(super) enum PortfolioCommand {
    /// Print a synthetic portfolio that adds up to the published plan.
    Generate {
        /// Seed; the shipped portfolio has 20110101.
        #[arg(long)]
        seed: u64,
    },
    /// Print plan, portfolio and difference of every published total.
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

/// Prints plan, portfolio and difference; a difference ends with the code of a rejected file.
fn check(file: Option<&Path>) -> Ending {
    let loaded = load_portfolio(file).and_then(|portfolio| Ok((portfolio, Plan::published()?)));
    let (portfolio, plan) = match loaded {
        Ok(loaded) => loaded,
        Err(rejected) => return reject(&rejected),
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
