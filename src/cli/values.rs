//! Values of arguments: how each is written, and what is accepted.

use std::ops::RangeInclusive;

use clap::builder::RangedU64ValueParser;

use landsim::calendar::YearMonth;
use landsim::catalogue::figure::Figure;
use landsim::finding::nearest;
use landsim::quantity::PERCENT;
use landsim::reader::name::LONGEST_TEXT;
use landsim::store::manifest::Shard;
use landsim::tables::OF_A_RUN;
use landsim::uncertainty::sampling::Sampling;

/// Most trials of a scenario.
pub(super) const MOST_TRIALS: u64 = 1_000_000_000;
/// Most parts of a run.
pub(super) const MOST_SHARDS: u64 = 10_000;

/// A whole number in a range.
pub(super) fn between(range: RangeInclusive<u64>) -> RangedU64ValueParser {
    clap::value_parser!(u64).range(range)
}

/// A way of spreading chance over trials, by its name.
pub(super) fn sampling(name: &str) -> Result<Sampling, String> {
    let names = || Sampling::ALL.map(Sampling::name).join(", ");
    Sampling::named(name).ok_or_else(|| format!("accepted: one of {}", names()))
}

/// A table of a run, by its name.
pub(super) fn table(name: &str) -> Result<String, String> {
    if OF_A_RUN.contains(&name) {
        return Ok(name.to_owned());
    }
    Err(format!("accepted: of {}", OF_A_RUN.join(", ")))
}

/// A part of a run, such as 3/16.
pub(super) fn shard(text: &str) -> Result<Shard, String> {
    let parts = text.split_once('/').and_then(|(number, of)| {
        Some(Shard { number: number.parse().ok()?, of: of.parse().ok()? })
    });
    parts
        .filter(|shard| (1..=shard.of).contains(&shard.number) && shard.of <= MOST_SHARDS)
        .ok_or_else(|| format!("accepted: K/N with 1 <= K <= N <= {MOST_SHARDS}, such as 3/16"))
}

/// A month, such as 2006-01.
pub(super) fn month(text: &str) -> Result<YearMonth, String> {
    text.parse().map_err(|_| "accepted: a month, such as 2006-01".to_owned())
}

/// A quantile, such as p05, as a probability.
pub(super) fn quantile(name: &str) -> Result<f64, String> {
    let percent = name.strip_prefix('p').and_then(|digits| digits.parse::<f64>().ok());
    let accepted = || "accepted: p and a percentage from 0 to 100, such as p05".to_owned();
    percent
        .filter(|percent| (0.0..=PERCENT).contains(percent))
        .map(|percent| percent / PERCENT)
        .ok_or_else(accepted)
}

/// A figure, by its id in the tables.
pub(super) fn figure(id: &str) -> Result<Figure, String> {
    let found = Figure::ALL.into_iter().find(|figure| figure.id() == id);
    found.ok_or_else(|| {
        let near = nearest(id, Figure::ALL.iter().map(|figure| figure.id()));
        let near = near.map_or(String::new(), |near| format!(", perhaps {near}"));
        format!("accepted: the id of a figure, as in the column `figure` of summary.csv{near}")
    })
}

/// A text that stands in the head of a form: one line that a page and a cell can show.
pub(super) fn form_field(text: &str) -> Result<String, String> {
    let is_line = !text.trim().is_empty() && !text.chars().any(char::is_control);
    if is_line && text.chars().count() <= LONGEST_TEXT {
        return Ok(text.trim().to_owned());
    }
    Err(format!("one line of 1 to {LONGEST_TEXT} characters"))
}
