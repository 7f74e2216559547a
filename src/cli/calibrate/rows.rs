//! Cells and rows of files of data, and what is said of those that are not taken.

use landsim::calendar::YearMonth;
use landsim::finding::{Finding, Place, Rejected};
use landsim::reader::column::Row;
use landsim::reader::office::spelling;
use landsim::reader::office::units::Factor;

/// A month, or the month of a date such as YYYY-MM-DD, as offices write it.
pub(super) fn month_of(date: &str) -> Option<YearMonth> {
    spelling::month(date).parse().ok()
}

/// A finite number, as offices write it.
pub(super) fn number(cell: &str) -> Option<f64> {
    let number = spelling::number(cell, Factor::ONE).parse().ok();
    number.filter(|number: &f64| number.is_finite())
}

/// A finite number above 0.
pub(super) fn positive(cell: &str) -> Option<f64> {
    number(cell).filter(|number| *number > 0.0)
}

/// Why a row of a file is not taken.
pub(super) fn bad_row(file: &str, (line, cells): &Row, accepted: &str) -> Rejected {
    bad_file(file, format!("line {line} with {}", cells.join(", ")), accepted)
}

/// Why a file is not taken.
pub(super) fn bad_file(file: &str, found: String, accepted: &str) -> Rejected {
    let (place, accepted) = (Place::whole(file), accepted.into());
    Rejected::new(vec![Finding { place, key: String::new(), found, accepted }])
}
