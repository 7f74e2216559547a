//! A dated series of lending rates or construction costs replaces the simulated one
//! and nothing else.

#![expect(clippy::expect_used, reason = "a helper of a test stops it by saying what should hold")]

use landsim::calendar::Month;
use landsim::case::Case;
use landsim::model::market::MarketPath;
use landsim::portfolio;
use landsim::scenario::Scenario;
use landsim::trial::worker::Worker;

fn path(overrides: &str, trial: u64) -> MarketPath {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("dated.toml");
    std::fs::write(&file, format!("extends = \"builtin:baseline\"\n{overrides}"))
        .expect("the file can be written");
    let scenario = Scenario::load(&file).expect("the scenario is valid");
    let (name, text) = portfolio::generate::shipped();
    let plots = portfolio::file::parse(name, text).expect("the shipped portfolio is valid");
    let model = Case::new(scenario, plots).expect("they fit together").model(1);
    Worker::new(&model).market_only(trial).clone()
}

#[test]
fn replayed_lending_rates_are_those_of_the_series_from_month_0_on() {
    // PBoC 1-3 year benchmark: 5.85 % until 2011-02, 6.10 % until 2011-04, then 6.40 %.
    let overrides = "[market.lending_rate]\nreplay = [{ value = 0.0585 }, { from = \"2011-02\", \
        value = 0.0610 }, { from = \"2011-04\", value = 0.0640 }]\n";
    let (free, replayed) = (path("", 3), path(overrides, 3));
    assert_eq!(replayed.lending_rate.as_slice()[..5], [0.0585, 0.0610, 0.0610, 0.0640, 0.0640]);
    assert_eq!(replayed.lending_rate[Month::new(119)], 0.0640);
    assert_ne!(free.lending_rate[Month::new(60)], 0.0640);
    assert_eq!(free.house_price, replayed.house_price);
    assert_eq!(free.demand, replayed.demand);
    assert_eq!(free.construction_cost, replayed.construction_cost);
}

#[test]
fn replayed_construction_costs_are_those_of_the_series() {
    let overrides = "[market.construction_cost]\n\
        replay = [{ value = 1.0 }, { from = \"2012-01\", value = 1.09 }]\n";
    let (free, replayed) = (path("", 3), path(overrides, 3));
    assert_eq!([11, 12].map(|month| replayed.construction_cost[Month::new(month)]), [1.0, 1.09]);
    assert_eq!(free.lending_rate, replayed.lending_rate);
    assert_eq!(free.land_price, replayed.land_price);
}
