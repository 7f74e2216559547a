//! The one path from a uniform to a normal variate: the inverse of its distribution function.
//!
//! One uniform gives one normal, always, so that antithetic, stratified and quasi-random points
//! pass through unchanged. The approximation is Wichura's algorithm AS 241 (PPND16), Applied
//! Statistics 37 (1988) 477-484, accurate to about one part in 1e16.

use super::elementary::{exp, ln, sqrt};

/// Half-width of the central region in p.
const CENTRAL: f64 = 0.425;
/// Its square plus what makes the central argument vanish at the region's edge.
const CENTRAL_SQUARED: f64 = 0.180_625;
/// Where the middle tail gives way to the far tail, in sqrt(-ln p).
const FAR_TAIL: f64 = 5.0;
/// Centre of the middle tail's polynomials.
const MIDDLE_SHIFT: f64 = 1.6;

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
#[inline]
fn polynomial(c: &[f64; 8], x: f64) -> f64 {
    let x2 = x * x;
    let x4 = x2 * x2;
    let low = (c[0] + c[1] * x) + x2 * (c[2] + c[3] * x);
    let high = (c[4] + c[5] * x) + x2 * (c[6] + c[7] * x);
    low + x4 * high
}

/// The z with P(Z <= z) = `probability`, for a probability strictly between 0 and 1.
#[inline]
pub fn inverse(probability: f64) -> f64 {
    let from_centre = probability - 0.5;
    if from_centre.abs() <= CENTRAL {
        let r = CENTRAL_SQUARED - from_centre * from_centre;
        return from_centre * polynomial(&CENTRAL_NUMERATOR, r)
            / polynomial(&CENTRAL_DENOMINATOR, r);
    }
    if from_centre < 0.0 { -upper_tail(probability) } else { upper_tail(1.0 - probability) }
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

fn upper_tail(tail_probability: f64) -> f64 {
    let r = sqrt(-ln(tail_probability));
    if r <= FAR_TAIL {
        let x = r - MIDDLE_SHIFT;
        polynomial(&MIDDLE_NUMERATOR, x) / polynomial(&MIDDLE_DENOMINATOR, x)
    } else {
        let x = r - FAR_TAIL;
        polynomial(&FAR_NUMERATOR, x) / polynomial(&FAR_DENOMINATOR, x)
    }
}

/// A factor with mean 1: exp(`sigma` z - `sigma`²/2).
#[inline]
pub fn mean_one_lognormal(sigma: f64, z: f64) -> f64 {
    exp(sigma * z - 0.5 * sigma * sigma)
}

/// A lognormal variate given by its own mean and standard deviation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LognormalByMoments {
    mean: f64,
    sigma: f64,
}

impl LognormalByMoments {
    /// From a positive `mean` and a non-negative `standard_deviation`; a mean of 0 is the constant 0.
    pub fn new(mean: f64, standard_deviation: f64) -> Self {
        let variation = if mean > 0.0 { standard_deviation / mean } else { 0.0 };
        Self { mean, sigma: sqrt(super::elementary::ln_1p(variation * variation)) }
    }

    /// The same coefficient of variation around another mean.
    #[must_use]
    pub fn with_mean(self, mean: f64) -> Self {
        Self { mean, ..self }
    }

    /// The variate belonging to the standard normal `z`.
    #[inline]
    pub fn at(self, z: f64) -> f64 {
        self.mean * mean_one_lognormal(self.sigma, z)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
