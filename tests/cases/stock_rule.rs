//! Land for housing by the city's stock (以需定供), in the level market, by hand.
//!
//! The stock begins at 20 months and changes by a stated number each month. Plots of 5,000 m² are
//! net land from the start. Above 18 months no more is listed in a calendar year than was made use
//! of in the twelve months before the quarter, above 36 nothing.

use landsim::catalogue::event::Event;
use landsim::portfolio::plot::Plot;
use landsim::trial::journal::Journal;
use landsim::trial::worker::Worker;

use super::support::{deterministic_scenario, model, portfolio, stock};

fn overrides(initial: f64, rate: f64, used_before: f64) -> String {
    format!(
        "[market.city_stock]\ninitial = {initial}\nrates = [{rate}]\n\
         used_before_ha = {used_before}\n\
         [[policy]]\nid = \"stock\"\ninstrument = \"stock_rule\"\nlimit_above = 18\n\
         stop_above = 36\n"
    )
}

/// Months of the listings of plots, in order of plots.
fn listed(overrides: &str, plots: &[Plot]) -> Vec<Option<u32>> {
    let model = model(&deterministic_scenario(overrides), &portfolio(plots), 1);
    let mut worker = Worker::before(&model, Journal::new(model.calendar.horizon));
    worker.run(0);
    let seen = worker.witness().occurrences();
    let of_plot = |plot: u32| {
        let mut listings =
            seen.iter().filter(|seen| seen.event == Event::Listing && seen.subject == plot);
        listings.next().map(|seen| seen.month.number())
    };
    (0..u32::try_from(plots.len()).expect("few")).map(of_plot).collect()
}

#[test]
fn nothing_is_listed_above_the_stop_and_all_below_the_limit() {
    let plots = [stock("a", "2011-02")];
    // 40 months, less one a month: 36 are passed after month 4, looked at in July (month 6: 34),
    // but what was made use of before allows nothing; 18 in month 22, looked at in month 24.
    assert_eq!(listed(&overrides(40.0, -1.0, 0.0), &plots), [Some(24)]);
    // With land made use of before: from July on, in its year.
    assert_eq!(listed(&overrides(40.0, -1.0, 1.0), &plots), [Some(6)]);
    assert_eq!(listed(&overrides(18.0, 0.0, 0.0), &plots), [Some(1)]);
    assert_eq!(listed(&overrides(40.0, 0.0, 9.0), &plots), [None]);
}

#[test]
fn no_more_is_listed_in_a_year_than_was_made_use_of() {
    // 0.6 ha made use of in the year before: one plot of 0.5 ha in January, the other waits. In
    // April nine twelfths of it are left, in January nothing. The first plot is completed between
    // the July and the October of the second year (months 18 and 21), which makes room for the
    // other.
    let plots = [stock("a", "2011-01"), stock("b", "2011-01")];
    assert_eq!(listed(&overrides(20.0, 0.0, 0.6), &plots), [Some(21), Some(0)]);
    let first = super::support::run(&overrides(20.0, 0.0, 0.6), &plots).deals[0];
    let completed = first.completion_month.expect("it is completed").number();
    assert!((18..21).contains(&completed), "{completed}");
    assert_eq!(listed(&overrides(20.0, 0.0, 1.0), &plots), [Some(0), Some(0)]);
}

#[test]
fn affordable_housing_and_offices_are_free() {
    let affordable = Plot { gfa_affordable_m2: 10_001.0, ..stock("b", "2011-02") };
    let office = Plot {
        gfa_residential_m2: 0.0,
        gfa_commercial_office_m2: 10_000.0,
        ..stock("c", "2011-02")
    };
    let plots = [stock("a", "2011-02"), affordable, office];
    assert_eq!(listed(&overrides(40.0, 0.0, 9.0), &plots), [None, Some(1), Some(1)]);
}
