//! Control variates: numbers of a trial whose means are known, and which move with the results.
//!
//! Taken together they tell what luck a set of trials had, in the market, in the plots and at each auction; a
//! mean is corrected by as much as that luck moved it (`ensemble::control_variates`).

use crate::portfolio::plot::PlotStatus;
use crate::quantity::{count, index};
use crate::rules::receipts::Instalment;
use crate::uncertainty::elementary::exp;

use super::Model;
use super::auction::premium::ExpectedPremium;
use super::market::expectation::ExpectedMarket;
use super::plot_index::PlotIndex;

/// Where the first span of months ends, as a share of the window.
const EARLY: f64 = 0.2;
/// Where spans end after the window, as shares of what follows it.
const ENDS_AFTER: [f64; 2] = [0.5, 1.0];

/// Kinds of controls of which each span of months has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BySpan {
    /// Own level of residential land at the span's end.
    ResidentialLand,
    /// Own level of commercial and office land.
    CommercialOfficeLand,
    /// House price.
    HousePrice,
    /// Mean demand over the span.
    Demand,
    /// Premiums of the span's auctions over what was expected of each.
    Premium,
    /// Failures of its auctions, by reserve price, over the probability of each.
    Failure,
    /// Own value of plots whose listing was planned for the span.
    OwnValue,
    /// Their acquisition durations.
    AcquisitionDuration,
    /// Their preparation durations.
    PreparationDuration,
    /// Square of the house price.
    HousePriceSquare,
    /// Square of mean demand.
    DemandSquare,
    /// Product of the two.
    HousePriceTimesDemand,
    /// Failures times demand when the plot is offered again.
    FailureTimesDemand,
    /// Own value of plots times demand when their listing was planned.
    OwnValueTimesDemand,
}

/// Number of kinds by span; regimes follow, by span and regime but the first.
const KINDS: usize = 14;
/// Controls that no span has: acquisition and preparation cost of all plots.
const ALONE: usize = 2;

/// An unsold plot as controls see it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ControlledPlot {
    /// Its index.
    pub plot: PlotIndex,
    /// Span and month of its planned listing, where it has one within the horizon.
    pub listing: Option<(usize, usize)>,
    /// Whether it is still to be acquired.
    pub is_acquired: bool,
}

/// What the controls of every trial of a model are held against.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlModel {
    /// Span of each month.
    span_of: Vec<usize>,
    /// First month after each span.
    pub ends: Vec<usize>,
    regimes: usize,
    /// Expected market, unless history gives it.
    pub market: Option<ExpectedMarket>,
    /// Expected premiums, where they are known.
    pub premium: Option<ExpectedPremium>,
    /// Unsold plots.
    pub plots: Vec<ControlledPlot>,
    /// Mean of the factor on a plot's own value, whose median is 1.
    pub mean_value: f64,
}

impl ControlModel {
    /// That of a model.
    pub fn new(model: &Model) -> Self {
        let (window, horizon) = (model.calendar.window, model.calendar.horizon);
        let after = ENDS_AFTER.map(|share| window + index(share * count(horizon - window)));
        let mut ends = ends_in_window(model);
        ends.extend(after);
        ends.dedup();
        let span_of = (0..horizon).map(|month| ends.partition_point(|end| *end <= month)).collect();
        let value_sd = model.auction.plot_value_sd;
        let mut controls = Self {
            span_of,
            regimes: model.market.regime_count(),
            market: model.market.expected(&ends),
            ends,
            premium: ExpectedPremium::new(&model.auction),
            plots: Vec::new(),
            mean_value: exp(0.5 * value_sd * value_sd),
        };
        let unsold = model.plots.entries().filter(|(_, plot)| plot.status != PlotStatus::Sold);
        controls.plots = unsold
            .map(|(index, plot)| ControlledPlot {
                plot: index,
                listing: plot
                    .list_month
                    .and_then(|month| usize::try_from(month).ok())
                    .filter(|month| *month < horizon)
                    .map(|month| (controls.span(month), month)),
                is_acquired: plot.status == PlotStatus::Unreserved,
            })
            .collect();
        controls
    }

    /// Number of controls of a trial.
    pub fn width(&self) -> usize {
        (KINDS + self.regimes - 1) * self.ends.len() + ALONE
    }

    /// Span that a month of the horizon lies in.
    pub fn span(&self, month: usize) -> usize {
        self.span_of[month]
    }

    /// Months of each span.
    pub fn spans(&self) -> impl Iterator<Item = std::ops::Range<usize>> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| start..*end)
    }

    /// Place of a control.
    pub fn place(&self, kind: BySpan, span: usize) -> usize {
        kind as usize * self.ends.len() + span
    }

    /// Place of the months in a regime, other than the first.
    pub fn place_of_regime(&self, regime: usize, span: usize) -> usize {
        (KINDS + regime - 1) * self.ends.len() + span
    }

    /// Place of the acquisition cost of all plots, before that of their preparation cost.
    pub fn place_of_costs(&self) -> usize {
        self.width() - ALONE
    }
}

/// Where spans end in the window: early, at its half, and where the value of an auction for the window's
/// balance jumps because an instalment falls behind it.
fn ends_in_window(model: &Model) -> Vec<usize> {
    let window = model.calendar.window;
    let plan = &model.payment_plans[model.timeline.terms[window - 1].payment_plan];
    let before =
        |part: Option<&Instalment>| window - part.map_or(0, |part| part.months).min(window);
    let early = index(EARLY * count(window));
    let mut ends = vec![early, window / 2, before(plan.last()), before(plan.first())];
    ends.retain(|end| *end > 0);
    ends.sort_unstable();
    ends
}
