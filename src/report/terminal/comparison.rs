//! A comparison as people read it in the terminal.

use std::fmt::Write as _;

use comfy_table::Table;

use crate::calendar::Calendar;
use crate::ensemble::compare::Difference;
use crate::store::manifest::Manifest;
use crate::tables::comparison::Compared;
use crate::wording::text::Language;
use crate::wording::units::{difference, name, value};
use crate::wording::words::in_terminal;

use super::run::{SHOWN, with_interval};
use super::text_table::{align_right, headed, lines};

/// A run as a comparison names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Id of its scenario.
    pub id: String,
    /// Title of its scenario.
    pub title: String,
    /// Version and commit of the program that made it.
    pub version: String,
    /// Seed.
    pub seed: u64,
    /// Number of trials.
    pub trials: u64,
}

impl Run {
    /// The run that a manifest tells of.
    pub fn of(manifest: &Manifest) -> Self {
        Self {
            id: manifest.scenario_id.clone(),
            title: manifest.scenario_title.clone(),
            version: format!("{} {}", manifest.version, manifest.commit),
            seed: manifest.seed,
            trials: manifest.trials,
        }
    }
}

/// The report of a comparison as text.
pub fn text(
    base: &Run,
    compared: &[(Run, Compared)],
    calendar: &Calendar,
    language: Language,
) -> String {
    let say = |key: &'static str| in_terminal(key, language);
    let mut text = String::new();
    for (run, other) in compared {
        let _ = writeln!(
            text,
            "{} — {}\n{} {} — {}",
            run.id,
            language.half(&run.title),
            say("against"),
            base.id,
            language.half(&base.title)
        );
        let _ = writeln!(text, "{}; {}\n", conditions(base, run, other, language), say("units"));
        if base.version != run.version {
            let _ = writeln!(text, "{}\n", say("other_version"));
        }
        text += &lines(&figures(other, calendar, language));
        let harmed = other.differences.iter().filter(|difference| is_harmed(difference));
        let names: Vec<String> =
            harmed.map(|difference| name(difference.figure.entry(), language)).collect();
        if !names.is_empty() {
            let _ = writeln!(text, "\n{}: {}", say("pairing_harms"), names.join(", "));
        }
        text.push('\n');
    }
    text
}

/// Trials and seed, and whether runs are paired: with the numbers of both where they differ.
fn conditions(base: &Run, run: &Run, other: &Compared, language: Language) -> String {
    let (trials, seed) = (in_terminal("trials", language), in_terminal("seed", language));
    if other.apart.is_empty() {
        // Trials of the same number are compared, as far as both runs go.
        let compared = base.trials.min(run.trials);
        let of_more = if base.trials == run.trials {
            String::new()
        } else {
            format!(" ({}: {}; {}: {})", run.id, run.trials, base.id, base.trials)
        };
        let paired = in_terminal("paired", language);
        return format!("{compared} {trials}{of_more}, {seed} {}; {paired}", run.seed);
    }
    let of = |run: &Run| format!("{}: {} {trials}, {seed} {}", run.id, run.trials, run.seed);
    let different = |what: &&str| match *what {
        "portfolio" => in_terminal("portfolio", language),
        _ => seed,
    };
    let different: Vec<&str> = other.apart.iter().map(different).collect();
    let (apart, alone) =
        (in_terminal("not_paired", language), in_terminal("means_alone", language));
    format!("{} / {}; {apart}: {}; {alone}", of(run), of(base), different.join(", "))
}

fn is_harmed(difference: &Difference) -> bool {
    SHOWN.contains(&difference.figure) && factor(difference).is_some_and(|factor| factor < 1.0)
}

fn factor(difference: &Difference) -> Option<f64> {
    difference.paired.as_ref()?.factor
}

fn figures(compared: &Compared, calendar: &Calendar, language: Language) -> Table {
    let heads =
        ["figure", "base_mean", "other_mean", "mean_difference", "better", "pairing_factor"];
    let mut table = headed(heads.map(|key| in_terminal(key, language)));
    for figure in SHOWN {
        let shown = compared.differences.iter().find(|difference| difference.figure == figure);
        if let Some(shown) = shown {
            table.add_row(cells(shown, calendar, language));
        }
    }
    align_right(&mut table);
    table
}

fn cells(shown: &Difference, calendar: &Calendar, language: Language) -> [String; 6] {
    let entry = shown.figure.entry();
    let change = |number: f64| difference(number, entry.unit);
    let half = match (shown.mean.low, shown.mean.high) {
        (Some(low), Some(high)) => {
            format!(" ± {}", change(0.5 * (high - low)).trim_start_matches('+'))
        }
        _ => String::new(),
    };
    let better = shown.paired.as_ref().and_then(|paired| paired.better.as_ref());
    [
        name(entry, language),
        value(shown.base_mean, entry.unit, calendar),
        value(shown.other_mean, entry.unit, calendar),
        format!("{}{half}", change(shown.mean.value)),
        better.map_or(String::new(), with_interval),
        factor(shown).map_or(String::new(), |factor| format!("{factor:.1}")),
    ]
}
