//! Projects of special bonds, compiled: plots by index, dates as months.

use crate::calendar::{Calendar, Month, YearMonth};
use crate::portfolio::plot::PlotStatus;
use crate::rules::Rules;
use crate::rules::project::{
    Bond, BondFees, BudgetInterest, CallWhen, CoverBasis, CoverSource, OtherDebt, Project,
    Refinancing, Rest,
};

use super::plot::PlotModel;
use super::plot_index::{PlotIndex, Plots};

/// A project as a trial asks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectModel {
    /// Its first row among those of all projects; its bonds stand there by month of issue.
    pub first_row: usize,
    /// Its plots.
    pub plots: Vec<PlotIndex>,
    /// What the budget pays in, by month (CNY).
    pub own_capital: Vec<(Month, f64)>,
    /// Its bonds, by month of issue.
    pub bonds: Vec<BondModel>,
    /// Market financing beside them, with the month in which it comes in.
    pub other_debt: Vec<(Month, OtherDebt)>,
    /// First month of planned income; until then the budget may pay interest.
    pub first_planned_income: Month,
    /// When the budget pays interest that cash does not.
    pub budget_interest: BudgetInterest,
    /// What the numerator of cover is.
    pub cover_basis: CoverBasis,
    /// Whether fees stand in its denominator.
    pub fees_in_cover: bool,
    /// Share of each receipt that is put into the repayment reserve.
    pub repayment_reserve_share: f64,
    /// What may be borrowed anew.
    pub refinancing: Refinancing,
    /// What pays for what is short.
    pub cover_order: Vec<CoverSource>,
    /// What becomes of what is left.
    pub rest: Rest,
}

/// A bond as a trial asks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct BondModel {
    /// Month of issue.
    pub issue: Month,
    /// Principal (CNY).
    pub amount: f64,
    /// Coupon per year, or the spread over the lending rate.
    pub coupon: f64,
    /// Whether it is a spread.
    pub over_market: bool,
    /// Months after issue until the last principal is due.
    pub term_months: usize,
    /// Months between payments of interest.
    pub interest_months: usize,
    /// Principal repaid before: months after issue, and CNY.
    pub instalments: Vec<(usize, f64)>,
    /// First month after issue in which it may be called, and when it is.
    pub call: Option<(usize, CallWhen)>,
    /// Fees.
    pub fees: BondFees,
}

impl BondModel {
    fn new(bond: &Bond, calendar: &Calendar) -> Self {
        let is_called = bond.call_when != CallWhen::Never;
        Self {
            issue: calendar.month(bond.issue_month),
            amount: bond.amount,
            coupon: bond.coupon,
            over_market: bond.over_market,
            term_months: bond.term_months,
            interest_months: bond.interest_months,
            instalments: bond.instalments.clone(),
            call: bond.call_months.filter(|_| is_called).map(|months| (months, bond.call_when)),
            fees: bond.fees,
        }
    }

    /// Its coupon where it is issued at a lending rate, never below 0 (per year).
    pub fn coupon_at(&self, lending_rate: f64) -> f64 {
        let base = if self.over_market { lending_rate } else { 0.0 };
        (base + self.coupon).max(0.0)
    }

    /// Month in which the last principal is due.
    pub fn due(&self) -> Month {
        self.issue.plus(self.term_months)
    }
}

impl ProjectModel {
    /// Compiles the projects of rules for the plots of a model, in the order of their ids.
    pub fn all(rules: &Rules, plots: &Plots<PlotModel>) -> Vec<Self> {
        let mut first_row = 0;
        let compiled = rules.projects.iter().map(|project| {
            let compiled = Self::new((project, first_row), rules, plots);
            first_row = compiled.whole_row() + 1;
            compiled
        });
        compiled.collect()
    }

    fn new(
        (project, first_row): (&Project, usize),
        rules: &Rules,
        plots: &Plots<PlotModel>,
    ) -> Self {
        let calendar = &rules.calendar;
        let of_project = |plot: &PlotModel| {
            let zone = rules.zones.get(plot.zone).map(|zone| zone.id.as_str());
            let is_named = project.plots.contains(&plot.plot_id)
                || zone.is_some_and(|zone| project.zones.iter().any(|one| one == zone));
            is_named && plot.status != PlotStatus::Sold
        };
        let own: Vec<PlotIndex> =
            plots.entries().filter(|(_, plot)| of_project(plot)).map(|(plot, _)| plot).collect();
        let month = |date: YearMonth| calendar.month(date);
        let bonds = project.bonds_by_issue();
        let bonds = bonds.into_iter().map(|bond| BondModel::new(bond, calendar)).collect();
        let first_planned_income = match project.first_planned_income() {
            Some(date) => month(date),
            None => first_instalment(&own, rules, plots),
        };
        Self {
            first_row,
            own_capital: project
                .own_capital
                .iter()
                .map(|capital| (month(capital.month), capital.amount))
                .collect(),
            bonds,
            other_debt: project.other_debt.iter().map(|debt| (month(debt.month), *debt)).collect(),
            first_planned_income,
            budget_interest: project.budget_interest,
            cover_basis: project.cover_basis,
            fees_in_cover: project.fees_in_cover || project.cover_basis == CoverBasis::Shenzhen,
            repayment_reserve_share: project.repayment_reserve_share,
            refinancing: project.refinancing,
            cover_order: project.cover_order.clone(),
            rest: project.rest,
            plots: own,
        }
    }

    /// Row of what it borrows anew.
    pub fn refinancing_row(&self) -> usize {
        self.first_row + self.bonds.len()
    }

    /// Row of its other debt.
    pub fn other_debt_row(&self) -> usize {
        self.refinancing_row() + 1
    }

    /// Row of the project itself, the last of its rows.
    pub fn whole_row(&self) -> usize {
        self.other_debt_row() + 1
    }

    /// Month in which the last of its bonds is due.
    pub fn last_due(&self) -> Month {
        self.bonds.iter().map(BondModel::due).max().unwrap_or(Month::START)
    }
}

/// The first instalment of the plots that are to be sold, as planned; without any the month after
/// the horizon.
fn first_instalment(own: &[PlotIndex], rules: &Rules, plots: &Plots<PlotModel>) -> Month {
    let first = rules.receipts.instalments.first().map_or(0, |first| first.months);
    let lag = rules.auction.notice_months + first;
    let listed = own.iter().filter_map(|plot| plots[*plot].list_month);
    let listed = listed.map(|month| Month::planned(month).unwrap_or_default().plus(lag));
    listed.min().unwrap_or_else(|| rules.calendar.end())
}
