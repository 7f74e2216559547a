//! Exponential, logarithm and their kin, the same bits on every machine.
//!
//! The platform's math library may differ in the last bit between versions and machines; everything
//! that reaches a result goes through these pure-Rust functions instead.
//!
//! # Why not `f64::exp`
//!
//! Rust promises no bits for it: the result is the C library's of the machine, or the
//! compiler's where it works out a constant. A result that differs in the last bit may flip a
//! comparison, sell a plot a month later and change every number after it. Exponential and
//! logarithm are also written over [`Lanes`], so that loops over many numbers fill registers;
//! where their range ends they hand over to `libm`'s, which is Rust too. `.clippy.toml` forbids
//! the platform's.

use pulp::{Arch, Simd, WithSimd};

use super::lanes::Lanes;

/// ln 2 in two parts, the first with 21 trailing zeros so that a whole number of exponents
/// times it is exact; the second is what it lacks of ln 2.
const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// e to the `x`, to one unit in the last place; beyond |x| = 700, near the ends of the
/// numbers, by `libm`, with infinity and 0 where they belong.
#[inline]
pub fn exp(x: f64) -> f64 {
    const USUAL: f64 = 700.0;
    if x.abs() <= USUAL { exp_of_usual(x) } else { libm::exp(x) }
}

/// e to the `x` for |x| <= 700.
///
/// x = k ln 2 + r with |r| <= ln 2 / 2, and the Taylor series of e^r to the thirteenth power, whose
/// rest is below 5e-18. No branch and no fused multiply-add, so the bits are the same everywhere
/// and several may be worked on at once.
#[inline(always)]
pub fn exp_of_usual<L: Lanes>(x: L) -> L {
    let (scale, above_one) = exp_parts(x);
    (above_one + 1.0) * scale
}

/// 2^k and e^r - 1 of x = k ln 2 + r.
#[inline(always)]
fn exp_parts<L: Lanes>(x: L) -> (L, L) {
    // Adding and subtracting 1.5 × 2^52 rounds to a whole number and leaves it in the low bits.
    const ROUNDER: f64 = 6_755_399_441_055_744.0;
    let shifted = x * std::f64::consts::LOG2_E + ROUNDER;
    let k = shifted - ROUNDER;
    let r = (x - k * LN_2_HIGH) - k * LN_2_LOW;
    let r2 = r * r;
    let r4 = r2 * r2;
    let low = (r * (1.0 / 24.0) + 1.0 / 6.0) + r2 * (r * (1.0 / 720.0) + 1.0 / 120.0);
    let middle =
        (r * (1.0 / 40_320.0) + 1.0 / 5_040.0) + r2 * (r * (1.0 / 3_628_800.0) + 1.0 / 362_880.0);
    let high = (r * (1.0 / 479_001_600.0) + 1.0 / 39_916_800.0) + r2 * (1.0 / 6_227_020_800.0);
    let tail = low + r4 * (middle + r4 * high);
    (shifted.power_of_two(), r + (r2 * 0.5 + r * r2 * tail))
}

/// e to the `x`, the exponent kept between -100 and 100: whatever a scenario may state, prices stay
/// finite and above 0, and no real price comes near these bounds.
#[inline(always)]
pub fn bounded_exp<L: Lanes>(x: L) -> L {
    const GREATEST: f64 = 100.0;
    exp_of_usual(x.at_least(-GREATEST).at_most(GREATEST))
}

/// Replaces each value by its [`bounded_exp`], as many at once as the machine can.
pub fn bounded_exp_all(values: &mut [f64]) {
    Arch::new().dispatch(BoundedExp(values));
}

/// Work for [`pulp`]: the exponents, and the powers when it is done.
struct BoundedExp<'v>(&'v mut [f64]);

impl WithSimd for BoundedExp<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for value in self.0 {
            *value = bounded_exp(*value);
        }
    }
}

/// e to the `x`, minus 1, accurate near 0: there e^x - 1 would lose the digits that 1 takes
/// up, and rates per month are small.
#[inline]
pub fn exp_m1(x: f64) -> f64 {
    const USUAL: f64 = 700.0;
    if x.abs() > USUAL || x.is_nan() {
        return libm::expm1(x);
    }
    exp_m1_of_usual(x)
}

/// e to the `x`, minus 1, for |x| <= 700; no branch.
#[inline(always)]
pub fn exp_m1_of_usual<L: Lanes>(x: L) -> L {
    let (scale, above_one) = exp_parts(x);
    scale * above_one + (scale - 1.0)
}

/// Natural logarithm: minus infinity of 0, not a number below it.
///
/// # Example
///
/// ```
/// use landsim::uncertainty::elementary::{exp, ln};
///
/// assert_eq!(ln(1.0), 0.0);
/// assert!((ln(exp(-3.5)) + 3.5).abs() < 1e-15);
/// ```
#[inline]
pub fn ln(x: f64) -> f64 {
    if (f64::MIN_POSITIVE..f64::INFINITY).contains(&x) { ln_of_normal(x) } else { libm::log(x) }
}

/// Natural logarithm of a positive number that is neither subnormal nor infinite, to one unit in
/// the last place.
///
/// x = 2^k m with m from sqrt(1/2) to sqrt(2), and ln m = 2 artanh((m - 1)/(m + 1)) by the minimax
/// polynomial of FreeBSD's msun (`e_log.c`). No branch and no fused multiply-add.
#[inline(always)]
pub fn ln_of_normal<L: Lanes>(x: L) -> L {
    let (exponent, rest) = x.exponent_and_rest();
    let above_one = rest - 1.0;
    let s = above_one / (above_one + 2.0);
    let z = s * s;
    let w = z * z;
    let even = w
        * (w * (w * 0.153_138_376_992_093_73 + 0.222_221_984_321_497_84) + 0.399_999_999_994_094_2);
    let odd = z
        * (w * (w * (w * 0.147_981_986_051_165_86 + 0.181_835_721_616_180_5)
            + 0.285_714_287_436_623_9)
            + 0.666_666_666_666_673_5);
    let half_square = above_one * 0.5 * above_one;
    s * (half_square + (even + odd)) + exponent * LN_2_LOW - half_square
        + above_one
        + exponent * LN_2_HIGH
}

/// Replaces each value, none of them subnormal, infinite or below 0, by its logarithm, as many at
/// once as the machine can.
pub fn ln_all(values: &mut [f64]) {
    Arch::new().dispatch(Ln(values));
}

/// Work for [`pulp`]: the numbers, and the logarithms when it is done.
struct Ln<'v>(&'v mut [f64]);

impl WithSimd for Ln<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for value in self.0 {
            *value = ln_of_normal(*value);
        }
    }
}

/// Natural logarithm of 1 + `x`, accurate near 0; the inverse of [`exp_m1`].
#[inline]
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// `base` to the power `exponent`, for a positive base.
#[inline]
pub fn power(base: f64, exponent: f64) -> f64 {
    libm::pow(base, exponent)
}

/// Square root; exact to the last bit by IEEE 754 on every machine.
#[inline]
pub fn sqrt(x: f64) -> f64 {
    x.sqrt()
}

/// The nearest whole number of months, halves away from zero.
#[inline]
pub fn round_half_away(x: f64) -> f64 {
    x.round()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// That a number is within two units of the last place of what `libm` gives.
    fn assert_within_two_units(found: f64, expected: f64, x: f64) {
        assert!(
            (found - expected).abs() <= 2.0 * f64::EPSILON * expected.abs(),
            "{x}: {found} {expected}"
        );
    }

    #[test]
    fn logarithm_and_exponential_minus_one_are_within_two_units_of_the_last_place() {
        let mut x = 1e-300;
        while x < 1e300 {
            assert_within_two_units(ln(x), libm::log(x), x);
            x *= 1.013_7;
        }
        // Where the logarithm passes through 0, and where 1 - e^x loses all digits of e^x.
        for step in 1..20_000 {
            let small = f64::from(step) * 1.7e-4;
            assert_within_two_units(ln(0.4 + small), libm::log(0.4 + small), 0.4 + small);
            for x in [small, -small, small * 1e-9, -small * 1e-9, 200.0 * small] {
                assert_within_two_units(exp_m1(x), libm::expm1(x), x);
            }
        }
    }

    #[test]
    fn logarithms_of_special_arguments() {
        assert_eq!([ln(1.0), ln(0.0), ln(f64::INFINITY)], [0.0, f64::NEG_INFINITY, f64::INFINITY]);
        assert!(ln(-1.0).is_nan() && ln(f64::NAN).is_nan());
        assert_eq!(ln(5e-324), libm::log(5e-324));
        assert_eq!([exp_m1(0.0), exp_m1(-1e4), exp_m1(1e4)], [0.0, -1.0, f64::INFINITY]);
    }

    #[test]
    fn many_at_once_give_the_same_bits_as_one_by_one() {
        let arguments: Vec<f64> = (-4_003..4_003).map(|i| f64::from(i) * 0.031_7).collect();
        let mut all = arguments.clone();
        bounded_exp_all(&mut all);
        assert_eq!(all, arguments.iter().map(|x| bounded_exp(*x)).collect::<Vec<_>>());
    }

    #[test]
    fn the_exponential_is_within_one_and_a_half_units_of_the_last_place() {
        // libm's own is within one unit of the true value.
        let mut x = -699.9;
        while x < 699.9 {
            let (found, expected) = (exp(x), libm::exp(x));
            assert!(
                (found - expected).abs() <= 2.0 * f64::EPSILON * expected,
                "{x}: {found} {expected}"
            );
            x += 0.003_7;
        }
    }

    #[test]
    fn the_exponential_of_special_arguments() {
        assert_eq!([exp(0.0), exp(-0.0)], [1.0, 1.0]);
        assert!((exp(1.0) - std::f64::consts::E).abs() <= 2.0 * f64::EPSILON * std::f64::consts::E);
        assert_eq!(
            [exp(f64::INFINITY), exp(f64::NEG_INFINITY), exp(-800.0)],
            [f64::INFINITY, 0.0, 0.0]
        );
        assert!(exp(f64::NAN).is_nan());
    }
}
