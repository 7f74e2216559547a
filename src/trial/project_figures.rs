//! The figures of projects of special bonds, once the last month is closed.

use crate::calendar::Month;
use crate::catalogue::figure::Figure;
use crate::catalogue::project_figure::ProjectFigure;
use crate::catalogue::project_item::ProjectItem;
use crate::quantity::{MONTHS_PER_YEAR, count};
use crate::rules::project::{CoverBasis, OtherDebt};

use super::project_state::{ProjectMonth, ProjectState};
use super::witness::Witness;
use super::worker::Worker;

/// A figure that does not exist.
const UNDEFINED: f64 = f64::NAN;
/// What an auction costs and what is set aside by the rule of Shenzhen (深规划资源〔2026〕48号).
const SHENZHEN: (f64, f64) = (0.003, 0.2);
/// Ratios below a line by less than this reach it: the last digits of sums.
const ROUNDING: f64 = 1e-9;

/// What cover is made of, of a project or of several; in yuan.
#[derive(Debug, Clone, Copy, Default)]
struct Parts {
    numerator: f64,
    service: f64,
    /// Income as buyers pay it, and how much of it makes a cover of 1.0.
    gross: f64,
    needed: f64,
    /// Principal and interest of other debt.
    other_debt: f64,
    numerator_later: f64,
    service_later: f64,
}

impl Parts {
    fn add(&mut self, other: &Self) {
        self.numerator += other.numerator;
        self.service += other.service;
        self.gross += other.gross;
        self.needed += other.needed;
        self.other_debt += other.other_debt;
        self.numerator_later += other.numerator_later;
        self.service_later += other.service_later;
    }

    /// Sets the ratios and the lines that they reach.
    fn set(&self, figures: &mut [f64; ProjectFigure::COUNT]) {
        let ratio = |numerator: f64, denominator: f64| {
            if denominator > 0.0 { numerator / denominator } else { UNDEFINED }
        };
        let cover = ratio(self.numerator, self.service);
        let fall = 1.0 - ratio(self.needed, self.gross);
        let reaches = |line: f64| {
            if cover.is_nan() {
                return UNDEFINED;
            }
            if cover >= line - ROUNDING { 1.0 } else { 0.0 }
        };
        for (figure, value) in [
            (ProjectFigure::CoverBond, cover),
            (ProjectFigure::IncomeFallTo100, fall),
            (ProjectFigure::CoverDebt, ratio(self.numerator, self.service + self.other_debt)),
            (ProjectFigure::CoverAfterRefinancing, ratio(self.numerator_later, self.service_later)),
            (ProjectFigure::CoversDebt, reaches(1.0)),
            (ProjectFigure::Covers110, reaches(1.1)),
            (ProjectFigure::Covers120, reaches(1.2)),
        ] {
            figures[figure as usize] = value;
        }
    }
}

impl<W: Witness> Worker<'_, W> {
    /// Works out the figures of each project, and of all together in the last place.
    pub(super) fn measure_projects(&mut self) {
        let projects = self.model.projects.len();
        if projects == 0 {
            return;
        }
        let (mut all, mut all_parts) = ([0.0; ProjectFigure::COUNT], Parts::default());
        let mut first_short = UNDEFINED;
        for project in 0..projects {
            let (mut figures, parts) = self.figures_of(project);
            parts.set(&mut figures);
            for (sum, figure) in all.iter_mut().zip(figures) {
                *sum += figure;
            }
            first_short = f64::min(first_short, figures[ProjectFigure::FirstShortMonth as usize]);
            all_parts.add(&parts);
            self.trial.projects[project] = figures;
            self.cover_by_month(project, parts.service);
        }
        all_parts.set(&mut all);
        all[ProjectFigure::FirstShortMonth as usize] = first_short;
        self.trial.projects[projects] = all;
        for (figure, of) in [
            (Figure::CoverBond, ProjectFigure::CoverBond),
            (Figure::CoversDebt, ProjectFigure::CoversDebt),
            (Figure::Covers110, ProjectFigure::Covers110),
            (Figure::IncomeFallTo100, ProjectFigure::IncomeFallTo100),
            (Figure::MaturityShortfallCny, ProjectFigure::MaturityShortfallCny),
            (Figure::ProjectSupportCny, ProjectFigure::ProjectSupportCny),
            (Figure::RolledOverCny, ProjectFigure::RolledOverCny),
        ] {
            self.set(figure, all[of as usize]);
        }
    }

    /// Figures of a project but for the ratios, and what these are made of.
    fn figures_of(&self, project: usize) -> ([f64; ProjectFigure::COUNT], Parts) {
        let state = &self.state.projects.projects[project];
        let end = self.model.calendar.end();
        let due = self.last_original_due(project);
        let last = state.bonds.iter().map(|bond| bond.ends).max().unwrap_or(due);
        let until = |month: Month| Month::START..month.after().min(end);
        let sum = |month: Month, of: fn(&ProjectMonth) -> f64| -> f64 {
            state.months[until(month)].iter().map(of).sum()
        };
        let all = |of: fn(&ProjectMonth) -> f64| sum(end.back(1), of);
        let parts = self.parts_of(project, (due, last), &sum);
        let short = state.months.entries().find(|(_, books)| books.short > 0.0);
        let unsold = self.unsold_at(project, due);
        let mut figures = [UNDEFINED; ProjectFigure::COUNT];
        for (figure, value) in [
            (ProjectFigure::IncomeUntilDueCny, sum(due, |books| books.gross_income)),
            (ProjectFigure::AccountIncomeUntilDueCny, sum(due, |books| books.income)),
            (
                ProjectFigure::IncomeAfterMaturityCny,
                all(|books| books.gross_income) - sum(due, |books| books.gross_income)
                    + state.beyond,
            ),
            (ProjectFigure::InterestCny, sum(due, |books| books.interest)),
            (ProjectFigure::FeesCny, sum(due, |books| books.fees)),
            (ProjectFigure::MaturityShortfallCny, all(|books| books.short_at_maturity)),
            (ProjectFigure::CoveredByOtherProjectsCny, all(|books| books.from_other_projects)),
            (ProjectFigure::CoveredByIncomeFundCny, all(|books| books.from_income_fund)),
            (ProjectFigure::RolledOverCny, all(|books| books.rolled_over)),
            (ProjectFigure::ProjectSupportCny, all(|books| books.support)),
            (ProjectFigure::OpenAtHorizonCny, open_at_horizon(state, end)),
            (ProjectFigure::BudgetInterestCny, all(|books| books.budget_interest)),
            (
                ProjectFigure::FirstShortMonth,
                short.map_or(UNDEFINED, |(month, _)| f64::from(month.number())),
            ),
            (ProjectFigure::IdleProceedsCnyMonths, all(|books| books.proceeds)),
            (ProjectFigure::UnsoldAtMaturityPlots, unsold.0),
            (ProjectFigure::UnsoldAtMaturityM2, unsold.1),
        ] {
            figures[figure as usize] = value;
        }
        (figures, parts)
    }

    /// What cover is made of until the last original bond is due, and until the last of all.
    fn parts_of(
        &self,
        project: usize,
        (due, last): (Month, Month),
        sum: &dyn Fn(Month, fn(&ProjectMonth) -> f64) -> f64,
    ) -> Parts {
        let fixed = &self.model.projects[project];
        let originals: f64 = fixed.bonds.iter().map(|bond| bond.amount).sum();
        let fees = |month| if fixed.fees_in_cover { sum(month, |books| books.fees) } else { 0.0 };
        let service = originals + sum(due, |books| books.interest) + fees(due);
        let interest_later = sum(last, |books| books.interest + books.other_interest);
        let service_later = originals + interest_later + fees(last);
        let numerator = |month: Month, service: f64| {
            let gross = sum(month, |books| books.gross_income);
            numerator(fixed.cover_basis, gross, sum(month, |books| books.income), service)
        };
        let with_interest = |(_, debt): &(Month, OtherDebt)| {
            debt.amount * (1.0 + debt.rate * count(debt.term_months) / MONTHS_PER_YEAR)
        };
        let gross = sum(due, |books| books.gross_income);
        let needed = match fixed.cover_basis {
            // Nothing is set aside of income that only just covers.
            CoverBasis::Shenzhen => service / (1.0 - SHENZHEN.0),
            CoverBasis::Gross => service,
            // What the account receives of income falls with it.
            CoverBasis::Ledger => service * gross / sum(due, |books| books.income),
        };
        Parts {
            gross,
            needed,
            numerator: numerator(due, service),
            service,
            other_debt: fixed.other_debt.iter().map(with_interest).sum(),
            numerator_later: numerator(last, service_later),
            service_later,
        }
    }

    /// Takes down how much of what the original bonds cost in all has come in, month by month.
    fn cover_by_month(&mut self, project: usize, service: f64) {
        let basis = self.model.projects[project].cover_basis;
        let row = self.model.projects[project].whole_row();
        let due = self.last_original_due(project);
        let (mut gross, mut income) = (0.0, 0.0);
        for month in self.model.calendar.months() {
            if month <= due {
                let books = &self.state.projects.projects[project].months[month];
                gross += books.gross_income;
                income += books.income;
            }
            let cover = numerator(basis, gross, income, service) / service;
            self.add_item(row, month, ProjectItem::CoverSoFar, cover);
        }
    }

    /// Month in which the last original bond is due; a bond that was called is due then.
    fn last_original_due(&self, project: usize) -> Month {
        let bonds = self.state.projects.projects[project].bonds.iter();
        let ends = bonds.filter(|bond| bond.is_original).map(|bond| bond.ends).max();
        ends.unwrap_or_else(|| self.model.projects[project].last_due())
    }

    /// Plots of a project without a deal that stands at the end of a month, and their land (m²).
    fn unsold_at(&self, project: usize, month: Month) -> (f64, f64) {
        let after = month.after();
        let is_sold = |plot| {
            let mut deals = self.trial.deals.iter().filter(|deal| deal.plot == plot);
            deals.any(|deal| deal.month < after && deal.stands_before(after))
        };
        let unsold = self.model.projects[project].plots.iter().filter(|plot| !is_sold(**plot));
        unsold.fold((0.0, 0.0), |(plots, land), plot| {
            (plots + 1.0, land + self.model.plots[*plot].land_m2)
        })
    }
}

/// Numerator of cover, of income as buyers pay it, of what the account received, and of what bonds
/// cost (CNY).
fn numerator(basis: CoverBasis, gross: f64, income: f64, service: f64) -> f64 {
    match basis {
        CoverBasis::Gross => gross,
        CoverBasis::Ledger => income,
        CoverBasis::Shenzhen => {
            let (auction, set_aside) = SHENZHEN;
            gross - auction * gross - set_aside * (gross - service).max(0.0)
        }
    }
}

/// Principal still open at the end of the horizon beyond the project's account, which the budget
/// has covered in the last month (CNY).
fn open_at_horizon(state: &ProjectState, end: Month) -> f64 {
    let last = state.months[end.back(1)];
    if last.debt > 0.0 { last.support.min(last.debt) } else { 0.0 }
}
