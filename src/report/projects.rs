//! What trials make of projects of special bonds: cover with its odds, and what is short when bonds
//! fall due; for terminal, page and workbook alike.

use crate::catalogue::project_figure::ProjectFigure;
use crate::ensemble::statistics::{Estimate, P05, P50, P95, PROBABILITIES};
use crate::store::grid::GridRow;
use crate::store::run_tables::RunTables;
use crate::tables::projects::{ALL, ProjectsTable, rows};
use crate::tables::results::Results;
use crate::wording::text::Text;
use crate::wording::units::exact_probability;
use crate::wording::words::filled;

/// Lines of cover at which offices look.
pub(super) const LINES: [ProjectFigure; 3] =
    [ProjectFigure::CoversDebt, ProjectFigure::Covers110, ProjectFigure::Covers120];
/// Amounts that say how often money is short, and how much on average.
pub(super) const AMOUNTS: [ProjectFigure; 2] =
    [ProjectFigure::MaturityShortfallCny, ProjectFigure::ProjectSupportCny];

/// A project, or all of them together.
#[derive(Debug, Clone)]
pub(super) struct ProjectOdds {
    /// Its id; `all` of all together.
    pub(super) id: String,
    pub(super) name: Text,
    /// Quantiles of cover, in the order of [`PROBABILITIES`]; empty without bonds.
    pub(super) cover: Vec<f64>,
    /// Shares of futures that reach the lines, in the order of [`LINES`].
    pub(super) reaches: [Option<Estimate>; 3],
    /// Shares of futures with an amount, and its mean (CNY), in the order of [`AMOUNTS`].
    pub(super) amounts: [(Option<Estimate>, f64); 2],
}

/// Of results at hand; nothing without projects.
pub(super) fn of_results(results: &Results<'_>) -> Vec<ProjectOdds> {
    let rows = rows(results);
    let of_project = rows.chunks(ProjectFigure::COUNT);
    of_project
        .map(|rows| {
            let of = |figure: ProjectFigure| &rows[figure as usize];
            let amount = |figure: ProjectFigure| {
                let mean = of(figure).sketch.mean().unwrap_or_default();
                (of(figure).probability_above_0(), mean)
            };
            ProjectOdds {
                id: rows[0].project.to_owned(),
                name: Text::parse(rows[0].name),
                cover: of(ProjectFigure::CoverBond).sketch.quantiles(&PROBABILITIES),
                reaches: LINES.map(|line| of(line).probability()),
                amounts: AMOUNTS.map(amount),
            }
        })
        .collect()
}

/// Of a recorded run; nothing without projects.
pub(super) fn of_run(run: &RunTables) -> Vec<ProjectOdds> {
    let Some(table) = &run.projects else { return Vec::new() };
    let rows: Vec<GridRow<'_, ProjectsTable>> = table.rows().collect();
    let of_project = rows.chunks(ProjectFigure::COUNT);
    of_project
        .map(|rows| {
            let of = |figure: ProjectFigure| &rows[figure as usize];
            let cover = of(ProjectFigure::CoverBond);
            let amount = |figure: ProjectFigure| {
                let mean = of(figure).number(ProjectsTable::MEAN).unwrap_or_default();
                (of(figure).estimate(ProjectsTable::PROBABILITY_ABOVE_0), mean)
            };
            let quantiles = ProjectsTable::QUANTILES.map(|column| cover.number(column));
            let (zh, en) = (cover.text(ProjectsTable::NAME_ZH), cover.text(ProjectsTable::NAME_EN));
            ProjectOdds {
                id: cover.text(ProjectsTable::PROJECT).to_owned(),
                name: Text::new(zh, en),
                cover: quantiles.into_iter().flatten().collect(),
                reaches: LINES.map(|line| of(line).estimate(ProjectsTable::PROBABILITY)),
                amounts: AMOUNTS.map(amount),
            }
        })
        .collect()
}

/// A share with the end that sampling leaves it where it is none or all.
pub(super) fn shown(share: Option<Estimate>) -> String {
    let shown = |share: Estimate| exact_probability(share.value, (share.low, share.high));
    share.map_or_else(|| "–".to_owned(), shown)
}

/// A quantile of cover.
pub(super) fn ratio(odds: &ProjectOdds, place: usize) -> String {
    odds.cover.get(place).map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}"))
}

/// Whether the bonds are repaid out of their land, in a sentence; nothing without projects.
pub(super) fn sentence(odds: &[ProjectOdds]) -> Option<Text> {
    let all = odds.iter().find(|one| one.id == ALL)?;
    let [_, reaches_110, _] = all.reaches;
    let below = all.reaches[0].map(|reached| Estimate {
        value: 1.0 - reached.value,
        low: reached.high.map(|high| 1.0 - high),
        high: reached.low.map(|low| 1.0 - low),
    });
    let [short, support] = all.amounts;
    Some(filled(
        "verdict_projects",
        &[
            ("count", (odds.len() - 1).to_string()),
            ("median", ratio(all, P50)),
            ("low", ratio(all, P05)),
            ("high", ratio(all, P95)),
            ("reaches", shown(reaches_110)),
            ("below", shown(below)),
            ("short", shown(short.0)),
            ("support", shown(support.0)),
        ],
    ))
}
