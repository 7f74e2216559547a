//! A scenario file to begin with.

use super::{DONE, NOT_WRITTEN, Workplace};

#[test]
fn a_new_file_is_accepted_and_all_its_examples_are() {
    let place = Workplace::new();
    let outcome = place.landsim(&["new", "question-1"]);
    assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
    let text = place.text("question-1.toml");
    let outcome = place.landsim(&["check", "question-1.toml"]);
    assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
    let examples: String = text
        .lines()
        .map(|line| line.strip_prefix("# ").unwrap_or(line).to_owned() + "\n")
        .filter(|line| !line.starts_with("##"))
        .collect();
    let place = place.with("examples.toml", &examples);
    let outcome = place.landsim(&["check", "examples.toml"]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(DONE), ""));
    assert_eq!(outcome.stdout.lines().count(), 3, "{}", outcome.stdout);
    place.quietly(&["run", "--trials", "3", "--quiet", "examples.toml"]);
    assert!(place.names("reports/question-1-12").contains(&"variance.csv".to_owned()));
    // What stands there is left alone, and a name is a name.
    let outcome = place.landsim(&["new", "examples.toml"]);
    assert_eq!(outcome.code, Some(NOT_WRITTEN));
    assert_eq!(place.text("examples.toml"), examples);
    assert_eq!(place.landsim(&["new", "no name"]).code, Some(NOT_WRITTEN));
}
