//! The tables of a run's folder as they stand there, checked against its manifest.

use std::path::Path;

use crate::calendar::YearMonth;
use crate::catalogue::figure::Figure;
use crate::catalogue::series::Series;
use crate::finding::Rejected;
use crate::tables::bonds::BondsTable;
use crate::tables::by_period::{AnnualTable, MonthlyTable};
use crate::tables::column::{Column, Declared, Numeric};
use crate::tables::doubt::{DoubtSharesTable, DoubtTable};
use crate::tables::fans::FansTable;
use crate::tables::ledger::LedgerTable;
use crate::tables::plan_targets::PlanTargetsTable;
use crate::tables::plots::PlotsTable;
use crate::tables::projects::ProjectsTable;
use crate::tables::reconciliation::ReconciliationTable;
use crate::tables::replay::{EventsTable, FundingTable};
use crate::tables::risk::RiskTable;
use crate::tables::shortage::ShortageTable;
use crate::tables::stress::StressTable;
use crate::tables::summary::SummaryTable;

use super::grid::{Grid, GridRow};
use super::manifest::Manifest;
use super::recorded::Recorded;

/// A table that not every run has.
fn optional<T: Declared>(folder: &Path, manifest: &Manifest) -> Result<Option<Grid<T>>, Rejected> {
    Grid::<T>::is_in(manifest).then(|| Grid::read(folder, manifest)).transpose()
}

/// Two tables, or none.
type Both<T, U> = Option<(Grid<T>, Grid<U>)>;

/// Two tables that a run has both or none of.
fn both<T: Declared, U: Declared>(
    folder: &Path,
    manifest: &Manifest,
) -> Result<Both<T, U>, Rejected> {
    let (first, second) = (optional(folder, manifest)?, optional(folder, manifest)?);
    Ok(first.zip(second))
}

/// Everything a report is made from.
#[derive(Debug, Clone)]
pub struct RunTables {
    /// Manifest, calendar and figures of trials.
    pub recorded: Recorded,
    /// Summaries of figures.
    pub summary: Grid<SummaryTable>,
    /// Answers that join figures or months.
    pub risk: Grid<RiskTable>,
    /// Series by period.
    pub annual: Grid<AnnualTable>,
    /// Series by month.
    pub monthly: Grid<MonthlyTable>,
    /// Tenths of the series that charts draw as fans.
    pub fans: Grid<FansTable>,
    /// The office's balance table.
    pub ledger: Grid<LedgerTable>,
    /// Plots.
    pub plots: Grid<PlotsTable>,
    /// Published totals.
    pub reconciliation: Grid<ReconciliationTable>,
    /// Targets of the plan for parts of its programme.
    pub plan_targets: Grid<PlanTargetsTable>,
    /// The verdict with doubt, and what it hangs on, of a scenario that has any.
    pub doubt: Option<(Grid<DoubtTable>, Grid<DoubtSharesTable>)>,
    /// What is left of the verdict under stress, of a run that was asked.
    pub stress: Option<Grid<StressTable>>,
    /// Projects of special bonds, of a scenario that has any.
    pub projects: Option<Grid<ProjectsTable>>,
    /// What passes through them and their bonds, by year and month.
    pub bonds: Option<Grid<BondsTable>>,
    /// Why money is short.
    pub shortage: Option<Grid<ShortageTable>>,
    /// How a future that pays closes its months, and what happens in them.
    pub typical: Option<(Grid<FundingTable>, Grid<EventsTable>)>,
}

impl RunTables {
    /// Reads the folder of a run.
    ///
    /// # Errors
    /// When the folder was not written by `landsim run`, by another version, or has changed since.
    pub fn read(folder: &Path) -> Result<Self, Rejected> {
        let recorded = Recorded::read(folder)?;
        let manifest = &recorded.manifest;
        Ok(Self {
            summary: Grid::read(folder, manifest)?,
            risk: Grid::read(folder, manifest)?,
            annual: Grid::read(folder, manifest)?,
            monthly: Grid::read(folder, manifest)?,
            fans: Grid::read(folder, manifest)?,
            ledger: Grid::read(folder, manifest)?,
            plots: Grid::read(folder, manifest)?,
            reconciliation: Grid::read(folder, manifest)?,
            plan_targets: Grid::read(folder, manifest)?,
            doubt: both(folder, manifest)?,
            stress: optional(folder, manifest)?,
            projects: optional(folder, manifest)?,
            bonds: optional(folder, manifest)?,
            shortage: optional(folder, manifest)?,
            typical: both(folder, manifest)?,
            recorded,
        })
    }

    /// Months of the horizon.
    pub fn months(&self) -> Vec<YearMonth> {
        let calendar = self.recorded.calendar;
        calendar.months().map(|month| calendar.date(month)).collect()
    }

    /// The row of a figure.
    pub fn figure(&self, figure: Figure) -> Option<GridRow<'_, SummaryTable>> {
        self.summary.find(&[(SummaryTable::FIGURE, figure.id())])
    }

    /// The row of an answer by its id.
    pub fn answer(&self, id: &str) -> Option<GridRow<'_, RiskTable>> {
        self.risk.find(&[(RiskTable::ANSWER, id)])
    }

    /// The row of a series in a calendar year, the window or the horizon.
    pub fn of_period(&self, series: Series, period: &str) -> Option<GridRow<'_, AnnualTable>> {
        self.annual.find(&[(AnnualTable::SERIES, series.id()), (AnnualTable::PERIOD, period)])
    }

    /// A column of a series, month by month.
    pub fn of_months<C: Numeric>(
        &self,
        series: Series,
        column: Column<MonthlyTable, C>,
    ) -> Vec<Option<f64>> {
        let is_wanted =
            |row: &GridRow<'_, MonthlyTable>| row.text(MonthlyTable::SERIES) == series.id();
        self.monthly.rows().filter(is_wanted).map(|row| row.number(column)).collect()
    }
}
