//! From cleared site to net land: primary development, and the stock of net land.
//!
//! Only net land (净地), cleared and free of other claims, may be listed and counts as
//! collateral.

use crate::calendar::Month;
use crate::catalogue::event::Event;
use crate::model::plot::PlotState;
use crate::model::plot_index::PlotIndex;
use crate::portfolio::plot::PlotStatus;
use crate::quantity::count;

use super::event::Due;
use super::maybe_month::MaybeMonth;
use super::state::PlotProgress;
use super::witness::{Occurrence, Witness};
use super::worker::Worker;

impl<W: Witness> Worker<'_, W> {
    /// A plot is cleared: primary development (前期开发) begins, whose cost and months were
    /// fixed at the start of the acquisition.
    #[inline(always)]
    pub(super) fn begin_preparation(&mut self, plot: PlotIndex, month: Month) {
        self.state.enter(plot, self.model.plots[plot].land_m2, PlotState::Preparation);
        let PlotProgress { preparation_cost, preparation_months, .. } = self.state.plots[plot];
        let months = preparation_months as usize;
        let started = Occurrence::of_plot(month, Event::PreparationStart, plot);
        self.witness.sees(started.amount(preparation_cost).number(count(months)));
        self.state.calendar.put(month.plus(months), plot, Due::NetLand);
    }

    /// A plot is net land: its full cost is known, it joins the collateral, and its listing
    /// falls due in the planned month, or now if that has passed.
    ///
    /// Full cost is sunk cost, compensation, preparation and administration on the last
    /// two, without finance. A plot without a planned listing stays in stock.
    #[inline(always)]
    pub(super) fn become_net_land(&mut self, plot: PlotIndex, month: Month) {
        let fixed = &self.model.plots[plot];
        let progress = &mut self.state.plots[plot];
        let administration = 1.0 + self.model.reserve.administration_rate;
        progress.ready = MaybeMonth::of(month);
        progress.full_cost = fixed.sunk_cost
            + match fixed.status {
                // Nothing is taken for the administration of a purchase.
                PlotStatus::Buyback => {
                    progress.acquisition_cost + progress.preparation_cost * administration
                }
                _ => (progress.acquisition_cost + progress.preparation_cost) * administration,
            };
        self.witness
            .sees(Occurrence::of_plot(month, Event::NetLand, plot).amount(progress.full_cost));
        self.enter_stock(plot);
        if let Some(planned) = fixed.list_month {
            let listing = Month::planned(planned).unwrap_or_default().max(month);
            self.state.calendar.put(listing, plot, Due::List);
        }
    }

    /// Puts a plot among net land that is not sold.
    pub(super) fn enter_stock(&mut self, plot: PlotIndex) {
        let fixed = &self.model.plots[plot];
        self.state.enter(plot, fixed.land_m2, PlotState::Stock);
        // A project's land is no collateral of the reserve centre.
        if self.project_of(plot).is_none() {
            let worth = fixed.worth_with(self.state.plots[plot].affordable_share);
            self.state.stock = self.state.stock.plus(&worth);
        }
    }

    /// Takes a plot that is sold from net land.
    pub(super) fn leave_stock(&mut self, plot: PlotIndex) {
        let fixed = &self.model.plots[plot];
        self.state.enter(plot, fixed.land_m2, PlotState::Sold);
        if self.project_of(plot).is_none() {
            let worth = fixed.worth_with(self.state.plots[plot].affordable_share);
            self.state.stock = self.state.stock.minus(&worth);
        }
    }
}
