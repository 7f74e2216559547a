//! Net land that is put up before its time, because what should be on the market is not.
//!
//! After the month's listings, plots and land that are dealt, on offer or seeking an applicant are
//! held against the rows that the plan lists up to this month. While either falls short, the net
//! land with the earliest later planned listing is put up, one row at a time; from then on it is
//! listed, sought and sold like any other, and its own planned month lists it no second time.
//!
//! # Why a closed month puts up nothing
//!
//! In a month in which nothing may be listed a plot would only wait, and the next would be put up
//! beside it until no net land is left.

use crate::calendar::Month;
use crate::catalogue::event::Event;
use crate::model::plot::PlotState;
use crate::model::plot_index::PlotIndex;

use super::witness::{Occurrence, Witness};
use super::worker::Worker;

/// How many plots, and how much land (m²).
type Amount = [f64; 2];

impl<W: Witness> Worker<'_, W> {
    /// Puts up net land in the place of what the plan lists by now and nobody is offered, in a
    /// month of the window in which the instrument is in force.
    pub(super) fn substitute(&mut self, month: Month) {
        let listing = self.timeline.terms[month].listing;
        let calendar = &self.model.calendar;
        if !listing.substitution
            || month >= calendar.window_end()
            || !self.timeline.listing_allowed[month]
            || !listing.is_open(calendar.date(month))
        {
            return;
        }
        let planned = self.planned_until(month);
        loop {
            let offered = self.on_the_market();
            if offered.iter().zip(planned).all(|(offered, planned)| *offered >= planned) {
                return;
            }
            let Some(plot) = self.next_substitute(month) else { return };
            self.state.is_substitute[plot] = true;
            if let Some(listing) = self.model.plots[plot].list_month.and_then(Month::planned) {
                self.state.calendar.withdraw(listing, plot);
            }
            self.witness.sees(Occurrence::of_plot(month, Event::Substitution, plot));
            self.list(plot, month);
            self.list_queue(month);
        }
    }

    /// Rows that the plan lists up to a month.
    fn planned_until(&self, month: Month) -> Amount {
        let mut planned = [0.0; 2];
        for plot in self.model.plots.iter() {
            if plot.list_month.is_some_and(|list| Month::planned(list).is_none_or(|at| at <= month))
            {
                add(&mut planned, plot.land_m2);
            }
        }
        planned
    }

    /// Plots that are dealt, on offer, or seeking an applicant.
    fn on_the_market(&self) -> Amount {
        let mut offered = [0.0; 2];
        for (plot, fixed) in self.model.plots.entries() {
            let progress = &self.state.plots[plot];
            let counts = match progress.state {
                PlotState::Listed => true,
                PlotState::Sold | PlotState::Building | PlotState::Completed => progress.deals > 0,
                PlotState::Stock => self.state.applications.is_seeking(plot),
                _ => false,
            };
            if counts {
                add(&mut offered, fixed.land_m2);
            }
        }
        offered
    }

    /// The net land with the earliest later planned listing that is not put up yet; of equals the
    /// one whose id comes first.
    fn next_substitute(&self, month: Month) -> Option<PlotIndex> {
        let later = |(plot, list): (PlotIndex, Option<i32>)| {
            let list = list?;
            let is_later = Month::planned(list).is_some_and(|at| at > month);
            let is_net_land = self.state.plots[plot].state == PlotState::Stock;
            let is_new = !self.state.is_substitute[plot];
            (is_later && is_net_land && is_new).then_some((list, plot))
        };
        let planned = self.model.plots.entries().map(|(plot, fixed)| (plot, fixed.list_month));
        planned.filter_map(later).min().map(|(_, plot)| plot)
    }
}

/// Adds a plot with its land (m²).
fn add(amount: &mut Amount, land_m2: f64) {
    amount[0] += 1.0;
    amount[1] += land_m2;
}
