//! What must hold of whatever stands in a file: reading it ends with a result; what is refused
//! says why; what is accepted is read back equal when it is written, and can be simulated to
//! finite figures and books that balance.
//!
//! One function for each reader, of the bytes of a file. The fuzzer (`fuzz/`) looks for bytes for
//! which one panics; `tests/readers.rs` holds the files that it has found worth keeping.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use landsim::calendar::YearMonth;
use landsim::case::Case;
use landsim::catalogue::figure::Figure;
use landsim::digest::hexadecimal;
use landsim::ensemble::Ensemble;
use landsim::ensemble::distributions::Distributions;
use landsim::finding::Rejected;
use landsim::portfolio::actuals::Actuals;
use landsim::portfolio::plan::Plan;
use landsim::portfolio::{Portfolio, file};
use landsim::scenario::Scenario;
use landsim::store::book::Book;
use landsim::store::csv_text::BYTE_ORDER_MARK;
use landsim::store::file_names::MANIFEST;
use landsim::store::folder::PendingFolder;
use landsim::store::manifest::{Circumstances, Manifest, Shard, WrittenTable};
use landsim::store::recorded::Recorded;
use landsim::store::recorded_shard::RecordedShard;
use landsim::store::run_tables::RunTables;
use landsim::store::seal::seal;
use landsim::tables::shard;
use landsim::tables::trials::of_figures;
use landsim::trial::worker::Worker;
use sha2::{Digest, Sha256};

use super::books::assert_books_balance;
use super::pack;

/// A property of a reader, of the bytes of a file. Tells whether the file was accepted.
pub(crate) type Property = fn(&[u8]) -> bool;

/// Each reader by the name of its fuzz target and of the folder of its corpus.
pub(crate) const READERS: [(&str, Property); 10] = [
    ("scenario", scenario),
    ("plot_table", plot_table),
    ("workbook", workbook),
    ("plan", plan),
    ("history", history),
    ("actuals", actuals),
    ("manifest", manifest),
    ("book", book),
    ("shard", shard_columns),
    ("trials", trials),
];

const SCENARIO: &str = include_str!("../../assets/case/scenario.en.toml");
const PLOTS: &str = include_str!("../../assets/case/plots.en.csv");
/// Date of the actuals: some of the sample plots are sold by then.
const AS_OF: &str = "2027-06";
/// Longest horizon that is simulated; longer ones are slow and no different (months).
const LONGEST_HORIZON: usize = 240;
/// Most plots that are simulated.
const MOST_PLOTS: usize = 500;
/// Trials of the run whose folder is read.
const TRIALS: u64 = 5;

fn sample_scenario() -> Scenario {
    Scenario::parse("sample.toml", SCENARIO).expect("the sample scenario is valid")
}

fn sample_portfolio() -> Portfolio {
    file::parse("sample.csv", PLOTS).expect("the sample plots are valid")
}

/// Asserts that a refusal says something, and each thing on one line that a terminal can show.
fn assert_readable(rejected: &Rejected) {
    assert!(!rejected.findings.is_empty(), "refused without a reason");
    for finding in &rejected.findings {
        let line = finding.to_string();
        assert!(!line.chars().any(char::is_control), "{line:?}");
        assert!(!finding.found.is_empty() && !finding.accepted.is_empty(), "{line}");
    }
    assert!(rejected.findings.is_sorted_by_key(|finding| &finding.place), "{rejected}");
}

/// Whether something was accepted, after a look at the refusal.
fn judged<T>(read: Result<T, Rejected>) -> Option<T> {
    read.inspect_err(assert_readable).ok()
}

/// Runs a trial; its figures are finite and its books balance.
fn simulate(case: &Case) {
    let is_long = case.scenario().rules.calendar.horizon > LONGEST_HORIZON;
    if is_long || case.portfolio().plots.len() > MOST_PLOTS {
        return;
    }
    let model = case.model(1);
    assert_books_balance(0, &model, Worker::new(&model).run(0));
}

/// A scenario, with what it extends; what `show` prints of it says the same again.
pub(crate) fn scenario(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let Some(scenario) = judged(Scenario::parse("fuzzed.toml", text)) else { return false };
    // A number or a truth is written as it is shown; texts are shown without their quotes.
    let is_plain = |value: &str| value.parse::<f64>().is_ok() || value.parse::<bool>().is_ok();
    let shown: Vec<(&str, &str)> = scenario
        .parameters
        .iter()
        .filter(|parameter| is_plain(&parameter.value) && !parameter.key.starts_with("doubt"))
        .map(|parameter| (parameter.key.as_str(), parameter.value.as_str()))
        .collect();
    match scenario.with(&shown) {
        Ok(again) => assert_eq!(again.rules, scenario.rules, "shown and read again"),
        Err(rejected) => panic!("what is shown is refused: {rejected}"),
    }
    if let Some(case) = judged(Case::new(scenario, sample_portfolio())) {
        simulate(&case);
    }
    true
}

fn plots(name: &str, bytes: &[u8]) -> bool {
    let Some(portfolio) = judged(file::of_bytes(name, bytes.to_vec())) else { return false };
    let text = file::write(&portfolio.plots);
    let again = file::parse("again.csv", &text).unwrap_or_else(|rejected| {
        panic!("what was accepted is refused when it is written: {rejected}")
    });
    assert_eq!(again.plots, portfolio.plots);
    assert_eq!(file::write(&again.plots), text);
    if let Some(case) = judged(Case::new(sample_scenario(), portfolio)) {
        simulate(&case);
    }
    true
}

/// A plot table as text.
pub(crate) fn plot_table(bytes: &[u8]) -> bool {
    plots("fuzzed.csv", bytes)
}

/// A plot table as a workbook: its bytes, or, since packed bytes say little to who bends them, the
/// text of its sheet.
pub(crate) fn workbook(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"PK") {
        return plots("fuzzed.xlsx", bytes);
    }
    plots("fuzzed.xlsx", &pack::around_sheet(bytes))
}

/// A plan, and what is measured by it.
pub(crate) fn plan(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let Some(plan) = judged(Plan::parse("fuzzed.toml", text)) else { return false };
    if let Some(case) = judged(Case::under_plan(sample_scenario(), sample_portfolio(), Some(plan)))
    {
        simulate(&case);
    }
    true
}

/// A history of house prices that a scenario names.
pub(crate) fn history(bytes: &[u8]) -> bool {
    const REPLAYING: &str = "extends = \"builtin:baseline\"\n[market.history]\n\
                             mode = \"replay\"\nfile = \"history.csv\"\n\
                             column = \"new_home_mom_index_prev_month_100\"\n";
    let place = tempfile::tempdir().expect("a temporary folder");
    let path = place.path().join("scenario.toml");
    std::fs::write(&path, REPLAYING).expect("it can be written");
    std::fs::write(place.path().join("history.csv"), bytes).expect("it can be written");
    let Some(scenario) = judged(Scenario::load(&path)) else { return false };
    let (name, text) = landsim::portfolio::generate::shipped();
    let portfolio = file::parse(name, text).expect("the shipped plots are valid");
    simulate(&Case::new(scenario, portfolio).expect("they fit together"));
    true
}

/// A table of what has happened.
pub(crate) fn actuals(bytes: &[u8]) -> bool {
    let Some(actuals) = judged(Actuals::of_bytes("fuzzed.csv", bytes.to_vec())) else {
        return false;
    };
    let rows: Vec<_> = actuals.rows.clone();
    let text = Actuals::write(&rows);
    let again =
        Actuals::of_bytes("again.csv", text.clone().into_bytes()).unwrap_or_else(|rejected| {
            panic!("what was accepted is refused when it is written: {rejected}")
        });
    assert_eq!(Actuals::write(&again.rows), text);
    let as_of: YearMonth = AS_OF.parse().expect("a month");
    let case = Case::new(sample_scenario(), sample_portfolio()).expect("they fit together");
    if let Some(case) = judged(case.told(actuals, Some(as_of))) {
        simulate(&case);
    }
    true
}

/// A small run and a part of one, in folders of this process.
struct Written {
    _place: tempfile::TempDir,
    whole: PathBuf,
    part: PathBuf,
    case: Case,
}

thread_local! {
    static WRITTEN: OnceCell<Written> = const { OnceCell::new() };
}

/// Does something with the folders of a run and a part; files that it changes stay changed.
fn with_written<T>(work: impl FnOnce(&Written) -> T) -> T {
    WRITTEN.with(|written| work(written.get_or_init(write_results)))
}

fn write_results() -> Written {
    let place = tempfile::tempdir().expect("a temporary folder");
    let case = Case::new(sample_scenario(), sample_portfolio()).expect("they fit together");
    let model = case.model(1);
    let ensemble = Ensemble::run(&model, TRIALS, &|_| true).expect("nobody interrupts");
    let circumstances = Circumstances {
        started_unix_seconds: 0,
        simulation_seconds: 0.0,
        threads: 1,
        platform: "a test".into(),
    };
    let manifest = Manifest::new(&case, 1, TRIALS, circumstances);
    let folder = |name: &str, tables: &[landsim::tables::table::Table], manifest: Manifest| {
        let pending = PendingFolder::begin(place.path(), name).expect("a folder");
        pending.finish(tables, manifest).expect("it can be written")
    };
    let all = 0..ensemble.distributions.width();
    let trials = of_figures(
        shard::TRIALS,
        shard::GRAIN_OF_TRIALS,
        0,
        (Figure::of(false), &ensemble.figures),
    );
    let part_tables = [trials, shard::columns(&ensemble.distributions.records(all))];
    let tables: Vec<_> = landsim::tables::of_ensemble(&case, &ensemble);
    let whole = folder("whole", &tables, manifest.clone());
    let part = folder("part", &part_tables, manifest.of_shard(Some(Shard { number: 1, of: 1 })));
    Written { whole, part, case, _place: place }
}

/// Puts a table of a folder into place with a manifest that says it was written so.
fn put(folder: &Path, table: &str, bytes: &[u8]) {
    let path = folder.join(MANIFEST);
    let mut manifest: Manifest =
        serde_json::from_slice(&std::fs::read(&path).expect("a manifest")).expect("it is one");
    for written in manifest.tables.iter_mut().filter(|written| written.name == table) {
        let unmarked = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
        written.csv_sha256 = hexadecimal(&Sha256::digest(unmarked));
    }
    std::fs::write(folder.join(format!("{table}.csv")), bytes).expect("it can be written");
    std::fs::write(path, manifest.to_json().expect("it is JSON")).expect("it can be written");
}

/// The text of a manifest with the version, and the rows and digests of tables, that the folder has
/// in place of their marks: `@version@`, `@rows NAME@`, `@csv_sha256 NAME@`, `@parquet_sha256
/// NAME@`. So what is kept does not grow old.
fn with_marks(text: &str, written: &Manifest) -> String {
    let mut text = text.replace("@version@", &written.version);
    for table in &written.tables {
        let name = &table.name;
        for (mark, value) in [
            ("rows", table.rows.to_string()),
            ("csv_sha256", table.csv_sha256.clone()),
            ("parquet_sha256", table.parquet_sha256.clone()),
        ] {
            text = text.replace(&format!("@{mark} {name}@"), &value);
        }
    }
    text
}

/// The same the other way round.
fn marked(text: &str, written: &Manifest) -> String {
    let mut text = text.replace(&format!("{:?}", written.version), "\"@version@\"");
    for WrittenTable { name, rows, csv_sha256, parquet_sha256, .. } in &written.tables {
        text = text
            .replace(csv_sha256, &format!("@csv_sha256 {name}@"))
            .replace(parquet_sha256, &format!("@parquet_sha256 {name}@"))
            .replace(
                &format!("\"name\": \"{name}\",\n      \"rows\": {rows},"),
                &format!("\"name\": \"{name}\",\n      \"rows\": @rows {name}@,"),
            );
    }
    text
}

/// What this version writes itself, by reader and name: kept anew when its columns change.
pub(crate) fn written_files() -> [(&'static str, &'static str, Vec<u8>); 3] {
    /// Distributions that are kept: all are alike.
    const KEPT: usize = 60;
    with_written(|written| {
        let read = |folder: &Path, name: &str| {
            std::fs::read_to_string(folder.join(name)).expect("it was written")
        };
        let columns: String =
            read(&written.part, "shard_columns.csv").split_inclusive('\n').take(KEPT).collect();
        let manifest = read(&written.whole, MANIFEST);
        let of: Manifest = serde_json::from_str(&manifest).expect("it is one");
        [
            ("trials", "trials.csv", read(&written.whole, "trials.csv").into_bytes()),
            ("shard", "columns.csv", columns.into_bytes()),
            ("manifest", "manifest.json", marked(&manifest, &of).into_bytes()),
        ]
    })
}

/// A manifest, sealed anew so that what stands behind the seal is put to the test, beside the
/// tables of a run.
pub(crate) fn manifest(bytes: &[u8]) -> bool {
    with_written(|written| {
        let path = written.whole.join(MANIFEST);
        let kept = std::fs::read(&path).expect("a manifest");
        let written_so: Manifest = serde_json::from_slice(&kept).expect("it is one");
        let sealed = std::str::from_utf8(bytes)
            .map(|text| seal(&with_marks(text, &written_so)).into_bytes());
        let bytes = sealed.unwrap_or_else(|_| bytes.to_vec());
        std::fs::write(&path, bytes).expect("it can be written");
        let read = judged(RunTables::read(&written.whole));
        let accepted = read.is_some_and(|tables| {
            // What a report makes of it.
            let months = tables.months();
            assert!(!months.is_empty(), "a run without months");
            true
        });
        std::fs::write(&path, kept).expect("it can be written");
        accepted
    })
}

/// A seed book; what is accepted is written and read back equal.
pub(crate) fn book(bytes: &[u8]) -> bool {
    let place = tempfile::tempdir().expect("a temporary folder");
    let path = place.path().join("book.toml");
    std::fs::write(&path, bytes).expect("it can be written");
    let Some(book) = judged(Book::read(&path)) else { return false };
    let text = book.to_toml().expect("a book is TOML");
    std::fs::write(&path, &text).expect("it can be written");
    let again = Book::read(&path).unwrap_or_else(|rejected| {
        panic!("what was accepted is refused when it is written: {rejected}")
    });
    assert_eq!(again.to_toml().expect("a book is TOML"), text);
    true
}

/// The distributions of a part of a run.
pub(crate) fn shard_columns(bytes: &[u8]) -> bool {
    with_written(|written| {
        put(&written.part, "shard_columns", bytes);
        let read = || {
            let shard = RecordedShard::open(&written.part)?;
            shard.figures(|_| Ok::<_, Rejected>(()))?;
            // Whatever was accepted is put together or refused, and nothing else.
            let mut distributions = Distributions::empty(&written.case.model(1));
            shard.columns(|first, records| {
                let _ = distributions.append_records(TRIALS, first, records);
                Ok::<_, Rejected>(())
            })
        };
        judged(read()).is_some()
    })
}

/// The figures of trials.
pub(crate) fn trials(bytes: &[u8]) -> bool {
    with_written(|written| {
        put(&written.whole, "trials", bytes);
        let Some(recorded) = judged(Recorded::read(&written.whole)) else { return false };
        for trial in &recorded.figures {
            assert!(trial.iter().all(|figure| !figure.is_infinite()), "{trial:?}");
        }
        true
    })
}
