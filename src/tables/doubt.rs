//! The verdict when the scenario's own numbers are doubted, too, and which of them it hangs on.
//!
//! The table `doubt` has a row for each figure of the verdict, over the futures of a second
//! ensemble; `doubt_shares` says how much of the variance of each goes with each doubted number.

use crate::catalogue::figure::Figure;
use crate::ensemble::doubt::Doubted;
use crate::ensemble::statistics::{Estimate, P05, P50, P95, Summary};
use crate::targets::Aims;

use super::column::columns;
use super::summaries::{Row, Summaries};
use super::table::Table;

/// Figures that are looked at: the verdict, its parts, and what is behind them.
pub const FIGURES: [Figure; 10] = [
    Figure::Sound,
    Figure::InventoryAdjustedBalanceCny,
    Figure::SupportCny,
    Figure::ProgrammeDone,
    Figure::ReservedPlanShare,
    Figure::SoldPlanShare,
    Figure::StartedPlanShare,
    Figure::DebtChangeCny,
    Figure::PeakDebtCny,
    Figure::PeakNeedCny,
];

columns! {
    /// Columns of the verdict with doubt.
    DoubtTable = "doubt":
        "Only of a scenario with a section `[doubt]`. One row per figure of the verdict, over the \
         futures of a second ensemble in which the doubted numbers are drawn, too.";
    FIGURE: Texts = "figure", "", "Id of the figure";
    UNIT: Texts = "unit", "", "Unit of the values";
    TRIALS: Counts = "trials", "trials", "Futures in which the figure exists";
    P05: Numbers = "p05", "the row's", "5 % quantile";
    P50: Numbers = "p50", "the row's", "Median";
    P95: Numbers = "p95", "the row's", "95 % quantile";
    PROBABILITY: Estimates = "probability", "share", "Share of all these futures that meet the \
        target";
}

columns! {
    /// Columns of what the verdict with doubt hangs on.
    DoubtSharesTable = "doubt_shares":
        "Beside it. One row per figure and doubted number: the share of the figure's variance that \
         goes with the number alone. Numbers that are drawn together share what they have in \
         common.";
    FIGURE: Texts = "figure", "", "Id of the figure";
    NUMBER: Texts = "number", "", "Dotted key of the number";
    SHARE: Numbers = "share", "share", "Share of the variance";
}

/// What a run says with doubt: rows of figures, and shares by number.
#[derive(Debug, Clone)]
pub struct DoubtRows {
    /// Number of futures.
    pub trials: usize,
    rows: Vec<Row>,
    /// Figure by figure, of each number that was drawn its key and share.
    pub shares: Vec<(Figure, Vec<(String, f64)>)>,
}

impl DoubtRows {
    /// What an ensemble comes to.
    pub fn of(doubted: &Doubted, aims: &Aims<'_>) -> Self {
        let summaries = Summaries::of(&doubted.figures, aims);
        let of_figure = |figure: Figure| {
            let shares = doubted.shares(figure)?;
            Some((figure, doubted.keys.iter().cloned().zip(shares).collect()))
        };
        Self {
            trials: summaries.trials,
            rows: FIGURES.map(|figure| summaries.rows[figure as usize].clone()).to_vec(),
            shares: FIGURES.into_iter().filter_map(of_figure).collect(),
        }
    }

    /// Share of futures that meet a figure's target.
    pub fn probability(&self, figure: Figure) -> Option<Estimate> {
        self.rows.iter().find(|row| row.figure == figure)?.probability
    }

    /// Both tables.
    pub fn tables(&self) -> [Table; 2] {
        let rows = &self.rows;
        let mut table = Table::of::<DoubtTable>();
        let text = |of: fn(&Row) -> &'static str| rows.iter().map(move |row| of(row).to_owned());
        table.fill(DoubtTable::FIGURE, text(|row| row.figure.id()).collect());
        table.fill(DoubtTable::UNIT, text(|row| row.figure.entry().unit.name()).collect());
        let summary = |of: &dyn Fn(&Summary) -> f64| -> Vec<Option<f64>> {
            rows.iter().map(|row| row.summary.as_ref().map(of)).collect()
        };
        let counts = rows.iter().map(|row| row.summary.as_ref().map_or(0, |s| s.count as u64));
        table.fill(DoubtTable::TRIALS, counts.collect());
        for (column, at) in [(DoubtTable::P05, P05), (DoubtTable::P50, P50), (DoubtTable::P95, P95)]
        {
            table.fill(column, summary(&|summary| summary.quantiles[at].value));
        }
        let probabilities: Vec<_> = rows.iter().map(|row| row.probability).collect();
        table.estimates(DoubtTable::PROBABILITY, &probabilities);
        let mut shares = Table::of::<DoubtSharesTable>();
        let all: Vec<(Figure, &str, f64)> = self
            .shares
            .iter()
            .flat_map(|(figure, of)| of.iter().map(|(key, share)| (*figure, key.as_str(), *share)))
            .collect();
        let texts = |of: &dyn Fn(&(Figure, &str, f64)) -> String| all.iter().map(of).collect();
        shares.fill(DoubtSharesTable::FIGURE, texts(&|row| row.0.id().to_owned()));
        shares.fill(DoubtSharesTable::NUMBER, texts(&|row| row.1.to_owned()));
        shares.fill(DoubtSharesTable::SHARE, all.iter().map(|row| Some(row.2)).collect());
        [table, shares]
    }
}
