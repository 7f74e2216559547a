//! What leaves the program: folders of tables, the manifest, and the text for the terminal.

pub mod auctions;
pub mod backtest;
pub mod book;
pub mod calibration;
pub mod comparison;
pub mod diagnostics;
pub mod drawing;
pub mod estimates;
pub mod explanation;
pub mod folder;
pub mod manifest;
pub mod page;
pub mod recorded;
pub mod recorded_shard;
pub mod regret;
pub mod replay;
pub mod run_tables;
pub mod schema;
pub mod selftest;
pub mod table_files;
pub mod terminal;
pub mod workbook;
