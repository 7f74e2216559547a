//! Auctions: what is known of each before it is held, and what follows from its outcome.
//!
//! # Why what a listing publishes binds
//!
//! A notice states reserve price, cap and conditions, and bidders decide by it whether to
//! come. So terms, the appraisal and the mean number of bidders are those of the month of
//! listing; what the bidders then bid follows prices and demand of the month of the result.
//! A policy that comes between the two changes the second alone.
//!
//! # Why recent sales end with the month before
//!
//! Absorption counts floor area dealt in the twelve months before the month of the result.
//! Auctions of one month would otherwise thin out each other's bidders in the order in
//! which they happen to be taken.

use crate::calendar::Month;
use crate::catalogue::event::Event;
use crate::catalogue::land_use::ByUse;
use crate::catalogue::series::Series;
use crate::model::auction::session::Session;
use crate::model::auction::{AuctionInputs, Offer, Outcome, ResolvedAuction};
use crate::model::plot::PlotState;
use crate::model::plot_index::PlotIndex;
use crate::quantity::MONTHS_OF_A_YEAR;

use super::event::Due;
use super::record::{AuctionRecord, Deal};
use super::state::{MaybeMonth, RecentSales};
use super::witness::{Occurrence, Witness};
use super::worker::Worker;

/// Months over which recent sales count as absorbed.
const ABSORPTION_MONTHS: usize = MONTHS_OF_A_YEAR;

impl<W: Witness> Worker<'_, W> {
    /// Calls the auctions that have their result in a month into a session, and notes their
    /// places in the calendar of events.
    pub(super) fn call_auctions(&mut self, month: Month, session: &mut Session) {
        let mut next = self.state.calendar.first(month);
        while let Some(plot) = next {
            next = self.state.calendar.after(plot);
            if *self.state.calendar.event_mut(plot) == Due::Result {
                let place = session.call(&self.auction_inputs(plot, month));
                *self.state.calendar.event_mut(plot) = Due::Resolved(place);
            }
        }
    }

    /// Floor area dealt by use in the twelve months before a month (m²): all auctions of
    /// the month share it, and it is summed up once.
    fn recent_gfa(&mut self, month: Month) -> ByUse<f64> {
        if self.state.recent_sales.month != MaybeMonth::of(month) {
            let first = month.back(ABSORPTION_MONTHS);
            let mut gfa = ByUse::default();
            for dealt in &self.state.gfa_dealt[first..month] {
                gfa = ByUse::of(|of_use| gfa[of_use] + dealt[of_use]);
            }
            self.state.recent_sales = RecentSales { month: MaybeMonth::of(month), gfa };
        }
        self.state.recent_sales.gfa
    }

    /// The inputs of an auction with its result in `month`. What was published with the
    /// listing binds.
    ///
    /// Each auction of a plot has draws of its own, under the number of auctions held
    /// before.
    pub(super) fn auction_inputs(&mut self, plot: PlotIndex, month: Month) -> AuctionInputs<'_> {
        let fixed = &self.model.plots[plot];
        let main_use = fixed.main_use;
        let recent_gfa = self.recent_gfa(month)[main_use];
        let progress = &self.state.plots[plot];
        self.state.draws.draw(progress.auctions);
        let draws = self.state.draws.of(plot, progress.auctions).auction();
        let listed = progress.listed;
        let (rules, terms) = (&self.model.auction, &self.timeline.terms[listed].auction);
        let worth = fixed.worth_with(progress.affordable_share);
        let appraisal_month = listed.back(rules.appraisal_lag_months);
        let (scatter, scatters) = (&self.state.scatter, &self.model.scatter);
        AuctionInputs {
            rules,
            terms,
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
            draws,
        }
    }

    /// What follows from an auction: a record, and a deal, a failure, or a deal with the
    /// district's own company after a failure.
    pub(super) fn conclude_auction(
        &mut self,
        plot: PlotIndex,
        month: Month,
        held: &ResolvedAuction,
    ) {
        let ResolvedAuction { appraised_value, offer, outcome, state_buyer: taken } = *held;
        let listed = self.state.plots[plot].listed;
        self.witness.holds(month, &self.timeline.terms[listed].auction, &offer, &outcome);
        self.state.plots[plot].auctions += 1;
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
                full_cost: self.state.plots[plot].full_cost,
                recognised_cost: self.state.plots[plot].full_cost
                    * (1.0 + self.model.receipts.finance_allowance),
                net_gain: 0.0,
                district_gain: 0.0,
                district_inflow: 0.0,
                affordable_share: self.state.plots[plot].affordable_share,
                payment_plan: self.timeline.terms[month].payment_plan,
                default_month: None,
                repossession_month: None,
                start_month: None,
                completion_month: None,
                idle_month: None,
            }),
        }
    }

    /// Tells the witness of a sale or a failure, and of a state buyer after it.
    fn tell_of_auction(
        &mut self,
        plot: PlotIndex,
        month: Month,
        offer: &Offer,
        (outcome, taken): (Outcome, bool),
    ) {
        let event = if outcome.price.is_some() { Event::Sale } else { Event::Failure };
        let seen = Occurrence::of_plot(month, event, plot).number(f64::from(outcome.bidders));
        let reserve_price = Some(offer.reserve_price);
        self.witness.sees(Occurrence { amount: outcome.price, reserve_price, ..seen });
        if taken {
            let seen =
                Occurrence::of_plot(month, Event::StateBuyer, plot).amount(offer.reserve_price);
            self.witness.sees(Occurrence { reserve_price, ..seen });
        }
    }

    /// A round has failed: the plot goes back to stock and is listed again later, or is
    /// withdrawn after the last round. Waiting months and rounds are those in force now.
    fn fail(&mut self, plot: PlotIndex, month: Month) {
        self.give_quota_back(plot, month);
        let rules = &self.timeline.terms[month].auction;
        let land = self.model.plots[plot].land_m2;
        let progress = &mut self.state.plots[plot];
        progress.failed_rounds += 1;
        if progress.failed_rounds as usize >= rules.max_rounds {
            let rounds = f64::from(progress.failed_rounds);
            self.witness.sees(Occurrence::of_plot(month, Event::Withdrawal, plot).number(rounds));
            self.state.enter(plot, land, PlotState::Withdrawn);
            if month < self.model.calendar.window_end() {
                self.state.withdrawn_in_window += 1;
            }
        } else {
            self.state.enter(plot, land, PlotState::Stock);
            self.state.calendar.put(month.plus(rules.relist_months), plot, Due::List);
        }
    }
}
