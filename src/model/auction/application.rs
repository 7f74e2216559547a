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

use pulp::{Arch, Simd, WithSimd};

use crate::quantity::index;
use crate::rules::auction::Auction;
use crate::uncertainty::bidder_count::BidderCount;
use crate::uncertainty::distribution::normal_cdf;
use crate::uncertainty::elementary::{bounded_exp, ln, ln_of_normal, power};
use crate::uncertainty::lanes::Lanes;
use crate::uncertainty::normal;

use super::{Applicant, failure_probability};

/// What a month offers to somebody who might apply.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prospect {
    /// Reserve price over the median valuation; without end where nobody values the plot.
    pub asked: f64,
    /// Mean number of bidders, thinned out by what was sold lately.
    pub bidder_mean: f64,
}

/// The reserve price over the median valuation; without end where nobody values the plot.
#[inline]
pub fn asked(reserve_price: f64, median_valuation: f64) -> f64 {
    if median_valuation > 0.0 {
        reserve_price / median_valuation
    } else if reserve_price > 0.0 {
        f64::INFINITY
    } else {
        0.0
    }
}

/// Probability that a bidder values a plot at the reserve price or more, which is `asked` times the
/// median valuation. Where valuations do not scatter, all bidders value it at the median, or none.
pub fn reach(rules: &Auction, asked: f64) -> f64 {
    if asked <= 0.0 {
        return 1.0;
    }
    let distance = ln(asked);
    if rules.bid_sd == 0.0 {
        return if distance <= 0.0 { 1.0 } else { 0.0 };
    }
    normal_cdf(-distance / rules.bid_sd)
}

/// What the product of bidders and reach must exceed for an applicant to come, where the spell's
/// draw is `uniform`; for fixed numbers of bidders the log of the chance that none would.
///
/// It is below everything where applicants come at once.
#[inline]
pub fn threshold(rules: &Auction, uniform: f64) -> f64 {
    if is_at_once(rules) { f64::NEG_INFINITY } else { threshold_each(rules.bidder_count, uniform) }
}

/// Replaces each draw by its [`threshold`], as many at once as the machine can.
pub fn thresholds(rules: &Auction, uniforms: &mut [f64]) {
    if is_at_once(rules) {
        uniforms.fill(f64::NEG_INFINITY);
    } else {
        Arch::new().dispatch(Thresholds(rules.bidder_count, uniforms));
    }
}

/// Whether applicants come in the first month, whatever the market.
fn is_at_once(rules: &Auction) -> bool {
    rules.application.is_some_and(|application| application.is_at_once)
}

/// Work for [`pulp`]: how bidders come; the draws, and the thresholds when it is done.
struct Thresholds<'u>(BidderCount, &'u mut [f64]);

impl WithSimd for Thresholds<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self(bidder_count, uniforms) = self;
        for value in uniforms {
            *value = threshold_each(bidder_count, *value);
        }
    }
}

/// The threshold where applicants come as bidders do. No draw is 1.
#[inline(always)]
fn threshold_each<L: Lanes>(bidder_count: BidderCount, uniform: L) -> L {
    let none = -ln_of_normal(-uniform + 1.0);
    match bidder_count {
        BidderCount::NegativeBinomial { shape } => (bounded_exp(none / shape) - 1.0) * shape,
        BidderCount::Poisson | BidderCount::Fixed => none,
    }
}

/// Whether so many bidders are too few for an applicant at the spell's threshold, whatever they
/// would pay: most months in which nobody comes are told by this.
#[inline]
pub fn are_too_few(rules: &Auction, bidder_mean: f64, threshold: f64) -> bool {
    rules.bidder_count != BidderCount::Fixed && bidder_mean <= threshold
}

/// Bounds of [`reach`] between steps of what is asked: nearly all prospects are told by them,
/// without a logarithm and an error function.
#[derive(Debug, Clone, PartialEq)]
pub struct ReachBounds {
    /// Reach at 0 and at each step.
    at_steps: Vec<f64>,
}

impl ReachBounds {
    /// Steps in the median valuation.
    const PER_UNIT: f64 = 64.0;
    /// Steps until a reserve price of four times the median valuation.
    const STEPS: u32 = 256;
    /// What reaches next to each other may be off by rounding, as a share; they are good to some
    /// 1e-15.
    const SLACK: f64 = 1e-9;

    /// The bounds under some rules of bidding.
    pub fn new(rules: &Auction) -> Self {
        let at = |step| reach(rules, f64::from(step) / Self::PER_UNIT);
        Self { at_steps: (0..=Self::STEPS).map(at).collect() }
    }

    /// Whether bidders times reach are above a threshold, where the bounds tell.
    #[inline]
    fn tell(&self, prospect: &Prospect, threshold: f64) -> Option<bool> {
        let Prospect { asked, bidder_mean } = *prospect;
        let steps = self.at_steps.get(index(asked * Self::PER_UNIT)..)?;
        let [greatest, least, ..] = *steps else { return None };
        if bidder_mean * least > threshold * (1.0 + Self::SLACK) {
            Some(true)
        } else if bidder_mean * greatest < threshold * (1.0 - Self::SLACK) {
            Some(false)
        } else {
            None
        }
    }
}

/// Whether nobody comes in a month, at the spell's threshold, as far as bounds tell.
#[inline]
pub fn is_ruled_out(
    rules: &Auction,
    bounds: &ReachBounds,
    prospect: &Prospect,
    threshold: f64,
) -> bool {
    rules.bidder_count != BidderCount::Fixed && bounds.tell(prospect, threshold) == Some(false)
}

/// Whether an applicant comes in a month, at the spell's threshold.
#[inline]
pub fn comes(rules: &Auction, bounds: &ReachBounds, prospect: &Prospect, threshold: f64) -> bool {
    let told = match rules.bidder_count {
        BidderCount::Fixed => None,
        BidderCount::NegativeBinomial { .. } | BidderCount::Poisson => {
            bounds.tell(prospect, threshold)
        }
    };
    told.unwrap_or_else(|| comes_exactly(rules, prospect, threshold))
}

/// The same without bounds.
#[inline(never)]
fn comes_exactly(rules: &Auction, prospect: &Prospect, threshold: f64) -> bool {
    let Prospect { asked, bidder_mean } = *prospect;
    let reach = reach(rules, asked);
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

/// Probability that nobody comes, before the spell's draw is known: check 7.3.
pub fn none_comes(rules: &Auction, prospect: &Prospect) -> f64 {
    let Prospect { asked, bidder_mean } = *prospect;
    failure_probability(rules, bidder_mean, reach(rules, asked))
}

/// The applicant, whose valuation is drawn given that it reaches the reserve price; it is the
/// median where valuations do not scatter.
pub fn applicant(rules: &Auction, asked: f64, uniform: f64) -> Applicant {
    let normal = if rules.bid_sd == 0.0 {
        0.0
    } else {
        normal::inverse_survival(reach(rules, asked) * uniform)
    };
    Applicant { normal, least: asked }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;

    /// The chance of an applicant is one less that of a failure: check 7.3 against 7.1.
    #[test]
    fn an_applicant_comes_as_often_as_an_auction_would_not_fail() {
        let baseline = Scenario::baseline().unwrap().rules.auction;
        for bidder_count in
            [BidderCount::NegativeBinomial { shape: 1.5 }, BidderCount::Poisson, BidderCount::Fixed]
        {
            let rules = Auction { bidder_count, ..baseline };
            let bounds = ReachBounds::new(&rules);
            for (bidder_mean, asked) in [(4.0, 1.15), (0.5, 0.7), (12.0, 1.8)] {
                let prospect = Prospect { asked, bidder_mean };
                let cells = 100_000_u32;
                let came = (0..cells)
                    .map(|cell| (f64::from(cell) + 0.5) / f64::from(cells))
                    .filter(|uniform| {
                        comes(&rules, &bounds, &prospect, threshold(&rules, *uniform))
                    })
                    .count();
                let expected = 1.0 - none_comes(&rules, &prospect);
                let found = crate::quantity::count(came) / f64::from(cells);
                assert!((found - expected).abs() < 2e-5, "{bidder_count:?}: {found} {expected}");
            }
        }
    }

    /// What is told by bounds is what the formula tells, near thresholds and beyond the steps.
    #[test]
    fn bounds_tell_nothing_else_than_the_formula() {
        let baseline = Scenario::baseline().unwrap().rules.auction;
        let mut told = 0;
        for bid_sd in [0.0, 0.05, 0.29] {
            let rules = Auction { bid_sd, ..baseline };
            let bounds = ReachBounds::new(&rules);
            for place in 0..2_000 {
                let prospect = Prospect {
                    asked: f64::from(place) * 0.002_3,
                    bidder_mean: 0.1 + f64::from(place % 7),
                };
                let exact = reach(&rules, prospect.asked) * prospect.bidder_mean;
                for threshold in [0.0, exact * (1.0 - 1e-12), exact, exact * 1.02, 0.7] {
                    let expected = comes_exactly(&rules, &prospect, threshold);
                    assert_eq!(comes(&rules, &bounds, &prospect, threshold), expected);
                    told += i32::from(bounds.tell(&prospect, threshold).is_some());
                }
            }
        }
        assert!((10_000..20_000).contains(&told), "{told}");
    }

    #[test]
    fn thresholds_of_many_are_those_of_each() {
        let baseline = Scenario::baseline().unwrap().rules.auction;
        let uniforms: Vec<f64> = (1..4_000).map(|place| f64::from(place) / 4_000.0).collect();
        for bidder_count in [BidderCount::NegativeBinomial { shape: 1.5 }, BidderCount::Poisson] {
            let rules = Auction { bidder_count, ..baseline };
            let mut all = uniforms.clone();
            thresholds(&rules, &mut all);
            for (found, uniform) in all.iter().zip(&uniforms) {
                assert_eq!(*found, threshold(&rules, *uniform));
                // The chance that nobody comes is one less the draw where all are reached.
                let none = failure_probability(&rules, *found, 1.0);
                assert!((none - (1.0 - uniform)).abs() < 1e-14, "{uniform}: {none}");
            }
        }
    }

    #[test]
    fn the_applicant_reaches_the_reserve_price() {
        let rules = Scenario::baseline().unwrap().rules.auction;
        let reserve = 1.3;
        for uniform in [1e-9, 0.2, 0.5, 0.999_999] {
            let value = bounded_exp(rules.bid_sd * applicant(&rules, reserve, uniform).normal);
            assert!(value >= reserve * (1.0 - 1e-9), "{uniform}: {value}");
        }
    }
}
