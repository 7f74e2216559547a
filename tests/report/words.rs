//! Words: each that is used is there in both languages, and each that is there is used.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use landsim::catalogue::figure::Figure;
use landsim::catalogue::plot_field::PlotField;
use landsim::catalogue::series::Series;
use landsim::portfolio::plot::{PlotClass, PlotStatus};
use landsim::wording::text::Language;
use landsim::wording::units::name;
use landsim::wording::words::{FILE, of_pages, of_terminal};

fn read_all(folder: &Path, texts: &mut String) {
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read_all(&path, texts);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            *texts += &fs::read_to_string(&path).expect("text");
        }
    }
}

/// Everything that may use a word.
fn users() -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut texts = String::new();
    for room in ["src/report", "src/cli"] {
        read_all(&root.join(room), &mut texts);
    }
    for file in [
        "charts.js",
        "charts_projects.js",
        "charts_run.js",
        "charts_batch.js",
        "charts_market.js",
        "page.html",
        "page.js",
    ] {
        texts += &fs::read_to_string(root.join("assets/report").join(file)).expect("text");
    }
    texts
}

/// Keys that are put together from a beginning and an id.
const BEGINNINGS: [&str; 8] =
    ["unit_", "plan_", "class_", "status_", "step_", "forecaster_", "reason_", "group_"];

#[test]
fn words_stand_in_both_languages() {
    assert!(of_pages().len() > 150 && of_terminal().len() > 50, "the file is read");
    for (key, text) in of_pages().iter().chain(of_terminal()) {
        assert!(!text.zh.trim().is_empty() && !text.en.trim().is_empty(), "{key}");
        let braces = |text: &str| -> BTreeSet<String> {
            let parts = text.split('{').skip(1);
            parts.map(|part| part.split('}').next().unwrap_or_default().to_owned()).collect()
        };
        assert_eq!(braces(&text.zh), braces(&text.en), "{key} fills in the same");
    }
}

/// Words of names that are put together: each of a list has its own.
#[test]
fn each_name_of_a_list_has_its_word() {
    let statuses = PlotStatus::ALL.map(|status| format!("status_{}", status.name()));
    let classes = PlotClass::ALL.map(|class| format!("class_{}", class.name()));
    for key in statuses.iter().chain(&classes) {
        assert!(of_pages().contains_key(key), "{key}");
    }
}

/// The texts of a list that stands before `place`, when nothing but a dot is between them.
fn list_before(text: &str, place: usize) -> Vec<&str> {
    let before = text[..place].trim_end().trim_end_matches('.').trim_end();
    let Some(inside) = before.strip_suffix(']') else { return Vec::new() };
    let list = inside.rsplit('[').next().unwrap_or_default();
    list.split('"').skip(1).step_by(2).collect()
}

#[test]
fn each_word_is_used_and_each_used_word_is_there() {
    let users = users();
    let is_used =
        |key: &str| users.contains(&format!("\"{key}\"")) || users.contains(&format!("'{key}'"));
    for key in of_pages().keys().chain(of_terminal().keys()) {
        let is_made = BEGINNINGS.iter().any(|begins| key.starts_with(begins));
        assert!(is_used(key) || is_made, "{key} is used nowhere");
    }
    let is_there = |key: &str| of_pages().contains_key(key) || of_terminal().contains_key(key);
    // What templates, charts and program ask for by its whole name.
    for (begins, ends) in [
        (" t(\"", '"'),
        ("(t(\"", '"'),
        ("word(\"", '"'),
        ("filled(\"", '"'),
        ("say(\"", '"'),
        ("in_terminal(\"", '"'),
        ("words('", '\''),
    ] {
        for part in users.split(begins).skip(1) {
            let key = part.split(ends).next().unwrap_or_default();
            // What ends so is put together with an id.
            let is_whole = !key.ends_with('_');
            assert!(!is_whole || is_there(key), "{key} is missing");
        }
    }
    // Lists of keys that are turned into words.
    let mut keys = 0;
    for turned in ["map(|key| word(key", "map(|key| in_terminal(key", "map(key)"] {
        for (place, _) in users.match_indices(turned) {
            for key in list_before(&users, place) {
                assert!(is_there(key), "{key} is missing");
                keys += 1;
            }
        }
    }
    for sheet in users.split("sheet_columns! {").skip(1) {
        let list = sheet.split("\n}").next().unwrap_or_default();
        for key in list.split('"').skip(1).step_by(2) {
            assert!(is_there(key), "{key} is missing");
            keys += 1;
        }
    }
    assert!(keys > 60, "{keys} keys in lists");
    // The published totals and what plots are: their keys are made of the tables' ids.
    let plan = landsim::portfolio::plan::Plan::published().expect("a plan");
    let totals = plan.totals().map(|(total, _)| (total.name(), total.unit()));
    for (id, unit) in totals.filter(|(id, _)| !id.starts_with("previous_")) {
        assert!(of_pages().contains_key(&format!("plan_{id}")), "plan_{id}");
        assert!(of_pages().contains_key(&format!("unit_{unit}")), "unit_{unit}");
    }
    let all = of_pages().len() + of_terminal().len();
    assert_eq!(FILE.lines().filter(|line| line.contains(" = { zh = ")).count(), all);
}

#[test]
fn figures_series_and_fields_have_names_in_both_languages() {
    let entries = Figure::ALL
        .into_iter()
        .map(Figure::entry)
        .chain(Series::ALL.into_iter().map(Series::entry))
        .chain(PlotField::ALL.into_iter().map(PlotField::entry));
    for entry in entries {
        let chinese = name(entry, Language::Chinese);
        let is_chinese = chinese.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter));
        assert!(is_chinese, "{}: {chinese}", entry.id);
        let english = name(entry, Language::English);
        assert!(english.chars().next().is_some_and(char::is_alphanumeric), "{}", entry.id);
    }
}
