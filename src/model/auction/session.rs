//! Auctions that are held together, as many at once as the machine can: those of a month in several trials.
//!
//! What comes out is what [`Call::hold`] gives of each by itself, to the last bit.

use pulp::{Arch, Simd, WithSimd};

use crate::uncertainty::bidder_count::BidderCount;
use crate::uncertainty::elementary::{bounded_exp, exp_m1_of_usual, ln_of_normal};
use crate::uncertainty::lanes::{Lanes, Register};
use crate::uncertainty::normal::inverse_survival_each;

use super::{Call, Held, Offer, Outcome};

/// Auctions whose columns lie together: as many values as the widest registers hold.
const ROOM: usize = 8;

type Column = [f64; ROOM];

/// Columns of up to [`ROOM`] auctions with bidders of one kind. Places beyond those that were called hold what
/// earlier ones left; they are worked on and not read.
#[derive(Debug, Clone)]
struct Block {
    called: usize,
    bidder_count: BidderCount,
    appraised_worth: Column,
    appraised_value: Column,
    appraisal_exponent: Column,
    reserve_ratio: Column,
    cut: Column,
    least_reserve_price: Column,
    reserve_price: Column,
    median_valuation: Column,
    /// Before absorption.
    usual_bidder_mean: Column,
    /// After it.
    bidder_mean: Column,
    /// One more than what was absorbed over what a year absorbs.
    absorbed: Column,
    absorption_elasticity: Column,
    bidders_uniform: Column,
    bidders: Column,
    log_valuations: [Column; 2],
    /// The two highest (CNY).
    valuations: [Column; 2],
    bid_sd: Column,
    /// Highest price over the reserve price.
    cap: Column,
    state_buyer_uniform: Column,
    state_buyer_probability: Column,
}

impl Block {
    const EMPTY: Self = Self {
        called: 0,
        bidder_count: BidderCount::Fixed,
        appraised_worth: [0.0; ROOM],
        appraised_value: [0.0; ROOM],
        appraisal_exponent: [0.0; ROOM],
        reserve_ratio: [0.0; ROOM],
        cut: [0.0; ROOM],
        least_reserve_price: [0.0; ROOM],
        reserve_price: [0.0; ROOM],
        median_valuation: [0.0; ROOM],
        usual_bidder_mean: [0.0; ROOM],
        bidder_mean: [0.0; ROOM],
        absorbed: [1.0; ROOM],
        absorption_elasticity: [0.0; ROOM],
        bidders_uniform: [0.5; ROOM],
        bidders: [0.0; ROOM],
        log_valuations: [[-1.0; ROOM]; 2],
        valuations: [[0.0; ROOM]; 2],
        bid_sd: [0.0; ROOM],
        cap: [0.0; ROOM],
        state_buyer_uniform: [0.0; ROOM],
        state_buyer_probability: [0.0; ROOM],
    };

    fn call(&mut self, call: &Call<'_>) {
        let Call { rules, luck, .. } = call;
        let at = self.called % ROOM;
        self.called += 1;
        self.appraised_worth[at] = call.appraised_worth;
        self.appraisal_exponent[at] = super::appraisal_exponent(rules, call.log_value);
        self.reserve_ratio[at] = rules.reserve_ratio;
        self.cut[at] = super::cut(rules, call.failed_rounds);
        self.least_reserve_price[at] =
            if rules.cost_floor { call.full_cost } else { f64::NEG_INFINITY };
        self.median_valuation[at] = call.median_valuation;
        self.usual_bidder_mean[at] = call.bidder_mean;
        self.absorbed[at] = 1.0 + call.recent_gfa / rules.absorption[call.main_use];
        self.absorption_elasticity[at] = rules.absorption_elasticity;
        self.bidders_uniform[at] = luck.bidders;
        for (logs, log) in self.log_valuations.iter_mut().zip(luck.log_valuations) {
            logs[at] = log;
        }
        self.bid_sd[at] = rules.bid_sd;
        self.cap[at] = super::cap(rules);
        self.state_buyer_uniform[at] = luck.state_buyer;
        self.state_buyer_probability[at] = rules.state_buyer_probability;
    }

    #[inline(always)]
    fn hold<S: Simd>(&mut self, simd: S) {
        // Nobody comes to auctions that were not called.
        self.bidders_uniform[self.called..].fill(0.0);
        for at in 0..ROOM / S::F64_LANES {
            self.hold_register(simd, at);
        }
    }

    /// Holds the auctions of the register `at` of each column.
    #[inline(always)]
    fn hold_register<S: Simd>(&mut self, simd: S, at: usize) {
        let of = |column: &Column| Register::new(simd, S::as_simd_f64s(column).0[at]);
        let into = |column: &mut Column, lanes| S::as_mut_simd_f64s(column).0[at] = lanes;
        let appraised = of(&self.appraised_worth) * bounded_exp(of(&self.appraisal_exponent));
        let price = of(&self.reserve_ratio) * appraised * of(&self.cut);
        let least = of(&self.least_reserve_price);
        into(&mut self.appraised_value, appraised.lanes());
        into(&mut self.reserve_price, least.or(price.is_less(least), price).lanes());
        let exponent = -of(&self.absorption_elasticity) * ln_of_normal(of(&self.absorbed));
        let mean = (of(&self.usual_bidder_mean) * bounded_exp(exponent)).lanes();
        into(&mut self.bidder_mean, mean);
        let bidders = self.bidder_count.at_each(simd, mean, of(&self.bidders_uniform).lanes());
        into(&mut self.bidders, bidders);
        // The two highest valuations, also where fewer bidders came: nobody looks at them.
        let n = Register::new(simd, bidders);
        let logs = self.log_valuations.each_ref().map(of);
        let log_highest = logs[0] / n.at_least(1.0);
        let log_second = log_highest + logs[1] / (n - 1.0).at_least(1.0);
        for (column, log) in self.valuations.iter_mut().zip([log_highest, log_second]) {
            let z = inverse_survival_each(simd, (-exp_m1_of_usual(log)).lanes());
            let factor = bounded_exp(of(&self.bid_sd) * Register::new(simd, z));
            into(column, (factor * of(&self.median_valuation)).lanes());
        }
    }

    fn held(&self, at: usize) -> Held {
        let offer = Offer {
            reserve_price: self.reserve_price[at],
            median_valuation: self.median_valuation[at],
            bidder_mean: self.bidder_mean[at],
        };
        let valuations = self.valuations.each_ref().map(|list| list[at]);
        let price = super::price(self.bidders[at], valuations, offer.reserve_price, self.cap[at]);
        let outcome = Outcome { bidders: whole(self.bidders[at]), price };
        let (uniform, probability) =
            (self.state_buyer_uniform[at], self.state_buyer_probability[at]);
        let state_buyer = super::is_taken(&outcome, uniform, probability);
        Held { appraised_value: self.appraised_value[at], offer, outcome, state_buyer }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number of bidders is whole and not negative"
)]
fn whole(bidders: f64) -> u32 {
    bidders as u32
}

/// Auctions that are called, then held, then read.
#[derive(Debug, Clone, Default)]
pub struct Session {
    /// The first of them in use; the others keep their room.
    blocks: Vec<Block>,
    used: usize,
}

impl Session {
    /// Forgets all auctions.
    pub fn clear(&mut self) {
        self.used = 0;
    }

    /// Takes on an auction and tells its place.
    pub fn call(&mut self, call: &Call<'_>) -> u32 {
        let bidder_count = call.rules.bidder_count;
        let has_room = self.blocks[..self.used]
            .last()
            .is_some_and(|block| block.called < ROOM && block.bidder_count == bidder_count);
        if !has_room {
            if self.used == self.blocks.len() {
                self.blocks.push(Block::EMPTY);
            }
            let block = &mut self.blocks[self.used];
            (block.called, block.bidder_count) = (0, bidder_count);
            self.used += 1;
        }
        let block = &mut self.blocks[self.used - 1];
        block.call(call);
        u32::try_from((self.used - 1) * ROOM + block.called - 1).unwrap_or(u32::MAX)
    }

    /// Holds all auctions that were called since the last [`Self::clear`].
    pub fn hold(&mut self) {
        if self.used > 0 {
            // The same instructions in the same order on every machine, only more values at once.
            Arch::new().dispatch(Hold(&mut self.blocks[..self.used]));
        }
    }

    /// The auction of a place, once it was held.
    #[inline]
    pub fn held(&self, place: u32) -> Held {
        let place = place as usize;
        self.blocks[place / ROOM].held(place % ROOM)
    }
}

struct Hold<'b>(&'b mut [Block]);

impl WithSimd for Hold<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        for block in self.0 {
            block.hold(simd);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::auction::Luck;
    use crate::scenario::Scenario;
    use crate::scenario::programme::Auction;
    use crate::uncertainty::stream::EntityKey;

    /// Rules in which every part of a call matters, and those that leave something out.
    fn all_rules() -> Vec<Auction> {
        let baseline = Scenario::baseline().unwrap().auction;
        let negative_binomial = BidderCount::NegativeBinomial { shape: 0.7 };
        let capped = Auction {
            bidder_count: negative_binomial,
            premium_cap: Some(0.15),
            cost_floor: true,
            absorption_elasticity: 0.8,
            appraisal_knowledge: 0.6,
            state_buyer_probability: 0.3,
            ..baseline
        };
        let uncapped = Auction { premium_cap: None, cost_floor: false, ..capped };
        let poisson = Auction { bidder_count: BidderCount::Poisson, bid_sd: 3.0, ..uncapped };
        let fixed = Auction { bidder_count: BidderCount::Fixed, ..capped };
        let indifferent =
            Auction { absorption_elasticity: 0.0, bid_sd: 0.0, reserve_ratio: 0.0, ..capped };
        vec![baseline, capped, uncapped, poisson, fixed, indifferent]
    }

    #[test]
    fn auctions_held_together_are_what_each_is_by_itself() {
        let (rules, key) = (all_rules(), EntityKey::plot(3, "session"));
        let mut session = Session::default();
        let (mut failed, mut sold, mut capped, mut taken) = (0, 0, 0, 0);
        // Rounds of different sizes, so that registers are full, half full and left from before.
        for round in 0_u32..600 {
            session.clear();
            let calls: Vec<Call<'_>> = (0..=round % 23)
                .map(|auction| {
                    let words = key.plot_words(u64::from(round), auction);
                    let share = f64::from(auction % 5);
                    Call {
                        rules: &rules[(round / 3 + auction / 4) as usize % rules.len()],
                        appraised_worth: 1e9 * (1.0 + share),
                        log_value: 0.2 * share - 0.3,
                        failed_rounds: auction % 3,
                        full_cost: 0.9e9,
                        median_valuation: 0.9e9 * (1.0 + share),
                        bidder_mean: 0.4 + f64::from(round % 11),
                        main_use: (auction % 2) as usize,
                        recent_gfa: 4e5 * f64::from(auction % 4),
                        luck: Luck::of(&words),
                    }
                })
                .collect();
            let places: Vec<u32> = calls.iter().map(|call| session.call(call)).collect();
            session.hold();
            for (call, place) in calls.iter().zip(places) {
                let (together, alone) = (session.held(place), call.hold());
                assert_eq!(together, alone, "round {round}");
                let Held { offer, outcome, .. } = alone;
                failed += usize::from(outcome.price.is_none());
                sold += usize::from(outcome.price.is_some_and(|p| p > offer.reserve_price));
                let cap = call.rules.premium_cap.map(|cap| offer.reserve_price * (1.0 + cap));
                capped += usize::from(cap.is_some() && outcome.price == cap);
                taken += usize::from(alone.state_buyer);
            }
        }
        assert!([failed, sold, capped, taken].iter().all(|seen| *seen > 100), "all kinds came");
    }
}
