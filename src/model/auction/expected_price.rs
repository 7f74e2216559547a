//! What a sale is expected to bring, over the worth of the plot: what a value that an office states
//! is held against.
//!
//! A stated value is a price. Bidders' valuations scatter around a median, several bid, and what
//! fails is no sale; so the worth at which a sale is expected to bring the value is another number
//! than the value. With v the median valuation over worth, r the reserve price over worth, G the
//! generating function of the number of bidders and q(x) the probability that a bidder exceeds x,
//!
//! ```text
//! E[price; sold] = r (1 - G(1 - q(r))) + integral of P(two exceed x) over x from r to the cap
//! E[price | sold] = sum over the plot's own value of E[price; sold] / sum of P(sold)
//! ```
//!
//! The market is at rest: no demand, the regimes of month 0, nothing sold lately, no policy.

use crate::quantity::count;
use crate::rules::Rules;
use crate::rules::auction::Auction;
use crate::uncertainty::distribution::normal_cdf;
use crate::uncertainty::elementary::{exp, ln};

use super::premium::two_exceed;
use super::{bid_level, cap, effective_demand, failure_probability};

/// Steps of integration over prices and over the plot's own value; even, as Simpson's rule needs.
const STEPS: usize = 160;
const OWN_STEPS: usize = 40;
/// How far integrals reach, in standard deviations.
const REACH: f64 = 8.0;
const OWN_REACH: f64 = 6.0;

/// The expected price of a sale over the worth of the plot, where the appraisal knows the worth and
/// bidders' demand is multiplied; 1 where nothing is ever sold.
pub fn expected_price_over_worth(rules: &Rules, demand_multiplier: f64) -> f64 {
    let auction = &rules.auction;
    let own_sd = (1.0 - auction.appraisal_knowledge) * auction.plot_value_sd;
    let level = bid_level(auction, effective_demand(0.0, demand_multiplier));
    let means = rules.market.regimes.iter().map(|regime| {
        let mean = auction.bidder_mean * regime.bidder_multiplier * demand_multiplier;
        let held = mean.clamp(auction.bidder_mean_least, auction.bidder_mean_greatest);
        (regime.initial_probability, held)
    });
    let means: Vec<(f64, f64)> = means.filter(|(share, _)| *share > 0.0).collect();
    let (mut price, mut sold) = (0.0, 0.0);
    for (own, weight) in own_values(own_sd) {
        let median = exp(level + own);
        for (share, mean) in &means {
            let (of_price, of_sold) = sale(auction, *mean, median);
            price += weight * share * of_price;
            sold += weight * share * of_sold;
        }
    }
    if sold > 0.0 { price / sold } else { 1.0 }
}

/// Logs of a plot's own value with their weights.
fn own_values(sd: f64) -> Vec<(f64, f64)> {
    if sd == 0.0 {
        return vec![(0.0, 1.0)];
    }
    let step = 2.0 * OWN_REACH / count(OWN_STEPS);
    let value = |place: usize| {
        let z = count(place) * step - OWN_REACH;
        (sd * z, simpson(place, OWN_STEPS) * exp(-0.5 * z * z))
    };
    (0..=OWN_STEPS).map(value).collect()
}

/// Expected price with a sale, and probability of a sale, of a plot of worth 1 whose median
/// valuation is stated.
fn sale(rules: &Auction, mean: f64, median: f64) -> (f64, f64) {
    let reserve = rules.terms.reserve_ratio / median;
    let greatest = reserve * cap(&rules.terms);
    if rules.bid_sd == 0.0 {
        let reach = if reserve <= 1.0 { 1.0 } else { 0.0 };
        let sold = 1.0 - failure_probability(rules, mean, reach);
        let above = (greatest.min(1.0) - reserve).max(0.0);
        let premium = above * two_exceed(rules.bidder_count, mean, reach);
        return (median * (reserve * sold + premium), sold);
    }
    let sd = rules.bid_sd;
    let reach = |price: f64| normal_cdf(-ln(price.max(f64::MIN_POSITIVE)) / sd);
    let sold = 1.0 - failure_probability(rules, mean, reach(reserve));
    let from = (ln(reserve.max(f64::MIN_POSITIVE)) / sd).max(-REACH);
    let to = if greatest.is_finite() { (ln(greatest) / sd).min(REACH) } else { REACH };
    // Below the integral's reach every valuation exceeds the price.
    let least = exp(sd * from);
    let below = (least - reserve).max(0.0) * two_exceed(rules.bidder_count, mean, 1.0);
    let step = (to - from).max(0.0) / count(STEPS);
    let above = (0..=STEPS).map(|place| {
        let z = from + count(place) * step;
        let price = exp(sd * z);
        simpson(place, STEPS) * two_exceed(rules.bidder_count, mean, normal_cdf(-z)) * sd * price
    });
    let premium = below + above.sum::<f64>() * step / 3.0;
    (median * (reserve * sold + premium), sold)
}

/// Weight of a place among an even number of steps.
fn simpson(place: usize, steps: usize) -> f64 {
    match place {
        0 => 1.0,
        last if last == steps => 1.0,
        odd if odd % 2 == 1 => 4.0,
        _ => 2.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::auction::{AuctionDraws, Offer, hold};
    use crate::scenario::Scenario;
    use crate::uncertainty::normal;
    use crate::uncertainty::stream::{EntityKey, PlotPurpose, PlotUniforms};

    #[test]
    fn auctions_bring_what_is_expected_over_worth() {
        // 400,000 auctions of a plot of worth 1: the mean price of a sale has a standard error
        // below 0.2 %; 4.5 of them are 1 in 100,000.
        let mut rules = Scenario::baseline().unwrap().rules;
        for regime in &mut rules.market.regimes {
            regime.bidder_multiplier = 1.0;
        }
        for (bias, ratio, knowledge) in [(0.0, 0.7, 0.0), (-0.1, 0.9, 0.5), (0.0, 1.05, 1.0)] {
            rules.auction.bid_bias = bias;
            rules.auction.terms.reserve_ratio = ratio;
            rules.auction.appraisal_knowledge = knowledge;
            let auction = &rules.auction;
            let key = EntityKey::plot(11, "expected");
            let mut prices = Vec::new();
            for trial in 0..400_000 {
                let draws = key.occasion_draws(trial, 0);
                let z = normal::inverse(draws.uniform(PlotPurpose::Value));
                let own = exp((1.0 - knowledge) * auction.plot_value_sd * z);
                let offer = Offer {
                    reserve_price: ratio,
                    median_valuation: own * exp(bias),
                    bidder_mean: auction.bidder_mean,
                };
                prices.extend(hold(auction, &offer, &AuctionDraws::of(&draws)).price);
            }
            let n = count(prices.len());
            let mean = prices.iter().sum::<f64>() / n;
            let variance = prices.iter().map(|price| (price - mean).powi(2)).sum::<f64>() / n;
            let expected = expected_price_over_worth(&rules, 1.0);
            let error = (variance / n).sqrt();
            assert!((mean - expected).abs() < 4.5 * error, "{mean} {expected} {error}");
            assert!(error < 0.002 * mean);
        }
    }
}
