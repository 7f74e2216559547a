//! What trials make of projects of special bonds: cover with its odds, and what is short when bonds
//! fall due; for terminal, page and workbook alike.

use crate::catalogue::project_figure::ProjectFigure;
use crate::catalogue::project_item::ProjectItem;
use crate::ensemble::statistics::{Estimate, P05, P50, P95, PROBABILITIES};
use crate::store::grid::{Grid, GridRow};
use crate::store::run_tables::RunTables;
use crate::tables::bonds::{self, BondRow, BondsTable, PeriodKind};
use crate::tables::projects::{ALL, ProjectsTable, rows};
use crate::tables::results::Results;
use crate::wording::text::Text;
use crate::wording::units::{exact_percent, exact_probability};
use crate::wording::words::filled;

/// Quantiles shown of a year.
const SHOWN: [usize; 3] = [P05, P50, P95];

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
    /// Cover that the plan comes to without any market.
    pub(super) planned: Option<f64>,
    /// Quantiles of cover, in the order of [`PROBABILITIES`]; empty without bonds.
    pub(super) cover: Vec<f64>,
    /// The same of the fall of income that a cover of 1.0 stands.
    pub(super) fall: Vec<f64>,
    /// How much of what the bonds cost has come in by the end of each year; of all together
    /// nothing.
    pub(super) years: Vec<YearOfCover>,
    /// Shares of futures that reach the lines, in the order of [`LINES`].
    pub(super) reaches: [Option<Estimate>; 3],
    /// Shares of futures with an amount, and its mean (CNY), in the order of [`AMOUNTS`].
    pub(super) amounts: [(Option<Estimate>, f64); 2],
}

/// How much of what bonds cost in all has come in by the end of a year: 5 %, median, 95 %.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct YearOfCover {
    pub(super) year: String,
    pub(super) quantiles: [f64; 3],
}

/// The years of a project until nothing more counts.
fn until_due(mut years: Vec<YearOfCover>) -> Vec<YearOfCover> {
    while years.len() > 1 && years[years.len() - 1].quantiles == years[years.len() - 2].quantiles {
        years.pop();
    }
    years
}

/// Of results at hand; nothing without projects.
pub(super) fn of_results(results: &Results<'_>) -> Vec<ProjectOdds> {
    let rows = rows(results);
    let by_year: Vec<BondRow<'_>> = bonds::rows(results)
        .into_iter()
        .filter(|row| row.item == ProjectItem::CoverSoFar && row.period_kind == PeriodKind::Year)
        .collect();
    let years = |project: &str| {
        let own = by_year.iter().filter(|row| row.name.project == project);
        let year = |row: &BondRow<'_>| YearOfCover {
            year: row.period.clone(),
            quantiles: {
                let all = row.sketch.quantiles(&PROBABILITIES);
                SHOWN.map(|place| all.get(place).copied().unwrap_or(f64::NAN))
            },
        };
        until_due(own.map(year).collect())
    };
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
                planned: of(ProjectFigure::CoverBond).as_planned,
                cover: of(ProjectFigure::CoverBond).sketch.quantiles(&PROBABILITIES),
                fall: of(ProjectFigure::IncomeFallTo100).sketch.quantiles(&PROBABILITIES),
                years: years(rows[0].project),
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
    let years = |project: &str| {
        let rows = run.bonds.iter().flat_map(Grid::rows);
        let own = rows.filter(|row| {
            row.text(BondsTable::PROJECT) == project
                && row.text(BondsTable::ITEM) == ProjectItem::CoverSoFar.id()
                && row.text(BondsTable::PERIOD_KIND) == PeriodKind::Year.name()
        });
        let year = |row: GridRow<'_, BondsTable>| YearOfCover {
            year: row.text(BondsTable::PERIOD).to_owned(),
            quantiles: SHOWN
                .map(|place| row.number(BondsTable::QUANTILES[place]).unwrap_or(f64::NAN)),
        };
        until_due(own.map(year).collect())
    };
    let of_project = rows.chunks(ProjectFigure::COUNT);
    of_project
        .map(|rows| {
            let of = |figure: ProjectFigure| &rows[figure as usize];
            let cover = of(ProjectFigure::CoverBond);
            let amount = |figure: ProjectFigure| {
                let mean = of(figure).number(ProjectsTable::MEAN).unwrap_or_default();
                (of(figure).estimate(ProjectsTable::PROBABILITY_ABOVE_0), mean)
            };
            let quantiles = |figure: ProjectFigure| -> Vec<f64> {
                ProjectsTable::QUANTILES
                    .into_iter()
                    .filter_map(|column| of(figure).number(column))
                    .collect()
            };
            let (zh, en) = (cover.text(ProjectsTable::NAME_ZH), cover.text(ProjectsTable::NAME_EN));
            ProjectOdds {
                id: cover.text(ProjectsTable::PROJECT).to_owned(),
                name: Text::new(zh, en),
                planned: cover.number(ProjectsTable::AS_PLANNED),
                cover: quantiles(ProjectFigure::CoverBond),
                fall: quantiles(ProjectFigure::IncomeFallTo100),
                years: years(cover.text(ProjectsTable::PROJECT)),
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

/// Cover as planned.
pub(super) fn planned(odds: &ProjectOdds) -> String {
    odds.planned.map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}"))
}

/// A quantile of cover.
pub(super) fn ratio(odds: &ProjectOdds, place: usize) -> String {
    odds.cover.get(place).map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}"))
}

/// The fall of income that a quantile of cover stands before it is 1.0, as a share; a sign where
/// income would have to rise.
pub(super) fn fall(odds: &ProjectOdds, place: usize) -> String {
    odds.fall.get(place).map_or_else(|| "–".to_owned(), |fall| exact_percent(*fall))
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
            ("fall", fall(all, P50)),
            ("fall_low", fall(all, P05)),
        ],
    ))
}
