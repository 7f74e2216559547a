//! What the tables of a run are made of.

use crate::case::Case;
use crate::ensemble::distributions::Distributions;

use super::summaries::Summaries;

/// What the tables of a run are made of.
#[derive(Debug, Clone, Copy)]
pub struct Results<'r> {
    /// The scenario with its portfolio.
    pub case: &'r Case,
    /// What all trials' figures come to.
    pub figures: &'r Summaries,
    /// How series by month and period and fields by plot are distributed over trials.
    pub distributions: &'r Distributions,
}
