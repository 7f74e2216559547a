//! `landsim portfolio`: the shipped file is what the program makes, and it adds up.

use std::io::Write as _;

use landsim::portfolio::file::read;
use landsim::portfolio::generate::shipped;
use landsim::portfolio::plot::Plot;

use super::{DONE, NOT_WRITTEN, REFUSED, Workplace, assert_same_tables, tables_of};

/// Rows of the check's table: figure, plan, portfolio, plan as planned, difference, verdict.
fn checked(stdout: &str) -> Vec<[String; 6]> {
    let row = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [figure, _unit, plan, portfolio, planned, difference, verdict] = words[..] else {
            panic!("seven cells: {line}")
        };
        [figure, plan, portfolio, planned, difference, verdict].map(str::to_owned)
    };
    stdout.lines().skip(3).take_while(|line| !line.trim().is_empty()).map(row).collect()
}

#[test]
fn the_shipped_seed_generates_the_shipped_portfolio_byte_for_byte() {
    let place = Workplace::new();
    let output = place
        .program(&["portfolio", "generate", "--seed", "20110140"])
        .output()
        .expect("the program can be run");
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/seeds/plots/baseline.csv");
    let expected = std::fs::read(file).expect("the shipped portfolio is there");
    assert_eq!(output.status.code(), Some(DONE));
    assert!(output.stderr.is_empty());
    assert!(output.stdout == expected, "generated and shipped portfolio differ");
    assert_eq!(place.names(""), Vec::<String>::new(), "it prints and writes nothing");
}

#[test]
fn another_seed_generates_another_portfolio_that_adds_up_too() {
    let place = Workplace::new();
    let text = place.landsim(&["portfolio", "generate", "--seed", "7"]).stdout;
    assert_ne!(text, shipped().1);
    let place = place.with("seven.csv", &text);
    let check = place.landsim(&["portfolio", "check", "seven.csv", "--plan", "builtin:plan"]);
    assert_eq!((check.code, check.stderr.as_str()), (Some(DONE), ""));
    assert!(checked(&check.stdout).iter().all(|row| row[5] == "agrees"), "{}", check.stdout);
}

#[test]
fn the_shipped_portfolio_agrees_with_every_published_total() {
    let check = Workplace::new().landsim(&["portfolio", "check"]);
    assert_eq!((check.code, check.stderr.as_str()), (Some(DONE), ""));
    assert_eq!(
        check.stdout.lines().next(),
        Some("seeds/plots/baseline.csv: 161 plots; totals of seeds/plan.toml")
    );
    let published = [
        ("reserve_plots", "58", "58"),
        ("reserve_land_ha", "159", "159"),
        ("reserve_gfa_m2", "4830000", "4830000"),
        ("reserve_gfa_commercial_office_m2", "1680000", "1680000"),
        ("sale_plots", "80", "80"),
        ("sale_land_ha", "201.5", "201.5"),
        ("sale_gfa_m2", "4800000", "4800000"),
        ("sale_gfa_commercial_office_m2", "2044000", "2044000"),
        ("construction_gfa_m2", "10280000", "10934275"),
        ("construction_gfa_commercial_office_m2", "3350000", "3503104"),
        ("affordable_gfa_m2", "1000000", "1037725"),
        ("renewal_households", "7000", "7000"),
        ("renewal_demolished_gfa_m2", "400000", "400000"),
    ];
    // What could be built on is more than the plan expects to be started.
    let expected = published.map(|(figure, total, rows)| {
        [figure, total, rows, total, "0", "agrees"].map(str::to_owned)
    });
    assert_eq!(checked(&check.stdout), expected);
}

#[test]
fn a_portfolio_without_one_of_its_plots_differs_and_says_where() {
    // A reserve plot is in the reserve and the sale programme and so in nearly every total.
    let rows: Vec<&str> =
        shipped().1.lines().filter(|line| !line.starts_with("reserve-01,")).collect();
    let place = Workplace::new().with("fewer.csv", &(rows.join("\n") + "\n"));
    // Without a plan a table is held against itself.
    let alone = place.landsim(&["portfolio", "check", "fewer.csv"]);
    assert_eq!((alone.code, alone.stderr.as_str()), (Some(DONE), ""));
    assert!(
        alone.stdout.starts_with("fewer.csv: 160 plots; no plan is stated"),
        "{}",
        alone.stdout
    );
    let check = place.landsim(&["portfolio", "check", "fewer.csv", "--plan", "builtin:plan"]);
    assert_eq!((check.code, check.stderr.as_str()), (Some(REFUSED), ""));
    assert!(check.stdout.starts_with("fewer.csv: 160 plots; totals of seeds/plan.toml\n"));
    let lines = checked(&check.stdout);
    assert_eq!(lines.len(), 13);
    let row = |figure: &str| {
        let found = lines.iter().find(|line| line[0] == figure);
        found.unwrap_or_else(|| panic!("{figure} is checked")).clone()
    };
    let cells = |figure: &str, [plan, portfolio, difference, verdict]: [&str; 4]| {
        [figure, plan, portfolio, portfolio, difference, verdict].map(str::to_owned)
    };
    assert_eq!(row("reserve_plots"), cells("reserve_plots", ["58", "57", "-1", "differs"]));
    assert_eq!(row("sale_plots"), cells("sale_plots", ["80", "79", "-1", "differs"]));
    assert_eq!(
        row("renewal_households"),
        cells("renewal_households", ["7000", "6938", "-62", "differs"])
    );
}

#[test]
fn the_order_of_rows_in_a_portfolio_changes_no_byte_of_the_tables() {
    let (_, text) = shipped();
    let header = text.lines().position(|line| line.starts_with("plot_id,")).expect("a header");
    let (head, rows): (Vec<_>, Vec<_>) =
        text.lines().enumerate().partition(|(index, _)| *index <= header);
    let mut reordered: Vec<&str> = head.into_iter().map(|(_, line)| line).collect();
    reordered.extend(rows.iter().rev().map(|(_, line)| *line));
    let place = Workplace::new().with("reordered.csv", &(reordered.join("\n") + "\n"));
    let run = ["run", "--trials", "50", "--quiet", "--plan", "builtin:plan", "--out"];
    place.quietly(&[&run[..], &["shipped"]].concat());
    place.quietly(&[&run[..], &["mine", "--portfolio", "reordered.csv"]].concat());
    let [left, right] =
        ["shipped/baseline", "mine/baseline"].map(|folder| tables_of(place.files(folder)));
    assert_same_tables(&left, &right, "rows in reverse order");
}

/// What a template holds is read back as the plots that it shows, in either language and after a
/// real spreadsheet has opened and saved it.
#[test]
fn a_template_comes_back_as_the_plots_it_shows() {
    let place = Workplace::new();
    let mut all = Vec::new();
    for (book, lang) in [("zh.xlsx", "zh"), ("en.xlsx", "en")] {
        let outcome = place.landsim(&["portfolio", "template", book, "--lang", lang]);
        assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
        all.push(read(&place.join(book)).expect("a template that is read").plots);
        let again = place.landsim(&["portfolio", "template", book]);
        assert_eq!(again.code, Some(NOT_WRITTEN), "what is there is left alone");
    }
    // Names and zones are called in the language; everything else is the same.
    let alike = |plots: &[Plot]| -> Vec<Plot> {
        let neutral = |plot: &Plot| Plot {
            name: String::new(),
            zone: String::new(),
            source: String::new(),
            ..plot.clone()
        };
        plots.iter().map(neutral).collect()
    };
    assert_eq!(alike(&all[0]), alike(&all[1]));
    assert_eq!((all[0][0].zone.as_str(), all[1][0].zone.as_str()), ("北片区", "north"));
    let statuses: Vec<_> = all[0].iter().map(|plot| plot.status.name()).collect();
    assert_eq!(statuses, ["unreserved", "reserved"]);
    assert_eq!((all[0][0].land_m2, all[0][0].acquisition_cost_cny), (20_000.0, 320_000_000.0));
    let converted = |from: &str, to: &str| {
        std::process::Command::new("soffice")
            .arg("--headless")
            .arg(format!("-env:UserInstallation=file://{}", place.join("profile").display()))
            .args(["--convert-to", to, "--outdir"])
            .arg(place.join("saved"))
            .arg(place.join(from))
            .output()
            .is_ok_and(|output| output.status.success())
    };
    if !converted("zh.xlsx", "xlsx") {
        let _ = std::io::stderr().write_all(b"SKIPPED: no spreadsheet to save a template\n");
        return;
    }
    let plots = read(&place.join("saved/zh.xlsx")).expect("what a spreadsheet saved").plots;
    assert_eq!(plots, all[0]);
    // A third plot is filled in below the examples, as the first with another id and a site of 45
    // in place of 30 亩.
    assert!(converted("saved/zh.xlsx", "fods"));
    let sheets = place.text("saved/zh.fods");
    let example = &all[0][0];
    let id = format!("<text:p>{}</text:p>", example.plot_id);
    let at = sheets.find(&id).expect("the example");
    let begins = sheets[..at].rfind("<table:table-row").expect("its row");
    let end = "</table:table-row>";
    let ends = at + sheets[at..].find(end).expect("the end of its row") + end.len();
    let row = &sheets[begins..ends];
    let filled = row
        .replace(&id, "<text:p>新-01</text:p>")
        .replace("office:value=\"30\"", "office:value=\"45\"");
    assert_eq!(filled.matches("office:value=\"45\"").count(), 1, "{filled}");
    let sheets = format!("{}{filled}{}", &sheets[..ends], &sheets[ends..]);
    std::fs::write(place.join("filled.fods"), sheets).expect("the filled template");
    assert!(converted("filled.fods", "xlsx"));
    let mut plots = read(&place.join("saved/filled.xlsx")).expect("what was filled in").plots;
    let place_of = plots.iter().position(|plot| plot.plot_id == "新-01").expect("the third plot");
    let third = plots.remove(place_of);
    assert_eq!(third, Plot { plot_id: "新-01".into(), land_m2: 30_000.0, ..example.clone() });
    assert_eq!(plots, all[0], "the examples are as they were");
}
