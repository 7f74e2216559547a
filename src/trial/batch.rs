//! Trials side by side, month by month, so that the auctions of a month are held together.
//!
//! Each trial has buffers of its own and is what it is alone: nothing passes from one to another.

use crate::model::auction::session::Session;

use super::Worker;
use super::witness::{Nobody, Witness};

/// Plots of all trials that are run side by side: those of more would no longer be at hand from month to month.
const PLOTS_AT_HAND: usize = 2_000;

/// Buffers in which trials are run side by side.
#[derive(Debug)]
pub struct Batch<'m, W = Nobody> {
    workers: Vec<Worker<'m, W>>,
    session: Session,
}

impl<'m, W: Witness> Batch<'m, W> {
    /// Side by side in the buffers of some workers, whose models have one calendar.
    pub fn new(workers: Vec<Worker<'m, W>>) -> Self {
        Self { workers, session: Session::default() }
    }

    /// Runs `trials` trials from `first` on, at most as many as there are workers; they stay readable in
    /// order until the next ones.
    pub fn run(&mut self, first: u64, trials: usize) -> &[Worker<'m, W>] {
        let workers = &mut self.workers[..trials];
        let plots = workers.first().map_or(0, |worker| worker.model.plots.len());
        let together = (PLOTS_AT_HAND / plots.max(1)).clamp(1, trials.max(1));
        for (workers, first) in workers.chunks_mut(together).zip((first..).step_by(together)) {
            run(workers, first, &mut self.session);
        }
        workers
    }
}

/// Runs a trial in each of some workers, numbered from `first` on.
pub(super) fn run<W: Witness>(workers: &mut [Worker<'_, W>], first: u64, session: &mut Session) {
    for (worker, number) in workers.iter_mut().zip(first..) {
        worker.witness.begins();
        worker.market_only(number);
        worker.begin(number);
    }
    let horizon = workers.first().map_or(0, |worker| worker.model.calendar.horizon);
    for month in 0..horizon {
        session.clear();
        for worker in &mut *workers {
            worker.govern(month);
            worker.call_auctions(month, session);
        }
        session.hold();
        for worker in &mut *workers {
            worker.hold_due_events(month, session);
            worker.start_acquisitions(month);
            worker.close_month(month);
        }
    }
    for worker in workers {
        worker.measure();
    }
}
