//! Rules of how a price is paid and divided between the funds, the city and the district.
//!
//! Buyers pay the treasury, and the reserve centre gets its cost back later (收支两条线). The
//! division itself is [`super::revenue_split::divide`].

use crate::calendar::DatedValue;

/// One part of a price, and when it is paid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Instalment {
    /// Months from the deal to the payment.
    pub months: usize,
    /// Share of the price; those of a plan sum to 1.
    pub share: f64,
}

/// Funds that an accrual (计提) on the net gain goes to, by their keys under
/// `[receipts.accrual]`: education and irrigation, 10 % by rule from 2011 on and about 7 %
/// as realised in 2014, and affordable housing, at least 10 % since 2007.
pub const ACCRUALS: [&str; 3] = ["education", "irrigation", "affordable_housing"];

/// `[receipts]`: how a price is paid and divided.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipts {
    /// Parts of the price, in order of time.
    pub instalments: Vec<Instalment>,
    /// Deposit that a defaulting buyer loses, as a share of the reserve price; notice of
    /// 2010-03-10: at least 0.2.
    pub deposit_share: f64,
    /// Interest on later instalments, from the month of the first to their own (per year); the
    /// contract form GF-2008-2601, article 10, asks for the lending rate.
    pub instalment_interest_rate: f64,
    /// Months from a default to the next listing.
    pub default_relist_months: usize,
    /// Handling fee (土地出让业务费) as a share of the receipt, by rule up to 0.02.
    pub handling_fee_rate: f64,
    /// State land income fund (国有土地收益基金) as a share of the receipt; it is paid into the
    /// reserve centre, for land reserve alone.
    pub income_fund_rate: f64,
    /// Months from a receipt until its cost portion comes back to the reserve centre.
    pub return_lag_months: usize,
    /// Finance cost that is recognised for return, as a share of a plot's outlays; offices
    /// use 6.65 % for two years.
    pub finance_allowance: f64,
    /// Accruals as shares of the net gain, by date, in the order of [`ACCRUALS`].
    pub accruals: [Vec<DatedValue>; 3],
    /// City's share of the gain after accruals, by class in the order of `PlotClass::ALL`.
    pub city_share: [f64; 3],
    /// Share of the district land gain (政府土地收益) that is injected into the reserve centre as
    /// equity.
    pub reinvested_share: f64,
}
