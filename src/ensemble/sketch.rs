//! The distribution of one column in bounded memory: exact count, mean, extremes and signs,
//! quantiles to two parts in a thousand.
//!
//! Values are counted under their first eight binary digits after the leading one, so every count
//! stands for numbers that differ from its representative by less than 0.2 %; whole numbers up to
//! 512 are exact. Counts are integers: adding them up in any order gives the same sketch.

/// Binary digits of the mantissa that are dropped.
const DROPPED_BITS: u32 = 52 - 8;
/// Smaller magnitudes are counted as zero; far below a fen and a square centimetre.
const SMALLEST: f64 = 1e-6;

/// Counts by bucket over a range that grows as needed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Buckets {
    first: usize,
    counts: Vec<u32>,
}

impl Buckets {
    #[inline]
    fn add(&mut self, bucket: usize) {
        // A bucket below `first` wraps to a huge index and misses like one above the end.
        match self.counts.get_mut(bucket.wrapping_sub(self.first)) {
            Some(count) => *count += 1,
            None => self.grow_to(bucket),
        }
    }

    /// Widens the range to hold a bucket, with room on the side it grew to in proportion to what
    /// there is, and counts it.
    #[cold]
    fn grow_to(&mut self, bucket: usize) {
        let room = 16 + self.counts.len() / 2;
        if self.counts.is_empty() {
            self.first = bucket.saturating_sub(room);
            self.counts = vec![0; 2 * room];
        } else if bucket < self.first {
            let first = bucket.saturating_sub(room);
            let added = self.first - first;
            self.counts.splice(0..0, std::iter::repeat_n(0, added));
            self.first = first;
        } else {
            self.counts.resize(bucket - self.first + room, 0);
        }
        self.counts[bucket - self.first] += 1;
    }

    fn occupied(&self) -> impl DoubleEndedIterator<Item = (usize, u32)> {
        let with_bucket = |(index, count): (usize, &u32)| (self.first + index, *count);
        self.counts.iter().enumerate().filter(|(_, count)| **count > 0).map(with_bucket)
    }
}

/// A column's distribution. NaN is null and only counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Sketch {
    nulls: u64,
    zeros: u64,
    sum: f64,
    least: f64,
    greatest: f64,
    negative: Buckets,
    positive: Buckets,
}

impl Default for Sketch {
    fn default() -> Self {
        Self {
            nulls: 0,
            zeros: 0,
            sum: 0.0,
            least: f64::INFINITY,
            greatest: f64::NEG_INFINITY,
            negative: Buckets::default(),
            positive: Buckets::default(),
        }
    }
}

#[inline]
fn bucket(magnitude: f64) -> usize {
    let half = 1_u64 << (DROPPED_BITS - 1);
    usize::try_from((magnitude.to_bits() + half) >> DROPPED_BITS).unwrap_or(usize::MAX)
}

#[inline]
fn representative(bucket: usize) -> f64 {
    f64::from_bits((bucket as u64) << DROPPED_BITS)
}

impl Sketch {
    /// Counts values, in their order.
    pub fn add_all(&mut self, values: &[f64]) {
        // Running totals stay in registers; through `self` every step would wait for memory.
        let (mut sum, mut least, mut greatest) = (self.sum, self.least, self.greatest);
        let (mut zeros, mut nulls) = (0, 0);
        for value in values {
            if value.abs() < SMALLEST {
                zeros += 1;
            } else if value.is_nan() {
                nulls += 1;
            } else {
                sum += value;
                least = if *value < least { *value } else { least };
                greatest = if *value > greatest { *value } else { greatest };
                let side = if *value > 0.0 { &mut self.positive } else { &mut self.negative };
                side.add(bucket(value.abs()));
            }
        }
        (self.sum, self.least, self.greatest) = (sum, least, greatest);
        self.zeros += zeros;
        self.nulls += nulls;
    }

    /// Number of values that are not null.
    pub fn count(&self) -> u64 {
        let counted =
            |buckets: &Buckets| buckets.counts.iter().map(|count| u64::from(*count)).sum::<u64>();
        self.zeros + counted(&self.negative) + counted(&self.positive)
    }

    /// Number of nulls.
    pub fn nulls(&self) -> u64 {
        self.nulls
    }

    /// Mean of the values; `None` without any.
    pub fn mean(&self) -> Option<f64> {
        let count = self.count();
        (count > 0).then(|| self.sum / as_number(count))
    }

    /// Share of the values below 0; `None` without any.
    pub fn share_negative(&self) -> Option<f64> {
        let count = self.count();
        let negative: u64 = self.negative.counts.iter().map(|count| u64::from(*count)).sum();
        (count > 0).then(|| as_number(negative) / as_number(count))
    }

    /// Number of values below a positive whole number up to 512.
    pub fn count_below(&self, limit: usize) -> u64 {
        let limit = crate::quantity::count(limit);
        let below = self.positive.occupied().filter(|(bucket, _)| representative(*bucket) < limit);
        let negative: u64 = self.negative.counts.iter().map(|count| u64::from(*count)).sum();
        negative + self.zeros + below.map(|(_, count)| u64::from(count)).sum::<u64>()
    }

    /// Quantiles at ascending probabilities, by linear interpolation between order statistics
    /// (Hyndman and Fan's type 7); empty without values.
    pub fn quantiles(&self, probabilities: &[f64]) -> Vec<f64> {
        let count = self.count();
        if count == 0 {
            return Vec::new();
        }
        let mut ladder = Ladder::new(self);
        probabilities
            .iter()
            .map(|probability| {
                let position = probability * as_number(count - 1);
                let below = position.floor();
                let low = ladder.value_at(below);
                let high = if position > below { ladder.value_at(below + 1.0) } else { low };
                low + (position - below) * (high - low)
            })
            .collect()
    }

    /// Representative, clamped to what was really seen.
    fn seen(&self, value: f64) -> f64 {
        let least = if self.zeros > 0 { self.least.min(0.0) } else { self.least };
        let greatest = if self.zeros > 0 { self.greatest.max(0.0) } else { self.greatest };
        value.clamp(least, greatest)
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of trials stay far below 2^53")]
fn as_number(count: u64) -> f64 {
    count as f64
}

/// Walks a sketch from the least value up; asked for ranks that never go down by more than one.
struct Ladder {
    steps: Vec<(f64, f64)>,
    at: usize,
}

impl Ladder {
    /// Steps of (number of values up to here, value).
    fn new(sketch: &Sketch) -> Self {
        let negative = sketch
            .negative
            .occupied()
            .rev()
            .map(|(bucket, count)| (-representative(bucket), u64::from(count)));
        let zero = (sketch.zeros > 0).then_some((0.0, sketch.zeros));
        let positive = sketch
            .positive
            .occupied()
            .map(|(bucket, count)| (representative(bucket), u64::from(count)));
        let mut total = 0;
        let steps = negative
            .chain(zero)
            .chain(positive)
            .map(|(value, count)| {
                total += count;
                (as_number(total), sketch.seen(value))
            })
            .collect();
        Self { steps, at: 0 }
    }

    /// The value of a rank counted from 0.
    fn value_at(&mut self, rank: f64) -> f64 {
        while self.at > 0 && self.steps[self.at - 1].0 > rank {
            self.at -= 1;
        }
        while self.at + 1 < self.steps.len() && self.steps[self.at].0 <= rank {
            self.at += 1;
        }
        self.steps[self.at].1
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
            sketch.add_all(&sample);
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
        sketch.add_all(&values);
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
        sketch.add_all(&[f64::NAN, 4.0, f64::NAN, 6.0, 0.0, -2.0]);
        assert_eq!((sketch.count(), sketch.nulls()), (4, 2));
        assert_eq!(sketch.mean(), Some(2.0));
        assert_eq!(sketch.share_negative(), Some(0.25));
        assert_eq!(Sketch::default().mean(), None);
        assert!(Sketch::default().quantiles(&[0.5]).is_empty());
    }
}
