//! `landsim calibrate`, `backtest` and `diagnose` as people call them.

use std::collections::BTreeMap;

use super::{DONE, REFUSED, Workplace};

fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.expect("a row as long as the header")).collect()
}

/// What stands from the first table of a scenario on.
fn block(said: &str) -> &str {
    let begins = said.find("\n[").expect("a part of a scenario");
    &said[begins..]
}

#[test]
fn every_block_is_taken_as_a_part_of_a_scenario() {
    let head = "extends = \"builtin:baseline\"\n[scenario]\nid = \"case\"\ntitle = \"Case\"\n";
    for what in [
        &["house-prices", "--regimes", "3", "--pull", "--starts", "2"][..],
        &["house-prices", "--regimes", "3", "--errors", "--starts", "2"],
        &["lending-rate", "--errors"],
        &["land-price"],
        &["land-price", "--kinds", "C,C/R", "--land-use", "commercial_office", "--errors"],
        &["bidders", "--errors"],
        &["auctions", "--trials", "100", "--steps", "12", "--quiet"],
        &[
            "auctions",
            "--trials",
            "100",
            "--steps",
            "12",
            "--quiet",
            "--errors",
            "--parameters",
            "market.demand.volatility,auction.appraisal_knowledge",
        ],
    ] {
        let place = Workplace::new();
        let outcome = place.landsim(&[&["calibrate"], what].concat());
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(DONE), ""), "{what:?}");
        let is_uncertain = outcome.stdout.contains("distribution = \"normal\"");
        assert_eq!(is_uncertain, what.contains(&"--errors"), "{what:?}");
        let place = place.with("case.toml", &format!("{head}{}", block(&outcome.stdout)));
        let check = place.landsim(&["check", "case.toml"]);
        assert_eq!(check.code, Some(DONE), "{what:?}: {}", check.stderr);
    }
}

#[test]
fn the_baseline_has_what_its_command_finds() {
    let place = Workplace::new();
    let found = place.landsim(&["calibrate", "house-prices", "--regimes", "3", "--at", "2010-12"]);
    let baseline = include_str!("../../scenarios/baseline.toml");
    let values = |text: &str| -> Vec<String> {
        let market = &text[text.find("\n[market]").expect("a market")..];
        let ends = market.find("\n[market.land").unwrap_or(market.len());
        let keys = ["momentum", "mean", "volatility", "initial_probability", "transition"];
        let is_estimated =
            |line: &&str| keys.iter().any(|key| line.starts_with(&format!("{key} = ")));
        let value = |line: &str| {
            let (key, rest) = line.split_once(" = { value = ").expect("a value");
            let (value, _) = rest.split_once(", unit").expect("a unit");
            format!("{key} {}", value.replace("0.0]", "0]").replace("[0.0,", "[0,"))
        };
        market[..ends].lines().filter(is_estimated).map(value).collect()
    };
    assert_eq!(values(baseline), values(&found.stdout));
    assert_eq!(values(baseline).len(), 1 + 3 * 4);
}

#[test]
fn without_steps_facts_stand_beside_the_scenario_as_it_is() {
    let place = Workplace::new().with(
        "blind.toml",
        "extends = \"builtin:shanghai_2010_2012\"\n\
         [auction]\nappraisal_knowledge = 0\nreserve_ratio = 0\n",
    );
    let arguments = ["calibrate", "auctions", "--steps", "0", "--quiet", "--scenario"];
    let said = place.landsim(&[&arguments[..], &["blind.toml", "--trials", "100"]].concat());
    assert_eq!((said.code, said.stderr.as_str()), (Some(DONE), ""));
    // Plots without a reserve price have no premium at all.
    let premiums: Vec<&str> =
        said.stdout.lines().filter(|line| line.starts_with(" premium ")).collect();
    assert_eq!(premiums.len(), 4);
    for line in premiums {
        let cells: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(cells[4..9], ["0.00"; 5], "{line}");
    }
    assert!(!said.stdout.contains("\n["), "nothing is estimated: {}", said.stdout);
}

#[test]
#[ignore = "a minute"]
fn the_baseline_has_what_its_auctions_were_estimated_to_be() {
    let place = Workplace::new();
    // It may take longer than others are waited for.
    let output = place.program(&["calibrate", "auctions", "--quiet"]).output().expect("a run");
    let found = String::from_utf8(output.stdout).expect("text");
    let value = |line: &str| line.split_once(", unit").map(|(value, _)| value.to_owned());
    let baseline: Vec<String> = include_str!("../../scenarios/baseline.toml")
        .lines()
        .filter(|line| line.contains("landsim calibrate auctions (se"))
        .filter_map(value)
        .collect();
    let estimated: Vec<String> =
        found.lines().filter(|line| line.contains("unit = ")).filter_map(value).collect();
    assert_eq!(estimated.len(), 6);
    for line in &estimated {
        assert!(baseline.contains(line), "{line} of {baseline:?}");
    }
}

#[test]
fn estimates_of_the_shipped_data_are_those_published() {
    // The volatility of rates, 0.43 points over 198 months to 2015-12, and the leverage of Hong
    // Kong's land, 1.62 (se 0.08, 399 sales) and 1.4 to 1.6: sources of the baseline.
    let place = Workplace::new();
    let rate = place.landsim(&["calibrate", "lending-rate", "--until", "2015-12"]).stdout;
    assert!(rate.contains("monthly changes 198\n"), "{rate}");
    assert!(rate.contains("volatility 0.434 ("), "{rate}");
    let land = place.landsim(&["calibrate", "land-price"]).stdout;
    assert!(land.contains("399 sales of 7 kinds of land"), "{land}");
    let (_, leverage) = land.split_once("leverage on house prices ").expect("a leverage");
    let leverage: f64 = leverage[..5].parse().expect("a number");
    assert!((leverage - 1.62).abs() < 0.16, "{leverage}");
    let bidders = place.landsim(&["calibrate", "bidders"]).stdout;
    assert!(bidders.contains("12 sold plots with known bidders"), "{bidders}");
    let (_, shape) = bidders.split_once("\nshape ").expect("a shape");
    let shape: f64 = shape[..5].parse().expect("a number");
    assert!((0.5..3.0).contains(&shape), "{shape}");
}

#[test]
fn a_backtest_writes_what_it_says_and_the_same_on_any_number_of_threads() {
    let place = Workplace::new();
    let arguments =
        ["backtest", "--origin", "2012-12", "--every", "48", "--trials", "200", "--starts", "1"];
    let outcome = place.landsim(&[&arguments[..], &["--threads", "1"]].concat());
    assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
    assert!(outcome.stdout.contains("forecasts from 2012-12 to 2024-12, every 48 months"));
    let forecasts = place.text("reports/backtest/backtest_forecasts.csv");
    let found = rows(&forecasts);
    // Four origins; the last two have 18 and no more months after them for the longest horizons.
    let of = |origin: &str, forecaster: &str| {
        let is_asked = |row: &&BTreeMap<String, String>| {
            row["origin"] == origin && row["forecaster"] == forecaster
        };
        found.iter().filter(is_asked).count()
    };
    assert_eq!(
        (of("2012-12", "regimes"), of("2020-12", "regimes"), of("2024-12", "regimes")),
        (6, 6, 4)
    );
    let number = |row: &BTreeMap<String, String>, name: &str| -> f64 {
        row[name].parse().expect("a number")
    };
    for score in rows(&place.text("reports/backtest/backtest_scores.csv")) {
        let own: Vec<_> = found
            .iter()
            .filter(|row| row["forecaster"] == score["forecaster"])
            .filter(|row| row["horizon"] == score["horizon"])
            .filter(|row| match score["origins"].as_str() {
                "all" => true,
                "until 2015-12" => row["origin"].as_str() <= "2015-12",
                _ => row["origin"].as_str() > "2015-12",
            })
            .collect();
        let n: f64 = score["forecasts"].parse().expect("a number");
        assert_eq!(own.len().to_string(), score["forecasts"]);
        let mean = own.iter().map(|row| number(row, "crps")).sum::<f64>() / n;
        assert!((mean - number(&score, "crps")).abs() < 1e-12);
        let is_inside = |row: &&&BTreeMap<String, String>| {
            (number(row, "band_80_low")..=number(row, "band_80_high"))
                .contains(&number(row, "outcome"))
        };
        let inside = own.iter().filter(is_inside).count().to_string().parse::<f64>().expect("few");
        assert!((inside / n - number(&score, "coverage_80")).abs() < 1e-12);
    }
    let again = Workplace::new();
    again.quietly(&[&arguments[..], &["--threads", "2", "--quiet"]].concat());
    assert!(forecasts == again.text("reports/backtest/backtest_forecasts.csv"));
}

#[test]
#[ignore = "half a minute in release; run before a release or when estimates change"]
fn the_published_scores_are_those_of_this_version() {
    let place = Workplace::new();
    place.quietly(&["backtest", "--quiet"]);
    let published = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/backtest_scores.csv");
    let found = place.text("reports/backtest/backtest_scores.csv");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(published, &found).expect("the file can be written");
    }
    let published = std::fs::read_to_string(published).expect("the file is there");
    assert!(found == published, "docs/backtest_scores.csv is stale");
}

#[test]
fn diagnostics_stand_beside_what_was_seen() {
    let place = Workplace::new();
    let outcome = place.landsim(&["diagnose", "--trials", "200"]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(DONE), ""), "{}", outcome.stderr);
    assert!(
        outcome.stdout.contains("autocorrelation_1_months [correlation]"),
        "{}",
        outcome.stdout
    );
    let found = rows(&place.text("reports/diagnostics/diagnostics.csv"));
    // Published of the same series: autocorrelations 0.74, 0.35, -0.02; worst fall 14.4 % (a
    // log of -0.1555).
    for (statistic, seen) in [
        ("autocorrelation_1_months", 0.74),
        ("autocorrelation_3_months", 0.35),
        ("autocorrelation_12_months", -0.02),
        ("naive_volatility", 0.032),
        ("volatility_12_months", 0.075),
        ("worst_fall", -0.1555),
    ] {
        let row = found.iter().find(|row| row["statistic"] == statistic).expect("it is there");
        let number: f64 = row["seen"].parse().expect("a number");
        assert!((number - seen).abs() < 0.006, "{statistic}: {number}");
    }
}

#[test]
fn what_cannot_be_estimated_is_said() {
    let cases = [
        (&["backtest", "--origin", "2007-01"][..], "13 months until the first origin 2007-01"),
        (&["backtest", "--until", "2008-06"], "30 months that are used"),
        (&["diagnose", "--from", "2024-01"], "30 months that are used"),
        (&["calibrate", "house-prices", "--from", "2026-01"], "6 months that are used"),
        (&["calibrate", "lending-rate", "--column", "rate"], "no column \"rate\""),
        (&["calibrate", "lending-rate", "short.csv", "--column", "r"], "1 months with a rate"),
        (&["calibrate", "lending-rate", "bad.csv", "--column", "r"], "line 2 with soon, 5"),
        (&["calibrate", "land-price", "--kinds", "X"], "0 sales of X with an index"),
        (
            &["calibrate", "bidders", "builtin:shanghai_land_auctions_press"],
            "4 sold plots with bidders",
        ),
        (&["calibrate", "bidders", "nowhere.csv"], "nowhere.csv"),
        (&["calibrate", "auctions", "facts.csv"], "facts.csv: found line 2 with premium_median,"),
        (
            &["calibrate", "auctions", "--offers", "offers.csv"],
            "offers.csv: found line 2 with 2008-12, 5, 4, 0.8; accepted: a month from 2009-01 to \
             2013-01,",
        ),
        (&["calibrate", "auctions", "--scenario", "nowhere.toml"], "nowhere.toml"),
        (&["calibrate", "auctions", "--scenario", "builtin:baseline"], "a month from 2011-02"),
    ];
    for (arguments, expected) in cases {
        let place = Workplace::new()
            .with("short.csv", "effective_date,r\n2010-01-05,5\n")
            .with("bad.csv", "effective_date,r\nsoon,5\n")
            .with(
                "facts.csv",
                "fact,from,until,value,error\npremium_median,2011-01,2011-12,0.4,0.1\n",
            )
            .with("offers.csv", "month,plots,site_ha,site_log_sd\n2008-12,5,4,0.8\n");
        let outcome = place.landsim(arguments);
        assert_eq!(outcome.code, Some(REFUSED), "{arguments:?}");
        assert!(outcome.stderr.contains(expected), "{arguments:?}: {}", outcome.stderr);
        assert!(place.names("reports").is_empty(), "nothing is left behind");
    }
}
