//! The page of several runs: each against the first.

use serde::Serialize;
use serde_json::{Value, json};

use crate::catalogue::Better;
use crate::catalogue::Unit;
use crate::catalogue::figure::Figure;
use crate::catalogue::series::Series;
use crate::ensemble::compare::{Difference, Paired, compare};
use crate::ensemble::statistics::Estimate;
use crate::store::aspect::luck_differs;
use crate::store::grid::Grid;
use crate::store::manifest::Manifest;
use crate::store::run_tables::RunTables;
use crate::tables::regret::RegretTable;
use crate::tables::summary::SummaryTable;
use crate::wording::text::Text;
use crate::wording::units::{
    difference, exact_probability, name_text, percent, probability, value,
};
use crate::wording::words::{filled, filled_both};

use super::super::plot_table;
use super::{Made, Page, RenderedPage, assumptions, charts, run, scaled, vocabulary};

/// Figures whose medians stand in the table.
const MEDIANS: [Figure; 6] = [
    Figure::InventoryAdjustedBalanceCny,
    Figure::SupportCny,
    Figure::PeakDebtCny,
    Figure::ReservedPlots,
    Figure::SoldHa,
    Figure::GfaStartedM2,
];
/// Figures whose probabilities stand in the table: the verdict and its parts.
const CHANCES: [Figure; 4] =
    [Figure::Sound, Figure::InventoryAdjustedBalanceCny, Figure::SupportCny, Figure::ProgrammeDone];
/// Figures whose differences are drawn.
const DIFFERENCES: [Figure; 5] = [
    Figure::Sound,
    Figure::InventoryAdjustedBalanceCny,
    Figure::SupportCny,
    Figure::PeakDebtCny,
    Figure::GfaStartedM2,
];

/// What the page of several runs says.
#[derive(Debug, Clone, Serialize)]
struct Content {
    columns: Vec<Text>,
    /// Words that head the columns of probabilities.
    chances: Vec<&'static str>,
    rows: Vec<ScenarioRow>,
    unpaired: Vec<String>,
    differences: Vec<DifferenceTable>,
    regret: bool,
}

#[derive(Debug, Clone, Serialize)]
struct ScenarioRow {
    id: String,
    /// Whether it differs from the base in policies and plan alone.
    is_policy: bool,
    made: Made,
    assumed: usize,
    title: Text,
    medians: Vec<String>,
    chances: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
struct DifferenceTable {
    id: &'static str,
    name: Text,
    rows: Vec<DifferenceRow>,
}

#[derive(Debug, Clone, Serialize)]
struct DifferenceRow {
    id: String,
    shown: String,
    better: String,
    same: String,
    worse: String,
}

/// A run with its differences from the first; none when it did not face the same luck.
struct Against<'r> {
    run: &'r RunTables,
    differences: Option<Vec<Option<Difference>>>,
}

impl Against<'_> {
    fn id(&self) -> &str {
        &self.run.recorded.manifest.scenario_id
    }

    /// The difference of a figure with its mean's ends and the share of futures in
    /// which it is better.
    fn of(&self, figure: Figure) -> Option<Found> {
        let difference = self.differences.as_ref()?.get(figure as usize)?.as_ref()?;
        let Estimate { value, low, high } = difference.mean;
        let paired = difference.paired.as_ref();
        let share = |of: fn(&Paired) -> Option<Estimate>| Some(of(paired?)?.value);
        Some(Found {
            mean: value,
            low: low?,
            high: high?,
            better: share(|paired| paired.better),
            worse: share(|paired| paired.worse),
        })
    }
}

struct Found {
    mean: f64,
    low: f64,
    high: f64,
    better: Option<f64>,
    worse: Option<f64>,
}

impl Found {
    /// Whether the change is for the good; `None` where its interval holds nothing, or
    /// neither way is.
    fn is_good(&self, figure: Figure) -> Option<bool> {
        if self.low <= 0.0 && self.high >= 0.0 {
            return None;
        }
        match figure.class() {
            Better::Higher => Some(self.mean > 0.0),
            Better::Lower => Some(self.mean < 0.0),
            Better::Neutral => None,
        }
    }
}

/// The page of several runs, the first being the base; `regret` is the table of a folder that
/// `landsim regret` wrote.
pub fn page(runs: &[RunTables], regret: Option<&Grid<RegretTable>>) -> Option<RenderedPage> {
    let (base, others) = runs.split_first()?;
    let manifest = &base.recorded.manifest;
    let calendar = base.recorded.calendar;
    let against: Vec<Against<'_>> = others.iter().map(|run| against(base, run)).collect();
    let tables: Vec<DifferenceTable> =
        DIFFERENCES.into_iter().map(|figure| table(figure, &against)).collect();
    let end = calendar.date(calendar.window_end().back(1));
    let page = Page {
        heading: "page_batch",
        title: Text::same(names(runs)),
        made: Made::of(manifest, format!("{} – {end}", calendar.start)),
        sections: vec![
            ("verdict", "verdict"),
            ("scenarios", "scenarios_section"),
            ("differences", "differences_section"),
            ("trust", "trust"),
        ],
        verdict: verdict(base, &against),
        limits: run::limits(base),
        plot_table: plot_table::of_run(base),
        run: None,
        batch: Some(json!(Content {
            columns: MEDIANS.map(|figure| name_text(figure.entry())).to_vec(),
            chances: ["sound", "earned", "unsupported", "done"].to_vec(),
            rows: runs.iter().map(|run| scenario_row(run, manifest)).collect(),
            unpaired: against
                .iter()
                .filter(|against| against.differences.is_none())
                .map(|against| against.id().to_owned())
                .collect(),
            differences: tables,
            regret: regret.is_some(),
        })),
        market: None,
        assumptions: assumptions(manifest),
    };
    Some(RenderedPage { data: data(runs, &against, regret), page })
}

fn id(run: &RunTables) -> &str {
    &run.recorded.manifest.scenario_id
}

/// The runs' ids, of many the first.
fn names(runs: &[RunTables]) -> String {
    const SHOWN: usize = 6;
    let shown: Vec<&str> = runs.iter().map(id).take(SHOWN).collect();
    let more = if runs.len() > SHOWN { format!(" … ({})", runs.len()) } else { String::new() };
    shown.join(" · ") + &more
}

/// A scenario as sentences name it: its title with its id.
fn called(run: &RunTables) -> Text {
    let Text { zh, en } = Text::parse(&run.recorded.manifest.scenario_title);
    let id = id(run);
    Text::new(format!("\u{300a}{zh}\u{300b}\u{ff08}{id}\u{ff09}"), format!("\"{en}\" ({id})"))
}

fn against<'r>(base: &RunTables, run: &'r RunTables) -> Against<'r> {
    let (left, right) = (&base.recorded, &run.recorded);
    let is_paired = luck_differs(&left.manifest, &right.manifest).is_empty()
        && left.figures.len() == right.figures.len();
    let differences = is_paired.then(|| compare(&left.figures, &right.figures));
    Against { run, differences }
}

fn scenario_row(run: &RunTables, base: &Manifest) -> ScenarioRow {
    let calendar = &run.recorded.calendar;
    // The median of support is mostly nothing, and hides what it costs where it comes.
    let median = |figure: Figure| {
        let median = run.figure(figure).and_then(|row| match figure {
            Figure::SupportCny => row.number(SummaryTable::MEAN),
            _ => row.number(SummaryTable::P50),
        });
        median.map(|median| value(median, figure.entry().unit, calendar)).unwrap_or_default()
    };
    // Intervals of the parts would not fit beside that of the whole.
    let shown = |figure: Figure| {
        let share = chance(run, figure).map(|share| match figure {
            Figure::Sound => run::with_interval(share),
            _ => exact_probability(share.value, (share.low, share.high)),
        });
        share.unwrap_or_default()
    };
    ScenarioRow {
        id: id(run).to_owned(),
        is_policy: base.same_world(&run.recorded.manifest),
        made: Made::of(&run.recorded.manifest, String::new()),
        assumed: run.recorded.manifest.assumptions.len(),
        title: Text::parse(&run.recorded.manifest.scenario_title),
        medians: MEDIANS.map(median).to_vec(),
        chances: CHANCES.map(shown).to_vec(),
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
            id: against.id().to_owned(),
            shown: format!("{} ± {}", difference(found.mean, unit), half.trim_start_matches('+')),
            better: found.better.map(percent).unwrap_or_default(),
            same: same.map(percent).unwrap_or_default(),
            worse: found.worse.map(percent).unwrap_or_default(),
        })
    });
    DifferenceTable { id: figure.id(), name: name_text(figure.entry()), rows: rows.collect() }
}

fn verdict(base: &RunTables, against: &[Against<'_>]) -> Vec<Text> {
    let figure = Figure::Sound;
    // Only what differs in policies and plan alone can be chosen; without such, whatever there is.
    let is_choice =
        |against: &&Against<'_>| base.recorded.manifest.same_world(&against.run.recorded.manifest);
    let has_choice = against.iter().any(|against| is_choice(&against));
    let best = against
        .iter()
        .filter(|against| !has_choice || is_choice(against))
        .filter_map(|against| Some((against, against.of(figure)?)))
        .filter(|(_, found)| found.is_good(figure) == Some(true))
        .max_by(|left, right| left.1.mean.total_cmp(&right.1.mean));
    let first = match best {
        Some((against, found)) => best_of(base, against, &found, has_choice),
        None => filled_both("verdict_none_better", &[("base", called(base))]),
    };
    let mut sound: Vec<(f64, &RunTables)> = std::iter::once(base)
        .chain(against.iter().map(|against| against.run))
        .filter_map(|run| Some((chance(run, figure)?.value, run)))
        .collect();
    sound.sort_by(|left, right| left.0.total_cmp(&right.0));
    let second = sound.first().zip(sound.last()).map(|(least, most)| {
        filled_both(
            "verdict_sound_least",
            &[
                ("least", called(least.1)),
                ("low", likely(least.1, figure)),
                ("most", called(most.1)),
                ("high", likely(most.1, figure)),
            ],
        )
    });
    std::iter::once(first).chain(second).chain([filled("verdict_warning", &[])]).collect()
}

/// What is said of the run that is sound most often, and of what it is better in.
fn best_of(base: &RunTables, best: &Against<'_>, found: &Found, has_choice: bool) -> Text {
    let points = |share: f64| Text::same(difference(share, Unit::Share));
    let key = if has_choice { "verdict_best" } else { "verdict_best_market" };
    let [earned, unsupported, done] =
        [Figure::InventoryAdjustedBalanceCny, Figure::SupportCny, Figure::ProgrammeDone];
    filled_both(
        key,
        &[
            ("best", called(best.run)),
            ("base", called(base)),
            ("mean", points(found.mean)),
            ("low", points(found.low)),
            ("high", points(found.high)),
            ("earned_before", likely(base, earned)),
            ("earned_after", likely(best.run, earned)),
            ("unsupported_before", likely(base, unsupported)),
            ("unsupported_after", likely(best.run, unsupported)),
            ("done_before", likely(base, done)),
            ("done_after", likely(best.run, done)),
        ],
    )
}

/// Share of a run's futures that meet a figure's target.
fn chance(run: &RunTables, figure: Figure) -> Option<Estimate> {
    run.figure(figure)?.estimate(SummaryTable::PROBABILITY)
}

/// The same in a sentence.
fn likely(run: &RunTables, figure: Figure) -> Text {
    let share = chance(run, figure).map(|share| probability(share.value, (share.low, share.high)));
    Text::same(share.unwrap_or_default())
}

fn data(runs: &[RunTables], against: &[Against<'_>], regret: Option<&Grid<RegretTable>>) -> Value {
    let zones = runs.first().map_or(&[][..], |run| &run.recorded.manifest.zones);
    let (words, names) = vocabulary(zones);
    let months: Vec<String> = runs
        .first()
        .map(|run| run.months().iter().map(ToString::to_string).collect())
        .unwrap_or_default();
    let scenarios = runs.iter().map(
        |run| json!({ "id": id(run), "fan": charts::fan(run, Series::CumulativeBalanceCny, None) }),
    );
    let differences = DIFFERENCES.into_iter().map(|figure| {
        let unit = figure.entry().unit;
        let rows = against.iter().filter_map(|against| {
            let found = against.of(figure)?;
            Some(json!({
                "id": against.id(),
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
                _ => "m2",
            },
            "rows": rows.collect::<Vec<_>>(),
        })
    });
    let window = runs.first().map_or(0, |run| run.recorded.calendar.window);
    json!({
        "kind": "batch",
        "window": window,
        "words": words,
        "names": names,
        "months": months,
        "scenarios": scenarios.collect::<Vec<_>>(),
        "differences": differences.collect::<Vec<_>>(),
        "regret": regret.map(regret_data),
    })
}

/// Regrets by policy and market.
fn regret_data(table: &Grid<RegretTable>) -> Value {
    let (mut policies, mut markets): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for row in table.rows() {
        let of_row = [(&mut policies, RegretTable::POLICY), (&mut markets, RegretTable::MARKET)];
        for (names, column) in of_row {
            if !names.contains(&row.text(column)) {
                names.push(row.text(column));
            }
        }
    }
    let figure = table.rows().next().map(|row| row.text(RegretTable::FIGURE)).unwrap_or_default();
    let unit =
        Figure::ALL.into_iter().find(|known| known.id() == figure).map(|known| known.entry().unit);
    let cell = |policy: &str, market: &str| {
        let row = table.find(&[(RegretTable::POLICY, policy), (RegretTable::MARKET, market)])?;
        Some(scaled(row.number(RegretTable::REGRET)?, unit.unwrap_or(Unit::Ratio)))
    };
    let row = |policy: &&str| markets.iter().map(|market| cell(policy, market)).collect::<Vec<_>>();
    let values: Vec<_> = policies.iter().map(row).collect();
    json!({ "policies": policies, "markets": markets, "values": values })
}
