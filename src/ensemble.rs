//! Many futures of one model, in parallel and in order.
//!
//! Trials run in blocks: within a block in any order on any thread, each into its own row; then the
//! block is reduced column by column, again in parallel, each column in order of trials. Sums and
//! counts therefore do not depend on the number of threads, and memory does not grow with the
//! number of trials except for the figures, which are kept exactly.

pub mod periods;
pub mod sketch;
pub mod statistics;

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::catalogue::Kind;
use crate::catalogue::figure::Figure;
use crate::catalogue::plot_field::PlotField;
use crate::catalogue::series::Series;
use crate::model::Model;
use crate::trial::{Trial, Worker};

use periods::{Period, periods};
use sketch::Sketch;

/// Trials whose rows are in memory at once.
const BLOCK: u64 = 1024;
/// Trials a thread runs before it looks for more work.
const CHUNK: usize = 16;
/// Columns read from the rows together: long enough strides for the memory, few enough to be
/// turned within the cache.
const TILE: usize = 64;
/// Added to each turned column, so that columns do not compete for the same places of the cache.
const PADDING: usize = 8;

/// What is told after each chunk of trials; answering `false` ends the run.
pub type Observer<'o> = &'o (dyn Fn(u64) -> bool + Sync);

/// All futures of a model.
#[derive(Debug, Clone)]
pub struct Ensemble {
    /// Number of trials.
    pub trials: u64,
    /// Number of plots.
    pub plots: usize,
    /// Months of the horizon.
    pub horizon: usize,
    /// Periods of the annual columns: years, window, horizon.
    pub periods: Vec<Period>,
    /// Figures of each trial, in order of trials; NaN where undefined.
    pub figures: Vec<[f64; Figure::COUNT]>,
    columns: Vec<Sketch>,
}

impl Ensemble {
    /// Runs trials 0 to `trials` - 1, or `None` when the observer ends the run.
    ///
    /// Threads are those of the rayon pool it is called in.
    pub fn run(model: &Model, trials: u64, observer: Observer<'_>) -> Option<Self> {
        let periods = periods(&model.calendar);
        let width = Series::COUNT * (model.calendar.horizon + periods.len())
            + model.plots.len() * PlotField::COUNT;
        let mut ensemble = Self {
            trials,
            plots: model.plots.len(),
            horizon: model.calendar.horizon,
            periods,
            figures: Vec::new(),
            columns: vec![Sketch::default(); width],
        };
        let workers = Mutex::new(Vec::new());
        let mut rows = vec![0.0; width * usize::try_from(BLOCK.min(trials)).unwrap_or(0)];
        let stopped = AtomicBool::new(false);
        for first in (0..trials).step_by(usize::try_from(BLOCK).unwrap_or(1)) {
            let count = usize::try_from(BLOCK.min(trials - first)).unwrap_or(0);
            let block = Block { model, first, observer, stopped: &stopped, workers: &workers };
            let figures = ensemble.simulate(&block, &mut rows[..count * width]);
            if stopped.load(Ordering::Relaxed) {
                return None;
            }
            ensemble.figures.extend(figures);
            ensemble.reduce(&rows[..count * width]);
        }
        Some(ensemble)
    }

    /// Runs a block of trials, each into its row.
    fn simulate(&self, block: &Block<'_, '_>, rows: &mut [f64]) -> Vec<[f64; Figure::COUNT]> {
        let width = self.columns.len();
        let mut figures = vec![[f64::NAN; Figure::COUNT]; rows.len() / width];
        rows.par_chunks_mut(width * CHUNK).zip(figures.par_chunks_mut(CHUNK)).enumerate().for_each(
            |(chunk, (rows, figures))| {
                if block.stopped.load(Ordering::Relaxed) {
                    return;
                }
                let first = block.first + (chunk * CHUNK) as u64;
                let mut worker = block.take_worker();
                for (number, (row, figures)) in
                    (first..).zip(rows.chunks_exact_mut(width).zip(figures.iter_mut()))
                {
                    let trial = worker.run(number);
                    self.write_row(trial, row);
                    *figures = trial.figures;
                }
                block.give_back(worker);
                if !(block.observer)(figures.len() as u64) {
                    block.stopped.store(true, Ordering::Relaxed);
                }
            },
        );
        figures
    }

    fn write_row(&self, trial: &Trial, row: &mut [f64]) {
        let monthly = trial.series.values();
        let (months, rest) = row.split_at_mut(monthly.len());
        months.copy_from_slice(monthly);
        let (periods, plots) = rest.split_at_mut(Series::COUNT * self.periods.len());
        for (series, cells) in
            Series::ALL.into_iter().zip(periods.chunks_exact_mut(self.periods.len()))
        {
            for (period, cell) in self.periods.iter().zip(cells) {
                *cell = match series.class() {
                    Kind::Flow => trial.series.sum(series, period.from, period.until),
                    Kind::Stock => trial.series.at(series, period.until - 1),
                };
            }
        }
        plots.copy_from_slice(trial.plots.as_flattened());
    }

    /// Adds a block's rows to the columns, each in order of trials.
    fn reduce(&mut self, rows: &[f64]) {
        let width = self.columns.len();
        let height = rows.len() / width;
        self.columns.par_chunks_mut(TILE).enumerate().for_each_init(
            || vec![0.0; TILE * (height + PADDING)],
            |turned, (tile, columns)| {
                turn(rows, width, tile * TILE, turned);
                let stored = turned.chunks_exact(height + PADDING);
                for (column, values) in columns.iter_mut().zip(stored) {
                    column.add_all(&values[..height]);
                }
            },
        );
    }

    /// Values of a figure that exist, in order of trials.
    pub fn figure(&self, figure: Figure) -> Vec<f64> {
        self.figures
            .iter()
            .map(|row| row[figure as usize])
            .filter(|value| !value.is_nan())
            .collect()
    }

    /// A series in a month, over all trials.
    pub fn monthly(&self, series: Series, month: usize) -> &Sketch {
        &self.columns[series as usize * self.horizon + month]
    }

    /// A series in a period (index into `periods`), over all trials.
    pub fn periodic(&self, series: Series, period: usize) -> &Sketch {
        let first = Series::COUNT * self.horizon;
        &self.columns[first + series as usize * self.periods.len() + period]
    }

    /// A field of a plot, over all trials.
    pub fn plot(&self, plot: usize, field: PlotField) -> &Sketch {
        let first = Series::COUNT * (self.horizon + self.periods.len());
        &self.columns[first + plot * PlotField::COUNT + field as usize]
    }
}

/// Copies the columns of a tile, from `first` on, one after another into `turned`.
fn turn(rows: &[f64], width: usize, first: usize, turned: &mut [f64]) {
    let stride = rows.len() / width + PADDING;
    let tile = TILE.min(width - first);
    for (at, row) in rows.chunks_exact(width).enumerate() {
        for (column, value) in row[first..first + tile].iter().enumerate() {
            turned[column * stride + at] = *value;
        }
    }
}

/// What running a block needs.
struct Block<'m, 'o> {
    model: &'m Model,
    first: u64,
    observer: Observer<'o>,
    stopped: &'o AtomicBool,
    workers: &'o Mutex<Vec<Worker<'m>>>,
}

impl<'m> Block<'m, '_> {
    /// Any worker will do: a trial does not depend on what ran in its buffers before.
    fn take_worker(&self) -> Worker<'m> {
        let idle = self.workers.lock().ok().and_then(|mut idle| idle.pop());
        idle.unwrap_or_else(|| Worker::new(self.model))
    }

    fn give_back(&self, worker: Worker<'m>) {
        if let Ok(mut idle) = self.workers.lock() {
            idle.push(worker);
        }
    }
}
