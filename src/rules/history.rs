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

impl History {
    /// How far appraisals of a mean age (months) lag behind house prices when a run starts: the
    /// log of the index over what appraisals make of it, which follow it by partial adjustment
    /// from the first month of the history to the last before the start. `None`: the history has
    /// no month before the start.
    ///
    /// ```
    /// use landsim::calendar::YearMonth;
    /// use landsim::rules::history::{History, HistoryMode};
    ///
    /// let first = YearMonth::new(2010, 11).unwrap();
    /// let history = History { mode: HistoryMode::Replay, first, changes: vec![0.1, 0.1, 0.5] };
    /// let gap = |start: YearMonth| history.appraisal_gap(start, 1.0);
    /// // After 0.1 the appraisal is at 0.05, after another at 0.125.
    /// assert!((gap(first.plus(2)).unwrap() - 0.075).abs() < 1e-12);
    /// assert_eq!(gap(first), None);
    /// ```
    pub fn appraisal_gap(&self, start: YearMonth, age_months: f64) -> Option<f64> {
        let before = usize::try_from(start.months_since(self.first)).ok().filter(|n| *n > 0)?;
        let (mut index, mut appraised) = (0.0, 0.0);
        for change in self.changes.iter().take(before) {
            index += change;
            appraised += (index - appraised) / (1.0 + age_months);
        }
        Some(index - appraised)
    }
}
