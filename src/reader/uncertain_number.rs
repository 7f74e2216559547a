//! A number that is not known: drawn once per trial from a distribution that stands in the place of a
//! value.

use crate::uncertainty::distribution::Distribution;

/// A key whose value is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct UncertainNumber {
    /// Dotted key; it addresses the number's random draws.
    pub key: String,
    /// Unit of the number.
    pub unit: String,
    /// What it is drawn from.
    pub distribution: Distribution,
    /// Whether draws are rounded to whole numbers.
    pub is_whole: bool,
}

impl UncertainNumber {
    /// The number that belongs to a uniform.
    pub fn at(&self, uniform: f64) -> f64 {
        self.rounded(self.distribution.at(uniform))
    }

    /// What stands for the number where one value is needed.
    pub fn median(&self) -> f64 {
        self.rounded(self.distribution.median())
    }

    /// Least and greatest number that can be drawn.
    pub fn ends(&self) -> (f64, f64) {
        let (least, greatest) = self.distribution.support();
        (self.rounded(least), self.rounded(greatest))
    }

    fn rounded(&self, number: f64) -> f64 {
        if self.is_whole { number.round() } else { number }
    }
}
