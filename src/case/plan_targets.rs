//! What the plan wants of parts of the programme, held against the plot table.

use crate::finding::{Finding, nearest};
use crate::model::delivery::{self, BuildTimes};
use crate::portfolio::plan::Plan;
use crate::portfolio::plan_target::{Extent, Measure, MeasuredTarget, PlanTarget, Step};
use crate::portfolio::planned::{PlannedSteps, PlannedTerms};
use crate::portfolio::plot::Plot;
use crate::quantity::{count, whole_months};
use crate::rules::Rules;

/// The targets of a plan with what the rows of a plot table hold and come to as planned.
pub fn measured(plan: &Plan, rules: &Rules, plots: &[Plot]) -> Vec<MeasuredTarget> {
    let terms = rules.planned_terms();
    let works = Works {
        phase_gfa: rules.delivery.phase_gfa,
        build_times: BuildTimes::new(&rules.delivery),
    };
    let measure = |target: &PlanTarget| {
        let meant = || plots.iter().filter(|plot| target.step.is_ahead_of(plot));
        let in_unit = |sum: f64| target.measure.in_unit(sum);
        let held = in_unit(meant().map(|plot| target.amount(plot)).sum());
        let planned = |plot| target.amount(plot) * works.planned_part(target, plot, &terms);
        let planned = in_unit(meant().map(planned).sum());
        let aimed = match target.extent {
            Extent::Value(value) => value,
            Extent::Share(share) => share * held,
            Extent::Total(total) => plan.amount(total),
        };
        MeasuredTarget { target: target.clone(), held, planned, aimed }
    };
    plan.targets.iter().map(measure).collect()
}

/// A finding for what targets name and nobody knows, and for a target that no row belongs to.
pub(super) fn unknown(targets: &[MeasuredTarget], rules: &Rules, plots: &[Plot]) -> Vec<Finding> {
    let zones: Vec<&str> = rules.zones.iter().map(|zone| zone.id.as_str()).collect();
    let ids: Vec<&str> = plots.iter().map(|plot| plot.plot_id.as_str()).collect();
    let mut findings = Vec::new();
    for MeasuredTarget { target, held, .. } in targets {
        let before = findings.len();
        findings.extend(unknown_names(target, ("zones", &target.selection.zones), &zones));
        findings.extend(unknown_names(target, ("plots", &target.selection.plots), &ids));
        if *held <= 0.0 && findings.len() == before {
            findings.push(Finding {
                place: target.place.clone(),
                key: format!("targets[{}]", target.id),
                found: format!(
                    "no row with {} that is meant to be {}",
                    target.measure.name(),
                    target.step.name()
                ),
                accepted:
                    "zones, classes, uses, statuses, plots and a measure that the plot table \
                           has"
                    .into(),
            });
        }
    }
    findings
}

/// Most ids that a finding lists.
const MOST_LISTED: usize = 30;

/// A finding for each name of a list that is not known.
fn unknown_names(
    target: &PlanTarget,
    (key, names): (&str, &[String]),
    known: &[&str],
) -> Vec<Finding> {
    let unknown = names.iter().filter(|name| !known.contains(&name.as_str()));
    let finding = |name: &String| Finding {
        place: target.place.clone(),
        key: format!("targets[{}].{key}", target.id),
        found: format!("{name:?}"),
        accepted: match nearest(name, known.iter().copied()) {
            Some(near) => format!("an id among the {key} of the case, perhaps {near:?}"),
            None if known.len() <= MOST_LISTED => {
                format!("an id among the {key} of the case: {}", known.join(", "))
            }
            None => format!("an id among the {key} of the case"),
        },
    };
    unknown.map(finding).collect()
}

/// How long works take as planned.
struct Works {
    phase_gfa: f64,
    build_times: BuildTimes,
}

impl Works {
    /// Part of what a row adds that takes the step within the window as planned: all or nothing,
    /// and of floor area that is completed so many of its phases.
    fn planned_part(&self, target: &PlanTarget, plot: &Plot, terms: &PlannedTerms) -> f64 {
        let steps = PlannedSteps::of(plot, terms);
        let is_within =
            |month: Option<usize>| month.is_some_and(|month| month < terms.window_months);
        let all_of = |month| if is_within(month) { 1.0 } else { 0.0 };
        match target.step {
            Step::Reserved => all_of(steps.reserved),
            Step::Cleared => all_of(steps.cleared),
            Step::NetLand => all_of(steps.net_land),
            Step::Sold => all_of(steps.dealt),
            Step::Started => all_of(steps.started),
            Step::Completed => {
                let Some(start) = steps.started else { return 0.0 };
                let build = plot
                    .build_months
                    .unwrap_or_else(|| self.build_times.of(plot.main_use(), plot.gfa_m2()).mean());
                let build = whole_months(build).max(1);
                let phases = match target.measure {
                    Measure::FloorArea => delivery::phases(plot.gfa_m2(), self.phase_gfa),
                    _ => 1,
                };
                let ends =
                    (1..=phases).map(|phase| start + delivery::phase_end(build, phase, phases));
                let done = ends.filter(|end| *end < terms.window_months).count();
                count(done) / count(phases)
            }
        }
    }
}
