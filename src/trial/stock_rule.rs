//! Land for housing by how much of it is unsold (以需定供): the city's months of stock, and how much
//! may be listed.

use crate::calendar::Month;
use crate::catalogue::land_use::{FloorKind, Use};
use crate::model::Model;
use crate::model::plot_index::PlotIndex;
use crate::quantity::{MONTHS_OF_A_YEAR, MONTHS_PER_YEAR, count};

use super::witness::Witness;
use super::worker::Worker;

/// Months of a quarter.
const QUARTER: i32 = 3;

impl<W: Witness> Worker<'_, W> {
    /// The city's stock as a month begins, and at the begin of a quarter what the rule looks at.
    #[inline(always)]
    pub(super) fn count_city_stock(&mut self, month: Month) {
        if self.model.city_stock.is_some() {
            self.go_on_counting(month);
        }
    }

    #[cold]
    #[inline(never)]
    fn go_on_counting(&mut self, month: Month) {
        let model: &Model = self.model;
        let Some(stock) = &model.city_stock else { return };
        let months = match month.before() {
            None => stock.initial,
            Some(before) => {
                let rate = stock.rates[self.market.regime[before]];
                (self.state.stock_rule.months + rate).max(0.0)
            }
        };
        self.state.stock_rule.months = months;
        let is_quarter = (model.calendar.date(month).month() - 1) % QUARTER == 0;
        if !is_quarter && month != Month::START {
            return;
        }
        let first = month.back(MONTHS_OF_A_YEAR);
        let completed: f64 =
            Month::each(first..month).map(|one| self.state.works_moves[one].completing_land).sum();
        let returned = self.state.stock_rule.returned.iter();
        let returned = returned.filter(|(then, _)| *then >= first && *then < month);
        let returned: f64 = returned.map(|(_, land)| land).sum();
        // Of months before the start the scenario says it.
        let before = MONTHS_OF_A_YEAR.saturating_sub(month.place());
        let used_before = stock.used_before_m2 * count(before) / MONTHS_PER_YEAR;
        self.state.stock_rule.tested = months;
        self.state.stock_rule.used = completed + returned + used_before;
    }

    /// Whether a plot is land for housing that the rule knows: affordable housing is exempt.
    fn is_for_housing(&self, plot: PlotIndex) -> bool {
        let fixed = &self.model.plots[plot];
        let gfa = &fixed.gfa;
        fixed.main_use == Use::Residential
            && gfa[FloorKind::Residential] > 0.0
            && gfa[FloorKind::Residential] >= gfa[FloorKind::Affordable]
    }

    /// Whether the rule lets a plot be listed in a month.
    #[inline(always)]
    pub(super) fn is_needed(&self, plot: PlotIndex, month: Month) -> bool {
        self.model.city_stock.is_none() || self.is_needed_by_stock(plot, month)
    }

    #[cold]
    #[inline(never)]
    fn is_needed_by_stock(&self, plot: PlotIndex, month: Month) -> bool {
        let Some(limits) = self.timeline.terms[month].listing.stock_limits else { return true };
        let state = &self.state.stock_rule;
        if state.tested <= limits.limit_above || !self.is_for_housing(plot) {
            return true;
        }
        let land = self.model.plots[plot].land_m2;
        state.tested <= limits.stop_above && state.listed_this_year + land <= state.used
    }

    /// Counts land for housing that is listed, or whose auction has failed in the year of its
    /// listing (less).
    #[inline(always)]
    pub(super) fn count_listed(&mut self, plot: PlotIndex, sign: f64) {
        if self.model.city_stock.is_some() {
            self.count_listed_housing(plot, sign);
        }
    }

    #[cold]
    #[inline(never)]
    fn count_listed_housing(&mut self, plot: PlotIndex, sign: f64) {
        if self.is_for_housing(plot) {
            self.state.stock_rule.listed_this_year += sign * self.model.plots[plot].land_m2;
        }
    }

    /// Counts land that is taken back or bought back in a month.
    #[inline(always)]
    pub(super) fn count_returned(&mut self, plot: PlotIndex, month: Month) {
        if self.model.city_stock.is_some() {
            let land = self.model.plots[plot].land_m2;
            self.state.stock_rule.returned.push((month, land));
        }
    }
}
