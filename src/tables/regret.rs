//! Policies by market: one row per policy and market, and one per policy over all markets.
//!
//! The tables `regret` and `robustness`, which `landsim regret` writes and shows, for the figure
//! that was asked for and those of the verdict. The report of several runs draws the first as a
//! matrix of policies by markets, of a figure that its reader chooses.
//!
//! In each market exactly one policy is the best, the first of equals, and has the
//! regret 0; a `worst_regret` of 0 is that of a policy which no market speaks against.
//! Regret is never read across figures: it is in the figure's own unit, and a policy
//! good for the balance may be bad for floor area.

use crate::catalogue::figure::Figure;
use crate::ensemble::regret::{Cell, Robustness};

use super::column::columns;
use super::table::Table;

columns! {
    /// Columns of the table of regrets by policy and market.
    RegretTable = "regret":
        "Written by `landsim regret`. One row per policy and market: what the policy brings there \
         and what the best one of the market brings more, in the same futures.";
    FIGURE: Texts = "figure", "", "Id of the figure";
    UNIT: Texts = "unit", "", "Unit of the values";
    POLICY: Texts = "policy", "", "Id of the policy's file";
    POLICY_TITLE: Texts = "policy_title", "", "Its title, as 中文 | English";
    MARKET: Texts = "market", "", "Id of the market";
    MARKET_TITLE: Texts = "market_title", "", "Its title, as 中文 | English";
    MEAN: Numbers = "mean", "the row's", "Mean of the figure";
    REGRET: Estimates = "regret", "the row's",
        "How much better the best policy of the market does; 0 for that policy";
    SATISFYING: Estimates = "satisfying", "share",
        "Share of futures that meet the target; null without a target";
}

/// A policy or a market by its id and its title, as 中文 | English.
#[derive(Debug, Clone)]
pub struct Named {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// Policies judged by one figure.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The figure.
    pub figure: Figure,
    /// Robustness of each policy, in their order.
    pub rows: Vec<Robustness>,
}

/// What was asked of which policies in which markets.
#[derive(Debug, Clone)]
pub struct RegretTables {
    /// The policies, in the order of rows.
    pub policies: Vec<Named>,
    /// The markets, in the order of each row's cells.
    pub markets: Vec<Named>,
    /// The figure that was asked for, then others by which a verdict is judged.
    pub judged: Vec<Judged>,
}

/// A row of the table `regret`: what is judged, in which policy and market, and what came of it.
type CellRow<'t> = (Figure, &'t Named, &'t Named, &'t Cell);

impl RegretTables {
    /// The tables `regret`, by policy and market, and `robustness`, by policy.
    pub fn tables(&self) -> [Table; 2] {
        [self.cells(), self.policies()]
    }

    /// The table `regret`: a row for each figure, policy and market.
    fn cells(&self) -> Table {
        let rows: Vec<CellRow<'_>> = self
            .judged
            .iter()
            .flat_map(|judged| {
                self.policies.iter().zip(&judged.rows).flat_map(move |(policy, row)| {
                    let cells = self.markets.iter().zip(&row.cells);
                    cells.map(move |(market, cell)| (judged.figure, policy, market, cell))
                })
            })
            .collect();
        let mut table = Table::of::<RegretTable>();
        let texts = |of: &dyn Fn(&CellRow<'_>) -> String| rows.iter().map(of).collect();
        table.fill(RegretTable::FIGURE, texts(&|row| row.0.id().to_owned()));
        table.fill(RegretTable::UNIT, texts(&|row| row.0.entry().unit.name().to_owned()));
        table.fill(RegretTable::POLICY, texts(&|row| row.1.id.clone()));
        table.fill(RegretTable::POLICY_TITLE, texts(&|row| row.1.title.clone()));
        table.fill(RegretTable::MARKET, texts(&|row| row.2.id.clone()));
        table.fill(RegretTable::MARKET_TITLE, texts(&|row| row.2.title.clone()));
        table.fill(RegretTable::MEAN, rows.iter().map(|row| Some(row.3.mean)).collect());
        let regrets: Vec<_> = rows.iter().map(|row| Some(row.3.regret)).collect();
        table.estimates(RegretTable::REGRET, &regrets);
        let shares: Vec<_> = rows.iter().map(|row| row.3.satisfying).collect();
        table.estimates(RegretTable::SATISFYING, &shares);
        table
    }

    /// The table `robustness`: a row for each figure and policy.
    fn policies(&self) -> Table {
        let rows: Vec<(Figure, &Named, &Robustness)> = self
            .judged
            .iter()
            .flat_map(|judged| {
                let rows = self.policies.iter().zip(&judged.rows);
                rows.map(move |(policy, row)| (judged.figure, policy, row))
            })
            .collect();
        let mut table =
            Table::new("robustness", "Beside it. One row per figure and policy, over all markets.");
        let ids = rows.iter().map(|row| row.0.id().to_owned()).collect();
        table.texts("figure", "Id of the figure", ids);
        let ids = rows.iter().map(|row| row.1.id.clone()).collect();
        table.texts("policy", "Id of the policy's file", ids);
        let of = |value: fn(&Robustness) -> f64| {
            rows.iter().map(|row| Some(value(row.2))).collect::<Vec<_>>()
        };
        let unit = "the figure's";
        let worst = of(|row| row.worst_regret);
        table.numbers("worst_regret", unit, "Greatest regret over the markets", worst);
        let markets = rows.iter().map(|row| self.markets[row.2.worst_market].id.clone()).collect();
        table.texts("worst_market", "Market of the greatest regret", markets);
        table.numbers("worst_mean", unit, "Worst mean over the markets", of(|row| row.worst_mean));
        let shares: Vec<_> = rows.iter().map(|row| row.2.satisfying).collect();
        let meaning = "Share of the futures of all markets that meet the target, each market \
             counting alike; null without a target";
        table.estimate("satisfying", "share", meaning, &shares);
        table
    }
}
