//! In what two runs differ, and what may be put beside what.
//!
//! Tables of two folders stand in one report or one run only when the same program made them of
//! the same things; what is the same depends on what they are put together for. Inputs are the same
//! when they say the same, wherever they stand.

use std::collections::BTreeSet;
use std::path::Path;

use crate::finding::{Finding, Place, Rejected};

use super::file_names::MANIFEST;
use super::input::Input;
use super::manifest::Manifest;

/// Something that the results of a run depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aspect {
    /// Version of the program.
    Version,
    /// Commit of the program.
    Commit,
    /// Scenario, by its id and what its files say.
    Scenario,
    /// Files of data that it names.
    DataFiles,
    /// Plot table.
    Portfolio,
    /// Plan.
    Plan,
    /// What has happened, and until when.
    Actuals,
    /// Seed.
    Seed,
    /// Number of trials.
    Trials,
    /// How chance is spread over them.
    Sampling,
    /// Number of futures with doubt.
    DoubtTrials,
    /// Number of futures of each stress.
    StressTrials,
    /// Whether means were corrected.
    ControlVariates,
    /// Part of the trials.
    Shard,
    /// Which tables are written.
    Tables,
    /// How they are written as CSV.
    CsvFiles,
}

impl Aspect {
    /// All aspects: what is the same in all of them is one run.
    pub const ALL: [Self; 16] = [
        Self::Version,
        Self::Commit,
        Self::Scenario,
        Self::DataFiles,
        Self::Portfolio,
        Self::Plan,
        Self::Actuals,
        Self::Seed,
        Self::Trials,
        Self::Sampling,
        Self::DoubtTrials,
        Self::StressTrials,
        Self::ControlVariates,
        Self::Shard,
        Self::Tables,
        Self::CsvFiles,
    ];
    /// What a replayed trial shares with the run that it is a trial of.
    pub const OF_A_TRIAL: [Self; 9] = [
        Self::Version,
        Self::Commit,
        Self::Scenario,
        Self::DataFiles,
        Self::Portfolio,
        Self::Plan,
        Self::Actuals,
        Self::Seed,
        Self::Sampling,
    ];
    /// What runs of different scenarios share when their trials are the same futures, one by one.
    pub const OF_PAIRS: [Self; 7] = [
        Self::Version,
        Self::Commit,
        Self::Portfolio,
        Self::Actuals,
        Self::Seed,
        Self::Trials,
        Self::Sampling,
    ];
    /// What results share that one program made.
    pub const OF_ONE_PROGRAM: [Self; 3] = [Self::Version, Self::Commit, Self::Sampling];

    /// Its name in a finding.
    pub fn name(self) -> &'static str {
        match self {
            Self::Version => "version of the program",
            Self::Commit => "commit of the program",
            Self::Scenario => "scenario",
            Self::DataFiles => "data file",
            Self::Portfolio => "portfolio",
            Self::Plan => "plan",
            Self::Actuals => "actuals",
            Self::Seed => "seed",
            Self::Trials => "number of trials",
            Self::Sampling => "sampling",
            Self::DoubtTrials => "number of futures with doubt",
            Self::StressTrials => "number of futures of each stress",
            Self::ControlVariates => "control variates",
            Self::Shard => "part of the trials",
            Self::Tables => "choice of tables",
            Self::CsvFiles => "way of writing CSV files",
        }
    }

    /// What a run has of it, in words that are the same exactly when it is.
    fn of(self, manifest: &Manifest) -> String {
        let input = |input: &Input| format!("SHA-256 {}", input.sha256);
        match self {
            Self::Version => manifest.version.clone(),
            Self::Commit => manifest.commit.clone(),
            Self::Scenario => {
                format!("{} with {}", manifest.scenario_id, input(&manifest.scenario))
            }
            Self::DataFiles => {
                let files: BTreeSet<String> = manifest.data_files.iter().map(input).collect();
                files.into_iter().collect::<Vec<_>>().join(", ")
            }
            Self::Portfolio => input(&manifest.portfolio),
            Self::Plan => {
                manifest.plan.as_ref().map_or_else(|| "none".to_owned(), |plan| input(&plan.input))
            }
            Self::Actuals => manifest.actuals.as_ref().map_or_else(
                || "none".to_owned(),
                |told| format!("{} until {}", input(&told.input), told.as_of),
            ),
            Self::Seed => manifest.seed.to_string(),
            Self::Trials => manifest.trials.to_string(),
            Self::Sampling => manifest.sampling.clone().unwrap_or_else(|| "plain".to_owned()),
            Self::DoubtTrials => manifest.doubt_trials.to_string(),
            Self::StressTrials => manifest.stress_trials.to_string(),
            Self::ControlVariates => manifest.control_variates.to_string(),
            Self::Shard => manifest.shard.map_or_else(
                || "all".to_owned(),
                |shard| format!("{} of {}", shard.number, shard.of),
            ),
            Self::CsvFiles => manifest.csv_files.clone().unwrap_or_else(|| "marked".to_owned()),
            Self::Tables => {
                manifest.chosen_tables.as_ref().map_or_else(|| "all".to_owned(), |t| t.join(", "))
            }
        }
    }

    /// Whether two runs have it alike.
    pub fn is_shared(self, left: &Manifest, right: &Manifest) -> bool {
        self.of(left) == self.of(right)
    }
}

/// The first of some aspects in which two runs differ.
pub fn first_difference(aspects: &[Aspect], left: &Manifest, right: &Manifest) -> Option<Aspect> {
    aspects.iter().copied().find(|aspect| !aspect.is_shared(left, right))
}

/// In what the luck of two runs differs, so that their trials are not paired; empty when both faced
/// the same.
pub fn luck_differs(left: &Manifest, right: &Manifest) -> Vec<&'static str> {
    let luck = [Aspect::Seed, Aspect::Portfolio, Aspect::Actuals].into_iter();
    luck.filter(|aspect| !aspect.is_shared(left, right)).map(Aspect::name).collect()
}

/// Whether what stands in one folder belongs to what stands in another: whether they share some
/// aspects.
///
/// # Errors
/// [`Rejected`] naming the first aspect in which they differ, with what both have.
pub fn belongs(
    aspects: &[Aspect],
    (folder, manifest): (&Path, &Manifest),
    (to_folder, to): (&Path, &Manifest),
) -> Result<(), Rejected> {
    match first_difference(aspects, manifest, to) {
        None => Ok(()),
        Some(aspect) => Err(foreign(
            folder,
            aspect.name(),
            aspect.of(manifest),
            format!("that of {}: {}", to_folder.display(), aspect.of(to)),
        )),
    }
}

/// A finding at the manifest of a folder that does not belong to another.
pub fn foreign(folder: &Path, key: &str, found: String, accepted: String) -> Rejected {
    Rejected::new(vec![Finding {
        place: Place::whole(&folder.join(MANIFEST).display().to_string()),
        key: key.to_owned(),
        found,
        accepted,
    }])
}
