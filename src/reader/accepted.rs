//! Which numbers a key accepts, and the words that say so.
//!
//! The same range refuses a value, stands in the finding, and bounds it in the schema for
//! editors.

use std::ops::RangeInclusive;

use super::key_kind::Numbers;

/// Numbers that a key accepts: a range, and whether they are whole.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// Least and greatest number.
    pub(super) range: RangeInclusive<f64>,
    /// Whether fractions are refused.
    pub(super) whole: bool,
}

impl Accepted {
    /// Any number of a range, both ends included.
    pub fn number(range: RangeInclusive<f64>) -> Self {
        Self { range, whole: false }
    }

    /// Whole numbers of a range, both ends included.
    pub fn whole(range: RangeInclusive<f64>) -> Self {
        Self { range, whole: true }
    }

    /// A share or probability: any number from 0 to 1.
    pub fn share() -> Self {
        Self::number(0.0..=1.0)
    }

    /// Money from 0 to 10 trillion yuan, more than any district's programme.
    pub fn money() -> Self {
        Self::number(0.0..=1e13)
    }

    /// The numbers as a schema describes them, in a unit.
    pub(super) fn described(&self, unit: &str) -> Numbers {
        Numbers {
            least: *self.range.start(),
            greatest: *self.range.end(),
            is_whole: self.whole,
            unit: unit.to_owned(),
        }
    }

    /// Whether a number is one of them; NaN never is.
    pub(super) fn accepts(&self, number: f64) -> bool {
        self.range.contains(&number) && (!self.whole || number.fract() == 0.0)
    }

    /// The numbers in words, as a finding states them.
    pub(super) fn words(&self, unit: &str) -> String {
        let kind = if self.whole { "a whole number" } else { "a number" };
        format!("{kind} from {} to {} [{unit}]", self.range.start(), self.range.end())
    }
}
