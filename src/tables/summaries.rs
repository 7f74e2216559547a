//! What all trials' figures come to: a row for each figure, and what holds of several figures at
//! once.

use std::convert::Infallible;

use rayon::prelude::*;

use crate::catalogue::figure::Figure;
use crate::ensemble::Figures;
use crate::ensemble::drivers::{Driver, drivers};
use crate::ensemble::replicates::{Spread, by_set};
use crate::ensemble::statistics::{
    Estimate, PROBABILITIES, QuantileRanks, Summary, mean_of_present, quantile,
    quantile_with_interval, summarise, wilson,
};
use crate::portfolio::plan_total::Total;
use crate::targets::{Aims, Target, target};
use crate::uncertainty::sampling::Sampling;

/// A figure with everything reported of it.
#[derive(Debug, Clone)]
pub struct Row {
    /// The figure of this row.
    pub figure: Figure,
    /// The figure's statistics over the trials that have it; `None` when none has.
    pub summary: Option<Summary>,
    /// What the figure is measured against; `None` where the plan states nothing.
    pub target: Option<Target>,
    /// Share of all trials that meet the target, with its interval; a trial without the
    /// figure does not meet it. `None` without a target.
    pub probability: Option<Estimate>,
    /// What a figure of the programme comes to as planned; `None` of other figures.
    pub planned: Option<f64>,
    /// Share of all trials that reach the programme's share of it.
    pub programme_probability: Option<Estimate>,
}

impl Row {
    /// That of a figure which no trial can have.
    fn without_trials(figure: Figure) -> Self {
        Self {
            figure,
            summary: None,
            target: None,
            probability: None,
            planned: None,
            programme_probability: None,
        }
    }

    /// Whether tables have it: figures of projects of special bonds where there are any.
    pub fn is_shown(&self) -> bool {
        self.summary.is_some() || !self.figure.is_of_projects()
    }
}

/// Probabilities at which the required reserve is stated: money that suffices in nine
/// futures of ten, and in nineteen of twenty.
pub const RESERVE_PROBABILITIES: [f64; 2] = [0.90, 0.95];

/// Values of figures that are looked at together: 160 MB, what fits into the memory of
/// small machines.
const VALUES_AT_ONCE: usize = 20_000_000;

/// What the figures of all trials come to: all that the tables of a run need of them.
#[derive(Debug, Clone)]
pub struct Summaries {
    /// Number of trials of the run.
    pub trials: usize,
    /// One row for each figure, in the order of [`Figure::ALL`].
    pub rows: Vec<Row>,
    /// Share of trials in which floor area started reaches the plan and the settled balance is not
    /// negative.
    pub started_and_settled: Option<Estimate>,
    /// Share of trials in which the district budget has to support the reserve centre
    /// in some month of the horizon.
    pub support_needed: Option<Estimate>,
    /// Quantiles of the peak need at [`RESERVE_PROBABILITIES`] (CNY).
    pub required_reserves: [Option<Estimate>; 2],
    /// What cover of all projects goes along with, the strongest first; empty without projects.
    pub cover_moved_by: Vec<Driver>,
}

impl Summaries {
    /// What figures in memory come to, each trial being for itself.
    pub fn of(figures: &Figures, aims: &Aims<'_>) -> Self {
        Self::of_sampled(figures, aims, Sampling::Plain)
    }

    /// What figures in memory come to, with the errors that belong to the sampling.
    pub fn of_sampled(figures: &Figures, aims: &Aims<'_>, sampling: Sampling) -> Self {
        let column = |figure: Figure| {
            Ok::<_, Infallible>(figures.iter().map(|row| row[figure as usize]).collect())
        };
        let Ok(summaries) = Self::of_columns(figures.len(), aims, sampling, column);
        summaries
    }

    /// What figures come to that `column` fetches one at a time, in order of trials,
    /// NaN where a trial does not have it. As many are fetched side by side as the
    /// memory of small machines holds.
    ///
    /// # Errors
    /// The error of a column that could not be fetched.
    pub fn of_columns<E: Send>(
        trials: usize,
        aims: &Aims<'_>,
        sampling: Sampling,
        column: impl Fn(Figure) -> Result<Vec<f64>, E> + Sync,
    ) -> Result<Self, E> {
        let ranks = QuantileRanks::of_size(trials);
        let together = (VALUES_AT_ONCE / trials.max(1)).max(1);
        let mut rows = Vec::with_capacity(Figure::COUNT);
        for figures in Figure::ALL.chunks(together) {
            let of_figure = |figure: &Figure| {
                if figure.is_of_projects() && !aims.with_projects {
                    return Ok(Row::without_trials(*figure));
                }
                Ok(row(column(*figure)?, aims, *figure, &ranks, sampling))
            };
            let together: Vec<Row> = figures.par_iter().map(of_figure).collect::<Result<_, E>>()?;
            rows.extend(together);
        }
        let support = column(Figure::SupportCny)?;
        let needed: Vec<bool> = support.iter().map(|support| *support > 0.0).collect();
        let needs = column(Figure::PeakNeedCny)?;
        let started = column(Figure::GfaStartedM2)?;
        let settled = column(Figure::SettledBalanceCny)?;
        // Without such a total every future reaches it.
        let planned = aims.plan.amount(Total::ConstructionGfaM2);
        let both = started.iter().zip(&settled);
        let both: Vec<bool> =
            both.map(|(started, settled)| *started >= planned && *settled >= 0.0).collect();
        let cover_moved_by = if aims.with_projects {
            drivers(&column(Figure::CoverBond)?, &column)?
        } else {
            Vec::new()
        };
        Ok(Self {
            trials,
            rows,
            cover_moved_by,
            started_and_settled: share(&both, sampling),
            support_needed: share(&needed, sampling),
            required_reserves: RESERVE_PROBABILITIES
                .map(|probability| quantile_of(&needs, probability, sampling)),
        })
    }

    /// The statistics of a figure; `None` when no trial has it.
    pub fn of_figure(&self, figure: Figure) -> Option<&Summary> {
        self.rows[figure as usize].summary.as_ref()
    }
}

/// Values that exist.
fn present(values: Vec<f64>) -> impl Iterator<Item = f64> {
    values.into_iter().filter(|value| !value.is_nan())
}

/// A figure with everything that is reported of it.
fn row(
    column: Vec<f64>,
    aims: &Aims<'_>,
    figure: Figure,
    ranks: &QuantileRanks,
    sampling: Sampling,
) -> Row {
    let probability_of = |target: Target| {
        let met: Vec<bool> =
            column.iter().map(|value| target.relation.holds(*value, target.value)).collect();
        share(&met, sampling)
    };
    let target = target(figure, aims);
    let probability = target.and_then(probability_of);
    let planned = aims.planned(figure);
    let programme_probability = aims.programme_target(figure).and_then(probability_of);
    let sets = (sampling != Sampling::Plain).then(|| by_set(&column));
    let summary = summarise(present(column).collect(), figure.class(), ranks);
    let summary = match (summary, sets) {
        (Some(summary), Some(sets)) => Some(with_errors_of(sets, summary)),
        (summary, _) => summary,
    };
    Row { figure, summary, target, probability, planned, programme_probability }
}

/// A summary whose errors come from independent sets of trials: of the mean and of each
/// quantile, what differs between the sets' own.
fn with_errors_of(sets: Vec<Vec<f64>>, mut summary: Summary) -> Summary {
    let sets: Vec<Vec<f64>> = sets
        .into_iter()
        .map(|set| {
            let mut sorted: Vec<f64> = present(set).collect();
            sorted.sort_unstable_by(f64::total_cmp);
            sorted
        })
        .collect();
    let spread = |statistic: &dyn Fn(&[f64]) -> f64| {
        let of_set = |set: &Vec<f64>| if set.is_empty() { f64::NAN } else { statistic(set) };
        Spread::of(&sets.iter().map(of_set).collect::<Vec<_>>())
    };
    summary.se = spread(&|set| mean_of_present(set.iter().copied())).map(|spread| spread.se);
    for (estimate, probability) in summary.quantiles.iter_mut().zip(PROBABILITIES) {
        let spread = spread(&|set| quantile(set, probability));
        *estimate = around(estimate.value, spread);
    }
    summary
}

/// A value with the interval of a spread around it; without ends where there is none.
fn around(value: f64, spread: Option<Spread>) -> Estimate {
    spread.map_or(Estimate { value, low: None, high: None }, |spread| spread.around(value))
}

/// The share of trials in which something holds, with its interval: Wilson's for trials
/// that are each for itself, else that of independent sets, cut off at 0 and 1. `None`
/// without trials.
pub fn share(holds: &[bool], sampling: Sampling) -> Option<Estimate> {
    let wilson = wilson(holds.iter().filter(|holds| **holds).count(), holds.len())?;
    if sampling == Sampling::Plain {
        return Some(wilson);
    }
    let as_numbers: Vec<f64> = holds.iter().map(|holds| f64::from(u8::from(*holds))).collect();
    let shares: Vec<f64> =
        by_set(&as_numbers).into_iter().map(|set| mean_of_present(set.into_iter())).collect();
    let Estimate { value, low, high } = around(wilson.value, Spread::of(&shares));
    let bounded = |end: Option<f64>| end.map(|end| end.clamp(0.0, 1.0));
    Some(Estimate { value, low: bounded(low), high: bounded(high) })
}

/// A quantile of the values that exist, with its interval.
fn quantile_of(values: &[f64], probability: f64, sampling: Sampling) -> Option<Estimate> {
    let sorted = |values: Vec<f64>| {
        let mut sorted: Vec<f64> = present(values).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        sorted
    };
    let all = sorted(values.to_vec());
    if all.is_empty() || sampling == Sampling::Plain {
        return (!all.is_empty()).then(|| quantile_with_interval(&all, probability));
    }
    let of_set = |set: Vec<f64>| {
        let set = sorted(set);
        if set.is_empty() { f64::NAN } else { quantile(&set, probability) }
    };
    let of_sets: Vec<f64> = by_set(values).into_iter().map(of_set).collect();
    Some(around(quantile(&all, probability), Spread::of(&of_sets)))
}
