//! The page of a backtest or of diagnostics: how a market's house prices stand against those that were seen.

use serde::Serialize;
use serde_json::{Value, json};

use crate::calibration::backtest::{Forecaster, HORIZONS};
use crate::quantity::{MONTHS_OF_A_YEAR, PERCENT, count};
use crate::store::manifest::Manifest;
use crate::store::run_tables::{Grid, GridRow};
use crate::wording::text::Text;
use crate::wording::units::round_percent;
use crate::wording::words::filled;

use super::{Drawn, Made, Page, rounded, vocabulary};

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

fn page(manifest: &Manifest, verdict: Vec<Text>, content: Content, data: Value) -> Drawn {
    let source = manifest.data_files.last().map(|input| input.file.clone()).unwrap_or_default();
    let page = Page {
        heading: "page_market",
        title: Text::same(format!("{} · {source}", manifest.scenario_id)),
        made: Made::of(manifest, String::new()),
        sections: vec![("verdict", "verdict"), ("market", "market_section")],
        verdict,
        limits: Text::same(""),
        run: None,
        batch: None,
        market: Some(json!(content)),
        assumptions: Vec::new(),
    };
    Drawn { page, data }
}

fn key(name: &str) -> Text {
    filled(name, &[])
}

/// The page of a backtest, from its tables of scores, forecasts and tenths.
pub fn of_backtest(manifest: &Manifest, [scores, forecasts, tenths]: &[Grid; 3]) -> Drawn {
    let of = |horizon: usize, forecaster: Forecaster| {
        let horizon = horizon.to_string();
        scores.find(&[("origins", "all"), ("horizon", &horizon), ("forecaster", forecaster.id())])
    };
    let number = |horizon: usize, forecaster: Forecaster, column: &str| {
        of(horizon, forecaster).and_then(|row| row.number(column))
    };
    let bars = |column: &str, scale: f64| -> Vec<Value> {
        let of = |forecaster: Forecaster| {
            let values = HORIZONS.map(|horizon| {
                number(horizon, forecaster, column).map(|value| rounded(value * scale))
            });
            json!({ "id": format!("forecaster_{}", forecaster.id()), "values": values })
        };
        Forecaster::ALL.into_iter().map(of).collect()
    };
    let by_horizon = [1, DRAWN, 60]
        .map(|horizon| json!({ "horizon": horizon, "counts": counts(tenths, horizon) }));
    let (words, names) = vocabulary();
    let data = json!({
        "kind": "backtest",
        "words": words,
        "names": names,
        "horizons": HORIZONS,
        "coverage": bars("coverage_80", PERCENT),
        "crps": bars("crps", PERCENT),
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
    page(manifest, backtest_verdict(scores), content, data)
}

fn backtest_verdict(scores: &Grid) -> Vec<Text> {
    let horizon = DRAWN.to_string();
    let of = |forecaster: Forecaster, column: &str| {
        let wanted = [("origins", "all"), ("horizon", &horizon), ("forecaster", forecaster.id())];
        scores.find(&wanted).and_then(|row| row.number(column))
    };
    let crps = |forecaster| {
        let crps = of(forecaster, "crps").map(|crps| format!("{:.2}", crps * PERCENT));
        crps.unwrap_or_default()
    };
    let coverage = of(Forecaster::Regimes, "coverage_80").map(round_percent);
    let number = of(Forecaster::Regimes, "forecasts").map(|number| format!("{number:.0}"));
    let bands = [("share", coverage.unwrap_or_default()), ("count", number.unwrap_or_default())];
    let errors = [
        ("model", crps(Forecaster::Regimes)),
        ("walk", crps(Forecaster::RandomWalk)),
        ("growth", crps(Forecaster::ConstantGrowth)),
    ];
    vec![filled("verdict_backtest_bands", &bands), filled("verdict_backtest_crps", &errors)]
}

fn score_row(row: GridRow<'_>) -> Vec<String> {
    let scaled = |column: &str| row.number(column).map(|value| value * PERCENT);
    let more = scaled("crps_more").map(|more| {
        let error = scaled("crps_more_se");
        error.map_or(format!("{more:+.2}"), |error| format!("{more:+.2} ({error:.2})"))
    });
    vec![
        row.text("origins").to_owned(),
        row.text("horizon").to_owned(),
        row.text("forecaster").to_owned(),
        row.text("forecasts").to_owned(),
        row.number("coverage_80").map(round_percent).unwrap_or_default(),
        scaled("crps").map(|crps| format!("{crps:.2}")).unwrap_or_default(),
        more.unwrap_or_default(),
    ]
}

/// The model's forecasts over a year, with what came, in per cent.
fn drawn_forecasts(table: &Grid) -> Value {
    let horizon = DRAWN.to_string();
    let rows: Vec<GridRow<'_>> = table
        .rows()
        .filter(|row| row.text("forecaster") == Forecaster::Regimes.id())
        .filter(|row| row.text("horizon") == horizon)
        .collect();
    let column = |name: &str| -> Vec<Option<f64>> {
        rows.iter().map(|row| row.number(name).map(|value| rounded(value * PERCENT))).collect()
    };
    json!({
        "origins": rows.iter().map(|row| row.text("origin")).collect::<Vec<_>>(),
        "low": column("band_80_low"),
        "high": column("band_80_high"),
        "median": column("median"),
        "outcome": column("outcome"),
    })
}

/// Outcomes by tenth of the model's distribution.
fn counts(table: &Grid, horizon: usize) -> Vec<Option<f64>> {
    let horizon = horizon.to_string();
    table
        .rows()
        .filter(|row| row.text("origins") == "all" && row.text("horizon") == horizon)
        .filter(|row| row.text("forecaster") == Forecaster::Regimes.id())
        .map(|row| row.number("outcomes"))
        .collect()
}

/// The page of diagnostics, from their table.
pub fn of_diagnostics(manifest: &Manifest, table: &Grid) -> Drawn {
    let is_ordinary = |row: &GridRow<'_>| {
        row.number("rank").is_some_and(|rank| (ORDINARY[0]..=ORDINARY[1]).contains(&rank))
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
        let rows = table.rows().filter(|row| row.text("statistic").starts_with(&begins));
        rows.map(|row| {
            let percent = |column: &str| row.number(column).map(|value| rounded(value * PERCENT));
            json!([percent("p50"), percent("seen"), percent("p10"), percent("p90")])
        })
        .collect()
    };
    let ranks: Vec<Value> = table
        .rows()
        .map(|row| json!({ "id": row.text("statistic"), "rank": row.number("rank") }))
        .collect();
    let by_length =
        [1, DRAWN].map(|months| json!({ "months": months, "points": quantiles(months) }));
    let (words, names) = vocabulary();
    let data = json!({
        "kind": "diagnostics",
        "words": words,
        "names": names,
        "ranks": ranks,
        "ordinary": ORDINARY,
        "quantiles": by_length,
    });
    let cells = |row: GridRow<'_>| {
        let three = |column: &str| {
            row.number(column).map(|value| format!("{value:.3}")).unwrap_or_default()
        };
        let name = format!("{} [{}]", row.text("statistic"), row.text("unit"));
        let band = format!("{} … {}", three("p10"), three("p90"));
        vec![name, three("seen"), three("p50"), band, three("rank")]
    };
    let content = Content {
        charts: vec![
            ("ranks", "chart_ranks"),
            ("quantiles_1", "chart_quantiles_1"),
            ("quantiles_12", "chart_quantiles_12"),
        ],
        heads: ["statistic", "seen", "median", "band_80", "rank"].map(key).to_vec(),
        rows: table.rows().map(cells).collect(),
    };
    page(manifest, verdict, content, data)
}
