//! Starting acquisitions: money, capacity and consent decide, in order of the plan.
//!
//! - Money: cash at the last close and headroom now, less what started plots have still to
//!   pay, must cover the compensation (each times the funding ratio). Regulation 590 (2011)
//!   art. 12 wants the whole of it in a dedicated account before the decision.
//! - Capacity: households whose resettlement starts in the calendar year.
//! - Consent: the second consultation round (二次征询) may fail; then the plot waits for the
//!   next.
//!
//! # Why each plot is judged on its own
//!
//! A dear plot that waits for money does not hold up a cheap one behind it: an office
//! starts what it can pay for. The first reason that holds is counted, so a plot that lacks
//! money is not asked for consent, and its luck in consultation stays for the month in
//! which it is asked. A plot whose round has failed waits for the next for want of consent,
//! whether or not there would be money.

use crate::calendar::Month;
use crate::catalogue::event::Event;
use crate::catalogue::series::Series;
use crate::model::plot::PlotState;
use crate::model::plot_index::PlotIndex;
use crate::model::reserve;
use crate::quantity::count;
use crate::uncertainty::stream::{PlotPurpose, PlotUniforms};

use super::event::Due;
use super::maybe_month::MaybeMonth;
use super::state::{Waiting, narrow};
use super::witness::{Occurrence, Payment, Witness};
use crate::trial::worker::Worker;

/// Why a plot waits another month; the number is the place in the counts of plot-months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wait {
    /// The funding ratio of its compensation is not at hand.
    Money = 0,
    /// Its households do not fit into what is left of the year's clearance capacity.
    Capacity = 1,
    /// A consultation round failed, now or a short time ago.
    Consent = 2,
}

impl Wait {
    /// The event that a replay tells of the wait.
    fn event(self) -> Event {
        match self {
            Self::Money => Event::WaitsForMoney,
            Self::Capacity => Event::WaitsForCapacity,
            Self::Consent => Event::WaitsForConsent,
        }
    }
}

/// What a month gives every plot that is considered in it.
#[derive(Debug, Clone, Copy)]
struct Liquidity {
    /// Compensation over its estimate, before a plot's own factor.
    level: f64,
    /// Cash at the last close and headroom of the month, bonds included (CNY).
    available: f64,
}

impl<W: Witness> Worker<'_, W> {
    /// Considers every plot whose planned start has come, in order of planned start and id.
    ///
    /// Plots that start leave the list of those that wait; the others are counted under
    /// their reason, in the window alone.
    pub(super) fn start_acquisitions(&mut self, month: Month) {
        let model = self.model;
        while let Some(plot) = model.reserve_order.get(self.state.next_due)
            && model.plots[*plot]
                .reserve_start
                .is_some_and(|start| Month::planned(start).is_none_or(|start| start <= month))
        {
            let fixed = &model.plots[*plot];
            self.state.waiting.push(Waiting {
                plot: *plot,
                deferral: 0,
                consultations: 0,
                consult_from: Month::START,
                households: fixed.households,
                acquisition_cost: fixed.acquisition_cost,
                own_factor: self.state.scatter.acquisition_cost(&model.scatter, *plot),
            });
            self.state.next_due += 1;
        }
        if self.state.waiting.is_empty() {
            return;
        }
        let level =
            reserve::acquisition_cost_level(&model.reserve, &self.market, &self.timeline, month);
        let available = self.state.centre.cash + self.headroom(month);
        let liquidity = Liquidity { level, available };
        let mut waiting = std::mem::take(&mut self.state.waiting);
        waiting.retain_mut(|waiting| match self.consider(waiting, month, &liquidity) {
            None => false,
            Some(wait) => {
                self.witness.sees(Occurrence::of_plot(month, wait.event(), waiting.plot));
                waiting.deferral += 1;
                if month < model.calendar.window_end() {
                    self.state.deferrals[wait as usize] += 1;
                }
                true
            }
        });
        self.state.waiting = waiting;
    }

    /// Starts the acquisition of a plot, or says why it waits: the first of the three
    /// reasons that holds.
    ///
    /// A plot larger than a whole year's capacity starts in a year in which nothing was
    /// cleared yet; a plot without households needs neither capacity nor consent.
    fn consider(
        &mut self,
        waiting: &mut Waiting,
        month: Month,
        liquidity: &Liquidity,
    ) -> Option<Wait> {
        let Waiting { households, acquisition_cost, own_factor, .. } = *waiting;
        // Until the next round nothing else holds the plot up, whatever money there is.
        if month < waiting.consult_from {
            return Some(Wait::Consent);
        }
        let rules = &self.timeline.terms[month].reserve;
        let cost = acquisition_cost * liquidity.level * own_factor;
        if liquidity.available - rules.funding_ratio * self.committed() < rules.funding_ratio * cost
        {
            return Some(Wait::Money);
        }
        let cleared = self.state.households_this_year;
        let capacity = self.model.share_of_year[month] * rules.clearance_capacity;
        let fits = cleared + households <= capacity;
        let fills_an_unused_year = cleared == 0.0;
        if households > 0.0 && !fits && !fills_an_unused_year {
            return Some(Wait::Capacity);
        }
        if households > 0.0 && !self.consents(waiting, month) {
            return Some(Wait::Consent);
        }
        self.acquire(waiting, month, cost);
        None
    }

    /// What started acquisitions have still to pay of their compensation (CNY).
    fn committed(&self) -> f64 {
        (self.state.acquisition_started - self.state.acquisition_paid).max(0.0)
    }

    /// Holds the second consultation round with the draw of the attempt; whether it passes.
    fn consents(&mut self, waiting: &mut Waiting, month: Month) -> bool {
        let rules = &self.timeline.terms[month].reserve;
        let Waiting { plot, consultations: counter, .. } = *waiting;
        self.state.draws.draw(counter);
        let drawn = self.state.draws.of(plot, counter).uniform(PlotPurpose::Consultation);
        waiting.consultations += 1;
        if drawn < rules.consultation_failure {
            waiting.consult_from = month.plus(self.model.reserve.consultation_retry_months);
            return false;
        }
        true
    }

    /// Starts an acquisition: cost and months of clearance and preparation are fixed, and
    /// their payments are posted in equal parts over the months to come.
    ///
    /// Preparation's cost is fixed by the prices of the start, too; its event comes when
    /// the plot is cleared.
    fn acquire(&mut self, waiting: &Waiting, month: Month, cost: f64) {
        let plot = waiting.plot;
        let (model, fixed) = (self.model, &self.model.plots[plot]);
        let (scatter, scatters) = (&self.state.scatter, &model.scatter);
        let own = scatter.acquisition_duration(scatters, plot, month);
        let months = reserve::acquisition_months(fixed, own, &self.timeline, month);
        let cleared = month.plus(months);
        let own = scatter.preparation_cost(scatters, plot);
        let preparation_cost =
            reserve::preparation_cost(fixed, own, &self.market, &self.timeline, month);
        let own = scatter.preparation_duration(scatters, plot, cleared);
        let preparation_months = reserve::preparation_months(fixed, own);
        let progress = &mut self.state.plots[plot];
        progress.acquisition_start = MaybeMonth::of(month);
        progress.deferral = waiting.deferral;
        progress.acquisition_cost = cost;
        progress.acquisition_months = narrow(months);
        progress.preparation_cost = preparation_cost;
        progress.preparation_months = narrow(preparation_months);
        progress.preparation_start = cleared;
        self.state.enter(plot, fixed.land_m2, PlotState::Acquisition);
        self.state.calendar.put(cleared, plot, Due::Cleared);
        self.state.households_this_year += fixed.households;
        self.state.acquisition_started += cost;
        let started = Occurrence::of_plot(month, Event::AcquisitionStart, plot);
        self.witness.sees(started.amount(cost).number(count(months)));
        self.pay_in_equal_parts(Series::AcquisitionCny, plot, (month, months), cost);
        let span = (cleared, preparation_months);
        self.pay_in_equal_parts(Series::PreparationCny, plot, span, preparation_cost);
        self.trial.series.add(Series::LandReservedM2, month, fixed.land_m2);
        self.trial.series.add(Series::HouseholdsMoved, month, fixed.households);
    }

    /// Posts a cost in equal parts over `months` months from `first` on; what lies beyond
    /// the horizon is told to the witness and not seen in series.
    pub(super) fn pay_in_equal_parts(
        &mut self,
        series: Series,
        plot: PlotIndex,
        (first, months): (Month, usize),
        cost: f64,
    ) {
        let amount = cost / count(months);
        self.trial.series.add_each(series, first, months, amount);
        let told = if W::WATCHES { months } else { 0 };
        for month in Month::each(first..first.plus(told)) {
            self.witness.pays(Payment { series, month, plot: Some(plot), amount });
        }
    }
}
