//! Months that happened, and what becomes of them: replayed exactly or resampled in blocks.

use crate::calendar::YearMonth;

/// What history does to house prices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum HistoryMode {
    /// Each month's change is the history's of the same calendar month.
    Replay,
    /// Changes are drawn from it in blocks of geometric length (Politis and Romano 1994).
    Bootstrap {
        /// Mean length of a block (months).
        mean_block_months: f64,
    },
}

/// Monthly log changes of house prices that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// How they are used.
    pub mode: HistoryMode,
    /// Calendar month of the first change.
    pub first: YearMonth,
    /// Log change of each month from the month before (log per month).
    pub changes: Vec<f64>,
}
