//! The buffers in which trials are run, one after another: nothing is allocated once they have grown.

use std::borrow::Cow;

use crate::catalogue::figure::Figure;
use crate::catalogue::plot_field::PlotField;
use crate::model::Model;
use crate::model::auction::session::Session;
use crate::model::market::MarketPath;
use crate::model::plot_index::Plots;
use crate::model::timeline::Timeline;

use super::record::Trial;
use super::series::SeriesTable;
use super::state::State;
use super::witness::{Nobody, Witness};

/// Buffers in which trials of one model are run, before a witness.
#[derive(Debug)]
pub struct Worker<'m, W = Nobody> {
    pub(super) model: &'m Model,
    /// The model's, or what chance and triggers make of it in the trial.
    pub(super) timeline: Cow<'m, Timeline>,
    pub(super) market: MarketPath,
    pub(super) state: State,
    pub(super) trial: Trial,
    pub(super) witness: W,
    /// Where auctions are held when trials run one by one.
    pub(super) session: Session,
}

impl<'m> Worker<'m> {
    /// Buffers for a model, before nobody.
    pub fn new(model: &'m Model) -> Self {
        Self::before(model, Nobody)
    }
}

impl<'m, W: Witness> Worker<'m, W> {
    /// Buffers for a model, before a witness.
    pub fn before(model: &'m Model, witness: W) -> Self {
        let horizon = model.calendar.horizon;
        Self {
            model,
            timeline: Cow::Borrowed(&model.timeline),
            market: MarketPath::new(horizon),
            state: State::new(model),
            trial: Trial {
                number: 0,
                figures: [f64::NAN; Figure::COUNT],
                series: SeriesTable::new(horizon),
                plots: Plots::same([f64::NAN; PlotField::COUNT], model.plots.len()),
                auctions: Vec::new(),
                deals: Vec::new(),
                shocks: Vec::new(),
            },
            witness,
            session: Session::default(),
        }
    }

    /// The witness.
    pub fn witness(&self) -> &W {
        &self.witness
    }

    /// The trial that was run last.
    pub fn trial(&self) -> &Trial {
        &self.trial
    }

    /// The market path of the trial that was run last.
    pub fn market(&self) -> &MarketPath {
        &self.market
    }
}
