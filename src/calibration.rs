//! Parameters estimated from data by documented methods: what `landsim calibrate`,
//! `landsim backtest` and `landsim diagnose` compute. Results and their discussion are
//! in `docs/calibration.md`.
//!
//! | module | estimates | data in `seeds/history` | method |
//! | --- | --- | --- | --- |
//! | [`regimes`] | momentum, regimes, pull | `shanghai_house_price_monthly.csv` | likelihood (EM) |
//! | [`auctions`] | six numbers | `shanghai_auction_{facts,offers}.csv` | least score of facts |
//! | [`land`] | leverage of land prices | `hk_land_sales_1985_2011.csv` | least squares |
//! | [`lending_rate`] | reversion, volatility | `pboc_lending_rates.csv` | least squares |
//! | [`bidders`] | bidders' mean and shape | `shanghai_press_bidders.csv` | likelihood |
//!
//! [`backtest`] and [`diagnostics`] hold what was fitted against what came;
//! [`crate::ensemble::scores`] says how far a forecast was off. Nothing here reads a file or
//! changes a scenario: data come in as numbers, estimates go out, and the command line writes them
//! as a block that a scenario takes.

pub mod auctions;
pub mod backtest;
pub mod bidders;
mod climb;
pub mod diagnostics;
pub mod land;
pub mod lending_rate;
pub mod regimes;
mod regression;

/// A number with its standard error, both in the parameter's own unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimated {
    /// The estimate.
    pub value: f64,
    /// Standard error of the estimate; `None` where the likelihood does not curve, or
    /// the number is fixed or at the end of its range.
    pub se: Option<f64>,
}
