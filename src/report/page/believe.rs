//! How far an answer is to be believed: what it rests on, number by number, and what was seen.

use serde::Serialize;
use serde_json::{Value, json};

use crate::catalogue::figure::Figure;
use crate::catalogue::plot_field::PlotField;
use crate::quantity::PERCENT;
use crate::store::run_tables::RunTables;
use crate::tables::plots::PlotsTable;
use crate::tables::summary::SummaryTable;
use crate::wording::text::{Language, Text};
use crate::wording::units::{exact_percent, yi};
use crate::wording::words::{both, filled, filled_both};

use super::super::plot_table;
use super::super::stress::{self, StressLine};
use super::{rounded, shown as says};

/// Plots that are named as those which carry the gain.
const NAMED_PLOTS: usize = 5;
/// Digits of a doubted number that are shown.
const DIGITS: usize = 3;

/// What the page says of it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Believe {
    /// Lines of a name and what is said.
    lines: Vec<Line>,
    /// Whether there is a tornado.
    has_tornado: bool,
    /// What to do where there is none.
    missing: Option<Text>,
    /// Heading of the stress table, and its rows.
    stress_title: Option<Text>,
    tornado_title: Text,
    stress: Vec<StressRow>,
}

#[derive(Debug, Clone, Serialize)]
struct Line {
    name: Text,
    text: Text,
}

#[derive(Debug, Clone, Serialize)]
struct StressRow {
    name: Text,
    cells: [String; 7],
}

impl Believe {
    /// What the tornado shows, where there is one.
    pub(super) fn tornado(&self) -> Option<&Text> {
        self.has_tornado.then_some(&self.tornado_title)
    }
}

/// What the page says of a run.
pub(super) fn believe(run: &RunTables) -> Believe {
    let stressed = stress::of_run(run);
    let scenario = run.recorded.manifest.scenario.file.clone();
    let row = |line: &StressLine| StressRow { name: line.name.clone(), cells: line.cells() };
    Believe {
        lines: [
            cost_over_price(run),
            carried_by(run),
            Some(rows(run)),
            Some(back_test(run)),
            Some(limits(run)),
        ]
        .into_iter()
        .flatten()
        .collect(),
        has_tornado: stressed.as_ref().is_some_and(|stressed| !stressed.tornado.is_empty()),
        missing: stressed.is_none().then(|| filled("stress_missing", &[("scenario", scenario)])),
        stress_title: stressed
            .as_ref()
            .map(|stressed| filled("stress_title", &[("trials", stressed.trials.to_string())])),
        tornado_title: both("tornado_title"),
        stress: stressed.iter().flat_map(|stressed| stressed.lines.iter().map(row)).collect(),
    }
}

/// What the chart of doubted numbers is drawn from: changes in points.
pub(super) fn tornado(run: &RunTables) -> Option<Value> {
    let stressed = stress::of_run(run)?;
    let lines = stressed.tornado.iter().map(|line| {
        let ends = line.ends.each_ref().map(|(value, change)| {
            let points = |share: f64| rounded(share * PERCENT);
            json!({
                "value": shown(*value),
                "change": points(change.value),
                "low": change.low.map(points),
                "high": change.high.map(points),
            })
        });
        json!({ "key": line.key, "name": line.name, "stated": shown(line.stated), "ends": ends })
    });
    Some(json!(lines.collect::<Vec<_>>()))
}

/// A doubted number with the digits that matter.
fn shown(number: f64) -> String {
    let text = format!("{number:.DIGITS$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

fn line(name: &str, text: Text) -> Line {
    Line { name: both(name), text }
}

/// Cost over price beside what was seen.
fn cost_over_price(run: &RunTables) -> Option<Line> {
    let row = run.figure(Figure::CostIncomeRatio)?;
    let percent = |column| row.number(column).map(exact_percent);
    let seen = &run.recorded.manifest.evidence.cost_over_price;
    let seen = if seen.is_empty() { both("not_stated") } else { Text::parse(seen) };
    let text = filled_both(
        "believe_cost",
        &[
            ("median", Text::same(percent(SummaryTable::P50)?)),
            ("low", Text::same(percent(SummaryTable::P05)?)),
            ("high", Text::same(percent(SummaryTable::P95)?)),
            ("seen", seen),
        ],
    );
    Some(line("believe_cost_name", text))
}

/// The plots that carry the gain, by what they bring on average: the median gain of those that are
/// sold in the window, times how often they are.
fn carried_by(run: &RunTables) -> Option<Line> {
    let gain = PlotsTable::p50(PlotField::NetGainCny);
    let mut plots: Vec<(Text, f64, f64)> = run
        .plots
        .rows()
        .filter_map(|row| {
            let sold = row.number(PlotsTable::PROBABILITY_SOLD_IN_WINDOW)?;
            Some((Text::parse(row.text(PlotsTable::NAME)), row.number(gain)?, sold))
        })
        .collect();
    plots.sort_by(|left, right| (right.1 * right.2).total_cmp(&(left.1 * left.2)));
    plots.truncate(NAMED_PLOTS);
    let three = run.figure(Figure::Top3GainShare)?.number(SummaryTable::P50)?;
    let named = Text::each(|language| {
        let one = |(name, gain, sold): &(Text, f64, f64)| {
            let (name, gain, sold) = (name.of(language), yi(*gain), exact_percent(*sold));
            match language {
                Language::Chinese => format!("{name}（{gain}亿元，{sold}）"),
                Language::English => format!("{name} ({gain} 亿元, {sold})"),
            }
        };
        plots.iter().map(one).collect::<Vec<_>>().join(language.choose("、", ", "))
    });
    let values = [("share", Text::same(exact_percent(three))), ("plots", named)];
    Some(line("believe_plots_name", filled_both("believe_plots", &values)))
}

/// How much of the plot table is made up, and how many numbers are assumed.
fn rows(run: &RunTables) -> Line {
    let assumed = run.recorded.manifest.assumptions.len().to_string();
    let assumed = filled("trust_assumptions", &[("count", assumed)]);
    let table = plot_table::of_run(run);
    let text = Text::each(|language| {
        format!("{}{}{}", table.of(language), language.choose("", " "), assumed.of(language))
    });
    line("believe_rows_name", text)
}

/// How the market has done against the past.
fn back_test(run: &RunTables) -> Line {
    let stated = &run.recorded.manifest.evidence.back_test;
    let text = if stated.is_empty() { both("not_stated") } else { Text::parse(stated) };
    line("believe_back_test_name", text)
}

/// What the run's own numbers say against the model.
fn limits(run: &RunTables) -> Line {
    line("believe_limits_name", says::limits(run))
}
