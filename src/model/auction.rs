//! An English auction with private values: reserve price, bidders, price.
//!
//! Premium, single-bidder and failure rates come out of it, they are not put in. Only the
//! two highest valuations decide, and those of n bidders need two uniforms whatever n is:
//! the highest of n uniforms is U₁^(1/n), the second highest is that times U₂^(1/(n-1)).
//!
//! With V the plot's market value and v the log of its own part in it, D the log of
//! developers' demand and n standard normal:
//!
//! ```text
//! appraised value = worth × exp(appraisal_knowledge × v)
//! reserve price R = reserve_ratio × appraised value × (1 - cut)^failed rounds, at least the cost
//!                   where the rule has a floor
//! bidders       N ~ mean λ(t) × (1 + recent sales / absorption)^(-elasticity), shape k
//! a valuation     = V × exp(bid_bias + bid_demand_elasticity × D + bid_sd × n)
//! price           = second highest valuation, at least R, at most R × (1 + premium cap);
//!                   no deal when the highest is below R
//! ```
//!
//! # Why demand moves bids and the appraisal knows a part
//!
//! With bidders alone moved by demand, premiums stay near one level in every phase of the
//! market; with an appraisal that knows nothing of a plot, a reserve price low enough to
//! sell weak plots leaves premiums of 60 % and more on strong ones in quiet times, which
//! Shanghai did not see (`docs/calibration.md`). Both numbers are 0 in the stated model,
//! and its closed forms hold at any value of theirs.

pub mod application;
pub mod expected_price;
mod numbers;
pub mod premium;
pub mod session;

use crate::catalogue::land_use::Use;
use crate::rules::auction::{Auction, AuctionTerms};
use crate::uncertainty::bidder_count::BidderCount;
use crate::uncertainty::draw_tables::PlotDrawTable;
use crate::uncertainty::elementary::{
    bounded_exp, exp, exp_m1_of_usual, ln, ln_1p, ln_all, ln_of_normal, power,
};
use crate::uncertainty::lanes::Lanes;
use crate::uncertainty::normal::inverse_survival_each;
use crate::uncertainty::stream::{PlotPurpose, PlotUniforms};

use numbers::{AuctionNumbers, AuctionResults};

/// What an auction is held on: what buyers see, and what the market makes of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Offer {
    /// Reserve price (CNY).
    pub reserve_price: f64,
    /// Median valuation when bids are made: the plot's market value with its own scatter, moved by
    /// [`bid_level`] (CNY).
    pub median_valuation: f64,
    /// Mean number of bidders, thinned out by what was sold lately.
    pub bidder_mean: f64,
}

/// Who has applied for a plot, as far as it is known before he bids.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Applicant {
    /// Normal of his valuation around the median.
    pub normal: f64,
    /// Reserve price over the median valuation when he came, which his own was at least then.
    pub least: f64,
}

/// Log of developers' demand as bids feel it, when shocks and policies multiply it: their
/// multipliers, above 0, are demand like any other.
#[inline]
pub fn effective_demand(demand: f64, multiplier: f64) -> f64 {
    // Months without a multiplier are most; no logarithm is taken for them.
    if multiplier == 1.0 { demand } else { demand + ln(multiplier) }
}

/// Log of the median valuation over the market value, when the log of developers' demand is
/// `demand`: `bid_bias` + `bid_demand_elasticity` × demand.
#[inline]
pub fn bid_level(rules: &Auction, demand: f64) -> f64 {
    rules.bid_bias + rules.bid_demand_elasticity * demand
}

/// What is known of an auction before it is held.
///
/// Terms and the mean number of bidders are those of the month of listing, the appraisal's
/// prices older still by its lag; prices and demand that bids follow are those of the month
/// of the result.
#[derive(Debug, Clone, Copy)]
pub struct AuctionInputs<'r> {
    /// Rules that no policy changes.
    pub rules: &'r Auction,
    /// Terms that the plot was listed under.
    pub terms: &'r AuctionTerms,
    /// Worth at the prices that the appraisal knows, without the plot's own value (CNY).
    pub appraised_worth: f64,
    /// Log of the plot's own value around what quality and zone say.
    pub log_value: f64,
    /// Failed rounds since the last deal.
    pub failed_rounds: u32,
    /// Spells without applicant since the last deal.
    pub vain_spells: u32,
    /// The applicant, where the plot was listed for one.
    pub applicant: Option<Applicant>,
    /// What the plot has cost and no price has brought back yet (CNY).
    pub full_cost: f64,
    /// Median valuation when bids are made (CNY).
    pub median_valuation: f64,
    /// Mean number of bidders before absorption, in the month of listing.
    pub bidder_mean: f64,
    /// Use with the larger floor area, whose market absorbs the plot.
    pub main_use: Use,
    /// Floor area of the main use dealt in the last twelve months (m²).
    pub recent_gfa: f64,
    /// Random draws of the round.
    pub draws: AuctionDraws,
}

/// An auction that was held, with the offer as it stood.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ResolvedAuction {
    /// Appraised value behind the reserve price (CNY).
    pub appraised_value: f64,
    /// What the auction was held on.
    pub offer: Offer,
    /// How many bid, and what was paid.
    pub outcome: Outcome,
    /// Whether the district's own company takes the plot after the failure.
    pub state_buyer: bool,
}

impl AuctionInputs<'_> {
    /// Holds the auction by itself; to the last bit what [`session::Session`] makes of it
    /// among others.
    pub fn hold(&self) -> ResolvedAuction {
        let numbers = self.numbers();
        let results = hold_each(self.rules.bidder_count, &numbers);
        resolve(&numbers, &results)
    }

    /// The inputs as the numbers that formulas take, rules and terms looked up.
    #[inline]
    fn numbers(&self) -> AuctionNumbers<f64> {
        let Self { rules, terms, draws, .. } = self;
        AuctionNumbers {
            appraised_worth: self.appraised_worth,
            appraisal_exponent: rules.appraisal_knowledge * self.log_value,
            reserve_ratio: terms.reserve_ratio,
            cut: left_of_price(rules, terms, (self.failed_rounds, self.vain_spells)),
            least_reserve_price: least_reserve_price(terms, self.full_cost),
            median_valuation: self.median_valuation,
            usual_bidder_mean: self.bidder_mean,
            absorbed: 1.0 + self.recent_gfa / rules.absorption[self.main_use],
            absorption_elasticity: rules.absorption_elasticity,
            bid_sd: rules.bid_sd,
            bidders_draw: draws.bidders,
            log_highest: draws.log_valuations[0],
            log_second: draws.log_valuations[1],
            cap: cap(terms),
            applicant: self
                .applicant
                .map_or(0.0, |who| bounded_exp(rules.bid_sd * who.normal) * self.median_valuation),
            state_buyer_draw: draws.state_buyer,
            state_buyer_probability: terms.state_buyer_probability,
        }
    }
}

/// What failed auctions and spells without applicant leave of what the ratio makes of an appraisal.
#[inline]
pub fn left_of_price(
    rules: &Auction,
    terms: &AuctionTerms,
    (failed_rounds, vain_spells): (u32, u32),
) -> f64 {
    let of_spell = rules.application.map_or(0.0, |application| application.cut);
    (0..vain_spells).fold(cut(terms, failed_rounds), |left, _| left * (1.0 - of_spell))
}

/// The reserve price: ratio × appraised value × what failures leave, at least the cost where the
/// rule says so.
#[inline(always)]
fn priced<L: Lanes>(ratio: L, appraised_value: L, cut: L, least: L) -> L {
    let price = ratio * appraised_value * cut;
    least.or(price.is_less(least), price)
}

/// Holds as many auctions as a register has lanes, or one, whose bidders come in one way.
///
/// There is no branch in it, so each lane is computed as it would be alone; where nobody
/// bids, the valuations mean nothing and [`outcome`] does not look at them.
#[inline(always)]
fn hold_each<L: Lanes>(
    bidder_count: BidderCount,
    numbers: &AuctionNumbers<L>,
) -> AuctionResults<L> {
    let appraised_value = numbers.appraised_worth * bounded_exp(numbers.appraisal_exponent);
    let AuctionNumbers { reserve_ratio, cut, least_reserve_price, .. } = *numbers;
    let reserve_price = priced(reserve_ratio, appraised_value, cut, least_reserve_price);
    let exponent = -numbers.absorption_elasticity * ln_of_normal(numbers.absorbed);
    let bidder_mean = numbers.usual_bidder_mean * bounded_exp(exponent);
    let bidders = bidder_count.at_each(bidder_mean, numbers.bidders_draw);
    let logs = [numbers.log_highest, numbers.log_second];
    let [highest, second] = valuations(bidders, logs, numbers.bid_sd, numbers.median_valuation);
    AuctionResults { appraised_value, reserve_price, bidder_mean, bidders, highest, second }
}

/// The two highest of the bidders' valuations (CNY); those that nobody has are not looked
/// at.
///
/// The logs of the uniforms are drawn beforehand: log of the highest order statistic is
/// ln(U₁)/n, that of the second adds ln(U₂)/(n-1); a normal quantile turns each into a
/// valuation.
#[inline(always)]
fn valuations<L: Lanes>(
    bidders: L,
    [highest, second]: [L; 2],
    bid_sd: L,
    median_valuation: L,
) -> [L; 2] {
    let log_highest = highest / bidders.at_least(1.0);
    let log_second = log_highest + second / (bidders - 1.0).at_least(1.0);
    [
        valuation(log_highest, bid_sd, median_valuation),
        valuation(log_second, bid_sd, median_valuation),
    ]
}

/// The valuation whose probability of not being exceeded has this log (CNY).
#[inline(always)]
fn valuation<L: Lanes>(log: L, bid_sd: L, median_valuation: L) -> L {
    // Working with the probability of exceeding keeps its digits when many bid.
    let z = inverse_survival_each(-exp_m1_of_usual(log));
    bounded_exp(bid_sd * z) * median_valuation
}

/// What comes of an auction whose numbers and results are these: price or failure, and
/// after a failure perhaps the district's own company.
#[inline]
fn resolve(numbers: &AuctionNumbers<f64>, results: &AuctionResults<f64>) -> ResolvedAuction {
    let AuctionResults { reserve_price, bidder_mean, bidders, highest, second, .. } = *results;
    let offer = Offer { reserve_price, median_valuation: numbers.median_valuation, bidder_mean };
    let outcome =
        outcome(bidders, [highest, second], numbers.applicant, (reserve_price, numbers.cap));
    let state_buyer =
        outcome.price.is_none() && numbers.state_buyer_draw < numbers.state_buyer_probability;
    ResolvedAuction { appraised_value: results.appraised_value, offer, outcome, state_buyer }
}

/// What came of an auction among its bidders.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// Number of bidders, those below the reserve price included.
    pub bidders: u32,
    /// Hammer price (CNY); `None`: no valuation reached the reserve price.
    pub price: Option<f64>,
}

/// What is drawn at random for one round of one plot's auction, by its counter.
///
/// Logs of the uniforms of valuations are kept in the place of the uniforms: they are what
/// order statistics divide by the number of bidders.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AuctionDraws {
    /// Uniform draw of the number of bidders.
    bidders: f64,
    /// Logs of the uniform draws of the highest and the second highest valuation.
    log_valuations: [f64; 2],
    /// Uniform draw of whether the district's own company takes what failed.
    state_buyer: f64,
}

/// The valuations that decide.
const VALUATIONS: [PlotPurpose; 2] = [PlotPurpose::HighestValuation, PlotPurpose::SecondValuation];

impl AuctionDraws {
    /// The draws of one auction of a plot, from its words under the auction's counter.
    pub fn of(uniforms: &impl PlotUniforms) -> Self {
        Self {
            bidders: uniforms.uniform(PlotPurpose::Bidders),
            log_valuations: VALUATIONS.map(|purpose| ln(uniforms.uniform(purpose))),
            state_buyer: uniforms.uniform(PlotPurpose::StateBuyer),
        }
    }
}

/// The draws of many plots for auctions under one counter, whose logarithms are taken
/// together.
#[derive(Debug, Clone, Default)]
pub struct AuctionDrawsByRow {
    of_rows: Vec<AuctionDraws>,
    /// Logs by valuation, as they are computed.
    logs: [Vec<f64>; 2],
}

impl AuctionDrawsByRow {
    /// Computes the [`AuctionDraws`] of the first `rows` rows of a table.
    pub fn compute(&mut self, table: &PlotDrawTable, rows: usize) {
        for (logs, purpose) in self.logs.iter_mut().zip(VALUATIONS) {
            logs.clear();
            logs.extend(table.uniforms(purpose).take(rows));
            ln_all(logs);
        }
        let [highest, second] = &self.logs;
        let uniforms = table.uniforms(PlotPurpose::Bidders);
        let uniforms = uniforms.zip(table.uniforms(PlotPurpose::StateBuyer));
        self.of_rows.clear();
        self.of_rows.extend(uniforms.zip(highest.iter().zip(second)).map(
            |((bidders, state_buyer), (highest, second))| AuctionDraws {
                bidders,
                log_valuations: [*highest, *second],
                state_buyer,
            },
        ));
    }

    /// The draws of the plot in a row.
    #[inline]
    pub fn of(&self, row: usize) -> AuctionDraws {
        self.of_rows[row]
    }
}

/// Holds an auction of an offer that is already made, under the rules without any policy.
///
/// Tests, calibration and self-test ask for it: they have offers and no district.
pub fn hold(rules: &Auction, offer: &Offer, draws: &AuctionDraws) -> Outcome {
    hold_beside(rules, offer, 0.0, draws)
}

/// The same with an applicant, who bids up to what he values the plot at (CNY) beside the others;
/// 0: there is none.
pub fn hold_beside(
    rules: &Auction,
    offer: &Offer,
    applicant: f64,
    draws: &AuctionDraws,
) -> Outcome {
    let bidders = rules.bidder_count.at_each(offer.bidder_mean, draws.bidders);
    let valuations =
        valuations(bidders, draws.log_valuations, rules.bid_sd, offer.median_valuation);
    outcome(bidders, valuations, applicant, (offer.reserve_price, cap(&rules.terms)))
}

/// What the highest bidder pays: the second highest valuation, at least the reserve price
/// and at most the cap over it. A single bidder pays the reserve price. An applicant, whose
/// valuation is above 0, bids beside the others.
#[inline]
fn outcome(
    bidders: f64,
    [highest, second]: [f64; 2],
    applicant: f64,
    (reserve_price, cap): (f64, f64),
) -> Outcome {
    let others = whole(bidders);
    let best_other = if others > 0 { highest } else { 0.0 };
    let second_other = if others > 1 { second } else { 0.0 };
    let (best, competing, bidders) = if applicant > 0.0 {
        let beaten = best_other.min(applicant);
        (best_other.max(applicant), second_other.max(beaten), others + 1)
    } else {
        (best_other, second_other, others)
    };
    if bidders == 0 || best < reserve_price {
        return Outcome { bidders, price: None };
    }
    let price = competing.max(reserve_price).min(reserve_price * cap);
    Outcome { bidders, price: Some(price) }
}

/// A number of bidders, which formulas hold as a float.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number of bidders is whole and not negative"
)]
fn whole(bidders: f64) -> u32 {
    bidders as u32
}

/// Highest price over the reserve price; infinite where prices are not capped.
#[inline]
fn cap(terms: &AuctionTerms) -> f64 {
    terms.premium_cap.map_or(f64::INFINITY, |premium| 1.0 + premium)
}

/// Reserve price after `failed_rounds` failures (CNY): ratio × appraised value × (1 -
/// cut)^rounds, at least the plot's cost when the rule says so.
///
/// A cost of 0, as repossessed land has, is no floor.
pub fn reserve_price(
    terms: &AuctionTerms,
    appraised_value: f64,
    failed_rounds: u32,
    cost: f64,
) -> f64 {
    reserve_price_of(terms, appraised_value, cut(terms, failed_rounds), cost)
}

/// The same (CNY), where failures and spells leave a share of it ([`left_of_price`]).
#[inline]
pub fn reserve_price_of(terms: &AuctionTerms, appraised_value: f64, left: f64, cost: f64) -> f64 {
    priced(terms.reserve_ratio, appraised_value, left, least_reserve_price(terms, cost))
}

/// What the reserve price is at least: the plot's cost, when the rule says so (CNY).
#[inline]
fn least_reserve_price(terms: &AuctionTerms, cost: f64) -> f64 {
    if terms.cost_floor { cost } else { f64::NEG_INFINITY }
}

/// What `failed_rounds` failures leave of what the ratio makes of an appraisal.
#[inline]
fn cut(terms: &AuctionTerms, failed_rounds: u32) -> f64 {
    (0..failed_rounds).fold(1.0, |factor, _| factor * (1.0 - terms.cut_per_failed_round))
}

/// Factor on the mean number of bidders when `recent_gfa` (m²) of the main use was dealt in
/// the last twelve months: (1 + recent / annual absorption)^(-elasticity).
pub fn absorption_factor(rules: &Auction, main_use: Use, recent_gfa: f64) -> f64 {
    bounded_exp(-rules.absorption_elasticity * ln(1.0 + recent_gfa / rules.absorption[main_use]))
}

/// Probability that an auction fails when a valuation reaches the reserve price with
/// probability `reach` and bidders come with this mean: the closed form of check 7.1.
///
/// It is G(1 - reach), G being the generating function of the number of bidders: for a
/// negative binomial of shape k, (1 + mean × reach / k)^(-k); for Poisson counts exp(-mean
/// × reach).
pub fn failure_probability(rules: &Auction, mean: f64, reach: f64) -> f64 {
    match rules.bidder_count {
        BidderCount::NegativeBinomial { shape } => exp(-shape * ln_1p(mean * reach / shape)),
        BidderCount::Poisson => exp(-mean * reach),
        BidderCount::Fixed => power(1.0 - reach, mean.round()),
    }
}
