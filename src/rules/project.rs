//! Projects of land reserve special bonds (土地储备专项债券项目): plots with a closed account, the
//! bonds that pay for them, and what their implementation plan (实施方案) states.
//!
//! A project must balance by itself: what its land brings has to cover principal and interest of
//! its bonds (收益与融资自求平衡; 自然资发〔2025〕45号).

use crate::calendar::YearMonth;
use crate::portfolio::plot::Plot;

/// An amount of a month (CNY).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DatedAmount {
    /// Month in which it is paid.
    pub month: YearMonth,
    /// How much (CNY).
    pub amount: f64,
}

/// A project with its bonds, as its implementation plan states them.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    /// Identity.
    pub id: String,
    /// Name for people, in both languages as 中文 | English; may be empty.
    pub name: String,
    /// Zones whose plots belong to it.
    pub zones: Vec<String>,
    /// Plots that belong to it, by id.
    pub plots: Vec<String>,
    /// What the budget pays in (资本金、财政安排).
    pub own_capital: Vec<DatedAmount>,
    /// Land income as the plan states it.
    pub planned_income: Vec<DatedAmount>,
    /// Purchase with its taxes, preparation and all else that the plan pays for, but for interest
    /// and fees of bonds.
    pub planned_cost: Vec<DatedAmount>,
    /// Rate at which the plan reckons interest, in place of the bonds' coupons (per year).
    pub planned_coupon: Option<f64>,
    /// When the budget pays interest that the project's cash does not.
    pub budget_interest: BudgetInterest,
    /// What the numerator of cover is.
    pub cover_basis: CoverBasis,
    /// Whether fees of bonds stand in the denominator of cover; always by the rule of Shenzhen.
    pub fees_in_cover: bool,
    /// Market financing beside the bonds (其他债务融资).
    pub other_debt: Vec<OtherDebt>,
    /// Share of each receipt that is put into the repayment reserve (偿债备付金).
    pub repayment_reserve_share: f64,
    /// What may be borrowed anew for principal that is short.
    pub refinancing: Refinancing,
    /// What pays for what is short, in this order.
    pub cover_order: Vec<CoverSource>,
    /// What becomes of what is left after the last debt.
    pub rest: Rest,
    /// Its bonds, in the order of the file.
    pub bonds: Vec<Bond>,
}

/// Refinancing bonds (再融资债券): principal that is short is borrowed anew.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Refinancing {
    /// Most that is borrowed so in all (CNY); 0: nothing.
    pub quota: f64,
    /// How often.
    pub times: usize,
    /// Months after which such a bond is due, in one sum.
    pub term_months: usize,
    /// Its coupon per year; a spread over the month's lending rate where `over_market`.
    pub coupon: f64,
    /// Whether the coupon is a spread over the lending rate of the month of issue.
    pub over_market: bool,
}

impl Refinancing {
    /// None is allowed.
    pub const NONE: Self =
        Self { quota: 0.0, times: 0, term_months: 60, coupon: 0.0, over_market: false };
}

/// What may pay for what a project's account cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoverSource {
    /// The project's own cash; always first.
    Cash,
    /// Its repayment reserve.
    Reserve,
    /// What other projects have beyond all that they will have to pay.
    OtherProjects,
    /// The income fund (国有土地收益基金) of the last twelve months.
    IncomeFund,
    /// A refinancing bond, for principal alone.
    Refinancing,
    /// The budget: support, which counts against a sound programme; always last.
    Budget,
}

impl CoverSource {
    /// All of them, in the usual order.
    pub const ALL: [Self; 6] = [
        Self::Cash,
        Self::Reserve,
        Self::OtherProjects,
        Self::IncomeFund,
        Self::Refinancing,
        Self::Budget,
    ];

    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Reserve => "reserve",
            Self::OtherProjects => "other_projects",
            Self::IncomeFund => "income_fund",
            Self::Refinancing => "refinancing",
            Self::Budget => "budget",
        }
    }
}

/// What becomes of a project's accounts once its last debt is repaid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// They go to the budget.
    Budget,
    /// They stay until the horizon for gaps of other projects.
    Gaps,
}

impl Rest {
    /// Both, the usual one first.
    pub const ALL: [Self; 2] = [Self::Budget, Self::Gaps];

    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Budget => "budget",
            Self::Gaps => "gaps",
        }
    }
}

/// When the budget pays interest (财政安排付息) that the project's own cash does not pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BudgetInterest {
    /// In months before the first planned income.
    UntilPlannedIncome,
    /// In every month.
    Always,
    /// Never.
    Never,
}

impl BudgetInterest {
    /// All of them, the usual one first.
    pub const ALL: [Self; 3] = [Self::UntilPlannedIncome, Self::Always, Self::Never];

    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::UntilPlannedIncome => "until_planned_income",
            Self::Always => "always",
            Self::Never => "never",
        }
    }

    /// What offices write for it.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::UntilPlannedIncome => "收入实现前",
            Self::Always => "全程",
            Self::Never => "不安排",
        }
    }
}

/// What counts as income in cover; cash is never asked for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoverBasis {
    /// Land income as it is received, as published projects of counties have it.
    Gross,
    /// What the project's account received, after set-asides.
    Ledger,
    /// The rule of Shenzhen (深规划资源〔2025〕358号, 〔2026〕48号): income less 0.3 % for its auction
    /// and 20 % of what it exceeds principal, interest and fees by.
    Shenzhen,
}

impl CoverBasis {
    /// All of them, the usual one first.
    pub const ALL: [Self; 3] = [Self::Gross, Self::Ledger, Self::Shenzhen];

    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gross => "gross",
            Self::Ledger => "ledger",
            Self::Shenzhen => "shenzhen",
        }
    }

    /// What offices write for it.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Gross => "毛收入",
            Self::Ledger => "到账收入",
            Self::Shenzhen => "深圳口径",
        }
    }
}

/// Market financing of a project that is repaid at once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OtherDebt {
    /// Month in which it comes in.
    pub month: YearMonth,
    /// How much (CNY).
    pub amount: f64,
    /// Interest per year, paid with every twelfth month and at the end.
    pub rate: f64,
    /// Months after which it is repaid.
    pub term_months: usize,
}

/// A special bond (专项债券) of a project.
#[derive(Debug, Clone, PartialEq)]
pub struct Bond {
    /// Identity within its project.
    pub id: String,
    /// Month of issue, in which the proceeds come in.
    pub issue_month: YearMonth,
    /// Principal (CNY).
    pub amount: f64,
    /// Coupon per year, fixed at issue; a spread over the month's lending rate where
    /// `over_market`.
    pub coupon: f64,
    /// Whether the coupon is a spread over the lending rate of the month of issue.
    pub over_market: bool,
    /// Months after issue until the last principal is due.
    pub term_months: usize,
    /// Months from one payment of interest to the next.
    pub interest_months: usize,
    /// Principal that is repaid before the term: months after issue, and CNY. The rest is due at
    /// the term.
    pub instalments: Vec<(usize, f64)>,
    /// First month after issue in which the issuer may repay all of it (5+2, 7+3).
    pub call_months: Option<usize>,
    /// When it does.
    pub call_when: CallWhen,
    /// Fees.
    pub fees: BondFees,
}

/// When a bond that may be called is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallWhen {
    /// Never.
    Never,
    /// As soon as the project's own account covers it and all else that it will have to pay.
    Cash,
    /// On the first date, whatever has to pay for it.
    Always,
}

impl CallWhen {
    /// All of them, the usual one first.
    pub const ALL: [Self; 3] = [Self::Never, Self::Cash, Self::Always];

    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Cash => "cash",
            Self::Always => "always",
        }
    }
}

/// Fees of a bond, as shares.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct BondFees {
    /// Of principal, to the underwriters at issue (发行手续费).
    pub issue: f64,
    /// Of principal, for registration at issue (登记服务费).
    pub registration: f64,
    /// Of each payment of principal and interest (兑付手续费).
    pub payout: f64,
}

impl Bond {
    /// Month in which the last principal is due.
    pub fn due(&self) -> YearMonth {
        self.issue_month.plus(i32::try_from(self.term_months).unwrap_or(i32::MAX))
    }
}

impl Project {
    /// A project of which nothing is said beside its id: usual rules, no bonds.
    pub fn named(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: String::new(),
            zones: Vec::new(),
            plots: Vec::new(),
            own_capital: Vec::new(),
            planned_income: Vec::new(),
            planned_cost: Vec::new(),
            planned_coupon: None,
            budget_interest: BudgetInterest::UntilPlannedIncome,
            cover_basis: CoverBasis::Gross,
            fees_in_cover: false,
            other_debt: Vec::new(),
            repayment_reserve_share: 0.0,
            refinancing: Refinancing::NONE,
            cover_order: CoverSource::ALL.to_vec(),
            rest: Rest::Budget,
            bonds: Vec::new(),
        }
    }

    /// First month of planned income.
    pub fn first_planned_income(&self) -> Option<YearMonth> {
        let paid = self.planned_income.iter().filter(|income| income.amount > 0.0);
        paid.map(|income| income.month).min()
    }

    /// Whether a plot of a table is one of its own.
    pub fn has(&self, plot: &Plot) -> bool {
        self.zones.contains(&plot.zone) || self.plots.contains(&plot.plot_id)
    }

    /// Its bonds by month of issue, those of a month in the order of the file.
    pub fn bonds_by_issue(&self) -> Vec<&Bond> {
        let mut bonds: Vec<&Bond> = self.bonds.iter().collect();
        bonds.sort_by_key(|bond| bond.issue_month);
        bonds
    }

    /// Month in which the last of its bonds is due.
    pub fn last_due(&self) -> Option<YearMonth> {
        self.bonds.iter().map(Bond::due).max()
    }
}
