//! `landsim replay`.

use std::collections::BTreeMap;

use super::{DONE, Outcome, REFUSED, Workplace};

/// Exit code of wrong arguments.
const WRONG_ARGUMENTS: i32 = 2;

fn replay(place: &Workplace, arguments: &[&str]) -> Outcome {
    let fixed = ["replay", "--trials", "200", "--out", "out"];
    place.landsim(&[&fixed[..], arguments].concat())
}

fn rows(place: &Workplace, file: &str) -> Vec<BTreeMap<String, String>> {
    let text = place.text(file);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.expect("a row as long as the header")).collect()
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().expect("a number")
}

/// Trials of a run of 200, by window balance from the worst up.
fn ranked(place: &Workplace) -> Vec<BTreeMap<String, String>> {
    place.quietly(&["run", "--trials", "200", "--out", "out", "--quiet"]);
    let mut trials = rows(place, "out/baseline/trials.csv");
    let balance = |row: &BTreeMap<String, String>| number(row, "window_balance_cny");
    trials.sort_by(|left, right| balance(left).total_cmp(&balance(right)));
    trials
}

#[test]
fn a_trial_is_told_and_written_as_a_ledger() {
    let place = Workplace::new();
    let outcome = replay(&place, &["--trial", "37"]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(DONE), ""));
    assert!(outcome.stdout.contains("\ntrial 37\n"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("stock-01: Listed\n"), "{}", outcome.stdout);
    assert!(outcome.stdout.ends_with("out/replay\n"), "{}", outcome.stdout);
    let trials = ranked(&place);
    let of_run = trials.iter().find(|row| row["trial"] == "37").expect("the trial");
    let months = rows(&place, "out/replay/months.csv");
    assert_eq!(months.len(), 120);
    assert_eq!(months[59]["cumulative_balance_cny"], of_run["window_balance_cny"]);
    assert_eq!(months[119]["cumulative_balance_cny"], of_run["settled_balance_cny"]);
    let accounts = rows(&place, "out/replay/accounts.csv");
    for (account, month) in accounts.iter().zip(&months) {
        assert!((number(account, "reserve_centre") - number(month, "cash_cny")).abs() < 0.05);
    }
    let receipts: f64 = rows(&place, "out/replay/postings.csv")
        .iter()
        .filter(|row| row["item"] == "receipts_cny" && number(row, "month") < 60.0)
        .map(|row| if row["debit"] == "treasury" { 1.0 } else { -1.0 } * number(row, "amount_cny"))
        .sum();
    assert!((receipts - number(of_run, "receipts_cny")).abs() < 1.0);
    for file in ["events", "funding", "plot_lives", "postings"] {
        assert!(place.names("out/replay").contains(&format!("{file}.parquet")), "{file}");
    }
}

#[test]
fn the_worst_trials_and_those_at_a_quantile_are_found() {
    let place = Workplace::new();
    let trials = ranked(&place);
    let number_of = |place: usize| trials[place]["trial"].clone();
    let replayed = |place: &Workplace| -> Vec<String> {
        let mut numbers: Vec<String> =
            rows(place, "out/replay/funding.csv").iter().map(|row| row["trial"].clone()).collect();
        numbers.dedup();
        numbers
    };
    replay(&place, &["--worst", "3", "--quiet"]);
    assert_eq!(replayed(&place), [number_of(0), number_of(1), number_of(2)]);
    replay(&place, &["--near", "p50", "--quiet"]);
    // Ranks run from 0 to 199: the middle, 99.5, rounds up.
    assert_eq!(replayed(&place), [number_of(100)]);
    // Of support less is better, so the worst has the most.
    let outcome = replay(&place, &["--worst", "1", "--figure", "support_cny", "--pinpoint"]);
    let support = |row: &BTreeMap<String, String>| number(row, "support_cny");
    let most = trials.iter().map(support).fold(0.0, f64::max);
    let picked = &replayed(&place)[0];
    let row = trials.iter().find(|row| row["trial"] == *picked).expect("the trial");
    assert_eq!(support(row), most);
    let months = rows(&place, "out/replay/months.csv");
    let first = months.iter().find(|row| number(row, "support_cny") > 0.0).expect("a month");
    let said = format!("The district pays for the first time in {}\n", first["date"]);
    assert!(outcome.stdout.contains(&said), "{}", outcome.stdout);
    assert!(outcome.stdout.contains(" (binds)"), "{}", outcome.stdout);
    assert!(!outcome.stdout.contains("Net land"), "{}", outcome.stdout);
    let funding = rows(&place, "out/replay/funding.csv");
    let month = funding.iter().find(|row| row["date"] == first["date"]).expect("the month");
    let of = |column: &str| number(month, column);
    let short = of("opening_cash_cny") + of("inflow_cny") + of("draw_cny")
        - of("outlay_cny")
        - of("interest_cny")
        - of("repayment_cny");
    assert!((short + of("support_cny")).abs() < 0.05, "{month:?}");
}

#[test]
fn what_is_to_be_replayed_must_be_said() {
    let place = Workplace::new();
    for arguments in
        [&[][..], &["--trial", "1", "--worst", "2"], &["--near", "x"], &["--worst", "0"]]
    {
        assert_eq!(replay(&place, arguments).code, Some(WRONG_ARGUMENTS), "{arguments:?}");
    }
    assert_eq!(replay(&place, &["gone.toml", "--trial", "1"]).code, Some(REFUSED));
    assert_eq!(place.names("out"), Vec::<String>::new());
}

#[test]
fn it_is_told_in_chinese() {
    let outcome = replay(&Workplace::new(), &["--trial", "3", "--lang", "zh"]);
    assert!(outcome.stdout.contains("模拟编号 3\n"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("stock-01: 挂牌\n"), "{}", outcome.stdout);
}
