//! Rules of starting and completing works, and of idle land.
//!
//! The schedule of a deal is made of them in `model::delivery`. Lags of the start
//! differ by the regime of the deal and stand with the regimes ([`super::market::Regime`]).

use crate::catalogue::land_use::Use;

/// Building time of plots of one main use up to a size: a lognormal with this mean and
/// standard deviation.
#[derive(Debug, Clone, PartialEq)]
pub struct BuildTime {
    /// Main use of the plots: the market use with the larger floor area.
    pub of_use: Use,
    /// Largest floor area of the class (m²); `None`: no limit.
    pub gfa_up_to: Option<f64>,
    /// Mean time from start to the last building (months).
    pub mean: f64,
    /// Standard deviation of that time (months).
    pub sd: f64,
}

/// `[delivery]`: start and completion of works, idle land.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// Months from the deal to the handover of the site (交地), from which idle land is
    /// counted.
    pub handover_lag_months: usize,
    /// Months from the deal to the start of works as contracts agree it: what the plan as planned
    /// counts with; no trial does.
    pub planned_start_lag_months: usize,
    /// Classes of building times, of which the first that matches counts; each use has a
    /// last class without a limit of size.
    pub build: Vec<BuildTime>,
    /// Floor area that is completed at a time (m²): a plot has one phase for each started
    /// part of it.
    pub phase_gfa: f64,
    /// Months after handover from which land without works is idle (闲置土地); Urban Real
    /// Estate Administration Law art. 26: twelve.
    pub idle_after_months: usize,
    /// Months after handover from which land without works may be taken back without
    /// compensation; the same article: 24.
    pub repossess_after_months: usize,
    /// Probability that idleness is the government's fault: then neither fee nor
    /// repossession follow.
    pub government_fault_probability: f64,
    /// Probability that the fee is charged to a buyer at fault, without a policy.
    pub idle_fee_probability: f64,
    /// Idle-land fee as a share of the price; Urban Real Estate Administration Law art. 26:
    /// a fifth.
    pub idle_fee_share: f64,
    /// Probability that land of a buyer at fault is taken back once it may be, without a
    /// policy.
    pub repossession_probability: f64,
}
