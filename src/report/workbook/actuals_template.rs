//! A workbook in which what has happened is written down: headings with units and notes, items to
//! choose from, and rows that show how.

use crate::catalogue::event::Event;
use crate::catalogue::observation::Observation;
use crate::catalogue::{Entry, KnownBy};
use crate::portfolio::actuals::item::Item;
use crate::portfolio::actuals::{Actual, Actuals};
use crate::wording::meanings::in_chinese;
use crate::wording::text::Language;

use super::fill_in::{FillIn, Items, book};

/// Columns that an office does not fill in.
const OF_A_REPLAY: &str = "known_only_in_replay";

/// Rows that show how the table is filled in: a plot half cleared, one sold of which half is paid,
/// and a month's cash.
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
    let columns = || {
        let columns = Actual::COLUMNS.iter().enumerate();
        columns.filter(|(_, column)| column.name != OF_A_REPLAY)
    };
    let examples = Actuals::of_bytes("examples", EXAMPLES.as_bytes().to_vec());
    let examples = examples.map(|read| read.rows).unwrap_or_default();
    let shown = |row: &Actual| {
        let cells = row.cells();
        columns().map(|(place, _)| cells[place].clone()).collect()
    };
    let fill_in = FillIn {
        name: language.choose("实际发生台账", "Actuals"),
        title: language.choose("实际发生台账", "What has happened"),
        hint: language.choose(
            "每行一件已发生的事或一个月末账面数；示例各行请替换；说明见各列标题批注，事项名称见第二张表",
            "One row for each thing that happened or line of a month's books; replace the \
             examples; notes stand at the headings, names of items on the second sheet",
        ),
        columns: columns().map(|(_, column)| column).collect(),
        examples: examples.iter().map(shown).collect(),
        called: &|name| {
            let Entry { chinese, english, .. } = Item::named(name)?.entry();
            Some(language.choose(chinese, english))
        },
        frozen: 3,
    };
    book(&fill_in, &names(language), language)
}

/// Names, units and meanings of all items.
fn names(language: Language) -> Items {
    let row = |item: Item| {
        let Entry { id, chinese, english, meaning, .. } = item.entry();
        let is_event = matches!(item, Item::Event(_));
        let place = match (is_event, item.is_money()) {
            (true, _) => language.choose("见含义", "as its meaning says"),
            (false, true) => language.choose("金额", "Amount"),
            (false, false) => language.choose("数量", "Number"),
        };
        let meaning = match language {
            Language::Chinese => in_chinese(meaning),
            Language::English => (*meaning).to_owned(),
        };
        let name = language.choose(chinese, english);
        [name.to_owned(), (*id).to_owned(), place.to_owned(), meaning]
    };
    Items::new(items().map(row).collect(), language)
}
