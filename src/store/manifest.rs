//! What made a run: enough to make it again, and what in it nobody has published.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::case::Case;
use crate::case::doubts::doubts;
use crate::digest::sha256;
use crate::ensemble::BLOCK;
use crate::portfolio::file::understanding::Understanding;
use crate::portfolio::plot::Plot;
use crate::reader::parameter::{DataFile, Parameter};
use crate::rules::zone::Zone;
use crate::scenario::ASKED;
use crate::scenario::evidence::Evidence;
use crate::scenario::{LONGEST_HORIZON, Scenario};
use crate::uncertainty::sampling::Sampling;

use super::csv_text::CsvFiles;
use super::input::Input;
use super::kept_inputs::{self, KeptInput};
use super::recorded_actuals::RecordedActuals;
use super::recorded_plan::RecordedPlan;
use super::recorded_project::RecordedProject;
use super::seal::seal;

/// A table as written.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WrittenTable {
    /// Name of its files.
    pub name: String,
    /// Number of rows.
    pub rows: usize,
    /// SHA-256 of the table as CSV, without the byte-order mark before it; also where the CSV file
    /// was left out.
    pub csv_sha256: String,
    /// SHA-256 of the Parquet file's bytes.
    pub parquet_sha256: String,
    /// Whether there is a CSV file.
    #[serde(default = "yes", skip_serializing_if = "Clone::clone")]
    pub has_csv: bool,
}

/// What is so where nothing is said.
fn yes() -> bool {
    true
}

/// How much of the portfolio is made up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortfolioOrigin {
    /// Rows in all.
    pub plots: usize,
    /// Rows whose source says that they are synthetic, wholly or in part.
    pub synthetic_plots: usize,
}

impl PortfolioOrigin {
    /// Counted in a portfolio's rows.
    pub fn of(plots: &[Plot]) -> Self {
        let synthetic = |plot: &&Plot| plot.source.starts_with("synthetic");
        Self { plots: plots.len(), synthetic_plots: plots.iter().filter(synthetic).count() }
    }
}

/// A zone as people know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneName {
    /// Identity, the plots' `zone`.
    pub id: String,
    /// Name, in both languages as 中文 | English.
    pub name: String,
}

/// Where and when a run was made; not part of its results.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Circumstances {
    /// Start of the run, seconds since 1970-01-01 UTC.
    pub started_unix_seconds: u64,
    /// Wall-clock time of the simulation (seconds).
    pub simulation_seconds: f64,
    /// Threads used.
    pub threads: usize,
    /// Operating system and processor family.
    pub platform: String,
}

/// A part of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shard {
    /// Which part, from 1.
    pub number: u64,
    /// Of how many.
    pub of: u64,
}

impl Shard {
    /// Trials of the part of a run of `trials`: as many whole blocks as the other parts
    /// have, or one more.
    pub fn range(&self, trials: u64) -> Range<u64> {
        let blocks = trials.div_ceil(BLOCK);
        let end = |parts: u64| {
            let parts = u128::from(blocks) * u128::from(parts) / u128::from(self.of.max(1));
            u64::try_from(parts).unwrap_or(u64::MAX).saturating_mul(BLOCK).min(trials)
        };
        end(self.number.saturating_sub(1))..end(self.number)
    }
}

/// Months that a run covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Months {
    /// Month 0, such as `2011-01`.
    pub start: String,
    /// Length of the plan window (months).
    pub window: usize,
    /// Length of the simulation (months).
    pub horizon: usize,
}

impl Months {
    fn of(calendar: &Calendar) -> Self {
        let Calendar { start, window, horizon } = *calendar;
        Self { start: start.to_string(), window, horizon }
    }

    /// As a calendar; else the key that is wrong, what it says, and what is accepted.
    ///
    /// # Errors
    /// When the start is no month, or the window or the horizon is none that a scenario may have.
    pub fn calendar(&self) -> Result<Calendar, (&'static str, String, String)> {
        let Self { start, window, horizon } = self;
        let (window, horizon) = (*window, *horizon);
        let longest = usize::try_from(LONGEST_HORIZON).unwrap_or(usize::MAX);
        if !(1..=longest).contains(&horizon) {
            return Err(("horizon", horizon.to_string(), format!("1 to {longest} months")));
        }
        if !(1..=horizon).contains(&window) {
            let accepted = format!("1 to {horizon} months, the horizon");
            return Err(("window", window.to_string(), accepted));
        }
        let month = start.parse().map_err(|_| {
            ("start", format!("the text {start:?}"), "a month such as \"2011-01\"".to_owned())
        })?;
        Ok(Calendar { start: month, window, horizon })
    }
}

/// The files of data of a scenario.
pub fn data_files(scenario: &Scenario) -> Vec<Input> {
    let input = |data: &DataFile| Input { file: data.file.clone(), sha256: data.digest.clone() };
    scenario.data_files.iter().map(input).collect()
}

/// Lists of a scenario that a district may choose, or asks beside its run; the rest is the world it
/// meets.
const CHOICES: [&str; 5] = ["policy[", "plan_change[", "project[", "bond[", ASKED];
/// Commit this program was built from.
const COMMIT: &str = match option_env!("LANDSIM_COMMIT") {
    Some(commit) => commit,
    None => "unknown",
};

/// `manifest.json`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Manifest {
    /// Name of the program.
    pub program: String,
    /// SHA-256 of the manifest itself with this place left empty; set where it is written.
    #[serde(default)]
    pub manifest_sha256: String,
    /// Version of the program.
    pub version: String,
    /// Commit it was built from, with `-dirty` when files were changed; `unknown` outside a clone.
    pub commit: String,
    /// Scenario's id.
    pub scenario_id: String,
    /// Its title.
    pub scenario_title: String,
    /// Months covered.
    pub calendar: Months,
    /// Scenario file.
    pub scenario: Input,
    /// Keys to which the file's sweep gave values; commands that take one scenario refuse the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub swept: Vec<String>,
    /// Options by which its command named plot table, plan and actuals, to be repeated by others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub case_options: Vec<String>,
    /// The other scenario files of a batch or comparison.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_scenarios: Vec<Input>,
    /// Portfolio file.
    pub portfolio: Input,
    /// What the plot table was taken for, where it is not written as the program writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub portfolio_understanding: Option<Understanding>,
    /// What is doubtful in the case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// What the programme is meant to reach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<RecordedPlan>,
    /// What has happened, and until when it is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actuals: Option<RecordedActuals>,
    /// Files of data that the scenario names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub data_files: Vec<Input>,
    /// Files of these inputs that are kept in the folder.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept_inputs: Vec<KeptInput>,
    /// How much of it is made up.
    pub portfolio_origin: PortfolioOrigin,
    /// Names of the scenario's zones.
    pub zones: Vec<ZoneName>,
    /// Projects of special bonds with their plots.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub projects: Vec<RecordedProject>,
    /// What was seen elsewhere, in words.
    #[serde(default)]
    pub evidence: Evidence,
    /// Seed.
    pub seed: u64,
    /// Number of trials.
    pub trials: u64,
    /// How chance is spread over them, when not each is for itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sampling: Option<String>,
    /// Whether means were corrected by control variates.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub control_variates: bool,
    /// Futures of the second ensemble, in which what the scenario doubts is drawn, too.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub doubt_trials: u64,
    /// Futures of each case with one change of what the scenario states.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub stress_trials: u64,
    /// Which part of them, when it is not all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<Shard>,
    /// Trials that were replayed, when it is a replay; they may lie beyond the number of trials.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replayed_trials: Vec<u64>,
    /// Circumstances.
    pub circumstances: Circumstances,
    /// Tables that were asked for, where not all were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chosen_tables: Option<Vec<String>>,
    /// How tables are written as CSV, where not as usual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub csv_files: Option<String>,
    /// Tables written.
    pub tables: Vec<WrittenTable>,
    /// Values that are assumptions, with key, value, unit, reason and place.
    pub assumptions: Vec<Parameter>,
    /// Values that come from a plan, a statute or data.
    pub sourced: Vec<Parameter>,
}

/// Whether there are none, so that nothing is written.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_nothing(number: &u64) -> bool {
    *number == 0
}

impl Manifest {
    /// The manifest of a run, its tables still to be listed.
    pub fn new(case: &Case, seed: u64, trials: u64, circumstances: Circumstances) -> Self {
        let (scenario, portfolio) = (case.scenario(), case.portfolio());
        let zone = |zone: &Zone| ZoneName { id: zone.id.clone(), name: zone.name.clone() };
        Self {
            program: env!("CARGO_PKG_NAME").to_owned(),
            manifest_sha256: String::new(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            commit: COMMIT.to_owned(),
            scenario_id: scenario.id.clone(),
            scenario_title: scenario.title.clone(),
            calendar: Months::of(&scenario.rules.calendar),
            scenario: Input { file: scenario.file.clone(), sha256: scenario.digest.clone() },
            swept: scenario.swept().iter().map(|(key, _)| key.clone()).collect(),
            case_options: case.options().to_vec(),
            other_scenarios: Vec::new(),
            portfolio: Input { file: portfolio.file.clone(), sha256: portfolio.digest.clone() },
            portfolio_understanding: Some(&portfolio.understanding)
                .filter(|understanding| !understanding.is_plain())
                .cloned(),
            warnings: doubts(case).iter().map(ToString::to_string).collect(),
            plan: Some(RecordedPlan::of(case.plan())),
            actuals: case.actuals().map(|(actuals, as_of)| RecordedActuals::of(actuals, as_of)),
            data_files: data_files(scenario),
            kept_inputs: Vec::new(),
            portfolio_origin: PortfolioOrigin::of(&portfolio.plots),
            zones: scenario.rules.zones.iter().map(zone).collect(),
            projects: RecordedProject::all(case),
            evidence: scenario.evidence.clone(),
            seed,
            trials,
            sampling: None,
            control_variates: false,
            doubt_trials: 0,
            stress_trials: 0,
            shard: None,
            replayed_trials: Vec::new(),
            circumstances,
            chosen_tables: None,
            csv_files: None,
            tables: Vec::new(),
            assumptions: scenario.assumptions().cloned().collect(),
            sourced: scenario.sourced().cloned().collect(),
        }
    }

    /// The same for what is made of other scenarios, too.
    #[must_use]
    pub fn with_others(self, others: &[&Case]) -> Self {
        let inputs = others
            .iter()
            .map(|case| case.scenario())
            .map(|scenario| Input { file: scenario.file.clone(), sha256: scenario.digest.clone() });
        Self { other_scenarios: inputs.collect(), ..self }
    }

    /// The same of a run of which only some tables are written.
    #[must_use]
    pub fn of_tables(self, chosen_tables: Option<Vec<String>>) -> Self {
        Self { chosen_tables, ..self }
    }

    /// The same of a run whose tables are written as CSV so.
    #[must_use]
    pub fn of_csv_files(self, csv_files: CsvFiles) -> Self {
        let named = match csv_files {
            CsvFiles::Marked => None,
            CsvFiles::Plain => Some("plain".to_owned()),
            CsvFiles::Left => Some("none".to_owned()),
        };
        Self { csv_files: named, ..self }
    }

    /// The same, whose folder keeps the inputs of its case.
    #[must_use]
    pub fn keeping(self, case: &Case) -> Self {
        Self { kept_inputs: kept_inputs::of_case(case), ..self }
    }

    /// The same with a file of data that no scenario names.
    #[must_use]
    pub fn with_data(mut self, input: Input) -> Self {
        self.data_files.push(input);
        self
    }

    /// Whether two runs differ in policies, changes of the plan and projects of special bonds at
    /// most: the same market, shocks and rules.
    pub fn same_world(&self, other: &Self) -> bool {
        let world = |manifest: &Self| -> BTreeMap<String, String> {
            manifest
                .assumptions
                .iter()
                .chain(&manifest.sourced)
                .filter(|parameter| !CHOICES.iter().any(|list| parameter.key.starts_with(list)))
                .map(|parameter| (parameter.key.clone(), parameter.value.clone()))
                .collect()
        };
        world(self) == world(other)
    }

    /// SHA-256 of everything that the scenario comes to: all values by their keys, whichever file
    /// they stand in. What is the same in two runs was simulated under the same rules.
    pub fn resolved_digest(&self) -> String {
        let mut lines: Vec<String> = self
            .assumptions
            .iter()
            .chain(&self.sourced)
            .filter(|parameter| !parameter.key.starts_with(ASKED))
            .map(|parameter| format!("{} = {}", parameter.key, parameter.value))
            .collect();
        lines.sort();
        sha256(lines.join("\n").as_bytes())
    }

    /// The manifest of a run whose trials are not each for itself.
    #[must_use]
    pub fn of_sampling(self, sampling: Sampling) -> Self {
        let named = (sampling != Sampling::Plain).then(|| sampling.name().to_owned());
        Self { sampling: named, ..self }
    }

    /// The manifest of a run with control variates, or without.
    #[must_use]
    pub fn of_control_variates(self, control_variates: bool) -> Self {
        Self { control_variates, ..self }
    }

    /// The manifest of a run with a second ensemble of so many futures; of a scenario that doubts
    /// nothing there is none.
    #[must_use]
    pub fn of_doubt(self, case: &Case, trials: u64) -> Self {
        let doubt_trials = if case.scenario().doubtful().is_some() { trials } else { 0 };
        Self { doubt_trials, ..self }
    }

    /// The manifest of a run beside which cases with one change each are simulated.
    #[must_use]
    pub fn of_stress(self, trials: u64) -> Self {
        Self { stress_trials: trials, ..self }
    }

    /// How chance is spread over trials; `None` when the name is none of this version.
    pub fn sampling(&self) -> Option<Sampling> {
        self.sampling.as_deref().map_or(Some(Sampling::Plain), Sampling::named)
    }

    /// The manifest of a part of the run.
    #[must_use]
    pub fn of_shard(self, shard: Option<Shard>) -> Self {
        Self { shard, ..self }
    }

    /// The manifest of a replay of trials.
    #[must_use]
    pub fn of_replay(self, replayed_trials: Vec<u64>) -> Self {
        Self { replayed_trials, ..self }
    }

    /// The manifest of what this program makes of results that are there: those of
    /// `self` and `others`.
    #[must_use]
    pub fn made_from(self, others: &[&Self], circumstances: Circumstances) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            commit: COMMIT.to_owned(),
            other_scenarios: others.iter().map(|other| other.scenario.clone()).collect(),
            circumstances,
            kept_inputs: Vec::new(),
            chosen_tables: None,
            csv_files: None,
            tables: Vec::new(),
            ..self
        }
    }

    /// The manifest as indented JSON with a final line end, sealed by its own digest.
    ///
    /// # Errors
    /// Only if a number could not be written as JSON.
    pub fn to_json(&self) -> serde_json::Result<String> {
        let unsealed = Self { manifest_sha256: String::new(), ..self.clone() };
        serde_json::to_string_pretty(&unsealed).map(|text| seal(&(text + "\n")))
    }
}
