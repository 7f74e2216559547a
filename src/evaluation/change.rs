//! What a line of a stress table changes of a plan, and the plan so changed.

use crate::quantity::MONTHS_OF_A_YEAR;
use crate::rules::project::{Bond, DatedAmount, Project};

/// A change of what a plan states. The purchase price is never worked out anew from an income.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Factor on every income.
    pub income: f64,
    /// Factor on every cost. The bonds grow by what costs grow, in proportion, so principal and
    /// interest do; own capital is held.
    pub cost: f64,
    /// What is added to every rate, which does not fall below 0 (per year).
    pub rate: f64,
    /// Years by which all income and the last principal of each bond come later, at the same
    /// coupon; principal that is repaid before stays where it is.
    pub late_years: usize,
}

impl Change {
    /// No change.
    pub const NONE: Self = Self { income: 1.0, cost: 1.0, rate: 0.0, late_years: 0 };

    /// The plan with this change; bonds bear the rate at which the plan reckons.
    pub fn of(&self, project: &Project) -> Project {
        let late = self.late_years * MONTHS_OF_A_YEAR;
        let later = i32::try_from(late).unwrap_or(i32::MAX);
        let income = |income: &DatedAmount| DatedAmount {
            month: income.month.plus(later),
            amount: income.amount * self.income,
        };
        let cost = |cost: &DatedAmount| DatedAmount { amount: cost.amount * self.cost, ..*cost };
        let growth = self.growth_of_bonds(project);
        let bond = |bond: &Bond| Bond {
            amount: bond.amount * growth,
            coupon: (project.planned_coupon.unwrap_or(bond.coupon) + self.rate).max(0.0),
            term_months: bond.term_months + late,
            instalments: bond
                .instalments
                .iter()
                .map(|(months, amount)| (*months, amount * growth))
                .collect(),
            ..bond.clone()
        };
        Project {
            planned_income: project.planned_income.iter().map(income).collect(),
            planned_cost: project.planned_cost.iter().map(cost).collect(),
            planned_coupon: None,
            bonds: project.bonds.iter().map(bond).collect(),
            ..project.clone()
        }
    }

    /// Factor on the principal of each bond.
    fn growth_of_bonds(&self, project: &Project) -> f64 {
        if self.cost == 1.0 {
            return 1.0;
        }
        let sum = |amounts: &[DatedAmount]| amounts.iter().map(|one| one.amount).sum::<f64>();
        let bonds: f64 = project.bonds.iter().map(|bond| bond.amount).sum();
        let more = (self.cost - 1.0) * sum(&project.planned_cost);
        if bonds > 0.0 { (1.0 + more / bonds).max(0.0) } else { 1.0 }
    }
}
