//! What people read: the result table, progress, languages and help.

use super::{DONE, Workplace, files_of_a_run};

#[test]
fn without_arguments_the_baseline_is_run_in_ten_thousand_trials() {
    let place = Workplace::new();
    let outcome = place.landsim(&[]);
    assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
    assert_eq!(place.names(""), ["reports"]);
    assert_eq!(place.names("reports"), ["baseline"]);
    assert_eq!(place.names("reports/baseline"), files_of_a_run());
    let head: Vec<&str> = outcome.stdout.lines().take(2).collect();
    assert_eq!(head[0], "baseline — Adopted programme 2011-2015, market as of January 2011");
    assert!(head[1].starts_with("10000 trials, seed 1; "), "{}", head[1]);
    assert_eq!(place.text("reports/baseline/trials.csv").lines().count(), 10_001);
    let readme = include_str!("../../README.md");
    assert!(readme.contains(&outcome.stdout), "README.md shows another run:\n{}", outcome.stdout);
}

#[test]
fn the_baseline_runs_in_a_folder_that_has_none_of_the_repository() {
    let place = Workplace::new();
    place.quietly(&["run", "--trials", "3", "--quiet"]);
    assert_eq!(place.names(""), ["reports"]);
    assert_eq!(place.names("reports"), ["baseline"]);
    assert_eq!(place.names("reports/baseline"), files_of_a_run());
}

#[test]
fn results_go_to_the_standard_output_and_progress_to_the_error_stream_line_by_line() {
    let place = Workplace::new();
    let outcome = place.landsim(&["run", "--trials", "200", "--threads", "1"]);
    assert_eq!(outcome.code, Some(DONE));
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    assert_eq!(lines[0], "baseline — Adopted programme 2011-2015, market as of January 2011");
    assert!(lines.iter().any(|line| line.trim_start().starts_with("Balance over the horizon")));
    assert_eq!(lines.last(), Some(&"reports/baseline"), "the last line says where the tables are");
    // Trials are counted by thirty-twos, and a line is due whenever another tenth is full.
    let expected: String = [32, 64, 96, 128, 160, 192, 200]
        .map(|done| format!("baseline: {done} of 200 trials\n"))
        .concat();
    assert_eq!(outcome.stderr, expected);
    assert!(!outcome.stdout.contains('\x1b'), "no terminal, so no terminal codes");
}

#[test]
fn a_quiet_run_prints_nothing_and_writes_everything() {
    let place = Workplace::new();
    place.quietly(&["run", "--trials", "50", "--quiet"]);
    assert_eq!(place.names("reports/baseline"), files_of_a_run());
}

/// Whether a line heads the table of figures.
fn is_heading(line: &str) -> bool {
    line.contains("90% range") || line.contains("90%区间")
}

#[test]
fn the_language_changes_words_and_no_number() {
    let place = Workplace::new();
    let [english, chinese] = ["en", "zh"].map(|language| {
        let outcome = place.landsim(&["run", "--trials", "50", "--lang", language]);
        assert_eq!(outcome.code, Some(DONE));
        outcome.stdout
    });
    for (text, words, others) in [
        (&english, ["figure", "median", "90% range", "target"], ["指标", "中位数", "目标"]),
        (&chinese, ["指标", "中位数", "90%区间", "目标"], ["figure", "median", "target"]),
    ] {
        let heading = text.lines().find(|line| is_heading(line)).expect("a heading");
        assert!(words.iter().all(|word| heading.contains(word)), "{heading}");
        assert!(others.iter().all(|word| !heading.contains(word)), "{heading}");
    }
    assert!(chinese.contains("土地出让收入") && english.contains("Gross receipts"));
    let default = place.landsim(&["run", "--trials", "50"]).stdout;
    assert_eq!(default, english);
    // Only rows of figures: sentences have numbers in their words, too.
    let numbers = |text: &str| -> Vec<String> {
        let table = text.lines().skip_while(|line| !is_heading(line));
        let figures = table.skip(2).take_while(|line| !line.is_empty());
        let number = |word: &&str| word.starts_with(|first: char| "-0123456789".contains(first));
        figures.map(|line| line.split_whitespace().filter(number).collect::<String>()).collect()
    };
    assert_eq!(numbers(&english), numbers(&chinese));
    assert_eq!(numbers(&english).len(), 34);
    assert!(numbers(&english).iter().all(|row| !row.is_empty()), "{:?}", numbers(&english));
}

#[test]
fn scenarios_of_a_batch_are_reported_in_the_order_of_the_command() {
    let named = |id: &str| format!("extends = \"builtin:baseline\"\n[scenario]\nid = \"{id}\"\n");
    let place =
        Workplace::new().with("sub/a.toml", &named("second")).with("b.toml", &named("first"));
    let outcome = place.landsim(&["run", "--trials", "2", "b.toml", "sub/a.toml"]);
    assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
    let folders: Vec<&str> =
        outcome.stdout.lines().filter(|line| line.starts_with("reports/")).collect();
    assert_eq!(folders, ["reports/first", "reports/second", "reports/scenarios"]);
    assert_eq!(place.names("reports"), ["first", "scenarios", "second"]);
}

#[test]
fn help_says_what_happens_without_a_command_and_what_exit_codes_mean() {
    let place = Workplace::new();
    let help = place.landsim(&["--help"]);
    assert_eq!((help.code, help.stderr.as_str()), (Some(DONE), ""));
    assert!(help.stdout.contains("Without a command, the baseline is run."), "{}", help.stdout);
    assert!(
        help.stdout.contains(
            "Exit codes: 0 done, 2 wrong arguments, 3 an input was rejected or a check found a \
             difference,\n4 results could not be written, 130 interrupted."
        ),
        "{}",
        help.stdout
    );
    let version = place.landsim(&["--version"]);
    assert_eq!(version.stdout, format!("landsim {}\n", env!("CARGO_PKG_VERSION")));
    assert_eq!(place.names(""), Vec::<String>::new());
}

/// A title from a stranger's file cannot steer the terminal or turn what stands beside it.
#[test]
fn titles_do_not_steer_the_terminal() {
    let title = "Red \\u001b[31malert\\u001b[0m \\u202etxet\\u202c";
    let place = Workplace::new().with(
        "mine.toml",
        &format!(
            "extends = \"builtin:baseline\"\n[scenario]\nid = \"mine\"\ntitle = \"{title}\"\n"
        ),
    );
    for arguments in [
        &["run", "mine.toml", "--trials", "20"][..],
        &["show", "mine.toml"],
        &["replay", "mine.toml", "--trial", "1"],
        &["compare", "builtin:baseline", "mine.toml", "--trials", "20"],
    ] {
        let outcome = place.landsim(arguments);
        assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
        let heard = outcome.stdout + &outcome.stderr;
        assert!(!heard.contains(['\u{1b}', '\u{202e}', '\u{202c}']), "{arguments:?}");
    }
}
