//! What projects of special bonds and the case's plots and calendar say together.

use crate::calendar::YearMonth;
use crate::finding::{Finding, Place, nearest};
use crate::portfolio::plot::{Plot, PlotStatus};
use crate::rules::Rules;
use crate::rules::project::Project;

/// Findings of projects that do not fit a case.
pub(super) fn findings(file: &str, rules: &Rules, plots: &[Plot]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut taken: Vec<(&str, &str)> = Vec::new();
    for project in &rules.projects {
        let mut report = |key: &str, what: String, accepted: String| {
            found.push(Finding {
                place: Place::whole(file),
                key: format!("project[{}].{key}", project.id),
                found: what,
                accepted,
            });
        };
        unknown(project, rules, plots, &mut report);
        let own: Vec<&Plot> = plots.iter().filter(|plot| project.has(plot)).collect();
        if own.iter().all(|plot| plot.status == PlotStatus::Sold) {
            report("plots", "no plot".into(), "zones or plots that the plot table has".into());
        }
        for plot in own {
            let sold = plot.status == PlotStatus::Sold;
            if sold && project.plots.contains(&plot.plot_id) {
                let accepted = "plots that are not sold before the start".to_owned();
                report("plots", format!("the sold plot {:?}", plot.plot_id), accepted);
            }
            match taken.iter().find(|(id, _)| *id == plot.plot_id) {
                Some((_, other)) => report(
                    "plots",
                    format!("{:?}, which the project {other:?} has too", plot.plot_id),
                    "each plot in one project at most".to_owned(),
                ),
                None => taken.push((&plot.plot_id, &project.id)),
            }
        }
        dates(project, rules, &mut report);
    }
    found
}

/// Zones and plots that nobody knows.
fn unknown(
    project: &Project,
    rules: &Rules,
    plots: &[Plot],
    report: &mut impl FnMut(&str, String, String),
) {
    let zones: Vec<&str> = rules.zones.iter().map(|zone| zone.id.as_str()).collect();
    let ids: Vec<&str> = plots.iter().map(|plot| plot.plot_id.as_str()).collect();
    for (key, names, known) in [("zones", &project.zones, &zones), ("plots", &project.plots, &ids)]
    {
        for name in names.iter().filter(|name| !known.contains(&name.as_str())) {
            let accepted = match nearest(name, known.iter().copied()) {
                Some(near) => format!("{key} of the portfolio, perhaps {near:?}"),
                None => format!("{key} of the portfolio"),
            };
            report(key, format!("the text {name:?}"), accepted);
        }
    }
}

/// Dates outside the horizon: a bond must be issued and fall due in it.
fn dates(project: &Project, rules: &Rules, report: &mut impl FnMut(&str, String, String)) {
    let calendar = &rules.calendar;
    let (start, end) = (calendar.start, calendar.date(calendar.end()));
    let is_within = |date: YearMonth| date >= start && date < end;
    for bond in &project.bonds {
        if !is_within(bond.issue_month) || bond.due() >= end {
            let found = format!("{:?}, issued {}, due {}", bond.id, bond.issue_month, bond.due());
            let accepted = format!("bonds issued from {start} on and due before {end}");
            report("bond", found, accepted);
        }
    }
    for capital in project.own_capital.iter().filter(|capital| !is_within(capital.month)) {
        let accepted = format!("a month from {start} on and before {end}");
        report("own_capital", capital.month.to_string(), accepted);
    }
    for debt in project.other_debt.iter().filter(|debt| !is_within(debt.month)) {
        let accepted = format!("a month from {start} on and before {end}");
        report("other_debt", debt.month.to_string(), accepted);
    }
}
