//! A value in sixteen bits: sign, seven binary digits of magnitude, eight of precision.
//!
//! Values are told apart by their first eight binary digits after the leading one, so a code stands
//! for numbers that differ from its representative by less than 0.2 %; whole numbers up to 512 are
//! exact. Magnitudes from 2^-20 to 2^107 have codes of their own: far below a fen and a square
//! centimetre, far above any sum of money. What is smaller is zero, what is greater shares the last
//! code.
//!
//! # Why counts of codes
//!
//! A run has more than ten thousand columns (series by month, fields by plot), and a
//! million values of each cannot be kept for exact quantiles. Counting them in classes
//! whose width is in proportion to the value keeps the *relative* error of every
//! quantile below a bound that is known beforehand, for yuan, m² and months alike,
//! without a range or a step that somebody must choose. The idea is that of HDR
//! histograms and of `DDSketch` (Masson, Rim and Lee 2019, "A Fast and Fully-Mergeable
//! Quantile Sketch with Relative-Error Guarantees").
//!
//! # Why the double's own digits
//!
//! A class is named by the upper digits of the double itself, rounded, so finding it
//! takes one addition and one shift and no logarithm. Eight digits after the leading
//! one put neighbours 1/256 apart, so a value is at most 1/512 from its representative.
//! Codes ascend with the value, so quantiles come from walking through them, and whole
//! numbers up to 512 (months, plots, rounds, bidders) stand for themselves.
//!
//! # Why sixteen bits
//!
//! Eight digits and the sign leave seven for the exponent: 128 powers of two, from
//! 2^-20 to 2^107. Four codes lie in a word of 64 bits, and a table of all of them
//! would still be small.

/// A value as a code of sixteen bits, see the module. Codes of positive values ascend
/// with the value; those of negative values are the codes of their magnitudes with
/// [`NEGATIVE`] set.
pub type Code = u16;

/// The code of zero, of either sign, and of magnitudes that round to less than 2^-20,
/// about a millionth.
pub const ZERO: Code = 0;
/// The code of a value that does not exist (NaN). Read as a number it would be minus
/// zero, which no value has.
pub const NULL: Code = NEGATIVE;
/// The bit that codes of negative values have and others have not.
pub const NEGATIVE: Code = 0x8000;
/// Greatest code of a positive value: that of magnitudes just below 2^108 and of
/// everything above, infinity included.
pub const GREATEST: Code = NEGATIVE - 1;

/// Bits of a double's upper half below the eight digits kept.
const DROPPED_BITS: u32 = 20 - 8;
/// Bits of a double's lower half, which the code does not look at.
const LOWER_BITS: u32 = 32;
/// The upper half without the sign of the magnitude just below code 1, digits kept.
const BELOW_FIRST: u64 = ((1023 - 20) << 8) - 1;
/// The upper half, without the sign, of infinity; greater ones are not numbers.
const INFINITE: u64 = 0x7ff0_0000;

/// The code of a value; [`NULL`] for NaN.
///
/// ```
/// use landsim::ensemble::code::{NEGATIVE, NULL, ZERO, code, magnitude};
///
/// let money = code(-12_345_678_900.0);
/// assert!(money & NEGATIVE != 0);
/// assert!((magnitude(money) / 12_345_678_900.0 - 1.0).abs() < 0.002);
/// assert_eq!(magnitude(code(119.0)), 119.0);
/// assert_eq!([code(0.0), code(-0.0), code(f64::NAN)], [ZERO, ZERO, NULL]);
/// ```
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "at most 16 bits")]
pub fn code(value: f64) -> Code {
    wide_code(value) as Code
}

/// The code of a value in a word as wide as the value, so that the compiler can work on
/// as many values at once as registers hold.
///
/// The upper half of a double decides: the digit by which it is rounded lies in it.
/// There is no branch.
#[inline(always)]
pub(super) fn wide_code(value: f64) -> u64 {
    let upper = value.to_bits() >> LOWER_BITS;
    let magnitude = upper & !(1 << 31);
    let kept = (magnitude + (1 << (DROPPED_BITS - 1))) >> DROPPED_BITS;
    let digits = kept.clamp(BELOW_FIRST, BELOW_FIRST + u64::from(GREATEST)) - BELOW_FIRST;
    let sign = (upper >> 16) & u64::from(NEGATIVE);
    let signed = if digits == u64::from(ZERO) { digits } else { digits | sign };
    if magnitude > INFINITE { u64::from(NULL) } else { signed }
}

/// The magnitude that a code stands for, whatever its sign: the value whose kept digits
/// these are and whose others are 0. [`ZERO`] and [`NULL`] give 0.
#[inline]
pub fn magnitude(code: Code) -> f64 {
    let digits = code & GREATEST;
    if digits == ZERO {
        return 0.0;
    }
    f64::from_bits((u64::from(digits) + BELOW_FIRST) << (DROPPED_BITS + LOWER_BITS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_stands_for_what_is_within_two_thousandths() {
        let mut value = 1e-6;
        while value < 1e32 {
            for signed in [value, -value] {
                let found = code(signed);
                assert!((magnitude(found) - value).abs() <= value / 511.0, "{signed}");
                assert_eq!(found & NEGATIVE != 0, signed < 0.0, "{signed}");
            }
            value *= 1.003_1;
        }
    }

    #[test]
    fn whole_numbers_up_to_512_are_exact_and_codes_ascend() {
        let codes: Vec<Code> = (0..=512).map(|number| code(f64::from(number))).collect();
        assert!(codes.is_sorted());
        for (number, code) in (0..=512).zip(codes) {
            assert_eq!(magnitude(code), f64::from(number));
        }
    }

    #[test]
    fn what_is_too_small_too_great_or_no_number() {
        assert_eq!([code(0.0), code(-0.0), code(9e-7), code(-9e-7)], [ZERO; 4]);
        assert_eq!([code(f64::NAN), code(-f64::NAN)], [NULL; 2]);
        assert_eq!([code(1e40), code(f64::INFINITY)], [GREATEST; 2]);
        assert_eq!(code(f64::NEG_INFINITY), GREATEST | NEGATIVE);
        assert_eq!(magnitude(ZERO), 0.0);
    }
}
