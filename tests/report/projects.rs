//! The page and the workbook of a run with projects of special bonds.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Reported;
use super::browser::{BROWSER, check, seen};

const TODAY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/today/today.toml");
const IDS: [&str; 3] = ["core", "outer", "renewal"];
/// What means of amounts in tables and charts may differ by: charts have six decimals (亿元), and a
/// year of less than 0.005 at the end is not drawn.
const ROUNDING: f64 = 0.05;

/// A row of a table, its texts by the column's name.
type Row = BTreeMap<String, String>;

fn reported() -> Reported {
    let place = Reported::empty();
    place.landsim(&["run", TODAY, "--trials", "120", "--quiet"]);
    place.landsim(&["report", "reports/today", "--quiet"]);
    place
}

/// Rows of a table of the run.
fn rows(place: &Reported, table: &str) -> Vec<Row> {
    rows_of(place, "today", table)
}

/// Rows of a table of a scenario's run.
fn rows_of(place: &Reported, scenario: &str, table: &str) -> Vec<Row> {
    let text = place.text(&format!("reports/{scenario}/{table}.csv"));
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let header = reader.headers().expect("a header").clone();
    let row = |record: csv::StringRecord| {
        header.iter().zip(&record).map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect()
    };
    reader.records().map(|record| row(record.expect("a row"))).collect()
}

/// What the page's charts are drawn from.
fn data(place: &Reported) -> Value {
    let page = place.text("reports/today/report/report.html");
    let (_, data) = page.split_once("id=\"data\">").expect("data");
    let (data, _) = data.split_once("</script>").expect("their end");
    serde_json::from_str(data).expect("JSON")
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().expect("a list")
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn sum(values: &Value) -> f64 {
    list(values).iter().map(number).sum()
}

/// Mean of a project's item over the horizon (亿元).
fn mean(bonds: &[Row], project: &str, item: &str) -> f64 {
    let row = bonds.iter().find(|row| {
        row["project_id"] == project
            && row["bond_id"].is_empty()
            && row["period"] == "horizon"
            && row["item"] == item
    });
    row.map_or(0.0, |row| row["mean"].parse::<f64>().expect("a number") / 1e8)
}

/// What a project's bonds cost over the horizon (亿元).
fn service(bonds: &[Row], project: &str) -> f64 {
    let items = ["bond_interest_cny", "bond_fees_cny", "principal_cny"];
    items.iter().map(|item| mean(bonds, project, item)).sum()
}

/// The wall has all principal, and whoever pays pays all that bonds cost.
#[test]
fn all_that_bonds_cost_is_paid_by_someone() {
    let place = reported();
    let (data, bonds) = (data(&place), rows(&place, "bonds"));
    let wall: f64 =
        list(&data["bonds"]["wall"]["projects"]).iter().map(|project| sum(&project["due"])).sum();
    let due: f64 = IDS.iter().map(|id| mean(&bonds, id, "principal_cny")).sum();
    assert!(due > 50.0 && (wall - due).abs() < ROUNDING, "{wall} and {due}");
    let sources = list(&data["bonds"]["sources"]);
    assert_eq!(sources.len(), IDS.len());
    for (project, id) in sources.iter().zip(IDS) {
        let paid: f64 = list(&project["paid"]).iter().map(|source| number(&source["mean"])).sum();
        let service = service(&bonds, id);
        assert!(service > 10.0 && (paid - service).abs() < 1e-4, "{id}: {paid} and {service}");
    }
}

/// Bars, bands and cards are what the tables have.
#[test]
fn the_page_has_the_projects_of_the_tables() {
    let place = reported();
    let data = data(&place);
    let (figures, bonds) = (rows(&place, "projects"), rows(&place, "bonds"));
    let figure = |project: &str, figure: &str| {
        let found =
            figures.iter().find(|row| row["project_id"] == project && row["figure"] == figure);
        found.expect("a row")
    };
    let projects = list(&data["bonds"]["projects"]);
    assert_eq!(projects.len(), IDS.len());
    for (project, id) in projects.iter().zip(IDS) {
        assert_eq!(project["id"], id);
        let service = service(&bonds, id);
        assert!((sum(&project["service"]) - service).abs() < ROUNDING, "{id}");
        let cover = figure(id, "cover_bond");
        let planned: f64 = cover["as_planned"].parse().expect("a number");
        assert!((1.19..1.21).contains(&planned), "{id}: {planned}");
        assert!((number(&project["planned"]) - planned).abs() < 1e-6);
        let last = list(&project["cover"]["p50"]).last().expect("years");
        let median: f64 = cover["p50"].parse().expect("a number");
        assert!((number(last) - median).abs() < 0.01, "{id}: {median}");
        assert!(list(&project["plots"]).len() >= 5, "{id}");
    }
    let page = place.text("reports/today/report/report.html");
    let share: f64 = figure("all", "covers_110")["probability"].parse().expect("a number");
    let card = format!("<div class=\"number\">{:.1}%</div>", 100.0 * share);
    assert!(page.contains(&card), "{card}");
    assert!(page.contains("<div class=\"number\">1.20</div>"), "cover as planned");
    assert!(page.contains("support the reserve centre or its bond projects in"));
    assert!(place.path("reports/today/report/workbook.xlsx").exists());
}

#[test]
fn the_page_works_in_a_browser() {
    if !super::is_there(BROWSER) {
        return;
    }
    let place = reported();
    for result in &seen(&place, "reports/today/report/report.html") {
        check(result, 25, Some(("项目专户支付", "Paid from the account")));
    }
}

/// The page of several runs has cover by scenario: chart and table are those of the runs' tables.
#[test]
fn several_runs_are_held_against_each_other_by_cover() {
    let place = Reported::empty();
    let pooled = TODAY.replace("today.toml", "today-pooled.toml");
    place.landsim(&["run", TODAY, &pooled, "--trials", "120", "--quiet"]);
    place.landsim(&["report", "reports/today", "reports/today-pooled", "--quiet"]);
    let page = place.text("reports/report/report.html");
    let (_, data) = page.split_once("id=\"data\">").expect("data");
    let (data, _) = data.split_once("</script>").expect("their end");
    let data: Value = serde_json::from_str(data).expect("JSON");
    let covers = list(&data["covers"]);
    let scenarios = ["today", "today-pooled"];
    assert_eq!(covers.len(), scenarios.len());
    let mut reached = Vec::new();
    for (drawn, scenario) in covers.iter().zip(scenarios) {
        let rows = rows_of(&place, scenario, "projects");
        let of_all = |figure: &str| {
            let row = rows.iter().find(|row| row["project_id"] == "all" && row["figure"] == figure);
            row.expect("the row")
        };
        for quantile in ["p05", "p50", "p95"] {
            let cover: f64 = of_all("cover_bond")[quantile].parse().expect("a number");
            assert!((number(&drawn[quantile]) - cover).abs() < 1e-3, "{scenario}: {quantile}");
        }
        let planned: f64 = of_all("cover_bond")["as_planned"].parse().expect("a number");
        assert!((number(&drawn["planned"]) - planned).abs() < 1e-3, "{scenario}");
        let share: f64 = of_all("covers_100")["probability"].parse().expect("a number");
        reached.push(format!("{:.1}%", 100.0 * share));
    }
    let [base, other] = &reached[..] else { panic!("two scenarios") };
    assert!(page.contains(&format!("为{base}；其余1个情形由{other}")), "{reached:?}");
    let differences = list(&data["differences"]);
    assert!(differences.iter().any(|table| table["id"] == "cover_bond"), "{differences:?}");
}
