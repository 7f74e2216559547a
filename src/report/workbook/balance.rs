//! The balance by year, and the disclosure of it as filed with local bonds.

use rust_xlsxwriter::{Chart, ChartType, Worksheet, XlsxError};

use crate::catalogue::figure::Figure;
use crate::catalogue::series::Series;
use crate::ensemble::periods::HORIZON;
use crate::quantity::YUAN_PER_YI;
use crate::store::run_tables::RunTables;
use crate::tables::by_period::AnnualTable;
use crate::tables::risk::DEFICIT;
use crate::tables::summary::SummaryTable;
use crate::wording::text::Language;
use crate::wording::units::plain_name;
use crate::wording::words::word;

use super::run_numbers::{answer, in_yi, probability, years};
use super::sheet::{Cell, Look};
use super::years::{Flows, HEAD, OUTLAYS, SOURCES, Years, minus, opening_cash, opening_debt};

/// What is paid on debt.
const DEBT_SERVICE: [Series; 2] = [Series::RepaymentCny, Series::InterestCny];
/// Width of the disclosure's labels (characters).
const LABEL: f64 = 52.0;

/// The balance table by year (收支平衡表).
pub(super) fn balance(run: &RunTables, language: Language) -> Result<Worksheet, XlsxError> {
    let mut table = Years::new(run, ("sheet_balance", "yearly_note"), language)?;
    table.opening_head()?;
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
    table.formula(own(Series::CashCny), &cash, Some(opening_cash(run)), false)?;
    let debt = financing.terms_of(&[Series::DrawCny, Series::RepaymentCny]);
    table.formula(own(Series::DebtCny), &debt, Some(opening_debt(run)), false)?;
    quantiles(&mut table, run)?;
    table.sheet.finish((HEAD + 1, 1))
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
    let mut chart = Chart::new(ChartType::Line);
    chart.title().set_name(plain_name(Series::CumulativeBalanceCny.entry(), language));
    chart.y_axis().set_name(word("unit_cny", language));
    let sheet_name = word("sheet_balance", language);
    let last = table.last();
    for row in first..first + 3 {
        chart
            .add_series()
            .set_categories((sheet_name, HEAD, 1, HEAD, last))
            .set_values((sheet_name, row, 1, row, last))
            .set_name((sheet_name, row, 0));
    }
    chart.set_width(900).set_height(320);
    table.sheet.page.insert_chart(table.row + 1, 0, &chart)?;
    table.sheet.extend(19);
    Ok(())
}

/// The disclosure of fund balance as filed with local bonds: by year and overall.
pub(super) fn disclosure(run: &RunTables, language: Language) -> Result<Worksheet, XlsxError> {
    let mut table = Years::new(run, ("sheet_disclosure", "yearly_note"), language)?;
    table.opening_head()?;
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
    table.sheet.numbers((row, 1), &shares, Look::Percent)?;
    table.row += 2;
    overall(&mut table, run, &sources, &uses)?;
    table.sheet.page.set_column_width(0, LABEL)?;
    table.sheet.finish((HEAD + 1, 1))
}

/// The overall balance: income against cost, and against principal and interest.
fn overall(
    table: &mut Years,
    run: &RunTables,
    sources: &Flows,
    uses: &Flows,
) -> Result<(), XlsxError> {
    table.section("overall")?;
    let total = table.last() + 2;
    let mean = |series: Series| {
        let row = run.of_period(series, HORIZON);
        in_yi(row.and_then(|row| row.number(AnnualTable::MEAN)))
    };
    let first = table.row;
    for (at, (key, number)) in (0..).zip([
        ("overall_income", mean(Series::InflowCny)),
        ("overall_cost", mean(Series::OutlayCny)),
    ]) {
        table.sheet.word((first + at, 0), key, Look::Text)?;
        table.sheet.number((first + at, 1), number, Look::Tenth)?;
    }
    let sheet = &mut table.sheet;
    sheet.word((first + 2, 0), "overall_over", Look::Total)?;
    sheet.sum((first + 2, 1), &[(1.0, (first, 1)), (-1.0, (first + 1, 1))], Look::Total)?;
    sheet.word((first + 3, 0), "overall_ratio", Look::Text)?;
    sheet.ratio((first + 3, 1), (1.0, (first, 1), (first + 1, 1)), Look::Hundredth)?;
    sheet.word((first + 4, 0), "debt_service", Look::Text)?;
    let in_total = |terms: Vec<(f64, u32)>| -> Vec<(f64, Cell)> {
        terms.into_iter().map(|(sign, row)| (sign, (row, total))).collect()
    };
    let service = uses.terms_of(&DEBT_SERVICE);
    sheet.sum((first + 4, 1), &in_total(service), Look::Tenth)?;
    sheet.word((first + 5, 0), "service_income", Look::Text)?;
    // What serves debt: money that is neither borrowed nor given, less what land costs.
    let mut income = sources.terms_but(&[Series::DrawCny, Series::SupportCny]);
    income.extend(minus(uses.terms_but(&DEBT_SERVICE)));
    sheet.sum((first + 5, 1), &in_total(income), Look::Tenth)?;
    sheet.word((first + 6, 0), "debt_cover", Look::Text)?;
    sheet.ratio((first + 6, 1), (1.0, (first + 5, 1), (first + 4, 1)), Look::Hundredth)?;
    probabilities(table, run, first + 7)?;
    table.row = first + 11;
    Ok(())
}

/// The cover in futures, and how often cover and balance reach what is asked, each from its trials.
fn probabilities(table: &mut Years, run: &RunTables, row: u32) -> Result<(), XlsxError> {
    let sheet = &mut table.sheet;
    sheet.word((row, 0), "cover_quantiles", Look::Text)?;
    let quantiles = [SummaryTable::P50, SummaryTable::P05, SummaryTable::P95]
        .map(|column| run.figure(Figure::DebtServiceCover).and_then(|row| row.number(column)));
    sheet.numbers((row, 1), &quantiles, Look::Hundredth)?;
    for (at, (key, figure)) in (1..).zip([
        ("cover_reached", Figure::DebtServiceCover),
        ("balance_reached", Figure::WindowBalanceCny),
    ]) {
        sheet.word((row + at, 0), key, Look::Text)?;
        sheet.numbers((row + at, 1), &probability(run, figure), Look::Percent)?;
    }
    sheet.word((row + 3, 0), "cover_note", Look::Note)
}
