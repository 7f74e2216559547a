//! Form 3: the balance of income and outlays by year (收支平衡表) as the debt system has it, its two
//! tests and a third that sees principal, and cover of principal and interest.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::rules::project::CoverBasis;

use super::super::sheet::{Cell, Look, Sheet, anchored, name};
use super::balance_rows::{Below, HEAD, Row, by_year};
use super::balance_tests::tests;
use super::cover_terms::{Terms, Values};
use super::inputs::{FIRST, Inputs, Item, Part, SUM, Term};
use super::names::WAN;
use super::planned::Planned;
use super::simulated::simulated;

/// Width of labels (characters).
const LABELS: f64 = 46.0;

/// What other forms take from the balance: cells, with what they hold (万元).
#[derive(Debug, Clone)]
pub(super) struct Balance {
    name: String,
    pub(super) income: f64,
    pub(super) principal: f64,
    pub(super) interest: f64,
    pub(super) fees: f64,
    pub(super) cost: f64,
    pub(super) planned_income: f64,
}

impl Balance {
    pub(super) fn of(inputs: &Inputs) -> Self {
        let cover = &inputs.cover;
        Self {
            name: inputs.names.of("表3 收支平衡", "Form 3 balance"),
            income: cover.income / WAN,
            principal: cover.principal / WAN,
            interest: cover.interest / WAN,
            fees: cover.fees / WAN,
            cost: inputs.flow.total.cost / WAN,
            planned_income: inputs.flow.total.income / WAN,
        }
    }

    fn cell(&self, cell: Cell) -> String {
        format!("'{}'!{}", self.name, anchored(cell))
    }

    /// Income until the last bond is due.
    pub(super) fn income_cell(&self) -> String {
        self.cell(Below::IncomeUntilDue.cell())
    }

    pub(super) fn principal_cell(&self) -> String {
        self.cell(Below::Principal.cell())
    }

    pub(super) fn interest_cell(&self) -> String {
        self.cell(Below::Interest.cell())
    }

    pub(super) fn fees_cell(&self) -> String {
        self.cell(Below::Fees.cell())
    }

    pub(super) fn cover_cell(&self) -> String {
        self.cell(Below::Cover.cell())
    }

    /// Outlays in all.
    pub(super) fn cost_cell(&self) -> String {
        self.cell((Row::Cost.at(), SUM))
    }

    /// Income in all.
    pub(super) fn planned_income_cell(&self) -> String {
        self.cell((Row::Income.at(), SUM))
    }

    /// Other debt in all.
    pub(super) fn other_debt_cell(&self) -> String {
        self.cell((Row::OtherDebt.at(), SUM))
    }

    /// Own capital in all.
    pub(super) fn own_capital_cell(&self) -> String {
        self.cell((Row::OwnCapital.at(), SUM))
    }

    /// Bonds issued in a year.
    pub(super) fn issued_cell(&self, at: u16) -> String {
        self.cell((Row::Bonds.at(), FIRST + at))
    }

    /// The sheet.
    pub(super) fn sheet(
        &self,
        planned: &Planned<'_>,
        inputs: &Inputs,
    ) -> Result<Worksheet, XlsxError> {
        let names = inputs.names;
        let title =
            names.either("表3 项目收支平衡表（万元）", "Form 3: income and outlays (10,000 yuan)");
        let mut sheet = Sheet::titled(&self.name, title, names.language)?;
        sheet.text((1, 0), inputs.called(), Look::Text)?;
        let mut heads =
            vec![names.either("科目", "Item").to_owned(), names.either("合计", "Sum").to_owned()];
        heads.extend(inputs.years.iter().map(ToString::to_string));
        sheet.heads(HEAD, &heads)?;
        by_year(&mut sheet, inputs)?;
        self.below(&mut sheet, planned, inputs)?;
        sheet.page.set_column_width(0, LABELS)?;
        sheet.finish((HEAD + 1, FIRST))
    }

    /// Cover, tests and odds.
    fn below(
        &self,
        sheet: &mut Sheet,
        planned: &Planned<'_>,
        inputs: &Inputs,
    ) -> Result<(), XlsxError> {
        let names = inputs.names;
        let counted =
            format!("=SUMPRODUCT({},{})", inputs.all(Item::Income), inputs.all(Item::Counted));
        let label = |below: Below| (below.cell().0, 0);
        let amounts = [
            (
                Below::IncomeUntilDue,
                names.either("债券到期前收入", "income until the bonds are due"),
                counted,
                self.income,
            ),
            (
                Below::Principal,
                names.either("债券本金", "principal of the bonds"),
                over_bonds(inputs, |inputs, bond| inputs.term(bond, Term::Amount)),
                self.principal,
            ),
            (
                Below::Interest,
                names.either("债券利息", "interest of the bonds"),
                over_bonds(inputs, interest),
                self.interest,
            ),
            (
                Below::Fees,
                names.either("发行、登记与兑付费用", "fees of issue, registration and payout"),
                over_bonds(inputs, fees),
                self.fees,
            ),
        ];
        for (below, text, formula, value) in amounts {
            sheet.text(label(below), text, Look::Text)?;
            sheet.formula(below.cell(), &formula, value, Look::Hundredth)?;
        }
        self.covers(sheet, inputs)?;
        tests(sheet, inputs)?;
        if let Some(odds) = planned.odds {
            let below = (Below::Test3.cell().0 + 2, 0);
            simulated(sheet, below, odds, inputs.project.cover_basis, names)?;
        }
        Ok(())
    }

    /// Cover on each basis.
    fn covers(&self, sheet: &mut Sheet, inputs: &Inputs) -> Result<(), XlsxError> {
        let names = inputs.names;
        let terms = Terms {
            income: name(Below::IncomeUntilDue.cell()),
            principal: name(Below::Principal.cell()),
            interest: name(Below::Interest.cell()),
            fees: name(Below::Fees.cell()),
        };
        let values = self.values();
        let project = &inputs.project;
        let basis = project.cover_basis;
        let lines = [
            (
                Below::Cover,
                names.either("本息覆盖倍数（方案口径）", "cover on the plan's basis"),
                (basis, project.fees_in_cover),
            ),
            (
                Below::Gross,
                names.either("本息覆盖倍数（毛收入）", "cover by gross income"),
                (CoverBasis::Gross, project.fees_in_cover),
            ),
            (
                Below::Shenzhen,
                names.either("本息覆盖倍数（深圳口径）", "cover by the rule of Shenzhen"),
                (CoverBasis::Shenzhen, true),
            ),
        ];
        for (below, text, (basis, with_fees)) in lines {
            sheet.text((below.cell().0, 0), text, Look::Text)?;
            let formula = format!("={}", terms.cover(basis, with_fees));
            sheet.formula(below.cell(), &formula, values.cover(basis, with_fees), Look::Ratio)?;
        }
        Ok(())
    }

    /// The parts of cover as planned.
    pub(super) fn values(&self) -> Values {
        Values {
            income: self.income,
            principal: self.principal,
            interest: self.interest,
            fees: self.fees,
        }
    }
}

/// A sum over bonds.
fn over_bonds(inputs: &Inputs, one: impl Fn(&Inputs, usize) -> String) -> String {
    let terms = inputs.bonds().map(|bond| one(inputs, bond)).collect::<Vec<_>>().join("+");
    format!("={terms}")
}

/// Interest of a bond over its term.
fn interest(inputs: &Inputs, bond: usize) -> String {
    let term = |term: Term| inputs.term(bond, term);
    let bearing = inputs.whole(bond, Part::Bearing);
    format!("{}*{}*{bearing}", term(Term::Amount), term(Term::Rate))
}

/// Fees of a bond over its term.
fn fees(inputs: &Inputs, bond: usize) -> String {
    let term = |term: Term| inputs.term(bond, term);
    format!(
        "{amount}*({issue}+{registration}+{payout}*(1+{rate}*{bearing}))",
        amount = term(Term::Amount),
        issue = term(Term::IssueFee),
        registration = term(Term::RegistrationFee),
        payout = term(Term::PayoutFee),
        rate = term(Term::Rate),
        bearing = inputs.whole(bond, Part::Bearing),
    )
}
