//! Projects of special bonds on the page of a run: cover with its odds, and what is short.

use serde::Serialize;
use serde_json::{Value, json};

use crate::ensemble::statistics::{P05, P50, P95, QUANTILE_NAMES};
use crate::store::run_tables::RunTables;
use crate::wording::text::Text;
use crate::wording::units::yi;

use super::super::projects::{ProjectOdds, of_run, ratio, shown};
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
    let amounts = odds.amounts.iter().flat_map(|(share, mean)| [shown(*share), yi(*mean)]);
    ProjectView {
        name: odds.name.clone(),
        cells: cover.into_iter().chain(reaches).chain(amounts).collect(),
    }
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
