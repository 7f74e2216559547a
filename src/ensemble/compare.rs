//! Two scenarios trial by trial: both faced the same market and the same bidders, so their difference
//! in a trial is the scenarios' doing.

use crate::catalogue::Better;
use crate::catalogue::figure::Figure;
use crate::uncertainty::normal;

use super::Figures;
use super::statistics::{CONFIDENCE, Estimate, QuantileRanks, Summary, summarise, wilson};

/// The difference of a figure, other minus base, over the trials in which both have it.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The figure.
    pub figure: Figure,
    /// Mean of the base in these trials.
    pub base_mean: f64,
    /// Mean of the other.
    pub other_mean: f64,
    /// Distribution of the difference.
    pub summary: Summary,
    /// Mean difference with its normal interval.
    pub mean: Estimate,
    /// Share of trials in which the other is better; `None` where neither way is.
    pub better: Option<Estimate>,
    /// Share of trials in which it is worse.
    pub worse: Option<Estimate>,
    /// Variance that independent runs would have had over the variance of the paired difference;
    /// below 1 pairing did harm. `None` when the difference is the same in all trials.
    pub pairing_factor: Option<f64>,
}

/// The difference of each figure; `None` for one that no trial of both has.
pub fn compare(base: &Figures, other: &Figures) -> Vec<Option<Difference>> {
    let ranks = QuantileRanks::of_size(base.len().min(other.len()));
    Figure::ALL.into_iter().map(|figure| difference(figure, base, other, &ranks)).collect()
}

fn difference(
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
    let summarised = |values: &[f64]| summarise(values, figure.class(), ranks);
    let summary = summarised(&column(|(base, other)| other - base))?;
    let (of_base, of_other) =
        (summarised(&column(|pair| pair.0))?, summarised(&column(|pair| pair.1))?);
    let sign = match figure.class() {
        Better::Higher => Some(1.0),
        Better::Lower => Some(-1.0),
        Better::Neutral => None,
    };
    let share = |wanted: f64| {
        let hits = pairs.iter().filter(|(base, other)| (other - base) * wanted > 0.0).count();
        wilson(hits, pairs.len())
    };
    let variance = |summary: &Summary| summary.sd.map(|sd| sd * sd);
    let paired = variance(&summary).filter(|variance| *variance > 0.0);
    let independent = variance(&of_base).zip(variance(&of_other)).map(|(base, other)| base + other);
    let half = normal::inverse(0.5 + 0.5 * CONFIDENCE);
    let end = |sign: f64| summary.se.map(|se| summary.mean + sign * half * se);
    Some(Difference {
        figure,
        base_mean: of_base.mean,
        other_mean: of_other.mean,
        mean: Estimate { value: summary.mean, low: end(-1.0), high: end(1.0) },
        better: sign.and_then(share),
        worse: sign.and_then(|sign| share(-sign)),
        pairing_factor: independent.zip(paired).map(|(independent, paired)| independent / paired),
        summary,
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
        assert_eq!((balance.mean.value, balance.summary.count), (1.5, 4));
        assert!((balance.pairing_factor.unwrap() - 3.8).abs() < 1e-12);
        let half = 1.959_963_984_540_054 * (5.0_f64 / 12.0).sqrt();
        assert!((balance.mean.high.unwrap() - 1.5 - half).abs() < 1e-12);
        assert_eq!(balance.better.unwrap().value, 0.75);
        assert_eq!(balance.worse.unwrap().value, 0.0);
        let support = compared[Figure::SupportCny as usize].as_ref().unwrap();
        assert_eq!(support.summary.count, 3);
        assert!((support.better.unwrap().value - 1.0 / 3.0).abs() < 1e-15);
        assert!((support.worse.unwrap().value - 1.0 / 3.0).abs() < 1e-15);
        assert!(compared[Figure::ReceiptsCny as usize].is_none());
    }

    #[test]
    fn opposite_movements_make_pairing_do_harm() {
        let base = rows(&[(1.0, 0.0), (2.0, 0.0), (3.0, 0.0)]);
        let other = rows(&[(3.0, 0.0), (2.0, 0.0), (1.0, 0.0)]);
        let compared = compare(&base, &other);
        let balance = compared[Figure::WindowBalanceCny as usize].as_ref().unwrap();
        // Variances 1 and 1, that of 2, 0, -2 is 4: half of what independent runs would have had.
        assert!((balance.pairing_factor.unwrap() - 0.5).abs() < 1e-12);
        let support = compared[Figure::SupportCny as usize].as_ref().unwrap();
        assert_eq!(support.pairing_factor, None);
    }
}
