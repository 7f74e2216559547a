//! Form 5: the stress table of cover, each line with the odds of the simulated market beside it,
//! and the grid of changes that evaluations print.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::evaluation::change::Change;
use crate::evaluation::stress::stress;

use super::super::super::plan::stress::called;
use super::super::sheet::{Look, Sheet, name};
use super::balance::Balance;
use super::cover_terms::{Terms, Values};
use super::inputs::{Inputs, Part, Term};
use super::planned::Planned;

/// Row of the first heads.
const HEAD: u32 = 3;
/// Height of the heads, which take several lines (points).
const HEAD_HEIGHT: f64 = 62.0;
/// Width of labels (characters).
const LABELS: f64 = 40.0;
/// Changes of the grid, as evaluations print them.
const GRID: [f64; 9] = [-0.08, -0.06, -0.04, -0.02, 0.0, 0.02, 0.04, 0.06, 0.08];

/// The sheet.
pub(super) fn sheet(
    planned: &Planned<'_>,
    inputs: &Inputs,
    balance: &Balance,
) -> Result<Worksheet, XlsxError> {
    let names = inputs.names;
    let title = names.either("表5 覆盖倍数压力测试", "Form 5: stress of cover");
    let mut sheet =
        Sheet::titled(&names.of("表5 压力测试", "Form 5 stress"), title, names.language)?;
    sheet.text((1, 0), inputs.called(), Look::Text)?;
    let table = Table { inputs, balance };
    let next = table.lines(&mut sheet, planned)?;
    table.grid(&mut sheet, next + 1)?;
    sheet.page.set_column_width(0, LABELS)?;
    sheet.page.set_row_height(HEAD, HEAD_HEIGHT)?;
    sheet.page.set_print_fit_to_pages(1, 1);
    sheet.finish((HEAD + 1, 1))
}

/// Cover under changes.
struct Table<'t> {
    inputs: &'t Inputs,
    balance: &'t Balance,
}

impl Table<'_> {
    /// The parts of cover as planned.
    fn parts(&self) -> Terms {
        let balance = self.balance;
        Terms {
            income: balance.income_cell(),
            principal: balance.principal_cell(),
            interest: balance.interest_cell(),
            fees: balance.fees_cell(),
        }
    }

    fn cover(&self, terms: &Terms) -> String {
        let project = &self.inputs.project;
        format!("={}", terms.cover(project.cover_basis, project.fees_in_cover))
    }

    fn value(&self, values: &Values) -> f64 {
        let project = &self.inputs.project;
        values.cover(project.cover_basis, project.fees_in_cover)
    }

    /// What a payout of so much more interest costs, and the interest itself.
    fn more(&self, more: impl Fn(usize) -> String) -> (String, String) {
        let bonds = self.inputs.bonds();
        let interest = bonds.clone().map(&more).collect::<Vec<_>>().join("+");
        let fee =
            |bond: usize| format!("{}*({})", self.inputs.term(bond, Term::PayoutFee), more(bond));
        (interest, bonds.map(fee).collect::<Vec<_>>().join("+"))
    }

    /// The parts of cover under a change.
    fn changed(&self, change: &Change) -> Terms {
        let parts = self.parts();
        let Change { income, cost, rate, late_years } = *change;
        let Terms { income: all_income, principal, interest, fees } = parts.clone();
        if income < 1.0 {
            return Terms { income: format!("({income}*{all_income})"), ..parts };
        }
        if cost > 1.0 {
            let growth = format!(
                "(1+{}*{}/{principal})",
                without_dust(cost - 1.0),
                self.balance.cost_cell()
            );
            let grown = |part: &str| format!("({part}*{growth})");
            return Terms {
                income: all_income,
                principal: grown(&principal),
                interest: grown(&interest),
                fees: grown(&fees),
            };
        }
        let inputs = self.inputs;
        let more = |bond: usize| {
            let term = |term: Term| inputs.term(bond, term);
            if late_years > 0 {
                let (amount, share) = (term(Term::Amount), term(Term::LastShare));
                format!("{amount}*{share}*{}*{late_years}", term(Term::Rate))
            } else {
                let (amount, old) = (term(Term::Amount), term(Term::Rate));
                let bearing = inputs.whole(bond, Part::Bearing);
                format!("{amount}*(MAX(0,{old}+{rate})-{old})*{bearing}")
            }
        };
        if late_years == 0 && rate == 0.0 {
            return parts;
        }
        let (more_interest, more_fees) = self.more(more);
        Terms {
            interest: format!("({interest}+{more_interest})"),
            fees: format!("({fees}+{more_fees})"),
            ..parts
        }
    }

    /// The lines of the plan's stress table; gives the row behind.
    fn lines(&self, sheet: &mut Sheet, planned: &Planned<'_>) -> Result<u32, XlsxError> {
        let names = self.inputs.names;
        sheet.heads(
            HEAD,
            &[
                names.either("变动", "Change"),
                names.either("覆盖倍数", "Cover"),
                names.either("模拟中倍数不高于此的概率", "Cover no higher, share of futures"),
                names.either(
                    "模拟中收入不高于此／推迟不短于此的概率",
                    "Income no higher, or as late, share of futures",
                ),
            ],
        )?;
        let basis = self.inputs.project.cover_basis;
        let mut row = HEAD + 1;
        for line in stress(std::slice::from_ref(planned.project)).lines {
            sheet.text((row, 0), &called(&line.change, names.language), Look::Text)?;
            let cover = line.cover.of_bonds().unwrap_or(f64::NAN);
            sheet.formula(
                (row, 1),
                &self.cover(&self.changed(&line.change)),
                cover,
                Look::Ratio,
            )?;
            if let Some(odds) = planned.odds {
                let shares = odds.of_line(&line, Some(basis));
                for (column, share) in (2..).zip(shares) {
                    sheet.number((row, column), share.map(|share| share.value), Look::Percent)?;
                }
            }
            row += 1;
        }
        let note = if planned.odds.is_some() {
            names.either(
                "概率为模拟市场中的占比，随输入改动不重算；收购价在各行保持不变。",
                "Shares are of one simulated market and do not follow changes of the inputs; the \
                 purchase price is held.",
            )
        } else {
            names.either(
                "未模拟：在方案表中填写“出让地块”各行后可得概率；收购价在各行保持不变。",
                "Not simulated: rows of plots in the plan give shares; the purchase price is held.",
            )
        };
        sheet.text((row, 0), note, Look::Note)?;
        Ok(row + 1)
    }

    /// Cover with income, cost, rate and principal changed by so much.
    fn grid(&self, sheet: &mut Sheet, head: u32) -> Result<(), XlsxError> {
        let names = self.inputs.names;
        sheet.text((head, 0), names.either("变动幅度", "Changed by"), Look::Head)?;
        for (column, change) in (1..).zip(GRID) {
            sheet.number((head, column), Some(change), Look::Percent)?;
        }
        let parts = self.parts();
        let values = self.balance.values();
        let cost_share = self.balance.cost / values.principal;
        for (row, (text, of)) in (head + 1..).zip([
            (names.either("土地出让收入", "land income"), Changed::Income),
            (names.either("项目支出（债券相应增减）", "cost (bonds follow)"), Changed::Cost),
            (names.either("利率", "rate"), Changed::Rate),
            (names.either("融资本金", "principal"), Changed::Principal),
        ]) {
            sheet.text((row, 0), text, Look::Text)?;
            for (column, change) in (1..).zip(GRID) {
                let by = format!("(1+{})", name((head, column)));
                let growth = format!(
                    "(1+{}*{}/{})",
                    name((head, column)),
                    self.balance.cost_cell(),
                    parts.principal
                );
                let times = |part: &str, factor: &str| format!("({part}*{factor})");
                let all = |factor: &str| Terms {
                    principal: times(&parts.principal, factor),
                    interest: times(&parts.interest, factor),
                    fees: times(&parts.fees, factor),
                    ..parts.clone()
                };
                let (terms, value) = match of {
                    Changed::Income => (
                        Terms { income: times(&parts.income, &by), ..parts.clone() },
                        Values { income: values.income * (1.0 + change), ..values },
                    ),
                    Changed::Cost => (all(&growth), grown(values, 1.0 + change * cost_share)),
                    Changed::Rate => (
                        Terms { interest: times(&parts.interest, &by), ..parts.clone() },
                        Values { interest: values.interest * (1.0 + change), ..values },
                    ),
                    Changed::Principal => (all(&by), grown(values, 1.0 + change)),
                };
                sheet.formula(
                    (row, column),
                    &self.cover(&terms),
                    self.value(&value),
                    Look::Hundredth,
                )?;
            }
        }
        Ok(())
    }
}

/// What a row of the grid changes.
#[derive(Debug, Clone, Copy)]
enum Changed {
    Income,
    Cost,
    Rate,
    Principal,
}

fn grown(values: Values, by: f64) -> Values {
    Values {
        principal: values.principal * by,
        interest: values.interest * by,
        fees: values.fees * by,
        ..values
    }
}

/// A change without the last digits of a difference.
fn without_dust(change: f64) -> f64 {
    (change * 1e9).round() / 1e9
}
