//! What has happened until the date of the actuals, by month and plot, as trials take it up.
//!
//! A trial of a case with actuals lives through the months before their date once more: what was
//! seen binds, what nobody saw follows from the rules or is drawn, given what was seen. From that
//! date on it goes its own way (`trial/relive.rs`).

mod compile;

use std::sync::Arc;

use crate::calendar::{ByMonth, Month, YearMonth};
use crate::catalogue::event::Event;
use crate::catalogue::observation::Observation;
use crate::catalogue::series::Series;
use crate::portfolio::actuals::before::Used;
use crate::rules::receipts::Instalment;

use super::delivery::Schedule;
use super::market::seen::SeenMarket;
use super::plot_index::{PlotIndex, Plots};

/// A part of what came that a forecast may be given, to see what it does to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The market: prices, rates, costs of construction, demand.
    Price,
    /// When things began and ended: clearance, preparation, listing, works.
    Delay,
    /// Which auctions failed.
    Failure,
    /// What clearance and preparation cost.
    Cost,
}

/// Parts of what came that a forecast is given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Parts([bool; 4]);

impl Parts {
    /// Number of parts.
    pub const COUNT: usize = 4;
    /// Their names, in the order of [`Part`].
    pub const NAMES: [&'static str; Self::COUNT] = ["price", "delay", "failure", "cost"];

    /// The parts that are in a subset, in the order of [`Part`]; one that it does not reach is not.
    pub fn of(subset: &[bool]) -> Self {
        Self(std::array::from_fn(|part| subset.get(part).copied().unwrap_or(false)))
    }

    /// Whether a part is among them.
    pub fn has(self, part: Part) -> bool {
        self.0[part as usize]
    }
}

/// What came, of which some parts are put into a forecast.
#[derive(Debug, Clone)]
pub struct Truth {
    /// What came.
    pub observed: Arc<Observed>,
    /// What of it is put in.
    pub parts: Parts,
}

/// Something that happened in a month before the date of the actuals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Happening {
    /// An event of a plot that tells all by itself.
    Of(PlotIndex, Event),
    /// An acquisition began.
    Acquisition(PlotIndex),
    /// An auction had its result.
    Auction(PlotIndex, SeenAuction),
}

/// An auction that was seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SeenAuction {
    /// Reserve price; of a sale without one its price (CNY).
    pub reserve_price: f64,
    /// Appraised value; without one the reserve price (CNY).
    pub appraised_value: f64,
    /// Number of bidders.
    pub bidders: u32,
    /// Hammer price; none of a failure (CNY).
    pub price: Option<f64>,
    /// Whether the district's own company took the plot after the failure.
    pub state_buyer: bool,
}

/// Clearance or preparation, as far as it was seen.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct SeenStep {
    /// Month of the run in which it began.
    pub begun: Option<Month>,
    /// What it costs, where that was agreed (CNY).
    pub cost: Option<f64>,
    /// What of it was paid until the date of the actuals (CNY).
    pub paid: Option<f64>,
    /// Months that are left from that date on.
    pub months_left: Option<usize>,
    /// Month in which it ended.
    pub ended: Option<Month>,
}

/// How a step is paid of which another part was paid until the date of the actuals than equal parts
/// come to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Uneven {
    /// Paid until that date (CNY).
    pub paid: f64,
    /// Months over which that was paid.
    pub before: usize,
    /// Months over which the rest is paid.
    pub left: usize,
}

impl SeenStep {
    /// How a step of so many months from `first` on is paid, where it goes on at the date of the
    /// actuals and was told what was paid; `None`: in equal parts.
    pub fn uneven(&self, first: Month, months: usize, as_of: Month) -> Option<Uneven> {
        let before = as_of.since(first).min(months);
        let left = first.plus(months).since(as_of.max(first));
        let paid = self.paid.filter(|_| before > 0 && left > 0 && self.ended.is_none())?;
        Some(Uneven { paid, before, left })
    }
}

/// Works on a site, as far as they were seen.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct SeenWorks {
    /// Month in which they began.
    pub start: Option<Month>,
    /// Month in which the last phase was completed.
    pub completion: Option<Month>,
    /// Month in which the site turned idle.
    pub idle: Option<Month>,
    /// Whether an idle-land fee was charged.
    pub fee: bool,
    /// Month in which the site was taken back.
    pub repossession: Option<Month>,
}

impl SeenWorks {
    /// A schedule with what was seen in its place.
    pub fn put_into(&self, drawn: Schedule) -> Schedule {
        let start = self.start.unwrap_or(drawn.start);
        let building = drawn.completion.since(drawn.start);
        let has_begun = self.start.is_some();
        Schedule {
            start,
            completion: self.completion.unwrap_or_else(|| start.plus(building)),
            idle: if has_begun { self.idle } else { self.idle.or(drawn.idle) },
            fee: if self.idle.is_some() { self.fee } else { drawn.fee && !has_begun },
            repossession: if has_begun { None } else { self.repossession.or(drawn.repossession) },
        }
    }

    /// Whether nothing of a schedule should have been seen before a date that was not.
    pub fn agrees(&self, as_of: Month, schedule: &Schedule) -> bool {
        let is_unseen = |seen: Option<Month>, month: Option<Month>| {
            seen.is_some() || month.is_none_or(|month| month >= as_of)
        };
        let is_taken_back = schedule.repossession.is_some();
        let are_works_unseen = is_unseen(self.start, Some(schedule.start))
            && is_unseen(self.completion, Some(schedule.completion));
        (is_taken_back || are_works_unseen)
            && is_unseen(self.idle, schedule.idle)
            && is_unseen(self.repossession, schedule.repossession)
    }
}

/// What followed from a deal, as far as it was seen.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct SeenDeal {
    /// Month in which the buyer stopped paying.
    pub default: Option<Month>,
    /// Place of its instalments among [`Observed::payment_plans`], where they were told.
    pub payment_plan: Option<usize>,
    /// Works on the site.
    pub works: SeenWorks,
}

/// What was seen of a plot.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SeenPlot {
    /// Its clearance.
    pub clearance: SeenStep,
    /// Its preparation.
    pub preparation: SeenStep,
    /// Its deals within the run, in order.
    pub deals: Vec<SeenDeal>,
    /// Works on a site that was sold before the run.
    pub works: SeenWorks,
    /// Months in which it was withdrawn.
    pub withdrawn: Vec<Month>,
    /// Months of the run in which it was listed, in order.
    pub listings: Vec<Month>,
    /// Whether each auction of the run ended in a sale, in order.
    pub sold: Vec<bool>,
}

/// A price that was agreed before the run and is still paid in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Receivable {
    /// The plot.
    pub plot: PlotIndex,
    /// Its price (CNY).
    pub price: f64,
    /// Whether the district's own company is the buyer.
    pub state_buyer: bool,
    /// What is still to come, by month (CNY); nothing where the rules' own plan of payment goes on.
    pub due: Vec<(Month, f64)>,
    /// Months from the sale to month 0.
    pub age: usize,
    /// Whether instalments were told.
    pub is_told: bool,
}

/// What happens to a plot next, in a trial that was replayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Next {
    /// The plot.
    pub plot: PlotIndex,
    /// When it happens.
    pub month: Month,
    /// What happens.
    pub step: Observation,
}

/// What has happened until a date.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Observed {
    /// First month that was not seen.
    pub as_of: Month,
    /// What happened in each month before it, in order.
    pub happenings: ByMonth<Vec<Happening>>,
    /// What the books of each of them say.
    pub books: ByMonth<Vec<(Series, f64)>>,
    /// What was seen of each plot.
    pub plots: Plots<SeenPlot>,
    /// Prices that were agreed before the run and are still paid.
    pub receivables: Vec<Receivable>,
    /// Instalments of sales that were told, as plans of payment.
    pub payment_plans: Vec<Vec<Instalment>>,
    /// What plots do next, where a replay knows; in the order in which it was decided.
    pub next: Vec<Next>,
    /// What of the allowances of the first calendar year was used before the run.
    pub used: Used,
    /// Principal of loans by the month in which it is due, where that was told (CNY).
    pub debt: Vec<(Month, f64)>,
    /// The same of special bonds.
    pub bonds: Vec<(Month, f64)>,
    /// The market that was seen, by month from month 0 on.
    pub market: Vec<SeenMarket>,
    /// Shocks that came, by id, with their month and how hard they hit.
    pub shocks: Vec<(String, YearMonth, Option<f64>)>,
}
