//! Prices that were agreed before the run and are still paid in it.
//!
//! Their instalments come in like those of any deal: fee, fund, accruals and cost are taken off at
//! the rates of the month, and the cost portion comes back after the usual lag. The plot's cost to
//! date is what they return. Such a buyer is taken to pay in full, and what he paid before month 0
//! has been divided and returned.

use crate::calendar::Month;
use crate::model::observed::Receivable;
use crate::rules::receipts::Instalment;
use crate::rules::revenue_split;

use super::record::Deal;
use super::state::Carried;
use super::witness::Witness;
use super::worker::Worker;

impl<W: Witness> Worker<'_, W> {
    /// Posts the instalments that are still to come of prices agreed before month 0.
    pub(super) fn begin_receivables(&mut self) {
        let model = self.model;
        self.state.carried = Carried::default();
        let Some(observed) = model.observed.as_deref() else { return };
        for receivable in &observed.receivables {
            let deal = self.earlier_deal(receivable);
            if receivable.is_told {
                for (month, amount) in &receivable.due {
                    self.collect_carried(&deal, *month, *amount);
                }
                continue;
            }
            for instalment in &model.payment_plans[deal.payment_plan] {
                let Instalment { months, share } = *instalment;
                let Some(left) = months.checked_sub(receivable.age) else { continue };
                self.collect_carried(&deal, Month::at(left), share * deal.price);
                let interest = self.instalment_interest(&deal, instalment);
                self.collect_carried_interest(&deal, Month::at(left), interest);
            }
        }
    }

    /// A deal of before month 0.
    fn earlier_deal(&self, receivable: &Receivable) -> Deal {
        let model = self.model;
        let full_cost = model.plots[receivable.plot].sunk_cost;
        Deal {
            plot: receivable.plot,
            month: Month::START,
            appraised_value: receivable.price,
            reserve_price: receivable.price,
            price: receivable.price,
            bidders: 0,
            state_buyer: receivable.state_buyer,
            full_cost,
            recognised_cost: full_cost * (1.0 + model.receipts.finance_allowance),
            net_gain: 0.0,
            district_gain: 0.0,
            district_inflow: 0.0,
            inflow_in_window: 0.0,
            cost_after_window: 0.0,
            affordable_share: 0.0,
            payment_plan: self.timeline.terms[Month::START].payment_plan,
            default_month: None,
            repossession_month: None,
            start_month: None,
            completion_month: None,
            idle_month: None,
        }
    }

    /// Posts what such an instalment bears in interest.
    fn collect_carried_interest(&mut self, deal: &Deal, month: Month, interest: f64) {
        if interest == 0.0 {
            return;
        }
        if deal.state_buyer && month < self.model.calendar.window_end() {
            self.state.carried.from_state_buyers += interest;
        }
        self.post_undivided(deal, month, interest);
    }

    /// Posts an instalment of a price agreed before month 0.
    fn collect_carried(&mut self, deal: &Deal, month: Month, amount: f64) {
        let split = self.revenue_split(month);
        let division = revenue_split::divide(&split, &self.deal_terms(deal), amount);
        let returned = month.plus(self.model.receipts.return_lag_months);
        let end = self.model.calendar.window_end();
        let carried = &mut self.state.carried;
        carried.cost += division.cost;
        if returned >= end {
            carried.cost_after_window += division.cost;
        }
        if month >= end {
            carried.due_after_window += amount;
        }
        if deal.state_buyer {
            let cost = if returned < end { division.cost } else { 0.0 };
            let others = division.income_fund + division.district_gain;
            carried.from_state_buyers += cost + if month < end { others } else { 0.0 };
        }
        self.post(&division, month, returned, deal);
    }
}
