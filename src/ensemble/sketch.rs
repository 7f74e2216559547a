//! The distribution of one column in bounded memory: exact count, mean, extremes and
//! signs, quantiles to two parts in a thousand.
//!
//! Values come as codes ([`super::code`]) and are counted by them. Counts are integers:
//! adding them up in any order gives the same sketch.
//!
//! # Why the sum is a whole number
//!
//! Sums of doubles depend on the order in which they are made; a whole number of 2^-50
//! of the unit does not. With 128 bits there is room for 10^22 yuan, and what is cut
//! off of the sum of each block of trials, less than 2^-50, is far below what a double
//! of such a sum can tell.
//!
//! # Why extremes are kept beside the codes
//!
//! A representative may lie beyond the greatest value by a thousandth. Quantiles are
//! therefore held within the least and the greatest value that were really seen, so
//! that the quantiles of a column that never varies are its value.

use pulp::{Arch, Simd, WithSimd};

use super::code::{self, Code, GREATEST, NEGATIVE, NULL, ZERO};
use super::counts::{Counts, Tally};

/// Parts of one in which sums are counted: 2^50, so that yuan up to 10^22 and shares to
/// 10^-15 fit. Whole numbers add up to the same in any order, so runs can be split and
/// put together.
const PARTS: f64 = 1_125_899_906_842_624.0;

/// Sum and extremes of the values of a few trials that exist, as they were before they
/// became codes; in the column's unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Totals {
    /// Sum in order of trials.
    pub sum: f64,
    /// Least value; infinite without any.
    pub least: f64,
    /// Greatest value; minus infinite without any.
    pub greatest: f64,
}

impl Totals {
    /// The totals of no value.
    pub const NONE: Self = Self { sum: 0.0, least: f64::INFINITY, greatest: f64::NEG_INFINITY };
}

/// A column's distribution over trials. Nulls are only counted.
///
/// A sketch is filled by an ensemble; from outside it is read, merged with those of
/// other parts, and made from records.
///
/// ```
/// use landsim::ensemble::sketch::{Sketch, SketchRecord};
///
/// // Two trials without a value, one with 0, three with 4 (code 0x1601) and one with -2.
/// let record = SketchRecord {
///     nulls: 2,
///     zeros: 1,
///     sum: (10_i128 << 50).to_string(),
///     least: -2.0,
///     greatest: 4.0,
///     negative: "5377:1".to_owned(),
///     positive: "5633:3".to_owned(),
/// };
/// let sketch = Sketch::of_record(&record).unwrap();
/// assert_eq!((sketch.count(), sketch.nulls(), sketch.mean()), (5, 2, Some(2.0)));
/// assert_eq!(sketch.quantiles(&[0.0, 0.5, 1.0]), [-2.0, 4.0, 4.0]);
/// ```
#[derive(Debug, Clone)]
pub struct Sketch {
    nulls: u64,
    zeros: u64,
    /// Sum of the values, as a whole number of [`PARTS`].
    sum: i128,
    least: f64,
    greatest: f64,
    /// Values below 0 by the codes of their magnitudes.
    negative: Counts,
    /// Values above 0 by their codes.
    positive: Counts,
}

impl Default for Sketch {
    fn default() -> Self {
        Self {
            nulls: 0,
            zeros: 0,
            sum: 0,
            least: Totals::NONE.least,
            greatest: Totals::NONE.greatest,
            negative: Counts::default(),
            positive: Counts::default(),
        }
    }
}

/// Whether a sum has left what can be counted; what is added to it says nothing any more.
fn is_beyond(sum: i128) -> bool {
    sum == i128::MAX || sum == i128::MIN
}

/// The sum of two sums; one that has left what can be counted stays there, in whatever order sums
/// are added.
fn added(left: i128, right: i128) -> i128 {
    if is_beyond(left) || is_beyond(right) {
        return i128::MAX;
    }
    left.saturating_add(right)
}

impl Sketch {
    /// Adds the totals of values whose codes are counted beside; the order in which
    /// blocks are added does not matter.
    pub fn add_totals(&mut self, totals: &Totals) {
        self.sum = added(self.sum, in_parts(totals.sum));
        self.least = self.least.min(totals.least);
        self.greatest = self.greatest.max(totals.greatest);
    }

    /// Adds the values of another sketch; in whatever order sketches are merged, the
    /// result is the same.
    pub fn merge(&mut self, other: &Self) {
        self.nulls += other.nulls;
        self.zeros += other.zeros;
        self.sum = added(self.sum, other.sum);
        self.least = self.least.min(other.least);
        self.greatest = self.greatest.max(other.greatest);
        self.negative.merge(&other.negative);
        self.positive.merge(&other.positive);
    }

    /// Everything that is in the sketch, as text and numbers that tables can hold.
    pub fn record(&self) -> SketchRecord {
        SketchRecord {
            nulls: self.nulls,
            zeros: self.zeros,
            sum: self.sum.to_string(),
            least: self.least,
            greatest: self.greatest,
            negative: self.negative.record(),
            positive: self.positive.record(),
        }
    }

    /// The sketch of a record; `None` when its texts are none that [`Self::record`] writes.
    pub fn of_record(record: &SketchRecord) -> Option<Self> {
        Some(Self {
            nulls: record.nulls,
            zeros: record.zeros,
            sum: record.sum.parse().ok()?,
            least: record.least,
            greatest: record.greatest,
            negative: Counts::of_record(&record.negative)?,
            positive: Counts::of_record(&record.positive)?,
        })
    }

    /// Counts values that are all zero, or none of which exists.
    pub(super) fn add_alike(&mut self, code: Code, values: usize) {
        *(if code == NULL { &mut self.nulls } else { &mut self.zeros }) += values as u64;
    }

    /// Counts values by their codes.
    pub(super) fn add_codes(&mut self, codes: &[Code], tally: &mut Tally) {
        let [zeros, nulls, negative] = kinds(codes);
        self.zeros += zeros as u64;
        self.nulls += nulls as u64;
        let positive = codes.len() - zeros - nulls - negative;
        if positive > 0 {
            self.positive.add(codes, 0, positive, tally);
        }
        if negative > 0 {
            self.negative.add(codes, NEGATIVE, negative, tally);
        }
    }

    /// Number of values that are not null.
    pub fn count(&self) -> u64 {
        self.zeros + self.negative.total() + self.positive.total()
    }

    /// Number of trials without a value.
    pub fn nulls(&self) -> u64 {
        self.nulls
    }

    /// Mean of the values, in the column's unit; `None` without any, and where their sum is
    /// beyond what can be counted (some 10^23 of the unit). Exact but for what is cut off of
    /// the sums.
    pub fn mean(&self) -> Option<f64> {
        let count = self.count();
        (count > 0 && !is_beyond(self.sum)).then(|| of_parts(self.sum) / as_number(count))
    }

    /// Share of the values below 0, exact; `None` without any.
    pub fn share_negative(&self) -> Option<f64> {
        let count = self.count();
        (count > 0).then(|| as_number(self.negative.total()) / as_number(count))
    }

    /// Share of the values above 0, exact; `None` without any.
    pub fn share_positive(&self) -> Option<f64> {
        let count = self.count();
        (count > 0).then(|| as_number(self.positive.total()) / as_number(count))
    }

    /// Whether every value is 0, or there is none.
    pub fn is_all_zero(&self) -> bool {
        self.zeros == self.count()
    }

    /// Number of values below a positive whole number up to 512, exact for columns of
    /// whole numbers. How often something comes within the window is asked this way of
    /// columns that hold months.
    pub fn count_below(&self, limit: usize) -> u64 {
        let limit = crate::quantity::count(limit);
        let below = self.positive.occupied().filter(|(code, _)| code::magnitude(*code) < limit);
        self.negative.total() + self.zeros + below.map(|(_, count)| u64::from(count)).sum::<u64>()
    }

    /// Quantiles at ascending probabilities, by linear interpolation between order
    /// statistics (Hyndman and Fan's type 7, as for figures); empty without values.
    ///
    /// Each is within two parts in a thousand of the exact one; whole numbers up to 512
    /// are exact.
    pub fn quantiles(&self, probabilities: &[f64]) -> Vec<f64> {
        let count = self.count();
        if count == 0 {
            return Vec::new();
        }
        let mut ladder = Ladder::new(self, self.steps());
        probabilities
            .iter()
            .map(|probability| {
                let position = probability * as_number(count - 1);
                let below = position.floor();
                let (low, next) = ladder.values_at(below);
                if position > below { low + (position - below) * (next - low) } else { low }
            })
            .collect()
    }

    /// Representatives of values with their numbers, from the least value up.
    fn steps(&self) -> impl Iterator<Item = (f64, u64)> {
        let negative = self.negative.occupied().rev();
        let zero = (self.zeros > 0).then_some((0.0, self.zeros));
        let positive = self.positive.occupied();
        negative
            .map(|(code, count)| (-code::magnitude(code), u64::from(count)))
            .chain(zero)
            .chain(positive.map(|(code, count)| (code::magnitude(code), u64::from(count))))
    }

    /// A representative, held within the values that were really seen.
    fn seen(&self, value: f64) -> f64 {
        let Self { mut least, mut greatest, .. } = *self;
        if self.zeros > 0 {
            least = least.min(0.0);
            greatest = greatest.max(0.0);
        }
        value.clamp(least, greatest)
    }
}

/// A sketch as text and numbers: a row of the table that a shard writes.
#[derive(Debug, Clone, PartialEq)]
pub struct SketchRecord {
    /// Number of trials without a value.
    pub nulls: u64,
    /// Number of values that are 0, or too small for a code of their own.
    pub zeros: u64,
    /// Sum of the values, in parts of 2^-50.
    pub sum: String,
    /// Least value; infinite without any.
    pub least: f64,
    /// Greatest value; minus infinite without any.
    pub greatest: f64,
    /// Codes without sign of the values below 0 with their numbers, as `code:number` by space.
    pub negative: String,
    /// Codes of the values above 0 with their numbers, in the form of `negative`.
    pub positive: String,
}

/// A sum in parts; what is below a part is cut off.
#[expect(clippy::cast_possible_truncation, reason = "cut off on purpose, and bounded by the cast")]
fn in_parts(sum: f64) -> i128 {
    (sum * PARTS) as i128
}

/// A sum in the column's unit from a whole number of parts.
#[expect(clippy::cast_precision_loss, reason = "a mean needs no more digits than a double has")]
fn of_parts(sum: i128) -> f64 {
    sum as f64 / PARTS
}

/// How many codes are zero, null and negative; looked at as many at once as the machine can.
fn kinds(codes: &[Code]) -> [usize; 3] {
    Arch::new().dispatch(Kinds(codes))
}

/// Codes to be told apart, as a task for registers as wide as the machine has.
struct Kinds<'c>(&'c [Code]);

impl WithSimd for Kinds<'_> {
    type Output = [usize; 3];

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> [usize; 3] {
        let mut kinds = [0; 3];
        // Counting in the codes' own width keeps the machine's lanes full.
        for few in self.0.chunks(usize::from(GREATEST)) {
            let mut of_few: [Code; 3] = [0; 3];
            for code in few {
                of_few[0] += Code::from(*code == ZERO);
                of_few[1] += Code::from(*code == NULL);
                of_few[2] += Code::from(*code > NULL);
            }
            for (kind, number) in kinds.iter_mut().zip(of_few) {
                *kind += usize::from(number);
            }
        }
        kinds
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of trials stay far below 2^53")]
fn as_number(count: u64) -> f64 {
    count as f64
}

/// Walks a sketch from the least value up; it must be asked for ranks that never go
/// down, so that all quantiles take one walk.
struct Ladder<'s, I: Iterator> {
    sketch: &'s Sketch,
    steps: std::iter::Peekable<I>,
    value: f64,
    /// Number of values up to and with `value`.
    reached: f64,
}

impl<'s, I: Iterator<Item = (f64, u64)>> Ladder<'s, I> {
    fn new(sketch: &'s Sketch, steps: I) -> Self {
        Self { sketch, steps: steps.peekable(), value: 0.0, reached: 0.0 }
    }

    /// The value of a rank counted from 0, and that of the next rank.
    fn values_at(&mut self, rank: f64) -> (f64, f64) {
        while self.reached <= rank {
            let Some((value, count)) = self.steps.next() else { break };
            self.value = value;
            self.reached += as_number(count);
        }
        let next = if rank + 1.0 < self.reached {
            self.value
        } else {
            self.steps.peek().map_or(self.value, |(value, _)| *value)
        };
        (self.sketch.seen(self.value), self.sketch.seen(next))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::uncertainty::normal;

    fn exact(values: &mut [f64], probability: f64) -> f64 {
        values.sort_by(f64::total_cmp);
        let position = probability * crate::quantity::count(values.len() - 1);
        let below = crate::quantity::index(position);
        let above = (below + 1).min(values.len() - 1);
        let part = position - crate::quantity::count(below);
        values[below] + part * (values[above] - values[below])
    }

    /// Adds values as the columns of an ensemble do.
    fn add(sketch: &mut Sketch, values: &[f64]) {
        let codes: Vec<Code> = values.iter().map(|value| code::code(*value)).collect();
        let mut totals = Totals::NONE;
        for value in values.iter().filter(|value| !value.is_nan()) {
            totals.sum += value;
            totals.least = totals.least.min(*value);
            totals.greatest = totals.greatest.max(*value);
        }
        sketch.add_totals(&totals);
        sketch.add_codes(&codes, &mut Tally::default());
    }

    /// A mean beyond what can be counted is not there, in whatever order values come.
    #[test]
    fn a_sum_beyond_what_can_be_counted_has_no_mean() {
        let of = |parts: &[&[f64]]| {
            let mut whole = Sketch::default();
            for values in parts {
                let mut part = Sketch::default();
                add(&mut part, values);
                whole.merge(&part);
            }
            whole.mean()
        };
        assert_eq!(of(&[&[1e20], &[3e20]]), Some(2e20));
        assert_eq!(of(&[&[-2.1e28], &[1.0]]), None);
        assert_eq!(of(&[&[1.0], &[-2.1e28], &[2.1e28]]), None);
        assert_eq!(of(&[&[2.1e28], &[-2.1e28], &[-2.1e28]]), None);
        assert_eq!(of(&[&[f64::INFINITY], &[1.0]]), None);
    }

    const PROBABILITIES: [f64; 9] = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];

    #[test]
    fn quantiles_are_within_two_thousandths_of_the_exact_ones() {
        let samples: [Vec<f64>; 3] = [
            (1..5000).map(|i| 1e9 * normal::inverse(f64::from(i) / 5000.0)).collect(),
            (1..5000)
                .map(|i| {
                    crate::uncertainty::elementary::exp(
                        9.0 * normal::inverse(f64::from(i) / 5000.0) + 25.0,
                    )
                })
                .collect(),
            (0..777).map(|i| f64::from(i % 10) * -3.7e6).collect(),
        ];
        for mut sample in samples {
            let mut sketch = Sketch::default();
            // In parts, so that ranges have to grow.
            sample.chunks(100).for_each(|part| add(&mut sketch, part));
            for (probability, found) in PROBABILITIES.iter().zip(sketch.quantiles(&PROBABILITIES)) {
                let expected = exact(&mut sample, *probability);
                assert!(
                    (found - expected).abs() <= 2e-3 * expected.abs(),
                    "{probability}: {found} {expected}"
                );
            }
        }
    }

    #[test]
    fn months_and_counts_are_exact() {
        let mut sketch = Sketch::default();
        let mut values: Vec<f64> = (0..1000).map(|i| f64::from((i * 7) % 503)).collect();
        add(&mut sketch, &values);
        for probability in PROBABILITIES {
            assert_eq!(sketch.quantiles(&[probability]), [exact(&mut values, probability)]);
        }
        assert_eq!(
            sketch.count_below(60),
            values.iter().filter(|value| **value < 60.0).count() as u64
        );
    }

    #[test]
    fn parts_put_together_are_the_whole_in_any_order_and_after_a_trip_through_text() {
        let values: Vec<f64> = (0..3_000)
            .map(|i| match i % 7 {
                0 => 0.0,
                1 => f64::NAN,
                _ => 1e9 * normal::inverse((f64::from(i) + 0.5) / 3_000.0),
            })
            .collect();
        let parts: Vec<Sketch> = values
            .chunks(500)
            .map(|part| {
                let mut sketch = Sketch::default();
                part.chunks(32).for_each(|few| add(&mut sketch, few));
                Sketch::of_record(&sketch.record()).unwrap()
            })
            .collect();
        let merged = |order: &[usize]| {
            let mut all = Sketch::default();
            for part in order {
                all.merge(&parts[*part]);
            }
            all.record()
        };
        let forth = merged(&[0, 1, 2, 3, 4, 5]);
        assert_eq!(forth, merged(&[5, 3, 1, 0, 2, 4]));
        let whole = Sketch::of_record(&forth).unwrap();
        assert_eq!((whole.count(), whole.nulls()), (3_000 - 429, 429));
        let kept: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
        let mean = kept.iter().sum::<f64>() / crate::quantity::count(kept.len());
        assert!((whole.mean().unwrap() - mean).abs() < 1e-12 * 1e9);
        let empty = Sketch::default();
        assert_eq!(Sketch::of_record(&empty.record()).unwrap().record(), empty.record());
        for positive in ["5", "5:x", "7:1 6:1", "0:1", "70000:1"] {
            let broken = SketchRecord { positive: positive.to_owned(), ..empty.record() };
            assert!(Sketch::of_record(&broken).is_none(), "{positive}");
        }
    }

    #[test]
    fn nulls_are_counted_and_not_mixed_in() {
        let mut sketch = Sketch::default();
        add(&mut sketch, &[f64::NAN, 4.0, f64::NAN, 6.0, 0.0, -2.0]);
        assert_eq!((sketch.count(), sketch.nulls()), (4, 2));
        assert_eq!(sketch.mean(), Some(2.0));
        assert_eq!(sketch.share_negative(), Some(0.25));
        assert_eq!(Sketch::default().mean(), None);
        assert!(Sketch::default().quantiles(&[0.5]).is_empty());
    }
}
