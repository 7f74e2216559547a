//! How much of the change between two scenarios is the doing of each part in which they
//! differ: the Shapley value (Shapley 1953, "A Value for n-Person Games"), trial by
//! trial in the same futures.
//!
//! A part is a shock, a policy, a change of the plan, or all other values that differ
//! together. Its share is its mean effect on arrival over all orders in which the parts
//! can arrive. Up to [`MOST_EXACT`] parts all subsets are simulated; above, orders are
//! drawn.
//!
//! With v(S) the figure when the parts of S have arrived and n the number of parts, the
//! share of part i is
//!
//! ```text
//! φ(i) = Σ over S without i of  |S|! (n - |S| - 1)! / n! × (v(S and i) - v(S))
//! ```
//!
//! # Why not one part at a time
//!
//! Taking parts in and out one by one gives effects that do not add up to the change: a
//! loan ban and a slump together do more than both alone, and somebody must be given
//! the difference. The Shapley value is the only division that adds up to the whole
//! change, treats alike parts that do alike, gives nothing to a part that does nothing,
//! and of a sum of figures is the sum of the divisions. What two parts do only together
//! is shared between them.
//!
//! # Why trial by trial
//!
//! All subsets are simulated with one seed, so trial t meets the same market, bidders
//! and shocks in each of them. The share is then a number of every trial, its mean has
//! a standard error like any other figure's, and most chance drops out of the
//! differences.

use std::collections::BTreeMap;

use crate::catalogue::figure::Figure;
use crate::quantity::count;
use crate::uncertainty::elementary::sqrt;
use crate::uncertainty::stream::EntityKey;

use super::Figures;
use super::compare::but_for_rounding;
use super::statistics::{mean_of_present, squared_error};

/// Most parts of which all subsets are simulated: 8 parts make 256 runs.
pub const MOST_EXACT: usize = 8;

/// A subset of the parts: for each part, in their order, whether it has arrived. All
/// `false` is the base, all `true` the scenario.
pub type Subset = Vec<bool>;

/// The subsets to be simulated, and what the figures of each count for in each part's
/// share.
///
/// Base and scenario are always among them, whether all subsets are taken or orders are
/// drawn: every order of arrival begins with the one and ends with the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    parts: usize,
    /// For each subset, by part, the factor of its figures in the part's share. The
    /// factors of a part add up to 0 over all subsets.
    weights: BTreeMap<Subset, Vec<f64>>,
    /// Orders that were drawn; empty when all are taken into account.
    orders: Vec<Vec<usize>>,
}

impl Design {
    /// All subsets up to [`MOST_EXACT`] parts, else those that `orders` orders of
    /// arrival pass through, drawn under a seed.
    ///
    /// Above the limit the same seed gives the same orders; subsets that several orders
    /// pass through are simulated once. Up to the limit `orders` and `seed` mean
    /// nothing.
    ///
    /// ```
    /// use landsim::ensemble::attribution::Design;
    ///
    /// assert_eq!(Design::new(3, 0, 1).subsets().count(), 8);
    /// let drawn = Design::new(10, 5, 1);
    /// assert_eq!(drawn.orders(), 5);
    /// assert!(drawn.subsets().count() <= 5 * 9 + 2);
    /// ```
    pub fn new(parts: usize, orders: usize, seed: u64) -> Self {
        if parts <= MOST_EXACT { Self::exact(parts) } else { Self::drawn(parts, orders, seed) }
    }

    /// All subsets: a subset of s parts out of n counts (s - 1)! (n - s)! / n! for a part in it and
    /// -s! (n - s - 1)! / n! for one that is not.
    fn exact(parts: usize) -> Self {
        let factorial = |n: usize| (1..=n).map(count).product::<f64>();
        let mut weights = BTreeMap::new();
        for bits in 0..1_usize << parts {
            let subset: Subset = (0..parts).map(|part| bits >> part & 1 == 1).collect();
            let size = subset.iter().filter(|chosen| **chosen).count();
            let weight = |chosen: &bool| {
                if *chosen {
                    factorial(size - 1) * factorial(parts - size) / factorial(parts)
                } else {
                    -factorial(size) * factorial(parts - size - 1) / factorial(parts)
                }
            };
            let row = subset.iter().map(weight).collect();
            weights.insert(subset, row);
        }
        Self { parts, weights, orders: Vec::new() }
    }

    /// Orders drawn uniformly among all: each counts for 1 / `orders`, with a minus for
    /// the subset that a part meets on arrival and a plus for the one that it makes.
    fn drawn(parts: usize, orders: usize, seed: u64) -> Self {
        let key = EntityKey::order(seed);
        let mut design = Self { parts, weights: BTreeMap::new(), orders: Vec::new() };
        for number in 0..orders as u64 {
            let order = key.permutation(number, parts);
            let mut arrived = vec![false; parts];
            for part in &order {
                design.count(&arrived, *part, -1.0 / count(orders));
                arrived[*part] = true;
                design.count(&arrived, *part, 1.0 / count(orders));
            }
            design.orders.push(order);
        }
        design
    }

    /// Lets a subset count for more, by `weight`, in the share of `part`.
    fn count(&mut self, subset: &Subset, part: usize, weight: f64) {
        let row = self.weights.entry(subset.clone()).or_insert_with(|| vec![0.0; self.parts]);
        row[part] += weight;
    }

    /// The subsets to be simulated, each once, in a fixed order.
    pub fn subsets(&self) -> impl Iterator<Item = &Subset> {
        self.weights.keys()
    }

    /// The share of a part in a number of one trial, whose value in each subset stands in the order
    /// of [`Self::subsets`].
    pub fn share(&self, part: usize, values: &[f64]) -> f64 {
        self.weights.values().zip(values).map(|(weights, value)| weights[part] * value).sum()
    }

    /// Number of orders drawn; 0 when all subsets are simulated and the shares have no
    /// error but that of the trials.
    pub fn orders(&self) -> usize {
        self.orders.len()
    }
}

/// A part's share of the change of a figure from the base to the scenario, in the
/// figure's unit.
///
/// Over all parts the means add up to the change of the mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contribution {
    /// Trials in which the figure exists in every subset that is simulated; the share
    /// is taken over these alone.
    pub trials: usize,
    /// Mean share over these trials.
    pub mean: f64,
    /// Standard error of the mean share: the root of the squared error of the trials
    /// plus, where orders were drawn, the squared error of the orders. `None` for a
    /// single trial or order.
    pub se: Option<f64>,
}

/// Adds up the shares of all parts and figures while the subsets are simulated one
/// after another, so that the figures of only one subset are in memory at a time.
///
/// ```
/// use landsim::catalogue::figure::Figure;
/// use landsim::ensemble::attribution::{Attribution, Design};
///
/// // Alone the first part brings 6 and the second 12; together they bring 30.
/// let design = Design::new(2, 0, 1);
/// let mut attribution = Attribution::new(&design, 1);
/// for subset in design.subsets() {
///     let value = match subset[..] {
///         [true, true] => 30.0,
///         [true, false] => 6.0,
///         [false, true] => 12.0,
///         _ => 0.0,
///     };
///     attribution.add(subset, &vec![[value; Figure::COUNT]]);
/// }
/// // On arrival the first brings 6 or 18, the second 24 or 12: what they do together is shared.
/// let share = |part| attribution.contribution(part, Figure::NpvCny).map(|found| found.mean);
/// assert_eq!([share(0), share(1)], [Some(12.0), Some(18.0)]);
/// ```
#[derive(Debug)]
pub struct Attribution<'d> {
    design: &'d Design,
    /// Sums so far: by part, then a row of figures for each trial.
    shares: Vec<Figures>,
    /// Mean of each figure by subset, over the trials that have it; NaN where none
    /// does. The error of drawn orders comes from these.
    means: BTreeMap<Subset, [f64; Figure::COUNT]>,
    /// Greatest amount of each figure in any subset: what rounding is held against.
    greatest: [f64; Figure::COUNT],
}

impl<'d> Attribution<'d> {
    /// Sums of a design of which no subset has been simulated, for so many trials.
    pub fn new(design: &'d Design, trials: usize) -> Self {
        let none = vec![[0.0; Figure::COUNT]; trials];
        Self {
            design,
            shares: vec![none; design.parts],
            means: BTreeMap::new(),
            greatest: [0.0; Figure::COUNT],
        }
    }

    /// Adds the figures of a subset, one row for each trial in order; a subset that is
    /// not of the design is passed over.
    ///
    /// Each subset of the design has to be added exactly once before shares are asked
    /// for.
    pub fn add(&mut self, subset: &Subset, figures: &Figures) {
        let Some(weights) = self.design.weights.get(subset) else { return };
        for (shares, weight) in self.shares.iter_mut().zip(weights) {
            for (share, row) in shares.iter_mut().zip(figures) {
                for (share, value) in share.iter_mut().zip(row) {
                    // A figure that a subset does not have is NaN and makes the trial's share NaN.
                    *share += weight * value;
                }
            }
        }
        for row in figures {
            for (greatest, value) in self.greatest.iter_mut().zip(row) {
                *greatest = greatest.max(value.abs());
            }
        }
        let mean = |figure: Figure| mean_of_present(figures.iter().map(|row| row[figure as usize]));
        self.means.insert(subset.clone(), Figure::ALL.map(mean));
    }

    /// Mean of a figure in a subset, over the trials that have it; `None` when none
    /// has, or the subset was not added.
    pub fn mean(&self, subset: &Subset, figure: Figure) -> Option<f64> {
        self.means.get(subset).map(|means| means[figure as usize]).filter(|mean| !mean.is_nan())
    }

    /// The share of a part in the change of a figure; `None` when no trial has the
    /// figure in all subsets.
    pub fn contribution(&self, part: usize, figure: Figure) -> Option<Contribution> {
        let greatest = self.greatest[figure as usize];
        let values = self.shares[part].iter().map(|row| row[figure as usize]);
        let present: Vec<f64> = values
            .filter(|value| !value.is_nan())
            .map(|value| but_for_rounding(value, greatest))
            .collect();
        if present.is_empty() {
            return None;
        }
        let of_trials = squared_error(&present);
        let of_orders =
            self.order_effects(part, figure).map_or(Some(0.0), |all| squared_error(&all));
        Some(Contribution {
            trials: present.len(),
            mean: mean_of_present(present.iter().copied()),
            se: of_trials.zip(of_orders).map(|(trials, orders)| sqrt(trials + orders)),
        })
    }

    /// The part's mean effect in each order that was drawn.
    fn order_effects(&self, part: usize, figure: Figure) -> Option<Vec<f64>> {
        let mean = |subset: &Subset| self.means.get(subset).map(|means| means[figure as usize]);
        let effect = |order: &Vec<usize>| {
            let mut arrived = vec![false; self.design.parts];
            for earlier in order.iter().take_while(|earlier| **earlier != part) {
                arrived[*earlier] = true;
            }
            let before = mean(&arrived)?;
            arrived[part] = true;
            Some(mean(&arrived)? - before)
        };
        let orders = &self.design.orders;
        if orders.is_empty() { None } else { orders.iter().map(effect).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BALANCE: Figure = Figure::WindowBalanceCny;

    /// Figures of two trials whose balance is a function of the subset, the second twice the first.
    fn figures(value: f64) -> Figures {
        let row = |value: f64| {
            let mut row = [f64::NAN; Figure::COUNT];
            row[BALANCE as usize] = value;
            row
        };
        vec![row(value), row(2.0 * value)]
    }

    fn shares(design: &Design, value: impl Fn(&Subset) -> f64) -> Vec<Contribution> {
        let mut attribution = Attribution::new(design, 2);
        for subset in design.subsets() {
            attribution.add(subset, &figures(value(subset)));
        }
        (0..design.parts).map(|part| attribution.contribution(part, BALANCE).unwrap()).collect()
    }

    #[test]
    fn three_parts_by_hand() {
        // a alone brings 6, b alone 12, c nothing; a and b together bring 30, c added to a takes 3.
        // Orders: abc 6 24 0, acb 6 27 -3, bac 18 12 0, bca 18 12 0, cab 3 27 0, cba 18 12 0 with
        // v(ac) = 3, v(bc) = 12, v(abc) = 30: a (6+6+18+18+3+18)/6 = 11.5,
        // b (24+27+12+12+27+12)/6 = 19, c (0-3+0+0+0+0)/6 = -0.5; sum 30.
        let value = |subset: &Subset| match subset.as_slice() {
            [true, false, false] => 6.0,
            [true, false, true] => 3.0,
            [false, true, _] => 12.0,
            [true, true, _] => 30.0,
            _ => 0.0,
        };
        let found = shares(&Design::new(3, 1, 1), value);
        // Trials of 1 and 2 times that: mean 1.5 times, standard error half of the single amount.
        for (share, by_hand) in found.iter().zip([11.5, 19.0, -0.5]) {
            assert!((share.mean - 1.5 * by_hand).abs() < 1e-12, "{share:?}");
            assert!((share.se.unwrap() - 0.5 * f64::abs(by_hand)).abs() < 1e-12, "{share:?}");
        }
        let attribution = Attribution::new(&Design::new(1, 1, 1), 0).contribution(0, BALANCE);
        assert_eq!(attribution, None);
    }

    /// Sums of the same amounts in another order differ in their last digits.
    #[test]
    fn a_part_that_changes_nothing_has_no_share() {
        let value = |subset: &Subset| match subset.as_slice() {
            [first, second] => {
                (if *first { 3e10 } else { 1e10 }) + if *second { 2e-6 } else { 0.0 }
            }
            _ => 0.0,
        };
        let found = shares(&Design::new(2, 1, 1), value);
        assert_eq!(found[1].mean, 0.0);
        assert!((found[0].mean - 3e10).abs() < 1.0, "{found:?}");
    }

    #[test]
    fn drawn_orders_agree_with_what_is_known_of_many_parts() {
        // Ten parts: value is the sum of their sizes plus the product of the first two: by symmetry
        // each of these gets half the product. A draw of 400 orders knows that half, a coin of 0 or
        // 20, to 0.5; 4 standard errors off would happen once in 16,000.
        let size = |part: usize| count(part + 1);
        let value = |subset: &Subset| {
            let sum: f64 = (0..10).filter(|part| subset[*part]).map(size).sum();
            sum + if subset[0] && subset[1] { 20.0 } else { 0.0 }
        };
        let design = Design::new(10, 400, 7);
        assert_eq!(design.orders(), 400);
        let found = shares(&design, value);
        for (part, share) in found.iter().enumerate() {
            let expected = 1.5 * (size(part) + if part < 2 { 10.0 } else { 0.0 });
            let of_trials = 0.5 * expected / 1.5;
            let of_orders = if part < 2 { 0.75 } else { 0.0 };
            assert!((share.mean - expected).abs() < 4.0 * of_orders + 1e-9, "{part} {share:?}");
            let se = (of_trials * of_trials + of_orders * of_orders).sqrt();
            assert!((share.se.unwrap() / se - 1.0).abs() < 0.1, "{part} {share:?} {se}");
        }
        let sum: f64 = found.iter().map(|share| share.mean).sum();
        assert!((sum - 1.5 * (55.0 + 20.0)).abs() < 1e-9, "{sum}");
    }
}
