//! Check 9.3: what buyers pay, rebuilt from the deals alone; auctions and prices
//! within their rules.

use std::collections::BTreeMap;

use landsim::calendar::{ByMonth, Month};
use landsim::catalogue::series::Series;
use landsim::model::plot_index::PlotIndex;
use landsim::quantity::count;
use landsim::trial::record::Deal;

use crate::drawn::{Future, equal, holds, in_every_trial};

/// Series that receipts are posted to, in the order of [`Postings`].
const POSTED: [Series; 9] = [
    Series::ReceiptsCny,
    Series::ReceiptsStateBuyerCny,
    Series::HandlingFeeCny,
    Series::IncomeFundCny,
    Series::AccrualEducationCny,
    Series::AccrualIrrigationCny,
    Series::AccrualAffordableHousingCny,
    Series::CityShareCny,
    Series::DistrictLandGainCny,
];

/// What the treasury and the centre get, month by month, as an accountant posts it from contracts.
struct Postings {
    by_series: [ByMonth<f64>; POSTED.len()],
    cost_received: ByMonth<f64>,
    cost_returned: ByMonth<f64>,
}

impl Postings {
    fn of(future: &Future<'_>) -> Self {
        let zeros = || ByMonth::same(0.0, future.model.calendar.horizon);
        let mut postings = Self {
            by_series: std::array::from_fn(|_| zeros()),
            cost_received: zeros(),
            cost_returned: zeros(),
        };
        for deal in &future.trial.deals {
            postings.post_deal(future, deal);
        }
        postings
    }

    fn post_deal(&mut self, future: &Future<'_>, deal: &Deal) {
        let rules = &future.scenario.rules.receipts;
        let first = rules.instalments[0];
        let Some(missed) = deal.default_month else {
            for instalment in &rules.instalments {
                let paid_in = deal.month.plus(instalment.months);
                let paid = instalment.share * deal.price;
                self.post(future, deal, paid, paid_in, paid_in);
                let years = count(instalment.months - first.months) / 12.0;
                self.gain(deal, paid_in, rules.instalment_interest_rate * years * paid);
            }
            return;
        };
        let (paid, paid_in) = (first.share * deal.price, deal.month.plus(first.months));
        self.post(future, deal, paid, paid_in, paid_in);
        self.post(future, deal, -paid, paid_in, missed);
        self.gain(deal, missed, (rules.deposit_share * deal.reserve_price).min(paid));
    }

    /// What comes in undivided: a receipt that is gain of the district as a whole.
    fn gain(&mut self, deal: &Deal, month: Month, amount: f64) {
        let from_state = if deal.state_buyer { amount } else { 0.0 };
        for (place, amount) in [(0, amount), (1, from_state), (8, amount)] {
            add(&mut self.by_series[place], month, amount);
        }
    }

    /// Divides `gross` at the rates of `paid_in` and posts it in `month`.
    fn post(&mut self, future: &Future<'_>, deal: &Deal, gross: f64, paid_in: Month, month: Month) {
        let rules = &future.scenario.rules.receipts;
        let (fee, fund) = (gross * rules.handling_fee_rate, gross * rules.income_fund_rate);
        let share_of_price = if deal.price > 0.0 { gross.abs() / deal.price } else { 0.0 };
        let cost =
            gross.signum() * (gross - fee - fund).abs().min(share_of_price * deal.recognised_cost);
        let net_gain = gross - fee - fund - cost;
        let date = future.model.calendar.date(paid_in.min(future.end().back(1)));
        let accruals = rules.accruals.each_ref().map(|steps| {
            let in_force =
                steps.iter().rev().find(|step| step.from.is_none_or(|from| from <= date));
            net_gain * in_force.map_or(0.0, |step| step.value)
        });
        let rest = net_gain - accruals.iter().sum::<f64>();
        let city =
            rest * rules.city_share[future.portfolio.plots[deal.plot.place()].class as usize];
        let from_state = if deal.state_buyer { gross } else { 0.0 };
        let amounts = [
            gross,
            from_state,
            fee,
            fund,
            accruals[0],
            accruals[1],
            accruals[2],
            city,
            rest - city,
        ];
        for (series, amount) in self.by_series.iter_mut().zip(amounts) {
            add(series, month, amount);
        }
        add(&mut self.cost_received, month, cost);
        add(&mut self.cost_returned, month.max(paid_in.plus(rules.return_lag_months)), cost);
    }
}

fn add(series: &mut ByMonth<f64>, month: Month, amount: f64) {
    if let Some(value) = series.get_mut(month) {
        *value += amount;
    }
}

#[test]
fn every_posting_follows_from_the_deals() {
    in_every_trial(|future| {
        let postings = Postings::of(future);
        let size: f64 = future.trial.deals.iter().map(|deal| deal.price).fold(1.0, f64::max);
        let idle_fees = future.trial.series.row(Series::IdleFeeCny);
        for (series, rebuilt) in POSTED.into_iter().zip(&postings.by_series) {
            let is_gain = series == Series::DistrictLandGainCny;
            for (month, amount) in rebuilt.entries() {
                let expected = amount + if is_gain { idle_fees[month.place()] } else { 0.0 };
                equal(series.id(), month, future.at(series, month), expected, size)?;
            }
        }
        let mut held = 0.0;
        for month in future.months() {
            equal(
                "cost returned",
                month,
                future.at(Series::CostReturnedCny, month),
                postings.cost_returned[month],
                size,
            )?;
            held += postings.cost_received[month] - postings.cost_returned[month];
            equal(
                "held by the treasury",
                month,
                future.at(Series::TreasuryBalanceCny, month),
                held,
                100.0 * size,
            )?;
        }
        Ok(())
    });
}

#[test]
fn a_deal_says_what_all_its_receipts_bring_whenever_paid() {
    in_every_trial(|future| {
        let rules = &future.scenario.rules.receipts;
        let kept = 1.0 - rules.handling_fee_rate - rules.income_fund_rate;
        for deal in &future.trial.deals {
            let (net_gain, inflow) = if deal.default_month.is_some() {
                let paid = rules.instalments[0].share * deal.price;
                (0.0, (rules.deposit_share * deal.reserve_price).min(paid))
            } else {
                let net_gain = (kept * deal.price - deal.recognised_cost).max(0.0);
                let cost = kept * deal.price - net_gain;
                (net_gain, cost + rules.income_fund_rate * deal.price + deal.district_gain)
            };
            equal("net gain", deal.month, deal.net_gain, net_gain, deal.price)?;
            equal("district inflow", deal.month, deal.district_inflow, inflow, deal.price)?;
            let allowance = deal.full_cost * (1.0 + rules.finance_allowance);
            equal("recognised cost", deal.month, deal.recognised_cost, allowance, allowance)?;
        }
        Ok(())
    });
}

#[test]
fn idle_fees_are_a_fifth_of_prices_of_land_that_turned_idle() {
    in_every_trial(|future| {
        let rules = &future.scenario.rules.delivery;
        for (month, fee) in future.months().zip(future.trial.series.months(Series::IdleFeeCny)) {
            let turned_idle =
                future.trial.deals.iter().filter(|deal| deal.idle_month == Some(month));
            let most: f64 = turned_idle.map(|deal| rules.idle_fee_share * deal.price).sum();
            holds(fee <= most * (1.0 + 1e-9), || {
                format!("{fee} of idle fees in month {month}, at most {most}")
            })?;
        }
        Ok(())
    });
}

#[test]
fn no_auction_closes_below_its_reserve_price_or_above_its_cap() {
    in_every_trial(|future| {
        let rules = &future.scenario.rules.auction;
        for auction in &future.trial.auctions {
            let Some(price) = auction.price else { continue };
            let cap = rules
                .terms
                .premium_cap
                .map_or(f64::INFINITY, |cap| auction.reserve_price * (1.0 + cap));
            let within = auction.reserve_price <= price && price <= cap;
            holds(within && auction.bidders > 0 && !auction.state_buyer, || {
                format!("{auction:?} with a cap at {cap}")
            })?;
            holds(auction.bidders > 1 || price == auction.reserve_price, || {
                format!("{auction:?} without a rival")
            })?;
        }
        Ok(())
    });
}

#[test]
fn every_deal_has_its_auction_and_every_success_its_deal() {
    in_every_trial(|future| {
        let sold = future
            .trial
            .auctions
            .iter()
            .filter(|auction| auction.price.is_some() || auction.state_buyer);
        holds(sold.clone().count() == future.trial.deals.len(), || {
            "deals without auctions".to_owned()
        })?;
        for (auction, deal) in sold.zip(&future.trial.deals) {
            let same = (auction.plot, auction.month, auction.reserve_price)
                == (deal.plot, deal.month, deal.reserve_price);
            let price = auction.price.unwrap_or(auction.reserve_price);
            holds(same && price == deal.price && auction.state_buyer == deal.state_buyer, || {
                format!("{auction:?} {deal:?}")
            })?;
        }
        for month in future.months() {
            let held = future.trial.auctions.iter().filter(|auction| auction.month == month);
            let failed = held.clone().filter(|auction| auction.price.is_none()).count();
            let counted =
                (future.at(Series::Auctions, month), future.at(Series::AuctionsFailed, month));
            let found = (count(held.count()), count(failed));
            holds(counted == found, || {
                format!("{counted:?} auctions and failures in month {month}, held {found:?}")
            })?;
        }
        Ok(())
    });
}

#[test]
fn a_plot_is_dealt_again_only_after_a_default_or_a_repossession() {
    in_every_trial(|future| {
        let mut last: BTreeMap<PlotIndex, &Deal> = BTreeMap::new();
        for deal in &future.trial.deals {
            if let Some(earlier) = last.insert(deal.plot, deal) {
                let ends = earlier.default_month.or(earlier.repossession_month);
                holds(ends.is_some_and(|end| earlier.month <= end && end < deal.month), || {
                    format!("{earlier:?} and then {deal:?}")
                })?;
            }
        }
        Ok(())
    });
}

#[test]
fn a_plot_fails_at_most_the_allowed_rounds_in_a_row_and_waits_between_them() {
    in_every_trial(|future| {
        let rules = &future.scenario.rules.auction;
        let mut rounds: BTreeMap<PlotIndex, (usize, Month)> = BTreeMap::new();
        for auction in &future.trial.auctions {
            let (failures, last) = rounds.entry(auction.plot).or_default();
            holds(*failures < rules.terms.max_rounds, || {
                format!("{auction:?} after {failures} failures")
            })?;
            let earliest = if *failures > 0 {
                last.plus(rules.terms.relist_months + rules.notice_months)
            } else {
                Month::START
            };
            holds(auction.month >= earliest, || format!("{auction:?} before month {earliest}"))?;
            *failures =
                if auction.price.is_none() && !auction.state_buyer { *failures + 1 } else { 0 };
            *last = auction.month;
        }
        Ok(())
    });
}
