//! What people get to see of results: text in the terminal, pages with charts, workbooks.

pub mod page;
pub mod terminal;
pub mod workbook;
