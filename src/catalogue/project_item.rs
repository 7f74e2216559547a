//! What passes through the account of a project of special bonds, and through each of its bonds,
//! in a month.
//!
//! Of a bond there are what it pays and who paid for it; of a project all that passes through its
//! account. The identities of a month are
//!
//! ```text
//! of a bond    bond_interest + bond_fees + principal = paid from account and reserve
//!                  + budget_interest + other projects + income fund + rolled_over + support
//!              outstanding = outstanding before + issued - principal
//! of a project account = account before + account_income + own_capital + issued
//!                  + budget_interest + other projects + income fund + rolled_over + support
//!                  - project_outlay - bond_interest - bond_fees - principal
//!                  - paid_to_other_projects - rest_to_budget
//! ```
//!
//! A refinancing bond is `rolled_over` of the bond that it repays and of the project, and `issued`
//! of its own. In the last month `support` holds principal that is still open, too.

use super::account::Account;

super::entries! {
    /// Money of a project or of one of its bonds in a month; null where it has no meaning.
    ProjectItem by FlowOrStock;
    Income = "land_income_cny", Cny, Flow, "Land income", "土地出让收入":
        "Land income as buyers pay it, refunds taken off";
    AccountIncome = "account_income_cny", Cny, Flow, "Income of the account", "到账收入":
        "What of it the project's account receives";
    OwnCapital = "own_capital_cny", Cny, Flow, "Own capital", "项目资本金":
        "What the budget pays in as planned";
    Issued = "issued_cny", Cny, Flow, "Issued", "发行":
        "Principal of bonds and other debt that comes in; a project's without refinancing";
    Outlay = "project_outlay_cny", Cny, Flow, "Outlays", "项目支出":
        "Purchase, clearance, preparation, taxes, holding and administration";
    Interest = "bond_interest_cny", Cny, Flow, "Interest", "债券利息":
        "Interest due";
    Fees = "bond_fees_cny", Cny, Flow, "Fees", "发行兑付费用":
        "Fees of issue, registration and payment";
    Principal = "principal_cny", Cny, Flow, "Principal", "还本":
        "Principal due or called";
    PaidFromAccount = "paid_from_account_cny", Cny, Flow, "Paid from the account", "项目专户支付":
        "What of it proceeds and cash of the project paid";
    PaidFromReserve = "paid_from_reserve_cny", Cny, Flow, "Paid from the reserve", "偿债备付金支付":
        "What of it the repayment reserve paid";
    BudgetInterest = "budget_interest_cny", Cny, Flow, "Interest paid by the budget",
        "财政安排付息":
        "What of it the budget paid as planned";
    PaidByOtherProjects = "paid_by_other_projects_cny", Cny, Flow, "Paid by other projects",
        "其他项目调剂":
        "What of it other projects paid";
    PaidByIncomeFund = "paid_by_income_fund_cny", Cny, Flow, "Paid by the income fund",
        "收益基金弥补":
        "What of it the income fund paid";
    RolledOver = "rolled_over_cny", Cny, Flow, "Rolled over", "再融资偿还":
        "What of it was borrowed anew";
    Support = "support_cny", Cny, Flow, "Support", "财政补足":
        "What of it the budget paid because nothing else did";
    PaidToOtherProjects = "paid_to_other_projects_cny", Cny, Flow, "Paid to other projects",
        "调剂给其他项目":
        "What the project paid for others";
    RestToBudget = "rest_to_budget_cny", Cny, Flow, "Rest to the budget", "结余上缴财政":
        "What was left after the last debt";
    Outstanding = "outstanding_cny", Cny, Stock, "Outstanding", "债务余额":
        "Principal not yet repaid";
    Account = "account_cny", Cny, Stock, "In the account", "专户余额":
        "Proceeds, cash and reserve of the project";
    CoverSoFar = "cover_so_far", Ratio, Stock, "Cover so far", "累计本息覆盖倍数":
        "Income received so far on the project's basis over all that its original bonds cost";
}

/// Who may pay, in the order in which they stand in tables.
pub const SOURCES: [ProjectItem; 7] = [
    ProjectItem::PaidFromAccount,
    ProjectItem::PaidFromReserve,
    ProjectItem::BudgetInterest,
    ProjectItem::PaidByOtherProjects,
    ProjectItem::PaidByIncomeFund,
    ProjectItem::RolledOver,
    ProjectItem::Support,
];

impl ProjectItem {
    /// Whether bonds have it, and not projects alone.
    pub fn is_of_bonds(self) -> bool {
        matches!(
            self,
            Self::Issued | Self::Interest | Self::Fees | Self::Principal | Self::Outstanding
        ) || SOURCES.contains(&self)
    }

    /// From which account to which it moves money; `None` of what moves none, or what other items
    /// move.
    pub fn moved(self) -> Option<[Account; 2]> {
        Some(match self {
            Self::OwnCapital | Self::BudgetInterest | Self::Support => {
                [Account::District, Account::Projects]
            }
            Self::Issued | Self::RolledOver => [Account::Lenders, Account::Projects],
            Self::Interest => [Account::Projects, Account::Interest],
            Self::Fees => [Account::Projects, Account::Administration],
            Self::Principal => [Account::Projects, Account::Lenders],
            Self::PaidByIncomeFund => [Account::ReserveCentre, Account::Projects],
            Self::RestToBudget => [Account::Projects, Account::District],
            _ => return None,
        })
    }
}
