//! Several scenarios in one command: what is wrong with one stops none of the others.

use super::{REFUSED, Workplace};

/// A scenario that is the baseline under another name.
fn renamed(id: &str) -> String {
    format!("extends = \"builtin:baseline\"\n[scenario]\nid = \"{id}\"\n")
}

const RUN: [&str; 6] = ["run", "--trials", "2", "--quiet", "--out", "out"];

#[test]
fn two_scenarios_of_one_id_do_not_overwrite_each_other() {
    let place = Workplace::new()
        .with("first.toml", renamed("same"))
        .with("second.toml", renamed("same"))
        .with("third.toml", renamed("other"));
    let outcome = place.landsim(&[&RUN[..], &["first.toml", "second.toml", "third.toml"]].concat());
    assert_eq!(outcome.code, Some(REFUSED));
    assert_eq!(
        outcome.stderr,
        "second.toml: scenario.id: found \"same\", which first.toml has too; accepted: a different \
         id in each scenario of a batch\n"
    );
    assert_eq!(place.results(), ["other", "same", "scenarios"]);
    let manifest = std::fs::read_to_string(place.path().join("out/same/manifest.json"))
        .expect("the first scenario was run");
    assert!(manifest.contains("\"file\": \"first.toml\""), "{manifest}");
}

#[test]
fn one_file_given_twice_is_run_once() {
    let place = Workplace::new().with("a.toml", renamed("a"));
    let outcome = place.landsim(&[&RUN[..], &["a.toml", "a.toml"]].concat());
    assert_eq!(outcome.code, Some(REFUSED));
    assert_eq!(
        outcome.stderr,
        "a.toml: scenario.id: found \"a\", which a.toml has too; accepted: a different id in each \
         scenario of a batch\n"
    );
    assert_eq!(place.results(), ["a"]);
}

#[test]
fn every_broken_scenario_is_reported_and_every_sound_one_is_run() {
    let place = Workplace::new()
        .with("broken.toml", renamed("broken") + "[finance]\nmin_cash = -1\n")
        .with("sound.toml", renamed("sound"));
    let files = ["broken.toml", "missing.toml", "sound.toml"];
    let outcome = place.landsim(&[&RUN[..], &files].concat());
    assert_eq!(outcome.code, Some(REFUSED));
    assert_eq!(
        outcome.stderr,
        "broken.toml:5:1: finance.min_cash: found -1; accepted: a number from 0 to 10000000000000 \
         [CNY]\n\
         missing.toml: found no readable file missing.toml (No such file or directory (os error \
         2)); accepted: a scenario file\n"
    );
    assert_eq!(place.results(), ["sound"]);
}
