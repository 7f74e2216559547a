//! Month 0: the shocks and the market of the trial are drawn, and every plot stands where
//! it stood.

use crate::calendar::Month;
use crate::catalogue::event::Event;
use crate::catalogue::series::Series;
use crate::model::delivery::{self, WorksTime};
use crate::model::market::MarketPath;
use crate::model::plot::PlotState;
use crate::model::plot_index::PlotIndex;
use crate::model::reserve;
use crate::model::timeline::ShockDraw;
use crate::portfolio::plot::PlotStatus;
use crate::quantity::whole_months;

use super::event::Due;
use super::state::narrow;
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
        let timeline = self.timeline.to_mut();
        timeline.clone_from(&model.timeline);
        for (place, random) in (0_u32..).zip(&model.random_shocks) {
            let drawn = random.draw(stream);
            if let Some(ShockDraw { onset, severity }) = drawn {
                timeline.apply(&random.shock, onset, severity, &model.calendar);
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
        self.witness.draws(&self.market, &self.state.scatter);
        self.trial.number = number;
        self.trial.series.clear();
        self.trial.auctions.clear();
        self.trial.deals.clear();
        for (plot, fixed) in model.plots.entries() {
            match fixed.status {
                PlotStatus::Unreserved => {
                    self.state.place(plot, fixed.land_m2, PlotState::Unreserved);
                }
                PlotStatus::Reserved => self.begin_reserved(plot),
                PlotStatus::Sold => self.begin_sold(plot),
            }
        }
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
        let mut ready = fixed.ready_month;
        if fixed.preparation_months > 0.0 || fixed.preparation_cost > 0.0 {
            let months_to_go = whole_months(fixed.preparation_months);
            let start = fixed.ready_month.back(months_to_go);
            let scatter = &self.state.scatter;
            let (market, timeline) = (&self.market, &self.timeline);
            let own = scatter.preparation_cost(&model.scatter, plot);
            let cost = reserve::preparation_cost(fixed, own, market, timeline, Month::START);
            let own = scatter.preparation_duration(&model.scatter, plot, start);
            let months = reserve::preparation_months(fixed, own);
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

    /// A carry-over plot (结转) was granted before month 0: only its works are left, by its
    /// own lag or that of the regime of month 0.
    fn begin_sold(&mut self, plot: PlotIndex) {
        let fixed = &self.model.plots[plot];
        self.state.place(plot, fixed.land_m2, PlotState::Sold);
        let (scatter, model) = (&self.state.scatter, &self.model.scatter);
        let lag = fixed.start_lag.unwrap_or_else(|| self.start_lag_of_regime(Month::START));
        let start_lag = lag.at(scatter.start_lag(model, plot, Month::START));
        let start = Month::START.plus(whole_months(start_lag));
        let build = fixed.build_time.mean() * scatter.build_time(model, plot, start);
        let time = WorksTime { start_lag, build };
        self.build(plot, &delivery::carry_over_schedule(&time));
    }
}
