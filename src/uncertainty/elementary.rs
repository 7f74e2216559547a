//! Exponential, logarithm and their kin, the same bits on every machine.
//!
//! The platform's math library may differ in the last bit between versions and machines; everything
//! that reaches a result goes through these pure-Rust functions instead.

/// e to the `x`.
#[inline]
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
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
