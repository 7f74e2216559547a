//! Works: how long they take to start and to end, idle land, and floor area as it is
//! completed.
//!
//! Floor area is posted in the month of its phase when works are scheduled; plots that
//! start or end works in a month change state when that month is closed, without an event.

use crate::calendar::Month;
use crate::catalogue::event::Event;
use crate::catalogue::land_use::{ByFloorKind, FloorKind};
use crate::catalogue::series::Series;
use crate::model::delivery::{self, Schedule, WorksTime};
use crate::model::plot::FloorArea;
use crate::model::plot_index::PlotIndex;
use crate::model::scatter::common::Quantity;
use crate::quantity::{count, whole_months};
use crate::rules::state_buyer::StateBuyer;
use crate::rules::terms::Enforcement;
use crate::uncertainty::normal::LognormalByMoments;
use crate::uncertainty::stream::{PlotPurpose, PlotUniforms};

use super::event::Due;
use super::maybe_month::MaybeMonth;
use super::record::Deal;
use super::witness::{Occurrence, Witness};
use super::worker::Worker;

/// Whose conduct decides when and whether a plot is built on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Conduct {
    /// A buyer in the market.
    Developer,
    /// The district's own company.
    StateBuyer,
}

impl Conduct {
    /// The conduct of a deal's buyer.
    pub(super) fn of(deal: &Deal) -> Self {
        if deal.state_buyer { Self::StateBuyer } else { Self::Developer }
    }
}

impl<W: Witness> Worker<'_, W> {
    /// The schedule of works of a plot dealt in a month, with some draws.
    pub(super) fn schedule(
        &self,
        plot: PlotIndex,
        (month, conduct): (Month, Conduct),
        draws: &impl PlotUniforms,
    ) -> Schedule {
        let time = self.works_time(plot, (month, conduct), draws);
        let enforcement = match conduct {
            Conduct::Developer => self.timeline.terms[month].enforcement,
            Conduct::StateBuyer => Enforcement::of_state_buyer(&self.model.state_buyer),
        };
        delivery::schedule(&self.model.delivery, &enforcement, &time, month, draws)
    }

    /// How long the works of a plot dealt in `month` take, with the draws of the deal.
    ///
    /// The lag's mean and spread are those of the regime of the deal unless the plot has
    /// its own, and those of a state buyer where one deals; the first deal takes the plot's
    /// scatter, later ones draw its own part anew. What plots have in common is that of the month
    /// of handover for the lag, of the month in which works start for the building time.
    fn works_time(
        &self,
        plot: PlotIndex,
        (month, conduct): (Month, Conduct),
        draws: &impl PlotUniforms,
    ) -> WorksTime {
        let (model, fixed) = (self.model, &self.model.plots[plot]);
        let lag = match conduct {
            Conduct::Developer => {
                fixed.start_lag.unwrap_or_else(|| self.start_lag_of_regime(month))
            }
            Conduct::StateBuyer => model.state_start_lag,
        };
        let is_first = self.state.plots[plot].deals == 0;
        let (scatter, scatters) = (&self.state.scatter, &model.scatter);
        let handover = month.plus(model.delivery.handover_lag_months);
        let anew = |purpose, quantity, month| {
            scatter.with_common(scatters, (plot, quantity), month, draws.normal(purpose))
        };
        let lag_normal = if is_first {
            scatter.start_lag(scatters, plot, handover)
        } else {
            anew(PlotPurpose::StartLag, Quantity::StartLag, handover)
        };
        let start_lag = lag.at(lag_normal) * self.timeline.start_lag_multiplier[month]
            + self.waits_before_start(conduct, draws);
        let start = month.plus(whole_months(start_lag)).max(handover);
        let build = if is_first {
            fixed.build_time.mean() * scatter.build_time(scatters, plot, start)
        } else {
            fixed.build_time.at(anew(PlotPurpose::BuildTime, Quantity::BuildTime, start))
        };
        WorksTime { start_lag, build }
    }

    /// Months in which nothing happens on the plot before its start lag begins: on a share of
    /// those that state buyers take.
    ///
    /// One draw tells whether a buyer defaults and, by where it lies among those who do or do not,
    /// whether this one waits.
    fn waits_before_start(&self, conduct: Conduct, draws: &impl PlotUniforms) -> f64 {
        let StateBuyer { default_rate, not_started_share, not_started_months, .. } =
            self.model.state_buyer;
        if conduct == Conduct::Developer {
            return 0.0;
        }
        let uniform = draws.uniform(PlotPurpose::Default);
        let place = if uniform < default_rate {
            uniform / default_rate
        } else {
            (uniform - default_rate) / (1.0 - default_rate)
        };
        if place < not_started_share { count(not_started_months) } else { 0.0 }
    }

    /// Start lag of plots dealt in the regime of a month (months).
    pub(super) fn start_lag_of_regime(&self, month: Month) -> LognormalByMoments {
        self.model.market.start_lag(self.market.regime[month])
    }

    /// Enters what a deal's schedule brings: idleness, its fee, repossession or works.
    ///
    /// The fee is paid to the treasury and is district land gain as a whole. Instalments of
    /// a buyer whose land is taken back are paid all the same.
    pub(super) fn schedule_works(&mut self, deal: &mut Deal, schedule: &Schedule) {
        deal.idle_month = schedule.idle;
        deal.repossession_month = schedule.repossession;
        if let Some(month) = schedule.idle {
            self.witness.sees(Occurrence::of_plot(month, Event::Idle, deal.plot));
            if month < self.model.calendar.window_end() {
                self.state.idle_in_window += 1;
            }
            if schedule.fee {
                let fee = self.model.delivery.idle_fee_share * deal.price;
                self.witness
                    .sees(Occurrence::of_plot(month, Event::IdleFee, deal.plot).amount(fee));
                self.pay(Series::IdleFeeCny, deal.plot, month, fee);
                self.post_gain(deal.plot, month, fee);
            }
        }
        if let Some(month) = schedule.repossession {
            self.state.calendar.put(month, deal.plot, Due::Repossession);
            return;
        }
        deal.start_month = Some(schedule.start);
        deal.completion_month = Some(schedule.completion);
        self.build(deal.plot, schedule);
    }

    /// Enters start, phases and completion of a plot's works: floor area of all kinds
    /// starts at once and is completed in equal parts.
    pub(super) fn build(&mut self, plot: PlotIndex, schedule: &Schedule) {
        let fixed = &self.model.plots[plot];
        self.state.plots[plot].works = [schedule.start, schedule.completion].map(MaybeMonth::of);
        let area = fixed.gfa_total;
        self.witness
            .sees(Occurrence::of_plot(schedule.start, Event::WorksStart, plot).number(area));
        self.witness
            .sees(Occurrence::of_plot(schedule.completion, Event::Completion, plot).number(area));
        let gfa = fixed.gfa_with(self.state.plots[plot].affordable_share);
        self.add_floor_area(Series::GFA_STARTED, schedule.start, &gfa, 1.0);
        for phase in 1..=fixed.phases {
            let month =
                delivery::phase_month(schedule.start, schedule.completion, phase, fixed.phases);
            self.add_floor_area(Series::GFA_COMPLETED, month, &gfa, 1.0 / count(fixed.phases));
        }
        if let Some(moves) = self.state.works_moves.get_mut(schedule.start) {
            moves.starting += 1.0;
            moves.starting_land += fixed.land_m2;
        }
        if let Some(moves) = self.state.works_moves.get_mut(schedule.completion) {
            moves.completing += 1.0;
            moves.completing_land += fixed.land_m2;
        }
    }

    /// Land that stood idle too long comes back without compensation and is listed again
    /// later.
    pub(super) fn repossess(&mut self, plot: PlotIndex, month: Month) {
        // Its cost came back with the first price; a second one recovers nothing.
        self.state.plots[plot].full_cost = 0.0;
        self.witness.sees(Occurrence::of_plot(month, Event::Repossession, plot));
        self.enter_stock(plot);
        self.count_returned(plot, month);
        let relist_months = self.timeline.terms[month].auction.relist_months;
        self.state.calendar.put(month.plus(relist_months), plot, Due::List);
    }

    /// Adds a share of a floor area to the series of each kind.
    pub(super) fn add_floor_area(
        &mut self,
        series: ByFloorKind<Series>,
        month: Month,
        gfa: &FloorArea,
        share: f64,
    ) {
        // Adding no area is quicker than asking whether there is one.
        self.trial
            .series
            .add_several(month, &FloorKind::ALL.map(|kind| (series[kind], gfa[kind] * share)));
    }
}
