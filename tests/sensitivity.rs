//! Which assumptions move the balance most: each one a fifth down and a fifth up, all else
//! equal and with the same luck. `cargo test --test sensitivity -- --ignored --nocapture`
//! prints the table.

#![expect(clippy::expect_used, reason = "a helper of a test stops it by saying what should hold")]

use std::fmt::Write as _;

use landsim::case::Case;
use landsim::catalogue::figure::Figure;
use landsim::portfolio::plot::Plot;
use landsim::portfolio::{self, Portfolio};
use landsim::quantity::count;
use landsim::scenario::Scenario;
use landsim::trial::worker::Worker;

const TRIALS: u64 = 1000;
const SEED: u64 = 1;
const STEP: f64 = 0.2;

fn shipped() -> Portfolio {
    let (name, text) = portfolio::generate::shipped();
    portfolio::file::parse(name, text).expect("the shipped portfolio is valid")
}

/// A change of one column of a plot by a factor.
type Change = fn(&mut Plot, f64);

/// Mean window balance in 亿元.
fn mean_balance(scenario: Scenario, portfolio: Portfolio) -> f64 {
    let case = Case::new(scenario, portfolio).expect("they fit together");
    let model = case.model(SEED);
    let mut worker = Worker::new(&model);
    let sum: f64 =
        (0..TRIALS).map(|trial| worker.run(trial).figure(Figure::WindowBalanceCny)).sum();
    sum / count(1000) / 1e8
}

/// A scenario file that changes one key of the baseline, or `None` for keys of lists without ids.
fn override_text(key: &str, value: f64) -> Option<String> {
    let (table, name) = key.rsplit_once('.')?;
    let mut text = String::from("extends = \"builtin:baseline\"\n");
    match table.split_once('[') {
        None => writeln!(text, "[{table}]\n{name} = {value}").ok()?,
        Some((list, rest)) => {
            let id = rest.trim_end_matches(']');
            if id.parse::<u32>().is_ok() {
                return None;
            }
            writeln!(text, "[[{list}]]\nid = \"{id}\"\n{name} = {value}").ok()?;
        }
    }
    Some(text)
}

fn changed(key: &str, value: f64) -> Option<Scenario> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("changed.toml");
    std::fs::write(&path, override_text(key, value)?).expect("the file can be written");
    Scenario::load(&path).ok()
}

#[test]
#[ignore = "takes a minute; the figures are quoted in docs/plausibility.md"]
fn the_assumptions_that_move_the_balance_most() {
    let baseline = Scenario::baseline().expect("the baseline is valid");
    let base = mean_balance(baseline.clone(), shipped());
    let mut rows: Vec<(String, f64, f64)> = Vec::new();
    for parameter in baseline.assumptions() {
        let Ok(value) = parameter.value.parse::<f64>() else { continue };
        let effect = |factor: f64| {
            changed(&parameter.key, value * factor)
                .map(|scenario| mean_balance(scenario, shipped()) - base)
        };
        if let (Some(down), Some(up)) = (effect(1.0 - STEP), effect(1.0 + STEP)) {
            rows.push((parameter.key.clone(), down, up));
        }
    }
    let scale = |change: Change, factor: f64| {
        let mut portfolio = shipped();
        portfolio.plots.iter_mut().for_each(|plot| change(plot, factor));
        mean_balance(baseline.clone(), portfolio) - base
    };
    let columns: [(&str, Change); 4] = [
        ("portfolio: acquisition cost of all plots", |plot, factor| {
            plot.acquisition_cost_cny *= factor;
        }),
        ("portfolio: sunk cost of all stock", |plot, factor| plot.sunk_cost_cny *= factor),
        ("portfolio: quality of all plots (all zone prices)", |plot, factor| {
            plot.quality *= factor;
        }),
        ("portfolio: acquisition duration of all plots", |plot, factor| {
            plot.acquisition_months *= factor;
        }),
    ];
    for (name, change) in columns {
        rows.push((name.to_owned(), scale(change, 1.0 - STEP), scale(change, 1.0 + STEP)));
    }
    rows.sort_by(|left, right| (right.2 - right.1).abs().total_cmp(&(left.2 - left.1).abs()));
    println!("mean window balance {base:.1} 亿元; change in 亿元 at -20 % and +20 % of:");
    for (name, down, up) in rows.iter().take(20) {
        println!("{name}: {down:+.1}, {up:+.1}");
    }
    assert!(rows.len() > 50, "most assumptions could be varied, {} were", rows.len());
    let prices = rows
        .iter()
        .position(|(name, _, _)| name.contains("all zone prices"))
        .expect("it was varied");
    assert!(prices < 3, "nothing but a few rules moves the balance more than prices");
}
