//! The land a district reserves, sells and sees built on: one row per plot, from a CSV file.
//!
//! A [`Portfolio`] that exists is valid: [`file::read`] reports everything that is wrong with a
//! file and gives no portfolio then. The published [`plan::Plan`] states totals only, so the
//! shipped rows are synthetic; [`generate`] makes them and [`reconcile`] shows that they meet
//! every published total, the floor area that starts as [`planned`] among them.
//!
//! # How a file becomes a portfolio
//!
//! `file` finds the table below comments and the lines of its rows; its header says which
//! column stands where; each cell is read by the kind of its column ([`columns`], [`plot`])
//! into a draft of a row; rules over several cells look at the draft; complete drafts become
//! plots. Every step notes what is wrong and goes on. Zones are checked later, against the
//! scenario that prices them.

pub mod actuals;
mod cell;
pub mod columns;
pub mod file;
pub mod generate;
pub mod implementation_plan;
pub mod plan;
pub mod plan_target;
pub mod plan_total;
pub mod planned;
pub mod plausible;
pub mod plot;
pub mod programme;
pub mod reconcile;
mod table;

use std::sync::Arc;

use crate::finding::Place;
use crate::portfolio::file::understanding::Understanding;
use crate::portfolio::plot::Plot;

/// All plots of a file, with where they were found.
///
/// # Invariants
///
/// At least one plot and at most [`file::MOST_PLOTS`]; ids are unique and ascending, so the
/// order of rows in a file changes nothing; every plot meets the rules of its status.
#[derive(Debug, Clone, PartialEq)]
pub struct Portfolio {
    /// File as the user named it.
    pub file: String,
    /// SHA-256 of what the file says, in lower-case hexadecimal: of a text without a byte-order
    /// mark and in UTF-8 with lines ended by `\n`, of a workbook its bytes.
    pub digest: String,
    /// The bytes of the file, to be kept with results.
    pub source: Arc<[u8]>,
    /// The plots, sorted by `plot_id`.
    pub plots: Vec<Plot>,
    /// Line of each plot in the file, counted from 1, in the order of `plots`.
    pub lines: Vec<usize>,
    /// What the table was taken for.
    pub understanding: Understanding,
}

impl Portfolio {
    /// Where a plot stands in its file, by its place among the plots.
    pub fn place(&self, plot: usize) -> Place {
        self.understanding.place(&self.file, self.lines.get(plot).copied().unwrap_or(1))
    }
}
