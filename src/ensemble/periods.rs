//! Periods over which monthly series are summed up.

use crate::calendar::Calendar;

/// Label of the plan window.
pub const WINDOW: &str = "window";
/// Label of the whole horizon.
pub const HORIZON: &str = "horizon";

/// A calendar year within the horizon, the plan window, or all of the horizon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// `2011`, `window` or `horizon`.
    pub label: String,
    /// First month.
    pub from: usize,
    /// First month after it.
    pub until: usize,
}

/// Years, then window and horizon.
pub fn periods(calendar: &Calendar) -> Vec<Period> {
    let years = calendar.years().into_iter().map(|(year, from, until)| Period {
        label: year.to_string(),
        from,
        until,
    });
    let totals = [(WINDOW, calendar.window), (HORIZON, calendar.horizon)];
    years
        .chain(totals.map(|(label, until)| Period { label: label.to_owned(), from: 0, until }))
        .collect()
}
