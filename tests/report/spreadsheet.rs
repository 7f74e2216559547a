//! Workbooks in a real spreadsheet: what it works out anew is what was written, and what
//! the tables say.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::Path;
use std::process::Command;

use super::{Reported, file_url, is_there};

pub(super) const SPREADSHEET: &str = "soffice";
/// Asks for formulas to be worked out anew when a file is opened, or never.
pub(super) const ALWAYS: u8 = 0;
pub(super) const NEVER: u8 = 1;

/// All sheets of a workbook as rows of texts, by name.
pub(super) fn sheets(
    place: &Reported,
    book: &Path,
    recalculates: u8,
) -> BTreeMap<String, Vec<Vec<String>>> {
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

/// The number of a cell, a share as it looks.
fn number(cell: &str) -> Option<f64> {
    match cell.strip_suffix('%') {
        Some(percent) => percent.parse::<f64>().ok().map(|percent| percent / 100.0),
        None => cell.parse().ok(),
    }
}

/// Numbers of two views of a sheet that differ; texts must not.
pub(super) fn differences(left: &[Vec<String>], right: &[Vec<String>]) -> (usize, Vec<String>) {
    let (mut numbers, mut wrong) = (0, Vec::new());
    assert_eq!(left.len(), right.len());
    for (row, (left, right)) in left.iter().zip(right).enumerate() {
        for (column, (left, right)) in left.iter().zip(right).enumerate() {
            let both = number(left).zip(number(right));
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

pub(super) fn near(found: f64, expected: f64, what: &str) {
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
        for (column, year) in (1..).zip(2011..=2020) {
            let expected = yi(series, &year.to_string());
            near(found[column], expected, &format!("{sheet}, {name}, {year}"));
        }
    }
    let balance = row("收支平衡表", "当期收支差额", 0);
    near(balance[11], yi("balance_cny", "window"), "window");
    near(balance[12], yi("balance_cny", "horizon"), "horizon");
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
        // Months are dates of the spreadsheet, which writes them its own way.
        let (year, month) = record[date].split_once('-').expect("a month");
        let shown = [record[date].to_owned(), format!("{month}/01/{year}")];
        let is_month = |row: &&Vec<String>| shown.contains(&row[0]);
        let found = sheet.iter().find(is_month).expect("the month");
        let closing: f64 = found[12].parse().expect("a number");
        near(closing, record[cash].parse::<f64>().expect("a number") / 1e8, &record[date]);
        let so_far: f64 = found[15].parse().expect("a number");
        near(so_far, record[balance].parse::<f64>().expect("a number") / 1e8, &record[date]);
        months += 1;
    }
    assert_eq!(months, 120);
}

/// Names of the sheets of a workbook, in order.
pub(super) fn sheet_names(book: &Path) -> Vec<String> {
    let file = std::fs::File::open(book).expect("the workbook");
    let mut parts = zip::ZipArchive::new(file).expect("a ZIP file");
    let mut text = String::new();
    parts.by_name("xl/workbook.xml").expect("there").read_to_string(&mut text).expect("text");
    let names = text.split("<sheet name=\"").skip(1);
    names.map(|rest| rest.split('"').next().expect("a name").to_owned()).collect()
}

/// A workbook with another number in a cell of its nth sheet, whose results stand as they were.
pub(super) fn with_cell(book: &Path, nth: usize, cell: &str, number: f64) -> Vec<u8> {
    let file = std::fs::File::open(book).expect("the workbook");
    let mut parts = zip::ZipArchive::new(file).expect("a workbook is a ZIP file");
    let mut changed = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for at in 0..parts.len() {
        let mut part = parts.by_index(at).expect("a part");
        let name = part.name().expect("text").into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("its bytes");
        if name == format!("xl/worksheets/sheet{nth}.xml") {
            let text = String::from_utf8(bytes).expect("XML");
            let (before, behind) = text.split_once(&format!("<c r=\"{cell}\"")).expect("the cell");
            let (style, behind) = behind.split_once("<v>").expect("its number");
            let (_, behind) = behind.split_once("</v>").expect("its end");
            let cell = format!("<c r=\"{cell}\"{style}<v>{number}</v>");
            bytes = format!("{before}{cell}{behind}").into_bytes();
        }
        changed.start_file(name, stored).expect("a part");
        changed.write_all(&bytes).expect("written");
    }
    changed.finish().expect("a workbook").into_inner()
}

/// A reader who expects a tenth less of land income and a fifth more of preparation changes two
/// cells: balance, ratio, cover and cash of the yearly sheets follow, as worked out by hand.
#[test]
fn what_one_changes_moves_balance_and_cover() {
    if !is_there(SPREADSHEET) {
        return;
    }
    let place = Reported::new(150);
    let book = place.path("reports/baseline/report/workbook.xlsx");
    let stated = sheets(&place, &book, ALWAYS);
    let names = sheet_names(&book);
    let nth = 1 + names.iter().position(|name| name == "测算假设").expect("the sheet");
    for (cell, factor) in [("B5", 0.9), ("B7", 1.2)] {
        std::fs::write(&book, with_cell(&book, nth, cell, factor)).expect("written");
    }
    let moved = sheets(&place, &book, ALWAYS);
    let cells = |sheets: &BTreeMap<String, Vec<Vec<String>>>, sheet: &str, name: &str| {
        let row = sheets[sheet].iter().find(|row| row[0] == name).expect("the row").clone();
        row[1..].iter().map(|cell| cell.parse().unwrap_or(f64::NAN)).collect::<Vec<f64>>()
    };
    let sheet = "收支平衡表";
    // Opening, ten years, window, horizon.
    for column in 1..13 {
        let was = |name: &str| cells(&stated, sheet, name)[column];
        let is = |name: &str| cells(&moved, sheet, name)[column];
        let inflow = 0.9 * was("收入合计");
        let outlay = was("支出合计") + 0.2 * was("前期开发");
        near(is("收入合计"), inflow, "inflow");
        near(is("支出合计"), outlay, "outlay");
        near(is("当期收支差额"), inflow - outlay, "balance");
    }
    let (was, is) = (cells(&stated, sheet, "收入合计"), cells(&moved, sheet, "支出合计"));
    let ratio = cells(&moved, "资金平衡情况", "收入 ÷ 成本");
    near(ratio[0], 0.9 * was[12] / is[12], "income over cost, horizon");
    near(ratio[1], 0.9 * was[11] / is[11], "income over cost, window");
    let cover = |sheets| cells(sheets, "资金平衡情况", "扣除土地成本后的本息覆盖倍数");
    assert!(cover(&moved)[0] < cover(&stated)[0] && cover(&moved)[1] < cover(&stated)[1]);
    let rows = &moved["测算假设"];
    let balance = rows.iter().find(|row| row[0] == "当期收支差额").expect("the balance");
    let number = |at: usize| balance[at].parse::<f64>().expect("a number");
    near(number(1), cells(&stated, sheet, "当期收支差额")[11], "as simulated");
    near(number(2), cells(&moved, sheet, "当期收支差额")[11], "with the factors");
    near(number(3), number(2) - number(1), "the change");
}
