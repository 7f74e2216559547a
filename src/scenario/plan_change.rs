//! `[[plan_change]]`: what a scenario changes of the portfolio's plan: another order, or
//! without some plots.
//!
//! A change names zones, plots or both. What it may name is known only with the portfolio,
//! so names are checked when a case is put together, at the place where the change stands.

use crate::calendar::{Calendar, YearMonth};
use crate::finding::{Finding, Place, nearest};
use crate::portfolio::Portfolio;
use crate::portfolio::plot::{Plot, PlotStatus};
use crate::reader::accepted::Accepted;
use crate::reader::name::{self, is_name};
use crate::reader::section::Section;

/// Most changes of the plan in a scenario.
const MOST_CHANGES: usize = 64;
/// Longest shift of a date (months): twenty years either way.
const LONGEST_SHIFT: f64 = 240.0;

/// A change of the plan for some of its plots: all those of the named zones and all named
/// plots.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanChange {
    /// Identity; changes apply in the order of their ids.
    pub id: String,
    /// Where it stands, for what the portfolio makes wrong with it.
    pub place: Place,
    /// Zones whose plots it changes.
    pub zones: Vec<String>,
    /// Plots it changes, by id.
    pub plots: Vec<String>,
    /// What becomes of these plots.
    pub kind: PlanChangeKind,
}

/// What becomes of the plots of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanChangeKind {
    /// Planned acquisition and listing move by this many months, not before month 0; a date
    /// that lay before it stays where it is or moves later.
    Shifted(i32),
    /// The plots fall out of the plan: no acquisition, no sale. What was spent stays spent,
    /// and land in preparation becomes stock, which counts as collateral.
    Dropped,
}

/// Reads all changes, sorted by id; at most 64 with different ids.
pub(super) fn read_all(root: &Section<'_>) -> Vec<PlanChange> {
    let mut changes = root.each("plan_change", read);
    if changes.len() > MOST_CHANGES {
        let found = format!("{} changes", changes.len());
        root.find("plan_change", found, format!("at most {MOST_CHANGES}"));
    }
    changes.sort_by(|left, right| left.id.cmp(&right.id));
    for pair in changes.windows(2) {
        if root.sound(&["plan_change"]) && pair[0].id == pair[1].id {
            let found = format!("the id {:?} twice", pair[0].id);
            root.find("plan_change", found, "changes with different ids");
        }
    }
    changes
}

/// Reads a change: `id`, `zones` and `plots`, and either `shift_months` or
/// `dropped = true`.
fn read(section: &Section<'_>) -> PlanChange {
    let id = section.text("id");
    if section.sound(&["id"]) && !is_name(&id) {
        section.find("id", format!("the text {id:?}"), name::ACCEPTED);
    }
    let (zones, plots) = (section.optional_texts("zones"), section.optional_texts("plots"));
    if section.sound(&["zones", "plots"]) && zones.is_empty() && plots.is_empty() {
        section.find("zones", "nothing", "`zones`, `plots` or both, each a list of ids");
    }
    let shift = Accepted::whole(-LONGEST_SHIFT..=LONGEST_SHIFT);
    let months = section.optional_number("shift_months", "months", &shift);
    section.refuse_uncertain(&["shift_months"]);
    let dropped = section.has("dropped") && section.flag("dropped");
    if section.sound(&["shift_months", "dropped"]) && months.is_some() == dropped {
        let found = if dropped { "both" } else { "neither" };
        section.find("shift_months", found, "either `shift_months` or `dropped = true`");
    }
    let kind = match months {
        Some(months) => PlanChangeKind::Shifted(crate::quantity::signed_index(months)),
        None => PlanChangeKind::Dropped,
    };
    PlanChange { id, place: section.place().clone(), zones, plots, kind }
}

/// Makes every change in a portfolio, in the order of their ids; what names no zone or plot
/// of it is noted.
pub fn apply(
    changes: &[PlanChange],
    calendar: &Calendar,
    portfolio: &mut Portfolio,
    findings: &mut Vec<Finding>,
) {
    for change in changes {
        let plots = &portfolio.plots;
        check_names(change, "zones", &change.zones, &ids(plots, |plot| &plot.zone), findings);
        check_names(change, "plots", &change.plots, &ids(plots, |plot| &plot.plot_id), findings);
        for plot in &mut portfolio.plots {
            if change.zones.contains(&plot.zone) || change.plots.contains(&plot.plot_id) {
                change.kind.apply(plot, calendar.start);
            }
        }
    }
}

/// What each plot is called: its zone, or its id.
fn ids(plots: &[Plot], of: fn(&Plot) -> &String) -> Vec<&str> {
    plots.iter().map(|plot| of(plot).as_str()).collect()
}

/// Notes names under a key of a change that the portfolio does not know, each with the
/// nearest.
fn check_names(
    change: &PlanChange,
    key: &str,
    names: &[String],
    known: &[&str],
    findings: &mut Vec<Finding>,
) {
    for name in names.iter().filter(|name| !known.contains(&name.as_str())) {
        let accepted = match nearest(name, known.iter().copied()) {
            Some(near) => format!("{key} of the portfolio, perhaps {near:?}"),
            None => format!("{key} of the portfolio"),
        };
        findings.push(Finding {
            place: change.place.clone(),
            key: format!("plan_change[{}].{key}", change.id),
            found: format!("the text {name:?}"),
            accepted,
        });
    }
}

impl PlanChangeKind {
    /// Changes a plot. Plots sold before month 0 are no longer in anybody's plan and stay
    /// as they are.
    fn apply(self, plot: &mut Plot, start: YearMonth) {
        if plot.status == PlotStatus::Sold {
            return;
        }
        match self {
            Self::Shifted(months) => {
                let shifted = |date: YearMonth| date.plus(months).max(start.min(date));
                plot.reserve_start = plot.reserve_start.map(shifted);
                plot.list_date = plot.list_date.map(shifted);
            }
            Self::Dropped => {
                plot.reserve_start = None;
                plot.list_date = None;
            }
        }
    }
}
