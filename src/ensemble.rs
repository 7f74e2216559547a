//! Many futures of one model, in parallel and in order.
//!
//! Trials run in chunks, in any order on any thread, each trial into a row that is turned into its
//! place of the chunk's columns; then the chunks are reduced column by column, again in parallel.
//! Sums of chunks and counts are added as whole numbers, so they depend neither on the number of
//! threads nor on the parts in which a run is made. Only figures are kept trial by trial; a long run
//! is made of parts, and each part's figures are written before the next begins.

pub mod attribution;
pub mod code;
mod columns;
pub mod compare;
pub mod control_variates;
mod counts;
pub mod distributions;
mod group;
pub mod periods;
pub mod regret;
pub mod replicates;
pub mod sketch;
pub mod statistics;
pub mod variance;

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::case::models::Source;
use crate::catalogue::figure::Figure;
use crate::model::Model;
use crate::trial::record::Trial;

use columns::{CHUNK, Chunk, Desk, Layout};
use distributions::Distributions;
use group::{GROUP, Group};
use periods::Period;

/// Chunks whose columns are in memory at once: a column's counts are then fetched once for many
/// trials.
const CHUNKS: usize = 128;
/// Trials that are summed up together: parts of a run begin at multiples of it.
pub const BLOCK: u64 = CHUNK as u64;

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
    let chunks = (0..trials.div_ceil(GROUP as u64)).into_par_iter();
    let of_chunk = |group: &mut Group<'m>, chunk: u64| {
        let rows: Figures = take(group, chunk, trials, |trial| trial.figures);
        observer(rows.len() as u64).then_some(rows)
    };
    let rows: Option<Vec<Figures>> = chunks.map_init(|| Group::new(source), of_chunk).collect();
    rows.map(|rows| rows.concat())
}

/// What is taken from each of trials 0 to `trials` - 1, in their order.
///
/// Threads are those of the rayon pool it is called in.
pub fn of_trials<'m, T: Send>(
    model: &'m Model,
    trials: u64,
    what: impl Fn(&Trial) -> T + Sync + Send,
) -> Vec<T> {
    let chunks = (0..trials.div_ceil(GROUP as u64)).into_par_iter();
    let of_chunk = |group: &mut Group<'m>, chunk: u64| take(group, chunk, trials, &what);
    let rows: Vec<Vec<T>> =
        chunks.map_init(|| Group::new(Source::Certain(model)), of_chunk).collect();
    rows.into_iter().flatten().collect()
}

/// What is taken from each trial of the chunk `chunk` of `trials` trials, a group being a chunk.
fn take<T>(group: &mut Group<'_>, chunk: u64, trials: u64, what: impl Fn(&Trial) -> T) -> Vec<T> {
    let first = chunk * GROUP as u64;
    let count = usize::try_from(trials - first).unwrap_or(GROUP).min(GROUP);
    group.run(first, count, |runs| runs.iter().map(|run| what(run.trial())).collect())
}

/// All futures of a model, or a part of them.
#[derive(Debug, Clone)]
pub struct Ensemble {
    /// Figures of each trial.
    pub figures: Figures,
    /// Control variates by trial, where the model has any.
    pub controls: Vec<f64>,
    /// Distributions of everything else.
    pub distributions: Distributions,
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

    /// Runs the trials of a range that begins with a [`BLOCK`], or `None` when the observer ends the run.
    ///
    /// Parts whose ranges follow one another make the run of the whole range: figures in order, and
    /// [`Distributions::append`].
    pub fn run_part<'m, M: Into<Source<'m>>>(
        models: M,
        part: Range<u64>,
        observer: Observer<'_>,
    ) -> Option<Self> {
        let source = models.into();
        let mut distributions = Distributions::empty(source);
        let mut figures = Figures::new();
        let mut controls = Vec::new();
        let layout = distributions.layout();
        let desks = Mutex::new(Vec::new());
        let stopped = AtomicBool::new(false);
        let run = Running { source, layout, observer, stopped: &stopped, desks: &desks };
        let mut chunks: Vec<Chunk> = Vec::new();
        for first in part.clone().step_by(CHUNKS * CHUNK) {
            let count = usize::try_from(part.end - first).unwrap_or(usize::MAX).min(CHUNKS * CHUNK);
            chunks.resize_with(count.div_ceil(CHUNK), || Chunk::new(layout));
            chunks.par_iter_mut().enumerate().for_each(|(index, chunk)| {
                let trials = (count - index * CHUNK).min(CHUNK);
                run.fill(chunk, &distributions.periods, first + (index * CHUNK) as u64, trials);
            });
            if stopped.load(Ordering::Relaxed) {
                return None;
            }
            for chunk in &chunks {
                figures.extend(&chunk.figures);
                controls.extend(&chunk.controls);
            }
            distributions.reduce(&chunks);
        }
        Some(Self { figures, controls, distributions })
    }

    /// Values of a figure that exist, in order of trials.
    pub fn figure(&self, figure: Figure) -> Vec<f64> {
        values(&self.figures, figure)
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
