//! Scenario files that cannot be read as text, as TOML or as a chain of files.

use landsim::reader::built_in::BASELINE_TEXT;

use super::{SCENARIO, Workplace, baseline, line_of, refuses, refuses_text};

/// What is accepted where TOML is broken.
const TOML: &str = "accepted: TOML as in scenarios/baseline.toml";

#[test]
fn a_file_that_is_missing_or_no_file_is_refused() {
    Workplace::new().refuses(
        &[SCENARIO],
        "scenario.toml: found no readable file scenario.toml (No such file or directory (os error \
         2)); accepted: a scenario file",
    );
    Workplace::new().with("scenarios/a.toml", "").refuses(
        &["scenarios"],
        "scenarios: found scenarios, which is a folder; accepted: a scenario file",
    );
    Workplace::new().refuses(
        &["/dev/zero"],
        "/dev/zero: found /dev/zero, which is no regular file; accepted: a scenario file",
    );
}

#[test]
fn a_file_is_named_as_the_command_line_names_it() {
    let text = baseline("discount_rate = { value = 0.06,", "discount_rate = { value = 6,");
    let line = line_of(BASELINE_TEXT, "discount_rate = { value = 0.06,");
    let place = Workplace::new().with("scenarios/high rate.toml", text);
    let absolute = place.path().join("scenarios/high rate.toml").display().to_string();
    for name in ["scenarios/high rate.toml", "./scenarios/../scenarios/high rate.toml", &absolute] {
        place.refuses(
            &[name],
            &format!(
                "{name}:{line}:19: scenario.discount_rate: found 6; accepted: a number from \
                 -0.5 to 1 [per year]"
            ),
        );
    }
}

#[test]
fn text_that_is_not_utf_8_is_refused_at_its_line() {
    let mut bytes = baseline(
        "title = \"已批准的2011-2015年规划，以2011年1月市场为起点 | Adopted",
        "title = \"?批准的2011-2015年规划，以2011年1月市场为起点 | Adopted",
    )
    .into_bytes();
    let at = bytes.iter().position(|byte| *byte == b'?').expect("the mark was put in");
    bytes[at] = 0xe9;
    let line = line_of(
        BASELINE_TEXT,
        "title = \"已批准的2011-2015年规划，以2011年1月市场为起点 | Adopted",
    );
    Workplace::new().with(SCENARIO, &bytes).refuses(
        &[SCENARIO],
        &format!("scenario.toml:{line}: found bytes that are not UTF-8; accepted: text in UTF-8"),
    );
    // Below another file, the broken one is named.
    Workplace::new().with(SCENARIO, "extends = \"base.toml\"\n").with("base.toml", &bytes).refuses(
        &[SCENARIO],
        &format!("base.toml:{line}: found bytes that are not UTF-8; accepted: text in UTF-8"),
    );
}

#[test]
fn broken_toml_is_refused_at_its_line_and_column() {
    refuses(
        "[finance]\n",
        "[finance\n",
        &format!("scenario.toml:@:9: found no valid TOML: unclosed table, expected `]`; {TOML}"),
    );
    refuses(
        "title = \"已批准的2011-2015年规划，以2011年1月市场为起点 | Adopted",
        "title = 已批准的2011-2015年规划，以2011年1月市场为起点 | Adopted",
        &format!(
            "scenario.toml:@:9: found no valid TOML: string values must be quoted, expected \
             literal string; {TOML}\n\
             scenario.toml:@:69: found no valid TOML: unexpected key or value, expected newline, \
             `#`; {TOML}"
        ),
    );
    refuses(
        "opening_debt = {",
        "opening_cash = 1\nopening_debt = {",
        &format!(
            "scenario.toml:@:1: opening_cash: found the key once more, first in line {}; accepted: \
             each once",
            line_that_begins("opening_cash = ")
        ),
    );
    refuses(
        "[delivery]\n",
        "[finance]\n[delivery]\n",
        &format!(
            "scenario.toml:@:1: finance: found the table once more, first in line {}; accepted: \
             each once",
            line_that_begins("[finance]")
        ),
    );
}

/// Number of the line of the baseline that begins so.
fn line_that_begins(begins: &str) -> usize {
    BASELINE_TEXT.lines().position(|line| line.starts_with(begins)).expect("such a line") + 1
}

/// What a Chinese keyboard writes in the place of a mark is named with the mark that is meant.
#[test]
fn odd_characters_are_named_with_what_is_meant() {
    for (odd, found, accepted) in [
        ("opening_cash = １2e9", "full-width '１'", "'1'"),
        ("opening_cash ＝ 2e9", "full-width equals sign '＝'", "'='"),
        ("opening_cash = 2e9，", "full-width comma '，'", "','"),
        ("opening_cash = { value = 2e9， unit = \"CNY\" }", "full-width comma '，'", "','"),
        ("title = “a”", "typographic quote '“'", "'\"'"),
    ] {
        let column = odd.chars().position(|c| !c.is_ascii()).expect("an odd one") + 1;
        let begins = odd.split_whitespace().next().unwrap_or_default();
        let line = BASELINE_TEXT.lines().find(|line| line.starts_with(&format!("{begins} ")));
        refuses(
            line.expect("such a key"),
            odd,
            &format!("scenario.toml:@:{column}: found {found}; accepted: {accepted}"),
        );
    }
}

#[test]
fn a_finding_is_one_line_whatever_a_file_says() {
    refuses(
        "[delivery]\n",
        "\"min\\ncash\\u001b[31m\" = 1\n[delivery]\n",
        "scenario.toml:@:1: finance.min\\ncash\\u{1b}[31m: found an unknown key; accepted: \
         \"min_cash\", the nearest of the keys this table has",
    );
}

#[test]
fn nesting_without_end_is_refused_and_does_not_exhaust_the_stack() {
    const DEPTH: usize = 100_000;
    let dotted = vec!["a"; DEPTH].join(".");
    for text in [format!("{dotted} = 1\n"), format!("[{dotted}]\n")] {
        refuses_text(
            &text,
            &format!("scenario.toml: found no valid TOML: recursion limit; {TOML}"),
        );
    }
    let (open, close) = ("[".repeat(DEPTH), "]".repeat(DEPTH));
    refuses_text(
        &format!("a = {open}{close}\n"),
        &format!(
            "scenario.toml:1:85: found no valid TOML: cannot recurse further; max recursion depth \
             met; {TOML}"
        ),
    );
}

#[test]
fn a_file_larger_than_any_scenario_is_refused_unread() {
    let large = "#".repeat((4 << 20) + 1);
    refuses_text(
        &large,
        "scenario.toml: found scenario.toml of 4194305 bytes; accepted: a file of at most 4 MiB",
    );
}

#[test]
fn a_chain_of_files_ends() {
    let circle = "which closes a circle or makes the chain too long; accepted: a chain of at most \
                  16 different files";
    Workplace::new()
        .with("a.toml", "extends = \"b.toml\"\n")
        .with("b.toml", "# The way back.\nextends = \"a.toml\"\n")
        .refuses(&["a.toml"], &format!("b.toml:2:1: extends: found a.toml, {circle}"));
    Workplace::new()
        .with("a.toml", "extends = \"./a.toml\"\n")
        .refuses(&["a.toml"], &format!("a.toml:1:1: extends: found ./a.toml, {circle}"));
    let mut place = Workplace::new();
    for index in 0..17 {
        place = place.with(&format!("{index}.toml"), format!("extends = \"{}.toml\"\n", index + 1));
    }
    place.refuses(&["0.toml"], &format!("15.toml:1:1: extends: found 16.toml, {circle}"));
}

#[test]
fn what_a_file_extends_is_a_scenario_file() {
    let place = || Workplace::new().with("below/a.toml", "");
    for (extended, found) in [
        (
            "\"nowhere.toml\"",
            "no readable file nowhere.toml (No such file or directory (os error 2)); accepted: a \
             scenario file",
        ),
        ("\"below\"", "below, which is a folder; accepted: a scenario file"),
        ("5", "5; accepted: the path of a scenario file, or \"builtin:baseline\""),
        (
            "[\"a.toml\"]",
            "a list of 1 values; accepted: the path of a scenario file, or \"builtin:baseline\"",
        ),
    ] {
        place()
            .with(SCENARIO, format!("\nextends = {extended}\n"))
            .refuses(&[SCENARIO], &format!("scenario.toml:2:1: extends: found {found}"));
    }
}

#[test]
fn a_mistake_in_an_extended_file_is_reported_there() {
    let base = baseline("spread = { value = 0.006,", "spread = { value = 6,");
    let line = line_of(BASELINE_TEXT, "spread = { value = 0.006,");
    Workplace::new()
        .with("scenarios/mine.toml", "extends = \"base.toml\"\n[finance]\nmin_cash = -1\n")
        .with("scenarios/base.toml", base)
        .refuses(
            &["scenarios/mine.toml"],
            &format!(
                "scenarios/base.toml:{line}:12: finance.spread: found 6; accepted: a number from \
                 -0.1 to 1 [per year]\n\
                 scenarios/mine.toml:3:1: finance.min_cash: found -1; accepted: a number from 0 to \
                 10000000000000 [CNY]"
            ),
        );
}

#[cfg(unix)]
#[test]
fn files_that_a_file_names_lie_in_its_folder_or_where_the_program_runs() {
    let place = Workplace::new();
    let outside = Workplace::new().with("secret.toml", "secret = 1\n").with("secret.csv", "a\n1\n");
    std::os::unix::fs::symlink(outside.path(), place.path().join("link")).expect("a link");
    let accepted = "accepted: a relative path to a file in its own folder or in the folder in \
                    which the program runs";
    let absolute = outside.path().join("secret.toml").display().to_string();
    let cut: String = absolute.chars().take(60).collect();
    let shown = if absolute.len() > 60 { format!("{cut}...") } else { cut };
    let name = outside.path().file_name().expect("a name").to_string_lossy().into_owned();
    for (named, found) in [
        (absolute, format!("{shown:?}, an absolute path")),
        (
            format!("../{name}/secret.toml"),
            format!("\"../{name}/secret.toml\", a path that leads out of its folder"),
        ),
        (
            "link/secret.toml".to_owned(),
            "\"link/secret.toml\", a path that leads out of its folder".to_owned(),
        ),
    ] {
        std::fs::write(place.path().join(SCENARIO), format!("extends = {named:?}\n"))
            .expect("text");
        place.refuses(&[SCENARIO], &format!("{SCENARIO}:1:1: extends: found {found}; {accepted}"));
    }
    let text = "extends = \"builtin:baseline\"\n\
                [market.history]\nmode = \"replay\"\ncolumn = \"a\"\n\
                file = \"link/secret.csv\"\n";
    std::fs::write(place.path().join(SCENARIO), text).expect("text");
    place.refuses(
        &[SCENARIO],
        &format!(
            "{SCENARIO}:5:1: market.history.file: found link/secret.csv: a path that \
             leads out of its folder; {accepted}"
        ),
    );
    // A folder above is as good where the program runs in it.
    Workplace::new()
        .with("base.toml", "extends = \"builtin:baseline\"\n[finance]\nmin_cash = -1\n")
        .with("variants/mine.toml", "extends = \"../base.toml\"\n")
        .refuses(
            &["variants/mine.toml"],
            "variants/../base.toml:3:1: finance.min_cash: found -1; accepted: a number from 0 to \
             10000000000000 [CNY]",
        );
}

#[test]
fn a_file_of_another_kind_is_refused_in_a_hundred_lines() {
    let text = "\"key\": {,\n".repeat(150);
    let place = Workplace::new().with(SCENARIO, text);
    let said = place.landsim(&["check", SCENARIO]).stderr;
    assert_eq!(said.lines().count(), 101, "{said}");
    assert!(said.lines().last().is_some_and(|last| last.starts_with("and ")), "{said}");
}
