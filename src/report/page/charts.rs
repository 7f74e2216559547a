//! What the charts of a run's page are drawn from.

use serde_json::{Value, json};

use crate::catalogue::Unit;
use crate::catalogue::figure::Figure;
use crate::catalogue::plot_field::PlotField;
use crate::catalogue::series::Series;
use crate::ensemble::Figures;
use crate::ensemble::periods::WINDOW;
use crate::ensemble::statistics::quantile;
use crate::portfolio::plot::PlotStatus;
use crate::quantity::{PERCENT, SQUARE_METRES_PER_HECTARE, count, index};
use crate::store::grid::GridRow;
use crate::store::run_tables::RunTables;
use crate::tables::by_period::AnnualTable;
use crate::tables::fans::{FANS, FansTable, TENTHS};
use crate::tables::plots::PlotsTable;
use crate::tables::risk::{DEFICIT, RiskTable};
use crate::tables::summary::SummaryTable;
use crate::wording::text::Text;
use crate::wording::units;

use super::super::budget::months_seen;
use super::drivers::drivers;
use super::{is_thin, rounded, scaled, vocabulary};

/// Items of the waterfall before the sum of what comes in, with the sign they count with: from what
/// buyers pay to what the district has of it. What the treasury keeps is what is left over.
const BRIDGE: [(&str, &[Series], f64); 5] = [
    ("receipts_cny", &[Series::ReceiptsCny], 1.0),
    ("idle_fee_cny", &[Series::IdleFeeCny], 1.0),
    ("handling_fee_cny", &[Series::HandlingFeeCny], -1.0),
    (
        "accruals",
        &[
            Series::AccrualEducationCny,
            Series::AccrualIrrigationCny,
            Series::AccrualAffordableHousingCny,
        ],
        -1.0,
    ),
    ("city_share_cny", &[Series::CityShareCny], -1.0),
];
/// Items between that sum and the balance.
const OUTLAYS: [Series; 4] = [
    Series::AcquisitionCny,
    Series::PreparationCny,
    Series::AdministrationCny,
    Series::InterestCny,
];
/// Rows of a part of the chart of plots over time: as many as fit a page, and as many from which on
/// a part ends with its zone (`charts_run.js`).
const FULL: usize = 36;
const NEARLY_FULL: usize = 24;
/// Bars of the histogram.
const BARS: f64 = 48.0;
/// Least amount that the waterfall has a bar for (CNY).
const LEAST_SHOWN: f64 = 5e6;
/// Points of the exceedance curve.
const POINTS: usize = 199;

/// A fan of a series in the unit that charts show.
pub(super) fn fan(run: &RunTables, series: Series, aim: Option<f64>) -> Value {
    let unit = series.entry().unit;
    let mut fan = json!({
        "id": series.id(),
        "unit": if unit == Unit::Cny { "cny" } else { "m2" },
        "target": aim.map(|aim| scaled(aim, unit)),
    });
    let is_wanted = |row: &GridRow<'_, FansTable>| row.text(FansTable::SERIES) == series.id();
    let rows: Vec<GridRow<'_, FansTable>> = run.fans.rows().filter(is_wanted).collect();
    for (column, _) in TENTHS {
        fan[column.name().as_ref()] = rows
            .iter()
            .map(|row| row.number(column).map_or(Value::Null, |value| json!(scaled(value, unit))))
            .collect();
    }
    fan
}

/// Where the window's money comes from and goes: means.
fn waterfall(run: &RunTables) -> Vec<Value> {
    let mean = |series: Series| {
        let row = run.of_period(series, WINDOW);
        row.and_then(|row| row.number(AnnualTable::MEAN)).unwrap_or(0.0)
    };
    let item = |id: &str, amount: f64, is_total: bool| {
        let value = scaled(amount, Unit::Cny);
        json!({ "id": id, "value": value, "total": is_total })
    };
    let parts = BRIDGE.map(|(id, series, sign)| {
        (id, sign * series.iter().map(|series| mean(*series)).sum::<f64>())
    });
    let inflow = mean(Series::InflowCny);
    let kept = inflow - parts.iter().map(|(_, amount)| amount).sum::<f64>();
    let is_shown = |amount: f64| amount.abs() >= LEAST_SHOWN;
    let mut items: Vec<Value> = parts
        .into_iter()
        .chain([("treasury_change", kept)])
        .filter(|(_, amount)| is_shown(*amount))
        .map(|(id, amount)| item(id, amount, false))
        .collect();
    items.push(item(Series::InflowCny.id(), inflow, true));
    items.extend(OUTLAYS.map(|series| item(series.id(), -mean(series), false)));
    items.push(item(Series::BalanceCny.id(), mean(Series::BalanceCny), true));
    items
}

/// Everything the charts of a run's page are drawn from.
pub(super) fn data(run: &RunTables) -> Value {
    let figures = &run.recorded.figures;
    let (words, names) = vocabulary(&run.recorded.manifest.zones);
    let fans = FANS.map(|series| {
        let is_area = series == Series::GfaStartedSoFarM2;
        let started = is_area.then(|| run.figure(Figure::GfaStartedM2)).flatten();
        fan(run, series, started.and_then(|row| row.number(SummaryTable::TARGET)))
    });
    let deficits = run.risk.rows().filter_map(|row| {
        let year = row.text(RiskTable::ANSWER).strip_prefix(DEFICIT)?;
        Some(json!({ "year": year, "percent": rounded(row.number(RiskTable::VALUE)? * PERCENT) }))
    });
    let months: Vec<String> = run.months().iter().map(ToString::to_string).collect();
    json!({
        "kind": "run",
        "words": words,
        "names": names,
        "trials": figures.len(),
        "months": months,
        "window": run.recorded.calendar.window,
        "seen": months_seen(run),
        "fans": fans,
        "waterfall": waterfall(run),
        "tornado": super::believe::tornado(run),
        "reasons": super::why::reasons(run),
        "projects": super::projects::data(run),
        "bonds": super::project_charts::data(run),
        "cover_drivers": super::projects::moved_by(figures),
        "deficits": deficits.collect::<Vec<_>>(),
        "histogram": histogram(figures),
        "exceedance": exceedance(figures),
        "drivers": drivers(figures, Figure::WindowBalanceCny),
        "plots": plots(run),
        "zones": zones(run),
    })
}

/// Window balances in ascending order (亿元).
fn balances(figures: &Figures) -> Vec<f64> {
    let mut balances: Vec<f64> = figures
        .iter()
        .map(|row| units::scaled(row[Figure::WindowBalanceCny as usize], Unit::Cny))
        .filter(|balance| !balance.is_nan())
        .collect();
    balances.sort_unstable_by(f64::total_cmp);
    balances
}

/// Bars of a round width, of which one begins at 0; the outermost thousandths stand
/// in the last bars.
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

/// Whether a plot was sold before month 0.
fn is_sold(row: &GridRow<'_, PlotsTable>) -> bool {
    row.text(PlotsTable::STATUS) == PlotStatus::Sold.name()
}

/// Plots that are dealt in some future, by zone and month of the deal.
fn plots(run: &RunTables) -> Value {
    let deal_month =
        |row: &GridRow<'_, PlotsTable>| row.number(PlotsTable::p50(PlotField::DealMonth));
    let mut rows: Vec<GridRow<'_, PlotsTable>> =
        run.plots.rows().filter(|row| !is_sold(row) && deal_month(row).is_some()).collect();
    let place = |row: &GridRow<'_, PlotsTable>| {
        (row.text(PlotsTable::ZONE).to_owned(), index(deal_month(row).unwrap_or(0.0)))
    };
    rows.sort_by_key(place);
    let mark = |row: &GridRow<'_, PlotsTable>, field: PlotField| {
        let low = row.number(PlotsTable::p05(field))?;
        let median = row.number(PlotsTable::p50(field))?;
        let high = row.number(PlotsTable::p95(field))?;
        Some(json!([low, median, high]))
    };
    rows.iter()
        .map(|row| {
            json!({
                "name": Text::parse(row.text(PlotsTable::NAME)),
                "zone": row.text(PlotsTable::ZONE),
                "acquisition": mark(row, PlotField::AcquisitionStartMonth),
                "ready": mark(row, PlotField::ReadyMonth),
                "deal": mark(row, PlotField::DealMonth),
                "start": mark(row, PlotField::StartMonth),
                "completion": mark(row, PlotField::CompletionMonth),
            })
        })
        .collect()
}

/// In how many parts the chart of plots over time is drawn, so that each fits a printed page: whole
/// zones as far as they do.
pub(super) fn timelines(run: &RunTables) -> usize {
    let mut parts: Vec<(usize, String)> = Vec::new();
    for plot in plots(run).as_array().into_iter().flatten() {
        let zone = plot["zone"].as_str().unwrap_or_default();
        match parts.last_mut() {
            Some((rows, last)) if *rows < FULL && (*rows < NEARLY_FULL || last == zone) => {
                *rows += 1;
                zone.clone_into(last);
            }
            _ => parts.push((1, zone.to_owned())),
        }
    }
    parts.len()
}

/// A plot: whether it is planned for later, how likely it is sold in the window, and what
/// its tile shows.
type Tile = (bool, f64, Value);

/// Plots by zone, the likeliest to be sold first, those planned for later last.
fn zones(run: &RunTables) -> Value {
    let mut zones: Vec<(&str, Vec<Tile>)> = Vec::new();
    for row in run.plots.rows().filter(|row| !is_sold(row)) {
        let share = row.number(PlotsTable::PROBABILITY_SOLD_IN_WINDOW).unwrap_or(0.0);
        // What is not to be listed within the window is no failure there.
        let window = count(run.recorded.calendar.window);
        let is_later =
            row.number(PlotsTable::PLANNED_LISTING_MONTH).is_none_or(|month| month >= window);
        let hectares = row.number(PlotsTable::LAND_M2).unwrap_or(0.0) / SQUARE_METRES_PER_HECTARE;
        let plot = json!({
            "name": Text::parse(row.text(PlotsTable::NAME)),
            "percent": rounded(share * PERCENT),
            "hectares": rounded(hectares),
            "later": is_later,
        });
        let zone = row.text(PlotsTable::ZONE);
        match zones.iter_mut().find(|(known, _)| *known == zone) {
            Some((_, plots)) => plots.push((is_later, share, plot)),
            None => zones.push((zone, vec![(is_later, share, plot)])),
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
