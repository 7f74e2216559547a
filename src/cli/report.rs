//! `landsim report`: pages, charts, a workbook and a memo from the tables of runs.

use std::iter;
use std::path::{Path, PathBuf};

use landsim::catalogue::result_folder::ResultFolder;
use landsim::finding::{Finding, Place, Rejected};
use landsim::report::memo::memo;
use landsim::report::page::drawing::draw;
use landsim::report::page::market::BacktestGrids;
use landsim::report::page::{self, Form, RenderedPage, code};
use landsim::report::workbook;
use landsim::store::aspect::{Aspect, belongs, foreign};
use landsim::store::file_names::MANIFEST;
use landsim::store::folder::PendingFolder;
use landsim::store::grid::Grid;
use landsim::store::hold::Hold;
use landsim::store::manifest::{Circumstances, Manifest};
use landsim::store::recorded::read_manifest;
use landsim::store::run_tables::RunTables;
use landsim::store::write_error::WriteError;
use landsim::tables::backtest::ScoresTable;
use landsim::tables::column::Declared;
use landsim::tables::diagnostics::DiagnosticsTable;
use landsim::tables::regret::RegretTable;
use landsim::tables::replay::MonthsTable;
use landsim::tables::scenarios::ScenariosTable;
use landsim::wording::text::{Language, Text};
use rayon::prelude::*;

use super::clock::Clock;
use super::ending::{Ending, reject, show_written};
use super::language::stated;
use super::values::form_field;

/// Folder of a report: in the folder of its run, or beside the runs that it compares.
const FOLDER: &str = ResultFolder::Report.name();
/// Scenario that the others of a batch are held against, when it is among them.
const BASE: &str = "baseline";

/// What `landsim report` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct ReportArguments {
    /// Folders that `landsim run` wrote: one for the report of a run, several to hold against the
    /// first; or a folder that `landsim backtest` or `landsim diagnose` wrote; or the folder
    /// `scenarios` of a batch, whose first scenario, or `baseline`, the others are held against.
    #[arg(required = true)]
    folders: Vec<PathBuf>,
    /// Folder that `landsim regret` wrote, for a map of regrets beside several runs.
    #[arg(long)]
    regret: Option<PathBuf>,
    /// Folder that `landsim replay` wrote, for a sheet that tells its first trial month by month.
    #[arg(long)]
    replay: Option<PathBuf>,
    /// Folder of the last forecast of the same programme: the yearly budget stands beside what was
    /// done and is projected, and what has changed the verdict is told.
    #[arg(long)]
    last: Option<PathBuf>,
    /// Who draws the report up (编制单位), as 中文 | English or one text; else as the plan says, else
    /// it is left to fill in.
    #[arg(long, value_parser = form_field)]
    authority: Option<String>,
    /// When it is drawn up (编制日期), as it is to stand there; else it is left to fill in.
    #[arg(long, value_parser = form_field)]
    date: Option<String>,
    /// Where the folder `report` is written. Default: in the folder of the run, or beside the first
    /// of several.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Do not say where the report is.
    #[arg(long)]
    quiet: bool,
}

/// The report of folders that a run has just written: one of each, and one of all when they are
/// several.
pub(super) fn of_run(folders: &[PathBuf], quiet: bool) -> Ending {
    let of = |folders: Vec<PathBuf>| {
        run(&ReportArguments {
            folders,
            regret: None,
            replay: None,
            last: None,
            authority: None,
            date: None,
            out: None,
            quiet,
        })
    };
    let each = folders.iter().map(|folder| of(vec![folder.clone()]));
    let ending = each.fold(Ending::Done, Ending::max);
    if folders.len() > 1 { ending.max(of(with_base_first(folders.to_vec()))) } else { ending }
}

/// Reads runs, writes page, charts, workbook and memo.
pub(super) fn run(arguments: &ReportArguments) -> Ending {
    let loaded = match Loaded::read(arguments) {
        Ok(loaded) => loaded,
        Err(rejected) => return reject(&rejected),
    };
    show_written(loaded.write(arguments), arguments.quiet, String::new)
}

/// What a report is of.
enum Subject {
    /// Runs in the order of the report, the first being what others are held against.
    Runs(Vec<RunTables>),
    /// A backtest or diagnostics of house prices.
    Market(Box<RenderedPage>, Box<Manifest>),
}

/// What is read before anything is written.
struct Loaded {
    /// Keep the folders from being exchanged until the report is written.
    _holds: Vec<Hold>,
    subject: Subject,
    regret: Option<Grid<RegretTable>>,
    replay: Option<Grid<MonthsTable>>,
    last: Option<Box<RunTables>>,
    /// Where the report is written by default.
    beside: PathBuf,
}

impl Loaded {
    fn read(arguments: &ReportArguments) -> Result<Self, Rejected> {
        let folders = match arguments.folders.as_slice() {
            [only] => members(only)?,
            several => several.to_vec(),
        };
        let holds = folders.iter().map(|folder| Hold::to_read(folder)).collect();
        let subject = match folders.as_slice() {
            [only] => market(only)?,
            _ => None,
        };
        let subject = subject.map_or_else(|| runs(&folders).map(Subject::Runs), Ok)?;
        let runs = match &subject {
            Subject::Runs(runs) => runs.as_slice(),
            Subject::Market(..) => &[],
        };
        if let Some(regret) = &arguments.regret {
            regret_of_runs(regret, runs)?;
        }
        if let Some(replay) = &arguments.replay {
            replay_of_runs(replay, runs)?;
        }
        let last = match &arguments.last {
            None => None,
            Some(folder) => Some(Box::new(last_of_run(folder, runs)?)),
        };
        let regret = arguments.regret.as_deref().map(table_of).transpose()?;
        let replay = arguments.replay.as_deref().map(table_of).transpose()?;
        let beside = match folders.as_slice() {
            [only] => only.clone(),
            several => {
                let first = several.first().and_then(|first| first.parent());
                first.map_or_else(PathBuf::new, Path::to_path_buf)
            }
        };
        Ok(Self { _holds: holds, subject, regret, replay, last, beside })
    }

    fn write(&self, arguments: &ReportArguments) -> Result<PathBuf, WriteError> {
        let clock = Clock::start();
        let out = arguments.out.as_deref().unwrap_or(&self.beside);
        let folder = PendingFolder::begin(out, FOLDER)?;
        // Who circulates it reads Chinese; the page has both.
        let language = stated().unwrap_or(Language::Chinese);
        let unmade =
            |what: &str, why: String| WriteError::unmade(&out.join(FOLDER).join(what), why);
        let mut drawn =
            self.page().ok_or_else(|| unmade("report.html", "nothing to show".into()))?;
        drawn.form = self.form(arguments);
        let page = || drawn.html(language).map_err(|why| unmade("report.html", why));
        let charts = || draw(&drawn.data, code(language)).map_err(|why| unmade("charts", why));
        let book = || {
            self.workbook(&drawn, language).transpose().map_err(|why| unmade("workbook.xlsx", why))
        };
        let charts_and_memo = || {
            let charts = charts()?;
            let memo = memo(&drawn, &charts, language);
            let memo = memo.transpose().map_err(|why| unmade("memo.docx", why))?;
            Ok((charts, memo))
        };
        let ((page, book), charts) = rayon::join(|| rayon::join(page, book), charts_and_memo);
        let (charts, memo) = charts?;
        let mut files = vec![("report.html".to_owned(), page?.into_bytes())];
        files.extend(book?.map(|book| ("workbook.xlsx".to_owned(), book)));
        files.extend(memo.map(|memo| ("memo.docx".to_owned(), memo)));
        files.extend(
            charts.into_iter().map(|(id, svg)| (format!("charts/{id}.svg"), svg.into_bytes())),
        );
        let manifest = self
            .manifest(clock.circumstances())
            .ok_or_else(|| unmade(MANIFEST, "no run".into()))?;
        folder.finish_files(&files, &manifest)
    }

    /// What whoever circulates the report has given, or the plan says.
    fn form(&self, arguments: &ReportArguments) -> Form {
        let first = match &self.subject {
            Subject::Runs(runs) => runs.first(),
            Subject::Market(..) => None,
        };
        let of_plan = first.and_then(|run| run.recorded.manifest.plan.as_ref());
        let of_plan = of_plan.map(|plan| plan.names.authority.clone());
        let authority = arguments.authority.clone().or(of_plan).filter(|name| !name.is_empty());
        Form { authority: authority.map(|name| Text::parse(&name)), date: arguments.date.clone() }
    }

    fn page(&self) -> Option<RenderedPage> {
        match &self.subject {
            Subject::Market(drawn, _) => Some(RenderedPage::clone(drawn)),
            Subject::Runs(runs) => match runs.as_slice() {
                [only] => page::run::page(only, self.last.as_deref()).ok(),
                several => page::batch::page(several, self.regret.as_ref()),
            },
        }
    }

    /// The workbook of runs.
    fn workbook(
        &self,
        drawn: &RenderedPage,
        language: Language,
    ) -> Option<Result<Vec<u8>, String>> {
        let Subject::Runs(runs) = &self.subject else { return None };
        Some(match runs.as_slice() {
            [only] => {
                let beside = (self.replay.as_ref(), self.last.as_deref());
                workbook::of_run(only, drawn, beside, language)
            }
            several => workbook::of_several(several, drawn, self.regret.as_ref(), language),
        })
    }

    fn manifest(&self, circumstances: Circumstances) -> Option<Manifest> {
        match &self.subject {
            Subject::Market(_, manifest) => {
                Some(Manifest::clone(manifest).made_from(&[], circumstances))
            }
            Subject::Runs(runs) => {
                let manifests: Vec<&Manifest> =
                    runs.iter().map(|run| &run.recorded.manifest).collect();
                let (first, others) = manifests.split_first()?;
                Some((*first).clone().made_from(others, circumstances))
            }
        }
    }
}

fn runs(folders: &[PathBuf]) -> Result<Vec<RunTables>, Rejected> {
    let read: Vec<Result<RunTables, Rejected>> =
        folders.par_iter().map(|folder| RunTables::read(folder)).collect();
    let runs: Vec<RunTables> = read.into_iter().collect::<Result<_, _>>()?;
    of_one_calendar(folders, &runs)?;
    if let Some((first, others)) = runs.split_first() {
        for run in others {
            belongs(&Aspect::OF_ONE_PROGRAM, named(run), named(first))?;
        }
    }
    Ok(runs)
}

/// A run with its folder.
fn named(run: &RunTables) -> (&Path, &Manifest) {
    (&run.recorded.folder, &run.recorded.manifest)
}

/// A replayed trial is told beside the run that it is a trial of.
fn replay_of_runs(folder: &Path, runs: &[RunTables]) -> Result<(), Rejected> {
    let manifest = read_manifest(&folder.join(MANIFEST))?;
    let [run] = runs else {
        let found = format!("a replay beside {} runs", runs.len());
        let accepted = "the folder of the run that it is a trial of, alone".to_owned();
        return Err(foreign(folder, "", found, accepted));
    };
    belongs(&Aspect::OF_A_TRIAL, (folder, &manifest), named(run))?;
    let trials = run.recorded.manifest.trials;
    match manifest.replayed_trials.iter().find(|trial| **trial >= trials) {
        None => Ok(()),
        Some(trial) => {
            let accepted = format!("a trial of {}: 0 to {}", named(run).0.display(), trials - 1);
            Err(foreign(folder, "trial", trial.to_string(), accepted))
        }
    }
}

/// The last forecast of the programme that a run is of: its years are the same.
fn last_of_run(folder: &Path, runs: &[RunTables]) -> Result<RunTables, Rejected> {
    let [run] = runs else {
        let found = format!("a last forecast beside {} runs", runs.len());
        let accepted = "the folder of the run that follows it, alone".to_owned();
        return Err(foreign(folder, "", found, accepted));
    };
    let last = RunTables::read(folder)?;
    let folders = [run.recorded.folder.clone(), folder.to_path_buf()];
    of_one_calendar(&folders, &[run.clone(), last.clone()])?;
    Ok(last)
}

/// A map of regrets stands beside runs in the same futures, one of which at least is among the
/// policies and markets that it is of.
fn regret_of_runs(folder: &Path, runs: &[RunTables]) -> Result<(), Rejected> {
    let manifest = read_manifest(&folder.join(MANIFEST))?;
    for run in runs {
        belongs(&Aspect::OF_PAIRS, (folder, &manifest), named(run))?;
    }
    let tried: Vec<&str> = iter::once(&manifest.scenario)
        .chain(&manifest.other_scenarios)
        .map(|scenario| scenario.sha256.as_str())
        .collect();
    let is_tried = |run: &RunTables| tried.contains(&named(run).1.scenario.sha256.as_str());
    if runs.iter().any(is_tried) {
        return Ok(());
    }
    let found = "policies and markets of which none is a run of the report".to_owned();
    let accepted = "regrets among whose pairs is the scenario of a run of the report".to_owned();
    Err(foreign(folder, "scenario", found, accepted))
}

/// A table of a folder that another command wrote.
fn table_of<T: Declared>(folder: &Path) -> Result<Grid<T>, Rejected> {
    Grid::read(folder, &read_manifest(&folder.join(MANIFEST))?)
}

/// The page of a folder that `landsim backtest` or `landsim diagnose` wrote; none of another.
fn market(folder: &Path) -> Result<Option<Subject>, Rejected> {
    let manifest = read_manifest(&folder.join(MANIFEST))?;
    let drawn = if Grid::<ScoresTable>::is_in(&manifest) {
        let grids = BacktestGrids {
            scores: Grid::read(folder, &manifest)?,
            forecasts: Grid::read(folder, &manifest)?,
            tenths: Grid::read(folder, &manifest)?,
        };
        page::market::of_backtest(&manifest, &grids)
    } else if Grid::<DiagnosticsTable>::is_in(&manifest) {
        page::market::of_diagnostics(&manifest, &Grid::read(folder, &manifest)?)
    } else {
        return Ok(None);
    };
    Ok(Some(Subject::Market(Box::new(drawn), Box::new(manifest))))
}

/// The runs of a folder: of a batch those that its table names, which stand beside it; else itself.
fn members(folder: &Path) -> Result<Vec<PathBuf>, Rejected> {
    let manifest = read_manifest(&folder.join(MANIFEST))?;
    let batch = ResultFolder::Scenarios.name();
    if !manifest.tables.iter().any(|table| table.name == batch) {
        return Ok(vec![folder.to_path_buf()]);
    }
    let table: Grid<ScenariosTable> = Grid::read(folder, &manifest)?;
    let mut ids: Vec<&str> = Vec::new();
    for row in table.rows() {
        let id = row.text(ScenariosTable::SCENARIO);
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let folders = ids.into_iter().map(|id| folder.with_file_name(id)).collect();
    Ok(with_base_first(folders))
}

/// What everybody reads the others of a batch against comes first.
fn with_base_first(mut folders: Vec<PathBuf>) -> Vec<PathBuf> {
    folders.sort_by_key(|folder| folder.file_name().is_none_or(|name| name != BASE));
    folders
}

/// Months of different runs cannot stand in one chart.
fn of_one_calendar(folders: &[PathBuf], runs: &[RunTables]) -> Result<(), Rejected> {
    let first = runs.first().map(|run| run.recorded.calendar);
    let other = folders.iter().zip(runs).find(|(_, run)| Some(run.recorded.calendar) != first);
    let Some((folder, run)) = other else { return Ok(()) };
    let words = |calendar: landsim::calendar::Calendar| {
        format!(
            "start {}, window {}, horizon {}",
            calendar.start, calendar.window, calendar.horizon
        )
    };
    Err(Rejected::new(vec![Finding {
        place: Place::whole(&folder.display().to_string()),
        key: "calendar".into(),
        found: words(run.recorded.calendar),
        accepted: format!("that of the first run: {}", first.map(words).unwrap_or_default()),
    }]))
}
