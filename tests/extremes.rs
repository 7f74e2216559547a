//! The largest inputs that are accepted are simulated, not only read.

#![expect(clippy::expect_used, reason = "an extreme that cannot be put to the test has failed")]

use std::fmt::Write as _;

use landsim::case::Case;
use landsim::catalogue::figure::Figure;
use landsim::ensemble::Ensemble;
use landsim::portfolio::{file, generate};
use landsim::scenario::Scenario;

/// Most plots of a portfolio.
const PLOTS: usize = file::MOST_PLOTS;

/// The shipped plots again and again under other ids.
fn many_plots() -> String {
    let (_, text) = generate::shipped();
    let mut lines = text.lines().filter(|line| !line.starts_with('#'));
    let header = lines.next().expect("a header");
    let rows: Vec<&str> = lines.collect();
    let mut all = format!("{header}\n");
    for (number, row) in rows.iter().cycle().take(PLOTS).enumerate() {
        let (_, rest) = row.split_once(',').expect("an id");
        let _ = writeln!(all, "p{number:05},{rest}");
    }
    all
}

#[test]
fn ten_thousand_plots_over_six_hundred_months_are_simulated() {
    let text = "extends = \"builtin:baseline\"\n[scenario]\nid = \"long\"\nhorizon_months = 600\n";
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("long.toml");
    std::fs::write(&path, text).expect("a file");
    let scenario = Scenario::load(&path).expect("600 months are accepted");
    let portfolio = file::parse("many.csv", &many_plots()).expect("10,000 plots are accepted");
    let case = Case::new(scenario, portfolio).expect("they fit together");
    let ensemble = Ensemble::run(&case.model(1), 4, &|_| true).expect("nobody interrupts");
    assert_eq!((ensemble.distributions.plots, ensemble.distributions.horizon), (PLOTS, 600));
    // Sixty times the shipped plots at a limited pace: many times what the plan
    // sells in its window.
    let sold = ensemble.figure(Figure::SoldPlots);
    assert!(sold.len() == 4 && sold.iter().all(|plots| *plots > 80.0), "{sold:?}");
    let one_more =
        many_plots() + &many_plots().lines().nth(1).expect("a row").replacen("p00000", "q", 1);
    assert!(file::parse("more.csv", &one_more).is_err());
}
