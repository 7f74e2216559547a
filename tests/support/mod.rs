//! What the integration tests share: scenarios laid over another, portfolios, trials.

use landsim::calendar::YearMonth;
use landsim::case::Case;
use landsim::model::Model;
use landsim::portfolio::Portfolio;
use landsim::portfolio::file::{parse, write};
use landsim::portfolio::plot::{Plot, PlotClass, PlotStatus};
use landsim::scenario::Scenario;
use landsim::trial::record::Trial;
use landsim::trial::worker::Worker;

/// A market in which nothing moves, with round numbers; see the file.
pub(crate) const LEVEL: &str = include_str!("level.toml");
/// Seed of a case that leaves nothing to chance; any other gives the same.
const ANY_SEED: u64 = 1;

/// The scenario `base` with `overrides` laid over it, by the same `extends` that users write.
pub(crate) fn laid_over(base: &str, overrides: &str) -> Scenario {
    let folder = tempfile::tempdir().expect("a folder for scenario files");
    let case = folder.path().join("case.toml");
    std::fs::write(folder.path().join("base.toml"), base).expect("the base scenario is written");
    std::fs::write(&case, format!("extends = \"base.toml\"\n{overrides}"))
        .expect("the overrides are written");
    Scenario::load(&case).unwrap_or_else(|rejected| {
        panic!("a scenario without findings, not\n{rejected}\n{overrides}")
    })
}

/// The level market with `overrides`.
pub(crate) fn deterministic_scenario(overrides: &str) -> Scenario {
    laid_over(LEVEL, overrides)
}

/// A portfolio of plots, after a trip through a file that applies every check of a file.
pub(crate) fn portfolio(plots: &[Plot]) -> Portfolio {
    parse("plots.csv", &write(plots))
        .unwrap_or_else(|rejected| panic!("plots without findings, not\n{rejected}"))
}

/// A scenario and plots, compiled.
pub(crate) fn model(scenario: &Scenario, portfolio: &Portfolio, seed: u64) -> Model {
    let case = Case::new(scenario.clone(), portfolio.clone());
    case.unwrap_or_else(|rejected| panic!("zones that are priced, not\n{rejected}")).model(seed)
}

/// Trial 0 of the level market with `overrides` and of `plots`.
pub(crate) fn run(overrides: &str, plots: &[Plot]) -> Trial {
    let model = model(&deterministic_scenario(overrides), &portfolio(plots), ANY_SEED);
    Worker::new(&model).run(0).clone()
}

/// A calendar month such as `2011-01`.
pub(crate) fn date(text: &str) -> YearMonth {
    text.parse().unwrap_or_else(|_| panic!("a month, not {text}"))
}

/// Net land from month 0 on, worth 100 million at the level market's price of housing.
pub(crate) fn stock(plot_id: &str, list: &str) -> Plot {
    Plot {
        plot_id: plot_id.to_owned(),
        name: plot_id.to_owned(),
        zone: "field".to_owned(),
        class: PlotClass::District,
        status: PlotStatus::Reserved,
        land_m2: 5_000.0,
        gfa_residential_m2: 10_000.0,
        list_date: Some(date(list)),
        ready_date: Some(date("2011-01")),
        sunk_cost_cny: 40e6,
        source: "synthetic".to_owned(),
        ..Plot::blank()
    }
}

/// A plot with 100 households to acquire for 30 million in 3 months and to prepare for 8 million in
/// 2 months; not meant for sale.
pub(crate) fn to_acquire(plot_id: &str, start: &str) -> Plot {
    Plot {
        status: PlotStatus::Unreserved,
        reserve_start: Some(date(start)),
        list_date: None,
        ready_date: None,
        households: 100,
        acquisition_cost_cny: 30e6,
        acquisition_months: 3.0,
        preparation_cost_cny: 8e6,
        preparation_months: 2.0,
        sunk_cost_cny: 0.0,
        ..stock(plot_id, start)
    }
}

/// A plot granted before month 0 whose works start in month 5.
pub(crate) fn carried_over(plot_id: &str) -> Plot {
    Plot {
        status: PlotStatus::Sold,
        list_date: None,
        ready_date: None,
        sunk_cost_cny: 0.0,
        start_lag_months: Some(5.0),
        ..stock(plot_id, "2011-01")
    }
}
