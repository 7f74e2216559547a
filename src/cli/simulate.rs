//! One scenario simulated under a bar, and its tables.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use landsim::catalogue::figure::Figure;
use landsim::ensemble::variance::{VarianceShares, exchanged};
use landsim::ensemble::{Ensemble, Figures, Observer};
use landsim::model::Case;
use landsim::model::uncertain::{Models, UncertainModel};
use landsim::portfolio::plan::Plan;
use landsim::tables::{self, Results, Table, variance};

use super::progress::{Batch, Progress};

/// A scenario that is to be simulated.
pub(super) struct Simulation<'s> {
    pub(super) case: &'s Case,
    pub(super) seed: u64,
    pub(super) trials: u64,
    /// Trials that are simulated now.
    pub(super) part: Range<u64>,
    pub(super) quiet: bool,
    pub(super) batch: &'s Batch,
    pub(super) interrupted: &'s AtomicBool,
}

/// A scenario that was simulated.
pub(super) struct Simulated {
    pub(super) ensemble: Ensemble,
    /// The same numbers in other chance, of a scenario with uncertain numbers.
    pub(super) exchanged: Option<Figures>,
}

impl Simulation<'_> {
    /// Simulates; `None` when the user interrupts.
    pub(super) fn run(&self) -> Option<Simulated> {
        let models = Models::new(self.case, self.seed);
        let ensemble =
            self.watched(|observer| Ensemble::run_part(&models, self.part.clone(), observer))?;
        let exchanged = match &models {
            Models::Certain(_) => None,
            Models::Uncertain(uncertain) => Some(self.exchange(uncertain)?),
        };
        Some(Simulated { ensemble, exchanged })
    }

    /// The same numbers in other chance, for the shares of the variance.
    fn exchange(&self, models: &UncertainModel) -> Option<Figures> {
        self.watched(|observer| exchanged(models, self.trials, self.part.clone(), observer))
    }

    /// Runs something with a bar, until the user interrupts.
    fn watched<T>(&self, run: impl FnOnce(Observer<'_>) -> T) -> T {
        let id = &self.case.scenario().id;
        let trials = self.part.end - self.part.start;
        let progress = Progress::new(id, trials, self.quiet).in_batch(self.batch);
        let observer = |trials: u64| {
            progress.advance(trials);
            !self.interrupted.load(Ordering::Relaxed)
        };
        let result = run(&observer);
        progress.finish();
        result
    }
}

impl Simulated {
    /// What tables are made of.
    pub(super) fn results<'r>(&'r self, case: &'r Case, plan: &'r Plan) -> Results<'r> {
        Results { case, plan, ensemble: &self.ensemble }
    }

    /// All tables of the scenario.
    pub(super) fn tables(&self, case: &Case, plan: &Plan) -> Vec<Table> {
        let mut tables = tables::all(&self.results(case, plan));
        tables.extend(self.shares().as_deref().map(variance::table));
        tables
    }

    /// Shares of the variance, of a scenario with uncertain numbers.
    pub(super) fn shares(&self) -> Option<Vec<(Figure, VarianceShares)>> {
        let exchanged = self.exchanged.as_ref()?;
        Some(variance::rows(&self.ensemble.figures, exchanged))
    }
}
