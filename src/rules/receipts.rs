//! Rules of how a price is paid and divided between the funds, the city and the district.

use crate::calendar::DatedValue;

/// One part of a price and when it is paid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Instalment {
    /// Months after the deal.
    pub months: usize,
    /// Share of the price.
    pub share: f64,
}

/// What is taken out of the net gain for a fund, from when on.
pub const ACCRUALS: [&str; 3] = ["education", "irrigation", "affordable_housing"];

/// `[receipts]`: how a price is paid and divided.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipts {
    /// Parts of the price, in order of time.
    pub instalments: Vec<Instalment>,
    /// Deposit a defaulting buyer loses, as a share of the reserve price.
    pub deposit_share: f64,
    /// Months from a default to the next listing.
    pub default_relist_months: usize,
    /// Handling fee on receipts.
    pub handling_fee_rate: f64,
    /// State land income fund on receipts.
    pub income_fund_rate: f64,
    /// Months until cost comes back to the reserve centre.
    pub return_lag_months: usize,
    /// Finance cost recognised on top of a plot's outlays.
    pub finance_allowance: f64,
    /// Accruals on the net gain, in the order of [`ACCRUALS`].
    pub accruals: [Vec<DatedValue>; 3],
    /// City's share of what is left, by class in the order of `PlotClass::ALL`.
    pub city_share: [f64; 3],
    /// Share of the district's gain injected into the reserve centre.
    pub reinvested_share: f64,
}
