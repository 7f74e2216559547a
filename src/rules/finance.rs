//! Rules of the reserve centre's cash and debt.

use crate::calendar::DatedValue;

/// `[finance]`: the reserve centre's cash and debt.
#[derive(Debug, Clone, PartialEq)]
pub struct Finance {
    /// Cash at month 0 (CNY).
    pub opening_cash: f64,
    /// Debt at month 0 (CNY).
    pub opening_debt: f64,
    /// Cash below which the centre borrows (CNY).
    pub min_cash: f64,
    /// Cash above `min_cash` that it keeps before repaying early (CNY).
    pub cash_buffer: f64,
    /// Most debt the lenders allow (CNY).
    pub facility_limit: Vec<DatedValue>,
    /// Most debt as a share of the appraised value of cleared unsold plots.
    pub loan_to_value: f64,
    /// Months after which a draw falls due.
    pub loan_term_months: usize,
    /// What the centre pays over the lending rate (per year).
    pub spread: f64,
}
