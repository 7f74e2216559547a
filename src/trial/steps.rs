//! Steps of a plot's way into the reserve, and why and when it takes them.

use crate::calendar::Month;
use crate::catalogue::event::Event;

/// Why a plot waits another month; the number is the place in the counts of plot-months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wait {
    /// The funding ratio of its compensation is not at hand.
    Money = 0,
    /// Its households do not fit into what is left of the year's clearance capacity.
    Capacity = 1,
    /// A consultation round failed, now or a short time ago.
    Consent = 2,
}

impl Wait {
    /// The event that a replay tells of the wait.
    pub(super) fn event(self) -> Event {
        match self {
            Self::Money => Event::WaitsForMoney,
            Self::Capacity => Event::WaitsForCapacity,
            Self::Consent => Event::WaitsForConsent,
        }
    }
}

/// Clearance or preparation of a plot, once it is fixed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    /// What it costs (CNY).
    pub(super) cost: f64,
    /// Months over which that is paid.
    pub(super) months: usize,
}

/// When a plot that is due does what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// As the rules say.
    ByRules,
    /// Now, whatever the rules say.
    Now,
    /// Not before a month.
    NotBefore(Month),
}
