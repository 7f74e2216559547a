//! Reads the distribution that stands in the place of a value.
//!
//! Any number of a file may be `{ value = { distribution = "...", .. } }`. Which keys a
//! distribution has is in `docs/model.md` (Uncertain numbers); mean and standard deviation
//! are always those of the number itself, in its own unit, also of lognormals. The numbers
//! of a distribution are no distributions themselves.

use crate::reader::accepted::Accepted;
use crate::reader::column::numbers_of_column;
use crate::uncertainty::distribution::{Distribution, Shape};

use super::Section;

/// Names of the distributions, in the order in which they are read.
const NAMES: [&str; 10] = [
    "fixed",
    "uniform",
    "triangular",
    "pert",
    "normal",
    "lognormal",
    "beta",
    "gamma",
    "discrete",
    "empirical",
];
/// Keys that some distribution has; all are tolerated when the name is not known.
const PARAMETERS: [&str; 12] = [
    "value",
    "least",
    "mode",
    "greatest",
    "mean",
    "sd",
    "alpha",
    "beta",
    "values",
    "probabilities",
    "file",
    "column",
];
/// How far the sum of probabilities may be from 1, for those that are no round binary
/// numbers.
const PROBABILITY_TOLERANCE: f64 = 1e-9;
/// Most values of a discrete distribution.
const MOST_VALUES: usize = 1000;

impl Section<'_> {
    /// Reads a distribution of a number in `unit`, cut off at `at_least` and `at_most`
    /// where they are stated; `None` when something is wrong with it, which is noted then.
    pub fn distribution(&self, unit: &str) -> Option<Distribution> {
        let shape = read_shape(self, unit);
        let any = Accepted::number(-1e13..=1e13);
        let least = self.optional_number("at_least", unit, &any);
        let greatest = self.optional_number("at_most", unit, &any);
        self.refuse_uncertain(&PARAMETERS);
        self.refuse_uncertain(&["at_least", "at_most"]);
        let is_empty = least.zip(greatest).is_some_and(|(least, greatest)| greatest < least);
        if !self.is_sound() {
            return None;
        }
        let distribution = Distribution::new(shape?);
        let kept = if is_empty { None } else { distribution.truncated(least, greatest) };
        if kept.is_none() {
            self.find("at_least", "ends between which nothing lies", "ends that leave something");
        }
        kept
    }
}

/// Reads what a distribution's name asks for, from -10^13 to 10^13; `None` when something
/// is wrong.
fn read_shape(section: &Section<'_>, unit: &str) -> Option<Shape> {
    let any = Accepted::number(-1e13..=1e13);
    let positive = Accepted::number(1e-12..=1e13);
    let number = |key| section.number(key, unit, &any);
    let above_zero = |key| section.number(key, unit, &positive);
    let exponent = |key| section.number(key, "shape", &Accepted::number(0.01..=1e4));
    let name = section.choice("distribution", &NAMES);
    if section.sound(&[]) && !section.sound(&["distribution"]) {
        // Nobody knows which keys were meant.
        section.tolerate(&PARAMETERS);
        return None;
    }
    let shape = match name {
        0 => Shape::Fixed(number("value")),
        1 => Shape::Uniform { least: number("least"), greatest: number("greatest") },
        2 => {
            let [least, mode, greatest] = ["least", "mode", "greatest"].map(number);
            Shape::Triangular { least, mode, greatest }
        }
        3 => {
            let [least, mode, greatest] = ["least", "mode", "greatest"].map(number);
            Shape::Pert { least, mode, greatest }
        }
        4 => Shape::Normal { mean: number("mean"), sd: above_zero("sd") },
        5 => Shape::Lognormal { mean: above_zero("mean"), sd: above_zero("sd") },
        6 => {
            let [least, greatest] = ["least", "greatest"].map(number);
            Shape::Beta { least, greatest, alpha: exponent("alpha"), beta: exponent("beta") }
        }
        7 => Shape::Gamma { mean: above_zero("mean"), sd: above_zero("sd") },
        8 => read_discrete(section, unit),
        _ => Shape::Empirical(read_empirical(section)),
    };
    if !section.is_sound() {
        return None;
    }
    is_possible(section, &shape).then_some(shape)
}

/// Whether the parameters fit together: ends in order with the mode between them, a gamma
/// whose standard deviation is no more than a hundred times its mean; what does not is
/// noted.
fn is_possible(section: &Section<'_>, shape: &Shape) -> bool {
    let (least, mode, greatest) = match *shape {
        Shape::Uniform { least, greatest } | Shape::Beta { least, greatest, .. } => {
            (least, least, greatest)
        }
        Shape::Triangular { least, mode, greatest } | Shape::Pert { least, mode, greatest } => {
            (least, mode, greatest)
        }
        Shape::Gamma { mean, sd } => {
            let is_possible = (1e-4..=100.0).contains(&(sd / mean));
            if !is_possible {
                let found = format!("{} times the mean", sd / mean);
                section.find("sd", found, "0.0001 to 100 times the mean");
            }
            return is_possible;
        }
        _ => return true,
    };
    let is_possible = least < greatest && (least..=greatest).contains(&mode);
    if !is_possible {
        let found = format!("{greatest}, with least {least} and mode {mode}");
        section.find("greatest", found, "least below greatest, and the mode between them");
    }
    is_possible
}

/// Reads values in ascending order with probabilities that sum to 1, at most a thousand.
fn read_discrete(section: &Section<'_>, unit: &str) -> Shape {
    let length = section.list_length("values").clamp(1, MOST_VALUES);
    let any = Accepted::number(-1e13..=1e13);
    let values = section.numbers("values", unit, &any, length);
    let probabilities = section.numbers("probabilities", "probability", &Accepted::share(), length);
    let total: f64 = probabilities.iter().sum();
    let ascending = values.windows(2).all(|pair| pair[0] < pair[1]);
    if section.sound(&["values"]) && !ascending {
        section.find("values", "values out of order", "values in ascending order");
    }
    if section.sound(&["probabilities"]) && (total - 1.0).abs() > PROBABILITY_TOLERANCE {
        let found = format!("probabilities that sum to {total}");
        section.find("probabilities", found, "probabilities that sum to 1");
    }
    let mut sum = 0.0;
    let running = probabilities.iter().map(|probability| {
        sum += probability;
        sum
    });
    let mut cumulative: Vec<f64> = running.collect();
    if let Some(last) = cumulative.last_mut() {
        *last = 1.0;
    }
    Shape::Discrete { values, cumulative }
}

/// Reads the numbers of a column of a data file, sorted; each is equally likely.
fn read_empirical(section: &Section<'_>) -> Vec<f64> {
    let (file, column) = (section.text("file"), section.text("column"));
    if !section.sound(&["file", "column"]) {
        return vec![0.0];
    }
    match section.data_file(&file).and_then(|text| numbers_of_column(&text, &column)) {
        Ok(mut numbers) => {
            numbers.sort_by(f64::total_cmp);
            numbers
        }
        Err(bad) => {
            section.find("file", format!("{file}: {}", bad.found), bad.accepted);
            vec![0.0]
        }
    }
}
