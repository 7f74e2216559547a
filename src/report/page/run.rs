//! The page of one run.

use serde::Serialize;
use serde_json::json;

use crate::calendar::{Calendar, Month};
use crate::catalogue::Unit;
use crate::catalogue::figure::Figure;
use crate::catalogue::series::Series;
use crate::ensemble::periods::{HORIZON, WINDOW};
use crate::ensemble::statistics::Estimate;
use crate::finding::Rejected;
use crate::store::grid::GridRow;
use crate::store::run_tables::RunTables;
use crate::tables::by_period::AnnualTable;
use crate::tables::column::{Column, Estimates, Numbers};
use crate::tables::ledger::LedgerTable;
use crate::tables::plan_targets::PlanTargetsTable;
use crate::tables::reconciliation::ReconciliationTable;
use crate::tables::risk::{self, DEFICIT, RiskTable};
use crate::tables::summary::SummaryTable;
use crate::wording::text::Text;
use crate::wording::units::{
    YI, exact_percent, exact_probability, named, percent, plain_name, value, yi,
};
use crate::wording::words::{both, filled, filled_both};

use super::super::verdict as verdict_room;
use super::super::{budget, plot_table, shortage};
use super::believe::{self, Believe};
use super::budget::{BudgetView, budget_view};
use super::figures::{self, FigureGroup};
use super::number_card::NumberCard;
use super::projects::{self, CoverByYear, ProjectView};
use super::shown::{limits, with_interval};
use super::why::{self, WhyView};
use super::{
    Form, Made, Page, RenderedPage, assumptions, brief, charts, go_on, project_charts, verdict,
};

/// Sums in the balance table, which stand out.
const TOTALS: [Series; 3] = [Series::InflowCny, Series::OutlayCny, Series::BalanceCny];

/// What the page of a run says.
#[derive(Debug, Clone, Serialize)]
struct Content {
    numbers: Vec<NumberCard>,
    believe: Believe,
    why: Option<WhyView>,
    projects: Vec<ProjectView>,
    cover_by_year: Option<CoverByYear>,
    /// Projects that have charts of their own.
    project_charts: usize,
    groups: Vec<FigureGroup>,
    thin: bool,
    /// Parts of the chart of plots over time.
    timelines: usize,
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
struct Yearly {
    periods: Vec<Text>,
    rows: Vec<YearlyRow>,
    quantiles: Vec<YearlyRow>,
    /// District budget and reserve centre apart.
    accounts: Vec<Account>,
}

/// Items of whoever has an account of its own.
#[derive(Debug, Clone, Serialize)]
struct Account {
    key: &'static str,
    rows: Vec<YearlyRow>,
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
    let (groups, thin) = figures::groups(run);
    let believe = believe::believe(run);
    let brief = brief::of_run(run, believe.tornado());
    let data = charts::data(run);
    let end = calendar.date(calendar.window_end().back(1));
    let page = Page {
        heading: "page_run",
        title: Text::parse(&manifest.scenario_title),
        made: Made::of(manifest, format!("{} – {end}", calendar.start)),
        sections: sections(run),
        verdict: verdict::of_run(run),
        limits: limits(run),
        plot_table: plot_table::of_run(run),
        run: Some(json!(Content {
            numbers: numbers(run),
            believe,
            why: why::why(run),
            projects: projects::projects(run),
            cover_by_year: projects::by_year(run),
            project_charts: project_charts::number(run),
            groups,
            thin,
            timelines: charts::timelines(run),
            answers: run.risk.rows().filter_map(answer_row).collect(),
            yearly: yearly(run),
            budget: budget::budget(run, last).map(|view| budget_view(&view)),
            plan: run.reconciliation.rows().map(|row| plan_row(row, &calendar)).collect(),
            targets: run.plan_targets.rows().map(|row| target_row(row, &calendar)).collect(),
        })),
        batch: None,
        market: None,
        assumptions: assumptions(manifest),
        go_on: go_on::of_run(manifest),
    };
    Ok(RenderedPage { data, page, form: Form::default(), brief: Some(brief) })
}

/// Sections of the page with their words; that of projects where there are any.
fn sections(run: &RunTables) -> Vec<(&'static str, &'static str)> {
    let projects = run.projects.is_some().then_some(("projects", "projects"));
    [("verdict", "verdict"), ("believe", "believe"), ("why", "why_short")]
        .into_iter()
        .chain(projects)
        .chain([
            ("figures", "key_figures"),
            ("money", "money_over_time"),
            ("risk", "balance_risk"),
            ("yearly", "yearly"),
            ("plots", "plots_section"),
            ("trust", "trust"),
            ("go_on", "go_on"),
        ])
        .collect()
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

/// The three numbers of the first screen: how likely it is sound, what it earns, how likely the
/// district has to pay.
fn numbers(run: &RunTables) -> Vec<NumberCard> {
    let share = |figure: Figure| run.figure(figure)?.estimate(SummaryTable::PROBABILITY);
    let shown = |share: Estimate| exact_probability(share.value, (share.low, share.high));
    let interval = |share: &Estimate| {
        let end = |end: Option<f64>| percent(end.unwrap_or(share.value));
        [("low", end(share.low)), ("high", end(share.high))]
    };
    let sound = || {
        let share = share(Figure::Sound)?;
        let below = filled("card_sound_below", &interval(&share));
        let below = match verdict_room::sound_in_doubt(run) {
            Some(doubted) => {
                let doubted = Text::same(shown(doubted));
                filled_both("card_in_doubt", &[("below", below), ("share", doubted)])
            }
            None => below,
        };
        Some(NumberCard { name: both("card_sound"), number: shown(share), below })
    };
    let earned = || {
        let row = run.figure(Figure::InventoryAdjustedBalanceCny)?;
        let money = |column| row.number(column).map(yi);
        let low = money(SummaryTable::P05)?;
        let below =
            filled("card_earned_below", &[("low", low), ("high", money(SummaryTable::P95)?)]);
        let number = format!("{} {YI}", money(SummaryTable::P50)?);
        Some(NumberCard { name: both("card_earned"), number, below })
    };
    let support = || {
        let share = run.answer(risk::SUPPORT)?.estimate(RiskTable::VALUE)?;
        let amount = run.figure(Figure::SupportCny)?.number(SummaryTable::P95)?;
        let first = run.figure(Figure::SupportFirstMonth)?;
        let calendar = &run.recorded.calendar;
        let month = first.number(SummaryTable::P50);
        let month = month.map(|month| value(month, Unit::Month, calendar));
        let below = match month {
            Some(month) => {
                filled("card_support_below", &[("amount", yi(amount)), ("month", month)])
            }
            None => both("card_no_support"),
        };
        let below = match shortage::of_run(run).and_then(|why| why.binding()) {
            Some((reason, share)) => {
                let share = Text::same(exact_percent(share));
                let values = [("below", below), ("share", share), ("reason", reason)];
                filled_both("card_reason", &values)
            }
            None => below,
        };
        Some(NumberCard { name: both("card_support"), number: shown(share), below })
    };
    let of_programme = [sound(), earned(), support()].into_iter().flatten();
    of_programme.chain(projects::cards(run)).collect()
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
    let quantiles = QUANTILES.map(|(of_ledger, of_figure)| {
        let entry = Series::CumulativeBalanceCny.entry();
        let name = Text::each(|language| {
            format!("{} {}", plain_name(entry, language), of_ledger.name().to_uppercase())
        });
        let cell = |period: &&str| {
            let of_ledger = || {
                let item = (LedgerTable::ITEM, Series::CumulativeBalanceCny.id());
                run.ledger.find(&[(LedgerTable::PERIOD, period), item])?.number(of_ledger)
            };
            exact(run, period, of_figure).or_else(of_ledger).map(yi).unwrap_or_default()
        };
        YearlyRow { name, total: false, means: periods.iter().map(cell).collect() }
    });
    Yearly {
        periods: periods.iter().map(named).collect(),
        rows,
        quantiles: quantiles.to_vec(),
        accounts: accounts(run, &periods),
    }
}

/// District budget and reserve centre apart.
fn accounts(run: &RunTables, periods: &[&str]) -> Vec<Account> {
    let account = |key, series: &[Series]| Account {
        key,
        rows: series.iter().map(|series| of_periods(run, *series, periods)).collect(),
    };
    vec![account("budget_district", &budget::DISTRICT), account("budget_centre", &budget::CENTRE)]
}

/// Means of a series by period: of a flow what is summed over it, of a stock what is there at its
/// end.
fn of_periods(run: &RunTables, series: Series, periods: &[&str]) -> YearlyRow {
    let mean = |period: &&str| {
        let row = run.of_period(series, period);
        row.and_then(|row| row.number(AnnualTable::MEAN)).map(yi).unwrap_or_default()
    };
    YearlyRow {
        name: Text::each(|language| plain_name(series.entry(), language).to_owned()),
        total: false,
        means: periods.iter().map(mean).collect(),
    }
}

/// Quantiles of the cumulative balance that stand below the balance, in the ledger and as figures
/// have them.
const QUANTILES: [(Column<LedgerTable, Numbers>, Column<SummaryTable, Estimates>); 3] = [
    (LedgerTable::P10, SummaryTable::P10),
    (LedgerTable::P50, SummaryTable::P50),
    (LedgerTable::P90, SummaryTable::P90),
];

/// A quantile of the cumulative balance at a period's end that a figure has exactly, where the
/// ledger has it to two parts in a thousand: one quantity has one number on a page.
fn exact(run: &RunTables, period: &str, column: Column<SummaryTable, Estimates>) -> Option<f64> {
    let calendar = &run.recorded.calendar;
    let ends_with_year = |end: Month| {
        let last = calendar.date(end.back(1));
        last.plus(1).year() != last.year() && period == last.year().to_string()
    };
    let is_window = period == WINDOW || ends_with_year(calendar.window_end());
    let is_horizon = period == HORIZON || ends_with_year(calendar.end());
    let figure = match (is_window, is_horizon) {
        (true, _) => Figure::WindowBalanceCny,
        (_, true) => Figure::SettledBalanceCny,
        _ => return None,
    };
    run.figure(figure)?.number(column)
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
