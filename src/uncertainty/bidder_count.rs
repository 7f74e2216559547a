//! The number of bidders at an auction, by inversion: one uniform, one count.

use super::elementary::{exp, ln};

/// How the number of bidders scatters around its mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum BidderCount {
    /// A gamma mixture of Poissons with this shape: variance mean + mean²/shape.
    NegativeBinomial {
        /// Shape of the gamma; small means clustered.
        shape: f64,
    },
    /// The limit of an infinite shape.
    Poisson,
    /// The mean itself, rounded; for deterministic cases.
    Fixed,
}

/// Counts stop here; far above any mean a scenario may state, it only bounds the loop.
const MOST_BIDDERS: u32 = 100_000;

impl BidderCount {
    /// The smallest n with P(N <= n) >= `uniform`, for a mean of 0 to 500.
    ///
    /// Probabilities are summed from n = 0 with the recursion p(n+1)/p(n), which costs about as
    /// many steps as bidders come.
    #[inline]
    pub fn at(self, mean: f64, uniform: f64) -> u32 {
        let (none, ratio) = match self {
            Self::Fixed => return rounded(mean),
            Self::Poisson => (exp(-mean), mean),
            Self::NegativeBinomial { shape } => {
                (exp(-shape * ln(1.0 + mean / shape)), mean / (shape + mean))
            }
        };
        let mut probability = none;
        let mut cumulative = none;
        let mut count = 0_u32;
        while cumulative < uniform && count < MOST_BIDDERS {
            let n = f64::from(count);
            probability *= match self {
                Self::NegativeBinomial { shape } => ratio * (shape + n) / (n + 1.0),
                Self::Poisson | Self::Fixed => ratio / (n + 1.0),
            };
            count += 1;
            let next = cumulative + probability;
            if next <= cumulative && n > mean {
                // The tail is below the resolution of the sum: no later count can be told apart.
                break;
            }
            cumulative = next;
        }
        count
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a checked mean is 0 to 500"
)]
fn rounded(mean: f64) -> u32 {
    mean.round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{Discrete, NegativeBinomial, Poisson};

    /// Counts at equally spaced uniforms, so that frequencies are probabilities to 1/cells.
    fn frequencies(distribution: BidderCount, mean: f64) -> Vec<f64> {
        let cells = 1_000_000_u32;
        let mut counts = vec![0.0; 400];
        for cell in 0..cells {
            let uniform = (f64::from(cell) + 0.5) / f64::from(cells);
            counts[distribution.at(mean, uniform) as usize] += 1.0 / f64::from(cells);
        }
        counts
    }

    #[test]
    fn negative_binomial_counts_have_the_probabilities_statrs_gives() {
        for (mean, shape) in [(4.0, 1.5), (0.3, 0.7), (20.0, 3.0)] {
            let expected = NegativeBinomial::new(shape, shape / (shape + mean)).unwrap();
            let found = frequencies(BidderCount::NegativeBinomial { shape }, mean);
            for (count, frequency) in (0_u64..100).zip(&found) {
                assert!((frequency - expected.pmf(count)).abs() < 2e-6, "{mean} {shape} {count}");
            }
        }
    }

    #[test]
    fn poisson_counts_have_the_probabilities_statrs_gives() {
        for mean in [0.2, 4.0, 60.0, 300.0] {
            let expected = Poisson::new(mean).unwrap();
            let found = frequencies(BidderCount::Poisson, mean);
            for (count, frequency) in (0_u64..400).zip(&found) {
                assert!((frequency - expected.pmf(count)).abs() < 2e-6, "{mean} {count}");
            }
        }
    }

    #[test]
    fn a_larger_uniform_never_gives_fewer_bidders() {
        let distribution = BidderCount::NegativeBinomial { shape: 1.5 };
        let counts: Vec<u32> =
            (1..10_000).map(|i| distribution.at(6.0, f64::from(i) / 10_000.0)).collect();
        assert!(counts.is_sorted());
        assert!(counts.last() > Some(&30));
    }

    #[test]
    fn a_fixed_count_is_the_mean() {
        assert_eq!(BidderCount::Fixed.at(7.0, 0.999), 7);
    }
}
