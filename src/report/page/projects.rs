//! Projects of special bonds on the page of a run: cover with its odds, and what is short.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Value, json};

use crate::ensemble::statistics::{P05, P50, P95, QUANTILE_NAMES};
use crate::store::run_tables::RunTables;
use crate::wording::text::Text;
use crate::wording::units::yi;

use super::super::projects::{ProjectOdds, YearOfCover, fall, of_run, ratio, shown};
use super::rounded;

/// A project, or all of them together.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ProjectView {
    name: Text,
    cells: Vec<String>,
}

/// The rows of the table; none without projects.
pub(super) fn projects(run: &RunTables) -> Vec<ProjectView> {
    of_run(run).iter().map(view).collect()
}

fn view(odds: &ProjectOdds) -> ProjectView {
    let cover = [ratio(odds, P50), format!("{} … {}", ratio(odds, P05), ratio(odds, P95))];
    let reaches = odds.reaches.map(shown);
    let fall = format!("{} ({})", fall(odds, P50), fall(odds, P05));
    let amounts = odds.amounts.iter().flat_map(|(share, mean)| [shown(*share), yi(*mean)]);
    ProjectView {
        name: odds.name.clone(),
        cells: cover.into_iter().chain(reaches).chain([fall]).chain(amounts).collect(),
    }
}

/// Cover so far by year: the projects, and for each year its label and a cell for each of them.
#[derive(Debug, Clone, Serialize)]
pub(super) struct CoverByYear {
    names: Vec<Text>,
    rows: Vec<(String, Vec<String>)>,
}

/// The table of cover by year; nothing without projects.
pub(super) fn by_year(run: &RunTables) -> Option<CoverByYear> {
    let odds = of_run(run);
    let with_years: Vec<&ProjectOdds> = odds.iter().filter(|one| !one.years.is_empty()).collect();
    let years = with_years.iter().flat_map(|one| &one.years).map(|year| year.year.clone());
    let years: BTreeSet<String> = years.collect();
    let cell = |odds: &ProjectOdds, wanted: &str| {
        // Before its first income a project has none; after the last due date it stands.
        let year = odds.years.iter().rfind(|year| year.year.as_str() <= wanted);
        year.map_or_else(
            || "0.00".to_owned(),
            |YearOfCover { quantiles: [low, median, high], .. }| {
                format!("{median:.2} ({low:.2} … {high:.2})")
            },
        )
    };
    let row = |year: String| {
        let cells = with_years.iter().map(|odds| cell(odds, &year)).collect();
        (year, cells)
    };
    (!with_years.is_empty()).then(|| CoverByYear {
        names: with_years.iter().map(|odds| odds.name.clone()).collect(),
        rows: years.into_iter().map(row).collect(),
    })
}

/// What the chart of cover is drawn from; nothing without projects.
pub(super) fn data(run: &RunTables) -> Option<Value> {
    let odds = of_run(run);
    let one = |odds: &ProjectOdds| {
        let quantiles = QUANTILE_NAMES.iter().zip(&odds.cover);
        let quantiles: serde_json::Map<String, Value> =
            quantiles.map(|(name, cover)| ((*name).to_owned(), json!(rounded(*cover)))).collect();
        json!({ "name": odds.name, "cover": quantiles })
    };
    let with_cover = odds.iter().filter(|odds| !odds.cover.is_empty());
    (!odds.is_empty()).then(|| json!(with_cover.map(one).collect::<Vec<_>>()))
}
