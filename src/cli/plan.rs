//! `landsim plan`: what an implementation plan of special bond projects comes to as it is stated.

use std::path::PathBuf;

use landsim::evaluation::projects::projects;
use landsim::portfolio::implementation_plan::ImplementationPlan;
use landsim::report::terminal::project_plan;

use super::ending::{Ending, print, reject, tell};
use super::language::spoken;

/// What `landsim plan` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct PlanArguments {
    /// Implementation plan: a workbook that `landsim portfolio template --project` wrote and an
    /// office filled in, or the same as CSV.
    plan: PathBuf,
}

/// Prints cover, cash flow by year, stress table and how far income may fall.
pub(super) fn run(arguments: &PlanArguments) -> Ending {
    let read = ImplementationPlan::read(&arguments.plan);
    let read = read.and_then(|plan| Ok((projects(&plan)?, plan)));
    match read {
        Ok((projects, plan)) => {
            if !plan.understanding.is_plain() {
                tell(format_args!("{}: {}", plan.file, plan.understanding.told()));
            }
            print(&project_plan::text(&projects, spoken()))
        }
        Err(rejected) => reject(&rejected),
    }
}
