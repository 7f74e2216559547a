//! Months that were seen, lived through once more: what happened binds, and leaves the trial where
//! the programme stands at the date of the actuals.
//!
//! Each thing that happened is taken up by the room in which it would have happened by itself, with
//! what was seen in the place of what would have been decided; so payments that follow from it come
//! in as those of any other, before the date and after it. What the books say of a month then
//! counts before what follows from the rules.
//!
//! # Why the trial's own draws are kept where they agree
//!
//! Much is decided at a deal that is seen years later: when works begin, whether a buyer will stop
//! paying. What was not seen by the date is drawn given that: the trial's own draw where it agrees
//! with what was seen, else another, drawn until one does. That has the distribution of the draw
//! given what was seen, and leaves a trial whose own story the actuals tell to the last bit where
//! it was. What plots have in common stays as it was drawn; only a plot's own part is drawn again.

use crate::calendar::Month;
use crate::catalogue::event::Event;
use crate::catalogue::observation::Observation;
use crate::catalogue::series::Series;
use crate::model::auction::application;
use crate::model::auction::{Offer, Outcome, ResolvedAuction};
use crate::model::delivery::Schedule;
use crate::model::observed::{Happening, Observed, SeenAuction, SeenStep, SeenWorks, Uneven};
use crate::model::plot::PlotState;
use crate::model::plot_index::PlotIndex;
use crate::model::timeline::{RandomShock, ShockDraw};
use crate::uncertainty::stream::{OccasionDraws, PlotPurpose, PlotUniforms};

use super::draws;
use super::event::Due;
use super::maybe_month::MaybeMonth;
use super::steps::{Step, Wait};
use super::witness::Witness;
use super::worker::Worker;

/// Attempts to draw what agrees with what was seen, before what is soonest is taken: what has a
/// chance of one in fifty is missed in less than one of a hundred cases.
const ATTEMPTS: u64 = 250;

/// Whether a month was seen.
fn was_seen(observed: &Observed, month: Month) -> bool {
    month < observed.as_of
}

impl<W: Witness> Worker<'_, W> {
    /// The date of the actuals: the first month that was not seen.
    pub(super) fn seen_until(&self) -> Month {
        self.model.observed.as_deref().map_or(Month::START, |observed| observed.as_of)
    }

    /// What was seen, in a month before the date of the actuals.
    #[inline]
    pub(super) fn reliving(&self, month: Month) -> Option<&Observed> {
        self.model.observed.as_deref().filter(|observed| was_seen(observed, month))
    }

    /// Lives through a month that was seen.
    pub(super) fn relive(&mut self, month: Month) {
        let model = self.model;
        let Some(observed) = model.observed.as_deref() else { return };
        self.apply_triggered_policies(month);
        self.admit_due(month);
        for happening in &observed.happenings[month] {
            self.take_up(*happening, month);
        }
        for waiting in &mut self.state.waiting {
            waiting.deferral += 1;
        }
        self.bind_books(observed, month);
        self.close_month(month);
        self.bind_close(observed, month);
        if month.after() == observed.as_of {
            self.go_on(observed);
        }
    }

    /// Takes up what happened, in the room in which it happens by itself.
    fn take_up(&mut self, happening: Happening, month: Month) {
        match happening {
            Happening::Acquisition(plot) => self.begin_seen_acquisition(plot, month),
            Happening::Auction(plot, seen) => self.conclude_seen_auction(plot, month, &seen),
            Happening::Of(plot, event) => self.take_up_event(plot, event, month),
        }
    }

    fn take_up_event(&mut self, plot: PlotIndex, event: Event, month: Month) {
        match event {
            Event::WaitsForMoney => self.count_wait(Wait::Money, month),
            Event::WaitsForCapacity => self.count_wait(Wait::Capacity, month),
            Event::WaitsForConsent => self.wait_for_consent(plot, month),
            Event::PreparationStart => {
                self.state.calendar.forget(plot);
                self.begin_preparation(plot, month);
            }
            Event::NetLand => {
                self.state.calendar.forget(plot);
                self.become_net_land(plot, month);
            }
            Event::HeldBack => {
                self.state.plots[plot].held_since.get_or_insert(month);
            }
            Event::WaitsForApplicant => self.wait_for_applicant(plot, month),
            Event::Substitution => self.state.is_substitute[plot] = true,
            Event::Listing => self.list_as_seen(plot, month),
            Event::Withdrawal => {
                self.state.calendar.forget(plot);
                if self.state.plots[plot].state != PlotState::Withdrawn {
                    self.withdraw(plot, month);
                }
            }
            Event::Default => {
                self.state.calendar.forget(plot);
                self.default_on(plot, month);
            }
            Event::Repossession => {
                self.state.calendar.forget(plot);
                self.repossess(plot, month);
            }
            // Others follow from a deal, are the district's, or a project's, which has no actuals.
            _ => {}
        }
    }

    /// Begins an acquisition that was seen; what is not known of it is drawn given that it has, or
    /// has not, ended.
    fn begin_seen_acquisition(&mut self, plot: PlotIndex, month: Month) {
        let model = self.model;
        let place = self.state.waiting.iter().position(|waiting| waiting.plot == plot);
        let waited = place.map(|place| self.state.waiting.remove(place));
        let Some(observed) = model.observed.as_deref() else { return };
        let seen = &observed.plots[plot];
        let cost = seen.clearance.cost.unwrap_or_else(|| self.acquisition_cost(plot, month));
        let months = self.clearance_given(plot, month);
        let cleared = month.plus(months);
        let usual = self.preparation_cost(plot, month);
        let preparation = Step {
            cost: seen.preparation.cost.unwrap_or(usual),
            months: self.preparation_given(plot, cleared),
        };
        let clearance = Step { cost, months };
        self.state.calendar.forget(plot);
        let deferral = waited.map_or(0, |waiting| waiting.deferral);
        self.begin_acquisition((plot, deferral), month, &clearance, &preparation);
        let as_of = observed.as_of;
        self.pay_as_seen(Series::AcquisitionCny, plot, (month, &clearance), &seen.clearance, as_of);
        let span = (cleared, &preparation);
        self.pay_as_seen(Series::PreparationCny, plot, span, &seen.preparation, as_of);
    }

    /// Posts a cost in equal parts, or, where something else was paid until the date of the
    /// actuals, that and the rest each in equal parts.
    pub(super) fn pay_as_seen(
        &mut self,
        series: Series,
        plot: PlotIndex,
        (first, step): (Month, &Step),
        seen: &SeenStep,
        as_of: Month,
    ) {
        match seen.uneven(first, step.months, as_of) {
            Some(Uneven { paid, before, left }) => {
                self.pay_in_equal_parts(series, plot, (first, before), paid);
                self.pay_in_equal_parts(series, plot, (as_of, left), step.cost - paid);
            }
            None => self.pay_in_equal_parts(series, plot, (first, step.months), step.cost),
        }
    }

    /// Months of clearance that begins in a month, given what was seen of it.
    pub(super) fn clearance_given(&mut self, plot: PlotIndex, first: Month) -> usize {
        let seen = self.model.observed.as_deref().map(|observed| observed.plots[plot].clearance);
        self.months_given(plot, PlotPurpose::AcquisitionDuration, (first, seen), |worker| {
            worker.clearance_months(plot, first)
        })
    }

    /// Months of preparation that begins in a month, given what was seen of it.
    #[inline(always)]
    pub(super) fn preparation_given(&mut self, plot: PlotIndex, first: Month) -> usize {
        let seen = self.model.observed.as_deref().map(|observed| observed.plots[plot].preparation);
        self.months_given(plot, PlotPurpose::PreparationDuration, (first, seen), |worker| {
            worker.preparation_months(plot, first)
        })
    }

    /// Months of something that began in a month: those that were seen, those that are left, or
    /// months drawn given that they are not over.
    #[inline(always)]
    fn months_given(
        &mut self,
        plot: PlotIndex,
        purpose: PlotPurpose,
        (first, seen): (Month, Option<SeenStep>),
        drawn: impl Fn(&Self) -> usize,
    ) -> usize {
        let own = drawn(self);
        let as_of = self.model.observed.as_deref().map(|observed| observed.as_of);
        let (Some(as_of), Some(seen)) = (as_of, seen) else { return own };
        if let Some(ended) = seen.ended {
            return ended.since(first).max(1);
        }
        if let Some(left) = seen.months_left {
            return (as_of.since(first) + left).max(1);
        }
        let mut months = own;
        for attempt in 1..=ATTEMPTS {
            if first.plus(months) >= as_of {
                return months;
            }
            let normal = self.state.draws.again(plot, 0, attempt).normal(purpose);
            self.state.scatter.set_own(&self.model.scatter, plot, purpose, normal);
            months = drawn(self);
        }
        as_of.since(first).max(1)
    }

    /// A consultation has failed, or the next is waited for.
    fn wait_for_consent(&mut self, plot: PlotIndex, month: Month) {
        let retry = self.model.reserve.consultation_retry_months;
        if let Some(waiting) = self.state.waiting.iter_mut().find(|waiting| waiting.plot == plot)
            && month >= waiting.consult_from
        {
            waiting.consultations += 1;
            waiting.consult_from = month.plus(retry);
        }
        self.count_wait(Wait::Consent, month);
    }

    /// An applicant was sought in vain.
    fn wait_for_applicant(&mut self, plot: PlotIndex, month: Month) {
        let Some(rules) = self.model.auction.application else { return };
        if !self.timeline.terms[month].listing.on_application {
            self.state.applications.seeking[plot].is_on_application = Some(true);
        }
        if self.state.applications.seeking[plot].began == MaybeMonth::NONE {
            self.begin_spell(plot, month);
        }
        self.state.calendar.forget(plot);
        let began = self.state.applications.seeking[plot].began.get().unwrap_or(month);
        let last = began.plus(rules.wait_months).back(1);
        if self.pass_in_vain(plot, month, last) {
            self.state.calendar.put(month.after(), plot, Due::List);
        }
    }

    /// A plot is listed; on application somebody has come.
    pub(super) fn list_as_seen(&mut self, plot: PlotIndex, month: Month) {
        self.state.calendar.forget(plot);
        if self.is_on_application(plot, month) {
            if self.state.applications.seeking[plot].began == MaybeMonth::NONE {
                self.begin_spell(plot, month);
            }
            self.meet_applicant(plot, month);
        }
        self.offer_for_sale(plot, month);
    }

    /// An auction has its result; without a notice that was told, the plot is listed first.
    fn conclude_seen_auction(&mut self, plot: PlotIndex, month: Month, seen: &SeenAuction) {
        if self.state.plots[plot].state != PlotState::Listed {
            self.list_as_seen(plot, month);
        }
        self.state.calendar.forget(plot);
        let SeenAuction { reserve_price, appraised_value, bidders, price, state_buyer } = *seen;
        // Nobody asks any more what the bidders might have paid.
        let offer = Offer { reserve_price, median_valuation: 0.0, bidder_mean: 0.0 };
        let outcome = Outcome { bidders, price };
        let held = ResolvedAuction { appraised_value, offer, outcome, state_buyer };
        self.conclude_auction(plot, month, &held);
    }

    /// The plan of payment of a deal of a month: that which was told, or that of the rules.
    pub(super) fn payment_plan_given(&self, plot: PlotIndex, month: Month) -> usize {
        let counter = self.state.plots[plot].deals as usize;
        let deal = self.reliving(month).and_then(|seen| seen.plots[plot].deals.get(counter));
        match deal.and_then(|deal| deal.payment_plan) {
            Some(told) => self.model.told_plans + told,
            None => self.timeline.terms[month].payment_plan,
        }
    }

    /// Whether a buyer who dealt in a month stops paying, given what was seen.
    pub(super) fn defaults_given(
        &self,
        plot: PlotIndex,
        (month, counter): (Month, u32),
        second_instalment: Option<Month>,
        own: bool,
    ) -> bool {
        let Some(observed) = self.reliving(month) else { return own };
        let seen = observed.plots[plot].deals.get(counter as usize);
        match seen.and_then(|deal| deal.default) {
            Some(_) => true,
            None => own && second_instalment.is_some_and(|due| due >= observed.as_of),
        }
    }

    /// The month in which a buyer who dealt in a month stops paying: that which was seen.
    pub(super) fn default_month_given(
        &self,
        plot: PlotIndex,
        (month, counter): (Month, u32),
        own: Option<Month>,
    ) -> Option<Month> {
        let deal =
            self.reliving(month).and_then(|seen| seen.plots[plot].deals.get(counter as usize));
        deal.and_then(|deal| deal.default).or(own)
    }

    /// The schedule of works of a deal of a month, given what was seen of them.
    pub(super) fn schedule_given(
        &mut self,
        plot: PlotIndex,
        (month, counter): (Month, u32),
        own: Schedule,
        again: impl Fn(&Self, &OccasionDraws) -> Schedule,
    ) -> Schedule {
        let Some(observed) = self.model.observed.as_deref().filter(|seen| was_seen(seen, month))
        else {
            return own;
        };
        let seen = observed.plots[plot].deals.get(counter as usize).copied().unwrap_or_default();
        self.works_given(plot, counter, (&seen.works, observed.as_of), own, again)
    }

    /// The schedule of works of a plot that was sold before the run, given what was seen of them.
    pub(super) fn carry_over_given(
        &mut self,
        plot: PlotIndex,
        drawn: impl Fn(&Self) -> Schedule,
    ) -> Schedule {
        let own = drawn(self);
        let Some(observed) = self.model.observed.as_deref() else { return own };
        let seen = (&observed.plots[plot].works, observed.as_of);
        self.works_given(plot, 0, seen, own, |worker, _| drawn(worker))
    }

    /// A schedule that agrees with what was seen until a date.
    fn works_given(
        &mut self,
        plot: PlotIndex,
        counter: u32,
        (seen, as_of): (&SeenWorks, Month),
        own: Schedule,
        again: impl Fn(&Self, &OccasionDraws) -> Schedule,
    ) -> Schedule {
        let mut schedule = seen.put_into(own);
        for attempt in 1..=ATTEMPTS {
            if seen.agrees(as_of, &schedule) {
                return schedule;
            }
            let draws = self.state.draws.again(plot, counter, attempt);
            for purpose in [PlotPurpose::StartLag, PlotPurpose::BuildTime] {
                let normal = draws.normal(purpose);
                self.state.scatter.set_own(&self.model.scatter, plot, purpose, normal);
            }
            schedule = seen.put_into(again(self, &draws));
        }
        Schedule {
            start: if seen.start.is_none() { schedule.start.max(as_of) } else { schedule.start },
            completion: if seen.completion.is_none() {
                schedule.completion.max(as_of)
            } else {
                schedule.completion
            },
            idle: schedule.idle.filter(|month| seen.idle.is_some() || *month >= as_of),
            repossession: schedule
                .repossession
                .filter(|month| seen.repossession.is_some() || *month >= as_of),
            ..schedule
        }
    }

    /// When a shock that is left to chance comes, given what was seen.
    pub(super) fn shock_given(&self, random: &RandomShock, stream: u64) -> Option<ShockDraw> {
        let own = random.draw(stream);
        let Some(observed) = self.model.observed.as_deref() else { return own };
        let calendar = &self.model.calendar;
        let seen = observed.shocks.iter().find(|(id, ..)| *id == random.shock.id);
        if let Some((_, onset, severity)) = seen {
            let usual = || own.map_or(1.0, |own| own.severity);
            return Some(ShockDraw { onset: *onset, severity: severity.unwrap_or_else(usual) });
        }
        let is_unseen = |drawn: &Option<ShockDraw>| {
            drawn.is_none_or(|drawn| calendar.month(drawn.onset) >= observed.as_of)
        };
        if observed.as_of == Month::START || is_unseen(&own) {
            return own;
        }
        let mut attempts = (1..=ATTEMPTS).map(|attempt| random.draw(draws::again(stream, attempt)));
        attempts.find(is_unseen).flatten()
    }

    /// Puts what the books say of a month in the place of what follows from the rules.
    fn bind_books(&mut self, observed: &Observed, month: Month) {
        let values = self.trial.series.month_mut(month);
        for (series, value) in &observed.books[month] {
            values[*series as usize] = *value;
        }
    }

    /// The same of what the close of the month has worked out; cash and debt go on from there.
    fn bind_close(&mut self, observed: &Observed, month: Month) {
        let told = |series: Series| {
            let mut books = observed.books[month].iter().rev();
            books.find(|(of, _)| *of == series).map(|(_, value)| *value)
        };
        let off = |series: Series| {
            told(series).map_or(0.0, |value| value - self.trial.series.at(series, month))
        };
        let bonds = off(Series::BondDrawCny);
        let spent = off(Series::AdministrationCny) + off(Series::InterestCny);
        let (draw, repayment) = (off(Series::DrawCny), off(Series::RepaymentCny));
        let support = off(Series::SupportCny);
        // What a line that was told changes in those that were not.
        for (series, change) in [
            (Series::OutlayCny, spent),
            (Series::BalanceCny, -spent),
            (Series::CumulativeBalanceCny, -spent),
            (Series::CashCny, draw + support - spent - repayment),
            (Series::DebtCny, draw - repayment),
        ] {
            if change != 0.0 {
                self.trial.series.add(series, month, change);
            }
        }
        self.bind_books(observed, month);
        let at = |series| self.trial.series.at(series, month);
        if bonds != 0.0 {
            self.state.centre.reissue(bonds, month, &self.bonds_on_offer(month));
        }
        self.state.bonds_this_year += bonds;
        let (cash, debt) = (at(Series::CashCny), at(Series::DebtCny));
        self.state.centre.hold(cash, debt, month.after(), self.model.finance.loan_term_months);
    }

    /// Leaves what was seen behind: events that are pending come from now on by themselves.
    fn go_on(&mut self, observed: &Observed) {
        let as_of = observed.as_of;
        self.owe(observed);
        let pending = self.state.calendar.end_keeping();
        for next in &observed.next {
            let due = match next.step {
                Observation::NextCleared => Due::Cleared,
                Observation::NextNetLand => Due::NetLand,
                Observation::NextListing => Due::List,
                Observation::NextResult => Due::Result,
                Observation::NextDefault => Due::Default,
                Observation::NextRepossession => Due::Repossession,
                _ => continue,
            };
            self.go_on_with(next.plot, next.month, due, as_of);
        }
        for (month, plot, due) in pending {
            if !observed.next.iter().any(|next| next.plot == plot) {
                self.go_on_with(plot, month.max(as_of), due, as_of);
            }
        }
    }

    /// Puts the next event of a plot under its month; who seeks an applicant has sought in vain
    /// until then.
    fn go_on_with(&mut self, plot: PlotIndex, month: Month, due: Due, as_of: Month) {
        if due == Due::List && self.state.applications.is_seeking(plot) {
            for waited in Month::each(as_of..month) {
                self.wait_in_vain(plot, waited);
            }
        }
        self.state.calendar.put(month, plot, due);
    }

    /// Somebody comes for a plot that is listed on application, who would pay what is asked.
    fn meet_applicant(&mut self, plot: PlotIndex, month: Month) {
        let asked = self.asked(plot, month).over_value;
        let seeking = &mut self.state.applications.seeking[plot];
        let drawn = seeking.applicant_draw;
        seeking.applicant = Some(application::applicant(&self.model.auction, asked, drawn));
        seeking.began = MaybeMonth::NONE;
        seeking.spells += 1;
    }
}
