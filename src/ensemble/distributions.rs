//! Distributions of every series, period and plot over trials, in memory that does not
//! grow with the number of trials.
//!
//! There is one [`Sketch`] for each column: each series in each month, each series in
//! each period, each field of each plot, each target of the plan, each figure of each
//! project. Figures are not among them; they are kept trial by trial.

use std::ops::Range;

use rayon::prelude::*;

use crate::calendar::Month;
use crate::case::models::Source;
use crate::catalogue::plot_field::PlotField;
use crate::catalogue::project_figure::ProjectFigure;
use crate::catalogue::project_item::ProjectItem;
use crate::catalogue::series::Series;

use super::code::Code;
use super::columns::{Chunk, Layout};
use super::counts::Tally;
use super::periods::{Period, periods};
use super::sketch::{Sketch, SketchRecord};

/// Columns that one thread reduces before it looks for more work.
const TILE: usize = 64;

/// How the trials of a model, or of a part of a run, are distributed: what tables by
/// month, by year and by plot are made of.
#[derive(Debug, Clone)]
pub struct Distributions {
    /// Number of trials that are in it, with a value or without.
    pub trials: u64,
    /// Number of plots of the model.
    pub plots: usize,
    /// Number of targets of the plan.
    pub targets: usize,
    /// Number of projects, and one for all together; 0 without projects.
    pub projects: usize,
    /// Cells and rows of the projects' grid.
    project_grid: [usize; 2],
    /// Number of months of the horizon.
    pub horizon: usize,
    /// Periods of the annual columns: calendar years, then the window, then the
    /// horizon.
    pub periods: Vec<Period>,
    /// One sketch for each column, in the order of the layout.
    columns: Vec<Sketch>,
}

impl Distributions {
    /// The distributions of a model's series and fields before any trial.
    pub fn empty<'m, M: Into<Source<'m>>>(models: M) -> Self {
        let source = models.into();
        let calendar = source.calendar();
        let mut distributions = Self {
            trials: 0,
            plots: source.plots(),
            targets: source.targets(),
            projects: source.projects(),
            project_grid: {
                let grid = source.project_grid();
                [grid.cells(), grid.rows().len()]
            },
            horizon: calendar.horizon,
            periods: periods(&calendar),
            columns: Vec::new(),
        };
        distributions.columns.resize(distributions.layout().width(), Sketch::default());
        distributions
    }

    /// Where the columns are.
    pub(super) fn layout(&self) -> Layout {
        Layout {
            horizon: self.horizon,
            periods: self.periods.len(),
            plots: self.plots,
            targets: self.targets,
            projects: self.projects,
            project_cells: self.project_grid[0],
            project_rows: self.project_grid[1],
        }
    }

    /// Adds the chunks' columns, each in order of trials.
    pub(super) fn reduce(&mut self, chunks: &[Chunk]) {
        self.trials += chunks.iter().map(|chunk| chunk.figures.len() as u64).sum::<u64>();
        let tiles = self.columns.par_chunks_mut(TILE).enumerate();
        let desk = (vec![Vec::new(); TILE], Tally::default());
        tiles.for_each_with(desk, |(codes, tally): &mut (Vec<Vec<Code>>, _), (tile, columns)| {
            codes.iter_mut().for_each(Vec::clear);
            // Chunk after chunk: what lies together is fetched together.
            for chunk in chunks {
                for (place, (column, codes)) in columns.iter_mut().zip(&mut *codes).enumerate() {
                    let index = tile * TILE + place;
                    if let Some(code) = chunk.only_code(index) {
                        column.add_totals(&chunk.totals(index));
                        column.add_alike(code, chunk.figures.len());
                    } else {
                        column.add_totals(&chunk.column(index, codes));
                    }
                }
            }
            for (column, codes) in columns.iter_mut().zip(codes) {
                column.add_codes(codes, tally);
            }
        });
    }

    /// Takes on the trials of another part of the same run.
    ///
    /// Counts and sums are whole numbers, so the order in which parts are taken on does
    /// not matter; it must be the same model, which is for the caller to see to.
    pub fn append(&mut self, other: Self) {
        if self.trials == 0 {
            *self = other;
            return;
        }
        self.trials += other.trials;
        let columns = self.columns.par_iter_mut().zip(&other.columns);
        columns.for_each(|(column, other)| column.merge(other));
    }

    /// Number of columns, the same for all parts of a run.
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// The columns of a range as records, which text and tables can hold: what a shard
    /// writes. They stand in the order of the layout (months, periods, plots, targets, projects),
    /// which [`Self::append_records`] knows.
    pub fn records(&self, range: Range<usize>) -> Vec<SketchRecord> {
        self.columns[range].par_iter().map(Sketch::record).collect()
    }

    /// Takes on the columns from `first` on of `trials` trials, as [`Self::records`]
    /// wrote them. The caller adds the trials to [`Self::trials`] once all columns are
    /// taken on.
    ///
    /// `None` when the records are not those of as many trials of this model; what was
    /// taken on until then is of no use.
    #[must_use]
    pub fn append_records(
        &mut self,
        trials: u64,
        first: usize,
        records: &[SketchRecord],
    ) -> Option<()> {
        let columns = self.columns.get_mut(first..first + records.len())?;
        let merged = columns.par_iter_mut().zip(records).map(|(column, record)| {
            let recorded = Sketch::of_record(record)?;
            (recorded.count() + recorded.nulls() == trials).then(|| column.merge(&recorded))
        });
        merged.collect()
    }

    /// The distribution of a series in a month, counted from 0, over all trials.
    pub fn monthly(&self, series: Series, month: Month) -> &Sketch {
        &self.columns[Layout::monthly(series, month)]
    }

    /// The distribution of a series in a period (a place in [`Self::periods`]) over all
    /// trials: of a flow the sum over the period, of a stock what there is at its end.
    pub fn periodic(&self, series: Series, period: usize) -> &Sketch {
        &self.columns[self.layout().periodic(series, period)]
    }

    /// The distribution of a field of a plot (by its place in the model) over the
    /// trials in which the field exists; the others are counted as nulls.
    pub fn plot(&self, plot: usize, field: PlotField) -> &Sketch {
        &self.columns[self.layout().plot(plot, field)]
    }

    /// The distribution of what is reached of a target of the plan (by its place in the model).
    pub fn target(&self, target: usize) -> &Sketch {
        &self.columns[self.layout().target(target)]
    }

    /// The distribution of a figure of a project (by its place in the model; all together come
    /// last) over the trials in which it exists.
    pub fn project(&self, project: usize, figure: ProjectFigure) -> &Sketch {
        &self.columns[self.layout().project(project, figure)]
    }

    /// The distribution of an item of projects in a cell of their grid over the trials in which it
    /// exists.
    pub fn project_cell(&self, cell: usize, item: ProjectItem) -> &Sketch {
        &self.columns[self.layout().project_cell(cell, item)]
    }

    /// The distribution of an item of a row of projects in a period (a place in [`Self::periods`]).
    pub fn project_period(&self, row: usize, period: usize, item: ProjectItem) -> &Sketch {
        &self.columns[self.layout().project_period(row, period, item)]
    }

    /// Number of trials that reach a target of the plan.
    pub fn trials_that_meet(&self, target: usize) -> u64 {
        let met = &self.columns[self.layout().target(target) + 1];
        met.count() - met.count_below(1)
    }
}
