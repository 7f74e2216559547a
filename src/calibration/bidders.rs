//! Bidders of sold plots: a negative binomial of which the nothing is not seen, since a
//! plot without a bidder is not sold and not reported.

use crate::quantity::count;
use crate::uncertainty::elementary::{exp, ln, ln_1p, sqrt};

use super::Estimated;
use super::climb::{climb, covariance, gradient};

/// What was estimated of the number of bidders of an offered plot, those that fail
/// included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FittedBidders {
    /// Mean number of bidders.
    pub mean: Estimated,
    /// Shape of the gamma mixture; small means that plots differ much.
    pub shape: Estimated,
    /// Log likelihood at the estimates.
    pub log_likelihood: f64,
    /// Number of plots with at least one bidder.
    pub observations: usize,
}

/// Maximum likelihood of the negative binomial without its nothing, for plots with at
/// least one bidder; zeros are passed over. `None` for fewer than five plots, or
/// numbers that scatter no more than a Poisson's.
///
/// With mean m and shape k the probability of n given n > 0 is P(n) / (1 - P(0)), where
/// P(0) is (1 + m/k)^-k.
///
/// ```
/// use landsim::calibration::bidders::fit;
///
/// // Twelve sales of Shanghai reported by the press (seeds/history).
/// let seen = [1, 1, 2, 3, 3, 3, 5, 9, 10, 14, 18, 21];
/// let found = fit(&seen).unwrap();
/// // The mean of offered plots is below the 7.5 of sold ones.
/// assert!((5.0..7.5).contains(&found.mean.value));
/// assert!(fit(&[3, 3, 3, 3, 3]).is_none());
/// ```
pub fn fit(bidders: &[u32]) -> Option<FittedBidders> {
    const LEAST: usize = 5;
    let seen: Vec<f64> = bidders.iter().filter(|n| **n > 0).map(|n| f64::from(*n)).collect();
    let n = count(seen.len());
    let mean = seen.iter().sum::<f64>() / n;
    let variance = seen.iter().map(|n| (n - mean) * (n - mean)).sum::<f64>() / n;
    if seen.len() < LEAST || variance <= mean {
        return None;
    }
    let likelihood = |place: &[f64]| {
        let (mean, shape) = (exp(place[0]), exp(place[1]));
        seen.iter().map(|number| log_probability(*number, mean, shape)).sum::<f64>()
    };
    // The moments of the whole distribution are near enough to begin with.
    let place = climb(&likelihood, vec![ln(mean), ln(mean * mean / (variance - mean))]);
    let covariance = covariance(&likelihood, &place);
    let estimated = |of: &dyn Fn(&[f64]) -> f64| {
        let se = covariance.as_ref().and_then(|covariance| {
            let slope = gradient(&of, &place);
            let variance = (slope.transpose() * covariance * slope)[(0, 0)];
            (variance > 0.0).then(|| sqrt(variance))
        });
        Estimated { value: of(&place), se }
    };
    Some(FittedBidders {
        mean: estimated(&|place| exp(place[0])),
        shape: estimated(&|place| exp(place[1])),
        log_likelihood: likelihood(&place),
        observations: seen.len(),
    })
}

/// Log probability of a number above 0, given that it is.
fn log_probability(number: f64, mean: f64, shape: f64) -> f64 {
    let none = -shape * ln_1p(mean / shape);
    let mut log = none + number * ln(mean / (shape + mean)) - ln_1p(-exp(none));
    let mut below = 0.0;
    while below < number {
        log += ln((shape + below) / (below + 1.0));
        below += 1.0;
    }
    log
}
