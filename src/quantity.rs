//! Numbers and their units.
//!
//! # Why plain numbers and not a type for each unit
//!
//! Ids, columns, TOML keys and Rust names are one word in this project and carry their unit
//! (`receipts_cny`, `land_m2`, `notice_months`), so a wrapper would say it a second time at every
//! arithmetic step. Units are enforced where numbers enter, by the scenario reader and the
//! portfolio columns, and where they leave, by the catalogue.

/// Square metres in a hectare.
pub const SQUARE_METRES_PER_HECTARE: f64 = 10_000.0;
/// Square metres in 万㎡, the unit in which offices state floor area.
pub const SQUARE_METRES_PER_WAN: f64 = 10_000.0;
/// Months in a year, as a factor of rates.
pub const MONTHS_PER_YEAR: f64 = crate::calendar::MONTHS_PER_YEAR as f64;
/// Months in a year, as a count.
pub const MONTHS_OF_A_YEAR: usize = crate::calendar::MONTHS_PER_YEAR.unsigned_abs() as usize;
/// Per cent in a share of 1.
pub const PERCENT: f64 = 100.0;
/// Yuan in 亿元, the unit in which offices state programmes.
pub const YUAN_PER_YI: f64 = 1e8;

/// A count as a number to calculate with; exact up to 2^53, which no count here comes near.
#[inline]
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub fn count(n: usize) -> f64 {
    // Machines turn signed numbers into others in one step, and the others in five.
    n.cast_signed() as f64
}

/// A number of months as an index: negative ones become 0, halves round away from zero, and
/// what exceeds any horizon (NaN too) stays beyond it.
///
/// Durations are drawn from distributions without an upper end, so an index that would
/// overflow must become one that is merely too late, never one that wraps around to an early
/// month.
///
/// # Example
///
/// ```
/// use landsim::quantity::whole_months;
///
/// assert_eq!([2.4, 2.5, -1.0].map(whole_months), [2, 3, 0]);
/// assert_eq!(whole_months(f64::INFINITY), 1_000_000);
/// ```
#[inline]
#[expect(
    clippy::cast_possible_truncation,
    reason = "at most the bound, and from minus infinity up to 0"
)]
pub fn whole_months(months: f64) -> usize {
    const BEYOND_ANY_HORIZON: f64 = 1e6;
    // Without the round instruction that not every processor has, and as exact.
    let months = if months < BEYOND_ANY_HORIZON { months } else { BEYOND_ANY_HORIZON };
    let whole = (months as i32).max(0);
    let rounded = if months - f64::from(whole) >= 0.5 { whole + 1 } else { whole };
    usize::try_from(rounded).unwrap_or(0)
}

/// A non-negative number rounded down to an index: negative numbers and NaN give 0, what is
/// too large the greatest index.
#[inline]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "negative and NaN become 0 by the cast's definition"
)]
pub fn index(number: f64) -> usize {
    number as usize
}

/// A whole number within the range of months and years.
#[expect(clippy::cast_possible_truncation, reason = "whole and small, as whoever reads it checked")]
pub fn signed_index(number: f64) -> i32 {
    number as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The second number is the greatest below a half: adding a half and cutting off would
    /// give 1.
    #[test]
    fn halves_round_away_from_zero() {
        assert_eq!(
            [0.49, 0.499_999_999_999_999_94, 0.5, 1.5, 2.5, 3.49].map(whole_months),
            [0, 0, 1, 2, 3, 3]
        );
    }

    #[test]
    fn nonsense_months_do_not_overflow() {
        assert_eq!(whole_months(-3.0), 0);
        assert_eq!(whole_months(f64::INFINITY), 1_000_000);
        assert_eq!(whole_months(f64::NAN), 1_000_000);
    }
}
