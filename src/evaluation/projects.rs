//! Projects of the rows of an implementation plan.

use std::collections::BTreeMap;

use crate::finding::{Finding, Rejected, nearest};
use crate::portfolio::implementation_plan::{ImplementationPlan, PlanItem, PlanLine};
use crate::quantity::{MONTHS_OF_A_YEAR, index};
use crate::rules::project::{
    Bond, BondFees, BudgetInterest, CallWhen, CoverBasis, DatedAmount, OtherDebt, Project,
};

/// Words for yes and no.
const YES_OR_NO: [(&str, &str); 2] = [("no", "否"), ("yes", "是")];

/// The projects of a plan, in the order of their ids.
///
/// # Errors
/// [`Rejected`] with everything that its rows say wrong together: a rule that stands twice, a word
/// that is none, a repayment of a bond that is not there, a project without bond or income.
///
/// ```
/// use landsim::evaluation::change::Change;
/// use landsim::evaluation::cover::cover;
/// use landsim::evaluation::projects::projects;
/// use landsim::portfolio::implementation_plan::ImplementationPlan;
///
/// let text = "项目编号,事项,年月,金额（万元）,年利率（%）,期限（年）\n\
///             P1,专项债券,2025-08,8600,1.85,5\n\
///             P1,计划项目支出,2025-08,8600,,\n\
///             P1,计划土地出让收入,2030-06,11421,,\n";
/// let plan = ImplementationPlan::of_bytes("own.csv", text.as_bytes().to_vec())?;
/// let projects = projects(&plan)?;
/// let ratio = cover(&Change::NONE.of(&projects[0])).of_bonds();
/// assert_eq!(ratio.map(|ratio| format!("{ratio:.4}")), Some("1.2156".to_owned()));
/// # Ok::<(), landsim::finding::Rejected>(())
/// ```
pub fn projects(plan: &ImplementationPlan) -> Result<Vec<Project>, Rejected> {
    let mut of_project: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, row) in plan.rows.iter().enumerate() {
        of_project.entry(&row.project).or_default().push(place);
    }
    let mut findings = Vec::new();
    let projects: Vec<Project> = of_project
        .into_iter()
        .map(|(id, rows)| Rows { plan, rows }.project(id, &mut findings))
        .collect();
    if findings.is_empty() { Ok(projects) } else { Err(Rejected::new(findings)) }
}

/// The rows of one project.
struct Rows<'p> {
    plan: &'p ImplementationPlan,
    /// Their places among the rows of the plan.
    rows: Vec<usize>,
}

impl Rows<'_> {
    fn project(&self, id: &str, findings: &mut Vec<Finding>) -> Project {
        let fees = BondFees {
            issue: self.rate(PlanItem::IssueFee, findings).unwrap_or(0.0),
            registration: self.rate(PlanItem::RegistrationFee, findings).unwrap_or(0.0),
            payout: self.rate(PlanItem::PayoutFee, findings).unwrap_or(0.0),
        };
        let words = |first: &'static str, second: &'static str| (first, second);
        let budget = BudgetInterest::ALL.map(|choice| words(choice.name(), choice.chinese()));
        let basis = CoverBasis::ALL.map(|choice| words(choice.name(), choice.chinese()));
        let budget = self.choice(PlanItem::BudgetInterest, &budget, findings).unwrap_or(0);
        let basis = self.choice(PlanItem::CoverBasis, &basis, findings).unwrap_or(0);
        let fees_in_cover = self.choice(PlanItem::FeesInCover, &YES_OR_NO, findings) == Some(1);
        let planned_coupon = self.rate(PlanItem::PlannedCoupon, findings);
        let mut bonds = self.bonds(fees, findings);
        self.add_instalments(&mut bonds, findings);
        let project = Project {
            own_capital: self.amounts(PlanItem::OwnCapital),
            planned_income: self.amounts(PlanItem::PlannedIncome),
            planned_cost: self.amounts(PlanItem::PlannedCost),
            planned_coupon,
            budget_interest: BudgetInterest::ALL[budget],
            cover_basis: CoverBasis::ALL[basis],
            fees_in_cover,
            other_debt: self.other_debt(),
            bonds,
            ..Project::named(id)
        };
        self.check_whole(&project, findings);
        project
    }

    /// Rows of an item with their places in the plan.
    fn of(&self, item: PlanItem) -> impl Iterator<Item = (usize, &PlanLine)> {
        let rows = self.rows.iter().map(|place| (*place, &self.plan.rows[*place]));
        rows.filter(move |(_, row)| row.item == item)
    }

    fn find(&self, row: usize, key: &str, found: String, accepted: String) -> Finding {
        Finding { place: self.plan.place(row), key: key.to_owned(), found, accepted }
    }

    /// The one row of a rule; another one is a finding.
    fn only(&self, item: PlanItem, findings: &mut Vec<Finding>) -> Option<(usize, &PlanLine)> {
        let mut rows = self.of(item);
        let first = rows.next();
        for (place, _) in rows {
            let found = format!("{} twice", item.name());
            let accepted = "one row of it in each project".to_owned();
            findings.push(self.find(place, "item", found, accepted));
        }
        first
    }

    fn rate(&self, item: PlanItem, findings: &mut Vec<Finding>) -> Option<f64> {
        self.only(item, findings)?.1.rate
    }

    /// The word of a rule, as its place among its words in English and Chinese.
    fn choice(
        &self,
        item: PlanItem,
        words: &[(&str, &str)],
        findings: &mut Vec<Finding>,
    ) -> Option<usize> {
        let (place, row) = self.only(item, findings)?;
        let word = row.choice.trim();
        let is_named = |(english, chinese): &(&str, &str)| *english == word || *chinese == word;
        let found = words.iter().position(is_named);
        if found.is_none() {
            let all: Vec<String> =
                words.iter().map(|(english, chinese)| format!("{english} ({chinese})")).collect();
            let names = words.iter().map(|(english, _)| *english);
            let accepted = match nearest(&word.to_lowercase(), names) {
                Some(name) => format!("{}; the nearest is {name}", all.join(", ")),
                None => all.join(", "),
            };
            findings.push(self.find(place, "choice", format!("the text {word:?}"), accepted));
        }
        found
    }

    fn amounts(&self, item: PlanItem) -> Vec<DatedAmount> {
        let dated = |(_, row): (usize, &PlanLine)| {
            Some(DatedAmount { month: row.date?, amount: row.amount_cny? })
        };
        let mut amounts: Vec<DatedAmount> = self.of(item).filter_map(dated).collect();
        amounts.sort_by_key(|one| one.month);
        amounts
    }

    fn bonds(&self, fees: BondFees, findings: &mut Vec<Finding>) -> Vec<Bond> {
        let mut bonds: Vec<Bond> = Vec::new();
        for (place, row) in self.of(PlanItem::Bond) {
            let (Some(issue_month), Some(amount), Some(coupon), Some(term)) =
                (row.date, row.amount_cny, row.rate, row.term_months)
            else {
                continue;
            };
            let number = bonds.len() + 1;
            let id = if row.bond.is_empty() { format!("bond-{number}") } else { row.bond.clone() };
            if bonds.iter().any(|bond| bond.id == id) {
                let accepted = "bonds with different names in a project".to_owned();
                findings.push(self.find(place, "bond", format!("the name {id:?} twice"), accepted));
            }
            bonds.push(Bond {
                id,
                issue_month,
                amount,
                coupon,
                over_market: false,
                term_months: index(term),
                interest_months: row.interest_months.map_or(MONTHS_OF_A_YEAR, index),
                instalments: Vec::new(),
                call_months: row.call_months.map(index),
                call_when: CallWhen::Never,
                fees,
            });
        }
        bonds
    }

    /// Puts early repayments to the bonds that they are of.
    fn add_instalments(&self, bonds: &mut [Bond], findings: &mut Vec<Finding>) {
        for (place, row) in self.of(PlanItem::Instalment) {
            let (Some(month), Some(amount)) = (row.date, row.amount_cny) else { continue };
            let bond = match bonds.len() {
                1 if row.bond.is_empty() => bonds.first_mut(),
                _ => bonds.iter_mut().find(|bond| bond.id == row.bond),
            };
            let Some(bond) = bond else {
                let accepted = "the name of a bond of the project".to_owned();
                let found = format!("the text {:?}", row.bond);
                findings.push(self.find(place, "bond", found, accepted));
                continue;
            };
            let months = usize::try_from(month.months_since(bond.issue_month)).unwrap_or(0);
            if months == 0 || months >= bond.term_months {
                let accepted = format!(
                    "a month after {} and before {}, when the rest is due",
                    bond.issue_month,
                    bond.due()
                );
                findings.push(self.find(place, "date", month.to_string(), accepted));
                continue;
            }
            bond.instalments.push((months, amount));
            bond.instalments.sort_by_key(|(months, _)| *months);
            let repaid: f64 = bond.instalments.iter().map(|(_, amount)| amount).sum();
            if repaid > bond.amount {
                let accepted = format!("at most the bond's {} in all", bond.amount);
                findings.push(self.find(place, "amount_cny", format!("{repaid} in all"), accepted));
            }
        }
    }

    fn other_debt(&self) -> Vec<OtherDebt> {
        let debt = |(_, row): (usize, &PlanLine)| {
            Some(OtherDebt {
                month: row.date?,
                amount: row.amount_cny?,
                rate: row.rate?,
                term_months: index(row.term_months?),
            })
        };
        self.of(PlanItem::OtherDebt).filter_map(debt).collect()
    }

    /// Finds what a project lacks as a whole, at its first row.
    fn check_whole(&self, project: &Project, findings: &mut Vec<Finding>) {
        let first = self.rows.first().copied().unwrap_or_default();
        let lacks = [
            (self.of(PlanItem::Bond).next().is_none(), "bond"),
            (project.planned_income.is_empty(), "planned_income"),
            (project.planned_cost.is_empty(), "planned_cost"),
        ];
        for (_, item) in lacks.into_iter().filter(|(lacks, _)| *lacks) {
            let found = format!("the project {:?} without {item}", project.id);
            let accepted = format!("a row with the item {item}");
            findings.push(self.find(first, "project", found, accepted));
        }
    }
}
