//! The result table people read in the terminal.

use std::fmt::Write as _;

use comfy_table::Table;

use crate::calendar::Calendar;
use crate::case::Case;
use crate::catalogue::Unit;
use crate::catalogue::figure::Figure;
use crate::ensemble::statistics::{Estimate, P05, P50, P95};
use crate::ensemble::variance::VarianceShares;
use crate::portfolio::plan_target::MeasuredTarget;
use crate::tables::beside::BesideRows;
use crate::tables::controlled::ControlledRow;
use crate::tables::doubt::DoubtRows;
use crate::tables::plan_targets;
use crate::tables::results::Results;
use crate::tables::risk::{Answer, DEFICIT, answers};
use crate::tables::summaries::Row;
use crate::uncertainty::sampling::Sampling;
use crate::wording::text::{Language, Text};
use crate::wording::units::{
    YI, exact_probability, name, named, percent, plain_name, scaled, value,
};
use crate::wording::words::{fill, in_terminal, word};

use super::super::shortage::why_replay;
use super::super::stress::{HEADS_OF_STRESS, points};
use super::super::{plot_table, shortage, stress, verdict};
use super::projects;
use super::text_table::{align_right, headed, lines};

/// Figures shown, in order; all of them are in the tables.
pub(super) const SHOWN: [Figure; 34] = [
    Figure::Sound,
    Figure::InventoryAdjustedBalanceCny,
    Figure::ProgrammeDone,
    Figure::ReservedPlanShare,
    Figure::SoldPlanShare,
    Figure::StartedPlanShare,
    Figure::DebtChangeCny,
    Figure::WindowBalanceCny,
    Figure::SettledBalanceCny,
    Figure::AccrualBalanceCny,
    Figure::CoverageRatio,
    Figure::ReceiptsCny,
    Figure::CostIncomeRatio,
    Figure::Top3GainShare,
    Figure::InvertedPlots,
    Figure::SupportCny,
    Figure::SupportFirstMonth,
    Figure::PeakDebtCny,
    Figure::PeakDebtMonth,
    Figure::PeakNeedCny,
    Figure::BreakevenMonth,
    Figure::ReservedPlots,
    Figure::ReservedHa,
    Figure::SoldPlots,
    Figure::SoldHa,
    Figure::SoldGfaM2,
    Figure::FailedShare,
    Figure::PremiumMean,
    Figure::GfaStartedM2,
    Figure::GfaStartedCommercialOfficeM2,
    Figure::GfaStartedAffordableM2,
    Figure::GfaCompletedM2,
    Figure::GfaCompletedCommercialOfficeM2,
    Figure::IdlePlots,
];

/// The report of a run as text.
pub fn text(results: &Results<'_>, seed: u64, language: Language) -> String {
    let scenario = results.case.scenario();
    let mut text = String::new();
    let say = |key: &'static str| in_terminal(key, language);
    let trials = results.figures.trials;
    let _ = writeln!(text, "{} — {}", scenario.id, language.half(&scenario.title));
    let _ =
        writeln!(text, "{trials} {}, {} {seed}; {}\n", say("trials"), say("seed"), say("units"));
    for sentence in verdict::of_results(results) {
        let _ = writeln!(text, "{}", sentence.of(language));
    }
    text.push('\n');
    text += &lines(&figures(results, language));
    text.push('\n');
    text += &lines(&programme(results, language));
    text.push('\n');
    if let Some(table) = targets(results, language) {
        text += &lines(&table);
        text.push('\n');
    }
    text += &projects::text(results, language);
    let (deficits, others): (Vec<_>, Vec<_>) =
        answers(results).into_iter().partition(|answer| answer.id.starts_with(DEFICIT));
    for answer in &others {
        if let Some(line) = answer_line(answer, language) {
            let _ = writeln!(text, "{line}");
        }
    }
    let _ = writeln!(text, "{}: {}", say("chart_deficits"), yearly(&deficits));
    let assumptions = scenario.assumptions().count();
    let _ = write!(
        text,
        "\n{assumptions} {}{}{}",
        say("assumptions"),
        say("between_parts"),
        plot_table::of_results(results, language)
    );
    text
}

/// How chance was spread over trials, as a line of text.
pub fn sampling(sampling: Sampling, language: Language) -> String {
    format!(
        "\n{}: {sampling}; {}",
        in_terminal("sampling", language),
        in_terminal("errors_of_sets", language)
    )
}

/// What control variates make of the first figures' means, as lines of text.
pub fn controlled(rows: &[ControlledRow], calendar: &Calendar, language: Language) -> String {
    let mut text = format!("\n\n{}", in_terminal("control_variates", language));
    for figure in SHOWN_MEANS {
        let entry = figure.entry();
        let Some(mean) = rows[figure as usize].mean else { continue };
        let show = |number: f64| value(number, entry.unit, calendar);
        let [low, high] =
            [mean.mean.low, mean.mean.high].map(|end| end.map_or_else(String::new, show));
        let _ = write!(
            text,
            "\n  {}: {} ({low} – {high}) · {}: {:.1}",
            name(entry, language),
            show(mean.mean.value),
            in_terminal("worth", language),
            mean.worth
        );
    }
    text
}

/// The verdict with doubt, as lines of text.
pub fn doubt(rows: &DoubtRows, language: Language) -> String {
    let sentences = verdict::of_rows_in_doubt(rows);
    let lines = sentences.iter().map(|sentence| format!("\n{}", sentence.of(language)));
    format!("\n{}", lines.collect::<String>())
}

/// Why money is short, as lines of text; nothing where no future pays. A future of it is told with
/// the case and the seed; a scenario of a sweep has no file of its own.
pub fn shortage(
    rows: &BesideRows,
    trials: usize,
    (case, seed): (&Case, u64),
    language: Language,
) -> String {
    let Some(why) = shortage::of_rows(rows, trials) else { return String::new() };
    let mut text = format!("\n\n{}", word("why_short", language));
    for sentence in why.sentences() {
        let _ = write!(text, "\n{}", sentence.of(language));
    }
    let scenario = case.scenario();
    if let Some(trial) = why.typical.filter(|_| scenario.swept().is_empty()) {
        let replay = why_replay(&scenario.file, case.options(), seed, trial);
        let _ = write!(text, "\n{}", replay.of(language));
    }
    text
}

/// What is left of the verdict under stress, as a table and a line for the doubted numbers; nothing
/// where it was not asked.
pub fn stress(rows: &BesideRows, language: Language) -> String {
    let stressed = stress::of_rows(rows);
    if stressed.lines.is_empty() {
        return String::new();
    }
    let trials = stressed.trials.to_string();
    let title = fill(word("stress_title", language), &[("trials", trials)]);
    let heads = HEADS_OF_STRESS.map(|key| word(key, language));
    let mut table = headed(heads);
    for line in &stressed.lines {
        let name = line.name.of(language).to_owned();
        table.add_row(std::iter::once(name).chain(line.cells()));
    }
    align_right(&mut table);
    let mut text = format!("\n\n{title}\n{}", lines(&table));
    let _ = write!(text, "{}", word("tornado_title", language));
    for line in &stressed.tornado {
        let [low, high] = line.ends.each_ref().map(|(_, change)| points(change));
        let _ = write!(text, "\n  {}: {low} … {high}", line.name.of(language));
    }
    text
}

/// Where the variance of the first figures comes from, as lines of text.
pub fn variance(rows: &[(Figure, VarianceShares)], language: Language) -> String {
    let mut text = format!("\n\n{}", in_terminal("variance_shares", language));
    for (figure, shares) in rows.iter().filter(|(figure, _)| SHOWN_VARIANCES.contains(figure)) {
        let entry = figure.entry();
        let name = plain_name(entry, language);
        let parts = [&shares.numbers, &shares.chance, &shares.interaction].map(share_of_variance);
        let _ = write!(text, "\n  {name}: {}", parts.join(" · "));
    }
    text
}

/// A share of the variance with its interval; what sampling error puts below 0 or above all is
/// shown as these.
fn share_of_variance(share: &Estimate) -> String {
    let shown = |part: f64| percent(part.clamp(0.0, 1.0));
    match (share.low, share.high) {
        (Some(low), Some(high)) => {
            format!("{} ({} – {})", shown(share.value), shown(low), shown(high))
        }
        _ => shown(share.value),
    }
}

/// Figures whose corrected means are in the text.
const SHOWN_MEANS: [Figure; 6] = [
    Figure::InventoryAdjustedBalanceCny,
    Figure::WindowBalanceCny,
    Figure::SettledBalanceCny,
    Figure::PeakDebtCny,
    Figure::ReceiptsCny,
    Figure::GfaStartedM2,
];
/// Figures whose variance is taken apart in the text.
const SHOWN_VARIANCES: [Figure; 6] = [
    Figure::InventoryAdjustedBalanceCny,
    Figure::WindowBalanceCny,
    Figure::SettledBalanceCny,
    Figure::PeakDebtCny,
    Figure::SupportCny,
    Figure::GfaStartedM2,
];

/// Year and share, year after year.
fn yearly(deficits: &[Answer]) -> String {
    let shown = deficits.iter().filter_map(|answer| {
        let year = answer.id.strip_prefix(DEFICIT)?;
        Some(format!("{year} {}", percent(answer.estimate?.value)))
    });
    shown.collect::<Vec<_>>().join(" · ")
}

fn figures(results: &Results<'_>, language: Language) -> Table {
    let heads = ["figure", "median", "range", "target", "probability"];
    let mut table = headed(heads.map(|key| in_terminal(key, language)));
    let calendar = results.case.scenario().rules.calendar;
    let rows = &results.figures.rows;
    for figure in SHOWN {
        table.add_row(cells(&rows[figure as usize], results, &calendar, language));
    }
    align_right(&mut table);
    table
}

/// What the plan publishes and what the plot table comes to as planned, beside what comes.
fn programme(results: &Results<'_>, language: Language) -> Table {
    let heads = ["figure", "as_planned", "median", "programme_probability"];
    let mut table = headed(heads.map(|key| in_terminal(key, language)));
    let calendar = results.case.scenario().rules.calendar;
    for row in &results.figures.rows {
        let Some((planned, share)) = row.planned.zip(row.programme_probability) else { continue };
        let entry = row.figure.entry();
        let show = |number: f64| value(number, entry.unit, &calendar);
        let median = row.summary.as_ref().map(|summary| show(summary.quantiles[P50].value));
        table.add_row([
            name(entry, language),
            show(planned),
            median.unwrap_or_default(),
            with_interval(&share),
        ]);
    }
    align_right(&mut table);
    table
}

/// What the plan wants of parts of its programme; nothing where it says nothing of the kind.
fn targets(results: &Results<'_>, language: Language) -> Option<Table> {
    let calendar = results.case.scenario().rules.calendar;
    let rows = plan_targets::rows(results);
    if rows.is_empty() {
        return None;
    }
    let heads = ["target_of_plan", "step", "target", "as_planned", "median", "probability"];
    let mut table = headed(heads.map(|key| in_terminal(key, language)));
    for row in rows {
        let MeasuredTarget { target, planned, aimed, .. } = row.measured;
        let show = |number: f64| value(number, target.measure.unit(), &calendar);
        table.add_row([
            named(&Text::parse(&target.name), target.measure.unit()).of(language).to_owned(),
            word(&format!("step_{}", target.step.name()), language).to_owned(),
            format!("≥ {}", show(*aimed)),
            show(*planned),
            row.median().map(show).unwrap_or_default(),
            row.probability.as_ref().map(with_interval).unwrap_or_default(),
        ]);
    }
    align_right(&mut table);
    Some(table)
}

fn cells(row: &Row, results: &Results<'_>, calendar: &Calendar, language: Language) -> [String; 5] {
    let entry = row.figure.entry();
    let show = |number: f64| value(number, entry.unit, calendar);
    let (median, range) = match &row.summary {
        None => (in_terminal("none", language).to_owned(), String::new()),
        Some(summary) => {
            let at = |index: usize| show(summary.quantiles[index].value);
            (at(P50), format!("{} … {}", at(P05), at(P95)))
        }
    };
    let target = row.target.map_or(String::new(), |target| {
        format!("{} {}", target.relation.sign(), show(target.value))
    });
    let existing = row.summary.as_ref().map_or(0, |summary| summary.count);
    let sometimes = existing < results.figures.trials;
    let probability = match row.probability {
        Some(probability) => with_interval(&probability),
        None if sometimes => {
            let share =
                crate::quantity::count(existing) / crate::quantity::count(results.figures.trials);
            format!("{} {}", percent(share), in_terminal("exists", language))
        }
        None => String::new(),
    };
    [name(entry, language), median, range, target, probability]
}

pub(super) fn with_interval(estimate: &Estimate) -> String {
    let shown = exact_probability(estimate.value, (estimate.low, estimate.high));
    let is_inside = estimate.value > 0.0 && estimate.value < 1.0;
    match (estimate.low, estimate.high) {
        (Some(low), Some(high)) if is_inside => {
            format!("{shown} ({} – {})", percent(low), percent(high))
        }
        _ => shown,
    }
}

/// Shares of the answers as sentences; the required reserve as two amounts on one line.
fn answer_line(answer: &Answer, language: Language) -> Option<String> {
    let estimate = answer.estimate.as_ref()?;
    let words = language.choose(&answer.chinese, &answer.english);
    let shown = if answer.unit == "share" {
        with_interval(estimate)
    } else {
        format!("{:.1} {YI}", scaled(estimate.value, Unit::Cny))
    };
    Some(format!("{words}: {shown}"))
}
