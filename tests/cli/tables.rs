//! The tables of a run: the same bytes however they are made, and the same values in both formats.

use std::fs::File;
use std::path::PathBuf;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};

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

/// The rows of a table of a run as the Parquet file holds them.
fn parquet_rows(path: PathBuf) -> Vec<Row> {
    let file = File::open(path).expect("the Parquet file is there");
    let reader = SerializedFileReader::new(file).expect("it is a Parquet file");
    let rows = reader.get_row_iter(None).expect("it has rows");
    rows.collect::<Result<_, _>>().expect("each can be read")
}

/// Whether a cell of the CSV file says what a field of the Parquet file holds, numbers to the last
/// bit.
fn same(cell: &str, field: &Field) -> bool {
    match field {
        Field::Null => cell.is_empty(),
        Field::Double(number) => {
            cell.parse::<f64>().is_ok_and(|cell| cell.to_bits() == number.to_bits())
        }
        Field::ULong(count) => cell.parse() == Ok(*count),
        Field::Str(text) => cell == text,
        _ => false,
    }
}

#[test]
fn every_table_holds_the_same_values_in_both_formats() {
    let place = Workplace::new();
    place.quietly(&["run", "--trials", "50", "--quiet"]);
    for table in TABLES {
        let path = |kind: &str| place.join(&format!("reports/baseline/{table}.{kind}"));
        let parquet = parquet_rows(path("parquet"));
        let mut csv = csv::Reader::from_path(path("csv")).expect("the CSV file is there");
        let names: Vec<String> =
            csv.headers().expect("it has a head").iter().map(str::to_owned).collect();
        let csv: Vec<csv::StringRecord> =
            csv.records().collect::<Result<_, _>>().expect("it is a CSV file");
        assert!(!parquet.is_empty(), "{table} has rows");
        assert_eq!(csv.len(), parquet.len(), "{table}");
        for (cells, fields) in csv.iter().zip(&parquet) {
            let columns: Vec<(&String, &Field)> = fields.get_column_iter().collect();
            assert!(columns.iter().map(|(name, _)| *name).eq(&names), "{table}: {names:?}");
            for (cell, (name, field)) in cells.iter().zip(columns) {
                assert!(same(cell, field), "{table}.{name}: {cell} is not {field:?}");
            }
        }
    }
}

#[test]
fn no_number_of_any_table_is_infinite_or_not_a_number() {
    let place = Workplace::new();
    place.quietly(&["run", "--trials", "50", "--quiet"]);
    for table in TABLES {
        for row in parquet_rows(place.join(&format!("reports/baseline/{table}.parquet"))) {
            for (name, field) in row.get_column_iter() {
                let strange = matches!(field, Field::Double(number) if !number.is_finite());
                assert!(!strange, "{table}.{name}");
            }
        }
    }
}
