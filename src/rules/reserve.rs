//! Rules of acquisition and preparation.

/// `[reserve]`: how plots are acquired, cleared and prepared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reserve {
    /// What policies may change, as it is without them.
    pub terms: ReserveTerms,
    /// Log acquisition cost per log house price.
    pub house_price_elasticity: f64,
    /// Share of a residential price displacement that appraisals of old housing feel.
    pub displacement_pass_through: f64,
    /// Log standard deviation of acquisition cost around its estimate.
    pub acquisition_cost_sd: f64,
    /// Log standard deviation of acquisition duration.
    pub acquisition_duration_sd: f64,
    /// Log standard deviation of preparation cost.
    pub preparation_cost_sd: f64,
    /// Log standard deviation of preparation duration.
    pub preparation_duration_sd: f64,
    /// Administration as a share of the month's acquisition and preparation outlays.
    pub administration_rate: f64,
    /// Wait before the next round (months).
    pub consultation_retry_months: usize,
}

/// The rules of acquisition that policies may change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReserveTerms {
    /// Share of the compensation that must be at hand before the decision.
    pub funding_ratio: f64,
    /// Households that can be resettled in a calendar year.
    pub clearance_capacity: f64,
    /// Probability that the second consultation round fails.
    pub consultation_failure: f64,
}
