//! One row per figure: how much of its variance is uncertain numbers', how much is chance's.
//!
//! The table `variance` of a scenario with uncertain numbers. A large share of
//! `numbers` says that better data would narrow the figure; a large share of `chance`,
//! that no data would.

use crate::catalogue::figure::Figure;
use crate::ensemble::statistics::Estimate;
use crate::ensemble::variance::VarianceShares;

use super::table::Table;

/// Name of the table.
pub const NAME: &str = "variance";

/// Which of the shares a column shows.
type Part = fn(&VarianceShares) -> Estimate;

/// The table `variance`: a row for each figure that varies, with the shares of its
/// variance.
pub fn table(rows: &[(Figure, VarianceShares)]) -> Table {
    let mut table = Table::new(
        NAME,
        "Only of a scenario with uncertain numbers. One row per figure that varies: shares of its \
         variance. They sum to 1; small ones may come out below 0 by sampling error.",
    );
    let figures = rows.iter().map(|row| row.0.id().to_owned()).collect();
    table.texts("figure", "Id of the figure", figures);
    let trials = rows.iter().map(|row| row.1.trials as u64).collect();
    table.counts("trials", "trials", "Trials in which the figure exists", trials);
    let parts: [(&str, &str, Part); 3] = [
        ("numbers", "Share of the uncertain numbers alone", |shares| shares.numbers),
        ("chance", "Share of chance alone", |shares| shares.chance),
        ("interaction", "Share of the two together", |shares| shares.interaction),
    ];
    for (name, meaning, part) in parts {
        let estimates: Vec<_> = rows.iter().map(|row| Some(part(&row.1))).collect();
        table.estimate(name, "share", meaning, &estimates);
    }
    table
}
