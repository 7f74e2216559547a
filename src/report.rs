//! What people get to see of results: text in the terminal, pages with charts, workbooks.

mod budget;
pub mod page;
mod plot_table;
pub mod terminal;
mod verdict;
pub mod workbook;
