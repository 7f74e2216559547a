//! Points of Sobol' sequences with nested random scrambling: evenly spread, and each of them uniform.
//!
//! Sobol' 1967 with the direction numbers of Joe and Kuo 2008 (`seeds/sobol/`); scrambling after Owen
//! 1995 by hashing, as Burley 2020 ("Practical Hash-based Owen Scrambling") does it.

/// Bits of a point.
const BITS: usize = 32;
/// Polynomials and initial numbers by dimension, from the second on.
const DATA: &str = include_str!("../../seeds/sobol/new-joe-kuo-6.txt");

/// Directions of the first dimensions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sobol(Vec<[u32; BITS]>);

impl Sobol {
    /// The first `dimensions` dimensions, or as many as are known.
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

    /// A coordinate of a point, as a fraction of 2^32.
    pub fn at(&self, point: u32, dimension: usize) -> u32 {
        let directions = self.0[dimension].iter().enumerate();
        directions
            .filter(|(bit, _)| point >> bit & 1 == 1)
            .fold(0, |sum, (_, direction)| sum ^ direction)
    }
}

/// Directions from a row of the data: dimension, degree, coefficients, initial numbers.
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

/// Scrambles the bits of a fraction, each by a coin that depends on the seed and the bits above it.
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
        // Joe and Kuo's own table of the first ten points in three dimensions, in the order of binary
        // and not of Gray codes: 0; 1/2 each; (1/4, 3/4, 3/4); (3/4, 1/4, 1/4); (1/8, 5/8, 3/8).
        let sobol = Sobol::new(3);
        let point = |number| [0, 1, 2].map(|d| f64::from(sobol.at(number, d)) / 2.0_f64.powi(32));
        assert_eq!(point(0), [0.0; 3]);
        assert_eq!(point(1), [0.5; 3]);
        assert_eq!([point(2), point(3)], [[0.25, 0.75, 0.75], [0.75, 0.25, 0.25]]);
        assert_eq!(point(4)[0], 0.125);
    }

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
