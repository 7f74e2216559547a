//! `landsim compare` of folders that `landsim run` wrote.

use landsim::store::seal::seal;

use super::compare::{CAPPED, rows};
use super::{DONE, Outcome, REFUSED, Workplace};

/// Runs the baseline into `base` and another scenario into `other`, with further arguments.
fn place(of_other: &[&str]) -> Workplace {
    let place = Workplace::new().with("capped.toml", CAPPED);
    place.quietly(&["run", "--trials", "200", "--out", "base", "--quiet"]);
    let fixed = ["run", "--out", "other", "--quiet", "capped.toml"];
    place.quietly(&[&fixed[..], of_other].concat());
    place
}

fn compare(place: &Workplace, arguments: &[&str]) -> Outcome {
    let fixed = ["compare", "base/baseline", "other/capped", "--out", "out"];
    place.landsim(&[&fixed[..], arguments].concat())
}

#[test]
fn runs_of_one_seed_are_compared_as_if_they_were_simulated_now() {
    let place = place(&["--trials", "200"]);
    let outcome = compare(&place, &[]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(DONE), ""));
    let recorded = place.text("out/comparison/comparison.csv");
    let simulated = place.landsim(&[
        "compare",
        "builtin:baseline",
        "capped.toml",
        "--trials",
        "200",
        "--out",
        "out",
    ]);
    assert_eq!(recorded, place.text("out/comparison/comparison.csv"));
    assert_eq!(outcome.stdout, simulated.stdout);
    assert!(rows(&place).iter().all(|row| row["pairing"] == "paired"));
}

#[test]
fn of_runs_of_different_lengths_the_trials_of_both_are_compared() {
    let place = place(&["--trials", "150"]);
    let refused = compare(&place, &[]);
    let said = "other/capped/manifest.json: number of trials: found 150; accepted: that of \
                base/baseline: 200\n";
    assert_eq!((refused.code, refused.stderr.as_str()), (Some(REFUSED), said));
    let outcome = compare(&place, &["--unlike"]);
    assert!(
        outcome.stdout.contains("150 trials (capped: 150; baseline: 200), seed 1; paired: "),
        "{}",
        outcome.stdout
    );
    let rows = rows(&place);
    let balance =
        rows.iter().find(|row| row["figure"] == "window_balance_cny").expect("the figure");
    assert_eq!((balance["trials"].as_str(), balance["pairing"].as_str()), ("150", "paired"));
}

#[test]
fn runs_of_different_seeds_are_not_paired_and_say_so() {
    let place = place(&["--trials", "300", "--seed", "2"]);
    let refused = compare(&place, &[]);
    let said = "other/capped/manifest.json: seed: found 2; accepted: that of base/baseline: 1\n";
    assert_eq!((refused.code, refused.stderr.as_str()), (Some(REFUSED), said));
    let outcome = compare(&place, &["--unlike"]);
    assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
    let said =
        "capped: 300 trials, seed 2 / baseline: 200 trials, seed 1; not paired, different: seed; ";
    assert!(outcome.stdout.contains(said), "{}", outcome.stdout);
    let summary = |file: &str| {
        let text = place.text(file);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<std::collections::BTreeMap<String, String>> =
            reader.deserialize().map(|row| row.expect("a row as long as the header")).collect();
        let row = rows.into_iter().find(|row| row["figure"] == "premium_mean").expect("the figure");
        ["mean", "se"].map(|column| row[column].parse::<f64>().expect("a number"))
    };
    let [base, base_se] = summary("base/baseline/summary.csv");
    let [other, other_se] = summary("other/capped/summary.csv");
    let rows = rows(&place);
    let premium = rows.iter().find(|row| row["figure"] == "premium_mean").expect("the figure");
    let number = |column: &str| premium[column].parse::<f64>().expect("a number");
    assert_eq!(premium["pairing"], "not paired: seed");
    assert!((number("difference_mean") - (other - base)).abs() < 1e-12);
    assert!((number("difference_se") - base_se.hypot(other_se)).abs() < 1e-12);
    for column in ["difference_sd", "difference_p50", "probability_better", "pairing_factor"] {
        assert_eq!(premium[column], "", "{column}");
    }
}

#[test]
fn a_portfolio_of_another_seed_is_another_luck() {
    let place = Workplace::new().with("capped.toml", CAPPED);
    let plots = place.landsim(&["portfolio", "generate", "--seed", "5"]).stdout;
    let place = place.with("plots.csv", &plots);
    place.quietly(&["run", "--trials", "50", "--out", "base", "--quiet"]);
    let run = ["run", "--trials", "50", "--out", "other", "--quiet", "--portfolio", "plots.csv"];
    place.quietly(&[&run[..], &["capped.toml"]].concat());
    let refused = compare(&place, &[]);
    assert_eq!(refused.code, Some(REFUSED));
    assert!(
        refused.stderr.starts_with("other/capped/manifest.json: portfolio: found SHA-256 "),
        "{}",
        refused.stderr
    );
    assert_eq!(compare(&place, &["--unlike"]).code, Some(DONE));
    assert!(rows(&place).iter().all(|row| row["pairing"] == "not paired: portfolio"));
}

#[test]
fn a_folder_that_has_changed_is_refused() {
    let place = place(&["--trials", "200"]);
    let trials = place.text("other/capped/trials.csv").replacen(",0.", ",1.", 1);
    let place = place.with("other/capped/trials.csv", &trials);
    let outcome = compare(&place, &[]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(REFUSED), ""));
    let said = "other/capped/trials.csv: found a file with SHA-256 ";
    assert!(outcome.stderr.starts_with(said), "{}", outcome.stderr);
    assert!(
        outcome.stderr.contains("; accepted: the file that was written, "),
        "{}",
        outcome.stderr
    );
    assert_eq!(place.names("out"), Vec::<String>::new());
}

#[test]
fn only_folders_of_runs_go_with_folders_of_runs() {
    let place = place(&["--trials", "200"]);
    let refused = |arguments: &[&str], expected: &str| {
        let outcome = place.landsim(&[&["compare"], arguments].concat());
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(REFUSED), expected));
    };
    refused(
        &["base/baseline", "capped.toml"],
        "capped.toml: found a file beside folders of runs; accepted: scenario files alone, or \
         folders that `landsim run` wrote alone\n",
    );
    refused(
        &["base/baseline", "other"],
        "other/manifest.json: found No such file or directory (os error 2); accepted: a file of a \
         folder that `landsim run` wrote; `landsim run SCENARIO` makes one\n",
    );
    place.quietly(&["compare", "base/baseline", "other/capped", "--out", "out", "--quiet"]);
    refused(
        &["base/baseline", "out/comparison"],
        "out/comparison/trials.csv: found a manifest without the table `trials`; accepted: the \
         folder of a scenario written by `landsim run`\n",
    );
    refused(
        &["base/baseline", "gone"],
        "gone: found no such folder; accepted: scenario files alone, or folders that `landsim run` \
         wrote alone\n",
    );
    refused(
        &["base/baseline", "other/capped", "--seed", "9"],
        "base/baseline: found --seed or --trials for runs that were written before; accepted: \
         neither with folders of runs, which have their own\n",
    );
    refused(
        &["base/baseline", "other/capped", "--portfolio", "plots.csv"],
        "plots.csv: found a portfolio for runs that were written before; accepted: no --portfolio \
         with folders of runs, which have their own\n",
    );
}

/// Results of another version of the program are not held against those of this one.
#[test]
fn runs_of_another_version_are_refused() {
    let place = place(&["--trials", "200"]);
    let manifest = place.text("other/capped/manifest.json");
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    let older = seal(&manifest.replacen(&version, "\"version\": \"0.0.1\"", 1));
    assert_ne!(older, manifest);
    let place = place.with("other/capped/manifest.json", &older);
    for arguments in [&[][..], &["--unlike"]] {
        let outcome = compare(&place, arguments);
        assert_eq!(outcome.code, Some(REFUSED));
        assert!(
            outcome.stderr.starts_with("other/capped/manifest.json: version: found 0.0.1; "),
            "{}",
            outcome.stderr
        );
    }
}

#[test]
fn runs_of_one_scenario_are_told_apart_by_their_folders() {
    let place = Workplace::new().with("capped.toml", CAPPED);
    place.quietly(&["run", "--trials", "50", "--out", "base", "--quiet"]);
    for seed in ["1", "2"] {
        let out = format!("seed-{seed}");
        let run =
            ["run", "capped.toml", "--trials", "50", "--seed", seed, "--out", &out, "--quiet"];
        place.quietly(&run);
    }
    let folders = ["base/baseline", "seed-1/capped", "seed-2/capped"];
    let outcome = place.landsim(&[&["compare", "--unlike", "--out", "out"], &folders[..]].concat());
    assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
    let scenarios: std::collections::BTreeSet<String> =
        rows(&place).into_iter().map(|row| row["scenario"].clone()).collect();
    assert_eq!(Vec::from_iter(scenarios), ["capped (seed-1/capped)", "capped (seed-2/capped)"]);
}

#[test]
fn runs_whose_trials_hang_together_are_not_compared() {
    let place = Workplace::new().with("capped.toml", CAPPED);
    let run = ["run", "--trials", "64", "--out", "base", "--quiet", "--sampling", "sobol"];
    place.quietly(&run);
    place.quietly(&["run", "capped.toml", "--trials", "64", "--out", "other", "--quiet"]);
    let outcome = compare(&place, &[]);
    assert_eq!(
        (outcome.code, outcome.stderr.as_str()),
        (
            Some(REFUSED),
            "base/baseline/manifest.json: sampling: found sobol; accepted: runs whose trials are \
             each for itself, without --sampling\n"
        )
    );
}

#[test]
fn a_month_that_is_none_is_named_where_it_stands() {
    let place = Workplace::new();
    place.quietly(&["run", "--trials", "20", "--out", "base", "--quiet"]);
    let manifest = place.text("base/baseline/manifest.json");
    let changed = seal(&manifest.replacen("\"start\": \"2011-01\"", "\"start\": \"\"", 1));
    assert_ne!(changed, manifest);
    let place = place.with("base/baseline/manifest.json", &changed);
    let outcome = place.landsim(&["report", "base/baseline"]);
    let said = "base/baseline/manifest.json: calendar.start: found the text \"\"; accepted: a \
        month such as \"2011-01\"\n";
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(REFUSED), said));
}

/// Months of a manifest are those that a scenario may have, or it is refused before anything is
/// made room for.
#[test]
fn a_manifest_of_impossible_months_is_refused() {
    let place = Workplace::new();
    place.quietly(&["run", "--trials", "20", "--out", "base", "--quiet"]);
    let manifest = place.text("base/baseline/manifest.json");
    for (written, forged, said) in [
        ("\"horizon\": 120", "\"horizon\": 9000000000000000000", "calendar.horizon: found 9000"),
        ("\"horizon\": 120", "\"horizon\": 0", "calendar.horizon: found 0; accepted: 1 to 600"),
        ("\"window\": 60", "\"window\": 0", "calendar.window: found 0; accepted: 1 to 120"),
        ("\"window\": 60", "\"window\": 121", "calendar.window: found 121; accepted: 1 to 120"),
    ] {
        let changed = seal(&manifest.replacen(written, forged, 1));
        assert_ne!(changed, manifest, "{written}");
        std::fs::write(place.join("base/baseline/manifest.json"), changed).expect("it is written");
        let outcome = place.landsim(&["report", "base/baseline"]);
        assert_eq!(outcome.code, Some(REFUSED), "{forged}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(said), "{forged}: {}", outcome.stderr);
    }
}

/// Whatever is edited or turned in a manifest is seen before anything of it is believed.
#[test]
fn a_manifest_that_has_changed_is_refused() {
    let place = Workplace::new();
    place.quietly(&["run", "--trials", "20", "--out", "base", "--quiet"]);
    let manifest = place.text("base/baseline/manifest.json");
    for (written, edited) in [
        ("\"trials\": 20", "\"trials\": 30"),
        ("\"seed\": 1", "\"seed\": 2"),
        ("\"start\": \"2011-01\"", "\"start\": \"2012-01\""),
        ("\"horizon\": 120", "\"horizon\": 119"),
        ("徐汇", "徐滙"),
    ] {
        let changed = manifest.replacen(written, edited, 1);
        assert_ne!(changed, manifest, "{written}");
        std::fs::write(place.join("base/baseline/manifest.json"), changed).expect("it is written");
        for command in [&["report", "base/baseline"][..], &["reproduce", "base/baseline"]] {
            let outcome = place.landsim(command);
            assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(REFUSED), ""), "{edited}");
            let said =
                "base/baseline/manifest.json: manifest_sha256: found a text that has changed";
            assert!(outcome.stderr.starts_with(said), "{}", outcome.stderr);
        }
    }
}
