//! An English auction with private values: reserve price, bidders, price.
//!
//! Premium, single-bidder and failure rates come out of it, they are not put in. Only the two
//! highest valuations decide, and those of n bidders need two uniforms whatever n is: the highest
//! of n uniforms is U₁^(1/n), the second highest is that times U₂^(1/(n-1)).

pub mod premium;
pub mod session;

use crate::scenario::programme::Auction;
use crate::uncertainty::elementary::{bounded_exp, exp, exp_m1, ln, ln_1p, ln_all, power};
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
    bounded_exp(appraisal_exponent(rules, log_value))
}

#[inline]
fn appraisal_exponent(rules: &Auction, log_value: f64) -> f64 {
    rules.appraisal_knowledge * log_value
}

/// What is known of an auction before it is held.
#[derive(Debug, Clone, Copy)]
pub struct Call<'r> {
    /// The rules it was listed under.
    pub rules: &'r Auction,
    /// Worth at the prices that the appraisal knows, without the plot's own value (CNY).
    pub appraised_worth: f64,
    /// Log of the plot's own value around the market's.
    pub log_value: f64,
    /// Failures since the last deal.
    pub failed_rounds: u32,
    /// Outlays still to be recovered (CNY).
    pub full_cost: f64,
    /// Median valuation when bids are made (CNY).
    pub median_valuation: f64,
    /// Mean number of bidders before absorption.
    pub bidder_mean: f64,
    /// Main use, as a place among [`Auction::absorption`].
    pub main_use: usize,
    /// Floor area of the main use dealt in the last twelve months (m²).
    pub recent_gfa: f64,
    /// What the words of the round decide.
    pub luck: Luck,
}

/// An auction that was held.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Held {
    /// Appraised value (CNY).
    pub appraised_value: f64,
    /// What it was held on.
    pub offer: Offer,
    /// What came of it.
    pub outcome: Outcome,
    /// Whether the district's own company takes the plot after the failure.
    pub state_buyer: bool,
}

impl Call<'_> {
    /// Holds it by itself.
    pub fn hold(&self) -> Held {
        let Self { rules, luck, .. } = self;
        let appraised_value = self.appraised_worth * appraisal_factor(rules, self.log_value);
        let offer = Offer {
            reserve_price: reserve_price(
                rules,
                appraised_value,
                self.failed_rounds,
                self.full_cost,
            ),
            median_valuation: self.median_valuation,
            bidder_mean: self.bidder_mean
                * absorption_factor(rules, self.main_use, self.recent_gfa),
        };
        let outcome = hold(rules, &offer, luck);
        let state_buyer = is_taken(&outcome, luck.state_buyer, rules.state_buyer_probability);
        Held { appraised_value, offer, outcome, state_buyer }
    }
}

/// Whether the district's own company takes what failed.
#[inline]
fn is_taken(outcome: &Outcome, uniform: f64, probability: f64) -> bool {
    outcome.price.is_none() && uniform < probability
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
    /// Uniform variate of whether the district's own company takes what failed.
    state_buyer: f64,
}

/// The valuations that decide.
const VALUATIONS: [PlotPurpose; 2] = [PlotPurpose::HighestValuation, PlotPurpose::SecondValuation];

impl Luck {
    /// That of one auction.
    pub fn of(words: &impl PlotUniforms) -> Self {
        Self {
            bidders: words.uniform(PlotPurpose::Bidders),
            log_valuations: VALUATIONS.map(|purpose| ln(words.uniform(purpose))),
            state_buyer: words.uniform(PlotPurpose::StateBuyer),
        }
    }
}

/// The luck of many plots in auctions under one counter.
#[derive(Debug, Clone, Default)]
pub struct Lucks {
    of_plots: Vec<Luck>,
    /// Logarithms by valuation, as they are worked out.
    logs: [Vec<f64>; 2],
}

impl Lucks {
    /// Works out the [`Luck`] of the first `plots` plots of a table.
    pub fn work_out(&mut self, words: &PlotWordTable, plots: usize) {
        for (logs, purpose) in self.logs.iter_mut().zip(VALUATIONS) {
            logs.clear();
            logs.extend(words.uniforms(purpose).take(plots));
            ln_all(logs);
        }
        let [highest, second] = &self.logs;
        let uniforms = words.uniforms(PlotPurpose::Bidders);
        let uniforms = uniforms.zip(words.uniforms(PlotPurpose::StateBuyer));
        self.of_plots.clear();
        self.of_plots.extend(uniforms.zip(highest.iter().zip(second)).map(
            |((bidders, state_buyer), (highest, second))| Luck {
                bidders,
                log_valuations: [*highest, *second],
                state_buyer,
            },
        ));
    }

    /// That of a plot.
    #[inline]
    pub fn of(&self, plot: usize) -> Luck {
        self.of_plots[plot]
    }
}

/// Holds an auction with the luck of its round.
pub fn hold(rules: &Auction, offer: &Offer, luck: &Luck) -> Outcome {
    let bidders = rules.bidder_count.at(offer.bidder_mean, luck.bidders);
    if bidders == 0 {
        return Outcome { bidders, price: None };
    }
    let n = f64::from(bidders);
    // Working with the probability of exceeding keeps its digits when n is large. Without a
    // second bidder the second valuation is worked out of nothing and not looked at.
    let log_highest = luck.log_valuations[0] / n;
    let log_second = log_highest + luck.log_valuations[1] / (n - 1.0).max(1.0);
    let valuations = [log_highest, log_second]
        .map(|log| normal::inverse_survival(-exp_m1(log)))
        .map(|z| bounded_exp(rules.bid_sd * z) * offer.median_valuation);
    Outcome { bidders, price: price(n, valuations, offer.reserve_price, cap(rules)) }
}

/// What the highest of `bidders` bidders pays when the two highest valuations are these (CNY).
#[inline]
fn price(bidders: f64, [highest, second]: [f64; 2], reserve_price: f64, cap: f64) -> Option<f64> {
    if bidders == 0.0 || highest < reserve_price {
        return None;
    }
    let competing = if bidders > 1.0 { second } else { 0.0 };
    Some(competing.max(reserve_price).min(reserve_price * cap))
}

/// Highest price over the reserve price; infinite where prices are not capped.
#[inline]
fn cap(rules: &Auction) -> f64 {
    rules.premium_cap.map_or(f64::INFINITY, |premium| 1.0 + premium)
}

/// Reserve price after `failed_rounds` failures: ratio × appraised value × (1 - cut)^rounds, at
/// least the plot's cost when the rule says so (CNY).
pub fn reserve_price(rules: &Auction, appraised_value: f64, failed_rounds: u32, cost: f64) -> f64 {
    let price = rules.reserve_ratio * appraised_value * cut(rules, failed_rounds);
    if rules.cost_floor { price.max(cost) } else { price }
}

/// What `failed_rounds` failures leave of the first reserve price.
#[inline]
fn cut(rules: &Auction, failed_rounds: u32) -> f64 {
    (0..failed_rounds).fold(1.0, |factor, _| factor * (1.0 - rules.cut_per_failed_round))
}

/// Factor on the mean number of bidders when `recent_gfa` of the main use was dealt in the last
/// twelve months: (1 + recent / annual absorption)^(-elasticity).
pub fn absorption_factor(rules: &Auction, main_use: usize, recent_gfa: f64) -> f64 {
    bounded_exp(-rules.absorption_elasticity * ln(1.0 + recent_gfa / rules.absorption[main_use]))
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
