//! Months that happened, and what becomes of them: replayed exactly or resampled in blocks.
//!
//! History moves house prices alone; land prices, costs, rates and demand are simulated
//! around them, unless they are replayed themselves ([`super::market::Market`]).

use crate::calendar::YearMonth;

/// What becomes of the months of a history.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum HistoryMode {
    /// Each simulated month has the change of the same calendar month; before and after the
    /// history the recursion goes on.
    Replay,
    /// Changes are drawn from the history in blocks of geometric length, the stationary
    /// bootstrap of Politis and Romano (1994); a block that reaches the end of the history
    /// goes on at its beginning.
    Bootstrap {
        /// Mean length of a block, from 1 (months).
        mean_block_months: f64,
    },
}

/// Monthly log changes of house prices that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// Whether the months are replayed or resampled.
    pub mode: HistoryMode,
    /// Calendar month of the first change.
    pub first: YearMonth,
    /// Log change of each month from the month before (log per month).
    pub changes: Vec<f64>,
}
