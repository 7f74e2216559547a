//! Buyers who stop paying (违约).
//!
//! Two of 567 plots sold in Shanghai in 2010 were given back, and sold again some ten
//! months later at a price 20 and 36 % lower.

use crate::calendar::Month;
use crate::catalogue::event::Event;
use crate::model::plot_index::PlotIndex;

use super::event::Due;
use super::witness::{Occurrence, Witness};
use super::worker::Worker;

impl<W: Witness> Worker<'_, W> {
    /// The buyer misses an instalment: the first one is undone, the deposit stays, the plot
    /// is back in stock and is listed again later, its failed rounds counted anew.
    ///
    /// Each part of the first division is posted back the other way, so every fund gives
    /// back what it got. The deposit is district land gain, without accruals.
    pub(super) fn default_on(&mut self, plot: PlotIndex, month: Month) {
        let rules = &self.model.receipts;
        let Some(deal) = self.state.plots[plot].last_deal().map(|index| self.trial.deals[index])
        else {
            return;
        };
        let paid_in = deal.month.plus(self.model.payment_plans[deal.payment_plan][0].months);
        let division = self.state.first_receipts[plot];
        // Cost that has not come back yet is undone on the day it would have.
        let return_month = month.max(paid_in.plus(rules.return_lag_months));
        self.post(&division.reversed(), month, return_month, &deal);
        let deposit = self.deposit(&deal);
        self.witness.sees(Occurrence::of_plot(month, Event::Default, plot).amount(deposit));
        self.post_undivided(&deal, month, deposit);
        self.enter_stock(plot);
        self.state.calendar.put(month.plus(rules.default_relist_months), plot, Due::List);
    }
}
