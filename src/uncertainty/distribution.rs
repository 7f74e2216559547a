//! Distributions of uncertain numbers by inversion: one uniform, one value.
//!
//! Inversion keeps what the uniforms were given: stratified, antithetic and quasi-random points and
//! correlations of ranks pass through to the values unchanged.
//!
//! # Example
//!
//! ```
//! use landsim::uncertainty::distribution::{Distribution, Shape};
//!
//! let whole = Distribution::new(Shape::Pert { least: 8.0, mode: 9.0, greatest: 12.0 });
//! let kept = whole.truncated(None, Some(11.0)).expect("something falls below 11");
//! assert_eq!(kept.support(), (8.0, 11.0));
//! ```

use std::f64::consts::FRAC_1_SQRT_2;

use crate::quantity::{count, index};
use crate::uncertainty::elementary::{ln, sqrt};
use crate::uncertainty::incomplete::{beta_below, beta_between, gamma_below, gamma_quantile};
use crate::uncertainty::normal::{LognormalByMoments, inverse};

/// A truncation that leaves less probability than this leaves nothing: stretched to a whole
/// distribution, its values would be made of rounding.
const LEAST_PROBABILITY: f64 = 1e-9;
/// The greatest number below 1: no quantile is asked for at 1, where it may be infinite.
const BELOW_ONE: f64 = 1.0 - f64::EPSILON / 2.0;

/// A distribution of an uncertain number, in whatever unit the number has.
///
/// Parameters are checked by whoever makes it: all are finite, ends ascend (`least` < `greatest`,
/// the mode between or at them), every `sd`, `alpha` and `beta` is above 0, and so are the means of
/// the lognormal and the gamma.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Always this number.
    Fixed(f64),
    /// Equally likely anywhere between two ends.
    Uniform {
        /// Least number.
        least: f64,
        /// Greatest number.
        greatest: f64,
    },
    /// A density that rises in a straight line to the mode and falls in a straight line from it.
    Triangular {
        /// Least number.
        least: f64,
        /// Most likely number.
        mode: f64,
        /// Greatest number.
        greatest: f64,
    },
    /// The beta distribution with mean (least + 4 mode + greatest) / 6 and shapes that sum to 6:
    /// smoother than a triangle and with less weight at the ends.
    Pert {
        /// Least number.
        least: f64,
        /// Most likely number.
        mode: f64,
        /// Greatest number.
        greatest: f64,
    },
    /// Normal.
    Normal {
        /// Mean.
        mean: f64,
        /// Standard deviation.
        sd: f64,
    },
    /// Lognormal.
    Lognormal {
        /// Mean of the number itself, not of its logarithm.
        mean: f64,
        /// Standard deviation of the number itself, not of its logarithm.
        sd: f64,
    },
    /// Beta, stretched from 0 to 1 onto least to greatest.
    Beta {
        /// Least number.
        least: f64,
        /// Greatest number.
        greatest: f64,
        /// First shape, 0.01 to 10,000; a large one draws the number to the greatest.
        alpha: f64,
        /// Second shape, 0.01 to 10,000; a large one draws the number to the least.
        beta: f64,
    },
    /// Gamma, of shape (mean/sd)² and scale sd²/mean.
    Gamma {
        /// Mean.
        mean: f64,
        /// Standard deviation, from a ten-thousandth of the mean to a hundred times the mean.
        sd: f64,
    },
    /// One of several numbers with probabilities of their own; at least one, and as many
    /// probabilities.
    Discrete {
        /// The numbers, ascending.
        values: Vec<f64>,
        /// For each the probability of it or a lesser one; the last is 1.
        cumulative: Vec<f64>,
    },
    /// One of these numbers, at least one, ascending; one that stands twice is twice as likely.
    Empirical(Vec<f64>),
}

impl Shape {
    /// Probability of a number of at most `number`, which may lie outside the support.
    pub fn cdf(&self, number: f64) -> f64 {
        match *self {
            Self::Fixed(value) => f64::from(number >= value),
            Self::Uniform { least, greatest } => share(number, least, greatest),
            Self::Triangular { least, mode, greatest } => {
                triangular_below(number, least, mode, greatest)
            }
            Self::Pert { least, mode, greatest } => {
                let (alpha, beta) = pert_shapes(least, mode, greatest);
                beta_below(alpha, beta, share(number, least, greatest))
            }
            Self::Normal { mean, sd } => normal_cdf((number - mean) / sd),
            Self::Lognormal { mean, sd } => lognormal_below(number, mean, sd),
            Self::Beta { least, greatest, alpha, beta } => {
                beta_below(alpha, beta, share(number, least, greatest))
            }
            Self::Gamma { mean, sd } => {
                let (shape, scale) = gamma_parameters(mean, sd);
                gamma_below(shape, number / scale)
            }
            Self::Discrete { ref values, ref cumulative } => {
                before(cumulative, values.partition_point(|value| *value <= number))
            }
            Self::Empirical(ref values) => {
                count(values.partition_point(|value| *value <= number)) / count(values.len())
            }
        }
    }

    /// The number that belongs to a probability strictly between 0 and 1: where values are
    /// discrete, the least whose [`cdf`](Self::cdf) exceeds it.
    fn quantile(&self, probability: f64) -> f64 {
        match *self {
            Self::Fixed(value) => value,
            Self::Uniform { least, greatest } => least + (greatest - least) * probability,
            Self::Triangular { least, mode, greatest } => {
                triangular_at(probability, least, mode, greatest)
            }
            Self::Pert { least, mode, greatest } => {
                beta_between((least, greatest), pert_shapes(least, mode, greatest), probability)
            }
            Self::Normal { mean, sd } => mean + sd * inverse(probability),
            Self::Lognormal { mean, sd } => {
                LognormalByMoments::new(mean, sd).at(inverse(probability))
            }
            Self::Beta { least, greatest, alpha, beta } => {
                beta_between((least, greatest), (alpha, beta), probability)
            }
            Self::Gamma { mean, sd } => {
                let (shape, scale) = gamma_parameters(mean, sd);
                scale * gamma_quantile(shape, probability)
            }
            Self::Discrete { ref values, ref cumulative } => {
                value_at(values, cumulative.partition_point(|reached| *reached <= probability))
            }
            Self::Empirical(ref values) => {
                value_at(values, index(probability * count(values.len())))
            }
        }
    }

    /// Least and greatest number.
    fn support(&self) -> (f64, f64) {
        match *self {
            Self::Fixed(value) => (value, value),
            Self::Uniform { least, greatest }
            | Self::Triangular { least, greatest, .. }
            | Self::Pert { least, greatest, .. }
            | Self::Beta { least, greatest, .. } => (least, greatest),
            Self::Normal { .. } => (f64::NEG_INFINITY, f64::INFINITY),
            Self::Lognormal { .. } | Self::Gamma { .. } => (0.0, f64::INFINITY),
            Self::Discrete { ref values, .. } | Self::Empirical(ref values) => {
                (value_at(values, 0), value_at(values, values.len()))
            }
        }
    }
}

/// A [`Shape`], whole or given that the number falls between two bounds.
///
/// A truncation draws from the part of the probabilities that is kept, so one uniform still
/// gives one number and no draw is ever thrown away.
#[derive(Debug, Clone, PartialEq)]
pub struct Distribution {
    shape: Shape,
    /// Probabilities of the whole shape that are kept, from and to.
    kept: (f64, f64),
    /// Least and greatest number.
    ends: (f64, f64),
}

impl Distribution {
    /// The whole of a shape.
    pub fn new(shape: Shape) -> Self {
        let ends = shape.support();
        Self { shape, kept: (0.0, 1.0), ends }
    }

    /// Kept between `least` and `greatest` where given: the distribution given that the number
    /// falls there, the bounds included. None when no probability (less than 1e-9) falls there.
    pub fn truncated(self, least: Option<f64>, greatest: Option<f64>) -> Option<Self> {
        let from = least.unwrap_or(f64::NEG_INFINITY).max(self.ends.0);
        let to = greatest.unwrap_or(f64::INFINITY).min(self.ends.1);
        let is_kept = |value: &f64| (from..=to).contains(value);
        match self.shape {
            Shape::Fixed(value) => is_kept(&value).then(|| Self::new(Shape::Fixed(value))),
            Shape::Discrete { values, cumulative } => {
                discrete_between(&values, &cumulative, from, to).map(Self::new)
            }
            Shape::Empirical(mut values) => {
                values.retain(is_kept);
                (!values.is_empty()).then(|| Self::new(Shape::Empirical(values)))
            }
            shape => {
                let low = shape.cdf(from).max(self.kept.0);
                let high = shape.cdf(to).min(self.kept.1);
                (high - low >= LEAST_PROBABILITY).then_some(Self {
                    shape,
                    kept: (low, high),
                    ends: (from, to),
                })
            }
        }
    }

    /// The number that belongs to a uniform in (0, 1); it never falls as the uniform rises.
    pub fn at(&self, uniform: f64) -> f64 {
        let (low, high) = self.kept;
        // Rounding may reach 0 or 1, where numbers without end would be infinite.
        let probability = (low + uniform * (high - low)).clamp(f64::MIN_POSITIVE, BELOW_ONE);
        self.shape.quantile(probability).max(self.ends.0).min(self.ends.1)
    }

    /// Least and greatest number it can take; infinite where it has no end.
    pub fn support(&self) -> (f64, f64) {
        self.ends
    }

    /// The number that half of all draws stay below.
    pub fn median(&self) -> f64 {
        self.at(0.5)
    }
}

/// Probability that a standard normal is at most `z`, by `libm`'s complementary error
/// function: the lower tail keeps its digits, the upper one only those that 1 leaves.
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * FRAC_1_SQRT_2)
}

/// How much of the way from `least` to `greatest` lies behind `number`, 0 to 1.
fn share(number: f64, least: f64, greatest: f64) -> f64 {
    if number >= greatest {
        1.0
    } else if number <= least {
        0.0
    } else {
        (number - least) / (greatest - least)
    }
}

/// The distribution function of a triangle.
fn triangular_below(number: f64, least: f64, mode: f64, greatest: f64) -> f64 {
    let (number, width) = (number.min(greatest), greatest - least);
    if number > mode {
        1.0 - (greatest - number) * (greatest - number) / (width * (greatest - mode))
    } else if number > least {
        (number - least) * (number - least) / (width * (mode - least))
    } else {
        0.0
    }
}

fn triangular_at(probability: f64, least: f64, mode: f64, greatest: f64) -> f64 {
    let width = greatest - least;
    if probability * width < mode - least {
        least + sqrt(probability * width * (mode - least))
    } else {
        greatest - sqrt((1.0 - probability) * width * (greatest - mode))
    }
}

/// The distribution function of a lognormal given by its own moments; 0 for numbers up to 0.
fn lognormal_below(number: f64, mean: f64, sd: f64) -> f64 {
    let sigma = LognormalByMoments::new(mean, sd).sigma();
    normal_cdf(ln(number.max(0.0) / mean) / sigma + 0.5 * sigma)
}

/// Shapes of the beta distribution behind a PERT; they always sum to 6.
fn pert_shapes(least: f64, mode: f64, greatest: f64) -> (f64, f64) {
    let risen = share(mode, least, greatest);
    (1.0 + 4.0 * risen, 1.0 + 4.0 * (1.0 - risen))
}

/// Shape and scale of a gamma distribution with these moments.
fn gamma_parameters(mean: f64, sd: f64) -> (f64, f64) {
    let precision = mean / sd;
    (precision * precision, sd / precision)
}

/// The value at a place, or the last: sums of probabilities may stay below 1 by rounding.
fn value_at(values: &[f64], place: usize) -> f64 {
    values.get(place).or(values.last()).copied().unwrap_or(f64::NAN)
}

/// The running sum before a place.
fn before(cumulative: &[f64], place: usize) -> f64 {
    if place == 0 { 0.0 } else { cumulative[place - 1] }
}

/// A discrete shape of the values between two bounds, if there is one.
fn discrete_between(values: &[f64], cumulative: &[f64], from: f64, to: f64) -> Option<Shape> {
    let first = values.partition_point(|value| *value < from);
    let end = values.partition_point(|value| *value <= to);
    let (values, sums) = (values.get(first..end)?, cumulative.get(first..end)?);
    let skipped = before(cumulative, first);
    let total = sums.last()? - skipped;
    (total >= LEAST_PROBABILITY).then(|| Shape::Discrete {
        values: values.to_vec(),
        cumulative: sums.iter().map(|sum| (sum - skipped) / total).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{self as known, ContinuousCDF};

    const PROBABILITIES: [f64; 8] = [1e-6, 0.01, 0.05, 0.3, 0.5, 0.77, 0.95, 0.999];
    const NORMAL: Shape = Shape::Normal { mean: 10.0, sd: 4.0 };
    const PERT: Shape = Shape::Pert { least: 1.0, mode: 2.0, greatest: 6.0 };

    /// One of three: 1 with probability 0.2, 2 with 0.5, 5 with 0.3.
    fn discrete() -> Shape {
        Shape::Discrete { values: vec![1.0, 2.0, 5.0], cumulative: vec![0.2, 0.7, 1.0] }
    }

    fn kept(shape: Shape, least: Option<f64>, greatest: Option<f64>) -> Option<Distribution> {
        Distribution::new(shape).truncated(least, greatest)
    }

    fn values(drawn: &Distribution, cells: u32) -> Vec<f64> {
        (0..cells).map(|cell| drawn.at((f64::from(cell) + 0.5) / f64::from(cells))).collect()
    }

    /// That what is drawn, less `start` and over `width`, has the distribution `expected`.
    fn assert_drawn(shape: Shape, start: f64, width: f64, expected: &dyn ContinuousCDF<f64, f64>) {
        let drawn = Distribution::new(shape);
        for probability in PROBABILITIES {
            let found = drawn.at(probability);
            for reached in [expected.cdf((found - start) / width), drawn.shape.cdf(found)] {
                let is_met = (reached - probability).abs() < 1e-9;
                assert!(is_met, "{drawn:?} {probability}: {found} {reached}");
            }
        }
        assert!(values(&drawn, 5_000).is_sorted(), "{drawn:?}");
    }

    #[test]
    fn draws_have_the_distribution_statrs_gives() {
        let uniform = Shape::Uniform { least: -1.0, greatest: 4.0 };
        assert_drawn(uniform, 0.0, 1.0, &known::Uniform::new(-1.0, 4.0).unwrap());
        assert_drawn(NORMAL, 0.0, 1.0, &known::Normal::new(10.0, 4.0).unwrap());
        for (least, mode, greatest) in [(0.5, 0.6, 1.9), (2.0, 2.0, 5.0), (2.0, 5.0, 5.0)] {
            let expected = known::Triangular::new(least, greatest, mode).unwrap();
            assert_drawn(Shape::Triangular { least, mode, greatest }, 0.0, 1.0, &expected);
        }
        // By hand: the logarithm has variance ln(1 + sd²/mean²), ln(13/9) and ln 5, and mean
        // ln(mean) less half of that.
        for (mean, sd, location, variance) in [
            (9.0, 6.0, 2.013_362_187_273_561, 0.367_724_780_125_317_34_f64),
            (1.0, 2.0, -0.804_718_956_217_050_1, 1.609_437_912_434_100_3),
        ] {
            let expected = known::LogNormal::new(location, variance.sqrt()).unwrap();
            assert_drawn(Shape::Lognormal { mean, sd }, 0.0, 1.0, &expected);
        }
        // By hand: shape mean²/sd² and rate mean/sd².
        for (sd, shape, rate) in [(1.0, 100.0, 10.0), (10.0, 1.0, 0.1), (20.0, 0.25, 0.025)] {
            let expected = known::Gamma::new(shape, rate).unwrap();
            assert_drawn(Shape::Gamma { mean: 10.0, sd }, 0.0, 1.0, &expected);
        }
        for (least, alpha, beta) in [(-2.0, 0.5, 0.5), (0.0, 2.0, 5.0), (10.0, 80.0, 3.0)] {
            let expected = known::Beta::new(alpha, beta).unwrap();
            let shape = Shape::Beta { least, greatest: least + 5.0, alpha, beta };
            assert_drawn(shape, least, 5.0, &expected);
        }
        // By hand: 1 + 4/5 and 1 + 16/5; 1 and 5 with the mode at the least number.
        assert_drawn(PERT, 1.0, 5.0, &known::Beta::new(1.8, 4.2).unwrap());
        let falling = Shape::Pert { least: -3.0, mode: -3.0, greatest: 1.0 };
        assert_drawn(falling, -3.0, 4.0, &known::Beta::new(1.0, 5.0).unwrap());
    }

    #[test]
    fn draws_have_the_moments_they_were_asked_for() {
        const CELLS: u32 = 200_000;
        // By hand: PERT (1 + 4·2 + 6)/6, variance (2.5 - 1)(6 - 2.5)/7; beta 10 + 7·2/7 and
        // 7²·2·5/(7²·8).
        for (shape, mean, variance) in [
            (Shape::Lognormal { mean: 9.0, sd: 6.0 }, 9.0, 36.0_f64),
            (Shape::Gamma { mean: 10.0, sd: 1.0 }, 10.0, 1.0),
            (Shape::Gamma { mean: 10.0, sd: 20.0 }, 10.0, 400.0),
            (PERT, 2.5, 0.75),
            (Shape::Beta { least: 10.0, greatest: 17.0, alpha: 2.0, beta: 5.0 }, 12.0, 1.25),
        ] {
            let found = values(&Distribution::new(shape.clone()), CELLS);
            let average = found.iter().sum::<f64>() / f64::from(CELLS);
            let squares = found.iter().map(|value| (value - average) * (value - average));
            let sd = (squares.sum::<f64>() / f64::from(CELLS)).sqrt();
            assert!((average - mean).abs() < 1e-3, "{shape:?}: {average}");
            assert!((sd - variance.sqrt()).abs() < 5e-3, "{shape:?}: {sd}");
        }
    }

    #[test]
    fn a_truncated_normal_is_the_normal_given_that_it_falls_there() {
        let normal = known::Normal::new(10.0, 4.0).unwrap();
        for (least, greatest) in [(Some(3.0), Some(12.0)), (Some(17.0), None), (None, Some(8.0))] {
            let drawn = kept(NORMAL, least, greatest).unwrap();
            let below = least.map_or(0.0, |number| normal.cdf(number));
            let within = greatest.map_or(1.0, |number| normal.cdf(number)) - below;
            for probability in PROBABILITIES {
                let found = drawn.at(probability);
                let reached = (normal.cdf(found) - below) / within;
                assert!((reached - probability).abs() < 1e-9, "{drawn:?} {probability}: {found}");
            }
            let ends = (least.unwrap_or(f64::NEG_INFINITY), greatest.unwrap_or(f64::INFINITY));
            assert_eq!(drawn.support(), ends);
            assert!(drawn.at(0.0) >= ends.0 && drawn.at(1.0) <= ends.1.min(1e9));
            assert!(values(&drawn, 5_000).is_sorted());
        }
        let one_by_one = kept(NORMAL, Some(3.0), None).unwrap().truncated(None, Some(12.0));
        assert_eq!(one_by_one, kept(NORMAL, Some(3.0), Some(12.0)));
    }

    #[test]
    fn nothing_is_drawn_from_where_nothing_falls() {
        // P(Z > 7) is 1.3e-12 and P(Z > 5) is 2.9e-7.
        assert!(kept(NORMAL, Some(30.0), None).is_some());
        for (shape, least, greatest) in [
            (NORMAL, Some(38.0), None),
            (NORMAL, Some(11.0), Some(9.0)),
            (PERT, None, Some(1.0)),
            (Shape::Gamma { mean: 2.0, sd: 1.0 }, None, Some(0.0)),
            (Shape::Fixed(7.0), Some(7.5), None),
            (discrete(), Some(3.0), Some(4.0)),
            (Shape::Empirical(vec![1.0, 3.0]), Some(4.0), None),
        ] {
            assert_eq!(kept(shape, least, greatest), None);
        }
    }

    #[test]
    fn discrete_and_empirical_values_have_their_probabilities() {
        let at = |drawn: &Distribution, uniforms: [f64; 5]| uniforms.map(|u| drawn.at(u));
        let all = Distribution::new(discrete());
        assert_eq!(at(&all, [0.1, 0.2, 0.69, 0.7, 0.999]), [1.0, 2.0, 2.0, 5.0, 5.0]);
        assert_eq!([0.9, 1.0, 4.9, 5.0].map(|number| all.shape.cdf(number)), [0.0, 0.2, 0.7, 1.0]);
        // Without the 1, 2 has 0.5 of 0.8, which is 0.625.
        let most = kept(discrete(), Some(1.5), None).unwrap();
        assert_eq!(at(&most, [0.01, 0.3, 0.62, 0.63, 0.99]), [2.0, 2.0, 2.0, 5.0, 5.0]);
        assert_eq!(most.support(), (2.0, 5.0));
        assert_eq!(kept(discrete(), Some(2.0), Some(4.0)).unwrap().support(), (2.0, 2.0));
        // A sum that rounding left short of 1.
        let short = Shape::Discrete { values: vec![1.0, 2.0], cumulative: vec![0.5, 0.9] };
        assert_eq!(Distribution::new(short).at(0.95), 2.0);
        let empirical = Shape::Empirical(vec![1.0, 3.0, 3.0, 8.0]);
        let all = Distribution::new(empirical.clone());
        assert_eq!(at(&all, [0.24, 0.25, 0.74, 0.75, 0.999]), [1.0, 3.0, 3.0, 8.0, 8.0]);
        assert_eq!([0.5, 2.9, 3.0].map(|number| all.shape.cdf(number)), [0.0, 0.25, 0.75]);
        let most = kept(empirical, Some(2.0), None).unwrap();
        assert_eq!(at(&most, [0.01, 0.4, 0.66, 0.67, 0.99]), [3.0, 3.0, 3.0, 8.0, 8.0]);
    }

    #[test]
    fn ends_and_medians() {
        let ends = |shape: &Shape| Distribution::new(shape.clone()).support();
        let lognormal = Shape::Lognormal { mean: 9.0, sd: 6.0 };
        assert_eq!([ends(&PERT), ends(&lognormal)], [(1.0, 6.0), (0.0, f64::INFINITY)]);
        assert_eq!(ends(&NORMAL), (f64::NEG_INFINITY, f64::INFINITY));
        let triangular = Shape::Triangular { least: 2.0, mode: 2.5, greatest: 5.0 };
        assert_eq!(kept(triangular, Some(0.0), Some(4.0)).unwrap().support(), (2.0, 4.0));
        let fixed = kept(Shape::Fixed(7.0), Some(7.0), Some(9.0)).unwrap();
        assert_eq!((fixed.support(), fixed.median()), ((7.0, 7.0), 7.0));
        assert_eq!(Distribution::new(NORMAL).median(), 10.0);
        // By hand: mean / √(1 + sd²/mean²), which is 27/√13.
        let found = Distribution::new(lognormal).median();
        assert!((found - 7.488_452_649_040_593).abs() < 1e-13, "{found}");
        assert_eq!([normal_cdf(0.0), normal_cdf(f64::NEG_INFINITY)], [0.5, 0.0]);
    }
}
