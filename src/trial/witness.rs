//! Who watches a trial: nobody when thousands are run, a journal when one is replayed.
//!
//! A trial tells its witness every payment and every event in the order in which it comes to them.
//! Nothing that a witness does reaches the trial, so a replayed trial is the trial of the run.

use crate::catalogue::event::Event;
use crate::catalogue::series::Series;
use crate::model::auction::{Offer, Outcome};
use crate::model::finance::{Close, MonthFlows};
use crate::model::market::MarketPath;
use crate::model::plot_index::PlotIndex;
use crate::model::scatter::Scatter;
use crate::rules::auction::AuctionTerms;

/// A payment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Payment {
    /// What is paid; it says between which accounts.
    pub series: Series,
    /// Month in which it is paid; it may lie ahead, and beyond the horizon.
    pub month: usize,
    /// Index of the plot that it is paid for.
    pub plot: Option<PlotIndex>,
    /// Amount; negative when an earlier payment is undone (CNY).
    pub amount: f64,
}

/// Something that happens in a trial.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Occurrence {
    /// Month in which it happens; it may lie ahead, and beyond the horizon.
    pub month: usize,
    /// What happens.
    pub event: Event,
    /// Index of the plot to which it happens; of a shock or a policy with a trigger its place among
    /// those of the model.
    pub subject: u32,
    /// Money of the event (CNY).
    pub amount: Option<f64>,
    /// Reserve price of an auction (CNY).
    pub reserve_price: Option<f64>,
    /// Bidders, months, floor area or severity, as the event's meaning says.
    pub number: Option<f64>,
}

impl Occurrence {
    /// What happens to a plot, without any number.
    pub fn of_plot(month: usize, event: Event, plot: PlotIndex) -> Self {
        Self::new(month, event, plot.number())
    }

    /// What happens to a shock or a policy of this place, or to the district (0), without any number.
    pub fn new(month: usize, event: Event, subject: u32) -> Self {
        Self { month, event, subject, amount: None, reserve_price: None, number: None }
    }

    /// With money (CNY).
    #[must_use]
    pub fn amount(self, amount: f64) -> Self {
        Self { amount: Some(amount), ..self }
    }

    /// With a number.
    #[must_use]
    pub fn number(self, number: f64) -> Self {
        Self { number: Some(number), ..self }
    }
}

/// The reserve centre's close of a month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MonthBooks {
    /// Cash at the month's opening (CNY).
    pub opening_cash: f64,
    /// What goes through before it borrows.
    pub flows: MonthFlows,
    /// What the close does.
    pub close: Close,
    /// Most debt that the lenders allow (CNY).
    pub facility: f64,
    /// Most debt that the collateral allows (CNY).
    pub secured: f64,
    /// Whether new loans are barred.
    pub loan_ban: bool,
}

/// Watches a trial.
pub trait Witness {
    /// Whether it takes anything down: what is worked out for a witness alone is left out otherwise.
    const WATCHES: bool = true;

    /// A trial begins.
    fn begins(&mut self) {}

    /// The market and the plots' own scatter are drawn.
    fn draws(&mut self, _market: &MarketPath, _scatter: &Scatter) {}

    /// An auction is held: its rules, what is offered and what comes of it.
    fn holds(&mut self, _month: usize, _terms: &AuctionTerms, _offer: &Offer, _outcome: &Outcome) {}

    /// Something is paid.
    fn pays(&mut self, _payment: Payment) {}

    /// Something happens.
    fn sees(&mut self, _occurrence: Occurrence) {}

    /// A month is closed.
    fn closes(&mut self, _books: &MonthBooks) {}
}

/// Nobody: costs nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nobody;

impl Witness for Nobody {
    const WATCHES: bool = false;
}
