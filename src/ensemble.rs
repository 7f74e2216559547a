//! Many futures of one model, in parallel and in order.
//!
//! Trials run in chunks, in any order on any thread, each trial into a row that is turned into its
//! place of the chunk's columns; then the chunks are reduced column by column, again in parallel.
//! Sums of chunks and counts are added as whole numbers, so they depend neither on the number of
//! threads nor on the parts in which a run is made, and memory does not grow with the number of
//! trials except for the figures, which are kept exactly.

pub mod attribution;
pub mod code;
mod columns;
pub mod compare;
mod counts;
pub mod periods;
pub mod regret;
pub mod sketch;
pub mod statistics;
pub mod variance;

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::catalogue::figure::Figure;
use crate::catalogue::plot_field::PlotField;
use crate::catalogue::series::Series;
use crate::model::uncertain::Source;
use crate::trial::Worker;

use columns::{CHUNK, Chunk, Desk, Layout};
use periods::{Period, periods};
use sketch::{Sketch, SketchRecord};

/// Chunks whose columns are in memory at once: a column's counts are then fetched once for many
/// trials.
const CHUNKS: usize = 64;
/// Trials that are summed up together: parts of a run begin at multiples of it.
pub const BLOCK: u64 = CHUNK as u64;
/// Columns that one thread reduces before it looks for more work.
const TILE: usize = 64;

/// What is told after each chunk of trials; answering `false` ends the run.
pub type Observer<'o> = &'o (dyn Fn(u64) -> bool + Sync);

/// Figures of trials in order, each in the order of [`Figure::ALL`]; NaN where undefined.
pub type Figures = Vec<[f64; Figure::COUNT]>;

/// Values of a figure that exist, in order of trials.
pub fn values(figures: &Figures, figure: Figure) -> Vec<f64> {
    let values = figures.iter().map(|row| row[figure as usize]);
    values.filter(|value| !value.is_nan()).collect()
}

/// The figures alone of trials 0 to `trials` - 1, the same as those of [`Ensemble::run`], or `None`
/// when the observer ends the run.
///
/// Threads are those of the rayon pool it is called in.
pub fn figures<'m>(
    models: impl Into<Source<'m>>,
    trials: u64,
    observer: Observer<'_>,
) -> Option<Figures> {
    let source = models.into();
    let chunks = (0..trials.div_ceil(CHUNK as u64)).into_par_iter();
    let of_chunk = |worker: &mut Option<Worker<'m>>, chunk: u64| {
        let first = chunk * CHUNK as u64;
        let numbers = first..trials.min(first + CHUNK as u64);
        let told = numbers.end - first;
        let rows: Figures = numbers.map(|number| figures_of(source, worker, number)).collect();
        observer(told).then_some(rows)
    };
    let rows: Option<Vec<Figures>> = chunks.map_init(|| None, of_chunk).collect();
    rows.map(|rows| rows.concat())
}

/// The figures of a trial, in the buffers of a worker where one model serves all trials.
fn figures_of<'m>(
    source: Source<'m>,
    worker: &mut Option<Worker<'m>>,
    number: u64,
) -> [f64; Figure::COUNT] {
    match source {
        Source::Certain(model) => {
            worker.get_or_insert_with(|| Worker::new(model)).run(number).figures
        }
        Source::Uncertain(models) => Worker::new(&models.model(number)).run(number).figures,
    }
}

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
    /// Figures of each trial.
    pub figures: Figures,
    columns: Vec<Sketch>,
}

impl Ensemble {
    /// Runs trials 0 to `trials` - 1, or `None` when the observer ends the run.
    ///
    /// Threads are those of the rayon pool it is called in.
    pub fn run<'m, M: Into<Source<'m>>>(
        models: M,
        trials: u64,
        observer: Observer<'_>,
    ) -> Option<Self> {
        Self::run_part(models, 0..trials, observer)
    }

    /// No future of a model yet.
    pub fn empty<'m, M: Into<Source<'m>>>(models: M) -> Self {
        let source = models.into();
        let calendar = source.calendar();
        let mut ensemble = Self {
            trials: 0,
            plots: source.plots(),
            horizon: calendar.horizon,
            periods: periods(&calendar),
            figures: Vec::new(),
            columns: Vec::new(),
        };
        ensemble.columns.resize(ensemble.layout().width(), Sketch::default());
        ensemble
    }

    /// Runs the trials of a range that begins with a [`BLOCK`], or `None` when the observer ends the run.
    ///
    /// Parts whose ranges follow one another make the run of the whole range, see [`Self::append`].
    pub fn run_part<'m, M: Into<Source<'m>>>(
        models: M,
        part: Range<u64>,
        observer: Observer<'_>,
    ) -> Option<Self> {
        let source = models.into();
        let mut ensemble = Self::empty(source);
        let layout = ensemble.layout();
        ensemble.trials = part.end - part.start;
        let desks = Mutex::new(Vec::new());
        let stopped = AtomicBool::new(false);
        let run = Running { source, layout, observer, stopped: &stopped, desks: &desks };
        let mut chunks: Vec<Chunk> = Vec::new();
        for first in part.clone().step_by(CHUNKS * CHUNK) {
            let count = usize::try_from(part.end - first).unwrap_or(usize::MAX).min(CHUNKS * CHUNK);
            chunks.resize_with(count.div_ceil(CHUNK), || Chunk::new(layout));
            chunks.par_iter_mut().enumerate().for_each(|(index, chunk)| {
                let trials = (count - index * CHUNK).min(CHUNK);
                run.fill(chunk, &ensemble.periods, first + (index * CHUNK) as u64, trials);
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

    fn layout(&self) -> Layout {
        Layout { horizon: self.horizon, periods: self.periods.len(), plots: self.plots }
    }

    /// Adds the chunks' columns, each in order of trials.
    fn reduce(&mut self, chunks: &[Chunk]) {
        let tiles = self.columns.par_chunks_mut(TILE).enumerate();
        tiles.for_each_with(Vec::new(), |codes, (tile, columns)| {
            for (index, column) in columns.iter_mut().enumerate() {
                codes.clear();
                for chunk in chunks {
                    let totals = chunk.column(tile * TILE + index, codes);
                    column.add_totals(&totals);
                }
                column.add_codes(codes);
            }
        });
    }

    /// Takes on the trials that follow.
    pub fn append(&mut self, other: &Self) {
        self.trials += other.trials;
        self.figures.extend(&other.figures);
        for (column, other) in self.columns.iter_mut().zip(&other.columns) {
            column.merge(other);
        }
    }

    /// The distributions of all columns, in an order of their own.
    pub fn records(&self) -> Vec<SketchRecord> {
        self.columns.par_iter().map(Sketch::record).collect()
    }

    /// Puts an ensemble together from what it was recorded as; `None` when the records are not those of
    /// as many trials of this model.
    #[must_use]
    pub fn with_records(self, figures: Figures, records: &[SketchRecord]) -> Option<Self> {
        let columns: Vec<Sketch> =
            records.par_iter().map(Sketch::of_record).collect::<Option<_>>()?;
        let trials = figures.len() as u64;
        let is_whole = |column: &Sketch| column.count() + column.nulls() == trials;
        let fits = columns.len() == self.columns.len() && columns.iter().all(is_whole);
        fits.then_some(Self { trials, figures, columns, ..self })
    }

    /// Values of a figure that exist, in order of trials.
    pub fn figure(&self, figure: Figure) -> Vec<f64> {
        values(&self.figures, figure)
    }

    /// A series in a month, over all trials.
    pub fn monthly(&self, series: Series, month: usize) -> &Sketch {
        &self.columns[Layout::monthly(series, month)]
    }

    /// A series in a period (index into `periods`), over all trials.
    pub fn periodic(&self, series: Series, period: usize) -> &Sketch {
        &self.columns[self.layout().periodic(series, period)]
    }

    /// A field of a plot, over all trials.
    pub fn plot(&self, plot: usize, field: PlotField) -> &Sketch {
        &self.columns[self.layout().plot(plot, field)]
    }
}

/// What all chunks of a run share.
struct Running<'m, 'o> {
    source: Source<'m>,
    layout: Layout,
    observer: Observer<'o>,
    stopped: &'o AtomicBool,
    desks: &'o Mutex<Vec<Desk<'m>>>,
}

impl Running<'_, '_> {
    /// Runs `trials` trials from `first` on into the columns of a chunk.
    fn fill(&self, chunk: &mut Chunk, periods: &[Period], first: u64, trials: usize) {
        chunk.clear();
        if self.stopped.load(Ordering::Relaxed) {
            return;
        }
        // Any desk will do: a trial does not depend on what ran in its buffers before.
        let idle = self.desks.lock().ok().and_then(|mut idle| idle.pop());
        let mut desk = idle.unwrap_or_else(|| Desk::new(self.source, self.layout));
        chunk.run(&mut desk, periods, first, trials);
        if let Ok(mut idle) = self.desks.lock() {
            idle.push(desk);
        }
        if !(self.observer)(trials as u64) {
            self.stopped.store(true, Ordering::Relaxed);
        }
    }
}
