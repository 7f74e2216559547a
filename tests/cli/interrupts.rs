//! An interrupted run ends soon, says so, and leaves everything as it was before.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::{PATIENCE, Workplace, files_of_a_run};

/// Exit code after an interrupt.
const INTERRUPTED: i32 = 130;

/// Starts a run that would take hours and waits until it is under way.
fn under_way(place: &Workplace, arguments: &[&str]) -> Child {
    let long = [&["run", "--trials", "100000000", "--quiet"], arguments].concat();
    begun(place, &long, ("reports", ".baseline."))
}

/// Starts a command and waits until a hidden folder in `out`, whose name begins so, shows that it
/// is under way; by then interrupts are caught.
fn begun(place: &Workplace, arguments: &[&str], (out, begins): (&str, &str)) -> Child {
    let mut child = place
        .program(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program can be run");
    #[expect(clippy::disallowed_methods, reason = "a test's patience is real time")]
    let begun = Instant::now();
    while !place.names(out).iter().any(|name| name.starts_with(begins)) {
        assert!(begun.elapsed() < PATIENCE, "the command has begun its folder");
        assert_eq!(child.try_wait().expect("its state can be asked for"), None, "it still runs");
        std::thread::sleep(Duration::from_millis(2));
    }
    child
}

/// Sends a signal and returns exit code, standard output and error stream.
fn interrupted(mut child: Child, signal: &str) -> (Option<i32>, String, String) {
    let sent = Command::new("sh")
        .args(["-c", &format!("kill -{signal} {}", child.id())])
        .status()
        .expect("a shell can send signals");
    assert!(sent.success(), "the signal was sent");
    #[expect(clippy::disallowed_methods, reason = "a test's patience is real time")]
    let begun = Instant::now();
    while child.try_wait().expect("its state can be asked for").is_none() {
        if begun.elapsed() > PATIENCE {
            child.kill().expect("it can be ended");
            panic!("the run did not end after {signal}");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().expect("it has ended");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("what it says is UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn an_interrupted_run_says_so_and_leaves_nothing() {
    for signal in ["INT", "TERM"] {
        let place = Workplace::new();
        let child = under_way(&place, &[]);
        let said = "baseline: interrupted; nothing was written\n".to_owned();
        assert_eq!(
            interrupted(child, signal),
            (Some(INTERRUPTED), String::new(), said),
            "{signal}"
        );
        assert_eq!(place.names("reports"), Vec::<String>::new(), "{signal}");
    }
}

#[test]
fn an_interrupted_run_leaves_the_folder_of_an_earlier_run_untouched() {
    let place = Workplace::new();
    place.quietly(&["run", "--trials", "3", "--quiet"]);
    let before = place.files("reports/baseline");
    let child = under_way(&place, &["--seed", "2"]);
    let (code, ..) = interrupted(child, "INT");
    assert_eq!(code, Some(INTERRUPTED));
    assert_eq!(place.names("reports"), ["baseline"]);
    assert_eq!(place.names("reports/baseline"), files_of_a_run());
    assert!(place.files("reports/baseline") == before, "not a byte has changed");
}

#[test]
fn scenarios_after_an_interrupted_one_are_not_begun() {
    let place = Workplace::new()
        .with("next.toml", "extends = \"builtin:baseline\"\n[scenario]\nid = \"next\"\n");
    let child = under_way(&place, &["builtin:baseline", "next.toml"]);
    let (code, _, stderr) = interrupted(child, "INT");
    assert_eq!(code, Some(INTERRUPTED));
    assert_eq!(stderr, "baseline: interrupted; nothing was written\n");
    assert_eq!(place.names("reports"), Vec::<String>::new());
}

/// Commands that do not look at interrupts end at once all the same, and leave nothing.
#[test]
fn any_command_that_is_interrupted_leaves_nothing() {
    for signal in ["INT", "TERM"] {
        let place = Workplace::new();
        let long = ["diagnose", "--trials", "100000", "--out", "out", "--quiet"];
        let child = begun(&place, &long, ("out", ".diagnostics."));
        let said = "landsim: interrupted; nothing was written\n".to_owned();
        assert_eq!(interrupted(child, signal), (Some(INTERRUPTED), String::new(), said));
        assert_eq!(place.names("out"), Vec::<String>::new(), "{signal}");
    }
}
