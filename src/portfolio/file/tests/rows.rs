//! Findings about the cells of a row, each alone and together.

use super::{RESERVED, SOLD, UNRESERVED, check, check_cell, file, with};
use crate::portfolio::file::{parse, write};
use crate::portfolio::plot::{Holder, Plot};

#[test]
fn a_cell_that_is_no_number_of_its_column_is_refused() {
    let area = "a number of m² from 0 to 100000000";
    let money = "a number of CNY from 0 to 10000000000000";
    let months = "a number of months from 0 to 1200";
    let optional = "an empty cell or a number of months from 0 to 1200";
    let cases = [
        ("land_m2", "-1", area),
        ("land_m2", "NaN", area),
        ("gfa_residential_m2", "inf", area),
        ("gfa_commercial_office_m2", "1e9", area),
        ("gfa_affordable_m2", "many", area),
        ("gfa_public_m2", "1 000", area),
        ("demolished_gfa_m2", "1e999", area),
        ("acquisition_cost_cny", "-0.01", money),
        ("preparation_cost_cny", "2e13", money),
        ("sunk_cost_cny", "1_000", money),
        ("acquisition_months", "1201", months),
        ("preparation_months", "-6", months),
        ("start_lag_months", "soon", optional),
        ("build_months", "-1", optional),
        ("quality", "0.001", "a number from 0.01 to 100"),
        ("quality", "101", "a number from 0.01 to 100"),
        ("households", "-1", "a whole number from 0 to 1000000"),
        ("households", "1.5", "a whole number from 0 to 1000000"),
        ("households", "1000001", "a whole number from 0 to 1000000"),
    ];
    for (column, cell, accepted) in cases {
        let expected = format!("{column}: found \"{cell}\"; accepted: {accepted}");
        check_cell(UNRESERVED, column, cell, &expected);
    }
    let empty = "quality: found an empty cell; accepted: a number from 0.01 to 100";
    check_cell(UNRESERVED, "quality", "", empty);
}

#[test]
fn a_month_that_cannot_be_told_is_refused() {
    for column in ["reserve_start", "list_date", "ready_date"] {
        for cell in ["2011", "2011-13", "01/2011", "11-Mar"] {
            let accepted = "an empty cell or a month such as 2011-01";
            let expected = format!("{column}: found \"{cell}\"; accepted: {accepted}");
            check_cell(UNRESERVED, column, cell, &expected);
        }
    }
}

#[test]
fn names_that_do_not_exist_are_refused_with_the_nearest() {
    let cases = [
        (
            "class",
            "distric",
            "\"distric\"; accepted: district, joint or city; the nearest is district",
        ),
        ("class", "", "an empty cell; accepted: district, joint or city"),
        (
            "status",
            "Unreserved",
            "\"Unreserved\"; accepted: unreserved, reserved, sold or buyback; the nearest is \
             unreserved",
        ),
        ("zone", "", "an empty cell; accepted: the id of a zone"),
        ("source", "", "an empty cell; accepted: plan, data:<file> or synthetic, with a reason"),
        ("plot_id", "", "an empty cell; accepted: one or more letters, digits, '-', '_' and '.'"),
        ("plot_id", "a b", "\"a b\"; accepted: one or more letters, digits, '-', '_' and '.'"),
        ("plot_id", "地/块", "\"地/块\"; accepted: one or more letters, digits, '-', '_' and '.'"),
    ];
    for (column, cell, expected) in cases {
        check_cell(UNRESERVED, column, cell, &format!("{column}: found {expected}"));
    }
}

#[test]
fn the_ends_of_the_ranges_are_accepted() {
    for (column, cell) in [
        ("land_m2", "1e8"),
        ("gfa_residential_m2", "-0"),
        ("acquisition_cost_cny", "1e13"),
        ("acquisition_months", "1200"),
        ("households", "1000000"),
        ("quality", "0.01"),
        ("quality", "100"),
        ("name", ""),
        ("plot_id", "地块-1"),
    ] {
        check(&file(&[&with(UNRESERVED, column, cell)]), &[]);
    }
}

#[test]
fn dates_must_fit_the_status_and_each_other() {
    let start = "an empty cell; only unreserved rows have a start of acquisition";
    let ready = "an empty cell; only reserved rows have a month of net land";
    let cases = [
        (
            RESERVED,
            "reserve_start",
            "2011-01",
            format!("2011-01 on a reserved row; accepted: {start}"),
        ),
        (SOLD, "reserve_start", "2011-01", format!("2011-01 on a sold row; accepted: {start}")),
        (
            UNRESERVED,
            "ready_date",
            "2012-01",
            format!("2012-01 on an unreserved row; accepted: {ready}"),
        ),
        (SOLD, "ready_date", "2012-01", format!("2012-01 on a sold row; accepted: {ready}")),
        (
            SOLD,
            "list_date",
            "2012-01",
            "2012-01 on a sold row; accepted: an empty cell; a sold row is not listed".to_owned(),
        ),
        (
            RESERVED,
            "ready_date",
            "",
            "an empty cell on a reserved row; accepted: the month of net land, such as 2011-06"
                .to_owned(),
        ),
        (
            UNRESERVED,
            "list_date",
            "2011-02",
            "2011-02, before reserve_start 2011-03; accepted: an empty cell or a month from \
             2011-03 on"
                .to_owned(),
        ),
    ];
    for (row, column, cell, expected) in cases {
        check_cell(row, column, cell, &format!("{column}: found {expected}"));
    }
    let expected = "list_date: found 2013-01 on an unreserved row without reserve_start; \
                    accepted: an empty cell, or a reserve_start";
    check_cell(UNRESERVED, "reserve_start", "", expected);
}

#[test]
fn a_listing_may_wait_for_net_land() {
    check(&file(&[&with(RESERVED, "list_date", "2011-01")]), &[]);
    check(&file(&[&with(UNRESERVED, "list_date", "2011-03")]), &[]);
    check(&file(&[&with(UNRESERVED, "list_date", "")]), &[]);
}

#[test]
fn spending_must_fit_the_status() {
    let nothing = "0; a sold row costs the reserve nothing";
    let households = "0; households count where their clearance begins in the run";
    for (row, status) in [(RESERVED, "a reserved"), (SOLD, "a sold")] {
        let expected = format!("households: found 5 on {status} row; accepted: {households}");
        check_cell(row, "households", "5", &expected);
    }
    for column in ["acquisition_cost_cny", "acquisition_months"] {
        let expected = format!("{column}: found 5 on a sold row; accepted: {nothing}");
        check_cell(SOLD, column, "5", &expected);
    }
    // Clearance that goes on has months left where it has cost left.
    check(&file(&[&with(RESERVED, "acquisition_months", "5")]), &[]);
    let expected = "acquisition_months: found cost of clearance that is left, and no month of it; \
                    accepted: the months that are left, 1 or more";
    check_cell(RESERVED, "acquisition_cost_cny", "5", expected);
    for column in ["preparation_cost_cny", "preparation_months"] {
        let expected = format!("{column}: found 5 on a sold row; accepted: {nothing}");
        check_cell(SOLD, column, "5", &expected);
    }
    let reason = "0; an unreserved row has no cost from before the start";
    let expected = format!("sunk_cost_cny: found 5 on an unreserved row; accepted: {reason}");
    check_cell(UNRESERVED, "sunk_cost_cny", "5", &expected);
    // Of a sold row it is what instalments still to come return.
    check(&file(&[&with(SOLD, "sunk_cost_cny", "5")]), &[]);
}

#[test]
fn a_planned_acquisition_takes_time() {
    for column in ["acquisition_months", "preparation_months"] {
        let expected =
            format!("{column}: found 0.5 on a row with reserve_start; accepted: 1 or more months");
        check_cell(UNRESERVED, column, "0.5", &expected);
    }
    let unplanned = with(&with(UNRESERVED, "reserve_start", ""), "list_date", "");
    check(&file(&[&with(&unplanned, "acquisition_months", "0")]), &[]);
}

#[test]
fn a_plot_has_land_and_floor_area() {
    let expected = "land_m2: found no land; accepted: a number of m² above 0";
    check_cell(SOLD, "land_m2", "0", expected);
    let expected = "gfa_*_m2: found no floor area of any use; accepted: a sum above 0";
    check_cell(RESERVED, "gfa_commercial_office_m2", "0", expected);
}

#[test]
fn everything_wrong_with_a_row_is_found_at_once() {
    let mut row = with(RESERVED, "land_m2", "wide");
    for (column, cell) in [("quality", ""), ("ready_date", ""), ("households", "3")] {
        row = with(&row, column, cell);
    }
    let keys = |text: &str| -> Vec<String> {
        let findings = parse("p.csv", text).unwrap_err().findings;
        findings.into_iter().map(|finding| finding.key).collect()
    };
    assert_eq!(keys(&file(&[&row])), ["households", "land_m2", "quality", "ready_date"]);
}

#[test]
fn a_line_break_in_a_name_is_refused() {
    let row = SOLD.replace("Estate", "\"Est\nate\"");
    check(
        &file(&[&row]),
        &["p.csv:2: name: found \"Est\\nate\"; accepted: text on one line of at most 2000 \
             characters"],
    );
}

#[test]
fn long_cells_are_shortened_in_findings() {
    let long = "9".repeat(50_000);
    let expected =
        format!("quality: found \"{}…\"; accepted: a number from 0.01 to 100", "9".repeat(40));
    check_cell(SOLD, "quality", &long, &expected);
}

/// Idle land has its own columns; a table may leave them out where no row says anything in them.
#[test]
fn land_that_is_bought_back_has_a_price_of_its_own() {
    const IDLE: &str = "d,Idle,huajing,district,buyback,100,150,0,0,0,2026-03,2027-06,,0,0,0,0,0,0,\
                        0,,,1,plan,state_firm,9.5e7,9e7,0.02,,,1.2e8";
    let all: Vec<&str> = Plot::COLUMNS.iter().map(|column| column.name).collect();
    let table = |row: &str| format!("{}\n{row}\n", all.join(","));
    let with = |changes: &[(&str, &str)]| {
        let mut cells: Vec<&str> = IDLE.split(',').collect();
        for (column, cell) in changes {
            cells[all.iter().position(|name| name == column).unwrap()] = cell;
        }
        table(&cells.join(","))
    };
    let plots = parse("p.csv", &table(IDLE)).unwrap().plots;
    assert_eq!(plots[0].holder, Holder::StateFirm);
    assert_eq!((plots[0].cut, plots[0].stated_value()), (Some(0.02), Some(1.2e8)));
    assert_eq!(parse("p.csv", &write(&plots)).unwrap().plots, plots);
    // A share may be written in per cent; both values are as good as a cut.
    let values = ("value_original_plan_cny", "6e7");
    check(&with(&[("cut", ""), values, ("value_benchmark_cny", "5.5e7")]), &[]);
    check(
        &with(&[("cut", ""), values]),
        &["p.csv:2: cut: found an empty cell on a buyback row without both values; accepted: a \
             share from 0 to 1, or value_original_plan_cny and value_benchmark_cny"],
    );
    check(
        &with(&[("acquisition_cost_cny", "5")]),
        &["p.csv:2: acquisition_cost_cny: found 5 on a buyback row; accepted: 0; what a buyback \
             row costs follows from its price"],
    );
    check(
        &with(&[
            ("status", "unreserved"),
            ("acquisition_months", "5"),
            ("preparation_months", "5"),
        ]),
        &[
            "p.csv:2: cut: found 0.02 on an unreserved row; accepted: an empty cell; only buyback \
             rows are bought at such a price",
            "p.csv:2: original_price_cny: found 95000000 on an unreserved row; accepted: an empty \
             cell; only buyback rows are bought at such a price",
        ],
    );
}
