//! From stock to the market: when a plot may be listed, and which one first.
//!
//! A plot that is due asks, in this order: is the month open (moratorium of a shock, months
//! of batched supply); is its price good enough (market-timed disposal); is there room in
//! the year's quota. Without a quota it is listed at once, in whatever order plots come;
//! with one, those that ask in a month are sorted by the plan first.

use crate::calendar::Month;
use crate::catalogue::event::Event;
use crate::model::plot::PlotState;
use crate::model::plot_index::PlotIndex;
use crate::quantity::MONTHS_OF_A_YEAR;

use super::event::Due;
use super::maybe_month::MaybeMonth;
use super::steps::Turn;
use super::witness::{Occurrence, Witness};
use crate::trial::worker::Worker;

/// Months of the trailing maximum of prices.
const PEAK_MONTHS: usize = MONTHS_OF_A_YEAR;

impl<W: Witness> Worker<'_, W> {
    /// Lists a plot that is due, puts it off to the next month, or lets it queue for the
    /// quota.
    pub(super) fn list(&mut self, plot: PlotIndex, month: Month) {
        if self.model.truth.is_some() {
            match self.listing_turn(plot, month) {
                Turn::ByRules => {}
                Turn::Now => return self.list_as_seen(plot, month),
                Turn::NotBefore(later) => return self.state.calendar.put(later, plot, Due::List),
            }
        }
        let listing = self.timeline.terms[month].listing;
        let is_open = self.timeline.listing_allowed[month]
            && listing.is_open(self.model.calendar.date(month))
            && self.is_needed(plot, month)
            && self.may_be_resold(plot, month);
        let held_back = is_open && self.is_held_back(plot, month);
        if !is_open || held_back {
            let event = if held_back { Event::HeldBack } else { Event::ListingBarred };
            self.witness.sees(Occurrence::of_plot(month, event, plot));
            if self.is_on_application(plot, month) {
                self.go_on_seeking(plot, month);
            } else {
                self.state.calendar.put(month.after(), plot, Due::List);
            }
        } else if listing.has_quota() {
            self.state.queue.push(plot);
        } else {
            self.offer_or_seek(plot, month);
        }
    }

    /// Puts a plot up that may be listed in a month, on application only when an applicant comes.
    fn offer_or_seek(&mut self, plot: PlotIndex, month: Month) {
        if !self.is_on_application(plot, month) {
            // Whoever sought under a policy that has lapsed seeks no more.
            self.state.applications.seeking[plot].began = MaybeMonth::NONE;
            self.offer_for_sale(plot, month);
        } else if self.finds_applicant(plot, month) {
            self.offer_for_sale(plot, month);
        } else {
            self.go_on_seeking(plot, month);
        }
    }

    /// Whether a plot waits for better prices: that of its main use is below the share of
    /// its trailing maximum, and it has not waited too long.
    ///
    /// The wait is counted from the first month in which it was held back since its last
    /// listing.
    fn is_held_back(&mut self, plot: PlotIndex, month: Month) -> bool {
        let listing = self.timeline.terms[month].listing;
        if listing.share_of_peak == 0.0 {
            return false;
        }
        let main_use = self.model.plots[plot].main_use;
        let prices = &self.market.land_price[main_use];
        let trailing = &prices[month.after().back(PEAK_MONTHS)..month.after()];
        let peak = trailing.iter().copied().fold(0.0, f64::max);
        if prices[month] >= listing.share_of_peak * peak {
            return false;
        }
        let since = self.state.plots[plot].held_since.get_or_insert(month);
        month.since(since) < listing.longest_hold_months
    }

    /// Lists the plots that ask for a place in the year's quota, in planned order; the rest
    /// come back when the next quota begins. A plot larger than the quota may be the first of a
    /// year.
    pub(super) fn list_queue(&mut self, month: Month) {
        if self.state.queue.is_empty() {
            return;
        }
        let month_of_year = self.model.calendar.date(month).month();
        let mut queue = std::mem::take(&mut self.state.queue);
        queue.sort_unstable_by_key(|plot| (self.model.plots[*plot].list_month, *plot));
        let listing = self.timeline.terms[month].listing;
        let share = self.model.shares_of_year.listing[month];
        let quota_land_m2 = share * listing.quota_land_m2;
        let quota_plots = share * listing.quota_plots;
        let months_over = usize::try_from(month_of_year).unwrap_or(MONTHS_OF_A_YEAR);
        let next_january = month.after().plus(MONTHS_OF_A_YEAR - months_over);
        // After the window the rest of its last year's quota is free.
        let window_end = self.model.calendar.window_end();
        let is_window_end_first = month < window_end && window_end < next_january;
        let next_quota = if is_window_end_first { window_end } else { next_january };
        for plot in queue.drain(..) {
            let land = self.model.plots[plot].land_m2;
            let (listed_land, listed_plots) = self.state.listed_this_year;
            let fits = listed_land + land <= quota_land_m2 && listed_plots + 1.0 <= quota_plots;
            let is_first = listed_plots == 0.0 && quota_plots >= 1.0 && quota_land_m2 > 0.0;
            if fits || is_first {
                self.offer_or_seek(plot, month);
                continue;
            }
            self.witness.sees(Occurrence::of_plot(month, Event::QuotaFull, plot));
            if self.is_on_application(plot, month) {
                self.go_on_seeking(plot, month);
            } else {
                self.state.calendar.put(next_quota, plot, Due::List);
            }
        }
        self.state.queue = queue;
    }

    /// Publishes the notice of a plot; its auction has a result `notice_months` later, in
    /// the same month where listings give no notice.
    #[inline(always)]
    pub(super) fn offer_for_sale(&mut self, plot: PlotIndex, month: Month) {
        let land = self.model.plots[plot].land_m2;
        self.state.listed_this_year.0 += land;
        self.state.listed_this_year.1 += 1.0;
        self.state.enter(plot, land, PlotState::Listed);
        self.count_resale(plot, month);
        self.count_listed(plot, 1.0);
        self.witness.sees(Occurrence::of_plot(month, Event::Listing, plot));
        self.set_aside(plot, self.timeline.terms[month].affordable_share);
        let progress = &mut self.state.plots[plot];
        progress.listed = month;
        progress.held_since = MaybeMonth::NONE;
        progress.first_listed.get_or_insert(month);
        self.state.calendar.put(month.plus(self.model.auction.notice_months), plot, Due::Result);
    }

    /// Asks for a share of a plot's residential floor area as affordable housing, from this
    /// listing on; the plot's worth as collateral follows.
    pub(super) fn set_aside(&mut self, plot: PlotIndex, share: f64) {
        let fixed = &self.model.plots[plot];
        let is_pledged = self.project_of(plot).is_none();
        let progress = &mut self.state.plots[plot];
        if progress.affordable_share != share {
            let before = fixed.worth_with(progress.affordable_share);
            if is_pledged {
                self.state.stock = self.state.stock.minus(&before).plus(&fixed.worth_with(share));
            }
            progress.affordable_share = share;
        }
    }

    /// Gives a failed auction's place in the quota back, while the year of its listing
    /// lasts.
    pub(super) fn give_quota_back(&mut self, plot: PlotIndex, month: Month) {
        let calendar = &self.model.calendar;
        let listed = self.state.plots[plot].listed;
        if calendar.date(listed).year() == calendar.date(month).year() {
            self.state.listed_this_year.0 -= self.model.plots[plot].land_m2;
            self.state.listed_this_year.1 -= 1.0;
            self.count_listed(plot, -1.0);
        }
    }
}
