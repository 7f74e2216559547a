//! What of a case is possible and not likely: dates that the run never meets, and what a plot table
//! makes doubtful by itself. Nothing of it is refused, and nothing of it stays unsaid.

use crate::calendar::{Calendar, MONTHS_PER_YEAR, Month, YearMonth};
use crate::finding::{Finding, Place};
use crate::portfolio::plausible;
use crate::portfolio::plot::Plot;
use crate::rules::history::HistoryMode;
use crate::rules::shock::Onset;

use super::Case;

/// How a planned date is taken from a plot.
type DateOf = fn(&Plot) -> Option<YearMonth>;

/// The months of a run: the first, and the first after it.
#[derive(Debug, Clone, Copy)]
struct Run {
    start: YearMonth,
    end: YearMonth,
}

impl Run {
    fn of(calendar: &Calendar) -> Self {
        let horizon = i32::try_from(calendar.horizon).unwrap_or(i32::MAX);
        Self { start: calendar.start, end: calendar.start.plus(horizon) }
    }

    /// What is wrong with something in force from a month until before another one, where the run
    /// meets none of it.
    fn misses(self, from: Option<YearMonth>, until: Option<YearMonth>) -> Option<String> {
        if let Some(until) = until.filter(|until| *until <= self.start) {
            return Some(format!("over before {until}, and the run begins in {}", self.start));
        }
        let from = from.filter(|from| *from >= self.end)?;
        Some(format!("not before {from}, and the run ends before {}", self.end))
    }
}

/// Everything doubtful about a case, plots first.
pub fn doubts(case: &Case) -> Vec<Finding> {
    let run = Run::of(&case.scenario().rules.calendar);
    let mut doubts = plausible::doubts(case.portfolio());
    doubts.extend(of_plots(case, run));
    doubts.extend(of_rules(case, run));
    doubts.extend(of_part_years(case));
    doubts
}

/// Planned dates that lie before the run or after it: mostly the table of another start.
fn of_plots(case: &Case, run: Run) -> Vec<Finding> {
    let portfolio = case.portfolio();
    let planned: [(&str, DateOf); 2] =
        [("reserve_start", |plot| plot.reserve_start), ("list_date", |plot| plot.list_date)];
    let mut found = Vec::new();
    for (key, date_of) in planned {
        let plots_with = || {
            let plots = portfolio.plots.iter().enumerate();
            plots.filter_map(|(at, plot)| Some((at, date_of(plot)?)))
        };
        let early: Vec<_> = plots_with().filter(|(_, date)| *date < run.start).collect();
        let late: Vec<_> = plots_with().filter(|(_, date)| *date >= run.end).collect();
        let accepted = format!("months from {} on, before {}", run.start, run.end);
        for (odd, what) in [(early, "before the run begins"), (late, "after the run ends")] {
            let Some((first, date)) = odd.first() else { continue };
            let others = match odd.len() {
                1 => String::new(),
                several => format!(" and {} more", several - 1),
            };
            found.push(Finding {
                place: portfolio.place(*first),
                key: key.to_owned(),
                found: format!(
                    "{date} at plot {}{others}, {what}",
                    portfolio.plots[*first].plot_id
                ),
                accepted: accepted.clone(),
            });
        }
    }
    found
}

/// Shocks, policies and a replayed history of which the run meets nothing.
fn of_rules(case: &Case, run: Run) -> Vec<Finding> {
    let scenario = case.scenario();
    let rules = &scenario.rules;
    let mut found = Vec::new();
    let mut doubt = |key: String, missed: Option<String>| {
        found.extend(missed.map(|missed| Finding {
            place: Place::whole(&scenario.file),
            key,
            found: missed,
            accepted: format!("some month from {} on, before {}", run.start, run.end),
        }));
    };
    for shock in &rules.shocks {
        let after =
            |from: YearMonth, months: usize| from.plus(i32::try_from(months).unwrap_or(i32::MAX));
        let (first, last) = match shock.onset {
            Onset::Date(month) => (month, month),
            Onset::Hazard { from, months, .. } => (from, after(from, months)),
        };
        let until = shock.until.or(shock.duration_months.map(|months| after(last, months)));
        doubt(format!("shock[{}]", shock.id), run.misses(Some(first), until));
    }
    for policy in &rules.policies {
        doubt(format!("policy[{}]", policy.id), run.misses(policy.from, policy.until));
    }
    if let Some(history) = rules.market.history.as_ref()
        && history.mode == HistoryMode::Replay
    {
        let months = i32::try_from(history.changes.len()).unwrap_or(i32::MAX);
        let until = history.first.plus(months);
        let missed = run.misses(Some(history.first), Some(until));
        doubt("market.history".to_owned(), missed);
    }
    found
}

/// Calendar years of which the plan has only a part, whose quotas and capacities are cut with them.
fn of_part_years(case: &Case) -> Option<Finding> {
    let scenario = case.scenario();
    let calendar = &scenario.rules.calendar;
    let ends = [Month::START, calendar.window_end().back(1)];
    let part = |month: Month| {
        let share = calendar.share_of_year(month);
        let months = share * f64::from(MONTHS_PER_YEAR);
        (share < 1.0).then(|| format!("{months:.0}/12 of {}", calendar.date(month).year()))
    };
    let mut parts: Vec<String> = ends.into_iter().filter_map(part).collect();
    parts.dedup();
    (!parts.is_empty()).then(|| Finding {
        place: Place::whole(&scenario.file),
        key: "calendar".to_owned(),
        found: format!(
            "{} in the plan: of these years' sale quota, bond quota and clearance capacity that \
             part applies",
            parts.join(" and ")
        ),
        accepted: "whole calendar years, or quotas by date that say what is left".to_owned(),
    })
}
