//! Forecasts held against what came: each quantity in its distribution, and what the miss is made
//! of.
//!
//! What came is a case that takes up the actuals: what is the same in several of its trials was
//! seen. A forecast is simulated again from its inputs, and a quantity of it is a sample of
//! futures.
//!
//! # Why Shapley
//!
//! A forecast that was too high may have met lower prices, later clearances, more failures and
//! dearer clearances at once. Put in one after the other, each does something else before the
//! others than behind them; so each is put in in every order, and its mean share counts
//! ([`super::attribution`]). Shares add up to the whole, and the same futures are compared, so what
//! luck did to both cancels.

use std::sync::Arc;

use rayon::prelude::*;

use crate::calendar::Month;
use crate::case::Case;
use crate::case::models::{Models, Source};
use crate::catalogue::FlowOrStock;
use crate::catalogue::figure::Figure;
use crate::catalogue::series::Series;
use crate::model::Model;
use crate::model::observed::{Observed, Parts};
use crate::quantity::{MONTHS_OF_A_YEAR, count};
use crate::trial::record::Trial;
use crate::trial::worker::Worker;
use crate::uncertainty::elementary::sqrt;

use super::attribution::Design;
use super::scores::Predicted;
use super::statistics::{Estimate, mean_of_present, squared_error, with_normal_interval};

/// Series that are held against what came.
pub const TRACKED: [Series; 14] = [
    Series::ReceiptsCny,
    Series::CostReturnedCny,
    Series::DistrictLandGainCny,
    Series::AcquisitionCny,
    Series::PreparationCny,
    Series::InterestCny,
    Series::DrawCny,
    Series::SupportCny,
    Series::CumulativeBalanceCny,
    Series::CashCny,
    Series::DebtCny,
    Series::LandReservedM2,
    Series::LandDealtM2,
    Series::GfaStartedSoFarM2,
];
/// Trials of what came that must agree on a figure for it to be known.
const WITNESSES: u64 = 200;
/// The series whose miss is split.
const SPLIT: Series = Series::CumulativeBalanceCny;

/// What is held against what came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// A series: of a flow the sum since the forecast, of a stock the value at the end.
    Series(Series),
    /// A figure, where all that it counts has come.
    Figure(Figure),
}

/// What came.
#[derive(Debug, Clone)]
pub struct Came {
    /// First month that was not seen.
    pub as_of: Month,
    /// Values of the tracked series by month, in the order of [`TRACKED`].
    series: Vec<Vec<f64>>,
    /// Figures that are known.
    figures: Vec<(Figure, f64)>,
}

impl Came {
    /// What came, of a case with actuals under any seed.
    pub fn of(case: &Case, seed: u64, as_of: Month) -> Self {
        let models = Models::new(case, seed);
        let trials: Vec<Trial> = (0..WITNESSES).map(|number| run(&models, number)).collect();
        let known = |figure: &Figure| {
            let first = trials[0].figure(*figure);
            let is_same = |trial: &Trial| trial.figure(*figure).to_bits() == first.to_bits();
            // Before the window is over its figures are open, whatever is unlikely to change.
            let is_over = as_of >= case.scenario().rules.calendar.window_end();
            (is_over && !first.is_nan() && trials.iter().all(is_same)).then_some((*figure, first))
        };
        Self {
            as_of,
            series: TRACKED.map(|series| trials[0].series.row(series)).to_vec(),
            figures: Figure::ALL.iter().filter_map(known).collect(),
        }
    }
}

fn run(models: &Models, number: u64) -> Trial {
    let of = |model: &Model| Worker::new(model).run(number).clone();
    match Source::from(models) {
        Source::Certain(model) => of(model),
        Source::Uncertain(models) => of(&models.model(number)),
    }
}

/// A quantity of a forecast beside what came.
#[derive(Debug, Clone)]
pub struct Row {
    /// What it is.
    pub quantity: Quantity,
    /// What came.
    pub came: f64,
    /// What the forecast said: a sample of futures.
    pub predicted: Predicted,
    /// Mean of the forecast.
    pub mean: f64,
    /// What would have come had the last twelve months gone on, or a stock stayed as it was; `None`
    /// where nothing was seen before the forecast.
    pub persistence: Option<f64>,
}

impl Row {
    /// Probability that the forecast gave to less than what came.
    pub fn rank(&self) -> f64 {
        self.predicted.below(self.came)
    }

    /// Whether what came lies within the middle part of the forecast.
    pub fn is_within(&self, part: f64) -> bool {
        let edge = (1.0 - part) / 2.0;
        let (low, high) = (self.predicted.quantile(edge), self.predicted.quantile(1.0 - edge));
        (low..=high).contains(&self.came)
    }

    /// Continuous ranked probability score, in the quantity's unit; the lower the better.
    pub fn crps(&self) -> f64 {
        // Of a sample that is all but one value, rounding may leave less than nothing.
        self.predicted.crps(self.came).max(0.0)
    }
}

/// A month of a tracked series of a forecast beside what came.
#[derive(Debug, Clone)]
pub struct MonthRow {
    /// The series.
    pub series: Series,
    /// The month.
    pub month: Month,
    /// What came: of a flow since the forecast.
    pub came: f64,
    /// 5 % quantile, median and 95 % quantile of the forecast.
    pub quantiles: [f64; 3],
    /// Probability that the forecast gave to less.
    pub rank: f64,
}

/// What the miss of a forecast is made of (CNY): means over futures with their errors.
#[derive(Debug, Clone)]
pub struct Split {
    /// What came less the mean of the forecast, of the cumulative balance.
    pub miss: f64,
    /// What each part does to the mean when it is put in, in the order of [`Parts::NAMES`].
    pub parts: [Estimate; Parts::COUNT],
    /// What is left when all are put in: prices paid, defaults, everything else.
    pub rest: f64,
}

/// A forecast held against what came.
#[derive(Debug, Clone)]
pub struct Track {
    /// First month that the forecast did not know.
    pub from: Month,
    /// Its quantities.
    pub rows: Vec<Row>,
    /// Its series month by month.
    pub months: Vec<MonthRow>,
    /// What its miss is made of.
    pub split: Split,
}

/// A trial of a forecast, as far as it is held against what came.
struct Future {
    /// Tracked series by month: of flows sums since the forecast.
    series: Vec<Vec<f64>>,
    figures: Vec<f64>,
}

/// Values of a series by month from `from` to `end`: of a flow sums since then.
fn since(series: Series, values: &[f64], from: Month, end: Month) -> Vec<f64> {
    let values = &values[from.place()..end.place()];
    match series.class() {
        FlowOrStock::Stock => values.to_vec(),
        FlowOrStock::Flow => values
            .iter()
            .scan(0.0, |sum, value| {
                *sum += value;
                Some(*sum)
            })
            .collect(),
    }
}

/// Holds a forecast against what came: so many of its trials, so many for splitting the miss.
/// `None` when `goes_on` says no between trials.
pub fn track(
    case: &Case,
    (seed, trials, split_trials): (u64, u64, u64),
    (outcome, truth): (&Came, &Arc<Observed>),
    goes_on: &(dyn Fn(u64) -> bool + Sync),
) -> Option<Track> {
    let models = Models::new(case, seed);
    let from = case.seen_until().unwrap_or(Month::START);
    let end = outcome.as_of;
    let future = |number: u64| {
        let trial = run(&models, number);
        let series = TRACKED.map(|series| since(series, &trial.series.row(series), from, end));
        let figures = outcome.figures.iter().map(|(figure, _)| trial.figure(*figure)).collect();
        goes_on(1).then_some(Future { series: series.to_vec(), figures })
    };
    let futures: Vec<Future> = (0..trials).into_par_iter().map(future).collect::<Option<_>>()?;
    let months = month_rows(&futures, outcome, from);
    let split = split(&models, (split_trials.min(trials), end), outcome, truth, goes_on)?;
    Some(Track { from, rows: rows(case, &futures, outcome, from), months, split })
}

fn rows(case: &Case, futures: &[Future], outcome: &Came, from: Month) -> Vec<Row> {
    let row = |quantity: Quantity, value: f64, sample: Vec<f64>, persistence: Option<f64>| {
        let sample: Vec<f64> = sample.into_iter().filter(|value| !value.is_nan()).collect();
        (!sample.is_empty()).then(|| Row {
            quantity,
            came: value,
            mean: sample.iter().sum::<f64>() / count(sample.len()),
            predicted: Predicted::sample(sample),
            persistence,
        })
    };
    let of_series = TRACKED.iter().enumerate().filter_map(|(place, series)| {
        let all = &outcome.series[place];
        let value = since(*series, all, from, outcome.as_of).last().copied()?;
        let sample = futures.iter().filter_map(|future| future.series[place].last().copied());
        let persistence = persistence(case, *series, all, (from, outcome.as_of));
        row(Quantity::Series(*series), value, sample.collect(), persistence)
    });
    let of_figures = outcome.figures.iter().enumerate().filter_map(|(place, (figure, value))| {
        let sample = futures.iter().map(|future| future.figures[place]).collect();
        row(Quantity::Figure(*figure), *value, sample, None)
    });
    of_series.chain(of_figures).collect()
}

/// The forecast of somebody who lets everything go on as it was.
fn persistence(
    case: &Case,
    series: Series,
    values: &[f64],
    (from, end): (Month, Month),
) -> Option<f64> {
    let finance = &case.scenario().rules.finance;
    match (series.class(), from.before()) {
        (FlowOrStock::Stock, Some(last)) => Some(values[last.place()]),
        (FlowOrStock::Stock, None) => Some(match series {
            Series::CashCny => finance.opening_cash,
            Series::DebtCny => finance.opening_debt,
            _ => 0.0,
        }),
        (FlowOrStock::Flow, None) => None,
        (FlowOrStock::Flow, Some(_)) => {
            let last = &values[from.back(MONTHS_OF_A_YEAR).place()..from.place()];
            Some(last.iter().sum::<f64>() / count(last.len()) * count(end.since(from)))
        }
    }
}

fn month_rows(futures: &[Future], outcome: &Came, from: Month) -> Vec<MonthRow> {
    let of_series = |(place, series): (usize, &Series)| {
        let values = since(*series, &outcome.series[place], from, outcome.as_of);
        let row = |(at, value): (usize, f64)| {
            let sample = futures.iter().map(|future| future.series[place][at]).collect();
            let predicted = Predicted::sample(sample);
            MonthRow {
                series: *series,
                month: from.plus(at),
                came: value,
                quantiles: [0.05, 0.5, 0.95].map(|share| predicted.quantile(share)),
                rank: predicted.below(value),
            }
        };
        values.into_iter().enumerate().map(row).collect::<Vec<_>>()
    };
    TRACKED.iter().enumerate().flat_map(of_series).collect()
}

/// The cumulative balance of a trial in each subset of parts, by its place in the design.
type OfSubsets<'m> = Box<dyn Fn(u64) -> Vec<f64> + Sync + 'm>;

/// Splits the miss of the cumulative balance.
fn split(
    models: &Models,
    (trials, end): (u64, Month),
    outcome: &Came,
    truth: &Arc<Observed>,
    goes_on: &(dyn Fn(u64) -> bool + Sync),
) -> Option<Split> {
    // Few parts: all orders count, and nothing is drawn.
    let design = Design::new(Parts::COUNT, 0, 0);
    let subsets: Vec<Parts> = design.subsets().map(|subset| Parts::of(subset)).collect();
    let last = end.back(1);
    let balance =
        |model: &Model, number: u64| Worker::new(model).run(number).series.at(SPLIT, last);
    let of_subsets: OfSubsets<'_> = match Source::from(models) {
        Source::Certain(model) => {
            let given = |parts: &Parts| model.clone().with_truth(truth, *parts);
            let models: Vec<Model> = subsets.iter().map(given).collect();
            Box::new(move |number| models.iter().map(|model| balance(model, number)).collect())
        }
        Source::Uncertain(models) => Box::new(|number| {
            let model = models.model(number);
            let given = |parts: &Parts| model.clone().with_truth(truth, *parts);
            subsets.iter().map(|parts| balance(&given(parts), number)).collect()
        }),
    };
    let values: Vec<Vec<f64>> = (0..trials)
        .into_par_iter()
        .map(|number| {
            let values = of_subsets(number);
            goes_on(1).then_some(values)
        })
        .collect::<Option<_>>()?;
    let place = TRACKED.iter().position(|series| *series == SPLIT)?;
    let truth = outcome.series[place][last.place()];
    let mean =
        |of: fn(&Vec<f64>) -> Option<&f64>| mean_of_present(values.iter().filter_map(of).copied());
    let share = |part: usize| -> Estimate {
        let shares: Vec<f64> = values.iter().map(|of_trial| design.share(part, of_trial)).collect();
        let error = squared_error(&shares).map(sqrt);
        with_normal_interval(mean_of_present(shares.iter().copied()), error)
    };
    // Of subsets the empty one comes first and the whole one last.
    Some(Split {
        miss: truth - mean(|of_trial| of_trial.first()),
        parts: std::array::from_fn(share),
        rest: truth - mean(|of_trial| of_trial.last()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flows_are_summed_from_the_forecast_on_and_stocks_are_not() {
        let values = [1.0, 2.0, 4.0, 8.0];
        let (from, end) = (Month::new(1), Month::new(4));
        assert_eq!(since(Series::ReceiptsCny, &values, from, end), [2.0, 6.0, 14.0]);
        assert_eq!(since(Series::CashCny, &values, from, end), [2.0, 4.0, 8.0]);
    }
}
