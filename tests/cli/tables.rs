//! The tables of a run: the same bytes however they are made, and the same values in both formats.

use std::path::PathBuf;
use std::sync::Arc;

use polars_core::prelude::{AnyValue, DataFrame};
use polars_io::SerReader;
use polars_io::csv::read::CsvReadOptions;
use polars_io::parquet::read::ParquetReader;

use super::{TABLES, Workplace, assert_same_tables, tables_of};

#[test]
fn the_number_of_threads_changes_no_byte() {
    let place = Workplace::new();
    let [one, two, eight] = ["1", "2", "8"].map(|threads| {
        // Not a multiple of the sixteen trials that a thread takes at a time.
        place.quietly(&[
            "run",
            "--trials",
            "150",
            "--quiet",
            "--threads",
            threads,
            "--out",
            threads,
        ]);
        tables_of(place.files(&format!("{threads}/baseline")))
    });
    assert_same_tables(&one, &two, "one thread and two");
    assert_same_tables(&one, &eight, "one thread and eight");
}

#[test]
fn a_longer_run_begins_with_the_trials_of_a_shorter_one() {
    let place = Workplace::new();
    let [short, long] = ["100", "300"].map(|trials| {
        place.quietly(&["run", "--trials", trials, "--quiet", "--out", trials]);
        place.text(&format!("{trials}/baseline/trials.csv"))
    });
    assert_eq!(short.lines().count(), 101);
    assert_eq!(long.lines().count(), 301);
    assert!(long.starts_with(&short), "the first 100 of 300 trials are the trials of a run of 100");
}

#[test]
fn another_seed_gives_other_futures_and_the_same_seed_the_same() {
    let place = Workplace::new();
    let [first, again, other] = [("a", "5"), ("b", "5"), ("c", "6")].map(|(out, seed)| {
        place.quietly(&["run", "--trials", "50", "--quiet", "--seed", seed, "--out", out]);
        tables_of(place.files(&format!("{out}/baseline")))
    });
    assert_same_tables(&first, &again, "one seed twice");
    let rows = |csv: &[u8]| -> Vec<String> {
        String::from_utf8_lossy(csv).lines().skip(1).map(str::to_owned).collect()
    };
    let pairs = rows(&first["trials.csv"]).into_iter().zip(rows(&other["trials.csv"]));
    assert!(pairs.into_iter().all(|(left, right)| left != right), "no trial is the other seed's");
}

/// A table of a run as the parquet file holds it.
fn parquet(path: PathBuf) -> DataFrame {
    let file = std::fs::File::open(path).expect("the parquet file is there");
    ParquetReader::new(file).finish().expect("it is a parquet file")
}

#[test]
fn every_table_holds_the_same_values_in_both_formats() {
    let place = Workplace::new();
    place.quietly(&["run", "--trials", "50", "--quiet"]);
    for table in TABLES {
        let path = |kind: &str| place.join(&format!("reports/baseline/{table}.{kind}"));
        let parquet = parquet(path("parquet"));
        // The text does not say what its columns are; with the types of the other file, both are
        // compared as numbers to the last bit.
        let csv = CsvReadOptions::default()
            .with_schema(Some(Arc::clone(parquet.schema())))
            .with_n_threads(Some(1))
            .try_into_reader_with_file_path(Some(path("csv")))
            .expect("the CSV file is there")
            .finish()
            .unwrap_or_else(|error| panic!("{table}: {error}"));
        assert!(parquet.height() > 0, "{table} has rows");
        assert_eq!(csv.shape(), parquet.shape(), "{table}");
        for (left, right) in csv.columns().iter().zip(parquet.columns()) {
            let same = left.equals_missing(right);
            assert!(same, "{table}.{}: {left:?} is not {right:?}", right.name());
        }
    }
}

#[test]
fn no_number_of_any_table_is_infinite_or_not_a_number() {
    let place = Workplace::new();
    place.quietly(&["run", "--trials", "50", "--quiet"]);
    for table in TABLES {
        let frame = parquet(place.join(&format!("reports/baseline/{table}.parquet")));
        for column in frame.columns() {
            let finite = |index: usize| match column.get(index).expect("the row is there") {
                AnyValue::Float64(number) => number.is_finite(),
                _ => true,
            };
            let strange = (0..column.len()).find(|index| !finite(*index));
            assert_eq!(strange, None, "{table}.{}", column.name());
        }
    }
}
