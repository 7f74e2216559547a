//! One row per figure: its mean and the probability of its target, corrected by control variates.
//!
//! The table `controlled` of a run with `--control-variates`. It answers the questions
//! of `summary` that are means (a probability is the mean of "met or not") with less
//! error from the same trials; quantiles have no such correction. How far it helps
//! stands in the columns of worth.
//!
//! Targets and figures go through the same sums: a target that is met is the number 1,
//! one that is not the number 0, so its corrected mean is the corrected probability.
//! Corrected shares may come out beyond 0 or 1 and are cut off there. Where nothing
//! varies there is nothing to correct, and the row is null.

use crate::catalogue::Entry;
use crate::catalogue::figure::Figure;
use crate::ensemble::control_variates::{ControlVariates, ControlledMean};
use crate::ensemble::statistics::Estimate;
use crate::targets::{Aims, Target, target};

use super::table::Table;

/// Name of the table of corrected figures.
pub const NAME: &str = "controlled";

/// What control variates say of a figure: its corrected mean and the corrected
/// probability of meeting its target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ControlledRow {
    /// The figure that is corrected.
    pub figure: Figure,
    /// The figure's mean; `None` where too few trials or not all of them have it, or it
    /// never varies.
    pub mean: Option<ControlledMean>,
    /// The share of all trials that meet the figure's target; `None` where it has none,
    /// or all or none of the trials meet it.
    pub probability: Option<ControlledMean>,
}

/// The figures of trials, taken on part by part, with what control variates say of
/// them.
#[derive(Debug, Clone)]
pub struct ControlledFigures {
    /// Figures that have a target, in the order of figures; whether each is met follows
    /// the figures among the results.
    targets: Vec<(Figure, Target)>,
    variates: ControlVariates,
}

impl ControlledFigures {
    /// Nothing yet, of trials with `controls` control variates each, under the targets
    /// of a plan.
    pub fn new(controls: usize, aims: &Aims<'_>) -> Self {
        let with_target = |figure: Figure| target(figure, aims).map(|target| (figure, target));
        let targets: Vec<_> = Figure::ALL.into_iter().filter_map(with_target).collect();
        let results = Figure::COUNT + targets.len();
        Self { targets, variates: ControlVariates::new(controls, results) }
    }

    /// Takes on the trials that follow: a row of figures for each, and their control
    /// variates one after the other.
    pub fn take(&mut self, controls: &[f64], figures: &[[f64; Figure::COUNT]]) {
        let results_of = |row: &[f64; Figure::COUNT]| -> Vec<f64> {
            let met = self.targets.iter().map(|(figure, target)| {
                let holds = target.relation.holds(row[*figure as usize], target.value);
                f64::from(u8::from(holds))
            });
            row.iter().copied().chain(met).collect()
        };
        let results: Vec<Vec<f64>> = figures.iter().map(results_of).collect();
        self.variates.take(controls, &results);
    }

    /// What is known of each figure, in the order of [`Figure::ALL`].
    pub fn rows(&self) -> Vec<ControlledRow> {
        let all = self.variates.means();
        let varies = |mean: &ControlledMean| mean.se > 0.0;
        let (means, shares) = all.split_at(Figure::COUNT);
        let share_of = |figure: Figure| {
            let at = self.targets.iter().position(|(with_target, _)| *with_target == figure)?;
            shares[at]
                .filter(varies)
                .map(|share| ControlledMean { mean: between_0_and_1(share.mean), ..share })
        };
        let row = |figure: Figure| ControlledRow {
            figure,
            mean: means[figure as usize].filter(varies),
            probability: share_of(figure),
        };
        Figure::ALL.into_iter().map(row).collect()
    }
}

/// A share whose correction or interval is cut off where no share can be.
fn between_0_and_1(share: Estimate) -> Estimate {
    let bounded = |value: f64| value.clamp(0.0, 1.0);
    Estimate {
        value: bounded(share.value),
        low: share.low.map(bounded),
        high: share.high.map(bounded),
    }
}

/// The table of a run with control variates: a row for each figure.
pub fn table(rows: &[ControlledRow]) -> Table {
    let mut table = Table::new(
        NAME,
        "Only of a run with `--control-variates`. One row per figure: means and probabilities \
         corrected by the luck that the trials had in the market, in the plots and at each \
         auction. Null where not every trial has the figure, or nothing varies.",
    );
    let is_shown = |row: &&ControlledRow| row.mean.is_some() || !row.figure.is_of_projects();
    let rows: Vec<&ControlledRow> = rows.iter().filter(is_shown).collect();
    let of = |word: fn(&Entry) -> &'static str| {
        rows.iter().map(|row| word(row.figure.entry()).to_owned()).collect()
    };
    table.texts("figure", "Id of the figure", of(|entry| entry.id));
    table.texts("name_zh", "Chinese name", of(|entry| entry.chinese));
    table.texts("name_en", "English name", of(|entry| entry.english));
    table.texts("unit", "Unit of the means", of(|entry| entry.unit.name()));
    let means: Vec<_> = rows.iter().map(|row| row.mean).collect();
    push_controlled(&mut table, "mean", "the row's", "Mean", &means);
    let shares: Vec<_> = rows.iter().map(|row| row.probability).collect();
    let meaning = "Share of all trials that meet the target";
    push_controlled(&mut table, "probability", "share", meaning, &shares);
    table
}

/// Appends the plain mean, the corrected one with its interval and error, and its
/// worth.
fn push_controlled(
    table: &mut Table,
    name: &str,
    unit: &str,
    meaning: &str,
    means: &[Option<ControlledMean>],
) {
    let of = |part: fn(&ControlledMean) -> f64| -> Vec<Option<f64>> {
        means.iter().map(|mean| mean.as_ref().map(part)).collect()
    };
    table.numbers(
        &format!("plain_{name}"),
        unit,
        &format!("{meaning}, as the trials are"),
        of(|mean| mean.plain),
    );
    let estimates: Vec<Option<Estimate>> =
        means.iter().map(|mean| mean.map(|mean| mean.mean)).collect();
    table.estimate(name, unit, &format!("{meaning}, corrected"), &estimates);
    table.numbers(
        &format!("{name}_se"),
        unit,
        "Its standard error, from 32 sets of trials",
        of(|mean| mean.se),
    );
    table.numbers(
        &format!("{name}_worth"),
        "trials",
        "Independent trials without correction that know it as well, for each trial; 32 sets tell \
         it to a quarter",
        of(|mean| mean.worth),
    );
}
