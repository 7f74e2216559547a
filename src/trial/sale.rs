//! From net land to the finished building: listing, auction, deal, payment, default, works.

use crate::catalogue::event::Event;
use crate::catalogue::series::Series;
use crate::model::auction::session::Session;
use crate::model::auction::{Call, Held, Offer, Outcome};
use crate::model::delivery::{self, Schedule, WorksTime};
use crate::model::plot::{FloorArea, PlotState};
use crate::model::reserve;
use crate::portfolio::plot::PlotStatus;
use crate::quantity::{MONTHS_OF_A_YEAR, count, whole_months};
use crate::uncertainty::normal::LognormalByMoments;
use crate::uncertainty::stream::{PlotPurpose, PlotUniforms};

use super::event::Due;
use super::state::{MaybeMonth, Progress, RecentSales, narrow};
use super::witness::{Occurrence, Witness};
use super::{AuctionRecord, Deal, Worker};

/// Months over which recent sales count as absorbed.
const ABSORPTION_MONTHS: usize = MONTHS_OF_A_YEAR;

impl<W: Witness> Worker<'_, W> {
    /// Sets every plot to where it stands at month 0.
    pub(super) fn begin(&mut self, number: u64) {
        let model = self.model;
        self.state.reset(model, model.sampling.stream(number));
        self.witness.draws(&self.market, &self.state.scatter);
        self.trial.number = number;
        self.trial.series.clear();
        self.trial.auctions.clear();
        self.trial.deals.clear();
        for (plot, fixed) in (0_u32..).zip(&model.plots) {
            match fixed.status {
                PlotStatus::Unreserved => {
                    self.state.place(plot, fixed.land_m2, PlotState::Unreserved);
                }
                PlotStatus::Reserved => self.begin_reserved(plot),
                PlotStatus::Sold => self.begin_sold(plot),
            }
        }
    }

    /// A reserved plot is net land at its date, or later by the scatter of what is left to prepare.
    fn begin_reserved(&mut self, plot: u32) {
        let model = self.model;
        let fixed = &model.plots[plot as usize];
        let mut ready = fixed.ready_month;
        if fixed.preparation_months > 0.0 || fixed.preparation_cost > 0.0 {
            let months_to_go = whole_months(fixed.preparation_months);
            let start = fixed.ready_month.saturating_sub(months_to_go);
            let factors = self.state.scatter.of_plot(&model.scatter, plot);
            let rest = reserve::preparation(fixed, &factors, &self.market, &self.timeline, 0);
            let span = (start, rest.months);
            self.pay_in_equal_parts(Series::PreparationCny, plot, span, rest.cost);
            let progress = &mut self.state.plots[plot as usize];
            progress.preparation_cost = rest.cost;
            progress.preparation_months = narrow(rest.months);
            progress.preparation_start = narrow(start);
            if months_to_go > 0 {
                ready = start + rest.months;
            }
        }
        self.state.place(plot, fixed.land_m2, PlotState::Preparation);
        self.state.calendar.put(ready, plot, Due::NetLand);
    }

    fn begin_sold(&mut self, plot: u32) {
        let fixed = &self.model.plots[plot as usize];
        self.state.place(plot, fixed.land_m2, PlotState::Sold);
        let (scatter, model) = (&self.state.scatter, &self.model.scatter);
        let lag = fixed.start_lag.unwrap_or_else(|| self.start_lag_of_regime(0));
        let time = WorksTime {
            start_lag: lag.at(scatter.start_lag(model, plot)),
            build: fixed.build_time.mean() * scatter.build_time(model, plot),
        };
        self.build(plot, &delivery::carry_over_schedule(&time));
    }

    /// Handles everything that falls due in a month whose auctions were held in a session.
    pub(super) fn hold_due_events(&mut self, month: usize, session: &Session) {
        while let Some((plot, event)) = self.state.calendar.take(month) {
            match event {
                Due::Cleared => self.begin_preparation(plot, month),
                Due::NetLand => self.become_net_land(plot, month),
                Due::List => self.list(plot, month),
                Due::Held(place) => self.conclude_auction(plot, month, &session.held(place)),
                // Called in this very month, where listings give no notice.
                Due::Result => {
                    let held = self.call(plot, month).hold();
                    self.conclude_auction(plot, month, &held);
                }
                Due::Default => self.default_on(plot, month),
                Due::Repossession => self.repossess(plot, month),
            }
        }
        self.list_queue(month);
    }

    fn begin_preparation(&mut self, plot: u32, month: usize) {
        self.state.enter(plot, self.model.plots[plot as usize].land_m2, PlotState::Preparation);
        let Progress { preparation_cost, preparation_months, .. } = self.state.plots[plot as usize];
        let months = preparation_months as usize;
        let started = Occurrence::new(month, Event::PreparationStart, plot);
        self.witness.sees(started.of(preparation_cost).with(count(months)));
        self.state.calendar.put(month + months, plot, Due::NetLand);
    }

    fn become_net_land(&mut self, plot: u32, month: usize) {
        let fixed = &self.model.plots[plot as usize];
        let progress = &mut self.state.plots[plot as usize];
        let outlays = progress.acquisition_cost + progress.preparation_cost;
        progress.ready = MaybeMonth::of(month);
        progress.full_cost =
            fixed.sunk_cost + outlays * (1.0 + self.model.reserve.administration_rate);
        self.witness.sees(Occurrence::new(month, Event::NetLand, plot).of(progress.full_cost));
        self.enter_stock(plot);
        if let Some(planned) = fixed.list_month {
            let listing = usize::try_from(planned).unwrap_or(0).max(month);
            self.state.calendar.put(listing, plot, Due::List);
        }
    }

    fn enter_stock(&mut self, plot: u32) {
        let fixed = &self.model.plots[plot as usize];
        self.state.enter(plot, fixed.land_m2, PlotState::Stock);
        let worth = fixed.worth_with(self.state.plots[plot as usize].affordable_share);
        self.state.stock = self.state.stock.plus(&worth);
    }

    /// Calls the auctions that have their result in a month into a session.
    pub(super) fn call_auctions(&mut self, month: usize, session: &mut Session) {
        let mut next = self.state.calendar.first(month);
        while let Some(plot) = next {
            next = self.state.calendar.after(plot);
            if *self.state.calendar.event_mut(plot) == Due::Result {
                let place = session.call(&self.call(plot, month));
                *self.state.calendar.event_mut(plot) = Due::Held(place);
            }
        }
    }

    /// Floor area dealt by main use in the twelve months before a month (m²): all auctions of the
    /// month share it.
    fn recent_gfa(&mut self, month: usize) -> [f64; 2] {
        if self.state.recent_sales.month != month {
            let first = month.saturating_sub(ABSORPTION_MONTHS);
            let mut gfa = [0.0; 2];
            for dealt in &self.state.gfa_dealt[first..month] {
                gfa = [gfa[0] + dealt[0], gfa[1] + dealt[1]];
            }
            self.state.recent_sales = RecentSales { month, gfa };
        }
        self.state.recent_sales.gfa
    }

    /// What is known of an auction with its result in `month`. What was published with the listing binds.
    fn call(&mut self, plot: u32, month: usize) -> Call<'_> {
        let fixed = &self.model.plots[plot as usize];
        let main_use = fixed.main_use as usize;
        let recent_gfa = self.recent_gfa(month)[main_use];
        let progress = &self.state.plots[plot as usize];
        self.state.words.draw(progress.auctions);
        let luck = self.state.words.of(plot, progress.auctions).luck();
        let listed = progress.listed as usize;
        let rules = &self.timeline.terms[listed].auction;
        let worth = fixed.worth_with(progress.affordable_share);
        let appraisal_month = listed.saturating_sub(rules.appraisal_lag_months);
        let (scatter, scatters) = (&self.state.scatter, &self.model.scatter);
        Call {
            rules,
            appraised_worth: worth.at(self.prices(appraisal_month)),
            log_value: scatter.log_value(scatters, plot),
            failed_rounds: progress.failed_rounds,
            full_cost: progress.full_cost,
            median_valuation: worth.at(self.prices(month))
                * scatter.value(scatters, plot)
                * self.market.bid_level[month],
            bidder_mean: self.market.bidder_mean[listed],
            main_use,
            recent_gfa,
            luck,
        }
    }

    /// What follows from an auction.
    fn conclude_auction(&mut self, plot: u32, month: usize, held: &Held) {
        let Held { appraised_value, offer, outcome, state_buyer: taken } = *held;
        let listed = self.state.plots[plot as usize].listed as usize;
        self.witness.holds(month, &self.timeline.terms[listed].auction, &offer, &outcome);
        self.state.plots[plot as usize].auctions += 1;
        self.trial.auctions.push(AuctionRecord {
            plot,
            month,
            reserve_price: offer.reserve_price,
            bidders: outcome.bidders,
            price: outcome.price,
            state_buyer: taken,
        });
        self.tell_of_auction(plot, month, &offer, (outcome, taken));
        self.trial.series.add(Series::Auctions, month, 1.0);
        if outcome.price.is_none() {
            self.trial.series.add(Series::AuctionsFailed, month, 1.0);
        }
        match outcome.price.or(taken.then_some(offer.reserve_price)) {
            None => self.fail(plot, month),
            Some(price) => self.deal(Deal {
                plot,
                month,
                appraised_value,
                reserve_price: offer.reserve_price,
                price,
                bidders: outcome.bidders,
                state_buyer: taken,
                full_cost: self.state.plots[plot as usize].full_cost,
                recognised_cost: self.state.plots[plot as usize].full_cost
                    * (1.0 + self.model.receipts.finance_allowance),
                net_gain: 0.0,
                district_gain: 0.0,
                district_inflow: 0.0,
                affordable_share: self.state.plots[plot as usize].affordable_share,
                payment_plan: self.timeline.terms[month].payment_plan,
                default_month: None,
                repossession_month: None,
                start_month: None,
                completion_month: None,
                idle_month: None,
            }),
        }
    }

    fn tell_of_auction(
        &mut self,
        plot: u32,
        month: usize,
        offer: &Offer,
        (outcome, taken): (Outcome, bool),
    ) {
        let event = if outcome.price.is_some() { Event::Sale } else { Event::Failure };
        let seen = Occurrence::new(month, event, plot).with(f64::from(outcome.bidders));
        let reserve_price = Some(offer.reserve_price);
        self.witness.sees(Occurrence { amount: outcome.price, reserve_price, ..seen });
        if taken {
            let seen = Occurrence::new(month, Event::StateBuyer, plot).of(offer.reserve_price);
            self.witness.sees(Occurrence { reserve_price, ..seen });
        }
    }

    fn fail(&mut self, plot: u32, month: usize) {
        self.give_quota_back(plot, month);
        let rules = &self.timeline.terms[month].auction;
        let land = self.model.plots[plot as usize].land_m2;
        let progress = &mut self.state.plots[plot as usize];
        progress.failed_rounds += 1;
        if progress.failed_rounds as usize >= rules.max_rounds {
            let rounds = f64::from(progress.failed_rounds);
            self.witness.sees(Occurrence::new(month, Event::Withdrawal, plot).with(rounds));
            self.state.enter(plot, land, PlotState::Withdrawn);
            if month < self.model.calendar.window {
                self.state.withdrawn_in_window += 1;
            }
        } else {
            self.state.enter(plot, land, PlotState::Stock);
            self.state.calendar.put(month + rules.relist_months, plot, Due::List);
        }
    }

    fn deal(&mut self, mut deal: Deal) {
        let (model, plot, month) = (self.model, deal.plot, deal.month);
        let fixed = &model.plots[plot as usize];
        let counter = self.state.plots[plot as usize].deals;
        self.state.words.draw(counter);
        let words = self.state.words.of(plot, counter);
        let default_rate = model.market.default_rate(self.market.regime[month]);
        let defaults = !deal.state_buyer
            && model.payment_plans[deal.payment_plan].len() > 1
            && words.uniform(PlotPurpose::Default) < default_rate;
        let time = self.works_time(plot, month, &words);
        let enforcement = &self.timeline.terms[month].enforcement;
        let schedule = delivery::schedule(&model.delivery, enforcement, &time, month, &words);
        self.leave_stock(plot);
        let gfa = fixed.gfa_with(self.state.plots[plot as usize].affordable_share);
        self.add_floor_area(Series::GFA_DEALT, month, &gfa, 1.0);
        for (dealt, area) in self.state.gfa_dealt[month].iter_mut().zip(&gfa) {
            *dealt += area;
        }
        self.trial.series.add(Series::LandDealtM2, month, fixed.land_m2);
        self.collect(&mut deal, defaults);
        let progress = &mut self.state.plots[plot as usize];
        progress.deals += 1;
        progress.failed_rounds = 0;
        progress.last_deal = narrow(self.trial.deals.len());
        if defaults {
            progress.defaults += 1;
        } else {
            self.schedule_works(&mut deal, &schedule);
        }
        self.trial.deals.push(deal);
    }

    /// How long the works of a plot dealt in `month` take, with the words of the deal.
    fn works_time(&self, plot: u32, month: usize, words: &impl PlotUniforms) -> WorksTime {
        let (model, fixed) = (self.model, &self.model.plots[plot as usize]);
        let lag = fixed.start_lag.unwrap_or_else(|| self.start_lag_of_regime(month));
        let is_first = self.state.plots[plot as usize].deals == 0;
        let (lag_normal, build) = if is_first {
            let scatter = &self.state.scatter;
            let build = fixed.build_time.mean() * scatter.build_time(&model.scatter, plot);
            (scatter.start_lag(&model.scatter, plot), build)
        } else {
            let build = fixed.build_time.at(words.normal(PlotPurpose::BuildTime));
            (words.normal(PlotPurpose::StartLag), build)
        };
        WorksTime {
            start_lag: lag.at(lag_normal) * self.timeline.start_lag_multiplier[month],
            build,
        }
    }

    fn start_lag_of_regime(&self, month: usize) -> LognormalByMoments {
        self.model.market.start_lag(self.market.regime[month])
    }

    fn leave_stock(&mut self, plot: u32) {
        let fixed = &self.model.plots[plot as usize];
        self.state.enter(plot, fixed.land_m2, PlotState::Sold);
        let worth = fixed.worth_with(self.state.plots[plot as usize].affordable_share);
        self.state.stock = self.state.stock.minus(&worth);
    }

    /// The buyer misses an instalment: the first one is undone, the deposit stays, the plot is back.
    fn default_on(&mut self, plot: u32, month: usize) {
        let rules = &self.model.receipts;
        let Some(deal) =
            self.state.plots[plot as usize].last_deal().map(|index| self.trial.deals[index])
        else {
            return;
        };
        let paid_in = deal.month + self.model.payment_plans[deal.payment_plan][0].months;
        let division = self.state.first_receipts[plot as usize];
        // Cost that has not come back yet is undone on the day it would have.
        let return_month = month.max(paid_in + rules.return_lag_months);
        self.post(&division.reversed(), month, return_month, &deal);
        let deposit = self.deposit(&deal);
        self.witness.sees(Occurrence::new(month, Event::Default, plot).of(deposit));
        self.pay(Series::ReceiptsCny, plot, month, deposit);
        self.post_gain(plot, month, deposit);
        self.enter_stock(plot);
        self.state.calendar.put(month + rules.default_relist_months, plot, Due::List);
    }

    fn repossess(&mut self, plot: u32, month: usize) {
        // Its cost came back with the first price; a second one recovers nothing.
        self.state.plots[plot as usize].full_cost = 0.0;
        self.witness.sees(Occurrence::new(month, Event::Repossession, plot));
        self.enter_stock(plot);
        let relist_months = self.timeline.terms[month].auction.relist_months;
        self.state.calendar.put(month + relist_months, plot, Due::List);
    }

    fn schedule_works(&mut self, deal: &mut Deal, schedule: &Schedule) {
        deal.idle_month = schedule.idle;
        deal.repossession_month = schedule.repossession;
        if let Some(month) = schedule.idle {
            self.witness.sees(Occurrence::new(month, Event::Idle, deal.plot));
            if month < self.model.calendar.window {
                self.state.idle_in_window += 1;
            }
            if schedule.fee {
                let fee = self.model.delivery.idle_fee_share * deal.price;
                self.witness.sees(Occurrence::new(month, Event::IdleFee, deal.plot).of(fee));
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

    /// Enters start, phases and completion of a plot's works.
    fn build(&mut self, plot: u32, schedule: &Schedule) {
        let fixed = &self.model.plots[plot as usize];
        self.state.plots[plot as usize].works =
            [schedule.start, schedule.completion].map(MaybeMonth::of);
        let area = fixed.gfa_total;
        self.witness.sees(Occurrence::new(schedule.start, Event::WorksStart, plot).with(area));
        self.witness.sees(Occurrence::new(schedule.completion, Event::Completion, plot).with(area));
        let gfa = fixed.gfa_with(self.state.plots[plot as usize].affordable_share);
        self.add_floor_area(Series::GFA_STARTED, schedule.start, &gfa, 1.0);
        for phase in 1..=fixed.phases {
            let month =
                delivery::phase_month(schedule.start, schedule.completion, phase, fixed.phases);
            self.add_floor_area(Series::GFA_COMPLETED, month, &gfa, 1.0 / count(fixed.phases));
        }
        if let Some(passing) = self.state.passing.get_mut(schedule.start) {
            passing.starting += 1.0;
            passing.starting_land += fixed.land_m2;
        }
        if let Some(passing) = self.state.passing.get_mut(schedule.completion) {
            passing.completing += 1.0;
            passing.completing_land += fixed.land_m2;
        }
    }

    fn add_floor_area(&mut self, series: [Series; 4], month: usize, gfa: &FloorArea, share: f64) {
        // Adding no area is quicker than asking whether there is one.
        self.trial.series.add_several(
            month,
            &std::array::from_fn::<_, 4, _>(|of_use| (series[of_use], gfa[of_use] * share)),
        );
    }
}
