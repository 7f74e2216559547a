//! What no single figure of auctions fixes (reserve price, bidding, developers' demand), estimated
//! together from what a city saw: the model is simulated, and its parameters are those under which
//! the facts are likeliest.
//!
//! # Why together
//!
//! A premium of 40 % may come from a low reserve price, from many bidders, from a wide
//! spread of their valuations or from ample demand; a failed share likewise. Each of
//! the six numbers moves all facts, so none can be read off alone, and some
//! combinations of them are known better than any one (`docs/calibration.md` tells how
//! wide the errors are).

pub mod fact;
pub mod fit;
pub mod parameter;

use crate::calendar::YearMonth;
use crate::case::Case;
use crate::ensemble;
use crate::finding::Rejected;
use crate::portfolio::Portfolio;
use crate::portfolio::file::understanding::Understanding;
use crate::portfolio::plot::{Plot, PlotClass, PlotStatus};
use crate::quantity::{SQUARE_METRES_PER_HECTARE, count};
use crate::scenario::Scenario;
use crate::uncertainty::elementary::exp;
use crate::uncertainty::normal;

use super::backtest::house_prices;
use fact::{Fact, Measure};

/// Floor area per site area of an offer; no fact depends on it, since prices and
/// reserve prices grow with it alike.
const PLOT_RATIO: f64 = 2.0;

/// Plots of a city whose auction has its result in a month: a row of the file of
/// offers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Offered {
    /// Month in which the auctions have their results.
    pub month: YearMonth,
    /// Number of plots offered.
    pub plots: u32,
    /// Median of their site areas (ha); large plots weigh more in a premium of totals.
    pub site_ha: f64,
    /// Standard deviation of the logs of their site areas.
    pub site_log_sd: f64,
}

/// Offers of a city and what came of them: all that parameters are estimated from.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// What was offered, in the order of the file.
    pub offers: Vec<Offered>,
    /// What was seen, in the order of the file; every list of facts has this order.
    pub facts: Vec<Fact>,
}

/// How often the model is simulated, and with which random numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Design {
    /// Futures for each set of parameters; all sets share their random numbers, so that
    /// a better score is not better luck.
    pub trials: u64,
    /// Seed of these random numbers.
    pub seed: u64,
}

/// The offers as a portfolio: housing plots that are net land from the scenario's start
/// on and listed `notice_months` before the month of their result.
///
/// They lie in the scenario's first zone with quality 1: facts are ratios, which no
/// level of prices moves. Sizes follow the lognormal of each month's sites, spread
/// evenly and the same in all futures.
pub fn offers(evidence: &Evidence, scenario: &Scenario) -> Portfolio {
    // A golden-ratio sequence spreads the sizes evenly over their distribution in every period.
    const GOLDEN: f64 = 0.618_033_988_749_895;
    let notice = i32::try_from(scenario.rules.auction.notice_months).unwrap_or(0);
    let start = scenario.rules.calendar.start;
    let (mut size, mut plots) = (0.5, Vec::new());
    for offered in &evidence.offers {
        for _ in 0..offered.plots {
            size = (size + GOLDEN) % 1.0;
            let spread = offered.site_log_sd * normal::inverse(size.clamp(1e-3, 1.0 - 1e-3));
            let land = (offered.site_ha * exp(spread) * SQUARE_METRES_PER_HECTARE).round();
            let listing = offered.month.plus(-notice);
            plots.push(offer(plots.len(), land, start, listing, &scenario.rules.zones[0].id));
        }
    }
    let lines = (0..plots.len()).collect();
    Portfolio {
        file: "offers".into(),
        digest: String::new(),
        source: [].into(),
        plots,
        lines,
        understanding: Understanding::default(),
    }
}

/// One offer: a cleared plot of housing without households or cost to go.
fn offer(number: usize, land_m2: f64, ready: YearMonth, listing: YearMonth, zone: &str) -> Plot {
    Plot {
        plot_id: format!("offer-{number:05}"),
        zone: zone.into(),
        class: PlotClass::District,
        status: PlotStatus::Reserved,
        land_m2,
        gfa_residential_m2: PLOT_RATIO * land_m2,
        list_date: Some(listing),
        ready_date: Some(ready),
        source: "synthetic".into(),
        ..Plot::blank()
    }
}

/// The facts as they come out in each trial: a row for each trial, with a number for
/// each fact in the order of the evidence.
///
/// # Errors
/// [`Rejected`] when scenario and offers do not fit together.
pub fn simulate(
    scenario: &Scenario,
    evidence: &Evidence,
    design: &Design,
) -> Result<Vec<Vec<f64>>, Rejected> {
    let mut scenario = scenario.clone();
    // What statistics count was listed, so whoever had to apply for it did.
    if let Some(application) = &mut scenario.rules.auction.application {
        application.is_at_once = true;
    }
    let case = Case::new(scenario.clone(), offers(evidence, &scenario))?;
    let model = case.model(design.seed);
    let start = scenario.rules.calendar.start;
    let of_auctions = ensemble::of_trials(&model, design.trials, |trial| {
        evidence.facts.iter().map(|fact| fact.of(&trial.auctions, start)).collect()
    });
    if !evidence.facts.iter().any(|fact| fact.measure == Measure::HousePriceGrowth) {
        return Ok(of_auctions);
    }
    // The same trials' house prices, which come from the same random numbers.
    let of_prices = house_prices(&scenario, (design.trials, design.seed), |path| {
        evidence.facts.iter().map(|fact| fact.of_house_prices(path, start)).collect::<Vec<_>>()
    });
    let merged = of_auctions.into_iter().zip(of_prices).map(|(auctions, prices): (Vec<f64>, _)| {
        auctions.into_iter().zip(prices).map(|(own, price)| price.unwrap_or(own)).collect()
    });
    Ok(merged.collect())
}

/// Share of trials below what was seen, equal ones by half: 0.5 in the middle of the
/// futures, near 0 or 1 where the model hardly makes what was seen.
///
/// ```
/// use landsim::calibration::auctions::rank;
///
/// assert_eq!(rank(&[0.1, 0.2, 0.3, 0.4], 0.2), 0.375);
/// ```
pub fn rank(simulated: &[f64], seen: f64) -> f64 {
    let less = simulated.iter().filter(|value| **value < seen).count();
    let at_most = simulated.iter().filter(|value| **value <= seen).count();
    0.5 * count(less + at_most) / count(simulated.len())
}
