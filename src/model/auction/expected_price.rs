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

use crate::quantity::{count, index};
use crate::rules::Rules;
use crate::rules::auction::Auction;
use crate::uncertainty::distribution::normal_cdf;
use crate::uncertainty::elementary::{exp, ln};

use super::premium::two_exceed;
use super::{bid_level, cap, effective_demand, failure_probability};

/// Steps of integration over the plot's own value; even, as Simpson's rule needs.
const OWN_STEPS: usize = 40;
/// How far integrals over prices reach, and the distance and number of the steps of their table, in
/// standard deviations.
const REACH: f64 = 8.0;
const STEP: f64 = 0.1;
const STEPS: usize = 160;
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
    let with_tables = means.filter(|(share, _)| *share > 0.0).map(|(share, mean)| {
        (share, mean, (auction.bid_sd > 0.0).then(|| PremiumTable::new(auction, mean)))
    });
    let means: Vec<(f64, f64, Option<PremiumTable>)> = with_tables.collect();
    let (mut price, mut sold) = (0.0, 0.0);
    for (own, weight) in own_values(own_sd) {
        let median = exp(level + own);
        for (share, mean, table) in &means {
            let (of_price, of_sold) = sale(auction, *mean, median, table.as_ref());
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
/// valuation is stated; without a table valuations are all the same.
fn sale(rules: &Auction, mean: f64, median: f64, table: Option<&PremiumTable>) -> (f64, f64) {
    let reserve = rules.terms.reserve_ratio / median;
    let greatest = reserve * cap(&rules.terms);
    let Some(table) = table else {
        let reach = if reserve <= 1.0 { 1.0 } else { 0.0 };
        let sold = 1.0 - failure_probability(rules, mean, reach);
        let above = (greatest.min(1.0) - reserve).max(0.0);
        let premium = above * two_exceed(rules.bidder_count, mean, reach);
        return (median * (reserve * sold + premium), sold);
    };
    let sd = rules.bid_sd;
    let standardised = |price: f64| ln(price.max(f64::MIN_POSITIVE)) / sd;
    let sold = 1.0 - failure_probability(rules, mean, normal_cdf(-standardised(reserve)));
    let from = standardised(reserve).max(-REACH);
    let to = if greatest.is_finite() { standardised(greatest).min(REACH) } else { REACH };
    // Below the table's reach every valuation exceeds the price.
    let least = exp(sd * from);
    let below = (least - reserve).max(0.0) * two_exceed(rules.bidder_count, mean, 1.0);
    let premium = below + (table.from(from) - table.from(to.max(from)));
    (median * (reserve * sold + premium), sold)
}

/// The integral of the probability that two bidders exceed a price, from a price upwards, by
/// standardised price: worked out once for a mean number of bidders, since the plot's own value
/// moves nothing but its ends.
struct PremiumTable {
    /// The integrand and the integral at each place, from the least price to the greatest.
    places: Vec<(f64, f64)>,
}

impl PremiumTable {
    fn new(rules: &Auction, mean: f64) -> Self {
        let sd = rules.bid_sd;
        let at = |place: usize| {
            let z = count(place) * STEP - REACH;
            two_exceed(rules.bidder_count, mean, normal_cdf(-z)) * sd * exp(sd * z)
        };
        let values: Vec<f64> = (0..=STEPS).map(at).collect();
        let mut integral = 0.0;
        let mut places: Vec<(f64, f64)> = Vec::with_capacity(values.len());
        for place in (0..=STEPS).rev() {
            if place < STEPS {
                // Of the cubic through four places, the part between the two in the middle; at
                // the ends the next place stands for the one that lies beyond.
                let [left, right] = [values[place], values[place + 1]];
                let before = values[place.saturating_sub(1)];
                let behind = values[(place + 2).min(STEPS)];
                integral += STEP / 24.0 * (13.0 * (left + right) - before - behind);
            }
            places.push((values[place], integral));
        }
        places.reverse();
        Self { places }
    }

    /// The integral from a standardised price upwards: the cubic with its values and slopes at the
    /// two places around.
    fn from(&self, z: f64) -> f64 {
        let at = ((z + REACH) / STEP).clamp(0.0, count(STEPS));
        let place = index(at).min(STEPS - 1);
        let t = at - count(place);
        let ((left, integral), (right, next)) = (self.places[place], self.places[place + 1]);
        let (left, right) = (-left * STEP, -right * STEP);
        let rest = 1.0 - t;
        rest * rest * ((1.0 + 2.0 * t) * integral + t * left)
            + t * t * ((3.0 - 2.0 * t) * next - rest * right)
    }
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
    fn the_table_is_the_integral() {
        // Simpson's rule over prices themselves, in steps that are finer by far.
        const FINE: usize = 20_000;
        let mut auction = Scenario::baseline().unwrap().rules.auction;
        for (mean, median, cap) in [(0.9, 1.0, None), (4.6, 0.8, Some(0.3)), (0.2, 1.3, Some(0.05))]
        {
            auction.terms.premium_cap = cap;
            let table = PremiumTable::new(&auction, mean);
            let (price, sold) = sale(&auction, mean, median, Some(&table));
            let sd = auction.bid_sd;
            let reserve = auction.terms.reserve_ratio / median;
            let greatest = cap.map_or(exp(REACH * sd), |cap| reserve * (1.0 + cap));
            let step = (greatest - reserve) / count(FINE);
            let above = (0..=FINE).map(|place| {
                let reach = normal_cdf(-ln(reserve + count(place) * step) / sd);
                simpson(place, FINE) * two_exceed(auction.bidder_count, mean, reach)
            });
            let premium = above.sum::<f64>() * step / 3.0;
            let expected = median * (reserve * sold + premium);
            assert!((price / expected - 1.0).abs() < 1e-6, "{mean}: {price} and {expected}");
        }
    }

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
