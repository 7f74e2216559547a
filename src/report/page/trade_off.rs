//! What each scenario gives for what: the table by which policies are weighed, in groups.
//!
//! # What is dominated
//!
//! A policy is dominated by another, or by the base, that is no worse in any of the weighed figures
//! and better in one. Means of the same futures are compared, so that what differs by luck alone
//! does not count; nothing is dominated across groups, and only what can be chosen at all.

use serde::Serialize;

use crate::catalogue::Better;
use crate::catalogue::Unit;
use crate::catalogue::figure::Figure;
use crate::store::run_tables::RunTables;
use crate::tables::summary::SummaryTable;
use crate::wording::text::Text;
use crate::wording::units::{difference, exact_probability, name_text, value};

use super::against::{Against, chance, title};
use super::group::Group;
use super::shown::with_interval;

/// Figures by which policies are weighed, in the order of the table.
pub(super) const WEIGHED: [Figure; 5] = [
    Figure::Sound,
    Figure::InventoryAdjustedBalanceCny,
    Figure::SupportCny,
    Figure::GfaStartedM2,
    Figure::PeakDebtCny,
];
/// Parts of the verdict whose probabilities stand in the table.
const PARTS: [Figure; 3] =
    [Figure::InventoryAdjustedBalanceCny, Figure::SupportCny, Figure::ProgrammeDone];

/// The table.
#[derive(Debug, Clone, Serialize)]
pub(super) struct TradeOff {
    /// Names of the columns of medians and means.
    pub(super) columns: Vec<Text>,
    pub(super) base: Row,
    pub(super) groups: Vec<GroupRows>,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct GroupRows {
    key: &'static str,
    pub(super) rows: Vec<Row>,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Row {
    /// Place of the scenario among those of the charts, the base being 0.
    place: usize,
    id: String,
    title: Text,
    /// Titles of those that are no worse in anything and better in something.
    dominated_by: Vec<Text>,
    /// Whether what can be chosen comes together with another market.
    with_choice: bool,
    cells: Vec<Cell>,
}

impl Row {
    /// Title, probability to be sound, its change, and what is weighed: the row without the parts
    /// of the verdict.
    pub(super) fn in_brief(&self) -> Vec<Text> {
        let (sound, behind) = self.cells.split_at(self.cells.len().min(2));
        let weighed = behind.iter().skip(PARTS.len());
        let cells = sound.iter().chain(weighed).map(|cell| Text::same(&*cell.shown));
        std::iter::once(self.title.clone()).chain(cells).collect()
    }
}

/// What is shown, and the number by which rows are sorted.
#[derive(Debug, Clone, Serialize)]
struct Cell {
    shown: String,
    number: Option<f64>,
}

/// The table of runs held against a base, in the order of `against`.
pub(super) fn trade_off(base: &RunTables, against: &[Against<'_>]) -> TradeOff {
    let columns = WEIGHED[1..].iter().map(|figure| name_text(figure.entry())).collect();
    let group = |group: Group| {
        let rows = || against.iter().enumerate().filter(move |(_, one)| one.group == group);
        let row = |(at, one): (usize, &Against<'_>)| Row {
            dominated_by: if group == Group::Choice {
                let others = rows().map(|(_, other)| (other.run, other.title.clone()));
                let others = others.chain([(base, title(base))]);
                let better = others.filter(|(other, _)| dominates(other, one.run));
                better.map(|(_, title)| title).collect()
            } else {
                Vec::new()
            },
            ..row(at + 1, one.run, Some(one))
        };
        GroupRows { key: group.key(), rows: rows().map(row).collect() }
    };
    let groups = Group::ALL.into_iter().map(group).filter(|group| !group.rows.is_empty());
    TradeOff { columns, base: row(0, base, None), groups: groups.collect() }
}

fn row(place: usize, run: &RunTables, against: Option<&Against<'_>>) -> Row {
    let calendar = &run.recorded.calendar;
    let sound = chance(run, Figure::Sound);
    let change = against.and_then(|against| against.of(Figure::Sound));
    let mut cells = vec![
        Cell {
            shown: sound.map(with_interval).unwrap_or_default(),
            number: sound.map(|share| share.value),
        },
        Cell {
            shown: change
                .as_ref()
                .map(|found| difference(found.mean, Unit::Share))
                .unwrap_or_default(),
            number: change.as_ref().map(|found| found.mean),
        },
    ];
    cells.extend(PARTS.map(|figure| {
        let share = chance(run, figure);
        Cell {
            shown: share
                .map(|share| exact_probability(share.value, (share.low, share.high)))
                .unwrap_or_default(),
            number: share.map(|share| share.value),
        }
    }));
    cells.extend(WEIGHED[1..].iter().map(|figure| {
        let number = shown_of(run, *figure);
        Cell {
            shown: number
                .map(|number| value(number, figure.entry().unit, calendar))
                .unwrap_or_default(),
            number,
        }
    }));
    Row {
        place,
        id: run.recorded.manifest.scenario_id.clone(),
        title: against.map_or_else(|| title(run), |against| against.title.clone()),
        dominated_by: Vec::new(),
        with_choice: against.is_some_and(|against| against.with_choice),
        cells,
    }
}

/// The median of a figure; of support the mean, since its median is mostly nothing and hides what
/// it costs where it comes.
fn shown_of(run: &RunTables, figure: Figure) -> Option<f64> {
    let row = run.figure(figure)?;
    match figure {
        Figure::SupportCny => row.number(SummaryTable::MEAN),
        _ => row.number(SummaryTable::P50),
    }
}

/// Whether a run is no worse than another in any weighed figure and better in one, by their means.
fn dominates(run: &RunTables, other: &RunTables) -> bool {
    if std::ptr::eq(run, other) {
        return false;
    }
    let mean = |run: &RunTables, figure| run.figure(figure)?.number(SummaryTable::MEAN);
    let mut is_better = false;
    for figure in WEIGHED {
        let Some((own, of_other)) = mean(run, figure).zip(mean(other, figure)) else {
            return false;
        };
        let gain = if figure.class() == Better::Lower { of_other - own } else { own - of_other };
        if gain < 0.0 {
            return false;
        }
        is_better |= gain > 0.0;
    }
    is_better
}
