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
use crate::model::auction::{self, AuctionInputs, Offer, Outcome, ResolvedAuction};
use crate::model::plot::{PlotState, Worth};
use crate::model::plot_index::PlotIndex;
use crate::model::zone_speed::ZoneSpeed;
use crate::quantity::MONTHS_OF_A_YEAR;
use crate::rules::auction::Auction;

use super::event::Due;
use super::maybe_month::MaybeMonth;
use super::record::{AuctionRecord, Deal};
use super::state::RecentSales;
use super::witness::{Held, Occurrence, Witness};
use super::worker::Worker;

/// Months over which recent sales count as absorbed.
const ABSORPTION_MONTHS: usize = MONTHS_OF_A_YEAR;

/// What became of an auction.
#[derive(Debug, Clone, Copy)]
enum AuctionResult {
    /// Somebody pays a price (CNY): the market, or a local state firm that had applied.
    Sold { price: f64, to_state: bool },
    /// Nobody reached the reserve price; the district's own company may take it then.
    Failed { taken: bool },
}

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

    /// What appraisals make of the land prices of a month, as factors on base prices.
    #[inline]
    pub(super) fn appraised_prices(&self, month: Month) -> ByUse<f64> {
        self.market.appraised_price.each_ref().map(|prices| prices[month])
    }

    /// What appraisals make of the land prices of a month in a plot's zone, as factors on base
    /// prices.
    #[inline(always)]
    pub(super) fn appraised_prices_of(&self, plot: PlotIndex, month: Month) -> ByUse<f64> {
        let district = self.appraised_prices(month);
        if self.model.speeds.is_empty() { district } else { self.with_appraised(plot, month) }
    }

    /// Effective land prices of a month in a plot's zone, as factors on base prices.
    #[inline(always)]
    pub(super) fn prices_of(&self, plot: PlotIndex, month: Month) -> ByUse<f64> {
        let district = self.prices(month);
        if self.model.speeds.is_empty() { district } else { self.with_prices(plot, month) }
    }

    /// Mean number of bidders for a plot that is listed in a month, before absorption.
    #[inline(always)]
    pub(super) fn bidder_mean_of(&self, plot: PlotIndex, month: Month) -> f64 {
        let district = self.market.bidder_mean[month];
        if self.model.speeds.is_empty() { district } else { self.with_bidders(plot, district) }
    }

    /// What sets a plot's zone apart, where zones are.
    #[cold]
    #[inline(never)]
    fn speed_of(&self, plot: PlotIndex) -> &ZoneSpeed {
        &self.model.speeds[self.model.plots[plot].zone]
    }

    #[cold]
    #[inline(never)]
    fn with_appraised(&self, plot: PlotIndex, month: Month) -> ByUse<f64> {
        let factor = self.speed_of(plot).appraised[month];
        self.appraised_prices(month).map(|price| price * factor)
    }

    #[cold]
    #[inline(never)]
    fn with_prices(&self, plot: PlotIndex, month: Month) -> ByUse<f64> {
        let factor = self.speed_of(plot).price(month);
        self.prices(month).map(|price| price * factor)
    }

    #[cold]
    #[inline(never)]
    fn with_bidders(&self, plot: PlotIndex, district: f64) -> f64 {
        let Auction { bidder_mean_least, bidder_mean_greatest, .. } = self.model.auction;
        (district * self.speed_of(plot).bidders).clamp(bidder_mean_least, bidder_mean_greatest)
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
            self.state.recent_sales = RecentSales { gfa, ..RecentSales::of(month) };
        }
        self.state.recent_sales.gfa
    }

    /// Factor of recent sales on the number of bidders for a plot, worked out once a month for all
    /// plots of a main use.
    #[inline]
    pub(super) fn absorption_factor(&mut self, plot: PlotIndex, month: Month) -> f64 {
        let main_use = self.model.plots[plot].main_use;
        let recent_gfa = self.recent_gfa(month)[main_use];
        let rules = &self.model.auction;
        let known = &mut self.state.recent_sales.absorption_factor[main_use];
        *known.get_or_insert_with(|| auction::absorption_factor(rules, main_use, recent_gfa))
    }

    /// Median of what bidders value a plot at, of this worth, for results of a month (CNY).
    #[inline]
    pub(super) fn median_valuation(&self, plot: PlotIndex, worth: &Worth, month: Month) -> f64 {
        if !self.model.speeds.is_empty() {
            return self.median_valuation_in_zone(plot, worth, month);
        }
        worth.at(self.prices(month))
            * self.state.scatter.value(&self.model.scatter, plot)
            * self.market.bid_level[month]
    }

    /// The same where zones have prices and bids of their own.
    #[cold]
    #[inline(never)]
    fn median_valuation_in_zone(&self, plot: PlotIndex, worth: &Worth, month: Month) -> f64 {
        let own = self.state.scatter.value(&self.model.scatter, plot);
        let level = self.market.bid_level[month] * self.speed_of(plot).bids;
        worth.at(self.with_prices(plot, month)) * own * level
    }

    /// The inputs of an auction with its result in `month`. What was published with the
    /// listing binds.
    ///
    /// Each auction of a plot has draws of its own, under the number of auctions held
    /// before.
    pub(super) fn auction_inputs(&mut self, plot: PlotIndex, month: Month) -> AuctionInputs<'_> {
        let listed = self.state.plots[plot].listed;
        let fixed = &self.model.plots[plot];
        let main_use = fixed.main_use;
        let recent_gfa = self.recent_gfa(month)[main_use];
        let progress = &self.state.plots[plot];
        self.state.draws.draw(progress.auctions);
        let draws = self.state.draws.of(plot, progress.auctions).auction();
        let (rules, terms) = (&self.model.auction, &self.timeline.terms[listed]);
        let worth = fixed.worth_with(terms.affordable_share);
        let appraisal_month = listed.back(rules.appraisal_lag_months);
        let (scatter, scatters) = (&self.state.scatter, &self.model.scatter);
        AuctionInputs {
            rules,
            terms: &terms.auction,
            appraised_worth: worth.at(self.appraised_prices_of(plot, appraisal_month)),
            log_value: scatter.log_value(scatters, plot),
            failed_rounds: progress.failed_rounds,
            vain_spells: self.state.applications.vain_spells(plot),
            applicant: self.state.applications.applicant(plot),
            full_cost: progress.full_cost,
            median_valuation: self.median_valuation(plot, &worth, month),
            bidder_mean: self.bidder_mean_of(plot, listed),
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
        let given = self.model.truth.is_some().then(|| self.result_in_truth(plot, *held));
        let held = given.as_ref().unwrap_or(held);
        let ResolvedAuction { appraised_value, offer, outcome, state_buyer: taken } = *held;
        let listed = self.state.plots[plot].listed;
        let terms = &self.timeline.terms[listed].auction;
        let applicant = self.state.applications.applicant(plot);
        self.witness.holds(&Held { month, terms, offer, applicant, outcome });
        // A local state firm that has applied pays the reserve price where nobody else would.
        let applied = self.state.applications.seeking[plot].is_for_state;
        let outcome = Outcome { bidders: outcome.bidders + u32::from(applied), ..outcome };
        let result = match outcome.price {
            Some(price) => AuctionResult::Sold { price, to_state: false },
            None if applied => AuctionResult::Sold { price: offer.reserve_price, to_state: true },
            None => AuctionResult::Failed { taken },
        };
        self.record_auction(plot, month, &offer, (outcome, result));
        let price = match result {
            AuctionResult::Failed { taken: false } => return self.fail(plot, month),
            AuctionResult::Failed { taken: true } => None,
            AuctionResult::Sold { price, to_state } => (!to_state).then_some(price),
        };
        self.agree((plot, month), &offer, (appraised_value, outcome.bidders), price);
    }

    /// A plot whose spell has ended without applicant is taken by a local state firm at the reserve
    /// price, as one whose auction has failed.
    #[cold]
    #[inline(never)]
    pub(super) fn sell_after_spell(&mut self, plot: PlotIndex, month: Month) {
        let share = self.timeline.terms[month].affordable_share;
        self.set_aside(plot, share);
        self.state.plots[plot].listed = month;
        let (reserve_price, appraised_value, median_valuation) = self.offered(plot, month);
        let bidder_mean = self.bidder_mean_of(plot, month);
        let offer = Offer { reserve_price, median_valuation, bidder_mean };
        let outcome = Outcome { bidders: 0, price: None };
        let result = AuctionResult::Failed { taken: true };
        self.record_auction(plot, month, &offer, (outcome, result));
        self.agree((plot, month), &offer, (appraised_value, 0), None);
    }

    /// Keeps what became of an auction.
    #[inline(always)]
    fn record_auction(
        &mut self,
        plot: PlotIndex,
        month: Month,
        offer: &Offer,
        (outcome, result): (Outcome, AuctionResult),
    ) {
        let (price, state_buyer) = match result {
            AuctionResult::Sold { price, to_state } => (Some(price), to_state),
            AuctionResult::Failed { taken } => (None, taken),
        };
        self.state.plots[plot].auctions += 1;
        self.trial.auctions.push(AuctionRecord {
            plot,
            month,
            reserve_price: offer.reserve_price,
            bidders: outcome.bidders,
            price,
            state_buyer,
        });
        self.tell_of_auction(plot, month, offer, (Outcome { price, ..outcome }, state_buyer));
        self.trial.series.add(Series::Auctions, month, 1.0);
        if price.is_none() {
            self.trial.series.add(Series::AuctionsFailed, month, 1.0);
        }
    }

    /// Makes the deal of an auction: at a price of the market, or with the district's own company
    /// at the reserve price. There is one of it, so that all that a deal leads to is part of it.
    #[inline(never)]
    fn agree(
        &mut self,
        (plot, month): (PlotIndex, Month),
        offer: &Offer,
        (appraised_value, bidders): (f64, u32),
        price: Option<f64>,
    ) {
        let full_cost = self.state.plots[plot].full_cost;
        self.deal(Deal {
            plot,
            month,
            appraised_value,
            reserve_price: offer.reserve_price,
            price: price.unwrap_or(offer.reserve_price),
            bidders,
            state_buyer: price.is_none(),
            full_cost,
            recognised_cost: full_cost * (1.0 + self.model.receipts.finance_allowance),
            net_gain: 0.0,
            district_gain: 0.0,
            district_inflow: 0.0,
            inflow_in_window: 0.0,
            cost_after_window: 0.0,
            affordable_share: self.state.plots[plot].affordable_share,
            payment_plan: self.payment_plan_given(plot, month),
            default_month: None,
            repossession_month: None,
            start_month: None,
            completion_month: None,
            idle_month: None,
        });
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
        self.state.applications.end_listing(plot, false);
        let land = self.model.plots[plot].land_m2;
        self.state.plots[plot].failed_rounds += 1;
        if !self.is_withdrawn(plot, month) {
            let relist_months = self.timeline.terms[month].auction.relist_months;
            self.state.enter(plot, land, PlotState::Stock);
            self.state.calendar.put(month.plus(relist_months), plot, Due::List);
        }
    }

    /// Withdraws a plot whose last round has passed: failed auctions and spells without applicant
    /// together, since the last deal. Tells whether it did.
    pub(super) fn is_withdrawn(&mut self, plot: PlotIndex, month: Month) -> bool {
        let rounds =
            self.state.plots[plot].failed_rounds + self.state.applications.vain_spells(plot);
        let is_over = match self.reliving(month) {
            Some(observed) => observed.plots[plot].withdrawn.contains(&month),
            None => (rounds as usize) >= self.timeline.terms[month].auction.max_rounds,
        };
        if is_over {
            self.withdraw(plot, month);
        }
        is_over
    }

    /// Withdraws a plot: it stays net land and is not listed again.
    pub(super) fn withdraw(&mut self, plot: PlotIndex, month: Month) {
        let rounds =
            self.state.plots[plot].failed_rounds + self.state.applications.vain_spells(plot);
        self.witness
            .sees(Occurrence::of_plot(month, Event::Withdrawal, plot).number(f64::from(rounds)));
        self.state.enter(plot, self.model.plots[plot].land_m2, PlotState::Withdrawn);
        if month < self.model.calendar.window_end() {
            self.state.withdrawn_in_window += 1;
        }
    }
}
