//! The page of a backtest or of diagnostics: how a market's house prices stand against those
//! that were seen.

use serde::Serialize;
use serde_json::{Value, json};

use crate::calibration::backtest::{Forecaster, HORIZONS};
use crate::quantity::{MONTHS_OF_A_YEAR, PERCENT, count};
use crate::store::grid::{Grid, GridRow};
use crate::store::manifest::Manifest;
use crate::tables::backtest::{ALL_ORIGINS, ForecastsTable, ScoresTable, TenthsTable};
use crate::tables::column::{Column, Numbers};
use crate::tables::diagnostics::DiagnosticsTable;
use crate::wording::text::Text;
use crate::wording::units::exact_percent;
use crate::wording::words::filled;

use super::super::plot_table;
use super::{Form, Made, Page, RenderedPage, rounded, vocabulary};

/// How far ahead forecasts are drawn one by one (months).
const DRAWN: usize = MONTHS_OF_A_YEAR;
/// Ranks between which a statistic is ordinary.
const ORDINARY: [f64; 2] = [0.1, 0.9];

/// What the page says.
#[derive(Debug, Clone, Serialize)]
struct Content {
    /// Ids of charts and keys of their captions.
    charts: Vec<(&'static str, &'static str)>,
    heads: Vec<Text>,
    rows: Vec<Vec<String>>,
}

fn page(manifest: &Manifest, verdict: Vec<Text>, content: &Content, data: Value) -> RenderedPage {
    let source = manifest.data_files.last().map(|input| input.file.clone()).unwrap_or_default();
    let page = Page {
        heading: "page_market",
        title: Text::same(format!("{} · {source}", manifest.scenario_id)),
        made: Made::of(manifest, String::new()),
        sections: vec![("verdict", "verdict"), ("market", "market_section")],
        verdict,
        limits: Text::same(""),
        plot_table: plot_table::of_manifest(manifest),
        run: None,
        batch: None,
        market: Some(json!(content)),
        assumptions: Vec::new(),
        go_on: Vec::new(),
    };
    RenderedPage { page, data, form: Form::default(), brief: None }
}

fn key(name: &str) -> Text {
    filled(name, &[])
}

/// The tables of a backtest as they stand in its folder.
#[derive(Debug, Clone)]
pub struct BacktestGrids {
    /// Scores by range of origins, horizon and forecaster.
    pub scores: Grid<ScoresTable>,
    /// What was forecast and what came.
    pub forecasts: Grid<ForecastsTable>,
    /// Outcomes by tenth of the forecast distributions.
    pub tenths: Grid<TenthsTable>,
}

/// The score of a forecaster over all origins.
fn score(
    scores: &Grid<ScoresTable>,
    horizon: usize,
    forecaster: Forecaster,
) -> Option<GridRow<'_, ScoresTable>> {
    let horizon = horizon.to_string();
    scores.rows().find(|row| {
        row.text(ScoresTable::ORIGINS) == ALL_ORIGINS
            && row.text(ScoresTable::HORIZON) == horizon
            && row.text(ScoresTable::FORECASTER) == forecaster.id()
    })
}

/// The page of a backtest.
pub fn of_backtest(manifest: &Manifest, grids: &BacktestGrids) -> RenderedPage {
    let BacktestGrids { scores, forecasts, tenths } = grids;
    let bars = |column: Column<ScoresTable, Numbers>| -> Vec<Value> {
        let of = |forecaster: Forecaster| {
            let values = HORIZONS.map(|horizon| {
                let found = score(scores, horizon, forecaster)?.number(column)?;
                Some(rounded(found * PERCENT))
            });
            json!({ "id": format!("forecaster_{}", forecaster.id()), "values": values })
        };
        Forecaster::ALL.into_iter().map(of).collect()
    };
    let by_horizon = [1, DRAWN, 60]
        .map(|horizon| json!({ "horizon": horizon, "counts": counts(tenths, horizon) }));
    let (words, names) = vocabulary(&[]);
    let data = json!({
        "kind": "backtest",
        "words": words,
        "names": names,
        "horizons": HORIZONS,
        "coverage": bars(ScoresTable::COVERAGE_80),
        "crps": bars(ScoresTable::CRPS),
        "forecasts": drawn_forecasts(forecasts),
        "tenths": by_horizon,
    });
    let content = Content {
        charts: vec![
            ("forecasts", "chart_forecasts"),
            ("coverage", "chart_coverage"),
            ("crps", "chart_crps"),
            ("tenths", "chart_tenths"),
        ],
        heads: ["origins", "horizon", "forecaster", "forecasts", "in_80", "crps_head", "crps_more"]
            .map(key)
            .to_vec(),
        rows: scores.rows().map(score_row).collect(),
    };
    page(manifest, backtest_verdict(scores), &content, data)
}

fn backtest_verdict(scores: &Grid<ScoresTable>) -> Vec<Text> {
    let of = |forecaster: Forecaster| score(scores, DRAWN, forecaster);
    let crps = |forecaster| {
        let crps = of(forecaster).and_then(|row| row.number(ScoresTable::CRPS));
        crps.map(|crps| format!("{:.2}", crps * PERCENT)).unwrap_or_default()
    };
    let model = of(Forecaster::Regimes);
    let coverage = model.and_then(|row| row.number(ScoresTable::COVERAGE_80)).map(exact_percent);
    let number = model.and_then(|row| row.number(ScoresTable::FORECASTS));
    let number = number.map(|number| format!("{number:.0}"));
    let bands = [("share", coverage.unwrap_or_default()), ("count", number.unwrap_or_default())];
    let errors = [
        ("model", crps(Forecaster::Regimes)),
        ("walk", crps(Forecaster::RandomWalk)),
        ("growth", crps(Forecaster::ConstantGrowth)),
    ];
    vec![filled("verdict_backtest_bands", &bands), filled("verdict_backtest_crps", &errors)]
}

fn score_row(row: GridRow<'_, ScoresTable>) -> Vec<String> {
    let scaled =
        |column: Column<ScoresTable, Numbers>| row.number(column).map(|value| value * PERCENT);
    let more = scaled(ScoresTable::CRPS_MORE).map(|more| {
        let error = scaled(ScoresTable::CRPS_MORE_SE);
        error.map_or(format!("{more:+.2}"), |error| format!("{more:+.2} ({error:.2})"))
    });
    vec![
        row.text(ScoresTable::ORIGINS).to_owned(),
        row.text(ScoresTable::HORIZON).to_owned(),
        row.text(ScoresTable::FORECASTER).to_owned(),
        row.text(ScoresTable::FORECASTS).to_owned(),
        row.number(ScoresTable::COVERAGE_80).map(exact_percent).unwrap_or_default(),
        scaled(ScoresTable::CRPS).map(|crps| format!("{crps:.2}")).unwrap_or_default(),
        more.unwrap_or_default(),
    ]
}

/// The model's forecasts over a year, with what came, in per cent.
fn drawn_forecasts(table: &Grid<ForecastsTable>) -> Value {
    let horizon = DRAWN.to_string();
    let rows: Vec<GridRow<'_, ForecastsTable>> = table
        .rows()
        .filter(|row| row.text(ForecastsTable::FORECASTER) == Forecaster::Regimes.id())
        .filter(|row| row.text(ForecastsTable::HORIZON) == horizon)
        .collect();
    let percents = |column: Column<ForecastsTable, Numbers>| -> Vec<Option<f64>> {
        rows.iter().map(|row| row.number(column).map(|value| rounded(value * PERCENT))).collect()
    };
    let origins: Vec<&str> = rows.iter().map(|row| row.text(ForecastsTable::ORIGIN)).collect();
    json!({
        "origins": origins,
        "low": percents(ForecastsTable::BAND_80_LOW),
        "high": percents(ForecastsTable::BAND_80_HIGH),
        "median": percents(ForecastsTable::MEDIAN),
        "outcome": percents(ForecastsTable::OUTCOME),
    })
}

/// Outcomes by tenth of the model's distribution.
fn counts(table: &Grid<TenthsTable>, horizon: usize) -> Vec<Option<f64>> {
    let horizon = horizon.to_string();
    table
        .rows()
        .filter(|row| row.text(TenthsTable::ORIGINS) == ALL_ORIGINS)
        .filter(|row| row.text(TenthsTable::HORIZON) == horizon)
        .filter(|row| row.text(TenthsTable::FORECASTER) == Forecaster::Regimes.id())
        .map(|row| row.number(TenthsTable::OUTCOMES))
        .collect()
}

/// The page of diagnostics, from their table.
pub fn of_diagnostics(manifest: &Manifest, table: &Grid<DiagnosticsTable>) -> RenderedPage {
    let is_ordinary = |row: &GridRow<'_, DiagnosticsTable>| {
        let rank = row.number(DiagnosticsTable::RANK);
        rank.is_some_and(|rank| (ORDINARY[0]..=ORDINARY[1]).contains(&rank))
    };
    let all = table.rows().count();
    let inside = table.rows().filter(is_ordinary).count();
    let verdict = vec![filled(
        "verdict_diagnostics",
        &[
            ("inside", inside.to_string()),
            ("all", all.to_string()),
            ("expected", format!("{:.0}", 0.8 * count(all))),
        ],
    )];
    let quantiles = |months: usize| -> Vec<Value> {
        let begins = format!("change_{months}_months_p");
        let is_wanted = |row: &GridRow<'_, DiagnosticsTable>| {
            row.text(DiagnosticsTable::STATISTIC).starts_with(&begins)
        };
        let percents = |row: GridRow<'_, DiagnosticsTable>| {
            let columns = [
                DiagnosticsTable::P50,
                DiagnosticsTable::SEEN,
                DiagnosticsTable::P10,
                DiagnosticsTable::P90,
            ];
            json!(columns.map(|column| row.number(column).map(|value| rounded(value * PERCENT))))
        };
        table.rows().filter(is_wanted).map(percents).collect()
    };
    let ranks: Vec<Value> = table
        .rows()
        .map(|row| {
            let id = row.text(DiagnosticsTable::STATISTIC);
            json!({ "id": id, "rank": row.number(DiagnosticsTable::RANK) })
        })
        .collect();
    let by_length =
        [1, DRAWN].map(|months| json!({ "months": months, "points": quantiles(months) }));
    let (words, names) = vocabulary(&[]);
    let data = json!({
        "kind": "diagnostics",
        "words": words,
        "names": names,
        "ranks": ranks,
        "ordinary": ORDINARY,
        "quantiles": by_length,
    });
    let content = Content {
        charts: vec![
            ("ranks", "chart_ranks"),
            ("quantiles_1", "chart_quantiles_1"),
            ("quantiles_12", "chart_quantiles_12"),
        ],
        heads: ["statistic", "seen", "median", "band_80", "rank"].map(key).to_vec(),
        rows: table.rows().map(diagnosis_row).collect(),
    };
    page(manifest, verdict, &content, data)
}

fn diagnosis_row(row: GridRow<'_, DiagnosticsTable>) -> Vec<String> {
    let three = |column: Column<DiagnosticsTable, Numbers>| {
        row.number(column).map(|value| format!("{value:.3}")).unwrap_or_default()
    };
    let (statistic, unit) =
        (row.text(DiagnosticsTable::STATISTIC), row.text(DiagnosticsTable::UNIT));
    let band = format!("{} … {}", three(DiagnosticsTable::P10), three(DiagnosticsTable::P90));
    let [seen, median, rank] =
        [DiagnosticsTable::SEEN, DiagnosticsTable::P50, DiagnosticsTable::RANK].map(three);
    vec![format!("{statistic} [{unit}]"), seen, median, band, rank]
}
