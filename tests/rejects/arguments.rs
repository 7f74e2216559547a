//! Arguments that mean nothing: exit code 2, and nothing is written.

use super::{Outcome, WRONG_ARGUMENTS, Workplace, names};

/// Asserts that arguments are refused and that the first line of the message is this one.
fn refuses(arguments: &[&str], expected: &str) {
    let place = Workplace::new();
    let Outcome { code, stdout, stderr } = place.landsim(arguments);
    assert_eq!(code, Some(WRONG_ARGUMENTS), "{arguments:?}: {stderr}");
    assert_eq!(stdout, "", "{arguments:?}");
    assert_eq!(stderr.lines().next(), Some(expected), "{arguments:?}: {stderr}");
    assert_eq!(names(place.path()), Vec::<String>::new(), "{arguments:?}");
}

#[test]
fn numbers_outside_their_range_are_refused() {
    refuses(
        &["run", "--trials", "0"],
        "error: invalid value '0' for '--trials <TRIALS>': 0 is not in 1..=1000000000",
    );
    refuses(
        &["run", "--trials", "1000000001"],
        "error: invalid value '1000000001' for '--trials <TRIALS>': 1000000001 is not in \
         1..=1000000000",
    );
    refuses(
        &["run", "--trials=-1"],
        "error: invalid value '-1' for '--trials <TRIALS>': invalid digit found in string",
    );
    refuses(&["run", "--trials", "-1"], "error: unexpected argument '-1' found");
    refuses(
        &["run", "--trials", "many"],
        "error: invalid value 'many' for '--trials <TRIALS>': invalid digit found in string",
    );
    refuses(
        &["run", "--threads", "0"],
        "error: invalid value '0' for '--threads <THREADS>': 0 is not in 1..=1024",
    );
    refuses(
        &["run", "--seed", "18446744073709551616"],
        "error: invalid value '18446744073709551616' for '--seed <SEED>': number too large to fit \
         in target type",
    );
}

#[test]
fn options_and_commands_that_do_not_exist_are_refused() {
    refuses(&["run", "--trails", "10"], "error: unexpected argument '--trails' found");
    refuses(&["--trials", "10"], "error: unexpected argument '--trials' found");
    refuses(&["simulate"], "error: unrecognized subcommand 'simulate'");
    refuses(&["run", "--lang", "fr"], "error: invalid value 'fr' for '--lang <LANG>'");
    refuses(
        &["portfolio", "generate"],
        "error: the following required arguments were not provided:",
    );
    refuses(&["portfolio"], "Make or check a portfolio of plots");
}

#[test]
fn options_need_their_values() {
    refuses(
        &["run", "--out", ""],
        "error: a value is required for '--out <OUT>' but none was supplied",
    );
    refuses(
        &["run", "--seed"],
        "error: a value is required for '--seed <SEED>' but none was supplied",
    );
}
