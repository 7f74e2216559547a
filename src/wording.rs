//! What people read: texts in both languages, the words of reports, and numbers in an office's
//! units.
//!
//! Names of figures, series and fields stand in the [catalogue](crate::catalogue); every other word
//! stands in `assets/wording/words.toml`.

pub mod meanings;
pub mod text;
pub mod units;
pub mod words;
