//! What people get to see of results: the text for the terminal, pages, charts and workbooks.

pub mod auctions;
pub mod backtest;
pub mod calibration;
pub mod comparison;
pub mod diagnostics;
pub mod drawing;
pub mod estimates;
pub mod explanation;
pub mod page;
pub mod regret;
pub mod replay;
pub mod schema;
pub mod selftest;
pub mod terminal;
pub mod workbook;
