//! A reader that goes away, such as `head`, or a full disk behind the output: results are written
//! all the same, and nothing panics.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use super::{DONE, NOT_WRITTEN, Workplace, files_of_a_run};

/// Ends a program's output stream before it writes, and returns its exit code and error stream.
fn without_a_reader(mut command: Command) -> (Option<i32>, String) {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program can be run");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    let stderr = String::from_utf8(output.stderr).expect("what it says is UTF-8");
    (output.status.code(), stderr)
}

#[test]
fn a_reader_that_leaves_early_loses_no_results() {
    let place = Workplace::new();
    let (code, stderr) = without_a_reader(place.program(&["run", "--trials", "5"]));
    assert_eq!((code, stderr.as_str()), (Some(DONE), "baseline: 5 of 5 trials\n"));
    assert_eq!(place.names("reports/baseline"), files_of_a_run());
    for arguments in [&["portfolio", "generate", "--seed", "3"][..], &["portfolio", "check"]] {
        let (code, stderr) = without_a_reader(place.program(arguments));
        assert_eq!((code, stderr.as_str()), (Some(DONE), ""), "{arguments:?}");
    }
}

#[test]
fn a_listener_to_progress_that_leaves_early_does_not_stop_the_run() {
    let place = Workplace::new();
    let mut child = place
        .program(&["run", "--trials", "2000", "--threads", "2"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program can be run");
    let mut first = String::new();
    let stderr = child.stderr.take().expect("it is a pipe");
    BufReader::new(stderr).read_line(&mut first).expect("it says how far it is");
    assert!(first.starts_with("baseline: ") && first.ends_with(" of 2000 trials\n"), "{first}");
    // The pipe is closed here; nine more lines have no reader.
    let status = child.wait().expect("it ends");
    assert_eq!(status.code(), Some(DONE));
    assert_eq!(place.names("reports/baseline"), files_of_a_run());
    assert_eq!(place.names("reports"), ["baseline"]);
}

#[test]
#[cfg(target_os = "linux")]
fn an_output_that_cannot_be_written_is_a_failure_that_says_so() {
    let place = Workplace::new();
    for arguments in [
        &["run", "--trials", "5"][..],
        &["portfolio", "generate", "--seed", "3"],
        &["portfolio", "check"],
    ] {
        let full = std::fs::File::create("/dev/full").expect("Linux has a full device");
        let output =
            place.program(arguments).stdout(full).output().expect("the program can be run");
        let stderr = String::from_utf8(output.stderr).expect("what it says is UTF-8");
        assert_eq!(output.status.code(), Some(NOT_WRITTEN), "{arguments:?}: {stderr}");
        assert_eq!(
            stderr.lines().last(),
            Some(
                "landsim: standard output: found No space left on device (os error 28); accepted: \
                 a place that can be written to"
            ),
            "{arguments:?}"
        );
    }
    assert_eq!(place.names("reports/baseline"), files_of_a_run());
}
