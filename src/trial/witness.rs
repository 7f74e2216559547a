//! Who watches a trial: nobody when thousands are run, a journal when one is replayed,
//! controls where means are corrected.
//!
//! A trial tells its witness every payment and every event in the order in which it comes
//! to them. Nothing that a witness does reaches the trial, so a replayed trial is the trial
//! of the run.
//!
//! # Why a type and not a switch
//!
//! The witness is a type parameter of the worker. Of [`Nobody`] every call is empty and
//! disappears when the program is built, so watching costs nothing where nobody watches,
//! and there is one engine for both.

use crate::calendar::Month;
use crate::catalogue::event::Event;
use crate::catalogue::series::Series;
use crate::model::auction::application::Prospect;
use crate::model::auction::{Applicant, Offer, Outcome};
use crate::model::finance::{Close, MonthFlows};
use crate::model::market::MarketPath;
use crate::model::plot_index::PlotIndex;
use crate::model::scatter::Scatter;
use crate::rules::auction::AuctionTerms;

/// A payment between two accounts of the ledger.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Payment {
    /// What is paid; it says between which accounts.
    pub series: Series,
    /// Month in which it is paid; it may lie ahead, and beyond the horizon.
    pub month: Month,
    /// Index of the plot that it is paid for.
    pub plot: Option<PlotIndex>,
    /// Amount; negative when an earlier payment is undone (CNY).
    pub amount: f64,
}

/// Something that happens in a trial, as a replay tells it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Occurrence {
    /// Month in which it happens; it may lie ahead, and beyond the horizon.
    pub month: Month,
    /// What happens, with the meaning of its amount and number.
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
    /// An event of a plot, without any number.
    pub fn of_plot(month: Month, event: Event, plot: PlotIndex) -> Self {
        Self::new(month, event, plot.number())
    }

    /// An event of the shock or policy at a place of the model's, or of the district (0),
    /// without any number.
    pub fn new(month: Month, event: Event, subject: u32) -> Self {
        Self { month, event, subject, amount: None, reserve_price: None, number: None }
    }

    /// The event with an amount of money (CNY).
    #[must_use]
    pub fn amount(self, amount: f64) -> Self {
        Self { amount: Some(amount), ..self }
    }

    /// The event with a number, in the event's own unit.
    #[must_use]
    pub fn number(self, number: f64) -> Self {
        Self { number: Some(number), ..self }
    }
}

/// The reserve centre's close of a month, with why it could borrow no more.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MonthBooks {
    /// Cash at the month's opening (CNY).
    pub opening_cash: f64,
    /// What goes through the centre before it borrows.
    pub flows: MonthFlows,
    /// What the close did: interest, principal, draw, support.
    pub close: Close,
    /// Most debt that the lenders allow (CNY).
    pub facility: f64,
    /// Most debt that the collateral allows (CNY).
    pub secured: f64,
    /// Whether new loans are barred.
    pub loan_ban: bool,
}

/// The first month of a spell of seeking an applicant that is looked at: the spell's draw is open
/// until then, so whether he comes has a known probability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FirstLook {
    /// Month that is looked at.
    pub month: Month,
    /// What is asked for the plot (CNY).
    pub reserve_price: f64,
    /// What the month offers to somebody who might apply.
    pub prospect: Prospect,
    /// Whether an applicant comes.
    pub is_found: bool,
}

/// An auction that was held, beside what was known of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Held<'t> {
    /// Month of the result.
    pub month: Month,
    /// Terms of the listing.
    pub terms: &'t AuctionTerms,
    /// What was offered.
    pub offer: Offer,
    /// Who had applied for the plot, where it was listed for him.
    pub applicant: Option<Applicant>,
    /// What came of it.
    pub outcome: Outcome,
}

/// Watches a trial. Every method may be left out; what is left out is not looked at.
pub trait Witness {
    /// Whether it takes anything down: what is worked out for a witness alone is left out
    /// otherwise.
    const WATCHES: bool = true;

    /// A trial begins: what was taken down of an earlier one is over.
    fn begins(&mut self) {}

    /// The market and the plots' own scatter are drawn; no policy has moved them yet.
    fn draws(&mut self, _market: &MarketPath, _scatter: &Scatter) {}

    /// Whether it wants to be shown what only control variates are held against
    /// ([`Self::looks`]).
    fn takes_controls(&self) -> bool {
        false
    }

    /// An applicant is sought for the first time in a spell.
    fn looks(&mut self, _look: &FirstLook) {}

    /// An auction has its result.
    fn holds(&mut self, _held: &Held<'_>) {}

    /// Something is paid, or will be in the payment's month.
    fn pays(&mut self, _payment: Payment) {}

    /// Something happens, or will in the event's month.
    fn sees(&mut self, _occurrence: Occurrence) {}

    /// The books of a month are closed.
    fn closes(&mut self, _books: &MonthBooks) {}
}

/// Nobody watches: costs nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nobody;

impl Witness for Nobody {
    const WATCHES: bool = false;
}
