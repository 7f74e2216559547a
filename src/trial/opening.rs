//! Month 0: the shocks and the market of the trial are drawn, and every plot stands where
//! it stood.

use crate::calendar::Month;
use crate::catalogue::event::Event;
use crate::catalogue::series::Series;
use crate::model::delivery::{self, Schedule, WorksTime};
use crate::model::market::MarketPath;
use crate::model::observed::SeenPlot;
use crate::model::plot::PlotState;
use crate::model::plot_index::PlotIndex;
use crate::model::timeline::ShockDraw;
use crate::portfolio::actuals::before::Used;
use crate::portfolio::plot::PlotStatus;
use crate::quantity::whole_months;

use super::event::Due;
use super::state::narrow;
use super::steps::Step;
use super::witness::{Occurrence, Witness};
use super::worker::Worker;

impl<W: Witness> Worker<'_, W> {
    /// The market path of a trial, without the programme: shocks by chance are in it,
    /// policies with a trigger are not. Diagnostics and self-test ask for it alone.
    pub fn market_only(&mut self, number: u64) -> &MarketPath {
        let stream = self.model.sampling.stream(number);
        self.draw_shocks(stream);
        let model = self.model;
        model.market.simulate(&self.timeline, model.market_key, stream, &mut self.market);
        &self.market
    }

    /// Lets the shocks that are left to chance come, or not, in a timeline of the trial's
    /// own.
    ///
    /// Models without such shocks and without triggers share the model's timeline and copy
    /// nothing.
    fn draw_shocks(&mut self, stream: u64) {
        let model = self.model;
        self.trial.shocks.clear();
        if model.random_shocks.is_empty() && model.triggered.is_empty() {
            return;
        }
        self.timeline.to_mut().clone_from(&model.timeline);
        for (place, random) in (0_u32..).zip(&model.random_shocks) {
            let drawn = self.shock_given(random, stream);
            if let Some(ShockDraw { onset, severity }) = drawn {
                self.timeline.to_mut().apply(&random.shock, onset, severity, &model.calendar);
                let month = model.calendar.month(onset);
                self.witness.sees(Occurrence::new(month, Event::Shock, place).number(severity));
            }
            self.trial.shocks.push(drawn);
        }
    }

    /// Empties the books and sets every plot to where it stands at month 0.
    pub(super) fn begin(&mut self, number: u64) {
        let model = self.model;
        self.state.reset(model, model.sampling.stream(number));
        if let Some(observed) = &model.observed {
            if observed.as_of > Month::START {
                self.state.calendar.keep();
            } else {
                self.owe(observed);
            }
            let Used { households, listed, bonds } = observed.used;
            self.state.households_this_year = households.unwrap_or_default();
            self.state.bonds_this_year = bonds.unwrap_or_default();
            self.state.listed_this_year = listed.unwrap_or_default();
        }
        self.witness.draws(&self.market, &self.state.scatter);
        self.trial.number = number;
        self.trial.series.clear();
        self.trial.auctions.clear();
        self.trial.deals.clear();
        self.clear_project_items();
        for (plot, fixed) in model.plots.entries() {
            match fixed.status {
                PlotStatus::Unreserved | PlotStatus::Buyback => {
                    self.state.place(plot, fixed.land_m2, PlotState::Unreserved);
                }
                PlotStatus::Reserved => self.begin_reserved(plot),
                PlotStatus::Sold => self.begin_sold(plot),
            }
        }
        self.begin_receivables();
    }

    /// A reserved plot is net land at its date, or later by the scatter of what is left to
    /// prepare.
    ///
    /// Its preparation begins so many months before that date as it takes, not before month
    /// 0, and is paid from then on; a plot without preparation is net land exactly at its
    /// date.
    fn begin_reserved(&mut self, plot: PlotIndex) {
        let model = self.model;
        let fixed = &model.plots[plot];
        if fixed.is_being_cleared() {
            return self.begin_being_cleared(plot);
        }
        let mut ready = fixed.ready_month;
        if fixed.preparation_months > 0.0 || fixed.preparation_cost > 0.0 {
            let months_to_go = whole_months(fixed.preparation_months);
            let start = fixed.ready_month.back(months_to_go);
            let cost = self.preparation_cost(plot, Month::START);
            let months = self.preparation_given(plot, start);
            self.pay_in_equal_parts(Series::PreparationCny, plot, (start, months), cost);
            let progress = &mut self.state.plots[plot];
            progress.preparation_cost = cost;
            progress.preparation_months = narrow(months);
            progress.preparation_start = start;
            if months_to_go > 0 {
                ready = start.plus(months);
            }
        }
        self.state.place(plot, fixed.land_m2, PlotState::Preparation);
        self.state.calendar.put(ready, plot, Due::NetLand);
    }

    /// A reserved plot whose clearance began before month 0: what is left of it takes the months
    /// that are left, by their scatter, and costs what is left of the sum that was agreed.
    /// Preparation follows, its cost fixed at month 0.
    fn begin_being_cleared(&mut self, plot: PlotIndex) {
        let model = self.model;
        let fixed = &model.plots[plot];
        let months = self.clearance_given(plot, Month::START);
        let cleared = Month::START.plus(months);
        let seen = model.observed.as_deref().map(|observed| {
            let SeenPlot { clearance, preparation, .. } = &observed.plots[plot];
            (*clearance, *preparation, observed.as_of)
        });
        let (clearance, preparation, as_of) = seen.unwrap_or_default();
        let usual = self.preparation_cost(plot, Month::START);
        let preparation_cost = preparation.cost.unwrap_or(usual);
        let preparation_months = self.preparation_given(plot, cleared);
        let cost = fixed.acquisition_cost;
        let progress = &mut self.state.plots[plot];
        progress.acquisition_cost = cost;
        progress.acquisition_months = narrow(months);
        progress.preparation_cost = preparation_cost;
        progress.preparation_months = narrow(preparation_months);
        progress.preparation_start = cleared;
        self.state.place(plot, fixed.land_m2, PlotState::Acquisition);
        self.state.calendar.put(cleared, plot, Due::Cleared);
        match self.project_of(plot) {
            None => self.state.acquisition_started += cost,
            Some(project) => {
                self.state.projects.projects[project].acquisition_started += cost;
            }
        }
        let span = (Month::START, &Step { cost, months });
        self.pay_as_seen(Series::AcquisitionCny, plot, span, &clearance, as_of);
        let step = Step { cost: preparation_cost, months: preparation_months };
        self.pay_as_seen(Series::PreparationCny, plot, (cleared, &step), &preparation, as_of);
    }

    /// A carry-over plot (结转) was granted before month 0: only its works are left, by its
    /// own lag or that of the regime of month 0.
    fn begin_sold(&mut self, plot: PlotIndex) {
        let fixed = &self.model.plots[plot];
        self.state.place(plot, fixed.land_m2, PlotState::Sold);
        let schedule = if self.model.observed.is_none() {
            self.carry_over_schedule(plot)
        } else {
            self.carry_over_given(plot, |worker| worker.carry_over_schedule(plot))
        };
        self.build(plot, &schedule);
    }

    /// The works of a carry-over plot, by its scatter.
    #[inline(always)]
    fn carry_over_schedule(&self, plot: PlotIndex) -> Schedule {
        let fixed = &self.model.plots[plot];
        let (scatter, model) = (&self.state.scatter, &self.model.scatter);
        let lag = fixed.start_lag.unwrap_or_else(|| self.start_lag_of_regime(Month::START));
        let start_lag = lag.at(scatter.start_lag(model, plot, Month::START));
        let start = Month::START.plus(whole_months(start_lag));
        let build = fixed.build_time.mean() * scatter.build_time(model, plot, start);
        delivery::carry_over_schedule(&WorksTime { start_lag, build })
    }
}
