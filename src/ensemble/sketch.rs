//! The distribution of one column in bounded memory: exact count, mean, extremes and signs,
//! quantiles to two parts in a thousand.
//!
//! Values come as codes ([`super::code`]) and are counted by them. Counts are integers: adding them
//! up in any order gives the same sketch.

use pulp::{Arch, Simd, WithSimd};

use super::code::{self, Code, GREATEST, NEGATIVE, NULL, ZERO};

/// Places that a range grows by at least: half a power of two.
const LEAST_ROOM: usize = 128;

/// Counts of the codes of one sign over a range that grows as needed.
///
/// The last place takes what lies outside the range, so that counting needs no branch: zeros, nulls
/// and the other sign, which are known otherwise.
#[derive(Debug, Clone, Default)]
struct Counts {
    first: Code,
    counts: Vec<u32>,
}

impl Counts {
    /// Counts the `wanted` codes of the sign `sign` (0 or [`NEGATIVE`]) among others.
    fn add(&mut self, codes: &[Code], sign: Code, wanted: usize) {
        let Some(outside) = self.counts.len().checked_sub(1) else {
            self.make_room(codes, sign);
            return self.add(codes, sign, wanted);
        };
        for code in codes {
            let place = usize::from((code ^ sign).wrapping_sub(self.first)).min(outside);
            self.counts[place] += 1;
        }
        let missed = std::mem::take(&mut self.counts[outside]) as usize;
        if missed + wanted > codes.len() {
            self.count_missed(codes, sign);
        }
    }

    /// Widens the range for the codes that lay outside it, and counts them.
    #[cold]
    fn count_missed(&mut self, codes: &[Code], sign: Code) {
        let (first, end) = (usize::from(self.first), self.end());
        self.make_room(codes, sign);
        for code in codes.iter().map(|code| code ^ sign).filter(|code| is_counted(*code)) {
            let code = usize::from(code);
            if code < first || code >= end {
                self.counts[code - usize::from(self.first)] += 1;
            }
        }
    }

    /// The code after the last of the range.
    fn end(&self) -> usize {
        usize::from(self.first) + self.counts.len().saturating_sub(1)
    }

    /// Widens the range to hold codes, with room on the side it grew to in proportion to what
    /// there is.
    #[cold]
    fn make_room(&mut self, codes: &[Code], sign: Code) {
        // Zeros, nulls and the other sign are above all as lowest, and 0 as highest.
        let lowest =
            codes.iter().fold(Code::MAX, |lowest, code| lowest.min((code ^ sign).wrapping_sub(1)));
        let highest = codes.iter().fold(0, |highest: Code, code| {
            highest.max(if is_counted(code ^ sign) { code ^ sign } else { 0 })
        });
        let (lowest, until) = (usize::from(lowest) + 1, usize::from(highest) + 1);
        let room = LEAST_ROOM + self.counts.len() / 2;
        let below = lowest.saturating_sub(room).max(1);
        let above = (until + room).min(usize::from(GREATEST) + 1);
        let (from, until) = if self.counts.is_empty() {
            (below, above)
        } else {
            let (first, end) = (usize::from(self.first), self.end());
            (if lowest < first { below } else { first }, if until > end { above } else { end })
        };
        let mut widened = vec![0; until - from + 1];
        for (code, count) in self.occupied() {
            widened[usize::from(code) - from] = count;
        }
        self.first = Code::try_from(from).unwrap_or(GREATEST);
        self.counts = widened;
    }

    fn occupied(&self) -> impl DoubleEndedIterator<Item = (Code, u32)> {
        let inside = &self.counts[..self.counts.len().saturating_sub(1)];
        // The range ends at the greatest code, so every place has a code.
        let with_code = |(place, count): (usize, &u32)| {
            (Code::try_from(usize::from(self.first) + place).unwrap_or(GREATEST), *count)
        };
        inside.iter().enumerate().filter(|(_, count)| **count > 0).map(with_code)
    }

    fn total(&self) -> u64 {
        self.counts.iter().map(|count| u64::from(*count)).sum()
    }
}

/// Sum and extremes of values that exist, as they were before they became codes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Totals {
    /// Sum.
    pub sum: f64,
    /// Least value; infinite without any.
    pub least: f64,
    /// Greatest value; minus infinite without any.
    pub greatest: f64,
}

impl Totals {
    /// Those of no value.
    pub const NONE: Self = Self { sum: 0.0, least: f64::INFINITY, greatest: f64::NEG_INFINITY };
}

/// A column's distribution. Nulls are only counted.
#[derive(Debug, Clone)]
pub struct Sketch {
    nulls: u64,
    zeros: u64,
    totals: Totals,
    negative: Counts,
    positive: Counts,
}

impl Default for Sketch {
    fn default() -> Self {
        Self {
            nulls: 0,
            zeros: 0,
            totals: Totals::NONE,
            negative: Counts::default(),
            positive: Counts::default(),
        }
    }
}

impl Sketch {
    /// Adds the totals of values whose codes are counted by [`Self::add_codes`].
    pub fn add_totals(&mut self, totals: &Totals) {
        self.totals.sum += totals.sum;
        self.totals.least = self.totals.least.min(totals.least);
        self.totals.greatest = self.totals.greatest.max(totals.greatest);
    }

    /// Counts values by their codes.
    pub fn add_codes(&mut self, codes: &[Code]) {
        let [zeros, nulls, negative] = kinds(codes);
        self.zeros += zeros as u64;
        self.nulls += nulls as u64;
        let positive = codes.len() - zeros - nulls - negative;
        if positive > 0 {
            self.positive.add(codes, 0, positive);
        }
        if negative > 0 {
            self.negative.add(codes, NEGATIVE, negative);
        }
    }

    /// Number of values that are not null.
    pub fn count(&self) -> u64 {
        self.zeros + self.negative.total() + self.positive.total()
    }

    /// Number of nulls.
    pub fn nulls(&self) -> u64 {
        self.nulls
    }

    /// Mean of the values; `None` without any.
    pub fn mean(&self) -> Option<f64> {
        let count = self.count();
        (count > 0).then(|| self.totals.sum / as_number(count))
    }

    /// Share of the values below 0; `None` without any.
    pub fn share_negative(&self) -> Option<f64> {
        let count = self.count();
        (count > 0).then(|| as_number(self.negative.total()) / as_number(count))
    }

    /// Number of values below a positive whole number up to 512.
    pub fn count_below(&self, limit: usize) -> u64 {
        let limit = crate::quantity::count(limit);
        let below = self.positive.occupied().filter(|(code, _)| code::magnitude(*code) < limit);
        self.negative.total() + self.zeros + below.map(|(_, count)| u64::from(count)).sum::<u64>()
    }

    /// Quantiles at ascending probabilities, by linear interpolation between order statistics
    /// (Hyndman and Fan's type 7); empty without values.
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

    /// Values with their numbers, from the least up.
    fn steps(&self) -> impl Iterator<Item = (f64, u64)> {
        let negative = self.negative.occupied().rev();
        let zero = (self.zeros > 0).then_some((0.0, self.zeros));
        let positive = self.positive.occupied();
        negative
            .map(|(code, count)| (-code::magnitude(code), u64::from(count)))
            .chain(zero)
            .chain(positive.map(|(code, count)| (code::magnitude(code), u64::from(count))))
    }

    /// Representative, clamped to what was really seen.
    fn seen(&self, value: f64) -> f64 {
        let Totals { mut least, mut greatest, .. } = self.totals;
        if self.zeros > 0 {
            least = least.min(0.0);
            greatest = greatest.max(0.0);
        }
        value.clamp(least, greatest)
    }
}

/// Whether a code without its sign is that of a magnitude, and not zero, null or of the other sign.
fn is_counted(code: Code) -> bool {
    (1..=GREATEST).contains(&code)
}

/// How many codes are zero, null and negative; looked at as many at once as the machine can.
fn kinds(codes: &[Code]) -> [usize; 3] {
    Arch::new().dispatch(Kinds(codes))
}

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

/// Walks a sketch from the least value up; asked for ranks that never go down.
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
        sketch.add_codes(&codes);
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
