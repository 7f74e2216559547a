//! Portfolio files that are wrong, given to a run and to `portfolio check`.

use landsim::portfolio::generate::shipped;

use super::{Outcome, PORTFOLIO, REFUSED, Workplace, line_of, patched};

/// First row of the shipped portfolio, a carry-over plot.
const FIRST: &str = "carry-01,华泾 结转 01 | Huajing carry 01,huajing,district,sold,19595,";
/// A row of the reserve programme up to its dates.
const RESERVE: &str = "reserve-01,龙华 储备 01 | Longhua reserve 01,longhua,district,unreserved,31823,\
    34990,36416,4120,2336,2011-01,2012-11,,";

/// Asserts that a run with this portfolio and a check of it are both refused with these lines, in
/// which `@` stands for the line of the row under test.
fn refuses(bytes: impl AsRef<[u8]>, row: &str, expected: &str) {
    let line = line_of(shipped().1, row).to_string();
    let expected = expected.replace('@', &line);
    let place = Workplace::new().with(PORTFOLIO, bytes);
    place.refuses(&["--portfolio", PORTFOLIO], &expected);
    let refused =
        Outcome { code: Some(REFUSED), stdout: String::new(), stderr: format!("{expected}\n") };
    assert_eq!(place.landsim(&["portfolio", "check", PORTFOLIO]), refused);
}

/// The shipped portfolio with one passage replaced.
fn portfolio(from: &str, to: &str) -> String {
    patched(shipped().1, from, to)
}

#[test]
fn a_zone_that_the_scenario_does_not_price_is_refused_with_the_nearest() {
    // Only a scenario prices zones, so a check of the portfolio alone has nothing to say here.
    let line = line_of(shipped().1, FIRST);
    for (zone, accepted) in [
        ("caohejin", "a zone of scenarios/baseline.toml, perhaps \"caohejing\""),
        (
            "moon",
            "a zone of scenarios/baseline.toml: caohejing, huajing, longhua, riverside_b, \
             riverside_c, riverside_d, south_station, xujiahui",
        ),
    ] {
        let row = FIRST.replace(",huajing,", &format!(",{zone},"));
        Workplace::new().with(PORTFOLIO, portfolio(FIRST, &row)).refuses(
            &["--portfolio", PORTFOLIO],
            &format!(
                "plots.csv:{line}: zone: found {zone:?} at plot carry-01; accepted: {accepted}"
            ),
        );
    }
}

#[test]
fn a_plot_has_an_id_of_its_own() {
    let text = portfolio("\ncarry-02,", "\ncarry-01,");
    refuses(
        text,
        "carry-02,",
        &format!(
            "plots.csv:@: plot_id: found \"carry-01\", already used on line {}; accepted: an id of \
             its own for each plot",
            line_of(shipped().1, FIRST)
        ),
    );
}

#[test]
fn a_cell_that_is_no_value_of_its_column_is_refused() {
    for cell in ["-19595", "NaN", "1e9", "19 595", "19595 m2"] {
        refuses(
            portfolio(FIRST, &FIRST.replace(",19595,", &format!(",{cell},"))),
            FIRST,
            &format!(
                "plots.csv:@: land_m2: found \"{cell}\"; accepted: a number of m² from 0 to \
                 100000000"
            ),
        );
    }
}

#[test]
fn dates_are_months_in_order() {
    for (dates, expected) in [
        (
            "2011-01,2010-12,,",
            "list_date: found 2010-12, before reserve_start 2011-01; accepted: an empty cell or a \
             month from 2011-01 on",
        ),
        (
            "2011-01,2012-11,2012-01,",
            "ready_date: found 2012-01 on an unreserved row; accepted: an empty cell; only \
             reserved rows have a month of net land",
        ),
        (
            "2011-13,2012-11,,",
            "reserve_start: found \"2011-13\"; accepted: an empty cell or a month such as 2011-01",
        ),
    ] {
        refuses(
            portfolio(RESERVE, &RESERVE.replace("2011-01,2012-11,,", dates)),
            RESERVE,
            &format!("plots.csv:@: {expected}"),
        );
    }
}

#[test]
fn every_column_stands_in_the_header_once() {
    refuses(
        portfolio(",quality,source\n", ",qualty,source\n"),
        "plot_id,",
        "plots.csv:@: found an unknown column \"qualty\"; accepted: the columns of a portfolio; \
         the nearest is quality\n\
         plots.csv:@: quality: found no such column; accepted: every column once",
    );
    refuses(
        portfolio(",quality,source\n", ",source,source\n"),
        "plot_id,",
        "plots.csv:@: quality: found no such column; accepted: every column once\n\
         plots.csv:@: source: found the column a second time; accepted: every column once",
    );
    refuses(
        portfolio("land_m2,", "用地面积,"),
        "plot_id,",
        "plots.csv:@: land_m2: found the heading \"用地面积\" without a unit; accepted: its unit in \
         brackets, one of m2, m², ㎡, 平方米, 平米, 万㎡, 万m2, 万m², 万平方米, 万平米, 亩, mu, 公顷, ha",
    );
}

#[test]
fn a_missing_column_is_refused_whatever_its_rows_hold() {
    let text = shipped().1;
    let without_last = |line: &str| match line.rsplit_once(',') {
        Some((rest, _)) if !line.starts_with('#') && !line.ends_with('"') => format!("{rest}\n"),
        _ => format!("{line}\n"),
    };
    let rows: String = text
        .lines()
        // A quoted reason has commas of its own; these rows are not needed here.
        .filter(|line| line.starts_with('#') || !line.ends_with('"'))
        .map(without_last)
        .collect();
    refuses(
        rows,
        "plot_id,",
        "plots.csv:@: source: found no such column; accepted: every column once",
    );
}

#[test]
fn a_portfolio_that_is_empty_or_no_text_is_refused() {
    let row = FIRST;
    for empty in ["", "\n\n", "# nothing but a comment\n"] {
        refuses(
            empty,
            row,
            "plots.csv: found an empty file; accepted: a header line and a line per plot",
        );
    }
    let header = shipped().1.lines().find(|line| line.starts_with("plot_id")).expect("a header");
    refuses(
        header,
        row,
        "plots.csv: found no plot below the header; accepted: a line per plot, at least one",
    );
    let mut bytes = shipped().1.as_bytes().to_vec();
    let at = shipped().1.find("Huajing carry 01").expect("the first plot has a name");
    bytes[at] = 0xe9;
    refuses(
        bytes,
        row,
        "plots.csv:@: found bytes that are no text; accepted: UTF-8 text (a spreadsheet saves it \
         as \"CSV UTF-8\"), UTF-16 or GB18030, or a workbook (.xlsx)",
    );
}

#[test]
fn a_portfolio_that_cannot_be_read_is_refused() {
    for (name, cause) in [
        ("missing.csv", "No such file or directory (os error 2)"),
        ("folder", "Is a directory (os error 21)"),
    ] {
        let expected = format!(
            "{name}: found a file that cannot be read ({cause}); accepted: a readable CSV file"
        );
        let place = Workplace::new().with("folder/plots.csv", "");
        place.refuses(&["--portfolio", name], &expected);
        let refused =
            Outcome { code: Some(REFUSED), stdout: String::new(), stderr: format!("{expected}\n") };
        assert_eq!(place.landsim(&["portfolio", "check", name]), refused);
    }
    // A device that never ends is read no further than a portfolio may be long.
    Workplace::new().refuses(
        &["--portfolio", "/dev/zero"],
        "/dev/zero: found more than 16777216 bytes; accepted: a file of up to 16 MB",
    );
}

#[test]
fn every_finding_of_a_portfolio_is_reported_in_the_order_of_lines() {
    let first = line_of(shipped().1, FIRST);
    let reserve = line_of(shipped().1, RESERVE);
    let text = portfolio(RESERVE, &RESERVE.replace(",district,", ",distrct,"));
    let text = patched(&text, FIRST, &FIRST.replace(",19595,", ",0,"));
    refuses(
        text,
        FIRST,
        &format!(
            "plots.csv:{first}: land_m2: found no land; accepted: a number of m² above 0\n\
             plots.csv:{reserve}: class: found \"distrct\"; accepted: district, joint or city; the \
             nearest is district"
        ),
    );
}
