//! Policies that answer to what happens: each month, which of them are in force.
//!
//! A policy that is in force changes the trial's own timeline in the month, by the same
//! function that puts dated ones in force, and moves prices and bidders of the market path,
//! which were worked out before.
//!
//! # Why only the month itself
//!
//! Nobody knows in a month whether the policy will hold in the next, so prices, bidders and
//! rules are changed month by month. Lending rates alone reach further: they follow the
//! policy rate with a lag, so all later ones are worked out anew.

use crate::calendar::Month;
use crate::catalogue::event::Event;
use crate::catalogue::series::Series;
use crate::rules::instrument::Instrument;
use crate::rules::instrument::kind::{InstrumentKind, MarketMove};
use crate::rules::trigger::{Indicator, Trigger};
use crate::uncertainty::elementary::power;

use super::witness::{Occurrence, Witness};
use crate::trial::worker::Worker;

impl<W: Witness> Worker<'_, W> {
    /// Begins a month: what counts by calendar year starts anew in January, and policies
    /// with a trigger look at how the month before ended.
    #[inline(always)]
    pub(super) fn apply_triggered_policies(&mut self, month: Month) {
        let model = self.model;
        if model.calendar.date(month).month() == 1 {
            self.state.households_this_year = 0.0;
            self.state.bonds_this_year = 0.0;
            self.state.listed_this_year = (0.0, 0.0);
            self.state.buyback.begin_year();
            self.state.stock_rule.begin_year();
        }
        self.count_city_stock(month);
        for (place, policy) in model.triggered.iter().enumerate() {
            let holds = self
                .measured(&policy.trigger, month)
                .is_some_and(|value| policy.trigger.holds(value));
            let since = policy.in_force_since(self.state.in_force_since[place], month, holds);
            self.tell_of_policy(place, month, since);
            self.state.in_force_since[place] = since;
            if let Some(since) = since {
                self.put_in_force(&policy.instrument, policy.index, month, month.since(since));
            }
        }
    }

    /// Tells the witness when a policy comes into force or lapses.
    fn tell_of_policy(&mut self, place: usize, month: Month, since: Option<Month>) {
        let event = match (self.state.in_force_since[place], since) {
            (None, Some(_)) => Event::PolicyInForce,
            (Some(_), None) => Event::PolicyLapses,
            _ => return,
        };
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        self.witness.sees(Occurrence::new(month, event, place));
    }

    /// Puts a policy in force in a month, `elapsed` months after it came into force.
    fn put_in_force(
        &mut self,
        instrument: &Instrument,
        index: usize,
        month: Month,
        elapsed: usize,
    ) {
        let (model, place) = (self.model, (index, month, elapsed));
        let calendar = &model.calendar;
        let market_move = self.timeline.to_mut().put_in_force(instrument, place, calendar);
        if instrument.policy_rate(calendar.date(month)).is_some() {
            model.market.follow_policy_rate(&self.timeline, month, &mut self.market);
        }
        let Some(MarketMove { demand_multiplier, price_displacement }) = market_move else {
            return;
        };
        model.market.displace(&mut self.market, month, price_displacement);
        let rules = &model.auction;
        let mean = &mut self.market.bidder_mean[month];
        *mean =
            (*mean * demand_multiplier).clamp(rules.bidder_mean_least, rules.bidder_mean_greatest);
        if demand_multiplier != 1.0 {
            self.market.bid_level[month] *= power(demand_multiplier, rules.bid_demand_elasticity);
        }
    }

    /// What a trigger looks at, at the end of the month before; `None` where there is
    /// nothing yet: in month 0, without an auction, or without a limit to owe against.
    fn measured(&self, trigger: &Trigger, month: Month) -> Option<f64> {
        let last = month.before()?;
        match trigger.indicator {
            Indicator::PriceChange(of_use) => {
                let prices = &self.market.land_price[of_use];
                Some(prices[last] / prices[last.back(trigger.months)] - 1.0)
            }
            Indicator::FailedShare => {
                let from = month.back(trigger.months);
                let sum = |series| self.trial.series.sum(series, from..month);
                let held = sum(Series::Auctions);
                (held > 0.0).then(|| sum(Series::AuctionsFailed) / held)
            }
            Indicator::DebtShare => {
                let debt = self.trial.series.at(Series::DebtCny, last);
                let limit = debt + self.trial.series.at(Series::HeadroomCny, last);
                (limit > 0.0).then(|| debt / limit)
            }
            Indicator::Cash => Some(self.trial.series.at(Series::CashCny, last)),
        }
    }
}
