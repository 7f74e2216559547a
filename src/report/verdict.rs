//! Whether a programme is sound: what its verdict stands on, in sentences, for terminal, page and
//! workbook alike.
//!
//! # Why three parts
//!
//! A plan that earns its cost by not being carried out is not sound, nor is one that is carried out
//! on the district's budget. The probability that all three hold is none of the three and cannot
//! be read off them, so it stands first, and each part beside it says where a plan fails.

use crate::catalogue::figure::Figure;
use crate::catalogue::plot_field::PlotField;
use crate::ensemble::statistics::{Estimate, P50};
use crate::quantity::count;
use crate::store::run_tables::RunTables;
use crate::tables::doubt::{DoubtRows, DoubtSharesTable, DoubtTable};
use crate::tables::plots::PlotsTable;
use crate::tables::results::Results;
use crate::tables::summary::SummaryTable;
use crate::wording::parameters;
use crate::wording::text::{Language, Text};
use crate::wording::units::{exact_percent, exact_probability, percent, stated_percent, yi};
use crate::wording::words::{filled, filled_both};

use super::projects::{self, ProjectOdds};

/// Plots that are named as those which most floor area is missed for.
const NAMED_PLOTS: usize = 5;
/// Doubted numbers that are named as those which the verdict hangs on most.
const NAMED_NUMBERS: usize = 4;
/// The figure that the verdict stands on.
const SOUND: Figure = Figure::Sound;

/// A plot that was to be sold in the window.
struct ToSell {
    name: Text,
    /// Share of futures in which it is not sold in the window.
    missed: f64,
    gfa_m2: f64,
}

/// What the verdict is made of.
pub(super) struct Verdict<'v> {
    /// Share of futures in which a figure meets its target.
    probability: &'v dyn Fn(Figure) -> Option<Estimate>,
    /// Median of a figure.
    median: &'v dyn Fn(Figure) -> Option<f64>,
    /// Share of the plan as planned that counts as done.
    programme_share: Option<f64>,
    to_sell: Vec<ToSell>,
}

/// The verdict of results at hand.
pub(super) fn of_results(results: &Results<'_>) -> Vec<Text> {
    let rows = &results.figures.rows;
    let distributions = results.distributions;
    let rules = &results.case.scenario().rules;
    let window = rules.calendar.window;
    let plots = results.case.portfolio().plots.iter().enumerate();
    let listed = plots.filter(|(_, plot)| {
        plot.list_date.is_some_and(|date| is_within(rules.calendar.month_number(date), window))
    });
    let to_sell = listed.map(|(at, plot)| {
        let sold = distributions.plot(at, PlotField::DealMonth).count_below(window);
        let sold = count(usize::try_from(sold).unwrap_or(0));
        let missed = 1.0 - sold / count(results.figures.trials);
        ToSell { name: Text::parse(&plot.name), missed, gfa_m2: plot.gfa_m2() }
    });
    let verdict = Verdict {
        probability: &|figure| rows[figure as usize].probability,
        median: &|figure| Some(results.figures.of_figure(figure)?.quantiles[P50].value),
        programme_share: Some(rules.programme_share),
        to_sell: to_sell.collect(),
    };
    with_projects(verdict.sentences(), &projects::of_results(results))
}

/// Sentences with that of projects of special bonds behind the verdict itself.
fn with_projects(mut sentences: Vec<Text>, odds: &[ProjectOdds]) -> Vec<Text> {
    if let Some(sentence) = projects::sentence(odds) {
        sentences.insert(sentences.len().min(1), sentence);
    }
    sentences
}

/// The verdict of a recorded run.
pub(super) fn of_run(run: &RunTables) -> Vec<Text> {
    let window = run.recorded.calendar.window;
    let listed = run.plots.rows().filter(|row| {
        let month = row.number(PlotsTable::PLANNED_LISTING_MONTH);
        month.is_some_and(|month| month < count(window))
    });
    let to_sell = listed.map(|row| ToSell {
        name: Text::parse(row.text(PlotsTable::NAME)),
        missed: 1.0 - row.number(PlotsTable::PROBABILITY_SOLD_IN_WINDOW).unwrap_or(0.0),
        gfa_m2: row.number(PlotsTable::GFA_M2).unwrap_or(0.0),
    });
    let share = run.figure(Figure::SoldPlanShare);
    let verdict = Verdict {
        probability: &|figure| run.figure(figure)?.estimate(SummaryTable::PROBABILITY),
        median: &|figure| run.figure(figure)?.number(SummaryTable::P50),
        programme_share: share.and_then(|row| row.number(SummaryTable::TARGET)),
        to_sell: to_sell.collect(),
    };
    with_projects(verdict.sentences(), &projects::of_run(run))
}

/// The verdict of a recorded run when what its scenario doubts is drawn, too; nothing where it
/// doubts nothing.
///
/// What the verdict hangs on is left to the tornado where the run has one: shares of variance and
/// changes at the ends of a range answer two questions, and beside one another rank otherwise.
pub(super) fn of_run_in_doubt(run: &RunTables) -> Vec<Text> {
    let Some((rows, shares)) = &run.doubt else { return Vec::new() };
    let row = |figure: Figure| rows.find(&[(DoubtTable::FIGURE, figure.id())]);
    let probability = |figure| row(figure)?.estimate(DoubtTable::PROBABILITY);
    let of_sound = shares.rows().filter(|row| row.text(DoubtSharesTable::FIGURE) == SOUND.id());
    let of_sound = of_sound.filter_map(|row| {
        let number = row.text(DoubtSharesTable::NUMBER).to_owned();
        Some((number, row.number(DoubtSharesTable::SHARE)?))
    });
    let trials = row(SOUND).and_then(|row| row.number(DoubtTable::TRIALS)).unwrap_or(0.0);
    let of_sound = if run.stress.is_some() { Vec::new() } else { of_sound.collect() };
    in_doubt(&probability, of_sound, trials)
}

/// How likely a recorded run is sound when what its scenario doubts is drawn, too.
pub(super) fn sound_in_doubt(run: &RunTables) -> Option<Estimate> {
    let (rows, _) = run.doubt.as_ref()?;
    rows.find(&[(DoubtTable::FIGURE, SOUND.id())])?.estimate(DoubtTable::PROBABILITY)
}

/// The same of results at hand.
pub(super) fn of_rows_in_doubt(rows: &DoubtRows) -> Vec<Text> {
    let of_sound = rows.shares.iter().find(|(figure, _)| *figure == SOUND);
    let shares = of_sound.map(|(_, shares)| shares.clone()).unwrap_or_default();
    in_doubt(&|figure| rows.probability(figure), shares, count(rows.trials))
}

/// How likely the programme is sound with doubt, and which numbers that hangs on.
fn in_doubt(
    share: &dyn Fn(Figure) -> Option<Estimate>,
    mut of_numbers: Vec<(String, f64)>,
    trials: f64,
) -> Vec<Text> {
    let shown = |figure: Figure| {
        let Estimate { value, low, high } = share(figure)?;
        Some(exact_probability(value, (low, high)))
    };
    let sound = || {
        Some(filled(
            "verdict_doubt",
            &[
                ("share", shown(SOUND)?),
                ("earned", shown(Figure::InventoryAdjustedBalanceCny)?),
                ("unsupported", shown(Figure::SupportCny)?),
                ("done", shown(Figure::ProgrammeDone)?),
                ("trials", format!("{trials:.0}")),
            ],
        ))
    };
    of_numbers.sort_by(|left, right| right.1.total_cmp(&left.1));
    of_numbers.truncate(NAMED_NUMBERS);
    of_numbers.retain(|(_, share)| *share > 0.0);
    let named = Text::each(|language| {
        let one = |(number, share): &(String, f64)| {
            in_brackets(called(number).of(language), &exact_percent(*share), language)
        };
        let named: Vec<String> = of_numbers.iter().map(one).collect();
        named.join(language.choose("、", ", "))
    });
    let carried = (!of_numbers.is_empty())
        .then(|| filled_both("verdict_doubt_shares", &[("numbers", named)]));
    sound().into_iter().chain(carried).collect()
}

/// A name with a number behind it.
fn in_brackets(name: &str, number: &str, language: Language) -> String {
    match language {
        Language::Chinese => format!("{name}（{number}）"),
        Language::English => format!("{name} ({number})"),
    }
}

/// What people call a doubted number; one that has no name is called by its key.
pub(super) fn called(number: &str) -> Text {
    parameters::name(number, &parameters::item).unwrap_or_else(|| Text::same(number))
}

/// Whether a planned month lies before the end of the window.
fn is_within(month: i32, window: usize) -> bool {
    usize::try_from(month).is_ok_and(|month| month < window) || month < 0
}

impl Verdict<'_> {
    /// The sentences, as far as the run has the figures.
    fn sentences(&self) -> Vec<Text> {
        [self.sound(), self.medians(), self.parts(), self.plots()].into_iter().flatten().collect()
    }

    /// The share that meets a figure's target; none and all as the interval's end.
    fn share(&self, figure: Figure) -> Option<String> {
        (self.probability)(figure)
            .map(|share| exact_probability(share.value, (share.low, share.high)))
    }

    /// How likely the programme is sound, and how likely each part of it.
    fn sound(&self) -> Option<Text> {
        let sound = (self.probability)(Figure::Sound)?;
        let level = self.programme_share.map(stated_percent).unwrap_or_default();
        Some(filled(
            "verdict_sound",
            &[
                ("share", exact_probability(sound.value, (sound.low, sound.high))),
                ("low", percent(sound.low.unwrap_or(sound.value))),
                ("high", percent(sound.high.unwrap_or(sound.value))),
                ("earned", self.share(Figure::InventoryAdjustedBalanceCny)?),
                ("unsupported", self.share(Figure::SupportCny)?),
                ("done", self.share(Figure::ProgrammeDone)?),
                ("level", level),
            ],
        ))
    }

    /// The medians behind the parts.
    fn medians(&self) -> Option<Text> {
        Some(filled(
            "verdict_medians",
            &[
                ("earned", yi((self.median)(Figure::InventoryAdjustedBalanceCny)?)),
                ("debt", yi((self.median)(Figure::DebtChangeCny)?)),
                ("support", yi((self.median)(Figure::SupportCny)?)),
                ("need", yi((self.median)(Figure::PeakNeedCny)?)),
            ],
        ))
    }

    /// What of the programme falls short.
    fn parts(&self) -> Option<Text> {
        let median = |figure: Figure| (self.median)(figure).map(exact_percent);
        Some(filled(
            "verdict_parts",
            &[
                ("reserved", self.share(Figure::ReservedPlanShare)?),
                ("reserved_median", median(Figure::ReservedPlanShare)?),
                ("sold", self.share(Figure::SoldPlanShare)?),
                ("sold_median", median(Figure::SoldPlanShare)?),
                ("started", self.share(Figure::StartedPlanShare)?),
                ("started_median", median(Figure::StartedPlanShare)?),
            ],
        ))
    }

    /// The plots whose sale in the window is missed most, by floor area.
    fn plots(&self) -> Option<Text> {
        let mut plots: Vec<&ToSell> =
            self.to_sell.iter().filter(|plot| plot.missed * plot.gfa_m2 > 0.0).collect();
        plots.sort_by(|left, right| {
            (right.missed * right.gfa_m2).total_cmp(&(left.missed * left.gfa_m2))
        });
        plots.truncate(NAMED_PLOTS);
        if plots.is_empty() {
            return None;
        }
        let list = Text::each(|language| {
            let one = |plot: &&ToSell| {
                in_brackets(plot.name.of(language), &exact_percent(plot.missed), language)
            };
            plots.iter().map(one).collect::<Vec<_>>().join(language.choose("、", ", "))
        });
        Some(filled_both("verdict_plots", &[("plots", list)]))
    }
}
