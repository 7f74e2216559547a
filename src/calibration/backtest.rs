//! Forecasts of house prices from many months of the past, each from what was known
//! then, held against what happened.
//!
//! At each origin the model is fitted to the months before it and to nothing else; what
//! follows is forecast, and the forecasts are scored when the outcome is known
//! ([`crate::ensemble::scores`]). Forecasts of many months from origins near each other overlap
//! and their errors are correlated; errors of mean scores allow for that.
//!
//! # Why draws of parameters and four numbers of regimes
//!
//! Three years of history leave much open. Each future therefore draws the number of
//! regimes, all alike, and the parameters around their estimates; forecasts by the
//! estimates alone held 61 % of outcomes at twelve months inside bands of 80 %
//! (`docs/calibration.md`).

use crate::calendar::Month;
use crate::model::market::{MarketModel, MarketPath};
use crate::model::timeline::Timeline;
use crate::quantity::count;
use crate::rules::market::{Market, Regime};
use crate::scenario::Scenario;
use crate::uncertainty::elementary::sqrt;
use crate::uncertainty::normal;
use crate::uncertainty::stream::{EntityKey, uniform};

use super::regimes::{Draw, fit};
use crate::calibration::regimes::fitted::Fit;
use crate::calibration::regimes::terms::Terms;
use crate::ensemble::scores::{Predicted, error_of_mean};

/// How far ahead is forecast (months).
pub const HORIZONS: [usize; 6] = [1, 3, 6, 12, 24, 60];
/// Share of outcomes that the central bands ought to hold.
pub const LEVELS: [f64; 3] = [0.5, 0.8, 0.9];
/// Least number of monthly changes from which anything is forecast: three years.
pub const LEAST_CHANGES: usize = 36;
/// Numbers of regimes that are fitted at each origin.
pub const TRIED: [usize; 4] = [1, 2, 3, 4];

/// Who forecasts: the model, the model without regimes, and two naive ones that it has
/// to beat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forecaster {
    /// The market model, with one to four regimes alike.
    Regimes,
    /// The market model with one regime: momentum alone.
    OneRegime,
    /// Prices stay where they are on average; monthly changes are independent, with the
    /// spread of past ones.
    RandomWalk,
    /// Prices go on at their mean growth; monthly changes are independent, with the
    /// spread of past ones.
    ConstantGrowth,
}

impl Forecaster {
    /// All forecasters, the model first.
    pub const ALL: [Self; 4] =
        [Self::Regimes, Self::OneRegime, Self::RandomWalk, Self::ConstantGrowth];

    /// The forecaster's name in tables.
    pub fn id(self) -> &'static str {
        match self {
            Self::Regimes => "regimes",
            Self::OneRegime => "one_regime",
            Self::RandomWalk => "random_walk",
            Self::ConstantGrowth => "constant_growth",
        }
    }
}

/// How forecasts are made: how long is searched, and with how many futures.
#[derive(Debug, Clone, Copy)]
pub struct Design {
    /// Starts of the search for the top of each likelihood.
    pub starts: u64,
    /// Futures of each forecast.
    pub trials: u64,
    /// Seed of the futures' random numbers, the same at all origins.
    pub seed: u64,
}

/// One forecast of the change of house prices, with what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// Number of monthly changes that were known; the origin is the month of the last
    /// of them.
    pub known: usize,
    /// How far ahead was forecast (months).
    pub horizon: usize,
    /// Who made the forecast.
    pub forecaster: Forecaster,
    /// Number of regimes of the fit with the least BIC at the origin; `None` for naive
    /// forecasters.
    pub regimes: Option<usize>,
    /// Change of house prices from the origin to the horizon that came (log).
    pub outcome: f64,
    /// Median of the forecast (log).
    pub median: f64,
    /// Lower and upper ends of the central bands of [`LEVELS`] (log).
    pub bands: [[f64; 2]; LEVELS.len()],
    /// Probability that the forecast gave to less than what came (the PIT): over many
    /// forecasts evenly spread from 0 to 1 when the forecaster is right.
    pub below: f64,
    /// Continuous ranked probability score (log change); less is better.
    pub crps: f64,
    /// Log score: minus the log density of what came; less is better.
    pub log_score: f64,
}

/// All forecasts from the month of the last of `known` changes, by all forecasters, for
/// the horizons within the history.
///
/// `changes` are monthly log changes of the index; `shell` is a scenario whose market
/// the fitted house prices are put into, so that they are simulated as in a run.
pub fn forecasts(
    shell: &Scenario,
    changes: &[f64],
    known: usize,
    design: &Design,
) -> Vec<Forecast> {
    let (past, future) = changes.split_at(known.min(changes.len()));
    let of = |regimes: usize| fit(past, regimes, Terms::MOMENTUM, design.starts);
    let fits: Vec<Fit> = TRIED.into_iter().filter_map(of).collect();
    let all = weighted(&fits);
    let one: Vec<(&Fit, f64)> =
        fits.iter().filter(|fit| fit.regimes.len() == 1).map(|fit| (fit, 1.0)).collect();
    let horizons: Vec<usize> =
        HORIZONS.into_iter().filter(|horizon| *horizon <= future.len()).collect();
    let mut found = Vec::new();
    for forecaster in Forecaster::ALL {
        let of_model = |fits: &[(&Fit, f64)]| simulated(shell, fits, past, &horizons, design);
        let (fits, predicted) = match forecaster {
            Forecaster::Regimes => (&all[..], of_model(&all)),
            Forecaster::OneRegime => (&one[..], of_model(&one)),
            Forecaster::RandomWalk => (&[][..], naive(past, &horizons, false)),
            Forecaster::ConstantGrowth => (&[][..], naive(past, &horizons, true)),
        };
        let likely = fits.iter().min_by(|left, right| left.0.bic().total_cmp(&right.0.bic()));
        let regimes = likely.map(|(fit, _)| fit.regimes.len());
        for (horizon, predicted) in horizons.iter().zip(predicted) {
            let outcome = future[..*horizon].iter().sum();
            let ends =
                |level: f64| [0.5 - 0.5 * level, 0.5 + 0.5 * level].map(|p| predicted.quantile(p));
            found.push(Forecast {
                known,
                horizon: *horizon,
                forecaster,
                regimes,
                outcome,
                median: predicted.quantile(0.5),
                bands: LEVELS.map(ends),
                below: predicted.below(outcome),
                crps: predicted.crps(outcome),
                log_score: predicted.log_score(outcome),
            });
        }
    }
    found
}

/// Independent changes of the spread seen, with their mean (`grows`) or with none.
fn naive(past: &[f64], horizons: &[usize], grows: bool) -> Vec<Predicted> {
    let n = count(past.len());
    let mean = if grows { past.iter().sum::<f64>() / n } else { 0.0 };
    let squares: f64 = past.iter().map(|change| (change - mean) * (change - mean)).sum();
    let sd = sqrt(squares / n);
    let at = |horizon: &usize| Predicted::Normal {
        mean: mean * count(*horizon),
        sd: sd * sqrt(count(*horizon)),
    };
    horizons.iter().map(at).collect()
}

/// Lets house prices of a scenario's market be those of a draw, from where they stand now.
fn put_in(draw: &Draw, last_change: f64, template: &Regime, market: &mut Market) {
    let each = draw.means.iter().zip(&draw.volatilities).zip(&draw.transition);
    market.regimes = each
        .zip(&draw.next_regime)
        .map(|(((mean, volatility), transition), initial_probability)| Regime {
            mean: *mean,
            volatility: *volatility,
            initial_probability: *initial_probability,
            transition: transition.clone(),
            ..template.clone()
        })
        .collect();
    market.momentum = draw.momentum;
    market.initial_momentum = Some(last_change);
    (market.pull_to_trend, market.history) = (0.0, None);
}

/// What `of` takes from each path of log house prices of a scenario's market, in the
/// order of trials. A path holds the log index by month, 0 in month 0.
pub fn house_prices<T>(
    scenario: &Scenario,
    (trials, seed): (u64, u64),
    mut of: impl FnMut(&[f64]) -> T,
) -> Vec<T> {
    let (model, timeline) = (MarketModel::new(&scenario.rules), Timeline::new(&scenario.rules));
    let mut path = MarketPath::new(scenario.rules.calendar.horizon);
    let key = EntityKey::market(seed);
    (0..trials)
        .map(|trial| {
            model.simulate(&timeline, key, trial, &mut path);
            of(path.house_price.as_slice())
        })
        .collect()
}

/// Futures of the market model: each draws one of the fits by its weight, parameters around its
/// estimates, and a path from where prices stand.
fn simulated(
    shell: &Scenario,
    fits: &[(&Fit, f64)],
    past: &[f64],
    horizons: &[usize],
    design: &Design,
) -> Vec<Predicted> {
    let last_change = past.last().copied().unwrap_or(0.0);
    let mut scenario = shell.clone();
    scenario.rules.calendar.horizon = horizons.last().map_or(1, |last| last + 1);
    scenario.rules.calendar.window = scenario.rules.calendar.horizon;
    let (timeline, key) = (Timeline::new(&scenario.rules), EntityKey::market(design.seed));
    let mut path = MarketPath::new(scenario.rules.calendar.horizon);
    let Some(template) = shell.rules.market.regimes.first() else { return Vec::new() };
    let dimensions = fits.iter().map(|(fit, _)| fit.dimensions()).max().unwrap_or(0);
    let parameters = EntityKey::parameter(design.seed, "backtest");
    let mut values = vec![Vec::new(); horizons.len()];
    let mut words = vec![0; 1 + dimensions];
    for trial in 0..design.trials {
        parameters.words(trial, &mut words);
        let Some(fit) = pick(fits, uniform(words[0])) else { return Vec::new() };
        let normals: Vec<f64> = words[1..=fit.dimensions()]
            .iter()
            .map(|word| normal::inverse(uniform(*word)))
            .collect();
        put_in(&fit.drawn(&normals), last_change, template, &mut scenario.rules.market);
        MarketModel::new(&scenario.rules).simulate(&timeline, key, trial, &mut path);
        for (values, horizon) in values.iter_mut().zip(horizons) {
            values.push(path.house_price[Month::at(*horizon)]);
        }
    }
    values.into_iter().map(Predicted::sample).collect()
}

/// The fit at a place between 0 and 1 in weights that sum to 1.
fn pick<'f>(fits: &[(&'f Fit, f64)], place: f64) -> Option<&'f Fit> {
    let mut left = place;
    for (fit, weight) in fits {
        left -= weight;
        if left < 0.0 {
            return Some(fit);
        }
    }
    fits.last().map(|(fit, _)| *fit)
}

/// Fits with equal weights. Weights by information criteria say how much likelier one model makes
/// the past, if one of them is right; where none is, their mean forecasts as well or better
/// (Timmermann 2006, "Forecast Combinations").
fn weighted(fits: &[Fit]) -> Vec<(&Fit, f64)> {
    fits.iter().map(|fit| (fit, 1.0 / count(fits.len()))).collect()
}

/// Scores of a forecaster at one horizon over a range of origins.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// Who is scored.
    pub forecaster: Forecaster,
    /// How far ahead was forecast (months).
    pub horizon: usize,
    /// Number of forecasts with an outcome.
    pub forecasts: usize,
    /// Share of outcomes inside the bands of [`LEVELS`]; right forecasts have about
    /// that share.
    pub coverage: [f64; LEVELS.len()],
    /// Mean continuous ranked probability score (log change); less is better.
    pub crps: f64,
    /// Mean log score; less is better.
    pub log_score: f64,
    /// Mean of the forecaster's CRPS less the model's, forecast by forecast, with its
    /// standard error for overlapping forecasts. Above 0 the model is better.
    pub crps_more: (f64, Option<f64>),
    /// Mean of the forecaster's log score less the model's, with its standard error for
    /// overlapping forecasts.
    pub log_score_more: (f64, Option<f64>),
}

/// Scores by horizon and forecaster, of forecasts in any order; `every` is the number
/// of months between origins. A forecaster is left out where it has not forecast as
/// often as the model.
///
/// Forecasts over h months from origins `every` months apart share months with the
/// h / `every` - 1 that follow; that is the lag to which errors allow for correlation.
pub fn scores(forecasts: &[&Forecast], every: usize) -> Vec<Score> {
    let of = |forecaster: Forecaster, horizon: usize| -> Vec<&Forecast> {
        let mut own: Vec<&Forecast> = forecasts
            .iter()
            .copied()
            .filter(|forecast| (forecast.forecaster, forecast.horizon) == (forecaster, horizon))
            .collect();
        own.sort_by_key(|forecast| forecast.known);
        own
    };
    let mut found = Vec::new();
    for horizon in HORIZONS {
        let model = of(Forecaster::Regimes, horizon);
        for forecaster in Forecaster::ALL {
            let own = of(forecaster, horizon);
            if own.is_empty() || own.len() != model.len() {
                continue;
            }
            let mean = |value: &dyn Fn(&Forecast) -> f64| {
                own.iter().map(|forecast| value(forecast)).sum::<f64>() / count(own.len())
            };
            let more = |value: fn(&Forecast) -> f64| {
                let differences: Vec<f64> =
                    own.iter().zip(&model).map(|(own, model)| value(own) - value(model)).collect();
                let mean = differences.iter().sum::<f64>() / count(differences.len());
                (mean, error_of_mean(&differences, horizon.div_ceil(every.max(1)) - 1))
            };
            let inside = |level: usize| {
                mean(&|forecast| {
                    let [low, high] = forecast.bands[level];
                    f64::from(u8::from(low <= forecast.outcome && forecast.outcome <= high))
                })
            };
            found.push(Score {
                forecaster,
                horizon,
                forecasts: own.len(),
                coverage: [0, 1, 2].map(inside),
                crps: mean(&|forecast| forecast.crps),
                log_score: mean(&|forecast| forecast.log_score),
                crps_more: more(|forecast| forecast.crps),
                log_score_more: more(|forecast| forecast.log_score),
            });
        }
    }
    found
}

/// Numbers of forecasts whose outcome fell into each tenth of its distribution, from
/// the lowest: the PIT histogram, even when all is right, heaped at both ends when
/// forecasts are too sure.
pub fn tenths(forecasts: &[&Forecast], forecaster: Forecaster, horizon: usize) -> [usize; 10] {
    let mut found = [0; 10];
    for forecast in forecasts {
        if (forecast.forecaster, forecast.horizon) == (forecaster, horizon) {
            found[crate::quantity::index(forecast.below * 10.0).min(9)] += 1;
        }
    }
    found
}
