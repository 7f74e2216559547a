//! Rules of acquisition and preparation.
//!
//! What a start costs and how long it takes is computed in `model::reserve`; who
//! starts and who waits is decided in the engine (`trial/acquisition.rs`).

/// `[reserve]`: how plots are acquired, cleared and prepared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reserve {
    /// Acquisition terms that policies may change, as they are without any policy.
    pub terms: ReserveTerms,
    /// Log compensation per log house price; Order 590 (2011) art. 19 asks for the market
    /// price on the date of the decision, which is an elasticity of 1.
    pub house_price_elasticity: f64,
    /// Share of a displacement of residential land prices that the price of old homes, and
    /// so the appraisal of compensation, feels; the inverse of the leverage of land prices.
    pub displacement_pass_through: f64,
    /// Log standard deviation of acquisition cost around its estimate, which is the mean.
    pub acquisition_cost_sd: f64,
    /// Log standard deviation of acquisition duration around its estimate, which is the
    /// mean.
    pub acquisition_duration_sd: f64,
    /// Log standard deviation of preparation cost around its estimate, which is the mean.
    pub preparation_cost_sd: f64,
    /// Log standard deviation of preparation duration around its estimate, which is the
    /// mean.
    pub preparation_duration_sd: f64,
    /// Administration as a share of the month's acquisition and preparation outlays.
    pub administration_rate: f64,
    /// Months from a failed consultation round to the next one.
    pub consultation_retry_months: usize,
}

/// The rules of acquisition that policies may change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReserveTerms {
    /// Share of the compensation that must be at hand before the decision; Order 590 (2011)
    /// art. 12: 1.
    pub funding_ratio: f64,
    /// Households whose resettlement may start in a calendar year.
    pub clearance_capacity: f64,
    /// Probability that the second consultation round (二次征询) of a plot with households
    /// fails.
    pub consultation_failure: f64,
}
