//! What the market's recursion carries from month to month.

use crate::catalogue::land_use::ByUse;

/// What the recursion carries from month to month; `previous` is the regime of the month
/// before, which drives the change into this one.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct MarketState {
    pub(super) regime: usize,
    pub(super) previous: usize,
    pub(super) momentum: f64,
    pub(super) house_price: f64,
    pub(super) land_own: ByUse<f64>,
    pub(super) log_cost: f64,
    pub(super) rate: f64,
    pub(super) rate_change: f64,
    pub(super) demand: f64,
    pub(super) history_at: usize,
}
