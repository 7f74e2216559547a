//! An English auction with private values: reserve price, bidders, price.
//!
//! Premium, single-bidder and failure rates come out of it, they are not put in. Only the two
//! highest valuations decide, and those of n bidders need two uniforms whatever n is: the highest
//! of n uniforms is U₁^(1/n), the second highest is that times U₂^(1/(n-1)).

pub mod premium;

use crate::scenario::programme::Auction;
use crate::uncertainty::elementary::{exp, exp_m1, ln, ln_1p, ln_all, power};
use crate::uncertainty::normal;
use crate::uncertainty::stream::{PlotPurpose, PlotUniforms, PlotWordTable};

/// What an auction is held on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Offer {
    /// Reserve price (CNY).
    pub reserve_price: f64,
    /// Median valuation when bids are made: the plot's market value with its own scatter, moved by
    /// [`bid_level`] (CNY).
    pub median_valuation: f64,
    /// Mean number of bidders after absorption.
    pub bidder_mean: f64,
}

/// Log of the median valuation over the market value when the log of developers' demand is
/// `demand`.
#[inline]
pub fn bid_level(rules: &Auction, demand: f64) -> f64 {
    rules.bid_bias + rules.bid_demand_elasticity * demand
}

/// Factor on an appraisal that knows a share of a plot's own value, whose log is `log_value`.
#[inline]
pub fn appraisal_factor(rules: &Auction, log_value: f64) -> f64 {
    exp(rules.appraisal_knowledge * log_value)
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// Number of bidders.
    pub bidders: u32,
    /// Hammer price (CNY); `None`: no valuation reached the reserve price.
    pub price: Option<f64>,
}

/// What the words of a round decide at an auction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Luck {
    /// Uniform variate of the number of bidders.
    bidders: f64,
    /// Logarithms of those of the highest and the second highest valuation.
    log_valuations: [f64; 2],
}

/// The valuations that decide.
const VALUATIONS: [PlotPurpose; 2] = [PlotPurpose::HighestValuation, PlotPurpose::SecondValuation];

impl Luck {
    /// That of one auction.
    pub fn of(words: &impl PlotUniforms) -> Self {
        Self {
            bidders: words.uniform(PlotPurpose::Bidders),
            log_valuations: VALUATIONS.map(|purpose| ln(words.uniform(purpose))),
        }
    }
}

/// The luck of many plots in auctions under one counter.
#[derive(Debug, Clone, Default)]
pub struct Lucks {
    bidders: Vec<f64>,
    log_valuations: [Vec<f64>; 2],
}

impl Lucks {
    /// Works out the [`Luck`] of the first `plots` plots of a table.
    pub fn work_out(&mut self, words: &PlotWordTable, plots: usize) {
        let fill = |values: &mut Vec<f64>, purpose| {
            values.clear();
            values.extend(words.uniforms(purpose).take(plots));
        };
        fill(&mut self.bidders, PlotPurpose::Bidders);
        for (logs, purpose) in self.log_valuations.iter_mut().zip(VALUATIONS) {
            fill(logs, purpose);
            ln_all(logs);
        }
    }

    /// That of a plot.
    #[inline]
    pub fn of(&self, plot: usize) -> Luck {
        Luck {
            bidders: self.bidders[plot],
            log_valuations: self.log_valuations.each_ref().map(|logs| logs[plot]),
        }
    }
}

/// Holds an auction with the luck of its round.
pub fn hold(rules: &Auction, offer: &Offer, luck: &Luck) -> Outcome {
    let bidders = rules.bidder_count.at(offer.bidder_mean, luck.bidders);
    if bidders == 0 {
        return Outcome { bidders, price: None };
    }
    let n = f64::from(bidders);
    let centre = offer.median_valuation;
    // Working with the probability of exceeding keeps its digits when n is large. Without a
    // second bidder the second valuation is worked out of nothing and not looked at.
    let log_highest = luck.log_valuations[0] / n;
    let log_second = log_highest + luck.log_valuations[1] / (n - 1.0).max(1.0);
    let exceeded = [log_highest, log_second].map(|log| -exp_m1(log));
    let [highest, second] = exceeded
        .map(normal::inverse_survival)
        .map(|z| exp(rules.bid_sd * z))
        .map(|factor| centre * factor);
    if highest < offer.reserve_price {
        return Outcome { bidders, price: None };
    }
    let competing = if bidders > 1 { second } else { 0.0 };
    let cap =
        rules.premium_cap.map_or(f64::INFINITY, |premium| offer.reserve_price * (1.0 + premium));
    Outcome { bidders, price: Some(competing.max(offer.reserve_price).min(cap)) }
}

/// Reserve price after `failed_rounds` failures: ratio × appraised value × (1 - cut)^rounds, at
/// least the plot's cost when the rule says so (CNY).
pub fn reserve_price(rules: &Auction, appraised_value: f64, failed_rounds: u32, cost: f64) -> f64 {
    let cut = (0..failed_rounds).fold(1.0, |factor, _| factor * (1.0 - rules.cut_per_failed_round));
    let price = rules.reserve_ratio * appraised_value * cut;
    if rules.cost_floor { price.max(cost) } else { price }
}

/// Factor on the mean number of bidders when `recent_gfa` of the main use was dealt in the last
/// twelve months: (1 + recent / annual absorption)^(-elasticity).
pub fn absorption_factor(rules: &Auction, main_use: usize, recent_gfa: f64) -> f64 {
    if recent_gfa == 0.0 || rules.absorption_elasticity == 0.0 {
        return 1.0;
    }
    exp(-rules.absorption_elasticity * ln(1.0 + recent_gfa / rules.absorption[main_use]))
}

/// Probability that an auction fails when a valuation reaches the reserve price with probability
/// `reach` and bidders come with this mean: the closed form of check 7.1.
pub fn failure_probability(rules: &Auction, mean: f64, reach: f64) -> f64 {
    use crate::uncertainty::bidder_count::BidderCount;
    match rules.bidder_count {
        BidderCount::NegativeBinomial { shape } => exp(-shape * ln_1p(mean * reach / shape)),
        BidderCount::Poisson => exp(-mean * reach),
        BidderCount::Fixed => power(1.0 - reach, mean.round()),
    }
}
