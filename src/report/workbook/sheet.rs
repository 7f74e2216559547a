//! A sheet with its numbers kept beside it, so that each formula is written with the
//! result it will have.

use std::collections::BTreeMap;

use crate::calendar::YearMonth;
use crate::catalogue::Unit;
use crate::wording::text::Language;
use crate::wording::words::word;

use rust_xlsxwriter::{
    DataValidation, DataValidationRule, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula,
    Url, Worksheet, XlsxError,
};

/// Paper of A4.
const A4: u8 = 9;
/// Width of the first column (characters).
const FIRST_WIDTH: f64 = 30.0;
/// Width of the others.
const WIDTH: f64 = 12.0;

/// What stands where a mark does not.
const DASH: &str = "–";

/// A cell: row and column from 0.
pub(super) type Cell = (u32, u16);

/// A cell of another sheet, by that one's name, with what it holds.
#[derive(Debug, Clone)]
pub(super) struct Linked {
    pub(super) sheet: &'static str,
    pub(super) cell: Cell,
    pub(super) value: f64,
}

impl Linked {
    fn text(&self) -> String {
        format!("'{}'!{}", self.sheet, name(self.cell))
    }
}

/// How a cell looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Look {
    Title,
    Note,
    Head,
    Text,
    Centred,
    Wrapped,
    /// One decimal: 亿元, 万㎡, hectares.
    Tenth,
    /// Two decimals: ratios and prices of floor area.
    Hundredth,
    Whole,
    Percent,
    /// One decimal, standing out.
    Total,
    Warning,
    /// A calendar month.
    Month,
    /// A number that a reader may change.
    Input,
    /// A rate or fee that a reader may change.
    RateInput,
    /// A rate or fee.
    Rate,
    /// A ratio with four decimals.
    Ratio,
    /// A coefficient or share with four decimals.
    Factor,
    /// Four decimals: 亿元 of a project.
    Fine,
    /// What is left to fill in by hand.
    Blank,
}

impl Look {
    /// How values of a unit look.
    pub(super) fn of(unit: Unit) -> Self {
        match unit {
            Unit::Cny | Unit::SquareMetres => Self::Tenth,
            Unit::Share => Self::Percent,
            Unit::CnyPerSquareMetre => Self::Whole,
            Unit::Month => Self::Month,
            _ => Self::Hundredth,
        }
    }

    fn format(self) -> Format {
        const GREY: u32 = 0x005F_6B76;
        const RED: u32 = 0x00C2_402A;
        const BLUE: u32 = 0x000B_5CAD;
        const YELLOW: u32 = 0x00FF_F7D6;
        let plain = Format::new().set_font_name("Microsoft YaHei").set_font_size(10);
        let of_number = |digits: &str| plain.clone().set_num_format(digits);
        match self {
            Self::Title => plain.set_font_size(16).set_bold(),
            Self::Note => plain.set_font_color(GREY).set_font_size(9),
            Self::Head => plain
                .set_bold()
                .set_background_color(0x00E8_EDF2)
                .set_border_bottom(FormatBorder::Thin)
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_text_wrap(),
            Self::Text => plain,
            Self::Centred => plain.set_align(FormatAlign::Center),
            Self::Wrapped => plain.set_text_wrap().set_align(FormatAlign::Top),
            Self::Tenth => of_number("#,##0.0;[Red]-#,##0.0"),
            Self::Hundredth => of_number("#,##0.00;[Red]-#,##0.00"),
            Self::Whole => of_number("#,##0"),
            Self::Percent => of_number("0.0%"),
            Self::Total => {
                of_number("#,##0.0;[Red]-#,##0.0").set_bold().set_border_top(FormatBorder::Thin)
            }
            Self::Warning => plain.set_bold().set_font_color(RED),
            Self::Month => of_number("yyyy-mm").set_align(FormatAlign::Center),
            Self::Rate => of_number("0.00##%"),
            Self::Ratio | Self::Factor | Self::Fine => of_number("#,##0.0000"),
            Self::Blank => plain.set_border_bottom(FormatBorder::Thin),
            Self::Input | Self::RateInput => {
                of_number(if self == Self::Input { "#,##0.00" } else { "0.00##%" })
                    .set_font_color(BLUE)
                    .set_background_color(YELLOW)
                    .set_border(FormatBorder::Thin)
            }
        }
    }
}

/// A sheet being filled.
pub(super) struct Sheet {
    pub(super) page: Worksheet,
    pub(super) language: Language,
    values: BTreeMap<Cell, f64>,
    last: Cell,
}

impl Sheet {
    /// A sheet with its name and title, words by their keys; A4 across, as wide as the page.
    pub(super) fn new(name: &str, title: &str, language: Language) -> Result<Self, XlsxError> {
        Self::titled(word(name, language), word(title, language), language)
    }

    /// A sheet with its name and title as they are.
    pub(super) fn titled(name: &str, title: &str, language: Language) -> Result<Self, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(name)?;
        sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
        sheet.set_margins(0.4, 0.4, 0.5, 0.5, 0.2, 0.2);
        sheet.set_footer("&L&F  &A&R&P / &N");
        sheet.set_column_width(0, FIRST_WIDTH)?;
        let mut sheet = Self { page: sheet, language, values: BTreeMap::new(), last: (0, 0) };
        sheet.text((0, 0), title, Look::Title)?;
        Ok(sheet)
    }

    fn reach(&mut self, cell: Cell) -> Result<(), XlsxError> {
        if cell.1 > self.last.1 {
            for column in self.last.1 + 1..=cell.1 {
                self.page.set_column_width(column, WIDTH)?;
            }
        }
        self.last = (self.last.0.max(cell.0), self.last.1.max(cell.1));
        Ok(())
    }

    pub(super) fn text(&mut self, cell: Cell, text: &str, look: Look) -> Result<(), XlsxError> {
        self.reach(cell)?;
        self.page.write_string_with_format(cell.0, cell.1, text, &look.format())?;
        Ok(())
    }

    /// A word by its key.
    pub(super) fn word(&mut self, cell: Cell, key: &str, look: Look) -> Result<(), XlsxError> {
        self.text(cell, word(key, self.language), look)
    }

    /// A number, or nothing where there is none.
    pub(super) fn number(
        &mut self,
        cell: Cell,
        number: Option<f64>,
        look: Look,
    ) -> Result<(), XlsxError> {
        self.reach(cell)?;
        if let Some(number) = number.filter(|number| number.is_finite()) {
            self.values.insert(cell, number);
            self.page.write_number_with_format(cell.0, cell.1, number, &look.format())?;
        }
        Ok(())
    }

    /// A row of numbers from a cell on.
    pub(super) fn numbers(
        &mut self,
        (row, first): Cell,
        numbers: &[Option<f64>],
        look: Look,
    ) -> Result<(), XlsxError> {
        for (column, number) in (first..).zip(numbers) {
            self.number((row, column), *number, look)?;
        }
        Ok(())
    }

    /// A calendar month, as the spreadsheet's own date.
    pub(super) fn month(&mut self, cell: Cell, month: YearMonth) -> Result<(), XlsxError> {
        self.reach(cell)?;
        let number = |part: i32| u8::try_from(part).unwrap_or(1);
        let year = u16::try_from(month.year()).unwrap_or(u16::MAX);
        let date = ExcelDateTime::from_ymd(year, number(month.month()), 1)?;
        self.page.write_datetime_with_format(cell.0, cell.1, date, &Look::Month.format())?;
        Ok(())
    }

    /// A number that a reader may change, between two others.
    pub(super) fn input(
        &mut self,
        cell: Cell,
        number: f64,
        (least, greatest): (f64, f64),
    ) -> Result<(), XlsxError> {
        self.number(cell, Some(number), Look::Input)?;
        self.between(cell, (least, greatest))
    }

    /// A rate that a reader may change, between two others.
    pub(super) fn rate_input(
        &mut self,
        cell: Cell,
        number: f64,
        bounds: (f64, f64),
    ) -> Result<(), XlsxError> {
        self.number(cell, Some(number), Look::RateInput)?;
        self.between(cell, bounds)
    }

    /// Lets a cell take numbers between two others alone.
    fn between(&mut self, cell: Cell, (least, greatest): (f64, f64)) -> Result<(), XlsxError> {
        let between = DataValidationRule::Between(least, greatest);
        let rule = DataValidation::new().allow_decimal_number(between);
        self.page.add_data_validation(cell.0, cell.1, cell.0, cell.1, &rule)?;
        Ok(())
    }

    /// A link to another sheet of the workbook.
    pub(super) fn contents(&mut self, cell: Cell, other: &str) -> Result<(), XlsxError> {
        self.reach(cell)?;
        let link = Url::new(format!("internal:'{other}'!A1")).set_text(other);
        self.page.write_url(cell.0, cell.1, link)?;
        Ok(())
    }

    /// What a cell of another sheet holds.
    pub(super) fn link(
        &mut self,
        cell: Cell,
        linked: &Linked,
        look: Look,
    ) -> Result<(), XlsxError> {
        self.formula(cell, &format!("={}", linked.text()), linked.value, look)
    }

    /// The least of some cells of other sheets.
    pub(super) fn least(
        &mut self,
        cell: Cell,
        linked: &[Linked],
        look: Look,
    ) -> Result<(), XlsxError> {
        let cells: Vec<String> = linked.iter().map(Linked::text).collect();
        let least = linked.iter().map(|one| one.value).min_by(f64::total_cmp).unwrap_or(0.0);
        self.formula(cell, &format!("=MIN({})", cells.join(",")), least, look)
    }

    /// The sum of a range, of the rows that a filter leaves.
    pub(super) fn subtotal(
        &mut self,
        cell: Cell,
        (first, last): (Cell, Cell),
        look: Look,
    ) -> Result<(), XlsxError> {
        let text = format!("=SUBTOTAL(9,{}:{})", name(first), name(last));
        let result = (first.0..=last.0).map(|row| self.value((row, cell.1))).sum();
        self.formula(cell, &text, result, look)
    }

    /// Filters over rows of columns from the first to the last that is filled.
    pub(super) fn filters(&mut self, head: u32, last: u32) -> Result<(), XlsxError> {
        if last > head {
            self.page.autofilter(head, 0, last, self.last.1)?;
        }
        Ok(())
    }

    /// What a cell holds; nothing counts as 0, as in a formula.
    pub(super) fn value(&self, cell: Cell) -> f64 {
        self.values.get(&cell).copied().unwrap_or(0.0)
    }

    pub(super) fn formula(
        &mut self,
        cell: Cell,
        text: &str,
        result: f64,
        look: Look,
    ) -> Result<(), XlsxError> {
        self.reach(cell)?;
        self.values.insert(cell, result);
        let formula = Formula::new(text).set_result(result.to_string());
        self.page.write_formula_with_format(cell.0, cell.1, formula, &look.format())?;
        Ok(())
    }

    /// A formula whose result is a text.
    pub(super) fn word_formula(
        &mut self,
        cell: Cell,
        text: &str,
        result: &str,
    ) -> Result<(), XlsxError> {
        self.reach(cell)?;
        let formula = Formula::new(text).set_result(result);
        self.page.write_formula_with_format(cell.0, cell.1, formula, &Look::Centred.format())?;
        Ok(())
    }

    /// Cells added and taken away.
    pub(super) fn sum(
        &mut self,
        cell: Cell,
        terms: &[(f64, Cell)],
        look: Look,
    ) -> Result<(), XlsxError> {
        let mut text = String::from("=");
        for (sign, term) in terms {
            text.push(if *sign < 0.0 { '-' } else { '+' });
            text += &name(*term);
        }
        let result = terms.iter().map(|(sign, term)| sign * self.value(*term)).sum();
        self.formula(cell, &text.replacen("=+", "=", 1), result, look)
    }

    /// The sum of a range.
    pub(super) fn total(
        &mut self,
        cell: Cell,
        (first, last): (Cell, Cell),
        look: Look,
    ) -> Result<(), XlsxError> {
        let text = format!("=SUM({}:{})", name(first), name(last));
        let rows = first.0..=last.0;
        let cells = rows.flat_map(|row| (first.1..=last.1).map(move |column| (row, column)));
        let result = cells.map(|cell| self.value(cell)).sum();
        self.formula(cell, &text, result, look)
    }

    /// `factor` times one cell over another; nothing where that is 0.
    pub(super) fn ratio(
        &mut self,
        cell: Cell,
        (factor, above, below): (f64, Cell, Cell),
        look: Look,
    ) -> Result<(), XlsxError> {
        let below_value = self.value(below);
        if below_value == 0.0 {
            return Ok(());
        }
        let factor_text = if factor == 1.0 { String::new() } else { format!("{factor}*") };
        let text = format!("=IF({1}=0,\"\",{factor_text}{0}/{1})", name(above), name(below));
        let result = factor * self.value(above) / below_value;
        self.formula(cell, &text, result, look)
    }

    /// A word where one cell is above another, a dash elsewhere: an empty result
    /// would be shown as 0.
    pub(super) fn mark_above(
        &mut self,
        cell: Cell,
        (above, below): (Cell, Cell),
        key: &str,
    ) -> Result<(), XlsxError> {
        self.reach(cell)?;
        let mark = word(key, self.language);
        let text = format!("=IF({}>{},\"{mark}\",\"{DASH}\")", name(above), name(below));
        let result = if self.value(above) > self.value(below) { mark } else { DASH };
        let formula = Formula::new(text).set_result(result);
        self.page.write_formula_with_format(cell.0, cell.1, formula, &Look::Warning.format())?;
        Ok(())
    }

    /// A row of headings.
    pub(super) fn heads(&mut self, row: u32, heads: &[impl AsRef<str>]) -> Result<(), XlsxError> {
        for (column, head) in (0..).zip(heads) {
            self.text((row, column), head.as_ref(), Look::Head)?;
        }
        Ok(())
    }

    /// Freezes what stands above and left of a cell, sets what is printed, and gives
    /// the sheet away.
    pub(super) fn finish(mut self, frozen: Cell) -> Result<Worksheet, XlsxError> {
        self.page.set_freeze_panes(frozen.0, frozen.1)?;
        if frozen.0 > 0 {
            self.page.set_repeat_rows(frozen.0 - 1, frozen.0 - 1)?;
        }
        self.page.set_print_area(0, 0, self.last.0, self.last.1)?;
        Ok(self.page)
    }

    /// Makes a row as high as a text of a column so wide (characters) needs; Chinese takes two
    /// places for each.
    pub(super) fn fit(&mut self, row: u32, text: &str, width: f64) -> Result<(), XlsxError> {
        const LINE: f64 = 16.0;
        let places: f64 = text.chars().map(|char| if char.is_ascii() { 1.0 } else { 2.0 }).sum();
        // Words are not split, so a line holds a little less.
        let lines = (places / (0.9 * width)).ceil().max(1.0);
        self.page.set_row_height(row, LINE * lines)?;
        Ok(())
    }

    /// Lets what is printed reach further, for a chart.
    pub(super) fn extend(&mut self, rows: u32) {
        self.last.0 += rows;
    }
}

/// The name of a cell that stays where a formula is copied, such as $B$7.
pub(super) fn anchored((row, column): Cell) -> String {
    rust_xlsxwriter::utility::row_col_to_cell_absolute(row, column)
}

/// The name of a cell, such as B7.
pub(super) fn name((row, column): Cell) -> String {
    rust_xlsxwriter::utility::row_col_to_cell(row, column)
}
