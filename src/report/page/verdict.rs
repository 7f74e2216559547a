//! The verdict in words, with its uncertainty.

use crate::calendar::Month;
use crate::catalogue::figure::Figure;
use crate::catalogue::series::Series;
use crate::catalogue::{CAUTION, Unit};
use crate::ensemble::statistics::Estimate;
use crate::portfolio::plan_total::Total;
use crate::quantity::index;
use crate::store::run_tables::RunTables;
use crate::tables::by_period::MonthlyTable;
use crate::tables::risk;
use crate::tables::risk::RiskTable;
use crate::tables::summary::SummaryTable;
use crate::wording::text::Text;
use crate::wording::units::{difference, exact_percent, exact_probability, scaled, yi};
use crate::wording::words::{filled, filled_both};

use super::super::verdict;
use super::against::{Against, Found, chance, title};
use super::group::Group;

/// What a run says of the programme.
pub(super) fn of_run(run: &RunTables) -> Vec<Text> {
    let of_cash = [
        balance(run),
        twentieth(run),
        worst_month(run),
        support(run),
        carried_over(run),
        floor_area(run),
    ];
    let of_market = verdict::of_run(run).into_iter();
    let with_doubt = of_market.chain(verdict::of_run_in_doubt(run));
    with_doubt.chain(of_cash.into_iter().flatten()).collect()
}

/// A probability of a run in a sentence.
fn likely(share: Estimate) -> String {
    exact_probability(share.value, (share.low, share.high))
}

fn balance(run: &RunTables) -> Option<Text> {
    let row = run.figure(Figure::WindowBalanceCny)?;
    Some(filled("verdict_balance", &[("share", likely(row.estimate(SummaryTable::PROBABILITY)?))]))
}

fn twentieth(run: &RunTables) -> Option<Text> {
    let row = run.figure(Figure::WindowBalanceCny)?;
    let (low, median) = (row.number(SummaryTable::P05)?, row.number(SummaryTable::P50)?);
    let key = if low < 0.0 { "verdict_twentieth_short" } else { "verdict_twentieth_over" };
    Some(filled(key, &[("amount", yi(low.abs())), ("median", yi(median))]))
}

/// The month with the lowest 5 % quantile of the cumulative balance.
fn worst_month(run: &RunTables) -> Option<Text> {
    let low = run.of_months(Series::CumulativeBalanceCny, MonthlyTable::P05);
    let months = low.into_iter().enumerate().filter_map(|(month, low)| Some((month, low?)));
    let (month, low) = months.min_by(|left, right| left.1.total_cmp(&right.1))?;
    if low >= 0.0 {
        return Some(filled("verdict_never_short", &[]));
    }
    let month = run.recorded.calendar.date(Month::at(month)).to_string();
    Some(filled("verdict_worst_month", &[("month", month), ("amount", yi(-low))]))
}

fn support(run: &RunTables) -> Option<Text> {
    let has_projects = run.projects.is_some();
    let row = run.answer(risk::SUPPORT)?;
    let share = row.estimate(RiskTable::VALUE)?;
    let first = run.figure(Figure::SupportFirstMonth);
    let Some(first) = first.and_then(|first| first.number(SummaryTable::P50)) else {
        let key = if has_projects { "verdict_no_support_projects" } else { "verdict_no_support" };
        return Some(filled(key, &[]));
    };
    let date = |month: usize| run.recorded.calendar.date(Month::at(month)).to_string();
    let month = date(index(first.round()));
    let means = run.of_months(Series::SupportCny, MonthlyTable::MEAN).into_iter().enumerate();
    let means = means.filter_map(|(month, mean)| Some((month, mean?)));
    let peak = means.max_by(|left, right| left.1.total_cmp(&right.1));
    Some(filled(
        if has_projects { "verdict_support_projects" } else { "verdict_support" },
        &[
            ("share", likely(share)),
            ("low", exact_percent(share.low?)),
            ("high", exact_percent(share.high?)),
            ("month", month),
            ("peak", peak.map(|(month, _)| date(month)).unwrap_or_default()),
        ],
    ))
}

/// What the window leaves behind: land not sold, and prices not paid.
fn carried_over(run: &RunTables) -> Option<Text> {
    let median = |figure: Figure| run.figure(figure).and_then(|row| row.number(SummaryTable::P50));
    let value = median(Figure::ClosingInventoryValueCny)?;
    Some(filled(
        "verdict_carried_over",
        &[
            ("cost", yi(median(Figure::ClosingInventoryCostCny)?)),
            ("value", yi(value)),
            ("careful", yi(CAUTION * value)),
            ("due", yi(median(Figure::ReceivableCny)?)),
        ],
    ))
}

fn floor_area(run: &RunTables) -> Option<Text> {
    let plan = run.recorded.manifest.plan.as_ref()?;
    let target = plan.total(Total::ConstructionGfaM2)?.value;
    let row = run.figure(Figure::GfaStartedM2)?;
    let shown = |square_metres: f64| format!("{:.0}", scaled(square_metres, Unit::SquareMetres));
    Some(filled(
        "verdict_floor_area",
        &[
            ("median", shown(row.number(SummaryTable::P50)?)),
            ("target", shown(target)),
            ("share", likely(row.estimate(SummaryTable::PROBABILITY)?)),
        ],
    ))
}

/// The verdict of several runs, group by group: which policy of the district's own is sound more
/// often, what the markets and what higher rules do to that. Nothing wins across groups.
pub(super) fn of_batch(base: &RunTables, against: &[Against<'_>]) -> Vec<Text> {
    let figure = Figure::Sound;
    let of_group = |group: Group| {
        let of_group = against.iter().filter(move |against| against.group == group);
        of_group.filter_map(|against| Some((against, chance(against.run, figure)?.value)))
    };
    let best = of_group(Group::Choice)
        .filter_map(|(against, _)| Some((against, against.of(figure)?)))
        .filter(|(_, found)| found.is_good(figure) == Some(true))
        .max_by(|left, right| left.1.mean.total_cmp(&right.1.mean));
    let choices = match &best {
        Some((against, found)) => Some(best_of(base, against, found)),
        None if of_group(Group::Choice).next().is_some() => {
            let values = [("base", quoted(&title(base))), ("sound", likely_of(base, figure))];
            Some(filled_both("verdict_none_better", &values))
        }
        None => None,
    };
    let range = |group: Group, key: &str| {
        let least = of_group(group).min_by(|left, right| left.1.total_cmp(&right.1))?.0;
        let most = of_group(group).max_by(|left, right| left.1.total_cmp(&right.1))?.0;
        let values = [
            ("base", likely_of(base, figure)),
            ("count", Text::same(of_group(group).count().to_string())),
            ("least", quoted(&least.title)),
            ("low", likely_of(least.run, figure)),
            ("most", quoted(&most.title)),
            ("high", likely_of(most.run, figure)),
        ];
        Some(filled_both(key, &values))
    };
    let best = best.map(|(against, _)| against.title.clone());
    choices
        .into_iter()
        .chain(trade_offs(base, against, best.as_ref()))
        .chain(range(Group::Higher, "verdict_higher"))
        .chain(range(Group::World, "verdict_world"))
        .chain([filled("verdict_warning", &[])])
        .collect()
}

/// What can be chosen and is clearly better in a part of the verdict, whatever it costs in others:
/// for each part the choice in which it holds most often, other than the best of all.
fn trade_offs(base: &RunTables, against: &[Against<'_>], best: Option<&Text>) -> Vec<Text> {
    let parts = [
        ("earned", Figure::InventoryAdjustedBalanceCny),
        ("unsupported", Figure::SupportCny),
        ("done", Figure::ProgrammeDone),
    ];
    let mut most_often = Vec::new();
    for (key, part) in parts {
        let before = chance(base, part).map_or(1.0, |before| before.value);
        let most = against
            .iter()
            .filter(|against| against.group == Group::Choice)
            .filter(|against| against.of(part).is_some_and(|of| of.is_good(part) == Some(true)))
            .filter_map(|against| Some((against, chance(against.run, part)?.value)))
            .filter(|(_, after)| *after > before)
            .max_by(|left, right| left.1.total_cmp(&right.1));
        most_often.extend(most.map(|(most, after)| (after - before, key, part, most)));
    }
    // What gains most is told first, and a choice once.
    most_often.sort_by(|left, right| right.0.total_cmp(&left.0));
    let mut told: Vec<&Text> = best.into_iter().collect();
    let mut found = Vec::new();
    for (_, key, part, most) in most_often {
        if told.contains(&&most.title) {
            continue;
        }
        told.push(&most.title);
        let [earned, unsupported, done] = parts.map(|(_, part)| likely_of(most.run, part));
        found.push(filled_both(
            "verdict_trade",
            &[
                ("choice", quoted(&most.title)),
                ("part", filled(key, &[])),
                ("before", likely_of(base, part)),
                ("after", likely_of(most.run, part)),
                ("sound", likely_of(most.run, Figure::Sound)),
                ("earned", earned),
                ("unsupported", unsupported),
                ("done", done),
            ],
        ));
    }
    found
}

/// What is said of the policy that is sound most often, and of the parts in which it differs.
fn best_of(base: &RunTables, best: &Against<'_>, found: &Found) -> Text {
    let points = |share: f64| Text::same(difference(share, Unit::Share));
    let [earned, unsupported, done] =
        [Figure::InventoryAdjustedBalanceCny, Figure::SupportCny, Figure::ProgrammeDone];
    filled_both(
        "verdict_best",
        &[
            ("best", quoted(&best.title)),
            ("base", quoted(&title(base))),
            ("mean", points(found.mean)),
            ("low", points(found.low)),
            ("high", points(found.high)),
            ("sound_before", likely_of(base, Figure::Sound)),
            ("sound_after", likely_of(best.run, Figure::Sound)),
            ("earned_before", likely_of(base, earned)),
            ("earned_after", likely_of(best.run, earned)),
            ("unsupported_before", likely_of(base, unsupported)),
            ("unsupported_after", likely_of(best.run, unsupported)),
            ("done_before", likely_of(base, done)),
            ("done_after", likely_of(best.run, done)),
        ],
    )
}

/// A title as sentences name it.
pub(super) fn quoted(title: &Text) -> Text {
    Text::new(format!("\u{300a}{}\u{300b}", title.zh), format!("\"{}\"", title.en))
}

/// A probability of a run in a sentence, in both languages alike.
fn likely_of(run: &RunTables, figure: Figure) -> Text {
    Text::same(chance(run, figure).map(likely).unwrap_or_default())
}
