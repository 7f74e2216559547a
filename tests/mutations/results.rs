//! What the program wrote itself, broken and bent: manifests, tables, parts of runs, seed books,
//! and the histories that scenarios name.

use std::path::Path;

use landsim::case::Case;
use landsim::digest::hexadecimal;
use landsim::ensemble::Ensemble;
use landsim::ensemble::distributions::Distributions;
use landsim::finding::Rejected;
use landsim::scenario::Scenario;
use landsim::store::book::Book;
use landsim::store::csv_text::BYTE_ORDER_MARK;
use landsim::store::file_names::MANIFEST;
use landsim::store::folder::PendingFolder;
use landsim::store::manifest::{Circumstances, Manifest, Shard};
use landsim::store::recorded::Recorded;
use landsim::store::recorded_shard::RecordedShard;
use landsim::store::seal::seal;
use landsim::tables::shard;
use landsim::tables::table::Table;
use landsim::tables::trials::{GRAIN, NAME, of_figures};
use sha2::{Digest, Sha256};

use super::mutate::mutated;
use super::{FILES, Tally, assert_readable, generator, numbers, shipped_portfolio, surviving};

/// Mutated files of each kind in the long run.
const MANY_FILES: u64 = 50_000;

/// Writes a small run and a part of one, and tells their folders.
fn written(out: &Path) -> [std::path::PathBuf; 2] {
    let scenario = Scenario::baseline().expect("the baseline is valid");
    let case = Case::new(scenario, shipped_portfolio()).expect("they fit together");
    let model = case.model(1);
    let ensemble = Ensemble::run(&model, 5, &|_| true).expect("nobody interrupts");
    let circumstances = Circumstances {
        started_unix_seconds: 0,
        simulation_seconds: 0.0,
        threads: 1,
        platform: "a test".into(),
    };
    let manifest = Manifest::new(&case, 1, 5, circumstances);
    let trials = |name, grain| of_figures(name, grain, 0, &ensemble.figures);
    let all = 0..ensemble.distributions.width();
    let part_tables = [
        trials(shard::TRIALS, shard::GRAIN_OF_TRIALS),
        shard::columns(&ensemble.distributions.records(all)),
    ];
    let folder = |name: &str, tables: &[Table], manifest: Manifest| {
        let pending = PendingFolder::begin(out, name).expect("a folder");
        pending.finish(tables, manifest).expect("it can be written")
    };
    let part = Some(Shard { number: 1, of: 1 });
    [
        folder("whole", &[trials(NAME, GRAIN)], manifest.clone()),
        folder("part", &part_tables, manifest.of_shard(part)),
    ]
}

/// Mutates a file many times and reads it again each time.
fn try_all<T>(files: u64, original: &[u8], read: impl Fn(&[u8]) -> Result<T, Rejected>) {
    let mut tally = Tally::default();
    for number in numbers(files) {
        let bytes = mutated(&mut generator(number), original, "NaN");
        match surviving(number, &bytes, || read(&bytes)) {
            Ok(_) => tally.accepted += 1,
            Err(rejected) => {
                tally.refused += 1;
                assert_readable(number, &rejected);
            }
        }
    }
    tally.assert_both_occur(20);
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

fn read_results(files: u64) {
    let place = tempfile::tempdir().expect("a temporary folder");
    let [whole, part] = written(place.path());
    let original = |folder: &Path, name: &str| std::fs::read(folder.join(name)).expect("a file");
    let trials = original(&whole, "trials.csv");
    try_all(files, &trials, |bytes| {
        put(&whole, "trials", bytes);
        Recorded::read(&whole)
    });
    put(&whole, "trials", &trials);
    let scenario = Scenario::baseline().expect("the baseline is valid");
    let case = Case::new(scenario, shipped_portfolio()).expect("they fit together");
    let columns = original(&part, "shard_columns.csv");
    try_all(files / 4, &columns, |bytes| {
        put(&part, "shard_columns", bytes);
        let shard = RecordedShard::open(&part)?;
        shard.figures(|_| Ok::<_, Rejected>(()))?;
        // Whatever was accepted is put together or refused, and nothing else.
        let mut distributions = Distributions::empty(&case.model(1));
        shard.columns(|first, records| {
            let _ = distributions.append_records(5, first, records);
            Ok::<_, Rejected>(())
        })
    });
    let manifest = original(&whole, MANIFEST);
    try_all(files, &manifest, |bytes| {
        // Sealed anew, so that what stands behind the seal is put to the test.
        let sealed = std::str::from_utf8(bytes).map(|text| seal(text).into_bytes());
        let bytes = sealed.unwrap_or_else(|_| bytes.to_vec());
        std::fs::write(whole.join(MANIFEST), bytes).expect("it can be written");
        Recorded::read(&whole)
    });
}

fn read_books_and_histories(files: u64) {
    let place = tempfile::tempdir().expect("a temporary folder");
    let book = include_bytes!("../../seeds/books/small.toml");
    let path = place.path().join("book.toml");
    try_all(files, book, |bytes| {
        std::fs::write(&path, bytes).expect("it can be written");
        Book::read(&path)
    });
    let history = include_bytes!("../../seeds/history/shanghai_house_price_monthly.csv");
    let scenario = place.path().join("scenario.toml");
    let text = "extends = \"builtin:baseline\"\n\
                [market.history]\nmode = \"replay\"\nfile = \"history.csv\"\n\
                column = \"new_home_mom_index_prev_month_100\"\n";
    std::fs::write(&scenario, text).expect("it can be written");
    try_all(files, history, |bytes| {
        std::fs::write(place.path().join("history.csv"), bytes).expect("it can be written");
        Scenario::load(&scenario)
    });
}

#[test]
fn what_the_program_wrote_is_refused_with_reasons_or_read() {
    read_results(FILES / 4);
    read_books_and_histories(FILES / 4);
}

#[test]
#[ignore = "takes some minutes"]
fn many_things_that_the_program_wrote_are_refused_with_reasons_or_read() {
    read_results(MANY_FILES);
    read_books_and_histories(MANY_FILES);
}
