//! Local state firms as applicants, against what follows by hand in a market where every bidder
//! values a plot alike: with Poisson bidders of mean m nobody comes with exp(-m).
//!
//! Samples of 40,000 futures; a share is held within 3.9 standard errors, which a right program
//! misses once in 10,000 tries.

use landsim::case::Case;
use landsim::ensemble::of_trials;
use landsim::trial::record::{AuctionRecord, Deal, Trial};
use landsim::uncertainty::elementary::exp;

use super::support::{deterministic_scenario, portfolio, stock};

const TRIALS: u64 = 40_000;
/// Standard errors that decide.
const LIMIT: f64 = 3.9;

/// First auction and deal of a plot that is to be listed in month 2, by trial.
fn first(overrides: &str) -> Vec<(Option<AuctionRecord>, Option<Deal>)> {
    let market = "[auction]\nbidder_count = \"poisson\"\n\
                  application_share = 1\napplication_wait_months = 4\napplication_cut = 0\n";
    let mean = if overrides.contains("bidder_mean") { "" } else { "bidder_mean = 1\n" };
    let scenario = deterministic_scenario(&format!("{market}{mean}{overrides}"));
    let case = Case::new(scenario, portfolio(&[stock("a", "2011-03")])).expect("they fit");
    let model = case.model(3);
    let first = |trial: &Trial| (trial.auctions.first().copied(), trial.deals.first().copied());
    of_trials(&model, TRIALS, first)
}

#[track_caller]
fn is_share(found: usize, expected: f64) {
    let n = f64::from(u32::try_from(TRIALS).expect("few"));
    let share = f64::from(u32::try_from(found).expect("few")) / n;
    let error = (expected * (1.0 - expected) / n).sqrt();
    assert!((share - expected).abs() <= LIMIT * error, "{share}, not {expected}");
}

#[test]
fn a_firm_alone_pays_the_reserve_price_and_nothing_fails() {
    let first = first("state_applicant_share = 1\n");
    let deals: Vec<Deal> = first.iter().map(|(_, deal)| deal.expect("sold")).collect();
    // Listed at once, whoever else comes: a month of notice, the deal in month 3.
    assert!(deals.iter().all(|deal| deal.month.number() == 3));
    assert!(first.iter().all(|(auction, _)| auction.is_some_and(|held| held.price.is_some())));
    let nobody = exp(-1.0);
    let to_state = deals.iter().filter(|deal| deal.state_buyer);
    assert!(to_state.clone().all(|deal| deal.price == deal.reserve_price));
    is_share(to_state.count(), nobody);
    // One other bidder has it at the reserve price, two or more at what it is worth.
    let alone = deals.iter().filter(|deal| !deal.state_buyer && deal.price == deal.reserve_price);
    is_share(alone.count(), nobody);
    is_share(deals.iter().filter(|deal| deal.price == 100e6).count(), 1.0 - 2.0 * nobody);
    // The firm is one of the bidders.
    let held = first.iter().filter_map(|(auction, _)| *auction);
    is_share(held.filter(|held| held.bidders == 1).count(), nobody);
}

#[test]
fn without_a_firm_an_applicant_is_sought_in_the_market() {
    // With a firm for a quarter of the plots, the others wait for somebody: in each of the months
    // of a spell one comes with the probability that makes the whole spell what one draw decides.
    let with = first("state_applicant_share = 0.25\n");
    let without = first("");
    let listed_at_once = |first: &[(Option<AuctionRecord>, Option<Deal>)]| {
        first.iter().filter(|(_, deal)| deal.is_some_and(|deal| deal.month.number() == 3)).count()
    };
    // Somebody comes in the first month with 1 - exp(-1); a firm comes besides.
    let market = 1.0 - exp(-1.0);
    is_share(listed_at_once(&without), market);
    is_share(listed_at_once(&with), 0.25 + 0.75 * market);
    let to_state = |first: &[(Option<AuctionRecord>, Option<Deal>)]| {
        first.iter().filter(|(_, deal)| deal.is_some_and(|deal| deal.state_buyer)).count()
    };
    assert_eq!(to_state(&without), 0);
    // What has no firm is as it is without: the same trials, the same deals.
    let same = with.iter().zip(&without).filter(|(with, without)| {
        with.1.is_some_and(|deal| !deal.state_buyer) && with.1 == without.1
    });
    assert!(same.count() > 20_000);
}

#[test]
fn a_zone_may_have_firms_of_its_own() {
    let zone = "state_applicant_share = 0\n[[zone]]\nid = \"field\"\nname = \"Field\"\n\
                base_price_residential = 10000\nbase_price_commercial_office = 5000\n\
                state_applicant_share = 1\n";
    assert!(first(zone).iter().all(|(_, deal)| deal.is_some_and(|deal| deal.month.number() == 3)));
}

#[test]
fn a_spell_in_vain_ends_with_a_state_buyer_as_a_failed_auction_does() {
    // Hardly anybody bids. Half of the plots have a firm at once; of the others, whose spell of
    // four months ends in month 5, four in ten are taken then and count as failed.
    let first =
        first("bidder_mean = 1e-9\nstate_applicant_share = 0.5\nstate_buyer_probability = 0.4\n");
    let in_month = |month: u32| {
        first.iter().filter(move |(_, deal)| deal.is_some_and(|deal| deal.month.number() == month))
    };
    is_share(in_month(3).count(), 0.5);
    is_share(in_month(5).count(), 0.5 * 0.4);
    assert!(in_month(5).all(|(held, deal)| {
        let deal = deal.expect("sold");
        held.is_some_and(|held| held.price.is_none() && held.state_buyer)
            && deal.state_buyer
            && deal.price == 50e6
    }));
}
