//! The case of an implementation plan: its projects, bonds and plots in the land market of today,
//! so that an office learns how likely its plan is from the table that it filled in.
//!
//! # What is made of the plan
//!
//! Plots are idle land that is bought at an agreed price: costs of the first month that has any are
//! the price, shared by the plots' values, as far as bonds and capital pay for it; all later ones
//! are their preparation, done before the planned listing where that can be. Taxes and holding are
//! in what the plan states. Each plot is listed when the plan says, and worth today what it says.
//! Bonds bear the rate that the plan reckons with and run their full term.

use serde::Serialize;

use crate::calendar::YearMonth;
use crate::case::Case;
use crate::finding::{Finding, Place, Rejected};
use crate::portfolio::file;
use crate::portfolio::implementation_plan::{ImplementationPlan, PlanItem, PlanLine};
use crate::portfolio::plot::{Plot, PlotStatus};
use crate::quantity::MONTHS_OF_A_YEAR;
use crate::reader::built_in::MARKET_OF_TODAY;
use crate::rules::buyback::PurchaseRule;
use crate::rules::project::{Bond, DatedAmount, Project};
use crate::rules::zone::Zone;
use crate::scenario::{LONGEST_HORIZON, Scenario};
use crate::wording::text::Language;

/// Months that are looked at after the last bond is due: what is sold then comes too late.
const AFTER_MATURITY: usize = 5 * MONTHS_OF_A_YEAR;
/// Window of the programme's figures, a rolling plan of three years (months); cover knows none.
const WINDOW: usize = 3 * MONTHS_OF_A_YEAR;
/// Months that a price takes to be agreed on: it is known.
const AGREED: f64 = 1.0;

/// The case of a plan with plots; `None` of a plan without any.
///
/// # Errors
/// [`Rejected`] with what the rows of plots say wrong, or lack: a zone that nobody knows, a listing
/// before the purchase, a project without plots beside one with plots.
pub fn case(plan: &ImplementationPlan, projects: &[Project]) -> Result<Option<Case>, Rejected> {
    if !plan.rows.iter().any(|row| row.item == PlanItem::Plot) {
        return Ok(None);
    }
    let market = market(&plan.file)?;
    let (mut plots, mut findings) = (Vec::new(), Vec::new());
    for (place, project) in projects.iter().enumerate() {
        match of_project(plan, project, place, &market.rules.zones) {
            Ok(own) => plots.extend(own),
            Err(own) => findings.extend(own),
        }
    }
    if !findings.is_empty() {
        return Err(Rejected::new(findings));
    }
    let rows: Vec<usize> = plots.iter().map(|(row, _)| *row).collect();
    let plots: Vec<Plot> = plots.into_iter().map(|(_, plot)| plot).collect();
    let text = toml::to_string(&Laid::new(projects, &plots)).unwrap_or_default();
    let scenario = Scenario::parse(&plan.file, &text)?;
    let mut portfolio = file::parse(&plan.file, &file::write(&plots))?;
    portfolio.lines = rows.into_iter().map(|row| plan.lines[row]).collect();
    portfolio.understanding = plan.understanding.clone();
    Case::new(scenario, portfolio).map(Some)
}

/// The land market of today, in which plans are simulated; findings call it `name`.
///
/// # Errors
/// Never in a released program; tests load it.
pub fn market(name: &str) -> Result<Scenario, Rejected> {
    Scenario::parse(name, &format!("extends = {MARKET_OF_TODAY:?}\n"))
}

/// The rule by which idle land is bought in the market of today; findings call it `name`.
///
/// # Errors
/// Never in a released program: the market has one.
pub fn purchase_rule(name: &str) -> Result<PurchaseRule, Rejected> {
    let buyback = market(name)?.rules.buyback;
    buyback.map(|buyback| buyback.purchase).ok_or_else(|| {
        Rejected::new(vec![Finding {
            place: Place::whole(name),
            key: "buyback".into(),
            found: "a market without [buyback]".into(),
            accepted: "a market that says how idle land is bought".into(),
        }])
    })
}

/// Id of a project of the case, by its place; the plan's own may be no id of a scenario.
fn project_id(place: usize) -> String {
    format!("p{:03}", place + 1)
}

/// The plots of a project, each with its row of the plan.
fn of_project(
    plan: &ImplementationPlan,
    project: &Project,
    place: usize,
    zones: &[Zone],
) -> Result<Vec<(usize, Plot)>, Vec<Finding>> {
    let finding = |row: usize, key: &str, found: String, accepted: String| Finding {
        place: plan.place(row),
        key: key.to_owned(),
        found,
        accepted,
    };
    let rows = plan.rows.iter().enumerate().filter(|(_, row)| row.project == project.id);
    let own: Vec<(usize, &PlanLine)> =
        rows.clone().filter(|(_, row)| row.item == PlanItem::Plot).collect();
    if own.is_empty() {
        let first = rows.map(|(row, _)| row).next().unwrap_or_default();
        let found = format!("the project {:?} without plot", project.id);
        let accepted = "rows with the item plot in all projects, or in none".to_owned();
        return Err(vec![finding(first, "project", found, accepted)]);
    }
    let costs = Costs::of(project);
    let value: f64 = own.iter().filter_map(|(_, row)| row.amount_cny).sum();
    let (mut plots, mut findings) = (Vec::new(), Vec::new());
    for (number, (row, line)) in (1..).zip(own) {
        let zone = zones.iter().find(|zone| is_called(zone, &line.zone));
        if zone.is_none() {
            let names = zones.iter().map(|zone| format!("{} ({})", zone.id, zone.name));
            let accepted = names.collect::<Vec<_>>().join(", ");
            findings.push(finding(row, "zone", format!("the text {:?}", line.zone), accepted));
        }
        let (Some(zone), Some(list), Some(worth)) = (zone, line.date, line.amount_cny) else {
            continue;
        };
        if list <= costs.first {
            let accepted = format!("a month after {}, when the land is bought", costs.first);
            findings.push(finding(row, "date", list.to_string(), accepted));
            continue;
        }
        let share = worth / value;
        let until_listed = list.months_since(costs.first) - 1;
        let preparation = (costs.rest * share).floor();
        let months = costs.months.min(until_listed).max(1);
        let price = (costs.purchase * share).floor();
        let plot = Plot {
            plot_id: format!("{}-{number:05}", project_id(place)),
            zone: zone.id.clone(),
            status: PlotStatus::Buyback,
            land_m2: line.land_m2.unwrap_or_default(),
            gfa_residential_m2: line.gfa_residential_m2.unwrap_or_default(),
            gfa_commercial_office_m2: line.gfa_commercial_office_m2.unwrap_or_default(),
            reserve_start: Some(costs.first),
            list_date: Some(list),
            preparation_cost_cny: preparation,
            preparation_months: if preparation > 0.0 { f64::from(months) } else { 0.0 },
            original_price_cny: Some(price),
            appraisal_cny: Some(price),
            cut: Some(0.0),
            resale_value_cny: Some(worth),
            source: "plan".to_owned(),
            ..Plot::blank()
        };
        plots.push((row, plot));
    }
    if findings.is_empty() { Ok(plots) } else { Err(findings) }
}

/// Whether a text is the id of a zone or its name in either language.
fn is_called(zone: &Zone, text: &str) -> bool {
    let text = text.trim();
    let halves = [Language::Chinese, Language::English].map(|language| language.half(&zone.name));
    zone.id == text || halves.contains(&text)
}

/// What a plan pays for its land, as trials pay it.
struct Costs {
    /// Month of the first cost.
    first: YearMonth,
    /// What the land is bought for (CNY).
    purchase: f64,
    /// All other costs (CNY).
    rest: f64,
    /// Months from the first cost to the last.
    months: i32,
}

impl Costs {
    fn of(project: &Project) -> Self {
        let months = || project.planned_cost.iter().map(|cost| cost.month);
        let first = months().min().unwrap_or(YearMonth::PLACEHOLDER);
        let last = months().max().unwrap_or(first);
        let all: f64 = project.planned_cost.iter().map(|cost| cost.amount).sum();
        let of_first = project.planned_cost.iter().filter(|cost| cost.month == first);
        let of_first: f64 = of_first.map(|cost| cost.amount).sum();
        let purchase = of_first.min(funds(project));
        Self { first, purchase, rest: all - purchase, months: last.months_since(first) }
    }
}

/// What a project has for its purchases: bonds less fees of issue, own capital, other debt (CNY).
fn funds(project: &Project) -> f64 {
    let bonds = project.bonds.iter().map(|bond| bond.amount - bond.fees.at_issue(bond.amount));
    let capital = project.own_capital.iter().map(|capital| capital.amount);
    let debt = project.other_debt.iter().map(|debt| debt.amount);
    bonds.chain(capital).chain(debt).sum()
}

/// A scenario over the market of today, as its file would say it.
#[derive(Serialize)]
struct Laid {
    extends: &'static str,
    scenario: Heading,
    reserve: Reserve,
    buyback: AgreedPrice,
    project: Vec<LaidProject>,
    bond: Vec<LaidBond>,
}

#[derive(Serialize)]
struct Heading {
    id: &'static str,
    title: &'static str,
    start: String,
    window_months: usize,
    horizon_months: usize,
}

/// The plan's costs are whole: nothing is added to them.
#[derive(Serialize)]
struct Reserve {
    administration_rate: f64,
}

#[derive(Serialize)]
struct AgreedPrice {
    negotiation_months_mean: f64,
    negotiation_months_sd: f64,
    negotiation_failure: f64,
    deed_and_stamp_tax: f64,
    holding: f64,
}

#[derive(Serialize)]
struct Dated {
    month: String,
    amount: f64,
}

#[derive(Serialize)]
struct LaidDebt {
    month: String,
    amount: f64,
    rate: f64,
    term_months: usize,
}

#[derive(Serialize)]
struct LaidProject {
    id: String,
    plots: Vec<String>,
    budget_interest: &'static str,
    cover_basis: &'static str,
    fees_in_cover: bool,
    own_capital: Vec<Dated>,
    planned_income: Vec<Dated>,
    planned_cost: Vec<Dated>,
    other_debt: Vec<LaidDebt>,
}

#[derive(Serialize)]
struct Instalment {
    months: usize,
    share: f64,
}

#[derive(Serialize)]
struct LaidBond {
    id: String,
    project: String,
    issue_month: String,
    amount: f64,
    coupon: f64,
    term_months: usize,
    interest_months: usize,
    issue_fee: f64,
    registration_fee: f64,
    payout_fee: f64,
    instalment: Vec<Instalment>,
}

impl Laid {
    fn new(projects: &[Project], plots: &[Plot]) -> Self {
        let start = projects.iter().flat_map(months).min().unwrap_or(YearMonth::PLACEHOLDER);
        let due = projects.iter().flat_map(|project| &project.bonds).map(Bond::due).max();
        let due = usize::try_from(due.unwrap_or(start).months_since(start)).unwrap_or(0);
        let places = || projects.iter().enumerate();
        Self {
            extends: MARKET_OF_TODAY,
            scenario: Heading {
                id: "plan",
                title: "项目实施方案 | Implementation plan",
                start: start.to_string(),
                window_months: WINDOW,
                horizon_months: (due + AFTER_MATURITY).clamp(WINDOW, LONGEST_HORIZON as usize),
            },
            reserve: Reserve { administration_rate: 0.0 },
            buyback: AgreedPrice {
                negotiation_months_mean: AGREED,
                negotiation_months_sd: 0.0,
                negotiation_failure: 0.0,
                deed_and_stamp_tax: 0.0,
                holding: 0.0,
            },
            project: places().map(|(place, project)| laid(place, project, plots)).collect(),
            bond: places().flat_map(|(place, project)| bonds(place, project)).collect(),
        }
    }
}

/// All months that a project names.
fn months(project: &Project) -> Vec<YearMonth> {
    let amounts = [&project.own_capital, &project.planned_income, &project.planned_cost];
    let amounts = amounts.into_iter().flatten().map(|one| one.month);
    let bonds = project.bonds.iter().map(|bond| bond.issue_month);
    let debts = project.other_debt.iter().map(|debt| debt.month);
    amounts.chain(bonds).chain(debts).collect()
}

fn dated(amounts: &[DatedAmount]) -> Vec<Dated> {
    let one = |one: &DatedAmount| Dated { month: one.month.to_string(), amount: one.amount };
    amounts.iter().map(one).collect()
}

fn laid(place: usize, project: &Project, plots: &[Plot]) -> LaidProject {
    let id = project_id(place);
    let begins = format!("{id}-");
    let own = plots.iter().map(|plot| &plot.plot_id).filter(|plot| plot.starts_with(&begins));
    LaidProject {
        plots: own.cloned().collect(),
        budget_interest: project.budget_interest.name(),
        cover_basis: project.cover_basis.name(),
        fees_in_cover: project.fees_in_cover,
        own_capital: dated(&project.own_capital),
        planned_income: dated(&project.planned_income),
        planned_cost: dated(&project.planned_cost),
        other_debt: project
            .other_debt
            .iter()
            .map(|debt| LaidDebt {
                month: debt.month.to_string(),
                amount: debt.amount,
                rate: debt.rate,
                term_months: debt.term_months,
            })
            .collect(),
        id,
    }
}

fn bonds(place: usize, project: &Project) -> Vec<LaidBond> {
    let laid = |(number, bond): (usize, &Bond)| LaidBond {
        id: format!("{}-bond-{number:03}", project_id(place)),
        project: project_id(place),
        issue_month: bond.issue_month.to_string(),
        amount: bond.amount,
        coupon: project.planned_coupon.unwrap_or(bond.coupon),
        term_months: bond.term_months,
        interest_months: bond.interest_months,
        issue_fee: bond.fees.issue,
        registration_fee: bond.fees.registration,
        payout_fee: bond.fees.payout,
        instalment: bond
            .instalments
            .iter()
            .map(|(months, amount)| Instalment { months: *months, share: amount / bond.amount })
            .collect(),
    };
    project.bonds.iter().enumerate().map(laid).collect()
}
