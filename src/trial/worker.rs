//! The buffers in which trials are run, one after another: nothing is allocated once they
//! have grown.
//!
//! What happens to them is added by the other rooms of the trial, each its part; here is
//! only what there is.

use std::borrow::Cow;

use crate::catalogue::figure::Figure;
use crate::catalogue::plot_field::PlotField;
use crate::catalogue::project_figure::ProjectFigure;
use crate::catalogue::project_item::ProjectItem;
use crate::model::Model;
use crate::model::auction::session::Session;
use crate::model::market::MarketPath;
use crate::model::plot_index::Plots;
use crate::model::timeline::Timeline;

use super::project_state::ProjectMonth;
use super::record::Trial;
use super::series::SeriesTable;
use super::state::State;
use super::witness::{Nobody, Witness};

/// Buffers in which trials of one model are run, before a witness ([`Worker::run`]).
///
/// Each thread has its own; what ran in them before does not matter to a trial.
#[derive(Debug)]
pub struct Worker<'m, W = Nobody> {
    /// The district, the same for all trials.
    pub(super) model: &'m Model,
    /// The model's timeline, or what chance and triggers make of it in the trial.
    pub(super) timeline: Cow<'m, Timeline>,
    /// The trial's market.
    pub(super) market: MarketPath,
    /// Where everything stands in the trial.
    pub(super) state: State,
    /// What is kept of the trial.
    pub(super) trial: Trial,
    /// Who watches.
    pub(super) witness: W,
    /// Where auctions are held when trials run one by one.
    pub(super) session: Session,
}

impl<'m> Worker<'m> {
    /// Buffers for a model's trials, which nobody watches.
    pub fn new(model: &'m Model) -> Self {
        Self::before(model, Nobody)
    }
}

impl<'m, W: Witness> Worker<'m, W> {
    /// Buffers for a model's trials before a witness, who sees one after another.
    ///
    /// ```
    /// use landsim::catalogue::event::Event;
    /// use landsim::study::Study;
    /// use landsim::trial::journal::Journal;
    /// use landsim::trial::worker::Worker;
    ///
    /// let study = Study::baseline()?;
    /// let model = study.case().model(1);
    /// let mut worker = Worker::before(&model, Journal::new(model.calendar.horizon));
    /// let deals = worker.run(7).deals.len();
    /// let told = worker.witness().occurrences();
    /// let bought = |event: Event| matches!(event, Event::Sale | Event::StateBuyer);
    /// assert_eq!(told.iter().filter(|told| bought(told.event)).count(), deals);
    /// # Ok::<(), landsim::finding::Rejected>(())
    /// ```
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
                targets: vec![[0.0; 2]; model.targets.len()],
                projects: vec![[f64::NAN; ProjectFigure::COUNT]; model.project_places()],
                project_items: vec![[0.0; ProjectItem::COUNT]; model.project_grid.cells()],
                auctions: Vec::new(),
                deals: Vec::new(),
                shocks: Vec::new(),
            },
            witness,
            session: Session::default(),
        }
    }

    /// The witness, with what it took down of the trial that was run last.
    pub fn witness(&self) -> &W {
        &self.witness
    }

    /// The trial that was run last.
    pub fn trial(&self) -> &Trial {
        &self.trial
    }

    /// What went through the account of a project of the model in the trial that was run last,
    /// month by month.
    pub fn project_months(&self, project: usize) -> &[ProjectMonth] {
        self.state.projects.projects[project].months.as_slice()
    }

    /// The market path of the trial that was run last.
    pub fn market(&self) -> &MarketPath {
        &self.market
    }
}
