//! Idle land is bought back: an offer, a negotiation, the purchase when money is there, holding
//! until the land is sold, and when it may be sold again.
//!
//! # Why a price may be set anew
//!
//! A price follows from the appraisal of the month of the offer and holds for some months. A
//! purchase that waits for its bond longer than that is appraised again; a negotiation that failed
//! is begun anew then. The land belongs to its holder until it is paid for.

use crate::calendar::Month;
use crate::catalogue::event::Event;
use crate::catalogue::series::Series;
use crate::model::buyback::{BuybackModel, Purchase};
use crate::model::plot::PlotState;
use crate::model::plot_index::PlotIndex;
use crate::quantity::{MONTHS_PER_YEAR, count, whole_months};
use crate::rules::buyback::Buyback;
use crate::uncertainty::normal;
use crate::uncertainty::stream::{PlotPurpose, PlotUniforms};

use super::buyback_state::Negotiation;
use super::event::Due;
use super::maybe_month::MaybeMonth;
use super::state::narrow;
use super::steps::Wait;
use super::witness::{Occurrence, Payment, Witness};
use super::worker::Worker;

impl<W: Witness> Worker<'_, W> {
    /// A month of buying back; nothing where no land is.
    #[inline(always)]
    pub(super) fn buy_back(&mut self, month: Month) {
        if !self.model.buybacks.is_empty() {
            self.go_on_buying(month);
        }
    }

    #[cold]
    #[inline(never)]
    fn go_on_buying(&mut self, month: Month) {
        let Some(rules) = &self.model.buyback else { return };
        let state = &mut self.state.buyback;
        (state.purchases, state.holding) = (0.0, 0.0);
        self.hold_bought_land(rules, month);
        let model = self.model;
        while let Some(one) = model.buybacks.get(self.state.buyback.next)
            && one.offered <= month
        {
            let begun = self.offer_to_buy(rules, (self.state.buyback.next, 0), month);
            self.state.buyback.open.push(begun);
            self.state.buyback.next += 1;
        }
        let mut open = std::mem::take(&mut self.state.buyback.open);
        open.retain_mut(|negotiation| !self.goes_to_purchase(rules, negotiation, month));
        self.state.buyback.open = open;
    }

    /// An offer of a month: its price, how long the negotiation takes and whether it succeeds.
    fn offer_to_buy(
        &mut self,
        rules: &Buyback,
        (place, attempt): (usize, u32),
        month: Month,
    ) -> Negotiation {
        let plot = self.model.buybacks[place].plot;
        self.state.draws.draw(attempt);
        let draws = self.state.draws.of(plot, attempt);
        let z = normal::inverse(draws.uniform(PlotPurpose::AcquisitionDuration));
        let fails = draws.uniform(PlotPurpose::Consultation) < rules.negotiation_failure;
        let months = self.model.negotiation.map_or(0, |months| whole_months(months.at(z)));
        let purchase = self.purchase_at(rules, place, month);
        let told = Occurrence::of_plot(month, Event::PurchaseOffer, plot);
        self.witness.sees(told.amount(purchase.price).number(count(months)));
        Negotiation {
            place,
            attempt,
            offered: month,
            ends: month.plus(months),
            agrees: !fails,
            priced: month,
            purchase,
            deferral: 0,
        }
    }

    /// What a plot costs at an appraisal of a month: that of month 0 moves as appraisals of its
    /// main use do; without one, zone prices of the month are its appraisal.
    fn purchase_at(&self, rules: &Buyback, place: usize, month: Month) -> Purchase {
        let one: &BuybackModel = &self.model.buybacks[place];
        let fixed = &self.model.plots[one.plot];
        let level_of = |month| self.appraised_prices_of(one.plot, month)[fixed.main_use];
        let level = level_of(month) / level_of(Month::START);
        let by_market = || fixed.worth.at(self.appraised_prices_of(one.plot, month));
        let appraisal = one.appraisal.map_or_else(by_market, |value| value * level);
        one.purchase(rules, (fixed.land_m2, appraisal, level))
    }

    /// What the purchase of a plot would cost in a month; `None` of land that is not bought back.
    pub(super) fn purchase_of(&self, plot: PlotIndex, month: Month) -> Option<f64> {
        let rules = self.model.buyback?;
        let place = self.model.buybacks.iter().position(|one| one.plot == plot)?;
        Some(self.purchase_at(&rules, place, month).total())
    }

    /// Whether a negotiation ends in a purchase this month, and is over.
    fn goes_to_purchase(
        &mut self,
        rules: &Buyback,
        negotiation: &mut Negotiation,
        month: Month,
    ) -> bool {
        if month < negotiation.ends {
            return false;
        }
        let place = negotiation.place;
        let plot = self.model.buybacks[place].plot;
        if !negotiation.agrees {
            if month == negotiation.ends {
                let failed = Occurrence::of_plot(month, Event::PurchaseFails, plot);
                self.witness.sees(failed);
            }
            // The price is set anew when it no longer holds, and with it all is asked again.
            let expired = negotiation.offered.plus(rules.validity_months);
            if month >= expired.max(negotiation.ends.after()) {
                let next = (place, negotiation.attempt + 1);
                *negotiation = self.offer_to_buy(rules, next, month);
            }
            return false;
        }
        if month.since(negotiation.priced) >= rules.validity_months {
            negotiation.priced = month;
            negotiation.purchase = self.purchase_at(rules, place, month);
        }
        let (available, committed) = if let Some(project) = self.project_of(plot) {
            (self.available_to(project), self.committed_by(project))
        } else {
            let started = self.state.acquisition_started - self.state.acquisition_paid;
            (self.state.centre.cash + self.headroom(month), started.max(0.0))
        };
        if available - committed < negotiation.purchase.total() {
            self.witness.sees(Occurrence::of_plot(month, Wait::Money.event(), plot));
            negotiation.deferral += 1;
            self.count_wait(Wait::Money, month);
            return false;
        }
        self.buy(negotiation, month);
        true
    }

    /// Pays for a plot; what is to be prepared begins, and it is net land a month later at the
    /// earliest.
    fn buy(&mut self, negotiation: &Negotiation, month: Month) {
        let one = &self.model.buybacks[negotiation.place];
        let (plot, is_property) = (one.plot, one.is_property);
        let fixed = &self.model.plots[plot];
        let cost = negotiation.purchase.total();
        let preparation_months = self.preparation_months(plot, month).max(1);
        let preparation_cost = self.preparation_cost(plot, month);
        let progress = &mut self.state.plots[plot];
        progress.acquisition_start = MaybeMonth::of(month);
        progress.deferral = negotiation.deferral;
        progress.acquisition_cost = cost;
        // All of it is paid at once.
        progress.acquisition_months = 1;
        progress.preparation_cost = preparation_cost;
        progress.preparation_months = narrow(preparation_months);
        progress.preparation_start = month;
        self.state.enter(plot, fixed.land_m2, PlotState::Preparation);
        self.state.calendar.put(month.plus(preparation_months), plot, Due::NetLand);
        match self.project_of(plot) {
            None => self.state.acquisition_started += cost,
            Some(project) => {
                self.owe_plainly(project, month, cost);
                self.state.projects.projects[project].acquisition_started += cost;
            }
        }
        self.trial.series.add(Series::AcquisitionCny, month, cost);
        let series = Series::AcquisitionCny;
        self.witness.pays(Payment { series, month, plot: Some(plot), amount: cost });
        let bought = Occurrence::of_plot(month, Event::Purchase, plot);
        self.witness.sees(bought.amount(cost));
        self.trial.series.add(Series::LandReservedM2, month, fixed.land_m2);
        let span = (month, preparation_months);
        self.pay_in_equal_parts(Series::PreparationCny, plot, span, preparation_cost);
        self.count_returned(plot, month);
        let state = &mut self.state.buyback;
        state.purchases += cost;
        state.bought.push((plot, month));
        if is_property {
            state.bought_this_year += fixed.land_m2;
        }
    }

    /// Holding of what was bought in earlier months and is not sold: a twelfth of a year's.
    fn hold_bought_land(&mut self, rules: &Buyback, month: Month) {
        const HELD: [PlotState; 4] =
            [PlotState::Preparation, PlotState::Stock, PlotState::Listed, PlotState::Withdrawn];
        if !self.has_plots_in(&HELD) {
            return;
        }
        for place in 0..self.state.buyback.bought.len() {
            let (plot, _) = self.state.buyback.bought[place];
            if !HELD.contains(&self.state.plots[plot].state) {
                continue;
            }
            let land = self.model.plots[plot].land_m2;
            let amount = rules.purchase.holding * land / MONTHS_PER_YEAR;
            self.state.buyback.holding += amount;
            // What a project that is over has not sold is the reserve centre's to hold.
            let is_open = |project: &usize| {
                self.state.projects.projects[*project].closed.is_none_or(|closed| month < closed)
            };
            if let Some(project) = self.project_of(plot).filter(is_open) {
                self.owe_holding(project, month, amount);
            }
        }
    }

    /// Whether land may be listed for development: not in the calendar year of its purchase, but
    /// for a share of the property area bought in the year so far. Other land is free.
    #[inline(always)]
    pub(super) fn may_be_resold(&mut self, plot: PlotIndex, month: Month) -> bool {
        self.model.buybacks.is_empty() || self.may_bought_land_be_resold(plot, month)
    }

    #[cold]
    #[inline(never)]
    fn may_bought_land_be_resold(&mut self, plot: PlotIndex, month: Month) -> bool {
        let Some(rules) = self.model.buyback else { return true };
        let calendar = &self.model.calendar;
        let year = |month: Month| calendar.date(month).year();
        let state = &self.state.buyback;
        let is_of_year =
            state.bought.iter().any(|(bought, then)| *bought == plot && year(*then) == year(month));
        let is_property = self.model.buybacks.iter().any(|one| one.plot == plot && one.is_property);
        if !is_of_year || !is_property || state.listed_this_year.contains(&plot) {
            return true;
        }
        let land = self.model.plots[plot].land_m2;
        state.listed_land + land <= rules.resale_same_year_share * state.bought_this_year
    }

    /// Counts land that is listed in the calendar year of its purchase.
    #[inline(always)]
    pub(super) fn count_resale(&mut self, plot: PlotIndex, month: Month) {
        if !self.model.buybacks.is_empty() {
            self.count_listed_purchase(plot, month);
        }
    }

    #[cold]
    #[inline(never)]
    fn count_listed_purchase(&mut self, plot: PlotIndex, month: Month) {
        let calendar = &self.model.calendar;
        let year = calendar.date(month).year();
        let land = self.model.plots[plot].land_m2;
        let one = self.model.buybacks.iter().find(|one| one.plot == plot);
        let state = &mut self.state.buyback;
        let bought = state.bought.iter().find(|(bought, _)| *bought == plot);
        let is_of_year = bought.is_some_and(|(_, then)| calendar.date(*then).year() == year);
        let is_property = one.is_some_and(|one| one.is_property);
        if is_of_year && is_property && !state.listed_this_year.contains(&plot) {
            state.listed_this_year.push(plot);
            state.listed_land += land;
        }
    }
}
