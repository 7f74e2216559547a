//! Exponential, logarithm and their kin, the same bits on every machine.
//!
//! The platform's math library may differ in the last bit between versions and machines; everything
//! that reaches a result goes through these pure-Rust functions instead.

/// e to the `x`, to one unit in the last place.
///
/// x = k ln 2 + r with |r| <= ln 2 / 2, and the Taylor series of e^r to the thirteenth power, whose
/// rest is below 5e-18. No branch in the usual range and no fused multiply-add, so the bits are the
/// same everywhere and the compiler may work on several at once.
#[inline]
pub fn exp(x: f64) -> f64 {
    const USUAL: f64 = 700.0;
    // Adding and subtracting 1.5 × 2^52 rounds to a whole number and leaves it in the low bits.
    const ROUNDER: f64 = 6_755_399_441_055_744.0;
    // ln 2 in two parts, the first with trailing zeros so that k times it is exact.
    const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
    const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    if x.abs() > USUAL || x.is_nan() {
        return libm::exp(x);
    }
    let shifted = x * std::f64::consts::LOG2_E + ROUNDER;
    let k = shifted - ROUNDER;
    let r = (x - k * LN_2_HIGH) - k * LN_2_LOW;
    let r2 = r * r;
    let r4 = r2 * r2;
    let low = (1.0 / 6.0 + r * (1.0 / 24.0)) + r2 * (1.0 / 120.0 + r * (1.0 / 720.0));
    let middle =
        (1.0 / 5_040.0 + r * (1.0 / 40_320.0)) + r2 * (1.0 / 362_880.0 + r * (1.0 / 3_628_800.0));
    let high = (1.0 / 39_916_800.0 + r * (1.0 / 479_001_600.0)) + r2 * (1.0 / 6_227_020_800.0);
    let tail = low + r4 * (middle + r4 * high);
    let mantissa = 1.0 + (r + (0.5 * r2 + r * r2 * tail));
    let scale = f64::from_bits((shifted.to_bits() << 52).wrapping_add(1.0_f64.to_bits()));
    mantissa * scale
}

/// e to the `x`, the exponent kept between -100 and 100: whatever a scenario may state, prices stay
/// finite and above 0, and no real price comes near these bounds.
#[inline]
pub fn bounded_exp(x: f64) -> f64 {
    const GREATEST: f64 = 100.0;
    exp(x.clamp(-GREATEST, GREATEST))
}

/// e to the `x`, minus 1, accurate near 0.
#[inline]
pub fn exp_m1(x: f64) -> f64 {
    libm::expm1(x)
}

/// Natural logarithm.
#[inline]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// Natural logarithm of 1 + `x`, accurate near 0.
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
