//! Makes plot tables that meet every published total of the plan.
//!
//! The plan publishes totals, not plots. The generator divides these totals among synthetic
//! plots by lognormal weights (a heavy-tailed relative of Dirichlet weights) and whole-unit
//! apportionment, so that every draw reconciles exactly and a study can show that its results do
//! not hang on one made-up division.
//!
//! # How a table comes about
//! 1. The totals of the two programmes are split among three groups (`totals`): plots in both
//!    programmes, plots reserved in the plan and listed after it, stock of the previous plan.
//!    Plots known from the press are part of the stock and, but for their cost, the same in every
//!    draw.
//! 2. Within a group each plot gets a zone, land, floor area within a plausible density, and
//!    uses (`sites`).
//! 3. Households, durations and dates follow by group (`reserve`, `stock`); every plot to sell is
//!    listed early enough to be dealt within the plan.
//! 4. What the plan as planned of these plots leaves of new construction and of affordable housing
//!    is carry-over (`carry_over`).
//! 5. Three totals of cost are shared out by what each plot is worth (`cost`).

mod apportion;
pub mod assumptions;
pub mod blocks;
mod carry_over;
mod cost;
mod draw;
mod reserve;
mod sites;
mod stock;
#[cfg(test)]
mod tests;
mod totals;

use std::sync::OnceLock;

use crate::digest::of_text;
use crate::portfolio::file::write;
use crate::portfolio::generate::assumptions::Generator;
use crate::portfolio::generate::totals::Totals;
use crate::portfolio::plan::Plan;
use crate::portfolio::plot::Plot;

/// Seed of the shipped plot table; written in its comments, so that anybody can make it
/// again.
pub const SHIPPED_SEED: u64 = 20_110_140;

/// The shipped plot table: its file name and its text.
pub fn shipped() -> (&'static str, &'static str) {
    ("seeds/plots/baseline.csv", include_str!("../../seeds/plots/baseline.csv"))
}

/// SHA-256 of the text of the shipped plot table.
pub fn shipped_digest() -> &'static str {
    static DIGEST: OnceLock<String> = OnceLock::new();
    DIGEST.get_or_init(|| of_text(shipped().1))
}

/// A plot table that meets the published totals, sorted by `plot_id`; the same for the same
/// seed on every machine.
///
/// # Example
///
/// ```
/// use landsim::portfolio::generate::{assumptions::Generator, generate};
/// use landsim::portfolio::plan::Plan;
///
/// let (plan, assumptions) = (Plan::published()?, Generator::shipped()?);
/// let plots = generate(7, plan, assumptions);
/// assert_eq!(plots.len(), 161);
/// assert_ne!(plots, generate(8, plan, assumptions));
/// # Ok::<(), landsim::finding::Rejected>(())
/// ```
pub fn generate(seed: u64, plan: &Plan, assumptions: &Generator) -> Vec<Plot> {
    let totals = Totals::of(plan, assumptions);
    let mut plots = reserve::plots(seed, plan, assumptions, &totals);
    plots.extend(stock::plots(seed, plan, assumptions, &totals));
    plots.extend(carry_over::plots(seed, plan, assumptions, &plots));
    cost::share_out(assumptions, &mut plots);
    plots.sort_by(|left, right| left.plot_id.cmp(&right.plot_id));
    plots
}

/// The portfolio file of a seed: comments that say what it is, then the plots.
pub fn document(seed: u64, plan: &Plan, assumptions: &Generator) -> String {
    let mut text = format!(
        "# synthetic: the plan publishes totals only; no row of this table is published, except \
         what `source` calls real\n\
         # generator: landsim portfolio generate --seed {seed}\n\
         # reconciles to the plan: every published total of seeds/plan.toml is met exactly\n"
    );
    text.push_str(&write(&generate(seed, plan, assumptions)));
    text
}
