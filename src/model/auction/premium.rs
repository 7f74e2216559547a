//! What an auction is expected to bring over its reserve price, before anyone bids.
//!
//! The price exceeds x where the second highest valuation does. Of bidders of whom each
//! exceeds it with probability q, at least two do with probability 1 - G(1 - q) - q G'(1 -
//! q), G being the generating function of their number. The expected premium is the
//! integral of that from the reserve price to the cap; it is tabled once, since rules that
//! change with time do not enter.
//!
//! An applicant bids beside the others, and his valuation is known to be at least a. Then the price
//! also exceeds x where exactly one other exceeds it, with probability q G'(1 - q), and so does the
//! applicant: below a always, above it with probability q(x) / q(a). Three integrals are tabled
//! (check 7.3).
//!
//! # Why a table
//!
//! Control variates ask for it at every auction of every trial, and the integral has no
//! closed form. Ratio, cap, cut and prices of an auction reach it only as the two ends of
//! the integral over the median valuation, so one table by mean number of bidders and
//! standardised price serves all policies: 165 rows by 257 columns with cubic
//! interpolation, good to 3e-6 of the median valuation.

use crate::quantity::{count, index};
use crate::rules::auction::Auction;
use crate::uncertainty::bidder_count::BidderCount;
use crate::uncertainty::distribution::normal_cdf;
use crate::uncertainty::elementary::{exp, exp_m1, ln, ln_1p, power};

/// Least price of the table, in standard deviations of log valuations below their median.
const LEAST_Z: f64 = -8.0;
/// Greatest price of the table, in standard deviations of log valuations above their
/// median.
const GREATEST_Z: f64 = 8.0;
/// Log of the least mean number of bidders: 1/32, and what else interpolation needs.
const LEAST_LOG_MEAN: f64 = -3.75;
/// Log of the greatest mean number of bidders: 512, and what else interpolation needs.
const GREATEST_LOG_MEAN: f64 = 6.5;
/// Rows in a unit of the log mean, and columns in a standard deviation.
const PER_UNIT: usize = 16;
/// Steps of integration between two columns; an even number, as Simpson's rule needs.
const STEPS: usize = 4;
/// Widest scatter of valuations (log) that the table is fine enough for.
const GREATEST_SD: f64 = 0.5;

/// The expected premium over any reserve price and for any mean number of bidders, as a
/// share of the median valuation.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpectedPremium {
    bid_sd: f64,
    bidder_count: BidderCount,
    /// Integrals from a price upwards of each kind, by mean number of bidders, then by
    /// standardised price.
    tables: [Vec<f64>; 3],
}

/// What is integrated over prices.
#[derive(Debug, Clone, Copy)]
enum Integrand {
    /// Probability that at least two bidders exceed a price.
    TwoExceed,
    /// Probability that exactly one does.
    OneExceeds,
    /// The same times the probability that one bidder exceeds it: an applicant of whom nothing
    /// else is known.
    OneAndApplicant,
}

impl Integrand {
    const ALL: [Self; 3] = [Self::TwoExceed, Self::OneExceeds, Self::OneAndApplicant];

    /// Its value where each bidder exceeds the price with probability `reach`.
    fn at(self, bidder_count: BidderCount, mean: f64, reach: f64) -> f64 {
        match self {
            Self::TwoExceed => two_exceed(bidder_count, mean, reach),
            Self::OneExceeds => one_exceeds(bidder_count, mean, reach),
            Self::OneAndApplicant => one_exceeds(bidder_count, mean, reach) * reach,
        }
    }
}

impl ExpectedPremium {
    /// The table under some rules of bidding; `None` where valuations scatter too much for
    /// it (above 0.5), or not at all, or the number of bidders is fixed.
    pub fn new(rules: &Auction) -> Option<Self> {
        let Auction { bid_sd, bidder_count, .. } = *rules;
        if bidder_count == BidderCount::Fixed || !(1e-3..=GREATEST_SD).contains(&bid_sd) {
            return None;
        }
        let tables = Integrand::ALL.map(|integrand| {
            let mean_of = |row| exp(LEAST_LOG_MEAN + count(row) / count(PER_UNIT));
            let rows = (0..rows()).map(mean_of);
            rows.flat_map(|mean| integrals(integrand, bidder_count, bid_sd, mean)).collect()
        });
        Some(Self { bid_sd, bidder_count, tables })
    }

    /// The expected premium when bidders come with `mean`, over a reserve price and up to a
    /// cap of the price, all three money as shares of the median valuation; `None` for
    /// means outside the table.
    ///
    /// An infinite cap is none.
    pub fn at(&self, mean: f64, reserve: f64, cap: f64) -> Option<f64> {
        Some(self.between(Integrand::TwoExceed, tabled(mean)?, [reserve, cap]))
    }

    /// The same beside an applicant who values the plot at no less than `least` (a share of the
    /// median valuation, too); `None` also where so few would that the tables are too coarse.
    pub fn beside_applicant(
        &self,
        mean: f64,
        (reserve, cap): (f64, f64),
        least: f64,
    ) -> Option<f64> {
        /// Share of bidders below whom what is known of an applicant is not tabled finely enough.
        const LEAST_REACH: f64 = 0.01;
        let reach = normal_cdf(-ln(least.max(f64::MIN_POSITIVE)) / self.bid_sd);
        if reach < LEAST_REACH {
            return None;
        }
        let mean = tabled(mean)?;
        let turn = least.clamp(reserve, cap);
        let others = self.between(Integrand::TwoExceed, mean, [reserve, cap]);
        let below = self.between(Integrand::OneExceeds, mean, [reserve, turn]);
        let above = self.between(Integrand::OneAndApplicant, mean, [turn, cap]);
        Some(others + below + above / reach)
    }

    /// An integral from one price to another, both money as shares of the median valuation, the
    /// second perhaps without end.
    fn between(&self, integrand: Integrand, mean: Tabled, [from, to]: [f64; 2]) -> f64 {
        let above = |share: f64| {
            if share == f64::INFINITY { 0.0 } else { self.above(integrand, mean, share) }
        };
        above(from) - above(to)
    }

    /// The integral from a price upwards.
    fn above(&self, integrand: Integrand, Tabled { mean, log_mean }: Tabled, price: f64) -> f64 {
        let z = ln(price.max(f64::MIN_POSITIVE)) / self.bid_sd;
        let (least, greatest) =
            (LEAST_Z + 1.0 / count(PER_UNIT), GREATEST_Z - 2.0 / count(PER_UNIT));
        if z >= greatest {
            return 0.0;
        }
        // Below the table every valuation exceeds the price.
        let below = if z < least {
            integrand.at(self.bidder_count, mean, 1.0) * (exp(self.bid_sd * least) - price)
        } else {
            0.0
        };
        let place = |value: f64, least: f64| (value - least) * count(PER_UNIT);
        let (row, of_rows) = weights(place(log_mean, LEAST_LOG_MEAN));
        let (column, of_columns) = weights(place(z.max(least), LEAST_Z));
        let of_row = |at: usize| -> f64 {
            let values = &self.tables[integrand as usize][(row + at) * columns() + column..][..4];
            values.iter().zip(&of_columns).map(|(value, weight)| value * weight).sum()
        };
        below + (0..4).map(|at| of_rows[at] * of_row(at)).sum::<f64>()
    }
}

/// A mean number of bidders that the tables hold, with its log.
#[derive(Debug, Clone, Copy)]
struct Tabled {
    mean: f64,
    log_mean: f64,
}

/// A mean number of bidders, where the tables hold it.
fn tabled(mean: f64) -> Option<Tabled> {
    let log_mean = ln(mean.max(f64::MIN_POSITIVE));
    let inside = LEAST_LOG_MEAN + 1.0 / count(PER_UNIT)..GREATEST_LOG_MEAN - 2.0 / count(PER_UNIT);
    inside.contains(&log_mean).then_some(Tabled { mean, log_mean })
}

/// First of four places around a point, and their weights in the cubic through them
/// (Lagrange).
fn weights(place: f64) -> (usize, [f64; 4]) {
    let first = index(place - 1.0);
    let from = [0.0, 1.0, 2.0, 3.0].map(|at| place - count(first) - at);
    let through = |own: usize, scale: f64| {
        let others = (0..4).filter(|at| *at != own);
        others.fold(scale, |product, at| product * from[at])
    };
    (first, [through(0, -1.0 / 6.0), through(1, 0.5), through(2, -0.5), through(3, 1.0 / 6.0)])
}

/// Number of means in the table.
fn rows() -> usize {
    index((GREATEST_LOG_MEAN - LEAST_LOG_MEAN) * count(PER_UNIT)) + 1
}

/// Number of prices in the table.
fn columns() -> usize {
    index((GREATEST_Z - LEAST_Z) * count(PER_UNIT)) + 1
}

/// A row of the table: the integral from each column's price upwards, by Simpson's rule
/// from the greatest price down, so that each adds to the one above it.
fn integrals(integrand: Integrand, bidder_count: BidderCount, bid_sd: f64, mean: f64) -> Vec<f64> {
    let step = 1.0 / count(PER_UNIT * STEPS);
    let density = |place: usize| {
        let z = LEAST_Z + count(place) * step;
        integrand.at(bidder_count, mean, normal_cdf(-z)) * bid_sd * exp(bid_sd * z)
    };
    let mut integrals = vec![0.0; columns()];
    for column in (0..columns() - 1).rev() {
        let from = column * STEPS;
        let inside =
            |place: usize| (if place % 2 == 1 { 4.0 } else { 2.0 }) * density(from + place);
        let sum = density(from) + (1..STEPS).map(inside).sum::<f64>() + density(from + STEPS);
        integrals[column] = integrals[column + 1] + sum * step / 3.0;
    }
    integrals
}

/// Probability that at least two bidders reach a price that each reaches with probability
/// `reach`.
pub(super) fn two_exceed(bidder_count: BidderCount, mean: f64, reach: f64) -> f64 {
    let reaching = mean * reach;
    match bidder_count {
        BidderCount::NegativeBinomial { shape } => {
            let log = ln_1p(reaching / shape);
            -exp_m1(-shape * log) - reaching * exp(-(shape + 1.0) * log)
        }
        BidderCount::Poisson => -exp_m1(-reaching) - reaching * exp(-reaching),
        BidderCount::Fixed => {
            let (bidders, below) = (mean.round(), 1.0 - reach);
            let one = bidders * reach * power(below, (bidders - 1.0).max(0.0));
            1.0 - power(below, bidders) - if bidders < 1.0 { 0.0 } else { one }
        }
    }
}

/// Probability that exactly one bidder reaches a price that each reaches with probability
/// `reach`.
fn one_exceeds(bidder_count: BidderCount, mean: f64, reach: f64) -> f64 {
    let reaching = mean * reach;
    match bidder_count {
        BidderCount::NegativeBinomial { shape } => {
            reaching * exp(-(shape + 1.0) * ln_1p(reaching / shape))
        }
        BidderCount::Poisson => reaching * exp(-reaching),
        BidderCount::Fixed => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::auction::{AuctionDraws, Offer, application, hold, hold_beside};
    use crate::rules::auction::AuctionTerms;
    use crate::scenario::Scenario;
    use crate::uncertainty::stream::{ApplicationPurpose, EntityKey};

    fn rules(bid_sd: f64, bidder_count: BidderCount) -> Auction {
        Auction { bidder_count, bid_sd, ..Scenario::baseline().unwrap().rules.auction }
    }

    #[test]
    fn the_table_agrees_with_the_integral_between_its_rows_and_columns() {
        // The same integral with steps of 1/512 from the point itself; the table is good to 3e-6 of
        // the median.
        let negative_binomial = BidderCount::NegativeBinomial { shape: 1.5 };
        let integral = |bidder_count, bid_sd: f64, mean: f64, z: f64| -> f64 {
            let step = 1.0 / 512.0;
            let middles = (0..512 * 40).map(|at| z + (f64::from(at) + 0.5) * step);
            let density =
                |y: f64| two_exceed(bidder_count, mean, normal_cdf(-y)) * bid_sd * exp(bid_sd * y);
            middles.map(|y| density(y) * step).sum()
        };
        for (bidder_count, bid_sd) in [
            (negative_binomial, 0.05),
            (negative_binomial, 0.265),
            (negative_binomial, 0.5),
            (BidderCount::Poisson, 0.265),
        ] {
            let expected = ExpectedPremium::new(&rules(bid_sd, bidder_count)).unwrap();
            for mean in [0.11, 0.9, 4.63, 37.0] {
                for z in [-30.0, -8.3, -2.07, -0.61, 0.44, 1.93, 4.0] {
                    let found = expected.at(mean, exp(bid_sd * z), f64::INFINITY).unwrap();
                    let integral = integral(bidder_count, bid_sd, mean, z);
                    assert!((found - integral).abs() < 3e-6, "{mean} {z}: {found} {integral}");
                }
            }
        }
    }

    #[test]
    fn auctions_bring_what_is_expected_of_them() {
        // 400,000 auctions each: premiums of mean m and sd s lie within 4 s / sqrt(400,000) of it
        // (1 in 16,000), which is below 1 % of the mean in every case.
        const AUCTIONS: u32 = 400_000;
        let key = EntityKey::plot(7, "premium");
        for (bidder_count, premium_cap) in [
            (BidderCount::NegativeBinomial { shape: 1.5 }, None),
            (BidderCount::NegativeBinomial { shape: 1.5 }, Some(0.3)),
            (BidderCount::Poisson, Some(0.15)),
        ] {
            let free = rules(0.265, bidder_count);
            let terms = AuctionTerms { premium_cap, ..free.terms };
            let rules = Auction { terms, ..free };
            let offer = Offer { reserve_price: 0.83, median_valuation: 1.0, bidder_mean: 4.4 };
            let premiums: Vec<f64> = (0..AUCTIONS)
                .map(|auction| {
                    hold(&rules, &offer, &AuctionDraws::of(&key.occasion_draws(0, auction)))
                })
                .map(|outcome| outcome.price.map_or(0.0, |price| price - offer.reserve_price))
                .collect();
            let n = f64::from(AUCTIONS);
            let mean = premiums.iter().sum::<f64>() / n;
            let variance = premiums.iter().map(|p| (p - mean) * (p - mean)).sum::<f64>() / n;
            let cap = premium_cap.map_or(f64::INFINITY, |premium| 0.83 * (1.0 + premium));
            let expected = ExpectedPremium::new(&rules).unwrap().at(4.4, 0.83, cap).unwrap();
            let limit = 4.0 * (variance / n).sqrt();
            assert!(limit < 0.01 * expected, "{limit} {expected}");
            assert!((mean - expected).abs() < limit, "{mean} {expected} {limit}");
        }
    }

    /// The same beside an applicant: while prices stand still, after they have risen and after they
    /// have fallen since he came, with a cap and without.
    #[test]
    fn auctions_bring_what_is_expected_of_them_beside_an_applicant() {
        const AUCTIONS: u32 = 400_000;
        let key = EntityKey::plot(7, "premium");
        let bidder_count = BidderCount::NegativeBinomial { shape: 1.5 };
        for (reserve_price, least, premium_cap) in [
            (0.9, 0.9, None),
            (0.9, 1.1, None),
            (1.1, 0.9, None),
            (0.9, 1.0, Some(0.15)),
            (0.8, 1.2, Some(0.1)),
        ] {
            let free = rules(0.265, bidder_count);
            let terms = AuctionTerms { premium_cap, ..free.terms };
            let rules = Auction { terms, ..free };
            let offer = Offer { reserve_price, median_valuation: 1.0, bidder_mean: 4.4 };
            let premiums: Vec<f64> = (0..AUCTIONS)
                .map(|auction| {
                    let words = key.application_draws(0, auction);
                    let uniform = words.uniform(ApplicationPurpose::ApplicantValue);
                    let applicant = application::applicant(&rules, least, uniform);
                    let value = exp(rules.bid_sd * applicant.normal);
                    let draws = AuctionDraws::of(&key.occasion_draws(0, auction));
                    hold_beside(&rules, &offer, value, &draws)
                })
                .map(|outcome| outcome.price.map_or(0.0, |price| price - reserve_price))
                .collect();
            let n = f64::from(AUCTIONS);
            let mean = premiums.iter().sum::<f64>() / n;
            let variance = premiums.iter().map(|p| (p - mean) * (p - mean)).sum::<f64>() / n;
            let cap = premium_cap.map_or(f64::INFINITY, |premium| reserve_price * (1.0 + premium));
            let tables = ExpectedPremium::new(&rules).unwrap();
            let expected = tables.beside_applicant(4.4, (reserve_price, cap), least).unwrap();
            let limit = 4.0 * (variance / n).sqrt();
            assert!(limit < 0.01 * expected, "{limit} {expected}");
            assert!((mean - expected).abs() < limit, "{mean} {expected} {limit}");
        }
    }

    #[test]
    fn nothing_is_tabled_where_the_table_would_be_wrong() {
        assert!(ExpectedPremium::new(&rules(0.7, BidderCount::Poisson)).is_none());
        assert!(ExpectedPremium::new(&rules(0.0, BidderCount::Poisson)).is_none());
        assert!(ExpectedPremium::new(&rules(0.3, BidderCount::Fixed)).is_none());
        let table = ExpectedPremium::new(&rules(0.3, BidderCount::Poisson)).unwrap();
        assert_eq!([0.0, 1e4].map(|mean| table.at(mean, 1.0, f64::INFINITY)), [None, None]);
    }
}
