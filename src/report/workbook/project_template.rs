//! A workbook in which an implementation plan of special bond projects is written down: headings
//! with units and notes, items to choose from, and rows that show how.

use crate::evaluation::plan_case;
use crate::portfolio::implementation_plan::{ImplementationPlan, PlanItem, PlanLine};
use crate::rules::project::{BudgetInterest, CoverBasis};
use crate::wording::meanings::in_chinese;
use crate::wording::text::Language;

use super::fill_in::{FillIn, Items, book};

/// Rows that show how the table is filled in: a project with a bond of 5+2 years.
const EXAMPLES: &str = include_str!("../../../assets/case/project.csv");
/// Words for yes and no.
const YES_OR_NO: [(&str, &str); 2] = [("no", "否"), ("yes", "是")];

/// The workbook.
///
/// # Errors
/// What keeps it from being made.
pub fn template(language: Language) -> Result<Vec<u8>, String> {
    let examples = ImplementationPlan::of_bytes("examples", EXAMPLES.as_bytes().to_vec());
    let examples = examples.map(|read| read.rows).unwrap_or_default();
    let market = plan_case::market("examples").map_err(|rejected| rejected.to_string())?;
    let zones: Vec<(&str, &str)> =
        market.rules.zones.iter().map(|zone| (&*zone.id, language.half(&zone.name))).collect();
    let fill_in = FillIn {
        name: language.choose("项目实施方案", "Implementation plan"),
        title: language.choose("专项债券项目实施方案表", "Implementation plan of special bond projects"),
        hint: language.choose(
            "每行一笔收入、支出、债券或一项规则；示例各行请替换；说明见各列标题批注，事项与选项见第二张表",
            "One row for each income, cost, bond or rule; replace the examples; notes stand at \
             the headings, items and choices on the second sheet",
        ),
        columns: PlanLine::COLUMNS.iter().collect(),
        examples: examples.iter().map(|row| row.cells().to_vec()).collect(),
        called: &|name| {
            let zone = || zones.iter().find(|(id, _)| *id == name).map(|(_, called)| *called);
            called(name, language).or_else(zone)
        },
        frozen: 3,
    };
    book(&fill_in, &names(language), language)
}

/// What an item or a choice is called.
fn called(name: &str, language: Language) -> Option<&'static str> {
    if language == Language::English {
        return None;
    }
    let item = PlanItem::ALL.into_iter().find(|item| item.name() == name);
    item.map(PlanItem::chinese)
        .or_else(|| choices().find(|(english, _)| *english == name).map(|(_, chinese)| chinese))
}

/// All words that may be chosen.
fn choices() -> impl Iterator<Item = (&'static str, &'static str)> {
    let budget = BudgetInterest::ALL.map(|choice| (choice.name(), choice.chinese()));
    let basis = CoverBasis::ALL.map(|choice| (choice.name(), choice.chinese()));
    budget.into_iter().chain(basis).chain(YES_OR_NO)
}

/// Items with what is filled in for each.
fn names(language: Language) -> Items {
    let row = |item: PlanItem| {
        let columns = PlanLine::COLUMNS.iter().filter(|column| item.uses(column.name));
        let columns = columns.map(|column| language.choose(column.chinese, column.english));
        let where_said = columns.collect::<Vec<_>>().join(language.choose("、", ", "));
        let meaning = match language {
            Language::Chinese => in_chinese(item.meaning()),
            Language::English => item.meaning().to_owned(),
        };
        let name = language.choose(item.chinese(), item.name());
        [name.to_owned(), item.name().to_owned(), where_said, meaning]
    };
    Items::new(PlanItem::ALL.into_iter().map(row).collect(), language)
}
