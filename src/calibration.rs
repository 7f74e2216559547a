//! Parameters estimated from data by documented methods.

pub mod backtest;
pub mod diagnostics;
pub mod regimes;
pub mod scores;
