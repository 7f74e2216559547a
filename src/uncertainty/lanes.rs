//! Numbers one at a time or a register of them: formulas are written once and give the same bits for both.

use std::ops::{Add, Div, Mul, Neg, Sub};

use pulp::{Simd, bytemuck};

/// 2^52: a whole number below it in its low bits is that number, once 2^52 is taken off.
const TWO_TO_52: f64 = 4_503_599_627_370_496.0;
const MANTISSA_BITS: u32 = 52;
const MANTISSA: u64 = (1 << MANTISSA_BITS) - 1;
const ONE: u64 = 0x3ff0_0000 << 32;
const EXPONENT_BIAS: f64 = 1_023.0;
/// The square root of 1/2, rounded so that its lower half is 0.
const SQRT_HALF: u64 = 0x3fe6_a09e << 32;

/// A number, or as many as a register holds, on which the same is done.
pub trait Lanes:
    Copy
    + Neg<Output = Self>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Add<f64, Output = Self>
    + Sub<f64, Output = Self>
    + Mul<f64, Output = Self>
    + Div<f64, Output = Self>
{
    /// What a comparison gives.
    type Mask: Copy;

    /// The same number in every lane.
    #[must_use]
    fn same(self, number: f64) -> Self;

    /// Where it is less than another.
    fn is_less(self, other: Self) -> Self::Mask;

    /// `self` where a mask holds, another number elsewhere.
    #[must_use]
    fn or(self, mask: Self::Mask, other: Self) -> Self;

    /// Whether a mask holds in no lane.
    fn is_nowhere(self, mask: Self::Mask) -> bool;

    /// Each lane changed by itself, for what has no form for registers.
    #[must_use]
    fn each_alone(self, change: impl Fn(f64) -> f64) -> Self;

    /// Square root, exact to the last bit by IEEE 754 on every machine.
    #[must_use]
    fn square_root(self) -> Self;

    /// 2 to the whole number that its low bits hold.
    #[must_use]
    fn power_of_two(self) -> Self;

    /// A positive number that is neither subnormal nor infinite as 2 to a whole number, which comes first, times a
    /// number from sqrt(1/2) to sqrt(2).
    fn exponent_and_rest(self) -> (Self, Self);

    /// The number where it is the greater, else a bound; not a number stays so.
    #[must_use]
    #[inline(always)]
    fn at_least(self, bound: f64) -> Self {
        let bound = self.same(bound);
        bound.or(self.is_less(bound), self)
    }

    /// The number where it is the less, else a bound; not a number stays so.
    #[must_use]
    #[inline(always)]
    fn at_most(self, bound: f64) -> Self {
        let bound = self.same(bound);
        bound.or(bound.is_less(self), self)
    }
}

impl Lanes for f64 {
    type Mask = bool;

    #[inline(always)]
    fn same(self, number: f64) -> Self {
        number
    }

    #[inline(always)]
    fn is_less(self, other: Self) -> bool {
        self < other
    }

    #[inline(always)]
    fn or(self, mask: bool, other: Self) -> Self {
        if mask { self } else { other }
    }

    #[inline(always)]
    fn is_nowhere(self, mask: bool) -> bool {
        !mask
    }

    #[inline(always)]
    fn each_alone(self, change: impl Fn(f64) -> f64) -> Self {
        change(self)
    }

    #[inline(always)]
    fn square_root(self) -> Self {
        self.sqrt()
    }

    #[inline(always)]
    fn power_of_two(self) -> Self {
        Self::from_bits(power_of_two(self.to_bits()))
    }

    #[inline(always)]
    fn exponent_and_rest(self) -> (Self, Self) {
        let bits = self.to_bits();
        let exponent = Self::from_bits(exponent(bits)) - TWO_TO_52 - EXPONENT_BIAS;
        (exponent, Self::from_bits(rest(bits)))
    }
}

#[inline(always)]
fn power_of_two(bits: u64) -> u64 {
    (bits << MANTISSA_BITS).wrapping_add(ONE)
}

/// Bits such that a number's rest is what is below its mantissa's length.
#[inline(always)]
fn shifted(bits: u64) -> u64 {
    bits.wrapping_add(ONE - SQRT_HALF)
}

/// 2^52 and the exponent with its bias.
#[inline(always)]
fn exponent(bits: u64) -> u64 {
    (shifted(bits) >> MANTISSA_BITS) | TWO_TO_52.to_bits()
}

#[inline(always)]
fn rest(bits: u64) -> u64 {
    (shifted(bits) & MANTISSA) + SQRT_HALF
}

/// A register of numbers.
#[derive(Debug, Clone, Copy)]
pub struct Register<S: Simd> {
    simd: S,
    lanes: S::f64s,
}

impl<S: Simd> Register<S> {
    /// The numbers of a register.
    #[inline(always)]
    pub fn new(simd: S, lanes: S::f64s) -> Self {
        Self { simd, lanes }
    }

    /// The register's numbers.
    #[inline(always)]
    pub fn lanes(self) -> S::f64s {
        self.lanes
    }

    #[inline(always)]
    fn with(self, lanes: S::f64s) -> Self {
        Self { lanes, ..self }
    }

    /// What a change of bits makes of each number; registers have no shifts of their own here, and compilers
    /// find them in a loop as plain as this one.
    #[inline(always)]
    fn each(mut self, change: impl Fn(u64) -> u64) -> Self {
        let lanes = std::slice::from_mut(&mut self.lanes);
        for lane in bytemuck::cast_slice_mut::<S::f64s, u64>(lanes) {
            *lane = change(*lane);
        }
        self
    }
}

impl<S: Simd> Lanes for Register<S> {
    type Mask = S::m64s;

    #[inline(always)]
    fn same(self, number: f64) -> Self {
        self.with(self.simd.splat_f64s(number))
    }

    #[inline(always)]
    fn is_less(self, other: Self) -> S::m64s {
        self.simd.less_than_f64s(self.lanes, other.lanes)
    }

    #[inline(always)]
    fn or(self, mask: S::m64s, other: Self) -> Self {
        self.with(self.simd.select_f64s(mask, self.lanes, other.lanes))
    }

    #[inline(always)]
    fn is_nowhere(self, mask: S::m64s) -> bool {
        self.simd.first_true_m64s(mask) == S::F64_LANES
    }

    #[inline(always)]
    fn each_alone(mut self, change: impl Fn(f64) -> f64) -> Self {
        let lanes = std::slice::from_mut(&mut self.lanes);
        for lane in bytemuck::cast_slice_mut::<S::f64s, f64>(lanes) {
            *lane = change(*lane);
        }
        self
    }

    #[inline(always)]
    fn square_root(self) -> Self {
        self.with(self.simd.sqrt_f64s(self.lanes))
    }

    #[inline(always)]
    fn power_of_two(self) -> Self {
        self.each(power_of_two)
    }

    #[inline(always)]
    fn exponent_and_rest(self) -> (Self, Self) {
        (self.each(exponent) - TWO_TO_52 - EXPONENT_BIAS, self.each(rest))
    }
}

impl<S: Simd> Neg for Register<S> {
    type Output = Self;

    #[inline(always)]
    fn neg(self) -> Self {
        self.with(self.simd.neg_f64s(self.lanes))
    }
}

macro_rules! lane_by_lane {
    ($operation:ident, $method:ident, $of_registers:ident) => {
        impl<S: Simd> $operation for Register<S> {
            type Output = Self;

            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                self.with(self.simd.$of_registers(self.lanes, other.lanes))
            }
        }

        impl<S: Simd> $operation<f64> for Register<S> {
            type Output = Self;

            #[inline(always)]
            fn $method(self, other: f64) -> Self {
                $operation::$method(self, self.same(other))
            }
        }
    };
}

lane_by_lane!(Add, add, add_f64s);
lane_by_lane!(Sub, sub, sub_f64s);
lane_by_lane!(Mul, mul, mul_f64s);
lane_by_lane!(Div, div, div_f64s);
