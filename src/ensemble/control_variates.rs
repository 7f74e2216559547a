//! Means corrected by the luck that control variates show.
//!
//! Where a number x of every trial has mean 0 and moves with a result y, the mean of
//! y - b x is that of y with less scatter (Glasserman 2003, "Monte Carlo Methods in
//! Financial Engineering", 4.1; b by least squares). Of the variance of y the share
//! that is left is 1 - R², R² being the squared multiple correlation of y with all
//! controls. Which numbers serve says `docs/model.md` (Sampling); how much each figure
//! gains, `docs/performance.md`.
//!
//! # Why sets are corrected by one another
//!
//! Coefficients that are estimated from the same trials as the mean bias it, by as much
//! as they fit chance. So each of the 32 sets of trials is corrected with the
//! coefficients of the other 31, and its estimate is unbiased however few trials there
//! are. What differs between sets says how far their mean is off, for trials that are
//! each for itself as for those that are not (antithetic, stratified, Sobol').
//!
//! # Why ten trials for each control
//!
//! A coefficient costs about one trial's worth of variance: with k controls and n
//! trials what is left grows by the factor 1 + k / n or so. At ten trials for each of
//! them that is a tenth, which any useful control pays back; below that the correction
//! may do harm.
//!
//! # Why a control may be left out
//!
//! Numbers that are sums of each other, or that never move in a scenario, make the
//! matrix of controls singular. It is taken apart as L D Lᵀ, and a control of whose
//! variance those before it leave less than 1e-9 gets the coefficient 0: the answer
//! does not depend on which of two equal controls is kept.

use rayon::prelude::*;

use crate::quantity::count;
use crate::uncertainty::sampling::{REPLICATES, replicate};

use super::replicates::Spread;
use super::statistics::Estimate;

/// Trials needed for each control variate: with fewer, coefficients are as uncertain as the
/// luck they correct.
pub const LEAST_TRIALS_FOR_EACH: u64 = 10;
/// Share of a control's variance that must be left by those before it; a control with
/// less tells nothing of its own and gets the coefficient 0.
const LEAST_OWN_VARIANCE: f64 = 1e-9;

/// The mean of a result over all trials, corrected by control variates, beside the mean
/// as it is. All but `worth` are in the unit of the result.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ControlledMean {
    /// The mean of the trials as they are.
    pub plain: f64,
    /// The corrected mean with its 95 % interval, by Student's t with 31 degrees of
    /// freedom.
    pub mean: Estimate,
    /// Standard error of the corrected mean, from what differs between the 32 sets.
    pub se: f64,
    /// How many independent trials without controls give, for each trial, the same
    /// standard error. Known to about a quarter, since 32 sets tell a squared error no
    /// better.
    pub worth: f64,
}

/// Sums over the trials of a set: of controls x, results y and their products. Squares
/// and products are all that least squares needs, so trials can be forgotten.
#[derive(Debug, Clone, PartialEq)]
struct Sums {
    trials: usize,
    x: Vec<f64>,
    y: Vec<f64>,
    /// Squares of results, by result.
    yy: Vec<f64>,
    /// Products of controls: by control, then by control up to it.
    xx: Vec<f64>,
    /// Products of controls and results: by control, then by result.
    xy: Vec<f64>,
}

impl Sums {
    /// Sums over no trial, for so many controls and results.
    fn none(controls: usize, results: usize) -> Self {
        Self {
            trials: 0,
            x: vec![0.0; controls],
            y: vec![0.0; results],
            yy: vec![0.0; results],
            xx: vec![0.0; controls * (controls + 1) / 2],
            xy: vec![0.0; controls * results],
        }
    }

    /// Adds a trial with controls `x` and results `y`; a result that it does not have
    /// is NaN and makes the result's sums NaN.
    fn take(&mut self, x: &[f64], y: &[f64]) {
        self.trials += 1;
        add(&mut self.x, x, 1.0);
        add(&mut self.y, y, 1.0);
        for (sum, y) in self.yy.iter_mut().zip(y) {
            *sum += y * y;
        }
        let (mut rest, width) = (self.xx.as_mut_slice(), y.len());
        for (place, value) in x.iter().enumerate() {
            let (row, others) = rest.split_at_mut(place + 1);
            add(row, &x[..=place], *value);
            add(&mut self.xy[place * width..][..width], y, *value);
            rest = others;
        }
    }

    /// Adds all sums of another set (`sign` 1), or takes them away (-1).
    fn combine(&mut self, other: &Self, sign: f64) {
        let parts = [
            (&mut self.x, &other.x),
            (&mut self.y, &other.y),
            (&mut self.yy, &other.yy),
            (&mut self.xx, &other.xx),
            (&mut self.xy, &other.xy),
        ];
        for (sums, others) in parts {
            add(sums, others, sign);
        }
    }
}

/// Adds a multiple of values to sums.
fn add(sums: &mut [f64], values: &[f64], factor: f64) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += factor * value;
    }
}

/// What is known of the means of some results of trials, in memory that does not grow
/// with the number of trials: sums by set.
///
/// ```
/// use landsim::ensemble::control_variates::ControlVariates;
///
/// // One control that is all the luck there is: y = 5 + 2 x. Its mean over these trials is not 0,
/// // so the plain mean is off, and the corrected one is not.
/// let luck = |trial: u32| f64::from(trial % 7) - 2.0;
/// let controls: Vec<f64> = (0..64).map(luck).collect();
/// let results: Vec<Vec<f64>> = controls.iter().map(|x| vec![5.0 + 2.0 * x]).collect();
/// let mut variates = ControlVariates::new(1, 1);
/// variates.take(&controls, &results);
/// let found = variates.means()[0].unwrap();
/// assert!((found.plain - 5.0).abs() > 1.0);
/// assert!((found.mean.value - 5.0).abs() < 1e-9);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ControlVariates {
    controls: usize,
    results: usize,
    /// Results of the first trial, from which all are counted so that squares stay small.
    origin: Vec<f64>,
    trials: u64,
    sets: Vec<Sums>,
}

impl ControlVariates {
    /// Nothing yet, of trials with `controls` control variates and `results` results
    /// each.
    pub fn new(controls: usize, results: usize) -> Self {
        let sets = (0..REPLICATES).map(|_| Sums::none(controls, results)).collect();
        Self { controls, results, origin: Vec::new(), trials: 0, sets }
    }

    /// Number of trials that have been taken on.
    pub fn trials(&self) -> u64 {
        self.trials
    }

    /// Takes on the trials that follow: controls by trial, and the results of each, NaN
    /// where it has none.
    ///
    /// Sets are summed up trial by trial in their order, so the parts in which trials
    /// come do not matter.
    pub fn take(&mut self, controls: &[f64], results: &[Vec<f64>]) {
        let Some(first) = results.first() else { return };
        if self.origin.is_empty() {
            let known = |value: &f64| if value.is_finite() { *value } else { 0.0 };
            self.origin = first.iter().map(known).collect();
        }
        let (begin, width, origin) = (self.trials, self.controls, &self.origin);
        self.sets.par_iter_mut().enumerate().for_each(|(number, set)| {
            let number = number as u64;
            let mut from_origin = vec![0.0; origin.len()];
            let rows = (begin..).zip(controls.chunks_exact(width).zip(results));
            for (_, (x, y)) in rows.filter(|(trial, _)| replicate(*trial) == number) {
                for ((place, value), origin) in from_origin.iter_mut().zip(y).zip(origin) {
                    *place = value - origin;
                }
                set.take(x, &from_origin);
            }
        });
        self.trials += results.len() as u64;
    }

    /// The corrected mean of each result, in their order; `None` for all of them while
    /// there are fewer than [`LEAST_TRIALS_FOR_EACH`] trials for each control, and for
    /// a result that some trial does not have: what is missing may hang on the same
    /// luck as the controls.
    pub fn means(&self) -> Vec<Option<ControlledMean>> {
        if self.trials < LEAST_TRIALS_FOR_EACH * self.controls as u64 {
            return vec![None; self.results];
        }
        let mut all = Sums::none(self.controls, self.results);
        for set in &self.sets {
            all.trials += set.trials;
            all.combine(set, 1.0);
        }
        // By set, then by result.
        let of_sets: Vec<Vec<f64>> =
            self.sets.par_iter().map(|set| self.corrected(set, &all)).collect();
        (0..self.results).map(|result| self.mean(result, &all, &of_sets)).collect()
    }

    /// The corrected mean of one result: sets weigh by their trials.
    fn mean(&self, result: usize, all: &Sums, of_sets: &[Vec<f64>]) -> Option<ControlledMean> {
        let means: Vec<f64> = of_sets.iter().map(|set| set[result]).collect();
        let spread = Spread::of(&means)?;
        let n = count(all.trials);
        let weighted = means.iter().zip(&self.sets).map(|(mean, set)| mean * count(set.trials));
        let (origin, from_origin) = (self.origin[result], all.y[result] / n);
        let variance = (all.yy[result] / n - from_origin * from_origin).max(0.0) * n / (n - 1.0);
        Some(ControlledMean {
            plain: origin + from_origin,
            mean: spread.around(origin + weighted.sum::<f64>() / n),
            se: spread.se,
            worth: variance / n / (spread.se * spread.se),
        })
    }

    /// Means of a set's results from the origin, corrected with the coefficients of all other sets.
    fn corrected(&self, set: &Sums, all: &Sums) -> Vec<f64> {
        let mut others = all.clone();
        others.trials -= set.trials;
        others.combine(set, -1.0);
        let coefficients = coefficients(others, self.results);
        let n = count(set.trials);
        let mut means: Vec<f64> = set.y.iter().map(|sum| sum / n).collect();
        for (row, x) in coefficients.chunks_exact(self.results).zip(&set.x) {
            add(&mut means, row, -x / n);
        }
        means
    }
}

/// Coefficients of controls on results by least squares around the means, by control,
/// then by result.
///
/// The matrix of controls is taken apart as L D Lᵀ; a control that those before it leave nothing of
/// gets the coefficient 0.
fn coefficients(sums: Sums, results: usize) -> Vec<f64> {
    let Sums { trials, x, y, mut xx, mut xy, .. } = sums;
    let n = count(trials);
    let row_of = |place: usize| place * (place + 1) / 2;
    for (place, value) in x.iter().enumerate() {
        add(&mut xx[row_of(place)..][..=place], &x[..=place], -value / n);
        add(&mut xy[place * results..][..results], &y, -value / n);
    }
    let size = x.len();
    let mut pivots = vec![0.0; size];
    for place in 0..size {
        let variance = xx[row_of(place) + place];
        for before in 0..=place {
            let (left, right) = (row_of(place), row_of(before));
            let parts = (0..before).map(|at| xx[left + at] * pivots[at] * xx[right + at]);
            let rest = xx[left + before] - parts.sum::<f64>();
            if before == place {
                let is_own = rest > LEAST_OWN_VARIANCE * variance;
                pivots[place] = if is_own { rest } else { 0.0 };
            } else {
                let pivot = pivots[before];
                xx[left + before] = if pivot > 0.0 { rest / pivot } else { 0.0 };
            }
        }
    }
    for place in 0..size {
        let (done, own) = xy.split_at_mut(place * results);
        for (before, row) in done.chunks_exact(results).enumerate() {
            add(&mut own[..results], row, -xx[row_of(place) + before]);
        }
    }
    for (pivot, row) in pivots.iter().zip(xy.chunks_exact_mut(results)) {
        for value in row {
            *value = if *pivot > 0.0 { *value / pivot } else { 0.0 };
        }
    }
    for place in (0..size).rev() {
        let (own, later) = xy.split_at_mut((place + 1) * results);
        let own = &mut own[place * results..];
        for (after, row) in later.chunks_exact(results).enumerate() {
            add(own, row, -xx[row_of(place + 1 + after) + place]);
        }
        if pivots[place] == 0.0 {
            own.fill(0.0);
        }
    }
    xy
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::uncertainty::normal;
    use crate::uncertainty::stream::{EntityKey, uniform};

    /// Control variates and results of trials: y = 5 + 2 x₀ - x₁ + noise, and one that no control
    /// moves; x₂ is x₀ again.
    fn trials(seed: u64, trials: u64) -> (Vec<f64>, Vec<Vec<f64>>) {
        let key = EntityKey::plot(seed, "controls");
        let mut words = [0; 4];
        let mut controls = Vec::new();
        let results = (0..trials).map(|trial| {
            key.words(trial, &mut words);
            let z = words.map(|word| normal::inverse(uniform(word)));
            controls.extend([z[0], z[1] * z[1] - 1.0, z[0]]);
            vec![5.0 + 2.0 * z[0] - (z[1] * z[1] - 1.0) + 0.5 * z[2], 7.0 + z[3]]
        });
        let results = results.collect();
        (controls, results)
    }

    fn means(seed: u64, number: u64) -> Vec<Option<ControlledMean>> {
        let (controls, results) = trials(seed, number);
        let mut variates = ControlVariates::new(3, 2);
        variates.take(&controls, &results);
        variates.means()
    }

    #[test]
    fn coefficients_are_those_of_least_squares() {
        let (controls, results) = trials(1, 4_000);
        let mut sums = Sums::none(3, 2);
        for (x, y) in controls.chunks_exact(3).zip(&results) {
            sums.take(x, y);
        }
        // 2 and -1 with a noise of 0.5: the error is 0.5 / sqrt(4000) = 0.008, and 0.0056 for the
        // square, whose sd is √2. The third tells nothing of its own.
        let found = coefficients(sums, 2);
        assert!((found[0] - 2.0).abs() < 0.032 && (found[2] + 1.0).abs() < 0.023, "{found:?}");
        assert_eq!(found[4], 0.0);
        assert!(found[1].abs() < 0.064 && found[3].abs() < 0.045, "{found:?}");
    }

    #[test]
    fn corrected_means_are_unbiased_and_their_errors_honest() {
        // 400 runs of 96 trials. The variance of y is 4 + 2 + 0.25; corrected, 0.25 and what the
        // coefficients add, 3 %. Their mean is known to 0.5 / sqrt(96 × 400) = 0.0026, four times
        // that is the limit; intervals hold the truth in 95 % of runs, fewer than 364 or more than
        // 394 once in a thousand.
        let runs: Vec<ControlledMean> = (0..400).map(|seed| means(seed, 96)[0].unwrap()).collect();
        let average = |of: fn(&ControlledMean) -> f64| runs.iter().map(of).sum::<f64>() / 400.0;
        let mean = average(|run| run.mean.value);
        assert!((mean - 5.0).abs() < 0.0102, "{mean}");
        let held = runs
            .iter()
            .filter(|run| run.mean.low.unwrap() <= 5.0 && 5.0 <= run.mean.high.unwrap())
            .count();
        assert!((364..=394).contains(&held), "{held}");
        // Squared errors over their expectation: 400 runs know it to 1.3 % (31 degrees of
        // freedom each); 8 %.
        let squared = average(|run| run.se * run.se) / (0.25 * 1.03 / 96.0);
        assert!((0.92..1.08).contains(&squared), "{squared}");
    }

    #[test]
    fn what_no_control_moves_stays_as_it_is() {
        let [_, found] = means(3, 40_000)[..] else { unreachable!("two results") };
        let found = found.unwrap();
        assert!((found.mean.value - found.plain).abs() < 1e-3 && (0.4..2.0).contains(&found.worth));
        assert!((found.plain - 7.0).abs() < 0.02);
    }

    #[test]
    fn the_parts_in_which_trials_come_do_not_matter() {
        let (controls, results) = trials(2, 1_000);
        let mut whole = ControlVariates::new(3, 2);
        whole.take(&controls, &results);
        let mut parts = ControlVariates::new(3, 2);
        for (controls, results) in controls.chunks(3 * 77).zip(results.chunks(77)) {
            parts.take(controls, results);
        }
        assert_eq!(whole, parts);
        assert_eq!(parts.trials(), 1_000);
    }

    #[test]
    fn nothing_is_said_of_few_trials_or_of_what_some_trials_lack() {
        assert_eq!(means(1, 29), [None, None]);
        let (controls, mut results) = trials(1, 100);
        results[50][1] = f64::NAN;
        let mut variates = ControlVariates::new(3, 2);
        variates.take(&controls, &results);
        let means = variates.means();
        assert!(means[0].is_some() && means[1].is_none());
    }
}
