//! The command line in Chinese: help of every command, refusals, progress, and the locale.

use std::io::Read as _;

use super::{DONE, REFUSED, Workplace};

/// Latin words that Chinese help has: the program, formats, and words of code.
const NAMES: [&str; 18] = [
    "landsim", "OPTIONS", "COMMAND", "CSV", "Parquet", "JSON", "Schema", "TOML", "SVG", "Excel",
    "PIT", "AIC", "BIC", "CRPS", "xlsx", "csv", "zh", "en",
];

/// Latin words of three letters or more outside code, options, file names and values.
fn latin(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.lines() {
        // Code, and values of defaults and choices.
        let mut kept = String::new();
        for (at, part) in line.split('`').enumerate() {
            if at % 2 == 0 {
                kept.push_str(part);
            }
        }
        for begin in ["（默认：", "（可选："] {
            if let Some((before, _)) = kept.split_once(begin) {
                kept = before.to_owned();
            }
        }
        let is_part = |sign: char| sign.is_ascii_alphanumeric() || "_-./<>[]=:".contains(sign);
        for word in kept.split(|sign: char| !is_part(sign)) {
            let is_code = word.contains(['_', '-', '.', '/', '<', '[', '=', ':']);
            let letters = word.chars().filter(char::is_ascii_alphabetic).count();
            if !is_code && letters > 2 && !NAMES.contains(&word) {
                found.push(word.to_owned());
            }
        }
    }
    found
}

/// The names of commands in a help text.
fn commands(help: &str) -> Vec<String> {
    let below = help.lines().skip_while(|line| !line.starts_with("命令"));
    let lines = below.skip(1).take_while(|line| line.starts_with("  "));
    lines.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn help_of_every_command_is_chinese() {
    let place = Workplace::new();
    let help = |path: &[&str]| {
        let outcome = place.landsim(&[path, &["--help", "--lang", "zh"]].concat());
        assert_eq!(outcome.code, Some(DONE), "{path:?}: {}", outcome.stderr);
        outcome.stdout
    };
    let all = help(&[]);
    let mut texts = vec![(Vec::new(), all.clone())];
    let top = commands(&all);
    assert!(top.len() > 15, "{top:?}");
    for command in top.iter().filter(|command| *command != "help") {
        let text = help(&[command]);
        for below in commands(&text).iter().filter(|below| *below != "help") {
            texts.push((vec![command.clone(), below.clone()], help(&[command, below])));
        }
        texts.push((vec![command.clone()], text));
    }
    for (path, text) in texts {
        let names: Vec<String> = top.clone();
        let left: Vec<String> =
            latin(&text).into_iter().filter(|word| !names.contains(word)).collect();
        let is_command = |word: &String| path.contains(word) || commands(&text).contains(word);
        let left: Vec<&String> = left.iter().filter(|word| !is_command(word)).collect();
        assert!(left.is_empty(), "{path:?}: {left:?}\n{text}");
    }
}

#[test]
fn refusals_and_messages_speak_the_language_that_is_asked_for_or_the_locale() {
    let text = "extends = \"builtin:baseline\"\n[finance]\nspread = 7\nopening_csh = 3\n";
    let place = Workplace::new().with("mine.toml", text);
    let asked = place.landsim(&["check", "mine.toml", "--lang", "zh"]);
    assert_eq!(asked.code, Some(REFUSED));
    assert!(asked.stderr.contains("finance.spread：问题：7；要求：-0.1至1"), "{}", asked.stderr);
    assert!(asked.stderr.contains("未知的键"), "{}", asked.stderr);
    let of_locale = |locale: &str| {
        let mut program = place.program(&["check", "mine.toml"]);
        let output = program.env("LANG", locale).output().expect("it runs");
        String::from_utf8(output.stderr).expect("text")
    };
    assert_eq!(of_locale("zh_CN.UTF-8"), asked.stderr);
    for other in ["C", "en_US.UTF-8", "de_DE.UTF-8"] {
        assert!(of_locale(other).contains("found 7; accepted: "), "{other}");
    }
    // What is asked for goes before the locale, wherever it stands.
    let mut program = place.program(&["--lang=en", "check", "mine.toml"]);
    let output = program.env("LANG", "zh_CN.UTF-8").output().expect("it runs");
    assert!(String::from_utf8_lossy(&output.stderr).contains("found 7; accepted: "));
    let wrong = place.landsim(&["run", "--trials", "x", "--lang", "zh"]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.stderr.contains("非数字"), "{}", wrong.stderr);
    let progress = place.landsim(&["run", "--trials", "64", "--lang", "zh"]);
    assert_eq!(progress.code, Some(DONE));
    assert!(progress.stderr.contains("次模拟") && !progress.stderr.contains("trials"));
}

/// The terminal's words of a run; ids of scenarios, folders and commands stay as they are.
#[test]
fn a_run_in_chinese_has_no_english() {
    let place = Workplace::new();
    let outcome = place.landsim(&["run", "--trials", "200", "--stress", "50", "--lang", "zh"]);
    assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
    let names = ["baseline", "trial", "replay", "builtin", "reports"];
    let left: Vec<String> =
        latin(&outcome.stdout).into_iter().filter(|word| !names.contains(&word.as_str())).collect();
    assert!(left.is_empty(), "{left:?}\n{}", outcome.stdout);
}

/// The notes at the headings of a plot table to fill in.
#[test]
fn notes_of_a_plot_table_are_chinese() {
    let place = Workplace::new();
    let outcome = place.landsim(&["portfolio", "template", "plots.xlsx", "--lang", "zh"]);
    assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
    let file = std::fs::File::open(place.join("plots.xlsx")).expect("it is there");
    let mut parts = zip::ZipArchive::new(file).expect("a workbook is a ZIP file");
    let mut text = String::new();
    let mut notes = parts.by_name("xl/comments1.xml").expect("it has notes");
    notes.read_to_string(&mut text).expect("text");
    let mut said: Vec<&str> =
        text.split("</t>").filter_map(|part| part.rsplit('>').next()).collect();
    // Behind the last stands nothing; who wrote it stands in each.
    said.retain(|said| !said.trim().is_empty() && *said != "landsim:");
    assert!(said.len() > 20, "{said:?}");
    // Values of a column stay as files say them; what they mean stands behind them.
    let values = [
        "English",
        "district",
        "joint",
        "city",
        "unreserved",
        "reserved",
        "sold",
        "buyback",
        "state_firm",
        "private",
        "unstated",
        "plan",
        "synthetic",
    ];
    for note in said {
        let left: Vec<String> =
            latin(note).into_iter().filter(|word| !values.contains(&word.as_str())).collect();
        assert_eq!(left, Vec::<String>::new(), "{note}");
    }
}
