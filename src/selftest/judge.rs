//! Probabilities of what was found, if the claim is true; distributions come from
//! `statrs`.
//!
//! Each function answers the same question in its own statistic: how probable is a
//! distance as great, or greater, from what is claimed? A claim about a distribution
//! that does not exist (a spread of 0) gives NaN, which passes nothing.

use statrs::distribution::{
    ChiSquared, ContinuousCDF, Discrete, LogNormal, NegativeBinomial, Normal,
};

use crate::quantity::count;
use crate::uncertainty::elementary::{exp, sqrt};
use crate::uncertainty::normal::LognormalByMoments;

/// What stands for a distribution that does not exist: no claim is made of one.
const NO_DISTRIBUTION: f64 = f64::NAN;

/// The standard normal distribution function.
pub(super) fn normal_cdf(x: f64) -> f64 {
    Normal::standard().cdf(x)
}

/// The distribution function of a lognormal with this mean and standard deviation.
pub(super) fn lognormal_cdf(mean: f64, sd: f64, x: f64) -> f64 {
    let sigma = LognormalByMoments::new(mean, sd).sigma();
    let location = crate::uncertainty::elementary::ln(mean) - 0.5 * sigma * sigma;
    LogNormal::new(location, sigma).map_or(NO_DISTRIBUTION, |lognormal| lognormal.cdf(x))
}

/// Probabilities of 0, 1, … of a negative binomial; the last has all that is left.
pub(super) fn negative_binomial<const N: usize>(mean: f64, shape: f64) -> [f64; N] {
    let mut probabilities = [NO_DISTRIBUTION; N];
    if let Ok(distribution) = NegativeBinomial::new(shape, shape / (shape + mean)) {
        for (number, probability) in (0_u64..).zip(&mut probabilities) {
            *probability = distribution.pmf(number);
        }
        probabilities[N - 1] = 1.0 - probabilities[..N - 1].iter().sum::<f64>();
    }
    probabilities
}

/// Probability of a distance as great from the stated probabilities of cells (Pearson's
/// chi-squared): Σ (found - expected)² / expected with a degree of freedom fewer than
/// cells.
pub(super) fn cells(counts: &[u64], probabilities: &[f64]) -> f64 {
    let number = |count: u64| crate::quantity::count(usize::try_from(count).unwrap_or(usize::MAX));
    let all = number(counts.iter().sum());
    let distance: f64 = counts
        .iter()
        .zip(probabilities)
        .map(|(found, probability)| {
            let expected = all * probability;
            (number(*found) - expected) * (number(*found) - expected) / expected
        })
        .sum();
    ChiSquared::new(count(counts.len() - 1)).map_or(NO_DISTRIBUTION, |chi| chi.sf(distance))
}

/// Probability of a distance as great between a sample and a distribution function, by
/// the limit law of Kolmogorov and Smirnov: 2 Σ (-1)^(k-1) exp(-2 k² n d²) for the
/// largest distance d.
pub(super) fn distribution(sample: &mut [f64], cdf: impl Fn(f64) -> f64) -> f64 {
    const TERMS: u32 = 100;
    sample.sort_by(f64::total_cmp);
    let n = count(sample.len());
    let distance = sample.iter().enumerate().fold(0.0, |distance: f64, (rank, x)| {
        let expected = cdf(*x);
        distance.max(expected - count(rank) / n).max(count(rank + 1) / n - expected)
    });
    let scaled = distance * sqrt(n);
    let tail: f64 = (1..=TERMS)
        .map(|term| {
            let sign = if term % 2 == 1 { 1.0 } else { -1.0 };
            let k = f64::from(term);
            sign * exp(-2.0 * k * k * scaled * scaled)
        })
        .sum();
    (2.0 * tail).clamp(0.0, 1.0)
}

/// Probability of as many or as few events, or of numbers less likely, if each comes
/// with a probability (normal approximation, both sides).
pub(super) fn events(found: u64, of: u64, probability: f64) -> f64 {
    let number = |count: u64| crate::quantity::count(usize::try_from(count).unwrap_or(usize::MAX));
    let (n, expected) = (number(of), number(of) * probability);
    let distance = (number(found) - expected) / sqrt(n * probability * (1.0 - probability));
    2.0 * normal_cdf(-distance.abs())
}

/// Probability of a spread as great or as small around 0, of independent normal numbers
/// with this variance (chi-squared, both sides).
pub(super) fn spread(sample: &[f64], variance: f64) -> f64 {
    let sum: f64 = sample.iter().map(|x| x * x / variance).sum();
    let chi = ChiSquared::new(count(sample.len()));
    chi.map_or(NO_DISTRIBUTION, |chi| 2.0 * chi.cdf(sum).min(chi.sf(sum)))
}
