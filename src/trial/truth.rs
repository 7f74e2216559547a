//! Parts of what came put into a forecast: its futures meet the costs, delays and failures that
//! were seen, where these are put in, and go their own way in everything else.
//!
//! What the market was is put into its path when the model is made (`Model::with_truth`). Each hook
//! here asks whether its part is put in and whether the thing was seen; else nothing changes.

use crate::calendar::Month;
use crate::model::auction::ResolvedAuction;
use crate::model::delivery::Schedule;
use crate::model::observed::{Part, SeenPlot};
use crate::model::plot_index::PlotIndex;

use super::steps::{Step, Turn};
use super::witness::Witness;
use super::worker::Worker;

impl<W: Witness> Worker<'_, W> {
    /// What was seen of a plot, where a part of the truth is put in.
    #[inline]
    fn truth(&self, plot: PlotIndex, part: Part) -> Option<(&SeenPlot, Month)> {
        let truth = self.model.truth.as_deref().filter(|truth| truth.parts.has(part))?;
        Some((&truth.observed.plots[plot], truth.observed.as_of))
    }

    /// Whether the acquisition of a plot that is due begins in a month.
    #[cold]
    pub(super) fn acquisition_turn(&self, plot: PlotIndex, month: Month) -> Turn {
        let Some((seen, as_of)) = self.truth(plot, Part::Delay) else {
            return Turn::ByRules;
        };
        match seen.clearance.begun {
            Some(begun) if month >= begun => Turn::Now,
            Some(begun) => Turn::NotBefore(begun),
            None if month < as_of => Turn::NotBefore(as_of),
            None => Turn::ByRules,
        }
    }

    /// Clearance and preparation with the costs and months that were seen.
    pub(super) fn steps_in_truth(
        &self,
        plot: PlotIndex,
        month: Month,
        [mut clearance, mut preparation]: [Step; 2],
    ) -> [Step; 2] {
        if let Some((seen, _)) = self.truth(plot, Part::Cost) {
            clearance.cost = seen.clearance.cost.unwrap_or(clearance.cost);
            preparation.cost = seen.preparation.cost.unwrap_or(preparation.cost);
        }
        if let Some((seen, _)) = self.truth(plot, Part::Delay) {
            let months = |ended: Option<Month>, first: Month| {
                ended.filter(|ended| *ended > first).map(|ended| ended.since(first))
            };
            clearance.months = months(seen.clearance.ended, month).unwrap_or(clearance.months);
            let cleared = month.plus(clearance.months);
            preparation.months =
                months(seen.preparation.ended, cleared).unwrap_or(preparation.months);
        }
        [clearance, preparation]
    }

    /// Whether a plot that is due is listed in a month.
    #[cold]
    pub(super) fn listing_turn(&self, plot: PlotIndex, month: Month) -> Turn {
        let Some((seen, _)) = self.truth(plot, Part::Delay) else {
            return Turn::ByRules;
        };
        let listing = self.state.plots[plot].auctions as usize;
        match seen.listings.get(listing) {
            Some(listed) if month >= *listed => Turn::Now,
            Some(listed) => Turn::NotBefore(*listed),
            None => Turn::ByRules,
        }
    }

    /// The result of an auction, failed or not as it was seen.
    #[cold]
    pub(super) fn result_in_truth(
        &self,
        plot: PlotIndex,
        mut held: ResolvedAuction,
    ) -> ResolvedAuction {
        let Some((seen, _)) = self.truth(plot, Part::Failure) else { return held };
        let auction = self.state.plots[plot].auctions as usize;
        match (seen.sold.get(auction), held.outcome.price) {
            (Some(true), None) => {
                held.outcome.price = Some(held.offer.reserve_price);
                held.state_buyer = false;
            }
            (Some(false), Some(_)) => held.outcome.price = None,
            _ => {}
        }
        held
    }

    /// The schedule of works of a plot's deal as it was seen.
    pub(super) fn works_in_truth(
        &self,
        plot: PlotIndex,
        counter: u32,
        schedule: Schedule,
    ) -> Schedule {
        let Some((seen, _)) = self.truth(plot, Part::Delay) else { return schedule };
        match seen.deals.get(counter as usize) {
            Some(deal) => deal.works.put_into(schedule),
            None => schedule,
        }
    }
}
