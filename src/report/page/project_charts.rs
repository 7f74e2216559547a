//! What the charts of projects of special bonds are drawn from: each project's income against
//! what its bonds cost, its cover by year, when its plots are sold; when all bonds fall due, and
//! who pays what is short.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::catalogue::Unit;
use crate::catalogue::plot_field::PlotField;
use crate::catalogue::project_item::{ProjectItem, SOURCES};
use crate::ensemble::periods::HORIZON;
use crate::ensemble::statistics::{P05, P50, P95, QUANTILE_NAMES};
use crate::store::grid::GridRow;
use crate::store::recorded_project::RecordedProject;
use crate::store::run_tables::RunTables;
use crate::tables::bonds::{BondsTable, PeriodKind};
use crate::tables::column::{Column, Numbers};
use crate::tables::plots::PlotsTable;
use crate::wording::text::Text;

use super::super::projects::{ProjectOdds, of_run};
use super::{rounded, scaled};

/// Mean below which a year at the end is not drawn (亿元).
const LEAST_SHOWN: f64 = 0.005;
/// What a bond costs in a year.
const SERVICE: [ProjectItem; 3] =
    [ProjectItem::Interest, ProjectItem::Fees, ProjectItem::Principal];
/// Quantiles that bands are drawn of.
const SHOWN: [usize; 3] = [P05, P50, P95];

/// The charts' data of all projects; nothing without any.
pub(super) fn data(run: &RunTables) -> Option<Value> {
    let odds = of_run(run);
    let recorded = &run.recorded.manifest.projects;
    let bonds: Vec<GridRow<'_, BondsTable>> =
        run.bonds.as_ref().map(|table| table.rows().collect()).unwrap_or_default();
    let rows = Rows { run, bonds };
    let with_plots = recorded.iter().filter_map(|project| {
        let odds = odds.iter().find(|one| one.id == project.id)?;
        Some((project, odds))
    });
    let projects: Vec<Value> =
        with_plots.map(|(project, odds)| rows.project(project, odds)).collect();
    (!projects.is_empty()).then(|| {
        json!({
            "projects": projects,
            "wall": rows.wall(&odds),
            "sources": rows.sources(&odds),
        })
    })
}

/// How many projects have charts of their own.
pub(super) fn number(run: &RunTables) -> usize {
    let odds = of_run(run);
    let recorded = run.recorded.manifest.projects.iter();
    recorded.filter(|project| odds.iter().any(|one| one.id == project.id)).count()
}

/// The tables that charts of projects are drawn from.
struct Rows<'r> {
    run: &'r RunTables,
    bonds: Vec<GridRow<'r, BondsTable>>,
}

impl Rows<'_> {
    /// The row of a project's or bond's item in a period.
    fn row(
        &self,
        (project, bond): (&str, &str),
        item: ProjectItem,
        period: &str,
    ) -> Option<&GridRow<'_, BondsTable>> {
        self.bonds.iter().find(|row| {
            row.text(BondsTable::PROJECT) == project
                && row.text(BondsTable::BOND) == bond
                && row.text(BondsTable::ITEM) == item.id()
                && row.text(BondsTable::PERIOD) == period
        })
    }

    /// A mean in the unit that charts show; what is left out of the table is 0.
    fn mean(&self, name: (&str, &str), item: ProjectItem, period: &str) -> f64 {
        let mean = self.row(name, item, period).and_then(|row| row.number(BondsTable::MEAN));
        scaled(mean.unwrap_or(0.0), Unit::Cny)
    }

    /// What all bonds of a project have of an item over the horizon (亿元); the project's own row
    /// has what is paid for its land as well.
    fn of_bonds(&self, project: &str, item: ProjectItem) -> f64 {
        let own = self.bonds.iter().filter(|row| {
            row.text(BondsTable::PROJECT) == project
                && !row.text(BondsTable::BOND).is_empty()
                && row.text(BondsTable::ITEM) == item.id()
                && row.text(BondsTable::PERIOD) == HORIZON
        });
        scaled(own.filter_map(|row| row.number(BondsTable::MEAN)).sum(), Unit::Cny)
    }

    /// Calendar years in which anything happens to some projects.
    fn years(&self, is_asked: impl Fn(&str) -> bool) -> Vec<String> {
        let of_years = self.bonds.iter().filter(|row| {
            row.text(BondsTable::PERIOD_KIND) == PeriodKind::Year.name()
                && is_asked(row.text(BondsTable::PROJECT))
                && row.text(BondsTable::ITEM) != ProjectItem::CoverSoFar.id()
        });
        let years: BTreeSet<&str> = of_years.map(|row| row.text(BondsTable::PERIOD)).collect();
        years.into_iter().map(str::to_owned).collect()
    }

    /// Bands of an item over years.
    fn bands(&self, project: &str, item: ProjectItem, unit: Unit, years: &[String]) -> Value {
        let mut bands = json!({});
        for place in SHOWN {
            let column: Column<BondsTable, Numbers> = BondsTable::QUANTILES[place];
            let of_year = |year: &String| {
                let row = self.row((project, ""), item, year);
                scaled(row.and_then(|row| row.number(column)).unwrap_or(0.0), unit)
            };
            bands[QUANTILE_NAMES[place]] = years.iter().map(of_year).collect();
        }
        bands
    }

    /// Everything of one project.
    fn project(&self, project: &RecordedProject, odds: &ProjectOdds) -> Value {
        let id = project.id.as_str();
        let mut years = self.years(|one| one == id);
        let is_idle = |year: &String| {
            let of_year = |item| self.mean((id, ""), item, year) < LEAST_SHOWN;
            SERVICE.into_iter().chain([ProjectItem::AccountIncome]).all(of_year)
        };
        while years.last().is_some_and(is_idle) {
            years.pop();
        }
        let service: Vec<f64> = years
            .iter()
            .map(|year| SERVICE.map(|item| self.mean((id, ""), item, year)).iter().sum())
            .map(rounded)
            .collect();
        let cover = |place: usize| -> Vec<f64> {
            odds.years.iter().map(|year| rounded(year.quantiles[place])).collect()
        };
        let cover_years: Vec<&str> = odds.years.iter().map(|year| year.year.as_str()).collect();
        json!({
            "id": id,
            "name": odds.name,
            "years": years,
            "income": self.bands(id, ProjectItem::AccountIncome, Unit::Cny, &years),
            "service": service,
            "planned": odds.planned.map(rounded),
            "cover_years": cover_years,
            "cover": { "p05": cover(0), "p50": cover(1), "p95": cover(2) },
            "due": project.due_month,
            "plots": self.plots(project),
        })
    }

    /// Plots of a project that are dealt in some future, by month of the deal.
    fn plots(&self, project: &RecordedProject) -> Vec<Value> {
        let mut plots: Vec<([f64; 3], Text)> = self
            .run
            .plots
            .rows()
            .filter(|row| project.plots.iter().any(|id| id == row.text(PlotsTable::PLOT_ID)))
            .filter_map(|row| {
                let low = row.number(PlotsTable::p05(PlotField::DealMonth))?;
                let median = row.number(PlotsTable::p50(PlotField::DealMonth))?;
                let high = row.number(PlotsTable::p95(PlotField::DealMonth))?;
                Some(([low, median, high], Text::parse(row.text(PlotsTable::NAME))))
            })
            .collect();
        plots.sort_by(|left, right| left.0[1].total_cmp(&right.0[1]));
        plots.into_iter().map(|(deal, name)| json!({ "name": name, "deal": deal })).collect()
    }

    /// Principal due by year, project by project: the maturity wall.
    fn wall(&self, odds: &[ProjectOdds]) -> Value {
        let mut years = self.years(|_| true);
        let is_idle = |year: &String| {
            let due = |one: &ProjectOdds| self.mean((&one.id, ""), ProjectItem::Principal, year);
            odds.iter().map(due).sum::<f64>() < LEAST_SHOWN
        };
        while years.last().is_some_and(is_idle) {
            years.pop();
        }
        let of_project = |one: &ProjectOdds| {
            let due = |year: &String| self.mean((&one.id, ""), ProjectItem::Principal, year);
            let due: Vec<f64> = years.iter().map(due).collect();
            due.iter().any(|amount| *amount > 0.0).then(|| json!({ "name": one.name, "due": due }))
        };
        let projects: Vec<Value> = odds.iter().filter_map(of_project).collect();
        json!({ "years": years, "projects": projects })
    }

    /// Who pays what bonds cost, project by project: means over the horizon.
    fn sources(&self, odds: &[ProjectOdds]) -> Vec<Value> {
        let is_one =
            |one: &&ProjectOdds| self.row((&one.id, ""), ProjectItem::Principal, HORIZON).is_some();
        let of_project = |one: &ProjectOdds| {
            let paid = SOURCES.map(|item| {
                let mean = self.of_bonds(&one.id, item);
                let entry = item.entry();
                json!({ "id": item.id(), "name": Text::new(entry.chinese, entry.english),
                        "mean": mean })
            });
            json!({ "name": one.name, "paid": paid })
        };
        odds.iter().filter(is_one).map(of_project).collect()
    }
}
