//! Codes of one sign counted over a range that grows as needed.
//!
//! # Why a range and not a table of all codes
//!
//! A table of 32,767 counts takes 131 kB, for each sign of each of more than ten
//! thousand columns. The values of a column mostly lie within a few powers of two, 256
//! codes each. So a column counts from the lowest code to the highest that it has seen,
//! with some room; when a code lies outside, the range grows by half, so that this
//! happens rarely.
//!
//! # Why counting has no branch
//!
//! Zeros, nulls and codes of the other sign are in the same column and come in no order
//! that a processor could foresee. The last place of a range takes them all, whatever
//! they are, and is emptied after each call; how many there were is known from
//! elsewhere, and if more were missed than that, the range is widened and those outside
//! are counted one by one.
//!
//! # Why a tally in between
//!
//! Adding to a counter that was added to a moment ago waits for that addition. Where
//! many codes are counted over a narrow range, two small tables in the nearest cache
//! take turns and are then added to the counts place by place; for few codes or wide
//! ranges that is not worth it.

use super::code::{Code, GREATEST};

/// Places that a range grows by at least: half a power of two.
const LEAST_ROOM: usize = 128;

/// Widest range whose codes are tallied in the nearest cache before they are added.
const TALLIED: usize = 8192;

/// Two tables of counts that take turns: one that is raised at one place again and
/// again waits for itself. Between calls all places are 0, so one tally serves all
/// columns of a thread.
#[derive(Debug, Clone)]
pub(super) struct Tally([Box<[u16; TALLIED]>; 2]);

impl Default for Tally {
    fn default() -> Self {
        Self(std::array::from_fn(|_| Box::new([0; TALLIED])))
    }
}

impl Tally {
    /// Raises the count at each code's place, which must be below [`TALLIED`].
    fn add(&mut self, codes: &[Code], place: impl Fn(Code) -> usize, counts: &mut [u32]) {
        // As many as one place of a table can count.
        for codes in codes.chunks(usize::from(u16::MAX)) {
            let [first, second] = &mut self.0;
            let (pairs, rest) = codes.as_chunks::<2>();
            for [one, other] in pairs {
                first[place(*one) % TALLIED] += 1;
                second[place(*other) % TALLIED] += 1;
            }
            for code in rest {
                first[place(*code) % TALLIED] += 1;
            }
            let tallied = first.iter_mut().zip(&mut **second);
            for (count, (one, other)) in counts.iter_mut().zip(tallied) {
                *count += u32::from(std::mem::take(one)) + u32::from(std::mem::take(other));
            }
        }
    }
}

/// Counts of the codes of one sign over a range that grows as needed.
///
/// The last place takes what lies outside the range, so that counting needs no branch:
/// zeros, nulls and the other sign, which are known otherwise. A count holds up to
/// 2^32 - 1 trials.
#[derive(Debug, Clone, Default)]
pub(super) struct Counts {
    /// Code, without its sign, that the first place counts.
    first: Code,
    /// Counts of the codes from `first` on, and one place for all others; empty before
    /// any code.
    counts: Vec<u32>,
}

impl Counts {
    /// Counts the `wanted` codes that have the sign `sign` (0 or
    /// [`NEGATIVE`](super::code::NEGATIVE)) among others.
    pub(super) fn add(&mut self, codes: &[Code], sign: Code, wanted: usize, tally: &mut Tally) {
        let Some(outside) = self.counts.len().checked_sub(1) else {
            self.make_room(codes, sign);
            return self.add(codes, sign, wanted, tally);
        };
        let first = self.first;
        let place = |code: Code| usize::from((code ^ sign).wrapping_sub(first)).min(outside);
        // A tally is added place by place, which few codes are not worth.
        if self.counts.len() <= TALLIED.min(2 * codes.len()) {
            tally.add(codes, place, &mut self.counts);
        } else {
            for code in codes {
                self.counts[place(*code)] += 1;
            }
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

    /// Codes without their sign that were seen, with their numbers, in ascending order.
    pub(super) fn occupied(&self) -> impl DoubleEndedIterator<Item = (Code, u32)> {
        let inside = &self.counts[..self.counts.len().saturating_sub(1)];
        // The range ends at the greatest code, so every place has a code.
        let with_code = |(place, count): (usize, &u32)| {
            (Code::try_from(usize::from(self.first) + place).unwrap_or(GREATEST), *count)
        };
        inside.iter().enumerate().filter(|(_, count)| **count > 0).map(with_code)
    }

    /// Adds the counts of others. The range becomes just as wide as what both have
    /// seen, so that the same counts come out in whatever order parts are put together.
    pub(super) fn merge(&mut self, other: &Self) {
        let ends =
            |counts: &Self| Some((counts.occupied().next()?.0, counts.occupied().next_back()?.0));
        let Some((lowest, highest)) = ends(other) else { return };
        let (from, until) = match ends(self) {
            None => (lowest, highest),
            Some((first, last)) => (first.min(lowest), last.max(highest)),
        };
        let mut counts = vec![0; usize::from(until - from) + 2];
        for (code, count) in self.occupied().chain(other.occupied()) {
            let place: &mut u32 = &mut counts[usize::from(code - from)];
            *place = place.saturating_add(count);
        }
        *self = Self { first: from, counts };
    }

    /// The codes without sign with their numbers, as `code:number code:number`,
    /// ascending: what the table of a shard holds.
    pub(super) fn record(&self) -> String {
        let pairs: Vec<String> =
            self.occupied().map(|(code, count)| format!("{code}:{count}")).collect();
        pairs.join(" ")
    }

    /// The counts of a record; `None` when a code is no code, comes twice or out of
    /// order, or a number is none.
    pub(super) fn of_record(text: &str) -> Option<Self> {
        let mut counts = Self::default();
        let mut before = 0;
        for pair in text.split_ascii_whitespace() {
            let (code, count) = pair.split_once(':')?;
            let (code, count): (Code, u32) = (code.parse().ok()?, count.parse().ok()?);
            if code <= before || !is_counted(code) {
                return None;
            }
            if before == 0 {
                counts.first = code;
            }
            before = code;
            // The place after the last takes what lies outside the range.
            counts.counts.resize(usize::from(code - counts.first) + 2, 0);
            let place = counts.counts.len() - 2;
            counts.counts[place] = count;
        }
        Some(counts)
    }

    /// How many values were counted.
    pub(super) fn total(&self) -> u64 {
        self.counts.iter().map(|count| u64::from(*count)).sum()
    }
}

/// Whether a code without its sign is that of a magnitude, and not zero, null or of the other sign.
fn is_counted(code: Code) -> bool {
    (1..=GREATEST).contains(&code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn codes_are_counted_however_many_are_alike_and_however_wide_they_spread() {
        // More of one code than a table of the tally counts, and ranges that fit into it
        // and that do not.
        for widest in [1, 3_000, 20_000] {
            let spread =
                (0..=Code::MAX).map_while(|at| at.checked_mul(7)).map(|at| 1 + at % widest);
            let codes: Vec<Code> =
                std::iter::repeat_n(widest, 300_001).chain(spread).chain([0, 0]).collect();
            let mut expected = BTreeMap::new();
            for code in codes.iter().filter(|code| **code != 0) {
                *expected.entry(*code).or_insert(0) += 2;
            }
            let (mut counts, mut tally) = (Counts::default(), Tally::default());
            for _ in 0..2 {
                counts.add(&codes, 0, codes.len() - 2, &mut tally);
            }
            assert_eq!(counts.occupied().collect::<BTreeMap<_, _>>(), expected, "{widest}");
        }
    }
}
