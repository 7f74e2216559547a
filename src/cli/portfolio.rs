//! `landsim portfolio`: make a portfolio, or hold one against the plan.

use std::path::{Path, PathBuf};

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table, TableComponent};

use landsim::case::inputs::Inputs;
use landsim::case::plan_targets;
use landsim::finding::{Finding, Place, Rejected};
use landsim::portfolio::file;
use landsim::portfolio::generate::assumptions::Generator;
use landsim::portfolio::generate::blocks::{self, Blocks};
use landsim::portfolio::plan::{Origin, Plan};
use landsim::portfolio::plan_target::MeasuredTarget;
use landsim::portfolio::reconcile::{Reconciled, reconcile};
use landsim::report::workbook;
use landsim::scenario::Scenario;
use landsim::wording::text::Language;

use super::ending::{Ending, print, reject};
use super::language::spoken;
use super::write_new::write_new;

/// What is done with a portfolio.
#[derive(Debug, clap::Subcommand)]
pub(super) enum PortfolioCommand {
    /// Print a synthetic portfolio that adds up to the published plan, or to totals of one's own.
    Generate {
        /// Seed; the shipped portfolio has 20110140.
        #[arg(long)]
        seed: u64,
        /// File of blocks: groups of plots with totals of their own, such as
        /// seeds/plots/today.toml. Several, one after the other, make one table.
        #[arg(long)]
        blocks: Vec<PathBuf>,
    },
    /// Write a workbook to fill in: headings, units, lists to choose from, notes, two examples.
    Template {
        /// Workbook that is written; one that is there already is left alone.
        file: PathBuf,
        /// The table of what has happened instead of the plot table.
        #[arg(long, conflicts_with = "project")]
        actuals: bool,
        /// The implementation plan of special bond projects instead of the plot table.
        #[arg(long)]
        project: bool,
    },
    /// Print plan, portfolio and plan as planned of every total that the plan states.
    Check {
        /// Portfolio file; default: that of the scenario, or the shipped one.
        file: Option<PathBuf>,
        /// Plan; default: that of the scenario, the published one of the shipped portfolio, or what
        /// the portfolio plans itself.
        #[arg(long)]
        plan: Option<PathBuf>,
        /// Scenario whose start, window, zones and lags count; default: the baseline, of which
        /// zones do not count.
        #[arg(long)]
        scenario: Option<PathBuf>,
    },
}

/// Makes a portfolio or checks one.
pub(super) fn run(command: &PortfolioCommand) -> Ending {
    match command {
        PortfolioCommand::Generate { seed, blocks } if blocks.is_empty() => generate(*seed),
        PortfolioCommand::Generate { seed, blocks } => generate_blocks(blocks, *seed),
        PortfolioCommand::Template { file, actuals, project } => {
            let form = match (actuals, project) {
                (true, _) => Form::Actuals,
                (_, true) => Form::Project,
                _ => Form::Plots,
            };
            template(file, form, spoken())
        }
        PortfolioCommand::Check { file, plan, scenario } => {
            check(&Inputs::new(file.as_deref(), plan.as_deref()), scenario.as_deref())
        }
    }
}

/// Prints a generated portfolio.
fn generate(seed: u64) -> Ending {
    let document = Plan::published().and_then(|plan| {
        Ok(landsim::portfolio::generate::document(seed, plan, Generator::shipped()?))
    });
    match document {
        Ok(text) => print(&text),
        Err(rejected) => reject(&rejected),
    }
}

/// Prints the portfolio of files of blocks.
fn generate_blocks(files: &[PathBuf], seed: u64) -> Ending {
    let read = files.iter().map(|file| read_blocks(file)).collect::<Result<Vec<_>, _>>();
    match read.and_then(|files| blocks::document(&files, seed)) {
        Ok(text) => print(&text),
        Err(rejected) => reject(&rejected),
    }
}

fn read_blocks(file: &Path) -> Result<Blocks, Rejected> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|error| {
        Rejected::new(vec![Finding {
            place: Place::whole(&name),
            key: String::new(),
            found: error.to_string(),
            accepted: "a file of [[block]] that can be read".to_owned(),
        }])
    })?;
    Blocks::parse(&name, &text)
}

/// Rows that show how a table is filled in, by language.
const IN_CHINESE: &str = include_str!("../../assets/case/plots.zh.csv");
const IN_ENGLISH: &str = include_str!("../../assets/case/plots.en.csv");

/// What a workbook to fill in is of.
#[derive(Debug, Clone, Copy)]
enum Form {
    /// A plot table, with a plot to acquire and one that is net land as examples.
    Plots,
    /// A table of what has happened.
    Actuals,
    /// The implementation plan of special bond projects.
    Project,
}

/// Writes a workbook to fill in.
fn template(path: &Path, form: Form, language: Language) -> Ending {
    let mut examples = match file::parse("examples", language.choose(IN_CHINESE, IN_ENGLISH)) {
        Ok(portfolio) => portfolio.plots,
        Err(rejected) => return reject(&rejected),
    };
    let mut statuses = Vec::new();
    examples.retain(|plot| {
        let is_new = !statuses.contains(&plot.status);
        statuses.push(plot.status);
        is_new
    });
    let made = match form {
        Form::Plots => workbook::template::template(&examples, language),
        Form::Actuals => workbook::actuals_template::template(language),
        Form::Project => workbook::project_template::template(language),
    };
    match write_new(path, made) {
        Ok(()) => print(&format!("{}\n", path.display())),
        Err(ending) => ending,
    }
}

/// Prints plan, portfolio, plan as planned, and its difference to the plan; a difference ends with
/// the code of a rejected file.
fn check(inputs: &Inputs, scenario: Option<&Path>) -> Ending {
    let loaded = match scenario {
        Some(path) => Scenario::load(path).and_then(|scenario| inputs.case(scenario)).map(|case| {
            let (portfolio, plan) = (case.portfolio().clone(), case.plan().clone());
            (portfolio, *case.planned(), plan, case.targets().to_vec())
        }),
        None => Scenario::baseline().and_then(|baseline| {
            let (portfolio, planned, plan) = inputs.table(&baseline.rules)?;
            let targets = plan_targets::measured(&plan, &baseline.rules, &portfolio.plots);
            Ok((portfolio, planned, plan, targets))
        }),
    };
    let (portfolio, planned, plan, targets) = match loaded {
        Ok(loaded) => loaded,
        Err(rejected) => return reject(&rejected),
    };
    let lines = reconcile(&portfolio.plots, &plan, &planned);
    let mut table = headed(&["total", "unit", "plan", "portfolio", "as planned", "difference", ""]);
    for line in &lines {
        let verdict = if line.agrees() { "agrees" } else { "differs" };
        let number = |value: f64| format!("{value}");
        let difference = if line.agrees() { 0.0 } else { line.difference() };
        table.add_row([
            line.total.name(),
            line.total.unit(),
            &number(line.plan),
            &number(line.portfolio),
            &number(line.planned),
            &number(difference),
            verdict,
        ]);
    }
    align_numbers(&mut table, 4);
    let held_against = match plan.origin {
        Origin::Stated => format!("totals of {}", plan.file),
        Origin::PlotTable => "no plan is stated; totals are what the portfolio plans itself".into(),
    };
    let held_against = if lines.is_empty() {
        format!(
            "{held_against}; it plans nothing within {} to {}, name its scenario with --scenario",
            plan.period.first, plan.period.last
        )
    } else {
        held_against
    };
    let plots = portfolio.plots.len();
    let targets = targets_table(&targets);
    let printed =
        print(&format!("{}: {plots} plots; {held_against}\n{table}\n{targets}", portfolio.file));
    let verdict =
        if lines.iter().all(Reconciled::agrees) { Ending::Done } else { Ending::Rejected };
    printed.max(verdict)
}

/// What the plan wants of parts of its programme, beside what the rows hold and plan; empty where
/// it wants nothing of the kind.
fn targets_table(targets: &[MeasuredTarget]) -> String {
    if targets.is_empty() {
        return String::new();
    }
    let mut table = headed(&["target", "unit", "wanted", "portfolio", "as planned", "step", ""]);
    for MeasuredTarget { target, held, planned, aimed } in targets {
        let number = |value: f64| format!("{}", (value * 1e3).round() / 1e3);
        table.add_row([
            target.id.as_str(),
            target.measure.unit().name(),
            &number(*aimed),
            &number(*held),
            &number(*planned),
            target.step.name(),
            if planned < aimed { "out of reach as planned" } else { "within reach" },
        ]);
    }
    align_numbers(&mut table, 3);
    format!("\n{table}\n")
}

fn headed(heads: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_preset(NOTHING);
    table.set_style(TableComponent::HeaderLines, '─');
    table.set_style(TableComponent::MiddleHeaderIntersections, '─');
    table.set_header(heads.to_vec());
    table
}

/// Numbers stand behind a name and a unit.
fn align_numbers(table: &mut Table, numbers: usize) {
    for column in table.column_iter_mut().skip(2).take(numbers) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}
