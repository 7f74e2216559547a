//! Numbers one at a time or a register of them: formulas are written once and give the
//! same bits for both.
//!
//! # Why formulas over lanes
//!
//! Eight auctions of a month held in one register must give what each gives by itself, to the
//! last bit, or a trial's result would depend on its neighbours. So a formula is written once
//! over [`Lanes`]: with `f64` it works on one number, with [`Register`] on as many as the
//! machine's registers hold. Both do the same additions and multiplications in the same
//! order, each rounded as IEEE 754 says; a fused multiply-add, which rounds once for two, is
//! never used, since not every machine has it. There are no branches either: both sides are
//! worked out and one is taken by a mask.
//!
//! # Example
//!
//! ```
//! use landsim::uncertainty::lanes::Lanes;
//!
//! /// The distance of a number from 3, whatever it is.
//! fn from_three<L: Lanes>(x: L) -> L {
//!     let three = x.same(3.0);
//!     (three - x).or(x.is_less(three), x - three)
//! }
//!
//! assert_eq!([from_three(1.0), from_three(7.5)], [2.0, 4.5]);
//! ```

use std::ops::{Add, Div, Mul, Neg, Sub};

use pulp::{Simd, bytemuck};

/// 2^52: a whole number below it in its low bits is that number, once 2^52 is taken off.
const TWO_TO_52: f64 = 4_503_599_627_370_496.0;
/// Bits of a number's fraction; above them stand the exponent with its bias, and the sign.
const MANTISSA_BITS: u32 = 52;
const MANTISSA: u64 = (1 << MANTISSA_BITS) - 1;
/// The bits of 1.0: exponent 0 with its bias of 1,023, fraction 0.
const ONE: u64 = 0x3ff0_0000 << 32;
/// What is stored of an exponent is this much more than it is.
const EXPONENT_BIAS: f64 = 1_023.0;
/// The square root of 1/2, rounded so that its lower half is 0.
const SQRT_HALF: u64 = 0x3fe6_a09e << 32;

/// A number, or as many as a register holds, on which the same is done. A single number may
/// stand on the right of an operation and then means the same one in every lane.
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
    /// What a comparison gives: a truth value, or one for each lane.
    type Mask: Copy;

    /// The same number in every lane.
    #[must_use]
    fn same(self, number: f64) -> Self;

    /// Where it is less than another; nowhere where one of the two is not a number.
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

    /// A positive number that is neither subnormal nor infinite as 2 to a whole number, which
    /// comes first, times a number from sqrt(1/2) to sqrt(2): a logarithm is then near 0 in
    /// its second part.
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

/// 2 to the whole number in the low bits: they become the exponent, and the bias comes with
/// the bits of 1. What stood above the low twelve bits is shifted out.
#[inline(always)]
fn power_of_two(bits: u64) -> u64 {
    (bits << MANTISSA_BITS).wrapping_add(ONE)
}

/// Bits such that a number's exponent grows by 1 from sqrt(1/2) on rather than from 1 on:
/// what is below the exponent then tells how far the number is above sqrt(1/2) times a power
/// of two.
#[inline(always)]
fn shifted(bits: u64) -> u64 {
    bits.wrapping_add(ONE - SQRT_HALF)
}

/// 2^52 and the exponent with its bias, as a number: taking 2^52 and the bias off leaves the
/// exponent, without an instruction that turns integers into numbers lane by lane.
#[inline(always)]
fn exponent(bits: u64) -> u64 {
    (shifted(bits) >> MANTISSA_BITS) | TWO_TO_52.to_bits()
}

/// The bits of a number's part from sqrt(1/2) to sqrt(2).
#[inline(always)]
fn rest(bits: u64) -> u64 {
    (shifted(bits) & MANTISSA) + SQRT_HALF
}

/// A register of numbers with the proof (`S`) that the machine has such registers. All
/// methods are inlined into the code that was chosen for the machine; outside it they would
/// be calls.
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

    /// What a change of bits makes of each number; registers have no shifts of their own here, and
    /// compilers find them in a loop as plain as this one.
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
