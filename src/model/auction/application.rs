//! Listing on application (预申请): who would pay the reserve price, and when he comes.
//!
//! With R the reserve price of a month, V the median valuation, l the mean number of bidders after
//! absorption, and q the probability that one of them values the plot at R or more:
//!
//! ```text
//! an applicant comes when u < 1 - (1 + l q / k)^(-k)          u drawn once for each spell
//! he values the plot at V exp(bid_sd n), n normal given a valuation of at least R
//! ```
//!
//! # Why u is drawn for a spell
//!
//! Whoever did not want a plot last month does not want it this month unless prices or demand have
//! moved. With a new draw each month every plot would find its applicant in the end, at any
//! price.
//!
//! # Why a threshold
//!
//! A month asks whether l q is above what u demands, and what u demands is the same all through a
//! spell: it is worked out once.

use crate::rules::auction::Auction;
use crate::uncertainty::bidder_count::BidderCount;
use crate::uncertainty::distribution::normal_cdf;
use crate::uncertainty::elementary::{bounded_exp, ln, ln_1p, power};
use crate::uncertainty::normal;

/// What a month offers to somebody who might apply.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prospect {
    /// Probability that a bidder values the plot at the reserve price or more.
    pub reach: f64,
    /// Mean number of bidders, thinned out by what was sold lately.
    pub bidder_mean: f64,
}

/// Probability that a bidder values a plot at the reserve price or more. Where valuations do not
/// scatter, all bidders value it at the median, or none.
pub fn reach(rules: &Auction, reserve_price: f64, median_valuation: f64) -> f64 {
    if reserve_price <= 0.0 {
        return 1.0;
    }
    if median_valuation <= 0.0 {
        return 0.0;
    }
    let distance = ln(reserve_price / median_valuation);
    if rules.bid_sd == 0.0 {
        return if distance <= 0.0 { 1.0 } else { 0.0 };
    }
    normal_cdf(-distance / rules.bid_sd)
}

/// What the product of bidders and reach must exceed for an applicant to come, where the spell's
/// draw is `uniform`; for fixed numbers of bidders the log of the chance that none would.
pub fn threshold(rules: &Auction, uniform: f64) -> f64 {
    let none = -ln_1p(-uniform);
    match rules.bidder_count {
        BidderCount::NegativeBinomial { shape } => shape * (bounded_exp(none / shape) - 1.0),
        BidderCount::Poisson | BidderCount::Fixed => none,
    }
}

/// Whether so many bidders are too few for an applicant at the spell's threshold, whatever they
/// would pay: most months in which nobody comes are told by this.
#[inline]
pub fn are_too_few(rules: &Auction, bidder_mean: f64, threshold: f64) -> bool {
    rules.bidder_count != BidderCount::Fixed && bidder_mean <= threshold
}

/// Whether an applicant comes in a month, at the spell's threshold.
#[inline]
pub fn comes(rules: &Auction, prospect: &Prospect, threshold: f64) -> bool {
    let Prospect { reach, bidder_mean } = *prospect;
    match rules.bidder_count {
        BidderCount::Fixed => {
            let none = power(1.0 - reach, bidder_mean.round());
            none == 0.0 || -ln(none) > threshold
        }
        BidderCount::NegativeBinomial { .. } | BidderCount::Poisson => {
            bidder_mean * reach > threshold
        }
    }
}

/// The normal of the applicant's valuation, given that it reaches the reserve price; the median
/// where valuations do not scatter.
pub fn valuation(rules: &Auction, prospect: &Prospect, uniform: f64) -> f64 {
    if rules.bid_sd == 0.0 { 0.0 } else { normal::inverse_survival(prospect.reach * uniform) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::auction::failure_probability;
    use crate::scenario::Scenario;

    /// The chance of an applicant is one less that of a failure: check 7.3 against 7.1.
    #[test]
    fn an_applicant_comes_as_often_as_an_auction_would_not_fail() {
        let baseline = Scenario::baseline().unwrap().rules.auction;
        for bidder_count in
            [BidderCount::NegativeBinomial { shape: 1.5 }, BidderCount::Poisson, BidderCount::Fixed]
        {
            let rules = Auction { bidder_count, ..baseline };
            for (bidder_mean, reach) in [(4.0, 0.3), (0.5, 0.9), (12.0, 0.02)] {
                let prospect = Prospect { reach, bidder_mean };
                let cells = 100_000_u32;
                let came = (0..cells)
                    .map(|cell| (f64::from(cell) + 0.5) / f64::from(cells))
                    .filter(|uniform| comes(&rules, &prospect, threshold(&rules, *uniform)))
                    .count();
                let expected = 1.0 - failure_probability(&rules, bidder_mean, reach);
                let found = crate::quantity::count(came) / f64::from(cells);
                assert!((found - expected).abs() < 2e-5, "{bidder_count:?}: {found} {expected}");
            }
        }
    }

    #[test]
    fn the_applicant_reaches_the_reserve_price() {
        let rules = Scenario::baseline().unwrap().rules.auction;
        let reserve = 1.3;
        let prospect = Prospect { reach: reach(&rules, reserve, 1.0), bidder_mean: 4.0 };
        for uniform in [1e-9, 0.2, 0.5, 0.999_999] {
            let value = bounded_exp(rules.bid_sd * valuation(&rules, &prospect, uniform));
            assert!(value >= reserve * (1.0 - 1e-9), "{uniform}: {value}");
        }
    }
}
