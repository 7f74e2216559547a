//! The months of a trial: what happens in which order. This is the heart of the program.
//!
//! Trials run side by side, month by month, so that the auctions of a month are held
//! together ([`crate::model::auction::session`]). Each trial has buffers of its own and is
//! what it is alone: nothing passes from one to another.
//!
//! # Why in this order
//!
//! 1. The market of all months is drawn before month 0, so nothing that is done can change
//!    a price, but for policies, which may answer to it.
//! 2. Policies with a trigger look at how the month before ended and bind from this month
//!    on.
//! 3. Auctions, payments and plots that fall due come before acquisitions: what is sold
//!    stops being collateral before the next plot asks for money.
//! 4. Projects of special bonds take in what comes before they buy: bonds are issued and
//!    receipts of the month are there.
//! 5. The books are closed last, when all payments of the month are posted.
//!
//! Within a step plots do not depend on one another's order: absorption counts months
//! before this one, a quota's queue and waiting acquisitions are sorted by the plan.
//!
//! # Why side by side
//!
//! One trial has an auction or two in a month, too few for a wide register. Eight trials
//! have a dozen, and the slowest formulas of a trial are those of auctions. The cost is
//! memory: eight trials of many plots do not stay in the cache from month to month, so
//! fewer run together then.

use crate::calendar::Month;
use crate::model::auction::session::Session;

use super::event::Due;
use super::record::Trial;
use super::witness::{Nobody, Witness};
use super::worker::Worker;

/// Runs a trial in each of some workers, numbered from `first` on, whose models have one
/// horizon.
pub(super) fn run<W: Witness>(workers: &mut [Worker<'_, W>], first: u64, session: &mut Session) {
    begin(workers, first);
    let end = workers.first().map_or(Month::START, |worker| worker.model.calendar.end());
    live(workers, end, session);
    for worker in workers {
        worker.measure();
    }
}

/// Begins the trials of workers, numbered from `first` on.
pub(super) fn begin<W: Witness>(workers: &mut [Worker<'_, W>], first: u64) {
    for (worker, number) in workers.iter_mut().zip(first..) {
        worker.witness.begins();
        worker.market_only(number);
        worker.begin(number);
    }
}

/// Lives through the months of trials that have begun, until a month: first those that were seen.
pub(super) fn live<W: Witness>(workers: &mut [Worker<'_, W>], end: Month, session: &mut Session) {
    let seen = workers.first().map_or(Month::START, Worker::seen_until);
    for month in Month::each(Month::START..seen) {
        for worker in &mut *workers {
            worker.relive(month);
        }
    }
    for month in Month::each(seen..end.max(seen)) {
        session.clear();
        for worker in &mut *workers {
            worker.apply_triggered_policies(month);
            worker.call_auctions(month, session);
        }
        session.hold();
        for worker in &mut *workers {
            worker.handle_due_events(month, session);
            worker.fund_projects(month);
            worker.start_acquisitions(month);
            worker.close_month(month);
        }
    }
}

impl<W: Witness> Worker<'_, W> {
    /// Runs the trial of a number by itself; what happened stays readable until the next
    /// one.
    ///
    /// To the last bit it is the trial of that number of every run under the model's seed,
    /// whatever ran in these buffers before.
    ///
    /// ```
    /// use landsim::catalogue::series::Series;
    /// use landsim::study::Study;
    /// use landsim::trial::worker::Worker;
    ///
    /// let study = Study::baseline()?;
    /// let model = study.case().model(1);
    /// let mut worker = Worker::new(&model);
    /// let receipts = worker.run(7).series.row(Series::ReceiptsCny);
    /// worker.run(8);
    /// assert_eq!(worker.run(7).series.row(Series::ReceiptsCny), receipts);
    /// # Ok::<(), landsim::finding::Rejected>(())
    /// ```
    pub fn run(&mut self, number: u64) -> &Trial {
        let mut session = std::mem::take(&mut self.session);
        run(std::slice::from_mut(self), number, &mut session);
        self.session = session;
        &self.trial
    }

    /// Handles everything that falls due in a month whose auctions were held in a session.
    fn handle_due_events(&mut self, month: Month, session: &Session) {
        self.take_due_events(month, session);
        self.list_queue(month);
        self.substitute(month);
        // A listing without notice has its result at once.
        self.take_due_events(month, session);
    }

    /// Takes the events of a month until none is left.
    fn take_due_events(&mut self, month: Month, session: &Session) {
        while let Some((plot, event)) = self.state.calendar.take(month) {
            match event {
                Due::Cleared => self.begin_preparation(plot, month),
                Due::NetLand => self.become_net_land(plot, month),
                Due::List => self.list(plot, month),
                Due::Resolved(place) => {
                    self.conclude_auction(plot, month, &session.resolved(place));
                }
                // Called in this very month, where listings give no notice.
                Due::Result => {
                    let held = self.auction_inputs(plot, month).hold();
                    self.conclude_auction(plot, month, &held);
                }
                Due::Default => self.default_on(plot, month),
                Due::Repossession => self.repossess(plot, month),
            }
        }
    }
}

/// Plots of all trials that run side by side: those of more would no longer be at hand from
/// month to month. Up to 250 plots, eight trials run together; of 10,000, one by one.
const PLOTS_AT_HAND: usize = 2_000;

/// Buffers in which trials are run side by side, with the session that they share.
#[derive(Debug)]
pub struct SideBySide<'m, W = Nobody> {
    workers: Vec<Worker<'m, W>>,
    session: Session,
}

impl<'m, W: Witness> SideBySide<'m, W> {
    /// Side by side in the buffers of some workers, whose models have one calendar and need
    /// not be the same: with uncertain numbers each trial has its own.
    pub fn new(workers: Vec<Worker<'m, W>>) -> Self {
        Self { workers, session: Session::default() }
    }

    /// Runs `trials` trials from `first` on, at most as many as there are workers; they
    /// stay readable in order until the next ones.
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
