//! Policies in several markets: how far each falls short of the best one, and how often
//! it is good enough.
//!
//! Which market comes nobody knows and no probability is given to it; a policy is
//! judged by its greatest regret over the markets (Savage 1951, "The Theory of
//! Statistical Decision") and by the share of all futures in which it meets the target.
//! All pairs of policy and market are run with one seed, so a regret is a mean of
//! paired differences.
//!
//! # Why the best is found by its mean
//!
//! With hindsight of single trials another policy would be best in each; nobody can
//! choose that way. So the best of a market is the policy with the best mean there, the
//! first of equals, and all others are held against this one trial by trial.

use crate::catalogue::Better;
use crate::catalogue::figure::Figure;
use crate::uncertainty::elementary::sqrt;
use crate::uncertainty::normal;

use super::Figures;
use super::compare::{but_for_rounding, differences};
use super::statistics::{CONFIDENCE, Estimate, Relation, mean_of_present, squared_error, wilson};

/// What a policy does in one market.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// Mean of the figure over the trials that have it, in its unit.
    pub mean: f64,
    /// How much better the best policy of the market does in the same futures, with its
    /// normal interval, in the figure's unit; 0 for that policy. Above 0 is worse,
    /// whichever way of the figure is good.
    pub regret: Estimate,
    /// Share of the market's trials that meet the target, with Wilson's interval; a
    /// trial without the figure does not. `None` without a target.
    pub satisfying: Option<Estimate>,
}

/// What a policy does over all markets.
#[derive(Debug, Clone, PartialEq)]
pub struct Robustness {
    /// The policy in each market, in the order of the markets.
    pub cells: Vec<Cell>,
    /// Greatest regret of the policy over the markets, in the figure's unit.
    pub worst_regret: f64,
    /// The market of the greatest regret, the first of equals, as a place in the order
    /// of markets.
    pub worst_market: usize,
    /// The worst of its means over the markets: the lowest, or the highest of a figure
    /// that should be low.
    pub worst_mean: f64,
    /// Share of all futures of all markets that meet the target.
    pub satisfying: Option<Estimate>,
}

/// What policies are judged by: a figure, and the target that is good enough.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Criterion {
    /// The figure; one for which neither way is better is read as better when higher.
    pub figure: Figure,
    /// Target and the side that meets it.
    pub target: Option<(Relation, f64)>,
}

impl Criterion {
    /// 1 where more of the figure is better, -1 where less is.
    fn sign(&self) -> f64 {
        if self.figure.class() == Better::Lower { -1.0 } else { 1.0 }
    }

    /// The figure in each trial, NaN where it does not exist.
    fn values<'f>(&self, figures: &'f Figures) -> impl Iterator<Item = f64> + Clone + use<'f> {
        let figure = self.figure as usize;
        figures.iter().map(move |row| row[figure])
    }

    /// How many trials meet the target, and of how many; `None` without a target.
    fn met(&self, figures: &Figures) -> Option<(usize, usize)> {
        let (relation, target) = self.target?;
        let met = self.values(figures).filter(|value| relation.holds(*value, target)).count();
        Some((met, figures.len()))
    }
}

/// Robustness of each policy, in their order. `futures` holds the figures by policy and
/// then by market, each of the same number of trials of one seed; a market in which a
/// policy has no trial with the figure gives `None`.
///
/// ```
/// use landsim::catalogue::figure::Figure;
/// use landsim::ensemble::regret::{Criterion, robustness};
///
/// let figure = Figure::SettledBalanceCny;
/// let rows = |balance: f64| vec![[balance; Figure::COUNT]; 2];
/// // The first policy is better in a boom, the second in a slump.
/// let futures = [vec![rows(10.0), rows(-6.0)], vec![rows(8.0), rows(-2.0)]];
/// let found = robustness(&Criterion { figure, target: None }, &futures).unwrap();
/// assert_eq!((found[0].worst_regret, found[1].worst_regret), (4.0, 2.0));
/// ```
pub fn robustness(criterion: &Criterion, futures: &[Vec<Figures>]) -> Option<Vec<Robustness>> {
    let markets = futures.first()?.len();
    let means: Vec<Vec<f64>> = futures
        .iter()
        .map(|row| row.iter().map(|figures| mean_of_present(criterion.values(figures))).collect())
        .collect();
    if means.iter().flatten().any(|mean| mean.is_nan()) {
        return None;
    }
    let sign = criterion.sign();
    let best = |market: usize| {
        let of = |policy: usize| sign * means[policy][market];
        let policies = 0..futures.len();
        let highest = policies.clone().map(of).fold(f64::NEG_INFINITY, f64::max);
        // The first of equals is the best; what differs by rounding alone is equal.
        let is_best =
            |policy: &usize| but_for_rounding(highest - of(*policy), highest.abs()) == 0.0;
        policies.into_iter().find(is_best).unwrap_or(0)
    };
    let bests: Vec<usize> = (0..markets).map(best).collect();
    let of_policy = |(policy, row): (usize, &Vec<Figures>)| {
        let cells = row.iter().enumerate().map(|(market, figures)| {
            let best = &futures[bests[market]][market];
            Cell {
                mean: means[policy][market],
                regret: difference(criterion, best, figures),
                satisfying: criterion.met(figures).and_then(|(met, all)| wilson(met, all)),
            }
        });
        overall(criterion, cells.collect(), row)
    };
    Some(futures.iter().enumerate().map(of_policy).collect())
}

/// What the cells of a policy come to over all markets.
fn overall(criterion: &Criterion, cells: Vec<Cell>, row: &[Figures]) -> Robustness {
    let by_regret = |left: &&(usize, &Cell), right: &&(usize, &Cell)| {
        left.1.regret.value.total_cmp(&right.1.regret.value).then(right.0.cmp(&left.0))
    };
    let places: Vec<(usize, &Cell)> = cells.iter().enumerate().collect();
    let (worst_market, worst_regret) =
        places.iter().max_by(by_regret).map_or((0, 0.0), |(at, cell)| (*at, cell.regret.value));
    let sign = criterion.sign();
    let worst_mean = cells.iter().map(|cell| sign * cell.mean).fold(f64::INFINITY, f64::min) * sign;
    let met: Option<Vec<(usize, usize)>> =
        row.iter().map(|figures| criterion.met(figures)).collect();
    let satisfying = met.and_then(|met| {
        wilson(met.iter().map(|(met, _)| met).sum(), met.iter().map(|(_, all)| all).sum())
    });
    Robustness { cells, worst_regret, worst_market, worst_mean, satisfying }
}

/// How much better `best` is, trial by trial, over the trials that have the figure in both.
fn difference(criterion: &Criterion, best: &Figures, own: &Figures) -> Estimate {
    let sign = criterion.sign();
    let pairs: Vec<(f64, f64)> = criterion
        .values(own)
        .zip(criterion.values(best))
        .map(|(own, best)| (sign * own, sign * best))
        .filter(|(own, best)| !own.is_nan() && !best.is_nan())
        .collect();
    let differences = differences(&pairs);
    let mean = mean_of_present(differences.iter().copied());
    let se = sqrt(squared_error(&differences).unwrap_or(0.0));
    let half = normal::inverse(0.5 + 0.5 * CONFIDENCE) * se;
    // What is the same in all trials is 0, not minus 0.
    Estimate { value: mean + 0.0, low: Some(mean - half), high: Some(mean + half) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn futures(figure: Figure, values: &[f64]) -> Figures {
        let row = |value: &f64| {
            let mut row = [f64::NAN; Figure::COUNT];
            row[figure as usize] = *value;
            row
        };
        values.iter().map(row).collect()
    }

    #[test]
    fn two_policies_in_two_markets_by_hand() {
        // Means: first 10 and -6, second 8 and -2. In market 0 the second regrets 2, in
        // market 1 the first regrets 4, which is its worst. Not negative: first 2 of 4
        // futures, second 3 of 4.
        let figure = Figure::SettledBalanceCny;
        let of = |values: &[f64]| futures(figure, values);
        let all =
            [vec![of(&[8.0, 12.0]), of(&[-4.0, -8.0])], vec![of(&[8.0, 8.0]), of(&[2.0, -6.0])]];
        let criterion = Criterion { figure, target: Some((Relation::AtLeast, 0.0)) };
        let found = robustness(&criterion, &all).unwrap();
        let regrets: Vec<Vec<f64>> = found
            .iter()
            .map(|row| row.cells.iter().map(|cell| cell.regret.value).collect())
            .collect();
        assert_eq!(regrets, [[0.0, 4.0], [2.0, 0.0]]);
        assert_eq!([found[0].worst_regret, found[1].worst_regret], [4.0, 2.0]);
        assert_eq!([found[0].worst_market, found[1].worst_market], [1, 0]);
        assert_eq!([found[0].worst_mean, found[1].worst_mean], [-6.0, -2.0]);
        assert_eq!(found[0].satisfying.unwrap().value, 0.5);
        assert_eq!(found[1].satisfying.unwrap().value, 0.75);
        // Differences 6 and 2 in market 1: mean 4, standard error 2.
        let half = found[0].cells[1].regret.high.unwrap() - 4.0;
        assert!((half - 1.959_963_984_540_054 * 2.0).abs() < 1e-12);
    }

    #[test]
    fn policies_that_differ_by_rounding_alone_are_equal_and_regret_nothing() {
        let criterion = Criterion { figure: Figure::WindowBalanceCny, target: None };
        let of = |values: &[f64]| vec![futures(Figure::WindowBalanceCny, values)];
        // The second is higher in the last digit; the first of equals is the best.
        let found = robustness(&criterion, &[of(&[0.3e10, 1e10]), of(&[0.3e10, 1e10 + 2e-6])]);
        let found = found.unwrap();
        assert_eq!((found[0].worst_regret, found[1].worst_regret), (0.0, 0.0));
        let yuan = robustness(&criterion, &[of(&[0.3e10, 1e10]), of(&[0.3e10, 1e10 + 2.0])]);
        assert_eq!(yuan.unwrap()[0].worst_regret, 1.0);
    }

    #[test]
    fn of_a_figure_that_should_be_low_the_lowest_is_best() {
        let figure = Figure::SupportCny;
        let all = [vec![futures(figure, &[3.0, 5.0])], vec![futures(figure, &[1.0, 2.0])]];
        let found = robustness(&Criterion { figure, target: None }, &all).unwrap();
        assert_eq!((found[0].worst_regret, found[1].worst_regret), (2.5, 0.0));
        assert_eq!((found[0].worst_mean, found[0].satisfying), (4.0, None));
        let nothing = [vec![futures(Figure::ReceiptsCny, &[1.0])]];
        assert_eq!(robustness(&Criterion { figure, target: None }, &nothing), None);
    }
}
