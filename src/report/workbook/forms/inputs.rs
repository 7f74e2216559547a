//! What a plan states, by year and by bond, with the shares that follow from its dates: the cells
//! from which all other forms are reckoned.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::calendar::YearMonth;
use crate::evaluation::cash_flow::{CashFlow, cash_flow};
use crate::evaluation::change::Change;
use crate::evaluation::cover::{Cover, cover, payments};
use crate::rules::project::{Bond, DatedAmount, Project};

use super::super::sheet::{Cell, Look, Sheet, anchored, name};
use super::names::{Names, WAN};

/// Row of the years' heads; items follow.
const YEARS: u32 = 5;
/// Column of sums, and of the first year.
pub(super) const SUM: u16 = 1;
pub(super) const FIRST: u16 = 2;
/// Most that an amount may be changed to (万元).
const MOST: f64 = 1e9;
/// Most that a rate may be changed to (per year).
const MOST_RATE: f64 = 0.5;
/// Width of labels (characters).
const LABELS: f64 = 40.0;

/// What stands in a row by year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    Income,
    Counted,
    Cost,
    OwnCapital,
    OtherDebt,
    OtherInterest,
    OtherPrincipal,
    BudgetShare,
}

impl Item {
    const ALL: [Self; 8] = [
        Self::Income,
        Self::Counted,
        Self::Cost,
        Self::OwnCapital,
        Self::OtherDebt,
        Self::OtherInterest,
        Self::OtherPrincipal,
        Self::BudgetShare,
    ];

    fn label(self, names: Names) -> &'static str {
        match self {
            Self::Income => names.either("计划土地出让收入", "Planned land income"),
            Self::Counted => {
                names.either("其中在债券到期前的比例", "of it until the bonds are due, share")
            }
            Self::Cost => names.either("计划项目支出", "Planned outlays"),
            Self::OwnCapital => names.either("资本金（财政安排）", "Own capital"),
            Self::OtherDebt => names.either("其他债务融资", "Other debt"),
            Self::OtherInterest => names.either("其他债务付息", "Interest of other debt"),
            Self::OtherPrincipal => names.either("其他债务还本", "Principal of other debt"),
            Self::BudgetShare => names.either(
                "财务费用中财政安排付息的比例",
                "Share of interest and fees that the budget pays",
            ),
        }
    }

    /// Whether its cells are amounts that may be changed.
    fn is_input(self) -> bool {
        matches!(self, Self::Income | Self::Cost | Self::OwnCapital | Self::OtherDebt)
    }

    fn is_share(self) -> bool {
        matches!(self, Self::Counted | Self::BudgetShare)
    }

    fn row(self) -> u32 {
        YEARS + 1 + self as u32
    }
}

/// What a bond has in a cell of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Term {
    Amount = 1,
    Rate = 2,
    Issued = 3,
    Due = 4,
    IssueFee = 5,
    RegistrationFee = 6,
    PayoutFee = 7,
    LastShare = 8,
}

/// What a bond has by year, for each yuan of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Issued,
    Bearing,
    Repaid,
}

impl Part {
    pub(super) const ALL: [Self; 3] = [Self::Issued, Self::Bearing, Self::Repaid];
}

/// What a year's part of a bond of one yuan at a coupon of 100 % is.
#[derive(Debug, Clone)]
struct Schedule {
    parts: [Vec<f64>; 3],
    last_share: f64,
}

/// The inputs of a project.
#[derive(Debug, Clone)]
pub(super) struct Inputs {
    /// The plan at the rate that it reckons with.
    pub(super) project: Project,
    /// Calendar years.
    pub(super) years: Vec<i32>,
    /// The account by year.
    pub(super) flow: CashFlow,
    /// Cover as planned.
    pub(super) cover: Cover,
    pub(super) names: Names,
    /// Values by item and year (万元, shares).
    items: Vec<Vec<f64>>,
    schedules: Vec<Schedule>,
}

impl Inputs {
    pub(super) fn of(project: &Project, names: Names) -> Self {
        let project = Change::NONE.of(project);
        let flow = cash_flow(&project);
        let years: Vec<i32> = flow.years.iter().map(|year| year.year).collect();
        let schedules = project.bonds.iter().map(|bond| Schedule::of(bond, &years)).collect();
        let items = Item::ALL.map(|item| values(item, &project, &flow, &years)).to_vec();
        Self { cover: cover(&project), project, years, flow, names, items, schedules }
    }

    /// Name of the sheet.
    pub(super) fn name(&self) -> String {
        self.names.of("输入", "Inputs")
    }

    /// Values of an item by year.
    pub(super) fn values(&self, item: Item) -> &[f64] {
        &self.items[item as usize]
    }

    /// Values of a bond's part by year.
    pub(super) fn part(&self, bond: usize, part: Part) -> &[f64] {
        &self.schedules[bond].parts[part as usize]
    }

    /// Share of a bond that is repaid on its last day.
    pub(super) fn last_share(&self, bond: usize) -> f64 {
        self.schedules[bond].last_share
    }

    fn of_sheet(&self, cell: &str) -> String {
        format!("'{}'!{cell}", self.name())
    }

    /// The cell of an item in a year, as formulas of other sheets name it.
    pub(super) fn item(&self, item: Item, at: u16) -> String {
        self.of_sheet(&name((item.row(), FIRST + at)))
    }

    /// The cells of an item in all years.
    pub(super) fn all(&self, item: Item) -> String {
        let last = FIRST + u16::try_from(self.years.len()).unwrap_or(1) - 1;
        self.of_sheet(&format!(
            "{}:{}",
            anchored((item.row(), FIRST)),
            anchored((item.row(), last))
        ))
    }

    /// The cell of a bond's term.
    pub(super) fn term(&self, bond: usize, term: Term) -> String {
        self.of_sheet(&anchored(self.term_cell(bond, term)))
    }

    /// The cell of a bond's part in a year.
    pub(super) fn part_of(&self, bond: usize, part: Part, at: u16) -> String {
        self.of_sheet(&name((self.part_row(bond, part), FIRST + at)))
    }

    /// The cell of a bond's part over all years.
    pub(super) fn whole(&self, bond: usize, part: Part) -> String {
        self.of_sheet(&anchored((self.part_row(bond, part), SUM)))
    }

    /// Bonds by their places.
    pub(super) fn bonds(&self) -> std::ops::Range<usize> {
        0..self.project.bonds.len()
    }

    fn bonds_head() -> u32 {
        Item::BudgetShare.row() + 2
    }

    fn term_cell(&self, bond: usize, term: Term) -> Cell {
        debug_assert!(bond < self.project.bonds.len(), "a bond of the project");
        (Self::bonds_head() + 1 + u32::try_from(bond).unwrap_or(0), term as u16)
    }

    fn parts_head(&self) -> u32 {
        Self::bonds_head() + 2 + u32::try_from(self.project.bonds.len()).unwrap_or(0)
    }

    fn part_row(&self, bond: usize, part: Part) -> u32 {
        self.parts_head() + 1 + 3 * u32::try_from(bond).unwrap_or(0) + part as u32
    }

    /// What the project is called.
    pub(super) fn called(&self) -> &str {
        let Project { id, name, .. } = &self.project;
        if name.is_empty() { id } else { self.names.language.half(name) }
    }

    /// The sheet.
    pub(super) fn sheet(&self) -> Result<Worksheet, XlsxError> {
        let names = self.names;
        let title = names.either("项目实施方案：输入", "Implementation plan: inputs");
        let mut sheet = Sheet::titled(&self.name(), title, names.language)?;
        let note = names.either(
            "黄色单元格可改，其余各表随之重算；金额为万元，利率为年利率。比例与系数由方案的年月\
             得出，改年月请改方案后重新生成。",
            "Yellow cells may be changed, and the other sheets follow; amounts in 10,000 yuan, \
             rates per year. Shares and coefficients follow from the plan's months: \
             to change months, change the plan.",
        );
        sheet.text((1, 0), note, Look::Note)?;
        sheet.text((2, 0), names.either("项目", "Project"), Look::Text)?;
        sheet.text((2, SUM), self.called(), Look::Text)?;
        self.by_year(&mut sheet)?;
        self.terms(&mut sheet)?;
        self.parts(&mut sheet)?;
        sheet.page.set_column_width(0, LABELS)?;
        sheet.finish((YEARS + 1, FIRST))
    }

    fn years_head(&self, sheet: &mut Sheet, row: u32, first: &str) -> Result<(), XlsxError> {
        let mut heads = vec![first.to_owned(), self.names.either("合计", "Sum").to_owned()];
        heads.extend(self.years.iter().map(ToString::to_string));
        sheet.heads(row, &heads)
    }

    fn by_year(&self, sheet: &mut Sheet) -> Result<(), XlsxError> {
        self.years_head(sheet, YEARS, self.names.either("年度", "Year"))?;
        for item in Item::ALL {
            let row = item.row();
            sheet.text((row, 0), item.label(self.names), Look::Text)?;
            for (column, value) in (FIRST..).zip(self.values(item)) {
                if item.is_input() {
                    sheet.input((row, column), *value, (0.0, MOST))?;
                } else {
                    let look = if item.is_share() { Look::Factor } else { Look::Hundredth };
                    sheet.number((row, column), Some(*value), look)?;
                }
            }
            if !item.is_share() {
                let last = FIRST + u16::try_from(self.years.len()).unwrap_or(1) - 1;
                sheet.total((row, SUM), ((row, FIRST), (row, last)), Look::Hundredth)?;
            }
        }
        Ok(())
    }

    fn terms(&self, sheet: &mut Sheet) -> Result<(), XlsxError> {
        let names = self.names;
        sheet.heads(
            Self::bonds_head(),
            &[
                names.either("债券", "Bond"),
                names.either("发行额（万元）", "Amount (10,000 yuan)"),
                names.either("测算利率", "Rate"),
                names.either("发行年月", "Issued"),
                names.either("到期年月", "Due"),
                names.either("发行手续费率", "Fee of issue"),
                names.either("登记服务费率", "Fee of registration"),
                names.either("兑付手续费率", "Fee of payout"),
                names.either("末次还本占比", "Repaid last, share"),
            ],
        )?;
        for (place, bond) in self.project.bonds.iter().enumerate() {
            let cell = |term: Term| self.term_cell(place, term);
            sheet.text((cell(Term::Amount).0, 0), &bond.id, Look::Text)?;
            sheet.input(cell(Term::Amount), bond.amount / WAN, (0.0, MOST))?;
            sheet.rate_input(cell(Term::Rate), bond.coupon, (0.0, MOST_RATE))?;
            sheet.month(cell(Term::Issued), bond.issue_month)?;
            sheet.month(cell(Term::Due), bond.due())?;
            for (term, fee) in [
                (Term::IssueFee, bond.fees.issue),
                (Term::RegistrationFee, bond.fees.registration),
                (Term::PayoutFee, bond.fees.payout),
            ] {
                sheet.rate_input(cell(term), fee, (0.0, MOST_RATE))?;
            }
            sheet.number(cell(Term::LastShare), Some(self.last_share(place)), Look::Factor)?;
        }
        Ok(())
    }

    fn parts(&self, sheet: &mut Sheet) -> Result<(), XlsxError> {
        let names = self.names;
        let head = names.either("系数（每元本金）", "Coefficients (for each yuan of principal)");
        self.years_head(sheet, self.parts_head(), head)?;
        for (place, bond) in self.project.bonds.iter().enumerate() {
            for part in Part::ALL {
                let row = self.part_row(place, part);
                let label = match part {
                    Part::Issued => names.either("发行", "issued"),
                    Part::Bearing => names.either("计息年数", "years of interest paid"),
                    Part::Repaid => names.either("还本", "repaid"),
                };
                sheet.text((row, 0), &format!("{} {label}", bond.id), Look::Text)?;
                let values: Vec<Option<f64>> =
                    self.part(place, part).iter().copied().map(Some).collect();
                sheet.numbers((row, FIRST), &values, Look::Factor)?;
                let last = FIRST + u16::try_from(self.years.len()).unwrap_or(1) - 1;
                sheet.total((row, SUM), ((row, FIRST), (row, last)), Look::Factor)?;
            }
        }
        Ok(())
    }
}

impl Schedule {
    fn of(bond: &Bond, years: &[i32]) -> Self {
        let instalments: Vec<(usize, f64)> = bond
            .instalments
            .iter()
            .map(|(months, amount)| (*months, amount / bond.amount))
            .collect();
        let repaid: f64 = instalments.iter().map(|(_, share)| share).sum();
        let unit = Bond { amount: 1.0, coupon: 1.0, instalments, ..bond.clone() };
        let place = |month: YearMonth| years.iter().position(|year| *year == month.year());
        let mut parts = [(); 3].map(|()| vec![0.0; years.len()]);
        if let Some(at) = place(bond.issue_month) {
            parts[Part::Issued as usize][at] = 1.0;
        }
        for paid in payments(&unit) {
            let months = i32::try_from(paid.months).unwrap_or(i32::MAX);
            if let Some(at) = place(bond.issue_month.plus(months)) {
                parts[Part::Bearing as usize][at] += paid.interest;
                parts[Part::Repaid as usize][at] += paid.principal;
            }
        }
        Self { parts, last_share: 1.0 - repaid }
    }
}

/// Values of an item by year.
fn values(item: Item, project: &Project, flow: &CashFlow, years: &[i32]) -> Vec<f64> {
    let of_year = |amounts: &[DatedAmount], year: i32| -> f64 {
        amounts.iter().filter(|one| one.month.year() == year).map(|one| one.amount).sum()
    };
    let due = project.last_due();
    let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    let value = |(at, year): (usize, &i32)| {
        let flows = &flow.years[at].flows;
        match item {
            Item::Income => flows.income / WAN,
            Item::Counted => {
                let income = of_year(&project.planned_income, *year);
                let is_counted = |one: &&DatedAmount| {
                    one.month.year() == *year && due.is_some_and(|due| one.month <= due)
                };
                let counted = project.planned_income.iter().filter(is_counted);
                let counted: f64 = counted.map(|one| one.amount).sum();
                if income > 0.0 {
                    counted / income
                } else {
                    // Income that is written into such a year counts where all months would.
                    f64::from(u8::from(due.is_some_and(|due| *year < due.year())))
                }
            }
            Item::Cost => flows.cost / WAN,
            Item::OwnCapital => flows.own_capital / WAN,
            Item::OtherDebt => flows.other_debt / WAN,
            Item::OtherInterest => (flows.finance_cost - of_bonds(project, *year).0) / WAN,
            Item::OtherPrincipal => (flows.principal - of_bonds(project, *year).1) / WAN,
            Item::BudgetShare => share(flows.budget_interest, flows.finance_cost),
        }
    };
    years.iter().enumerate().map(value).map(without_dust).collect()
}

/// Nothing, where sums leave a last digit.
fn without_dust(value: f64) -> f64 {
    if value.abs() < 1e-9 { 0.0 } else { value }
}

/// Interest with fees, and principal, of all bonds in a year (CNY).
fn of_bonds(project: &Project, year: i32) -> (f64, f64) {
    let mut sums = (0.0, 0.0);
    for bond in &project.bonds {
        if bond.issue_month.year() == year {
            sums.0 += bond.fees.at_issue(bond.amount);
        }
        for paid in payments(bond) {
            let months = i32::try_from(paid.months).unwrap_or(i32::MAX);
            if bond.issue_month.plus(months).year() == year {
                sums.0 += paid.interest + bond.fees.with_payment(paid.interest + paid.principal);
                sums.1 += paid.principal;
            }
        }
    }
    sums
}
