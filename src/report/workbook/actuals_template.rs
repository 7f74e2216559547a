//! A workbook in which what has happened is written down: headings with units and notes, items to
//! choose from, and rows that show how.

use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, FormatBorder, Formula, Note, Workbook,
    Worksheet, XlsxError,
};

use crate::catalogue::event::Event;
use crate::catalogue::observation::Observation;
use crate::catalogue::{Entry, KnownBy};
use crate::portfolio::actuals::item::Item;
use crate::portfolio::actuals::{Actual, Actuals};
use crate::wording::meanings::in_chinese;
use crate::wording::text::Language;

use super::template::heading;

/// Rows below the headings that the list of items reaches.
const ROWS: u32 = 5_000;
/// Row of the headings, from 0: the title stands above.
const HEADINGS: u32 = 2;
/// Width of a column (characters).
const WIDTH: f64 = 16.0;
/// Columns that an office does not fill in.
const OF_A_REPLAY: &str = "known_only_in_replay";

/// Rows that show how the table is filled in: a plot half cleared, one sold of which half is paid,
/// and a month's cash. Money in the unit of the language's heading.
const EXAMPLES: &str = include_str!("../../../assets/case/actuals.csv");

/// Items that an office can know, in order.
fn items() -> impl Iterator<Item = Item> {
    Item::all().filter(|item| match item {
        Item::Event(event) => !matches!(
            event,
            Event::PolicyInForce | Event::PolicyLapses | Event::Support | Event::ListingBarred
        ),
        Item::Books(_) => true,
        Item::Observation(observation) => Observation::class(*observation) == KnownBy::Office,
    })
}

/// The workbook.
///
/// # Errors
/// What keeps it from being made.
pub fn template(language: Language) -> Result<Vec<u8>, String> {
    let made = || -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        // The same bytes whenever it is made.
        let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&created));
        book.push_worksheet(rows(language)?);
        book.push_worksheet(names(language)?);
        super::packed(&mut book)
    };
    made().map_err(|error| error.to_string())
}

/// A meaning in a language.
fn said(meaning: &str, language: Language) -> String {
    match language {
        Language::Chinese => in_chinese(meaning),
        Language::English => meaning.to_owned(),
    }
}

fn plain() -> Format {
    Format::new().set_font_name("Microsoft YaHei").set_font_size(10)
}

fn head() -> Format {
    plain()
        .set_bold()
        .set_text_wrap()
        .set_background_color(0x00E8_EDF2)
        .set_border_bottom(FormatBorder::Thin)
}

fn rows(language: Language) -> Result<Worksheet, XlsxError> {
    let title = plain().set_bold().set_font_size(14);
    let mut sheet = Worksheet::new();
    sheet.set_name(language.choose("实际发生台账", "Actuals"))?;
    let named = language.choose("实际发生台账", "What has happened");
    sheet.write_with_format(0, 0, named, &title)?;
    let hint = language.choose(
        "每行一件已发生的事或一个月末账面数；示例各行请替换；说明见各列标题批注，事项名称见第二张表",
        "One row for each thing that happened or line of a month's books; replace the examples; \
         notes stand at the headings, names of items on the second sheet",
    );
    sheet.write_with_format(1, 0, hint, &plain())?;
    let columns = Actual::COLUMNS.iter().enumerate();
    let columns = columns.filter(|(_, column)| column.name != OF_A_REPLAY);
    let examples = Actuals::of_bytes("examples", EXAMPLES.as_bytes().to_vec());
    let examples: Vec<_> =
        examples.map(|read| read.rows.iter().map(Actual::cells).collect()).unwrap_or_default();
    for (at, (place, column)) in (0..).zip(columns) {
        sheet.write_with_format(HEADINGS, at, heading(column, language), &head())?;
        let meaning = said(column.meaning, language);
        let note = Note::new(format!("{meaning}\n{}", column.accepted()));
        sheet.insert_note(HEADINGS, at, &note.set_author("landsim"))?;
        sheet.set_column_width(at, WIDTH)?;
        if column.name == "item" {
            let source =
                format!("='{}'!$A$2:$A${}", language.choose("事项", "Items"), items().count() + 1);
            let list = DataValidation::new().allow_list_formula(Formula::new(source));
            sheet.add_data_validation(HEADINGS + 1, at, HEADINGS + ROWS, at, &list)?;
        }
        for (row, example) in (HEADINGS + 1..).zip(&examples) {
            let text = example[place].as_str();
            let in_unit = if language == Language::Chinese && column.name.ends_with("_cny") {
                1e-4
            } else {
                1.0
            };
            match (text.parse::<f64>(), Item::named(text)) {
                _ if text.is_empty() => {}
                (Ok(number), _) => {
                    sheet.write_with_format(row, at, number * in_unit, &plain())?;
                }
                (Err(_), Some(item)) if column.name == "item" => {
                    let Entry { chinese, english, .. } = item.entry();
                    let name = language.choose(chinese, english);
                    sheet.write_with_format(row, at, name, &plain())?;
                }
                (Err(_), _) => {
                    sheet.write_with_format(row, at, text, &plain())?;
                }
            }
        }
    }
    sheet.set_freeze_panes(HEADINGS + 1, 3)?;
    Ok(sheet)
}

/// Names, units and meanings of all items.
fn names(language: Language) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(language.choose("事项", "Items"))?;
    let heads = [
        language.choose("事项", "Item"),
        language.choose("英文标识", "Id"),
        language.choose("填在", "Where it is said"),
        language.choose("含义", "Meaning"),
    ];
    for (at, named) in (0..).zip(heads) {
        sheet.write_with_format(0, at, named, &head())?;
        sheet.set_column_width(at, WIDTH * if at == 3 { 5.0 } else { 1.5 })?;
    }
    for (row, item) in (1..).zip(items()) {
        let Entry { id, chinese, english, meaning, .. } = item.entry();
        let is_event = matches!(item, Item::Event(_));
        let place = match (is_event, item.is_money()) {
            (true, _) => language.choose("见含义", "as its meaning says"),
            (false, true) => language.choose("金额", "Amount"),
            (false, false) => language.choose("数量", "Number"),
        };
        sheet.write_with_format(row, 0, language.choose(chinese, english), &plain())?;
        sheet.write_with_format(row, 1, *id, &plain())?;
        sheet.write_with_format(row, 2, place, &plain())?;
        sheet.write_with_format(row, 3, said(meaning, language), &plain())?;
    }
    sheet.set_freeze_panes(1, 1)?;
    Ok(sheet)
}
