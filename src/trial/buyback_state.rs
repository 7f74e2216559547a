//! Where buying back idle land stands in a trial: negotiations, land that was bought, and what of
//! it was listed in the year of its purchase.

use crate::calendar::Month;
use crate::model::buyback::Purchase;
use crate::model::plot_index::PlotIndex;

/// A negotiation that goes on, or waits for money.
#[derive(Debug, Clone, Copy)]
pub(super) struct Negotiation {
    /// Place among the model's.
    pub(super) place: usize,
    /// How many were begun before.
    pub(super) attempt: u32,
    /// Month of its offer.
    pub(super) offered: Month,
    /// Month in which it ends.
    pub(super) ends: Month,
    /// Whether it ends in an agreement.
    pub(super) agrees: bool,
    /// Month in which the price was set.
    pub(super) priced: Month,
    pub(super) purchase: Purchase,
    /// Months waited for money.
    pub(super) deferral: u32,
}

/// Where buying back stands in a trial.
#[derive(Debug, Clone, Default)]
pub(super) struct BuybackState {
    /// Place of the next first offer.
    pub(super) next: usize,
    pub(super) open: Vec<Negotiation>,
    /// Land that was bought, with the month.
    pub(super) bought: Vec<(PlotIndex, Month)>,
    /// Property area bought in the calendar year (m²).
    pub(super) bought_this_year: f64,
    /// Of that year's purchases, plots that were listed in it, and their area (m²).
    pub(super) listed_this_year: Vec<PlotIndex>,
    pub(super) listed_land: f64,
    /// What a month's purchases cost with taxes, and holding (CNY): without administration.
    pub(super) purchases: f64,
    pub(super) holding: f64,
}

impl BuybackState {
    /// Back to month 0.
    pub(super) fn reset(&mut self) {
        self.next = 0;
        self.open.clear();
        self.bought.clear();
        (self.purchases, self.holding) = (0.0, 0.0);
        self.begin_year();
    }

    /// What counts by calendar year starts anew.
    pub(super) fn begin_year(&mut self) {
        self.bought_this_year = 0.0;
        self.listed_this_year.clear();
        self.listed_land = 0.0;
    }
}
