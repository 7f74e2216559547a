//! What is expected of the market before anything is drawn: closed forms of its recursion.
//!
//! # Why moments by regime
//!
//! The price follows the regime of the month before, so its mean alone does not pass on: a
//! month in a boom is likelier after months in a boom, when prices are higher already.
//! Counted regime by regime (each moment times the probability of being there), what a
//! month passes on is a linear function of what it got, and transitions mix the counts. So
//! first and second moments of all months follow without a draw, as exact as the
//! arithmetic; 6,561 paths of eight months agree to 1e-9.

use super::history::HistoryPath;
use super::{MarketModel, RegimeStep};
use crate::calendar::{ByMonth, Month};
use crate::quantity::count;
use crate::rules::market::Factor;

/// Expectations by month, and by span of months, of a market that follows its own
/// recursion.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpectedMarket {
    /// Probability of each regime, by month, then by regime.
    pub regimes: ByMonth<Vec<f64>>,
    /// Mean of the log house price index, by month.
    pub house_price: ByMonth<f64>,
    /// Second moments, by span of months.
    pub spans: Vec<SpanMoments>,
}

/// Second moments of house price and demand in a span of months, around their means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpanMoments {
    /// Variance of the log house price in the span's last month.
    pub house_price: f64,
    /// Variance of the mean log demand over the span.
    pub demand: f64,
    /// Covariance of the log house price in the span's last month and its mean log demand.
    pub covariance: f64,
}

/// Numbers that a month passes on to the next: log house price, its change, log demand, and
/// demand summed up since the span began.
const PASSED_ON: usize = 4;
/// Place of the log house price.
const HOUSE_PRICE: usize = 0;
/// Place of the house price's change.
const CHANGE: usize = 1;
/// Place of demand summed up since the span began.
const SUMMED: usize = 3;

type Vector = [f64; PASSED_ON];
type Matrix = [Vector; PASSED_ON];

/// Moments of what a month passes on, counted where the month is in one regime: each is the
/// expectation of the quantity times whether the regime is this one.
#[derive(Debug, Clone, Copy, Default)]
struct Moments {
    probability: f64,
    /// Means, times the probability.
    first: Vector,
    /// Means of products, times the probability.
    second: Matrix,
}

impl Moments {
    /// The moments after x becomes `linear` x + `constant` + noise with covariance `noise`.
    fn after(&self, linear: &Matrix, constant: &Vector, noise: &Matrix) -> Self {
        let Self { probability, first, second } = self;
        let moved = linear.map(|row| dot(&row, first));
        let half = product(linear, second);
        let first = at_each(|i| moved[i] + probability * constant[i]);
        let second = at_each(|i| {
            at_each(|j| {
                dot(&half[i], &linear[j])
                    + moved[i] * constant[j]
                    + constant[i] * moved[j]
                    + probability * (constant[i] * constant[j] + noise[i][j])
            })
        });
        Self { probability: *probability, first, second }
    }

    /// Adds the moments of another regime, from which this one is reached with probability
    /// `weight`.
    fn add(&mut self, other: &Self, weight: f64) {
        self.probability += weight * other.probability;
        self.first = at_each(|i| self.first[i] + weight * other.first[i]);
        self.second = at_each(|i| at_each(|j| self.second[i][j] + weight * other.second[i][j]));
    }
}

fn at_each<T>(value: impl FnMut(usize) -> T) -> [T; PASSED_ON] {
    std::array::from_fn(value)
}

fn dot(left: &Vector, right: &Vector) -> f64 {
    left.iter().zip(right).map(|(left, right)| left * right).sum()
}

fn product(left: &Matrix, right: &Matrix) -> Matrix {
    left.map(|row| at_each(|j| row.iter().zip(right).map(|(value, row)| value * row[j]).sum()))
}

impl MarketModel {
    /// Expectations of a market that follows the recursion, with spans that end before the
    /// months `ends`; `None` where history gives its changes.
    ///
    /// Within a regime, a month is a linear function of the month before and of shocks,
    /// which have mean 0 whatever the regime: first and second moments, counted by regime,
    /// follow from those of the month before. Probabilities of regimes are the first ones
    /// times powers of the transition matrix.
    pub fn expected(&self, ends: &[Month]) -> Option<ExpectedMarket> {
        if self.history != HistoryPath::None {
            return None;
        }
        let transitions: Vec<Vec<f64>> =
            self.regimes.iter().map(|regime| singled(&regime.cumulative_transition)).collect();
        let mut expected = ExpectedMarket {
            regimes: ByMonth::default(),
            house_price: ByMonth::default(),
            spans: Vec::with_capacity(ends.len()),
        };
        let (mut now, mut begun) = (self.first_moments(), Month::START);
        for month in Month::first(self.horizon) {
            if let Some(before) = month.before() {
                now = self.next_moments(&now, &transitions, before, month == begun);
            }
            let mut all = Moments::default();
            for of_regime in &now {
                all.add(of_regime, 1.0);
            }
            expected.regimes.push(now.iter().map(|moments| moments.probability).collect());
            expected.house_price.push(all.first[HOUSE_PRICE]);
            if ends.contains(&month.after()) {
                let months = count(month.after().since(begun));
                let covariance =
                    |i: usize, j: usize| all.second[i][j] - all.first[i] * all.first[j];
                expected.spans.push(SpanMoments {
                    house_price: covariance(HOUSE_PRICE, HOUSE_PRICE),
                    demand: covariance(SUMMED, SUMMED) / (months * months),
                    covariance: covariance(HOUSE_PRICE, SUMMED) / months,
                });
                begun = month.after();
            }
        }
        Some(expected)
    }

    /// Moments of month 0 by its regime: price and demand are 0, the change is stated or
    /// the regime's mean.
    fn first_moments(&self) -> Vec<Moments> {
        let probabilities = singled(&self.cumulative_initial);
        let begin = |(probability, regime): (f64, &RegimeStep)| {
            let change = self.initial_momentum.unwrap_or(regime.mean);
            let mut moments = Moments { probability, ..Moments::default() };
            moments.first[CHANGE] = probability * change;
            moments.second[CHANGE][CHANGE] = probability * change * change;
            moments
        };
        probabilities.into_iter().zip(&self.regimes).map(begin).collect()
    }

    /// Moments of the month after `month` by its regime, from those of `month` by its own,
    /// which drives the change.
    fn next_moments(
        &self,
        before: &[Moments],
        transitions: &[Vec<f64>],
        month: Month,
        begins_span: bool,
    ) -> Vec<Moments> {
        let (pull, momentum, keep) = (self.monthly_pull, self.momentum, self.demand_step.keep);
        let carried = if begins_span { 0.0 } else { 1.0 };
        let linear = [
            [1.0 - pull, momentum, 0.0, 0.0],
            [-pull, momentum, 0.0, 0.0],
            [0.0, 0.0, keep, 0.0],
            [0.0, 0.0, keep, carried],
        ];
        let mut after = vec![Moments::default(); before.len()];
        for ((moments, regime), row) in before.iter().zip(&self.regimes).zip(transitions) {
            let drift =
                (1.0 - momentum) * regime.mean + pull * self.monthly_trend * count(month.place());
            let next =
                moments.after(&linear, &[drift, drift, 0.0, 0.0], &self.noise(regime.volatility));
            for (to, probability) in after.iter_mut().zip(row) {
                to.add(&next, *probability);
            }
        }
        after
    }

    /// Covariance of a month's shocks to what it passes on, in a regime whose house prices
    /// have this volatility.
    fn noise(&self, volatility: f64) -> Matrix {
        let row = |factor: Factor| self.factor[factor as usize].iter();
        let correlation = |one: Factor, other: Factor| -> f64 {
            row(one).zip(row(other)).map(|(one, other)| one * other).sum()
        };
        let (house_price, demand) = (Factor::HousePrice, Factor::Demand);
        let source = [house_price, house_price, demand, demand];
        let sd = [volatility, volatility, self.demand_step.spread, self.demand_step.spread];
        at_each(|i| at_each(|j| sd[i] * sd[j] * correlation(source[i], source[j])))
    }
}

/// Single probabilities of summed up ones.
fn singled(cumulative: &[f64]) -> Vec<f64> {
    let before = std::iter::once(&0.0).chain(cumulative);
    cumulative.iter().zip(before).map(|(edge, before)| edge - before).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;

    /// Last month that the paths below reach.
    const LAST: usize = 8;

    /// Log house price of the last month under regimes by month, with a shock of 1 in a
    /// month or none.
    fn house_price(market: &MarketModel, regimes: &[usize], shocked: Option<usize>) -> f64 {
        let mut change = market.initial_momentum.unwrap_or(market.regimes[regimes[0]].mean);
        let mut price = 0.0;
        for month in 1..=LAST {
            let regime = &market.regimes[regimes[month - 1]];
            let shock = if shocked == Some(month) { regime.volatility } else { 0.0 };
            change = market.momentum * change
                + (1.0 - market.momentum) * regime.mean
                + market.monthly_pull * (market.monthly_trend * count(month - 1) - price)
                + shock;
            price += change;
        }
        price
    }

    #[test]
    fn moments_are_those_of_all_paths_of_regimes() {
        // The first regimes of 8 months go one of 6,561 ways; along each, the price is linear in
        // its shocks. The span is that of months 5 to 8.
        let market = MarketModel::new(&Scenario::baseline().unwrap().rules);
        let expected = market.expected(&[LAST - 3, LAST + 1].map(Month::at)).unwrap();
        let ways = market.regimes.len();
        let transitions: Vec<Vec<f64>> =
            market.regimes.iter().map(|regime| singled(&regime.cumulative_transition)).collect();
        let first = singled(&market.cumulative_initial);
        let of_shock = |factor: usize| market.factor[factor];
        let correlation: f64 = of_shock(0).iter().zip(of_shock(5)).map(|(a, b)| a * b).sum();
        assert!(correlation.abs() > 0.05, "{correlation}: nothing to be seen");
        // What a shock of a month adds to the mean demand of the span.
        let of_demand: Vec<f64> = (1..=LAST)
            .map(|shocked| {
                let months = shocked.max(LAST - 3)..=LAST;
                let left = months.map(|month| {
                    let age = i32::try_from(month - shocked).unwrap();
                    market.demand_step.spread * market.demand_step.keep.powi(age)
                });
                left.sum::<f64>() / 4.0
            })
            .collect();
        let (mut mean, mut square, mut product) = (0.0, 0.0, 0.0);
        for path in 0..ways.pow(u32::try_from(LAST).unwrap()) {
            let place = |month: usize| ways.pow(u32::try_from(month).unwrap());
            let regimes: Vec<usize> = (0..LAST).map(|month| path / place(month) % ways).collect();
            let steps = regimes.windows(2).map(|pair| transitions[pair[0]][pair[1]]);
            let probability = first[regimes[0]] * steps.product::<f64>();
            let middle = house_price(&market, &regimes, None);
            mean += probability * middle;
            square += probability * middle * middle;
            for (shocked, of_demand) in (1..=LAST).zip(&of_demand) {
                let moved = house_price(&market, &regimes, Some(shocked)) - middle;
                square += probability * moved * moved;
                product += probability * moved * correlation * of_demand;
            }
        }
        let span = expected.spans[1];
        let demand: f64 = of_demand.iter().map(|moved| moved * moved).sum();
        for (found, expected) in [
            (expected.house_price[Month::at(LAST)], mean),
            (span.house_price, square - mean * mean),
            (span.demand, demand),
            (span.covariance, product),
        ] {
            assert!((found / expected - 1.0).abs() < 1e-9, "{found} {expected}");
        }
    }
}
