//! The tables of a run: what rows and columns there are, with units, and the frames that hold them.
//!
//! Each table is one module: its grain in the module's first line, its columns born where they are
//! filled. [`documentation`] writes `reports/README.md` from the same columns.
//!
//! | table | a row is | key columns |
//! | --- | --- | --- |
//! | `summary`, `controlled`, `variance` | a figure | `figure` |
//! | `trials` | a trial | `trial` |
//! | `risk` | an answer that joins figures or months | `answer` |
//! | `annual`, `ledger` | a series in a year, window or horizon | `series`, `item`, `period` |
//! | `monthly` | a series in a month | `series`, `month` |
//! | `plots` | a plot | `plot_id` |
//! | `reconciliation` | a published total | `total` |
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
//! # Why a frame at the end
//!
//! Columns are plain vectors while a table is made, and become a frame of polars only
//! when it is written ([`Table::frame`]): nothing is computed in frames, so no query
//! engine can change the order of a sum.
//!
//! # Adding a column or a table
//!
//! A column is one call in the module of its table: name, unit, meaning and values
//! stand together. A name says what it is and ends in its unit where that is money or
//! area (`_cny`, `_m2`); an estimate goes through `push_estimate`, so that its interval
//! cannot be forgotten. A new table of a run joins the list in [`all`]. Then
//! `reports/README.md` is written anew (`UPDATE_GOLDEN=1 cargo test --test
//! documentation`), golden tables and seed books are renewed in the same commit, and
//! whoever reads the table back is looked at: the report knows columns by name.

pub mod attribution;
#[cfg(feature = "calibration")]
pub mod backtest;
pub mod by_period;
pub mod column;
pub mod comparison;
pub mod controlled;
#[cfg(feature = "calibration")]
pub mod diagnostics;
pub mod digest;
pub mod ledger;
pub mod plots;
pub mod reconciliation;
pub mod regret;
pub mod replay;
pub mod risk;
pub mod scenarios;
pub mod shard;
pub mod summary;
pub mod trials;
pub mod variance;

use std::fmt::Write as _;

use polars_core::prelude::{
    Column as PolarsColumn, DataFrame, NamedFrom, PolarsResult, Series as PolarsSeries,
};

use rayon::prelude::*;

use crate::case::Case;
use crate::ensemble::Ensemble;
use crate::ensemble::distributions::Distributions;
use crate::ensemble::sketch::Sketch;
use crate::ensemble::statistics::{Estimate, PROBABILITIES};
use crate::portfolio::plan::Plan;
use crate::quantity::PERCENT;
use crate::uncertainty::sampling::Sampling;

use column::{Column, Counts, Declared, Estimates, Numbers, Texts};
use controlled::ControlledFigures;
use summary::{Summaries, push_estimate};

/// What the tables of a run are made of.
#[derive(Debug, Clone, Copy)]
pub struct Results<'r> {
    /// The scenario with its portfolio.
    pub case: &'r Case,
    /// Totals that the plan publishes: targets of figures, and what the portfolio is
    /// reconciled to.
    pub plan: &'r Plan,
    /// What all trials' figures come to.
    pub figures: &'r Summaries,
    /// How series by month and period and fields by plot are distributed over trials.
    pub distributions: &'r Distributions,
}

/// A column with its documentation and its values.
#[derive(Debug, Clone)]
struct Documented {
    unit: String,
    meaning: String,
    column: PolarsColumn,
}

/// A table: its name, what a row of it is, and its documented columns in order.
#[derive(Debug, Clone)]
pub struct Table {
    /// Name of the table and, with an ending, of its files.
    pub name: &'static str,
    /// What a row is, as a sentence of the documentation; also which command writes the
    /// table.
    pub grain: &'static str,
    columns: Vec<Documented>,
}

impl Table {
    /// A table without columns.
    fn new(name: &'static str, grain: &'static str) -> Self {
        Self { name, grain, columns: Vec::new() }
    }

    /// Appends a column. All columns of a table have the same number of values, a row
    /// each.
    fn push(&mut self, series: PolarsSeries, unit: &str, meaning: &str) {
        self.columns.push(Documented {
            unit: unit.to_owned(),
            meaning: meaning.to_owned(),
            column: series.into(),
        });
    }

    /// Appends a column of texts, which has no unit.
    fn texts(&mut self, name: &str, meaning: &str, values: Vec<String>) {
        self.push(PolarsSeries::new(name.into(), values), "", meaning);
    }

    /// Appends a column of doubles; `None` becomes null.
    fn numbers(&mut self, name: &str, unit: &str, meaning: &str, values: Vec<Option<f64>>) {
        self.push(PolarsSeries::new(name.into(), values), unit, meaning);
    }

    /// Appends a column of whole numbers that exist in every row.
    fn counts(&mut self, name: &str, unit: &str, meaning: &str, values: Vec<u64>) {
        self.push(PolarsSeries::new(name.into(), values), unit, meaning);
    }

    /// A table whose columns are declared, without any yet.
    fn of<T: Declared>() -> Self {
        Self::new(T::NAME, T::GRAIN)
    }

    /// A declared column with its values.
    fn fill<T, C: Filled>(&mut self, column: Column<T, C>, values: C::Values) {
        let Column { unit, meaning, .. } = column;
        self.fill_as(column, unit, meaning, values);
    }

    /// The same of a column whose unit or meaning the table works out.
    fn fill_as<T, C: Filled>(
        &mut self,
        column: Column<T, C>,
        unit: &str,
        meaning: &str,
        values: C::Values,
    ) {
        self.push(C::series(&column.name(), values), unit, meaning);
    }

    /// A declared column of estimates, with the ends of their intervals.
    fn estimates<T>(&mut self, column: Column<T, Estimates>, estimates: &[Option<Estimate>]) {
        push_estimate(self, &column.name(), column.unit, column.meaning, estimates);
    }

    /// Mean and quantiles of one sketch for each row, in a unit.
    fn distribution<T>(
        &mut self,
        mean: Column<T, Numbers>,
        columns: &[Column<T, Numbers>],
        unit: &str,
        sketches: &[&Sketch],
    ) {
        let means = sketches.iter().map(|sketch| sketch.mean()).collect();
        self.fill_as(mean, unit, mean.meaning, means);
        let quantiles: Vec<Vec<f64>> =
            sketches.par_iter().map(|sketch| sketch.quantiles(&PROBABILITIES)).collect();
        for (index, column) in columns.iter().enumerate() {
            let values = quantiles.iter().map(|row| row.get(index).copied()).collect();
            let meaning = format!(
                "{} % quantile over trials, to two parts in a thousand",
                PROBABILITIES[index] * PERCENT
            );
            self.fill_as(*column, unit, &meaning, values);
        }
    }

    /// The table as a frame of polars, columns in their order.
    ///
    /// # Errors
    /// Only if two columns had different lengths, which the tests rule out.
    pub fn frame(&self) -> PolarsResult<DataFrame> {
        let height = self.columns.first().map_or(0, |first| first.column.len());
        DataFrame::new(
            height,
            self.columns.iter().map(|documented| documented.column.clone()).collect(),
        )
    }
}

/// Cells that one list of values fills.
trait Filled: Copy {
    type Values;

    fn series(name: &str, values: Self::Values) -> PolarsSeries;
}

impl Filled for Texts {
    type Values = Vec<String>;

    fn series(name: &str, values: Self::Values) -> PolarsSeries {
        PolarsSeries::new(name.into(), values)
    }
}

impl Filled for Counts {
    type Values = Vec<u64>;

    fn series(name: &str, values: Self::Values) -> PolarsSeries {
        PolarsSeries::new(name.into(), values)
    }
}

impl Filled for Numbers {
    type Values = Vec<Option<f64>>;

    fn series(name: &str, values: Self::Values) -> PolarsSeries {
        PolarsSeries::new(name.into(), values)
    }
}

/// The tables of a run in the order of their documentation, without [`trials`], which comes last and is
/// written trial by trial (see [`of_ensemble`]).
pub fn all(results: &Results<'_>) -> Vec<Table> {
    let makers: [fn(&Results<'_>) -> Table; 7] = [
        summary::table,
        risk::table,
        by_period::annual,
        by_period::monthly,
        ledger::table,
        plots::table,
        reconciliation::table,
    ];
    makers.into_par_iter().map(|make| make(results)).collect()
}

/// All tables of a run that is in memory, whose trials are each for itself.
pub fn of_ensemble(case: &Case, plan: &Plan, ensemble: &Ensemble) -> Vec<Table> {
    of_sampled(case, plan, ensemble, Sampling::Plain)
}

/// All tables of a run that is in memory, with the errors that belong to its sampling.
/// With control variates there is the table [`controlled`] at the end.
pub fn of_sampled(case: &Case, plan: &Plan, ensemble: &Ensemble, sampling: Sampling) -> Vec<Table> {
    let Ensemble { figures, controls, distributions } = ensemble;
    let summaries = Summaries::of_sampled(figures, plan, sampling);
    let mut tables = all(&Results { case, plan, figures: &summaries, distributions });
    tables.push(trials::of_figures(trials::NAME, trials::GRAIN, 0, figures));
    if !controls.is_empty() {
        let mut controlled = ControlledFigures::new(controls.len() / figures.len(), plan);
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
            let _ = writeln!(
                text,
                "| `{}` | {} | {} |",
                documented.column.name(),
                documented.unit,
                documented.meaning
            );
        }
    }
    text
}

/// What stands above the tables: where files are, units, and what is exact.
const INTRODUCTION: &str = "\
# Reports

`landsim run` writes one folder per scenario here. Each table comes as `<name>.parquet` and
`<name>.csv` with the same values; `manifest.json` says what made them. A folder is written whole or
not at all: a new run replaces the old folder in one step. A batch of several scenarios adds the folder
`scenarios` with the tables across them. `landsim compare`, `landsim explain` and `landsim regret` write
the folders `comparison`, `explanation` and `regret` with their own tables alone, `landsim replay` the folder `replay`,
`landsim backtest` the folder `backtest`, `landsim diagnose` the folder `diagnostics`. `landsim report` reads
these tables and writes the folder `report` into the folder of a run, or beside several: `report.html`, `workbook.xlsx` and `charts/*.svg`; it
goes with its run when that is made again. A scenario with
uncertain numbers has the table `variance` beside the others, a run with `--control-variates` the table
`controlled`.

Money is nominal yuan (CNY), area square metres unless the unit says hectares, time whole months
counted from 0, the scenario's `start`. Empty (null) means that a value does not exist, never zero.
Figures are exact. Monthly, annual, ledger and plot quantiles come from counts that are exact to two
parts in a thousand (whole numbers up to 512: exact); their means are exact. Quantiles interpolate
between order statistics (type 7). Intervals are 95 %: order statistics for quantiles, Wilson for
probabilities.

This file is generated from the program and compared with it by a test
(`UPDATE_GOLDEN=1 cargo test --test documentation` writes it anew).
";
