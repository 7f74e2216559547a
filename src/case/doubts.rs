//! What of a case is possible and not likely: dates that the run never meets, and what a plot table
//! makes doubtful by itself. Nothing of it is refused, and nothing of it stays unsaid.

use crate::calendar::{Calendar, MONTHS_PER_YEAR, Month, YearMonth};
use crate::catalogue::land_use::Use;
use crate::finding::{Finding, Place};
use crate::portfolio::plan::{Origin, Period};
use crate::portfolio::plan_target::MeasuredTarget;
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
    doubts.extend(of_prices(case));
    doubts.extend(of_plots(case, run));
    doubts.extend(of_rules(case, run));
    doubts.extend(of_part_years(case));
    doubts.extend(of_plan(case));
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

/// Floor prices of zones that are likely (CNY/m²).
const LIKELY_PRICES: std::ops::RangeInclusive<f64> = 200.0..=500_000.0;
/// Cost of a plot over its worth at the prices of month 0 that is likely, of plots that cost
/// anything.
const LIKELY_COST: std::ops::RangeInclusive<f64> = 0.001..=20.0;

/// Prices that look like another unit's, and costs that prices cannot be meant for.
fn of_prices(case: &Case) -> Vec<Finding> {
    let (scenario, portfolio) = (case.scenario(), case.portfolio());
    let zones = &scenario.rules.zones;
    let mut found = Vec::new();
    for zone in zones {
        for of_use in Use::ALL {
            let price = zone.base_price[of_use];
            if price > 0.0 && !LIKELY_PRICES.contains(&price) {
                let slip = if price < 200.0 { "in 万元/m2?" } else { "per plot or per mu?" };
                found.push(Finding {
                    place: Place::whole(&scenario.file),
                    key: format!("zone[{}].base_price_{}", zone.id, of_use.name()),
                    found: format!("{price} CNY per m2 of floor area, {slip}"),
                    accepted: "usual floor prices, 200 to 500,000 CNY/m2".to_owned(),
                });
            }
        }
    }
    let ratio = |plot: &Plot| {
        let zone = zones.iter().find(|zone| zone.id == plot.zone)?;
        let cost = plot.acquisition_cost_cny + plot.preparation_cost_cny + plot.sunk_cost_cny;
        let gfa = plot.gfa();
        let worth: f64 = Use::ALL
            .into_iter()
            .map(|of_use| plot.quality * gfa[of_use.floor_kind()] * zone.base_price[of_use])
            .sum();
        (cost > 0.0 && worth > 0.0).then(|| cost / worth)
    };
    let plots = || {
        let plots = portfolio.plots.iter().enumerate();
        plots.filter_map(|(at, plot)| Some((at, ratio(plot)?)))
    };
    let dear: Vec<_> = plots().filter(|(_, ratio)| ratio > LIKELY_COST.end()).collect();
    let cheap: Vec<_> = plots().filter(|(_, ratio)| ratio < LIKELY_COST.start()).collect();
    let slips = [(dear, "prices in 万元, or costs of several plots?"), (cheap, "costs in 万元?")];
    for (odd, slip) in slips {
        let Some((first, ratio)) = odd.first() else { continue };
        let others = match odd.len() {
            1 => String::new(),
            several => format!(" and {} more", several - 1),
        };
        found.push(Finding {
            place: portfolio.place(*first),
            key: "acquisition_cost_cny, preparation_cost_cny, sunk_cost_cny".to_owned(),
            found: format!(
                "a cost of {ratio:.4} times the worth of its floor area at the prices of its zone \
                 at plot {}{others}, {slip}",
                portfolio.plots[*first].plot_id
            ),
            accepted: "0.001 to 20 times".to_owned(),
        });
    }
    found
}

/// A plan of another time than the window, and targets of more than the rows hold.
fn of_plan(case: &Case) -> Vec<Finding> {
    let plan = case.plan();
    let Calendar { start, window, .. } = case.scenario().rules.calendar;
    let measured = Period::of_months(start, window);
    let mut found = Vec::new();
    if plan.origin == Origin::Stated && plan.period != measured {
        let Period { first, last } = plan.period;
        found.push(Finding {
            place: Place::whole(&plan.file),
            key: "period".to_owned(),
            found: format!(
                "{first} to {last}, while the scenario measures {} to {}",
                measured.first, measured.last
            ),
            accepted: "the months of the scenario's window".to_owned(),
        });
    }
    for MeasuredTarget { target, held, aimed, .. } in case.targets() {
        if *aimed > *held * (1.0 + 1e-9) {
            let unit = target.measure.unit().name();
            found.push(Finding {
                place: target.place.clone(),
                key: format!("targets[{}]", target.id),
                found: format!("{aimed} {unit} of rows that hold {held} {unit} in all"),
                accepted: format!("up to {held} {unit}; is it in another unit?"),
            });
        }
    }
    found
}
