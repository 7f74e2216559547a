//! Points of Sobol' sequences with nested random scrambling: evenly spread, and each
//! of them uniform.
//!
//! Sobol' 1967 with the direction numbers of Joe and Kuo 2008 (`seeds/sobol/`); scrambling after
//! Owen 1995 by hashing, as Burley 2020 ("Practical Hash-based Owen Scrambling") does it.
//!
//! # Why Sobol' points, and why scrambled
//!
//! Points of a Sobol' sequence fill the unit cube more evenly than chance does: of the first 2^k
//! points every interval of length 2^-k holds exactly one, in every dimension, and the first two
//! dimensions fill their squares alike. Means over smooth functions then err by little more than
//! 1/n instead of 1/√n. As they stand the points are not random, the first is 0 in all
//! dimensions, and nothing says how far a mean is off. Owen's scrambling swaps the halves of every
//! interval by a coin, at every depth: evenness stays, each point becomes uniform, and several
//! scramblings give independent means whose spread is the error.

/// Bits of a point: 2^32 points of a set before they repeat.
const BITS: usize = 32;
/// Primitive polynomials and initial direction numbers by dimension, from the second on, as
/// Joe and Kuo publish them (`new-joe-kuo-6`); the first dimension, the van der Corput
/// sequence, needs none.
const DATA: &str = include_str!("../../seeds/sobol/new-joe-kuo-6.txt");

/// Direction numbers of the first dimensions, shape `[dimension][bit of the point's number]`,
/// each a fraction of 2^32.
///
/// # Example
///
/// ```
/// use landsim::uncertainty::sobol::{Sobol, scrambled};
///
/// let sobol = Sobol::new(2);
/// let half = 1 << 31;
/// assert_eq!([sobol.at(1, 0), sobol.at(1, 1)], [half, half]);
/// assert_eq!([sobol.at(2, 0), sobol.at(2, 1)], [half / 2, half / 2 * 3]);
/// // Scrambled, the first two points still fall into different halves.
/// let [first, second] = [0, 1].map(|point| scrambled(sobol.at(point, 0), 12_345) >= half);
/// assert_ne!(first, second);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sobol(Vec<[u32; BITS]>);

impl Sobol {
    /// The first `dimensions` dimensions, or as many as the data file knows.
    pub fn new(dimensions: usize) -> Self {
        let first = std::array::from_fn(|bit| 1 << (BITS - 1 - bit));
        let rows = DATA.lines().filter(|line| !line.starts_with('#'));
        let others = rows.map(|row| {
            let numbers: Vec<u32> =
                row.split_ascii_whitespace().filter_map(|number| number.parse().ok()).collect();
            directions(&numbers)
        });
        Self(std::iter::once(first).chain(others).take(dimensions).collect())
    }

    /// Number of dimensions.
    pub fn dimensions(&self) -> usize {
        self.0.len()
    }

    /// A coordinate of a point, as a fraction of 2^32: the sum without carry (exclusive or)
    /// of the directions whose bit is set in the point's number. Any point can be had without
    /// those before it.
    pub fn at(&self, point: u32, dimension: usize) -> u32 {
        let directions = self.0[dimension].iter().enumerate();
        directions
            .filter(|(bit, _)| point >> bit & 1 == 1)
            .fold(0, |sum, (_, direction)| sum ^ direction)
    }
}

/// Directions from a row of the data: dimension, degree s, coefficients a, initial numbers m.
///
/// The first s directions are m1/2, m2/4, m3/8 and so on. A further one is the direction s before
/// it, exclusive-or itself shifted down by s, exclusive-or the direction k before it for each k
/// whose coefficient is 1: the recurrence of the primitive polynomial over two elements.
fn directions(row: &[u32]) -> [u32; BITS] {
    let (degree, coefficients) = (row[1] as usize, row[2]);
    let mut directions = [0; BITS];
    for bit in 0..BITS {
        directions[bit] = if bit < degree {
            row[3 + bit] << (BITS - 1 - bit)
        } else {
            let before = directions[bit - degree];
            (1..degree).fold(before ^ (before >> degree), |direction, term| {
                let is_in = coefficients >> (degree - 1 - term) & 1 == 1;
                if is_in { direction ^ directions[bit - term] } else { direction }
            })
        };
    }
    directions
}

/// Scrambles the bits of a fraction, each by a coin that depends on the seed and the bits
/// above it.
///
/// # Why a hash and not coins
///
/// Owen's scrambling needs a coin for every interval at every depth. The hash (Laine and
/// Karras 2011, constants as improved by Vegdahl) works on the reversed bits and only lets
/// lower bits change higher ones, which is exactly that each bit depends on those above it;
/// the coins are its own, so nothing is stored. The same function gives `stratified` sampling
/// its random orders.
pub fn scrambled(fraction: u32, seed: u32) -> u32 {
    let mut bits = fraction.reverse_bits();
    bits ^= bits.wrapping_mul(0x3d20_adea);
    bits = bits.wrapping_add(seed);
    bits = bits.wrapping_mul(seed >> 16 | 1);
    bits ^= bits.wrapping_mul(0x0552_6c56);
    bits ^= bits.wrapping_mul(0x53a2_2864);
    bits.reverse_bits()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_points_are_those_of_the_literature() {
        // Joe and Kuo's own table of the first ten points in three dimensions, in the order
        // of binary and not of Gray codes: 0; 1/2 each; (1/4, 3/4, 3/4); (3/4, 1/4, 1/4);
        // (1/8, 5/8, 3/8).
        let sobol = Sobol::new(3);
        let point = |number| [0, 1, 2].map(|d| f64::from(sobol.at(number, d)) / 2.0_f64.powi(32));
        assert_eq!(point(0), [0.0; 3]);
        assert_eq!(point(1), [0.5; 3]);
        assert_eq!([point(2), point(3)], [[0.25, 0.75, 0.75], [0.75, 0.25, 0.25]]);
        assert_eq!(point(4)[0], 0.125);
    }

    /// 256 points, 256 intervals, 128 dimensions, as they are and under a scrambling each.
    #[test]
    fn every_interval_of_every_dimension_gets_one_point_scrambled_or_not() {
        let sobol = Sobol::new(128);
        assert_eq!(sobol.dimensions(), 128);
        for (dimension, odd) in (0..128).zip(1_u32..) {
            for seed in [None, Some(0x9e37_79b9_u32.wrapping_mul(odd))] {
                let mut seen = [false; 256];
                for point in 0..256 {
                    let fraction = sobol.at(point, dimension);
                    let fraction = seed.map_or(fraction, |seed| scrambled(fraction, seed));
                    seen[(fraction >> 24) as usize] = true;
                }
                assert!(seen.iter().all(|seen| *seen), "{dimension} {seed:?}");
            }
        }
    }

    #[test]
    fn pairs_of_the_first_dimensions_fill_their_squares() {
        // A (0, 2)-sequence in base 2: every box of 2^-a by 2^-b holds 2^(n - a - b) of 2^n points.
        let sobol = Sobol::new(2);
        for a in 0..=8_u32 {
            let mut seen = [0; 256];
            for point in 0..256 {
                let x = scrambled(sobol.at(point, 0), 12_345) >> 16 >> (16 - a);
                let y = scrambled(sobol.at(point, 1), 99_991) >> 16 >> (8 + a);
                seen[(x << (8 - a) | y) as usize] += 1;
            }
            assert!(seen.iter().all(|count| *count == 1), "{a}");
        }
    }

    /// Turning one bit turns that bit and leaves all above as they were: what a nested
    /// scrambling is.
    #[test]
    fn a_scrambled_bit_depends_on_the_bits_above_it_alone() {
        for bit in 0..32 {
            let (low, high) = (0x1234_5678_u32, 0x1234_5678 ^ (1 << bit));
            let [low, high] = [low, high].map(|fraction| scrambled(fraction, 0xdead_beef));
            let above = if bit == 31 { 0 } else { u32::MAX << (bit + 1) };
            assert_eq!(low & above, high & above, "{bit}");
            assert_ne!(low & 1 << bit, high & 1 << bit, "{bit}");
        }
    }
}
