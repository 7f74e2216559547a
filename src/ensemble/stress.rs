//! What is left of a verdict when one thing changes: the stresses of a scenario's list, and each
//! number that it doubts at its ends, all in the same futures.
//!
//! Trial n of every case has the chance of trial n of the run, so a difference between two cases is
//! the change's doing, and a few hundred futures tell a point of probability.
//!
//! # Why the ends are the 10 % and 90 % quantiles
//!
//! A tornado of all numbers at their least and greatest compares how widely somebody dared to cut
//! off distributions. Quantiles are as likely for one number as for another.

use crate::case::Case;
use crate::model::Model;

use super::{Figures, Observer};

/// Ends at which doubted numbers are looked at, as probabilities.
pub const ENDS: [f64; 2] = [0.1, 0.9];

/// What a case changes.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Nothing: the base of the others.
    Nothing,
    /// A stress of the scenario's list.
    Stress {
        /// Its id.
        id: String,
        /// Its title, as 中文 | English.
        title: String,
    },
    /// A doubted number at an end.
    Doubted {
        /// Dotted key of the number.
        key: String,
        /// Which end, as a probability.
        end: f64,
        /// The number there, in its unit.
        value: f64,
        /// What is stated in its place.
        stated: f64,
    },
}

/// A case with its futures.
#[derive(Debug, Clone)]
pub struct StressCase {
    /// What it changes.
    pub change: Change,
    /// Figures of its futures, in the order of trials.
    pub figures: Figures,
}

/// What is asked of a case: nothing changed, each stress, each doubted number at both ends.
pub fn changes(case: &Case) -> Vec<Change> {
    let stresses = case.scenario().stresses.iter();
    let stresses = stresses
        .map(|stress| Change::Stress { id: stress.id.clone(), title: stress.title.clone() });
    let doubted = case.doubted_numbers().into_iter().flat_map(|doubted| {
        ENDS.map(|end| Change::Doubted {
            key: doubted.number.key.clone(),
            end,
            value: doubted.number.at(end),
            stated: doubted.stated,
        })
    });
    std::iter::once(Change::Nothing).chain(stresses).chain(doubted).collect()
}

/// Simulates `trials` futures of every change of a case; nothing where none are asked for, `None`
/// when the observer ends it.
pub fn run(case: &Case, seed: u64, trials: u64, observer: Observer<'_>) -> Option<Vec<StressCase>> {
    if trials == 0 {
        return Some(Vec::new());
    }
    let simulate = |change: Change| {
        let figures = super::figures(&model(case, &change, seed), trials, observer)?;
        Some(StressCase { change, figures })
    };
    changes(case).into_iter().map(simulate).collect()
}

fn model(case: &Case, change: &Change, seed: u64) -> Model {
    match change {
        Change::Nothing => case.model(seed),
        Change::Stress { id, .. } => {
            let stress = case.scenario().stresses.iter().find(|stress| stress.id == *id);
            stress.map_or_else(|| case.model(seed), |stress| case.stressed(stress, seed))
        }
        Change::Doubted { key, value, .. } => case.with_doubted(key, *value, seed),
    }
}
