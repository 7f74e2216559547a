//! Tables of years: items below each other, years beside each other, totals behind them.

use rust_xlsxwriter::XlsxError;

use crate::catalogue::series::Series;
use crate::quantity::YUAN_PER_YI;
use crate::store::run_tables::RunTables;
use crate::tables::by_period::AnnualTable;
use crate::tables::column::{Column, Numbers};
use crate::tables::risk::OPENING_CASH;
use crate::wording::text::Language;
use crate::wording::units::plain_name;
use crate::wording::words::word;

use super::run_numbers::{answer, by_year, in_yi, years, years_in_window};
use super::sheet::{Cell, Linked, Look, Sheet};
use super::what_if;

/// Row of the headings.
pub(super) const HEAD: u32 = 3;
/// Column of what was there before the first year.
const OPENING: u16 = 1;
/// Column of the first year.
pub(super) const FIRST_YEAR: u16 = OPENING + 1;
/// What the reserve centre takes in.
pub(super) const SOURCES: [(Series, f64); 5] = [
    (Series::CostReturnedCny, 1.0),
    (Series::IncomeFundCny, 1.0),
    (Series::InjectionCny, 1.0),
    (Series::DrawCny, 1.0),
    (Series::SupportCny, 1.0),
];
/// What programme and debt cost.
pub(super) const OUTLAYS: [(Series, f64); 4] = [
    (Series::AcquisitionCny, 1.0),
    (Series::PreparationCny, 1.0),
    (Series::AdministrationCny, 1.0),
    (Series::InterestCny, 1.0),
];

/// Rows of series as they were written: each with the sign it counts with, found by its series.
#[derive(Debug, Clone)]
pub(super) struct Flows(Vec<(Series, f64, u32)>);

impl Flows {
    /// Terms of a formula that sums all rows.
    pub(super) fn terms(&self) -> Vec<(f64, u32)> {
        self.0.iter().map(|&(_, sign, row)| (sign, row)).collect()
    }

    /// Terms of a formula that sums the rows of all series but some.
    pub(super) fn terms_but(&self, left_out: &[Series]) -> Vec<(f64, u32)> {
        let is_wanted = |(series, ..): &&(Series, f64, u32)| !left_out.contains(series);
        self.0.iter().filter(is_wanted).map(|&(_, sign, row)| (sign, row)).collect()
    }

    /// Terms of a formula that sums the rows of some series.
    pub(super) fn terms_of(&self, wanted: &[Series]) -> Vec<(f64, u32)> {
        let is_wanted = |(series, ..): &&(Series, f64, u32)| wanted.contains(series);
        self.0.iter().filter(is_wanted).map(|&(_, sign, row)| (sign, row)).collect()
    }

    /// The same rows and those of others.
    #[must_use]
    pub(super) fn and(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }
}

/// Terms of a formula that takes away what these add.
pub(super) fn minus(terms: Vec<(f64, u32)>) -> Vec<(f64, u32)> {
    terms.into_iter().map(|(sign, row)| (-sign, row)).collect()
}

/// A table of years: items below each other, years beside each other, then totals.
pub(super) struct Years {
    pub(super) sheet: Sheet,
    count: usize,
    in_window: usize,
    pub(super) row: u32,
}

impl Years {
    /// A sheet with its name and what is said below its title.
    pub(super) fn new(
        run: &RunTables,
        (name, note): (&str, &str),
        language: Language,
    ) -> Result<Self, XlsxError> {
        let mut sheet = Sheet::new(name, name, language)?;
        sheet.word((1, 0), note, Look::Note)?;
        let years = years(run);
        let mut heads = vec![word("item_in_yi", language), word("opening", language)];
        heads.extend(years.iter().map(String::as_str));
        heads.extend(["window_total", "horizon_total"].map(|key| word(key, language)));
        sheet.heads(HEAD, &heads)?;
        Ok(Self { sheet, count: years.len(), in_window: years_in_window(run), row: HEAD + 1 })
    }

    /// The column of a year: the opening stands left of the first.
    fn column(year: usize) -> u16 {
        u16::try_from(year).unwrap_or(u16::MAX).saturating_add(FIRST_YEAR)
    }

    /// The column of the last year.
    pub(super) fn last(&self) -> u16 {
        Self::column(self.count.saturating_sub(1))
    }

    /// Totals of a row of flows.
    fn totals(&mut self, row: u32, look: Look) -> Result<(), XlsxError> {
        let last = self.last();
        let window = Self::column(self.in_window.saturating_sub(1));
        let first = FIRST_YEAR;
        self.sheet.total((row, last + 1), ((row, first), (row, window)), look)?;
        self.sheet.total((row, last + 2), ((row, first), (row, last)), look)
    }

    pub(super) fn section(&mut self, key: &str) -> Result<(), XlsxError> {
        self.sheet.word((self.row, 0), key, Look::Head)?;
        self.row += 1;
        Ok(())
    }

    /// Rows of series with the sign they count with in a formula.
    pub(super) fn flows(
        &mut self,
        run: &RunTables,
        series: &[(Series, f64)],
    ) -> Result<Flows, XlsxError> {
        let row = |(series, sign): &(Series, f64)| {
            Ok((*series, *sign, self.flow(run, *series, YUAN_PER_YI)?))
        };
        series.iter().map(row).collect::<Result<_, _>>().map(Flows)
    }

    /// A row of a series' means; returns its number.
    pub(super) fn flow(
        &mut self,
        run: &RunTables,
        series: Series,
        scale: f64,
    ) -> Result<u32, XlsxError> {
        let row = self.stock(run, series, AnnualTable::MEAN, scale)?;
        self.totals(row, Look::Tenth)?;
        Ok(row)
    }

    /// The same without totals.
    pub(super) fn stock(
        &mut self,
        run: &RunTables,
        series: Series,
        column: Column<AnnualTable, Numbers>,
        scale: f64,
    ) -> Result<u32, XlsxError> {
        let row = self.row;
        let mut name = plain_name(series.entry(), self.sheet.language).to_owned();
        if column != AnnualTable::MEAN {
            name = format!("{name} {}", column.name().to_uppercase());
        }
        self.sheet.text((row, 0), &name, Look::Text)?;
        let numbers = by_year(run, series, column, scale);
        let language = self.sheet.language;
        for (year, number) in (0..).zip(numbers) {
            let cell = (row, Self::column(usize::from(year)));
            // Means move with the factors that a reader may change; quantiles stand.
            let drawn = (column == AnnualTable::MEAN)
                .then(|| what_if::formula(series, year, language))
                .flatten();
            match (drawn, number) {
                (Some(formula), Some(number)) => {
                    self.sheet.formula(cell, &formula, number, Look::Tenth)?;
                }
                _ => self.sheet.number(cell, number, Look::Tenth)?,
            }
        }
        self.row += 1;
        Ok(row)
    }

    /// A row of formulas, one for each year from what it needs; `before` adds the row's own cell of
    /// the year before.
    pub(super) fn formula(
        &mut self,
        name: &str,
        terms: &[(f64, u32)],
        before: Option<f64>,
        has_totals: bool,
    ) -> Result<u32, XlsxError> {
        let row = self.row;
        self.sheet.text((row, 0), name, Look::Total)?;
        for year in 0..self.count {
            let column = Self::column(year);
            let mut cells: Vec<(f64, Cell)> =
                terms.iter().map(|(sign, row)| (*sign, (*row, column))).collect();
            if before.is_some() {
                let opening = (row, OPENING);
                cells.insert(0, (1.0, if year == 0 { opening } else { (row, column - 1) }));
            }
            if let Some(opening) = before.filter(|_| year == 0) {
                self.sheet.number((row, OPENING), Some(opening), Look::Tenth)?;
            }
            self.sheet.sum((row, column), &cells, Look::Total)?;
        }
        if has_totals {
            self.totals(row, Look::Total)?;
        }
        self.row += 1;
        Ok(row)
    }

    /// A cell of the sheet for others to draw on.
    fn linked(&self, sheet: &'static str, cell: Cell) -> Linked {
        let value = self.sheet.value(cell);
        Linked { sheet: word(sheet, self.sheet.language), cell, value }
    }

    /// The totals of a row in window and horizon.
    pub(super) fn linked_totals(&self, sheet: &'static str, row: u32) -> [Linked; 2] {
        [1, 2].map(|behind| self.linked(sheet, (row, self.last() + behind)))
    }

    /// The years of the window of a row.
    pub(super) fn linked_window(&self, sheet: &'static str, row: u32) -> Vec<Linked> {
        (0..self.in_window).map(|year| self.linked(sheet, (row, Self::column(year)))).collect()
    }
}

/// Debt before the first month, from the first year's books (亿元).
pub(super) fn opening_debt(run: &RunTables) -> f64 {
    let first = |series| {
        by_year(run, series, AnnualTable::MEAN, YUAN_PER_YI)
            .first()
            .copied()
            .flatten()
            .unwrap_or(0.0)
    };
    first(Series::DebtCny) - first(Series::DrawCny) + first(Series::RepaymentCny)
}

pub(super) fn opening_cash(run: &RunTables) -> f64 {
    in_yi(answer(run, OPENING_CASH)).unwrap_or(0.0)
}
