//! The calendar of pending events: at most one for each plot, found by month without scanning.

/// What happens to a plot next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Clearance ends, preparation begins.
    Cleared,
    /// The plot is net land.
    NetLand,
    /// It is to be listed.
    List,
    /// The auction's result.
    Result,
    /// The result of an auction that was held in a session, at this place.
    Held(u32),
    /// The buyer misses an instalment.
    Default,
    /// Idle land is taken back.
    Repossession,
}

const NONE: u32 = u32::MAX;

/// Pending events in linked lists, one list for each month.
#[derive(Debug, Clone)]
pub struct EventCalendar {
    first: Vec<u32>,
    pending: Vec<Pending>,
}

/// A plot's event, and the plot whose event comes after it.
#[derive(Debug, Clone, Copy)]
struct Pending {
    event: Due,
    next: u32,
}

impl EventCalendar {
    /// An empty calendar.
    pub fn new(horizon: usize, plots: usize) -> Self {
        let pending = Pending { event: Due::List, next: NONE };
        Self { first: vec![NONE; horizon], pending: vec![pending; plots] }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.first.fill(NONE);
    }

    /// Puts a plot's next event under its month; beyond the horizon it is not seen.
    #[inline]
    pub fn put(&mut self, month: usize, plot: u32, event: Due) {
        if let Some(first) = self.first.get_mut(month) {
            self.pending[plot as usize] = Pending { event, next: *first };
            *first = plot;
        }
    }

    /// The plot whose event of a month is taken next.
    #[inline]
    pub fn first(&self, month: usize) -> Option<u32> {
        Some(self.first[month]).filter(|plot| *plot != NONE)
    }

    /// The plot whose event is taken after that of another one.
    #[inline]
    pub fn after(&self, plot: u32) -> Option<u32> {
        Some(self.pending[plot as usize].next).filter(|plot| *plot != NONE)
    }

    /// The pending event of a plot, to be changed.
    #[inline]
    pub fn event_mut(&mut self, plot: u32) -> &mut Due {
        &mut self.pending[plot as usize].event
    }

    /// Takes an event of a month, the last put first.
    #[inline]
    pub fn take(&mut self, month: usize) -> Option<(u32, Due)> {
        let plot = self.first[month];
        if plot == NONE {
            return None;
        }
        let Pending { event, next } = self.pending[plot as usize];
        self.first[month] = next;
        Some((plot, event))
    }
}
