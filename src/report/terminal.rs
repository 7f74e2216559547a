//! Results as text for the terminal.

pub mod auctions;
pub mod backtest;
pub mod calibration;
pub mod comparison;
pub mod diagnostics;
pub mod estimates;
pub mod explanation;
pub mod project_plan;
mod projects;
pub mod regret;
pub mod replay;
pub mod run;
pub mod selftest;
mod text_table;
pub mod track;
