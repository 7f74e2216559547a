//! The market's chance of trials that are spread evenly, together or each for itself:
//! shocks and regimes.
//!
//! # Why a bridge
//!
//! A path of 120 months has 720 shocks, and points of so many dimensions are even in none.
//! What matters most is where a path ends, then where its middle lies: a random walk is
//! therefore built from its ends inwards (Brownian bridge; Caflisch and Moskowitz 1995),
//! the first forty numbers of each factor come from evenly spread points, and the rest,
//! which only roughen the path, stay as they were drawn.
//!
//! # Why forty numbers and eight stays
//!
//! 17 dimensions of regimes and 40 for each of six factors make 257, as many as the table
//! of directions has (Joe and Kuo). Beyond, differences between points and words are no
//! longer seen.

use crate::calendar::{ByMonth, Month};
use crate::rules::market::Factor;
use crate::uncertainty::elementary::sqrt;
use crate::uncertainty::normal;
use crate::uncertainty::sampling::{REPLICATES, Sampling, replicate};
use crate::uncertainty::sobol::{Sobol, scrambled};
use crate::uncertainty::stream::EntityKey;

/// Numbers of each factor's path that are spread evenly: the roughest of its shape first.
const SPREAD: usize = 40;
/// Stays in a regime whose length and end are spread evenly.
const STAYS: usize = 8;
/// Dimensions of regimes: the first one, then two of each stay.
const OF_REGIMES: usize = 1 + 2 * STAYS;
/// Dimensions of a trial's point.
const DIMENSIONS: usize = OF_REGIMES + SPREAD * Factor::COUNT;

/// Where the shocks of evenly spread trials come from: a point for each trial, in 32 sets
/// that are scrambled independently of one another.
#[derive(Debug, Clone)]
pub struct Points {
    /// Whether dimensions are spread together (Sobol') or each for itself (stratified).
    sampling: Sampling,
    sobol: Sobol,
    /// Two for each set and dimension: the order of points, and their scrambling.
    seeds: Vec<[u32; 2]>,
    /// How a path is built of its numbers.
    bridge: Bridge,
}

impl Points {
    /// The points of a sampling under a seed, over the steps of a horizon of which the
    /// first `window` months matter most; `None` where the random draws alone decide (plain
    /// and antithetic).
    pub fn new(sampling: Sampling, seed: u64, window: usize, horizon: usize) -> Option<Self> {
        if !matches!(sampling, Sampling::Stratified | Sampling::Sobol) {
            return None;
        }
        let key = EntityKey::points(seed);
        let seeds = (0..REPLICATES).flat_map(|set| key.pairs(set, DIMENSIONS)).collect();
        let sobol = Sobol::new(DIMENSIONS);
        Some(Self { sampling, sobol, seeds, bridge: Bridge::new(window, horizon) })
    }

    /// Replaces the independent normals of a trial, by factor and month, by evenly spread ones.
    pub(super) fn spread(&self, trial: u64, normals: &mut [f64]) {
        let months = normals.len() / Factor::COUNT;
        let mut path = ByMonth::same(0.0, months);
        for (factor, normals) in normals.chunks_exact_mut(months).enumerate() {
            let uniform = |place: usize| self.uniform(trial, dimension_of(place, factor));
            self.bridge.walk(&mut path, |place, month| match place {
                0..SPREAD => normal::inverse(uniform(place)),
                _ => normals[month.place()],
            });
            for (normal, pair) in normals.iter_mut().skip(1).zip(path.as_slice().windows(2)) {
                *normal = pair[1] - pair[0];
            }
        }
    }

    /// The uniform that decides the regime of a trial's month 0.
    pub(super) fn first_regime(&self, trial: u64) -> f64 {
        self.uniform(trial, Factor::COUNT)
    }

    /// The two uniforms that decide length and end of a trial's stay in a regime, counted
    /// from 0; `None` from the ninth on, where the random draws decide.
    pub(super) fn stay(&self, trial: u64, number: usize) -> Option<[f64; 2]> {
        let first = Factor::COUNT + 1 + 2 * number;
        (number < STAYS).then(|| [first, first + 1].map(|at| self.uniform(trial, at)))
    }

    /// A coordinate of a trial's point, in the open interval from 0 to 1: its cell of
    /// 2^-32, in the middle.
    fn uniform(&self, trial: u64, dimension: usize) -> f64 {
        const CELLS: f64 = 4_294_967_296.0;
        let set = usize::try_from(replicate(trial)).unwrap_or(0);
        let [order, scrambling] = self.seeds[set * DIMENSIONS + dimension];
        // Points beyond 2^32 repeat; no run has as many.
        let point = u32::try_from((trial / REPLICATES) & u64::from(u32::MAX)).unwrap_or(0);
        let fraction = match self.sampling {
            // The first dimension alone, in an order of its own: nothing joins the dimensions. The
            // order turns low bits by those above them, so that the first 2^k points stay together.
            Sampling::Stratified => self.sobol.at(scrambled(point, order), 0),
            _ => self.sobol.at(point, dimension),
        };
        (f64::from(scrambled(fraction, scrambling)) + 0.5) / CELLS
    }
}

/// Dimension of a number of a factor's path: the ends of the window come first, then the
/// regimes, then the rest.
fn dimension_of(place: usize, factor: usize) -> usize {
    let regimes_before = if place == 0 { 0 } else { OF_REGIMES };
    regimes_before + place * Factor::COUNT + factor
}

/// A random walk built from its ends inwards: its months in the order in which they are
/// built.
#[derive(Debug, Clone)]
struct Bridge(Vec<Node>);

/// A month whose place is drawn between two months that are known: their mean, weighed by
/// nearness, and a normal with standard deviation `sd`. At an end there is only the left
/// one.
#[derive(Debug, Clone, Copy)]
struct Node {
    month: Month,
    left: Month,
    right: Month,
    /// Weight of the later month.
    of_right: f64,
    sd: f64,
}

impl Bridge {
    /// The window's end, the horizon's end, then the middles of what is left, the widest first.
    fn new(window: usize, horizon: usize) -> Self {
        let last = Month::at(horizon).back(1);
        let window = Month::at(window).min(last);
        let step = |month: Month, left: Month| Node {
            month,
            left,
            right: left,
            of_right: 0.0,
            sd: sqrt(crate::quantity::count(month.since(left))),
        };
        let mut nodes = Vec::with_capacity(last.place());
        let mut open = std::collections::VecDeque::new();
        for (left, month) in [(Month::START, window), (window, last)] {
            if month > left {
                nodes.push(step(month, left));
                open.push_back((left, month));
            }
        }
        while let Some((left, right)) = open.pop_front() {
            let month = left.plus(right.since(left) / 2);
            if month == left {
                continue;
            }
            let [before, after, all] = [month.since(left), right.since(month), right.since(left)]
                .map(crate::quantity::count);
            let sd = sqrt(before * after / all);
            nodes.push(Node { month, left, right, of_right: before / all, sd });
            open.extend([(left, month), (month, right)]);
        }
        Self(nodes)
    }

    /// Builds the walk from standard normals by place in the order of building and month.
    fn walk(&self, path: &mut ByMonth<f64>, normal: impl Fn(usize, Month) -> f64) {
        for (place, node) in self.0.iter().enumerate() {
            let Node { month, left, right, of_right, sd } = *node;
            let between = path[left] + of_right * (path[right] - path[left]);
            path[month] = between + sd * normal(place, month);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::count;

    #[test]
    fn a_bridge_has_the_covariances_of_a_random_walk() {
        // Every place's part in every month gives the covariance exactly: min(s, t).
        let horizon = 13;
        for window in [5, 12, 40] {
            let bridge = Bridge::new(window, horizon);
            assert_eq!(bridge.0.len(), horizon - 1);
            let mut parts = vec![ByMonth::same(0.0, horizon); horizon - 1];
            for (place, part) in parts.iter_mut().enumerate() {
                bridge.walk(part, |at, _| f64::from(at == place));
            }
            for s in Month::first(horizon) {
                for t in Month::first(horizon) {
                    let covariance: f64 = parts.iter().map(|part| part[s] * part[t]).sum();
                    assert!(
                        (covariance - count(s.min(t).place())).abs() < 1e-12,
                        "{window}: {s} {t}"
                    );
                }
            }
        }
    }

    #[test]
    fn points_of_a_set_are_even_and_sets_differ() {
        for sampling in [Sampling::Stratified, Sampling::Sobol] {
            let points = Points::new(sampling, 1, 60, 120).unwrap();
            for dimension in [0, 1, 7, DIMENSIONS - 1] {
                let mut sums = Vec::new();
                for set in 0..2 {
                    let mut seen = [false; 64];
                    for point in 0..64 {
                        let uniform = points.uniform(set + REPLICATES * point, dimension);
                        seen[crate::quantity::index(uniform * 64.0)] = true;
                    }
                    assert!(seen.iter().all(|seen| *seen), "{sampling} {dimension}");
                    sums.push(points.uniform(set, dimension));
                }
                assert_ne!(sums[0], sums[1]);
            }
        }
        assert!(Points::new(Sampling::Antithetic, 1, 60, 120).is_none());
    }

    #[test]
    fn dimensions_of_a_set_go_together_by_chance_alone() {
        // Correlations of 1,024 points in pairs of dimensions scatter by 1/32 when they are
        // independent; by five times that once in two million, and a common order of points makes
        // them 1.
        for sampling in [Sampling::Stratified, Sampling::Sobol] {
            let points = Points::new(sampling, 7, 60, 120).unwrap();
            let centred = |dimension| -> Vec<f64> {
                let uniform = |point| points.uniform(REPLICATES * point, dimension);
                (0..1_024).map(|point| uniform(point) - 0.5).collect()
            };
            let columns: Vec<Vec<f64>> = (0..12).map(centred).collect();
            for (at, left) in columns.iter().enumerate() {
                for right in &columns[at + 1..] {
                    let products = left.iter().zip(right).map(|(left, right)| left * right);
                    let correlation = 12.0 * products.sum::<f64>() / 1_024.0;
                    assert!(correlation.abs() < 5.0 / 32.0, "{sampling}: {correlation}");
                }
            }
        }
    }
}
