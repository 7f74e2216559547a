//! A run held against the base of a comparison.

use crate::catalogue::Better;
use crate::catalogue::figure::Figure;
use crate::ensemble::compare::{Difference, Paired, compare};
use crate::ensemble::statistics::Estimate;
use crate::store::aspect::luck_differs;
use crate::store::run_tables::RunTables;
use crate::tables::summary::SummaryTable;
use crate::wording::text::Text;

use super::group::{Group, chooses_as_well};

/// A run with its differences from the first; none when it did not face the same luck.
pub(super) struct Against<'r> {
    pub(super) run: &'r RunTables,
    pub(super) group: Group,
    /// Whether what can be chosen comes together with another market.
    pub(super) with_choice: bool,
    /// What it is called; with its id where others are called so, too.
    pub(super) title: Text,
    differences: Option<Vec<Option<Difference>>>,
}

impl Against<'_> {
    /// Whether it faced the same luck as the base.
    pub(super) fn is_paired(&self) -> bool {
        self.differences.is_some()
    }

    /// The difference of a figure with its mean's ends and the share of futures in
    /// which it is better.
    pub(super) fn of(&self, figure: Figure) -> Option<Found> {
        let difference = self.differences.as_ref()?.get(figure as usize)?.as_ref()?;
        let Estimate { value, low, high } = difference.mean;
        let paired = difference.paired.as_ref();
        let share = |of: fn(&Paired) -> Option<Estimate>| Some(of(paired?)?.value);
        Some(Found {
            mean: value,
            low: low?,
            high: high?,
            better: share(|paired| paired.better),
            worse: share(|paired| paired.worse),
        })
    }
}

/// The difference of a figure: its mean with the ends of its interval, and shares of futures in
/// which it is better and worse.
pub(super) struct Found {
    pub(super) mean: f64,
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) better: Option<f64>,
    pub(super) worse: Option<f64>,
}

impl Found {
    /// Whether the change is for the good; `None` where its interval holds nothing, or
    /// neither way is.
    pub(super) fn is_good(&self, figure: Figure) -> Option<bool> {
        if self.low <= 0.0 && self.high >= 0.0 {
            return None;
        }
        match figure.class() {
            Better::Higher => Some(self.mean > 0.0),
            Better::Lower => Some(self.mean < 0.0),
            Better::Neutral => None,
        }
    }
}

/// A run held against the base, trial by trial where both faced the same luck.
/// Others are those that it must be told from.
pub(super) fn against<'r>(
    base: &RunTables,
    run: &'r RunTables,
    others: &[RunTables],
) -> Against<'r> {
    let (left, right) = (&base.recorded, &run.recorded);
    let is_paired = luck_differs(&left.manifest, &right.manifest).is_empty()
        && left.figures.len() == right.figures.len();
    let differences = is_paired.then(|| compare(&left.figures, &right.figures));
    let group = Group::of(&left.manifest, &right.manifest);
    let with_choice = chooses_as_well(&left.manifest, &right.manifest);
    Against { run, group, with_choice, title: told_apart(run, others), differences }
}

/// What a scenario is called, with its id where another one has the same title.
fn told_apart(run: &RunTables, all: &[RunTables]) -> Text {
    let title_of = |run: &RunTables| run.recorded.manifest.scenario_title.clone();
    let same = all.iter().filter(|other| title_of(other) == title_of(run)).count();
    let title = title(run);
    if same < 2 {
        return title;
    }
    let id = &run.recorded.manifest.scenario_id;
    Text::new(format!("{}（{id}）", title.zh), format!("{} ({id})", title.en))
}

/// What a scenario is called.
pub(super) fn title(run: &RunTables) -> Text {
    Text::parse(&run.recorded.manifest.scenario_title)
}

/// Share of a run's futures that meet a figure's target.
pub(super) fn chance(run: &RunTables, figure: Figure) -> Option<Estimate> {
    run.figure(figure)?.estimate(SummaryTable::PROBABILITY)
}
