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
use crate::uncertainty::elementary::bounded_exp;
use crate::uncertainty::stream::ApplicationPurpose;

use super::event::Due;
use super::maybe_month::MaybeMonth;
use super::seeking::Seeking;
use super::witness::{Occurrence, Witness};
use super::worker::Worker;

impl<W: Witness> Worker<'_, W> {
    /// Whether a plot is listed only on application; the same all through a trial.
    #[inline]
    pub(super) fn is_on_application(&mut self, plot: PlotIndex) -> bool {
        let Some(rules) = self.model.auction.application else { return false };
        let applications = &mut self.state.applications;
        if let Some(is_it) = applications.seeking[plot].is_on_application {
            return is_it;
        }
        let is_it = rules.share > 0.0
            && applications.draws.uniform(plot, 0, ApplicationPurpose::OnApplication) < rules.share;
        applications.seeking[plot].is_on_application = Some(is_it);
        is_it
    }

    /// Whether an applicant comes for a plot in a month in which it could be listed.
    pub(super) fn finds_applicant(&mut self, plot: PlotIndex, month: Month) -> bool {
        let rules = self.model.auction;
        if self.state.applications.seeking[plot].began == MaybeMonth::NONE {
            self.begin_spell(plot, month);
        }
        let Seeking { threshold, spells, .. } = self.state.applications.seeking[plot];
        let is_at_once = rules.application.is_some_and(|application| application.is_at_once);
        let unthinned = self.market.bidder_mean[month];
        if !is_at_once && application::are_too_few(&rules, unthinned, threshold) {
            return false;
        }
        let bidder_mean = unthinned * self.absorption_factor(plot, month);
        if !is_at_once && application::are_too_few(&rules, bidder_mean, threshold) {
            return false;
        }
        let prospect = Prospect { reach: self.reach(plot, month), bidder_mean };
        if !is_at_once && !application::comes(&rules, &prospect, threshold) {
            return false;
        }
        let applications = &mut self.state.applications;
        let drawn = applications.draws.uniform(plot, spells, ApplicationPurpose::ApplicantValue);
        let seeking = &mut applications.seeking[plot];
        seeking.applicant = Some(application::valuation(&rules, &prospect, drawn));
        seeking.began = MaybeMonth::NONE;
        seeking.spells += 1;
        true
    }

    /// Probability that a bidder values a plot at what would be asked for it in a month.
    fn reach(&self, plot: PlotIndex, month: Month) -> f64 {
        let rules = &self.model.auction;
        let terms = &self.timeline.terms[month];
        let progress = &self.state.plots[plot];
        let Seeking { vain, known_value, .. } = self.state.applications.seeking[plot];
        let worth = self.model.plots[plot].worth_with(terms.affordable_share);
        let appraised =
            worth.at(self.appraised_prices(month.back(rules.appraisal_lag_months))) * known_value;
        let left = auction::left_of_price(rules, &terms.auction, (progress.failed_rounds, vain));
        let asked = auction::reserve_price_of(&terms.auction, appraised, left, progress.full_cost);
        application::reach(rules, asked, self.median_valuation(plot, &worth, month))
    }

    /// Begins a spell in a month.
    fn begin_spell(&mut self, plot: PlotIndex, month: Month) {
        let applications = &mut self.state.applications;
        let spell = applications.seeking[plot].spells;
        let drawn = applications.draws.uniform(plot, spell, ApplicationPurpose::Applicant);
        let log_value = self.state.scatter.log_value(&self.model.scatter, plot);
        let seeking = &mut applications.seeking[plot];
        seeking.began = MaybeMonth::of(month);
        seeking.known_value = bounded_exp(self.model.auction.appraisal_knowledge * log_value);
        seeking.threshold = application::threshold(&self.model.auction, drawn);
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
        self.wait_in_vain(plot, month);
        if month >= last {
            let seeking = &mut self.state.applications.seeking[plot];
            seeking.vain += 1;
            seeking.spells += 1;
            if !self.is_withdrawn(plot, month) {
                self.begin_spell(plot, month.after());
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

    /// Counts a month in which an applicant was sought in vain.
    fn wait_in_vain(&mut self, plot: PlotIndex, month: Month) {
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
        let rules = &self.model.auction;
        if month >= self.model.calendar.end() {
            return true;
        }
        if !self.model.triggered.is_empty()
            || !self.timeline.listing_allowed[month]
            || !self.timeline.terms[month].listing.is_free()
        {
            return false;
        }
        let threshold = self.state.applications.seeking[plot].threshold;
        let bidder_mean = self.market.bidder_mean[month];
        if application::are_too_few(rules, bidder_mean, threshold) {
            return true;
        }
        let prospect = Prospect { reach: self.reach(plot, month), bidder_mean };
        !application::comes(rules, &prospect, threshold)
    }
}
