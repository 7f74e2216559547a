//! The balance by year, and the disclosure of it as filed with local bonds.

use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartFormat, ChartLegendPosition, ChartLine, ChartSolidFill,
    ChartType, Worksheet, XlsxError,
};

use crate::catalogue::figure::Figure;
use crate::catalogue::series::Series;
use crate::quantity::YUAN_PER_YI;
use crate::store::run_tables::RunTables;
use crate::tables::by_period::AnnualTable;
use crate::tables::risk::DEFICIT;
use crate::tables::summary::SummaryTable;
use crate::wording::text::Language;
use crate::wording::units::plain_name;
use crate::wording::words::word;

use super::run_numbers::{answer, probability, years};
use super::sheet::{Cell, Look};
use super::what_if::Outcomes;
use super::years::{
    FIRST_YEAR, Flows, HEAD, OUTLAYS, SOURCES, Years, minus, opening_cash, opening_debt,
};

/// Colours of a chart's band and of its median.
const BAND: u32 = 0x00BF_D9F2;
const LINE: u32 = 0x000B_5CAD;
/// What is paid on debt.
const DEBT_SERVICE: [Series; 2] = [Series::RepaymentCny, Series::InterestCny];
/// Width of the disclosure's labels (characters).
const LABEL: f64 = 52.0;

/// The balance table by year (收支平衡表), and its cells that say what comes of factors.
pub(super) fn balance(
    run: &RunTables,
    language: Language,
) -> Result<(Worksheet, Outcomes), XlsxError> {
    let mut table = Years::new(run, ("sheet_balance", "yearly_note"), language)?;
    let own = |series: Series| plain_name(series.entry(), language);
    table.section("inflow")?;
    let gains = [Series::CostReturnedCny, Series::IncomeFundCny, Series::DistrictLandGainCny];
    let inflow = table.flows(run, &gains.map(|series| (series, 1.0)))?;
    let inflows = table.formula(own(Series::InflowCny), &inflow.terms(), None, true)?;
    table.section("outflow")?;
    let outlay = table.flows(run, &OUTLAYS)?.terms();
    let outlays = table.formula(own(Series::OutlayCny), &outlay, None, true)?;
    let both = [(1.0, inflows), (-1.0, outlays)];
    let balances = table.formula(own(Series::BalanceCny), &both, None, true)?;
    table.formula(own(Series::CumulativeBalanceCny), &[(1.0, balances)], Some(0.0), false)?;
    table.section("financing")?;
    let financing = [
        (Series::InjectionCny, 1.0),
        (Series::SupportCny, 1.0),
        (Series::DrawCny, 1.0),
        (Series::RepaymentCny, -1.0),
    ];
    let financing = table.flows(run, &financing)?;
    // The gain of the district is not the reserve centre's, but for what it injects.
    let mut cash = inflow.terms_but(&[Series::DistrictLandGainCny]);
    cash.push((-1.0, outlays));
    cash.extend(financing.terms());
    let cash = table.formula(own(Series::CashCny), &cash, Some(opening_cash(run)), false)?;
    let debt = financing.terms_of(&[Series::DrawCny, Series::RepaymentCny]);
    table.formula(own(Series::DebtCny), &debt, Some(opening_debt(run)), false)?;
    quantiles(&mut table, run)?;
    let [inflow, outlay, balance] =
        [inflows, outlays, balances].map(|row| table.linked_totals("sheet_balance", row));
    let ([inflow, all_inflow], [outlay, all_outlay], [balance, all_balance]) =
        (inflow, outlay, balance);
    let outcomes = Outcomes {
        sums: [[inflow, outlay, balance], [all_inflow, all_outlay, all_balance]],
        cash: table.linked_window("sheet_balance", cash),
    };
    Ok((table.sheet.finish((HEAD + 1, 1))?, outcomes))
}

/// Quantiles, which do not add up, and a chart of those of the cumulative balance.
fn quantiles(table: &mut Years, run: &RunTables) -> Result<(), XlsxError> {
    let language = table.sheet.language;
    table.section("quantiles")?;
    let first = table.row;
    for series in [Series::CumulativeBalanceCny, Series::BalanceCny, Series::DebtCny] {
        for column in [AnnualTable::P10, AnnualTable::P50, AnnualTable::P90] {
            table.stock(run, series, column, YUAN_PER_YI)?;
        }
    }
    // Four fifths of futures as a band: what is stacked on the lower end.
    let width = [(1.0, first + 2), (-1.0, first)];
    let width = table.formula(word("four_fifths", language), &width, None, false)?;
    let sheet_name = word("sheet_balance", language);
    let (begin, last) = (FIRST_YEAR, table.last());
    let values = |row: u32| (sheet_name, row, begin, row, last);
    let mut chart = Chart::new(ChartType::AreaStacked);
    chart.title().set_name(plain_name(Series::CumulativeBalanceCny.entry(), language));
    chart.y_axis().set_name(word("unit_cny", language));
    chart.x_axis().set_label_position(ChartAxisLabelPosition::Low);
    for (row, fill) in [
        (first, ChartFormat::new().set_no_fill()),
        (width, ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(BAND))),
    ] {
        chart
            .add_series()
            .set_categories(values(HEAD))
            .set_values(values(row))
            .set_name((sheet_name, row, 0))
            .set_format(fill);
    }
    let mut median = Chart::new(ChartType::Line);
    median
        .add_series()
        .set_categories(values(HEAD))
        .set_values(values(first + 1))
        .set_name((sheet_name, first + 1, 0))
        .set_format(ChartFormat::new().set_line(ChartLine::new().set_color(LINE).set_width(2.25)));
    chart.combine(&median);
    // The lower end is there to be stacked on, and is no line of its own.
    chart.legend().set_position(ChartLegendPosition::Top).delete_entries(&[0]);
    chart.set_width(900).set_height(320);
    table.sheet.page.insert_chart(table.row + 1, 0, &chart)?;
    table.sheet.extend(19);
    Ok(())
}

/// The disclosure of fund balance as filed with local bonds: by year and overall.
pub(super) fn disclosure(
    run: &RunTables,
    outcomes: &Outcomes,
    language: Language,
) -> Result<Worksheet, XlsxError> {
    let mut table = Years::new(run, ("sheet_disclosure", "yearly_note"), language)?;
    let own = |series: Series| plain_name(series.entry(), language);
    table.section("sources")?;
    let sources = table.flows(run, &SOURCES)?;
    let all_sources = table.formula(word("all_sources", language), &sources.terms(), None, true)?;
    // A part of the draws, which the sum has already.
    table.flow(run, Series::BondDrawCny, YUAN_PER_YI)?;
    table.section("uses")?;
    let outlay = table.flows(run, &OUTLAYS)?;
    let uses = outlay.and(table.flows(run, &[(Series::RepaymentCny, 1.0)])?);
    let all_uses = table.formula(word("all_uses", language), &uses.terms(), None, true)?;
    let cash = [(1.0, all_sources), (-1.0, all_uses)];
    table.formula(own(Series::CashCny), &cash, Some(opening_cash(run)), false)?;
    let mut debt = sources.terms_of(&[Series::DrawCny]);
    debt.extend(minus(uses.terms_of(&[Series::RepaymentCny])));
    table.formula(own(Series::DebtCny), &debt, Some(opening_debt(run)), false)?;
    let row = table.row;
    table.sheet.word((row, 0), "chart_deficits", Look::Text)?;
    let share = |year: &String| answer(run, &format!("{DEFICIT}{year}"));
    let shares: Vec<Option<f64>> = years(run).iter().map(share).collect();
    table.sheet.numbers((row, FIRST_YEAR), &shares, Look::Percent)?;
    table.row += 2;
    overall(&mut table, outcomes, &sources, &uses)?;
    probabilities(&mut table, run)?;
    table.sheet.page.set_column_width(0, LABEL)?;
    table.sheet.finish((HEAD + 1, 1))
}

/// The overall balance of horizon and window: income against cost, and against principal and
/// interest.
fn overall(
    table: &mut Years,
    outcomes: &Outcomes,
    sources: &Flows,
    uses: &Flows,
) -> Result<(), XlsxError> {
    table.section("overall")?;
    let (first, last) = (table.row, table.last());
    let sheet = &mut table.sheet;
    for (at, (key, look)) in (0..).zip([
        ("overall_income", Look::Text),
        ("overall_cost", Look::Text),
        ("overall_over", Look::Total),
        ("overall_ratio", Look::Text),
        ("debt_service", Look::Text),
        ("service_income", Look::Text),
        ("debt_cover", Look::Text),
    ]) {
        sheet.word((first + at, 0), key, look)?;
    }
    let service = uses.terms_of(&DEBT_SERVICE);
    // What serves debt: money that is neither borrowed nor given, less what land costs.
    let mut income = sources.terms_but(&[Series::DrawCny, Series::SupportCny]);
    income.extend(minus(uses.terms_but(&DEBT_SERVICE)));
    let [window, horizon] = &outcomes.sums;
    for (column, (key, sums, total)) in
        (1..).zip([("horizon_total", horizon, last + 2), ("window_total", window, last + 1)])
    {
        let of = |terms: &[(f64, u32)]| -> Vec<(f64, Cell)> {
            terms.iter().map(|(sign, row)| (*sign, (*row, total))).collect()
        };
        let at = |row: u32| (first + row, column);
        let [inflow, outlay, _] = sums;
        sheet.word((first - 1, column), key, Look::Head)?;
        sheet.link(at(0), inflow, Look::Tenth)?;
        sheet.link(at(1), outlay, Look::Tenth)?;
        sheet.sum(at(2), &[(1.0, at(0)), (-1.0, at(1))], Look::Total)?;
        sheet.ratio(at(3), (1.0, at(0), at(1)), Look::Hundredth)?;
        sheet.sum(at(4), &of(&service), Look::Tenth)?;
        sheet.sum(at(5), &of(&income), Look::Tenth)?;
        sheet.ratio(at(6), (1.0, at(5), at(4)), Look::Hundredth)?;
    }
    table.row = first + 8;
    Ok(())
}

/// The cover in futures, and how often cover and balance reach what is asked, each from its trials.
fn probabilities(table: &mut Years, run: &RunTables) -> Result<(), XlsxError> {
    let row = table.row;
    let sheet = &mut table.sheet;
    sheet.word((row, 0), "cover_heading", Look::Head)?;
    let heads = ["median", "p05", "p95"];
    for (column, key) in (1..).zip(heads) {
        sheet.word((row, column), key, Look::Head)?;
    }
    sheet.word((row + 1, 0), "cover_quantiles", Look::Text)?;
    let quantiles = [SummaryTable::P50, SummaryTable::P05, SummaryTable::P95]
        .map(|column| run.figure(Figure::DebtServiceCover).and_then(|row| row.number(column)));
    sheet.numbers((row + 1, 1), &quantiles, Look::Hundredth)?;
    sheet.word((row + 2, 0), "chance_heading", Look::Head)?;
    for (column, key) in (1..).zip(["probability_alone", "interval_low", "interval_high"]) {
        sheet.word((row + 2, column), key, Look::Head)?;
    }
    for (at, (key, figure)) in (3..).zip([
        ("cover_reached", Figure::DebtServiceCover),
        ("balance_reached", Figure::WindowBalanceCny),
    ]) {
        sheet.word((row + at, 0), key, Look::Text)?;
        sheet.numbers((row + at, 1), &probability(run, figure), Look::Percent)?;
    }
    sheet.word((row + 5, 0), "cover_note", Look::Note)?;
    table.row = row + 6;
    Ok(())
}
