//! What is asked beside a run: each stress is what the same change makes when it stands in the
//! scenario or the plot table, in the same futures, and nothing else moves.

#![expect(
    clippy::cast_precision_loss,
    clippy::expect_used,
    reason = "a case that cannot be set up has failed"
)]

use landsim::calendar::Month;
use landsim::case::Case;
use landsim::catalogue::figure::Figure;
use landsim::ensemble::stress::{Change, ENDS, StressCase, changes};
use landsim::ensemble::{Figures, figures, stress};
use landsim::portfolio::plot::PlotStatus;
use landsim::portfolio::{Portfolio, file, generate};
use landsim::reader::built_in::BASELINE_TEXT;
use landsim::scenario::Scenario;
use landsim::tables::stress::{StressTable, rows, table};
use landsim::tables::table::Values;
use landsim::targets::Aims;

const SEED: u64 = 3;
const TRIALS: u64 = 96;

fn shipped() -> Portfolio {
    let (name, text) = generate::shipped();
    file::parse(name, text).expect("valid")
}

fn case(scenario: Scenario) -> Case {
    Case::new(scenario, shipped()).expect("they fit together")
}

fn baseline() -> Scenario {
    Scenario::baseline().expect("valid")
}

/// Figures as bits, so that NaN is itself.
fn bits(rows: &Figures) -> Vec<u64> {
    rows.iter().flatten().map(|value| value.to_bits()).collect()
}

fn run(case: &Case) -> Vec<u64> {
    bits(&figures(&case.model(SEED), TRIALS, &|_| true).expect("nobody interrupts"))
}

/// The stress table's case of an id or a key.
fn found(cases: &[StressCase], is_it: impl Fn(&Change) -> bool) -> &StressCase {
    cases.iter().find(|case| is_it(&case.change)).expect("the case is there")
}

fn of_stress(id: &str) -> impl Fn(&Change) -> bool {
    move |change| matches!(change, Change::Stress { id: found, .. } if found == id)
}

#[test]
fn each_stress_is_what_the_same_change_makes_of_the_scenario() {
    let stated = case(baseline());
    let cases = stress::run(&stated, SEED, TRIALS, &|_| true).expect("nobody interrupts");
    assert_eq!(bits(&cases[0].figures), run(&stated), "the base is the run's first futures");
    let of = |id: &str| bits(&found(&cases, of_stress(id)).figures);

    // A level of a doubt that is fixed is the same level.
    let (before, _) = BASELINE_TEXT.split_once("\n[doubt]\n").expect("a section");
    let level = |line: &str| {
        let text = format!("{before}\n[doubt]\n{line}\n");
        run(&case(Scenario::parse("mine.toml", &text).expect("valid")).doubtful().expect("a doubt"))
    };
    assert_eq!(of("prices-20"), level("price_level = 0.8"));
    assert_eq!(of("cost-20"), level("cost_level = 1.2"));

    let spread = baseline().rules.finance.spread;
    let dearer = format!("{:?}", spread + 0.01);
    let dearer = baseline().with(&[("finance.spread", &dearer)]).expect("valid");
    assert_eq!(of("rate-100"), run(&case(dearer)));
}

/// Sales a year later are those of a plot table whose listings are a year later, held against the
/// plan as planned of the table as it is.
#[test]
fn later_sales_are_those_of_a_later_table_under_the_plan_as_it_is() {
    let stated = case(baseline());
    let cases = stress::run(&stated, SEED, TRIALS, &|_| true).expect("nobody interrupts");
    let late = found(&cases, of_stress("sales-late-12"));
    let mut portfolio = shipped();
    let start = stated.scenario().rules.calendar.start;
    for plot in &mut portfolio.plots {
        if plot.status != PlotStatus::Sold {
            plot.list_date =
                plot.list_date.map(|date| if date < start { date } else { date.plus(12) });
        }
    }
    let by_hand = Case::under_plan(baseline(), portfolio, Some(stated.plan().clone()));
    let by_hand = by_hand.expect("they fit together");
    let by_hand = figures(&by_hand.model(SEED), TRIALS, &|_| true).expect("nobody interrupts");
    // What is held against the plan as planned differs: the later table plans less for the window.
    for figure in [
        Figure::WindowBalanceCny,
        Figure::SettledBalanceCny,
        Figure::SupportCny,
        Figure::SoldHa,
        Figure::GfaStartedM2,
        Figure::PeakNeedCny,
    ] {
        let of =
            |rows: &Figures| -> Vec<f64> { rows.iter().map(|row| row[figure as usize]).collect() };
        assert_eq!(of(&late.figures), of(&by_hand), "{}", figure.id());
    }
    let share =
        |rows: &Figures| rows.iter().map(|row| row[Figure::SoldPlanShare as usize]).sum::<f64>();
    assert!(share(&late.figures) < share(&by_hand), "the plan stays what it was");
}

/// Each doubted number stands at its own quantiles and all others where they are stated.
#[test]
fn doubted_numbers_are_moved_one_at_a_time() {
    let stated = case(baseline());
    let all = changes(&stated);
    let doubted = stated.doubted_numbers();
    assert_eq!(all.len(), 1 + stated.scenario().stresses.len() + 2 * doubted.len());
    for number in &doubted {
        for end in ENDS {
            let is_it = |change: &&Change| {
                matches!(change, Change::Doubted { key, end: at, .. }
                    if *key == number.number.key && *at == end)
            };
            let change = all.iter().find(is_it).expect("both ends");
            let Change::Doubted { value, stated, .. } = change else { continue };
            assert_eq!(*value, number.number.at(end));
            assert_eq!(*stated, number.stated);
        }
    }
    // Of a number of the scenario itself the model is that of the scenario with the value.
    let cases = stress::run(&stated, SEED, TRIALS, &|_| true).expect("nobody interrupts");
    for (key, end) in [("auction.bidder_mean", 0.1), ("market.demand.volatility", 0.9)] {
        let found = found(&cases, |change| {
            matches!(change, Change::Doubted { key: found, end: at, .. }
                if found == key && *at == end)
        });
        let Change::Doubted { value, .. } = found.change else { continue };
        let moved = baseline().with(&[(key, &format!("{value:?}"))]).expect("valid");
        assert_eq!(bits(&found.figures), run(&case(moved)), "{key} at {end}");
    }
}

/// Shares and changes of the table against a count of the trials.
#[test]
fn the_table_counts_what_the_futures_say() {
    let stated = case(baseline());
    let cases = stress::run(&stated, SEED, TRIALS, &|_| true).expect("nobody interrupts");
    let rows = rows(&cases, &Aims::of(&stated));
    let made = table(&rows);
    let column = |name: &str| -> Vec<f64> {
        let (_, values) = made.columns().find(|(found, _)| *found == name).expect("a column");
        match values {
            Values::Numbers(numbers) => {
                numbers.iter().map(|number| number.unwrap_or(f64::NAN)).collect()
            }
            Values::Counts(_) | Values::Texts(_) => Vec::new(),
        }
    };
    let share = |case: &StressCase| {
        let sound = |row: &&[f64; Figure::COUNT]| row[Figure::Sound as usize] >= 1.0;
        case.figures.iter().filter(sound).count() as f64 / case.figures.len() as f64
    };
    let (sound, change) = (column("probability_sound"), column("change_of_sound"));
    for (at, case) in cases.iter().enumerate() {
        assert_eq!(sound[at], share(case), "{:?}", case.change);
        assert!((change[at] - (share(case) - share(&cases[0]))).abs() < 1e-12);
    }
    assert!(change[1..].iter().any(|change| *change < 0.0), "some stress hurts");
    assert_eq!(column(&StressTable::SOUND.low().name()).len(), cases.len());
    assert_eq!(stress::run(&stated, SEED, 0, &|_| true).expect("nothing").len(), 0);
    assert!(stress::run(&stated, SEED, TRIALS, &|_| false).is_none(), "who interrupts gets none");
}

#[test]
fn what_is_asked_beside_a_run_changes_no_assumption_and_no_world() {
    let stated = baseline();
    assert!(stated.assumptions().all(|parameter| !parameter.key.starts_with("stress[")));
    assert!(stated.parameters.iter().any(|parameter| parameter.key.starts_with("stress[")));
    assert_eq!(Month::START.number(), 0);
}

#[test]
fn what_is_no_stress_is_refused() {
    for (section, found) in [
        ("[[stress]]\nid = \"mine\"\ntitle = \"x\"\n", "a stress that changes nothing"),
        (
            "[[stress]]\nid = \"cost-20\"\ntitle = \"x\"\ncost_factor = 2\n",
            "the id \"cost-20\" twice",
        ),
        ("[[stress]]\nid = \"a b\"\ntitle = \"x\"\ncost_factor = 2\n", "the text \"a b\""),
        ("[[stress]]\nid = \"mine\"\ntitle = \"x\"\nprice_factor = 0\n", "found 0"),
        ("[[stress]]\nid = \"mine\"\ntitle = \"x\"\nprices = 0.9\n", "an unknown key"),
        (
            "[[stress]]\nid = \"mine\"\ntitle = \"x\"\ncost_factor = \
             { value = { distribution = \"uniform\", least = 1, greatest = 2 } }\n",
            "a distribution",
        ),
    ] {
        let text = format!("{BASELINE_TEXT}\n{section}");
        let rejected = Scenario::parse("mine.toml", &text).expect_err("a finding").to_string();
        assert!(rejected.contains(found), "{section}: {rejected}");
    }
}
