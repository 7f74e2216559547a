//! What stands beside the tables of a run: answers of ensembles of their own, and of trials that
//! are looked at once more.
//!
//! The run itself holds the market alone. Beside it stand the verdict with doubt, what is left of
//! it under stress, and why money is short; whoever makes a run's tables (a run, its parts put
//! together, a run made again) makes these here, so that they are the same.

use crate::calendar::Calendar;
use crate::case::Case;
use crate::case::models::Models;
use crate::ensemble::doubt::Doubted;
use crate::ensemble::shortage::Shortage;
use crate::ensemble::stress::StressCase;
use crate::targets::Aims;

use super::doubt::DoubtRows;
use super::replay::{self, Replayed};
use super::shortage::{self, ShortageRow};
use super::stress::{self, StressRow};
use super::table::Table;

/// Futures that were simulated beside a run.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// With what the scenario doubts, where it doubts anything.
    pub doubted: Option<Doubted>,
    /// With one change each.
    pub stressed: Vec<StressCase>,
}

/// What they come to, with why money is short in the run's own futures.
#[derive(Debug, Clone)]
pub struct BesideRows {
    /// The verdict with doubt.
    pub doubt: Option<DoubtRows>,
    /// What is left of it under stress.
    pub stress: Vec<StressRow>,
    /// Why money is short.
    pub shortage: Vec<ShortageRow>,
    /// The futures that pay, and the typical one of them told.
    looked_at: Shortage,
    typical: Option<Replayed>,
    calendar: Calendar,
}

impl BesideRows {
    /// What is said beside a run of models, whose trials pay so much support (CNY).
    pub fn of(case: &Case, models: &Models, beside: &Beside, support: &[f64]) -> Self {
        let aims = Aims::of(case);
        let calendar = case.scenario().rules.calendar;
        let looked_at = Shortage::of(case, models, support);
        let typical = looked_at.typical().map(|payer| Replayed::of(case, models, payer.trial));
        Self {
            doubt: beside.doubted.as_ref().map(|doubted| DoubtRows::of(doubted, &aims)),
            stress: stress::rows(&beside.stressed, &aims),
            shortage: shortage::rows(&looked_at, &calendar),
            looked_at,
            typical,
            calendar,
        }
    }

    /// Number of the trial that is told; `None` where none pays or none can be told.
    pub fn typical(&self) -> Option<u64> {
        self.typical.as_ref().map(|replayed| replayed.trial.number)
    }

    /// How many futures pay.
    pub fn paying(&self) -> usize {
        self.looked_at.paying
    }

    /// All tables; those of why money is short have no row where no future pays.
    pub fn tables(&self) -> Vec<Table> {
        let mut tables: Vec<Table> = self.doubt.iter().flat_map(DoubtRows::tables).collect();
        if !self.stress.is_empty() {
            tables.push(stress::table(&self.stress));
        }
        tables.push(shortage::table(&self.looked_at, &self.shortage));
        tables.extend(replay::why(self.typical.as_slice(), &self.calendar));
        tables
    }
}
