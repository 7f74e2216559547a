//! A few trials at a time, side by side, in the buffers of one thread.
//!
//! Side by side means month by month: the auctions that all trials of a group have in a
//! month are held in one wide register. Nothing passes from one trial to another, so
//! each is, to the last bit, what it is alone (`docs/model.md`, Statistics).

use crate::case::models::{Source, UncertainModel};
use crate::model::Model;
use crate::trial::control_variates::ControlWitness;
use crate::trial::month::SideBySide;
use crate::trial::worker::Worker;

/// Trials that run side by side: enough for the widest registers, few enough for the nearer caches.
pub(super) const GROUP: usize = 8;

/// Buffers of a trial that takes down control variates where its model has any.
pub(super) type Run<'m> = Worker<'m, Option<ControlWitness<'m>>>;

/// Buffers of a group of trials, or where the models of its trials come from.
#[derive(Debug)]
pub(super) enum Group<'m> {
    /// One model serves all trials, and its buffers are used again and again.
    Certain(SideBySide<'m, Option<ControlWitness<'m>>>),
    /// Each trial has a model of its own, with its own draw of the uncertain numbers;
    /// it is built for the trial and thrown away.
    Uncertain(&'m UncertainModel),
}

impl<'m> Group<'m> {
    /// A group for the models of `source`.
    pub(super) fn new(source: Source<'m>) -> Self {
        match source {
            Source::Certain(model) => Self::Certain(side_by_side((0..GROUP).map(|_| model))),
            Source::Uncertain(models) => Self::Uncertain(models),
        }
    }

    /// Runs `trials` trials from `first` on, at most [`GROUP`], and shows them in order.
    pub(super) fn run<T>(
        &mut self,
        first: u64,
        trials: usize,
        show: impl FnOnce(&[Run<'_>]) -> T,
    ) -> T {
        match self {
            Self::Certain(batch) => show(batch.run(first, trials)),
            Self::Uncertain(models) => {
                let models: Vec<Model> =
                    (first..).take(trials).map(|number| models.model(number)).collect();
                show(side_by_side(models.iter()).run(first, trials))
            }
        }
    }
}

/// Buffers for one trial of each model, which take down control variates where the
/// model has any.
fn side_by_side<'m>(
    models: impl Iterator<Item = &'m Model>,
) -> SideBySide<'m, Option<ControlWitness<'m>>> {
    SideBySide::new(models.map(|model| Worker::before(model, ControlWitness::of(model))).collect())
}
