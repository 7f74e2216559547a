//! Workbooks in a real spreadsheet: what it works out anew is what was written, and what
//! the tables say.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use super::{Reported, file_url, is_there};

const SPREADSHEET: &str = "soffice";
/// Asks for formulas to be worked out anew when a file is opened, or never.
const ALWAYS: u8 = 0;
const NEVER: u8 = 1;

/// All sheets of a workbook as rows of texts, by name.
fn sheets(place: &Reported, book: &Path, recalculates: u8) -> BTreeMap<String, Vec<Vec<String>>> {
    let profile = place.path(&format!("profile-{recalculates}"));
    let user = profile.join("user");
    std::fs::create_dir_all(&user).expect("a folder");
    let settings = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <oor:items xmlns:oor=\"http://openoffice.org/2001/registry\">\
         <item oor:path=\"/org.openoffice.Office.Calc/Formula/Load\">\
         <prop oor:name=\"OOXMLRecalcMode\" oor:op=\"fuse\">\
         <value>{recalculates}</value></prop></item></oor:items>"
    );
    std::fs::write(user.join("registrymodifications.xcu"), settings).expect("written");
    let out = place.path(&format!("sheets-{recalculates}"));
    let _ = std::fs::remove_dir_all(&out);
    // Comma, quotes, UTF-8, every sheet; numbers as they are, not as they look.
    let filter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1";
    let output = Command::new(SPREADSHEET)
        .arg("--headless")
        .arg(format!("-env:UserInstallation={}", file_url(&profile)))
        .args(["--convert-to", filter, "--outdir"])
        .arg(&out)
        .arg(book)
        .output()
        .expect("the spreadsheet runs");
    assert!(output.status.success(), "{output:?}");
    let stem = book.file_stem().expect("a name").to_string_lossy().into_owned();
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(&out).expect("sheets") {
        let path = entry.expect("one").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let name = name.trim_start_matches(&format!("{stem}-")).to_owned();
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_path(&path)
            .expect("a sheet");
        let rows = reader.records().map(|record| {
            record.expect("a row").iter().map(str::to_owned).collect::<Vec<String>>()
        });
        found.insert(name, rows.collect());
    }
    found
}

/// Numbers of two views of a sheet that differ; texts must not.
fn differences(left: &[Vec<String>], right: &[Vec<String>]) -> (usize, Vec<String>) {
    let (mut numbers, mut wrong) = (0, Vec::new());
    assert_eq!(left.len(), right.len());
    for (row, (left, right)) in left.iter().zip(right).enumerate() {
        for (column, (left, right)) in left.iter().zip(right).enumerate() {
            let both = left.parse::<f64>().ok().zip(right.parse::<f64>().ok());
            let is_same = both.map_or(left == right, |(left, right)| {
                numbers += 1;
                (left - right).abs() <= 1e-9 * left.abs().max(1.0)
            });
            if !is_same {
                wrong.push(format!("row {row}, column {column}: {left} and {right}"));
            }
        }
    }
    (numbers, wrong)
}

#[test]
fn what_a_spreadsheet_works_out_is_what_was_written() {
    if !is_there(SPREADSHEET) {
        return;
    }
    let place = Reported::new(150);
    for (book, least) in
        [("reports/baseline/report/workbook.xlsx", 3_000), ("reports/report/workbook.xlsx", 200)]
    {
        let path = place.path(book);
        let (written, worked_out) = (sheets(&place, &path, NEVER), sheets(&place, &path, ALWAYS));
        assert_eq!(written.keys().collect::<Vec<_>>(), worked_out.keys().collect::<Vec<_>>());
        let mut numbers = 0;
        for (name, rows) in &written {
            let (found, wrong) = differences(rows, &worked_out[name]);
            numbers += found;
            assert!(wrong.is_empty(), "{name}: {wrong:?}");
            let errors = rows.iter().flatten().filter(|cell| cell.starts_with('#'));
            assert_eq!(errors.count(), 0, "{name}");
        }
        assert!(numbers > least, "{book}: {numbers}");
    }
}

fn near(found: f64, expected: f64, what: &str) {
    assert!((found - expected).abs() < 1e-6, "{what}: {found}, not {expected}");
}

#[test]
fn what_formulas_add_up_to_is_what_the_tables_say() {
    if !is_there(SPREADSHEET) {
        return;
    }
    let place = Reported::new(150);
    let book = place.path("reports/baseline/report/workbook.xlsx");
    let sheets = sheets(&place, &book, ALWAYS);
    let yi = |series: &str, period: &str| {
        let text = place.text("reports/baseline/annual.csv");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let row = reader
            .records()
            .map(|record| record.expect("a row"))
            .find(|record| &record[0] == series && &record[1] == period)
            .expect("the row");
        row[4].parse::<f64>().expect("a mean") / 1e8
    };
    let row = |sheet: &str, name: &str, nth: usize| -> Vec<f64> {
        let rows = &sheets[sheet];
        let row = rows.iter().filter(|row| row[0] == name).nth(nth).expect("the row");
        row[1..].iter().map(|cell| cell.parse().unwrap_or(f64::NAN)).collect()
    };
    for (sheet, name, series) in [
        ("收支平衡表", "收入合计", "inflow_cny"),
        ("收支平衡表", "支出合计", "outlay_cny"),
        ("收支平衡表", "当期收支差额", "balance_cny"),
        ("收支平衡表", "累计收支差额", "cumulative_balance_cny"),
        ("收支平衡表", "账面余额", "cash_cny"),
        ("收支平衡表", "负债余额", "debt_cny"),
        ("资金平衡情况", "账面余额", "cash_cny"),
        ("资金平衡情况", "负债余额", "debt_cny"),
        ("时序计划", "账面余额", "cash_cny"),
        ("时序计划", "负债余额", "debt_cny"),
    ] {
        let found = row(sheet, name, 0);
        for (column, year) in (2011..=2020).enumerate() {
            let expected = yi(series, &year.to_string());
            near(found[column], expected, &format!("{sheet}, {name}, {year}"));
        }
    }
    let balance = row("收支平衡表", "当期收支差额", 0);
    near(balance[10], yi("balance_cny", "window"), "window");
    near(balance[11], yi("balance_cny", "horizon"), "horizon");
    replayed(&place, &sheets["单次模拟明细"]);
    plots_below_their_cost(&place, &sheets["储备地块一览表"]);
}

/// Marked are the plots whose cost, sunk and to come, is above their price, each in the median.
fn plots_below_their_cost(place: &Reported, sheet: &[Vec<String>]) {
    let marked = sheet.iter().flatten().filter(|cell| *cell == "倒挂").count();
    let text = place.text("reports/baseline/plots.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let expected = reader.records().filter(|row| {
        let row = row.as_ref().expect("a row");
        let number = |name: &str| {
            let at = header.iter().position(|column| column == name).expect("a column");
            row[at].parse::<f64>().ok()
        };
        let cost: f64 = ["sunk_cost_cny", "acquisition_cost_cny_p50", "preparation_cost_cny_p50"]
            .into_iter()
            .filter_map(number)
            .sum();
        number("price_cny_p50").is_some_and(|price| cost > price)
    });
    // One more is the heading of the column. There may be none: few plots of the shipped table cost
    // more than they bring, and fewer in the median.
    assert_eq!(marked, expected.count() + 1);
}

/// The replayed trial's cash and balance so far, month by month.
fn replayed(place: &Reported, sheet: &[Vec<String>]) {
    let text = place.text("reports/replay/months.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let at = |name: &str| header.iter().position(|cell| cell == name).expect("a column");
    let (date, cash, balance) = (at("date"), at("cash_cny"), at("cumulative_balance_cny"));
    let mut months = 0;
    for record in reader.records() {
        let record = record.expect("a row");
        let found = sheet.iter().find(|row| row[0] == record[date]).expect("the month");
        let closing: f64 = found[12].parse().expect("a number");
        near(closing, record[cash].parse::<f64>().expect("a number") / 1e8, &record[date]);
        let so_far: f64 = found[15].parse().expect("a number");
        near(so_far, record[balance].parse::<f64>().expect("a number") / 1e8, &record[date]);
        months += 1;
    }
    assert_eq!(months, 120);
}
