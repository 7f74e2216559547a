//! Projects of special bonds on the page of a run: cover with its odds, and what is short.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Value, json};

use crate::catalogue::figure::Figure;
use crate::ensemble::Figures;
use crate::ensemble::statistics::{P05, P50, P95, QUANTILE_NAMES};
use crate::store::run_tables::RunTables;
use crate::tables::projects::ALL;
use crate::wording::text::Text;
use crate::wording::units::{exact_percent, plain_name, yi};
use crate::wording::words::{both, filled, filled_both};

use super::super::projects::{ProjectOdds, YearOfCover, fall, of_run, planned, ratio, shown};
use super::drivers::drivers;
use super::number_card::NumberCard;
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
    ProjectView { name: odds.name.clone(), cells: cells(odds) }
}

/// Cover as planned and simulated, lines reached, the fall that it stands, what is short.
pub(super) fn cells(odds: &ProjectOdds) -> Vec<String> {
    let cover =
        [planned(odds), ratio(odds, P50), format!("{} … {}", ratio(odds, P05), ratio(odds, P95))];
    let reaches = odds.reaches.map(shown);
    let fall = format!("{} ({})", fall(odds, P50), fall(odds, P05));
    let amounts = odds.amounts.iter().flat_map(|(share, mean)| [shown(*share), yi(*mean)]);
    cover.into_iter().chain(reaches).chain([fall]).chain(amounts).collect()
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

/// How many of what moves cover stand on its card.
const NAMED_MOVERS: usize = 2;

/// Cards of the first screen: cover as planned and simulated with what moves it, how often 1.1 is
/// reached, how often money is short at maturity and what covers it; none without projects.
pub(super) fn cards(run: &RunTables) -> Vec<NumberCard> {
    let projects = of_run(run);
    let Some(all) = projects.iter().find(|one| one.id == ALL) else { return Vec::new() };
    let movers = moved_by(&run.recorded.figures);
    let movers: Vec<(Text, f64)> = movers
        .iter()
        .filter_map(Value::as_array)
        .flatten()
        .filter_map(|mover| {
            let figure = Figure::ALL.into_iter().find(|one| mover["id"] == one.id())?;
            Some((name_of(figure), mover["value"].as_f64()?))
        })
        .take(NAMED_MOVERS)
        .collect();
    let movers = Text::each(|language| {
        let one = |(name, rho): &(Text, f64)| format!("{} ({rho:+.2})", name.of(language));
        movers.iter().map(one).collect::<Vec<_>>().join(language.choose("、", ", "))
    });
    let same = Text::same;
    let cover = filled_both(
        "card_cover_below",
        &[
            ("median", same(ratio(all, P50))),
            ("low", same(ratio(all, P05))),
            ("high", same(ratio(all, P95))),
            ("movers", movers),
        ],
    );
    let [reaches_100, reaches_110, reaches_120] = all.reaches.map(shown);
    let reached =
        filled("card_reached_below", &[("line_100", reaches_100), ("line_120", reaches_120)]);
    let [(short, _), (support, mean)] = all.amounts;
    let median_fall = all.fall.get(P50).copied().unwrap_or(f64::NAN);
    let key = if median_fall < 0.0 { "card_short_rise" } else { "card_short_fall" };
    let change = exact_percent(median_fall.abs());
    let short_below =
        filled(key, &[("support", shown(support)), ("mean", yi(mean)), ("change", change)]);
    vec![
        NumberCard { name: both("card_cover"), number: planned(all), below: cover },
        NumberCard { name: both("card_reached"), number: reaches_110, below: reached },
        NumberCard { name: both("card_short"), number: shown(short), below: short_below },
    ]
}

/// A figure's name without its unit, in both languages.
fn name_of(figure: Figure) -> Text {
    Text::each(|language| plain_name(figure.entry(), language).to_owned())
}

/// What moves cover of all projects together from future to future; nothing without projects.
pub(super) fn moved_by(figures: &Figures) -> Option<Value> {
    let has_cover = figures.iter().any(|row| !row[Figure::CoverBond as usize].is_nan());
    has_cover.then(|| drivers(figures, Figure::CoverBond))
}

/// What the chart of cover is drawn from; nothing without projects.
pub(super) fn data(run: &RunTables) -> Option<Value> {
    let odds = of_run(run);
    let one = |odds: &ProjectOdds| {
        let quantiles = QUANTILE_NAMES.iter().zip(&odds.cover);
        let quantiles: serde_json::Map<String, Value> =
            quantiles.map(|(name, cover)| ((*name).to_owned(), json!(rounded(*cover)))).collect();
        json!({ "name": odds.name, "cover": quantiles, "planned": odds.planned.map(rounded) })
    };
    let with_cover = odds.iter().filter(|odds| !odds.cover.is_empty());
    (!odds.is_empty()).then(|| json!(with_cover.map(one).collect::<Vec<_>>()))
}
