//! Plots that are listed on application (预申请): they wait for somebody who would pay the reserve
//! price, and are put up when he comes.
//!
//! A spell is so many calendar months from the first in which the plot could be listed, whether or
//! not policy allows it in each; the next follows at once, at a lower price. A plot that
//! waits uses no quota and holds no auction. Spells without applicant and failed auctions
//! together are the rounds after which it is withdrawn.

use crate::calendar::Month;
use crate::catalogue::event::Event;
use crate::model::auction;
use crate::model::auction::application::{self, Prospect};
use crate::model::plot_index::PlotIndex;

use super::event::Due;
use super::maybe_month::MaybeMonth;
use super::seeking::Seeking;
use super::witness::{FirstLook, Occurrence, Witness};
use super::worker::Worker;

/// What is asked for a plot that seeks an applicant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    /// Reserve price (CNY).
    reserve_price: f64,
    /// The same over the median of what bidders value the plot at.
    pub(super) over_value: f64,
}

impl<W: Witness> Worker<'_, W> {
    /// Whether a plot could be listed in a month only on application: where a policy says so, or
    /// because it is one of the share, which is the same all through a trial.
    #[inline(always)]
    pub(super) fn is_on_application(&mut self, plot: PlotIndex, month: Month) -> bool {
        let Some(rules) = &self.model.auction.application else { return false };
        self.timeline.terms[month].listing.on_application
            || self.state.applications.is_of_share(plot, rules.share)
    }

    /// Whether an applicant comes for a plot in a month in which it could be listed.
    pub(super) fn finds_applicant(&mut self, plot: PlotIndex, month: Month) -> bool {
        let model = self.model;
        if self.state.applications.seeking[plot].began == MaybeMonth::NONE {
            self.begin_spell(plot, month);
        }
        if self.state_firm_applies(plot, month) {
            return true;
        }
        if self.witness.takes_controls() {
            self.show_first_look(plot, month);
        }
        let seeking = &mut self.state.applications.seeking[plot];
        seeking.is_looked_at = true;
        let Seeking { threshold, applicant_draw, .. } = *seeking;
        let unthinned = self.bidder_mean_of(plot, month);
        if application::are_too_few(&model.auction, unthinned, threshold) {
            return false;
        }
        let asked = self.asked(plot, month).over_value;
        let prospect = Prospect { asked, bidder_mean: unthinned };
        if application::is_ruled_out(&model.auction, &model.reach, &prospect, threshold) {
            return false;
        }
        let bidder_mean = unthinned * self.absorption_factor(plot, month);
        let prospect = Prospect { asked, bidder_mean };
        if !application::comes(&model.auction, &model.reach, &prospect, threshold) {
            return false;
        }
        let seeking = &mut self.state.applications.seeking[plot];
        seeking.applicant = Some(application::applicant(&model.auction, asked, applicant_draw));
        seeking.began = MaybeMonth::NONE;
        seeking.spells += 1;
        true
    }

    /// Whether a local state firm applies in the first month of a spell, whatever the market.
    fn state_firm_applies(&mut self, plot: PlotIndex, month: Month) -> bool {
        let Some(share) = self.model.state_applicants.get(plot.place()).copied() else {
            return false;
        };
        let seeking = &mut self.state.applications.seeking[plot];
        if seeking.began != MaybeMonth::of(month) || seeking.state_draw >= share {
            return false;
        }
        seeking.is_for_state = true;
        seeking.is_looked_at = true;
        seeking.applicant = None;
        seeking.began = MaybeMonth::NONE;
        seeking.spells += 1;
        true
    }

    /// Whether a local state firm takes a plot whose spell has ended without applicant, as it takes
    /// one whose auction has failed; only where such firms apply at all. What the spell's draw has
    /// left decides.
    #[cold]
    fn state_firm_takes(&self, plot: PlotIndex, month: Month) -> bool {
        let Some(share) = self.model.state_applicants.get(plot.place()) else { return false };
        if self.reliving(month).is_some() {
            return false;
        }
        let drawn = self.state.applications.seeking[plot].state_draw;
        let left = (drawn - share) / (1.0 - share).max(f64::MIN_POSITIVE);
        left < self.timeline.terms[month].auction.state_buyer_probability
    }

    /// Shows the witness what the first month of a spell offers that is looked at, while the
    /// spell's draw is open: whether somebody comes has a known probability then.
    fn show_first_look(&mut self, plot: PlotIndex, month: Month) {
        let Seeking { threshold, is_looked_at, .. } = self.state.applications.seeking[plot];
        if is_looked_at {
            return;
        }
        let model = self.model;
        let bidder_mean = self.bidder_mean_of(plot, month) * self.absorption_factor(plot, month);
        let Asked { reserve_price, over_value } = self.asked(plot, month);
        let prospect = Prospect { asked: over_value, bidder_mean };
        let is_found = application::comes(&model.auction, &model.reach, &prospect, threshold);
        self.witness.looks(&FirstLook { month, reserve_price, prospect, is_found });
    }

    /// What would be asked for a plot in a month.
    #[inline]
    pub(super) fn asked(&self, plot: PlotIndex, month: Month) -> Asked {
        let rules = &self.model.auction;
        let terms = &self.timeline.terms[month];
        let progress = &self.state.plots[plot];
        let Seeking { vain, known_value, .. } = self.state.applications.seeking[plot];
        let worth = self.model.plots[plot].worth_with(terms.affordable_share);
        let appraised = worth
            .at(self.appraised_prices_of(plot, month.back(rules.appraisal_lag_months)))
            * known_value;
        let left = auction::left_of_price(rules, &terms.auction, (progress.failed_rounds, vain));
        let reserve_price =
            auction::reserve_price_of(&terms.auction, appraised, left, progress.full_cost);
        let median_valuation = self.median_valuation(plot, &worth, month);
        Asked { reserve_price, over_value: application::asked(reserve_price, median_valuation) }
    }

    /// Reserve price, appraised value and median valuation of a plot that is offered in a month
    /// (CNY).
    pub(super) fn offered(&self, plot: PlotIndex, month: Month) -> (f64, f64, f64) {
        let terms = &self.timeline.terms[month];
        let worth = self.model.plots[plot].worth_with(terms.affordable_share);
        let lag = self.model.auction.appraisal_lag_months;
        let known = self.state.applications.seeking[plot].known_value;
        let appraised = worth.at(self.appraised_prices_of(plot, month.back(lag))) * known;
        let asked = self.asked(plot, month);
        (asked.reserve_price, appraised, self.median_valuation(plot, &worth, month))
    }

    /// Begins a spell in a month.
    pub(super) fn begin_spell(&mut self, plot: PlotIndex, month: Month) {
        let applications = &mut self.state.applications;
        let drawn = applications.draws.of(plot, applications.seeking[plot].spells);
        let state_draw = if self.model.state_applicants.is_empty() {
            1.0
        } else {
            applications.draws.state_applicant(plot, applications.seeking[plot].spells)
        };
        let known_value = self.state.scatter.known_value(&self.model.scatter, plot);
        let seeking = &mut applications.seeking[plot];
        seeking.began = MaybeMonth::of(month);
        seeking.is_looked_at = false;
        seeking.known_value = known_value;
        seeking.threshold = drawn.threshold;
        seeking.applicant_draw = drawn.value;
        seeking.state_draw = state_draw;
    }

    /// A month has passed without an applicant, or without the leave to list: the plot goes on
    /// seeking in the next in which somebody might come, in a new spell where this one has ended,
    /// or is withdrawn after the last round.
    pub(super) fn go_on_seeking(&mut self, plot: PlotIndex, month: Month) {
        let Some(rules) = self.model.auction.application else { return };
        let Some(began) = self.state.applications.seeking[plot].began.get() else {
            self.state.calendar.put(month.after(), plot, Due::List);
            return;
        };
        let last = began.plus(rules.wait_months).back(1);
        let goes_on = self.pass_in_vain(plot, month, last);
        if month >= last {
            if goes_on {
                self.state.calendar.put(month.after(), plot, Due::List);
            }
            return;
        }
        let mut next = month.after();
        while next < last && self.is_hopeless(plot, next) {
            self.wait_in_vain(plot, next);
            next = next.after();
        }
        self.state.calendar.put(next, plot, Due::List);
    }

    /// Lets a month of a spell pass without an applicant, its last with a new spell after it, or
    /// with withdrawal after the last round. Tells whether the plot goes on seeking.
    #[inline(always)]
    pub(super) fn pass_in_vain(&mut self, plot: PlotIndex, month: Month, last: Month) -> bool {
        self.wait_in_vain(plot, month);
        let seeking = &mut self.state.applications.seeking[plot];
        if month < last {
            seeking.is_looked_at = true;
            return true;
        }
        if !self.model.state_applicants.is_empty() && self.state_firm_takes(plot, month) {
            self.sell_after_spell(plot, month);
            return false;
        }
        let seeking = &mut self.state.applications.seeking[plot];
        seeking.vain += 1;
        seeking.spells += 1;
        if self.is_withdrawn(plot, month) {
            return false;
        }
        self.begin_spell(plot, month.after());
        true
    }

    /// Counts a month in which an applicant was sought in vain.
    #[inline]
    pub(super) fn wait_in_vain(&mut self, plot: PlotIndex, month: Month) {
        if month < self.model.calendar.window_end() {
            self.state.applications.waited_in_window += 1;
        }
        if month < self.model.calendar.end() {
            self.witness.sees(Occurrence::of_plot(month, Event::WaitsForApplicant, plot));
        }
    }

    /// Whether nobody will come in a month to come, whatever is sold until then: prices, appraisals
    /// and bidders are known, recent sales can only thin out bidders, and nothing but an applicant
    /// is waited for. Never of months that a policy with a trigger may change.
    fn is_hopeless(&self, plot: PlotIndex, month: Month) -> bool {
        let model = self.model;
        if month >= model.calendar.end() {
            return true;
        }
        if !model.triggered.is_empty()
            || !self.timeline.listing_allowed[month]
            || !self.timeline.terms[month].listing.is_free()
        {
            return false;
        }
        let threshold = self.state.applications.seeking[plot].threshold;
        let bidder_mean = self.bidder_mean_of(plot, month);
        if application::are_too_few(&model.auction, bidder_mean, threshold) {
            return true;
        }
        let prospect = Prospect { asked: self.asked(plot, month).over_value, bidder_mean };
        !application::comes(&model.auction, &model.reach, &prospect, threshold)
    }
}
