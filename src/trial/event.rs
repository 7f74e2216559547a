//! The calendar of pending events: at most one for each plot, found by month without
//! scanning.
//!
//! # Why linked lists
//!
//! A plot has one next event at a time: cleared, net land, to be listed, result, default,
//! repossession. So each plot has one entry, which names the plot whose event follows in
//! the same month, and each month has the first plot of its list. Putting and taking an
//! event is two writes without any memory allocated, and a month in which nothing is due
//! costs nothing; 161 plots times 120 months would be looked at in vain otherwise.
//!
//! Events of a month are taken last in, first out. No rule depends on that order: sales of
//! the same month do not count as recent, and a quota's queue is sorted by the plan. Only
//! records and additions of a month follow it, and it is the same on every machine.

use crate::calendar::{ByMonth, Month};
use crate::model::plot_index::{PlotIndex, Plots};

/// What happens to a plot next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Clearance ends, primary development begins.
    Cleared,
    /// The plot becomes net land.
    NetLand,
    /// The plot is to be listed, if the month allows it.
    List,
    /// The auction of the current listing has its result.
    Result,
    /// The result of an auction that was held in the month's session, at this place.
    Resolved(u32),
    /// The buyer misses an instalment.
    Default,
    /// Idle land is taken back.
    Repossession,
}

/// No plot: the end of a list.
const NONE: PlotIndex = PlotIndex::new(u32::MAX);

/// Pending events in linked lists, one list for each month.
#[derive(Debug, Clone)]
pub struct EventCalendar {
    /// Plot whose event is taken next, by month.
    first: ByMonth<PlotIndex>,
    /// Pending event of each plot; what is left of a past one is not read.
    pending: Plots<Pending>,
    /// Events that are only kept, while months are lived through that were seen: what came of
    /// them is told by what was seen. In the order in which they were put.
    kept: Option<Vec<(Month, PlotIndex, Due)>>,
}

/// A plot's event, and the plot whose event comes after it.
#[derive(Debug, Clone, Copy)]
struct Pending {
    event: Due,
    next: PlotIndex,
}

impl EventCalendar {
    /// An empty calendar for so many months and plots.
    pub fn new(horizon: usize, plots: usize) -> Self {
        let pending = Pending { event: Due::List, next: NONE };
        Self {
            first: ByMonth::same(NONE, horizon),
            pending: Plots::same(pending, plots),
            kept: None,
        }
    }

    /// Forgets all events.
    pub fn clear(&mut self) {
        self.first.as_mut_slice().fill(NONE);
    }

    /// Puts a plot's next event under its month; beyond the horizon it is not seen. The
    /// plot must have no other pending event.
    #[inline]
    pub fn put(&mut self, month: Month, plot: PlotIndex, event: Due) {
        if self.kept.is_some() {
            return self.put_by(month, plot, event);
        }
        if let Some(first) = self.first.get_mut(month) {
            self.pending[plot] = Pending { event, next: *first };
            *first = plot;
        }
    }

    /// Keeps an event.
    #[cold]
    fn put_by(&mut self, month: Month, plot: PlotIndex, event: Due) {
        if let Some(kept) = &mut self.kept {
            kept.push((month, plot, event));
        }
    }

    /// Keeps events from now on instead of putting them under their months.
    pub fn keep(&mut self) {
        self.kept = Some(Vec::new());
    }

    /// Forgets the kept event of a plot, which has come or will not come.
    pub fn forget(&mut self, plot: PlotIndex) {
        if let Some(kept) = &mut self.kept {
            kept.retain(|(_, of, _)| *of != plot);
        }
    }

    /// Ends keeping, and gives what was kept, in the order in which it was put.
    pub fn end_keeping(&mut self) -> Vec<(Month, PlotIndex, Due)> {
        self.kept.take().unwrap_or_default()
    }

    /// The plot whose event of a month is taken next.
    #[inline]
    pub fn first(&self, month: Month) -> Option<PlotIndex> {
        Some(self.first[month]).filter(|plot| *plot != NONE)
    }

    /// The plot whose event is taken after that of another one.
    #[inline]
    pub fn after(&self, plot: PlotIndex) -> Option<PlotIndex> {
        Some(self.pending[plot].next).filter(|plot| *plot != NONE)
    }

    /// The pending event of a plot that has one.
    pub fn event(&self, plot: PlotIndex) -> Due {
        self.pending[plot].event
    }

    /// The pending event of a plot, to be changed.
    #[inline]
    pub fn event_mut(&mut self, plot: PlotIndex) -> &mut Due {
        &mut self.pending[plot].event
    }

    /// Takes the event of a plot out of a month in which it stands, whatever it is; of a month
    /// beyond the horizon there is nothing to take.
    pub fn withdraw(&mut self, month: Month, plot: PlotIndex) {
        let Some(first) = self.first.get_mut(month) else { return };
        let next = self.pending[plot].next;
        if *first == plot {
            *first = next;
            return;
        }
        let mut at = *first;
        while at != NONE {
            let following = self.pending[at].next;
            if following == plot {
                self.pending[at].next = next;
                return;
            }
            at = following;
        }
    }

    /// Takes an event of a month, the last put first.
    #[inline]
    pub fn take(&mut self, month: Month) -> Option<(PlotIndex, Due)> {
        let plot = self.first[month];
        if plot == NONE {
            return None;
        }
        let Pending { event, next } = self.pending[plot];
        self.first[month] = next;
        Some((plot, event))
    }
}
