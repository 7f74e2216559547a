//! A number that is not known: drawn once per trial from a distribution that stands in the
//! place of a value.
//!
//! Each has a stream of its own, addressed by its dotted key, and is drawn by inversion of
//! one uniform: adding or fixing one moves no other.

use crate::uncertainty::distribution::Distribution;

/// A key whose value is drawn in each trial.
#[derive(Debug, Clone, PartialEq)]
pub struct UncertainNumber {
    /// Dotted key; it addresses the number's random draws.
    pub key: String,
    /// Unit of the number.
    pub unit: String,
    /// Distribution that the number is drawn from, cut off where the file says so.
    pub distribution: Distribution,
    /// Whether draws are rounded to whole numbers.
    pub is_whole: bool,
}

impl UncertainNumber {
    /// The number that belongs to a uniform from 0 to 1: the quantile of that probability.
    pub fn at(&self, uniform: f64) -> f64 {
        self.rounded(self.distribution.at(uniform))
    }

    /// The median, which stands for the number where one value is needed: in `landsim show`
    /// and in a single model.
    pub fn median(&self) -> f64 {
        self.rounded(self.distribution.median())
    }

    /// Least and greatest number that can be drawn.
    pub fn ends(&self) -> (f64, f64) {
        let (least, greatest) = self.distribution.support();
        (self.rounded(least), self.rounded(greatest))
    }

    /// The number, rounded where the key takes whole numbers alone.
    fn rounded(&self, number: f64) -> f64 {
        if self.is_whole { number.round() } else { number }
    }
}
