//! The control variates of a trial, taken down by a witness.
//!
//! Each has mean 0. Those of the market and of plots are what was drawn, and its squares
//! and products, less their means, and weighed by nothing that depends on the same luck;
//! those of auctions are outcomes less what was expected when the offer was made, so they
//! add up to a martingale whatever happened before.
//!
//! # Why a witness
//!
//! Controls are numbers beside the trial, not in it. A witness sees draws and auctions as
//! they come and cannot reach the trial, so a run with controls has the figures of a run
//! without.

use crate::calendar::{ByMonth, Month};
use crate::catalogue::land_use::Use;
use crate::model::Model;
use crate::model::auction::{self, Offer, application};
use crate::model::control_variates::{BySpan, ControlModel, ControlledPlot};
use crate::model::market::MarketPath;
use crate::model::scatter::Scatter;
use crate::quantity::count;
use crate::uncertainty::distribution::normal_cdf;
use crate::uncertainty::elementary::ln;

use super::witness::{FirstLook, Held, Witness};

/// Takes down the controls of one trial after another.
#[derive(Debug)]
pub struct ControlWitness<'m> {
    model: &'m Model,
    fixed: &'m ControlModel,
    /// Controls of the trial, in the order of [`ControlModel::place`].
    values: Vec<f64>,
    /// Log demand of the trial by month, for weighing failures by the demand to come.
    demand: ByMonth<f64>,
}

impl<'m> ControlWitness<'m> {
    /// The controls of a model's trials; `None` when they were not asked for
    /// ([`Model::controlled`]).
    pub fn of(model: &'m Model) -> Option<Self> {
        let fixed = model.controls.as_ref()?;
        let demand = ByMonth::same(0.0, model.calendar.horizon);
        Some(Self { model, fixed, values: vec![0.0; fixed.width()], demand })
    }

    /// The controls of the trial that was run last.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Adds to a control of a kind in a span.
    fn add(&mut self, kind: BySpan, span: usize, value: f64) {
        self.values[self.fixed.place(kind, span)] += value;
    }

    /// Takes down the market as it was drawn, before any policy moves it.
    fn take_market(&mut self, market: &MarketPath) {
        self.demand.copy_from(&market.demand);
        for (span, months) in self.fixed.spans().enumerate() {
            let last = months.end.back(1);
            self.add(BySpan::ResidentialLand, span, market.land_own[Use::Residential][last]);
            self.add(
                BySpan::CommercialOfficeLand,
                span,
                market.land_own[Use::CommercialOffice][last],
            );
            let demand = market.demand[months.clone()].iter().sum::<f64>();
            let demand = demand / count(months.end.since(months.start));
            self.add(BySpan::Demand, span, demand);
            let Some(expected) = &self.fixed.market else { continue };
            let house_price = market.house_price[last] - expected.house_price[last];
            self.add(BySpan::HousePrice, span, house_price);
            let moments = &expected.spans[span];
            let (square, square_of_demand) = (house_price * house_price, demand * demand);
            self.add(BySpan::HousePriceSquare, span, square - moments.house_price);
            self.add(BySpan::DemandSquare, span, square_of_demand - moments.demand);
            let product = house_price * demand - moments.covariance;
            self.add(BySpan::HousePriceTimesDemand, span, product);
            for month in Month::each(months) {
                for (regime, probability) in expected.regimes[month].iter().enumerate().skip(1) {
                    let is_in = if market.regime[month] == regime { 1.0 } else { 0.0 };
                    self.values[self.fixed.place_of_regime(regime, span)] += is_in - probability;
                }
            }
        }
    }

    /// Takes down a plot's own luck, weighed by what the plot would be worth on its planned
    /// day of listing.
    fn take_plot(&mut self, plot: &ControlledPlot, market: &MarketPath, scatter: &Scatter) {
        let (fixed, scatters) = (&self.model.plots[plot.plot], &self.model.scatter);
        let costs = self.fixed.place_of_costs();
        if plot.is_acquired {
            self.values[costs] +=
                fixed.acquisition_cost * (scatter.acquisition_cost(scatters, plot.plot) - 1.0);
        }
        self.values[costs + 1] +=
            fixed.preparation_cost * (scatter.preparation_cost(scatters, plot.plot) - 1.0);
        let Some((span, month)) = plot.listing else { return };
        let own = scatter.value(scatters, plot.plot) - self.fixed.mean_value;
        let prices = market.land_price.each_ref().map(|prices| prices[month]);
        let worth = fixed.worth.at(prices);
        self.add(BySpan::OwnValue, span, worth * own);
        self.add(BySpan::OwnValueTimesDemand, span, worth * own * market.demand[month]);
        if plot.is_acquired {
            let start = fixed.reserve_start.and_then(Month::planned).unwrap_or_default();
            let own = scatter.acquisition_duration(scatters, plot.plot, start);
            self.add(BySpan::AcquisitionDuration, span, worth * (own - 1.0));
        }
        if fixed.preparation_months > 0.0 {
            let own =
                scatter.preparation_duration(scatters, plot.plot, fixed.preparation_planned());
            self.add(BySpan::PreparationDuration, span, worth * (own - 1.0));
        }
    }

    /// Takes down whether an applicant came in the first month of a spell that was looked at,
    /// less the probability.
    fn take_first_look(&mut self, look: &FirstLook) {
        let rules = &self.model.auction;
        if rules.application.is_none_or(|application| application.is_at_once) {
            return;
        }
        let FirstLook { month, reserve_price, prospect, is_found } = *look;
        let missing = if is_found { 0.0 } else { 1.0 };
        let probability = application::none_comes(rules, &prospect);
        let value = reserve_price * (missing - probability);
        self.add(BySpan::Failure, self.fixed.span(month), value);
    }

    /// Takes down an auction: failed or not, and its premium, less what was expected of the
    /// offer as it stood, an applicant with it. Offers without a reserve price, or whose
    /// valuations do not scatter, tell nothing.
    fn take_auction(&mut self, held: &Held<'_>) {
        let Held { month, terms, offer, applicant, outcome } = *held;
        let Offer { reserve_price, median_valuation, bidder_mean } = offer;
        if median_valuation <= 0.0 || reserve_price <= 0.0 || self.model.auction.bid_sd == 0.0 {
            return;
        }
        let span = self.fixed.span(month);
        let reserve = reserve_price / median_valuation;
        let reach = normal_cdf(-ln(reserve) / self.model.auction.bid_sd);
        let others = auction::failure_probability(&self.model.auction, bidder_mean, reach);
        // Since he came, prices may have fallen: then his own valuation need not reach any more.
        let probability = applicant.map_or(others, |applicant| {
            let came = application::reach(&self.model.auction, applicant.least);
            if came > reach { others * (1.0 - reach / came) } else { 0.0 }
        });
        let failed = if outcome.price.is_none() { 1.0 } else { 0.0 };
        let failure = reserve_price * (failed - probability);
        self.add(BySpan::Failure, span, failure);
        // The market is drawn before anything is sold, so demand to come weighs as well as demand
        // that was.
        let again = month.plus(terms.relist_months + self.model.auction.notice_months);
        let demand = self.demand[again.min(self.demand.end().back(1))];
        self.add(BySpan::FailureTimesDemand, span, failure * demand);
        let cap = terms.premium_cap.map_or(f64::INFINITY, |premium| reserve * (1.0 + premium));
        let expected = self.fixed.premium.as_ref().and_then(|premium| match applicant {
            None => premium.at(bidder_mean, reserve, cap),
            Some(applicant) => {
                premium.beside_applicant(bidder_mean, (reserve, cap), applicant.least)
            }
        });
        if let Some(expected) = expected {
            let premium = outcome.price.map_or(0.0, |price| price - reserve_price);
            self.add(BySpan::Premium, span, premium - median_valuation * expected);
        }
    }
}

/// Whether controls are taken down is the model's to say.
impl Witness for Option<ControlWitness<'_>> {
    const WATCHES: bool = false;

    fn draws(&mut self, market: &MarketPath, scatter: &Scatter) {
        let Some(controls) = self else { return };
        controls.values.fill(0.0);
        controls.take_market(market);
        for plot in &controls.fixed.plots {
            controls.take_plot(plot, market, scatter);
        }
    }

    fn takes_controls(&self) -> bool {
        self.is_some()
    }

    fn looks(&mut self, look: &FirstLook) {
        if let Some(controls) = self {
            controls.take_first_look(look);
        }
    }

    fn holds(&mut self, held: &Held<'_>) {
        if let Some(controls) = self {
            controls.take_auction(held);
        }
    }
}
