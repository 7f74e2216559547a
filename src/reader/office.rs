//! Tables as offices write them: workbooks and texts of any encoding, their spellings of numbers,
//! months and units.
//!
//! Plot tables, histories and facts are read through it, so that a file that one of them takes in
//! the others take, too.

pub mod sheet;
pub mod spelling;
pub mod units;
pub mod width;
pub mod workbook;
