//! A run's folder is written whole or not at all, and replaces only what a run has written.

use super::{NOT_WRITTEN, Workplace, files_of_a_run, tables_of};

const RUN: [&str; 4] = ["run", "--trials", "3", "--quiet"];

/// Asserts that a run ends with these words and without results.
fn refuses(place: &Workplace, out: &str, expected: &str) {
    let outcome = place.landsim(&[&RUN[..], &["--out", out]].concat());
    assert_eq!(
        outcome.stderr,
        format!("{expected}; accepted: a folder this program may write to\n")
    );
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(NOT_WRITTEN), ""));
}

#[test]
fn folders_on_the_way_are_made() {
    let place = Workplace::new();
    place.quietly(&[&RUN[..], &["--out", "results/of today"]].concat());
    assert_eq!(place.names("results/of today"), ["baseline"]);
    assert_eq!(place.names("results/of today/baseline"), files_of_a_run());
    let absolute = place.join("elsewhere").display().to_string();
    place.quietly(&[&RUN[..], &["--out", &absolute]].concat());
    assert_eq!(place.names("elsewhere/baseline"), files_of_a_run());
}

#[test]
fn a_place_that_is_no_folder_is_refused_and_left_alone() {
    let place = Workplace::new().with("out", "not a folder");
    refuses(&place, "out", "out: creating the folder: found File exists (os error 17)");
    assert_eq!(place.text("out"), "not a folder");
    refuses(
        &place,
        "out/below",
        "out/below: creating the folder: found Not a directory (os error 20)",
    );
    assert_eq!(place.names(""), ["out"]);
}

#[test]
fn a_folder_that_no_run_has_written_is_refused_and_left_alone() {
    let found =
        "found something that is not a run's folder, without a manifest.json of this program";
    let place = Workplace::new().with("out/baseline/notes.txt", "mine");
    refuses(&place, "out", &format!("out/baseline: taking the name: {found}"));
    assert_eq!(place.names("out"), ["baseline"]);
    assert_eq!(place.names("out/baseline"), ["notes.txt"]);
    assert_eq!(place.text("out/baseline/notes.txt"), "mine");

    let place = Workplace::new().with("out/baseline", "a file of mine");
    refuses(&place, "out", &format!("out/baseline: taking the name: {found}"));
    assert_eq!(place.names("out"), ["baseline"]);
    assert_eq!(place.text("out/baseline"), "a file of mine");
}

#[test]
#[cfg(unix)]
fn a_link_that_leads_nowhere_is_refused_before_the_work_and_left_alone() {
    let place = Workplace::new().with("out/other.txt", "mine");
    std::os::unix::fs::symlink("nowhere", place.join("out/baseline")).expect("links can be made");
    refuses(
        &place,
        "out",
        "out/baseline: taking the name: found something that is not a run's folder, without a \
         manifest.json of this program",
    );
    assert_eq!(place.names("out"), ["baseline", "other.txt"]);
    let target = std::fs::read_link(place.join("out/baseline")).expect("it still is a link");
    assert_eq!(target.to_str(), Some("nowhere"));
}

#[test]
#[cfg(unix)]
fn a_folder_without_permission_to_write_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let place = Workplace::new().with("out/kept.txt", "kept");
    let set = |mode| {
        std::fs::set_permissions(place.join("out"), std::fs::Permissions::from_mode(mode))
            .expect("the owner sets permissions");
    };
    set(0o555);
    // Root may write everywhere, so as root this claim cannot be put to the test.
    if std::fs::create_dir(place.join("out/probe")).is_err() {
        let outcome = place.landsim(&[&RUN[..], &["--out", "out"]].concat());
        assert_eq!(outcome.code, Some(NOT_WRITTEN));
        assert!(outcome.stderr.contains("Permission denied"), "{}", outcome.stderr);
        assert_eq!(place.names("out"), ["kept.txt"]);
    }
    set(0o755);
}

#[test]
fn a_run_replaces_the_folder_of_an_earlier_run_as_a_whole() {
    let place = Workplace::new();
    place.quietly(&RUN);
    let before = tables_of(place.files("reports/baseline"));
    let place = place.with("reports/other/notes.txt", "lies beside them");
    place.quietly(&[&RUN[..], &["--seed", "2"]].concat());
    assert_eq!(place.names("reports/baseline"), files_of_a_run());
    let after = tables_of(place.files("reports/baseline"));
    assert_ne!(before["trials.csv"], after["trials.csv"], "the tables are those of the new seed");
    assert_eq!(place.names("reports"), ["baseline", "other"], "nothing hidden is left");
    assert_eq!(place.text("reports/other/notes.txt"), "lies beside them");
}

#[test]
fn a_place_that_fails_for_one_scenario_stops_none_of_the_others() {
    let named = |id: &str| format!("extends = \"builtin:baseline\"\n[scenario]\nid = \"{id}\"\n");
    let place = Workplace::new()
        .with("a.toml", &named("a"))
        .with("b.toml", &named("b"))
        .with("reports/a/notes.txt", "mine");
    let outcome = place.landsim(&[&RUN[..], &["a.toml", "b.toml", "missing.toml"]].concat());
    assert_eq!(outcome.code, Some(NOT_WRITTEN), "the graver of the two failures");
    assert_eq!(place.names("reports"), ["a", "b"]);
    assert_eq!(place.names("reports/a"), ["notes.txt"]);
    let _ = tables_of(place.files("reports/b"));
}

/// A folder of results with something of somebody else's in it is left alone, wherever it lies.
#[test]
fn what_somebody_put_between_results_is_never_lost() {
    for file in ["notes.md", "inputs/notes.md", "report/notes.md", "report/charts/mine.png"] {
        let place = Workplace::new();
        place.quietly(&[&RUN[..], &["--report"]].concat());
        let place = place.with(&format!("reports/baseline/{file}"), "mine");
        let before = place.files("reports/baseline");
        let outcome = place.landsim(&[&RUN[..], &["--seed", "2"]].concat());
        assert_eq!(outcome.code, Some(NOT_WRITTEN), "{file}");
        let said = format!("reports/baseline/{file}: replacing the folder: found something that");
        assert!(outcome.stderr.starts_with(&said), "{file}: {}", outcome.stderr);
        assert!(before == place.files("reports/baseline"), "{file}: not a byte has changed");
        std::fs::remove_file(place.join(&format!("reports/baseline/{file}"))).expect("it goes");
        if file.starts_with("inputs") {
            std::fs::remove_dir(place.join("reports/baseline/inputs")).expect("it goes");
        }
        place.quietly(&[&RUN[..], &["--seed", "2"]].concat());
        assert_eq!(place.names("reports"), ["baseline"]);
    }
}
