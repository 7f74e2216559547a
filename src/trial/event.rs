//! The calendar of pending events: at most one for each plot, found by month without scanning.

use crate::model::plot_index::{PlotIndex, Plots};

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
    Resolved(u32),
    /// The buyer misses an instalment.
    Default,
    /// Idle land is taken back.
    Repossession,
}

/// No plot.
const NONE: PlotIndex = PlotIndex::new(u32::MAX);

/// Pending events in linked lists, one list for each month.
#[derive(Debug, Clone)]
pub struct EventCalendar {
    first: Vec<PlotIndex>,
    pending: Plots<Pending>,
}

/// A plot's event, and the plot whose event comes after it.
#[derive(Debug, Clone, Copy)]
struct Pending {
    event: Due,
    next: PlotIndex,
}

impl EventCalendar {
    /// An empty calendar.
    pub fn new(horizon: usize, plots: usize) -> Self {
        let pending = Pending { event: Due::List, next: NONE };
        Self { first: vec![NONE; horizon], pending: Plots::same(pending, plots) }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.first.fill(NONE);
    }

    /// Puts a plot's next event under its month; beyond the horizon it is not seen.
    #[inline]
    pub fn put(&mut self, month: usize, plot: PlotIndex, event: Due) {
        if let Some(first) = self.first.get_mut(month) {
            self.pending[plot] = Pending { event, next: *first };
            *first = plot;
        }
    }

    /// The plot whose event of a month is taken next.
    #[inline]
    pub fn first(&self, month: usize) -> Option<PlotIndex> {
        Some(self.first[month]).filter(|plot| *plot != NONE)
    }

    /// The plot whose event is taken after that of another one.
    #[inline]
    pub fn after(&self, plot: PlotIndex) -> Option<PlotIndex> {
        Some(self.pending[plot].next).filter(|plot| *plot != NONE)
    }

    /// The pending event of a plot, to be changed.
    #[inline]
    pub fn event_mut(&mut self, plot: PlotIndex) -> &mut Due {
        &mut self.pending[plot].event
    }

    /// Takes an event of a month, the last put first.
    #[inline]
    pub fn take(&mut self, month: usize) -> Option<(PlotIndex, Due)> {
        let plot = self.first[month];
        if plot == NONE {
            return None;
        }
        let Pending { event, next } = self.pending[plot];
        self.first[month] = next;
        Some((plot, event))
    }
}
