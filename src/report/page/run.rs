//! The page of one run.

use serde::Serialize;
use serde_json::json;

use crate::calendar::Calendar;
use crate::catalogue::Unit;
use crate::catalogue::figure::Figure;
use crate::catalogue::series::Series;
use crate::ensemble::statistics::Relation;
use crate::finding::Rejected;
use crate::portfolio::plan::Plan;
use crate::store::manifest::Manifest;
use crate::store::run_tables::{GridRow, RunTables};
use crate::wording::text::Text;
use crate::wording::units::{
    YI, exact_percent, name_text, percent, plain_name, round_percent, value, yi,
};
use crate::wording::words::filled;

use super::charts::{self, FANS};
use super::{Drawn, Made, Page, THIN_MARK, assumptions, is_thin, verdict};

/// Sums in the balance table, which stand out.
const TOTALS: [Series; 3] = [Series::InflowCny, Series::OutlayCny, Series::BalanceCny];

/// What the page of a run says.
#[derive(Debug, Clone, Serialize)]
struct Content {
    figures: Vec<FigureRow>,
    thin: bool,
    fans: Vec<FanName>,
    answers: Vec<AnswerRow>,
    yearly: Yearly,
    plan: Vec<PlanRow>,
}

/// What a committee asks for beside the figures.
#[derive(Debug, Clone, Serialize)]
struct AnswerRow {
    name: Text,
    value: String,
}

#[derive(Debug, Clone, Serialize)]
struct FigureRow {
    name: Text,
    exists: Option<String>,
    mean: String,
    se: String,
    median: String,
    range: String,
    target: String,
    probability: String,
}

#[derive(Debug, Clone, Serialize)]
struct FanName {
    id: &'static str,
    name: Text,
}

#[derive(Debug, Clone, Serialize)]
struct Yearly {
    periods: Vec<Text>,
    rows: Vec<YearlyRow>,
    quantiles: Vec<YearlyRow>,
}

#[derive(Debug, Clone, Serialize)]
struct YearlyRow {
    name: Text,
    total: bool,
    means: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
struct PlanRow {
    id: String,
    unit: String,
    plan: String,
    portfolio: String,
    simulated: String,
}

/// The page of a run.
///
/// # Errors
/// Only when the published plan could not be read.
pub fn page(run: &RunTables) -> Result<Drawn, Rejected> {
    let plan = Plan::published()?;
    let manifest = &run.recorded.manifest;
    let calendar = run.recorded.calendar;
    let figures: Vec<FigureRow> =
        Figure::ALL.into_iter().filter_map(|figure| figure_row(run, figure)).collect();
    let thin = figures.iter().any(|row| row.range.contains(THIN_MARK));
    let end = calendar.date(calendar.window.saturating_sub(1));
    let page = Page {
        heading: "page_run",
        title: titled(manifest),
        made: Made::of(manifest, format!("{} – {end}", calendar.start)),
        sections: vec![
            ("verdict", "verdict"),
            ("figures", "key_figures"),
            ("money", "money_over_time"),
            ("risk", "balance_risk"),
            ("yearly", "yearly"),
            ("plots", "plots_section"),
            ("trust", "trust"),
        ],
        verdict: verdict::of_run(run, plan),
        limits: limits(run),
        run: Some(json!(Content {
            figures,
            thin,
            fans: FANS
                .map(|series| FanName { id: series.id(), name: name_text(series.entry()) })
                .to_vec(),
            answers: run.risk.rows().filter_map(answer_row).collect(),
            yearly: yearly(run),
            plan: run.reconciliation.rows().map(|row| plan_row(row, &calendar)).collect(),
        })),
        batch: None,
        market: None,
        assumptions: assumptions(manifest),
    };
    Ok(Drawn { data: charts::data(run, plan), page })
}

/// Id and title of a run's scenario.
fn titled(manifest: &Manifest) -> Text {
    Text::joined(&[&manifest.scenario_id, &manifest.scenario_title], " — ")
}

/// What the run's own numbers say against the model.
pub(super) fn limits(run: &RunTables) -> Text {
    let of = |figure: Figure, column: &str| {
        let row = run.summary.find(&[("figure", figure.id())]);
        row.and_then(|row| row.number(column)).map(round_percent).unwrap_or_default()
    };
    filled(
        "trust_wrong",
        &[
            ("failed", of(Figure::FailedShare, "mean")),
            ("reached", of(Figure::GfaStartedM2, "probability")),
        ],
    )
}

fn figure_row(run: &RunTables, figure: Figure) -> Option<FigureRow> {
    let row = run.summary.find(&[("figure", figure.id())])?;
    let calendar = &run.recorded.calendar;
    let unit = figure.entry().unit;
    let show = |column: &str| row.number(column).map(|number| value(number, unit, calendar));
    let trials = row.number("trials")?;
    let nulls = row.number("nulls").unwrap_or(0.0);
    let mark = if is_thin(trials, 0.05) { THIN_MARK } else { "" };
    let range = show("p05").zip(show("p95"));
    let interval = |name: &str| row.number(name).map(percent);
    let probability = row.number("probability").map(exact_percent).map(|share| {
        let ends = interval("probability_low").zip(interval("probability_high"));
        ends.map_or(share.clone(), |(low, high)| format!("{share} ({low}–{high})"))
    });
    let aim = show("target").map(|target| {
        let is_most = row.text("target_relation") == Relation::AtMost.sign();
        let sign = if is_most { "≤" } else { "≥" };
        format!("{sign} {target}")
    });
    // Errors of counts and months are parts of one.
    let se = row.number("se").map(|se| match unit {
        Unit::Ratio => format!("{se:.4}"),
        Unit::Cny | Unit::SquareMetres | Unit::Share | Unit::CnyPerSquareMetre => {
            value(se, unit, calendar)
        }
        _ => format!("{se:.2}"),
    });
    // Means of small counts are parts of one, too.
    let mean = row.number("mean").map(|mean| match unit {
        Unit::Plots
        | Unit::Deals
        | Unit::Months
        | Unit::PlotMonths
        | Unit::Auctions
        | Unit::Rounds => {
            format!("{mean:.1}")
        }
        _ => value(mean, unit, calendar),
    });
    Some(FigureRow {
        name: name_text(figure.entry()),
        exists: (nulls > 0.0).then(|| exact_percent(trials / (trials + nulls))),
        mean: mean.unwrap_or_default(),
        se: se.unwrap_or_default(),
        median: show("p50").unwrap_or_default(),
        range: range.map(|(low, high)| format!("{low} … {high}{mark}")).unwrap_or_default(),
        target: aim.unwrap_or_default(),
        probability: probability.unwrap_or_default(),
    })
}

/// An answer of the table `risk`; those by year are a chart.
fn answer_row(row: GridRow<'_>) -> Option<AnswerRow> {
    let both = |number: f64| match row.text("unit") {
        "CNY" => format!("{} {YI}", yi(number)),
        _ => percent(number),
    };
    let number = row.number("value").filter(|_| !row.text("answer").contains("deficit"))?;
    let ends = row.number("value_low").zip(row.number("value_high"));
    let value = ends.map_or_else(
        || both(number),
        |(low, high)| format!("{} ({}–{})", both(number), both(low), both(high)),
    );
    let name = Text::new(row.text("name_zh"), row.text("name_en"));
    Some(AnswerRow { name, value })
}

fn yearly(run: &RunTables) -> Yearly {
    let mut periods: Vec<&str> = Vec::new();
    for row in run.ledger.rows() {
        if !periods.contains(&row.text("period")) {
            periods.push(row.text("period"));
        }
    }
    let named = |period: &&str| match *period {
        "window" => filled("window_total", &[]),
        "horizon" => filled("horizon_total", &[]),
        year => Text::same(year),
    };
    let first = periods.first().copied().unwrap_or_default();
    let items: Vec<GridRow<'_>> =
        run.ledger.rows().filter(|row| row.text("period") == first).collect();
    let cells = |item: &str, column: &str| -> Vec<String> {
        let cell = |period: &&str| {
            let row = run.ledger.find(&[("period", period), ("item", item)]);
            row.and_then(|row| row.number(column)).map(yi).unwrap_or_default()
        };
        periods.iter().map(cell).collect()
    };
    let name = |row: &GridRow<'_>| Text::new(row.text("name_zh"), row.text("name_en"));
    let rows = items
        .iter()
        .map(|row| YearlyRow {
            name: name(row),
            total: TOTALS.iter().any(|total| total.id() == row.text("item")),
            means: cells(row.text("item"), "mean"),
        })
        .collect();
    let balance = Series::CumulativeBalanceCny.id();
    let quantiles = ["p10", "p50", "p90"].map(|column| {
        let entry = Series::CumulativeBalanceCny.entry();
        let name = Text::each(|language| {
            format!("{} {}", plain_name(entry, language), column.to_uppercase())
        });
        YearlyRow { name, total: false, means: cells(balance, column) }
    });
    Yearly { periods: periods.iter().map(named).collect(), rows, quantiles: quantiles.to_vec() }
}

fn plan_row(row: GridRow<'_>, calendar: &Calendar) -> PlanRow {
    let unit = Unit::named(row.text("unit")).unwrap_or(Unit::Plots);
    let show = |column: &str| row.number(column).map(|number| value(number, unit, calendar));
    let range = show("simulated_p05").zip(show("simulated_p95"));
    let simulated = show("simulated_p50").zip(range);
    PlanRow {
        id: row.text("total").to_owned(),
        unit: row.text("unit").to_owned(),
        plan: show("plan").unwrap_or_default(),
        portfolio: show("portfolio").unwrap_or_default(),
        simulated: simulated
            .map(|(median, (low, high))| format!("{median} ({low} … {high})"))
            .unwrap_or_default(),
    }
}
