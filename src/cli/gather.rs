//! The folder of a run, filled part after part in memory that does not grow with the number of
//! trials.

use std::path::PathBuf;

use landsim::case::Case;
use landsim::case::models::{Models, Source};
use landsim::catalogue::figure::Figure;
use landsim::ensemble::distributions::Distributions;
use landsim::ensemble::sketch::SketchRecord;
use landsim::ensemble::variance::{VarianceShares, shares};
use landsim::finding::{Finding, Place, Rejected};
use landsim::model::control_variates::ControlModel;
use landsim::report::terminal::run;
use landsim::store::csv_text::CsvFiles;
use landsim::store::folder::PendingFolder;
use landsim::store::manifest::Manifest;
use landsim::store::recorded_shard::RecordedShard;
use landsim::store::table_files::{TableFiles, TrialsFiles, WrittenFiles};
use landsim::store::write_error::WriteError;
use landsim::tables::beside::{Beside, BesideRows};
use landsim::tables::controlled::{ControlledFigures, ControlledRow};
use landsim::tables::results::Results;
use landsim::tables::summaries::Summaries;
use landsim::tables::table::Table;
use landsim::tables::{self, controlled, numbers, shard, trials, variance};
use landsim::targets::Aims;
use landsim::uncertainty::sampling::Sampling;
use landsim::wording::text::Language;

use super::ending::{Ending, not_written, reject, tell};
use super::simulate::Simulated;

/// Trials whose numbers are written at once.
const NUMBERS_AT_ONCE: u64 = 32_768;
/// Distributions that are written at once.
const COLUMNS_AT_ONCE: usize = 1_024;

/// Why a run did not get into its folder.
pub(super) enum Failure {
    /// The user ended it.
    Interrupted,
    /// A part of it is not what it should be.
    Rejected(Rejected),
    /// Something could not be written.
    NotWritten(WriteError),
}

impl From<Rejected> for Failure {
    fn from(rejected: Rejected) -> Self {
        Self::Rejected(rejected)
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        Self::NotWritten(error)
    }
}

impl Failure {
    /// Says it; of an interrupt `interrupted` is said.
    pub(super) fn report(&self, interrupted: &str) -> Ending {
        match self {
            Self::Interrupted => {
                tell(interrupted);
                Ending::Interrupted
            }
            Self::Rejected(rejected) => reject(rejected),
            Self::NotWritten(error) => not_written(error),
        }
    }
}

/// A run, or a part of one, on its way into its folder.
pub(super) struct Gathering {
    folder: PendingFolder,
    distributions: Distributions,
    figures: TrialsFiles,
    /// The same numbers in other chance, of a scenario with uncertain numbers.
    exchanged: Option<TrialsFiles>,
    sampling: Sampling,
    /// What control variates say, where trials take them down.
    controlled: Option<ControlledFigures>,
}

/// A run that is in its folder.
pub(super) struct WrittenRun {
    path: PathBuf,
    pub(super) summaries: Summaries,
    distributions: Distributions,
    sampling: Sampling,
    /// Shares of the variance, of a scenario with uncertain numbers.
    shares: Option<Vec<(Figure, VarianceShares)>>,
    /// What control variates say.
    controlled: Option<Vec<ControlledRow>>,
    /// What is said beside it.
    beside: BesideRows,
}

impl Gathering {
    /// Begins a whole run.
    pub(super) fn of_whole(
        folder: PendingFolder,
        models: &Models,
        aims: &Aims<'_>,
    ) -> Result<Self, WriteError> {
        let whole = Self::begin(folder, models, 0, (trials::NAME, trials::GRAIN))?;
        let controls = models.controls().map(ControlModel::width);
        let controlled = controls.map(|controls| ControlledFigures::new(controls, aims));
        Ok(Self { controlled, ..whole })
    }

    /// Begins a part of a run, of the trials from `first` on.
    pub(super) fn of_shard(
        folder: PendingFolder,
        models: &Models,
        first: u64,
    ) -> Result<Self, WriteError> {
        // Parts are read back as CSV, whatever the whole is written as.
        let folder = folder.with_csv(CsvFiles::Plain);
        Self::begin(folder, models, first, (shard::TRIALS, shard::GRAIN_OF_TRIALS))
    }

    fn begin(
        folder: PendingFolder,
        models: &Models,
        first: u64,
        (name, grain): (&'static str, &'static str),
    ) -> Result<Self, WriteError> {
        let of = Figure::of(Source::from(models).projects() > 0);
        let begin = |name, grain| {
            TrialsFiles::begin(folder.path(), (name, grain), (of, first), folder.csv_files())
        };
        let exchanged = match models {
            Models::Certain(_) => None,
            Models::Uncertain(_) => Some(begin(shard::EXCHANGED, shard::GRAIN_OF_EXCHANGED)?),
        };
        let figures = begin(name, grain)?;
        let (distributions, sampling) = (Distributions::empty(models), models.sampling());
        Ok(Self { folder, distributions, figures, exchanged, sampling, controlled: None })
    }

    /// Takes on the trials that follow.
    pub(super) fn take(&mut self, part: Simulated) -> Result<(), WriteError> {
        self.write(&part)?;
        self.distributions.append(part.ensemble.distributions);
        Ok(())
    }

    /// The same, and `own` is finished as a part with them alone.
    pub(super) fn take_and_keep(
        &mut self,
        part: Simulated,
        mut own: Self,
        manifest: Manifest,
    ) -> Result<(), WriteError> {
        self.write(&part)?;
        own.write(&part)?;
        own.distributions = part.ensemble.distributions;
        let (_, distributions) = own.finish_shard(manifest)?;
        self.distributions.append(distributions);
        Ok(())
    }

    /// Writes the figures of a part.
    fn write(&mut self, part: &Simulated) -> Result<(), WriteError> {
        self.figures.push(&part.ensemble.figures)?;
        if let Some(controlled) = &mut self.controlled {
            controlled.take(&part.ensemble.controls, &part.ensemble.figures);
        }
        match (&mut self.exchanged, &part.exchanged) {
            (Some(files), Some(figures)) => files.push(figures),
            _ => Ok(()),
        }
    }

    /// What control variates say of the trials so far.
    pub(super) fn controlled(&self) -> Option<Vec<ControlledRow>> {
        self.controlled.as_ref().map(ControlledFigures::rows)
    }

    /// Takes on the `trials` trials that follow, as they were recorded.
    pub(super) fn take_recorded(
        &mut self,
        trials: u64,
        part: &RecordedShard,
    ) -> Result<(), Failure> {
        let wrong = |found: &str, accepted: String| {
            let place = Place::whole(&part.folder().display().to_string());
            let found = found.to_owned();
            Rejected::new(vec![Finding { place, key: String::new(), found, accepted }])
        };
        let of_trials = |found: u64| {
            let is_right = found == trials;
            let refused = || wrong(&format!("{found} trials"), format!("{trials} trials"));
            if is_right { Ok(()) } else { Err(refused()) }
        };
        of_trials(part.figures(|rows| Ok::<_, Failure>(self.figures.push(rows)?))?)?;
        if let Some(files) = &mut self.exchanged {
            of_trials(part.exchanged(|rows| Ok::<_, Failure>(files.push(rows)?))?)?;
        }
        let mut width = 0;
        let foreign = || {
            let accepted = "the tables that `landsim run --shard` wrote".to_owned();
            wrong("distributions that are not those of its trials", accepted)
        };
        part.columns(|first, records: &[SketchRecord]| {
            width = first + records.len();
            self.distributions.append_records(trials, first, records).ok_or_else(foreign)
        })?;
        if width != self.distributions.width() {
            return Err(foreign().into());
        }
        self.distributions.trials += trials;
        Ok(())
    }

    /// Writes the tables of the part and gives the folder its name; the distributions may be of
    /// further use.
    pub(super) fn finish_shard(
        self,
        manifest: Manifest,
    ) -> Result<(PathBuf, Distributions), WriteError> {
        let Self { folder, distributions, figures, exchanged, .. } = self;
        let mut files = TableFiles::begin(folder.path(), &shard::columns(&[]), CsvFiles::Plain)?;
        for first in (0..distributions.width()).step_by(COLUMNS_AT_ONCE) {
            let end = distributions.width().min(first + COLUMNS_AT_ONCE);
            files.push(&shard::columns(&distributions.records(first..end)))?;
        }
        let mut written = vec![figures.end()?, files.end()?];
        if let Some(exchanged) = exchanged {
            written.push(exchanged.end()?);
        }
        Ok((folder.finish_with(&[], written, manifest)?, distributions))
    }

    /// Writes the tables of the run and gives the folder its name.
    pub(super) fn finish(
        self,
        case: &Case,
        manifest: Manifest,
        beside: &Beside,
    ) -> Result<WrittenRun, WriteError> {
        let controlled = self.controlled();
        let Self { folder, distributions, figures, exchanged, sampling, .. } = self;
        let figures = figures.end()?;
        let column = |figure: Figure| figures.column(figure.id());
        let aims = Aims::of(case);
        let summaries = Summaries::of_columns(figures.table.rows, &aims, sampling, column)?;
        let shares = exchanged
            .map(|exchanged| shares_of(Figure::of(case.has_projects()), &figures, exchanged.end()?))
            .transpose()?;
        let results = Results { case, figures: &summaries, distributions: &distributions };
        let mut tables = tables::all(&results);
        tables.extend(shares.as_deref().map(variance::table));
        tables.extend(controlled.as_deref().map(controlled::table));
        let support = figures.column(Figure::SupportCny.id())?;
        let models = Models::sampled(case, manifest.seed, sampling);
        let beside = BesideRows::of(case, &models, beside, &support);
        tables.extend(beside.tables());
        let mut written = vec![figures];
        written.extend(numbers_of(case, &folder, manifest.seed, summaries.trials)?);
        let written = chosen(&manifest, &mut tables, written)?;
        let path = folder.finish_with(&tables, written, manifest)?;
        Ok(WrittenRun { path, summaries, distributions, sampling, shares, controlled, beside })
    }
}

/// Keeps the tables that were asked for; files of others only served on the way.
fn chosen(
    manifest: &Manifest,
    tables: &mut Vec<Table>,
    written: Vec<WrittenFiles>,
) -> Result<Vec<WrittenFiles>, WriteError> {
    let Some(chosen) = &manifest.chosen_tables else { return Ok(written) };
    let is_chosen = |name: &str| chosen.iter().any(|chosen| chosen == name);
    tables.retain(|table| is_chosen(table.name));
    let (kept, others): (Vec<_>, Vec<_>) =
        written.into_iter().partition(|files| is_chosen(&files.table.name));
    others.into_iter().try_for_each(WrittenFiles::remove)?;
    Ok(kept)
}

/// Writes what each trial drew, where numbers are uncertain.
fn numbers_of(
    case: &Case,
    folder: &PendingFolder,
    seed: u64,
    trials: usize,
) -> Result<Option<WrittenFiles>, WriteError> {
    let Models::Uncertain(model) = Models::new(case, seed) else { return Ok(None) };
    let (mut first, trials) = (0, trials as u64);
    let mut files = None;
    while files.is_none() || first < trials {
        let end = trials.min(first + NUMBERS_AT_ONCE);
        let block = numbers::table(&model, first..end);
        match &mut files {
            None => {
                files = Some(TableFiles::begin(folder.path(), &block, folder.csv_files())?);
            }
            Some(files) => files.push(&block)?,
        }
        first = end;
    }
    files.map(TableFiles::end).transpose()
}

/// Shares of the variance of each figure that varies, of values that are no longer needed then.
fn shares_of(
    of: &[Figure],
    figures: &WrittenFiles,
    exchanged: WrittenFiles,
) -> Result<Vec<(Figure, VarianceShares)>, WriteError> {
    let mut rows = Vec::new();
    for figure in of.iter().copied() {
        let [own, crossed] = [figures, &exchanged].map(|files| files.column(figure.id()));
        rows.extend(shares(&own?, &crossed?).map(|shares| (figure, shares)));
    }
    exchanged.remove()?;
    Ok(rows)
}

impl WrittenRun {
    /// The text of the run, with the folder it is in.
    pub(super) fn text(&self, case: &Case, seed: u64, language: Language) -> String {
        let Self { path, summaries, distributions, sampling, shares, controlled, beside } = self;
        let results = Results { case, figures: summaries, distributions };
        let mut text = run::text(&results, seed, language);
        if *sampling != Sampling::Plain {
            text += &run::sampling(*sampling, language);
        }
        text.extend(beside.doubt.as_ref().map(|rows| run::doubt(rows, language)));
        text += &run::shortage(beside, summaries.trials, (case, seed), language);
        text += &run::stress(beside, language);
        text.extend(shares.as_ref().map(|shares| run::variance(shares, language)));
        text.extend(
            controlled
                .as_ref()
                .map(|rows| run::controlled(rows, &case.scenario().rules.calendar, language)),
        );
        text + &format!("\n{}\n", path.display())
    }
}
