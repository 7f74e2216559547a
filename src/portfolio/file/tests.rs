//! Findings about a file as a whole, and what a good file gives.

mod rows;

use super::*;
use crate::digest::sha256;
use crate::portfolio::generate::shipped;
use crate::portfolio::plot::{PlotClass, PlotStatus};

/// One valid row of each status, in the order of the columns.
const UNRESERVED: &str = "a,Old lanes,longhua,joint,unreserved,100,200,50.5,0,1,2011-03,2013-01,,\
                          12,600,5000000,14,90000,6,0,,,1.2,synthetic";
const RESERVED: &str = "b,Wharf,riverside_b,district,reserved,100,0,300,0,0,,2011-06,2011-04,\
                        0,0,0,0,70000,3,900000,6,84,1,plan";
const SOLD: &str = "c,Estate,huajing,city,sold,100,150,0,50,0,,,,0,0,0,0,0,0,0,9.5,,0.8,data:x.csv";

/// Names of the columns, in the order in which they are written.
fn columns() -> Vec<&'static str> {
    let names = Plot::COLUMNS.iter().map(|column| column.name);
    names.filter(|name| !OPTIONAL.contains(name)).collect()
}

fn file(rows: &[&str]) -> String {
    let mut text = columns().join(",") + "\n";
    for row in rows {
        text.push_str(row);
        text.push('\n');
    }
    text
}

/// A row with other text in one column.
fn with(row: &str, column: &str, cell: &str) -> String {
    let position = columns().iter().position(|name| *name == column).unwrap();
    let mut cells: Vec<&str> = row.split(',').collect();
    cells[position] = cell;
    cells.join(",")
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let found = match parse("p.csv", text) {
        Ok(_) => Vec::new(),
        Err(rejected) => rejected.findings.iter().map(ToString::to_string).collect(),
    };
    assert_eq!(found, expected);
}

/// What is found when one cell of a row, alone in its file, is replaced.
#[track_caller]
fn check_cell(row: &str, column: &str, cell: &str, expected: &str) {
    let expected = format!("p.csv:2: {expected}");
    check(&file(&[&with(row, column, cell)]), &[&expected]);
}

#[test]
fn a_valid_file_is_read_with_its_places_and_digest() {
    let text = format!("# synthetic\n# by hand\n{}", file(&[SOLD, UNRESERVED, RESERVED]));
    let portfolio = parse("p.csv", &text).unwrap();
    let ids: Vec<&str> = portfolio.plots.iter().map(|plot| plot.plot_id.as_str()).collect();
    assert_eq!(
        (ids.as_slice(), portfolio.lines.as_slice()),
        (&["a", "b", "c"][..], &[5, 6, 4][..])
    );
    let [first, second, third] = &portfolio.plots[..] else { panic!("three plots") };
    assert_eq!((first.class, first.status), (PlotClass::Joint, PlotStatus::Unreserved));
    assert_eq!((first.gfa_m2(), first.households, first.ready_date), (251.5, 12, None));
    assert_eq!(first.reserve_start, "2011-03".parse().ok());
    assert_eq!((second.start_lag_months, second.build_months), (Some(6.0), Some(84.0)));
    assert_eq!((third.start_lag_months, third.build_months), (Some(9.5), None));
}

#[test]
fn the_digest_is_that_of_the_bytes() {
    assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

/// Texts with commas, quotes and Chinese; numbers of seventeen digits and with exponents.
#[test]
fn what_is_written_is_read_back_the_same() {
    let mut plots = parse("p.csv", &file(&[UNRESERVED, RESERVED, SOLD])).unwrap().plots;
    plots[0].name = "Lanes, \"old\" 田林".to_owned();
    plots[0].quality = 0.1 + 0.2;
    plots[1].gfa_public_m2 = 1.0 / 3.0;
    plots[1].sunk_cost_cny = 1e13;
    let text = write(&plots);
    assert_eq!(parse("p.csv", &text).unwrap().plots, plots);
    assert_eq!(write(&parse("p.csv", &text).unwrap().plots), text);
    assert!(text.contains(",10000000000000,") && !text.contains('\r'));
}

#[test]
fn a_row_written_by_hand_comes_back_as_it_was() {
    let text = file(&[UNRESERVED, RESERVED, SOLD]);
    assert_eq!(write(&parse("p.csv", &text).unwrap().plots), text);
}

#[test]
fn spreadsheets_may_add_marks_carriage_returns_blank_lines_and_spaces() {
    let plain = file(&[UNRESERVED, RESERVED, SOLD]);
    let plots = parse("p.csv", &plain).unwrap().plots;
    let marked = format!("\u{feff}\"# synthetic, by hand\",,\n# more,,\n\n{plain}");
    let spaced = plain.replace(',', " , ").replace('\n', "\r\n\r\n");
    for text in [marked, spaced, plain.trim_end().to_owned()] {
        assert_eq!(parse("p.csv", &text).unwrap().plots, plots, "{text}");
    }
}

#[test]
fn columns_may_stand_in_any_order() {
    let turn = |row: &str| row.split(',').rev().collect::<Vec<_>>().join(",");
    let text: String = file(&[UNRESERVED, SOLD]).lines().map(|line| turn(line) + "\n").collect();
    assert_eq!(parse("p.csv", &text).unwrap().plots.len(), 2);
}

/// The `csv` crate's own line numbers lag here, which is why they are not used.
#[test]
fn lines_are_counted_through_carriage_returns_blank_lines_and_quotes() {
    let quoted = UNRESERVED.replace("Old lanes", "\"Old\nlanes\"");
    let bad = with(SOLD, "quality", "x");
    let text = format!("# one\n\n{}", file(&[&quoted, "", "", &bad]));
    for text in [text.replace('\n', "\r\n"), text] {
        let findings = parse("p.csv", &text).unwrap_err().findings;
        let lines: Vec<Option<usize>> = findings.iter().map(|finding| finding.place.line).collect();
        assert_eq!(lines, [Some(4), Some(8)]);
    }
}

#[test]
fn a_file_without_plots_is_refused() {
    let empty = "p.csv: found an empty file; accepted: a header line and a line per plot";
    for text in ["", "\n \n", "# only a comment", "\u{feff}"] {
        check(text, &[empty]);
    }
    let none = "p.csv: found no plot below the header; accepted: a line per plot, at least one";
    check(&file(&[]), &[none]);
}

#[test]
fn unknown_missing_and_duplicate_columns_are_named() {
    let text = file(&[SOLD])
        .replacen("land_m2", "land_sqm", 1)
        .replacen("gfa_public_m2", "quality", 1)
        .replacen("start_lag_months", "", 1)
        .replacen("zone", "海", 1);
    check(
        &text,
        &[
            "p.csv:1: found a column without a name; accepted: the columns of a portfolio",
            "p.csv:1: found an unknown column \"land_sqm\"; accepted: the columns of a portfolio; \
             the nearest is land_m2",
            "p.csv:1: found an unknown column \"海\"; accepted: the columns of a portfolio",
            "p.csv:1: gfa_public_m2: found no such column; accepted: every column once",
            "p.csv:1: land_m2: found no such column; accepted: every column once",
            "p.csv:1: quality: found the column a second time; accepted: every column once",
            "p.csv:1: start_lag_months: found no such column; accepted: every column once",
            "p.csv:1: zone: found no such column; accepted: every column once",
            "p.csv:2: quality: found \"0\"; accepted: a number from 0.01 to 100",
        ],
    );
}

#[test]
fn a_missing_column_does_not_hide_what_is_wrong_in_rows() {
    let text = file(&[&with(SOLD, "land_m2", "-1")]).replacen("zone,", "zoning,", 1);
    assert_eq!(parse("p.csv", &text).unwrap_err().findings.len(), 3);
}

#[test]
fn columns_may_be_separated_by_semicolons_or_tabs() {
    let plain = file(&[UNRESERVED, RESERVED, SOLD]);
    let plots = parse("p.csv", &plain).unwrap().plots;
    for separator in [";", "\t"] {
        assert_eq!(parse("p.csv", &plain.replace(',', separator)).unwrap().plots, plots);
    }
}

/// Titles, a row of units, sums, empty rows and columns, remarks: what stands around a table.
#[test]
fn what_stands_around_a_table_is_left_out_and_told() {
    let plain = file(&[UNRESERVED, RESERVED, SOLD]);
    let plots = parse("p.csv", &plain).unwrap().plots;
    let all = columns().len();
    let mut text = format!("土地储备计划表{0}\n单位：㎡、元{0}\n", ",".repeat(all + 1));
    for (number, line) in plain.lines().enumerate() {
        let remark = if number == 0 { "备注" } else { "" };
        text.extend([line, ",,", remark, "\n"]);
    }
    let (empty, rest) = (",".repeat(all + 1), ",".repeat(all - 4));
    text.extend([&empty, "\n合计,,,,,300", &rest, "\n"]);
    let portfolio = parse("p.csv", &text).unwrap();
    assert_eq!(portfolio.plots, plots);
    assert_eq!((portfolio.understanding.headings_line, portfolio.lines[0]), (3, 4));
    assert_eq!(portfolio.understanding.sums_skipped, [8]);
    assert!(!portfolio.understanding.is_plain());
    assert!(parse("p.csv", &plain).unwrap().understanding.is_plain());
}

/// Headings as offices write them, with their units in brackets, in a row below, or above.
#[test]
fn units_stand_in_headings_below_them_or_above_the_table() {
    let plain = file(&[UNRESERVED, RESERVED, SOLD]);
    let plots = parse("p.csv", &plain).unwrap().plots;
    let in_chinese = |unit_of: &dyn Fn(&str) -> &'static str| -> String {
        let headings = Plot::COLUMNS
            .iter()
            .filter(|column| !OPTIONAL.contains(&column.name))
            .map(|column| format!("{}{}", column.chinese, unit_of(column.name)));
        headings.collect::<Vec<_>>().join(",")
    };
    let rows: Vec<&str> = plain.lines().skip(1).collect();
    let rows = rows.join("\n");
    let is_area = |name: &str| name.ends_with("_m2");
    let bracketed = in_chinese(&|name| match name {
        name if is_area(name) => "（㎡）",
        name if name.ends_with("_cny") => "(元)",
        name if name.ends_with("_months") => "（月）",
        _ => "",
    });
    let below: Vec<&str> = columns()
        .iter()
        .map(|name| match *name {
            name if is_area(name) => "平方米",
            name if name.ends_with("_cny") => "元",
            _ => "",
        })
        .collect();
    let bare = in_chinese(&|_| "");
    for text in [
        format!("{bracketed}\n{rows}\n"),
        format!("{bare}\n{}\n{rows}\n", below.join(",")),
        format!("单位：平方米、元\n{bare}\n{rows}\n"),
    ] {
        assert_eq!(parse("p.csv", &text).unwrap().plots, plots, "{text}");
    }
    let found = parse("p.csv", &format!("{bare}\n{rows}\n")).unwrap_err();
    let asked = found.findings.iter().filter(|finding| finding.found.contains("without a unit"));
    assert_eq!(asked.count(), 9, "{found}");
    let scaled = bracketed.replace("占地面积（㎡）", "占地面积（亩）");
    let scaled = parse("p.csv", &format!("{scaled}\n{rows}\n")).unwrap();
    assert!((scaled.plots[0].land_m2 / plots[0].land_m2 - 2_000.0 / 3.0).abs() < 1e-9);
}

#[test]
fn a_unit_that_says_another_thing_is_refused() {
    let text = file(&[SOLD]);
    let with_units = |unit: &str| {
        let mut units = vec![""; columns().len()];
        units[5] = unit;
        text.replacen('\n', &format!("\n{}\n", units.join(",")), 1)
    };
    assert!(parse("p.csv", &with_units("㎡")).is_ok());
    check(
        &with_units("亩"),
        &["p.csv:1: land_m2: found the unit \"亩\" over a column in m2; accepted: m2, or a \
             heading such as 占地面积（亩）"],
    );
    // A duration in weeks is not one in months.
    let weeks = parse("p.csv", &text.replacen("acquisition_months", "征收时长（周）", 1));
    let found = weeks.unwrap_err().to_string();
    assert!(found.contains("acquisition_months: found the unit \"周\"; accepted"), "{found}");
    assert!(parse("p.csv", &text.replacen("quality", "区位系数（0.5-2）", 1)).is_ok());
    let found = parse("p.csv", &text.replacen("land_m2", "占地面积（万元）", 1)).unwrap_err();
    assert!(found.to_string().contains("the unit \"万元\"; accepted: one of m2,"), "{found}");
}

#[test]
fn a_row_of_another_length_is_refused() {
    let text = file(&[&format!("{SOLD},"), "a", "# no comment here", UNRESERVED]);
    let all = columns().len();
    let short = format!("found 1 field; accepted: {all} fields, as in the header");
    check(
        &text,
        &[
            &format!("p.csv:2: found {} fields; accepted: {all} fields, as in the header", all + 1),
            &format!("p.csv:3: {short}"),
            &format!("p.csv:4: {short}"),
        ],
    );
}

#[test]
fn a_plot_id_is_used_once() {
    let again = with(SOLD, "plot_id", "a");
    check(
        &file(&[UNRESERVED, RESERVED, &again, &again]),
        &[
            "p.csv:4: plot_id: found \"a\", already used on line 2; accepted: an id of its own \
             for each plot",
            "p.csv:5: plot_id: found \"a\", already used on line 2; accepted: an id of its own \
             for each plot",
        ],
    );
}

#[test]
fn a_quote_that_is_not_closed_is_no_panic() {
    let row = SOLD.replace("Estate", "\"Estate");
    let text = file(&[&row, UNRESERVED]);
    let all = columns().len();
    let expected = format!("p.csv:2: found 2 fields; accepted: {all} fields, as in the header");
    check(&text, &[&expected]);
}

#[test]
fn too_many_plots_are_refused_and_as_many_as_allowed_are_not() {
    let rows: Vec<String> =
        (0..=MOST_PLOTS).map(|number| with(SOLD, "plot_id", &number.to_string())).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    assert_eq!(parse("p.csv", &file(&rows[..MOST_PLOTS])).unwrap().plots.len(), MOST_PLOTS);
    let found = "p.csv:10002: found more than 10000 plots; accepted: up to 10000 plots";
    check(&file(&rows), &[found]);
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    let text = "#".repeat(MOST_BYTES + 1);
    check(&text, &["p.csv: found more than 16777216 bytes; accepted: a file of up to 16 MB"]);
}

/// A file of its own for each test, removed when the test ends.
struct Scratch(std::path::PathBuf);

impl Scratch {
    fn new(name: &str, bytes: &[u8]) -> Self {
        let name = format!("landsim-portfolio-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, bytes).unwrap();
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn a_file_is_read_under_the_name_the_user_gave() {
    let text = file(&[SOLD]);
    let scratch = Scratch::new("good.csv", text.as_bytes());
    let portfolio = read(&scratch.0).unwrap();
    assert_eq!(portfolio.file, scratch.0.display().to_string());
    assert_eq!(portfolio.digest, sha256(text.as_bytes()));
}

#[test]
fn bytes_that_are_no_text_are_refused_with_their_line() {
    let mut bytes = file(&[SOLD]).into_bytes();
    bytes.extend(b"d,\xff\xff\n");
    let scratch = Scratch::new("odd.csv", &bytes);
    let message = read(&scratch.0).unwrap_err().to_string();
    assert!(
        message.contains(":3: found bytes that are no text; accepted: UTF-8 text"),
        "{message}"
    );
}

#[test]
fn a_large_file_is_refused_before_it_is_read_to_the_end() {
    let scratch = Scratch::new("large.csv", &vec![b'#'; MOST_BYTES + 1]);
    let message = read(&scratch.0).unwrap_err().to_string();
    assert!(message.ends_with("accepted: a file of up to 16 MB"), "{message}");
}

#[test]
fn a_file_that_cannot_be_read_is_a_finding() {
    let missing = std::env::temp_dir().join("landsim-portfolio-missing.csv");
    for path in [missing, std::env::temp_dir()] {
        let message = read(&path).unwrap_err().to_string();
        assert!(message.contains("found a file that cannot be read ("), "{message}");
    }
}

/// The shipped file cut at every character of its beginning, and with a character too many
/// here and there: whatever comes, findings and no panic.
#[test]
fn no_cut_or_damaged_file_panics() {
    let (_, text) = shipped();
    let start: String = text.chars().take(1_500).collect();
    for (end, _) in start.char_indices() {
        let _ = parse("p.csv", start.get(..end).unwrap());
    }
    for damage in ["\"", ",", "\r", "\n", "\0", "#", "\u{feff}", "-", "地"] {
        for (position, _) in start.char_indices().step_by(7) {
            let mut damaged = start.clone();
            damaged.insert_str(position, damage);
            let _ = parse("p.csv", &damaged);
        }
    }
}

/// Marks of a Chinese keyboard in the place of commas are named, once for a row.
#[test]
fn full_width_separators_are_named() {
    let text = shipped().1;
    let (comments, table): (Vec<&str>, Vec<&str>) =
        text.lines().partition(|line| line.starts_with('#'));
    let found = |lines: &[String]| -> Vec<String> {
        let text = lines.join("\n");
        let findings = parse("p.csv", &text).expect_err("it is refused").findings;
        findings.iter().map(ToString::to_string).collect()
    };
    assert_eq!(comments.len(), 3);
    let mut lines: Vec<String> = table.iter().take(4).map(|line| (*line).to_owned()).collect();
    lines[0] = lines[0].replace(',', "，");
    assert_eq!(found(&lines), ["p.csv:1: found full-width comma '，'; accepted: ','"]);
    lines[0] = table[0].to_owned();
    let cells: Vec<&str> = table[2].split(',').collect();
    lines[2] = format!("{}，{},{}", cells[..6].join(","), cells[6], cells[7..].join(","));
    assert_eq!(found(&lines), ["p.csv:3: found full-width comma '，'; accepted: ','"]);
}
