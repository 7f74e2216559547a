//! Inputs that are kept with results, and what may be put beside what.

use landsim::store::seal::seal;

use super::{DONE, REFUSED, Workplace};

/// A case of one's own in a folder of its own: a base, a file of data, a plot table, a plan.
fn own_case() -> Workplace {
    let place = Workplace::new();
    let made = place.landsim(&["new", "--case", "北区", "--lang", "zh"]);
    assert_eq!(made.code, Some(DONE), "{}", made.stderr);
    let scenario = place.text("北区/scenario.toml");
    let changes = "extends = \"scenario.toml\"\n[scenario]\nid = \"北区-不确定\"\n[auction]\n\
        reserve_ratio = { value = { distribution = \"empirical\", file = \"比例.csv\", \
        column = \"比例\" } }\n";
    place
        .with("北区/scenario.toml", &scenario)
        .with("北区/own.toml", changes)
        .with("北区/比例.csv", "编号,比例\n1,0.6\n2,0.7\n3,0.8\n")
}

const RUN: [&str; 6] = ["run", "北区/own.toml", "--trials", "96", "--quiet", "--out"];

/// Wherever the folder of a run goes, it can be made again and parts can be put together, though
/// every input has gone.
#[test]
fn a_folder_of_results_is_made_again_wherever_it_goes() {
    let place = own_case();
    let run = |more: &[&str]| {
        let outcome = place.landsim(&[&RUN[..], more].concat());
        assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
    };
    run(&["out"]);
    for shard in ["1/2", "2/2"] {
        run(&["parts", "--shard", shard]);
    }
    assert!(place.names("out/北区-不确定/inputs").len() >= 4);
    let away = place.join("far/away");
    std::fs::create_dir_all(&away).expect("a folder");
    for folder in ["out", "parts"] {
        std::fs::rename(place.join(folder), away.join(folder)).expect("it is moved");
    }
    std::fs::remove_dir_all(place.join("北区")).expect("inputs are gone");
    let outcome = place.landsim(&["reproduce", "far/away/out/北区-不确定", "--quiet"]);
    assert_eq!(outcome.code, Some(DONE), "{}{}", outcome.stdout, outcome.stderr);
    assert!(
        outcome.stdout.contains("北区-不确定: numbers: the same, 96 rows\n"),
        "{}",
        outcome.stdout
    );
    let parts = ["1", "2"].map(|part| format!("far/away/parts/北区-不确定.shard-{part}-of-2"));
    let merged = ["merge", "--quiet", "--out", "merged", &parts[0], &parts[1]];
    let outcome = place.landsim(&merged);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(DONE), ""));
    let text = |folder: &str| place.text(&format!("{folder}/北区-不确定/trials.csv"));
    assert_eq!(text("merged"), text("far/away/out"));
    // Without its inputs a manifest looks for the files that it names, as before.
    let kept = "far/away/out/北区-不确定/inputs";
    let name = place.names(kept).into_iter().find(|name| name.starts_with("data")).expect("data");
    let place = place.with(&format!("{kept}/{name}"), "编号,比例\n1,0.6\n");
    let outcome = place.landsim(&["reproduce", "far/away/out/北区-不确定", "--quiet"]);
    assert_eq!(outcome.code, Some(REFUSED));
    assert!(
        outcome.stderr.contains(&format!("{kept}/{name}: found SHA-256 "))
            && outcome.stderr.contains("the input that was kept, with SHA-256 "),
        "{}",
        outcome.stderr
    );
}

/// Editors change line ends and marks; that changes no input. A number does.
#[test]
fn inputs_are_known_by_what_they_say() {
    let scenario = "extends = \"builtin:baseline\"\n[scenario]\nid = \"mine\"\n\
                    [auction]\nreserve_ratio = 0.9\n";
    let place = Workplace::new().with("mine.toml", scenario);
    let run = ["run", "mine.toml", "--trials", "32", "--quiet", "--resume"];
    let said = |place: &Workplace| {
        let outcome = place.landsim(&run);
        assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
        outcome.stderr
    };
    assert_eq!(said(&place), "");
    let place = place.with("mine.toml", &scenario.replace('\n', "\r\n"));
    assert_eq!(said(&place), "", "the run is kept");
    let place = place.with("mine.toml", &scenario.replace("0.9", "0.8"));
    assert!(said(&place).contains("another scenario than now"));
}

/// A replayed trial stands beside the run that it is a trial of, and a map of regrets beside runs
/// in the same futures.
#[test]
fn what_another_run_made_does_not_join_a_report() {
    let place = Workplace::new().with(
        "mine.toml",
        "extends = \"builtin:baseline\"\n[scenario]\nid = \"mine\"\n\
         [auction]\nreserve_ratio = 0.9\n",
    );
    place.quietly(&["run", "--trials", "40", "--quiet"]);
    let refused = |option: &str, made: &[&str], expected: &str| {
        place.quietly(made);
        let made = "other/replay";
        let outcome = place.landsim(&["report", "reports/baseline", option, made, "--quiet"]);
        assert_eq!(outcome.code, Some(REFUSED), "{}", outcome.stdout);
        assert!(outcome.stderr.contains(expected), "{expected}: {}", outcome.stderr);
    };
    let replay = ["replay", "--trial", "3", "--quiet", "--out", "other"];
    let with = |more: &[&str]| -> Vec<String> {
        replay.iter().chain(more).map(|word| (*word).to_owned()).collect()
    };
    let seed = with(&["--seed", "2"]);
    let seed: Vec<&str> = seed.iter().map(String::as_str).collect();
    refused("--replay", &seed, "seed: found 2; accepted: that of reports/baseline: 1");
    let mut other = replay.to_vec();
    other.insert(1, "mine.toml");
    refused("--replay", &other, "scenario: found mine with SHA-256 ");
    let beyond = ["replay", "--trial", "40", "--quiet", "--out", "other"];
    refused("--replay", &beyond, "trial: found 40; accepted: a trial of reports/baseline: 0 to 39");
    place.quietly(&["replay", "--trial", "39", "--quiet"]);
    let fits = ["report", "reports/baseline", "--replay", "reports/replay", "--quiet"];
    place.quietly(&fits);
    let regret = |more: &[&str]| {
        let fixed = ["regret", "--policies", "mine.toml", "--markets", "builtin:baseline"];
        let quiet = ["--trials", "40", "--quiet"];
        place.quietly(&[&fixed[..], &quiet, more].concat());
    };
    regret(&["--out", "other", "--seed", "2"]);
    place.quietly(&["run", "mine.toml", "--trials", "40", "--quiet"]);
    let report = |regret: &str| {
        place.landsim(&[
            "report",
            "reports/baseline",
            "reports/mine",
            "--regret",
            regret,
            "--quiet",
        ])
    };
    let outcome = report("other/regret");
    assert_eq!(outcome.code, Some(REFUSED));
    assert!(outcome.stderr.contains("seed: found 2; accepted: that of "), "{}", outcome.stderr);
    regret(&[]);
    assert_eq!(report("reports/regret").code, Some(DONE));
}

/// A manifest from a stranger opens no file but inputs kept beside it, or files that a scenario
/// from one might name.
#[test]
fn a_manifest_opens_no_file_of_somebody_elses() {
    let place = Workplace::new()
        .with("work/mine.toml", "extends = \"builtin:baseline\"\n[scenario]\nid = \"mine\"\n");
    let place = place.with("secret.toml", "password = \"secret word\"\n");
    let mut run = place.program(&["run", "mine.toml", "--trials", "20", "--quiet"]);
    assert!(run.current_dir(place.join("work")).status().expect("it runs").success());
    let manifest = place.text("work/reports/mine/manifest.json");
    let refused = |forged: &str, said: &str| {
        std::fs::write(place.join("work/reports/mine/manifest.json"), seal(forged))
            .expect("written");
        let mut reproduce = place.program(&["reproduce", "reports/mine", "--quiet"]);
        let output = reproduce.current_dir(place.join("work")).output().expect("it runs");
        let heard = String::from_utf8(output.stderr).expect("text");
        assert_eq!(output.status.code(), Some(REFUSED), "{heard}");
        assert!(heard.contains(said) && !heard.contains("secret word"), "{heard}");
    };
    let kept = "\"kept\": \"inputs/scenario-1.toml\"";
    refused(
        &manifest.replacen(kept, "\"kept\": \"inputs/../../../../secret.toml\"", 1),
        "kept_inputs: found \"inputs/../../../../secret.toml\"; accepted: a file of the folder",
    );
    std::fs::remove_dir_all(place.join("work/reports/mine/inputs")).expect("they go");
    let secret = place.join("secret.toml").display().to_string();
    for (file, why) in [(secret.as_str(), "an absolute path"), ("../secret.toml", "leads out")] {
        let forged =
            manifest.replacen("\"file\": \"mine.toml\"", &format!("\"file\": {file:?}"), 1);
        assert_ne!(forged, manifest);
        refused(&forged, why);
    }
}

/// A base in another folder names its files from its own folder, whatever lies in that of its
/// child; kept with the run they are told apart.
#[test]
fn files_are_those_beside_the_file_that_names_them() {
    let drawn = "{ value = { distribution = \"empirical\", file = \"x.csv\", column = \"x\" } }";
    let place = Workplace::new()
        .with(
            "base/base.toml",
            &format!(
                "extends = \"builtin:baseline\"\n[scenario]\nid = \"base\"\n[auction]\n\
                 reserve_ratio = {drawn}\n"
            ),
        )
        .with("base/x.csv", "x\n0.6\n0.62\n")
        .with("child/x.csv", "x\n0.35\n0.36\n")
        .with(
            "child/own.toml",
            &format!(
                "extends = \"../base/base.toml\"\n[scenario]\nid = \"own\"\n[auction]\n\
                 bid_sd = {drawn}\n"
            ),
        );
    place.quietly(&["run", "child/own.toml", "--trials", "32", "--quiet"]);
    let text = place.text("reports/own/numbers.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<std::collections::BTreeMap<String, String>> =
        reader.deserialize().map(|row| row.expect("a row as long as the header")).collect();
    for row in &rows {
        assert!(["0.6", "0.62"].contains(&row["auction.reserve_ratio"].as_str()), "{row:?}");
        assert!(["0.35", "0.36"].contains(&row["auction.bid_sd"].as_str()), "{row:?}");
    }
    for folder in ["base", "child"] {
        std::fs::remove_dir_all(place.join(folder)).expect("inputs are gone");
    }
    let outcome = place.landsim(&["reproduce", "reports/own", "--quiet"]);
    assert_eq!(outcome.code, Some(DONE), "{}{}", outcome.stdout, outcome.stderr);
}

/// What a plan says of another time, or wants of more than there is, is doubted.
#[test]
fn a_plan_that_does_not_fit_the_run_is_doubted() {
    let place = Workplace::new();
    assert_eq!(place.landsim(&["new", "--case", "mine"]).code, Some(DONE));
    let plan = place.text("mine/plan.toml");
    let check = |plan: &str| {
        std::fs::write(place.join("mine/plan.toml"), plan).expect("a plan");
        let outcome = place.landsim(&["check", "mine/scenario.toml"]);
        assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
        outcome.stdout + &outcome.stderr
    };
    assert!(!check(&plan).contains("warning"), "the shipped example fits");
    let earlier = check(&plan.replacen("2026-01", "2025-01", 1));
    assert!(earlier.contains("period: found 2025-01 to 2028-12, while the scenario measures"));
    let square_metres = check(&plan.replacen("share = 0.95", "value = 438000", 1));
    assert!(square_metres.contains("targets[north_cleared]: found 438000 ha"), "{square_metres}");
}
