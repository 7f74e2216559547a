//! The account of a project as planned, month by month, and by year as the debt system's table has
//! it (收支平衡表, Form 3).
//!
//! # The three tests
//!
//! The system tests, first, that all income is at least all spending with interest and fees;
//! principal has no row there. Second, that in each year the money in, land income not counted, is
//! at least the spending, what is left going to the next year. Neither sees a bond that falls due
//! before the land is sold, so a third is ours: in each year the account with everything that comes
//! in is at least everything that goes out, principal with it.

use std::collections::BTreeMap;

use crate::calendar::YearMonth;
use crate::model::project_account::ProjectAccount;
use crate::rules::project::{BudgetInterest, Project};

use super::cover::{interest_of_other, payments};

/// Amounts below this are rounding (CNY).
const ROUNDING: f64 = 0.005;

/// What goes through a project's account in a year (CNY).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Flows {
    /// Land income (row 01).
    pub income: f64,
    /// Principal of bonds issued (row 0201).
    pub bonds: f64,
    /// Interest that the budget pays (row 0202).
    pub budget_interest: f64,
    /// What else the budget pays in (row 0203).
    pub own_capital: f64,
    /// Other debt drawn.
    pub other_debt: f64,
    /// Project spending (row 0301).
    pub cost: f64,
    /// Interest of bonds and other debt, and fees (row 0302).
    pub finance_cost: f64,
    /// Principal of bonds and other debt repaid.
    pub principal: f64,
    /// What the account could not pay.
    pub short: f64,
}

impl Flows {
    /// Money in without land income (row 02).
    pub fn money_in(&self) -> f64 {
        self.bonds + self.budget_interest + self.own_capital + self.other_debt
    }

    /// Spending (row 03).
    pub fn spending(&self) -> f64 {
        self.cost + self.finance_cost
    }

    /// Everything that comes in.
    pub fn all_in(&self) -> f64 {
        self.money_in() + self.income
    }

    /// Everything that goes out.
    pub fn all_out(&self) -> f64 {
        self.spending() + self.principal
    }

    fn add(&mut self, other: &Self) {
        let places = [
            (&mut self.income, other.income),
            (&mut self.bonds, other.bonds),
            (&mut self.budget_interest, other.budget_interest),
            (&mut self.own_capital, other.own_capital),
            (&mut self.other_debt, other.other_debt),
            (&mut self.cost, other.cost),
            (&mut self.finance_cost, other.finance_cost),
            (&mut self.principal, other.principal),
            (&mut self.short, other.short),
        ];
        for (place, amount) in places {
            *place += amount;
        }
    }
}

/// A year of the table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Year {
    /// Calendar year.
    pub year: i32,
    /// What goes through the account.
    pub flows: Flows,
    /// What of the money in is carried over to the next year (row 04): below 0 what is missing.
    pub carried_over: f64,
    /// Account at the end of the year, what was short having been paid by others.
    pub account: f64,
}

/// A month in which the account could not pay.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShortMonth {
    /// The month.
    pub month: YearMonth,
    /// How much was missing (CNY).
    pub amount: f64,
}

/// The table, and what the tests find.
#[derive(Debug, Clone, PartialEq)]
pub struct CashFlow {
    /// From the year of the first issue, or of whatever comes before it.
    pub years: Vec<Year>,
    /// Sums of all years.
    pub total: Flows,
    /// Whether all income is at least all spending, interest and fees included.
    pub covers_spending: bool,
    /// First year in which money in, with what was carried over, is below spending.
    pub first_year_without_money: Option<i32>,
    /// First year in which the account with everything that comes in is below everything that goes
    /// out.
    pub first_failing_year: Option<i32>,
    /// Months in which the account could not pay.
    pub short: Vec<ShortMonth>,
}

/// What falls due in a month, before anything is paid (CNY).
#[derive(Debug, Clone, Copy, Default)]
struct Due {
    flows: Flows,
    /// Fees of issue, which are taken off the proceeds.
    issue_fees: f64,
    /// Interest of bonds with the fee of its payment.
    interest: f64,
    /// Principal of bonds with the fee of its payment, and of other debt.
    principal: f64,
    /// Interest of other debt.
    other_interest: f64,
}

/// The account of a project as planned; bonds bear their coupons.
pub fn cash_flow(project: &Project) -> CashFlow {
    let due = due_by_month(project);
    let first_income = project.first_planned_income();
    let mut account = ProjectAccount::default();
    let mut years: BTreeMap<i32, Flows> = BTreeMap::new();
    let mut accounts: BTreeMap<i32, f64> = BTreeMap::new();
    let mut short_months = Vec::new();
    for (month, due) in &due {
        let mut flows = due.flows;
        account.cash += flows.income + flows.own_capital + flows.other_debt;
        account.proceeds += flows.bonds;
        let mut short = account.pay_outlay(due.issue_fees);
        short += account.pay_outlay(flows.cost);
        let unpaid = account.pay_interest(due.interest);
        let is_budgets = match project.budget_interest {
            BudgetInterest::UntilPlannedIncome => first_income.is_none_or(|first| *month < first),
            BudgetInterest::Always => true,
            BudgetInterest::Never => false,
        };
        let of_budget = if is_budgets { unpaid } else { 0.0 };
        short += unpaid - of_budget;
        short += account.pay_interest(due.other_interest);
        short += account.pay_principal(due.principal);
        flows.budget_interest = of_budget;
        flows.short = short;
        if short > ROUNDING {
            short_months.push(ShortMonth { month: *month, amount: short });
        }
        years.entry(month.year()).or_default().add(&flows);
        accounts.insert(month.year(), account.total());
    }
    tested(&years, &accounts, short_months)
}

/// The years in order, without gaps, and what the tests find.
fn tested(
    flows: &BTreeMap<i32, Flows>,
    accounts: &BTreeMap<i32, f64>,
    short: Vec<ShortMonth>,
) -> CashFlow {
    let span = flows.keys().next().zip(flows.keys().last());
    let (mut years, mut total) = (Vec::new(), Flows::default());
    let (mut carried, mut account) = (0.0, 0.0);
    let (mut without_money, mut failing) = (None, None);
    for year in span.into_iter().flat_map(|(first, last)| *first..=*last) {
        let flows = flows.get(&year).copied().unwrap_or_default();
        carried += flows.money_in() - flows.spending();
        if carried < -ROUNDING && without_money.is_none() {
            without_money = Some(year);
        }
        if account + flows.all_in() < flows.all_out() - ROUNDING && failing.is_none() {
            failing = Some(year);
        }
        account = accounts.get(&year).copied().unwrap_or(account);
        total.add(&flows);
        years.push(Year { year, flows, carried_over: carried, account });
    }
    CashFlow {
        years,
        total,
        covers_spending: total.income >= total.spending() - ROUNDING,
        first_year_without_money: without_money,
        first_failing_year: failing,
        short,
    }
}

/// What is stated for each month.
fn due_by_month(project: &Project) -> BTreeMap<YearMonth, Due> {
    let mut months: BTreeMap<YearMonth, Due> = BTreeMap::new();
    for income in &project.planned_income {
        months.entry(income.month).or_default().flows.income += income.amount;
    }
    for cost in &project.planned_cost {
        months.entry(cost.month).or_default().flows.cost += cost.amount;
    }
    for capital in &project.own_capital {
        months.entry(capital.month).or_default().flows.own_capital += capital.amount;
    }
    let after =
        |month: YearMonth, months: usize| month.plus(i32::try_from(months).unwrap_or(i32::MAX));
    for bond in &project.bonds {
        let issue = months.entry(bond.issue_month).or_default();
        let fees = bond.fees.at_issue(bond.amount);
        issue.flows.bonds += bond.amount;
        issue.flows.finance_cost += fees;
        issue.issue_fees += fees;
        for paid in payments(bond) {
            let month = months.entry(after(bond.issue_month, paid.months)).or_default();
            let fee = |amount: f64| bond.fees.with_payment(amount);
            month.interest += paid.interest + fee(paid.interest + paid.principal);
            month.principal += paid.principal;
            month.flows.finance_cost += paid.interest + fee(paid.interest + paid.principal);
            month.flows.principal += paid.principal;
        }
    }
    for debt in &project.other_debt {
        months.entry(debt.month).or_default().flows.other_debt += debt.amount;
        for (after_months, interest) in interest_of_other(debt) {
            let month = months.entry(after(debt.month, after_months)).or_default();
            month.other_interest += interest;
            month.flows.finance_cost += interest;
        }
        let end = months.entry(after(debt.month, debt.term_months)).or_default();
        end.principal += debt.amount;
        end.flows.principal += debt.amount;
    }
    months
}
