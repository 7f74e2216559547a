//! The page of one run.

use serde::Serialize;
use serde_json::json;

use crate::calendar::Calendar;
use crate::catalogue::Unit;
use crate::catalogue::figure::Figure;
use crate::catalogue::series::Series;
use crate::ensemble::periods::{HORIZON, WINDOW};
use crate::ensemble::statistics::{Estimate, Relation};
use crate::finding::Rejected;
use crate::store::grid::GridRow;
use crate::store::manifest::Manifest;
use crate::store::run_tables::RunTables;
use crate::tables::column::{Column, Numbers};
use crate::tables::ledger::LedgerTable;
use crate::tables::plan_targets::PlanTargetsTable;
use crate::tables::reconciliation::ReconciliationTable;
use crate::tables::risk::{DEFICIT, RiskTable};
use crate::tables::summary::SummaryTable;
use crate::wording::text::Text;
use crate::wording::units::{
    YI, exact_percent, exact_probability, name_text, named, percent, plain_name, round_percent,
    value, yi,
};
use crate::wording::words::filled;

use super::super::{budget, plot_table};
use super::budget::{BudgetView, budget_view};
use super::charts::{self, FANS};
use super::{Made, Page, RenderedPage, THIN_MARK, assumptions, is_thin, verdict};

/// Sums in the balance table, which stand out.
const TOTALS: [Series; 3] = [Series::InflowCny, Series::OutlayCny, Series::BalanceCny];

/// What the page of a run says.
#[derive(Debug, Clone, Serialize)]
struct Content {
    figures: Vec<FigureRow>,
    thin: bool,
    fans: Vec<FanName>,
    answers: Vec<AnswerRow>,
    yearly: Yearly,
    budget: Option<BudgetView>,
    plan: Vec<PlanRow>,
    targets: Vec<TargetRow>,
}

/// What the plan wants of a part of its programme.
#[derive(Debug, Clone, Serialize)]
struct TargetRow {
    name: Text,
    step: String,
    target: String,
    planned: String,
    simulated: String,
    probability: String,
}

/// What a committee asks for beside the figures.
#[derive(Debug, Clone, Serialize)]
struct AnswerRow {
    name: Text,
    value: String,
}

#[derive(Debug, Clone, Serialize)]
struct FigureRow {
    name: Text,
    exists: Option<String>,
    mean: String,
    se: String,
    median: String,
    range: String,
    target: String,
    probability: String,
    /// What the figure comes to as planned.
    planned: String,
    /// Share of futures that reach the programme's share of it.
    programme: String,
}

#[derive(Debug, Clone, Serialize)]
struct FanName {
    id: &'static str,
    name: Text,
}

#[derive(Debug, Clone, Serialize)]
struct Yearly {
    periods: Vec<Text>,
    rows: Vec<YearlyRow>,
    quantiles: Vec<YearlyRow>,
}

#[derive(Debug, Clone, Serialize)]
struct YearlyRow {
    name: Text,
    total: bool,
    means: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
struct PlanRow {
    id: String,
    unit: String,
    plan: String,
    portfolio: String,
    planned: String,
    simulated: String,
}

/// The page of a run, beside the last forecast where there is one.
///
/// # Errors
/// Only when the published plan could not be read.
pub fn page(run: &RunTables, last: Option<&RunTables>) -> Result<RenderedPage, Rejected> {
    let manifest = &run.recorded.manifest;
    let calendar = run.recorded.calendar;
    let figures: Vec<FigureRow> =
        Figure::ALL.into_iter().filter_map(|figure| figure_row(run, figure)).collect();
    let thin = figures.iter().any(|row| row.range.contains(THIN_MARK));
    let end = calendar.date(calendar.window_end().back(1));
    let page = Page {
        heading: "page_run",
        title: titled(manifest),
        made: Made::of(manifest, format!("{} – {end}", calendar.start)),
        sections: vec![
            ("verdict", "verdict"),
            ("figures", "key_figures"),
            ("money", "money_over_time"),
            ("risk", "balance_risk"),
            ("yearly", "yearly"),
            ("plots", "plots_section"),
            ("trust", "trust"),
        ],
        verdict: verdict::of_run(run),
        limits: limits(run),
        plot_table: plot_table::of_run(run),
        run: Some(json!(Content {
            figures,
            thin,
            fans: FANS
                .map(|series| FanName { id: series.id(), name: name_text(series.entry()) })
                .to_vec(),
            answers: run.risk.rows().filter_map(answer_row).collect(),
            yearly: yearly(run),
            budget: budget::budget(run, last).map(|view| budget_view(&view)),
            plan: run.reconciliation.rows().map(|row| plan_row(row, &calendar)).collect(),
            targets: run.plan_targets.rows().map(|row| target_row(row, &calendar)).collect(),
        })),
        batch: None,
        market: None,
        assumptions: assumptions(manifest),
    };
    Ok(RenderedPage { data: charts::data(run), page })
}

/// Id and title of a run's scenario.
fn titled(manifest: &Manifest) -> Text {
    Text::joined(&[&manifest.scenario_id, &manifest.scenario_title], " — ")
}

/// What the run's own numbers say against the model.
pub(super) fn limits(run: &RunTables) -> Text {
    let failed = run.figure(Figure::FailedShare).and_then(|row| row.number(SummaryTable::MEAN));
    let reached =
        run.figure(Figure::GfaStartedM2).and_then(|row| row.number(SummaryTable::PROBABILITY));
    let shown = |share: Option<f64>| share.map(round_percent).unwrap_or_default();
    filled("trust_wrong", &[("failed", shown(failed)), ("reached", shown(reached))])
}

fn figure_row(run: &RunTables, figure: Figure) -> Option<FigureRow> {
    let row = run.figure(figure)?;
    let calendar = &run.recorded.calendar;
    let unit = figure.entry().unit;
    let show = |number: Option<f64>| number.map(|number| value(number, unit, calendar));
    let trials = row.number(SummaryTable::TRIALS)?;
    let nulls = row.number(SummaryTable::NULLS).unwrap_or(0.0);
    let mark = if is_thin(trials, 0.05) { THIN_MARK } else { "" };
    let range = show(row.number(SummaryTable::P05)).zip(show(row.number(SummaryTable::P95)));
    let probability = row.estimate(SummaryTable::PROBABILITY).map(with_interval);
    let programme = row.estimate(SummaryTable::PROGRAMME_PROBABILITY).map(with_interval);
    let aim = show(row.number(SummaryTable::TARGET)).map(|target| {
        let is_most = row.text(SummaryTable::TARGET_RELATION) == Relation::AtMost.sign();
        let sign = if is_most { "≤" } else { "≥" };
        format!("{sign} {target}")
    });
    // Errors of counts and months are parts of one.
    let se = row.number(SummaryTable::SE).map(|se| match unit {
        Unit::Ratio => format!("{se:.4}"),
        Unit::Cny | Unit::SquareMetres | Unit::Share | Unit::CnyPerSquareMetre => {
            value(se, unit, calendar)
        }
        _ => format!("{se:.2}"),
    });
    // Means of small counts are parts of one, too.
    let mean = row.number(SummaryTable::MEAN).map(|mean| match unit {
        Unit::Plots
        | Unit::Deals
        | Unit::Months
        | Unit::PlotMonths
        | Unit::Auctions
        | Unit::Rounds => {
            format!("{mean:.1}")
        }
        _ => value(mean, unit, calendar),
    });
    Some(FigureRow {
        name: name_text(figure.entry()),
        exists: (nulls > 0.0).then(|| exact_percent(trials / (trials + nulls))),
        mean: mean.unwrap_or_default(),
        se: se.unwrap_or_default(),
        median: show(row.number(SummaryTable::P50)).unwrap_or_default(),
        range: range.map(|(low, high)| format!("{low} … {high}{mark}")).unwrap_or_default(),
        target: aim.unwrap_or_default(),
        probability: probability.unwrap_or_default(),
        planned: show(row.number(SummaryTable::PLANNED)).unwrap_or_default(),
        programme: programme.unwrap_or_default(),
    })
}

/// A probability with its interval; of none or all of the futures, its limit.
pub(super) fn with_interval(share: Estimate) -> String {
    let ends = (share.low, share.high);
    let shown = exact_probability(share.value, ends);
    let is_inside = share.value > 0.0 && share.value < 1.0;
    match ends {
        (Some(low), Some(high)) if is_inside => {
            format!("{shown} ({}–{})", percent(low), percent(high))
        }
        _ => shown,
    }
}

/// An answer of the table `risk`; those by year are a chart.
fn answer_row(row: GridRow<'_, RiskTable>) -> Option<AnswerRow> {
    let both = |number: f64| match Unit::named(row.text(RiskTable::UNIT)) {
        Some(Unit::Cny) => format!("{} {YI}", yi(number)),
        _ => percent(number),
    };
    let is_by_year = row.text(RiskTable::ANSWER).starts_with(DEFICIT);
    let number = row.number(RiskTable::VALUE).filter(|_| !is_by_year)?;
    let ends = row.number(RiskTable::VALUE.low()).zip(row.number(RiskTable::VALUE.high()));
    let value = ends.map_or_else(
        || both(number),
        |(low, high)| format!("{} ({}–{})", both(number), both(low), both(high)),
    );
    let name = Text::new(row.text(RiskTable::NAME_ZH), row.text(RiskTable::NAME_EN));
    Some(AnswerRow { name, value })
}

fn yearly(run: &RunTables) -> Yearly {
    let mut periods: Vec<&str> = Vec::new();
    for row in run.ledger.rows() {
        let period = row.text(LedgerTable::PERIOD);
        if !periods.contains(&period) {
            periods.push(period);
        }
    }
    let named = |period: &&str| match *period {
        WINDOW => filled("window_total", &[]),
        HORIZON => filled("horizon_total", &[]),
        year => Text::same(year),
    };
    let first = periods.first().copied().unwrap_or_default();
    let items: Vec<GridRow<'_, LedgerTable>> =
        run.ledger.rows().filter(|row| row.text(LedgerTable::PERIOD) == first).collect();
    let cells = |item: &str, column: Column<LedgerTable, Numbers>| -> Vec<String> {
        let cell = |period: &&str| {
            let row = run.ledger.find(&[(LedgerTable::PERIOD, period), (LedgerTable::ITEM, item)]);
            row.and_then(|row| row.number(column)).map(yi).unwrap_or_default()
        };
        periods.iter().map(cell).collect()
    };
    let name = |row: &GridRow<'_, LedgerTable>| {
        Text::new(row.text(LedgerTable::NAME_ZH), row.text(LedgerTable::NAME_EN))
    };
    let rows = items
        .iter()
        .map(|row| YearlyRow {
            name: name(row),
            total: TOTALS.iter().any(|total| total.id() == row.text(LedgerTable::ITEM)),
            means: cells(row.text(LedgerTable::ITEM), LedgerTable::MEAN),
        })
        .collect();
    let balance = Series::CumulativeBalanceCny.id();
    let quantiles = [LedgerTable::P10, LedgerTable::P50, LedgerTable::P90].map(|column| {
        let entry = Series::CumulativeBalanceCny.entry();
        let name = Text::each(|language| {
            format!("{} {}", plain_name(entry, language), column.name().to_uppercase())
        });
        YearlyRow { name, total: false, means: cells(balance, column) }
    });
    Yearly { periods: periods.iter().map(named).collect(), rows, quantiles: quantiles.to_vec() }
}

fn plan_row(row: GridRow<'_, ReconciliationTable>, calendar: &Calendar) -> PlanRow {
    let unit = Unit::named(row.text(ReconciliationTable::UNIT)).unwrap_or(Unit::Plots);
    let show = |column: Column<ReconciliationTable, Numbers>| {
        row.number(column).map(|number| value(number, unit, calendar))
    };
    let low = show(ReconciliationTable::SIMULATED_P05);
    let range = low.zip(show(ReconciliationTable::SIMULATED_P95));
    let simulated = show(ReconciliationTable::SIMULATED_P50).zip(range);
    PlanRow {
        id: row.text(ReconciliationTable::TOTAL).to_owned(),
        unit: row.text(ReconciliationTable::UNIT).to_owned(),
        plan: show(ReconciliationTable::PLAN).unwrap_or_default(),
        portfolio: show(ReconciliationTable::PORTFOLIO).unwrap_or_default(),
        planned: show(ReconciliationTable::PLANNED).unwrap_or_default(),
        simulated: simulated
            .map(|(median, (low, high))| format!("{median} ({low} … {high})"))
            .unwrap_or_default(),
    }
}

fn target_row(row: GridRow<'_, PlanTargetsTable>, calendar: &Calendar) -> TargetRow {
    let unit = Unit::named(row.text(PlanTargetsTable::UNIT)).unwrap_or(Unit::Plots);
    let show = |column: Column<PlanTargetsTable, Numbers>| {
        row.number(column).map(|number| value(number, unit, calendar)).unwrap_or_default()
    };
    let [low, median, high] =
        [PlanTargetsTable::P05, PlanTargetsTable::P50, PlanTargetsTable::P95].map(show);
    TargetRow {
        name: named(
            &Text::new(row.text(PlanTargetsTable::NAME_ZH), row.text(PlanTargetsTable::NAME_EN)),
            unit,
        ),
        step: row.text(PlanTargetsTable::STEP).to_owned(),
        target: format!("≥ {}", show(PlanTargetsTable::TARGET)),
        planned: show(PlanTargetsTable::PLANNED),
        simulated: format!("{median} ({low} … {high})"),
        probability: row
            .estimate(PlanTargetsTable::PROBABILITY)
            .map(with_interval)
            .unwrap_or_default(),
    }
}
