//! Where projects of special bonds stand in a trial: accounts, what is still to come in and to be
//! paid, bonds that run; and what is kept of each month.

use crate::calendar::{ByMonth, Month};
use crate::model::Model;
use crate::model::bond::{BondPayment, BondTerms};
use crate::model::project::ProjectModel;
use crate::model::project_account::ProjectAccount;
use crate::rules::project::{BondFees, CallWhen};

/// What goes through a project's account in a month, and what stands at its end; all in yuan.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ProjectMonth {
    /// Land income as buyers pay it, less refunds.
    pub gross_income: f64,
    /// What of it the account receives, less refunds.
    pub income: f64,
    /// Cost portion of it, which comes back at once and is not the reserve centre's.
    pub cost_returned: f64,
    /// Own capital that the budget pays in.
    pub own_capital: f64,
    /// Principal of bonds issued.
    pub issued: f64,
    /// Other debt drawn.
    pub other_debt: f64,
    /// Interest that the budget pays as planned.
    pub budget_interest: f64,
    /// What proceeds and cash paid of what is owed and of refunds.
    pub from_account: f64,
    /// What the repayment reserve paid of it.
    pub from_reserve: f64,
    /// What other projects paid of what was short.
    pub from_other_projects: f64,
    /// What the income fund paid.
    pub from_income_fund: f64,
    /// Principal that was borrowed anew.
    pub rolled_over: f64,
    /// What the budget paid because nothing else did.
    pub support: f64,
    /// Purchase, clearance, preparation and administration.
    pub outlay: f64,
    /// Of it all but administration.
    pub spent: f64,
    /// Interest of original bonds.
    pub interest: f64,
    /// Interest of refinancing bonds and other debt.
    pub other_interest: f64,
    /// Fees of bonds.
    pub fees: f64,
    /// Principal of original bonds.
    pub principal: f64,
    /// Principal of refinancing bonds and other debt.
    pub other_principal: f64,
    /// What went to other projects.
    pub to_other_projects: f64,
    /// What went to the budget after the last debt.
    pub to_budget: f64,
    /// What account and reserve could not pay.
    pub short: f64,
    /// Of it principal of original bonds.
    pub short_at_maturity: f64,
    /// Proceeds not yet spent, at the end.
    pub proceeds: f64,
    /// Cash, at the end.
    pub cash: f64,
    /// Repayment reserve, at the end.
    pub reserve: f64,
    /// Bonds and other debt outstanding, at the end.
    pub debt: f64,
}

impl ProjectMonth {
    /// Everything in the account at the end.
    pub fn account(&self) -> f64 {
        self.proceeds + self.cash + self.reserve
    }

    /// Everything that comes in.
    pub fn all_in(&self) -> f64 {
        self.own_in()
            + self.from_other_projects
            + self.from_income_fund
            + self.rolled_over
            + self.support
    }

    /// Everything that comes in but for what others pay because the account cannot.
    pub fn own_in(&self) -> f64 {
        self.income + self.own_capital + self.issued + self.other_debt + self.budget_interest
    }

    /// Everything that goes out.
    pub fn all_out(&self) -> f64 {
        self.owed() + self.to_other_projects + self.to_budget
    }

    /// What has to be paid.
    pub fn owed(&self) -> f64 {
        self.outlay
            + self.interest
            + self.other_interest
            + self.fees
            + self.principal
            + self.other_principal
    }
}

/// A bond that was issued.
#[derive(Debug, Clone)]
pub(super) struct RunningBond {
    /// Its row among those of the projects.
    pub(super) row: usize,
    /// Month of issue.
    pub(super) issue: Month,
    /// Payments that are still to come, in order of time.
    pub(super) payments: Vec<BondPayment>,
    /// Principal not yet repaid (CNY).
    pub(super) outstanding: f64,
    /// Fees.
    pub(super) fees: BondFees,
    /// First month after issue in which it may be called, and when it is.
    pub(super) call: Option<(usize, CallWhen)>,
    /// Whether it is one of the plan's, and no refinancing or other debt.
    pub(super) is_original: bool,
    /// Month of its last principal.
    pub(super) ends: Month,
}

impl RunningBond {
    /// A bond from its month of issue on.
    pub(super) fn new(row: usize, issue: Month, terms: &BondTerms<'_>, fees: BondFees) -> Self {
        Self {
            row,
            issue,
            payments: terms.payments(),
            outstanding: terms.amount,
            fees,
            call: None,
            is_original: false,
            ends: issue.plus(terms.term_months),
        }
    }

    /// What it pays in a month.
    pub(super) fn due(&self, month: Month) -> Option<BondPayment> {
        let at = |paid: &&BondPayment| self.issue.plus(paid.months) == month;
        self.payments.iter().find(at).copied()
    }

    /// Principal, interest and fees after a month, up to and with another (CNY).
    pub(super) fn to_pay(&self, after: Month, until: Month) -> f64 {
        let is_due = |paid: &&BondPayment| {
            let month = self.issue.plus(paid.months);
            month > after && month <= until
        };
        let paid = |paid: &BondPayment| {
            let sum = paid.principal + paid.interest;
            sum + self.fees.with_payment(sum)
        };
        self.payments.iter().filter(is_due).map(paid).sum()
    }
}

/// A receipt of a project's plot in a month, or its undoing; in yuan.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Receipt {
    /// What the buyer pays.
    pub(super) gross: f64,
    /// Cost portion.
    pub(super) cost: f64,
    /// District land gain.
    pub(super) gain: f64,
}

/// What is agreed or owed for a project's land in a month; in yuan. It lies together, since each
/// month asks for all of it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Scheduled {
    /// What comes in.
    pub(super) received: Receipt,
    /// What is paid back, as amounts above 0.
    pub(super) refunded: Receipt,
    /// Clearance and preparation.
    pub(super) outlay: f64,
    /// Purchases with their taxes, which bear no administration.
    pub(super) plain_outlay: f64,
    /// Holding of what was bought.
    pub(super) holding: f64,
    /// Clearance alone.
    pub(super) acquisition: f64,
}

/// A project in a trial.
#[derive(Debug, Clone)]
pub(super) struct ProjectState {
    pub(super) account: ProjectAccount,
    pub(super) reserve: f64,
    /// What its land brings and costs, by month.
    pub(super) scheduled: ByMonth<Scheduled>,
    /// Instalments agreed for months beyond the horizon.
    pub(super) beyond: f64,
    /// Clearance of plots whose acquisition has started, and what of it is paid.
    pub(super) acquisition_started: f64,
    pub(super) acquisition_paid: f64,
    pub(super) bonds: Vec<RunningBond>,
    /// What was borrowed anew, and how often.
    pub(super) rolled_over: f64,
    pub(super) times_rolled: usize,
    /// What it took of the income fund, by month.
    pub(super) fund_taken: ByMonth<f64>,
    /// First month in which it is closed.
    pub(super) closed: Option<Month>,
    /// What is kept of each month.
    pub(super) months: ByMonth<ProjectMonth>,
}

impl ProjectState {
    fn new(horizon: usize) -> Self {
        Self {
            account: ProjectAccount::default(),
            reserve: 0.0,
            scheduled: ByMonth::same(Scheduled::default(), horizon),
            beyond: 0.0,
            acquisition_started: 0.0,
            acquisition_paid: 0.0,
            bonds: Vec::new(),
            rolled_over: 0.0,
            times_rolled: 0,
            fund_taken: ByMonth::same(0.0, horizon),
            closed: None,
            months: ByMonth::same(ProjectMonth::default(), horizon),
        }
    }

    /// Back to month 0; the memory is kept.
    fn clear(&mut self) {
        let Self {
            account,
            reserve,
            scheduled,
            beyond,
            acquisition_started,
            acquisition_paid,
            bonds,
            rolled_over,
            times_rolled,
            fund_taken,
            closed,
            months,
        } = self;
        for amount in [reserve, beyond, acquisition_started, acquisition_paid, rolled_over] {
            *amount = 0.0;
        }
        fund_taken.as_mut_slice().fill(0.0);
        scheduled.as_mut_slice().fill(Scheduled::default());
        months.as_mut_slice().fill(ProjectMonth::default());
        bonds.clear();
        (*account, *times_rolled, *closed) = (ProjectAccount::default(), 0, None);
    }

    /// Bonds and other debt outstanding (CNY).
    pub(super) fn debt(&self) -> f64 {
        self.bonds.iter().map(|bond| bond.outstanding).sum()
    }

    /// Whether nothing is left to settle in a month: the project is over, and nothing is to be paid
    /// for its land.
    pub(super) fn is_idle(&self, month: Month) -> bool {
        let Scheduled { outlay, plain_outlay, holding, .. } = self.scheduled[month];
        self.closed.is_some_and(|closed| closed <= month)
            && [outlay, plain_outlay, holding] == [0.0; 3]
    }

    /// What the account has beyond all that is still to be paid (CNY).
    pub(super) fn surplus(&self, month: Month, horizon: Month) -> f64 {
        let bonds: f64 = self.bonds.iter().map(|bond| bond.to_pay(month, bond.ends)).sum();
        let started = &self.scheduled[month.after().min(horizon)..horizon];
        let started: f64 = started.iter().map(|one| one.outlay).sum();
        (self.account.total() - bonds - started).max(0.0)
    }
}

/// All projects of a trial.
#[derive(Debug, Clone)]
pub(super) struct ProjectsState {
    pub(super) projects: Vec<ProjectState>,
}

impl ProjectsState {
    pub(super) fn new(model: &Model) -> Self {
        let horizon = model.calendar.horizon;
        let project = |_: &ProjectModel| ProjectState::new(horizon);
        Self { projects: model.projects.iter().map(project).collect() }
    }

    /// Back to month 0.
    pub(super) fn reset(&mut self) {
        self.projects.iter_mut().for_each(ProjectState::clear);
    }
}
