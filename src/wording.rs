//! What people read: texts in both languages, the words of reports, and numbers in an office's
//! units.
//!
//! Names of figures, series and fields stand in the [catalogue](crate::catalogue); every other word
//! stands in `assets/wording/words.toml`, meanings of columns in `meanings.toml` and names of a
//! scenario's numbers in `parameters.toml` beside it.

pub mod help;
pub mod meanings;
pub mod parameters;
pub mod phrases;
pub mod text;
pub mod units;
pub mod words;
