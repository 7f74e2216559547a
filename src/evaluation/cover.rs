//! Cover of principal and interest (本息覆盖倍数): income until the last original bond is due, over
//! what these bonds pay until then.
//!
//! Own capital, interest that the budget pays, and proceeds are never income. A bond that may be
//! called runs its full term; cover at the call stands beside it.

use crate::calendar::YearMonth;
use crate::model::bond::{BondPayment, BondTerms};
use crate::quantity::{MONTHS_OF_A_YEAR, MONTHS_PER_YEAR, count};
use crate::rules::project::{Bond, CoverBasis, OtherDebt, Project};

/// What an auction costs by the rule of Shenzhen (深规划资源〔2026〕48号), of income.
pub const SHENZHEN_AUCTION_COST: f64 = 0.003;
/// What is set aside by the same rule, of income beyond principal, interest and fees.
pub const SHENZHEN_SET_ASIDE: f64 = 0.2;

/// Cover with what it is made of (CNY).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Cover {
    /// Income until the last due date, as it is stated.
    pub income: f64,
    /// Income that is stated for later months.
    pub income_after_maturity: f64,
    /// What of the income is taken off before it covers anything: auction cost and set-aside by the
    /// rule of Shenzhen.
    pub taken_off: f64,
    /// Principal of the bonds.
    pub principal: f64,
    /// Interest of the bonds.
    pub interest: f64,
    /// Fees of the bonds, whether or not they count.
    pub fees: f64,
    /// Fees that count.
    pub fees_counted: f64,
    /// Principal and interest of other debt.
    pub other_debt: f64,
}

impl Cover {
    /// What covers.
    pub fn numerator(&self) -> f64 {
        self.income - self.taken_off
    }

    /// What the bonds pay.
    pub fn debt_service(&self) -> f64 {
        self.principal + self.interest + self.fees_counted
    }

    /// Cover of the bonds (专项债券本息覆盖倍数); `None` without bonds.
    pub fn of_bonds(&self) -> Option<f64> {
        ratio(self.numerator(), self.debt_service())
    }

    /// Cover of all debt, other financing included (全部债务本息覆盖倍数).
    pub fn of_all_debt(&self) -> Option<f64> {
        ratio(self.numerator(), self.debt_service() + self.other_debt)
    }

    /// Several projects together: sums over sums.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self {
            income: self.income + other.income,
            income_after_maturity: self.income_after_maturity + other.income_after_maturity,
            taken_off: self.taken_off + other.taken_off,
            principal: self.principal + other.principal,
            interest: self.interest + other.interest,
            fees: self.fees + other.fees,
            fees_counted: self.fees_counted + other.fees_counted,
            other_debt: self.other_debt + other.other_debt,
        }
    }
}

fn ratio(numerator: f64, denominator: f64) -> Option<f64> {
    (denominator > 0.0).then(|| numerator / denominator)
}

/// Payments of a bond at its own coupon.
pub fn payments(bond: &Bond) -> Vec<BondPayment> {
    BondTerms {
        amount: bond.amount,
        coupon: bond.coupon,
        term_months: bond.term_months,
        interest_months: bond.interest_months,
        instalments: &bond.instalments,
    }
    .payments()
}

/// Interest dates of other debt with what is paid: months after it came in, and CNY.
pub(super) fn interest_of_other(debt: &OtherDebt) -> Vec<(usize, f64)> {
    let ends = (1..=debt.term_months)
        .filter(|months| months % MONTHS_OF_A_YEAR == 0 || *months == debt.term_months);
    let mut since = 0;
    ends.map(|months| {
        let paid = debt.amount * debt.rate * count(months - since) / MONTHS_PER_YEAR;
        since = months;
        (months, paid)
    })
    .collect()
}

/// Cover of a project as its plan states it, on the plan's basis; bonds bear their coupons, which
/// is why a plan is changed first ([`super::change::Change::of`]).
pub fn cover(project: &Project) -> Cover {
    let due = project.last_due();
    let until = |month: YearMonth| due.is_some_and(|due| month <= due);
    let (mut cover, basis) = (Cover::default(), project.cover_basis);
    for income in &project.planned_income {
        let place =
            if until(income.month) { &mut cover.income } else { &mut cover.income_after_maturity };
        *place += income.amount;
    }
    for bond in &project.bonds {
        let interest: f64 = payments(bond).iter().map(|paid| paid.interest).sum();
        cover.principal += bond.amount;
        cover.interest += interest;
        cover.fees +=
            bond.fees.at_issue(bond.amount) + bond.fees.with_payment(bond.amount + interest);
    }
    if project.fees_in_cover || basis == CoverBasis::Shenzhen {
        cover.fees_counted = cover.fees;
    }
    for debt in &project.other_debt {
        let interest: f64 = interest_of_other(debt).iter().map(|(_, paid)| paid).sum();
        cover.other_debt += debt.amount + interest;
    }
    if basis == CoverBasis::Shenzhen {
        cover.taken_off = cover.income - shenzhen_income(cover.income, cover.debt_service());
    }
    cover
}

/// What is left of an income to cover debt service (with its fees) by the rule of Shenzhen (CNY).
pub fn shenzhen_income(income: f64, service: f64) -> f64 {
    let beyond = (income - service).max(0.0);
    income - SHENZHEN_AUCTION_COST * income - SHENZHEN_SET_ASIDE * beyond
}

/// Cover when every bond that may be called is called as soon as it may; `None` where none may.
pub fn cover_at_call(project: &Project) -> Option<Cover> {
    project.bonds.iter().any(|bond| bond.call_months.is_some()).then(|| {
        let called = |bond: &Bond| Bond {
            term_months: bond.call_months.unwrap_or(bond.term_months),
            ..bond.clone()
        };
        let bonds = project.bonds.iter().map(called).collect();
        cover(&Project { bonds, ..project.clone() })
    })
}

/// Income as a share of what is planned until the due date at which cover is a ratio: 0.9 where it
/// may fall by a tenth. `None` where there is no income or no debt.
pub fn income_for(cover: &Cover, basis: CoverBasis, ratio: f64) -> Option<f64> {
    let (income, service) = (cover.income, cover.debt_service());
    if income <= 0.0 || service <= 0.0 {
        return None;
    }
    let needed = match basis {
        CoverBasis::Gross | CoverBasis::Ledger => ratio * service,
        CoverBasis::Shenzhen => {
            // What lies beyond debt service brings less, since a part of it is set aside.
            let kept = 1.0 - SHENZHEN_AUCTION_COST;
            let below = ratio * service / kept;
            if below <= service {
                below
            } else {
                (ratio - SHENZHEN_SET_ASIDE) * service / (kept - SHENZHEN_SET_ASIDE)
            }
        }
    };
    Some(needed / income)
}
