//! The one path from a uniform to a normal variate: the inverse of its distribution function.
//!
//! One uniform gives one normal, always, so that antithetic, stratified and quasi-random points
//! pass through unchanged. The approximation is Wichura's algorithm AS 241 (PPND16), Applied
//! Statistics 37 (1988) 477-484, accurate to about one part in 1e16.
//!
//! # Why AS 241 and not Box-Muller, polar or ziggurat
//!
//! The others are faster one at a time, but take two uniforms, or a number of them that
//! depends on what they are, and none is monotone: a high uniform does not give a high
//! normal. With an inverse mirrored words give mirrored normals, evenly spread points stay
//! even, and a variate costs one word whose place is known. AS 241 has no loop and three
//! regions:
//!
//! | region | argument | polynomials of |
//! | --- | --- | --- |
//! | centre, abs(p - 1/2) <= 0.425 | q = p - 1/2 | 0.180625 - q² |
//! | middle tail, down to p = 1.39e-11 | r = √(-ln p) <= 5 | r - 1.6 |
//! | far tail | r > 5 | r - 5 |
//!
//! each a quotient of two polynomials of degree 7; in tails p is the smaller of p and 1 - p.

use pulp::{Arch, Simd, WithSimd};

use super::elementary::{exp, ln, ln_of_normal, sqrt};
use super::lanes::Lanes;

/// Half-width of the central region in p: 85 % of all uniforms fall there.
const CENTRAL: f64 = 0.425;
/// Square of [`CENTRAL`]: the argument of the central polynomials, this less q², falls from
/// here to 0 at the region's edge.
const CENTRAL_SQUARED: f64 = 0.180_625;
/// Where the middle tail gives way to the far tail, in sqrt(-ln p).
const FAR_TAIL: f64 = 5.0;
/// A probability well inside the middle tail, just before the far one: e^-25 is 1.39e-11.
const FAR_TAIL_PROBABILITY: f64 = 1.4e-11;
/// Values worked on together: few enough for the stack and the first cache, and so many that
/// the tails, 15 % of them, fill registers of their own.
const BLOCK: usize = 64;
/// Centre of the middle tail's polynomials.
const MIDDLE_SHIFT: f64 = 1.6;

/// Wichura's a0 to a7, from the constant term on; so are the five lists below.
const CENTRAL_NUMERATOR: [f64; 8] = [
    3.387_132_872_796_366_5,
    133.141_667_891_784_38,
    1_971.590_950_306_551_3,
    13_731.693_765_509_46,
    45_921.953_931_549_87,
    67_265.770_927_008_7,
    33_430.575_583_588_13,
    2_509.080_928_730_122_7,
];
const CENTRAL_DENOMINATOR: [f64; 8] = [
    1.0,
    42.313_330_701_600_91,
    687.187_007_492_057_9,
    5_394.196_021_424_751,
    21_213.794_301_586_597,
    39_307.895_800_092_71,
    28_729.085_735_721_943,
    5_226.495_278_852_854,
];
/// Wichura's c0 to c7; d0, which is 1, to d7 follow.
const MIDDLE_NUMERATOR: [f64; 8] = [
    1.423_437_110_749_683_5,
    4.630_337_846_156_546,
    5.769_497_221_460_691,
    3.647_848_324_763_204_5,
    1.270_458_252_452_368_4,
    0.241_780_725_177_450_6,
    0.022_723_844_989_269_184,
    0.000_774_545_014_278_341_4,
];
const MIDDLE_DENOMINATOR: [f64; 8] = [
    1.0,
    2.053_191_626_637_759,
    1.676_384_830_183_803_8,
    0.689_767_334_985_1,
    0.148_103_976_427_480_08,
    0.015_198_666_563_616_457,
    0.000_547_593_808_499_534_5,
    1.050_750_071_644_416_9e-9,
];
/// Wichura's e0 to e7; f0, which is 1, to f7 follow.
const FAR_NUMERATOR: [f64; 8] = [
    6.657_904_643_501_103,
    5.463_784_911_164_114,
    1.784_826_539_917_291_3,
    0.296_560_571_828_504_87,
    0.026_532_189_526_576_124,
    0.001_242_660_947_388_078_4,
    2.711_555_568_743_487_6e-5,
    2.010_334_399_292_288_1e-7,
];
const FAR_DENOMINATOR: [f64; 8] = [
    1.0,
    0.599_832_206_555_888,
    0.136_929_880_922_735_8,
    0.014_875_361_290_850_615,
    0.000_786_869_131_145_613_3,
    1.846_318_317_510_054_8e-5,
    1.421_511_758_316_446e-7,
    2.044_263_103_389_939_8e-15,
];

/// By halves rather than term after term (Estrin's scheme), which waits half as long.
#[inline(always)]
fn polynomial<L: Lanes>(c: &[f64; 8], x: L) -> L {
    let x2 = x * x;
    let x4 = x2 * x2;
    let low = (x * c[1] + c[0]) + x2 * (x * c[3] + c[2]);
    let high = (x * c[5] + c[4]) + x2 * (x * c[7] + c[6]);
    low + x4 * high
}

/// The z with P(Z <= z) = `probability`, for a probability strictly between 0 and 1.
///
/// # Example
///
/// ```
/// use landsim::uncertainty::normal::inverse;
///
/// assert!((inverse(0.975) - 1.959_963_984_540_054).abs() < 1e-14);
/// assert_eq!(inverse(0.25), -inverse(0.75));
/// ```
#[inline]
pub fn inverse(probability: f64) -> f64 {
    let from_centre = probability - 0.5;
    if from_centre.abs() <= CENTRAL {
        return central(from_centre);
    }
    if from_centre < 0.0 { -upper_tail(probability) } else { upper_tail(1.0 - probability) }
}

/// Replaces each probability by its [`inverse`], as many at once as the machine can; the bits
/// are those of one by one.
pub fn inverse_all(probabilities: &mut [f64]) {
    Arch::new().dispatch(Inverse(probabilities));
}

/// Work for [`pulp`]: the probabilities, and the normals when it is done.
struct Inverse<'p>(&'p mut [f64]);

impl WithSimd for Inverse<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for block in self.0.chunks_mut(BLOCK) {
            inverse_block(block);
        }
    }
}

/// All are treated as central; then those of the tails, gathered first, as of the middle tail; the
/// far tail is too rare to matter.
#[inline(always)]
fn inverse_block(block: &mut [f64]) {
    let (mut places, mut tails, mut found) = ([0; BLOCK], [0.5; BLOCK], 0);
    for (place, probability) in block.iter().enumerate() {
        places[found] = place;
        found += usize::from((*probability - 0.5).abs() > CENTRAL);
    }
    for (tail, place) in tails.iter_mut().zip(&places[..found]) {
        let probability = block[*place];
        *tail = if probability < 0.5 { -probability } else { 1.0 - probability };
    }
    for value in block.iter_mut() {
        *value = central(*value - 0.5);
    }
    let mut normals = tails;
    for normal in &mut normals[..found] {
        *normal = middle_tail(root_of_log(normal.abs()));
    }
    for ((place, tail), normal) in places.iter().zip(&tails).zip(&normals).take(found) {
        let is_far = tail.abs() < FAR_TAIL_PROBABILITY;
        let upper = if is_far { upper_tail(tail.abs()) } else { *normal };
        block[*place] = if *tail < 0.0 { -upper } else { upper };
    }
}

/// The normal of a probability in the central region, from its distance q from 1/2.
#[inline(always)]
fn central<L: Lanes>(from_centre: L) -> L {
    let r = -(from_centre * from_centre) + CENTRAL_SQUARED;
    from_centre * polynomial(&CENTRAL_NUMERATOR, r) / polynomial(&CENTRAL_DENOMINATOR, r)
}

/// The z with P(Z > z) = `probability`; keeps its accuracy where 1 - probability would round to 1.
#[inline]
pub fn inverse_survival(probability: f64) -> f64 {
    if (probability - 0.5).abs() <= CENTRAL {
        -inverse(probability)
    } else if probability < 0.5 {
        upper_tail(probability)
    } else {
        -upper_tail(1.0 - probability)
    }
}

/// The [`inverse_survival`] of each probability of a register, or of one.
///
/// Half of the probabilities that are asked for are those of a tail, so the centre's and the middle
/// tail's polynomial are both worked out; the far tail is too rare to matter.
#[inline(always)]
pub fn inverse_survival_each<L: Lanes>(probability: L) -> L {
    let half = probability.same(0.5);
    let is_lower = probability.is_less(half);
    let tail = probability.or(is_lower, -probability + 1.0);
    if !tail.is_nowhere(tail.is_less(tail.same(FAR_TAIL_PROBABILITY))) {
        return far(probability);
    }
    let upper = middle_tail(root_of_log(tail));
    let of_tail = upper.or(is_lower, -upper);
    let from_centre = probability - half;
    let distance = (-from_centre).or(is_lower, from_centre);
    let is_in_tail = distance.same(CENTRAL).is_less(distance);
    of_tail.or(is_in_tail, -central(from_centre))
}

/// [`inverse_survival`] of each lane by itself, where some lane is in the far tail; kept out of the
/// way of the usual path.
#[cold]
fn far<L: Lanes>(probability: L) -> L {
    probability.each_alone(inverse_survival)
}

/// The z of a small probability of more, in the middle or the far tail.
fn upper_tail(tail_probability: f64) -> f64 {
    let r = sqrt(-ln(tail_probability));
    if r <= FAR_TAIL {
        middle_tail(r)
    } else {
        let x = r - FAR_TAIL;
        polynomial(&FAR_NUMERATOR, x) / polynomial(&FAR_DENOMINATOR, x)
    }
}

/// √(-ln p), in which the tails of a normal are close to straight.
#[inline(always)]
fn root_of_log<L: Lanes>(tail_probability: L) -> L {
    (-ln_of_normal(tail_probability)).square_root()
}

/// The z of the middle tail from √(-ln p).
#[inline(always)]
fn middle_tail<L: Lanes>(r: L) -> L {
    let x = r - MIDDLE_SHIFT;
    polynomial(&MIDDLE_NUMERATOR, x) / polynomial(&MIDDLE_DENOMINATOR, x)
}

/// The exponent of a factor with mean 1: `sigma` z - `sigma`²/2, for a standard normal z; the
/// second part makes up for the mean of e^(sigma z), which is e^(sigma²/2).
#[inline(always)]
pub fn mean_one_exponent(sigma: f64, z: f64) -> f64 {
    sigma * z - 0.5 * sigma * sigma
}

/// A lognormal variate given by its own mean m and standard deviation s, as people state
/// costs and durations: the logarithm has variance σ² = ln(1 + s²/m²) and mean ln m - σ²/2.
///
/// # Example
///
/// ```
/// use landsim::uncertainty::normal::LognormalByMoments;
///
/// let months = LognormalByMoments::new(9.0, 6.0);
/// // The median lies below the mean: 9 / √(1 + 36/81).
/// assert!((months.at(0.0) - 9.0 / (13.0_f64 / 9.0).sqrt()).abs() < 1e-12);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LognormalByMoments {
    mean: f64,
    sigma: f64,
}

impl LognormalByMoments {
    /// From a positive `mean` and a non-negative `standard_deviation`; a mean of 0 is
    /// the constant 0.
    pub fn new(mean: f64, standard_deviation: f64) -> Self {
        let variation = if mean > 0.0 { standard_deviation / mean } else { 0.0 };
        Self { mean, sigma: sqrt(super::elementary::ln_1p(variation * variation)) }
    }

    /// The same coefficient of variation around another mean: of a plot whose duration is
    /// known to differ, the scatter is as large in proportion.
    #[must_use]
    pub fn with_mean(self, mean: f64) -> Self {
        Self { mean, ..self }
    }

    /// Mean of the variate itself, in its unit.
    pub fn mean(self) -> f64 {
        self.mean
    }

    /// Standard deviation of the logarithm.
    pub fn sigma(self) -> f64 {
        self.sigma
    }

    /// The variate belonging to the standard normal `z`.
    #[inline]
    pub fn at(self, z: f64) -> f64 {
        self.mean * exp(mean_one_exponent(self.sigma, z))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::uncertainty::lanes::Register;
    use statrs::distribution::{ContinuousCDF, Normal};

    #[test]
    fn the_inverse_agrees_with_statrs_from_far_tail_to_far_tail() {
        let standard = Normal::new(0.0, 1.0).unwrap();
        let mut probability: f64 = 1e-15;
        while probability < 0.5 {
            let expected = standard.inverse_cdf(probability);
            assert!(
                (inverse(probability) - expected).abs() < 1e-9 * expected.abs().max(1.0),
                "{probability}"
            );
            probability *= 1.07;
        }
        for step in 1..1000 {
            let probability = f64::from(step) / 1000.0;
            assert!(
                (inverse(probability) - standard.inverse_cdf(probability)).abs() < 2e-14,
                "{probability}"
            );
        }
    }

    #[test]
    fn many_at_once_give_the_same_bits_as_one_by_one() {
        let mut probabilities: Vec<f64> =
            (0..2_999).map(|i| (f64::from(i) + 0.5) / 2_999.0).collect();
        // The ends of the tails, where one polynomial gives way to the next, and the centre.
        for exponent in 1..=52 {
            let small = 0.5_f64.powi(exponent);
            probabilities.extend([small, 1.0 - small]);
        }
        probabilities.extend([0.075, 0.925, 1.388e-11, 1.39e-11, 1.4e-11, 1.41e-11, 0.5]);
        let mut all = probabilities.clone();
        inverse_all(&mut all);
        assert_eq!(all, probabilities.iter().map(|p| inverse(*p)).collect::<Vec<_>>());
        let mut all = probabilities.clone();
        Arch::new().dispatch(Survival(&mut all));
        let registers = all.len() - all.len() % 8;
        let alone: Vec<f64> = probabilities.iter().map(|p| inverse_survival(*p)).collect();
        for (place, (together, alone)) in all.iter().zip(&alone).take(registers).enumerate() {
            assert_eq!(together, alone, "{place}");
        }
    }

    struct Survival<'p>(&'p mut [f64]);

    impl WithSimd for Survival<'_> {
        type Output = ();

        fn with_simd<S: Simd>(self, simd: S) {
            for lanes in S::as_mut_simd_f64s(self.0).0 {
                *lanes = inverse_survival_each(Register::new(simd, *lanes)).lanes();
            }
        }
    }

    #[test]
    fn known_quantiles_to_fifteen_digits() {
        // Abramowitz and Stegun, table 26.5, and the usual 95% point.
        assert!((inverse(0.975) - 1.959_963_984_540_054).abs() < 2e-15);
        assert!((inverse(0.999) - 3.090_232_306_167_813).abs() < 3e-15);
        assert!((inverse(1e-9) + 5.997_807_015_007_686).abs() < 2e-14);
        assert_eq!(inverse(0.5), 0.0);
    }

    #[test]
    fn both_tails_are_mirror_images() {
        for probability in [1e-300, 1e-12, 0.01, 0.074, 0.076, 0.3, 0.5, 0.7, 0.93, 0.99] {
            assert_eq!(inverse_survival(probability), -inverse(probability), "{probability}");
        }
    }

    /// 200,000 equally spaced uniforms; the upper tail of the standard deviation is what is
    /// missed most.
    #[test]
    fn a_lognormal_given_by_moments_has_them() {
        let distribution = LognormalByMoments::new(9.0, 6.0);
        let (count, mut sum, mut squares) = (200_000, 0.0, 0.0);
        for index in 0..count {
            let value = distribution.at(inverse((f64::from(index) + 0.5) / f64::from(count)));
            sum += value;
            squares += value * value;
        }
        let mean = sum / f64::from(count);
        let sd = (squares / f64::from(count) - mean * mean).sqrt();
        assert!((mean - 9.0).abs() < 0.01, "{mean}");
        assert!((sd - 6.0).abs() < 0.05, "{sd}");
    }
}
