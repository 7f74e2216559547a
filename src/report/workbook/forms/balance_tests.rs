//! The tests of the balance: the system's two, and a third that sees principal.

use rust_xlsxwriter::XlsxError;

use super::super::sheet::{Look, Sheet, name};
use super::balance_rows::{Below, HEAD, Row, accounts};
use super::inputs::{FIRST, Inputs, SUM};
use super::names::Names;

/// Amounts below this are rounding (万元).
const ROUNDING: f64 = 5e-7;

/// A test: its line, what it says, its formula, whether it holds as planned.
struct Test {
    below: Below,
    text: &'static str,
    formula: String,
    is_held: bool,
}

/// The tests, each with the first year in which it fails.
pub(super) fn tests(sheet: &mut Sheet, inputs: &Inputs) -> Result<(), XlsxError> {
    let names = inputs.names;
    let (holds, fails) = words(names);
    for Test { below, text, formula, is_held } in all(inputs) {
        sheet.text((below.cell().0, 0), text, Look::Text)?;
        sheet.word_formula(below.cell(), &formula, if is_held { holds } else { fails })?;
    }
    let flow = &inputs.flow;
    for (below, row) in [(Below::Test2, Row::Carried), (Below::Test3, Row::Account)] {
        let at = (below.cell().0, SUM + 1);
        let years = format!("{}:{}", name((HEAD, FIRST)), name((HEAD, last(inputs))));
        let from = names.either("首次不成立：", "first in");
        let first = format!(
            "=IF(MIN({values})>=-{ROUNDING},\"–\",\"{from} \"&INDEX({years},1,MATCH(1,INDEX(--\
             ({values}<-{ROUNDING}),0),0)))",
            values = range(inputs, row),
        );
        let found = match row {
            Row::Carried => flow.first_year_without_money,
            _ => first_below(&accounts(inputs), &inputs.years),
        };
        let said = found.map_or_else(|| "–".to_owned(), |year| format!("{from} {year}"));
        sheet.word_formula(at, &first, &said)?;
    }
    Ok(())
}

fn words(names: Names) -> (&'static str, &'static str) {
    (names.either("成立", "holds"), names.either("不成立", "fails"))
}

fn last(inputs: &Inputs) -> u16 {
    FIRST + u16::try_from(inputs.years.len()).unwrap_or(1) - 1
}

/// The cells of a row in all years.
fn range(inputs: &Inputs, row: Row) -> String {
    format!("{}:{}", name((row.at(), FIRST)), name((row.at(), last(inputs))))
}

fn all(inputs: &Inputs) -> [Test; 3] {
    let names = inputs.names;
    let (holds, fails) = words(names);
    let flow = &inputs.flow;
    let never = |row: Row| {
        let values = range(inputs, row);
        format!("=IF(MIN({values})>=-{ROUNDING},\"{holds}\",\"{fails}\")")
    };
    let cell = |row: Row| name((row.at(), SUM));
    let (income, spending) = (cell(Row::Income), cell(Row::Spending));
    [
        Test {
            below: Below::Test1,
            text: names.either(
                "总体收支平衡：01合计不低于03合计",
                "test 1: 01 in all is at least 03 in all",
            ),
            formula: format!("=IF({income}>={spending}-{ROUNDING},\"{holds}\",\"{fails}\")"),
            is_held: flow.covers_spending,
        },
        Test {
            below: Below::Test2,
            text: names.either(
                "年度收支平衡：各年02与结转不低于03",
                "test 2: each year 02 with what is carried over is at least 03",
            ),
            formula: never(Row::Carried),
            is_held: flow.first_year_without_money.is_none(),
        },
        Test {
            below: Below::Test3,
            text: names.either(
                "账户逐年平衡：计入土地收入与还本",
                "test 3: the account with land income and principal is never below 0",
            ),
            formula: never(Row::Account),
            is_held: accounts(inputs).iter().all(|account| *account >= -ROUNDING),
        },
    ]
}

fn first_below(values: &[f64], years: &[i32]) -> Option<i32> {
    let first = values.iter().zip(years).find(|(value, _)| **value < -ROUNDING);
    first.map(|(_, year)| *year)
}
