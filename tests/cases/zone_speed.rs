//! Zones of two speeds in the level market, by hand.
//!
//! A plot of each zone is worth 100 million at the zones' prices. In `far` bidders are half as many
//! as in `field` and prices fall by 12 % a year (log): after six months they are exp(-0.06) of the
//! district's.

use landsim::catalogue::series::Series;
use landsim::portfolio::plot::Plot;
use landsim::trial::record::Trial;
use landsim::trial::worker::Worker;
use landsim::uncertainty::elementary::exp;

use super::support::{deterministic_scenario, model, portfolio, stock};

fn zones(of_far: &str) -> String {
    format!(
        "[[zone]]\nid = \"field\"\nname = \"Field\"\nbase_price_residential = 10000\n\
         base_price_commercial_office = 5000\n\
         [[zone]]\nid = \"far\"\nname = \"Far\"\nbase_price_residential = 10000\n\
         base_price_commercial_office = 5000\n{of_far}\n"
    )
}

fn far(id: &str, list: &str) -> Plot {
    Plot { zone: "far".to_owned(), ..stock(id, list) }
}

fn run(overrides: &str, plots: &[Plot]) -> Trial {
    let model = model(&deterministic_scenario(overrides), &portfolio(plots), 1);
    Worker::new(&model).run(0).clone()
}

#[track_caller]
fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1.0, "{found}, not {expected}");
}

/// Both are listed in July and sold in August: month 7.
#[test]
fn prices_of_a_zone_drift_away() {
    let plots = [stock("a", "2011-07"), far("b", "2011-07")];
    let trial = run(&zones("price_drift = -0.12"), &plots);
    let price = |plot: u32| {
        let mut deals = trial.deals.iter();
        deals.find(|deal| deal.plot.number() == plot).expect("a deal").price
    };
    near(price(0), 100e6);
    near(price(1), 100e6 * exp(-0.07));
    // Collateral of both in month 5: net land at the month's prices.
    let collateral = trial.series.row(Series::CollateralCny)[5];
    near(collateral, 100e6 + 100e6 * exp(-0.05));
}

/// A reserve price of half of 100 million is published with appraisals that are as old as the
/// district's: without age they know the month before the listing.
#[test]
fn appraisals_follow_a_zone() {
    let plots = [far("b", "2011-07")];
    let reserve_price = |overrides: &str| {
        let trial = run(&format!("{}{overrides}", zones("price_drift = -0.12")), &plots);
        trial.auctions[0].reserve_price
    };
    let at_once = reserve_price("");
    let lagged = reserve_price("[auction]\nappraisal_age_months = 5\n");
    // Listed in month 6 with the appraisal of month 4, which has moved by a sixth of what is left
    // of 1 % each month.
    near(at_once, 50e6 * exp(-0.04));
    near(lagged, 50e6 * exp(-0.014_112_654_32));
    // Half of the district's two bidders is one, who pays the reserve price; demand does not move
    // what he would pay.
    let plots = [stock("a", "2011-07"), far("b", "2011-07")];
    let trial = run(&zones("demand_multiplier = 0.5"), &plots);
    let bidders: Vec<(u32, u32)> =
        trial.auctions.iter().map(|held| (held.plot.number(), held.bidders)).collect();
    assert!(bidders.contains(&(0, 2)) && bidders.contains(&(1, 1)), "{bidders:?}");
    near(trial.deals.iter().find(|deal| deal.plot.number() == 1).expect("a deal").price, 50e6);
    // Where it does, he would pay a quarter, and the auction fails.
    let moved = "[auction]\nbid_demand_elasticity = 2\n";
    let trial = run(&(zones("demand_multiplier = 0.5") + moved), &[far("b", "2011-07")]);
    assert_eq!(trial.auctions[0].price, None);
}
