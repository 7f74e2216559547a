//! The parameters under which facts are foretold best.
//!
//! What a city saw is one draw of the model. A set of parameters is judged as a forecast is: by the
//! continuous ranked probability score of each fact among simulated futures, which rewards
//! distributions that are narrow and hold what was seen (minimum score estimation: Gneiting and
//! Raftery 2007, section 9; Dawid, Musio and Ventura 2016, "Minimum Scoring Rule Inference"). It
//! needs no density and is not led astray by futures whose facts are far from normal. All sets
//! share their random numbers, which makes the score smooth enough for a simplex (Nelder and Mead
//! 1965).

use argmin::core::{CostFunction, Error, Executor, State};
use argmin::solver::neldermead::NelderMead;
use nalgebra::{DMatrix, DVector};

use super::parameter::{Parameter, Prior};
use super::{Design, Evidence, simulate};
use crate::calibration::Estimated;
use crate::ensemble::scores::Predicted;
use crate::finding::Rejected;
use crate::quantity::count;
use crate::scenario::Scenario;
use crate::uncertainty::elementary::sqrt;
use crate::uncertainty::normal;
use crate::uncertainty::stream::{EntityKey, uniform};

/// Step of a coordinate for derivatives of distributions: large enough to move whole bidders.
const SLOPE_STEP: f64 = 0.1;
/// Spread of scores in the simplex at which it is small enough to end.
const SPREAD: f64 = 1e-4;
/// Gain in score below which another simplex is not worth its steps.
const LEAST_GAIN: f64 = 1e-3;
/// Least spread of a fact that scores are stated in.
const LEAST_SPREAD: f64 = 1e-3;
const SQRT_PI: f64 = 1.772_453_850_905_516;

/// What was estimated from facts of auctions, and how well it does.
#[derive(Debug, Clone)]
pub struct FittedAuctions {
    /// Each parameter with its estimate, in the unit that a scenario states; without
    /// steps of the simplex there are none.
    pub estimates: Vec<(Parameter, Estimated)>,
    /// Correlations of the errors of the estimates on the scale of the search, a row for each;
    /// empty where the errors are not known.
    pub correlations: Vec<Vec<f64>>,
    /// Mean score of the facts at the estimates and at the scenario's own values, in
    /// spreads that the facts have at the latter; less is better.
    pub score: (f64, f64),
    /// Steps that the simplex took, all starts together.
    pub steps: u64,
    /// The scenario with the estimates in the place of its own values.
    pub scenario: Scenario,
    /// Facts in futures of that scenario: a row for each trial, in the order of trials.
    pub simulated: Vec<Vec<f64>>,
}

/// The scenario whose parameters are moved, and what its futures are compared with.
#[derive(Clone, Copy)]
struct Search<'s> {
    scenario: &'s Scenario,
    evidence: &'s Evidence,
    parameters: &'s [Parameter],
    design: &'s Design,
    /// Spread of each evened fact at the scenario's own values: the unit of its score,
    /// so that facts with wide and with narrow futures weigh alike.
    spreads: &'s [f64],
    /// Middle and standard deviation of what is believed of each parameter, where something is.
    priors: &'s [Option<(f64, f64)>],
    /// Told of each set of parameters that is simulated.
    observer: &'s (dyn Fn() + Sync),
}

/// Evened facts of futures, with the errors that observations have.
struct Futures {
    /// A row for each trial, with a number for each fact.
    rows: Vec<Vec<f64>>,
    /// The distribution of each fact over these trials.
    distributions: Vec<Predicted>,
}

impl Search<'_> {
    /// The scenario with its parameters at a place of the search.
    fn scenario_at(&self, place: &[f64]) -> Scenario {
        let mut scenario = self.scenario.clone();
        for (parameter, coordinate) in self.parameters.iter().zip(place) {
            parameter.set(&mut scenario, *coordinate);
        }
        scenario
    }

    /// Simulates the facts at a place of the search. Errors of observation are drawn
    /// from addresses of their own, the same at every place.
    fn futures(&self, place: &[f64]) -> Result<Futures, Rejected> {
        (self.observer)();
        let facts = &self.evidence.facts;
        let key = EntityKey::parameter(self.design.seed, "facts");
        let mut words = vec![0; facts.len()];
        let mut rows = simulate(&self.scenario_at(place), self.evidence, self.design)?;
        for (trial, row) in (0..).zip(&mut rows) {
            key.words(trial, &mut words);
            for ((value, fact), word) in row.iter_mut().zip(facts).zip(&words) {
                let error = fact.evened_error() * normal::inverse(uniform(*word));
                *value = fact.measure.evened(*value) + error;
            }
        }
        let of_fact = |fact: usize| Predicted::sample(rows.iter().map(|row| row[fact]).collect());
        let distributions = (0..facts.len()).map(of_fact).collect();
        Ok(Futures { rows, distributions })
    }

    /// What was seen, evened.
    fn seen(&self) -> Vec<f64> {
        self.evidence.facts.iter().map(|fact| fact.measure.evened(fact.seen)).collect()
    }

    /// Mean score of a set of facts, seen or drawn, among futures.
    fn score(&self, futures: &Futures, facts: &[f64]) -> f64 {
        let scores = futures.distributions.iter().zip(facts).zip(self.spreads);
        let sum: f64 =
            scores.map(|((predicted, fact), spread)| predicted.crps(*fact) / spread).sum();
        sum / count(facts.len())
    }

    /// Mean score of what was seen at a place of the search.
    fn score_at(&self, place: &[f64]) -> Result<f64, Rejected> {
        Ok(self.score(&self.futures(place)?, &self.seen()))
    }

    /// What the search makes as small as it can: the mean score of facts and beliefs, times as many
    /// facts and beliefs as there are over the facts alone, so that it is the score of the facts
    /// where nothing is believed.
    fn cost_at(&self, place: &[f64]) -> Result<f64, Rejected> {
        Ok(self.score_at(place)? + self.score_of_beliefs(place) / count(self.spreads.len()))
    }

    /// Sum of the scores of what is believed, each as of a fact whose futures are normal around the
    /// parameter.
    fn score_of_beliefs(&self, place: &[f64]) -> f64 {
        let believed = self.priors.iter().zip(place);
        let scores = believed.filter_map(|(prior, coordinate)| {
            let (middle, sd) = (*prior)?;
            let predicted = Predicted::Normal { mean: *coordinate, sd };
            Some(predicted.crps(middle) / spread(&predicted))
        });
        scores.sum()
    }

    /// Covariance of the coordinates, were the facts drawn from the model as estimated: curvature
    /// of the expected score and scatter of its slope, as for every estimate that solves an
    /// equation (Godambe 1960). `None` where the score does not curve.
    fn covariance(&self, place: &[f64]) -> Result<Option<DMatrix<f64>>, Rejected> {
        let beside: Vec<[Futures; 2]> = (0..place.len())
            .map(|at| {
                let moved = |by: f64| {
                    let mut moved = place.to_vec();
                    moved[at] += by;
                    self.futures(&moved)
                };
                Ok([moved(-SLOPE_STEP)?, moved(SLOPE_STEP)?])
            })
            .collect::<Result<_, Rejected>>()?;
        let drawn = self.futures(place)?;
        let slopes = DMatrix::from_fn(drawn.rows.len(), place.len(), |trial, at| {
            let [below, above] = beside[at].each_ref().map(|f| self.score(f, &drawn.rows[trial]));
            (above - below) / (2.0 * SLOPE_STEP)
        });
        let mean = slopes.row_mean();
        let apart = DMatrix::from_fn(slopes.nrows(), slopes.ncols(), |trial, at| {
            slopes[(trial, at)] - mean[at]
        });
        let mut scatter = apart.transpose() * &apart / count(slopes.nrows());
        let mut curvature = self.curvature(&beside);
        self.add_beliefs(&mut scatter, &mut curvature);
        let Some(factor) = curvature.cholesky() else { return Ok(None) };
        let half = factor.solve(&scatter);
        Ok(Some(factor.solve(&half.transpose())))
    }

    /// Adds what beliefs do to scatter and curvature of the score. With z standard normal the slope
    /// of a belief's score is (2 Φ(z) - 1) / spread, of variance 1/3 / spread², and its mean
    /// curvature 1 / (√π sd spread): alone it has the belief's error to two hundredths.
    fn add_beliefs(&self, scatter: &mut DMatrix<f64>, curvature: &mut DMatrix<f64>) {
        let facts = count(self.spreads.len());
        for (at, prior) in self.priors.iter().enumerate() {
            let Some((mean, sd)) = *prior else { continue };
            let spread = spread(&Predicted::Normal { mean, sd });
            scatter[(at, at)] += 1.0 / (3.0 * spread * spread * facts * facts);
            curvature[(at, at)] += 1.0 / (SQRT_PI * sd * spread * facts);
        }
    }

    /// Second derivatives of the expected score: twice the products of the derivatives of the
    /// distribution functions, summed over each fact's values.
    fn curvature(&self, beside: &[[Futures; 2]]) -> DMatrix<f64> {
        let mut curvature = DMatrix::zeros(beside.len(), beside.len());
        for (fact, spread) in self.spreads.iter().enumerate() {
            let all = beside.iter().flatten().flat_map(|futures| &futures.rows);
            let mut values: Vec<f64> = all.map(|row| row[fact]).collect();
            values.sort_unstable_by(f64::total_cmp);
            for ends in values.windows(2).filter(|ends| ends[0] < ends[1]) {
                let middle = 0.5 * (ends[0] + ends[1]);
                let slopes = DVector::from_iterator(
                    beside.len(),
                    beside.iter().map(|sides| {
                        let [below, above] =
                            sides.each_ref().map(|side| side.distributions[fact].below(middle));
                        (above - below) / (2.0 * SLOPE_STEP)
                    }),
                );
                let weight = 2.0 * (ends[1] - ends[0]) / (spread * count(self.spreads.len()));
                curvature += &slopes * slopes.transpose() * weight;
            }
        }
        curvature
    }
}

impl CostFunction for Search<'_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, place: &Vec<f64>) -> Result<f64, Error> {
        self.cost_at(place).map_err(|rejected| Error::msg(rejected.to_string()))
    }
}

/// Estimates parameters of a scenario from facts, in at most `most_steps` steps of the
/// simplex. Without steps the facts stand beside the scenario as it is. The observer is
/// told of each set of parameters. `None` when the simplex finds nothing.
///
/// What is believed of a parameter counts as one more fact, whose futures are normal around the
/// parameter with the belief's error; beliefs of other parameters are not looked at.
///
/// Standard errors are those of estimates that minimise a score (Godambe's sandwich),
/// as if the facts were drawn from the model with the estimates.
///
/// # Errors
/// [`Rejected`] when the scenario and the offers do not fit together.
pub fn fit(
    scenario: &Scenario,
    evidence: &Evidence,
    (parameters, priors): (&[Parameter], &[Prior]),
    (design, most_steps): (&Design, u64),
    observer: &(dyn Fn() + Sync),
) -> Result<Option<FittedAuctions>, Rejected> {
    // Coordinates keep away from the ends, where the scenario's own values may be.
    let parameters = if most_steps == 0 { &[] } else { parameters };
    let believed: Vec<Option<(f64, f64)>> = parameters
        .iter()
        .map(|parameter| {
            let prior = priors.iter().find(|prior| prior.parameter == *parameter)?;
            Some(parameter.believed(prior))
        })
        .collect();
    let ones = vec![1.0; evidence.facts.len()];
    let (spreads, priors) = (&ones[..], &believed[..]);
    let search = Search { scenario, evidence, parameters, design, spreads, priors, observer };
    let spreads: Vec<f64> = search.futures(&[])?.distributions.iter().map(spread).collect();
    let search = Search { spreads: &spreads, ..search };
    let own = search.score_at(&[])?;
    let Some((place, steps)) = descend(&search, most_steps) else { return Ok(None) };
    let covariance = if place.is_empty() { None } else { search.covariance(&place)? };
    let estimate = |at: usize| {
        let (parameter, coordinate) = (parameters[at], place[at]);
        let variance = covariance.as_ref().map(|covariance| covariance[(at, at)]);
        let se = variance.map(|variance| sqrt(variance) * parameter.slope(coordinate));
        (parameter, Estimated { value: parameter.value(coordinate), se })
    };
    let reached = search.scenario_at(&place);
    Ok(Some(FittedAuctions {
        estimates: (0..parameters.len()).map(estimate).collect(),
        correlations: covariance.as_ref().map_or_else(Vec::new, correlations),
        score: (search.score_at(&place)?, own),
        steps,
        simulated: simulate(&reached, evidence, design)?,
        scenario: reached,
    }))
}

/// Correlations of a covariance.
fn correlations(covariance: &DMatrix<f64>) -> Vec<Vec<f64>> {
    let sd = |at: usize| sqrt(covariance[(at, at)]);
    let of_row = |row: usize| {
        (0..covariance.ncols()).map(|at| covariance[(row, at)] / (sd(row) * sd(at))).collect()
    };
    (0..covariance.nrows()).map(of_row).collect()
}

/// Spread of a fact over its futures: half the distance of the quartiles, at least a
/// little.
fn spread(predicted: &Predicted) -> f64 {
    (0.5 * (predicted.quantile(0.75) - predicted.quantile(0.25))).max(LEAST_SPREAD)
}

/// Goes down from the scenario's own values, and again from where that ends with a new simplex to
/// the other side, for as long as it gains: a simplex may flatten before it is at the bottom. The
/// place and the steps that it took.
fn descend(search: &Search<'_>, most_steps: u64) -> Option<(Vec<f64>, u64)> {
    let own = search.parameters.iter().map(|parameter| parameter.coordinate(search.scenario));
    let (mut place, mut steps) = (own.collect::<Vec<f64>>(), 0);
    let (mut reached, mut side) = (f64::INFINITY, 1.0);
    while steps < most_steps && !place.is_empty() {
        let mut corners = vec![place.clone()];
        for (at, parameter) in search.parameters.iter().enumerate() {
            let mut corner = place.clone();
            corner[at] += side * parameter.step();
            corners.push(corner);
        }
        let solver = NelderMead::new(corners).with_sd_tolerance(SPREAD).ok()?;
        let left = most_steps - steps;
        let ended = Executor::new(*search, solver).configure(|state| state.max_iters(left)).run();
        let ended = ended.ok()?;
        let state = ended.state();
        steps += state.get_iter();
        let gained = reached - state.get_best_cost();
        if gained > 0.0 {
            place.clone_from(state.get_best_param()?);
            reached = state.get_best_cost();
        }
        if gained < LEAST_GAIN {
            break;
        }
        side = -side;
    }
    Some((place, steps))
}
