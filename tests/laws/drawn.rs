//! Scenarios and portfolios drawn at random, and the trials in which a law must hold.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::OnceLock;

use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};

use landsim::calendar::Month;
use landsim::catalogue::series::Series;
use landsim::model::Model;
use landsim::model::market::MarketPath;
use landsim::portfolio::Portfolio;
use landsim::portfolio::generate::assumptions::Generator;
use landsim::portfolio::generate::generate;
use landsim::portfolio::plan::Plan;
use landsim::portfolio::plot::Plot;
use landsim::reader::built_in::BASELINE_TEXT;
use landsim::scenario::Scenario;
use landsim::trial::record::Trial;
use landsim::trial::worker::Worker;
use landsim::uncertainty::stream::uniform;

use crate::support::{laid_over, model, portfolio};

/// Scenarios drawn.
const SCENARIOS: u64 = 40;
/// Trials of each.
const TRIALS: u64 = 25;
/// Seed of the first scenario; the others follow.
const FIRST_SEED: u64 = 20_110_101;
/// Months of every drawn scenario's window and horizon at least and at most.
const WINDOWS: (f64, f64) = (24.0, 72.0);
const MONTHS_AFTER_WINDOW: (f64, f64) = (0.0, 60.0);

/// Numbers that are perturbed: table, key, least and greatest value.
const NUMBERS: [(&str, &str, f64, f64); 33] = [
    ("auction", "absorption_elasticity", 0.0, 1.0),
    ("auction", "appraisal_knowledge", 0.0, 1.0),
    ("auction", "bid_demand_elasticity", 0.0, 1.0),
    ("auction", "bid_sd", 0.0, 0.6),
    ("auction", "bidder_mean", 0.0, 12.0),
    ("auction", "cut_per_failed_round", 0.0, 0.5),
    ("auction", "premium_cap", 0.0, 1.0),
    ("auction", "reserve_ratio", 0.2, 1.4),
    ("auction", "state_buyer_probability", 0.0, 1.0),
    ("delivery", "government_fault_probability", 0.0, 1.0),
    ("delivery", "idle_fee_probability", 0.0, 1.0),
    ("delivery", "phase_gfa", 10_000.0, 300_000.0),
    ("delivery", "repossession_probability", 0.0, 1.0),
    ("finance", "cash_buffer", 0.0, 2e9),
    ("finance", "facility_limit", 0.0, 30e9),
    ("finance", "loan_to_value", 0.0, 1.5),
    ("finance", "min_cash", 0.0, 1e9),
    ("finance", "opening_cash", 0.0, 8e9),
    ("finance", "opening_debt", 0.0, 15e9),
    ("finance", "spread", -0.1, 0.1),
    ("market", "trend", -0.1, 0.2),
    ("market.demand", "volatility", 0.0, 2.0),
    ("receipts", "deposit_share", 0.0, 1.0),
    ("receipts", "finance_allowance", 0.0, 0.5),
    ("receipts", "handling_fee_rate", 0.0, 0.1),
    ("receipts", "instalment_interest_rate", 0.0, 0.3),
    ("receipts", "reinvested_share", 0.0, 1.0),
    ("reserve", "acquisition_cost_sd", 0.0, 0.6),
    ("reserve", "administration_rate", 0.0, 0.1),
    ("reserve", "consultation_failure", 0.0, 1.0),
    ("reserve", "funding_ratio", 0.0, 1.5),
    ("state_buyer", "default_rate", 0.0, 1.0),
    ("state_buyer", "not_started_share", 0.0, 1.0),
];

/// Whole numbers that are perturbed.
const COUNTS: [(&str, &str, f64, f64); 9] = [
    ("auction", "max_rounds", 1.0, 5.0),
    ("auction", "notice_months", 0.0, 4.0),
    ("auction", "relist_months", 1.0, 12.0),
    ("delivery", "handover_lag_months", 0.0, 6.0),
    ("finance", "loan_term_months", 1.0, 48.0),
    ("receipts", "default_relist_months", 1.0, 12.0),
    ("receipts", "return_lag_months", 0.0, 18.0),
    ("reserve", "clearance_capacity", 100.0, 3_000.0),
    ("reserve", "consultation_retry_months", 1.0, 12.0),
];

/// Ways to pay a price.
const INSTALMENTS: [&str; 3] = [
    "instalment = [{ months = 0, share = 1 }]",
    "instalment = [{ months = 1, share = 0.5 }, { months = 12, share = 0.5 }]",
    "instalment = [{ months = 0, share = 0.1 }, { months = 2, share = 0.2 }, { months = 7, \
     share = 0.7 }]",
];

/// A source of draws with a seed.
struct Draw(ChaCha8Rng);

impl Draw {
    fn share(&mut self) -> f64 {
        uniform(self.0.next_u64())
    }

    fn between(&mut self, least: f64, greatest: f64) -> f64 {
        least + (greatest - least) * self.share()
    }

    fn whole(&mut self, least: f64, greatest: f64) -> f64 {
        self.between(least, greatest + 1.0).floor().min(greatest)
    }

    fn happens(&mut self, probability: f64) -> bool {
        self.share() < probability
    }
}

/// A shock left to chance.
const HAZARD: &str = "
    [[shock]]
    id = \"crisis\"
    hazard = 0.4
    hazard_from = \"2011-06\"
    hazard_until = \"2014-06\"
    duration_months = 18
    severity = { distribution = \"lognormal\", sd = 0.5 }
    price_displacement = { residential = -0.4, commercial_office = -0.3 }
    shape = \"decay\"
    half_life_months = 9
    demand_multiplier = 0.5
";

/// Policies under which every law holds as it is stated; those that change a rule a law speaks of
/// have cases of their own (`tests/cases/policies.rs`).
const POLICIES: [&str; 7] = [
    "
    [[policy]]
    id = \"quota\"
    instrument = \"sale_quota\"
    land_ha = 30
    plots = 12
    ",
    "
    [[policy]]
    id = \"rounds\"
    instrument = \"batched_supply\"
    months = [3, 7, 11]
    from = \"2012-01\"
    ",
    "
    [[policy]]
    id = \"timing\"
    instrument = \"market_timed_disposal\"
    share_of_peak = 0.93
    longest_hold_months = 24
    ",
    "
    [[policy]]
    id = \"regulation\"
    instrument = \"expropriation\"
    from = \"2011-04\"
    acquisition_cost_multiplier = 1.3
    acquisition_duration_multiplier = 1.5
    consultation_failure = 0.3
    ",
    "
    [[policy]]
    id = \"prop\"
    instrument = \"easing\"
    demand_multiplier = 1.5
    price_displacement = { residential = 0.1 }
    ramp_months = 3
    while = { measure = \"failed_share\", above = 0.2, at_least_months = 6 }
    ",
    "
    [[policy]]
    id = \"limits\"
    instrument = \"purchase_restriction\"
    demand_multiplier = 0.6
    while = { measure = \"residential_price_change\", above = 0.15 }
    ",
    "
    [[policy]]
    id = \"set-aside\"
    instrument = \"affordable_set_aside\"
    affordable_share = 0.3
    while = { measure = \"residential_price_change\", months = 6, above = 0.02 }
    ",
];

/// What a scenario of this seed says on top of the baseline.
fn overrides(seed: u64) -> String {
    let mut draw = Draw(ChaCha8Rng::seed_from_u64(seed));
    let mut tables: BTreeMap<&str, String> = BTreeMap::new();
    let mut say = |table, line: String| {
        let text = tables.entry(table).or_default();
        text.push_str(&line);
        text.push('\n');
    };
    let window = draw.whole(WINDOWS.0, WINDOWS.1);
    let horizon = window + draw.whole(MONTHS_AFTER_WINDOW.0, MONTHS_AFTER_WINDOW.1);
    say("scenario", format!("window_months = {window}\nhorizon_months = {horizon}"));
    for (table, key, least, greatest) in NUMBERS {
        let value = draw.between(least, greatest);
        if draw.happens(0.5) {
            say(table, format!("{key} = {value}"));
        }
    }
    for (table, key, least, greatest) in COUNTS {
        let value = draw.whole(least, greatest);
        if draw.happens(0.5) {
            say(table, format!("{key} = {value}"));
        }
    }
    say("auction", format!("cost_floor = {}", draw.happens(0.3)));
    let [paid_at_once, usual, by_parts] = INSTALMENTS;
    let way = draw.share();
    let paid = if way < 0.2 {
        paid_at_once
    } else if way < 0.6 {
        usual
    } else {
        by_parts
    };
    say("receipts", paid.to_owned());
    let mut text = String::new();
    for (table, lines) in tables {
        let _ = write!(text, "[{table}]\n{lines}");
    }
    for regime in ["slump", "normal", "boom"] {
        let (rate, lag) = (draw.between(0.0, 0.4), draw.between(1.0, 30.0));
        let _ = write!(
            text,
            "[[market.regime]]\nid = \"{regime}\"\ndefault_rate = {rate}\nstart_lag_mean = {lag}\n"
        );
    }
    if draw.happens(0.5) {
        let (price, months) = (draw.between(-0.6, 0.3), draw.whole(0.0, 12.0));
        let _ = write!(
            text,
            "[[shock]]\nid = \"drawn\"\nfrom = \"2012-03\"\nuntil = \"2014-01\"\n\
             moratorium_months = {months}
            facility_limit_multiplier = 0.3\nacquisition_duration_multiplier = 2\n\
             lending_rate_add = 0.02
            price_displacement = {{ residential = {price}, commercial_office = {price} }}\n"
        );
    }
    add_chance_and_policies(&mut draw, &mut text);
    add_mechanisms(&mut draw, &mut text);
    text
}

/// Adds how plots are listed, appraised and scatter together.
fn add_mechanisms(draw: &mut Draw, text: &mut String) {
    let (age, gap) = (draw.between(0.0, 24.0), draw.between(-0.1, 0.1));
    let (share, wait, cut) = (draw.share(), draw.whole(1.0, 12.0), draw.between(0.0, 0.3));
    if draw.happens(0.7) {
        let keys = format!(
            "appraisal_age_months = {age}\ninitial_appraisal_gap = {gap}\n\
             application_share = {share}\napplication_wait_months = {wait}\n\
             application_cut = {cut}\n"
        );
        *text = text.replace("[auction]\n", &format!("[auction]\n{keys}"));
    }
    if draw.happens(0.7) {
        let (district, zone) = (draw.between(0.0, 0.4), draw.between(0.0, 0.2));
        let _ = write!(
            text,
            "[scatter]\ndistrict_share = {district}\nzone_share = {zone}\nblock_months = 24\n"
        );
    }
}

fn add_chance_and_policies(draw: &mut Draw, text: &mut String) {
    if draw.happens(0.5) {
        text.push_str(HAZARD);
    }
    for policy in POLICIES {
        if draw.happens(0.4) {
            text.push_str(policy);
        }
    }
}

/// The plots that the generator draws for a seed.
pub(crate) fn plots(seed: u64) -> Vec<Plot> {
    let plan = Plan::published().expect("the published plan");
    let assumptions = Generator::shipped().expect("the generator's assumptions");
    generate(seed, plan, assumptions)
}

/// A drawn scenario with a drawn portfolio.
struct Case {
    seed: u64,
    overrides: String,
    scenario: Scenario,
    portfolio: Portfolio,
    model: Model,
}

fn cases() -> &'static [Case] {
    static CASES: OnceLock<Vec<Case>> = OnceLock::new();
    CASES.get_or_init(|| {
        let draw = |seed: u64| {
            let overrides = overrides(seed);
            let scenario = laid_over(BASELINE_TEXT, &overrides);
            let portfolio = portfolio(&plots(seed));
            let model = model(&scenario, &portfolio, seed);
            Case { seed, overrides, scenario, portfolio, model }
        };
        (FIRST_SEED..FIRST_SEED + SCENARIOS).map(draw).collect()
    })
}

/// One trial with all that it was made of.
pub(crate) struct Future<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) portfolio: &'a Portfolio,
    pub(crate) model: &'a Model,
    pub(crate) market: &'a MarketPath,
    pub(crate) trial: &'a Trial,
}

impl Future<'_> {
    /// Value of a series in a month.
    pub(crate) fn at(&self, series: Series, month: Month) -> f64 {
        self.trial.series.at(series, month)
    }

    /// Value of a series at the end of the month before, `opening` in month 0.
    pub(crate) fn before(&self, series: Series, month: Month, opening: f64) -> f64 {
        month.before().map_or(opening, |earlier| self.at(series, earlier))
    }

    /// Sum of several series in a month.
    pub(crate) fn sum(&self, series: &[Series], month: Month) -> f64 {
        series.iter().map(|one| self.at(*one, month)).sum()
    }

    /// All months of the horizon.
    pub(crate) fn months(&self) -> impl DoubleEndedIterator<Item = Month> + Clone {
        self.model.calendar.months()
    }

    /// First month after the horizon.
    pub(crate) fn end(&self) -> Month {
        self.model.calendar.end()
    }

    /// First month after the window.
    pub(crate) fn window_end(&self) -> Month {
        self.model.calendar.window_end()
    }
}

/// Holds a law against every trial of every drawn scenario.
pub(crate) fn in_every_trial(law: impl Fn(&Future<'_>) -> Result<(), String>) {
    for case in cases() {
        let mut worker = Worker::new(&case.model);
        for number in 0..TRIALS {
            let trial = worker.run(number).clone();
            let future = Future {
                scenario: &case.scenario,
                portfolio: &case.portfolio,
                model: &case.model,
                market: worker.market(),
                trial: &trial,
            };
            if let Err(broken) = law(&future) {
                panic!(
                    "{broken}\nin trial {number} of seed {} with\n{}",
                    case.seed, case.overrides
                );
            }
        }
    }
}

/// That two numbers are equal to a share of 1e-9 of `size`, the size of what was added up.
pub(crate) fn equal(
    what: &str,
    month: Month,
    found: f64,
    expected: f64,
    size: f64,
) -> Result<(), String> {
    const TOLERANCE: f64 = 1e-9;
    if (found - expected).abs() <= TOLERANCE * size.abs().max(1.0) {
        return Ok(());
    }
    Err(format!("{what} in month {month}: {found}, not {expected} (size {size})"))
}

/// That a claim holds.
pub(crate) fn holds(claim: bool, what: impl FnOnce() -> String) -> Result<(), String> {
    if claim { Ok(()) } else { Err(what()) }
}

#[test]
fn the_drawn_futures_reach_every_corner_of_the_model() {
    // A law that is never put to the test says nothing; each of these must happen in many trials.
    let mut reached: BTreeMap<&str, u32> = BTreeMap::new();
    for case in cases() {
        let mut worker = Worker::new(&case.model);
        for number in 0..TRIALS {
            let trial = worker.run(number);
            let total = |series: Series| trial.series.row(series).iter().sum::<f64>();
            let capped = |deal: &&landsim::trial::record::Deal| {
                case.scenario
                    .rules
                    .auction
                    .terms
                    .premium_cap
                    .is_some_and(|cap| deal.price == deal.reserve_price * (1.0 + cap))
            };
            for (corner, here) in [
                ("draw", total(Series::DrawCny) > 0.0),
                ("support", total(Series::SupportCny) > 0.0),
                ("all debt repaid", trial.series.row(Series::DebtCny).contains(&0.0)),
                ("default", trial.deals.iter().any(|deal| deal.default_month.is_some())),
                ("repossession", trial.deals.iter().any(|deal| deal.repossession_month.is_some())),
                ("idle fee", total(Series::IdleFeeCny) > 0.0),
                ("state buyer", trial.deals.iter().any(|deal| deal.state_buyer)),
                ("cap", trial.deals.iter().any(|deal| capped(&deal))),
                ("inverted plot", trial.deals.iter().any(|deal| deal.recognised_cost > deal.price)),
                ("failed auction", total(Series::AuctionsFailed) > 0.0),
                ("withdrawn plot", total(Series::PlotsWithdrawn) > 0.0),
                ("shock by chance", trial.shocks.iter().any(Option::is_some)),
                ("completed phase", total(Series::GfaCompletedResidentialM2) > 0.0),
            ] {
                *reached.entry(corner).or_default() += u32::from(here);
            }
        }
    }
    assert!(reached.values().all(|trials| *trials >= 50), "{reached:?}");
}
