//! The price comes in: instalments, their division, and what is kept when they stop.
//!
//! # Why at the deal
//!
//! When a deal is made, all its instalments are posted in the months in which they come in,
//! each divided at the rates dated for its month. Nothing has to be remembered of a deal,
//! and the district's gain of a deal is known at once, whenever it is paid.

use std::borrow::Cow;

use crate::calendar::Month;
use crate::catalogue::series::Series;
use crate::model::plot_index::PlotIndex;
use crate::quantity::{MONTHS_PER_YEAR, count};
use crate::rules::instrument::kind::InstrumentKind;
use crate::rules::receipts::Instalment;
use crate::rules::revenue_split::{self, DealTerms, Division, RevenueSplit};

use super::event::Due;
use super::witness::{Payment, Witness};
use crate::trial::record::Deal;
use crate::trial::worker::Worker;

impl<W: Witness> Worker<'_, W> {
    /// Posts the instalments of a deal; a defaulting buyer pays only the first, and the
    /// month of the second is that of the default.
    pub(super) fn collect(&mut self, deal: &mut Deal, defaults: bool) {
        let model = self.model;
        let terms = self.deal_terms(deal);
        self.look_ahead(deal, &terms);
        for (index, instalment) in model.payment_plans[deal.payment_plan].iter().enumerate() {
            let month = deal.month.plus(instalment.months);
            if defaults && index > 0 {
                deal.default_month = Some(month);
                self.state.calendar.put(month, deal.plot, Due::Default);
                // What the deposit brings is known now and posted when it is forfeited.
                deal.net_gain = 0.0;
                deal.district_gain = self.deposit(deal);
                deal.district_inflow = deal.district_gain;
                return;
            }
            let split = self.revenue_split(month);
            let division = revenue_split::divide(&split, &terms, instalment.share * deal.price);
            if defaults {
                self.state.first_receipts[deal.plot] = division;
            }
            deal.net_gain += division.net_gain;
            deal.district_gain += division.district_gain;
            deal.district_inflow += division.district_inflow();
            self.post(&division, month, month.plus(model.receipts.return_lag_months), deal);
            let interest = self.instalment_interest(deal, instalment);
            if interest > 0.0 {
                deal.district_gain += interest;
                deal.district_inflow += interest;
                self.post_undivided(deal, month, interest);
            }
        }
    }

    /// Interest that an instalment of a deal bears (CNY): from the month of the first instalment to
    /// its own, at the rate of the month of the deal.
    pub(super) fn instalment_interest(&self, deal: &Deal, instalment: &Instalment) -> f64 {
        let plan = &self.model.payment_plans[deal.payment_plan];
        let first = plan.first().map_or(0, |first| first.months);
        let years = count(instalment.months.saturating_sub(first)) / MONTHS_PER_YEAR;
        let rate = self.timeline.terms[deal.month].instalment_interest_rate;
        rate * years * instalment.share * deal.price
    }

    /// Posts what a buyer pays beside the price, interest on an instalment or a forfeited deposit:
    /// land gain of the district as a whole, without accruals.
    pub(super) fn post_undivided(&mut self, deal: &Deal, month: Month, amount: f64) {
        if deal.state_buyer {
            self.trial.series.add(Series::ReceiptsStateBuyerCny, month, amount);
        }
        self.pay(Series::ReceiptsCny, deal.plot, month, amount);
        match self.project_of(deal.plot) {
            Some(project) => self.receive_undivided(project, month, amount),
            None => self.post_gain(deal.plot, month, amount),
        }
    }

    /// Works out what of a deal of the window comes in within it and what comes back later, as if
    /// the buyer paid in full: what stock and debtors of the window's end are valued by.
    fn look_ahead(&self, deal: &mut Deal, terms: &DealTerms) {
        let (model, end) = (self.model, self.model.calendar.window_end());
        if deal.month >= end {
            return;
        }
        for instalment in &model.payment_plans[deal.payment_plan] {
            let month = deal.month.plus(instalment.months);
            let division = revenue_split::divide(
                &self.revenue_split(month),
                terms,
                instalment.share * deal.price,
            );
            if month < end {
                deal.inflow_in_window += division.income_fund
                    + division.district_gain
                    + self.instalment_interest(deal, instalment);
            }
            // A project has its cost portion at once.
            let lag = match self.project_of(deal.plot) {
                Some(_) => 0,
                None => model.receipts.return_lag_months,
            };
            if month.plus(lag) < end {
                deal.inflow_in_window += division.cost;
            } else {
                deal.cost_after_window += division.cost;
            }
        }
    }

    /// What of a deal its receipts are divided by.
    pub(super) fn deal_terms(&self, deal: &Deal) -> DealTerms {
        let class = self.model.plots[deal.plot].class;
        DealTerms { price: deal.price, cost: deal.recognised_cost, class: class as usize }
    }

    /// Rates at which what comes in in a month is divided, as they are known when it is
    /// posted: those dated for the month, changed by the policies whose trigger holds now.
    /// Beyond the horizon those of its last month.
    #[inline(always)]
    pub(super) fn revenue_split(&self, month: Month) -> Cow<'_, RevenueSplit> {
        let model = self.model;
        let dated = &model.timeline.terms[month.min(model.calendar.end().back(1))].revenue_split;
        if model.triggered.is_empty() {
            return Cow::Borrowed(dated);
        }
        Cow::Owned(self.triggered_split(*dated))
    }

    /// Rates as triggered policies that are in force change them.
    #[cold]
    #[inline(never)]
    fn triggered_split(&self, mut split: RevenueSplit) -> RevenueSplit {
        for (policy, since) in self.model.triggered.iter().zip(&self.state.in_force_since) {
            if since.is_some() {
                policy.instrument.change_split(&mut split);
            }
        }
        split
    }

    /// What a defaulting buyer loses: the deposit, at most what he has paid (CNY).
    pub(super) fn deposit(&self, deal: &Deal) -> f64 {
        let plan = &self.model.payment_plans[deal.payment_plan];
        let paid = plan.first().map_or(0.0, |first| first.share * deal.price);
        let deposit_share = self.timeline.terms[deal.month].deposit_share;
        (deposit_share * deal.reserve_price).min(paid)
    }

    /// Posts a division: receipts and their parts in `month`, the cost portion in
    /// `return_month`, the district's gain with what of it is injected.
    ///
    /// Of a division that undoes another, all amounts are negative and the two months may
    /// differ from those of the first.
    #[inline(always)]
    pub(super) fn post(
        &mut self,
        division: &Division,
        month: Month,
        return_month: Month,
        deal: &Deal,
    ) {
        if deal.state_buyer {
            self.trial.series.add(Series::ReceiptsStateBuyerCny, month, division.gross);
        }
        let Division { accruals: [education, irrigation, affordable_housing], .. } = *division;
        let parts = [
            (Series::ReceiptsCny, division.gross),
            (Series::HandlingFeeCny, division.handling_fee),
            (Series::IncomeFundCny, division.income_fund),
            (Series::AccrualEducationCny, education),
            (Series::AccrualIrrigationCny, irrigation),
            (Series::AccrualAffordableHousingCny, affordable_housing),
            (Series::CityShareCny, division.city_share),
        ];
        self.trial.series.add_several(month, &parts);
        for (series, amount) in parts {
            self.witness.pays(Payment { series, month, plot: Some(deal.plot), amount });
        }
        if let Some(project) = self.project_of(deal.plot) {
            return self.receive(project, month, division);
        }
        self.pay(Series::CostReturnedCny, deal.plot, return_month, division.cost);
        self.post_gain(deal.plot, month, division.district_gain);
    }

    /// Posts district land gain and the part of it that goes to the reserve centre in the
    /// same month.
    pub(super) fn post_gain(&mut self, plot: PlotIndex, month: Month, gain: f64) {
        self.pay(Series::DistrictLandGainCny, plot, month, gain);
        let injection = self.revenue_split(month).reinvested_share * gain;
        self.pay(Series::InjectionCny, plot, month, injection);
    }

    /// Posts a payment of a plot and tells the witness of it (CNY).
    #[inline]
    pub(super) fn pay(&mut self, series: Series, plot: PlotIndex, month: Month, amount: f64) {
        self.trial.series.add(series, month, amount);
        self.witness.pays(Payment { series, month, plot: Some(plot), amount });
    }
}
