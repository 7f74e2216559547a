//! Trials of one scenario simulated under a bar.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use landsim::case::Case;
use landsim::case::models::Models;
use landsim::catalogue::figure::Figure;
use landsim::ensemble::variance::{exchanged, shares};
use landsim::ensemble::{Ensemble, Figures};
use landsim::tables::digest::TableDigest;
use landsim::tables::table::Table;
use landsim::tables::{self, numbers, variance};
use landsim::uncertainty::sampling::Sampling;

use super::progress::{BatchProgress, Progress};

/// What is asked of a simulation.
#[derive(Debug, Clone, Copy)]
pub(super) struct RunRequest {
    pub(super) seed: u64,
    pub(super) trials: u64,
    /// How chance is spread over trials.
    pub(super) sampling: Sampling,
    /// Whether trials take down control variates.
    pub(super) control_variates: bool,
}

impl RunRequest {
    /// Trials each for itself, as they are.
    pub(super) fn plain(seed: u64, trials: u64) -> Self {
        Self { seed, trials, sampling: Sampling::Plain, control_variates: false }
    }
}

/// A scenario that is simulated, in one go or part after part.
pub(super) struct Simulation<'s> {
    pub(super) models: Models,
    trials: u64,
    progress: Progress,
    interrupted: &'s AtomicBool,
}

/// Trials that were simulated.
pub(super) struct Simulated {
    pub(super) ensemble: Ensemble,
    /// The same numbers in other chance, of a scenario with uncertain numbers.
    pub(super) exchanged: Option<Figures>,
}

impl<'s> Simulation<'s> {
    /// Prepares `simulated` of all trials of a case; the bar is as long as they are.
    pub(super) fn new(
        case: &Case,
        request: RunRequest,
        simulated: &Range<u64>,
        quiet: bool,
        batch: &BatchProgress,
        interrupted: &'s AtomicBool,
    ) -> Self {
        let RunRequest { seed, trials, sampling, control_variates } = request;
        let models = Models::sampled(case, seed, sampling);
        let models = if control_variates { models.controlled() } else { models };
        let runs_of_each = match &models {
            Models::Certain(_) => 1,
            Models::Uncertain(_) => 2,
        };
        let length = (simulated.end - simulated.start) * runs_of_each;
        let progress = Progress::new(&case.scenario().id, length, quiet).in_batch(batch);
        Self { models, trials, progress, interrupted }
    }

    /// Simulates a part of the trials; `None` when the user interrupts.
    pub(super) fn run(&self, part: Range<u64>) -> Option<Simulated> {
        let observer = |trials: u64| {
            self.progress.advance(trials);
            !self.interrupted.load(Ordering::Relaxed)
        };
        let ensemble = Ensemble::run_part(&self.models, part.clone(), &observer)?;
        let exchanged = match &self.models {
            Models::Certain(_) => None,
            Models::Uncertain(models) => Some(exchanged(models, self.trials, part, &observer)?),
        };
        Some(Simulated { ensemble, exchanged })
    }

    /// Counts trials that were simulated before.
    pub(super) fn advance(&self, trials: u64) {
        self.progress.advance(trials);
    }
}

impl Drop for Simulation<'_> {
    fn drop(&mut self) {
        self.progress.finish();
    }
}

impl Simulated {
    /// All tables of a run of some models that is in memory.
    pub(super) fn tables(&self, case: &Case, models: &Models) -> Vec<Table> {
        let Self { ensemble, exchanged } = self;
        let mut tables = tables::of_sampled(case, ensemble, models.sampling());
        if let Models::Uncertain(model) = models {
            tables.push(numbers::table(model, 0..ensemble.figures.len() as u64));
        }
        tables.extend(exchanged.as_ref().map(|exchanged| {
            let column = |rows: &Figures, figure: Figure| -> Vec<f64> {
                rows.iter().map(|row| row[figure as usize]).collect()
            };
            let shares = Figure::ALL.into_iter().filter_map(|figure| {
                let shares = shares(&column(&ensemble.figures, figure), &column(exchanged, figure));
                shares.map(|shares| (figure, shares))
            });
            variance::table(&shares.collect::<Vec<_>>())
        }));
        tables
    }
}

/// Digests of tables, as a seed book keeps them.
pub(super) fn digests(tables: &[Table]) -> Vec<TableDigest> {
    tables.iter().map(Table::digest).collect()
}
