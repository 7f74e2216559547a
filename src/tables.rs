//! The tables of a run: what rows and columns there are, with units, and the frames that hold them.
//!
//! Each table is one module: its grain in the module's first line, its columns born where they are
//! filled. [`documentation`] writes `reports/README.md` from the same columns.
//!
//! | table | a row is | key columns |
//! | --- | --- | --- |
//! | `summary`, `controlled`, `variance` | a figure | `figure` |
//! | `trials`, `numbers` | a trial | `trial` |
//! | `risk` | an answer that joins figures or months | `answer` |
//! | `annual`, `ledger` | a series in a year, window or horizon | `series`, `item`, `period` |
//! | `monthly`, `fans` | a series in a month | `series`, `month` |
//! | `plots` | a plot | `plot_id` |
//! | `reconciliation` | a published total | `total` |
//! | `stress` | a change of what is stated | `change`, `end` |
//! | `shortage` | a reason why money is short | `kind`, `reason` |
//! | `plan_targets` | a target of the plan for a part of its programme | `target_id` |
//! | `projects` | a figure of a project of special bonds | `project_id`, `figure` |
//! | `bonds` | an item of a project or bond in a year or month | ids of both, `period`, `item` |
//! | `comparison`, `regret`, `explanation` | a scenario, policy or part by figure | ids of both |
//! | of `replay` | a posting, event, month or plot of a trial | `trial`, `month`, `plot_id` |
//! | of `backtest` | a forecast of house prices | `origin`, `horizon`, `forecaster` |
//!
//! # Rules that all tables keep
//!
//! - Long and tidy: key columns first, then values; a unit stands beside the values of
//!   a row whose figures have different units.
//! - Three types alone: texts, whole numbers that are not negative, and doubles that
//!   may be null. A digest knows no others.
//! - What does not exist is null, never 0 and never NaN: [`trials`] and the summaries
//!   turn NaN into null where rows are made.
//! - An estimate `x` stands beside `x_low` and `x_high`, the ends of its 95 % interval.
//! - Each column has a unit and a meaning where it is filled, so the documentation
//!   cannot lack one.
//!
//! # Why plain vectors
//!
//! Columns are lists of numbers, counts or texts ([`table::Values`]), and files are written
//! from them as they are: nothing is computed in a table, so no query engine can change the
//! order of a sum.
//!
//! # Adding a column or a table
//!
//! A column is one call in the module of its table: name, unit, meaning and values
//! stand together. A name says what it is and ends in its unit where that is money or
//! area (`_cny`, `_m2`); an estimate goes through `Table::estimate`, so that its interval
//! cannot be forgotten. A new table of a run joins the list in [`all`]. Then
//! `reports/README.md` is written anew (`UPDATE_GOLDEN=1 cargo test --test
//! documentation`), golden tables and seed books are renewed in the same commit, and
//! whoever reads the table back is looked at: the report knows columns by name.

pub mod actuals;
pub mod attribution;
#[cfg(feature = "calibration")]
pub mod backtest;
pub mod beside;
pub mod bonds;
pub mod by_period;
pub mod column;
pub mod comparison;
pub mod controlled;
#[cfg(feature = "calibration")]
pub mod diagnostics;
pub mod digest;
pub mod doubt;
pub mod fans;
pub mod ledger;
pub mod numbers;
pub mod plan_targets;
pub mod plots;
pub mod postings;
pub mod projects;
pub mod reconciliation;
pub mod regret;
pub mod replay;
pub mod replayed;
pub mod results;
pub mod risk;
pub mod scenarios;
pub mod shard;
pub mod shortage;
pub mod stress;
pub mod summaries;
pub mod summary;
pub mod table;
pub mod track;
pub mod trials;
pub mod variance;

use std::fmt::Write as _;

use rayon::prelude::*;

use crate::case::Case;
use crate::catalogue::figure::Figure;
use crate::ensemble::Ensemble;
use crate::targets::Aims;
use crate::uncertainty::sampling::Sampling;

use bonds::BondsTable;
use by_period::{AnnualTable, MonthlyTable};
use column::Declared;
use controlled::ControlledFigures;
use doubt::{DoubtSharesTable, DoubtTable};
use fans::FansTable;
use ledger::LedgerTable;
use plan_targets::PlanTargetsTable;
use plots::PlotsTable;
use projects::ProjectsTable;
use reconciliation::ReconciliationTable;
use replay::{EventsTable, FundingTable};
use results::Results;
use risk::RiskTable;
use shortage::ShortageTable;
use stress::StressTable;
use summaries::Summaries;
use summary::SummaryTable;
use table::{Documented, Table};

/// Names of all tables that a run may have.
pub const OF_A_RUN: [&str; 21] = [
    SummaryTable::NAME,
    RiskTable::NAME,
    AnnualTable::NAME,
    MonthlyTable::NAME,
    FansTable::NAME,
    LedgerTable::NAME,
    <PlotsTable as Declared>::NAME,
    ReconciliationTable::NAME,
    PlanTargetsTable::NAME,
    ProjectsTable::NAME,
    BondsTable::NAME,
    trials::NAME,
    numbers::NAME,
    variance::NAME,
    controlled::NAME,
    DoubtTable::NAME,
    DoubtSharesTable::NAME,
    StressTable::NAME,
    ShortageTable::NAME,
    FundingTable::NAME,
    EventsTable::NAME,
];

/// The tables of a run in the order of their documentation, without [`trials`], which comes last
/// and is written trial by trial (see [`of_ensemble`]).
pub fn all(results: &Results<'_>) -> Vec<Table> {
    let makers: [fn(&Results<'_>) -> Table; 9] = [
        summary::table,
        risk::table,
        by_period::annual,
        by_period::monthly,
        fans::table,
        ledger::table,
        plots::table,
        reconciliation::table,
        plan_targets::table,
    ];
    let mut tables: Vec<Table> = makers.into_par_iter().map(|make| make(results)).collect();
    let projects = projects::rows(results);
    if !projects.is_empty() {
        tables.push(projects::table(&projects));
        tables.push(bonds::table(results));
    }
    tables
}

/// All tables of a run that is in memory, whose trials are each for itself.
pub fn of_ensemble(case: &Case, ensemble: &Ensemble) -> Vec<Table> {
    of_sampled(case, ensemble, Sampling::Plain)
}

/// All tables of a run that is in memory, with the errors that belong to its sampling.
/// With control variates there is the table [`controlled`] at the end.
pub fn of_sampled(case: &Case, ensemble: &Ensemble, sampling: Sampling) -> Vec<Table> {
    let Ensemble { figures, controls, distributions } = ensemble;
    let aims = Aims::of(case);
    let summaries = Summaries::of_sampled(figures, &aims, sampling);
    let mut tables = all(&Results { case, figures: &summaries, distributions });
    let of = Figure::of(case.has_projects());
    tables.push(trials::of_figures(trials::NAME, trials::GRAIN, 0, (of, figures)));
    if !controls.is_empty() {
        let mut controlled = ControlledFigures::new(controls.len() / figures.len(), &aims);
        controlled.take(controls, figures);
        tables.push(controlled::table(&controlled.rows()));
    }
    tables
}

/// The text of `reports/README.md`: every table with every column, its unit and its
/// meaning. A test compares the file with it.
pub fn documentation(tables: &[Table]) -> String {
    let mut text = String::from(INTRODUCTION);
    for table in tables {
        let _ = write!(
            text,
            "\n## {}\n\n{}\n\n| column | unit | meaning |\n| --- | --- | --- |\n",
            table.name, table.grain
        );
        for documented in &table.columns {
            let Documented { name, unit, meaning, .. } = documented;
            let _ = writeln!(text, "| `{name}` | {unit} | {meaning} |");
        }
    }
    text
}

/// What stands above the tables: where files are, units, and what is exact.
const INTRODUCTION: &str = "\
# Reports

`landsim run` writes one folder per scenario here. Each table comes as `<name>.parquet` and
`<name>.csv` with the same values; `manifest.json` says what made them. A folder is written whole or
not at all: a new run replaces the old folder in one step. \
A batch of several scenarios adds the folder
`scenarios` with the tables across them. \
`landsim compare`, `landsim explain` and `landsim regret` write
the folders `comparison`, `explanation` and `regret` with their own tables alone, \
`landsim replay` the folder `replay`,
`landsim backtest` the folder `backtest`, `landsim diagnose` the folder `diagnostics`. \
`landsim report` reads
these tables and writes the folder `report` into the folder of a run, or beside several: \
`report.html`, `workbook.xlsx`, `memo.docx` and `charts/*.svg`; it
goes with its run when that is made again. A scenario with
uncertain numbers has the table `variance` beside the others, \
a run with `--control-variates` the table
`controlled`, and one with uncertain numbers the table `numbers`. `inputs` holds what the run was
made of.

CSV files begin with the byte-order mark by which spreadsheets know Chinese (`--no-bom` leaves it
out, `--no-csv` the files); a text that a spreadsheet would compute stands behind `'`. Parquet files
describe their columns in both languages in their metadata (`landsim.columns`).

Money is nominal yuan (CNY), area square metres unless the unit says hectares, time whole months
counted from 0, the scenario's `start`. Empty (null) means that a value does not exist, never zero.
Figures are exact. Quantiles of months, years, the ledger, plots and targets of the plan come from
counts that are exact to two parts in a thousand (whole numbers up to 512: exact); their means are
exact. Quantiles interpolate between order statistics (type 7). Intervals are 95 %: order statistics
for quantiles, Wilson for probabilities.

This file is generated from the program and compared with it by a test
(`UPDATE_GOLDEN=1 cargo test --test documentation` writes it anew).
";
