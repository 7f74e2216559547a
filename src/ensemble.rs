//! Many futures of one model, in parallel and in order.
//!
//! Trials run in chunks, in any order on any thread, each trial into a row that is turned into its
//! place of the chunk's columns; then the chunks are reduced column by column, again in parallel,
//! each column in order of trials. Sums and
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

/// Chunks whose columns are in memory at once: a column's counts are then fetched once for many
/// trials.
const CHUNKS: usize = 16;
/// Trials that one thread runs and turns into columns.
const CHUNK: usize = 64;
/// Trials whose rows are turned together: few enough for the nearest caches, and a cache line long
/// in each column.
const GROUP: usize = 8;
/// Columns that one thread reduces before it looks for more work.
const TILE: usize = 64;

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
        let stopped = AtomicBool::new(false);
        let run = Running { model, observer, stopped: &stopped, workers: &workers };
        let mut chunks: Vec<Chunk> = Vec::new();
        for first in (0..trials).step_by(CHUNKS * CHUNK) {
            let count = usize::try_from(trials - first).unwrap_or(usize::MAX).min(CHUNKS * CHUNK);
            chunks.resize_with(count.div_ceil(CHUNK), || Chunk::new(width));
            chunks.par_iter_mut().enumerate().for_each(|(index, chunk)| {
                let trials = (count - index * CHUNK).min(CHUNK);
                ensemble.simulate(&run, first + (index * CHUNK) as u64, trials, chunk);
            });
            if stopped.load(Ordering::Relaxed) {
                return None;
            }
            for chunk in &chunks {
                ensemble.figures.extend(&chunk.figures);
            }
            ensemble.reduce(&chunks);
        }
        Some(ensemble)
    }

    /// Runs `trials` trials from `first` on into the columns of a chunk.
    fn simulate(&self, run: &Running<'_, '_>, first: u64, trials: usize, chunk: &mut Chunk) {
        chunk.figures.clear();
        if run.stopped.load(Ordering::Relaxed) {
            return;
        }
        let width = self.columns.len();
        let Chunk { columns, rows, figures } = chunk;
        let mut worker = run.take_worker();
        for (at, number) in (first..).take(trials).enumerate() {
            let trial = worker.run(number);
            figures.push(trial.figures);
            self.write_row(trial, &mut rows[at % GROUP * width..][..width]);
            if at % GROUP == GROUP - 1 || at + 1 == trials {
                turn(rows, columns, at - at % GROUP);
            }
        }
        run.give_back(worker);
        if !(run.observer)(trials as u64) {
            run.stopped.store(true, Ordering::Relaxed);
        }
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

    /// Adds the chunks' columns, each in order of trials.
    fn reduce(&mut self, chunks: &[Chunk]) {
        self.columns.par_iter_mut().enumerate().with_min_len(TILE).for_each(|(index, column)| {
            for chunk in chunks {
                column.add_all(&chunk.columns[index * CHUNK..][..chunk.figures.len()]);
            }
        });
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

/// Copies a group of rows into the columns, from place `first` of each column on.
///
/// The last group may be short: what stands in the rows it lacks is copied too and never read.
fn turn(rows: &[f64], columns: &mut [f64], first: usize) {
    let width = columns.len() / CHUNK;
    let rows: [&[f64]; GROUP] = std::array::from_fn(|place| &rows[place * width..][..width]);
    for (index, column) in columns.chunks_exact_mut(CHUNK).enumerate() {
        let values: [f64; GROUP] = std::array::from_fn(|place| rows[place][index]);
        column[first..first + GROUP].copy_from_slice(&values);
    }
}

/// Trials that one thread runs, column by column.
#[derive(Debug)]
struct Chunk {
    /// [`CHUNK`] places for each column.
    columns: Vec<f64>,
    /// Rows of the group being run.
    rows: Vec<f64>,
    /// Figures of the trials that were run.
    figures: Vec<[f64; Figure::COUNT]>,
}

impl Chunk {
    fn new(width: usize) -> Self {
        Self {
            columns: vec![0.0; width * CHUNK],
            rows: vec![0.0; width * GROUP],
            figures: Vec::with_capacity(CHUNK),
        }
    }
}

/// What all chunks of a run share.
struct Running<'m, 'o> {
    model: &'m Model,
    observer: Observer<'o>,
    stopped: &'o AtomicBool,
    workers: &'o Mutex<Vec<Worker<'m>>>,
}

impl<'m> Running<'m, '_> {
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
