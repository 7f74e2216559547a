//! Reads `[[project]]` and `[[bond]]`: projects of special bonds.
//!
//! | key of a project | unit | accepted |
//! | --- | --- | --- |
//! | `id` | | a name, used once |
//! | `name` | | a text, optional |
//! | `zones`, `plots` | | ids; one list at least |
//! | `own_capital`, `planned_income`, `planned_cost` | | lists of `month` and `amount` (CNY) |
//! | `planned_coupon` | per year | 0 to 0.5, optional |
//! | `budget_interest` | name | `until_planned_income`, `always`, `never` |
//! | `cover_basis` | name | `gross`, `ledger`, `shenzhen` |
//! | `fees_in_cover` | | `true` or `false` |
//! | `repayment_reserve_share` | share | 0 to 1 |
//! | `cover_order` | | names of sources, `cash` first, `budget` last |
//! | `rest` | name | `budget`, `gaps` |
//! | `refinancing` | | `quota` (CNY), `times`, `term_months`, `coupon` or `spread` (per year) |
//! | `other_debt` | | a list of `month`, `amount`, `rate`, `term_months` |
//!
//! | key of a bond | unit | accepted |
//! | --- | --- | --- |
//! | `id` | | a name, used once |
//! | `project` | | id of a project |
//! | `issue_month` | month | |
//! | `amount` | CNY | 0 to 10^13 |
//! | `coupon` or `spread` | per year | fixed, or over the lending rate of the month of issue |
//! | `term_months` | months | 1 to 600 |
//! | `interest_months` | months | 1 to 600; 12 where it is not stated |
//! | `instalment` | | a list of `months` after issue and `share`; optional |
//! | `call_months`, `call_when` | months, name | optional; `never`, `cash`, `always` |
//! | `issue_fee`, `registration_fee`, `payout_fee` | share | 0 to 1; 0 where not stated |
//!
//! What they say together with calendar and plots is looked at when a case is put together
//! ([`crate::case`]).

use crate::calendar::YearMonth;
use crate::reader::accepted::Accepted;
use crate::reader::name::{self, is_name};
use crate::reader::section::Section;
use crate::rules::project::{
    Bond, BondFees, BudgetInterest, CallWhen, CoverBasis, CoverSource, DatedAmount, OtherDebt,
    Project, Refinancing, Rest,
};

/// Most projects of a scenario.
const MOST_PROJECTS: usize = 200;
/// Months between payments of interest where nothing is said.
const USUAL_INTEREST: usize = crate::quantity::MONTHS_OF_A_YEAR;
/// Longest term (months).
const LONGEST: u32 = 600;

/// Reads projects with their bonds, sorted by id.
pub(super) fn read_all(root: &Section<'_>) -> Vec<Project> {
    let mut projects = root.each("project", read_project);
    if projects.len() > MOST_PROJECTS {
        let found = format!("{} projects", projects.len());
        root.find("project", found, format!("at most {MOST_PROJECTS}"));
    }
    projects.sort_by(|left, right| left.id.cmp(&right.id));
    for pair in projects.windows(2) {
        if root.sound(&["project"]) && pair[0].id == pair[1].id {
            let found = format!("the id {:?} twice", pair[0].id);
            root.find("project", found, "projects with different ids");
        }
    }
    let ids: Vec<String> = projects.iter().map(|project| project.id.clone()).collect();
    let bonds = root.each("bond", |section| read_bond(section, &ids));
    let mut told: Vec<&str> = Vec::new();
    for (_, bond) in &bonds {
        if told.contains(&bond.id.as_str()) && root.sound(&["bond"]) {
            root.find("bond", format!("the id {:?} twice", bond.id), "bonds with different ids");
        }
        told.push(&bond.id);
    }
    for (project, bond) in bonds.iter().cloned() {
        if let Some(place) = ids.iter().position(|id| *id == project) {
            projects[place].bonds.push(bond);
        }
    }
    for project in &projects {
        if root.sound(&["project", "bond"]) && project.bonds.is_empty() {
            let found = format!("the project {:?} without bond", project.id);
            root.find("project", found, "a `[[bond]]` with this `project`");
        }
    }
    projects
}

fn amounts(section: &Section<'_>, key: &'static str) -> Vec<DatedAmount> {
    let mut amounts = section.each(key, |one| DatedAmount {
        month: one.month("month").unwrap_or(YearMonth::PLACEHOLDER),
        amount: one.number("amount", "CNY", &Accepted::money()),
    });
    amounts.sort_by_key(|one| one.month);
    amounts
}

fn rate() -> Accepted {
    Accepted::number(0.0..=0.5)
}

fn share(section: &Section<'_>, key: &'static str) -> f64 {
    section.optional_number(key, "share", &Accepted::share()).unwrap_or(0.0)
}

fn read_project(section: &Section<'_>) -> Project {
    let id = section.text("id");
    if section.sound(&["id"]) && !is_name(&id) {
        section.find("id", format!("the text {id:?}"), name::ACCEPTED);
    }
    let (zones, plots) = (section.optional_texts("zones"), section.optional_texts("plots"));
    if section.sound(&["zones", "plots"]) && zones.is_empty() && plots.is_empty() {
        section.find("zones", "nothing", "`zones`, `plots` or both, each a list of ids");
    }
    Project {
        name: section.optional_text("name").unwrap_or_default(),
        zones,
        plots,
        own_capital: amounts(section, "own_capital"),
        planned_income: amounts(section, "planned_income"),
        planned_cost: amounts(section, "planned_cost"),
        planned_coupon: section.optional_number("planned_coupon", "per year", &rate()),
        budget_interest: section.chosen(
            "budget_interest",
            &BudgetInterest::ALL,
            BudgetInterest::name,
        ),
        cover_basis: section.chosen("cover_basis", &CoverBasis::ALL, CoverBasis::name),
        fees_in_cover: section.has("fees_in_cover") && section.flag("fees_in_cover"),
        other_debt: section.each("other_debt", read_other_debt),
        repayment_reserve_share: share(section, "repayment_reserve_share"),
        refinancing: section.optional("refinancing", read_refinancing).unwrap_or(Refinancing::NONE),
        cover_order: read_order(section),
        rest: section.chosen("rest", &Rest::ALL, Rest::name),
        ..Project::named(&id)
    }
}

fn read_other_debt(debt: &Section<'_>) -> OtherDebt {
    let other_debt = OtherDebt {
        month: debt.month("month").unwrap_or(YearMonth::PLACEHOLDER),
        amount: debt.number("amount", "CNY", &Accepted::money()),
        rate: debt.number("rate", "per year", &rate()),
        term_months: debt.count("term_months", "months", 1..=LONGEST),
    };
    debt.refuse_uncertain(&["term_months"]);
    other_debt
}

/// Reads a coupon: fixed, or a spread over the lending rate.
fn read_coupon(section: &Section<'_>) -> (f64, bool) {
    if section.has("spread") {
        if section.has("coupon") {
            section.find("spread", "a spread beside a coupon", "either `coupon` or `spread`");
        }
        return (section.number("spread", "per year", &Accepted::number(-0.1..=0.5)), true);
    }
    section.tolerate(&["spread"]);
    (section.number("coupon", "per year", &rate()), false)
}

fn read_refinancing(section: &Section<'_>) -> Refinancing {
    let (coupon, over_market) = read_coupon(section);
    let refinancing = Refinancing {
        quota: section.number("quota", "CNY", &Accepted::money()),
        times: section.optional_count("times", "times", 100).unwrap_or(1),
        term_months: section.count("term_months", "months", 1..=LONGEST),
        coupon,
        over_market,
    };
    section.refuse_uncertain(&["term_months"]);
    refinancing
}

/// Reads who pays what is short: `cash` first, `budget` last, others once or not at all.
fn read_order(section: &Section<'_>) -> Vec<CoverSource> {
    let names = section.optional_texts("cover_order");
    if names.is_empty() {
        return CoverSource::ALL.to_vec();
    }
    let source = |name: &String| CoverSource::ALL.into_iter().find(|one| one.name() == *name);
    let order: Vec<CoverSource> = names.iter().filter_map(source).collect();
    let is_once = order.iter().all(|one| order.iter().filter(|other| *other == one).count() == 1);
    let is_order = order.len() == names.len()
        && is_once
        && order.first() == Some(&CoverSource::Cash)
        && order.last() == Some(&CoverSource::Budget);
    if section.sound(&["cover_order"]) && !is_order {
        let all = CoverSource::ALL.map(CoverSource::name).join(", ");
        let accepted = format!("names of {all}, each once, `cash` first and `budget` last");
        section.find("cover_order", names.join(", "), accepted);
        return CoverSource::ALL.to_vec();
    }
    order
}

/// Reads a bond with the project that it is of.
fn read_bond(section: &Section<'_>, projects: &[String]) -> (String, Bond) {
    let id = section.text("id");
    if section.sound(&["id"]) && !is_name(&id) {
        section.find("id", format!("the text {id:?}"), name::ACCEPTED);
    }
    let project = section.text("project");
    if section.sound(&["project"]) && !projects.contains(&project) {
        let accepted = format!("the id of a project: {}", projects.join(", "));
        section.find("project", format!("the text {project:?}"), accepted);
    }
    let amount = section.number("amount", "CNY", &Accepted::money());
    let term_months = section.count("term_months", "months", 1..=LONGEST);
    let (coupon, over_market) = read_coupon(section);
    let bond = Bond {
        id,
        issue_month: section.month("issue_month").unwrap_or(YearMonth::PLACEHOLDER),
        amount,
        coupon,
        over_market,
        term_months,
        interest_months: section
            .optional_count("interest_months", "months", LONGEST)
            .unwrap_or(USUAL_INTEREST)
            .max(1),
        instalments: read_instalments(section, amount, term_months),
        call_months: section.optional_count("call_months", "months", LONGEST),
        call_when: section.chosen("call_when", &CallWhen::ALL, CallWhen::name),
        fees: BondFees {
            issue: share(section, "issue_fee"),
            registration: share(section, "registration_fee"),
            payout: share(section, "payout_fee"),
        },
    };
    section.refuse_uncertain(&["term_months", "interest_months", "call_months"]);
    if let Some(call) = bond.call_months
        && section.sound(&["call_months", "term_months"])
        && call >= term_months
    {
        let accepted = format!("a month before the term of {term_months}");
        section.find("call_months", call.to_string(), accepted);
    }
    (project, bond)
}

/// Reads principal that is repaid before the term: shares that sum to less than 1.
fn read_instalments(section: &Section<'_>, amount: f64, term: usize) -> Vec<(usize, f64)> {
    let mut instalments = section.each("instalment", |one| {
        let months = one.count("months", "months", 1..=LONGEST);
        let share = one.number("share", "share", &Accepted::share());
        one.refuse_uncertain(&["months"]);
        if one.sound(&["months"]) && months >= term {
            let accepted = format!("a month before the term of {term}");
            one.find("months", months.to_string(), accepted);
        }
        (months, share)
    });
    instalments.sort_by_key(|(months, _)| *months);
    let sum: f64 = instalments.iter().map(|(_, share)| share).sum();
    if section.sound(&["instalment"]) && sum > 1.0 {
        section.find("instalment", format!("shares that sum to {sum}"), "at most 1 together");
    }
    instalments.into_iter().map(|(months, share)| (months, share * amount)).collect()
}
