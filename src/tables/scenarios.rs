//! Tables across the scenarios of a batch: scenario by figure, wide and long.
//!
//! `landsim run` with several scenarios writes both: `scenarios`, a row for each
//! scenario, to be looked at, and `scenarios_long`, a row for each scenario and figure,
//! to be computed with. They describe scenarios beside each other; what differs between
//! them trial by trial is in `comparison`.
//!
//! Scenarios of one batch have the same seed and portfolio; by `trials` one sees where
//! `--until` ended some earlier. A median hides what a mean shows (support is 0 in most
//! futures and large in some), so `scenarios_long` has both.

use crate::catalogue::figure::Figure;
use crate::ensemble::statistics::{P05, P50, P95, QUANTILE_NAMES, Summary};
use crate::quantity::PERCENT;
use crate::scenario::Scenario;

use super::column::columns;
use super::summaries::{Row, Summaries};
use super::table::Table;

columns! {
    /// Columns of the table of a batch's medians, beside one for each figure.
    ScenariosTable = "scenarios":
        "Written by `landsim run` for a batch, into the folder of this name. One row per scenario, \
         in the order of the command line; of a sweep a column for each key, named by it; a \
         figure's column holds its median.";
    SCENARIO: Texts = "scenario", "", "Id of the scenario";
    TITLE: Texts = "title", "", "Its title";
}

/// The summary of one scenario of a batch.
#[derive(Debug, Clone)]
pub struct ScenarioRows {
    scenario_id: String,
    title: String,
    /// Keys that a sweep has given other values: key, unit, text of the value.
    swept: Vec<[String; 3]>,
    /// Number of trials of the scenario; with `--until` scenarios may differ in it.
    pub trials: u64,
    rows: Vec<Row>,
}

impl ScenarioRows {
    /// The rows of a scenario with what its figures come to.
    pub fn new(scenario: &Scenario, summaries: &Summaries) -> Self {
        Self {
            scenario_id: scenario.id.clone(),
            title: scenario.title.clone(),
            swept: swept(scenario),
            trials: summaries.trials as u64,
            rows: summaries.rows.clone(),
        }
    }

    /// Median of a figure over the trials that have it.
    fn median(&self, figure: Figure) -> Option<f64> {
        self.rows[figure as usize].summary.as_ref().map(|summary| summary.quantiles[P50].value)
    }
}

/// The swept values of a scenario with the units that its keys have.
fn swept(scenario: &Scenario) -> Vec<[String; 3]> {
    let unit_of = |key: &str| {
        let parameter = scenario.parameters.iter().find(|parameter| parameter.key == key);
        parameter.map_or_else(String::new, |parameter| parameter.unit.clone())
    };
    let of = |(key, value): &(String, String)| [key.clone(), unit_of(key), value.clone()];
    scenario.swept().iter().map(of).collect()
}

/// What swept values mean.
const SWEPT: &str = "Swept value";

/// Appends a column for each key that a sweep gives other values: numbers, unless one of its values
/// is none; empty where the scenario's sweep has no such key.
fn push_swept(table: &mut Table, scenarios: &[&ScenarioRows]) {
    let mut keys: Vec<(&str, &str)> = Vec::new();
    for [key, unit, _] in scenarios.iter().flat_map(|scenario| &scenario.swept) {
        if !keys.iter().any(|(known, _)| known == key) {
            keys.push((key, unit));
        }
    }
    for (key, unit) in keys {
        let value = |scenario: &&ScenarioRows| {
            let found = scenario.swept.iter().find(|[swept, ..]| swept == key);
            found.map(|[.., value]| value.clone())
        };
        let values: Vec<Option<String>> = scenarios.iter().map(value).collect();
        let number = |text: &String| text.replace('_', "").parse::<f64>().ok();
        let is_number = |text: &Option<String>| text.as_ref().is_none_or(|t| number(t).is_some());
        if values.iter().all(is_number) {
            let numbers = values.iter().map(|text| text.as_ref().and_then(number)).collect();
            table.numbers(key, unit, SWEPT, numbers);
        } else {
            table.texts(key, SWEPT, values.into_iter().map(Option::unwrap_or_default).collect());
        }
    }
}

/// The tables `scenarios` and `scenarios_long` of a batch, in the order of its
/// scenarios.
pub fn tables(scenarios: &[ScenarioRows]) -> [Table; 2] {
    [wide(scenarios), long(scenarios)]
}

/// The table `scenarios`: a row for each scenario, medians of figures as columns.
fn wide(scenarios: &[ScenarioRows]) -> Table {
    let mut table = Table::of::<ScenariosTable>();
    let texts =
        |of: fn(&ScenarioRows) -> &String| scenarios.iter().map(|s| of(s).clone()).collect();
    table.fill(ScenariosTable::SCENARIO, texts(|scenario| &scenario.scenario_id));
    table.fill(ScenariosTable::TITLE, texts(|scenario| &scenario.title));
    push_swept(&mut table, &scenarios.iter().collect::<Vec<_>>());
    let is_shown = |figure: &&Figure| {
        scenarios
            .iter()
            .flat_map(|one| &one.rows)
            .any(|row| row.figure == **figure && row.is_shown())
    };
    for figure in Figure::ALL.iter().filter(is_shown).copied() {
        let entry = figure.entry();
        let medians = scenarios.iter().map(|scenario| scenario.median(figure)).collect();
        table.numbers(entry.id, entry.unit.name(), &format!("Median. {}", entry.meaning), medians);
    }
    table
}

/// The table `scenarios_long`: a row for each scenario and figure.
fn long(scenarios: &[ScenarioRows]) -> Table {
    let rows: Vec<(&ScenarioRows, &Row)> = scenarios
        .iter()
        .flat_map(|scenario| scenario.rows.iter().map(move |row| (scenario, row)))
        .filter(|(_, row)| row.is_shown())
        .collect();
    let mut table = Table::new(
        "scenarios_long",
        "Beside it. One row per scenario and figure, with the values of a sweep as in `scenarios`.",
    );
    let texts = |of: fn(&(&ScenarioRows, &Row)) -> String| rows.iter().map(of).collect();
    table.texts("scenario", "Id of the scenario", texts(|row| row.0.scenario_id.clone()));
    table.texts("figure", "Id of the figure", texts(|row| row.1.figure.id().to_owned()));
    let of_rows: Vec<&ScenarioRows> = rows.iter().map(|row| row.0).collect();
    push_swept(&mut table, &of_rows);
    let unit = texts(|row| row.1.figure.entry().unit.name().to_owned());
    table.texts("unit", "Unit of the values", unit);
    let of = |value: &dyn Fn(&Summary) -> Option<f64>| {
        rows.iter().map(|row| row.1.summary.as_ref().and_then(value)).collect()
    };
    let trials =
        rows.iter().map(|row| row.1.summary.as_ref().map_or(0, |s| s.count as u64)).collect();
    table.counts("trials", "trials", "Trials in which the figure exists", trials);
    table.numbers("mean", "the row's", "Mean", of(&|summary| Some(summary.mean)));
    table.numbers("se", "the row's", "Standard error of the mean", of(&|summary| summary.se));
    for at in [P05, P50, P95] {
        let values = of(&|summary| Some(summary.quantiles[at].value));
        let meaning =
            format!("{} % quantile", crate::ensemble::statistics::PROBABILITIES[at] * PERCENT);
        table.numbers(QUANTILE_NAMES[at], "the row's", &meaning, values);
    }
    let targets = rows.iter().map(|row| row.1.target.map(|target| target.value)).collect();
    table.numbers("target", "the row's", "Target, where the figure has one", targets);
    let probabilities: Vec<_> = rows.iter().map(|row| row.1.probability).collect();
    let meaning = "Share of all trials that meet the target";
    table.estimate("probability", "share", meaning, &probabilities);
    table
}
