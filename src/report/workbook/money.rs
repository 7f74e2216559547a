//! Sheets of money: disclosure as filed with bonds, balance by year, time sequence, ledger by month.

use rust_xlsxwriter::{Chart, ChartType, Worksheet, XlsxError};

use crate::catalogue::Entry;
use crate::catalogue::figure::Figure;
use crate::catalogue::series::Series;
use crate::ensemble::statistics::wilson;
use crate::quantity::{SQUARE_METRES_PER_HECTARE, YUAN_PER_YI, count};

use super::super::phrasebook::{filled, word};
use super::super::run_tables::RunTables;
use super::super::words::Language;
use super::sheet::{Cell, Look, Sheet};
use super::{answer, by_year, in_yi, years, years_in_window};

/// Square metres in 万㎡.
const SQUARE_METRES_SHOWN: f64 = 10_000.0;
/// Cover of debt that issuers of special bonds state at least.
const LEAST_COVER: f64 = 1.1;
/// Row of the headings.
const HEAD: u32 = 3;

/// Name of an entry without its unit.
pub(super) fn plain(entry: &Entry, language: Language) -> &'static str {
    match language {
        Language::Chinese => entry.chinese,
        Language::English => entry.english,
    }
}

/// A table of years: items below each other, years beside each other, then totals.
struct Years {
    sheet: Sheet,
    years: usize,
    in_window: usize,
    row: u32,
}

impl Years {
    fn new(run: &RunTables, name: &str, language: Language) -> Result<Self, XlsxError> {
        let mut sheet = Sheet::new(name, name, language)?;
        sheet.word((1, 0), "yearly_note", Look::Note)?;
        let years = years(run);
        let mut heads = vec![word("item", language)];
        heads.extend(years.iter().cloned());
        heads.extend(["window_total", "horizon_total"].map(|key| word(key, language)));
        sheet.heads(HEAD, &heads)?;
        Ok(Self { sheet, years: years.len(), in_window: years_in_window(run), row: HEAD + 1 })
    }

    fn column(year: usize) -> u16 {
        u16::try_from(year + 1).unwrap_or(u16::MAX)
    }

    fn last(&self) -> u16 {
        Self::column(self.years.saturating_sub(1))
    }

    /// Totals of a row of flows.
    fn totals(&mut self, row: u32, look: Look) -> Result<(), XlsxError> {
        let last = self.last();
        let window = Self::column(self.in_window.saturating_sub(1));
        self.sheet.total((row, last + 1), ((row, 1), (row, window)), look)?;
        self.sheet.total((row, last + 2), ((row, 1), (row, last)), look)
    }

    fn section(&mut self, key: &str) -> Result<(), XlsxError> {
        self.sheet.word((self.row, 0), key, Look::Head)?;
        self.row += 1;
        Ok(())
    }

    /// A row of a series' means; returns its number.
    fn flow(&mut self, run: &RunTables, series: Series, scale: f64) -> Result<u32, XlsxError> {
        let row = self.stock(run, series, "mean", scale)?;
        self.totals(row, Look::Tenth)?;
        Ok(row)
    }

    /// The same without totals.
    fn stock(
        &mut self,
        run: &RunTables,
        series: Series,
        column: &str,
        scale: f64,
    ) -> Result<u32, XlsxError> {
        let row = self.row;
        let mut name = plain(series.entry(), self.sheet.language).to_owned();
        if column != "mean" {
            name = format!("{name} {}", column.to_uppercase());
        }
        self.sheet.text((row, 0), &name, Look::Text)?;
        self.sheet.numbers((row, 1), &by_year(run, series, column, scale), Look::Tenth)?;
        self.row += 1;
        Ok(row)
    }

    /// A row of formulas, one for each year from what it needs; `before` adds the row's own cell of the year before.
    fn formula(
        &mut self,
        name: &str,
        terms: &[(f64, u32)],
        before: Option<f64>,
        has_totals: bool,
    ) -> Result<u32, XlsxError> {
        let row = self.row;
        self.sheet.text((row, 0), name, Look::Total)?;
        for year in 0..self.years {
            let column = Self::column(year);
            let mut cells: Vec<(f64, Cell)> =
                terms.iter().map(|(sign, row)| (*sign, (*row, column))).collect();
            if before.is_some() {
                // What was there before the first year stands in the column beside the totals.
                let opening = (row, self.last() + 3);
                cells.insert(0, (1.0, if year == 0 { opening } else { (row, column - 1) }));
            }
            if let Some(opening) = before.filter(|_| year == 0) {
                self.sheet.number((row, self.last() + 3), Some(opening), Look::Tenth)?;
            }
            self.sheet.sum((row, column), &cells, Look::Total)?;
        }
        if has_totals {
            self.totals(row, Look::Total)?;
        }
        self.row += 1;
        Ok(row)
    }

    fn opening_head(&mut self) -> Result<(), XlsxError> {
        let column = self.last() + 3;
        self.sheet.word((HEAD, column), "opening", Look::Head)
    }
}

/// Debt before the first month, from the first year's books (亿元).
fn opening_debt(run: &RunTables) -> f64 {
    let first = |series| {
        by_year(run, series, "mean", YUAN_PER_YI).first().copied().flatten().unwrap_or(0.0)
    };
    first(Series::DebtCny) - first(Series::DrawCny) + first(Series::RepaymentCny)
}

fn opening_cash(run: &RunTables) -> f64 {
    in_yi(answer(run, "opening_cash_cny")).unwrap_or(0.0)
}

/// The balance table by year (收支平衡表).
pub(super) fn balance(run: &RunTables, language: Language) -> Result<Worksheet, XlsxError> {
    let mut table = Years::new(run, "sheet_balance", language)?;
    table.opening_head()?;
    let own = |series: Series| plain(series.entry(), language);
    table.section("inflow")?;
    let mut inflow = Vec::new();
    for series in [Series::CostReturnedCny, Series::IncomeFundCny, Series::DistrictLandGainCny] {
        inflow.push((1.0, table.flow(run, series, YUAN_PER_YI)?));
    }
    let inflows = table.formula(own(Series::InflowCny), &inflow, None, true)?;
    table.section("outflow")?;
    let mut outlay = Vec::new();
    for series in [
        Series::AcquisitionCny,
        Series::PreparationCny,
        Series::AdministrationCny,
        Series::InterestCny,
    ] {
        outlay.push((1.0, table.flow(run, series, YUAN_PER_YI)?));
    }
    let outlays = table.formula(own(Series::OutlayCny), &outlay, None, true)?;
    let balances =
        table.formula(own(Series::BalanceCny), &[(1.0, inflows), (-1.0, outlays)], None, true)?;
    table.formula(own(Series::CumulativeBalanceCny), &[(1.0, balances)], Some(0.0), false)?;
    table.section("financing")?;
    let mut flows = vec![(1.0, inflow[0].1), (1.0, inflow[1].1)];
    for (series, sign) in [
        (Series::InjectionCny, 1.0),
        (Series::DrawCny, 1.0),
        (Series::RepaymentCny, -1.0),
        (Series::SupportCny, 1.0),
    ] {
        flows.push((sign, table.flow(run, series, YUAN_PER_YI)?));
    }
    let (draw, repayment) = (flows[3].1, flows[4].1);
    flows.push((-1.0, outlays));
    table.formula(own(Series::CashCny), &flows, Some(opening_cash(run)), false)?;
    let debt = [(1.0, draw), (-1.0, repayment)];
    table.formula(own(Series::DebtCny), &debt, Some(opening_debt(run)), false)?;
    table.section("quantiles")?;
    let first_quantile = table.row;
    for series in [Series::CumulativeBalanceCny, Series::BalanceCny, Series::DebtCny] {
        for column in ["p10", "p50", "p90"] {
            table.stock(run, series, column, YUAN_PER_YI)?;
        }
    }
    table.row += 1;
    let mut chart = Chart::new(ChartType::Line);
    chart.title().set_name(own(Series::CumulativeBalanceCny));
    chart.y_axis().set_name(word("unit_cny", language).as_str());
    let sheet_name = word("sheet_balance", language);
    let last = table.last();
    for row in first_quantile..first_quantile + 3 {
        chart
            .add_series()
            .set_categories((sheet_name.as_str(), HEAD, 1, HEAD, last))
            .set_values((sheet_name.as_str(), row, 1, row, last))
            .set_name((sheet_name.as_str(), row, 0));
    }
    chart.set_width(900).set_height(320);
    let at = table.row;
    table.sheet.sheet.insert_chart(at, 0, &chart)?;
    table.sheet.extend(18);
    table.sheet.finish((HEAD + 1, 1))
}

/// The disclosure of fund balance as filed with local bonds: overall and by year.
pub(super) fn disclosure(run: &RunTables, language: Language) -> Result<Worksheet, XlsxError> {
    let mut table = Years::new(run, "sheet_disclosure", language)?;
    table.opening_head()?;
    let own = |series: Series| plain(series.entry(), language);
    table.section("sources")?;
    let mut sources = Vec::new();
    for series in [
        Series::CostReturnedCny,
        Series::IncomeFundCny,
        Series::InjectionCny,
        Series::DrawCny,
        Series::SupportCny,
    ] {
        sources.push((1.0, table.flow(run, series, YUAN_PER_YI)?));
    }
    let all_sources = table.formula(&word("all_sources", language), &sources, None, true)?;
    table.section("uses")?;
    let mut uses = Vec::new();
    for series in [
        Series::AcquisitionCny,
        Series::PreparationCny,
        Series::AdministrationCny,
        Series::InterestCny,
        Series::RepaymentCny,
    ] {
        uses.push((1.0, table.flow(run, series, YUAN_PER_YI)?));
    }
    let all_uses = table.formula(&word("all_uses", language), &uses, None, true)?;
    table.formula(
        own(Series::CashCny),
        &[(1.0, all_sources), (-1.0, all_uses)],
        Some(opening_cash(run)),
        false,
    )?;
    let (draw, repayment) = (sources[3].1, uses[4].1);
    let debt = [(1.0, draw), (-1.0, repayment)];
    table.formula(own(Series::DebtCny), &debt, Some(opening_debt(run)), false)?;
    let row = table.row;
    table.sheet.word((row, 0), "chart_deficits", Look::Text)?;
    let shares: Vec<Option<f64>> =
        years(run).iter().map(|year| answer(run, &format!("probability_deficit_{year}"))).collect();
    table.sheet.numbers((row, 1), &shares, Look::Percent)?;
    table.row += 2;
    overall(&mut table, run, (uses[3].1, repayment))?;
    table.sheet.finish((HEAD + 1, 1))
}

/// The overall balance: income against cost, and against principal and interest.
fn overall(
    table: &mut Years,
    run: &RunTables,
    (interest, repayment): (u32, u32),
) -> Result<(), XlsxError> {
    table.section("overall")?;
    let total = table.last() + 2;
    let mean = |series: Series| {
        let row = run.annual.find(&[("series", series.id()), ("period", "horizon")]);
        in_yi(row.and_then(|row| row.number("mean")))
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
    let service = [(1.0, (repayment, total)), (1.0, (interest, total))];
    sheet.sum((first + 4, 1), &service, Look::Tenth)?;
    sheet.word((first + 5, 0), "debt_cover", Look::Text)?;
    sheet.ratio((first + 5, 1), (1.0, (first, 1), (first + 4, 1)), Look::Hundredth)?;
    let covers: Vec<f64> = run
        .recorded
        .figures
        .iter()
        .map(|row| row[Figure::CoverageRatio as usize])
        .filter(|cover| !cover.is_nan())
        .collect();
    let reached = covers.iter().filter(|cover| **cover >= LEAST_COVER).count();
    sheet.word((first + 6, 0), "cover_reached", Look::Text)?;
    if let Some(share) = wilson(reached, covers.len()) {
        sheet.number((first + 6, 1), Some(share.value), Look::Percent)?;
        sheet.number((first + 6, 2), share.low, Look::Percent)?;
        sheet.number((first + 6, 3), share.high, Look::Percent)?;
    }
    sheet.word((first + 7, 0), "balance_reached", Look::Text)?;
    let row = run.summary.find(&[("figure", Figure::WindowBalanceCny.id())]);
    for (column, name) in (1..).zip(["probability", "probability_low", "probability_high"]) {
        let number = row.and_then(|row| row.number(name));
        sheet.number((first + 7, column), number, Look::Percent)?;
    }
    sheet.text(
        (first + 8, 0),
        &filled("cover_note", &[]).of(sheet.language).to_owned(),
        Look::Note,
    )?;
    table.row = first + 9;
    Ok(())
}

/// The time sequence by year (时序计划), its four blocks as far as the model has them.
pub(super) fn sequence(run: &RunTables, language: Language) -> Result<Worksheet, XlsxError> {
    let mut table = Years::new(run, "sheet_sequence", language)?;
    table.opening_head()?;
    let own = |series: Series| plain(series.entry(), language);
    table.section("sequence_development")?;
    table.flow(run, Series::LandReservedM2, SQUARE_METRES_PER_HECTARE)?;
    for series in [Series::PlotsAcquisition, Series::PlotsPreparation, Series::PlotsStock] {
        table.stock(run, series, "mean", 1.0)?;
    }
    table.section("sequence_supply")?;
    table.flow(run, Series::LandDealtM2, SQUARE_METRES_PER_HECTARE)?;
    let mut uses = Vec::new();
    for series in [
        Series::GfaDealtResidentialM2,
        Series::GfaDealtCommercialOfficeM2,
        Series::GfaDealtAffordableM2,
        Series::GfaDealtPublicM2,
    ] {
        uses.push((1.0, table.flow(run, series, SQUARE_METRES_SHOWN)?));
    }
    table.formula(&word("supply_total", language), &uses, None, true)?;
    table.stock(run, Series::LandStockM2, "mean", SQUARE_METRES_PER_HECTARE)?;
    table.stock(run, Series::CollateralCny, "mean", YUAN_PER_YI)?;
    table.stock(run, Series::HeadroomCny, "mean", YUAN_PER_YI)?;
    table.section("sequence_finance")?;
    let mut investment = Vec::new();
    for series in [
        Series::AcquisitionCny,
        Series::PreparationCny,
        Series::AdministrationCny,
        Series::InterestCny,
    ] {
        investment.push((1.0, table.flow(run, series, YUAN_PER_YI)?));
    }
    let invested = table.formula(&word("investment", language), &investment, None, true)?;
    let repayment = table.flow(run, Series::RepaymentCny, YUAN_PER_YI)?;
    let spent = table.formula(
        &word("spending", language),
        &[(1.0, invested), (1.0, repayment)],
        None,
        true,
    )?;
    let mut income = Vec::new();
    for series in [
        Series::CostReturnedCny,
        Series::IncomeFundCny,
        Series::InjectionCny,
        Series::DrawCny,
        Series::SupportCny,
    ] {
        income.push((1.0, table.flow(run, series, YUAN_PER_YI)?));
    }
    let draw = income[3].1;
    let received = table.formula(&word("income", language), &income, None, true)?;
    let debt = [(1.0, draw), (-1.0, repayment)];
    table.formula(own(Series::DebtCny), &debt, Some(opening_debt(run)), false)?;
    let cash = [(1.0, received), (-1.0, spent)];
    table.formula(own(Series::CashCny), &cash, Some(opening_cash(run)), false)?;
    table.flow(run, Series::DistrictLandGainCny, YUAN_PER_YI)?;
    let row = table.row;
    table.sheet.word((row, 0), "sequence_note", Look::Note)?;
    table.sheet.finish((HEAD + 1, 1))
}

/// Columns of the ledger by month and the sign they count with for cash.
const LEDGER: [(Series, f64); 10] = [
    (Series::CostReturnedCny, 1.0),
    (Series::IncomeFundCny, 1.0),
    (Series::InjectionCny, 1.0),
    (Series::DrawCny, 1.0),
    (Series::SupportCny, 1.0),
    (Series::AcquisitionCny, -1.0),
    (Series::PreparationCny, -1.0),
    (Series::AdministrationCny, -1.0),
    (Series::InterestCny, -1.0),
    (Series::RepaymentCny, -1.0),
];

/// A ledger by month: opening, flows, closing; with a sum for each year where asked for.
pub(super) fn ledger(
    sheet: &mut Sheet,
    months: &[String],
    flows: &dyn Fn(Series, usize) -> Option<f64>,
    opening: f64,
) -> Result<(), XlsxError> {
    let language = sheet.language;
    let mut heads = vec![word("month", language), word("opening", language)];
    heads.extend(LEDGER.map(|(series, _)| plain(series.entry(), language).to_owned()));
    heads.push(plain(Series::CashCny.entry(), language).to_owned());
    sheet.heads(HEAD, &heads)?;
    let closing = u16::try_from(LEDGER.len() + 2).unwrap_or(u16::MAX);
    let (mut row, mut before, mut begin) = (HEAD + 1, None, HEAD + 1);
    for (month, name) in months.iter().enumerate() {
        sheet.text((row, 0), name, Look::Text)?;
        match before {
            None => sheet.number((row, 1), Some(opening), Look::Tenth)?,
            Some(before) => sheet.sum((row, 1), &[(1.0, (before, closing))], Look::Tenth)?,
        }
        let mut terms = vec![(1.0, (row, 1))];
        for (column, (series, sign)) in (2..).zip(LEDGER) {
            sheet.number((row, column), flows(series, month), Look::Hundredth)?;
            terms.push((sign, (row, column)));
        }
        sheet.sum((row, closing), &terms, Look::Total)?;
        before = Some(row);
        row += 1;
        if name.ends_with("-12") || month + 1 == months.len() {
            sheet.text(
                (row, 0),
                &format!("{} {}", &name[..4], word("total", language)),
                Look::Total,
            )?;
            for column in 2..closing {
                sheet.total((row, column), ((begin, column), (row - 1, column)), Look::Total)?;
            }
            row += 1;
            begin = row;
        }
    }
    Ok(())
}

/// The ledger by month in means (资金管理台账).
pub(super) fn monthly(run: &RunTables, language: Language) -> Result<Worksheet, XlsxError> {
    let mut sheet = Sheet::new("sheet_monthly", "sheet_monthly", language)?;
    sheet.word((1, 0), "monthly_note", Look::Note)?;
    let columns: Vec<(Series, Vec<Option<f64>>)> =
        LEDGER.map(|(series, _)| (series, run.of_months(series.id(), "mean"))).to_vec();
    let flows = |wanted: Series, month: usize| {
        let (_, months) = columns.iter().find(|(series, _)| *series == wanted)?;
        in_yi(months.get(month).copied().flatten())
    };
    let months: Vec<String> = run.months().iter().map(ToString::to_string).collect();
    ledger(&mut sheet, &months, &flows, opening_cash(run))?;
    let last = sheet.last_row();
    let trials = count(run.recorded.figures.len());
    sheet.text((last + 1, 0), &format!("n = {trials}"), Look::Note)?;
    sheet.finish((HEAD + 1, 1))
}
