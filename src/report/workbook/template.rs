//! A workbook to fill in: the plot table with headings, units, lists to choose from, notes, two
//! rows as examples, and its totals beside those of a plan.

use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, FormatBorder, Formula, Note, Workbook,
    Worksheet, XlsxError,
};

use crate::catalogue::Unit;
use crate::portfolio::columns::Column;
use crate::portfolio::plot::{Plot, PlotClass, PlotStatus};
use crate::wording::phrases::said;
use crate::wording::text::Language;

/// Rows below the headings that lists and sums reach.
const ROWS: u32 = 500;
/// Row of the headings, from 0: the title stands above.
const HEADINGS: u32 = 2;
/// Width of a column (characters).
const WIDTH: f64 = 15.0;

/// A unit as an office of the language writes it, and how many of ours it is: times, then by.
pub(super) fn unit_of(column: &Column, language: Language) -> Option<(&'static str, f64, f64)> {
    let is_land = column.name == "land_m2";
    Some(match (column.unit()?, language) {
        (Unit::SquareMetres, Language::Chinese) if is_land => ("亩", 3.0, 2_000.0),
        (Unit::SquareMetres, Language::Chinese) if column.name.starts_with("gfa_") => {
            ("万㎡", 1.0, 1e4)
        }
        (Unit::SquareMetres, _) => ("㎡", 1.0, 1.0),
        (Unit::Cny, Language::Chinese) => ("万元", 1.0, 1e4),
        (Unit::Cny, Language::English) => ("yuan", 1.0, 1.0),
        (Unit::Months, Language::Chinese) => ("月", 1.0, 1.0),
        (Unit::Months, Language::English) => ("months", 1.0, 1.0),
        (Unit::Share, _) => ("%", 100.0, 1.0),
        (Unit::Households, Language::Chinese) => ("户", 1.0, 1.0),
        (Unit::Households, Language::English) => ("households", 1.0, 1.0),
        _ => return None,
    })
}

/// The heading of a column with its unit.
pub(super) fn heading(column: &Column, language: Language) -> String {
    let name = language.choose(column.chinese, column.english);
    match (unit_of(column, language), language) {
        (None, _) => name.to_owned(),
        (Some((unit, ..)), Language::Chinese) => format!("{name}（{unit}）"),
        (Some((unit, ..)), Language::English) => format!("{name} ({unit})"),
    }
}

/// What may be chosen in a column, where it is a list; in Chinese as offices write it.
fn choices(column: &Column, language: Language) -> Option<Vec<&'static str>> {
    let classes = PlotClass::ALL.map(|class| language.choose(class.chinese(), class.name()));
    let statuses = PlotStatus::ALL.map(|status| language.choose(status.chinese(), status.name()));
    match column.name {
        "class" => Some(classes.to_vec()),
        "status" => Some(statuses.to_vec()),
        _ => None,
    }
}

/// The text of a plot's cell in the template's units and words.
fn cell(column: &Column, text: &str, language: Language) -> Result<f64, String> {
    if let Some((_, times, by)) = unit_of(column, language)
        && let Ok(number) = text.parse::<f64>()
    {
        return Ok(number * times / by);
    }
    if column.unit().is_some()
        && let Ok(number) = text.parse::<f64>()
    {
        return Ok(number);
    }
    let class = PlotClass::ALL.into_iter().find(|class| class.name() == text);
    let status = PlotStatus::ALL.into_iter().find(|status| status.name() == text);
    Err(match (column.name, class, status) {
        ("class", Some(class), _) => language.choose(class.chinese(), class.name()).to_owned(),
        ("status", _, Some(status)) => language.choose(status.chinese(), status.name()).to_owned(),
        _ => text.to_owned(),
    })
}

/// The workbook, with these plots as rows to be replaced.
///
/// # Errors
/// What keeps the workbook from being made.
pub fn template(examples: &[Plot], language: Language) -> Result<Vec<u8>, String> {
    let made = || -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        // The same bytes whenever it is made.
        let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&created));
        book.push_worksheet(plots(examples, language)?);
        book.push_worksheet(totals(examples, language)?);
        super::packed(&mut book)
    };
    made().map_err(|error| error.to_string())
}

fn plots(examples: &[Plot], language: Language) -> Result<Worksheet, XlsxError> {
    let plain = Format::new().set_font_name("Microsoft YaHei").set_font_size(10);
    let head = plain
        .clone()
        .set_bold()
        .set_text_wrap()
        .set_background_color(0x00E8_EDF2)
        .set_border_bottom(FormatBorder::Thin);
    let title = plain.clone().set_bold().set_font_size(14);
    let mut sheet = Worksheet::new();
    sheet.set_name(language.choose("地块表", "Plots"))?;
    sheet.write_with_format(0, 0, language.choose("土地储备计划地块表", "Plot table"), &title)?;
    let hint = language.choose(
        "每行一幅地块；示例两行请替换；说明见各列标题批注",
        "One row for each plot; replace the two examples; notes stand at the headings",
    );
    sheet.write_with_format(1, 0, hint, &plain)?;
    for (at, column) in (0..).zip(Plot::COLUMNS) {
        sheet.write_with_format(HEADINGS, at, heading(column, language), &head)?;
        let note = [column.meaning, &column.accepted()].map(|text| said(text, language));
        let note = note.join("\n");
        sheet.insert_note(HEADINGS, at, &Note::new(note).set_author("landsim"))?;
        sheet.set_column_width(at, WIDTH)?;
        if let Some(names) = choices(column, language) {
            let list = DataValidation::new().allow_list_strings(&names)?;
            sheet.add_data_validation(HEADINGS + 1, at, HEADINGS + ROWS, at, &list)?;
        }
        for (row, plot) in (HEADINGS + 1..).zip(examples) {
            let Some(text) = plot.cells().into_iter().nth(usize::from(at)) else { continue };
            match cell(column, &text, language) {
                _ if text.is_empty() => {}
                Ok(number) => {
                    sheet.write_with_format(row, at, number, &plain)?;
                }
                Err(text) => {
                    sheet.write_with_format(row, at, text, &plain)?;
                }
            }
        }
    }
    sheet.set_freeze_panes(HEADINGS + 1, 2)?;
    Ok(sheet)
}

/// Sums of the table beside what a plan wants, to be filled in.
fn totals(examples: &[Plot], language: Language) -> Result<Worksheet, XlsxError> {
    let plain = Format::new().set_font_name("Microsoft YaHei").set_font_size(10);
    let bold = plain.clone().set_bold();
    let mut sheet = Worksheet::new();
    sheet.set_name(language.choose("与规划对照", "Totals"))?;
    let heads = [
        language.choose("项目", "Total"),
        language.choose("地块表合计", "Of the table"),
        language.choose("规划", "Plan"),
        language.choose("差额", "Difference"),
    ];
    for (at, head) in (0..).zip(heads) {
        sheet.write_with_format(0, at, head, &bold)?;
        sheet.set_column_width(at, 2.0 * WIDTH)?;
    }
    let table = language.choose("地块表", "Plots");
    let summed = Plot::COLUMNS.iter().enumerate().filter(|(_, column)| {
        matches!(column.unit(), Some(Unit::SquareMetres | Unit::Cny | Unit::Households))
    });
    let (first, last) = (HEADINGS + 2, HEADINGS + 1 + ROWS);
    let count = (
        language.choose("地块（幅）", "Plots").to_owned(),
        format!("=COUNTA('{table}'!A{first}:A{last})"),
        examples.len().to_string(),
    );
    let sums = summed.map(|(at, column)| {
        let letter = char::from(b'A' + u8::try_from(at).unwrap_or(0));
        let sum = format!("=SUM('{table}'!{letter}{first}:{letter}{last})");
        let texts = examples.iter().filter_map(|plot| plot.cells().into_iter().nth(at));
        let numbers = texts.filter_map(|text| cell(column, &text, language).ok());
        (heading(column, language), sum, numbers.sum::<f64>().to_string())
    });
    for (row, (name, formula, result)) in (1..).zip(std::iter::once(count).chain(sums)) {
        sheet.write_with_format(row, 0, name, &plain)?;
        let formula = Formula::new(formula).set_result(result);
        sheet.write_formula_with_format(row, 1, formula, &plain)?;
        let line = row + 1;
        let difference = Formula::new(format!("=IF(C{line}=\"\",\"\",B{line}-C{line})"));
        let difference = difference.set_result("");
        sheet.write_formula_with_format(row, 3, difference, &plain)?;
    }
    Ok(sheet)
}
