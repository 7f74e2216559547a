//! `landsim run --until`: trials until an answer is as precise as asked.

use std::fmt;
use std::str::FromStr;

use landsim::catalogue::figure::Figure;
use landsim::ensemble::BLOCK;
use landsim::ensemble::replicates::{Spread, by_set};
use landsim::ensemble::statistics::{Estimate, mean_of_present, squared_error};
use landsim::finding::{Finding, Place, Rejected};
use landsim::portfolio::plan::Plan;
use landsim::quantity::{count, index};
use landsim::tables::controlled::ControlledRow;
use landsim::tables::summaries::share;
use landsim::targets::{Aims, Target, target};
use landsim::uncertainty::elementary::sqrt;
use landsim::uncertainty::normal;
use landsim::uncertainty::sampling::Sampling;

use super::values;

/// Trials after which the precision is looked at first.
const FIRST: u64 = 1_024;
/// Most that the number of trials grows by at a time: the first errors are rough themselves.
const MOST_GROWTH: f64 = 4.0;
/// Least that it grows by, so that few looks are taken at the answer.
const LEAST_GROWTH: f64 = 1.25;
/// Confidence of the half widths that are asked for.
const CONFIDENCE: f64 = 0.95;
/// Beginning of the names of probabilities.
const PROBABILITY: &str = "p_";

/// What is to be known, and how precisely.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Until {
    figure: Figure,
    /// Whether it is the probability of its target, and not its mean.
    is_probability: bool,
    /// Half the width of the 95 % interval.
    half_width: f64,
}

impl FromStr for Until {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let accepted = || {
            "accepted: a figure's id for its mean, or p_ and the id for the probability of its \
             target, then ± or +- and half the width of its 95 % interval, such as p_sound±0.005"
                .to_owned()
        };
        let (name, width) =
            text.split_once('±').or_else(|| text.split_once("+-")).ok_or_else(accepted)?;
        let half_width: f64 = width.trim().parse().map_err(|_| accepted())?;
        let name = name.trim();
        let (name, is_probability) =
            name.strip_prefix(PROBABILITY).map_or((name, false), |name| (name, true));
        let figure = values::figure(name)?;
        let has_target =
            Plan::published().is_ok_and(|plan| target(figure, &Aims::of_plan(plan)).is_some());
        if is_probability && !has_target {
            return Err(format!("{} has no target; {}", figure.id(), accepted()));
        }
        if half_width > 0.0 && half_width.is_finite() {
            Ok(Self { figure, is_probability, half_width })
        } else {
            Err(accepted())
        }
    }
}

impl Until {
    /// Whether the figure has a target under these aims, where its probability is asked for.
    ///
    /// # Errors
    /// [`Rejected`] when the plan does not state one.
    pub(super) fn check(&self, aims: &Aims<'_>) -> Result<(), Rejected> {
        if !self.is_probability || target(self.figure, aims).is_some() {
            return Ok(());
        }
        Err(Rejected::new(vec![Finding {
            place: Place::whole(&aims.plan.file),
            key: self.figure.id().into(),
            found: format!("--until {self} of a figure without a target"),
            accepted: "a figure whose total the plan states".into(),
        }]))
    }
}

impl fmt::Display for Until {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = if self.is_probability { PROBABILITY } else { "mean of " };
        write!(formatter, "{prefix}{}", self.figure.id())
    }
}

/// A run on its way to its precision.
pub(super) struct Search {
    until: Until,
    sampling: Sampling,
    target: Option<Target>,
    /// Values of the figure so far.
    values: Vec<f64>,
    most: u64,
}

impl Search {
    pub(super) fn new(until: Until, sampling: Sampling, aims: &Aims<'_>, most: u64) -> Self {
        let target = if until.is_probability { target(until.figure, aims) } else { None };
        Self { until, sampling, target, values: Vec::new(), most }
    }

    /// Takes on the figures of the trials that follow.
    pub(super) fn take(&mut self, figures: &[[f64; Figure::COUNT]]) {
        self.values.extend(figures.iter().map(|row| row[self.until.figure as usize]));
    }

    /// Number of trials to have next; `None` when it is precise enough or at its end.
    ///
    /// Where control variates correct the answer, `corrected` says what they make of it.
    pub(super) fn next(&self, corrected: Option<&[ControlledRow]>) -> Option<u64> {
        let done = self.values.len() as u64;
        let growth = match self.half_width(corrected) {
            _ if done == 0 => return Some(FIRST.min(self.most)),
            Some(half) if half <= self.until.half_width => return None,
            Some(half) => {
                let ratio = half / self.until.half_width;
                (ratio * ratio).clamp(LEAST_GROWTH, MOST_GROWTH)
            }
            None => MOST_GROWTH,
        };
        let block = usize::try_from(BLOCK).unwrap_or(1);
        let blocks = index(count(self.values.len()) * growth / count(block)) as u64 + 1;
        (done < self.most).then(|| (blocks * BLOCK).min(self.most))
    }

    /// Half the width of the answer's 95 % interval as it stands.
    fn half_width(&self, corrected: Option<&[ControlledRow]>) -> Option<f64> {
        let half_of = |estimate: Estimate| Some(0.5 * (estimate.high? - estimate.low?));
        if let Some(rows) = corrected {
            let row = rows.iter().find(|row| row.figure == self.until.figure)?;
            let corrected = if self.until.is_probability { row.probability } else { row.mean };
            return half_of(corrected?.mean);
        }
        if let Some(target) = self.target {
            let met = self.values.iter().map(|value| target.relation.holds(*value, target.value));
            return half_of(share(&met.collect::<Vec<_>>(), self.sampling)?);
        }
        if self.sampling == Sampling::Plain {
            let present: Vec<f64> =
                self.values.iter().copied().filter(|value| !value.is_nan()).collect();
            let z = normal::inverse(0.5 + 0.5 * CONFIDENCE);
            return squared_error(&present).map(|squared| z * sqrt(squared));
        }
        let means = by_set(&self.values).into_iter().map(|set| mean_of_present(set.into_iter()));
        Spread::of(&means.collect::<Vec<_>>()).map(|spread| spread.half)
    }

    /// What was reached, in words.
    pub(super) fn words(&self, corrected: Option<&[ControlledRow]>) -> String {
        let Self { until, values, .. } = self;
        let asked = until.half_width;
        match self.half_width(corrected) {
            Some(half) if half <= asked => {
                format!(
                    "{until} known to ± {half:.3e} (asked ± {asked:e}) after {} trials",
                    values.len()
                )
            }
            half => {
                let known = half.map_or("nothing".to_owned(), |half| format!("± {half:.3e}"));
                let trials = values.len();
                format!(
                    "{until} known to {known} after {trials} trials, the most allowed; asked was ± \
                     {asked:e}"
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_asked() {
        let asked: Until = "p_sound±0.005".parse().unwrap();
        assert_eq!(asked, "p_sound+-0.005".parse().unwrap());
        assert!(asked.is_probability && asked.half_width == 0.005);
        let mean: Until = "receipts_cny ± 1e8".parse().unwrap();
        assert_eq!((mean.figure, mean.is_probability), (Figure::ReceiptsCny, false));
        for wrong in [
            "p_sound",
            "p_sound±0",
            "p_sound±x",
            "p_balance±0.1",
            "nothing±1",
            "p_receipts_cny±0.1",
        ] {
            assert!(wrong.parse::<Until>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_search_ends_when_it_knows_enough_or_may_not_go_on() {
        let plan = Aims::of_plan(Plan::published().unwrap());
        let until: Until = "window_balance_cny±0.1".parse().unwrap();
        let mut search = Search::new(until, Sampling::Plain, &plan, 5_000);
        assert_eq!(search.next(None), Some(1_024));
        // Every other value 1 and -1: the sd is 1, so 0.1 needs (1.96 / 0.1)² = 384 trials.
        let row = |value| [value; Figure::COUNT];
        let rows: Vec<_> = (0..1_024).map(|trial| row(f64::from(trial % 2) * 2.0 - 1.0)).collect();
        search.take(&rows);
        assert_eq!(search.next(None), None);
        assert!(search.words(None).ends_with("after 1024 trials"), "{}", search.words(None));
        let finer: Until = "window_balance_cny±0.05".parse().unwrap();
        let mut search = Search::new(finer, Sampling::Plain, &plan, 1_600);
        search.take(&rows);
        // (1.96 / 0.05)² / 1024 = 1.5007: 1,537 trials, in whole blocks.
        assert_eq!(search.next(None), Some(1_568));
        search.take(&rows[..576]);
        assert_eq!(search.next(None), None);
    }
}
