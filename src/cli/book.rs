//! `landsim register` and `landsim reproduce`: runs are written into a book, and made again.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use landsim::catalogue::figure::Figure;
use landsim::ensemble::Figures;
use landsim::ensemble::variance::shares;
use landsim::finding::{Finding, Place, Rejected};
use landsim::model::Case;
use landsim::portfolio::plan::Plan;
use landsim::scenario::document::hexadecimal;
use landsim::store::book::{Book, RegisteredRun, way_from};
use landsim::store::folder::MANIFEST;
use landsim::store::manifest::{Input, Manifest, WrittenTable, data_files};
use landsim::store::recorded::{
    RecordedTable, changed_table, first_difference, read_manifest, recorded_table,
};
use landsim::store::table_files::csv_bytes;
use landsim::tables::digest::TableDigest;
use landsim::tables::{self, Table, trials, variance};
use landsim::uncertainty::sampling::Sampling;
use sha2::{Digest, Sha256};

use super::progress::Batch;
use super::recipe::{Recipe, recorded_sampling};
use super::run::{catch_interrupts, load_cases, load_inputs, reject, thread_pool};
use super::simulate::{Asked, Simulated, Simulation};
use super::{Ending, MOST_TRIALS, RegisterArguments, ReproduceArguments, print, say};

/// Runs scenarios and writes a book of them.
pub(super) fn register(arguments: &RegisterArguments) -> Ending {
    let (portfolio, plan) = match load_inputs(arguments.portfolio.as_deref()) {
        Ok(loaded) => loaded,
        Err(rejected) => return reject(&rejected),
    };
    let (cases, ending) = load_cases(&arguments.scenarios, &portfolio);
    if ending != Ending::Done {
        return ending;
    }
    if let Err(cause) = may_be_written(&arguments.book) {
        return not_written(&arguments.book, &cause);
    }
    let Some(pool) = thread_pool(None) else { return Ending::NotWritten };
    let interrupted = catch_interrupts();
    let batch = Batch::new(cases.len(), arguments.quiet);
    let mut book = Book { version: env!("CARGO_PKG_VERSION").to_owned(), runs: Vec::new() };
    for (index, case) in cases.iter().enumerate() {
        let RegisterArguments { seed, trials, quiet, .. } = *arguments;
        let made = pool.install(|| {
            let all = 0..trials;
            let asked = Asked::plain(seed, trials);
            let simulation = Simulation::new(case, asked, &all, quiet, &batch, &interrupted);
            Some(tables_of(&simulation.run(all)?, case, plan, Sampling::Plain))
        });
        let Some(tables) = made else {
            say("interrupted; no book was written");
            return Ending::Interrupted;
        };
        book.runs.push(registered(arguments, case, digests(&tables)));
        batch.advance(index + 1);
    }
    batch.finish();
    match write_whole(&arguments.book, &book) {
        Ok(()) if arguments.quiet => Ending::Done,
        Ok(()) => print(&format!("{}\n", arguments.book.display())),
        Err(cause) => not_written(&arguments.book, &cause),
    }
}

fn not_written(book: &Path, cause: &str) -> Ending {
    let accepted = "a seed book, or a new file in a folder that can be written to";
    say(format_args!("{}: found {cause}; accepted: {accepted}", book.display()));
    Ending::NotWritten
}

/// Only a book is replaced, and the folder is looked for before the work.
fn may_be_written(book: &Path) -> Result<(), String> {
    if book.exists() && Book::read(book).is_err() {
        return Err("a file that is no seed book".to_owned());
    }
    let folder = book.parent().filter(|folder| !folder.as_os_str().is_empty());
    match folder {
        Some(folder) if !folder.is_dir() => Err(format!("no folder {}", folder.display())),
        _ => Ok(()),
    }
}

fn registered(
    arguments: &RegisterArguments,
    case: &Case,
    tables: Vec<TableDigest>,
) -> RegisteredRun {
    let (scenario, portfolio) = (case.scenario(), case.portfolio());
    let folder = arguments.book.parent().unwrap_or(Path::new(""));
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let input = |file: &str, sha256: &str| Input {
        // What is compiled into the program is named as in its repository.
        file: way_from(folder, Path::new(file)).display().to_string().replace('\\', "/"),
        sha256: sha256.to_owned(),
    };
    RegisteredRun {
        scenario_id: scenario.id.clone(),
        scenario: input(&scenario.file, &scenario.digest),
        portfolio: input(&portfolio.file, &portfolio.digest),
        data_files: data_files(scenario),
        seed: arguments.seed,
        trials: arguments.trials,
        tables,
    }
}

fn digests(tables: &[Table]) -> Vec<TableDigest> {
    tables.iter().filter_map(|table| table.digest().ok()).collect()
}

/// Writes a book whole or not at all.
fn write_whole(path: &Path, book: &Book) -> Result<(), String> {
    let text = book.to_toml().map_err(|error| error.to_string())?;
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into());
    let hidden = path.with_file_name(format!(".{name}.{}.partial", std::process::id()));
    let written = std::fs::write(&hidden, text)
        .and_then(|()| std::fs::File::open(&hidden)?.sync_all())
        .and_then(|()| std::fs::rename(&hidden, path));
    written.map_err(|error| {
        // What is left of it must not hide why it failed.
        let _ = std::fs::remove_file(&hidden);
        error.to_string()
    })
}

/// Makes the runs of books and manifests again and says what differs.
pub(super) fn reproduce(arguments: &ReproduceArguments) -> Ending {
    let Some(pool) = thread_pool(arguments.threads) else { return Ending::NotWritten };
    let interrupted = catch_interrupts();
    let plan = match Plan::published() {
        Ok(plan) => plan,
        Err(rejected) => return reject(&rejected),
    };
    let mut again = Again { arguments, plan, interrupted: &interrupted, differences: 0 };
    let mut ending = Ending::Done;
    for file in &arguments.files {
        let one = pool.install(|| again.reproduce(file)).unwrap_or_else(|stop| match stop {
            Stop::Rejected(rejected) => reject(&rejected),
            Stop::Interrupted => {
                say("interrupted");
                Ending::Interrupted
            }
        });
        ending = ending.max(one);
    }
    if again.differences > 0 { ending.max(Ending::Rejected) } else { ending }
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
struct Again<'a> {
    arguments: &'a ReproduceArguments,
    plan: &'a Plan,
    interrupted: &'a AtomicBool,
    /// Tables that differ.
    differences: usize,
}

impl Again<'_> {
    fn reproduce(&mut self, file: &Path) -> Result<Ending, Stop> {
        let manifest = if file.is_dir() { file.join(MANIFEST) } else { file.to_path_buf() };
        let is_manifest = manifest.extension().is_some_and(|extension| extension == "json");
        let lines = if is_manifest { self.of_manifest(&manifest)? } else { self.of_book(file)? };
        Ok(print(&lines))
    }

    fn of_book(&mut self, file: &Path) -> Result<String, Stop> {
        let book = Book::read(file)?;
        let folder = file.parent().unwrap_or(Path::new(""));
        let mut text = String::new();
        let this = env!("CARGO_PKG_VERSION");
        if book.version != this {
            let _ = writeln!(text, "registered by version {}; this is {this}", book.version);
        }
        for run in &book.runs {
            let recipe = Recipe {
                scenario_id: &run.scenario_id,
                scenario: &run.scenario,
                portfolio: &run.portfolio,
                data_files: &run.data_files,
            };
            let tables = match self.make(&recipe, folder, Asked::plain(run.seed, run.trials)) {
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
        let manifest: Manifest = read_manifest(file)?;
        of_a_run(file, &manifest)?;
        let recipe = Recipe::of(&manifest);
        let sampling = recorded_sampling(&manifest, file)?;
        let Manifest { seed, trials, control_variates, .. } = manifest;
        let asked = Asked { seed, trials, sampling, control_variates };
        let tables = self.make(&recipe, Path::new(""), asked)?;
        let folder = file.parent().unwrap_or(Path::new(""));
        let mut text = String::new();
        for recorded in &manifest.tables {
            let made = tables.iter().find(|table| table.name == recorded.name);
            let difference = match made.and_then(|table| csv_bytes(table.frame().ok()?).ok()) {
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
    fn make(&self, recipe: &Recipe<'_>, folder: &Path, asked: Asked) -> Result<Vec<Table>, Stop> {
        let trials = asked.trials;
        if !(1..=MOST_TRIALS).contains(&trials) {
            return Err(Stop::Rejected(Rejected::new(vec![Finding {
                place: Place::whole(&recipe.scenario.file),
                key: "trials".into(),
                found: trials.to_string(),
                accepted: format!("1 to {MOST_TRIALS} trials"),
            }])));
        }
        let case = &recipe.case(folder)?;
        let batch = Batch::new(1, true);
        let (all, quiet) = (0..trials, self.arguments.quiet);
        let simulation = Simulation::new(case, asked, &all, quiet, &batch, self.interrupted);
        let simulated = simulation.run(all).ok_or(Stop::Interrupted)?;
        Ok(tables_of(&simulated, case, self.plan, simulation.models.sampling()))
    }
}

/// All tables of a run that is in memory.
fn tables_of(simulated: &Simulated, case: &Case, plan: &Plan, sampling: Sampling) -> Vec<Table> {
    let Simulated { ensemble, exchanged } = simulated;
    let mut tables = tables::of_sampled(case, plan, ensemble, sampling);
    tables.extend(exchanged.as_ref().map(|exchanged| {
        let column = |rows: &Figures, figure: Figure| -> Vec<f64> {
            rows.iter().map(|row| row[figure as usize]).collect()
        };
        let shares = Figure::ALL.into_iter().filter_map(|figure| {
            let shares = shares(&column(&ensemble.figures, figure), &column(exchanged, figure));
            shares.map(|shares| (figure, shares))
        });
        variance::table(&shares.collect::<Vec<_>>())
    }));
    tables
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
    let is_same = hexadecimal(&Sha256::digest(made)) == recorded.csv_sha256;
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
