//! The page of one run.

use serde::Serialize;
use serde_json::{Value, json};

use crate::catalogue::Unit;
use crate::catalogue::figure::Figure;
use crate::catalogue::series::Series;
use crate::ensemble::Figures;
use crate::ensemble::statistics::{Relation, quantile, rank_correlation};
use crate::finding::Rejected;
use crate::portfolio::plan::Plan;
use crate::quantity::{
    SQUARE_METRES_PER_HECTARE, SQUARE_METRES_PER_WAN, YUAN_PER_YI, count, index,
};
use crate::targets::target;
use crate::uncertainty::elementary::{exp, ln, sqrt};

use super::super::manifest::Manifest;
use super::super::phrasebook::{Both, filled};
use super::super::run_tables::{GridRow, RunTables};
use super::super::words::{percent, value};
use super::{
    Drawn, Made, PERCENT, Page, THIN_MARK, assumptions, exact_share, is_thin, name_of, rounded,
    scaled, share, verdict, vocabulary, yi,
};

/// Series that have a fan.
const FANS: [Series; 3] =
    [Series::CumulativeBalanceCny, Series::DebtCny, Series::GfaStartedSoFarM2];
/// Columns of a fan.
const FAN_COLUMNS: [&str; 5] = ["p05", "p25", "p50", "p75", "p95"];
/// Items of the waterfall, the sign they count with, and whether they are sums of those before.
const WATERFALL: [(Series, f64, bool); 9] = [
    (Series::CostReturnedCny, 1.0, false),
    (Series::IncomeFundCny, 1.0, false),
    (Series::DistrictLandGainCny, 1.0, false),
    (Series::InflowCny, 1.0, true),
    (Series::AcquisitionCny, -1.0, false),
    (Series::PreparationCny, -1.0, false),
    (Series::AdministrationCny, -1.0, false),
    (Series::InterestCny, -1.0, false),
    (Series::BalanceCny, 1.0, true),
];
/// Outcomes whose rank correlation with the window balance is shown.
const DRIVERS: [Figure; 11] = [
    Figure::FloorPriceResidentialCnyM2,
    Figure::FloorPriceCommercialOfficeCnyM2,
    Figure::SoldGfaM2,
    Figure::PremiumMean,
    Figure::BiddersMean,
    Figure::FailedShare,
    Figure::DefaultedDeals,
    Figure::InterestCny,
    Figure::DeferralMonthsMoney,
    Figure::DeferralMonthsCapacity,
    Figure::ReservedPlots,
];
/// Sums in the balance table, which stand out.
const TOTALS: [Series; 3] = [Series::InflowCny, Series::OutlayCny, Series::BalanceCny];
/// Bars of the histogram.
const BARS: f64 = 48.0;
/// Points of the exceedance curve.
const POINTS: usize = 199;

/// What the page of a run says.
#[derive(Debug, Clone, Serialize)]
pub struct Content {
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
    name: Both,
    value: String,
}

#[derive(Debug, Clone, Serialize)]
struct FigureRow {
    name: Both,
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
    name: Both,
}

#[derive(Debug, Clone, Serialize)]
struct Yearly {
    periods: Vec<Both>,
    rows: Vec<YearlyRow>,
    quantiles: Vec<YearlyRow>,
}

#[derive(Debug, Clone, Serialize)]
struct YearlyRow {
    name: Both,
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
        run: Some(Content {
            figures,
            thin,
            fans: FANS
                .map(|series| FanName { id: series.id(), name: name_of(series.entry()) })
                .to_vec(),
            answers: run.risk.rows().filter_map(answer_row).collect(),
            yearly: yearly(run),
            plan: run.reconciliation.rows().map(plan_row).collect(),
        }),
        batch: None,
        market: None,
        assumptions: assumptions(manifest),
    };
    Ok(Drawn { data: data(run, plan), page })
}

/// Id and title of a run's scenario.
fn titled(manifest: &Manifest) -> Both {
    let Both { zh, en } = Both::of_text(&manifest.scenario_title);
    let id = &manifest.scenario_id;
    Both { zh: format!("{id} — {zh}"), en: format!("{id} — {en}") }
}

/// What the run's own numbers say against the model.
pub(super) fn limits(run: &RunTables) -> Both {
    let of = |figure: Figure, column: &str| {
        let row = run.summary.find(&[("figure", figure.id())]);
        row.and_then(|row| row.number(column)).map(share).unwrap_or_default()
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
    let probability = row.number("probability").map(exact_share).map(|share| {
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
        name: name_of(figure.entry()),
        exists: (nulls > 0.0).then(|| exact_share(trials / (trials + nulls))),
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
        "CNY" => format!("{} 亿元", yi(number)),
        _ => percent(number),
    };
    let number = row.number("value").filter(|_| !row.text("answer").contains("deficit"))?;
    let ends = row.number("value_low").zip(row.number("value_high"));
    let value = ends.map_or_else(
        || both(number),
        |(low, high)| format!("{} ({}–{})", both(number), both(low), both(high)),
    );
    let name = Both { zh: row.text("name_zh").to_owned(), en: row.text("name_en").to_owned() };
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
        year => Both::same(year),
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
    let name = |row: &GridRow<'_>| Both {
        zh: row.text("name_zh").to_owned(),
        en: row.text("name_en").to_owned(),
    };
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
        let name = Both {
            zh: format!("{} {}", entry.chinese, column.to_uppercase()),
            en: format!("{} {}", entry.english, column.to_uppercase()),
        };
        YearlyRow { name, total: false, means: cells(balance, column) }
    });
    Yearly { periods: periods.iter().map(named).collect(), rows, quantiles: quantiles.to_vec() }
}

fn plan_row(row: GridRow<'_>) -> PlanRow {
    let (scale, digits) = match row.text("unit") {
        "m2" => (SQUARE_METRES_PER_WAN, 1),
        "ha" => (1.0, 1),
        _ => (1.0, 0),
    };
    let show =
        |column: &str| row.number(column).map(|number| format!("{:.digits$}", number / scale));
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

/// A fan of a series in the unit that charts show.
pub(super) fn fan(run: &RunTables, series: Series, aim: Option<f64>) -> Value {
    let unit = series.entry().unit;
    let mut fan = json!({
        "id": series.id(),
        "unit": if unit == Unit::Cny { "cny" } else { "m2" },
        "target": aim.map(|aim| scaled(aim, unit)),
    });
    for column in FAN_COLUMNS {
        let values = run.of_months(series.id(), column);
        fan[column] = values
            .into_iter()
            .map(|value| value.map_or(Value::Null, |value| json!(scaled(value, unit))))
            .collect();
    }
    fan
}

fn data(run: &RunTables, plan: &Plan) -> Value {
    let figures = &run.recorded.figures;
    let (words, names) = vocabulary();
    let fans = FANS.map(|series| {
        let is_area = series == Series::GfaStartedSoFarM2;
        let aim = is_area.then(|| target(Figure::GfaStartedM2, plan)).flatten();
        fan(run, series, aim.map(|aim| aim.value))
    });
    let mean = |series: Series| {
        let row = run.annual.find(&[("series", series.id()), ("period", "window")]);
        row.and_then(|row| row.number("mean")).unwrap_or(0.0)
    };
    let waterfall = WATERFALL.iter().map(|(series, sign, is_total)| {
        let value = sign * scaled(mean(*series), Unit::Cny);
        json!({ "id": series.id(), "value": value, "total": is_total })
    });
    let deficits = run.risk.rows().filter_map(|row| {
        let year = row.text("answer").strip_prefix("probability_deficit_")?;
        Some(json!({ "year": year, "percent": rounded(row.number("value")? * PERCENT) }))
    });
    let months: Vec<String> = run.months().iter().map(ToString::to_string).collect();
    json!({
        "kind": "run",
        "words": words,
        "names": names,
        "trials": figures.len(),
        "months": months,
        "window": run.recorded.calendar.window,
        "fans": fans,
        "waterfall": waterfall.collect::<Vec<_>>(),
        "deficits": deficits.collect::<Vec<_>>(),
        "histogram": histogram(figures),
        "exceedance": exceedance(figures),
        "drivers": drivers(figures),
        "plots": plots(run),
        "zones": zones(run),
    })
}

/// Window balances in ascending order (亿元).
fn balances(figures: &Figures) -> Vec<f64> {
    let mut balances: Vec<f64> = figures
        .iter()
        .map(|row| row[Figure::WindowBalanceCny as usize] / YUAN_PER_YI)
        .filter(|balance| !balance.is_nan())
        .collect();
    balances.sort_unstable_by(f64::total_cmp);
    balances
}

/// Bars of a round width, of which one begins at 0; the outermost thousandths stand in the last bars.
fn histogram(figures: &Figures) -> Value {
    const STEPS: [f64; 4] = [1.0, 2.0, 5.0, 10.0];
    let balances = balances(figures);
    if balances.is_empty() {
        return json!({ "from": 0.0, "width": 1.0, "counts": [], "target": 0.0 });
    }
    let (low, high) = (quantile(&balances, 0.001), quantile(&balances, 0.999));
    let rough = ((high - low) / BARS).max(1e-3);
    let mut power = 1e-3;
    while power * 10.0 < rough {
        power *= 10.0;
    }
    let width = STEPS.iter().map(|step| step * power).find(|step| *step >= rough).unwrap_or(rough);
    let from = (low / width).floor() * width;
    let bars = index(((high - from) / width).floor()) + 1;
    let mut counts = vec![0_usize; bars];
    for balance in &balances {
        counts[index(((balance - from) / width).max(0.0)).min(bars - 1)] += 1;
    }
    json!({ "from": rounded(from), "width": width, "counts": counts, "target": 0.0 })
}

/// How often the window balance is above a value, as far as enough trials lie beyond it.
fn exceedance(figures: &Figures) -> Value {
    let balances = balances(figures);
    let n = count(balances.len());
    let probabilities = (1..=POINTS)
        .map(|point| count(point) / count(POINTS + 1))
        .filter(|probability| !balances.is_empty() && !is_thin(n, *probability));
    let (x, percent): (Vec<f64>, Vec<f64>) = probabilities
        .map(|probability| {
            (rounded(quantile(&balances, probability)), rounded((1.0 - probability) * PERCENT))
        })
        .unzip();
    json!({ "x": x, "percent": percent, "target": 0.0 })
}

/// Rank correlations with the window balance, the strongest first, with Fisher's intervals.
fn drivers(figures: &Figures) -> Value {
    let column = |figure: Figure| figures.iter().map(move |row| row[figure as usize]);
    let of = |figure: Figure| {
        let pairs: Vec<(f64, f64)> = column(Figure::WindowBalanceCny)
            .zip(column(figure))
            .filter(|(balance, other)| !balance.is_nan() && !other.is_nan())
            .collect();
        let rho = rank_correlation(&pairs)?;
        let half = 1.96 * 1.06 / sqrt(count(pairs.len().saturating_sub(3).max(1)));
        let fisher = 0.5 * ln((1.0 + rho) / (1.0 - rho));
        let back = |z: f64| (exp(2.0 * z) - 1.0) / (exp(2.0 * z) + 1.0);
        Some((figure, rho, back(fisher - half), back(fisher + half)))
    };
    let mut found: Vec<_> = DRIVERS.into_iter().filter_map(of).collect();
    found.sort_by(|left, right| right.1.abs().total_cmp(&left.1.abs()));
    found
        .into_iter()
        .map(|(figure, rho, low, high)| {
            json!({ "id": figure.id(), "value": rounded(rho), "low": rounded(low), "high": rounded(high) })
        })
        .collect()
}

/// Plots that are dealt in some future, by zone and month of the deal.
fn plots(run: &RunTables) -> Value {
    let mut rows: Vec<GridRow<'_>> = run
        .plots
        .rows()
        .filter(|row| row.text("status") != "sold" && row.number("deal_month_p50").is_some())
        .collect();
    let place = |row: &GridRow<'_>| {
        (row.text("zone").to_owned(), index(row.number("deal_month_p50").unwrap_or(0.0)))
    };
    rows.sort_by_key(place);
    let mark = |row: &GridRow<'_>, name: &str| {
        let [low, median, high] =
            ["p05", "p50", "p95"].map(|p| row.number(&format!("{name}_month_{p}")));
        Some(json!([low?, median?, high?]))
    };
    rows.iter()
        .map(|row| {
            json!({
                "name": Both::of_text(row.text("name")),
                "zone": row.text("zone"),
                "acquisition": mark(row, "acquisition_start"),
                "ready": mark(row, "ready"),
                "deal": mark(row, "deal"),
                "start": mark(row, "start"),
                "completion": mark(row, "completion"),
            })
        })
        .collect()
}

/// A plot: whether it is planned for later, how likely it is sold in the window, and what its tile shows.
type Tile = (bool, f64, Value);

/// Plots by zone, the likeliest to be sold first, those planned for later last.
fn zones(run: &RunTables) -> Value {
    let mut zones: Vec<(&str, Vec<Tile>)> = Vec::new();
    for row in run.plots.rows().filter(|row| row.text("status") != "sold") {
        let share = row.number("probability_sold_in_window").unwrap_or(0.0);
        // What is not to be listed within the window is no failure there.
        let window = count(run.recorded.calendar.window);
        let is_later = row.number("planned_listing_month").is_none_or(|month| month >= window);
        let hectares = row.number("land_m2").unwrap_or(0.0) / SQUARE_METRES_PER_HECTARE;
        let plot = json!({ "name": Both::of_text(row.text("name")), "percent": rounded(share * PERCENT), "hectares": rounded(hectares), "later": is_later });
        match zones.iter_mut().find(|(zone, _)| *zone == row.text("zone")) {
            Some((_, plots)) => plots.push((is_later, share, plot)),
            None => zones.push((row.text("zone"), vec![(is_later, share, plot)])),
        }
    }
    zones.sort_by_key(|(zone, _)| *zone);
    zones
        .into_iter()
        .map(|(zone, mut plots)| {
            plots.sort_by(|left, right| left.0.cmp(&right.0).then(right.1.total_cmp(&left.1)));
            let plots: Vec<Value> = plots.into_iter().map(|(.., plot)| plot).collect();
            json!({ "id": zone, "plots": plots })
        })
        .collect()
}
