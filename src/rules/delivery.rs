//! Rules of starting and completing works, and of idle land.

use crate::catalogue::land_use::Use;

/// Building time of plots whose main use and size match.
#[derive(Debug, Clone, PartialEq)]
pub struct BuildTime {
    /// Main use.
    pub of_use: Use,
    /// Largest floor area of the class (m²); `None`: no limit.
    pub gfa_up_to: Option<f64>,
    /// Mean (months).
    pub mean: f64,
    /// Standard deviation (months).
    pub sd: f64,
}

/// `[delivery]`: start and completion of works, idle land.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// Months from the deal to the handover of the site.
    pub handover_lag_months: usize,
    /// Building times; the first match counts.
    pub build: Vec<BuildTime>,
    /// Floor area of one phase (m²).
    pub phase_gfa: f64,
    /// Months after handover from which land is idle.
    pub idle_after_months: usize,
    /// Months after handover from which it may be repossessed.
    pub repossess_after_months: usize,
    /// Probability that idleness is the government's fault.
    pub government_fault_probability: f64,
    /// Probability that the idle-land fee is charged.
    pub idle_fee_probability: f64,
    /// The fee as a share of the price.
    pub idle_fee_share: f64,
    /// Probability that repossession is enforced.
    pub repossession_probability: f64,
}
