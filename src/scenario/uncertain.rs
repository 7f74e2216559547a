//! A number that is not known: a distribution in the place of a value, drawn once per trial.

use super::history::numbers_of_column;
use super::parameter::Accepted;
use super::reader::Section;
use crate::finding::nearest;
use crate::uncertainty::correlation::Copula;
use crate::uncertainty::distribution::{Distribution, Shape};

/// Distributions by name.
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
/// Keys of all distributions.
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
/// Rounding that probabilities may show.
const PROBABILITY_TOLERANCE: f64 = 1e-9;
/// Most values of a discrete distribution.
const MOST_VALUES: usize = 1000;

/// A key whose value is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct UncertainNumber {
    /// Dotted key; it addresses the random words.
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

/// Reads a distribution of a number in `unit`; `None` when something is wrong with it.
pub(super) fn read_distribution(section: &Section<'_>, unit: &str) -> Option<Distribution> {
    let shape = read_shape(section, unit);
    let any = Accepted::number(-1e13..=1e13);
    let least = section.optional_number("at_least", unit, &any);
    let greatest = section.optional_number("at_most", unit, &any);
    section.refuse_uncertain(&PARAMETERS);
    section.refuse_uncertain(&["at_least", "at_most"]);
    let is_empty = least.zip(greatest).is_some_and(|(least, greatest)| greatest < least);
    if !section.is_sound() {
        return None;
    }
    let distribution = Distribution::new(shape?);
    let kept = if is_empty { None } else { distribution.truncated(least, greatest) };
    if kept.is_none() {
        section.find("at_least", "ends between which nothing lies", "ends that leave something");
    }
    kept
}

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

/// Whether the parameters fit together; what does not is noted.
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

fn read_empirical(section: &Section<'_>) -> Vec<f64> {
    let (file, column) = (section.text("file"), section.text("column"));
    if !section.sound(&["file", "column"]) {
        return vec![0.0];
    }
    match numbers_of_column(&file, &column, section) {
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

/// Reads `[[copula]]`: pairs of uncertain numbers that move together, each with a rank correlation.
/// `numbers` are all uncertain numbers, sorted by key; `None` when no two go together.
pub(super) fn read_copula(root: &Section<'_>, numbers: &[UncertainNumber]) -> Option<Copula> {
    let pairs = root.each("copula", |pair| {
        let between = pair.optional_texts("between");
        let correlation = Accepted::number(-1.0..=1.0);
        let ranks = pair.number("rank_correlation", "rank correlation", &correlation);
        pair.refuse_uncertain(&["rank_correlation"]);
        if between.len() != 2 || between[0] == between[1] {
            let found = format!("{} keys", between.len());
            pair.find("between", found, "two different keys of uncertain numbers");
            return None;
        }
        let places: Vec<usize> =
            between.iter().filter_map(|key| place_of(pair, key, numbers)).collect();
        (places.len() == 2).then(|| (places[0], places[1], ranks))
    });
    if pairs.is_empty() || !root.sound(&["copula"]) {
        return None;
    }
    let size = numbers.len();
    let mut matrix: Vec<Vec<f64>> =
        (0..size).map(|row| (0..size).map(|at| f64::from(u8::from(at == row))).collect()).collect();
    for (left, right, ranks) in pairs.into_iter().flatten() {
        matrix[left][right] = ranks;
        matrix[right][left] = ranks;
    }
    let copula = Copula::of_ranks(&matrix);
    if copula.is_none() {
        let found = "rank correlations that cannot occur together";
        root.find("copula", found, "a positive definite matrix of them");
    }
    copula
}

fn place_of(pair: &Section<'_>, key: &str, numbers: &[UncertainNumber]) -> Option<usize> {
    let place = numbers.iter().position(|number| number.key == key);
    if place.is_none() {
        let accepted = match nearest(key, numbers.iter().map(|number| number.key.as_str())) {
            Some(near) => format!("the key of an uncertain number, perhaps {near:?}"),
            None => "the key of an uncertain number, as `landsim show` prints it".to_owned(),
        };
        pair.find("between", format!("the text {key:?}"), accepted);
    }
    place
}
