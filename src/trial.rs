//! One future of the programme, month by month.
//!
//! A [`Worker`] owns the buffers and runs one trial after another in them; nothing is allocated
//! once they have grown. Plots are not scanned every month: each has at most one pending event and
//! stands in the calendar under its month.

mod acquire;
pub mod batch;
mod close;
mod collect;
pub mod controls;
pub mod event;
mod figures;
mod govern;
pub mod journal;
mod listing;
mod sale;
pub mod series;
mod state;
pub mod witness;
mod words;

use std::borrow::Cow;

use crate::catalogue::event::Event;
use crate::catalogue::figure::Figure;
use crate::catalogue::plot_field::PlotField;
use crate::model::Model;
use crate::model::auction::session::Session;
use crate::model::market::MarketPath;
use crate::model::timeline::{Strike, Timeline};

pub use close::PLOTS_IN;
use series::SeriesTable;
use state::State;
use witness::{Nobody, Occurrence, Witness};

/// One auction that was held.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AuctionRecord {
    /// Index of the plot in the model.
    pub plot: u32,
    /// Month of the result.
    pub month: usize,
    /// Reserve price (CNY).
    pub reserve_price: f64,
    /// Number of bidders.
    pub bidders: u32,
    /// Price that the market paid (CNY); `None`: failed.
    pub price: Option<f64>,
    /// Whether the district's own company took it after the failure.
    pub state_buyer: bool,
}

/// One deal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Deal {
    /// Index of the plot in the model.
    pub plot: u32,
    /// Month of the deal.
    pub month: usize,
    /// Appraised value at listing (CNY).
    pub appraised_value: f64,
    /// Reserve price (CNY).
    pub reserve_price: f64,
    /// Hammer price (CNY).
    pub price: f64,
    /// Number of bidders.
    pub bidders: u32,
    /// Whether the buyer is the district's own company.
    pub state_buyer: bool,
    /// Cost of the plot with sunk cost, without finance allowance (CNY).
    pub full_cost: f64,
    /// Cost recognised for return, with finance allowance (CNY).
    pub recognised_cost: f64,
    /// Net gain of all its receipts, whenever paid (CNY).
    pub net_gain: f64,
    /// District land gain of all its receipts, whenever paid (CNY).
    pub district_gain: f64,
    /// Cost, income fund and gain that all its receipts bring the district, whenever paid (CNY).
    pub district_inflow: f64,
    /// Share of the residential floor area that is to be affordable housing.
    pub affordable_share: f64,
    /// Plan of payment, as an index into the model's.
    pub payment_plan: usize,
    /// Month in which the buyer defaults, if he does; it may lie beyond the horizon.
    pub default_month: Option<usize>,
    /// Month of repossession, if it comes to that.
    pub repossession_month: Option<usize>,
    /// Start of works, if they start.
    pub start_month: Option<usize>,
    /// Completion of the last phase.
    pub completion_month: Option<usize>,
    /// Month in which the site turned idle, if it did.
    pub idle_month: Option<usize>,
}

impl Deal {
    /// Whether the buyer still holds the plot at the end of month `month` - 1.
    pub fn stands_before(&self, month: usize) -> bool {
        let over = |end: Option<usize>| end.is_some_and(|end| end < month);
        !over(self.default_month) && !over(self.repossession_month)
    }
}

/// What happened in a trial. Undefined figures and fields are NaN and become nulls in tables.
#[derive(Debug, Clone)]
pub struct Trial {
    /// Number of the trial, from 0.
    pub number: u64,
    /// Figures in the order of [`Figure::ALL`].
    pub figures: [f64; Figure::COUNT],
    /// Monthly series.
    pub series: SeriesTable,
    /// Fields of each plot in the order of [`PlotField::ALL`].
    pub plots: Vec<[f64; PlotField::COUNT]>,
    /// Auctions in order of time.
    pub auctions: Vec<AuctionRecord>,
    /// Deals in order of time.
    pub deals: Vec<Deal>,
    /// What became of each shock that is left to chance, in the order of the model.
    pub strikes: Vec<Option<Strike>>,
}

impl Trial {
    /// Value of a figure; NaN when it does not exist in this trial.
    pub fn figure(&self, figure: Figure) -> f64 {
        self.figures[figure as usize]
    }
}

/// Buffers in which trials of one model are run, before a witness.
#[derive(Debug)]
pub struct Worker<'m, W = Nobody> {
    model: &'m Model,
    /// The model's, or what chance and triggers make of it in the trial.
    timeline: Cow<'m, Timeline>,
    market: MarketPath,
    state: State,
    trial: Trial,
    witness: W,
    /// Where auctions are held when trials run one by one.
    session: Session,
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
                plots: vec![[f64::NAN; PlotField::COUNT]; model.plots.len()],
                auctions: Vec::new(),
                deals: Vec::new(),
                strikes: Vec::new(),
            },
            witness,
            session: Session::default(),
        }
    }

    /// The witness.
    pub fn witness(&self) -> &W {
        &self.witness
    }

    /// Runs a trial; what happened stays readable until the next one.
    pub fn run(&mut self, number: u64) -> &Trial {
        let mut session = std::mem::take(&mut self.session);
        batch::run(std::slice::from_mut(self), number, &mut session);
        self.session = session;
        &self.trial
    }

    /// The trial that was run last.
    pub fn trial(&self) -> &Trial {
        &self.trial
    }

    /// The market path of a trial, without the programme.
    pub fn market_only(&mut self, number: u64) -> &MarketPath {
        let stream = self.model.sampling.stream(number);
        self.strike(stream);
        let model = self.model;
        model.market.simulate(&self.timeline, model.market_key, stream, &mut self.market);
        &self.market
    }

    /// Lets the shocks that are left to chance come, or not.
    fn strike(&mut self, stream: u64) {
        let model = self.model;
        self.trial.strikes.clear();
        if model.random_shocks.is_empty() && model.triggered.is_empty() {
            return;
        }
        let timeline = self.timeline.to_mut();
        timeline.clone_from(&model.timeline);
        for (place, random) in (0_u32..).zip(&model.random_shocks) {
            let strike = random.strike(stream);
            if let Some(Strike { onset, severity }) = strike {
                timeline.apply(&random.shock, onset, severity, &model.calendar);
                let month = usize::try_from(model.calendar.month_number(onset)).unwrap_or(0);
                self.witness.sees(Occurrence::new(month, Event::Shock, place).with(severity));
            }
            self.trial.strikes.push(strike);
        }
    }

    /// The market path of the trial that was run last.
    pub fn market(&self) -> &MarketPath {
        &self.market
    }
}
