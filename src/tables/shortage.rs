//! Why money is short, in the futures in which the district pays.
//!
//! The table `shortage` counts futures by what kept the reserve centre from borrowing in the first
//! month in which the district pays, by what had come before, and by the year of that month. Those
//! of `bound` and `year` add up to all, those of `before` may overlap.

use crate::calendar::Calendar;
use crate::ensemble::shortage::{Before, Payer, Shortage};
use crate::ensemble::statistics::{Estimate, wilson};
use crate::quantity::count;
use crate::trial::shortfall::Bound;

use super::column::columns;
use super::table::Table;

columns! {
    /// Columns of the table of why money is short.
    ShortageTable = "shortage":
        "One row per reason, over the futures that pay support, at most the first 2,000 of them, \
         each in the first month in which it does; no row where none does.";
    KIND: Texts = "kind", "", "`bound`: what kept the reserve centre from borrowing; `before`: \
        what had come before, which may overlap; `year`: when";
    REASON: Texts = "reason", "", "Id of the reason, or the calendar year";
    TRIALS: Counts = "trials", "trials", "Futures of which it holds";
    LOOKED_AT: Counts = "looked_at", "trials", "Futures that were looked at";
    PAYING: Counts = "paying", "trials", "Futures of the run that pay";
    SHARE: Estimates = "share", "share", "Share of those that were looked at";
    OTHERWISE: Estimates = "share_otherwise", "share", "Share in the same months of as many \
        futures that do not pay; null of what bound and when";
    SUPPORT_MEAN: Numbers = "support_mean_cny", "CNY", "Mean of what these futures pay over the \
        horizon";
    TYPICAL_TRIAL: Counts = "typical_trial", "number", "The trial whose support is the median of \
        those that were looked at; the tables `funding` and `events` tell it";
}

/// What bound.
pub const BOUND: &str = "bound";
/// What had come before.
pub const BEFORE: &str = "before";
/// When.
pub const YEAR: &str = "year";
/// An auction failed in the twelve months before.
pub const FAILED_AUCTION: &str = "failed_auction";
/// A plot whose planned listing has come is no net land yet.
pub const LATE_CLEARANCE: &str = "late_clearance";
/// A plot was sold shortly before, and its buyer still owes at least what the district pays.
pub const UNPAID_SALE: &str = "unpaid_sale";
/// None of these.
pub const NONE_OF_THESE: &str = "none";

/// Whether something had come before.
type Holds = fn(&Before) -> bool;

/// A row of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct ShortageRow {
    /// Kind of the reason.
    pub kind: &'static str,
    /// The reason.
    pub reason: String,
    /// Futures of which it holds.
    pub trials: usize,
    /// Their share of those that were looked at.
    pub share: Option<Estimate>,
    /// The same in the same months of futures that do not pay.
    pub otherwise: Option<Estimate>,
    support_mean: Option<f64>,
}

/// Rows of the futures that pay; nothing where none does.
pub fn rows(shortage: &Shortage, calendar: &Calendar) -> Vec<ShortageRow> {
    if shortage.looked_at.is_empty() {
        return Vec::new();
    }
    let row = |kind, reason: &str, holds: &dyn Fn(&Payer) -> bool| {
        let of = || shortage.looked_at.iter().filter(|payer| holds(payer));
        let trials = of().count();
        let sum: f64 = of().map(|payer| payer.support).sum();
        ShortageRow {
            kind,
            reason: reason.to_owned(),
            trials,
            share: wilson(trials, shortage.looked_at.len()),
            otherwise: None,
            support_mean: (trials > 0).then(|| sum / count(trials)),
        }
    };
    let mut rows: Vec<ShortageRow> = Bound::ALL
        .into_iter()
        .map(|bound| row(BOUND, bound.id(), &|payer| payer.first.bound == bound))
        .collect();
    let others: Vec<Before> =
        shortage.looked_at.iter().filter_map(|payer| payer.otherwise).collect();
    let came_before: [(&str, Holds); 4] = [
        (FAILED_AUCTION, |before| before.failed_auction),
        (LATE_CLEARANCE, |before| before.late_clearance),
        (UNPAID_SALE, |before| before.unpaid_sale),
        (NONE_OF_THESE, |before| !before.any()),
    ];
    rows.extend(came_before.map(|(reason, holds)| {
        let otherwise = others.iter().filter(|before| holds(before)).count();
        ShortageRow {
            otherwise: wilson(otherwise, others.len()),
            ..row(BEFORE, reason, &move |payer| holds(&payer.before))
        }
    }));
    let year_of = |payer: &Payer| calendar.date(payer.first.month).year();
    let mut years: Vec<i32> = shortage.looked_at.iter().map(year_of).collect();
    years.sort_unstable();
    years.dedup();
    rows.extend(
        years
            .into_iter()
            .map(|year| row(YEAR, &year.to_string(), &move |payer: &Payer| year_of(payer) == year)),
    );
    rows
}

/// The table of the rows.
pub fn table(shortage: &Shortage, rows: &[ShortageRow]) -> Table {
    let mut table = Table::of::<ShortageTable>();
    let typical = shortage.typical().map_or(0, |payer| payer.trial);
    table.fill(ShortageTable::KIND, rows.iter().map(|row| row.kind.to_owned()).collect());
    table.fill(ShortageTable::REASON, rows.iter().map(|row| row.reason.clone()).collect());
    table.fill(ShortageTable::TRIALS, rows.iter().map(|row| row.trials as u64).collect());
    let (looked_at, paying) = (shortage.looked_at.len() as u64, shortage.paying as u64);
    table.fill(ShortageTable::LOOKED_AT, vec![looked_at; rows.len()]);
    table.fill(ShortageTable::PAYING, vec![paying; rows.len()]);
    let shares: Vec<_> = rows.iter().map(|row| row.share).collect();
    table.estimates(ShortageTable::SHARE, &shares);
    let otherwise: Vec<_> = rows.iter().map(|row| row.otherwise).collect();
    table.estimates(ShortageTable::OTHERWISE, &otherwise);
    table.fill(ShortageTable::SUPPORT_MEAN, rows.iter().map(|row| row.support_mean).collect());
    table.fill(ShortageTable::TYPICAL_TRIAL, vec![typical; rows.len()]);
    table
}
