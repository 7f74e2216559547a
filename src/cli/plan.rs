//! `landsim plan`: what an implementation plan of special bond projects comes to as it is stated,
//! and how likely that is.

use std::path::{Path, PathBuf};

use landsim::case::Case;
use landsim::evaluation::odds::{self, Odds};
use landsim::evaluation::plan_case;
use landsim::evaluation::projects::projects;
use landsim::finding::{Finding, Place, Rejected};
use landsim::portfolio::implementation_plan::ImplementationPlan;
use landsim::report::chapter::chapter;
use landsim::report::plan::{Note, plan_report};
use landsim::report::terminal::project_plan;
use landsim::report::workbook::forms::forms;
use landsim::report::workbook::forms::planned::Planned;
use landsim::rules::buyback::PurchaseRule;
use landsim::rules::project::Project;
use landsim::scenario::Scenario;

use super::ending::{Ending, print, reject, tell};
use super::inputs::CaseArguments;
use super::language::spoken;
use super::values::{MOST_TRIALS, between};
use super::write_new::write_new;

/// What `landsim plan` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct PlanArguments {
    /// Implementation plan: a workbook that `landsim portfolio template --project` wrote and an
    /// office filled in, or the same as CSV; with rows of plots it is simulated in the market of
    /// today. Or a scenario with projects (`.toml`): its plans, and how likely each line is in its
    /// market.
    file: PathBuf,
    /// Number of simulated futures.
    #[arg(long, default_value_t = 2_000, value_parser = between(1..=MOST_TRIALS))]
    trials: u64,
    /// Seed of all random numbers.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Workbook to write: the forms that are filed with a project, with formulas from sheet to
    /// sheet and the odds beside them.
    #[arg(long, value_name = "FILE.xlsx")]
    forms: Option<PathBuf>,
    /// Document to write: the chapter of an implementation plan on the balance of income and
    /// financing, with the numbers filled in and the odds beside them.
    #[arg(long, value_name = "FILE.docx")]
    chapter: Option<PathBuf>,
    #[command(flatten)]
    case: CaseArguments,
}

/// Prints cover, cash flow by year, stress table and how far income may fall.
pub(super) fn run(arguments: &PlanArguments) -> Ending {
    let is_scenario = arguments.file.extension().is_some_and(|extension| extension == "toml");
    let evaluated = if is_scenario { of_scenario(arguments) } else { of_table(arguments) };
    match evaluated {
        Ok(evaluated) => {
            if let Some(file) = &arguments.forms
                && let Err(ending) = write_forms(file, &evaluated)
            {
                return ending;
            }
            let Evaluated { projects, odds, note, .. } = &evaluated;
            let report = plan_report(projects, odds, *note, spoken());
            if let Some(file) = &arguments.chapter
                && let Err(ending) = write_new(file, chapter(&report))
            {
                return ending;
            }
            print(&project_plan::text(&report))
        }
        Err(rejected) => reject(&rejected),
    }
}

/// Plans, and how likely they are where anything is simulated.
struct Evaluated {
    projects: Vec<Project>,
    odds: Vec<Odds>,
    note: Note,
    /// Site area of each project's plots (m²).
    land: Vec<f64>,
    /// Rule of the local report.
    rule: PurchaseRule,
}

/// Writes the forms of the projects.
fn write_forms(file: &Path, evaluated: &Evaluated) -> Result<(), Ending> {
    let plans: Vec<Planned<'_>> = evaluated
        .projects
        .iter()
        .zip(&evaluated.land)
        .enumerate()
        .map(|(place, (project, land_m2))| Planned {
            project,
            odds: evaluated.odds.get(place),
            rule: &evaluated.rule,
            land_m2: *land_m2,
        })
        .collect();
    write_new(file, forms(&plans, spoken()))
}

/// The projects of a table; of one with plots with their odds in the market of today.
fn of_table(arguments: &PlanArguments) -> Result<Evaluated, Rejected> {
    let plan = ImplementationPlan::read(&arguments.file)?;
    let projects = projects(&plan)?;
    if !plan.understanding.is_plain() {
        tell(format_args!("{}: {}", plan.file, plan.understanding.told()));
    }
    let rows = |project: &Project| {
        let own = plan.rows.iter().filter(|row| row.project == project.id);
        own.filter_map(|row| row.land_m2).sum()
    };
    let land = projects.iter().map(rows).collect();
    let rule = plan_case::purchase_rule(&plan.file)?;
    let (odds, note) = match plan_case::case(&plan, &projects)? {
        Some(case) => {
            (odds::simulate(&case, arguments.seed, arguments.trials), Note::MarketOfToday)
        }
        None => (Vec::new(), Note::AsStated),
    };
    Ok(Evaluated { projects, odds, note, land, rule })
}

/// The projects of a scenario with their odds in its market, at the coupons that the plans reckon
/// with.
fn of_scenario(arguments: &PlanArguments) -> Result<Evaluated, Rejected> {
    let scenario = Scenario::load(&arguments.file)?;
    let coupons = coupons(&scenario)?;
    let changes: Vec<(&str, &str)> =
        coupons.iter().map(|(key, coupon)| (key.as_str(), coupon.as_str())).collect();
    let scenario = if changes.is_empty() { scenario } else { scenario.with(&changes)? };
    let case: Case = arguments.case.inputs().case(scenario)?;
    let odds = odds::simulate(&case, arguments.seed, arguments.trials);
    let projects = odds::planned(&case);
    let plots = &case.portfolio().plots;
    let of_project = |project: &Project| {
        plots.iter().filter(|plot| project.has(plot)).map(|plot| plot.land_m2).sum()
    };
    let land = projects.iter().map(of_project).collect();
    let rule = match &case.scenario().rules.buyback {
        Some(buyback) => buyback.purchase,
        None => plan_case::purchase_rule(&case.scenario().file)?,
    };
    Ok(Evaluated { projects, odds, note: Note::Scenario, land, rule })
}

/// The coupons that plans reckon with, by the keys of their bonds.
///
/// # Errors
/// A scenario without projects, and a bond whose coupon nobody knows before it is issued.
fn coupons(scenario: &Scenario) -> Result<Vec<(String, String)>, Rejected> {
    let lacks = |key: String, found: &str, accepted: &str| Finding {
        place: Place::whole(&scenario.file),
        key,
        found: found.to_owned(),
        accepted: accepted.to_owned(),
    };
    let projects = &scenario.rules.projects;
    let mut findings = Vec::new();
    if projects.is_empty() {
        let accepted = "a scenario with [[project]] and [[bond]]";
        findings.push(lacks("project".into(), "a scenario without projects", accepted));
    }
    let mut coupons = Vec::new();
    for project in projects {
        for bond in &project.bonds {
            if bond.over_market {
                let accepted = "a fixed `coupon`, at which a plan can be reckoned";
                findings.push(lacks(format!("bond[{}].spread", bond.id), "a spread", accepted));
            } else if let Some(planned) = project.planned_coupon {
                coupons.push((format!("bond[{}].coupon", bond.id), planned.to_string()));
            }
        }
    }
    if findings.is_empty() { Ok(coupons) } else { Err(Rejected::new(findings)) }
}
