//! Rules of the reserve centre's cash and debt.
//!
//! The month's books are closed by them in `model::finance`. What may be borrowed
//! in a month is the lower of two limits, the lenders' and that of the collateral, both of
//! which policies may change ([`super::terms::Borrowing`]).

use crate::calendar::DatedValue;

/// `[finance]`: the reserve centre's cash and debt.
#[derive(Debug, Clone, PartialEq)]
pub struct Finance {
    /// Cash at month 0 (CNY).
    pub opening_cash: f64,
    /// Debt at month 0 (CNY).
    pub opening_debt: f64,
    /// Cash that the centre holds by borrowing, as long as it may borrow (CNY).
    pub min_cash: f64,
    /// Cash above `min_cash` that it keeps before it repays early (CNY).
    pub cash_buffer: f64,
    /// Most debt that the lenders allow (CNY), by the date from which it holds.
    pub facility_limit: Vec<DatedValue>,
    /// Most debt as a share of the appraised value of net land not sold; People's Bank
    /// notice 121 (2003): 0.7.
    pub loan_to_value: f64,
    /// Months after which a draw falls due; People's Bank notice 121 (2003): at most 24.
    pub loan_term_months: usize,
    /// What the centre pays over the lending rate (per year).
    pub spread: f64,
}
