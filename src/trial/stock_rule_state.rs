//! Where the rule of land for housing by the city's stock stands in a trial.

use crate::calendar::Month;

/// Where the rule stands in a trial.
#[derive(Debug, Clone, Default)]
pub(super) struct StockRuleState {
    /// Months that the city's unsold homes would last.
    pub(super) months: f64,
    /// The same at the begin of the quarter.
    pub(super) tested: f64,
    /// Land made use of in the twelve months before the quarter (m²).
    pub(super) used: f64,
    /// Land for housing listed in the calendar year (m²).
    pub(super) listed_this_year: f64,
    /// Land taken back and bought back, by month with any (m²).
    pub(super) returned: Vec<(Month, f64)>,
}

impl StockRuleState {
    /// Back to month 0.
    pub(super) fn reset(&mut self) {
        self.returned.clear();
        self.listed_this_year = 0.0;
    }

    /// What counts by calendar year starts anew.
    pub(super) fn begin_year(&mut self) {
        self.listed_this_year = 0.0;
    }
}
