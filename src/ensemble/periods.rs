//! Periods over which monthly series are summed up.

use crate::calendar::{Calendar, Month};

/// Label of the plan window.
pub const WINDOW: &str = "window";
/// Label of the whole horizon.
pub const HORIZON: &str = "horizon";

/// A calendar year within the horizon, the plan window, or all of the horizon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// Name in tables: `2011`, `window` or `horizon`.
    pub label: String,
    /// Its first month.
    pub from: Month,
    /// The first month after it.
    pub until: Month,
}

/// The periods of a calendar: years in their order, then window and horizon. A year
/// that begins before the start or ends after the horizon has the months that are
/// simulated.
///
/// ```
/// use landsim::calendar::{Calendar, YearMonth};
/// use landsim::ensemble::periods::periods;
///
/// let start = YearMonth::new(2011, 1).unwrap();
/// let found = periods(&Calendar { start, window: 24, horizon: 30 });
/// let labels: Vec<&str> = found.iter().map(|period| period.label.as_str()).collect();
/// assert_eq!(labels, ["2011", "2012", "2013", "window", "horizon"]);
/// assert_eq!((found[2].from.number(), found[2].until.number()), (24, 30));
/// ```
pub fn periods(calendar: &Calendar) -> Vec<Period> {
    let years = calendar.years().into_iter().map(|(year, from, until)| Period {
        label: year.to_string(),
        from,
        until,
    });
    let totals = [(WINDOW, calendar.window_end()), (HORIZON, calendar.end())];
    years
        .chain(totals.map(|(label, until)| {
            let label = label.to_owned();
            Period { label, from: Month::START, until }
        }))
        .collect()
}
