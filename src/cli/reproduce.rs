//! `landsim reproduce`: runs of books and manifests are made again and held against what was
//! written.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use landsim::case::models::Models;
use landsim::catalogue::figure::Figure;
use landsim::digest::sha256;
use landsim::ensemble::{doubt, stress};
use landsim::finding::{Finding, Place, Rejected};
use landsim::store::book::Book;
use landsim::store::csv_text::csv_text;
use landsim::store::file_names::MANIFEST;
use landsim::store::manifest::{Manifest, WrittenTable};
use landsim::store::recorded::{
    RecordedTable, changed_table, first_difference, read_any_manifest, recorded_table,
};
use landsim::tables::beside::{Beside, BesideRows};
use landsim::tables::digest::TableDigest;
use landsim::tables::table::Table;
use landsim::tables::trials;

use super::ending::{Ending, print, reject, tell};
use super::progress::BatchProgress;
use super::recipe::{Recipe, recorded_sampling};
use super::simulate::{RunRequest, Simulation, digests};
use super::threads::{catch_interrupts, thread_pool};
use super::values::MOST_TRIALS;

/// What `landsim reproduce` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct ReproduceArguments {
    /// Seed books, or manifests or folders that `landsim run` wrote.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Threads; results do not depend on it. Default: all processors.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Show no progress.
    #[arg(long)]
    quiet: bool,
}

/// Makes the runs of books and manifests again and says what differs.
pub(super) fn run(arguments: &ReproduceArguments) -> Ending {
    let Some(pool) = thread_pool(arguments.threads) else { return Ending::NotWritten };
    let interrupted = catch_interrupts();
    let mut reproduction = Reproduction { arguments, interrupted: &interrupted, differences: 0 };
    let mut ending = Ending::Done;
    for file in &arguments.files {
        let one = pool.install(|| reproduction.of_file(file)).unwrap_or_else(|stop| match stop {
            Stop::Rejected(rejected) => reject(&rejected),
            Stop::Interrupted => {
                tell("interrupted");
                Ending::Interrupted
            }
        });
        ending = ending.max(one);
    }
    if reproduction.differences > 0 { ending.max(Ending::Rejected) } else { ending }
}

/// Why a run could not be made again.
enum Stop {
    Rejected(Rejected),
    Interrupted,
}

impl From<Rejected> for Stop {
    fn from(rejected: Rejected) -> Self {
        Self::Rejected(rejected)
    }
}

/// Runs that are made again.
struct Reproduction<'a> {
    arguments: &'a ReproduceArguments,
    interrupted: &'a AtomicBool,
    /// Tables that differ.
    differences: usize,
}

impl Reproduction<'_> {
    /// Makes the run of a manifest or the runs of a book again, and prints a line for each table.
    fn of_file(&mut self, file: &Path) -> Result<Ending, Stop> {
        let manifest = if file.is_dir() { file.join(MANIFEST) } else { file.to_path_buf() };
        let is_manifest = manifest.extension().is_some_and(|extension| extension == "json");
        let lines = if is_manifest { self.of_manifest(&manifest)? } else { self.of_book(file)? };
        Ok(print(&lines))
    }

    fn of_book(&mut self, file: &Path) -> Result<String, Stop> {
        let book = Book::read(file)?;
        let folder = file.parent().unwrap_or(Path::new(""));
        let mut text = made_by("registered", &book.version);
        for run in &book.runs {
            let recipe = Recipe {
                scenario_id: &run.scenario_id,
                scenario: &run.scenario,
                portfolio: &run.portfolio,
                data_files: &run.data_files,
                plan: run.plan.as_ref(),
                actuals: run.actuals.as_ref(),
                kept: None,
            };
            let tables = match self.make(&recipe, folder, RunRequest::plain(run.seed, run.trials)) {
                Ok(tables) => tables,
                Err(Stop::Interrupted) => return Err(Stop::Interrupted),
                Err(Stop::Rejected(rejected)) => {
                    // What becomes of the other runs is still worth knowing.
                    self.differences += 1;
                    let _ = writeln!(text, "{}: not made: {rejected}", run.scenario_id);
                    continue;
                }
            };
            let found = digests(&tables);
            let found: BTreeMap<&str, &TableDigest> =
                found.iter().map(|digest| (digest.name.as_str(), digest)).collect();
            for recorded in &run.tables {
                let difference = match found.get(recorded.name.as_str()) {
                    None => Some("no such table is made".to_owned()),
                    Some(digest) => difference_of(digest, recorded),
                };
                text += &self.line(&run.scenario_id, &recorded.name, recorded.rows, difference);
            }
        }
        Ok(text)
    }

    fn of_manifest(&mut self, file: &Path) -> Result<String, Stop> {
        let manifest: Manifest = read_any_manifest(file)?;
        of_a_run(file, &manifest)?;
        let folder = file.parent().unwrap_or(Path::new(""));
        let recipe = Recipe::of(&manifest, folder);
        let sampling = recorded_sampling(&manifest, file)?;
        let Manifest { seed, trials, control_variates, .. } = manifest;
        let request = RunRequest { seed, trials, sampling, control_variates };
        let mut tables = self.make(&recipe, Path::new(""), request)?;
        let case = recipe.case(Path::new(""))?;
        let beside = Beside {
            doubted: doubt::run(&case, seed, manifest.doubt_trials, &|_| true),
            stressed: stress::run(&case, seed, manifest.stress_trials, &|_| true)
                .unwrap_or_default(),
        };
        let support = trials::column_of(&tables, Figure::SupportCny);
        let models = Models::sampled(&case, seed, sampling);
        tables.extend(BesideRows::of(&case, &models, &beside, &support).tables());
        let mut text = made_by("made", &manifest.version);
        for recorded in &manifest.tables {
            let made = tables.iter().find(|table| table.name == recorded.name);
            let difference = match made.and_then(|table| csv_text(table, true).ok()) {
                None => Some("no such table is made".to_owned()),
                Some(made) => difference_of_file(&made, folder, recorded),
            };
            text += &self.line(&manifest.scenario_id, &recorded.name, recorded.rows, difference);
        }
        Ok(text)
    }

    /// The line that tells of a table.
    fn line(&mut self, run: &str, table: &str, rows: usize, difference: Option<String>) -> String {
        match difference {
            None => format!("{run}: {table}: the same, {rows} rows\n"),
            Some(difference) => {
                self.differences += 1;
                format!("{run}: {table}: differs: {difference}\n")
            }
        }
    }

    /// Makes the tables of a run, from inputs seen from `folder`.
    fn make(
        &self,
        recipe: &Recipe<'_>,
        folder: &Path,
        request: RunRequest,
    ) -> Result<Vec<Table>, Stop> {
        let trials = request.trials;
        if !(1..=MOST_TRIALS).contains(&trials) {
            return Err(Stop::Rejected(Rejected::new(vec![Finding {
                place: Place::whole(&recipe.scenario.file),
                key: "trials".into(),
                found: trials.to_string(),
                accepted: format!("1 to {MOST_TRIALS} trials"),
            }])));
        }
        let case = &recipe.case(folder)?;
        let batch = BatchProgress::new(1, true);
        let (all, quiet) = (0..trials, self.arguments.quiet);
        let simulation = Simulation::new(case, request, &all, quiet, &batch, self.interrupted);
        let simulated = simulation.run(all).ok_or(Stop::Interrupted)?;
        Ok(simulated.tables(case, &simulation.models))
    }
}

/// Says which other version did something; nothing of this one.
fn made_by(done: &str, version: &str) -> String {
    let this = env!("CARGO_PKG_VERSION");
    if version == this {
        return String::new();
    }
    format!("{done} by version {version}; this is {this}\n")
}

/// Only the manifest of one scenario's run can be made again.
fn of_a_run(file: &Path, manifest: &Manifest) -> Result<(), Rejected> {
    if manifest.tables.iter().any(|table| table.name == trials::NAME) {
        return Ok(());
    }
    Err(Rejected::new(vec![Finding {
        place: Place::whole(&file.display().to_string()),
        key: "tables".into(),
        found: format!("a manifest without the table `{}`", trials::NAME),
        accepted: "the manifest of a scenario written by `landsim run`".into(),
    }]))
}

/// In what the bytes of a table differ from those that a manifest recorded, or from the file beside
/// it; a manifest alone, without its files, is enough.
fn difference_of_file(made: &[u8], folder: &Path, recorded: &WrittenTable) -> Option<String> {
    let is_same = sha256(made) == recorded.csv_sha256;
    match (is_same, recorded_table(folder, recorded)) {
        (true, RecordedTable::Whole(_) | RecordedTable::Missing(_)) => {
            // A manifest alone is enough; with tables beside it, they are the ones it tells of.
            let has_tables = folder.join(format!("{}.csv", trials::NAME)).exists();
            let changed = has_tables.then(|| changed_table(folder, recorded)).flatten();
            changed.map(|changed| Rejected::from(changed).to_string())
        }
        (true, RecordedTable::Changed { bytes, .. }) => {
            let difference = first_difference(&bytes, made);
            Some(format!("the file is not the one that was written: {difference}"))
        }
        (false, RecordedTable::Whole(bytes)) => Some(first_difference(made, &bytes)),
        (false, RecordedTable::Missing(found) | RecordedTable::Changed { found, .. }) => {
            Some(format!("its digest; where cannot be said: found {found}"))
        }
    }
}

/// In what two digests of a table differ; nothing when they are the same.
fn difference_of(made: &TableDigest, recorded: &TableDigest) -> Option<String> {
    if made.rows != recorded.rows {
        return Some(format!("{} rows; recorded are {}", made.rows, recorded.rows));
    }
    if made.sha256 == recorded.sha256 {
        return None;
    }
    Some(match made.first_difference(recorded) {
        None => "its columns".to_owned(),
        Some(rows) if rows.len() == 1 => format!("first in row {}", rows.end),
        Some(rows) => format!("first in one of rows {} to {}", rows.start + 1, rows.end),
    })
}
