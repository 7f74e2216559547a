//! Many futures of one model, in parallel and in order.
//!
//! Trials run in chunks, in any order on any thread, each trial into a row that is turned into its
//! place of the chunk's columns; then the chunks are reduced column by column, again in parallel.
//! Sums of chunks and counts are added as whole numbers, so they depend neither on the number of
//! threads nor on the parts in which a run is made. Only figures are kept trial by trial; a long
//! run is made of parts, and each part's figures are written before the next begins.
//!
//! # Sizes
//!
//! | what | trials | why so many |
//! | --- | --- | --- |
//! | group | 8 | run side by side, so that the auctions of a month fill one wide register |
//! | chunk, a [`BLOCK`] | 32 | rows are turned into columns while they are in the caches |
//! | chunks in memory | 128 × 32 | a column's counts are fetched once for 4,096 trials |
//! | part | as the caller says | its figures are written before the next part begins |
//!
//! # Why a sum is made in blocks
//!
//! Sums of doubles depend on the order of the terms, and threads finish in any order.
//! So the 32 trials of a block are always summed up in the order of their numbers, by
//! whichever thread has them, and the block's sum is then cut off to a whole number of
//! 2^-50 of the unit ([`sketch`]). Whole numbers add up to the same in any order. That
//! is why a run on one thread, on eight, in parts and in shards gives the same bytes,
//! and why parts begin at multiples of [`BLOCK`]: elsewhere they would tear a block
//! apart.
//!
//! # Why figures are kept trial by trial and all else is not
//!
//! Comparisons, ranks and exact quantiles need a figure's value in each trial, and a
//! row of figures is some 400 bytes. Series by month and fields by plot are more than
//! ten thousand numbers a trial; of them only the distributions are kept
//! ([`distributions`]), in memory that does not grow with the number of trials.

pub mod attribution;
pub mod code;
mod columns;
pub mod compare;
pub mod control_variates;
mod counts;
pub mod distributions;
pub mod doubt;
pub mod drivers;
mod group;
pub mod periods;
pub mod regret;
pub mod replicates;
pub mod scores;
pub mod shortage;
pub mod sketch;
pub mod statistics;
pub mod stress;
pub mod track;
pub mod variance;

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::case::models::Source;
use crate::catalogue::figure::Figure;
use crate::trial::record::Trial;

use columns::{CHUNK, Chunk, Desk, Layout};
use distributions::Distributions;
use group::{GROUP, Group};
use periods::Period;

/// Chunks whose columns are in memory at once: a column's counts are then fetched once for many
/// trials.
const CHUNKS: usize = 128;
/// Trials that are summed up together, in the order of their numbers.
///
/// Parts and shards of a run begin at multiples of it; a range that begins elsewhere
/// would give sums that differ in their last digits from those of the whole run.
pub const BLOCK: u64 = CHUNK as u64;

/// What is told the number of trials that have just ended, after each chunk of them;
/// answering `false` ends the run.
///
/// It is called from any thread and in any order, but the numbers add up to the trials
/// that were run. Progress bars and the key that interrupts a run hang on it; results
/// do not.
pub type Observer<'o> = &'o (dyn Fn(u64) -> bool + Sync);

/// Figures of trials: a row for each trial, in order of trials, with a column for each
/// figure in the order of [`Figure::ALL`].
///
/// Each number is in the unit of the figure's entry in the catalogue. NaN says that the
/// figure does not exist in that trial (no deal, no break-even), which is never the
/// same as 0.
pub type Figures = Vec<[f64; Figure::COUNT]>;

/// Values of a figure that exist, in order of trials; those that do not (NaN) are left
/// out, so that places no longer are numbers of trials.
///
/// ```
/// use landsim::catalogue::figure::Figure;
/// use landsim::ensemble::values;
///
/// let mut rows = vec![[f64::NAN; Figure::COUNT]; 3];
/// rows[0][Figure::BreakevenMonth as usize] = 41.0;
/// rows[2][Figure::BreakevenMonth as usize] = 37.0;
/// assert_eq!(values(&rows, Figure::BreakevenMonth), [41.0, 37.0]);
/// ```
pub fn values(figures: &Figures, figure: Figure) -> Vec<f64> {
    let values = figures.iter().map(|row| row[figure as usize]);
    values.filter(|value| !value.is_nan()).collect()
}

/// The figures alone of trials 0 to `trials` - 1, the same as those of
/// [`Ensemble::run`], or `None` when the observer ends the run.
///
/// For those who need many runs and no tables: comparisons, explanations and regrets.
/// It saves the columns, about a third of the time of a whole run
/// (`docs/performance.md`).
///
/// Threads are those of the rayon pool it is called in; the answer does not depend on
/// them.
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

/// What `what` takes from each of trials 0 to `trials` - 1, in their order.
///
/// The trial is lent only while `what` looks at it: its buffers serve the trials that
/// follow. Calibration takes auctions with it, which no figure holds.
///
/// Threads are those of the rayon pool it is called in; the answer does not depend on
/// them.
pub fn of_trials<'m, T: Send>(
    models: impl Into<Source<'m>>,
    trials: u64,
    what: impl Fn(&Trial) -> T + Sync + Send,
) -> Vec<T> {
    let source = models.into();
    let chunks = (0..trials.div_ceil(GROUP as u64)).into_par_iter();
    let of_chunk = |group: &mut Group<'m>, chunk: u64| take(group, chunk, trials, &what);
    let rows: Vec<Vec<T>> = chunks.map_init(|| Group::new(source), of_chunk).collect();
    rows.into_iter().flatten().collect()
}

/// What `what` takes from each trial of the group numbered `chunk` of `trials` trials;
/// the last group may have fewer.
fn take<T>(group: &mut Group<'_>, chunk: u64, trials: u64, what: impl Fn(&Trial) -> T) -> Vec<T> {
    let first = chunk * GROUP as u64;
    let count = usize::try_from(trials - first).unwrap_or(GROUP).min(GROUP);
    group.run(first, count, |runs| runs.iter().map(|run| what(run.trial())).collect())
}

/// All futures of a model, or a part of them: what tables are made of.
#[derive(Debug, Clone)]
pub struct Ensemble {
    /// Figures of each trial, in order of trials; for a part, its first row is the
    /// first trial of the part.
    pub figures: Figures,
    /// Control variates trial after trial, the same number of them for each; empty
    /// where the model takes none down. Each has mean 0 over all futures
    /// ([`control_variates`]).
    pub controls: Vec<f64>,
    /// Distributions over the trials of series by month and by period, and of fields by
    /// plot.
    pub distributions: Distributions,
}

impl Ensemble {
    /// Runs trials 0 to `trials` - 1, or `None` when the observer ends the run.
    ///
    /// The first trials of a longer run are those of a shorter one: a trial's random
    /// numbers are addressed by its number and not drawn in turn. `models` is one model
    /// for all trials, or, for a scenario with uncertain numbers, where each trial's
    /// own model comes from.
    ///
    /// Threads are those of the rayon pool it is called in; the answer does not depend
    /// on them.
    pub fn run<'m, M: Into<Source<'m>>>(
        models: M,
        trials: u64,
        observer: Observer<'_>,
    ) -> Option<Self> {
        Self::run_part(models, 0..trials, observer)
    }

    /// Runs the trials of a range that begins with a [`BLOCK`], or `None` when the
    /// observer ends the run.
    ///
    /// Parts whose ranges follow one another make the run of the whole range, to the
    /// last bit: figures one after the other, and [`Distributions::append`]. `landsim
    /// selftest` holds the two against each other on the user's machine.
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

    /// Values of a figure in the trials that have it, in order of trials; see
    /// [`values`].
    pub fn figure(&self, figure: Figure) -> Vec<f64> {
        values(&self.figures, figure)
    }
}

/// What all chunks of a run share: where models come from, the shape of the columns,
/// who is told, and the idle buffers.
struct Running<'m, 'o> {
    source: Source<'m>,
    layout: Layout,
    observer: Observer<'o>,
    stopped: &'o AtomicBool,
    desks: &'o Mutex<Vec<Desk<'m>>>,
}

impl Running<'_, '_> {
    /// Runs `trials` trials from `first` on into the columns of a chunk, and tells the
    /// observer.
    ///
    /// Once the run has been stopped, chunks stay empty.
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
