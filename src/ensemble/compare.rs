//! Two scenarios trial by trial: both faced the same market and the same bidders, so their
//! difference in a trial is the scenarios' doing.
//!
//! With Y the figure of the other scenario and X that of the base, the error of the
//! mean difference is that of n values Y - X, whose variance is
//! Var X + Var Y - 2 Cov(X, Y). The more alike two scenarios are, the more of the
//! covariance is left, and the fewer trials tell them apart (common random numbers: Law
//! and Kelton, "Simulation Modeling and Analysis").

use crate::catalogue::Better;
use crate::catalogue::figure::Figure;
use crate::uncertainty::elementary::sqrt;

use super::Figures;
use super::statistics::{
    Estimate, QuantileRanks, Summary, summarise, wilson, with_normal_interval,
};

/// The difference of a figure between two runs, other minus base, in the figure's unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The figure that is compared.
    pub figure: Figure,
    /// Trials in which both runs have the figure; of runs that are not paired the
    /// number of the run that has it less often.
    pub trials: usize,
    /// Mean of the base; of paired runs over the trials that both have, else over its
    /// own.
    pub base_mean: f64,
    /// Mean of the other run, over the same trials as the base's when they are paired.
    pub other_mean: f64,
    /// Mean difference with its normal interval; the ends are `None` for a single
    /// trial.
    pub mean: Estimate,
    /// Standard error of the mean difference: of paired runs from the differences of
    /// single trials, else the root of the two squared errors added up.
    pub se: Option<f64>,
    /// What can be said of single trials; `None` for runs of another seed or portfolio,
    /// whose trials do not belong together.
    pub paired: Option<Paired>,
}

/// The difference trial by trial, of runs that met the same luck.
#[derive(Debug, Clone, PartialEq)]
pub struct Paired {
    /// Distribution of the difference over the trials that both have.
    pub summary: Summary,
    /// Share of trials in which the other is better, by the figure's own direction,
    /// with Wilson's interval; trials that are alike count for neither side. `None`
    /// where neither way is better.
    pub better: Option<Estimate>,
    /// Share of trials in which the other is worse; `None` where neither way is better.
    pub worse: Option<Estimate>,
    /// How much pairing helped: variance that the difference of independent runs would
    /// have had over the variance of the paired difference. Below 1 pairing did harm.
    /// `None` when the difference is the same in all trials.
    pub factor: Option<f64>,
}

/// The difference of each figure between runs that faced the same luck, in the order of
/// [`Figure::ALL`]; `None` for a figure that no trial of both has.
///
/// Runs of different lengths are compared as far as both go. Row i of both must be
/// trial i of the same seed, portfolio and sampling; that is for the caller to see to.
///
/// ```
/// use landsim::catalogue::figure::Figure;
/// use landsim::ensemble::compare::compare;
///
/// let rows = |values: [f64; 3]| values.map(|value| [value; Figure::COUNT]).to_vec();
/// let differences = compare(&rows([1.0, 2.0, 6.0]), &rows([2.0, 4.0, 6.0]));
/// let balance = differences[Figure::WindowBalanceCny as usize].as_ref().unwrap();
/// assert_eq!(balance.mean.value, 1.0);
/// // Better in two trials of three, and the same in the last.
/// let pairs = balance.paired.as_ref().unwrap();
/// assert_eq!(pairs.better.unwrap().value, 2.0 / 3.0);
/// assert_eq!(pairs.worse.unwrap().value, 0.0);
/// ```
pub fn compare(base: &Figures, other: &Figures) -> Vec<Option<Difference>> {
    let ranks = QuantileRanks::of_size(base.len().min(other.len()));
    Figure::ALL.into_iter().map(|figure| paired(figure, base, other, &ranks)).collect()
}

/// The difference of each figure between runs of different luck, in the order of
/// [`Figure::ALL`]; `None` for a figure that one of the runs never has.
///
/// Only means are compared, with the error of independent runs.
pub fn compare_apart(base: &Figures, other: &Figures) -> Vec<Option<Difference>> {
    Figure::ALL.into_iter().map(|figure| apart(figure, base, other)).collect()
}

/// The paired difference of one figure; `None` when no trial of both has it.
fn paired(
    figure: Figure,
    base: &Figures,
    other: &Figures,
    ranks: &QuantileRanks,
) -> Option<Difference> {
    let of = |row: &[f64; Figure::COUNT]| row[figure as usize];
    let pairs: Vec<(f64, f64)> = base
        .iter()
        .zip(other)
        .map(|(base, other)| (of(base), of(other)))
        .filter(|(base, other)| !base.is_nan() && !other.is_nan())
        .collect();
    let column = |of: fn(&(f64, f64)) -> f64| pairs.iter().map(of).collect::<Vec<_>>();
    let differences = differences(&pairs);
    let summarised = |values: &[f64]| summarise(values.to_vec(), figure.class(), ranks);
    let summary = summarised(&differences)?;
    let (of_base, of_other) =
        (summarised(&column(|pair| pair.0))?, summarised(&column(|pair| pair.1))?);
    let sign = match figure.class() {
        Better::Higher => Some(1.0),
        Better::Lower => Some(-1.0),
        Better::Neutral => None,
    };
    let share = |wanted: f64| {
        let hits = differences.iter().filter(|difference| **difference * wanted > 0.0).count();
        wilson(hits, pairs.len())
    };
    let variance = |summary: &Summary| summary.sd.map(|sd| sd * sd);
    let in_pairs = variance(&summary).filter(|variance| *variance > 0.0);
    let independent = variance(&of_base).zip(variance(&of_other)).map(|(base, other)| base + other);
    Some(Difference {
        figure,
        trials: summary.count,
        base_mean: of_base.mean,
        other_mean: of_other.mean,
        mean: with_normal_interval(summary.mean, summary.se),
        se: summary.se,
        paired: Some(Paired {
            better: sign.and_then(share),
            worse: sign.and_then(|sign| share(-sign)),
            factor: independent.zip(in_pairs).map(|(independent, paired)| independent / paired),
            summary,
        }),
    })
}

/// Part of the greatest value of a figure below which two of its values are the same: sums of the
/// same amounts in another order differ in their last digits, and nobody is better for it.
const ROUNDING: f64 = 1e-12;

/// A difference of values of which this is the greatest; 0 where it is rounding alone.
pub(super) fn but_for_rounding(difference: f64, greatest: f64) -> f64 {
    if difference.abs() <= ROUNDING * greatest { 0.0 } else { difference }
}

/// Each second value less the first; 0 where they are alike but for rounding.
pub(super) fn differences(pairs: &[(f64, f64)]) -> Vec<f64> {
    let greatest = pairs.iter().fold(0.0, |most: f64, (a, b)| most.max(a.abs()).max(b.abs()));
    pairs.iter().map(|(first, second)| but_for_rounding(second - first, greatest)).collect()
}

/// The difference of one figure's means between runs that are not paired.
fn apart(figure: Figure, base: &Figures, other: &Figures) -> Option<Difference> {
    let of = |run: &Figures| {
        let values = run.iter().map(|row| row[figure as usize]).filter(|value| !value.is_nan());
        let values: Vec<f64> = values.collect();
        let ranks = QuantileRanks::of_size(values.len());
        summarise(values, figure.class(), &ranks)
    };
    let (base, other) = (of(base)?, of(other)?);
    let se = base.se.zip(other.se).map(|(base, other)| sqrt(base * base + other * other));
    Some(Difference {
        figure,
        trials: base.count.min(other.count),
        base_mean: base.mean,
        other_mean: other.mean,
        mean: with_normal_interval(
            but_for_rounding(other.mean - base.mean, base.mean.abs().max(other.mean.abs())),
            se,
        ),
        se,
        paired: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows whose window balance (higher is better) and support (lower is better) are these.
    fn rows(values: &[(f64, f64)]) -> Figures {
        let row = |(balance, support): &(f64, f64)| {
            let mut row = [f64::NAN; Figure::COUNT];
            row[Figure::WindowBalanceCny as usize] = *balance;
            row[Figure::SupportCny as usize] = *support;
            row
        };
        values.iter().map(row).collect()
    }

    /// Sums of the same amounts in another order differ in their last digits.
    #[test]
    fn what_differs_by_rounding_alone_is_the_same() {
        let base = rows(&[(1e10, 0.0), (0.1 + 0.2, 0.0), (5.0, 3.0)]);
        let other = rows(&[(1e10 + 2e-6, 0.0), (0.3, 0.0), (5.0, 3.0)]);
        let compared = compare(&base, &other);
        let balance = compared[Figure::WindowBalanceCny as usize].as_ref().unwrap();
        let pairs = balance.paired.as_ref().unwrap();
        assert_eq!(balance.mean.value, 0.0);
        assert_eq!((pairs.better.unwrap().value, pairs.worse.unwrap().value), (0.0, 0.0));
        assert_eq!(pairs.factor, None, "no variance to hold it against");
        let apart = rows(&[(1e10 + 1.0, 0.0), (0.3, 0.0), (5.0, 3.0)]);
        let compared = compare(&base, &apart);
        let balance = compared[Figure::WindowBalanceCny as usize].as_ref().unwrap();
        assert!(balance.paired.as_ref().unwrap().better.unwrap().value > 0.3, "a yuan is a yuan");
    }

    #[test]
    fn differences_of_four_trials_by_hand() {
        // Balance: 1, 2, 3, 4 against 2, 4, 3, 7: differences 1, 2, 0, 3; mean 1.5, variance 5/3.
        // Variances of the two: 5/3 and 14/3, sum 19/3, over 5/3: 3.8. Better in three of four.
        // Support: null in the last trial; 0, 5, 5 against 1, 5, 0: differences 1, 0, -5; better
        // (lower) in one of three, worse in one.
        let base = rows(&[(1.0, 0.0), (2.0, 5.0), (3.0, 5.0), (4.0, f64::NAN)]);
        let other = rows(&[(2.0, 1.0), (4.0, 5.0), (3.0, 0.0), (7.0, 9.0)]);
        let compared = compare(&base, &other);
        let balance = compared[Figure::WindowBalanceCny as usize].as_ref().unwrap();
        assert_eq!((balance.base_mean, balance.other_mean), (2.5, 4.0));
        assert_eq!((balance.mean.value, balance.trials), (1.5, 4));
        let pairs = balance.paired.as_ref().unwrap();
        assert!((pairs.factor.unwrap() - 3.8).abs() < 1e-12);
        let half = 1.959_963_984_540_054 * (5.0_f64 / 12.0).sqrt();
        assert!((balance.mean.high.unwrap() - 1.5 - half).abs() < 1e-12);
        assert_eq!(pairs.better.unwrap().value, 0.75);
        assert_eq!(pairs.worse.unwrap().value, 0.0);
        let support = compared[Figure::SupportCny as usize].as_ref().unwrap();
        assert_eq!(support.trials, 3);
        let pairs = support.paired.as_ref().unwrap();
        assert!((pairs.better.unwrap().value - 1.0 / 3.0).abs() < 1e-15);
        assert!((pairs.worse.unwrap().value - 1.0 / 3.0).abs() < 1e-15);
        assert!(compared[Figure::ReceiptsCny as usize].is_none());
    }

    #[test]
    fn opposite_movements_make_pairing_do_harm() {
        let base = rows(&[(1.0, 0.0), (2.0, 0.0), (3.0, 0.0)]);
        let other = rows(&[(3.0, 0.0), (2.0, 0.0), (1.0, 0.0)]);
        let compared = compare(&base, &other);
        let balance = compared[Figure::WindowBalanceCny as usize].as_ref().unwrap();
        // Variances 1 and 1, that of 2, 0, -2 is 4: half of what independent runs would have had.
        assert!((balance.paired.as_ref().unwrap().factor.unwrap() - 0.5).abs() < 1e-12);
        let support = compared[Figure::SupportCny as usize].as_ref().unwrap();
        assert_eq!(support.paired.as_ref().unwrap().factor, None);
    }

    #[test]
    fn runs_apart_have_a_difference_of_means_alone() {
        // Means 2.5 of four and 5 of two (a third is null); variances 5/3 and 2, so the squared
        // standard error is 5/12 + 1.
        let base = rows(&[(1.0, 0.0), (2.0, 0.0), (3.0, 0.0), (4.0, 0.0)]);
        let other = rows(&[(4.0, 0.0), (f64::NAN, 0.0), (6.0, 0.0)]);
        let compared = compare_apart(&base, &other);
        let balance = compared[Figure::WindowBalanceCny as usize].as_ref().unwrap();
        assert_eq!((balance.base_mean, balance.other_mean, balance.trials), (2.5, 5.0, 2));
        assert_eq!((balance.mean.value, balance.paired.as_ref()), (2.5, None));
        assert!((balance.se.unwrap() - (17.0_f64 / 12.0).sqrt()).abs() < 1e-12);
        assert!(compared[Figure::ReceiptsCny as usize].is_none());
    }
}
