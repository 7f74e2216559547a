//! Auctions that are held together, as many at once as the machine can: those of a month in
//! several trials. The formulas are those of one auction, on a register instead of a
//! number.
//!
//! # Why
//!
//! The months of a trial cannot run side by side, but eight trials can: their auctions of a
//! month fill the widest registers, and what is asked for most often (logarithms,
//! exponentials, normal quantiles) costs an eighth. Nothing passes from one auction to
//! another, so each is what it is by itself, to the last bit.
//!
//! # How
//!
//! A month goes in three steps. Every worker *calls* its auctions: the inputs are put as
//! numbers into columns of eight. The session *holds* all of them in one go. Each worker
//! then *reads* what came of its own by the place it was told. Rules of bidding may differ
//! between trials (uncertain numbers); only auctions with one distribution of the number of
//! bidders share a block, since that decides which formula a lane runs.

use pulp::{Arch, Simd, WithSimd};

use crate::uncertainty::bidder_count::BidderCount;

use super::numbers::{AuctionNumbers, AuctionResults, Column, ROOM};
use super::{AuctionInputs, ResolvedAuction, hold_each, resolve};

/// Columns of up to [`ROOM`] auctions with bidders of one kind. Places beyond those that
/// were called hold what earlier ones left; they are worked on and not read.
#[derive(Debug, Clone)]
struct Block {
    /// Number of auctions that were called, from the first place on.
    called: usize,
    bidder_count: BidderCount,
    numbers: AuctionNumbers<Column>,
    results: AuctionResults<Column>,
}

impl Block {
    /// A block whose numbers can be worked on: what logarithms are taken of is positive.
    const EMPTY: Self = Self {
        called: 0,
        bidder_count: BidderCount::Fixed,
        numbers: AuctionNumbers {
            absorbed: [1.0; ROOM],
            bidders_draw: [0.5; ROOM],
            log_highest: [-1.0; ROOM],
            log_second: [-1.0; ROOM],
            ..AuctionNumbers::ZERO
        },
        results: AuctionResults::ZERO,
    };

    /// Puts an auction's numbers into the next free place.
    fn call(&mut self, inputs: &AuctionInputs<'_>) {
        let at = self.called % ROOM;
        self.called += 1;
        inputs.numbers().put(&mut self.numbers, at);
    }

    /// Holds all auctions of the block, a register of them at a time.
    #[inline(always)]
    fn hold<S: Simd>(&mut self, simd: S) {
        // Nobody comes to auctions that were not called.
        self.numbers.bidders_draw[self.called..].fill(0.0);
        for at in 0..ROOM / S::F64_LANES {
            let registers = self.numbers.registers(simd, at);
            self.results.put_registers(hold_each(self.bidder_count, &registers), at);
        }
    }

    /// What came of the auction in a place of the block.
    fn resolved(&self, at: usize) -> ResolvedAuction {
        resolve(&self.numbers.at(at), &self.results.at(at))
    }
}

/// Auctions that are called, then held, then read.
#[derive(Debug, Clone, Default)]
pub struct Session {
    /// Blocks, of which the first are in use; the others keep their room for busier months.
    blocks: Vec<Block>,
    /// Number of blocks in use.
    used: usize,
}

impl Session {
    /// Forgets all auctions, at the beginning of a month.
    pub fn clear(&mut self) {
        self.used = 0;
    }

    /// Takes on an auction and tells its place, by which it is read after it was held.
    pub fn call(&mut self, inputs: &AuctionInputs<'_>) -> u32 {
        let bidder_count = inputs.rules.bidder_count;
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
        block.call(inputs);
        u32::try_from((self.used - 1) * ROOM + block.called - 1).unwrap_or(u32::MAX)
    }

    /// Holds all auctions that were called since the last [`Self::clear`].
    pub fn hold(&mut self) {
        if self.used > 0 {
            // The same instructions in the same order on every machine, only more values at once.
            Arch::new().dispatch(Hold(&mut self.blocks[..self.used]));
        }
    }

    /// What came of the auction of a place; it means nothing before [`Self::hold`].
    #[inline]
    pub fn resolved(&self, place: u32) -> ResolvedAuction {
        let place = place as usize;
        self.blocks[place / ROOM].resolved(place % ROOM)
    }
}

/// Blocks to be held, as a task for registers as wide as the machine has.
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
    use crate::catalogue::land_use::Use;
    use crate::model::auction::{Applicant, AuctionDraws};
    use crate::rules::auction::{Auction, AuctionTerms};
    use crate::scenario::Scenario;
    use crate::uncertainty::stream::EntityKey;

    /// Rules in which every part of a call matters, and those that leave something out.
    fn all_rules() -> Vec<Auction> {
        let baseline = Scenario::baseline().unwrap().rules.auction;
        let negative_binomial = BidderCount::NegativeBinomial { shape: 0.7 };
        let terms = AuctionTerms {
            premium_cap: Some(0.15),
            cost_floor: true,
            state_buyer_probability: 0.3,
            ..baseline.terms
        };
        let capped = Auction {
            terms,
            bidder_count: negative_binomial,
            absorption_elasticity: 0.8,
            appraisal_knowledge: 0.6,
            ..baseline
        };
        let free = AuctionTerms { premium_cap: None, cost_floor: false, ..terms };
        let uncapped = Auction { terms: free, ..capped };
        let poisson = Auction { bidder_count: BidderCount::Poisson, bid_sd: 3.0, ..uncapped };
        let fixed = Auction { bidder_count: BidderCount::Fixed, ..capped };
        let indifferent = Auction {
            terms: AuctionTerms { reserve_ratio: 0.0, ..terms },
            absorption_elasticity: 0.0,
            bid_sd: 0.0,
            ..capped
        };
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
            let rules_of = |auction: u32| &rules[(round / 3 + auction / 4) as usize % rules.len()];
            let calls: Vec<AuctionInputs<'_>> = (0..=round % 23)
                .map(|auction| {
                    let draws = key.occasion_draws(u64::from(round), auction);
                    let share = f64::from(auction % 5);
                    AuctionInputs {
                        rules: rules_of(auction),
                        terms: &rules_of(auction).terms,
                        appraised_worth: 1e9 * (1.0 + share),
                        log_value: 0.2 * share - 0.3,
                        failed_rounds: auction % 3,
                        vain_spells: auction % 2,
                        applicant: (auction % 4 == 0)
                            .then_some(Applicant { normal: 0.3, least: 1.0 }),
                        full_cost: 0.9e9,
                        median_valuation: 0.9e9 * (1.0 + share),
                        bidder_mean: 0.4 + f64::from(round % 11),
                        main_use: Use::ALL[(auction % 2) as usize],
                        recent_gfa: 4e5 * f64::from(auction % 4),
                        draws: AuctionDraws::of(&draws),
                    }
                })
                .collect();
            let places: Vec<u32> = calls.iter().map(|call| session.call(call)).collect();
            session.hold();
            for (call, place) in calls.iter().zip(places) {
                let (together, alone) = (session.resolved(place), call.hold());
                assert_eq!(together, alone, "round {round}");
                let ResolvedAuction { offer, outcome, .. } = alone;
                failed += usize::from(outcome.price.is_none());
                sold += usize::from(outcome.price.is_some_and(|p| p > offer.reserve_price));
                let cap = call.terms.premium_cap.map(|cap| offer.reserve_price * (1.0 + cap));
                capped += usize::from(cap.is_some() && outcome.price == cap);
                taken += usize::from(alone.state_buyer);
            }
        }
        assert!([failed, sold, capped, taken].iter().all(|seen| *seen > 100), "all kinds came");
    }
}
