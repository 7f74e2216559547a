//! Parameters estimated from data by documented methods.

pub mod auctions;
pub mod backtest;
pub mod bidders;
mod climb;
pub mod diagnostics;
pub mod land;
pub mod lending_rate;
pub mod regimes;
mod regression;
pub mod scores;

/// A number with its standard error; `None` where the likelihood does not curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimated {
    /// The estimate.
    pub value: f64,
    /// Its standard error.
    pub se: Option<f64>,
}
