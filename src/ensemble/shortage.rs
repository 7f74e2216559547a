//! Why money is short: futures in which the district pays are lived through once more before a
//! witness, who takes down what bound in the first month of it and what had come before.
//!
//! # Why once more
//!
//! Most futures pay nothing, and no figure tells what bound. A future is its number, so those that
//! pay are run again alone; what nobody asks for costs the others nothing.
//!
//! # What counts as having come before
//!
//! None of these is a cause by itself, and several may hold of one future; they are what a
//! treasurer looks for first. Each is looked at in the first month in which the district pays:
//!
//! | id | holds when |
//! | --- | --- |
//! | `failed_auction` | an auction failed in this month or the eleven before |
//! | `late_clearance` | a plot whose planned listing has come is no net land yet |
//! | `unpaid_sale` | a plot was sold within three months, and its buyer owes what is lacking |
//!
//! # Why another future stands beside each
//!
//! Auctions fail in most years of most futures, so that one failed before says nothing by itself.
//! For each future that pays, the same is looked at in the same month of one that does not: the
//! first, second, and so on, of these. Only what holds more often where money is short explains it.

use std::borrow::Cow;

use rayon::prelude::*;

use crate::calendar::Month;
use crate::case::Case;
use crate::case::models::{Models, Source};
use crate::catalogue::plot_field::PlotField;
use crate::catalogue::project_figure::ProjectFigure;
use crate::model::Model;
use crate::portfolio::plot::PlotStatus;
use crate::quantity::MONTHS_OF_A_YEAR;
use crate::trial::record::Trial;
use crate::trial::shortfall::{Shortfall, ShortfallWitness};
use crate::trial::worker::Worker;

use super::of_trials;

/// Futures that are looked at, the first of those that pay: enough for shares that are right to two
/// points.
pub const MOST_LOOKED_AT: usize = 2_000;

/// What came before the district paid for the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before {
    /// An auction failed in the twelve months before, that of the payment included.
    pub failed_auction: bool,
    /// A plot whose planned listing has come is no net land yet.
    pub late_clearance: bool,
    /// A plot was sold in the month or the two before, and its buyer still owes at least what the
    /// district pays in the month.
    pub unpaid_sale: bool,
}

impl Before {
    /// Whether any of it holds.
    pub fn any(self) -> bool {
        self.failed_auction || self.late_clearance || self.unpaid_sale
    }
}

/// A future in which the district pays.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Payer {
    /// Its number.
    pub trial: u64,
    /// What the district pays over the horizon (CNY).
    pub support: f64,
    /// The first month of it.
    pub first: Shortfall,
    /// What had come before.
    pub before: Before,
    /// The same in the same month of a future that does not pay; `None` where there is none left.
    pub otherwise: Option<Before>,
}

/// Futures in which the district pays.
#[derive(Debug, Clone, Default)]
pub struct Shortage {
    /// How many there are in the run.
    pub paying: usize,
    /// The first of them, in the order of their numbers.
    pub looked_at: Vec<Payer>,
}

impl Shortage {
    /// Looks at the futures of a run whose support (CNY) is given, in the order of trials.
    ///
    /// What projects of special bonds are short of is not looked at: their land is no collateral
    /// and nobody lends them. With projects the support that counts is the reserve centre's alone.
    pub fn of(case: &Case, models: &Models, support: &[f64]) -> Self {
        let support = &*of_centre(case, models, support);
        let paying = || (0_u64..).zip(support).filter(|(_, support)| **support > 0.0);
        let planned: Vec<Option<Month>> = case
            .portfolio()
            .plots
            .iter()
            .map(|plot| {
                if plot.status == PlotStatus::Sold {
                    return None;
                }
                let calendar = case.scenario().rules.calendar;
                Month::planned(calendar.month_number(plot.list_date?))
            })
            .collect();
        let others = (0_u64..).zip(support).filter(|(_, support)| **support <= 0.0);
        let others = others.map(|(trial, _)| Some(trial)).chain(std::iter::repeat(None));
        let chosen = paying().take(MOST_LOOKED_AT).zip(others);
        let chosen: Vec<Asked> = chosen
            .map(|((trial, support), other)| Asked { trial, support: *support, other })
            .collect();
        let looked_at: Vec<Option<Payer>> =
            chosen.par_iter().map(|asked| asked.look(models, &planned)).collect();
        Self { paying: paying().count(), looked_at: looked_at.into_iter().flatten().collect() }
    }

    /// The future whose support is the median of those that were looked at, the lower of two; of
    /// equals the first.
    pub fn typical(&self) -> Option<Payer> {
        let mut ranked: Vec<&Payer> = self.looked_at.iter().collect();
        ranked.sort_by(|left, right| {
            left.support.total_cmp(&right.support).then(left.trial.cmp(&right.trial))
        });
        ranked.get(ranked.len().checked_sub(1)? / 2).copied().copied()
    }
}

/// The support of each trial that the reserve centre got; without projects all of it.
fn of_centre<'s>(case: &Case, models: &Models, support: &'s [f64]) -> Cow<'s, [f64]> {
    if case.scenario().rules.projects.is_empty() {
        return Cow::Borrowed(support);
    }
    let of_projects = of_trials(models, support.len() as u64, |trial| {
        let all = trial.projects.last();
        all.map_or(0.0, |all| all[ProjectFigure::ProjectSupportCny as usize])
    });
    // A yuan is far below any payment and above what sums are rounded by.
    let of_centre = |(all, of_projects): (&f64, f64)| {
        let left = all - of_projects;
        if left < 1.0 { 0.0 } else { left }
    };
    Cow::Owned(support.iter().zip(of_projects).map(of_centre).collect())
}

/// A future that is looked at.
struct Asked {
    trial: u64,
    /// What the district pays in it (CNY).
    support: f64,
    /// A future that does not pay.
    other: Option<u64>,
}

impl Asked {
    /// What is found; `None` if it does not pay after all, which would be a fault.
    fn look(&self, models: &Models, planned: &[Option<Month>]) -> Option<Payer> {
        // What is owed is held against what the district pays in the future that pays.
        let look = |number: u64, witness: ShortfallWitness, amount: Option<f64>| {
            let of_model = |model: &Model| {
                let mut worker = Worker::before(model, witness.clone());
                worker.run(number);
                let found = worker.witness().found()?;
                let amount = amount.unwrap_or(found.amount);
                Some((found, before(worker.trial(), &found, amount, planned)))
            };
            match Source::from(models) {
                Source::Certain(model) => of_model(model),
                Source::Uncertain(models) => of_model(&models.model(number)),
            }
        };
        let (first, before) = look(self.trial, ShortfallWitness::default(), None)?;
        let in_its_month = ShortfallWitness::of_month(first.month);
        let other = self.other.and_then(|other| look(other, in_its_month, Some(first.amount)));
        Some(Payer {
            trial: self.trial,
            support: self.support,
            first,
            before,
            otherwise: other.map(|(_, before)| before),
        })
    }
}

fn before(trial: &Trial, first: &Shortfall, amount: f64, planned: &[Option<Month>]) -> Before {
    let month = first.month;
    let year = month.after().back(MONTHS_OF_A_YEAR)..month.after();
    let failed = |at: Month| year.contains(&at);
    let number = f64::from(month.number());
    let is_late = |fields: &[f64; PlotField::COUNT], listing: &Option<Month>| {
        // What never gets ready has no month, and is later than any.
        let ready = fields[PlotField::ReadyMonth as usize];
        listing.is_some_and(|listing| listing <= month) && (ready.is_nan() || ready > number)
    };
    Before {
        failed_auction: trial
            .auctions
            .iter()
            .any(|auction| auction.price.is_none() && failed(auction.month)),
        late_clearance: trial
            .plots
            .iter()
            .zip(planned)
            .any(|(fields, listing)| is_late(fields, listing)),
        unpaid_sale: first.fresh_receivable >= amount,
    }
}
