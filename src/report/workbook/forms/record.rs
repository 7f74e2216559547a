//! Form 1, the record of a project in the data base of bonds, and Form 2, the disclosure of its
//! bonds: what the plan knows is filled in by formulas, what only the office knows is left blank.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::calendar::YearMonth;
use crate::quantity::{MONTHS_OF_A_YEAR, count};
use crate::rules::project::{Bond, DatedAmount};

use super::super::sheet::{Cell, Look, Sheet};
use super::balance::Balance;
use super::inputs::{Inputs, Item, Term};
use super::names::{Names, WAN};
use super::planned::Planned;
use super::simulated::simulated;

/// Row of the first line.
const FIRST: u32 = 3;
/// Width of labels, and of what is filled in (characters).
const LABELS: f64 = 36.0;
const FILLED: f64 = 22.0;
/// Disclosures state money in 亿元.
const WAN_PER_YI: f64 = 1e4;
/// What the office fills in.
const BLANK: &str = "";

/// What stands beside a label.
enum Filled {
    Blank,
    Text(String),
    Months(YearMonth),
    Number(String, f64, Look),
}

fn lines(sheet: &mut Sheet, lines: Vec<(&str, Filled)>) -> Result<u32, XlsxError> {
    let mut row = FIRST;
    for (label, filled) in lines {
        sheet.text((row, 0), label, Look::Text)?;
        let cell: Cell = (row, 1);
        match filled {
            Filled::Blank => sheet.text(cell, BLANK, Look::Blank)?,
            Filled::Text(text) => sheet.text(cell, &text, Look::Text)?,
            Filled::Months(month) => sheet.month(cell, month)?,
            Filled::Number(formula, value, look) => {
                sheet.formula(cell, &format!("={formula}"), value, look)?;
            }
        }
        row += 1;
    }
    sheet.page.set_column_width(0, LABELS)?;
    sheet.page.set_column_width(1, FILLED)?;
    Ok(row)
}

/// Form 1.
pub(super) fn record(
    planned: &Planned<'_>,
    inputs: &Inputs,
    balance: &Balance,
) -> Result<Worksheet, XlsxError> {
    let names = inputs.names;
    let title = names.either("表1 项目信息（万元）", "Form 1: record of the project (10,000 yuan)");
    let mut sheet =
        Sheet::titled(&names.of("表1 项目信息", "Form 1 record"), title, names.language)?;
    let project = &inputs.project;
    let mut filled = whose(inputs);
    filled.extend(money(inputs, balance));
    filled.extend(content(planned, inputs, balance));
    for (place, bond) in project.bonds.iter().enumerate() {
        filled.extend(of_bond(inputs, place, bond));
    }
    lines(&mut sheet, filled)?;
    sheet.page.set_portrait().set_print_fit_to_pages(1, 1);
    sheet.finish((0, 0))
}

/// Whose project it is.
fn whose<'n>(inputs: &Inputs) -> Vec<(&'n str, Filled)> {
    let names = inputs.names;
    let field = names.either("土地储备", "land reserve").to_owned();
    vec![
        (
            names.either("项目统一名称", "name of the project"),
            Filled::Text(inputs.called().to_owned()),
        ),
        (names.either("区划（地市、区县）", "place"), Filled::Blank),
        (names.either("项目领域", "field"), Filled::Text(field)),
        (names.either("项目业主", "owner"), Filled::Blank),
        (names.either("主管部门", "supervising office"), Filled::Blank),
    ]
}

/// What it costs and brings.
fn money<'n>(inputs: &Inputs, balance: &Balance) -> Vec<(&'n str, Filled)> {
    let names = inputs.names;
    let amount = |formula: String, value: f64| Filled::Number(formula, value, Look::Hundredth);
    let nothing = |look: Look| Filled::Number("0".to_owned(), 0.0, look);
    let (project, flow) = (&inputs.project, &inputs.flow.total);
    vec![
        (names.either("总投资", "total investment"), amount(balance.cost_cell(), balance.cost)),
        (
            names.either("不含专项债的资本金", "own capital"),
            amount(balance.own_capital_cell(), flow.own_capital / WAN),
        ),
        (
            names.either("申请专项债总额", "special bonds applied for"),
            amount(balance.principal_cell(), balance.principal),
        ),
        (
            names.either("其他债务融资", "other debt"),
            amount(balance.other_debt_cell(), flow.other_debt / WAN),
        ),
        (names.either("专项债作资本金", "bond used as capital"), nothing(Look::Hundredth)),
        (names.either("建设期", "years of outlays"), years(&project.planned_cost)),
        (names.either("运营期", "years of income"), years(&project.planned_income)),
        (
            names.either("预期收入（收益）", "expected income"),
            amount(balance.planned_income_cell(), balance.planned_income),
        ),
        (
            names.either("收入来源", "source of income"),
            Filled::Text(names.either("土地出让收入", "land sales").to_owned()),
        ),
        (names.either("成本", "cost"), nothing(Look::Hundredth)),
        (names.either("成本/收入", "cost over income"), nothing(Look::Percent)),
    ]
}

/// What land it is of, its cover, and who evaluated it.
fn content<'n>(
    planned: &Planned<'_>,
    inputs: &Inputs,
    balance: &Balance,
) -> Vec<(&'n str, Filled)> {
    let names = inputs.names;
    let cover = inputs.cover.of_bonds().unwrap_or(f64::NAN);
    let land = planned.land_m2;
    let area = if land > 0.0 {
        Filled::Number(land.to_string(), land, Look::Whole)
    } else {
        Filled::Blank
    };
    vec![
        (names.either("拟收储面积（㎡）", "area to be reserved (m²)"), area),
        (names.either("地块、四至、地块类型", "plots, bounds, kinds"), Filled::Blank),
        (names.either("原取得方式与价款", "how and for what it was acquired"), Filled::Blank),
        (
            names.either("评估价、收地基础价格、下浮、收购价", "appraisal, base, cut, price"),
            Filled::Blank,
        ),
        (
            names.either("本息覆盖倍数", "cover of principal and interest"),
            Filled::Number(balance.cover_cell(), cover, Look::Ratio),
        ),
        (names.either("会计师事务所", "accounting firm"), Filled::Blank),
        (names.either("律师事务所", "law firm"), Filled::Blank),
    ]
}

/// First and last year of some amounts.
fn years(amounts: &[DatedAmount]) -> Filled {
    let years = || amounts.iter().filter(|one| one.amount > 0.0).map(|one| one.month.year());
    match years().min().zip(years().max()) {
        Some((first, last)) if first < last => Filled::Text(format!("{first}–{last}")),
        Some((only, _)) => Filled::Text(only.to_string()),
        None => Filled::Blank,
    }
}

/// What the record has of a bond.
fn of_bond<'n>(inputs: &Inputs, place: usize, bond: &Bond) -> Vec<(&'n str, Filled)> {
    let names = inputs.names;
    let number =
        |term: Term, value: f64, look: Look| Filled::Number(inputs.term(place, term), value, look);
    let first = i32::try_from(bond.interest_months).unwrap_or(i32::MAX);
    vec![
        (names.either("所属债券", "bond"), Filled::Text(bond.id.clone())),
        (names.either("发行时间", "issued"), Filled::Months(bond.issue_month)),
        (
            names.either("发行额", "amount"),
            number(Term::Amount, bond.amount / WAN, Look::Hundredth),
        ),
        (
            names.either("发行利率（测算）", "rate (planned)"),
            number(Term::Rate, bond.coupon, Look::Rate),
        ),
        (names.either("发行期限（年）", "term (years)"), Filled::Text(of_years(bond.term_months))),
        (names.either("付息方式", "interest"), Filled::Text(interest(bond, names))),
        (
            names.either("首次付息年月", "first interest"),
            Filled::Months(bond.issue_month.plus(first)),
        ),
        (names.either("到期年月", "due"), Filled::Months(bond.due())),
        (names.either("赎回方式", "call"), Filled::Text(call(bond))),
        (names.either("调整记录", "changes"), Filled::Blank),
    ]
}

/// Form 2.
pub(super) fn disclosure(
    planned: &Planned<'_>,
    inputs: &Inputs,
    balance: &Balance,
) -> Result<Worksheet, XlsxError> {
    let names = inputs.names;
    let title = names.either(
        "表2 专项债券信息披露（亿元）",
        "Form 2: disclosure of the bonds (100 million yuan)",
    );
    let sheet_name = names.of("表2 债券披露", "Form 2 disclosure");
    let mut sheet = Sheet::titled(&sheet_name, title, names.language)?;
    let project = &inputs.project;
    let mut filled = terms(inputs, balance);
    filled.extend(investment(inputs, balance));
    let next = lines(&mut sheet, filled)?;
    by_year(&mut sheet, inputs, balance, next + 1)?;
    if let Some(odds) = planned.odds {
        let below = (next + 7, 0);
        simulated(&mut sheet, below, odds, project.cover_basis, names)?;
    }
    sheet.finish((0, 0))
}

/// What Form 2 says of the bonds.
fn terms<'n>(inputs: &Inputs, balance: &Balance) -> Vec<(&'n str, Filled)> {
    let (names, project) = (inputs.names, &inputs.project);
    let terms: Vec<String> = project.bonds.iter().map(|bond| of_years(bond.term_months)).collect();
    let is_bullet = project.bonds.iter().all(|bond| bond.instalments.is_empty());
    let kind = names.either("土地储备专项债券", "special bond for land reserve").to_owned();
    let repayment = if is_bullet {
        names.either("到期一次还本", "in one sum when due")
    } else {
        names.either("分期还本", "in instalments")
    };
    vec![
        (names.either("债券名称", "name of the bond"), Filled::Blank),
        (names.either("债券类型", "kind"), Filled::Text(kind)),
        (
            names.either("计划发行额", "amount planned"),
            yi(&balance.principal_cell(), balance.principal),
        ),
        (
            names.either("其中用于重大项目", "of it for key projects"),
            Filled::Number("0".to_owned(), 0.0, Look::Fine),
        ),
        (
            names.either("债券期限（年）", "term (years)"),
            Filled::Text(terms.join(names.either("、", ", "))),
        ),
        (names.either("招标日", "day of the auction"), Filled::Blank),
        (names.either("信用评级", "rating"), Filled::Blank),
        (names.either("还本方式", "repayment"), Filled::Text(repayment.to_owned())),
        (
            names.either("对应项目数量", "number of projects"),
            Filled::Number("1".to_owned(), 1.0, Look::Whole),
        ),
    ]
}

/// What Form 2 says of the project's investment and income.
fn investment<'n>(inputs: &Inputs, balance: &Balance) -> Vec<(&'n str, Filled)> {
    let (names, flow) = (inputs.names, &inputs.flow.total);
    let parts = [
        (balance.own_capital_cell(), flow.own_capital / WAN),
        (balance.principal_cell(), balance.principal),
        (balance.other_debt_cell(), flow.other_debt / WAN),
    ];
    let cells = parts.each_ref().map(|(cell, _)| cell.clone()).join("+");
    let all = parts.each_ref().map(|(_, value)| *value).iter().sum();
    let [capital, bonds, other] = parts.map(|(cell, value)| yi(&cell, value));
    vec![
        (names.either("不含专项债券的项目资金", "money without special bonds"), capital),
        (names.either("专项债券融资", "special bonds"), bonds),
        (names.either("其他债务融资", "other debt"), other),
        (
            names.either("债券存续期内项目总投资", "investment while the bonds run"),
            yi(&format!("({cells})"), all),
        ),
        (
            names.either("项目总收益", "income in all"),
            yi(&balance.planned_income_cell(), balance.planned_income),
        ),
        (
            names.either("收益/本息", "income over principal and interest"),
            Filled::Number(
                balance.cover_cell(),
                inputs.cover.of_bonds().unwrap_or(f64::NAN),
                Look::Ratio,
            ),
        ),
    ]
}

/// An amount of the balance in 亿元.
fn yi(cell: &str, value: f64) -> Filled {
    Filled::Number(format!("{cell}/{WAN_PER_YI}"), value / WAN_PER_YI, Look::Fine)
}

/// Financing and income by year.
fn by_year(
    sheet: &mut Sheet,
    inputs: &Inputs,
    balance: &Balance,
    head: u32,
) -> Result<(), XlsxError> {
    let names = inputs.names;
    let mut heads = vec![names.either("分年", "By year").to_owned()];
    heads.extend(inputs.years.iter().map(ToString::to_string));
    sheet.heads(head, &heads)?;
    for (row, label) in (head + 1..).zip([
        names.either("融资计划：专项债券", "financing: special bonds"),
        names.either("融资计划：其他债务", "financing: other debt"),
        names.either("分年收益", "income"),
    ]) {
        sheet.text((row, 0), label, Look::Text)?;
    }
    for (at, year) in (0_u16..).zip(&inputs.flow.years) {
        let flows = &year.flows;
        for (row, (cell, value)) in (head + 1..).zip([
            (balance.issued_cell(at), flows.bonds),
            (inputs.item(Item::OtherDebt, at), flows.other_debt),
            (inputs.item(Item::Income, at), flows.income),
        ]) {
            let formula = format!("={cell}/{WAN_PER_YI}");
            sheet.formula((row, 1 + at), &formula, value / WAN / WAN_PER_YI, Look::Fine)?;
        }
    }
    Ok(())
}

/// Months as years, where they are whole.
fn of_years(months: usize) -> String {
    if months.is_multiple_of(MONTHS_OF_A_YEAR) {
        (months / MONTHS_OF_A_YEAR).to_string()
    } else {
        format!("{:.1}", count(months) / count(MONTHS_OF_A_YEAR))
    }
}

/// How often interest is paid.
fn interest(bond: &Bond, names: Names) -> String {
    match bond.interest_months {
        MONTHS_OF_A_YEAR => names.either("按年付息", "every year").to_owned(),
        6 => names.either("按半年付息", "every half year").to_owned(),
        months => {
            format!(
                "{}{months}{}",
                names.either("每", "every "),
                names.either("个月付息", " months")
            )
        }
    }
}

/// When a bond may be called, as records write it: 5+2, or 5+0+0 of one that may not be.
fn call(bond: &Bond) -> String {
    match bond.call_months {
        Some(call) => format!("{}+{}", of_years(call), of_years(bond.term_months - call)),
        None => format!("{}+0+0", of_years(bond.term_months)),
    }
}
