//! Judges of samples: how far a sample may stray from a claim before the claim is rejected.
//!
//! Seeds are fixed, so a test that passes goes on passing; the false-alarm rate says how likely
//! it was that a right program fails at the seed chosen, and so how little a failure is chance.

#![expect(clippy::expect_used, reason = "a test that cannot be set up fails")]
#![expect(clippy::disallowed_methods, reason = "a judge does not use the code under test")]

use landsim::quantity::count;
use statrs::distribution::{ChiSquared, ContinuousCDF, Normal};

/// Probability with which one comparison rejects a right program.
pub(crate) const FALSE_ALARM: f64 = 1e-4;
/// Probability with which a comparison rejects an error of the size it claims to detect.
pub(crate) const POWER: f64 = 0.9;
/// The error that samples are made large enough to detect, as a share of the quantity.
pub(crate) const ONE_PERCENT: f64 = 0.01;

fn normal_quantile(probability: f64) -> f64 {
    Normal::standard().inverse_cdf(probability)
}

/// Standard errors beyond which a two-sided comparison rejects: 3.89.
pub(crate) fn rejection() -> f64 {
    normal_quantile(1.0 - FALSE_ALARM / 2.0)
}

/// Standard errors that an error must have to be found with [`POWER`]: 5.17.
pub(crate) fn detection() -> f64 {
    rejection() + normal_quantile(POWER)
}

/// An estimate with its standard error.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Estimate {
    /// The value.
    pub(crate) value: f64,
    /// Its standard error.
    pub(crate) standard_error: f64,
}

/// The mean of independent replicates; months of one trial depend on each other, trials do not.
pub(crate) fn mean_of(replicates: &[f64]) -> Estimate {
    let n = count(replicates.len());
    let value = replicates.iter().sum::<f64>() / n;
    let squares: f64 = replicates.iter().map(|x| (x - value) * (x - value)).sum();
    Estimate { value, standard_error: (squares / (n - 1.0) / n).sqrt() }
}

/// The variance of independent replicates around a mean that is known.
pub(crate) fn variance_of(replicates: &[f64], known_mean: f64) -> Estimate {
    let squares: Vec<f64> =
        replicates.iter().map(|x| (x - known_mean) * (x - known_mean)).collect();
    mean_of(&squares)
}

/// Accepts an estimate that agrees with what is expected and is precise enough to find an error of
/// `smallest_error` with the power stated; a sample that could not is a mistake of the test.
#[track_caller]
pub(crate) fn assert_agrees(claim: &str, found: Estimate, expected: f64, smallest_error: f64) {
    let detected = detection() * found.standard_error;
    assert!(
        detected <= smallest_error,
        "{claim}: detects {detected:e} only, not {smallest_error:e}"
    );
    let distance = (found.value - expected).abs() / found.standard_error;
    assert!(
        distance <= rejection(),
        "{claim}: {} is {distance:.1} standard errors from {expected}",
        found.value
    );
}

/// [`assert_agrees`] for an error of one per cent of what is expected.
#[track_caller]
pub(crate) fn assert_within_one_percent(claim: &str, found: Estimate, expected: f64) {
    assert_agrees(claim, found, expected, ONE_PERCENT * expected.abs());
}

/// Accepts `hits` of `trials` independent events of a probability, and only with enough trials to
/// find one per cent of it; the standard error is the binomial one under the claim.
#[track_caller]
pub(crate) fn assert_probability(claim: &str, hits: usize, trials: usize, probability: f64) {
    let n = count(trials);
    let found = Estimate {
        value: count(hits) / n,
        standard_error: (probability * (1.0 - probability) / n).sqrt(),
    };
    assert_within_one_percent(claim, found, probability);
}

/// Accepts a sample whose distribution function nowhere strays from `cdf` by more than chance
/// allows (Kolmogorov and Smirnov; the Dvoretzky-Kiefer-Wolfowitz bound, exact for large samples).
#[track_caller]
pub(crate) fn assert_distribution(claim: &str, sample: &mut [f64], cdf: impl Fn(f64) -> f64) {
    sample.sort_by(f64::total_cmp);
    let n = count(sample.len());
    let distance = sample
        .iter()
        .enumerate()
        .map(|(rank, x)| {
            let expected = cdf(*x);
            (expected - count(rank) / n).max(count(rank + 1) / n - expected)
        })
        .fold(0.0, f64::max);
    let critical = kolmogorov() / n.sqrt();
    assert!(
        distance <= critical,
        "{claim}: distance {distance:.5} from the distribution, critical {critical:.5}"
    );
}

/// Accepts two samples of one distribution, which may have atoms: ties make the test conservative.
#[track_caller]
pub(crate) fn assert_same_distribution(claim: &str, left: &mut [f64], right: &mut [f64]) {
    left.sort_by(f64::total_cmp);
    right.sort_by(f64::total_cmp);
    let sizes = (count(left.len()), count(right.len()));
    let (mut below_left, mut below_right, mut distance) = (0, 0, 0.0_f64);
    while below_left < left.len() && below_right < right.len() {
        let x = left[below_left].min(right[below_right]);
        below_left += left[below_left..].iter().take_while(|value| **value <= x).count();
        below_right += right[below_right..].iter().take_while(|value| **value <= x).count();
        distance = distance.max((count(below_left) / sizes.0 - count(below_right) / sizes.1).abs());
    }
    let critical = kolmogorov() * (1.0 / sizes.0 + 1.0 / sizes.1).sqrt();
    assert!(
        distance <= critical,
        "{claim}: distance {distance:.5} between samples, critical {critical:.5}"
    );
}

fn kolmogorov() -> f64 {
    (-(FALSE_ALARM / 2.0).ln() / 2.0).sqrt()
}

/// Accepts counts of independent draws that fit the probabilities of their cells (Pearson).
#[track_caller]
pub(crate) fn assert_cells(claim: &str, counts: &[usize], probabilities: &[f64]) {
    let n = count(counts.iter().sum());
    let terms = counts.iter().zip(probabilities).map(|(found, probability)| {
        let expected = n * probability;
        assert!(
            expected >= 10.0,
            "{claim}: a cell expects {expected} draws, too few for the approximation"
        );
        (count(*found) - expected).powi(2) / expected
    });
    let statistic: f64 = terms.sum();
    let freedom = count(counts.len() - 1);
    let critical =
        ChiSquared::new(freedom).expect("more than one cell").inverse_cdf(1.0 - FALSE_ALARM);
    assert!(
        statistic <= critical,
        "{claim}: chi-square {statistic:.1} on {freedom} degrees of freedom, critical {critical:.1}"
    );
}

/// Accepts pairs without correlation; the standard error of a correlation of 0 is 1/√n.
#[track_caller]
pub(crate) fn assert_uncorrelated(claim: &str, left: &[f64], right: &[f64], smallest_error: f64) {
    let value = correlation(left, right);
    assert_agrees(
        claim,
        Estimate { value, standard_error: 1.0 / count(left.len()).sqrt() },
        0.0,
        smallest_error,
    );
}

/// Pearson's correlation.
pub(crate) fn correlation(left: &[f64], right: &[f64]) -> f64 {
    let n = count(left.len());
    let (mean_left, mean_right) = (left.iter().sum::<f64>() / n, right.iter().sum::<f64>() / n);
    let (mut product, mut squares_left, mut squares_right) = (0.0, 0.0, 0.0);
    for (x, y) in left.iter().zip(right) {
        let (x, y) = (x - mean_left, y - mean_right);
        product += x * y;
        squares_left += x * x;
        squares_right += y * y;
    }
    product / (squares_left * squares_right).sqrt()
}
