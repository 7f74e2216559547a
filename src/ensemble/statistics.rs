//! Statistics of a figure over trials, each with its uncertainty.
//!
//! | statistic | its uncertainty | assumes |
//! | --- | --- | --- |
//! | mean | standard error s / √n | independent trials |
//! | quantile | order statistics around it | independent trials, nothing of the distribution |
//! | share of trials | Wilson's score interval | independent trials |
//!
//! For trials that are not independent of one another the same statistics come with the
//! errors of independent sets ([`super::replicates`]). What simulates says nothing of
//! the errors of the model and its assumptions.

use statrs::distribution::{Binomial, DiscreteCDF};

use crate::catalogue::Better;
use crate::quantity::count;
use crate::uncertainty::elementary::sqrt;
use crate::uncertainty::normal;

/// Probabilities at which quantiles are reported, ascending.
pub const PROBABILITIES: [f64; 9] = [0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99];
/// Names in columns of the quantiles at [`PROBABILITIES`].
pub const QUANTILE_NAMES: [&str; 9] =
    ["p01", "p05", "p10", "p25", "p50", "p75", "p90", "p95", "p99"];
/// Place of the 5 % quantile in [`PROBABILITIES`].
pub const P05: usize = 1;
/// Place of the median in [`PROBABILITIES`].
pub const P50: usize = 4;
/// Place of the 95 % quantile in [`PROBABILITIES`].
pub const P95: usize = 7;
/// Confidence of every interval that the program states.
pub const CONFIDENCE: f64 = 0.95;
/// Share of trials in the expected shortfall.
const SHORTFALL_SHARE: f64 = 0.05;

/// A number with the ends of its 95 % confidence interval; an end is `None` where the
/// trials cannot tell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The estimate, in the unit of what is estimated.
    pub value: f64,
    /// Lower end of the interval.
    pub low: Option<f64>,
    /// Upper end of the interval.
    pub high: Option<f64>,
}

/// Which side of a target meets it; the target itself always does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// At least the target.
    AtLeast,
    /// At most the target.
    AtMost,
}

impl Relation {
    /// The relation's sign in tables.
    pub fn sign(self) -> &'static str {
        match self {
            Self::AtLeast => ">=",
            Self::AtMost => "<=",
        }
    }

    /// Whether a value meets a target. NaN meets none: a trial without the figure has
    /// not met it.
    ///
    /// ```
    /// use landsim::ensemble::statistics::Relation;
    ///
    /// assert!(Relation::AtLeast.holds(58.0, 58.0));
    /// assert!(!Relation::AtMost.holds(f64::NAN, 0.0));
    /// ```
    pub fn holds(self, value: f64, target: f64) -> bool {
        match self {
            Self::AtLeast => value >= target,
            Self::AtMost => value <= target,
        }
    }
}

/// Everything reported of a sample: of the values of a figure, or of a difference, over
/// trials.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Number of values that exist.
    pub count: usize,
    /// Mean over the values that exist, in the unit of the figure.
    pub mean: f64,
    /// Standard deviation (divided by n - 1), in the figure's unit; `None` for a single
    /// value.
    pub sd: Option<f64>,
    /// Standard error of the mean; `None` for a single value.
    pub se: Option<f64>,
    /// Quantiles at [`PROBABILITIES`] with distribution-free intervals.
    pub quantiles: [Estimate; 9],
    /// Expected shortfall: mean of the worst 5 % of the values, the lowest where more
    /// is better or neither way is, else the highest.
    pub shortfall: f64,
}

/// Ranks of the order statistics that bound the quantiles at [`PROBABILITIES`] of a
/// sample of one size.
///
/// Finding them takes longer than using them, and the figures of a run are mostly
/// samples of one size, which share them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuantileRanks {
    size: usize,
    ranks: [(Option<usize>, Option<usize>); PROBABILITIES.len()],
}

impl QuantileRanks {
    /// The ranks for samples of a size.
    pub fn of_size(size: usize) -> Self {
        Self { size, ranks: PROBABILITIES.map(|probability| interval_ranks(size, probability)) }
    }
}

/// Summarises a sample; `None` when it is empty. Values must exist (no NaN), in any
/// order; `better` says which end is the bad one. `ranks` save work when they are of
/// the sample's size, and otherwise change nothing.
///
/// Quantiles interpolate between order statistics (type 7). Their intervals are the
/// order statistics whose ranks a binomial count stays between with 95 % probability
/// (Conover 1999, "Practical Nonparametric Statistics", 3.2).
///
/// ```
/// use landsim::catalogue::Better;
/// use landsim::ensemble::statistics::{P50, QuantileRanks, summarise};
///
/// let sample = vec![4.0, 1.0, 5.0, 2.0, 3.0];
/// let summary = summarise(sample, Better::Higher, &QuantileRanks::of_size(5)).unwrap();
/// assert_eq!((summary.mean, summary.quantiles[P50].value), (3.0, 3.0));
/// assert_eq!(summary.sd, Some(2.5_f64.sqrt()));
/// // Five values cannot bound a 1 % quantile from below.
/// assert_eq!(summary.quantiles[0].low, None);
/// ```
pub fn summarise(mut values: Vec<f64>, better: Better, ranks: &QuantileRanks) -> Option<Summary> {
    if values.is_empty() {
        return None;
    }
    let n = count(values.len());
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    let sd = (values.len() > 1).then(|| sqrt(squares / (n - 1.0)));
    values.sort_unstable_by(f64::total_cmp);
    let sorted = values;
    let own_ranks =
        if ranks.size == sorted.len() { *ranks } else { QuantileRanks::of_size(sorted.len()) };
    Some(Summary {
        count: sorted.len(),
        mean,
        sd,
        se: sd.map(|sd| sd / sqrt(n)),
        quantiles: std::array::from_fn(|at| {
            estimate(&sorted, PROBABILITIES[at], own_ranks.ranks[at])
        }),
        shortfall: shortfall(&sorted, better),
    })
}

/// Mean of the values that exist, summed up in the order given; NaN when none does.
pub fn mean_of_present(values: impl Iterator<Item = f64>) -> f64 {
    let present = values.filter(|value| !value.is_nan());
    let (sum, n) = present.fold((0.0, 0), |(sum, n), value| (sum + value, n + 1));
    sum / count(n)
}

/// Spearman's rank correlation of pairs, equal values sharing their mean rank; `None`
/// for fewer than four pairs, or when one side never varies.
///
/// It is 1 whenever one side grows with the other, in whatever proportion, so that it
/// does not hang on the few largest values. It says what moves together, not what
/// causes it.
///
/// ```
/// use landsim::ensemble::statistics::rank_correlation;
///
/// let pairs = [(1.0, 1.0), (2.0, 10.0), (3.0, 100.0), (4.0, 1000.0)];
/// assert_eq!(rank_correlation(&pairs), Some(1.0));
/// assert_eq!(rank_correlation(&[(1.0, 7.0); 5]), None);
/// ```
pub fn rank_correlation(pairs: &[(f64, f64)]) -> Option<f64> {
    const FEWEST: usize = 4;
    if pairs.len() < FEWEST {
        return None;
    }
    let left = ranks(&pairs.iter().map(|pair| pair.0).collect::<Vec<_>>());
    let right = ranks(&pairs.iter().map(|pair| pair.1).collect::<Vec<_>>());
    let middle = 0.5 * count(pairs.len() - 1);
    let sum = |of: &dyn Fn(f64, f64) -> f64| -> f64 {
        left.iter().zip(&right).map(|(left, right)| of(left - middle, right - middle)).sum()
    };
    let scale = sqrt(sum(&|left, _| left * left) * sum(&|_, right| right * right));
    (scale > 0.0).then(|| sum(&|left, right| left * right) / scale)
}

/// Ranks from 0 in the order of the values, equal values sharing the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by(|left, right| values[*left].total_cmp(&values[*right]));
    let mut ranks = vec![0.0; values.len()];
    let mut begin = 0;
    for same in order.chunk_by(|left, right| values[*left] == values[*right]) {
        let shared = count(begin) + 0.5 * count(same.len() - 1);
        for at in same {
            ranks[*at] = shared;
        }
        begin += same.len();
    }
    ranks
}

/// The squared standard error of the mean of values that all exist, Σ
/// (x - mean)² / (n - 1) / n; `None` for one value.
pub fn squared_error(values: &[f64]) -> Option<f64> {
    let (n, mean) = (count(values.len()), mean_of_present(values.iter().copied()));
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (values.len() > 1).then(|| squares / (n - 1.0) / n)
}

/// A mean with the normal interval of its standard error.
pub fn with_normal_interval(mean: f64, se: Option<f64>) -> Estimate {
    let half = normal::inverse(0.5 + 0.5 * CONFIDENCE);
    let end = |sign: f64| se.map(|se| mean + sign * half * se);
    Estimate { value: mean, low: end(-1.0), high: end(1.0) }
}

/// The quantile of a sorted, non-empty sample with its distribution-free 95 % interval.
/// An end is `None` where the sample is too small: a 5 % quantile has a lower end from
/// 72 values on, a 1 % quantile from 368.
pub fn quantile_with_interval(sorted: &[f64], probability: f64) -> Estimate {
    estimate(sorted, probability, interval_ranks(sorted.len(), probability))
}

fn estimate(
    sorted: &[f64],
    probability: f64,
    (low, high): (Option<usize>, Option<usize>),
) -> Estimate {
    let at_rank = |rank: Option<usize>| rank.and_then(|rank| sorted.get(rank - 1)).copied();
    Estimate { value: quantile(sorted, probability), low: at_rank(low), high: at_rank(high) }
}

/// The quantile of a sorted, non-empty sample by linear interpolation between the order
/// statistics around the place p (n - 1), counted from 0: type 7 of Hyndman and Fan
/// 1996, "Sample Quantiles in Statistical Packages", which `NumPy` and R use when not
/// told otherwise.
///
/// ```
/// use landsim::ensemble::statistics::quantile;
///
/// assert_eq!(quantile(&[10.0, 20.0, 40.0], 0.5), 20.0);
/// assert_eq!(quantile(&[10.0, 20.0, 40.0], 0.75), 30.0);
/// ```
pub fn quantile(sorted: &[f64], probability: f64) -> f64 {
    let position = probability * count(sorted.len() - 1);
    let below = crate::quantity::index(position).min(sorted.len() - 1);
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (position - count(below)) * (sorted[above] - sorted[below])
}

/// Ranks, counted from 1, between which the quantile lies with the confidence; `None` where the
/// sample is too small to bound it on that side.
fn interval_ranks(n: usize, probability: f64) -> (Option<usize>, Option<usize>) {
    let Ok(below) = Binomial::new(probability, n as u64) else { return (None, None) };
    let tail = 0.5 * (1.0 - CONFIDENCE);
    let as_rank = |rank: u64| usize::try_from(rank).ok().filter(|rank| (1..=n).contains(rank));
    let low = below.inverse_cdf(tail);
    let high = below.inverse_cdf(1.0 - tail) + 1;
    (as_rank(low), as_rank(high))
}

/// Mean of the worst share of a sorted sample: the lowest where more is better or neither, else the
/// highest. A fraction of a value counts as that fraction.
fn shortfall(sorted: &[f64], better: Better) -> f64 {
    let wanted = SHORTFALL_SHARE * count(sorted.len());
    let mut left = wanted;
    let mut sum = 0.0;
    let mut take = |value: &f64| {
        let part = left.min(1.0);
        sum += part * value;
        left -= part;
        left > 0.0
    };
    match better {
        Better::Lower => sorted.iter().rev().all(&mut take),
        Better::Higher | Better::Neutral => sorted.iter().all(&mut take),
    };
    sum / wanted
}

/// A share of trials with its Wilson score interval (Wilson 1927, "Probable Inference,
/// the Law of Succession, and Statistical Inference"); `None` without trials.
///
/// With p the share, n the trials and z the normal quantile of 97.5 %, the ends are
///
/// ```text
/// (p + z²/2n ± z √(p (1 - p) / n + z²/4n²)) / (1 + z²/n)
/// ```
///
/// Unlike p ± z √(p (1 - p) / n) they say something of shares of 0 and 1: of 10,000
/// trials in none of which something came, up to 0.04 % may.
///
/// ```
/// use landsim::ensemble::statistics::wilson;
///
/// let never = wilson(0, 10_000).unwrap();
/// assert_eq!((never.value, never.low), (0.0, Some(0.0)));
/// assert!((never.high.unwrap() - 0.000_384).abs() < 1e-6);
/// ```
pub fn wilson(successes: usize, trials: usize) -> Option<Estimate> {
    if trials == 0 {
        return None;
    }
    let z = normal::inverse(0.5 + 0.5 * CONFIDENCE);
    let (n, p) = (count(trials), count(successes) / count(trials));
    let centre = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n));
    Some(Estimate {
        value: p,
        low: Some((centre - half).max(0.0)),
        high: Some((centre + half).min(1.0)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary_of(values: &[f64], better: Better) -> Summary {
        // Ranks of another size must not be used.
        summarise(values.to_vec(), better, &QuantileRanks::of_size(3)).unwrap()
    }

    #[test]
    fn a_small_sample_by_hand() {
        // 1..=5: mean 3, sd sqrt(10/4), median 3, quartiles 2 and 4, worst 5 % is the lowest value.
        let summary = summary_of(&[4.0, 1.0, 5.0, 2.0, 3.0], Better::Higher);
        assert_eq!((summary.mean, summary.sd), (3.0, Some(2.5_f64.sqrt())));
        assert_eq!([3, 4, 5].map(|at| summary.quantiles[at].value), [2.0, 3.0, 4.0]);
        assert_eq!(summary.shortfall, 1.0);
        assert_eq!(summary.quantiles[0].low, None);
    }

    #[test]
    fn the_shortfall_looks_at_the_bad_side() {
        let values: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(summary_of(&values, Better::Higher).shortfall, 3.0);
        assert_eq!(summary_of(&values, Better::Lower).shortfall, 98.0);
        // 5 % of 30 values is one and a half: (1 + 0.5 × 2) / 1.5.
        let values: Vec<f64> = (1..=30).map(f64::from).collect();
        assert!((summary_of(&values, Better::Higher).shortfall - 2.0 / 1.5).abs() < 1e-15);
    }

    #[test]
    fn the_wilson_interval_of_a_known_case() {
        // 10 of 100: 0.0552 to 0.1744 (Brown, Cai and DasGupta 2001, formula by hand).
        let interval = wilson(10, 100).unwrap();
        assert!((interval.low.unwrap() - 0.055_229).abs() < 1e-6);
        assert!((interval.high.unwrap() - 0.174_366).abs() < 1e-6);
        assert_eq!(wilson(0, 0), None);
        assert_eq!(wilson(0, 50).unwrap().low, Some(0.0));
    }

    #[test]
    fn median_intervals_of_a_hundred_values_are_ranks_40_and_61() {
        // The tabled 95 % ranks for the median of 100 (Conover 1999, table A3: 40 and 61).
        assert_eq!(interval_ranks(100, 0.5), (Some(40), Some(61)));
    }

    #[test]
    fn quantile_intervals_cover_as_stated() {
        // 2,000 samples of 200 uniforms: coverage of the 90 % quantile is binomial around at
        // least 0.95; below 0.933 would be 3.5 standard errors off.
        use crate::uncertainty::stream::EntityKey;
        let covered = (0..2000_u64)
            .filter(|sample| {
                let mut words = [0; 200];
                EntityKey::plot(99, "coverage").market_draws(*sample, &mut words);
                let mut uniforms = words.map(crate::uncertainty::stream::uniform);
                uniforms.sort_by(f64::total_cmp);
                let estimate = quantile_with_interval(&uniforms, 0.9);
                estimate.low.unwrap() <= 0.9 && 0.9 <= estimate.high.unwrap()
            })
            .count();
        assert!((0.933..0.985).contains(&(count(covered) / 2000.0)), "{covered}");
    }
}
