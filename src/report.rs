//! What people get to see of results: text in the terminal, pages with charts, workbooks.

mod budget;
pub mod chapter;
mod command;
pub mod memo;
pub mod page;
mod paper;
pub mod plan;
mod plot_table;
mod projects;
mod shortage;
mod stress;
pub mod terminal;
mod verdict;
pub mod workbook;
