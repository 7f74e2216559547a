//! Facts that stand in documents are those of the code: tables in `reports/README.md`, columns of a
//! plot table in `seeds/plots/README.md`, names that no scenario may take in `docs/model.md`.

use landsim::calendar::YearMonth;
use landsim::case::Case;
use landsim::catalogue::figure::Figure;
use landsim::catalogue::result_folder::ResultFolder;
use landsim::ensemble::Ensemble;
use landsim::ensemble::doubt::Doubted;
use landsim::ensemble::shortage::Shortage;
use landsim::portfolio;
use landsim::portfolio::actuals::Actual;
use landsim::portfolio::actuals::item::Item;
use landsim::portfolio::columns;
use landsim::portfolio::plot::Plot;
use landsim::scenario::Scenario;
use landsim::tables::backtest::Backtest;
use landsim::tables::doubt::DoubtRows;
use landsim::tables::regret::RegretTables;
use landsim::tables::results::Results;
use landsim::tables::summaries::Summaries;
use landsim::tables::trials::of_figures;
use landsim::tables::{
    self, actuals, attribution, bonds, comparison, controlled, diagnostics, numbers, projects,
    replay, scenarios, shard, shortage, stress, trials, variance,
};
use landsim::targets::Aims;
use landsim::wording::meanings::{translated, unit_in_chinese};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/reports/README.md");
const ACTUALS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/actuals.md");
const PLOTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/seeds/plots/README.md");

#[test]
fn every_table_and_column_is_documented_as_it_is() {
    let (name, text) = portfolio::generate::shipped();
    let portfolio = portfolio::file::parse(name, text).expect("the shipped portfolio is valid");
    let scenario = Scenario::baseline().expect("the baseline is valid");
    let case = Case::new(scenario, portfolio).expect("they fit together");
    let ensemble = Ensemble::run(&case.model(1), 3, &|_| true).expect("nobody interrupts");
    let mut tables = tables::of_ensemble(&case, &ensemble);
    // What a scenario with projects of special bonds has as well.
    let all = of_figures(trials::NAME, trials::GRAIN, 0, (Figure::of(true), &[]));
    let place = tables.iter().position(|table| table.name == trials::NAME).expect("it is there");
    tables[place] = all;
    let summaries = Summaries::of(&ensemble.figures, &Aims::of(&case));
    let results =
        Results { case: &case, figures: &summaries, distributions: &ensemble.distributions };
    tables.push(projects::table(&[]));
    tables.push(bonds::table(&results));
    tables.extend(scenarios::tables(&[]));
    tables.push(comparison::table("", &[]));
    tables.push(attribution::table(("", ""), &[], &[]));
    let nothing = RegretTables { policies: Vec::new(), markets: Vec::new(), judged: Vec::new() };
    tables.extend(nothing.tables());
    tables.push(diagnostics::table(&[]));
    let month = YearMonth::new(2006, 1).expect("a month");
    tables.extend(Backtest::new(month, 1, month, Vec::new()).tables());
    tables.push(variance::table(&[]));
    tables.push(numbers::empty());
    let nobody = Doubted { figures: Vec::new(), keys: Vec::new(), drawn: Vec::new() };
    tables.extend(DoubtRows::of(&nobody, &Aims::of(&case)).tables());
    tables.push(stress::table(&[]));
    tables.push(shortage::table(&Shortage::default(), &[]));
    tables.push(controlled::table(&[]));
    tables.push(of_figures(shard::TRIALS, shard::GRAIN_OF_TRIALS, 0, (Figure::of(true), &[])));
    tables.push(shard::columns(&[]));
    tables.push(of_figures(
        shard::EXCHANGED,
        shard::GRAIN_OF_EXCHANGED,
        0,
        (Figure::of(true), &[]),
    ));
    tables.extend(replay::tables(&[], &case.scenario().rules.calendar));
    tables.push(actuals::table(&[]));
    let expected = tables::documentation(&tables);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(FILE, &expected).expect("the file can be written");
    }
    for table in &tables {
        for (name, unit, meaning) in table.described() {
            let chinese = translated(meaning);
            assert!(chinese.is_some(), "meanings.toml lacks {meaning:?} ({}.{name})", table.name);
            let is_known = unit.is_empty() || unit_in_chinese(unit) != unit;
            assert!(is_known, "meanings.toml lacks the unit {unit:?} ({}.{name})", table.name);
        }
    }
    let found = std::fs::read_to_string(FILE).expect("the file is there");
    assert!(
        found == expected,
        "reports/README.md is stale; run UPDATE_GOLDEN=1 cargo test --test documentation"
    );
}

#[test]
fn every_column_of_an_input_table_is_documented_as_it_is() {
    for (file, of) in [(PLOTS, Plot::COLUMNS), (ACTUALS, Actual::COLUMNS)] {
        let found = std::fs::read_to_string(file).expect("the file is there");
        let start = found.find("| column |").expect("a table of columns");
        let length = found[start..].find("\n\n").expect("an empty line below the table") + 1;
        let expected = columns::documentation(of);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            let (above, below) = (&found[..start], &found[start + length..]);
            std::fs::write(file, [above, &expected, below].concat()).expect("it can be written");
            continue;
        }
        assert!(
            found[start..start + length] == expected,
            "{file} is stale; run UPDATE_GOLDEN=1 cargo test --test documentation"
        );
    }
}

/// Every item that a document names is one, with the Chinese name beside it.
#[test]
fn every_item_of_actuals_is_called_by_its_name() {
    let text = std::fs::read_to_string(ACTUALS).expect("the file is there");
    let items = text.lines().filter(|line| line.starts_with("| ")).flat_map(|line| {
        let cell = line.split(" | ").nth(1).unwrap_or_default();
        cell.split(", ").filter_map(|item| item.trim_start_matches("| ").strip_prefix('`'))
    });
    let mut named = 0;
    for item in items.filter_map(|item| item.split_once("` ")) {
        let (id, chinese) = item;
        let found = Item::named(id).map(|item| item.entry().chinese);
        assert_eq!(found, Some(chinese.trim()), "{id}");
        named += 1;
    }
    assert!(named > 15, "{named} items");
}

#[test]
fn folders_that_are_taken_are_documented_as_they_are() {
    let text = include_str!("../docs/model.md");
    let sentence = text
        .split_once("A scenario's id is the name of its folder;")
        .and_then(|(_, rest)| rest.split_once("are taken."))
        .map(|(sentence, _)| sentence)
        .expect("the sentence is there");
    let documented: Vec<&str> = sentence.split('`').skip(1).step_by(2).collect();
    assert_eq!(documented, ResultFolder::ALL.map(ResultFolder::name));
}

/// Files and functions that a text points to, written as `src/trial/month.rs::run` in code spans.
fn pointers(text: &str) -> Vec<(&str, &str)> {
    let spans = text.split('`').skip(1).step_by(2);
    spans.filter(|span| span.starts_with("src/")).filter_map(|span| span.split_once("::")).collect()
}

#[test]
fn each_rule_of_the_model_names_the_function_that_computes_it() {
    let text = include_str!("../docs/model.md");
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let all = pointers(text);
    assert!(all.len() > 150, "{} pointers", all.len());
    for (file, function) in all {
        let source = std::fs::read_to_string(root.join(file)).unwrap_or_default();
        let is_there =
            ["(", "<"].iter().any(|next| source.contains(&format!("fn {function}{next}")));
        assert!(is_there, "docs/model.md points to {file}::{function}, which is not there");
    }
    for section in text.split("\n## ").skip(1) {
        let name = section.lines().next().unwrap_or_default();
        assert!(!pointers(section).is_empty(), "{name} does not say where it is computed");
        for rule in section.split("\n- ").skip(1) {
            let rule = rule.split("\n\n").next().unwrap_or_default();
            assert!(!pointers(rule).is_empty(), "{name}: where is this computed? {rule}");
        }
    }
}

#[test]
fn the_map_quotes_the_months_of_a_trial_as_they_are() {
    let map = include_str!("../docs/architecture.md");
    let quoted = map.split("```rust\n").nth(1).and_then(|rest| rest.split("```").next());
    let source = include_str!("../src/trial/month.rs");
    let lines = |text: &str| text.lines().map(str::trim).collect::<Vec<_>>().join("\n");
    assert!(
        quoted.is_some_and(|quoted| lines(source).contains(&lines(quoted))),
        "docs/architecture.md quotes src/trial/month.rs otherwise than it is"
    );
}

#[test]
fn documents_that_count_figures_count_all_of_them() {
    let mut counts = 0;
    for text in [
        include_str!("../README.md"),
        include_str!("../docs/model.md"),
        include_str!("../docs/performance.md"),
        include_str!("../docs/architecture.md"),
    ] {
        for before in text.split(" figures").map(str::trim_end) {
            let last = before.rsplit([' ', '(', '\n']).next().unwrap_or_default();
            let Ok(number) = last.parse::<usize>() else { continue };
            assert_eq!(number, Figure::COUNT, "{before:.40}");
            counts += 1;
        }
    }
    assert!(counts > 0, "no document counts figures");
}
