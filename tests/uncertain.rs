//! Uncertain numbers: what is drawn is what a file with that number would say, and
//! nothing else moves.

#![expect(clippy::expect_used, clippy::panic, reason = "a case that cannot be set up has failed")]

#[expect(dead_code, reason = "other tests need the rest")]
mod support;

use std::fmt::Write as _;

use landsim::case::Case;
use landsim::case::models::{Models, UncertainModel};
use landsim::catalogue::figure::Figure;
use landsim::ensemble;
use landsim::ensemble::variance::{exchanged, shares};
use landsim::portfolio::generate;
use landsim::portfolio::{self, Portfolio};
use landsim::reader::built_in::BASELINE_TEXT;
use landsim::scenario::Scenario;
use landsim::trial::worker::Worker;

use support::{LEVEL, laid_over, model, portfolio as plots, stock};

const SEED: u64 = 4;
const SEVERAL: &str = "
    [auction]
    reserve_ratio = { value = { distribution = \"pert\", least = 0.5, mode = 0.7, \
    greatest = 0.9 }, source = \"assumption: x\" }
    max_rounds = { value = { distribution = \"uniform\", least = 1, greatest = 5 } }
    [finance]
    facility_limit = { value = { distribution = \"lognormal\", mean = 20e9, sd = 5e9, \
    at_most = 60e9 } }
    [[shock]]
    id = \"crisis\"
    hazard = { value = { distribution = \"gamma\", mean = 0.3, sd = 0.2, at_most = 3 } }
    hazard_from = \"2011-06\"
    hazard_until = \"2014-06\"
    price_displacement = { residential = { value = { distribution = \"normal\", mean = -0.3, \
    sd = 0.1, at_least = -1, at_most = 0 } } }
";

fn shipped() -> Portfolio {
    let (name, text) = generate::shipped();
    portfolio::file::parse(name, text).expect("the shipped portfolio is valid")
}

fn uncertain(scenario: Scenario, portfolio: Portfolio) -> UncertainModel {
    let case = Case::new(scenario, portfolio).expect("they fit together");
    match Models::new(&case, SEED) {
        Models::Uncertain(model) => *model,
        Models::Certain(_) => panic!("a scenario with uncertain numbers"),
    }
}

#[test]
fn steps_of_dated_paths_are_drawn_each_for_itself() {
    let education = |first: &str, later: &str| {
        format!(
            "[receipts.accrual]\neducation = [{{ value = {first} }}, {{ from = \"2011-07\", \
             value = {later} }}]\n"
        )
    };
    let between = |least: f64, greatest: f64| {
        format!("{{ distribution = \"uniform\", least = {least}, greatest = {greatest} }}")
    };
    let scenario = laid_over(BASELINE_TEXT, &education(&between(0.0, 0.05), &between(0.1, 0.3)));
    let keys: Vec<&str> = scenario.uncertain.iter().map(|number| number.key.as_str()).collect();
    let key = "receipts.accrual.education";
    assert_eq!(keys, [format!("{key}[2011-07]"), format!("{key}[start]")]);
    let models = uncertain(scenario, shipped());
    let [later, first] = <[f64; 2]>::try_from(models.draw(3)).expect("two numbers");
    assert!((0.0..0.05).contains(&first) && (0.1..0.3).contains(&later), "{first} {later}");
    let fixed = education(&format!("{first:?}"), &format!("{later:?}"));
    let alone = model(&laid_over(BASELINE_TEXT, &fixed), &shipped(), SEED);
    let drawn = models.model(3);
    let (mut drawn, mut alone) = (Worker::new(&drawn), Worker::new(&alone));
    let (drawn, alone) = (drawn.run(3), alone.run(3));
    assert_eq!(drawn.figures.map(f64::to_bits), alone.figures.map(f64::to_bits));
}

#[test]
fn a_trial_is_that_of_a_file_with_the_numbers_drawn_to_the_last_bit() {
    let scenario = laid_over(BASELINE_TEXT, SEVERAL);
    let keys: Vec<&str> = scenario.uncertain.iter().map(|number| number.key.as_str()).collect();
    let expected = [
        "auction.max_rounds",
        "auction.reserve_ratio",
        "finance.facility_limit",
        "shock[crisis].hazard",
        "shock[crisis].price_displacement.residential",
    ];
    assert_eq!(keys, expected);
    let models = uncertain(scenario, shipped());
    for trial in [0, 1, 77] {
        let [rounds, ratio, limit, hazard, fall] =
            <[f64; 5]>::try_from(models.draw(trial)).expect("five numbers");
        assert!((1.0..=5.0).contains(&rounds) && rounds.fract() == 0.0);
        let fixed = format!(
            "[auction]\nreserve_ratio = {ratio:?}\nmax_rounds = {rounds:?}\n\
             [finance]\nfacility_limit = {limit:?}\n\
             [[shock]]\nid = \"crisis\"\nhazard = {hazard:?}\nhazard_from = \"2011-06\"\n\
             hazard_until = \"2014-06\"\n\
             price_displacement = {{ residential = {fall:?} }}\n"
        );
        let alone = model(&laid_over(BASELINE_TEXT, &fixed), &shipped(), SEED);
        let drawn = models.model(trial);
        let (mut drawn, mut alone) = (Worker::new(&drawn), Worker::new(&alone));
        let (drawn, alone) = (drawn.run(trial), alone.run(trial));
        assert_eq!(drawn.series, alone.series, "trial {trial}");
        assert_eq!(drawn.figures.map(f64::to_bits), alone.figures.map(f64::to_bits));
    }
}

#[test]
fn fixing_a_number_moves_no_other_and_a_joined_one_moves_only_its_partner() {
    let all = uncertain(laid_over(BASELINE_TEXT, SEVERAL), shipped());
    let fewer = SEVERAL.replace(
        "max_rounds = { value = { distribution = \"uniform\", least = 1, greatest = 5 } }",
        "",
    );
    let fewer = uncertain(laid_over(BASELINE_TEXT, &fewer), shipped());
    let pair = "[[copula]]\nbetween = [\"finance.facility_limit\", \
        \"auction.reserve_ratio\"]\nrank_correlation = 0.8\n";
    let joined = uncertain(laid_over(BASELINE_TEXT, &format!("{SEVERAL}{pair}")), shipped());
    let mut moved = 0;
    for trial in 0..50 {
        let (all, joined) = (all.draw(trial), joined.draw(trial));
        assert_eq!(all[1..], fewer.draw(trial));
        assert_eq!((&all[..2], &all[3..]), (&joined[..2], &joined[3..]));
        moved += usize::from(all[2] != joined[2]);
    }
    assert_eq!(moved, 50);
}

#[test]
fn an_ensemble_of_uncertain_numbers_does_not_depend_on_threads() {
    let case = Case::new(laid_over(BASELINE_TEXT, SEVERAL), shipped()).expect("they fit");
    let models = Models::new(&case, SEED);
    let run = |threads: usize| {
        let pool = rayon_pool(threads);
        pool.install(|| {
            let all = ensemble::Ensemble::run(&models, 70, &|_| true).expect("nobody interrupts");
            let figures = ensemble::figures(&models, 70, &|_| true).expect("nobody interrupts");
            let bits = |rows: &ensemble::Figures| -> Vec<u64> {
                rows.iter().flatten().map(|value| value.to_bits()).collect()
            };
            assert_eq!(bits(&all.figures), bits(&figures));
            bits(&figures)
        })
    };
    assert_eq!(run(1), run(3));
}

fn rayon_pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads")
}

#[test]
fn where_chance_does_nothing_all_variance_is_the_numbers() {
    // In the level market a plot worth 100 million of which 0.5 to 0.9 is asked and only one bidder
    // comes: the price is the reserve price, so receipts are 100 million times the ratio.
    let ratio = "[auction]\nbidder_mean = 1\n\
        reserve_ratio = { value = { distribution = \"uniform\", least = 0.5, greatest = 0.9 } }\n";
    let models = uncertain(laid_over(LEVEL, ratio), plots(&[stock("a", "2011-03")]));
    let case =
        Case::new(laid_over(LEVEL, ratio), plots(&[stock("a", "2011-03")])).expect("they fit");
    let trials = 400;
    let figures = ensemble::figures(&Models::new(&case, SEED), trials, &|_| true).expect("all");
    for (trial, row) in (0..trials).zip(&figures) {
        let by_hand = 100e6 * models.draw(trial)[0];
        assert!((row[Figure::ReceiptsCny as usize] / by_hand - 1.0).abs() < 1e-12);
    }
    let crossed = exchanged(&models, trials, 0..trials, &|_| true).expect("all");
    let receipts = |rows: &ensemble::Figures| -> Vec<f64> {
        rows.iter().map(|row| row[Figure::ReceiptsCny as usize]).collect()
    };
    let found = shares(&receipts(&figures), &receipts(&crossed)).expect("it varies");
    assert!((found.numbers.value - 1.0).abs() < 1e-12, "{found:?}");
    assert!(found.chance.value.abs() < 0.15, "{found:?}");
}

#[test]
fn every_distribution_can_be_written() {
    let shapes = [
        ("fixed\", value = 0.6", 0.6, 0.6),
        ("uniform\", least = 0.2, greatest = 0.4", 0.2, 0.4),
        ("triangular\", least = 0.2, mode = 0.2, greatest = 0.4", 0.2, 0.4),
        ("pert\", least = 0.2, mode = 0.3, greatest = 0.4", 0.2, 0.4),
        ("normal\", mean = 0.5, sd = 1, at_least = 0, at_most = 2", 0.0, 2.0),
        ("lognormal\", mean = 0.5, sd = 1, at_most = 2", 0.0, 2.0),
        ("beta\", least = 0.1, greatest = 0.9, alpha = 2, beta = 5", 0.1, 0.9),
        ("gamma\", mean = 0.5, sd = 0.3, at_most = 2", 0.0, 2.0),
        ("discrete\", values = [0.1, 0.3, 0.8], probabilities = [0.5, 0.25, 0.25]", 0.1, 0.8),
        ("empirical\", file = \"ratios.csv\", column = \"ratio\"", 0.25, 0.75),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("ratios.csv"), "year,ratio\n2010,0.75\n2011,\n2012,0.25\n")
        .expect("the file is written");
    for (shape, least, greatest) in shapes {
        let mut text = String::from("extends = \"builtin:baseline\"\n[auction]\n");
        let _ = writeln!(text, "reserve_ratio = {{ value = {{ distribution = \"{shape} }} }}");
        let file = folder.path().join("case.toml");
        std::fs::write(&file, &text).expect("the file is written");
        let scenario =
            Scenario::load(&file).unwrap_or_else(|rejected| panic!("{shape}\n{rejected}"));
        let number = &scenario.uncertain[0];
        assert_eq!(number.ends(), (least, greatest), "{shape}");
        assert_eq!(scenario.rules.auction.terms.reserve_ratio, number.median(), "{shape}");
        let drawn = scenario.drawn(&[number.at(0.9)]);
        assert_eq!(drawn.auction.terms.reserve_ratio, number.at(0.9), "{shape}");
    }
}

#[test]
fn a_history_is_read_once_so_that_nothing_can_fail_later() {
    let folder = tempfile::tempdir().expect("a folder");
    let history = folder.path().join("prices.csv");
    std::fs::write(&history, "month,index\n2011-01,101\n2011-02,103\n").expect("written");
    let file = folder.path().join("case.toml");
    let text = "extends = \"builtin:baseline\"\n\
        [market.history]\nmode = \"replay\"\nfile = \"prices.csv\"\ncolumn = \"index\"\n\
        [auction]\nreserve_ratio = { value = { distribution = \"uniform\", least = 0.5, \
        greatest = 0.7 } }\n";
    std::fs::write(&file, text).expect("written");
    let scenario = Scenario::load(&file).expect("a valid scenario");
    std::fs::remove_file(history).expect("removed");
    assert_eq!(scenario.drawn(&[0.6]).market.history, scenario.rules.market.history);
    assert_eq!(scenario.drawn(&[0.6]).auction.terms.reserve_ratio, 0.6);
}
