//! One row per project of special bonds, bond, period and item: what comes in, what is paid and who
//! pays it, year by year and on each date.
//!
//! The table `bonds`, of a scenario with projects alone. Read it as: in 2029 the bond `b1` of `P1`
//! owes a `principal_cny` of 500 million, of which the account paid a mean of 430 and the budget
//! (`support_cny`) 12, more than nothing in 6 % of the futures.
//!
//! Rows of the project itself have an empty `bond_id` and all that passes through its account,
//! with `cover_so_far` at each year's end; those of a bond are on its dates alone. Rows of items
//! that are 0 in every future are left out. Quantiles come from counts that are exact to two parts
//! in a thousand; means add up over bonds, items and months.

use crate::calendar::Month;
use crate::catalogue::FlowOrStock;
use crate::catalogue::project_item::ProjectItem;
use crate::ensemble::sketch::Sketch;
use crate::model::project_grid::{ProjectGrid, RowKind};
use crate::rules::project::Project;

use super::column::{columns, quantiles};
use super::results::Results;
use super::table::Table;

columns! {
    /// Columns of the table of bonds.
    BondsTable = "bonds":
        "Of a scenario with projects of special bonds. One row per project, bond (an empty \
         `bond_id`: the project itself), period and item; items that are 0 in every trial are left \
         out. Of a bond there are rows on its dates alone.";
    PROJECT: Texts = "project_id", "", "Id of the project";
    BOND: Texts = "bond_id", "",
        "Id of the bond, `refinancing`, `other_debt`; empty: the project itself";
    PERIOD: Texts = "period", "", "Calendar year, `window`, `horizon`, or a month such as 2029-03";
    PERIOD_KIND: Texts = "period_kind", "", "`year`, `total` or `month`";
    ITEM: Texts = "item", "", "Id of the item";
    NAME_ZH: Texts = "name_zh", "", "Chinese name";
    NAME_EN: Texts = "name_en", "", "English name";
    UNIT: Texts = "unit", "", "Unit of the values";
    KIND: Texts = "kind", "", "`flow`: happens in the period; `stock`: is there at its end";
    MEAN: Numbers = "mean", "the row's", "Mean over trials";
    PROBABILITY_ABOVE_0: Numbers =
        "probability_above_0", "share", "Share of trials in which it is above 0";
}
quantiles! { BondsTable: Numbers }

/// Id of what is borrowed anew.
const REFINANCING: &str = "refinancing";
/// Id of other debt.
const OTHER_DEBT: &str = "other_debt";

/// What a row of projects and bonds is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowName {
    /// Id of the project.
    pub project: String,
    /// Id of the bond; empty of the project itself.
    pub bond: String,
    /// Both, for people.
    pub label: String,
}

impl RowName {
    /// Names of all rows of projects, in the order of a [`ProjectGrid`].
    pub fn all(projects: &[Project]) -> Vec<Self> {
        let of_project = |project: &Project| {
            let bonds = project.bonds_by_issue();
            let ids = bonds.into_iter().map(|bond| bond.id.clone());
            let others = [REFINANCING, OTHER_DEBT, ""].map(str::to_owned);
            let name = |bond: String| {
                let label = match bond.as_str() {
                    "" => project.id.clone(),
                    bond => format!("{}/{bond}", project.id),
                };
                Self { project: project.id.clone(), bond, label }
            };
            ids.chain(others).map(name).collect::<Vec<_>>()
        };
        projects.iter().flat_map(of_project).collect()
    }
}

/// What a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodKind {
    /// A calendar year.
    Year,
    /// The window or the horizon.
    Total,
    /// A month.
    Month,
}

impl PeriodKind {
    /// Its name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Total => "total",
            Self::Month => "month",
        }
    }
}

/// A row of the table.
#[derive(Debug, Clone)]
pub struct BondRow<'r> {
    /// Project and bond.
    pub name: RowName,
    /// Year, total or month.
    pub period: String,
    /// Which of them.
    pub period_kind: PeriodKind,
    /// What of it.
    pub item: ProjectItem,
    /// How it is distributed.
    pub sketch: &'r Sketch,
}

/// The table `bonds`; without rows where there is no project.
pub fn table(results: &Results<'_>) -> Table {
    let rows = rows(results);
    let mut table = Table::of::<BondsTable>();
    let texts =
        |of: &dyn Fn(&BondRow<'_>) -> String| -> Vec<String> { rows.iter().map(of).collect() };
    table.fill(BondsTable::PROJECT, texts(&|row| row.name.project.clone()));
    table.fill(BondsTable::BOND, texts(&|row| row.name.bond.clone()));
    table.fill(BondsTable::PERIOD, texts(&|row| row.period.clone()));
    table.fill(BondsTable::PERIOD_KIND, texts(&|row| row.period_kind.name().to_owned()));
    table.fill(BondsTable::ITEM, texts(&|row| row.item.id().to_owned()));
    table.fill(BondsTable::NAME_ZH, texts(&|row| row.item.entry().chinese.to_owned()));
    table.fill(BondsTable::NAME_EN, texts(&|row| row.item.entry().english.to_owned()));
    table.fill(BondsTable::UNIT, texts(&|row| row.item.entry().unit.name().to_owned()));
    let kind = |row: &BondRow<'_>| match row.item.class() {
        FlowOrStock::Flow => "flow".to_owned(),
        FlowOrStock::Stock => "stock".to_owned(),
    };
    table.fill(BondsTable::KIND, texts(&kind));
    let sketches: Vec<&Sketch> = rows.iter().map(|row| row.sketch).collect();
    table.distribution(BondsTable::MEAN, &BondsTable::QUANTILES, "the row's", &sketches);
    let above = sketches.iter().map(|sketch| sketch.share_positive()).collect();
    table.fill(BondsTable::PROBABILITY_ABOVE_0, above);
    table
}

/// All rows that are not 0 in every trial; none without projects.
pub fn rows<'r>(results: &Results<'r>) -> Vec<BondRow<'r>> {
    let rules = &results.case.scenario().rules;
    let (grid, names) = (ProjectGrid::new(rules), RowName::all(&rules.projects));
    let (distributions, calendar) = (results.distributions, &rules.calendar);
    let years = calendar.years().len();
    let mut rows = Vec::new();
    for (place, (row, name)) in grid.rows().iter().zip(&names).enumerate() {
        let items = ProjectItem::ALL.into_iter().filter(|item| row.kind.has(*item));
        for item in items {
            for (period, one) in distributions.periods.iter().enumerate() {
                rows.push(BondRow {
                    name: name.clone(),
                    period: one.label.clone(),
                    period_kind: if period < years { PeriodKind::Year } else { PeriodKind::Total },
                    item,
                    sketch: distributions.project_period(place, period, item),
                });
            }
            // How far cover has come is asked at years' ends.
            if row.kind == RowKind::Whole && item == ProjectItem::CoverSoFar {
                continue;
            }
            let months: Vec<Month> = row.months.clone();
            for (cell, month) in (row.first..).zip(months) {
                rows.push(BondRow {
                    name: name.clone(),
                    period: calendar.date(month).to_string(),
                    period_kind: PeriodKind::Month,
                    item,
                    sketch: distributions.project_cell(cell, item),
                });
            }
        }
    }
    rows.retain(|row| !row.sketch.is_all_zero());
    rows
}
