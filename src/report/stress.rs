//! What is left of a verdict when one thing changes, as rows for terminal, page and workbook alike.

use crate::catalogue::Unit;
use crate::ensemble::statistics::Estimate;
use crate::ensemble::stress::{Change, ENDS};
use crate::store::grid::GridRow;
use crate::store::run_tables::RunTables;
use crate::tables::beside::BesideRows;
use crate::tables::stress::{DOUBT, STRESS, StressRow, StressTable};
use crate::wording::text::Text;
use crate::wording::units::{difference, exact_probability, yi};
use crate::wording::words::both;

use super::verdict::called;

/// Words that head the columns of the stress table.
pub(super) const HEADS_OF_STRESS: [&str; 8] = [
    "change_asked",
    "sound",
    "change_of_sound",
    "earned",
    "unsupported",
    "done",
    "earned_median",
    "support_mean",
];

/// One line of the stress table.
#[derive(Debug, Clone)]
pub(super) struct StressLine {
    pub(super) name: Text,
    pub(super) sound: Option<Estimate>,
    /// Against the base, in the same futures; `None` of the base itself.
    pub(super) change: Option<Estimate>,
    pub(super) earned: Option<Estimate>,
    pub(super) unsupported: Option<Estimate>,
    pub(super) done: Option<Estimate>,
    /// Median of the stock-adjusted balance (CNY).
    pub(super) earned_median: Option<f64>,
    /// Mean of the support (CNY).
    pub(super) support_mean: Option<f64>,
}

/// A doubted number at both ends.
#[derive(Debug, Clone)]
pub(super) struct TornadoLine {
    /// Dotted key.
    pub(super) key: String,
    pub(super) name: Text,
    /// What is stated.
    pub(super) stated: f64,
    /// At each end the number, and the change of the probability that the programme is sound.
    pub(super) ends: [(f64, Estimate); 2],
}

/// What is left of a verdict.
#[derive(Debug, Clone, Default)]
pub(super) struct Stressed {
    /// Futures of each line.
    pub(super) trials: u64,
    /// The base, then each stress of the scenario's list.
    pub(super) lines: Vec<StressLine>,
    /// Doubted numbers, the one that moves the verdict most first.
    pub(super) tornado: Vec<TornadoLine>,
}

/// Of results at hand.
pub(super) fn of_rows(rows: &BesideRows) -> Stressed {
    let line = |row: &StressRow| {
        let name = match &row.change {
            Change::Nothing => both("as_stated"),
            Change::Stress { title, .. } => Text::parse(title),
            Change::Doubted { .. } => return None,
        };
        let change = row.change_of_sound.filter(|_| row.change != Change::Nothing);
        Some(StressLine {
            name,
            sound: row.sound,
            change,
            earned: row.earned(),
            unsupported: row.unsupported(),
            done: row.done(),
            earned_median: row.earned_median(),
            support_mean: row.support_mean(),
        })
    };
    let doubted = rows.stress.iter().filter_map(|row| match &row.change {
        Change::Doubted { key, value, stated, .. } => {
            Some((key.as_str(), *value, *stated, row.change_of_sound?))
        }
        Change::Nothing | Change::Stress { .. } => None,
    });
    Stressed {
        trials: rows.stress.first().map_or(0, |row| row.trials as u64),
        lines: rows.stress.iter().filter_map(line).collect(),
        tornado: tornado(&doubted.collect::<Vec<_>>()),
    }
}

/// Of a recorded run; `None` of one without the table.
pub(super) fn of_run(run: &RunTables) -> Option<Stressed> {
    let table = run.stress.as_ref()?;
    let line = |row: GridRow<'_, StressTable>| {
        let kind = row.text(StressTable::KIND);
        if kind == DOUBT {
            return None;
        }
        let is_stress = kind == STRESS;
        Some(StressLine {
            name: if is_stress {
                Text::parse(row.text(StressTable::TITLE))
            } else {
                both("as_stated")
            },
            sound: row.estimate(StressTable::SOUND),
            change: row.estimate(StressTable::CHANGE_OF_SOUND).filter(|_| is_stress),
            earned: row.estimate(StressTable::EARNED),
            unsupported: row.estimate(StressTable::UNSUPPORTED),
            done: row.estimate(StressTable::DONE),
            earned_median: row.number(StressTable::EARNED_MEDIAN),
            support_mean: row.number(StressTable::SUPPORT_MEAN),
        })
    };
    let rows: Vec<GridRow<'_, StressTable>> = table.rows().collect();
    let doubted = rows.iter().filter(|row| row.text(StressTable::KIND) == DOUBT);
    let doubted = doubted.filter_map(|row| {
        Some((
            row.text(StressTable::CHANGE),
            row.number(StressTable::VALUE)?,
            row.number(StressTable::STATED)?,
            row.estimate(StressTable::CHANGE_OF_SOUND)?,
        ))
    });
    let trials = rows.first().and_then(|row| row.number(StressTable::TRIALS)).unwrap_or(0.0);
    Some(Stressed {
        trials: crate::quantity::index(trials) as u64,
        tornado: tornado(&doubted.collect::<Vec<_>>()),
        lines: table.rows().filter_map(line).collect(),
    })
}

/// Doubted numbers with both ends, the one that moves the verdict most first.
fn tornado(rows: &[(&str, f64, f64, Estimate)]) -> Vec<TornadoLine> {
    let mut lines: Vec<TornadoLine> = rows
        .chunks_exact(ENDS.len())
        .filter_map(|ends| {
            let [low, high] = ends else { return None };
            let (key, _, stated, _) = *low;
            Some(TornadoLine {
                key: key.to_owned(),
                name: called(key),
                stated,
                ends: [(low.1, low.3), (high.1, high.3)],
            })
        })
        .collect();
    lines.sort_by(|left, right| right.reach().total_cmp(&left.reach()));
    lines
}

impl TornadoLine {
    /// How far apart the verdict is at the two ends, or from what is stated.
    fn reach(&self) -> f64 {
        let [low, high] = self.ends.map(|(_, change)| change.value);
        low.max(high).max(0.0) - low.min(high).min(0.0)
    }
}

impl StressLine {
    /// The cells behind the name: probabilities, median earned and mean support in 亿元.
    pub(super) fn cells(&self) -> [String; 7] {
        let share = |share: Option<Estimate>| {
            share.map_or_else(String::new, |share| {
                exact_probability(share.value, (share.low, share.high))
            })
        };
        let money = |amount: Option<f64>| amount.map(yi).unwrap_or_default();
        [
            share(self.sound),
            self.change.map(|change| points(&change)).unwrap_or_default(),
            share(self.earned),
            share(self.unsupported),
            share(self.done),
            money(self.earned_median),
            money(self.support_mean),
        ]
    }
}

/// A change of a share in points, with half of its interval.
pub(super) fn points(change: &Estimate) -> String {
    let shown = difference(change.value, Unit::Share);
    match (change.low, change.high) {
        (Some(low), Some(high)) => {
            let half = difference(0.5 * (high - low), Unit::Share);
            format!("{shown} ± {}", half.trim_start_matches('+'))
        }
        _ => shown,
    }
}
