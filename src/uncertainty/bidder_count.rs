//! The number of bidders at an auction, by inversion: one uniform, one count.
//!
//! # Why counts are inverted by adding up from nobody
//!
//! Means are a few bidders, seldom tens, so the sum of probabilities from n = 0 on reaches a
//! uniform after about as many steps as bidders come; a search in tables would need one for
//! every mean, which demand moves each month. Inversion keeps an auction's luck: at the same
//! uniform a higher demand brings as many bidders or more, so scenarios can be compared
//! auction by auction.
//!
//! Auctions in a register go through the same steps until the slowest is done, and each takes
//! its count when its own sum has reached its uniform. The sums are the same, in the same
//! order.
//!
//! # Why a negative binomial
//!
//! Bidders come in clusters: what makes a plot attractive to one developer makes it so to
//! others. With a gamma of shape k as the common attraction, Poisson counts have variance
//! m + m²/k. The baseline's k of 1.5 comes from a small sample of Shanghai's auctions, whose mean
//! of 7.5 bidders lies far above their median of 4; k without end is the Poisson.

use super::elementary::{exp_of_usual, ln_of_normal};
use super::lanes::Lanes;

/// How the number of bidders scatters around its mean.
///
/// # Example
///
/// ```
/// use landsim::uncertainty::bidder_count::BidderCount;
///
/// // P(N = 0) is e^-2 = 0.135, P(N <= 1) is 3 e^-2 = 0.406.
/// let counts = [0.13, 0.14, 0.40, 0.41].map(|uniform| BidderCount::Poisson.at(2.0, uniform));
/// assert_eq!(counts, [0, 1, 1, 2]);
/// ```
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
    #[inline]
    pub fn at(self, mean: f64, uniform: f64) -> u32 {
        whole(self.at_each(mean, uniform))
    }

    /// The smallest n with P(N <= n) >= uniform, for each mean and uniform of a register, or
    /// for one of each.
    ///
    /// Probabilities are summed from n = 0 with the recursion p(n+1)/p(n), which costs about as
    /// many steps as bidders come.
    #[inline(always)]
    pub fn at_each<L: Lanes>(self, mean: L, uniform: L) -> L {
        match self {
            Self::Fixed => rounded(mean),
            Self::Poisson => invert(exp_of_usual(-mean), |_| mean, (mean, uniform)),
            Self::NegativeBinomial { shape } => {
                let one_more = mean / shape + 1.0;
                let none = exp_of_usual(ln_of_normal(one_more) * -shape);
                let ratio = mean / (mean + shape);
                invert(none, |n| ratio * (shape + n), (mean, uniform))
            }
        }
    }
}

/// Each mean to the nearest count; only deterministic cases come here.
#[cold]
fn rounded<L: Lanes>(mean: L) -> L {
    mean.each_alone(f64::round)
}

/// The counts when nobody comes with probability `none` and p(n+1)/p(n) is `growth` over n + 1:
/// each lane goes on until its own sum has reached its uniform.
#[inline(always)]
fn invert<L: Lanes>(none: L, growth: impl Fn(f64) -> L, (mean, uniform): (L, L)) -> L {
    let reached = none.same(f64::INFINITY);
    let (mut probability, mut cumulative, mut count) = (none, none, none.same(0.0));
    for steps in 0..MOST_BIDDERS {
        let is_open = cumulative.is_less(uniform);
        if cumulative.is_nowhere(is_open) {
            break;
        }
        let n = f64::from(steps);
        probability = probability * (growth(n) / (n + 1.0));
        count = (count + 1.0).or(is_open, count);
        let next = cumulative + probability;
        // In the tail no later count can be told apart once the sum stays where it is.
        let goes_on = cumulative.is_less(next);
        let next = next.or(goes_on, reached.or(mean.is_less(mean.same(n)), next));
        cumulative = next;
    }
    count
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count is whole and at most the bound of the loop"
)]
fn whole(count: f64) -> u32 {
    count as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::uncertainty::lanes::Register;
    use pulp::{Arch, Simd, WithSimd};
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

    /// Frequencies over a million equally spaced uniforms, known to 1e-6 each.
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

    /// Means of 0 and of the greatest that is allowed, uniforms at both ends, shapes of
    /// extreme clustering and of next to none; all against the count one at a time.
    #[test]
    fn many_at_once_give_the_counts_of_each_by_itself() {
        let end = 1.0 - f64::EPSILON / 2.0;
        let uniforms = (0..997).map(|i| (f64::from(i) + 0.5) / 997.0).chain([1e-300, 1e-16, end]);
        let cases: Vec<(f64, f64)> = uniforms
            .flat_map(|u| [0.0, 0.2, 0.5, 4.0, 5.3, 31.0, 500.0].map(|mean| (mean, u)))
            .collect();
        let (means, uniforms): (Vec<f64>, Vec<f64>) = cases.iter().copied().unzip();
        for distribution in [
            BidderCount::NegativeBinomial { shape: 1.5 },
            BidderCount::NegativeBinomial { shape: 0.01 },
            BidderCount::NegativeBinomial { shape: 1e6 },
            BidderCount::Poisson,
            BidderCount::Fixed,
        ] {
            let mut counts = vec![f64::NAN; means.len()];
            Arch::new().dispatch(Of(distribution, &means, &uniforms, &mut counts));
            let registers = counts.len() - counts.len() % 8;
            for ((mean, uniform), count) in cases.iter().zip(&counts[..registers]) {
                let alone = f64::from(distribution.at(*mean, *uniform));
                assert_eq!(*count, alone, "{distribution:?} {mean} {uniform}");
            }
        }
    }

    struct Of<'o>(BidderCount, &'o [f64], &'o [f64], &'o mut [f64]);

    impl WithSimd for Of<'_> {
        type Output = ();

        fn with_simd<S: Simd>(self, simd: S) {
            let (means, uniforms) = (S::as_simd_f64s(self.1).0, S::as_simd_f64s(self.2).0);
            let counts = S::as_mut_simd_f64s(self.3).0;
            for ((mean, uniform), count) in means.iter().zip(uniforms).zip(counts) {
                let registers = [mean, uniform].map(|lanes| Register::new(simd, *lanes));
                *count = self.0.at_each(registers[0], registers[1]).lanes();
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
