//! What people get to see of results: text in the terminal, pages with charts, workbooks.

mod budget;
mod command;
pub mod memo;
pub mod page;
mod plot_table;
mod projects;
mod shortage;
mod stress;
pub mod terminal;
mod verdict;
pub mod workbook;
