//! Which files results are written as, and what stands in them.

use std::fs::File;

use parquet::file::reader::{FileReader, SerializedFileReader};

use super::{DONE, REFUSED, Workplace};

/// Without CSV files everything that reads results reads Parquet, and gives the same.
#[test]
fn without_csv_files_parquet_says_the_same() {
    let place = Workplace::new();
    place.quietly(&["run", "--trials", "60", "--quiet", "--out", "with"]);
    place.quietly(&["run", "--trials", "60", "--quiet", "--out", "without", "--no-csv"]);
    let names = place.names("without/baseline");
    assert!(names.iter().all(|name| !name.contains(".csv")), "{names:?}");
    let of_table = |folder: &str| {
        let place = &place;
        let compared = ["compare", &format!("{folder}/baseline"), "with/baseline"];
        let outcome = place.landsim(&[&compared[..], &["--out", folder]].concat());
        assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
        outcome.stdout.lines().take_while(|line| !line.contains("comparison")).count()
    };
    assert_eq!(of_table("with"), of_table("without"));
    for folder in ["with", "without"] {
        place.quietly(&["report", &format!("{folder}/baseline"), "--quiet"]);
        let outcome = place.landsim(&["reproduce", &format!("{folder}/baseline"), "--quiet"]);
        assert_eq!(outcome.code, Some(DONE), "{}{}", outcome.stdout, outcome.stderr);
        assert!(outcome.stdout.contains("baseline: plots: the same, 161 rows\n"));
    }
    let page = |folder: &str| place.text(&format!("{folder}/baseline/report/report.html"));
    let same = |folder: &str| page(folder).lines().filter(|line| line.contains("<tr>")).count();
    assert_eq!(same("with"), same("without"));
    // A Parquet file that was changed is found out.
    let path = place.join("without/baseline/trials.parquet");
    let mut bytes = std::fs::read(&path).expect("the file");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, bytes).expect("it is written");
    assert_eq!(place.landsim(&["report", "without/baseline", "--quiet"]).code, Some(REFUSED));
}

/// CSV files begin with the mark by which a spreadsheet knows Chinese, unless it is not wanted.
#[test]
fn csv_files_carry_a_mark_unless_it_is_not_wanted() {
    let place = Workplace::new();
    place.quietly(&["run", "--trials", "20", "--quiet", "--out", "marked"]);
    place.quietly(&["run", "--trials", "20", "--quiet", "--out", "plain", "--no-bom"]);
    for table in ["plots", "trials", "summary"] {
        let [marked, plain] =
            ["marked", "plain"].map(|out| place.text(&format!("{out}/baseline/{table}.csv")));
        assert_eq!(marked.strip_prefix('\u{feff}'), Some(plain.as_str()), "{table}");
        assert!(!plain.contains(".0,"), "numbers are as short as they are exact: {table}");
    }
    assert_eq!(place.landsim(&["reproduce", "plain/baseline", "--quiet"]).code, Some(DONE));
}

/// A name from a stranger's table is no formula of ours.
#[test]
fn no_cell_of_a_csv_file_begins_a_formula() {
    let place = Workplace::new();
    let made = place.landsim(&["new", "--case", "mine"]);
    assert_eq!(made.code, Some(DONE), "{}", made.stderr);
    let plots = place.text("mine/plots.csv").replacen("Sample plot 1", "=1+1 | -2", 1);
    let place = place.with("mine/plots.csv", &plots);
    let run = ["run", "mine/scenario.toml", "--trials", "20", "--report"];
    let outcome = place.landsim(&run);
    assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
    let text = place.text("reports/mine/plots.csv");
    let cells = text.lines().skip(1).flat_map(|line| line.split(','));
    let formulas: Vec<&str> = cells
        .filter(|cell| cell.starts_with(['=', '+', '@']) || cell.trim_matches('"').starts_with('='))
        .filter(|cell| cell.parse::<f64>().is_err())
        .collect();
    assert_eq!(formulas, [""; 0]);
}

/// Only the tables that are asked for are written.
#[test]
fn tables_that_are_not_asked_for_are_left_out() {
    let place = Workplace::new();
    let run = ["run", "--trials", "20", "--quiet", "--tables", "summary,plots"];
    place.quietly(&run);
    let names = place.names("reports/baseline");
    assert_eq!(
        names,
        ["manifest.json", "plots.csv", "plots.parquet", "summary.csv", "summary.parquet"]
    );
    let outcome = place.landsim(&["report", "reports/baseline"]);
    assert_eq!(outcome.code, Some(REFUSED));
    assert!(outcome.stderr.contains("trials"), "{}", outcome.stderr);
    // A run whose tables are to be written otherwise is another one.
    place.quietly(&["run", "--trials", "20", "--quiet", "--no-csv", "--out", "other"]);
    let again = ["run", "--trials", "20", "--quiet", "--resume", "--out", "other"];
    let outcome = place.landsim(&again);
    assert!(
        outcome.stderr.contains("another way of writing CSV files than now"),
        "{}",
        outcome.stderr
    );
    let outcome = place.landsim(&["run", "--tables", "sumary"]);
    assert!(outcome.stderr.contains("accepted: of summary, risk"), "{}", outcome.stderr);
    // What was left out is made by a run that is asked for all.
    let outcome = place.landsim(&["run", "--trials", "20", "--quiet", "--resume"]);
    assert!(outcome.stderr.contains("another choice of tables than now"), "{}", outcome.stderr);
    assert!(place.names("reports/baseline").contains(&"trials.csv".to_owned()));
}

/// What a sweep and what chance chose stands beside what came of it.
#[test]
fn inputs_stand_in_the_tables() {
    let sweep = "extends = \"builtin:baseline\"\n[scenario]\nid = \"s\"\n[auction]\n\
        bid_sd = { value = { distribution = \"uniform\", least = 0.2, greatest = 0.4 } }\n\
        [sweep]\n[[sweep.over]]\nkey = \"auction.reserve_ratio\"\nvalues = [0.8, 0.95]\n\
        labels = [\"低\", \"高\"]\n";
    let place = Workplace::new().with("s.toml", sweep);
    place.quietly(&["run", "s.toml", "--trials", "40", "--quiet"]);
    let rows = |file: &str| -> Vec<std::collections::BTreeMap<String, String>> {
        let text = place.text(file);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        reader.deserialize().map(|row| row.expect("a row as long as the header")).collect()
    };
    for table in ["scenarios", "scenarios_long"] {
        let rows = rows(&format!("reports/scenarios/{table}.csv"));
        for (id, value) in [("s-低", "0.8"), ("s-高", "0.95")] {
            let row = rows.iter().find(|row| row["scenario"] == id).expect("the scenario");
            assert_eq!(row["auction.reserve_ratio"], value, "{table}");
        }
    }
    let numbers = rows("reports/s-低/numbers.csv");
    assert_eq!(numbers.len(), 40);
    let drawn: Vec<f64> =
        numbers.iter().map(|row| row["auction.bid_sd"].parse().expect("a number")).collect();
    assert!(drawn.iter().all(|drawn| (0.2..=0.4).contains(drawn)));
    let spread =
        drawn.iter().copied().fold(0.0, f64::max) - drawn.iter().copied().fold(1.0, f64::min);
    assert!(spread > 0.1, "{spread}");
    assert_eq!(numbers, rows("reports/s-高/numbers.csv"), "the same luck in both");
}

/// Units and meanings travel in the Parquet file itself, in both languages.
#[test]
fn parquet_files_describe_themselves() {
    let place = Workplace::new();
    place.quietly(&["run", "--trials", "20", "--quiet"]);
    let file = File::open(place.join("reports/baseline/monthly.parquet")).expect("the file");
    let reader = SerializedFileReader::new(file).expect("a Parquet file");
    let metadata = reader.metadata().file_metadata();
    let about = metadata.key_value_metadata().expect("metadata");
    let columns = about.iter().find(|entry| entry.key == "landsim.columns").expect("columns");
    let columns: serde_json::Value =
        serde_json::from_str(columns.value.as_deref().expect("a text")).expect("JSON");
    let month = columns.as_array().and_then(|all| all.iter().find(|one| one["name"] == "month"));
    let month = month.expect("the column");
    assert_eq!(month["unit"], "month number");
    assert_eq!(month["unit_zh"], "月序（起始月为0）");
    assert_eq!(month["meaning"], "Month, 0 being the scenario's start");
    assert_eq!(month["meaning_zh"], "月序，起始月为0");
    assert_eq!(columns.as_array().map(Vec::len), Some(metadata.schema_descr().num_columns()));
}
