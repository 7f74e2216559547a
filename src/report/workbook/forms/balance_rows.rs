//! Rows of the balance by year, each a formula of the inputs.

use rust_xlsxwriter::XlsxError;

use crate::evaluation::cash_flow::Flows;

use super::super::sheet::{Cell, Look, Sheet, name};
use super::inputs::{FIRST, Inputs, Item, Part, SUM, Term};
use super::names::{Names, WAN};

/// Row of the years' heads.
pub(super) const HEAD: u32 = 3;

/// A row of the table by year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    Income,
    MoneyIn,
    Bonds,
    BudgetInterest,
    OwnCapital,
    OtherDebt,
    Spending,
    Cost,
    FinanceCost,
    Principal,
    Carried,
    Account,
}

impl Row {
    const ALL: [Self; 12] = [
        Self::Income,
        Self::MoneyIn,
        Self::Bonds,
        Self::BudgetInterest,
        Self::OwnCapital,
        Self::OtherDebt,
        Self::Spending,
        Self::Cost,
        Self::FinanceCost,
        Self::Principal,
        Self::Carried,
        Self::Account,
    ];

    fn label(self, names: Names) -> &'static str {
        match self {
            Self::Income => names.either("01 评估土地使用权出让收入", "01 land income"),
            Self::MoneyIn => names.either("02 土地储备项目资金", "02 money in"),
            Self::Bonds => names.either("  0201 专项债券", "  0201 special bonds"),
            Self::BudgetInterest => {
                names.either("  0202 财政安排付息", "  0202 interest paid by the budget")
            }
            Self::OwnCapital => names.either("  0203 其他财政预算", "  0203 other budget money"),
            Self::OtherDebt => names.either("  其他债务融资", "  other debt"),
            Self::Spending => names.either("03 土地储备项目资金支出", "03 spending"),
            Self::Cost => names.either("  0301 项目支出", "  0301 project spending"),
            Self::FinanceCost => {
                names.either("  0302 财务费用（利息与费用）", "  0302 interest and fees")
            }
            Self::Principal => names.either("还本", "principal repaid"),
            Self::Carried => {
                names.either("04 结转（不含土地收入）", "04 carried over (land income not counted)")
            }
            Self::Account => names.either(
                "年末项目账户（负数为缺口）",
                "account at the end of the year (below 0: what lacks)",
            ),
        }
    }

    pub(super) fn at(self) -> u32 {
        HEAD + 1 + self as u32
    }

    fn of(self, flows: &Flows) -> f64 {
        let amount = match self {
            Self::Income => flows.income,
            Self::MoneyIn => flows.money_in(),
            Self::Bonds => flows.bonds,
            Self::BudgetInterest => flows.budget_interest,
            Self::OwnCapital => flows.own_capital,
            Self::OtherDebt => flows.other_debt,
            Self::Spending => flows.spending(),
            Self::Cost => flows.cost,
            Self::FinanceCost => flows.finance_cost,
            Self::Principal => flows.principal,
            Self::Carried => flows.money_in() - flows.spending(),
            Self::Account => flows.all_in() - flows.all_out(),
        };
        amount / WAN
    }
}

/// A line below the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Below {
    IncomeUntilDue,
    Principal,
    Interest,
    Fees,
    Cover,
    Gross,
    Shenzhen,
    Test1,
    Test2,
    Test3,
}

impl Below {
    pub(super) fn cell(self) -> Cell {
        (Row::Account.at() + 2 + self as u32, SUM)
    }
}

/// The account at the end of each year, what lacks going on as it is (万元).
pub(super) fn accounts(inputs: &Inputs) -> Vec<f64> {
    let years = inputs.flow.years.iter().map(|year| Row::Account.of(&year.flows));
    years
        .scan(0.0, |account, change| {
            *account += change;
            Some(*account)
        })
        .collect()
}

/// The rows by year with their sums.
pub(super) fn by_year(sheet: &mut Sheet, inputs: &Inputs) -> Result<(), XlsxError> {
    let names = inputs.names;
    let mut before = [0.0, 0.0];
    for row in Row::ALL {
        sheet.text((row.at(), 0), row.label(names), Look::Text)?;
    }
    for (at, year) in (0_u16..).zip(&inputs.flow.years) {
        let column = FIRST + at;
        for row in Row::ALL {
            let formula = formula(row, inputs, at);
            let mut value = row.of(&year.flows);
            let stock = match row {
                Row::Carried => Some(0),
                Row::Account => Some(1),
                _ => None,
            };
            if let Some(stock) = stock {
                before[stock] += value;
                value = before[stock];
            }
            sheet.formula((row.at(), column), &format!("={formula}"), value, Look::Hundredth)?;
        }
    }
    let last = FIRST + u16::try_from(inputs.years.len()).unwrap_or(1) - 1;
    for row in Row::ALL.into_iter().filter(|row| !matches!(row, Row::Carried | Row::Account)) {
        let range = ((row.at(), FIRST), (row.at(), last));
        sheet.total((row.at(), SUM), range, Look::Hundredth)?;
    }
    Ok(())
}

/// The formula of a row in a year.
fn formula(row: Row, inputs: &Inputs, at: u16) -> String {
    let column = FIRST + at;
    let here = |row: Row| name((row.at(), column));
    let earlier =
        |row: Row| if at == 0 { String::new() } else { name((row.at(), column - 1)) + "+" };
    let of_bonds = |part: Part| {
        let one = |bond: usize| {
            format!("{}*{}", inputs.term(bond, Term::Amount), inputs.part_of(bond, part, at))
        };
        inputs.bonds().map(one).collect::<Vec<_>>().join("+")
    };
    match row {
        Row::Income => inputs.item(Item::Income, at),
        Row::MoneyIn => {
            [Row::Bonds, Row::BudgetInterest, Row::OwnCapital, Row::OtherDebt].map(here).join("+")
        }
        Row::Bonds => of_bonds(Part::Issued),
        Row::BudgetInterest => {
            format!("{}*{}", here(Row::FinanceCost), inputs.item(Item::BudgetShare, at))
        }
        Row::OwnCapital => inputs.item(Item::OwnCapital, at),
        Row::OtherDebt => inputs.item(Item::OtherDebt, at),
        Row::Spending => [Row::Cost, Row::FinanceCost].map(here).join("+"),
        Row::Cost => inputs.item(Item::Cost, at),
        Row::FinanceCost => finance_cost(inputs, at),
        Row::Principal => {
            format!("{}+{}", of_bonds(Part::Repaid), inputs.item(Item::OtherPrincipal, at))
        }
        Row::Carried => {
            format!("{}{}-{}", earlier(Row::Carried), here(Row::MoneyIn), here(Row::Spending))
        }
        Row::Account => format!(
            "{}{}+{}-{}-{}",
            earlier(Row::Account),
            here(Row::Income),
            here(Row::MoneyIn),
            here(Row::Spending),
            here(Row::Principal)
        ),
    }
}

/// Interest and fees of a year.
fn finance_cost(inputs: &Inputs, at: u16) -> String {
    let one = |bond: usize| {
        let term = |term: Term| inputs.term(bond, term);
        let part = |part: Part| inputs.part_of(bond, part, at);
        format!(
            "{amount}*({rate}*{bearing}*(1+{payout})+({issue}+{registration})*{issued}+{payout}*\
             {repaid})",
            amount = term(Term::Amount),
            rate = term(Term::Rate),
            bearing = part(Part::Bearing),
            payout = term(Term::PayoutFee),
            issue = term(Term::IssueFee),
            registration = term(Term::RegistrationFee),
            issued = part(Part::Issued),
            repaid = part(Part::Repaid),
        )
    };
    let bonds = inputs.bonds().map(one).collect::<Vec<_>>().join("+");
    format!("{bonds}+{}", inputs.item(Item::OtherInterest, at))
}
