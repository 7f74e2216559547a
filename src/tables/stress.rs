//! What is left of the verdict when one thing changes, a row for each change.
//!
//! The table `stress`: the run's first futures as stated, under each stress of the scenario's list,
//! and with each doubted number at its 10 % and 90 % quantile. All rows are of the same futures, so
//! the change of the probability has an interval of its own, narrower than the probabilities'.

use crate::catalogue::figure::Figure;
use crate::ensemble::compare::compare;
use crate::ensemble::statistics::{Estimate, P50, P95, Summary};
use crate::ensemble::stress::{Change, StressCase};
use crate::targets::Aims;

use super::column::columns;
use super::summaries::Summaries;
use super::table::Table;

columns! {
    /// Columns of the stress table.
    StressTable = "stress":
        "Only of a run with `--stress`. One row per change, all in the run's first futures: \
         nothing changed, each stress of the scenario's list, each doubted number at an end.";
    KIND: Texts = "kind", "", "`base`, `stress` or `doubt`";
    CHANGE: Texts = "change", "", "Id of the stress, or dotted key of the doubted number";
    TITLE: Texts = "title", "", "The stress in words, as 中文 | English";
    END: Numbers = "end", "probability", "End of the doubted number, as a quantile";
    VALUE: Numbers = "value", "the number's", "The doubted number at that end";
    STATED: Numbers = "stated", "the number's", "What is stated in its place";
    TRIALS: Counts = "trials", "trials", "Futures of the row";
    SOUND: Estimates = "probability_sound", "share", "Share of futures that are sound";
    CHANGE_OF_SOUND: Estimates = "change_of_sound", "share", "That share less the base's, in the \
        same futures";
    EARNED: Estimates = "probability_earned", "share", "Share in which the stock-adjusted balance \
        of the window is not negative";
    UNSUPPORTED: Estimates = "probability_unsupported", "share", "Share in which no support is \
        paid in the horizon";
    DONE: Estimates = "probability_done", "share", "Share in which the programme is done";
    EARNED_MEDIAN: Numbers = "inventory_adjusted_balance_median_cny", "CNY", "Median of the \
        stock-adjusted balance of the window";
    SUPPORT_MEAN: Numbers = "support_mean_cny", "CNY", "Mean of the support";
    SUPPORT_P95: Numbers = "support_p95_cny", "CNY", "95 % quantile of the support";
    PEAK_NEED_MEDIAN: Numbers = "peak_need_median_cny", "CNY", "Median of the peak need";
    GFA_STARTED_MEDIAN: Numbers = "gfa_started_median_m2", "m2", "Median of the floor area started \
        in the window";
}

/// The row in which nothing is changed.
pub const BASE: &str = "base";
/// A stress of the scenario's list.
pub const STRESS: &str = "stress";
/// A doubted number at an end.
pub const DOUBT: &str = "doubt";

/// A row of the table.
#[derive(Debug, Clone)]
pub struct StressRow {
    /// What is changed.
    pub change: Change,
    /// Number of futures.
    pub trials: usize,
    /// Share of futures that are sound.
    pub sound: Option<Estimate>,
    /// That share less the base's.
    pub change_of_sound: Option<Estimate>,
    summaries: Summaries,
}

impl StressRow {
    /// Share of futures that meet a figure's target.
    fn share(&self, figure: Figure) -> Option<Estimate> {
        self.summaries.rows[figure as usize].probability
    }

    /// Share in which the stock-adjusted balance of the window is not negative.
    pub fn earned(&self) -> Option<Estimate> {
        self.share(Figure::InventoryAdjustedBalanceCny)
    }

    /// Share in which no support is paid.
    pub fn unsupported(&self) -> Option<Estimate> {
        self.share(Figure::SupportCny)
    }

    /// Share in which the programme is done.
    pub fn done(&self) -> Option<Estimate> {
        self.share(Figure::ProgrammeDone)
    }

    /// Median of the stock-adjusted balance of the window (CNY).
    pub fn earned_median(&self) -> Option<f64> {
        self.of_figure(Figure::InventoryAdjustedBalanceCny, |summary| summary.quantiles[P50].value)
    }

    /// Mean of the support (CNY).
    pub fn support_mean(&self) -> Option<f64> {
        self.of_figure(Figure::SupportCny, |summary| summary.mean)
    }

    fn of_figure(&self, figure: Figure, of: impl Fn(&Summary) -> f64) -> Option<f64> {
        self.summaries.of_figure(figure).map(of)
    }
}

/// Rows of simulated cases, the first of which changes nothing.
pub fn rows(cases: &[StressCase], aims: &Aims<'_>) -> Vec<StressRow> {
    let Some(base) = cases.first() else { return Vec::new() };
    let row = |case: &StressCase| {
        let summaries = Summaries::of(&case.figures, aims);
        let differences = compare(&base.figures, &case.figures);
        let of_sound = differences.into_iter().nth(Figure::Sound as usize).flatten();
        StressRow {
            change: case.change.clone(),
            trials: summaries.trials,
            sound: summaries.rows[Figure::Sound as usize].probability,
            change_of_sound: of_sound.map(|difference| difference.mean),
            summaries,
        }
    };
    cases.iter().map(row).collect()
}

/// The table of the rows.
pub fn table(rows: &[StressRow]) -> Table {
    let mut table = Table::of::<StressTable>();
    let texts = |of: &dyn Fn(&Change) -> String| rows.iter().map(|row| of(&row.change)).collect();
    table.fill(
        StressTable::KIND,
        texts(&|change| {
            let kind = match change {
                Change::Nothing => BASE,
                Change::Stress { .. } => STRESS,
                Change::Doubted { .. } => DOUBT,
            };
            kind.to_owned()
        }),
    );
    table.fill(
        StressTable::CHANGE,
        texts(&|change| match change {
            Change::Nothing => String::new(),
            Change::Stress { id, .. } => id.clone(),
            Change::Doubted { key, .. } => key.clone(),
        }),
    );
    table.fill(
        StressTable::TITLE,
        texts(&|change| match change {
            Change::Stress { title, .. } => title.clone(),
            Change::Nothing | Change::Doubted { .. } => String::new(),
        }),
    );
    let doubted = |of: fn(f64, f64, f64) -> f64| -> Vec<Option<f64>> {
        let of_row = |row: &StressRow| match row.change {
            Change::Doubted { end, value, stated, .. } => Some(of(end, value, stated)),
            Change::Nothing | Change::Stress { .. } => None,
        };
        rows.iter().map(of_row).collect()
    };
    table.fill(StressTable::END, doubted(|end, _, _| end));
    table.fill(StressTable::VALUE, doubted(|_, value, _| value));
    table.fill(StressTable::STATED, doubted(|_, _, stated| stated));
    table.fill(StressTable::TRIALS, rows.iter().map(|row| row.trials as u64).collect());
    let estimates =
        |of: fn(&StressRow) -> Option<Estimate>| rows.iter().map(of).collect::<Vec<_>>();
    table.estimates(StressTable::SOUND, &estimates(|row| row.sound));
    table.estimates(StressTable::CHANGE_OF_SOUND, &estimates(|row| row.change_of_sound));
    table.estimates(StressTable::EARNED, &estimates(StressRow::earned));
    table.estimates(StressTable::UNSUPPORTED, &estimates(StressRow::unsupported));
    table.estimates(StressTable::DONE, &estimates(StressRow::done));
    let numbers = |of: fn(&StressRow) -> Option<f64>| rows.iter().map(of).collect::<Vec<_>>();
    table.fill(StressTable::EARNED_MEDIAN, numbers(StressRow::earned_median));
    table.fill(StressTable::SUPPORT_MEAN, numbers(StressRow::support_mean));
    let quantile = |figure: Figure, at: usize| -> Vec<Option<f64>> {
        let of = |row: &StressRow| row.of_figure(figure, |summary| summary.quantiles[at].value);
        rows.iter().map(of).collect()
    };
    table.fill(StressTable::SUPPORT_P95, quantile(Figure::SupportCny, P95));
    table.fill(StressTable::PEAK_NEED_MEDIAN, quantile(Figure::PeakNeedCny, P50));
    table.fill(StressTable::GFA_STARTED_MEDIAN, quantile(Figure::GfaStartedM2, P50));
    table
}
