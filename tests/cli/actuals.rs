//! Actuals as users meet them: a replayed trial is written down and taken up again, forecasts are
//! held against what came, and the page tells what was done.

use super::{DONE, REFUSED, Workplace};

const TRIALS: [&str; 4] = ["--trials", "64", "--doubt", "0"];

/// A folder in which the forecast of month 0, the actuals of its trial 9 until June 2013 and the
/// forecast that takes them up stand.
fn forecasts() -> Workplace {
    let place = Workplace::new();
    let run = |arguments: &[&str]| {
        let outcome = place.landsim(arguments);
        assert_eq!(outcome.code, Some(DONE), "{arguments:?}: {}", outcome.stderr);
    };
    run(&[&["run", "--quiet", "--out", "first"], &TRIALS[..]].concat());
    run(&[
        "replay",
        "--trial",
        "9",
        "--trials",
        "64",
        "--as-actuals",
        "2013-06",
        "--quiet",
        "--out",
        "told",
    ]);
    let taken = ["run", "--quiet", "--report", "--out", "second", "--as-of", "2013-06"];
    let table = ["--actuals", "told/replay/actuals.csv"];
    run(&[&taken[..], &table, &TRIALS[..]].concat());
    place
}

/// The line of a trial in a table of trials.
fn trial(place: &Workplace, folder: &str, number: usize) -> String {
    let text = place.text(&format!("{folder}/baseline/trials.csv"));
    text.lines().nth(number + 1).expect("a trial").to_owned()
}

#[test]
fn a_replayed_trial_that_is_taken_up_ends_in_the_same_figures() {
    let place = forecasts();
    assert_eq!(trial(&place, "second", 9), trial(&place, "first", 9));
    let apart = (0..64)
        .filter(|number| trial(&place, "second", *number) != trial(&place, "first", *number));
    assert_eq!(apart.count(), 63);
    // Every month before the date is one value, every later one a distribution.
    let monthly = place.text("second/baseline/monthly.csv");
    let spread = |date: &str| {
        let mut rows = monthly.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let row = rows.find(|row| row[0] == "cash_cny" && row[2] == date).expect("a month");
        row[6] != row[14]
    };
    assert!(!spread("2013-05") && spread("2014-12"), "p01 and p99");
    // The folder is made again from what is kept in it.
    std::fs::remove_dir_all(place.join("told")).expect("the actuals are gone");
    let outcome = place.landsim(&["reproduce", "second/baseline", "--quiet"]);
    assert_eq!(outcome.code, Some(DONE), "{}{}", outcome.stdout, outcome.stderr);
    // Runs with and without actuals are no parts of one thing.
    let compared = place.landsim(&["compare", "first/baseline", "second/baseline", "--quiet"]);
    assert_eq!(compared.code, Some(REFUSED), "{}", compared.stderr);
    assert!(compared.stderr.contains("actuals"), "{}", compared.stderr);
}

#[test]
fn the_page_tells_what_was_done_and_what_the_last_forecast_said() {
    let place = forecasts();
    let page = place.text("second/baseline/report/report.html");
    assert!(page.contains("\"seen\":29"), "the charts know the months that were seen");
    assert!(page.contains("2013-06 之前为实际发生数"), "the page says until when");
    assert!(page.contains("并非真实发生"), "the page says that they are made up");
    assert!(page.contains("预测数") && !page.contains("预算数</span></th>"));
    let last =
        ["report", "second/baseline", "--last", "first/baseline", "--quiet", "--out", "both"];
    let outcome = place.landsim(&last);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(DONE), ""));
    let page = place.text("both/report/report.html");
    assert!(page.contains("预算数") && page.contains("与上一次预测相比"));
}

#[test]
fn forecasts_are_held_against_what_came() {
    let place = forecasts();
    place.landsim(&[
        "replay",
        "--trial",
        "9",
        "--as-actuals",
        "2016-01",
        "--quiet",
        "--out",
        "came",
    ]);
    let arguments = [
        "track",
        "first/baseline",
        "second/baseline",
        "--actuals",
        "came/replay/actuals.csv",
        "--as-of",
        "2016-01",
        "--split-trials",
        "16",
        "--out",
        "tracked",
    ];
    let outcome = place.landsim(&arguments);
    assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
    assert!(outcome.stdout.contains("Miss of the cumulative balance"), "{}", outcome.stdout);
    let table = place.text("tracked/track/track.csv");
    let figure = |folder: &str, name: &str| -> Vec<f64> {
        let begins = format!("{folder},");
        let row = table.lines().find(|line| {
            line.trim_start_matches('\u{feff}').starts_with(&begins)
                && line.split(',').nth(2) == Some(name)
        });
        let row = row.unwrap_or_else(|| panic!("no {name} of {folder} in\n{table}"));
        row.split(',').skip(4).take(8).map(|cell| cell.parse().unwrap_or(f64::NAN)).collect()
    };
    // What came is what the trial is, and the second forecast lies nearer in money.
    let summary = |number: usize| trial(&place, "first", number);
    let first = figure("first/baseline", "window_balance_cny");
    let second = figure("second/baseline", "window_balance_cny");
    assert_eq!(first[0].to_bits(), second[0].to_bits());
    assert!(summary(9).contains(&format!("{}", first[0])), "{} of {}", first[0], summary(9));
    assert!(second[6] - second[2] < first[6] - first[2], "{second:?} of {first:?}");
    // A split adds up.
    let miss = place.text("tracked/track/track_miss.csv");
    let amount = |part: &str| -> f64 {
        let row = miss.lines().find(|line| line.starts_with(&format!("first/baseline,{part},")));
        let row = row.unwrap_or_else(|| panic!("no {part} in\n{miss}"));
        row.split(',').nth(2).and_then(|cell| cell.parse().ok()).expect("an amount")
    };
    let parts = ["price", "delay", "failure", "cost", "rest"].map(amount).iter().sum::<f64>();
    assert!((parts - amount("miss")).abs() < 1.0, "{parts}\n{miss}");
}

#[test]
fn a_forecast_that_knew_all_that_came_is_none() {
    let place = forecasts();
    let late = [
        "track",
        "second/baseline",
        "--actuals",
        "told/replay/actuals.csv",
        "--as-of",
        "2013-06",
        "--quiet",
    ];
    let outcome = place.landsim(&late);
    assert_eq!(outcome.code, Some(REFUSED), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("a forecast that knew all of it"), "{}", outcome.stderr);
}

#[test]
fn a_date_without_actuals_or_actuals_without_a_date_are_refused() {
    let place = Workplace::new().with("a.csv", "date,item,amount_cny\n2011-03,cash_cny,5\n");
    for (arguments, expected) in [
        (&["--as-of", "2012-01"][..], "2012-01 without actuals"),
        (&["--actuals", "a.csv"], "no date of the actuals"),
        (&["--actuals", "a.csv", "--as-of", "2031-01"], "found 2031-01"),
        (&["--actuals", "b.csv", "--as-of", "2012-01"], "cannot be read"),
    ] {
        let outcome = place.landsim(&[&["run", "--trials", "2", "--quiet"], arguments].concat());
        assert_eq!(outcome.code, Some(REFUSED), "{}", outcome.stderr);
        assert!(outcome.stderr.contains(expected), "{}", outcome.stderr);
        assert_eq!(place.names(""), ["a.csv"]);
    }
}

#[cfg(feature = "spreadsheets")]
#[test]
fn the_template_is_read_as_it_is() {
    use landsim::portfolio::actuals::Actuals;
    let place = Workplace::new();
    for (lang, sheet) in [("zh", "实际发生台账"), ("en", "Actuals")] {
        let file = format!("{lang}.xlsx");
        let made = place.landsim(&["portfolio", "template", &file, "--actuals", "--lang", lang]);
        assert_eq!(made.code, Some(DONE), "{}", made.stderr);
        let actuals = Actuals::read(&place.join(&file)).expect("the template is read");
        assert_eq!(actuals.understanding.sheet.as_deref(), Some(sheet));
        let row = actuals.rows.iter().find(|row| row.subject == "P01").expect("an example");
        assert_eq!((row.amount_cny, row.paid_cny), (Some(3.2e8), Some(1.6e8)), "{lang}");
        assert_eq!(actuals.rows.len(), 8);
    }
}
