//! The page of several runs: each against the first.

use serde::Serialize;
use serde_json::{Value, json};

use crate::catalogue::Unit;
use crate::catalogue::figure::Figure;
use crate::catalogue::series::Series;
use crate::store::grid::Grid;
use crate::store::manifest::Manifest;
use crate::store::run_tables::RunTables;
use crate::tables::regret::RegretTable;
use crate::wording::text::Text;
use crate::wording::units::{difference, name_text, percent};
use crate::wording::words::filled_both;

use super::super::plot_table;
use super::against::{Against, against, chance, title};
use super::batch_projects::{self, CoverRow, ScenarioCover};
use super::group::Group;
use super::trade_off::{TradeOff, trade_off};
use super::{
    Form, Made, Page, RenderedPage, assumptions, brief, charts, go_on, scaled, shortened, shown,
    verdict, vocabulary,
};

/// Scenarios that a part of the chart of all of them holds (`charts_batch.js`).
const MULTIPLES: usize = 12;
/// Figures whose differences are drawn; where there are projects of special bonds, theirs as well.
const DIFFERENCES: [Figure; 5] = [
    Figure::Sound,
    Figure::InventoryAdjustedBalanceCny,
    Figure::SupportCny,
    Figure::PeakDebtCny,
    Figure::GfaStartedM2,
];
/// Figures of projects whose differences are drawn.
const OF_PROJECTS: [Figure; 2] = [Figure::CoverBond, Figure::MaturityShortfallCny];

/// What the page of several runs says.
#[derive(Debug, Clone, Serialize)]
struct Content {
    trade_off: TradeOff,
    /// Cover of the projects of special bonds by scenario; none without any.
    projects: Vec<CoverRow>,
    /// Runs in the order of the table, for the list of what they are.
    rows: Vec<RunRow>,
    unpaired: Vec<Text>,
    differences: Vec<DifferenceTable>,
    /// Parts of the chart of all scenarios.
    multiples: usize,
    /// Figures of the map of regrets.
    regret: Vec<Text>,
}

#[derive(Debug, Clone, Serialize)]
struct RunRow {
    id: String,
    title: Text,
    made: Made,
    assumed: usize,
    resolved: String,
}

#[derive(Debug, Clone, Serialize)]
struct DifferenceTable {
    id: &'static str,
    name: Text,
    rows: Vec<DifferenceRow>,
}

#[derive(Debug, Clone, Serialize)]
struct DifferenceRow {
    title: Text,
    shown: String,
    better: String,
    same: String,
    worse: String,
}

/// The page of several runs, the first being the base; `regret` is the table of a folder that
/// `landsim regret` wrote.
pub fn page(runs: &[RunTables], regret: Option<&Grid<RegretTable>>) -> Option<RenderedPage> {
    let (base, others) = runs.split_first()?;
    let manifest = &base.recorded.manifest;
    let calendar = base.recorded.calendar;
    let mut against: Vec<Against<'_>> = others.iter().map(|run| against(base, run, runs)).collect();
    // In groups, and in each the one that is sound most often first; what cannot be compared last.
    let sound = |against: &Against<'_>| {
        chance(against.run, Figure::Sound).map_or(-1.0, |share| share.value)
    };
    against.sort_by(|left, right| {
        left.group.cmp(&right.group).then(sound(right).total_cmp(&sound(left)))
    });
    let others = against.iter().map(|against| (against.run, against.title.clone()));
    let titled: Vec<_> = std::iter::once((base, title(base))).chain(others).collect();
    let covers = batch_projects::covers(&titled);
    let figures = differences_of(&covers);
    let tables: Vec<DifferenceTable> =
        figures.iter().map(|figure| table(*figure, &against)).collect();
    let table = trade_off(base, &against);
    let brief = tables
        .first()
        .map(|first| brief::of_batch(&table, (first.id, &first.name), !covers.is_empty()));
    let end = calendar.date(calendar.window_end().back(1));
    let others: Vec<&Manifest> =
        against.iter().map(|against| &against.run.recorded.manifest).collect();
    let page = Page {
        heading: "page_batch",
        title: names(runs),
        made: Made::of(manifest, format!("{} – {end}", calendar.start)),
        sections: sections(!covers.is_empty()),
        verdict: batch_projects::sentence(&covers)
            .into_iter()
            .chain(verdict::of_batch(base, &against))
            .collect(),
        limits: shown::limits(base),
        plot_table: plot_table::of_run(base),
        run: None,
        batch: Some(json!(Content {
            trade_off: table,
            projects: batch_projects::rows(&covers),
            rows: titled.iter().map(|(run, title)| run_row(run, title)).collect(),
            unpaired: unpaired(&against),
            differences: tables,
            multiples: runs.len().div_ceil(MULTIPLES),
            regret: regret.map(regret_names).unwrap_or_default(),
        })),
        market: None,
        assumptions: assumptions(manifest),
        go_on: go_on::of_several(manifest, &others),
    };
    Some(RenderedPage {
        data: data(base, &against, (&figures, &covers), regret),
        page,
        form: Form::default(),
        brief,
    })
}

/// What cannot be held against the base future by future.
fn unpaired(against: &[Against<'_>]) -> Vec<Text> {
    let unpaired = against.iter().filter(|against| !against.is_paired());
    unpaired.map(|against| against.title.clone()).collect()
}

/// Figures whose differences are drawn; sound first.
fn differences_of(covers: &[ScenarioCover]) -> Vec<Figure> {
    let of_projects = if covers.is_empty() { &[][..] } else { &OF_PROJECTS };
    DIFFERENCES.iter().chain(of_projects).copied().collect()
}

/// Sections of the page, with the word of each.
fn sections(with_projects: bool) -> Vec<(&'static str, &'static str)> {
    let projects = with_projects.then_some(("projects", "projects"));
    let behind = [
        ("scenarios", "scenarios_section"),
        ("differences", "differences_section"),
        ("trust", "trust"),
        ("go_on", "go_on"),
    ];
    std::iter::once(("verdict", "verdict")).chain(projects).chain(behind).collect()
}

fn id(run: &RunTables) -> &str {
    &run.recorded.manifest.scenario_id
}

/// The base's title and how many are held against it.
fn names(runs: &[RunTables]) -> Text {
    let base = runs.first().map_or_else(|| Text::same(""), title);
    let others = runs.len().saturating_sub(1).to_string();
    filled_both("batch_title", &[("base", base), ("others", Text::same(others))])
}

fn run_row(run: &RunTables, title: &Text) -> RunRow {
    let manifest = &run.recorded.manifest;
    RunRow {
        id: id(run).to_owned(),
        title: title.clone(),
        made: Made::of(manifest, String::new()),
        assumed: manifest.assumptions.len(),
        resolved: shortened(&manifest.resolved_digest()),
    }
}

fn table(figure: Figure, against: &[Against<'_>]) -> DifferenceTable {
    let unit = figure.entry().unit;
    let rows = against.iter().filter_map(|against| {
        let found = against.of(figure)?;
        let half = difference(0.5 * (found.high - found.low), unit);
        // Shares that leave nothing may leave a little less, which would be shown with a sign.
        let left = |(better, worse): (f64, f64)| (1.0 - better - worse).max(0.0) + 0.0;
        let same = found.better.zip(found.worse).map(left);
        Some(DifferenceRow {
            title: against.title.clone(),
            shown: format!("{} ± {}", difference(found.mean, unit), half.trim_start_matches('+')),
            better: found.better.map(percent).unwrap_or_default(),
            same: same.map(percent).unwrap_or_default(),
            worse: found.worse.map(percent).unwrap_or_default(),
        })
    });
    DifferenceTable { id: figure.id(), name: name_text(figure.entry()), rows: rows.collect() }
}

fn data(
    base: &RunTables,
    against: &[Against<'_>],
    (figures, covers): (&[Figure], &[ScenarioCover]),
    regret: Option<&Grid<RegretTable>>,
) -> Value {
    let (words, names) = vocabulary(&base.recorded.manifest.zones);
    let months: Vec<String> = base.months().iter().map(ToString::to_string).collect();
    let scenario = |run: &RunTables, title: &Text, group: Option<Group>| {
        json!({
            "id": id(run),
            "title": title,
            "group": group.map(Group::key),
            "fan": charts::fan(run, Series::CumulativeBalanceCny, None),
        })
    };
    let others =
        against.iter().map(|against| scenario(against.run, &against.title, Some(against.group)));
    let scenarios: Vec<Value> =
        std::iter::once(scenario(base, &title(base), None)).chain(others).collect();
    let differences = figures.iter().map(|&figure| {
        let unit = figure.entry().unit;
        let rows = against.iter().filter_map(|against| {
            let found = against.of(figure)?;
            Some(json!({
                "title": against.title,
                "mean": scaled(found.mean, unit),
                "low": scaled(found.low, unit),
                "high": scaled(found.high, unit),
                "better": found.is_good(figure),
            }))
        });
        json!({
            "id": figure.id(),
            "unit": match unit {
                Unit::Cny => "cny",
                Unit::Share => "percent",
                Unit::Ratio => "times",
                _ => "m2",
            },
            "rows": rows.collect::<Vec<_>>(),
        })
    });
    json!({
        "kind": "batch",
        "window": base.recorded.calendar.window,
        "words": words,
        "names": names,
        "months": months,
        "scenarios": scenarios,
        "covers": batch_projects::data(covers),
        "differences": differences.collect::<Vec<_>>(),
        "regret": regret.map(regret_data),
    })
}

/// Figures of a map of regrets, in their order.
fn regret_figures(table: &Grid<RegretTable>) -> Vec<Figure> {
    let mut figures: Vec<Figure> = Vec::new();
    for row in table.rows() {
        let id = row.text(RegretTable::FIGURE);
        let known = Figure::ALL.into_iter().find(|known| known.id() == id);
        figures.extend(known.filter(|known| !figures.contains(known)));
    }
    figures
}

fn regret_names(table: &Grid<RegretTable>) -> Vec<Text> {
    regret_figures(table).into_iter().map(|figure| name_text(figure.entry())).collect()
}

/// Regrets by figure, policy and market.
fn regret_data(table: &Grid<RegretTable>) -> Vec<Value> {
    regret_figures(table).into_iter().map(|figure| regret_of(table, figure)).collect()
}

fn regret_of(table: &Grid<RegretTable>, figure: Figure) -> Value {
    let rows = || table.rows().filter(|row| row.text(RegretTable::FIGURE) == figure.id());
    let (mut policies, mut markets): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for row in rows() {
        let of_row = [(&mut policies, RegretTable::POLICY), (&mut markets, RegretTable::MARKET)];
        for (names, column) in of_row {
            if !names.contains(&row.text(column)) {
                names.push(row.text(column));
            }
        }
    }
    let unit = figure.entry().unit;
    let cell = |policy: &str, market: &str| {
        let mut of_pair = rows().filter(|row| {
            row.text(RegretTable::POLICY) == policy && row.text(RegretTable::MARKET) == market
        });
        Some(scaled(of_pair.next()?.number(RegretTable::REGRET)?, unit))
    };
    let row = |policy: &&str| markets.iter().map(|market| cell(policy, market)).collect::<Vec<_>>();
    let values: Vec<_> = policies.iter().map(row).collect();
    let titles = |ids: &[&str], column, title| -> Vec<Text> {
        let of = |id: &&str| {
            let found = rows().find(|row| row.text(column) == *id);
            found.map_or_else(|| Text::same(*id), |row| Text::parse(row.text(title)))
        };
        ids.iter().map(of).collect()
    };
    json!({
        "name": name_text(figure.entry()),
        "policies": titles(&policies, RegretTable::POLICY, RegretTable::POLICY_TITLE),
        "markets": titles(&markets, RegretTable::MARKET, RegretTable::MARKET_TITLE),
        "values": values,
    })
}
