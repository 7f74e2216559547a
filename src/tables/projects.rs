//! One row per project of special bonds and figure, and of all projects together: how the figure is
//! distributed over the trials.
//!
//! The table `projects`, of a scenario with projects alone. Read it as: `cover_bond` of `P1` has a
//! median of 1.08 and `covers_110` a `probability` of 0.46, so its land brings 1.1 times what its
//! bonds cost in fewer than half of the futures.
//!
//! Probabilities are exact counts with Wilson's interval; quantiles come from counts that are exact
//! to two parts in a thousand. Means add up over projects but for ratios, months and lines reached.

use crate::catalogue::Unit;
use crate::catalogue::project_figure::ProjectFigure;
use crate::ensemble::sketch::Sketch;
use crate::ensemble::statistics::{Estimate, wilson};
use crate::evaluation::odds::planned_covers;
use crate::wording::text::Text;

use super::column::{columns, quantiles};
use super::results::Results;
use super::table::Table;

/// Id of all projects together.
pub const ALL: &str = "all";

columns! {
    /// Columns of the table of projects.
    ProjectsTable = "projects":
        "Of a scenario with projects of special bonds. One row per project and figure, those of \
         all projects together last, under the id `all`.";
    PROJECT: Texts = "project_id", "", "Id of the project, `all` of all together";
    NAME_ZH: Texts = "name_zh", "", "Chinese name";
    NAME_EN: Texts = "name_en", "", "English name";
    FIGURE: Texts = "figure", "", "Id of the figure";
    FIGURE_ZH: Texts = "figure_zh", "", "Its Chinese name";
    FIGURE_EN: Texts = "figure_en", "", "Its English name";
    UNIT: Texts = "unit", "", "Unit of the values";
    AS_PLANNED: Numbers =
        "as_planned", "the row's", "Of cover: what the plan comes to without any market, where the \
        coupon is known beforehand";
    TRIALS: Numbers = "trials", "trials", "Trials in which the figure exists";
    MEAN: Numbers = "mean", "the row's", "Mean over these trials";
    PROBABILITY: Estimates =
        "probability", "share", "Of a line that is reached or not: share of trials that reach it";
    PROBABILITY_ABOVE_0: Estimates =
        "probability_above_0", "share", "Of an amount: share of trials in which it is 1 yuan or \
        more";
}
quantiles! { ProjectsTable: Numbers }

/// What trials make of a project's figure.
#[derive(Debug, Clone, Copy)]
pub struct ProjectRow<'r> {
    /// Its id; [`ALL`] of all together.
    pub project: &'r str,
    /// Its name, its id where it has none.
    pub name: &'r str,
    /// The figure.
    pub figure: ProjectFigure,
    /// What the plan comes to; of cover alone.
    pub as_planned: Option<f64>,
    /// How it is distributed.
    pub sketch: &'r Sketch,
    /// Trials of the run.
    trials: usize,
}

impl ProjectRow<'_> {
    /// Share of trials that reach the line; of other figures none.
    pub fn probability(&self) -> Option<Estimate> {
        let is_line = self.figure.entry().unit == Unit::Share;
        is_line.then(|| self.share_of(1)).flatten()
    }

    /// Share of trials in which an amount is a yuan or more; of other figures none.
    pub fn probability_above_0(&self) -> Option<Estimate> {
        let is_amount = matches!(self.figure.entry().unit, Unit::Cny | Unit::CnyMonths);
        is_amount.then(|| self.share_of(1)).flatten()
    }

    /// Share of all trials in which the figure exists and is at least so much.
    fn share_of(&self, least: usize) -> Option<Estimate> {
        let reached = self.sketch.count() - self.sketch.count_below(least);
        (self.sketch.count() > 0)
            .then(|| wilson(usize::try_from(reached).unwrap_or(usize::MAX), self.trials))
            .flatten()
    }
}

/// All rows: project by project in the order of their ids, then all together; none without
/// projects.
pub fn rows<'r>(results: &Results<'r>) -> Vec<ProjectRow<'r>> {
    let (case, distributions) = (results.case, results.distributions);
    let projects = &case.scenario().rules.projects;
    if projects.is_empty() {
        return Vec::new();
    }
    let covers = planned_covers(case);
    let names = projects.iter().map(|project| {
        let id = project.id.as_str();
        (id, if project.name.is_empty() { id } else { project.name.as_str() })
    });
    let names = names.chain([(ALL, "全部项目 | All projects")]).enumerate();
    names
        .flat_map(|(place, (project, name))| {
            let planned = covers.get(place).copied().flatten();
            ProjectFigure::ALL.into_iter().map(move |figure| ProjectRow {
                project,
                name,
                figure,
                as_planned: planned.filter(|_| figure == ProjectFigure::CoverBond),
                sketch: distributions.project(place, figure),
                trials: results.figures.trials,
            })
        })
        .collect()
}

/// The table `projects`.
pub fn table(rows: &[ProjectRow<'_>]) -> Table {
    let mut table = Table::of::<ProjectsTable>();
    let texts =
        |of: &dyn Fn(&ProjectRow<'_>) -> String| -> Vec<String> { rows.iter().map(of).collect() };
    table.fill(ProjectsTable::PROJECT, texts(&|row| row.project.to_owned()));
    table.fill(ProjectsTable::NAME_ZH, texts(&|row| Text::parse(row.name).zh));
    table.fill(ProjectsTable::NAME_EN, texts(&|row| Text::parse(row.name).en));
    table.fill(ProjectsTable::FIGURE, texts(&|row| row.figure.id().to_owned()));
    table.fill(ProjectsTable::FIGURE_ZH, texts(&|row| row.figure.entry().chinese.to_owned()));
    table.fill(ProjectsTable::FIGURE_EN, texts(&|row| row.figure.entry().english.to_owned()));
    table.fill(ProjectsTable::UNIT, texts(&|row| row.figure.entry().unit.name().to_owned()));
    table.fill(ProjectsTable::AS_PLANNED, rows.iter().map(|row| row.as_planned).collect());
    let trials = |row: &ProjectRow<'_>| {
        Some(crate::quantity::count(usize::try_from(row.sketch.count()).unwrap_or(usize::MAX)))
    };
    table.fill(ProjectsTable::TRIALS, rows.iter().map(trials).collect());
    let sketches: Vec<&Sketch> = rows.iter().map(|row| row.sketch).collect();
    table.distribution(ProjectsTable::MEAN, &ProjectsTable::QUANTILES, "the row's", &sketches);
    let shares: Vec<_> = rows.iter().map(ProjectRow::probability).collect();
    table.estimates(ProjectsTable::PROBABILITY, &shares);
    let shares: Vec<_> = rows.iter().map(ProjectRow::probability_above_0).collect();
    table.estimates(ProjectsTable::PROBABILITY_ABOVE_0, &shares);
    table
}
