//! Thousands of broken and bent input files: whatever stands in a file, reading it ends with a
//! result, what is refused says why, and what is accepted can be simulated and adds up.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a file that cannot be put to the test has failed"
)]

#[path = "mutations/books.rs"]
mod books;
#[path = "mutations/mutate.rs"]
mod mutate;
#[path = "data/workbook/pack.rs"]
mod pack;
#[path = "readers/properties.rs"]
#[expect(dead_code, reason = "readers.rs keeps what is written anew")]
mod properties;
#[path = "mutations/results.rs"]
mod results;

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use landsim::case::Case;
use landsim::ensemble::Ensemble;
use landsim::finding::Rejected;
use landsim::portfolio::generate::shipped;
use landsim::portfolio::{Portfolio, file};
use landsim::reader::built_in::BASELINE_TEXT;
use landsim::scenario::Scenario;
use landsim::tables;
use landsim::trial::worker::Worker;
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

use books::assert_books_balance;
use mutate::mutated;

/// Mutated files of each kind.
const FILES: u64 = 2000;
/// Longest horizon that is simulated; longer ones are slow and no different (months).
const LONGEST_HORIZON: usize = 240;
/// One in this many accepted cases is taken through the ensemble to its tables.
const TABLES_EVERY: usize = 40;

/// What the baseline leaves out: shocks of each shape and by chance, policies, and a history.
const EXTRAS: &str = r#"
[[shock]]
id = "dip"
from = "2011-11"
until = "2013-01"
shape = "ramp"
ramp_months = 6
demand_multiplier = 0.7
lending_rate_add = 0.01
start_lag_multiplier = 1.5
facility_limit_multiplier = 0.8
price_displacement = { residential = -0.2, commercial_office = -0.1 }

[[shock]]
id = "fever"
from = "2013-03"
shape = "decay"
half_life_months = 9
moratorium_months = 3
acquisition_cost_multiplier = 1.2
acquisition_duration_multiplier = 1.3
preparation_cost_multiplier = 0.9
price_displacement = { residential = 0.3 }

[[shock]]
id = "crisis"
hazard = 0.4
hazard_from = "2011-06"
hazard_until = "2014-06"
duration_months = 18
severity = { distribution = "triangular", least = 0.4, greatest = 2 }
price_displacement = { residential = -0.4 }

[[policy]]
id = "ban"
instrument = "reserve_finance"
from = "2013-01"
loan_ban = true
runoff_months = 24
bond_quota = 5e8
bond_coupon = 0.04
bond_term_months = 60
loan_to_value = 0.6

[[policy]]
id = "cap"
instrument = "premium_cap"
premium_cap = 0.3
while = { measure = "residential_price_change", months = 12, above = 0.1, at_least_months = 6 }

[[policy]]
id = "easing"
instrument = "easing"
demand_multiplier = 1.4
price_displacement = { commercial_office = 0.1 }
ramp_months = 4
while = { measure = "failed_share", above = 0.3 }

[[policy]]
id = "quota"
instrument = "sale_quota"
until = "2014-01"
land_ha = 40
plots = 15

[[policy]]
id = "rounds"
instrument = "batched_supply"
months = [3, 6, 9, 12]

[[policy]]
id = "terms"
instrument = "payment_terms"
deposit_share = 0.3
[[policy.instalment]]
months = 2
share = 0.7
[[policy.instalment]]
months = 20
share = 0.3

[[policy]]
id = "set-aside"
instrument = "affordable_set_aside"
affordable_share = 0.15

[[policy]]
id = "split"
instrument = "revenue_split"
handling_fee_rate = 0.03
accrual = { education = 0.2 }
city_share = { joint = 0.6 }
while = { measure = "cash", below = 1e9 }

[[policy]]
id = "rates"
instrument = "reserve_finance"
policy_rate = [{ value = 0.06 }, { from = "2012-06", value = 0.05 }]

[[plan_change]]
id = "riverside-later"
zones = ["riverside_b", "riverside_c"]
shift_months = 12

[[plan_change]]
id = "huajing-out"
zones = ["huajing"]
dropped = true

[[policy]]
id = "timed"
instrument = "market_timed_disposal"
share_of_peak = 0.9
longest_hold_months = 12

[market.history]
mode = "bootstrap"
mean_block_months = 12
file = "builtin:shanghai_house_price_monthly"
column = "new_home_mom_index_prev_month_100"
from = "2006-01"
until = "2015-12"
"#;

/// How often files were accepted and refused: a mutation that never does one of these tests little.
#[derive(Debug, Default)]
struct Tally {
    accepted: usize,
    refused: usize,
}

impl Tally {
    fn assert_both_occur(&self, least: usize) {
        assert!(self.accepted >= least && self.refused >= least, "{self:?}");
    }
}

/// Numbers of the files to try: the first `files`, or those that `MUTATIONS` names, such as
/// `1000000..1200000`, for as long as one has patience.
fn numbers(files: u64) -> Range<u64> {
    let asked = std::env::var_os("MUTATIONS").map(|range| {
        let range = range.into_string().expect("MUTATIONS is text");
        let (from, until) = range.split_once("..").expect("MUTATIONS is FROM..UNTIL");
        let number = |text: &str| text.parse::<u64>().expect("MUTATIONS has whole numbers");
        number(from)..number(until)
    });
    asked.unwrap_or(0..files)
}

fn generator(number: u64) -> ChaCha8Rng {
    // Each file has a stream of its own, so that one can be looked at alone.
    ChaCha8Rng::seed_from_u64(number)
}

/// Runs something about a file and says which file it was when that panics.
fn surviving<T>(number: u64, bytes: &[u8], run: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
        let path = std::env::temp_dir().join(format!("landsim-mutation-{number}"));
        let kept = std::fs::write(&path, bytes);
        panic!("mutation {number} made it panic; see {} ({kept:?})", path.display())
    })
}

/// Asserts that a refusal says something, and each thing on one line that a terminal can show.
fn assert_readable(number: u64, rejected: &Rejected) {
    assert!(!rejected.findings.is_empty(), "mutation {number} is refused without a reason");
    for finding in &rejected.findings {
        let line = finding.to_string();
        assert!(!line.chars().any(char::is_control), "mutation {number}: {line:?}");
        assert!(!finding.found.is_empty() && !finding.accepted.is_empty(), "{number}: {line}");
    }
    let sorted = rejected.findings.is_sorted_by_key(|finding| &finding.place);
    assert!(sorted, "mutation {number}: {rejected}");
}

/// Runs a trial, and now and then a small ensemble to its tables.
fn simulate(number: u64, case: &Case, to_tables: bool) {
    let model = case.model(number);
    let mut worker = Worker::new(&model);
    let trial = worker.run(0);
    assert_books_balance(number, &model, trial);
    if to_tables {
        let ensemble = Ensemble::run(&model, 3, &|_| true).expect("nobody interrupts");
        for table in tables::of_ensemble(case, &ensemble) {
            let lengths: Vec<usize> = table.columns().map(|(_, values)| values.len()).collect();
            assert!(!lengths.is_empty(), "mutation {number}: {}", table.name);
            assert!(lengths.iter().all(|length| *length == table.rows()), "{number}: {lengths:?}");
        }
    }
}

fn shipped_portfolio() -> Portfolio {
    let (name, text) = shipped();
    file::parse(name, text).expect("the shipped portfolio is valid")
}

#[test]
fn a_scenario_is_refused_with_reasons_or_can_be_simulated() {
    let portfolio = shipped_portfolio();
    let rich = format!("{BASELINE_TEXT}{EXTRAS}");
    Scenario::parse("rich.toml", &rich).expect("the baseline with more in it is valid");
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("mutated.toml");
    let mut tally = Tally::default();
    for number in numbers(FILES) {
        let base = if number % 2 == 0 { BASELINE_TEXT } else { &rich };
        let bytes = mutated(&mut generator(number), base.as_bytes(), "nan");
        let scenario = surviving(number, &bytes, || {
            if let Ok(text) = std::str::from_utf8(&bytes) {
                return Scenario::parse("mutated.toml", text);
            }
            std::fs::write(&path, &bytes).expect("the file can be written");
            Scenario::load(&path)
        });
        let case = scenario.and_then(|scenario| Case::new(scenario, portfolio.clone()));
        match case {
            Err(rejected) => {
                tally.refused += 1;
                assert_readable(number, &rejected);
            }
            Ok(case) => {
                tally.accepted += 1;
                let to_tables = tally.accepted.is_multiple_of(TABLES_EVERY);
                if case.scenario().rules.calendar.horizon <= LONGEST_HORIZON {
                    surviving(number, &bytes, || simulate(number, &case, to_tables));
                }
            }
        }
    }
    tally.assert_both_occur(300);
}

#[test]
fn a_portfolio_is_refused_with_reasons_or_can_be_simulated() {
    let scenario = Scenario::baseline().expect("the baseline is valid");
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("mutated.csv");
    let mut tally = Tally::default();
    for number in numbers(FILES) {
        let bytes = mutated(&mut generator(number), shipped().1.as_bytes(), "NaN");
        let portfolio = surviving(number, &bytes, || {
            if let Ok(text) = std::str::from_utf8(&bytes) {
                return file::parse("mutated.csv", text);
            }
            std::fs::write(&path, &bytes).expect("the file can be written");
            file::read(&path)
        });
        match portfolio.and_then(|portfolio| Case::new(scenario.clone(), portfolio)) {
            Err(rejected) => {
                tally.refused += 1;
                assert_readable(number, &rejected);
            }
            Ok(case) => {
                tally.accepted += 1;
                let to_tables = tally.accepted.is_multiple_of(TABLES_EVERY);
                surviving(number, &bytes, || simulate(number, &case, to_tables));
            }
        }
    }
    tally.assert_both_occur(300);
}
