//! Workbooks as tables, where the program is built with spreadsheets.

#[cfg(feature = "spreadsheets")]
mod cells;

use crate::finding::{Finding, Place, Rejected};

use super::sheet::Sheet;

/// The sheets of a workbook that have anything in them.
///
/// # Errors
/// When it cannot be read, or the program is built without spreadsheets.
#[cfg(feature = "spreadsheets")]
pub fn of_workbook(name: &str, bytes: Vec<u8>) -> Result<Vec<Sheet>, Rejected> {
    cells::sheets(name, bytes).map_err(|found| unreadable(name, found))
}

/// No workbook is read without spreadsheets.
///
/// # Errors
/// Always.
#[cfg(not(feature = "spreadsheets"))]
pub fn of_workbook(name: &str, _: Vec<u8>) -> Result<Vec<Sheet>, Rejected> {
    Err(unreadable(name, "a workbook".to_owned()))
}

fn unreadable(name: &str, found: String) -> Rejected {
    Rejected::new(vec![Finding {
        place: Place::whole(name),
        key: String::new(),
        found,
        accepted: "a workbook (.xlsx) that Excel opens, or a CSV file".to_owned(),
    }])
}
