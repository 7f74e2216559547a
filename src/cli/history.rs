//! Histories of house prices that commands take.

use landsim::calendar::YearMonth;
use landsim::finding::{Finding, Place, Rejected};
use landsim::reader::column::read_changes;
use landsim::report::terminal::calibration::Source;
use landsim::store::input::Input;

use super::values::month;

/// A history, and the part of it that is used.
#[derive(Debug, clap::Args)]
pub(super) struct HistoryArguments {
    /// CSV file with the columns `month` and an index (previous month = 100).
    #[arg(default_value = "builtin:shanghai_house_price_monthly")]
    pub(super) history: String,
    /// Column of the index.
    #[arg(long, default_value = "second_hand_mom_index_prev_month_100")]
    column: String,
    /// First month used, such as 2006-01.
    #[arg(long, value_parser = month)]
    from: Option<YearMonth>,
    /// Last month used.
    #[arg(long, value_parser = month)]
    until: Option<YearMonth>,
}

/// Monthly log changes of house prices that are used.
pub(super) struct Changes<'h> {
    arguments: &'h HistoryArguments,
    digest: String,
    pub(super) first: YearMonth,
    pub(super) last: YearMonth,
    pub(super) series: Vec<f64>,
}

impl HistoryArguments {
    /// The changes of the months used.
    pub(super) fn read(&self, fewest: usize) -> Result<Changes<'_>, Rejected> {
        let (rows, digest) = read_changes(&self.history, &self.column)?;
        let is_used = |month: YearMonth| {
            self.from.is_none_or(|from| from <= month)
                && self.until.is_none_or(|until| month <= until)
        };
        let used: Vec<(YearMonth, f64)> =
            rows.into_iter().filter(|(month, _)| is_used(*month)).collect();
        let ends = used.first().zip(used.last()).filter(|_| used.len() >= fewest);
        let Some(((first, _), (last, _))) = ends else {
            let found = format!("{} months that are used", used.len());
            return Err(self.reject(found, format!("at least {fewest}")));
        };
        let series = used.iter().map(|(_, change)| *change).collect();
        Ok(Changes { arguments: self, digest, first: *first, last: *last, series })
    }

    /// Why the history is not taken.
    pub(super) fn reject(&self, found: String, accepted: impl Into<String>) -> Rejected {
        Rejected::new(vec![Finding {
            place: Place::whole(&self.history),
            key: self.column.clone(),
            found,
            accepted: accepted.into(),
        }])
    }
}

impl Changes<'_> {
    /// Where the changes come from.
    pub(super) fn source(&self) -> Source<'_> {
        let HistoryArguments { history, column, .. } = self.arguments;
        let Self { digest, first, last, .. } = self;
        Source { file: history, column, digest, first: *first, last: *last }
    }

    /// The file as an input.
    pub(super) fn input(&self) -> Input {
        Input { file: self.arguments.history.clone(), sha256: self.digest.clone() }
    }
}
