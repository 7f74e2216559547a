//! Reads `[auction]`.
//!
//! | key | unit | accepted | the baseline's number |
//! | --- | --- | --- | --- |
//! | `notice_months` | months | 0 to 24 | Order 39 (2007): 20 days, and 10 of listing |
//! | `appraisal_lag_months` | months | 0 to 60 | assumed: valuation and approval |
//! | `appraisal_age_months` | months | 0 to 60, optional | without it the market's price |
//! | `initial_appraisal_gap` | log | -1 to 1, optional | house prices before the start |
//! | `application_share` | probability | 0 to 1, optional | Shanghai's pre-application since 2009 |
//! | `application_wait_months` | months | 1 to 60, with `application_share` | assumed |
//! | `application_cut` | share | 0 to 1, with `application_share` | assumed |
//! | `state_applicant_share` | share | 0 to 1, optional, with `application_share` | 0 |
//! | `reserve_ratio` | share | 0 to 5 | fitted to 2010-2012 (`docs/calibration.md`) |
//! | `cost_floor` | flag | | inverted plots are sold in practice: no floor |
//! | `cut_per_failed_round` | share | 0 to 1 | assumed; two plots of 2010: 20 and 36 % |
//! | `relist_months` | months | 1 to 600 | prior 3 / 8 / 24 |
//! | `max_rounds` | rounds | 1 to 100 | assumed |
//! | `premium_cap` | share | 0 to 100, optional | a policy, not the baseline's |
//! | `state_buyer_probability` | probability | 0 to 1 | 0: market buyers only |
//! | `administered_price_*` | CNY/m2 | 0 to 10^7 | 0: handed over without payment |
//! | `bidder_count`, `bidder_shape` | name, shape | shape 0.01 to 10^6 | press sample of Shanghai |
//! | `bidder_mean`, `_least`, `_greatest` | bidders | 0 to 500 | fitted; bounds assumed |
//! | `plot_value_sd` | log | 0 to 3 | contract prices of 2017, within district |
//! | `appraisal_knowledge` | share | 0 to 1 | fitted |
//! | `bid_bias`, `bid_sd` | log | -3 or 0 to 3 | 0; fitted |
//! | `bid_demand_elasticity` | log per log | 0 to 3 | fitted |
//! | `absorption_*` | m2 per year | 1 to 10^9 | office take-up of 2008; plan's yearly sale |
//! | `absorption_elasticity` | log per log | 0 to 10 | assumed |

use crate::catalogue::land_use::{ByUse, Use};
use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::auction::{AdministeredPrice, Application, Auction, AuctionTerms};
use crate::uncertainty::bidder_count::BidderCount;

/// Largest mean number of bidders; keeps the inversion of the count exact, and is far above
/// the 41 rounds or 21 bidders that made the news.
const MOST_EXPECTED_BIDDERS: f64 = 500.0;

/// Reads the section; the least mean number of bidders that can be drawn must not exceed
/// the greatest.
pub(super) fn read(section: &Section<'_>) -> Auction {
    let bidders = Accepted::number(0.0..=MOST_EXPECTED_BIDDERS);
    let optional = |key, unit, range| {
        section.optional_number(key, unit, &Accepted::number(range)).unwrap_or(0.0)
    };
    let auction = Auction {
        terms: AuctionTerms {
            reserve_ratio: section.number("reserve_ratio", "share", &Accepted::number(0.0..=5.0)),
            cost_floor: section.flag("cost_floor"),
            cut_per_failed_round: section.number(
                "cut_per_failed_round",
                "share",
                &Accepted::share(),
            ),
            relist_months: section.count("relist_months", "months", 1..=600),
            max_rounds: section.count("max_rounds", "rounds", 1..=100),
            premium_cap: section.optional_number(
                "premium_cap",
                "share",
                &Accepted::number(0.0..=100.0),
            ),
            state_buyer_probability: section.number(
                "state_buyer_probability",
                "probability",
                &Accepted::share(),
            ),
        },
        notice_months: section.count("notice_months", "months", 0..=24),
        appraisal_lag_months: section.count("appraisal_lag_months", "months", 0..=60),
        appraisal_age_months: optional("appraisal_age_months", "months", 0.0..=60.0),
        initial_appraisal_gap: optional("initial_appraisal_gap", "log", -1.0..=1.0),
        application: read_application(section),
        administered_price: read_administered_price(section),
        bidder_count: read_bidder_count(section),
        bidder_mean: section.number("bidder_mean", "bidders", &bidders),
        bidder_mean_least: section.number("bidder_mean_least", "bidders", &bidders),
        bidder_mean_greatest: section.number("bidder_mean_greatest", "bidders", &bidders),
        plot_value_sd: section.number("plot_value_sd", "log", &Accepted::number(0.0..=3.0)),
        appraisal_knowledge: section.number("appraisal_knowledge", "share", &Accepted::share()),
        bid_bias: section.number("bid_bias", "log", &Accepted::number(-3.0..=3.0)),
        bid_demand_elasticity: section.number(
            "bid_demand_elasticity",
            "log per log",
            &Accepted::number(0.0..=3.0),
        ),
        bid_sd: section.number("bid_sd", "log", &Accepted::number(0.0..=3.0)),
        absorption: read_absorption(section),
        absorption_elasticity: section.number(
            "absorption_elasticity",
            "log per log",
            &Accepted::number(0.0..=10.0),
        ),
    };
    let (_, least) = section.ends("bidder_mean_least", auction.bidder_mean_least);
    let (greatest, _) = section.ends("bidder_mean_greatest", auction.bidder_mean_greatest);
    if section.sound(&["bidder_mean_least", "bidder_mean_greatest"]) && least > greatest {
        section.find("bidder_mean_least", format!("{least}"), "at most bidder_mean_greatest");
    }
    auction
}

/// Reads whether plots are listed on application. The other keys are tolerated without the share: a
/// scenario that takes it out may inherit them.
fn read_application(section: &Section<'_>) -> Option<Application> {
    section.tolerate(&["application_wait_months", "application_cut", "state_applicant_share"]);
    section.optional_probability("application_share").map(|share| Application {
        share,
        wait_months: section.count("application_wait_months", "months", 1..=60),
        cut: section.number("application_cut", "share", &Accepted::share()),
        state_share: section
            .optional_number("state_applicant_share", "share", &Accepted::share())
            .unwrap_or(0.0),
        is_at_once: false,
    })
}

/// Reads the fixed prices of floor area that no market prices.
fn read_administered_price(section: &Section<'_>) -> AdministeredPrice {
    let price = |key| section.number(key, "CNY/m2", &Accepted::number(0.0..=1e7));
    AdministeredPrice {
        affordable: price("administered_price_affordable"),
        public: price("administered_price_public"),
    }
}

/// Reads the floor area that the market absorbs in a year, by use.
fn read_absorption(section: &Section<'_>) -> ByUse<f64> {
    let area = Accepted::number(1.0..=1e9);
    ByUse::of(|of_use| section.number(absorption_key(of_use), "m2 per year", &area))
}

/// The key of a use's absorption.
fn absorption_key(of_use: Use) -> &'static str {
    match of_use {
        Use::Residential => "absorption_residential",
        Use::CommercialOffice => "absorption_commercial_office",
    }
}

/// Reads how the number of bidders scatters. A shape is tolerated beside counts that have
/// none: a scenario that chooses them may inherit it.
fn read_bidder_count(section: &Section<'_>) -> BidderCount {
    section.tolerate(&["bidder_shape"]);
    match section.choice("bidder_count", &["negative_binomial", "poisson", "fixed"]) {
        0 => BidderCount::NegativeBinomial {
            shape: section.number("bidder_shape", "shape", &Accepted::number(0.01..=1e6)),
        },
        1 => BidderCount::Poisson,
        _ => BidderCount::Fixed,
    }
}
