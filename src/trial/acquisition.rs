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
use super::steps::{Step, Turn, Wait};
use super::witness::{Occurrence, Payment, Witness};
use crate::trial::worker::Worker;

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
        self.buy_back(month);
        self.admit_due(month);
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
                self.count_wait(wait, month);
                true
            }
        });
        self.state.waiting = waiting;
    }

    /// Counts a plot-month of waiting in the window.
    pub(super) fn count_wait(&mut self, wait: Wait, month: Month) {
        if month < self.model.calendar.window_end() {
            self.state.deferrals[wait as usize] += 1;
        }
    }

    /// Puts the plots whose planned start has come among those that wait.
    #[inline(always)]
    pub(super) fn admit_due(&mut self, month: Month) {
        let model = self.model;
        while let Some(plot) = model.reserve_order.get(self.state.next_due)
            && model.plots[*plot]
                .reserve_start
                .is_some_and(|start| Month::planned(start).is_none_or(|start| start <= month))
        {
            self.state.next_due += 1;
            // What was seen to begin before its planned month has begun.
            if self.state.plots[*plot].acquisition_start != MaybeMonth::NONE {
                continue;
            }
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
        }
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
        let (available, committed) = match self.project_of(waiting.plot) {
            None => (liquidity.available, self.committed()),
            Some(project) => (self.available_to(project), self.committed_by(project)),
        };
        if self.model.truth.is_some() {
            match self.acquisition_turn(waiting.plot, month) {
                Turn::ByRules => {}
                Turn::Now => {
                    self.acquire(waiting, month, cost);
                    return None;
                }
                Turn::NotBefore(_) => return Some(Wait::Capacity),
            }
        }
        if available - rules.funding_ratio * committed < rules.funding_ratio * cost {
            return Some(Wait::Money);
        }
        let cleared = self.state.households_this_year;
        let capacity = self.model.shares_of_year.clearance[month] * rules.clearance_capacity;
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

    /// Starts an acquisition at a cost: months of clearance, cost and months of preparation are
    /// fixed.
    ///
    /// Preparation's cost is fixed by the prices of the start, too; its event comes when
    /// the plot is cleared.
    #[inline(always)]
    fn acquire(&mut self, waiting: &Waiting, month: Month, cost: f64) {
        let plot = waiting.plot;
        let months = self.clearance_months(plot, month);
        let cleared = month.plus(months);
        let preparation = Step {
            cost: self.preparation_cost(plot, month),
            months: self.preparation_months(plot, cleared),
        };
        let steps = [Step { cost, months }, preparation];
        let [clearance, preparation] = self.steps_in_truth(plot, month, steps);
        let Step { cost, months } = clearance;
        self.begin_acquisition((plot, waiting.deferral), month, &clearance, &preparation);
        self.pay_in_equal_parts(Series::AcquisitionCny, plot, (month, months), cost);
        let span = (month.plus(months), preparation.months);
        self.pay_in_equal_parts(Series::PreparationCny, plot, span, preparation.cost);
    }

    /// Cost of an acquisition that starts in a month (CNY).
    pub(super) fn acquisition_cost(&self, plot: PlotIndex, month: Month) -> f64 {
        let rules = &self.model.reserve;
        let level = reserve::acquisition_cost_level(rules, &self.market, &self.timeline, month);
        let own = self.state.scatter.acquisition_cost(&self.model.scatter, plot);
        self.model.plots[plot].acquisition_cost * level * own
    }

    /// Months of clearance of a plot that starts in a month, by its scatter.
    #[inline(always)]
    pub(super) fn clearance_months(&self, plot: PlotIndex, month: Month) -> usize {
        let own = self.state.scatter.acquisition_duration(&self.model.scatter, plot, month);
        reserve::acquisition_months(&self.model.plots[plot], own, &self.timeline, month)
    }

    /// Months of preparation of a plot that is cleared in a month, by its scatter.
    #[inline(always)]
    pub(super) fn preparation_months(&self, plot: PlotIndex, cleared: Month) -> usize {
        let own = self.state.scatter.preparation_duration(&self.model.scatter, plot, cleared);
        reserve::preparation_months(&self.model.plots[plot], own)
    }

    /// Cost of preparing a plot whose acquisition starts in a month (CNY).
    #[inline(always)]
    pub(super) fn preparation_cost(&self, plot: PlotIndex, month: Month) -> f64 {
        let own = self.state.scatter.preparation_cost(&self.model.scatter, plot);
        let fixed = &self.model.plots[plot];
        reserve::preparation_cost(fixed, own, &self.market, &self.timeline, month)
    }

    /// Begins an acquisition of which everything is fixed, but for its payments.
    #[inline(always)]
    pub(super) fn begin_acquisition(
        &mut self,
        (plot, deferral): (PlotIndex, u32),
        month: Month,
        clearance: &Step,
        preparation: &Step,
    ) {
        let fixed = &self.model.plots[plot];
        let cleared = month.plus(clearance.months);
        let progress = &mut self.state.plots[plot];
        progress.acquisition_start = MaybeMonth::of(month);
        progress.deferral = deferral;
        progress.acquisition_cost = clearance.cost;
        progress.acquisition_months = narrow(clearance.months);
        progress.preparation_cost = preparation.cost;
        progress.preparation_months = narrow(preparation.months);
        progress.preparation_start = cleared;
        self.state.enter(plot, fixed.land_m2, PlotState::Acquisition);
        self.state.calendar.put(cleared, plot, Due::Cleared);
        self.state.households_this_year += fixed.households;
        match self.project_of(plot) {
            None => self.state.acquisition_started += clearance.cost,
            Some(project) => {
                self.state.projects.projects[project].acquisition_started += clearance.cost;
            }
        }
        let started = Occurrence::of_plot(month, Event::AcquisitionStart, plot);
        self.witness.sees(started.amount(clearance.cost).number(count(clearance.months)));
        self.trial.series.add(Series::LandReservedM2, month, fixed.land_m2);
        self.trial.series.add(Series::HouseholdsMoved, month, fixed.households);
    }

    /// Posts a cost in equal parts over `months` months from `first` on; what lies beyond
    /// the horizon is told to the witness and not seen in series.
    #[inline]
    pub(super) fn pay_in_equal_parts(
        &mut self,
        series: Series,
        plot: PlotIndex,
        (first, months): (Month, usize),
        cost: f64,
    ) {
        let amount = cost / count(months);
        self.trial.series.add_each(series, first, months, amount);
        if let Some(project) = self.project_of(plot) {
            self.owe_in_equal_parts(project, series, (first, months), amount);
        }
        let told = if W::WATCHES { months } else { 0 };
        for month in Month::each(first..first.plus(told)) {
            self.witness.pays(Payment { series, month, plot: Some(plot), amount });
        }
    }
}
