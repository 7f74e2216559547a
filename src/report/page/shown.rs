//! What several pages say alike of a run.

use crate::catalogue::figure::Figure;
use crate::ensemble::statistics::Estimate;
use crate::store::run_tables::RunTables;
use crate::tables::summary::SummaryTable;
use crate::wording::text::Text;
use crate::wording::units::{exact_percent, exact_probability, percent};
use crate::wording::words::filled;

/// A probability with its interval; of none or all of the futures, its limit.
pub(super) fn with_interval(share: Estimate) -> String {
    let ends = (share.low, share.high);
    let shown = exact_probability(share.value, ends);
    let is_inside = share.value > 0.0 && share.value < 1.0;
    match ends {
        (Some(low), Some(high)) if is_inside => {
            format!("{shown} ({}–{})", percent(low), percent(high))
        }
        _ => shown,
    }
}

/// What the run's own numbers say against the model.
pub(super) fn limits(run: &RunTables) -> Text {
    let failed = run.figure(Figure::FailedShare).and_then(|row| row.number(SummaryTable::MEAN));
    let reached =
        run.figure(Figure::GfaStartedM2).and_then(|row| row.number(SummaryTable::PROBABILITY));
    let shown = |share: Option<f64>| share.map(exact_percent).unwrap_or_default();
    filled("trust_wrong", &[("failed", shown(failed)), ("reached", shown(reached))])
}
