//! `landsim calibrate lending-rate`: reversion, level and volatility of the lending rate.

use std::collections::BTreeMap;

use landsim::calendar::YearMonth;
use landsim::calibration::lending_rate;
use landsim::finding::Rejected;
use landsim::reader::column::read_columns;
use landsim::report::terminal::estimates::{self, Origin};

use super::rows::{bad_file, bad_row, month_of, number};
use crate::cli::values::month;

/// What `landsim calibrate lending-rate` is asked.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct LendingRate {
    /// CSV file with the columns `effective_date` (YYYY-MM-DD) and a rate in per cent a year.
    #[arg(default_value = "builtin:pboc_lending_rates")]
    file: String,
    /// Column of the rate.
    #[arg(long, default_value = "rate_1y_to_3y_pct")]
    column: String,
    /// First month used; default: that of the first change.
    #[arg(long, value_parser = month)]
    from: Option<YearMonth>,
    /// Last month used; default: that of the last change.
    #[arg(long, value_parser = month)]
    until: Option<YearMonth>,
    /// Write estimates with their errors, as distributions that are drawn once per trial.
    #[arg(long)]
    errors: bool,
}

impl LendingRate {
    /// Estimates and writes what was found as a part of a scenario.
    pub(super) fn estimate(&self) -> Result<String, Rejected> {
        let (rows, digest) = read_columns(&self.file, &["effective_date", &self.column])?;
        // Of several changes in a month the last one holds at its end.
        let mut changes: BTreeMap<YearMonth, f64> = BTreeMap::new();
        for row in rows.iter().filter(|row| !row.1[1].is_empty()) {
            let (Some(month), Some(rate)) = (month_of(&row.1[0]), number(&row.1[1])) else {
                return Err(bad_row(&self.file, row, "a date YYYY-MM-DD and a rate in per cent"));
            };
            changes.insert(month, rate / 100.0);
        }
        let (first, last) = (changes.keys().next().copied(), changes.keys().last().copied());
        let (Some(first), Some(last)) = (self.from.or(first), self.until.or(last)) else {
            return Err(bad_file(&self.file, "no rate".into(), "a rate for each change"));
        };
        let months = usize::try_from(last.months_since(first) + 1).unwrap_or(0);
        let at = |month: usize| {
            let month = first.plus(i32::try_from(month).unwrap_or(i32::MAX));
            changes.range(..=month).next_back().map(|(_, rate)| *rate)
        };
        let rates: Vec<f64> = (0..months).filter_map(at).collect();
        let (Some(fit), Some(now)) = (lending_rate::fit(&rates), rates.last()) else {
            let found = format!("{} months with a rate", rates.len());
            return Err(bad_file(&self.file, found, "24 months or more, in which the rate moves"));
        };
        let data = format!("{}, {}, {first} to {last}", self.file, self.column);
        let origin = Origin { data, digests: vec![digest], errors: self.errors };
        Ok(estimates::lending_rate(&fit, *now, &origin))
    }
}
