//! Projects of special bonds on the page of several runs: cover of all together by scenario, with
//! its odds and what is short.

use serde::Serialize;
use serde_json::{Value, json};

use crate::ensemble::statistics::{P05, P50, P95};
use crate::store::run_tables::RunTables;
use crate::tables::projects::ALL;
use crate::wording::text::Text;
use crate::wording::words::filled_both;

use super::super::projects::{ProjectOdds, of_run, shown};
use super::projects::cells;
use super::rounded;
use super::verdict::quoted;

/// What a scenario makes of all its projects together.
pub(super) struct ScenarioCover {
    title: Text,
    odds: ProjectOdds,
}

/// A scenario's row of the table.
#[derive(Debug, Clone, Serialize)]
pub(super) struct CoverRow {
    title: Text,
    cells: Vec<String>,
}

/// Cover of scenarios in the order of runs; of those without projects nothing.
pub(super) fn covers(runs: &[(&RunTables, Text)]) -> Vec<ScenarioCover> {
    let cover = |(run, title): &(&RunTables, Text)| {
        let odds = of_run(run).into_iter().find(|one| one.id == ALL)?;
        (!odds.cover.is_empty()).then_some(ScenarioCover { title: title.clone(), odds })
    };
    runs.iter().filter_map(cover).collect()
}

/// The rows of the table.
pub(super) fn rows(covers: &[ScenarioCover]) -> Vec<CoverRow> {
    let row = |one: &ScenarioCover| CoverRow { title: one.title.clone(), cells: cells(&one.odds) };
    covers.iter().map(row).collect()
}

/// What the chart of cover by scenario is drawn from; nothing without projects.
pub(super) fn data(covers: &[ScenarioCover]) -> Option<Value> {
    let one = |one: &ScenarioCover| {
        let [p05, p50, p95] = [P05, P50, P95].map(|place| one.odds.cover.get(place).copied());
        let [p05, p50, p95] = [p05, p50, p95].map(|cover| cover.map(rounded));
        let planned = one.odds.planned.map(rounded);
        json!({ "title": one.title, "p05": p05, "p50": p50, "p95": p95, "planned": planned })
    };
    (!covers.is_empty()).then(|| covers.iter().map(one).collect())
}

/// How often the bonds are covered in the first scenario, and in which of the others least and most
/// often; nothing where fewer than two have projects.
pub(super) fn sentence(covers: &[ScenarioCover]) -> Option<Text> {
    let (base, others) = covers.split_first()?;
    let reached = |one: &ScenarioCover| one.odds.reaches[0].map_or(0.0, |share| share.value);
    let by_share =
        |left: &&ScenarioCover, right: &&ScenarioCover| reached(left).total_cmp(&reached(right));
    let (least, most) = (others.iter().min_by(by_share)?, others.iter().max_by(by_share)?);
    let share = |one: &ScenarioCover| Text::same(shown(one.odds.reaches[0]));
    let values = [
        ("base", quoted(&base.title)),
        ("covered", share(base)),
        ("count", Text::same(others.len().to_string())),
        ("least", quoted(&least.title)),
        ("low", share(least)),
        ("most", quoted(&most.title)),
        ("high", share(most)),
    ];
    Some(filled_both("verdict_cover", &values))
}
