//! The incomplete gamma and beta functions and their inverses: what the gamma and beta
//! distributions are drawn by.
//!
//! Pure Rust throughout, so the bits are the same on every machine. A probability is right to about
//! 1e-14 of itself, in the lower tail as in the upper one; every loop has a fixed end.
//!
//! # How a probability is found
//!
//! - A gamma of shape up to 1,000: below its mean the power series, above it the continued
//!   fraction (Lentz), so that whichever tail is the smaller is worked out and not taken from
//!   1.
//! - A gamma of larger shape: Temme's uniform expansion, in which both tails come from one
//!   sum.
//! - A beta: the continued fraction from the end that is nearer in probability.
//!
//! The factor in front, such as x^a e^-x / Γ(a), is written as the excess of a ratio over its
//! logarithm and the rest of Stirling's formula: as it stands it would take large numbers
//! from large ones and lose as many digits as the shape has.
//!
//! # How a quantile is found
//!
//! By Newton's method on logarithms within a bracket (`solve`). A start near 0 comes from the
//! leading term of the series, elsewhere from Wilson and Hilferty's cube root or from the
//! mean.

use std::f64::consts::TAU;

use crate::uncertainty::elementary::{exp, ln, sqrt};
use crate::uncertainty::normal::inverse;

/// Half the logarithm of 2π.
const HALF_LN_TAU: f64 = 0.918_938_533_204_672_7;
/// Terms of a series or continued fraction; they grow with the root of the parameters, and 1e4
/// takes fewer than a thousand, so this only bounds the loop.
const MOST_TERMS: u32 = 10_000;
/// Factors this close to 1 no longer change a continued fraction.
const UNCHANGED: f64 = 4.0 * f64::EPSILON;
/// What stands for 0 in a continued fraction, which divides by it.
const TINY: f64 = 1e-290;
/// Steps of the search for a quantile; three to ten are usual, forty a hard case.
const MOST_STEPS: u32 = 200;
/// A step this small, as a share of the number, is the last: steps shrink by squaring.
const LAST_STEP: f64 = 1e-10;
/// Gamma shapes above this are worked out by an expansion in 1/shape.
const LARGE_SHAPE: f64 = 1_000.0;

/// Temme's expansion of the gamma distribution for large shapes (DLMF 8.12.8 to 8.12.13): row k
/// holds the coefficients of powers of η in what is divided by the k-th power of the shape.
/// Worked out in exact fractions from the recursion given there; what is left off is below 1e-14
/// of the smaller tail wherever that tail is above 1e-17.
const TEMME: [&[f64]; 4] = [
    &[
        -0.333_333_333_333_333_3,
        0.083_333_333_333_333_33,
        -0.014_814_814_814_814_815,
        0.001_157_407_407_407_407_3,
        0.000_352_733_686_067_019_4,
        -0.000_178_755_144_032_921_8,
        3.919_263_178_522_438e-5,
        -2.185_448_510_679_992e-6,
        -1.854_062_210_715_16e-6,
        8.296_711_340_953_087e-7,
        -1.766_595_273_682_607_8e-7,
    ],
    &[
        -0.001_851_851_851_851_852,
        -0.003_472_222_222_222_222,
        0.002_645_502_645_502_645_4,
        -0.000_990_226_337_448_559_6,
        0.000_205_761_316_872_427_98,
        -4.018_775_720_164_609e-7,
        -1.809_855_033_448_997_7e-5,
        7.649_160_916_081_11e-6,
        -1.612_090_089_456_344_6e-6,
    ],
    &[
        0.004_133_597_883_597_883,
        -0.002_681_327_160_493_827_3,
        0.000_771_604_938_271_604_9,
        2.009_387_860_082_304_7e-6,
        -0.000_107_366_532_263_651_6,
        5.292_344_882_912_012_5e-5,
    ],
    &[0.000_649_434_156_378_600_8, 0.000_229_472_093_621_399_17, -0.000_469_189_494_395_255_7],
];

/// A distribution of positive numbers, looked at from one of them: both probabilities, since
/// either may be too small to be had from the other, and what Newton's method divides by.
struct Point {
    /// Probability of less.
    below: f64,
    /// Probability of more.
    above: f64,
    /// Density of the number's logarithm, which is the number times its own density.
    log_density: f64,
}

/// All is more.
const START: Point = Point { below: 0.0, above: 1.0, log_density: 0.0 };
/// All is less.
const END: Point = Point { below: 1.0, above: 0.0, log_density: 0.0 };

impl Point {
    /// From the probability of less, where that is the one worked out.
    fn from_below(below: f64, log_density: f64) -> Self {
        let below = below.min(1.0);
        Self { below, above: 1.0 - below, log_density }
    }

    /// From the probability of more, where that is the one worked out.
    fn from_above(above: f64, log_density: f64) -> Self {
        let above = above.min(1.0);
        Self { below: 1.0 - above, above, log_density }
    }
}

/// Probability that a gamma variate of this `shape` and scale 1 is at most `x`: the
/// regularised lower incomplete gamma function P(shape, x).
pub(super) fn gamma_below(shape: f64, x: f64) -> f64 {
    gamma_point(shape, x).below
}

/// The x below which a gamma variate of this `shape` and scale 1 falls with this `probability`,
/// which is strictly between 0 and 1. What is too small for a number is 0.
pub(super) fn gamma_quantile(shape: f64, probability: f64) -> f64 {
    let start = if shape < 1.0 {
        // Near 0 the probability is x^shape / Γ(shape + 1).
        let start = exp((ln(probability) + libm::lgamma(shape + 1.0)) / shape);
        if start < f64::MIN_POSITIVE {
            return 0.0;
        }
        start
    } else {
        // Wilson and Hilferty: the cube root is nearly normal.
        let root = 1.0 - 1.0 / (9.0 * shape) + inverse(probability) / (3.0 * sqrt(shape));
        let root = root.max(0.05);
        shape * root * root * root
    };
    solve(|x| gamma_point(shape, x), start, gamma_end(shape), probability)
}

/// Probability that a beta variate of these shapes is at most `x`: the regularised incomplete
/// beta function `I_x(alpha, beta)`.
pub(super) fn beta_below(alpha: f64, beta: f64, x: f64) -> f64 {
    beta_point(alpha, beta, x).below
}

/// The number below which a beta variate stretched from 0 to 1 onto the ends falls with this
/// `probability`, counted from the end nearer to it in probability, so that neither loses digits.
pub(super) fn beta_between(ends: (f64, f64), shapes: (f64, f64), probability: f64) -> f64 {
    let ((least, greatest), (alpha, beta)) = (ends, shapes);
    if probability <= 0.5 {
        least + (greatest - least) * beta_quantile(alpha, beta, probability)
    } else {
        greatest - (greatest - least) * beta_quantile(beta, alpha, 1.0 - probability)
    }
}

/// The x below which a beta variate of these shapes falls with this `probability`, which is
/// strictly between 0 and 1. Near 0 it is as precise as numbers are; near 1 only as 1 is.
fn beta_quantile(alpha: f64, beta: f64, probability: f64) -> f64 {
    // Near 0 the probability is x^alpha / (alpha B(alpha, beta)).
    let log_beta = libm::lgamma(alpha) + libm::lgamma(beta) - libm::lgamma(alpha + beta);
    let start = exp((ln(probability * alpha) + log_beta) / alpha);
    if start < f64::MIN_POSITIVE {
        return 0.0;
    }
    let mean = alpha / (alpha + beta);
    solve(|x| beta_point(alpha, beta, x), start.min(mean), 1.0, probability)
}

/// Above this no probability is left that a number could tell from 0; the search for a
/// quantile never looks further.
fn gamma_end(shape: f64) -> f64 {
    2.0 * shape + 1_500.0
}

/// A gamma of scale 1 looked at from `x`.
fn gamma_point(shape: f64, x: f64) -> Point {
    if x <= 0.0 {
        return START;
    }
    if x >= gamma_end(shape) {
        return END;
    }
    // x^shape e^-x / Γ(shape), written so that nothing large is taken from anything large.
    let above_one = (x - shape) / shape;
    let exponent = shape * excess(x / shape, above_one);
    let log_density = sqrt(shape / TAU) * exp(-exponent - stirling_rest(shape));
    if shape > LARGE_SHAPE {
        let (below, above) = gamma_expansion(shape, above_one, exponent);
        Point { below, above, log_density }
    } else if x < shape + 1.0 {
        Point::from_below(log_density * gamma_series(shape, x), log_density)
    } else {
        Point::from_above(log_density * gamma_fraction(shape, x), log_density)
    }
}

/// The lower incomplete gamma function over x^shape e^-x: the sum of x^k / (shape (shape + 1)
/// … (shape + k)) over k from 0 on (DLMF 8.7.1). All terms are positive, so nothing cancels.
fn gamma_series(shape: f64, x: f64) -> f64 {
    let mut term = 1.0 / shape;
    let (mut sum, mut divisor) = (term, shape);
    for _ in 0..MOST_TERMS {
        divisor += 1.0;
        term *= x / divisor;
        sum += term;
        if term < sum * f64::EPSILON {
            break;
        }
    }
    sum
}

/// The upper incomplete gamma function over x^shape e^-x, as the continued fraction
/// 1/(x + 1 - shape - 1 (1 - shape)/(x + 3 - shape - …)) (DLMF 8.9.2 after contraction).
fn gamma_fraction(shape: f64, x: f64) -> f64 {
    let mut denominator = x + 1.0 - shape;
    let d = 1.0 / denominator;
    let mut fraction = Fraction { c: 1.0 / TINY, d, value: d };
    for step in 1..MOST_TERMS {
        let step = f64::from(step);
        denominator += 2.0;
        if fraction.is_done_with(step * (shape - step), denominator) {
            break;
        }
    }
    fraction.value
}

/// Probabilities of less and of more for a large shape; `exponent` is shape η²/2 (DLMF 8.12.3
/// and 8.12.4): half a complementary error function of η √(shape/2), more or less a sum in
/// powers of 1/shape.
fn gamma_expansion(shape: f64, above_one: f64, exponent: f64) -> (f64, f64) {
    let root = sqrt(exponent).copysign(above_one);
    let eta = root * sqrt(2.0 / shape);
    let sum = TEMME.iter().rev().fold(0.0_f64, |sum, row| sum / shape + polynomial(row, eta));
    let rest = exp(-exponent) / sqrt(TAU * shape) * sum;
    // Far out, where both parts are next to nothing, their difference may fall below it.
    let below = (0.5 * libm::erfc(-root) - rest).max(0.0);
    let above = (0.5 * libm::erfc(root) + rest).max(0.0);
    (below, above)
}

/// A beta looked at from `x`.
fn beta_point(alpha: f64, beta: f64, x: f64) -> Point {
    if x <= 0.0 {
        return START;
    }
    if x >= 1.0 {
        return END;
    }
    // x^alpha (1 - x)^beta / B(alpha, beta), in shares of the mean as with the gamma.
    let both = alpha + beta;
    let (mean, rest) = (alpha / both, beta / both);
    // Next to 1 the distance to 1 has more digits than x.
    let ahead = if mean > 0.5 { rest - (1.0 - x) } else { x - mean };
    let exponent =
        alpha * excess(x / mean, ahead / mean) + beta * excess((1.0 - x) / rest, -ahead / rest);
    let stirling = stirling_rest(both) - stirling_rest(alpha) - stirling_rest(beta);
    let power = sqrt(alpha * rest / TAU) * exp(stirling - exponent);
    let log_density = power / (1.0 - x);
    if x < (alpha + 1.0) / (both + 2.0) {
        Point::from_below(power * beta_fraction(alpha, beta, x), log_density)
    } else {
        Point::from_above(power * beta_fraction(beta, alpha, 1.0 - x), log_density)
    }
}

/// The incomplete beta function over x^alpha (1 - x)^beta, as its continued fraction (DLMF
/// 8.17.22), which converges fast below (alpha + 1) / (alpha + beta + 2).
fn beta_fraction(alpha: f64, beta: f64, x: f64) -> f64 {
    let both = alpha + beta;
    let d = 1.0 / away_from_zero(1.0 - both * x / (alpha + 1.0));
    let mut fraction = Fraction { c: 1.0, d, value: d };
    for step in 1..MOST_TERMS {
        let step = f64::from(step);
        let place = alpha + 2.0 * step;
        let even = step * (beta - step) * x / ((place - 1.0) * place);
        let odd = -(alpha + step) * (both + step) * x / (place * (place + 1.0));
        fraction.is_done_with(even, 1.0);
        if fraction.is_done_with(odd, 1.0) {
            break;
        }
    }
    fraction.value / alpha
}

/// A continued fraction worked out from its front (Lentz's method, as Thompson and Barnett
/// changed it): no number of terms need be fixed before.
struct Fraction {
    c: f64,
    d: f64,
    value: f64,
}

impl Fraction {
    /// Takes the next numerator and denominator; whether the value stayed what it was.
    fn is_done_with(&mut self, numerator: f64, denominator: f64) -> bool {
        self.d = 1.0 / away_from_zero(denominator + numerator * self.d);
        self.c = away_from_zero(denominator + numerator / self.c);
        let factor = self.c * self.d;
        self.value *= factor;
        (factor - 1.0).abs() <= UNCHANGED
    }
}

/// The number, or next to nothing in its place where it is 0.
fn away_from_zero(x: f64) -> f64 {
    if x.abs() < TINY { TINY } else { x }
}

/// ratio - 1 - ln ratio, without loss where the ratio is close to 1.
fn excess(ratio: f64, above_one: f64) -> f64 {
    if above_one.abs() > 0.3 {
        return above_one - ln(ratio);
    }
    // ln ratio = 2 (r + r³/3 + r⁵/5 + …), and above_one - 2r is above_one r.
    let r = above_one / (2.0 + above_one);
    let square = r * r;
    let series =
        (1..=12_u32).rev().fold(0.0_f64, |sum, k| sum * square + 1.0 / f64::from(2 * k + 1));
    above_one * r - 2.0 * r * square * series
}

/// What Stirling's formula (x - 1/2) ln x - x + ln(2π)/2 lacks of ln Γ(x).
fn stirling_rest(x: f64) -> f64 {
    if x < 10.0 {
        return libm::lgamma(x) - ((x - 0.5) * ln(x) - x + HALF_LN_TAU);
    }
    let r = 1.0 / (x * x);
    let tail = 1.0 / 1_680.0 - r * (1.0 / 1_188.0 - r * (691.0 / 360_360.0));
    (1.0 / 12.0 - r * (1.0 / 360.0 - r * (1.0 / 1_260.0 - r * tail))) / x
}

/// The value of a polynomial with these coefficients, the constant term first (Horner).
fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0_f64, |sum, coefficient| sum * x + coefficient)
}

/// The number, up to `end`, below which a variate falls with this `probability`.
///
/// Newton's method on the logarithm of the smaller tail over that of the number, where both
/// families are close to straight; the bracket is halved whenever a step leaves it or steps do not
/// halve.
fn solve(at: impl Fn(f64) -> Point, start: f64, end: f64, probability: f64) -> f64 {
    let is_low = probability <= 0.5;
    let target = ln(if is_low { probability } else { 1.0 - probability });
    let (mut lower, mut upper) = (f64::MIN_POSITIVE, end);
    let mut x = start.max(lower).min(upper);
    let mut longest_step = f64::INFINITY;
    for _ in 0..MOST_STEPS {
        let point = at(x);
        let tail = if is_low { point.below } else { point.above };
        // Above 0 where the number is too small.
        let miss = if is_low { target - ln(tail) } else { ln(tail) - target };
        if miss > 0.0 {
            lower = x;
        } else {
            upper = x;
        }
        // Neither a number nor within the bracket where there is no density.
        let step = miss * tail / point.log_density;
        let next = x * exp(step);
        if step.abs() <= LAST_STEP {
            return next.max(lower).min(upper);
        }
        if step.abs() <= longest_step && lower < next && next < upper {
            longest_step = 0.5 * step.abs();
            x = next;
        } else {
            let middle = sqrt(lower) * sqrt(upper);
            if middle <= lower || middle >= upper {
                return x;
            }
            longest_step = 0.5 * ln(upper / lower);
            x = middle;
        }
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    /// That a probability has fourteen digits, small as it may be.
    fn assert_tail(found: f64, expected: f64, case: (f64, f64)) {
        assert!((found - expected).abs() < 5e-14 * expected, "{case:?}: {found} {expected}");
    }

    #[test]
    fn gamma_probabilities_have_fourteen_digits() {
        // 1 - e^-x Σ x^k / k! over k < shape, summed with 60 digits, and what that leaves.
        for (shape, x, below) in [
            (3.0, 0.5, 0.014_387_677_966_970_687),
            (3.0, 7.25, 0.975_476_790_635_280_7),
            (50.0, 40.0, 0.070_335_066_659_394_96),
            (900.0, 930.0, 0.841_388_518_940_568_9),
            (1_500.0, 1_400.0, 0.004_231_080_348_517_12),
            (100_000.0, 99_000.0, 0.000_757_419_921_174_767_9),
        ] {
            assert_tail(gamma_below(shape, x), below, (shape, x));
        }
        for (shape, x, above) in [
            (3.0, 7.25, 0.024_523_209_364_719_273),
            (50.0, 66.5, 0.015_267_381_473_148_529),
            (900.0, 1_100.0, 2.197_651_424_107_793_7e-10),
            (1_500.0, 1_530.0, 0.218_259_562_877_358_1),
            (1_500.0, 1_750.0, 4.227_743_458_387_251e-10),
            (100_000.0, 100_100.0, 0.375_554_869_295_594_5),
            (1_000_000.0, 1_002_000.0, 0.022_804_095_898_769_864),
        ] {
            assert_tail(gamma_point(shape, x).above, above, (shape, x));
        }
    }

    #[test]
    fn beta_probabilities_have_fourteen_digits() {
        // Σ over j >= alpha of the binomial probabilities of j in alpha + beta - 1, with 60 digits.
        for (alpha, beta, x, below) in [
            (2.0, 5.0, 0.125, 0.166_522_979_736_328_12),
            (80.0, 3.0, 0.9375, 0.106_788_986_502_125_9),
            (300.0, 200.0, 0.5625, 0.044_399_905_865_961_08),
            (5_000.0, 4_000.0, 0.546_875, 0.048_861_538_775_610_09),
            (1.0, 9_000.0, 0.000_122_070_312_5, 0.666_695_860_226_439_6),
        ] {
            assert_tail(beta_below(alpha, beta, x), below, (alpha, x));
            // The same seen from the other end.
            assert_tail(beta_point(beta, alpha, 1.0 - x).above, below, (alpha, x));
        }
        let above = beta_point(300.0, 200.0, 0.6875).above;
        assert_tail(above, 1.871_689_003_491_417_3e-5, (300.0, 0.6875));
    }

    /// Just at the shape where series and fraction give way to the expansion, over four
    /// standard deviations to either side and beyond.
    #[test]
    fn the_ways_to_a_gamma_probability_agree_where_they_meet() {
        for x in [800.0, 900.0, 950.0, 990.0, 1_000.0, 1_000.9, 1_020.0, 1_100.0, 1_250.0] {
            let usual = gamma_point(LARGE_SHAPE, x);
            let above_one = (x - LARGE_SHAPE) / LARGE_SHAPE;
            let exponent = LARGE_SHAPE * excess(x / LARGE_SHAPE, above_one);
            let (below, above) = gamma_expansion(LARGE_SHAPE, above_one, exponent);
            assert_tail(below, usual.below, (x, below));
            assert_tail(above, usual.above, (x, above));
        }
    }

    /// Shapes from a ten-thousandth to a hundred million, probabilities from 1e-300 to nearly
    /// 1; what comes back must have the probability asked for and never fall as that rises.
    #[test]
    fn gamma_quantiles_have_their_probability_for_any_shape() {
        let shapes = [1e-4, 0.01, 0.1, 0.5, 0.99, 1.0, 3.0, 80.0, 1_000.0, 1_001.0, 1e5, 1e8];
        for shape in shapes {
            let mut before = 0.0_f64;
            for probability in [1e-300, 1e-15, 1e-6, 0.01, 0.3, 0.5, 0.501, 0.95, 1.0 - 1e-9] {
                let found = gamma_quantile(shape, probability);
                assert!(found.is_finite() && found >= before, "{shape} {probability}: {found}");
                let reached = gamma_below(shape, found);
                // Numbers around 1e8 are too coarse for more; what is 0 has a larger probability.
                let is_met = (reached - probability).abs() < 1e-9 * probability;
                assert!(is_met || found == 0.0, "{shape} {probability}: {reached}");
                before = found;
            }
        }
    }

    #[test]
    fn beta_quantiles_have_their_probability_for_any_shapes() {
        let shapes = [0.01, 0.1, 0.5, 1.0, 2.0, 7.0, 300.0, 1e4];
        for (alpha, beta) in shapes.iter().flat_map(|alpha| shapes.map(|beta| (*alpha, beta))) {
            let mut before = 0.0_f64;
            for probability in [1e-300, 1e-15, 1e-6, 0.01, 0.3, 0.5, 0.501, 0.95, 1.0 - 1e-9] {
                let found = beta_quantile(alpha, beta, probability);
                let case = format!("{alpha} {beta} {probability}: {found}");
                assert!((before..=1.0).contains(&found), "{case}");
                let reached = beta_below(alpha, beta, found);
                // Numbers next to 1 are too coarse; what is 0 has a larger probability.
                let is_met = (reached - probability).abs() < 1e-9 * probability;
                assert!(is_met || found == 0.0 || found > 1.0 - 1e-6, "{case} {reached}");
                before = found;
            }
        }
    }

    #[test]
    fn beta_quantiles_next_to_nothing_keep_their_digits() {
        // Beta(1/2, 1/2) is (2/π) arcsin √x, so x is (π p / 2)² for a small p, less its square / 3.
        let found = beta_quantile(0.5, 0.5, 1e-9);
        let angle = std::f64::consts::FRAC_PI_2 * 1e-9;
        assert!((found - angle * angle).abs() < 1e-13 * found, "{found}");
    }
}
