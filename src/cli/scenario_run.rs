//! One scenario of `landsim run` on its way to its folder, in one go or, when it is long, part
//! after part.

use std::fs;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use landsim::case::Case;
use landsim::ensemble::control_variates::LEAST_TRIALS_FOR_EACH;
use landsim::ensemble::doubt::{self, Doubted};
use landsim::ensemble::stress::{self, StressCase};
use landsim::ensemble::{BLOCK, Observer};
use landsim::finding::{Finding, Place, Rejected};
use landsim::model::control_variates::ControlModel;
use landsim::scenario::SHARD;
use landsim::store::folder::PendingFolder;
use landsim::store::hold::Hold;
use landsim::store::manifest::{Manifest, Shard};
use landsim::store::recorded::Recorded;
use landsim::store::recorded_shard::RecordedShard;
use landsim::tables::beside::Beside;
use landsim::tables::scenarios::ScenarioRows;
use landsim::tables::summaries::Summaries;
use landsim::targets::Aims;
use landsim::uncertainty::sampling::Sampling;

use super::clock::Clock;
use super::ending::{Ending, print, tell};
use super::gather::{Failure, Gathering, WrittenRun};
use super::inputs::without_uncertain;
use super::language::spoken;
use super::progress::{BatchProgress, Progress};
use super::resume::is_finished;
use super::settings::Settings;
use super::simulate::{RunRequest, Simulation};
use super::until::{Search, Until};
use super::values::{MOST_SHARDS, MOST_TRIALS, between, sampling, shard, table};

/// Which trials of each scenario are simulated, and how.
#[derive(Debug, clap::Args)]
pub(super) struct TrialsArguments {
    /// Keep what an interrupted batch or long run has finished: scenarios and parts whose folder
    /// was made of the same inputs by the same program and has every file as it was written.
    #[arg(long)]
    pub(super) resume: bool,
    /// Simulate only a part of the trials, such as 3/16; `landsim merge` puts the parts together.
    #[arg(long, value_parser = shard)]
    pub(super) shard: Option<Shard>,
    /// Trials after which a longer run keeps what it has done, for `--resume`; results do not
    /// depend on it.
    #[arg(long, default_value_t = 262_144, value_parser = between(1..=MOST_TRIALS))]
    part: u64,
    /// How chance is spread over trials; all but `plain` need fewer of them for the same error.
    #[arg(long, default_value_t = Sampling::Plain, value_parser = sampling)]
    pub(super) sampling: Sampling,
    /// Correct means and probabilities by the luck that the trials had, where it is known: the
    /// table `controlled`.
    #[arg(long, conflicts_with_all = ["shard", "resume"])]
    pub(super) control_variates: bool,
    /// Futures in which what the scenario doubts of its own numbers is drawn, too, for the tables
    /// `doubt` and `doubt_shares`; 0: none. There are no more than trials.
    #[arg(long, default_value_t = 2_000, value_parser = between(0..=MOST_TRIALS))]
    doubt: u64,
    /// Futures of each case with one change of what the scenario states, for the table `stress`:
    /// its list of stresses, and each number that it doubts at its 10 % and 90 % quantile; 0: none.
    /// There are no more than trials. Default: 1,000 with `--report`, else 0.
    #[arg(long, value_parser = between(0..=MOST_TRIALS))]
    stress: Option<u64>,
    /// Tables to write, by their names with commas between, such as `summary,trials`; all others
    /// are left out. A report needs all of them.
    #[arg(
        long,
        value_delimiter = ',',
        value_parser = table,
        conflicts_with_all = ["shard", "report"]
    )]
    tables: Option<Vec<String>>,
    /// Simulate until an answer is as precise as asked, such as `p_sound±0.005` or
    /// `window_balance_cny±1e8`, however many trials it takes.
    #[arg(long, conflicts_with_all = ["shard", "resume", "trials"])]
    until: Option<Until>,
    /// Most trials that `--until` may take.
    #[arg(long, default_value_t = 1_000_000, value_parser = between(1..=MOST_TRIALS))]
    most: u64,
}

/// One scenario on its way to its folder.
pub(super) struct ScenarioRun<'r> {
    pub(super) arguments: &'r TrialsArguments,
    pub(super) settings: &'r Settings,
    pub(super) case: &'r Case,
    /// Whether rows of the tables across scenarios are asked for.
    pub(super) has_rows: bool,
    /// Futures of each stress where nothing else is asked for.
    pub(super) usual_stress: u64,
    pub(super) batch: &'r BatchProgress,
    pub(super) interrupted: &'r AtomicBool,
}

impl ScenarioRun<'_> {
    /// How it ended, and its rows of the tables across a batch when its folder was written.
    pub(super) fn run(&self) -> (Ending, Option<ScenarioRows>) {
        let clock = Clock::start();
        let name = self.name();
        let is_kept = self.arguments.resume && {
            let folder = self.settings.out.join(&name);
            let manifest = self.manifest(&clock, self.settings.trials, self.arguments.shard);
            is_finished(&folder, &name, &manifest)
        };
        let made = if is_kept { self.keep(&name) } else { self.make(&name, &clock) };
        made.unwrap_or_else(|failure| (self.report(&name, &failure), None))
    }

    /// Name of its folder.
    fn name(&self) -> String {
        let id = &self.case.scenario().id;
        self.arguments.shard.map_or_else(|| id.clone(), |shard| folder_of(id, shard))
    }

    fn manifest(&self, clock: &Clock, trials: u64, shard: Option<Shard>) -> Manifest {
        Manifest::new(self.case, self.settings.seed, trials, clock.circumstances())
            .of_sampling(self.arguments.sampling)
            .of_control_variates(self.arguments.control_variates)
            .of_doubt(self.case, self.arguments.doubt.min(trials))
            .of_stress(self.arguments.stress.unwrap_or(self.usual_stress).min(trials))
            .of_shard(shard)
            .of_tables(self.arguments.tables.clone())
            .of_csv_files(self.settings.files.csv_files())
            .keeping(self.case)
    }

    /// Why the scenario cannot be simulated as asked.
    fn check(&self) -> Result<(), Rejected> {
        let TrialsArguments { sampling, until, control_variates, .. } = *self.arguments;
        let scenario = self.case.scenario();
        if let Some(until) = until {
            until.check(&Aims::of(self.case))?;
        }
        let asked = match (sampling, until, control_variates) {
            (Sampling::Plain, None, false) => return Ok(()),
            (Sampling::Plain, None, true) => "--control-variates".to_owned(),
            (Sampling::Plain, Some(_), _) => "--until".to_owned(),
            (sampling, ..) => format!("--sampling {sampling}"),
        };
        without_uncertain(scenario, &asked)
    }

    /// Control variates need more trials than there are of them.
    fn check_controls(&self, simulation: &Simulation<'_>, trials: u64) -> Result<(), Rejected> {
        let controls = simulation.models.controls().map_or(0, ControlModel::width) as u64;
        let least = LEAST_TRIALS_FOR_EACH * controls;
        if trials >= least {
            return Ok(());
        }
        Err(Rejected::new(vec![Finding {
            place: Place::whole(&self.case.scenario().file),
            key: "trials".into(),
            found: format!("{trials} trials with --control-variates"),
            accepted: format!(
                "{least} or more, {LEAST_TRIALS_FOR_EACH} for each of {controls} controls"
            ),
        }]))
    }

    /// Simulates, writes and shows it.
    fn make(&self, name: &str, clock: &Clock) -> Result<(Ending, Option<ScenarioRows>), Failure> {
        self.check()?;
        let Settings { seed, trials, quiet, .. } = *self.settings;
        let Self { case, batch, interrupted, .. } = *self;
        let TrialsArguments { shard, sampling, until, most, control_variates, .. } =
            *self.arguments;
        let trials = until.map_or(trials, |_| most);
        let folder = self.settings.files.folder(&self.settings.out, name)?;
        let range = shard.map_or(0..trials, |shard| shard.range(trials));
        let request = RunRequest { seed, trials, sampling, control_variates };
        let simulation = Simulation::new(case, request, &range, quiet, batch, interrupted);
        self.check_controls(&simulation, trials)?;
        let mut gathering = match shard {
            None => Gathering::of_whole(folder, &simulation.models, &Aims::of(case))?,
            Some(_) => Gathering::of_shard(folder, &simulation.models, range.start)?,
        };
        let kept_parts = self.keeps_parts(&range).then(|| self.begin_parts(name)).transpose()?;
        let trials = match until {
            None => {
                self.gather(name, &range, &simulation, &mut gathering)?;
                trials
            }
            Some(until) => self.search(until, &simulation, &mut gathering)?,
        };
        drop(simulation);
        let manifest = self.manifest(clock, trials, shard);
        let made = if shard.is_some() {
            let (path, _) = gathering.finish_shard(manifest)?;
            let shown = format!("{}\n", path.display());
            (if quiet { Ending::Done } else { batch.aside(|| print(&shown)) }, None)
        } else {
            let beside = Beside {
                doubted: self.doubt(manifest.doubt_trials)?,
                stressed: self.stress(manifest.stress_trials)?,
            };
            let written = gathering.finish(case, manifest, &beside)?;
            (if quiet { Ending::Done } else { self.show(&written) }, self.rows(&written.summaries))
        };
        // The whole is in its place.
        let folder_of_parts = self.folder_of_parts(name);
        if let Some(_hold) = kept_parts.or_else(|| Hold::of_left_parts(&folder_of_parts)) {
            // Parts that stay behind do no harm.
            let _ = fs::remove_dir_all(folder_of_parts);
        }
        Ok(made)
    }

    /// Whether each part of the run is kept until the whole is written: of long runs, but not what
    /// corrects means.
    fn keeps_parts(&self, range: &Range<u64>) -> bool {
        let TrialsArguments { until, control_variates, .. } = *self.arguments;
        until.is_none() && !control_variates && self.parts(range).len() > 1
    }

    /// Makes the folder of the run's parts, which nobody else may use meanwhile; without
    /// `--resume` it is emptied.
    fn begin_parts(&self, name: &str) -> Result<Hold, Failure> {
        let folder = self.folder_of_parts(name);
        let hold = Hold::of_parts(&folder)?;
        if !self.arguments.resume {
            for part in fs::read_dir(&folder).into_iter().flatten().flatten() {
                // A part that stays is replaced when it is made again.
                let _ = fs::remove_dir_all(part.path());
            }
        }
        Ok(hold)
    }

    /// Simulates the futures in which what the scenario doubts is drawn, too, under a bar of their
    /// own.
    fn doubt(&self, trials: u64) -> Result<Option<Doubted>, Failure> {
        let Self { case, settings, .. } = *self;
        self.aside("with doubt", trials, |watch| doubt::run(case, settings.seed, trials, watch))
    }

    /// Simulates the cases with one change each.
    fn stress(&self, trials: u64) -> Result<Vec<StressCase>, Failure> {
        let Self { case, settings, .. } = *self;
        let all = trials * stress::changes(case).len() as u64;
        let stressed =
            self.aside("stress", all, |watch| stress::run(case, settings.seed, trials, watch))?;
        Ok(stressed.unwrap_or_default())
    }

    /// Simulates something beside the run under a bar of its own; nothing of no trials.
    fn aside<T>(
        &self,
        what: &str,
        trials: u64,
        simulate: impl FnOnce(Observer<'_>) -> Option<T>,
    ) -> Result<Option<T>, Failure> {
        if trials == 0 {
            return Ok(None);
        }
        let Self { case, settings, batch, interrupted, .. } = *self;
        let name = format!("{}, {what}", case.scenario().id);
        let progress = Progress::watched(&name, trials, settings.quiet).in_batch(batch);
        let is_over = || interrupted.load(Ordering::Relaxed);
        let made = simulate(&|done| {
            progress.advance(done);
            !is_over()
        });
        progress.finish();
        if is_over() { Err(Failure::Interrupted) } else { Ok(made) }
    }

    /// Simulates until an answer is precise enough, says what it took, and tells the number of
    /// trials.
    fn search(
        &self,
        until: Until,
        simulation: &Simulation<'_>,
        gathering: &mut Gathering,
    ) -> Result<u64, Failure> {
        let TrialsArguments { sampling, most, part, .. } = *self.arguments;
        let mut search = Search::new(until, sampling, &Aims::of(self.case), most);
        let mut done = 0;
        while let Some(next) = search.next(gathering.controlled().as_deref()) {
            while done < next {
                let end = next.min(done + part.next_multiple_of(BLOCK));
                let simulated = simulation.run(done..end).ok_or(Failure::Interrupted)?;
                search.take(&simulated.ensemble.figures);
                gathering.take(simulated)?;
                done = end;
            }
        }
        let id = &self.case.scenario().id;
        if !self.settings.quiet {
            self.batch.aside(|| {
                tell(format_args!("{id}: {}", search.words(gathering.controlled().as_deref())));
            });
        }
        Ok(done)
    }

    /// Simulates all trials; of a long run each part is kept until the whole is written.
    fn gather(
        &self,
        name: &str,
        range: &Range<u64>,
        simulation: &Simulation<'_>,
        gathering: &mut Gathering,
    ) -> Result<(), Failure> {
        let parts = self.parts(range);
        if parts.len() == 1 {
            let simulated = simulation.run(range.clone()).ok_or(Failure::Interrupted)?;
            return Ok(gathering.take(simulated)?);
        }
        if !self.keeps_parts(range) {
            for part in parts {
                let range = part.range(self.settings.trials);
                let simulated = simulation.run(range).ok_or(Failure::Interrupted)?;
                gathering.take(simulated)?;
            }
            return Ok(());
        }
        let folder_of_parts = self.folder_of_parts(name);
        for part in parts {
            let clock = Clock::start();
            let name = folder_of(&self.case.scenario().id, part);
            let range = part.range(self.settings.trials);
            let folder = folder_of_parts.join(&name);
            if self.arguments.resume
                && is_finished(
                    &folder,
                    &name,
                    &self.manifest(&clock, self.settings.trials, Some(part)),
                )
            {
                let trials = range.end - range.start;
                gathering.take_recorded(trials, &RecordedShard::open(&folder)?)?;
                simulation.advance(trials);
                continue;
            }
            let folder = PendingFolder::begin(&folder_of_parts, &name)?;
            let own = Gathering::of_shard(folder, &simulation.models, range.start)?;
            let simulated = simulation.run(range).ok_or(Failure::Interrupted)?;
            let manifest = self.manifest(&clock, self.settings.trials, Some(part));
            gathering.take_and_keep(simulated, own, manifest)?;
        }
        Ok(())
    }

    /// The parts in which it is made: as few as the length of a part allows.
    fn parts(&self, range: &Range<u64>) -> Vec<Shard> {
        let own = self.arguments.shard.unwrap_or(Shard { number: 1, of: 1 });
        let parts = (range.end - range.start).div_ceil(self.arguments.part).clamp(1, MOST_SHARDS);
        let of = own.of * parts;
        (1..=parts).map(|part| Shard { number: (own.number - 1) * parts + part, of }).collect()
    }

    /// Where the parts of a long run are kept.
    fn folder_of_parts(&self, name: &str) -> PathBuf {
        self.settings.out.join(format!(".{name}.parts"))
    }

    /// Says why it did not come to its end, and what is kept.
    fn report(&self, name: &str, failure: &Failure) -> Ending {
        let kept = match self.kept_parts(name) {
            0 => {
                self.clear_left_parts(name);
                None
            }
            kept => Some(format!("{kept} parts are kept for --resume")),
        };
        let nothing = || "nothing was written".to_owned();
        let is_interrupt = matches!(failure, Failure::Interrupted);
        let ending = failure
            .report(&format!("{name}: interrupted; {}", kept.clone().unwrap_or_else(nothing)));
        if let (Some(kept), false) = (kept, is_interrupt) {
            tell(format_args!("{name}: {kept}"));
        }
        ending
    }

    /// Removes the folder of parts that nobody needs and nobody uses; one that cannot be removed
    /// does no harm.
    fn clear_left_parts(&self, name: &str) {
        let folder = self.folder_of_parts(name);
        if let Some(_hold) = Hold::of_left_parts(&folder) {
            let _ = fs::remove_dir_all(folder);
        }
    }

    /// Number of finished parts of a long run that is not finished.
    fn kept_parts(&self, name: &str) -> usize {
        let parts = fs::read_dir(self.folder_of_parts(name)).into_iter().flatten().flatten();
        let is_whole = |name: &std::ffi::OsStr| !name.to_string_lossy().starts_with('.');
        parts.filter(|part| is_whole(&part.file_name())).count()
    }

    fn show(&self, written: &WrittenRun) -> Ending {
        let Settings { seed, .. } = *self.settings;
        let text = written.text(self.case, seed, spoken());
        self.batch.aside(|| print(&text))
    }

    /// Leaves a run that is finished as it is.
    fn keep(&self, name: &str) -> Result<(Ending, Option<ScenarioRows>), Failure> {
        let path = self.settings.out.join(name);
        if !self.settings.quiet {
            self.batch.aside(|| tell(format_args!("{}: finished before and kept", path.display())));
        }
        // Whoever begins a folder clears what killed runs of its name left.
        drop(PendingFolder::begin(&self.settings.out, name));
        self.clear_left_parts(name);
        if !self.has_rows {
            return Ok((Ending::Done, None));
        }
        let recorded = Recorded::read(&path)?;
        Ok((
            Ending::Done,
            self.rows(&Summaries::of_sampled(
                &recorded.figures,
                &Aims::of(self.case),
                self.arguments.sampling,
            )),
        ))
    }

    fn rows(&self, summaries: &Summaries) -> Option<ScenarioRows> {
        self.has_rows.then(|| ScenarioRows::new(self.case.scenario(), summaries))
    }
}

/// Folder of a part of a scenario's run under the folder for results.
fn folder_of(id: &str, shard: Shard) -> String {
    format!("{id}{SHARD}{}-of-{}", shard.number, shard.of)
}
