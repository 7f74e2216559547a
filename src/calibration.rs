//! Parameters estimated from data by documented methods.

pub mod regimes;
