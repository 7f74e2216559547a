//! `landsim register`: runs are written into a seed book.

use std::path::{Path, PathBuf};

use landsim::case::Case;
use landsim::portfolio::generate;
use landsim::portfolio::plan::{Origin, Plan};
use landsim::store::book::{Book, RegisteredRun, way_from};
use landsim::store::input::Input;
use landsim::store::manifest::data_files;
use landsim::store::recorded_actuals::RecordedActuals;
use landsim::store::whole_file;
use landsim::tables::digest::TableDigest;

use super::ending::{Ending, print, tell};
use super::inputs::{CaseArguments, load_cases};
use super::progress::BatchProgress;
use super::simulate::{RunRequest, Simulation, digests};
use super::threads::{catch_interrupts, thread_pool};
use super::values::{MOST_TRIALS, between};

/// What `landsim register` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct RegisterArguments {
    /// Book that is written.
    book: PathBuf,
    /// Scenario files; none: the baseline compiled into the program.
    scenarios: Vec<PathBuf>,
    /// Number of simulated futures of each scenario.
    #[arg(long, default_value_t = 10_000, value_parser = between(1..=MOST_TRIALS))]
    trials: u64,
    /// Seed of all random numbers.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    case: CaseArguments,
    /// Show no progress.
    #[arg(long)]
    quiet: bool,
}

/// Runs scenarios and writes a book of them.
pub(super) fn run(arguments: &RegisterArguments) -> Ending {
    let (cases, ending) = load_cases(&arguments.scenarios, &arguments.case.inputs());
    if ending != Ending::Done {
        return ending;
    }
    if let Err(cause) = may_be_written(&arguments.book) {
        return not_written(&arguments.book, &cause);
    }
    let Some(pool) = thread_pool(None) else { return Ending::NotWritten };
    let interrupted = catch_interrupts();
    let batch = BatchProgress::new(cases.len(), arguments.quiet);
    let mut book = Book { version: env!("CARGO_PKG_VERSION").to_owned(), runs: Vec::new() };
    for (index, case) in cases.iter().enumerate() {
        let RegisterArguments { seed, trials, quiet, .. } = *arguments;
        let made = pool.install(|| {
            let all = 0..trials;
            let request = RunRequest::plain(seed, trials);
            let simulation = Simulation::new(case, request, &all, quiet, &batch, &interrupted);
            Some(simulation.run(all)?.tables(case, &simulation.models))
        });
        let Some(tables) = made else {
            tell("interrupted; no book was written");
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
    tell(format_args!("{}: found {cause}; accepted: {accepted}", book.display()));
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
    let comes_with_table = portfolio.digest == generate::shipped_digest()
        && Plan::published().is_ok_and(|plan| plan.digest == case.plan().digest);
    RegisteredRun {
        scenario_id: scenario.id.clone(),
        scenario: input(&scenario.file, &scenario.digest),
        portfolio: input(&portfolio.file, &portfolio.digest),
        plan: (case.plan().origin == Origin::Stated && !comes_with_table)
            .then(|| input(&case.plan().file, &case.plan().digest)),
        actuals: case.actuals().map(|(actuals, as_of)| {
            let recorded = RecordedActuals::of(actuals, as_of);
            RecordedActuals { input: input(&actuals.file, &actuals.digest), ..recorded }
        }),
        data_files: data_files(scenario),
        seed: arguments.seed,
        trials: arguments.trials,
        tables,
    }
}

/// Writes a book whole or not at all.
fn write_whole(path: &Path, book: &Book) -> Result<(), String> {
    let text = book.to_toml().map_err(|error| error.to_string())?;
    whole_file::write(path, text.as_bytes()).map_err(|error| error.to_string())
}
