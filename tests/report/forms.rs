//! The forms of a project in a real spreadsheet: what it works out is what was written, changes go
//! from sheet to sheet as `landsim plan` works them out, and the local report is that of its rule.

use std::collections::BTreeMap;
use std::path::Path;

use super::spreadsheet::{
    ALWAYS, NEVER, SPREADSHEET, differences, near, sheet_names, sheets, with_cell,
};
use super::{Reported, is_there};

/// The plan of the template.
const PLAN: &str = include_str!("../../assets/case/project.csv");
/// A scenario whose project has all that a plan may have.
const ALL: &str = "extends = \"builtin:baseline\"\n[scenario]\nid = \"west\"\n\
    horizon_months = 120\n\
    [[project]]\nid = \"west\"\nzones = [\"caohejing\"]\nplanned_coupon = 0.045\n\
    cover_basis = \"shenzhen\"\nbudget_interest = \"always\"\n\
    own_capital = [{ month = \"2011-01\", amount = 5e8 }]\n\
    other_debt = [{ month = \"2012-01\", amount = 2e8, rate = 0.06, term_months = 30 }]\n\
    [[bond]]\nid = \"w\"\nproject = \"west\"\nissue_month = \"2011-01\"\namount = 2.5e9\n\
    coupon = 0.04\nterm_months = 84\nissue_fee = 0.0008\npayout_fee = 0.00005\n\
    interest_months = 6\ninstalment = [{ months = 36, share = 0.3 }]\n\
    [[bond]]\nid = \"w2\"\nproject = \"west\"\nissue_month = \"2012-03\"\namount = 0.5e9\n\
    coupon = 0.03\nterm_months = 60\n";

type Sheets = BTreeMap<String, Vec<Vec<String>>>;

/// A folder with the forms of a plan.
fn filed(place: &Reported, plan: &str, text: &str, language: &str) {
    std::fs::write(place.path(plan), text).expect("written");
    let book = format!("{plan}.xlsx");
    place.landsim(&["plan", plan, "--trials", "100", "--forms", &book, "--lang", language]);
}

/// The row of a sheet that begins with a label.
fn row<'s>(sheets: &'s Sheets, sheet: &str, label: &str) -> &'s Vec<String> {
    let rows = &sheets[sheet];
    rows.iter().find(|row| row[0].trim() == label).expect(label)
}

fn number(cell: &str) -> f64 {
    match cell.strip_suffix('%') {
        Some(percent) => percent.parse::<f64>().expect("a number") / 100.0,
        None => cell.parse().expect("a number"),
    }
}

#[test]
fn what_a_spreadsheet_works_out_of_forms_is_what_was_written() {
    if !is_there(SPREADSHEET) {
        return;
    }
    let place = Reported::empty();
    filed(&place, "plan.csv", PLAN, "zh");
    filed(&place, "all.toml", ALL, "en");
    for (book, least) in [("plan.csv.xlsx", 500), ("all.toml.xlsx", 500)] {
        let path = place.path(book);
        let (written, worked_out) = (sheets(&place, &path, NEVER), sheets(&place, &path, ALWAYS));
        assert_eq!(written.len(), 6, "{:?}", written.keys());
        let mut numbers = 0;
        for (name, rows) in &written {
            let (found, wrong) = differences(rows, &worked_out[name]);
            numbers += found;
            assert!(wrong.is_empty(), "{book}, {name}: {wrong:?}");
            let errors = rows.iter().flatten().filter(|cell| cell.starts_with('#'));
            assert_eq!(errors.count(), 0, "{name}");
        }
        assert!(numbers > least, "{book}: {numbers}");
    }
}

/// An office that writes 30 million where 45 were and a bond of 90 million at 2.2 % finds in all
/// forms what `landsim plan` says of a plan that states these.
#[test]
fn changed_inputs_give_what_a_changed_plan_says() {
    if !is_there(SPREADSHEET) {
        return;
    }
    let place = Reported::empty();
    filed(&place, "plan.csv", PLAN, "zh");
    let changed = PLAN
        .replace("planned_income,2030-06,45000000", "planned_income,2030-06,30000000")
        .replace("bond,2026-09,86000000", "bond,2026-09,90000000")
        .replace("planned_coupon,,,0.019", "planned_coupon,,,0.022");
    filed(&place, "changed.csv", &changed, "zh");
    let book = place.path("plan.csv.xlsx");
    let nth = 1 + sheet_names(&book).iter().position(|name| name == "输入").expect("the sheet");
    // 2030 is the fifth year; the bond stands below the years.
    for (cell, value) in [("G7", 3_000.0), ("B17", 9_000.0), ("C17", 0.022)] {
        std::fs::write(&book, with_cell(&book, nth, cell, value)).expect("written");
    }
    let moved = sheets(&place, &book, ALWAYS);
    let expected = sheets(&place, &place.path("changed.csv.xlsx"), NEVER);
    let mut compared = 0;
    for (name, rows) in &expected {
        // The local report has inputs of its own, and odds do not follow a spreadsheet.
        if name == "表4 收储价格" {
            continue;
        }
        let without_odds = |rows: &[Vec<String>]| -> Vec<Vec<String>> {
            let end = rows.iter().position(|row| row[0].starts_with("模拟覆盖倍数"));
            let odds = if name == "表5 压力测试" { 2 } else { usize::MAX };
            let rows = rows[..end.unwrap_or(rows.len())].iter();
            let is_line = |at: usize, place: usize| place >= odds && (4..18).contains(&at);
            rows.enumerate()
                .map(|(at, row)| {
                    let cells = row.iter().enumerate();
                    cells
                        .filter(|(place, _)| !is_line(at, *place))
                        .map(|(_, c)| c.clone())
                        .collect()
                })
                .collect()
        };
        let (found, wrong) = differences(&without_odds(rows), &without_odds(&moved[name]));
        compared += found;
        assert!(wrong.is_empty(), "{name}: {wrong:?}");
    }
    assert!(compared > 300, "{compared}");
    // (40 + 30 + 35) million over 90 million with seven years at 2.2 %.
    let cover = 105.0 / (90.0 * (1.0 + 7.0 * 0.022));
    near(number(&row(&moved, "表3 收支平衡", "本息覆盖倍数（方案口径）")[1]), cover, "cover");
    near(number(&row(&moved, "表1 项目信息", "本息覆盖倍数")[1]), cover, "the record's");
    near(number(&row(&moved, "表5 压力测试", "收入-10.0%")[1]), 0.9 * cover, "income -10 %");
}

/// Rows of the local report that are the example's columns behind the years held.
const COLUMNS: [&str; 16] = [
    "市场变动系数 K",
    "预计土地出让收入",
    "融资成本小计",
    "日常管理费",
    "契税、印花税",
    "招拍挂费用",
    "政府额外支出合计",
    "融资平衡收地价格",
    "最低下调幅度",
    "建议下调幅度",
    "建议收地价格",
    "新规划收入",
    "",
    "刚性计提",
    "本息与费用合计",
    "本息覆盖倍数",
];

/// The worked example of Shenzhen's rule, every column to the printed digits.
#[test]
fn the_local_report_is_that_of_its_rule() {
    if !is_there(SPREADSHEET) {
        return;
    }
    let place = Reported::empty();
    filed(&place, "plan.csv", PLAN, "zh");
    let book = place.path("plan.csv.xlsx");
    let sheet = "表4 收储价格";
    let nth = 1 + sheet_names(&book).iter().position(|name| name == sheet).expect("the sheet");
    let stated = sheets(&place, &book, NEVER);
    let at = |label: &str| {
        1 + stated[sheet].iter().position(|row| row[0].trim() == label).expect("the row")
    };
    let inputs = [
        ("占地面积（㎡）", 20_000.0),
        ("原规划全年期价值 V1（万元）", 60_000.0),
        ("剩余年期标定价值 V2（万元）", 55_000.0),
        ("剩余年期市场价值 V3（万元）", 49_500.0),
        ("企业土地成本（万元）", 49_500.0),
        ("新规划全年期价值 V4（万元）", 72_000.0),
    ];
    let cells = inputs.map(|(label, value)| (format!("B{}", at(label)), value));
    let rates = ["B", "C", "D", "E", "F"].into_iter().zip([0.014, 0.0145, 0.0155, 0.017, 0.018]);
    let rates = rates.map(|(column, rate)| (format!("{column}{}", at("债券利率")), rate));
    for (cell, value) in cells.into_iter().chain(rates) {
        std::fs::write(&book, with_cell(&book, nth, &cell, value)).expect("written");
    }
    let worked_out = sheets(&place, &book, ALWAYS);
    let value = |label: &str, column: usize| number(&row(&worked_out, sheet, label)[column]);
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects/shenzhen_rule_example.csv");
    let mut reader = csv::Reader::from_path(path).expect("the example");
    let mut compared = 0;
    for (column, printed) in (1..).zip(reader.records()) {
        let printed = printed.expect("a row");
        for (label, printed) in COLUMNS.iter().zip(printed.iter().skip(1)) {
            let found = match *label {
                // Interest and fees stand in two rows here.
                "" => value("利息", column) + value("其他发债费用", column),
                label => {
                    let factor = if label.ends_with("下调幅度") { 100.0 } else { 1.0 };
                    factor * value(label, column)
                }
            };
            let digits = printed.split_once('.').map_or(0, |(_, digits)| digits.len());
            let expected: f64 = printed.parse().expect("a number");
            let half = 0.5 * 10_f64.powi(-i32::try_from(digits).expect("few")) + 1e-9;
            assert!((found - expected).abs() <= half, "{label}, {column}: {found}, not {printed}");
            compared += 1;
        }
    }
    assert_eq!(compared, 5 * COLUMNS.len());
}
