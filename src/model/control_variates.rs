//! Control variates: numbers of a trial whose means are known, and which move with the
//! results.
//!
//! Taken together they tell what luck a set of trials had, in the market, in the plots and
//! at each auction; a mean is corrected by as much as that luck moved it
//! (`ensemble::control_variates`). Here is what they are held against; a trial takes them
//! down in `trial::control_variates`.
//!
//! # Why spans of months
//!
//! Luck of the first year moves a balance otherwise than luck of the fifth, so most kinds
//! are taken by spans. Spans end at a fifth and at half of the window, where an instalment
//! falls behind it, at its end, and in the middle and at the end of what follows: there
//! what an auction is worth to the window's balance jumps. Between two ends it is nearly
//! the same.
//!
//! # Why these and no others
//!
//! A control must have a mean that is known exactly and must depend on what chance decides,
//! not on what the programme does with it: the market and the plots' scatter are drawn
//! before anything is sold, and of auctions only the difference to what was expected of the
//! offer as it stood counts, which has mean 0 whatever policies did before.

use std::ops::Range;

use crate::calendar::{ByMonth, Calendar, Month};
use crate::portfolio::plot::PlotStatus;
use crate::quantity::{count, index};
use crate::rules::auction::Auction;
use crate::rules::receipts::Instalment;
use crate::uncertainty::elementary::exp;

use super::auction::premium::ExpectedPremium;
use super::market::MarketModel;
use super::market::expectation::ExpectedMarket;
use super::plot::PlotModel;
use super::plot_index::{PlotIndex, Plots};

/// Where the first span of months ends, as a share of the window.
const EARLY: f64 = 0.2;
/// Where spans end after the window, as shares of what follows it.
const ENDS_AFTER: [f64; 2] = [0.5, 1.0];

/// Kinds of controls of which each span of months has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BySpan {
    /// Own level of residential land at the span's end (log).
    ResidentialLand,
    /// Own level of commercial and office land at the span's end (log).
    CommercialOfficeLand,
    /// Log house price at the span's end, less its mean.
    HousePrice,
    /// Mean of developers' log demand over the span.
    Demand,
    /// Premiums of the span's auctions over what was expected of each (CNY).
    Premium,
    /// Rounds of the span that brought no buyer less the probability of each, weighed by reserve
    /// price (CNY): auctions that failed, and spells in whose first month that was looked at no
    /// applicant came.
    Failure,
    /// Own value of plots whose listing was planned for the span, weighed by their worth
    /// then (CNY).
    OwnValue,
    /// Acquisition durations of these plots around their estimates, weighed likewise (CNY).
    AcquisitionDuration,
    /// Preparation durations of these plots around their estimates, weighed likewise (CNY).
    PreparationDuration,
    /// Square of the log house price around its mean, less its variance.
    HousePriceSquare,
    /// Square of the span's mean demand, less its variance.
    DemandSquare,
    /// Product of house price and mean demand around their means, less their covariance.
    HousePriceTimesDemand,
    /// Failures of the span's auctions times demand in the month in which the plot is
    /// offered again.
    FailureTimesDemand,
    /// Own value of plots times demand in the month in which their listing was planned.
    OwnValueTimesDemand,
}

/// Number of kinds by span; months in each regime but the first follow, by regime and span.
const KINDS: usize = BySpan::OwnValueTimesDemand as usize + 1;
/// Controls that no span has: acquisition and preparation cost of all plots.
const ALONE: usize = 2;

/// An unsold plot as controls see it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ControlledPlot {
    /// Index of the plot.
    pub plot: PlotIndex,
    /// Span and month of the planned listing, where the plan has one within the horizon.
    pub listing: Option<(usize, Month)>,
    /// Whether the plot is still to be acquired at month 0, so that acquisition scatters.
    pub is_acquired: bool,
}

/// What the controls of every trial of a model are held against.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlModel {
    /// Span of each month of the horizon.
    span_of: ByMonth<usize>,
    /// First month after each span.
    pub ends: Vec<Month>,
    /// Number of regimes of the market.
    regimes: usize,
    /// Expected market; `None` where history gives house prices and regimes.
    pub market: Option<ExpectedMarket>,
    /// Expected premiums; `None` where they cannot be tabled.
    pub premium: Option<ExpectedPremium>,
    /// Plots not sold before month 0.
    pub plots: Vec<ControlledPlot>,
    /// Mean of the factor on a plot's own value, whose median is 1: exp(sd² / 2).
    pub mean_value: f64,
}

impl ControlModel {
    /// What the controls of a model's trials are held against; `payment_plan` is the one in force
    /// in the last month of the window.
    pub fn new(
        calendar: Calendar,
        auction: &Auction,
        market: &MarketModel,
        plots: &Plots<PlotModel>,
        payment_plan: &[Instalment],
    ) -> Self {
        let Calendar { window, horizon, .. } = calendar;
        let after = ENDS_AFTER
            .map(|share| calendar.window_end().plus(index(share * count(horizon - window))));
        let mut ends = ends_in_window(window, payment_plan);
        ends.extend(after);
        ends.dedup();
        let span_of =
            calendar.months().map(|month| ends.partition_point(|end| *end <= month)).collect();
        let value_sd = auction.plot_value_sd;
        let mut controls = Self {
            span_of,
            regimes: market.regime_count(),
            market: market.expected(&ends),
            ends,
            premium: ExpectedPremium::new(auction),
            plots: Vec::new(),
            mean_value: exp(0.5 * value_sd * value_sd),
        };
        let unsold = plots.entries().filter(|(_, plot)| plot.status != PlotStatus::Sold);
        controls.plots = unsold
            .map(|(index, plot)| ControlledPlot {
                plot: index,
                // The luck of a plot of which a value is stated has another mean.
                listing: plot
                    .list_month
                    .filter(|_| plot.value_scale.is_none())
                    .and_then(Month::planned)
                    .filter(|month| *month < calendar.end())
                    .map(|month| (controls.span(month), month)),
                is_acquired: plot.status == PlotStatus::Unreserved,
            })
            .collect();
        controls
    }

    /// Number of controls of a trial; a run needs ten trials for each.
    pub fn width(&self) -> usize {
        (KINDS + self.regimes - 1) * self.ends.len() + ALONE
    }

    /// Span that a month of the horizon lies in.
    pub fn span(&self, month: Month) -> usize {
        self.span_of[month]
    }

    /// Months of each span, in order of time.
    pub fn spans(&self) -> impl Iterator<Item = Range<Month>> {
        let starts = std::iter::once(Month::START).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| start..*end)
    }

    /// Place of a control of a kind and span among all of a trial.
    pub fn place(&self, kind: BySpan, span: usize) -> usize {
        kind as usize * self.ends.len() + span
    }

    /// Place of the months in a regime, which must not be the first: shares of all regimes
    /// sum to 1.
    pub fn place_of_regime(&self, regime: usize, span: usize) -> usize {
        (KINDS + regime - 1) * self.ends.len() + span
    }

    /// Place of the acquisition cost of all plots; that of their preparation cost comes
    /// after it.
    pub fn place_of_costs(&self) -> usize {
        self.width() - ALONE
    }
}

/// Where spans end in the window: early, at its half, and where the value of an auction for
/// the window's balance jumps because an instalment falls behind it.
fn ends_in_window(window: usize, plan: &[Instalment]) -> Vec<Month> {
    let end = Month::at(window);
    let before = |part: Option<&Instalment>| end.back(part.map_or(0, |part| part.months));
    let [early, half] = [index(EARLY * count(window)), window / 2].map(Month::at);
    let mut ends = vec![early, half, before(plan.last()), before(plan.first())];
    ends.retain(|end| *end > Month::START);
    ends.sort_unstable();
    ends
}
