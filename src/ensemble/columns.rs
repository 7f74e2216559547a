//! Trials turned into columns while they are in the cache: rows come in, codes and totals by column
//! go out.
//!
//! A trial makes rows: all series of a month, all fields of a plot. Distributions need
//! columns: one series in one month over all trials. Turning the one into the other a
//! group of trials at a time, while the rows are still at hand, spares a second pass
//! through the main memory.
//!
//! # Why totals beside codes
//!
//! A code tells a value to two parts in a thousand, which is enough for a quantile and
//! not for a mean. So the sum and the extremes of each column are taken from the values
//! themselves ([`Totals`]) before these become codes.

use std::borrow::Cow;
use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};

use crate::calendar::Month;
use crate::case::models::Source;
use crate::catalogue::FlowOrStock;
use crate::catalogue::figure::Figure;
use crate::catalogue::plot_field::PlotField;
use crate::catalogue::project_figure::ProjectFigure;
use crate::catalogue::project_item::ProjectItem;
use crate::catalogue::series::Series;
use crate::model::project_grid::ProjectGrid;
use crate::trial::control_variates::ControlWitness;
use crate::trial::series::MonthValues;

use super::code::{Code, NULL, ZERO, wide_code};
use super::group::{GROUP, Group, Run};
use super::periods::Period;
use super::sketch::Totals;

/// Trials that one thread runs and turns into columns before it takes up others; their
/// sums are made in the order of their numbers.
pub(super) const CHUNK: usize = 32;
/// Columns whose codes are worked out together before they are put in their places: two
/// words for each then fit into the nearest cache.
const BLOCK: usize = 64;

/// Where columns are: series by month, then series by period, then fields by plot, then two of each
/// target of the plan, then figures by project, then items of projects and their bonds: by month in
/// the cells of their grid, and by row and period.
/// Within a month, period or plot they lie in the order of the catalogue, as rows do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    /// Months of the horizon.
    pub(super) horizon: usize,
    /// Number of periods: years, window and horizon.
    pub(super) periods: usize,
    /// Number of plots.
    pub(super) plots: usize,
    /// Number of targets of the plan.
    pub(super) targets: usize,
    /// Number of projects, and one for all together; 0 without projects.
    pub(super) projects: usize,
    /// Cells of the projects' grid.
    pub(super) project_cells: usize,
    /// Rows of the projects' grid.
    pub(super) project_rows: usize,
}

impl Layout {
    /// Number of columns of series by month.
    fn months(self) -> usize {
        Series::COUNT * self.horizon
    }

    /// Number of columns of series by period.
    fn sums(self) -> usize {
        Series::COUNT * self.periods
    }

    /// Number of all columns.
    pub(super) fn width(self) -> usize {
        self.before_project_periods() + ProjectItem::COUNT * self.project_rows * self.periods
    }

    /// Number of columns that come before items of projects by month.
    fn before_project_cells(self) -> usize {
        self.before_projects() + ProjectFigure::COUNT * self.projects
    }

    /// Number of columns that come before items of projects by period.
    fn before_project_periods(self) -> usize {
        self.before_project_cells() + ProjectItem::COUNT * self.project_cells
    }

    /// Place of an item of projects in a cell.
    pub(super) fn project_cell(self, cell: usize, item: ProjectItem) -> usize {
        self.before_project_cells() + ProjectItem::COUNT * cell + item as usize
    }

    /// Place of an item of a row of projects in a period.
    pub(super) fn project_period(self, row: usize, period: usize, item: ProjectItem) -> usize {
        let place = row * self.periods + period;
        self.before_project_periods() + ProjectItem::COUNT * place + item as usize
    }

    /// Number of columns that come before those of projects.
    fn before_projects(self) -> usize {
        self.before_targets() + 2 * self.targets
    }

    /// Number of columns that come before those of targets.
    fn before_targets(self) -> usize {
        self.months() + self.sums() + PlotField::COUNT * self.plots
    }

    /// Place of what is reached of a target; whether that is enough comes after it.
    pub(super) fn target(self, target: usize) -> usize {
        self.before_targets() + 2 * target
    }

    /// Place of a figure of a project; of all together they come last.
    pub(super) fn project(self, project: usize, figure: ProjectFigure) -> usize {
        self.before_projects() + ProjectFigure::COUNT * project + figure as usize
    }

    /// Place of a series in a month.
    pub(super) fn monthly(series: Series, month: Month) -> usize {
        month.place() * Series::COUNT + series as usize
    }

    /// Place of a series in a period, counted in the order of the periods.
    pub(super) fn periodic(self, series: Series, period: usize) -> usize {
        self.months() + period * Series::COUNT + series as usize
    }

    /// Place of a field of a plot, counted in the order of the model.
    pub(super) fn plot(self, plot: usize, field: PlotField) -> usize {
        self.months() + self.sums() + plot * PlotField::COUNT + field as usize
    }
}

/// What one thread works with from chunk to chunk: the buffers of a group of trials,
/// and a place for their sums by period. It does not depend on what was run in it
/// before.
#[derive(Debug)]
pub(super) struct Desk<'m> {
    group: Group<'m>,
    /// By trial of the group, then by period: all series.
    sums: Vec<Vec<MonthValues>>,
    /// By trial of the group, then by row of projects and period: all items.
    project_sums: Vec<Vec<ItemValues>>,
    grid: Cow<'m, ProjectGrid>,
}

/// Values of all items of projects.
type ItemValues = [f64; ProjectItem::COUNT];

impl<'m> Desk<'m> {
    /// A desk for the trials of `source`, with room for the periods of `layout`.
    pub(super) fn new(source: Source<'m>, layout: Layout) -> Self {
        let sums = vec![vec![[0.0; Series::COUNT]; layout.periods]; GROUP];
        let of_projects = layout.project_rows * layout.periods;
        let project_sums = vec![vec![[0.0; ProjectItem::COUNT]; of_projects]; GROUP];
        Self { group: Group::new(source), sums, project_sums, grid: source.project_grid() }
    }
}

/// Codes of a column that share a word of 64 bits.
const IN_WORD: usize = (u64::BITS / Code::BITS) as usize;

/// The codes of a column in a group of eight trials, four to a word, the first trial's
/// lowest.
#[derive(Debug, Clone, Copy, Default)]
struct Packed([u64; GROUP / IN_WORD]);

impl Packed {
    /// The codes in order of trials; those of trials that were not run mean nothing.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "a code is what is left of a word")]
    fn codes(self) -> [Code; GROUP] {
        std::array::from_fn(|place| (self.0[place / IN_WORD] >> shift(place)) as Code)
    }
}

/// Number of bits below the code of the trial at a place in its word.
#[inline]
fn shift(place: usize) -> usize {
    place % IN_WORD * Code::BITS as usize
}

/// The columns of up to [`CHUNK`] trials: codes, and sums and extremes of the values
/// themselves.
#[derive(Debug)]
pub(super) struct Chunk {
    /// Codes by group and column: a group is written in one go.
    codes: Vec<Packed>,
    /// Columns in which either all values exist or none does.
    whole: [Range<usize>; 2],
    /// Sum of the values that exist, by column, in order of trials.
    sums: Vec<f64>,
    /// Least value by column; infinite without any.
    least: Vec<f64>,
    /// Greatest value by column; minus infinite without any.
    greatest: Vec<f64>,
    /// Figures of the trials that were run, in their order.
    pub(super) figures: Vec<[f64; Figure::COUNT]>,
    /// Control variates of these trials one after the other; empty where the model has
    /// none.
    pub(super) controls: Vec<f64>,
}

impl Chunk {
    /// A chunk without trials, for the columns of `layout`.
    pub(super) fn new(layout: Layout) -> Self {
        let width = layout.width();
        Self {
            codes: vec![Packed::default(); width * CHUNK / GROUP],
            whole: [0..layout.months() + layout.sums(), layout.before_project_cells()..width],
            sums: vec![0.0; width],
            least: vec![0.0; width],
            greatest: vec![0.0; width],
            figures: Vec::with_capacity(CHUNK),
            controls: Vec::new(),
        }
    }

    /// Forgets all trials and keeps the memory.
    pub(super) fn clear(&mut self) {
        self.figures.clear();
        self.controls.clear();
        self.sums.fill(Totals::NONE.sum);
        self.least.fill(Totals::NONE.least);
        self.greatest.fill(Totals::NONE.greatest);
    }

    /// Runs `trials` trials from `first` on, at most [`CHUNK`], and adds them group by
    /// group.
    pub(super) fn run(
        &mut self,
        desk: &mut Desk<'_>,
        periods: &[Period],
        first: u64,
        trials: usize,
    ) {
        let Desk { group, sums, project_sums, grid } = desk;
        for (place, at) in (0..trials).step_by(GROUP).enumerate() {
            group.run(first + at as u64, (trials - at).min(GROUP), |runs| {
                for run in runs {
                    self.figures.push(run.trial().figures);
                    let controls = run.witness().as_ref();
                    self.controls.extend(controls.map_or(&[][..], ControlWitness::values));
                }
                sum_up(runs, periods, sums);
                sum_up_projects(runs, periods, grid, project_sums);
                self.turn(place, runs, (sums, project_sums));
            });
        }
    }

    /// Appends the codes of the column at `index` in order of trials, and tells its
    /// totals.
    pub(super) fn column(&self, index: usize, codes: &mut Vec<Code>) -> Totals {
        let end = codes.len() + self.figures.len();
        for group in 0..self.figures.len().div_ceil(GROUP) {
            codes.extend_from_slice(&self.codes[group * self.sums.len() + index].codes());
        }
        codes.truncate(end);
        self.totals(index)
    }

    /// The totals of a column.
    pub(super) fn totals(&self, index: usize) -> Totals {
        Totals { sum: self.sums[index], least: self.least[index], greatest: self.greatest[index] }
    }

    /// The code that all values of a column have, where its totals tell that they are all zero or
    /// none exists: of what is over, or has not begun, codes need not be fetched from far memory.
    #[inline]
    pub(super) fn only_code(&self, index: usize) -> Option<Code> {
        let (least, greatest) = (self.least[index], self.greatest[index]);
        // Most columns have something else, which the first comparisons tell. Without any value the
        // least is above the greatest.
        let code = if least > greatest {
            NULL
        } else if least == 0.0 && greatest == 0.0 {
            ZERO
        } else {
            return None;
        };
        self.whole.iter().any(|columns| columns.contains(&index)).then_some(code)
    }

    /// Adds the rows of a group to the totals and puts their codes into the columns.
    ///
    /// Series exist in every month; only fields of plots may be null and are looked at
    /// for it.
    fn turn(
        &mut self,
        group: usize,
        runs: &[Run<'_>],
        (sums, project_sums): (&[Vec<MonthValues>], &[Vec<ItemValues>]),
    ) {
        let width = self.sums.len();
        let columns = Columns {
            codes: &mut self.codes[group * width..][..width],
            sums: &mut self.sums,
            least: &mut self.least,
            greatest: &mut self.greatest,
        };
        columns
            .take::<false>(rows(runs, |run, _| run.trial().series.values()))
            .take::<false>(rows(runs, |_, place| sums[place].as_flattened()))
            .take::<true>(rows(runs, |run, _| run.trial().plots.as_flattened()))
            .take::<false>(rows(runs, |run, _| run.trial().targets.as_flattened()))
            .take::<true>(rows(runs, |run, _| run.trial().projects.as_flattened()))
            .take::<true>(rows(runs, |run, _| run.trial().project_items.as_flattened()))
            .take::<true>(rows(runs, |_, place| project_sums[place].as_flattened()));
    }
}

/// A row of each trial of a group, one of which at least is there.
fn rows<'r>(
    runs: &'r [Run<'_>],
    row: impl Fn(&'r Run<'_>, usize) -> &'r [f64],
) -> ([&'r [f64]; GROUP], usize) {
    // Rows of trials that are not there are not looked at.
    let row = |place: usize| runs.get(place).map_or(&[][..], |run| row(run, place));
    (std::array::from_fn(row), runs.len())
}

/// Columns that are still to be filled with a group: those of months first, then those
/// of periods, then those of plots.
struct Columns<'c> {
    codes: &'c mut [Packed],
    sums: &'c mut [f64],
    least: &'c mut [f64],
    greatest: &'c mut [f64],
}

impl Columns<'_> {
    /// Fills the first of them with rows, one for each trial, and gives back the others.
    fn take<const NULLS: bool>(self, (rows, used): ([&[f64]; GROUP], usize)) -> Self {
        let width = rows[0].len();
        let (codes, other_codes) = self.codes.split_at_mut(width);
        let (sums, other_sums) = self.sums.split_at_mut(width);
        let (least, other_least) = self.least.split_at_mut(width);
        let (greatest, other_greatest) = self.greatest.split_at_mut(width);
        let rows = &rows;
        // The same instructions in the same order on every machine, only more values at once.
        Arch::new().dispatch(Turn::<NULLS> { rows, used, codes, sums, least, greatest });
        Self { codes: other_codes, sums: other_sums, least: other_least, greatest: other_greatest }
    }
}

/// A block of rows on its way into columns, as a task for registers as wide as the
/// machine has. `NULLS` says whether values may be null.
struct Turn<'t, const NULLS: bool> {
    rows: &'t [&'t [f64]; GROUP],
    used: usize,
    codes: &'t mut [Packed],
    sums: &'t mut [f64],
    least: &'t mut [f64],
    greatest: &'t mut [f64],
}

impl<const NULLS: bool> WithSimd for Turn<'_, NULLS> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for (block, columns) in self.codes.chunks_mut(BLOCK).enumerate() {
            let span = block * BLOCK..block * BLOCK + columns.len();
            let (sums, least, greatest) = (
                &mut self.sums[span.clone()],
                &mut self.least[span.clone()],
                &mut self.greatest[span.clone()],
            );
            let mut words = [[0; BLOCK]; GROUP / IN_WORD];
            // Rows of trials that are not there add nothing, and nobody reads their codes.
            for (place, row) in self.rows[..self.used].iter().enumerate() {
                let row = &row[span.clone()];
                add::<NULLS>(row, sums, least, greatest);
                for (value, word) in row.iter().zip(&mut words[place / IN_WORD]) {
                    *word |= wide_code(*value) << shift(place);
                }
            }
            let [first, second] = &words;
            for ((column, first), second) in columns.iter_mut().zip(first).zip(second) {
                *column = Packed([*first, *second]);
            }
        }
    }
}

/// Writes all series by period of some trials: of a flow the sum over the period's
/// months, of a stock the value of its last month.
fn sum_up(runs: &[Run<'_>], periods: &[Period], sums: &mut [Vec<MonthValues>]) {
    for (run, sums) in runs.iter().zip(sums) {
        let table = &run.trial().series;
        for (period, values) in periods.iter().zip(sums) {
            *values = table.sums(period.from..period.until);
            for (series, value) in Series::ALL.into_iter().zip(values) {
                if series.class() == FlowOrStock::Stock {
                    *value = table.at(series, period.until.back(1));
                }
            }
        }
    }
}

/// Writes all items of projects by row and period: of a flow the sum over the cells of the period,
/// of a stock the value of the last cell before its end.
fn sum_up_projects(
    runs: &[Run<'_>],
    periods: &[Period],
    grid: &ProjectGrid,
    sums: &mut [Vec<ItemValues>],
) {
    for (run, sums) in runs.iter().zip(sums) {
        let cells = run.trial().project_items.as_slice();
        let places = grid.rows().iter().flat_map(|row| periods.iter().map(move |one| (row, one)));
        for ((row, period), values) in places.zip(sums) {
            let upto = |month: Month| row.months.partition_point(|date| *date < month);
            let (from, until) = (row.first + upto(period.from), row.first + upto(period.until));
            Arch::new().dispatch(SumOfCells { cells: &cells[from..until], values });
            let last = (until > row.first).then(|| &cells[until - 1]);
            for item in ProjectItem::ALL {
                let place = item as usize;
                if !row.kind.has(item) {
                    values[place] = f64::NAN;
                } else if item.class() == FlowOrStock::Stock {
                    values[place] = last.map_or(0.0, |cell| cell[place]);
                }
            }
        }
    }
}

/// Sums of items over cells, each in the order of the cells, as a task for registers as wide as the
/// machine has.
struct SumOfCells<'t> {
    cells: &'t [ItemValues],
    values: &'t mut ItemValues,
}

impl WithSimd for SumOfCells<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        *self.values = [0.0; ProjectItem::COUNT];
        for cell in self.cells {
            for (sum, value) in self.values.iter_mut().zip(cell) {
                *sum += value;
            }
        }
    }
}

/// Adds a row to totals by column; null adds nothing. Comparisons with NaN are false,
/// so extremes need no check of their own.
#[inline(always)]
fn add<const NULLS: bool>(row: &[f64], sums: &mut [f64], least: &mut [f64], greatest: &mut [f64]) {
    for (((value, sum), least), greatest) in row.iter().zip(sums).zip(least).zip(greatest) {
        *sum += if NULLS && value.is_nan() { 0.0 } else { *value };
        *least = if *value < *least { *value } else { *least };
        *greatest = if *value > *greatest { *value } else { *greatest };
    }
}
