//! Shocks that come by chance or hit with a random severity (check 4.2): how often, when, how hard,
//! and that they move nothing else.

#![expect(clippy::disallowed_methods, reason = "an oracle does not use the code under test")]
#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot be set up fails")]

#[expect(dead_code, reason = "each test file uses its own part of the judges")]
mod judge;
#[expect(dead_code, reason = "each test file uses its own part of what they share")]
mod support;

use judge::{assert_distribution, assert_probability, assert_within_one_percent, mean_of};
use landsim::calendar::Month;
use landsim::catalogue::figure::Figure;
use landsim::model::Model;
use landsim::model::timeline::RandomShock;
use landsim::reader::built_in::BASELINE_TEXT;
use landsim::scenario::Scenario;
use landsim::trial::worker::Worker;
use support::{LEVEL, date, deterministic_scenario, laid_over, model, portfolio, stock};

const SEED: u64 = 20_110_101;
const TRIALS: usize = 250_000;

fn shock(rules: &str) -> RandomShock {
    let scenario = deterministic_scenario(&format!("[[shock]]\nid = \"crisis\"\n{rules}"));
    RandomShock::all(&scenario.rules, SEED).pop().expect("a shock that is left to chance")
}

#[test]
fn a_hazard_comes_with_one_minus_exp_of_minus_hazard_times_years() {
    // 0.3 a year from 2012-01 until 2015-01: 1 - exp(-0.9) = 0.59343; 0.05 a year over 6 months:
    // 1 - exp(-0.025) = 0.02469, which takes more trials to see within one per cent.
    let crisis = shock("hazard = 0.3\nhazard_from = \"2012-01\"\nhazard_until = \"2015-01\"\n");
    let strikes = |shock: &RandomShock, trials: usize| {
        (0..).take(trials).filter(|trial| shock.draw(*trial).is_some()).count()
    };
    let hits = strikes(&crisis, TRIALS);
    assert_probability("three years", hits, TRIALS, 1.0 - (-0.9_f64).exp());
    let rare = shock("hazard = 0.05\nhazard_from = \"2012-01\"\nhazard_until = \"2012-07\"\n");
    let trials = 12_000_000;
    let hits = strikes(&rare, trials);
    assert_probability("half a year", hits, trials, 1.0 - (-0.025_f64).exp());
}

#[test]
fn the_month_of_a_hazard_is_an_exponential_wait_cut_at_the_range() {
    // Given that it comes, months k = 0 .. 35 have probabilities in proportion to
    // exp(-0.3 k/12) - exp(-0.3 (k + 1)/12).
    let crisis = shock("hazard = 0.3\nhazard_from = \"2012-01\"\nhazard_until = \"2015-01\"\n");
    let mut counts = vec![0; 36];
    for strike in (0..).take(TRIALS).filter_map(|trial| crisis.draw(trial)) {
        counts
            [usize::try_from(strike.onset.months_since(date("2012-01"))).expect("in the range")] +=
            1;
    }
    let survival = |month: f64| (-0.3 * month / 12.0).exp();
    let probabilities: Vec<f64> = (0..36)
        .map(|month| {
            let month = f64::from(month);
            (survival(month) - survival(month + 1.0)) / (1.0 - survival(36.0))
        })
        .collect();
    judge::assert_cells("month of onset", &counts, &probabilities);
}

#[test]
fn severity_has_mean_one_and_scales_logs_and_powers_factors() {
    // A displacement of -0.3 and a facility factor of 0.5 under severity v: every later price is
    // 100 × exp(-0.3 v), the limit 60 × 0.5^v.
    let rules = "
        [finance]
        facility_limit = 60e6
        loan_to_value = 5
        [[shock]]
        id = \"crisis\"
        from = \"2011-02\"
        severity = { distribution = \"lognormal\", sd = 0.4 }
        price_displacement = { residential = -0.3 }
        facility_limit_multiplier = 0.5";
    let model = model(&deterministic_scenario(rules), &portfolio(&[stock("x", "2011-06")]), SEED);
    let mut worker = Worker::new(&model);
    let mut severities = Vec::new();
    for number in 0..45_000 {
        let trial = worker.run(number);
        let strike = trial.shocks[0].expect("a date is certain");
        let expected = 100e6 * (-0.3 * strike.severity).exp();
        assert!((trial.deals[0].price / expected - 1.0).abs() < 1e-12);
        let headroom =
            trial.series.at(landsim::catalogue::series::Series::HeadroomCny, Month::new(2));
        assert!((headroom / (60e6 * 0.5_f64.powf(strike.severity)) - 1.0).abs() < 1e-12);
        severities.push(strike.severity);
    }
    assert_within_one_percent("mean severity", mean_of(&severities), 1.0);
    // ln v is normal with variance ln 1.16 and mean minus half of it.
    let variance = 1.16_f64.ln();
    let log =
        statrs::distribution::LogNormal::new(-variance / 2.0, variance.sqrt()).expect("valid");
    assert_distribution("severity", &mut severities, |v| {
        statrs::distribution::ContinuousCDF::cdf(&log, v)
    });
}

/// A hazard and the same shock at the date it came are the same future; a trial in which it does
/// not come is a trial without it.
#[test]
fn a_trial_is_that_of_the_dated_shock_or_of_none() {
    let effects = "price_displacement = { residential = -0.4, commercial_office = -0.3 }
        shape = \"decay\"
        half_life_months = 9
        demand_multiplier = 0.5
        duration_months = 30";
    let hazard = format!(
        "[[shock]]\nid = \"crisis\"\nhazard = 0.2\nhazard_from = \"2011-06\"\n\
         hazard_until = \"2014-06\"\n{effects}"
    );
    let (name, text) = landsim::portfolio::generate::shipped();
    let plots = landsim::portfolio::file::parse(name, text).expect("the shipped portfolio");
    let figures = |scenario: &Scenario, number: u64| {
        let compiled: Model = model(scenario, &plots, SEED);
        Worker::new(&compiled).run(number).clone()
    };
    let (chance, calm) = (laid_over(BASELINE_TEXT, &hazard), laid_over(BASELINE_TEXT, ""));
    let (mut struck, mut spared) = (0, 0);
    for number in 0..40 {
        let trial = figures(&chance, number);
        let twin = if let Some(strike) = trial.shocks[0] {
            struck += 1;
            let dated =
                format!("[[shock]]\nid = \"crisis\"\nfrom = \"{}\"\n{effects}", strike.onset);
            figures(&laid_over(BASELINE_TEXT, &dated), number)
        } else {
            spared += 1;
            figures(&calm, number)
        };
        for figure in Figure::ALL {
            let (found, expected) = (trial.figure(figure), twin.figure(figure));
            assert_eq!(found.to_bits(), expected.to_bits(), "{} of trial {number}", figure.id());
        }
    }
    assert!(struck > 5 && spared > 5, "{struck} {spared}");
}

#[test]
fn a_shock_keeps_its_luck_when_others_come_and_go() {
    let crisis = "[[shock]]\nid = \"crisis\"\nhazard = 0.5\nhazard_from = \"2011-01\"\n\
        hazard_until = \"2013-01\"\n";
    let other = "[[shock]]\nid = \"a-war\"\nhazard = 0.5\nhazard_from = \"2011-01\"\n\
        hazard_until = \"2013-01\"\n";
    let strikes = |rules: &str| -> Vec<_> {
        let scenario = laid_over(LEVEL, rules);
        let shocks = RandomShock::all(&scenario.rules, SEED);
        let crisis = shocks.iter().find(|random| random.shock.id == "crisis").expect("it is there");
        (0..500).map(|trial| crisis.draw(trial)).collect()
    };
    assert_eq!(strikes(crisis), strikes(&format!("{crisis}{other}")));
    let both = RandomShock::all(&laid_over(LEVEL, &format!("{crisis}{other}")).rules, SEED);
    let agree = (0..500).filter(|t| both[0].draw(*t) == both[1].draw(*t)).count();
    assert!(agree < 400, "two shocks have luck of their own: {agree}");
}
