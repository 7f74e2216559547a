//! The second ensemble: what a scenario doubts of its own numbers, and nothing else, is drawn.

#![expect(clippy::expect_used, reason = "a case that cannot be set up has failed")]

use landsim::case::Case;
use landsim::catalogue::figure::Figure;
use landsim::catalogue::land_use::Use;
use landsim::ensemble::{doubt, figures};
use landsim::model::Model;
use landsim::portfolio::{file, generate};
use landsim::reader::built_in::BASELINE_TEXT;
use landsim::scenario::Scenario;

fn case(scenario: Scenario) -> Case {
    let (name, text) = generate::shipped();
    Case::new(scenario, file::parse(name, text).expect("valid")).expect("they fit together")
}

/// The baseline without its doubts, and with others in their place.
fn doubting(section: &str) -> Scenario {
    let (before, _) = BASELINE_TEXT.split_once("\n[doubt]\n").expect("a section");
    Scenario::parse("mine.toml", &format!("{before}\n{section}")).expect("a valid scenario")
}

fn doubtful_model(section: &str) -> Model {
    case(doubting(section)).doubtful().expect("a doubt").model(1)
}

#[test]
fn tables_do_not_know_of_doubt() {
    let run = |scenario: Scenario| {
        figures(&case(scenario).model(1), 64, &|_| true).expect("nobody interrupts")
    };
    let bits = |rows: Vec<[f64; Figure::COUNT]>| {
        rows.concat().into_iter().map(f64::to_bits).collect::<Vec<_>>()
    };
    let with = bits(run(Scenario::baseline().expect("valid")));
    assert_eq!(with, bits(run(doubting(""))));
    assert!(doubting("").doubtful().is_none());
    // With nothing but levels as stated, the second ensemble is the first.
    let doubted = case(doubting("[doubt]\nprice_level = 1\n"));
    let second = doubt::run(&doubted, 1, 64, &|_| true).expect("a doubt");
    assert_eq!(with, bits(second.figures));
}

#[test]
fn levels_move_what_they_are_of() {
    let plain = case(doubting("")).model(1);
    let lower = doubtful_model(
        "[doubt]\nprice_level = 0.8\ncost_level = 1.25\nopening_debt_level = 0.5\n\
         city_share_shift = 0.6\n",
    );
    for (before, after) in plain.plots.iter().zip(lower.plots.iter()) {
        for of_use in [Use::Residential, Use::CommercialOffice] {
            // Worths are whole yuan.
            assert!((after.worth.base[of_use] - 0.8 * before.worth.base[of_use]).abs() <= 1.0);
        }
        assert!((after.acquisition_cost - 1.25 * before.acquisition_cost).abs() < 1e-3);
        assert!((after.preparation_cost - 1.25 * before.preparation_cost).abs() < 1e-3);
        assert!((after.sunk_cost - 1.25 * before.sunk_cost).abs() < 1e-3);
    }
    assert!((lower.finance.opening_debt - 0.5 * plain.finance.opening_debt).abs() < 1e-3);
    // 0.286, 0.5 and 0.7 and 0.6 on top, at most 1.
    let shares = lower.receipts.city_share;
    assert!((shares[0] - 0.886).abs() < 1e-12 && shares[1..] == [1.0, 1.0], "{shares:?}");
}

#[test]
fn an_error_lies_around_the_value_in_force() {
    let section = "[doubt]\n[[doubt.error]]\nkey = \"auction.bid_sd\"\nsd = 0.02\n\
        at_least = 0.1\nat_most = 1\n";
    let stated = doubting(section);
    let bolder = stated.with(&[("auction.bid_sd", "0.5")]).expect("valid");
    for (scenario, middle) in [(&stated, stated.rules.auction.bid_sd), (&bolder, 0.5)] {
        let doubtful = scenario.doubtful().expect("a doubt");
        let [number] = &doubtful.uncertain[..] else { panic!("{:?}", doubtful.uncertain) };
        assert_eq!(number.key, "auction.bid_sd");
        assert!((number.median() - middle).abs() < 1e-6, "{} {middle}", number.median());
        assert_eq!(number.ends().0, 0.1);
        assert!(scenario.uncertain.is_empty(), "the market alone knows it");
    }
    // What the scenario draws itself keeps its own distribution.
    let own = "{ value = { distribution = \"uniform\", least = 0.2, greatest = 0.4 } }";
    let drawn = stated.with(&[("auction.bid_sd", own)]).expect("valid");
    let doubtful = drawn.doubtful().expect("a doubt");
    assert_eq!(doubtful.uncertain, drawn.uncertain);
}

#[test]
fn what_cannot_be_doubted_is_refused() {
    let (before, _) = BASELINE_TEXT.split_once("\n[doubt]\n").expect("a section");
    for (section, found) in [
        (
            "[[doubt.error]]\nkey = \"auction.bid_spread\"\nsd = 0.1\n",
            "the key \"auction.bid_spread\"",
        ),
        ("[doubt]\nprice_level = 0\n", "doubt.price_level: found 0"),
        ("[doubt]\nprices = 1\n", "doubt.prices: found an unknown key"),
        ("[[doubt.error]]\nkey = \"auction.bid_sd\"\nsd = 0\n", "sd: found 0"),
        (
            "[[doubt.error]]\nkey = \"auction.reserve_ratio\"\nsd = 0.1\nat_most = 7\n",
            "auction.reserve_ratio: found",
        ),
    ] {
        let text = format!("{before}\n{section}");
        let rejected = Scenario::parse("mine.toml", &text).expect_err("a finding").to_string();
        assert!(rejected.contains(found), "{section}: {rejected}");
    }
}

/// With prices alone in doubt, prices carry what doubt adds.
#[test]
fn shares_name_what_the_verdict_hangs_on() {
    let section = "[doubt]\nprice_level = { value = { distribution = \"uniform\", least = 0.5, \
        greatest = 1.5 } }\nopening_debt_level = { value = { distribution = \"uniform\", \
        least = 0.99, greatest = 1.01 } }\n";
    let doubted = doubt::run(&case(doubting(section)), 1, 500, &|_| true).expect("a doubt");
    assert_eq!(doubted.keys, ["doubt.opening_debt_level", "doubt.price_level"]);
    let shares = doubted.shares(Figure::InventoryAdjustedBalanceCny).expect("it varies");
    assert!(shares[0] < 0.1 && shares[1] > 0.3, "{shares:?}");
}
