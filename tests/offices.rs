//! Tables as offices keep them, and a district of which the program ships nothing: inputs that
//! other offices brought (`tests/data/offices`).

#![cfg(feature = "spreadsheets")]
#![expect(clippy::expect_used, reason = "an input that cannot be read has failed")]

#[path = "data/workbook/pack.rs"]
mod pack;

use std::path::{Path, PathBuf};

use landsim::case::Case;
use landsim::case::doubts::doubts;
use landsim::case::inputs::Inputs;
use landsim::case::models::Models;
use landsim::catalogue::figure::Figure;
use landsim::ensemble::{self, Figures};
use landsim::portfolio::plan::Origin;
use landsim::portfolio::plan_total::Total;
use landsim::portfolio::{Portfolio, file, plausible};
use landsim::reader::office::workbook::of_workbook;
use landsim::scenario::Scenario;
use landsim::targets::{Aims, target};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/offices").join(name)
}

fn table(name: &str) -> Portfolio {
    file::read(&path(name)).expect("a table that is read")
}

fn another_district(table: &str) -> Case {
    let scenario = Scenario::load(&path("another-district.toml")).expect("a scenario");
    Inputs::new(Some(&path(table)), None).case(scenario).expect("they fit together")
}

/// Every spelling of the same twelve plots gives the same plots: Excel, GB18030, Chinese headings
/// with 亩 and 万元, months as Excel shows them, a title, units and a sum around the table.
#[test]
fn every_spelling_of_a_table_gives_the_same_plots() {
    let plain = table("plots12.csv");
    assert_eq!(plain.plots.len(), 12);
    for name in [
        "plots12.xlsx",
        "plots-gb18030.csv",
        "plots-chinese-headings.csv",
        "plots-months-as-excel-shows-them.csv",
        "plots-title-units-total-rows.csv",
        "plots-empty-rows-at-the-end.csv",
    ] {
        let other = table(name);
        assert_eq!(other.plots, plain.plots, "{name}");
    }
    assert_eq!(table("plots-gb18030.csv").understanding.encoding, "gb18030");
    let told = table("plots-chinese-headings.csv").understanding.told();
    assert!(told.contains("用地面积（亩） → land_m2 [亩]"), "{told}");
    assert!(told.contains("已投入（万元） → sunk_cost_cny [万元]"), "{told}");
}

/// The same bits of figures from a workbook as from a CSV file.
#[test]
fn a_workbook_gives_the_figures_of_its_text() {
    let figures = |table: &str| -> Figures {
        let case = another_district(table);
        let models = Models::new(&case, 3);
        ensemble::figures(models.source(), 64, &|_| true).expect("nobody interrupts")
    };
    let bits = |figures: &Figures| -> Vec<u64> {
        figures.iter().flatten().map(|value| value.to_bits()).collect()
    };
    let plain = bits(&figures("plots12.csv"));
    assert_eq!(bits(&figures("plots12.xlsx")), plain);
    assert_eq!(bits(&figures("plots-chinese-headings.csv")), plain);
}

/// Headings that say one unit over numbers in another cannot be told apart from odd plots; they are
/// doubted, and the unit that slipped is named.
#[test]
fn units_that_slipped_are_doubted() {
    assert!(plausible::doubts(&table("plots12.csv")).is_empty());
    for (name, slip) in
        [("plots-in-mu.csv", "land_m2 in 亩?"), ("plots-in-wan-yuan.csv", "costs in 万元?")]
    {
        let doubts = plausible::doubts(&table(name));
        let told: Vec<String> = doubts.iter().map(ToString::to_string).collect();
        assert!(told.iter().any(|told| told.contains(slip)), "{name}: {told:?}");
    }
}

/// Without a plan the targets are what the table plans inside the window, and nothing of the
/// shipped plan.
#[test]
fn targets_of_another_district_follow_from_its_table() {
    let case = another_district("plots12.csv");
    let plan = case.plan();
    assert_eq!(plan.origin, Origin::PlotTable);
    assert_eq!(plan.value(Total::ReservePlots), Some(7.0));
    assert_eq!(plan.value(Total::ReserveLandHa).map(|ha| (ha * 10.0).round()), Some(203.0));
    assert_eq!(plan.value(Total::SalePlots), Some(12.0));
    assert_eq!(plan.value(Total::SaleLandHa).map(|ha| (ha * 10.0).round()), Some(438.0));
    assert_eq!(plan.value(Total::SaleGfaM2), Some(1_013_400.0));
    assert_eq!(plan.value(Total::AffordableGfaM2), None);
    let models = Models::new(&case, 1);
    let figures = ensemble::figures(models.source(), 2_000, &|_| true).expect("nobody interrupts");
    let aims = Aims::of(&case);
    let share = |figure: Figure| {
        let target = target(figure, &aims).expect("a target");
        let holds =
            |row: &&[f64; Figure::COUNT]| target.relation.holds(row[figure as usize], target.value);
        figures.iter().filter(holds).count()
    };
    // Of 2,000 futures; nearly all reserve the seven plots, most miss one of the twelve sales.
    assert!(share(Figure::ReservedPlots) > 1_980, "{}", share(Figure::ReservedPlots));
    let sold = share(Figure::SoldPlots);
    assert!((200..1_500).contains(&sold), "{sold}");
}

/// A zone that a scenario does not price is one finding, however many plots lie in it.
#[test]
fn a_table_of_another_districts_zones_gives_a_finding_for_each_zone() {
    let baseline = Scenario::baseline().expect("the baseline");
    let rejected = Inputs::new(Some(&path("plots12.csv")), None)
        .case(baseline)
        .expect_err("zones of another district");
    let found: Vec<String> = rejected.findings.iter().map(ToString::to_string).collect();
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found[0].contains("\"north\" at plot P01 and 3 more"), "{found:?}");
}

/// A table of another start, and what is over before the run begins, is doubted and not refused.
#[test]
fn dates_that_the_run_never_meets_are_doubted() {
    let told =
        |case: &Case| -> Vec<String> { doubts(case).iter().map(ToString::to_string).collect() };
    assert_eq!(told(&another_district("plots12.csv")), [""; 0]);
    let text = std::fs::read_to_string(path("another-district.toml")).expect("a scenario");
    let later = text.replace("2026-01", "2027-03")
        + "\n[[policy]]\nid = \"over\"\ninstrument = \"reserve_finance\"\nfrom = \"2026-01\"\n\
           until = \"2026-12\"\nloan_ban = true\nrunoff_months = 24\n";
    let scenario = Scenario::parse("later.toml", &later).expect("a scenario");
    let case = Inputs::new(Some(&path("plots12.csv")), None).case(scenario).expect("a case");
    let told = told(&case);
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(told[3].contains("found 10/12 of 2027 and 2/12 of 2030 in the plan"), "{told:?}");
    assert!(
        told[0].contains("reserve_start: found 2026-01 at plot P01 and 6 more, before the run")
    );
    assert!(told[1].contains("list_date: found 2026-03 at plot P08 and 4 more, before the run"));
    assert!(told[2].contains("policy[over]: found over before 2026-12"), "{told:?}");
}

/// Two plots a year from July on are one in the half year, and no more than six in 36 months.
#[test]
fn a_quota_by_year_from_july_is_half_of_it_in_the_first_and_the_last() {
    let text = std::fs::read_to_string(path("another-district.toml")).expect("a scenario");
    let quota = "\n[[policy]]\nid = \"two\"\ninstrument = \"sale_quota\"\nplots = 2\n";
    let sold = |quota: &str| -> Vec<f64> {
        let text = text.replace("2026-01", "2026-07") + quota;
        let scenario = Scenario::parse("july.toml", &text).expect("a scenario");
        let table = path("plots12-from-july.csv");
        let case = Inputs::new(Some(&table), None).case(scenario).expect("a case");
        let models = Models::new(&case, 1);
        let rows = ensemble::figures(models.source(), 500, &|_| true).expect("nobody interrupts");
        rows.iter().map(|row| row[Figure::SoldPlots as usize]).collect()
    };
    let most = |sold: Vec<f64>| sold.into_iter().fold(0.0, f64::max);
    assert!(most(sold("")) > 6.0, "more are sold without a quota");
    assert_eq!(most(sold(quota)), 6.0);
}

/// A scenario names its table and its plan, from its own folder.
#[test]
fn a_scenario_names_its_table_and_its_plan() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).expect("a file");
    };
    let text = std::fs::read_to_string(path("another-district.toml")).expect("a scenario");
    let case = "[case]\nportfolio = \"地块.xlsx\"\nplan = \"plan.toml\"\n\n[finance]\n";
    write("own.toml", &text.replace("[finance]\n", case));
    std::fs::copy(path("plots12.xlsx"), folder.path().join("地块.xlsx")).expect("a copy");
    write(
        "plan.toml",
        "[names]\ndistrict = \"某区 | A district\"\n[period]\nfirst = \"2026-01\"\n\
         last = \"2028-12\"\n[sale_plots]\nvalue = 10\ndocument = \"own programme\"\n",
    );
    let scenario = Scenario::load(&folder.path().join("own.toml")).expect("a scenario");
    let case = Inputs::default().case(scenario).expect("they fit together");
    assert_eq!(case.portfolio().plots, table("plots12.csv").plots);
    let plan = case.plan();
    assert_eq!((plan.origin, plan.names.district.as_str()), (Origin::Stated, "某区 | A district"));
    assert_eq!(plan.value(Total::SalePlots), Some(10.0));
    let aims = Aims::of(&case);
    assert_eq!(target(Figure::SoldPlots, &aims).map(|target| target.value), Some(10.0));
    assert_eq!(target(Figure::ReservedPlots, &aims), None);
    let odd = text.replace("[finance]\n", "[case]\nplan = \"/etc/plan.toml\"\n\n[finance]\n");
    write("odd.toml", &odd);
    let rejected = Scenario::load(&folder.path().join("odd.toml")).expect_err("out of its folder");
    assert!(rejected.to_string().contains("case.plan: found an absolute path"), "{rejected}");
}

/// A history gives the same market from a CSV file, from GB18030 with Chinese headings, titles and
/// months as Excel shows them, and from a workbook.
#[test]
fn histories_are_read_as_tables_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let months = ["2026-01", "2026-02", "2026-03", "2026-04"];
    let index = [100.4, 99.8, 101.2, 100.0];
    let rows = |month: fn(&str) -> String, separator: &str| -> String {
        let row = |(month_text, value): (&&str, &f64)| {
            format!("{}{separator}{value}\n", month(month_text))
        };
        months.iter().zip(&index).map(row).collect()
    };
    let plain = format!("month,二手房\n{}", rows(str::to_owned, ","));
    let office = format!(
        "某市房价指数;\n编制单位：某局;\n\n月份;二手房\n{}",
        rows(|month| month.replacen('-', "年", 1) + "月", ";")
    );
    let (office, _, _) = encoding_rs::GB18030.encode(&office);
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "某市房价指数").expect("a title");
    sheet.write(2, 0, "月份").expect("a heading");
    sheet.write(2, 1, "二手房").expect("a heading");
    for (row, (month, value)) in (3..).zip(months.iter().zip(&index)) {
        sheet.write(row, 0, format!("{month}-01 00:00:00")).expect("a month");
        sheet.write(row, 1, *value).expect("an index");
    }
    let book = book.save_to_buffer().expect("a workbook");
    let text = std::fs::read_to_string(path("another-district.toml")).expect("a scenario");
    let changes = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.path().join(name), bytes).expect("a history");
        let scenario = format!(
            "{text}\n[market.history]\nmode = \"replay\"\nfile = \"{name}\"\n\
             column = \"二手房\"\nfrom = \"2026-01\"\nuntil = \"2026-04\"\n"
        );
        let file = folder.path().join("own.toml");
        std::fs::write(&file, scenario).expect("a scenario");
        let scenario = Scenario::load(&file).expect("a history that is read");
        let history = scenario.rules.market.history.expect("a history");
        (history.first, history.changes)
    };
    let first = changes("plain.csv", plain.as_bytes());
    assert_eq!(first.1.len(), 4);
    assert_eq!(changes("办公.csv", &office), first);
    assert_eq!(changes("指数.xlsx", &book), first);
}

/// Clearance that began five months before the run, half paid, four months left: half the money and
/// the months that are left remain, in every future.
#[test]
fn a_plot_that_is_half_cleared_goes_on_from_there() {
    use landsim::calendar::Month;
    use landsim::catalogue::plot_field::PlotField;
    use landsim::catalogue::series::Series;
    use landsim::trial::journal::Journal;
    use landsim::trial::worker::Worker;
    let model = another_district("plots-clearance-under-way.csv").model(1);
    let plot = model.plots.entries().find(|(_, plot)| plot.plot_id == "P01");
    let (plot, _) = plot.expect("a plot");
    let mut worker = Worker::before(&model, Journal::new(model.calendar.horizon));
    let mut months = Vec::new();
    for number in 0..400 {
        let ready = worker.run(number).plots[plot][PlotField::ReadyMonth as usize];
        let paid = worker.witness().payments();
        let paid = paid.iter().filter(|payment| {
            payment.plot == Some(plot) && payment.series == Series::AcquisitionCny
        });
        let (count, sum) = paid.fold((0.0, 0.0), |all, one| (all.0 + 1.0, all.1 + one.amount));
        assert!((sum - 160e6).abs() < 1.0, "{sum}");
        assert!(count >= 1.0 && ready > count, "{count} months, ready in {ready}");
        months.push(count);
    }
    let mean = months.iter().sum::<f64>() / 400.0;
    assert!((3.5..4.5).contains(&mean), "{mean}");
    assert_eq!(worker.trial().series.at(Series::PlotsAcquisition, Month::START), 1.0);
}

/// A plot sold for 1.2 billion in the half year before, half received, half due in month 8: that
/// half comes in, in month 8, and nothing else of the receipts changes.
#[test]
fn the_other_half_of_a_price_comes_in_when_it_is_due() {
    use landsim::catalogue::series::Series;
    use landsim::portfolio::actuals::Actuals;
    use landsim::trial::worker::Worker;
    let case = another_district("plots-sold-this-half-year.csv");
    let rows = "年月,事项,地块编号,金额（亿元）\n2025-10,成交,P08,12\n2025-11,分期款,P08,6\n\
                2026-09,分期款,P08,6\n";
    let actuals = Actuals::of_bytes("台账.csv", rows.as_bytes().to_vec()).expect("actuals");
    let told = case.clone().told(actuals, None).expect("they fit together");
    let (without, with) = (case.model(1), told.model(1));
    for number in 0..50 {
        let [before, after] = [&without, &with]
            .map(|model| Worker::new(model).run(number).series.row(Series::ReceiptsCny));
        // Money that comes in may let another plot begin earlier, whose price comes in later.
        for (month, (before, after)) in before.iter().zip(&after).enumerate().take(12) {
            let expected = if month == 8 { 6e8 } else { 0.0 };
            assert!((after - before - expected).abs() < 1.0, "trial {number}, month {month}");
        }
    }
}

/// A workbook whose only sheet has these cells.
fn workbook(cells: &str) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let sheet = format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{cells}</sheetData></worksheet>");
    pack::around_sheet(sheet.as_bytes())
}

fn cell(address: &str, value: &str) -> String {
    format!("<c r=\"{address}\"><v>{value}</v></c>")
}

#[test]
fn cells_stand_where_the_sheet_says_and_rows_between_are_empty() {
    let cells = format!(
        "<row r=\"2\">{}{}</row><row r=\"4\">{}</row>",
        cell("B2", "1.5"),
        cell("D2", "2"),
        cell("A4", "3")
    );
    let sheets = of_workbook("w.xlsx", workbook(&cells)).expect("it can be read");
    let [sheet] = &sheets[..] else { panic!("one sheet, not {sheets:?}") };
    let rows: Vec<(usize, Vec<&str>)> = sheet
        .rows
        .iter()
        .map(|row| (row.line, row.cells.iter().map(String::as_str).collect()))
        .collect();
    assert_eq!(rows, [(2, vec!["", "1.5", "", "2"]), (3, vec![]), (4, vec!["3"])]);
}

#[test]
fn a_cell_far_beyond_all_others_is_refused_before_there_is_a_table_of_it() {
    let both = |first: &str, last: &str| {
        format!("<row r=\"1\">{}</row><row r=\"2\">{}</row>", cell(first, "1"), cell(last, "1"))
    };
    // The last cell of Excel: a row of 16,384 cells.
    assert!(of_workbook("w.xlsx", workbook(&both("A1", "XFD1048576"))).is_ok());
    for far in ["A4000000000", "ZZZZZZ1"] {
        let refused =
            of_workbook("w.xlsx", workbook(&both("A1", far))).expect_err("too far").to_string();
        assert!(refused.contains("cells, or one that stands far beyond"), "{far}: {refused}");
    }
}

/// What the parser multiplies beyond its numbers: a panic where overflow is checked, else a
/// place that nobody meant.
#[test]
fn what_the_parser_does_not_foresee_is_refused() {
    let cells = format!("<row r=\"1\">{}</row>", cell("ZZZZZZZZZZ1", "1"));
    let read = of_workbook("w.xlsx", workbook(&cells)).map(|sheets| sheets.len());
    assert!(read.is_err() || read == Ok(1), "{read:?}");
}
