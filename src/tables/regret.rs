//! Policies by market: one row per policy and market, and one per policy over all markets.
//!
//! The tables `regret` and `robustness`, which `landsim regret` writes and shows. The
//! report of several runs draws the first as a matrix of policies by markets.
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
    MARKET: Texts = "market", "", "Id of the market";
    MEAN: Numbers = "mean", "the row's", "Mean of the figure";
    REGRET: Estimates = "regret", "the row's",
        "How much better the best policy of the market does; 0 for that policy";
    SATISFYING: Estimates = "satisfying", "share",
        "Share of futures that meet the target; null without a target";
}

/// What was asked of which policies in which markets.
#[derive(Debug, Clone)]
pub struct RegretTables {
    /// The figure by which policies are judged.
    pub figure: Figure,
    /// Ids of the policies, in the order of `rows`.
    pub policies: Vec<String>,
    /// Ids of the markets, in the order of each row's cells.
    pub markets: Vec<String>,
    /// Robustness of each policy, in the order of `policies`.
    pub rows: Vec<Robustness>,
}

impl RegretTables {
    /// The tables `regret`, by policy and market, and `robustness`, by policy.
    pub fn tables(&self) -> [Table; 2] {
        [self.cells(), self.policies()]
    }

    /// The table `regret`: a row for each policy and market.
    fn cells(&self) -> Table {
        let rows: Vec<(&String, &String, &Cell)> = self
            .policies
            .iter()
            .zip(&self.rows)
            .flat_map(|(policy, row)| {
                self.markets
                    .iter()
                    .zip(&row.cells)
                    .map(move |(market, cell)| (policy, market, cell))
            })
            .collect();
        let mut table = Table::of::<RegretTable>();
        let texts =
            |of: &dyn Fn(&(&String, &String, &Cell)) -> String| rows.iter().map(of).collect();
        table.fill(RegretTable::FIGURE, texts(&|_| self.figure.id().to_owned()));
        let unit = self.figure.entry().unit.name();
        table.fill(RegretTable::UNIT, texts(&|_| unit.to_owned()));
        table.fill(RegretTable::POLICY, texts(&|row| row.0.clone()));
        table.fill(RegretTable::MARKET, texts(&|row| row.1.clone()));
        table.fill(RegretTable::MEAN, rows.iter().map(|row| Some(row.2.mean)).collect());
        let regrets: Vec<_> = rows.iter().map(|row| Some(row.2.regret)).collect();
        table.estimates(RegretTable::REGRET, &regrets);
        let shares: Vec<_> = rows.iter().map(|row| row.2.satisfying).collect();
        table.estimates(RegretTable::SATISFYING, &shares);
        table
    }

    /// The table `robustness`: a row for each policy.
    fn policies(&self) -> Table {
        let mut table =
            Table::new("robustness", "Beside it. One row per policy, over all markets.");
        table.texts("policy", "Id of the policy's file", self.policies.clone());
        let of = |value: fn(&Robustness) -> f64| {
            self.rows.iter().map(|row| Some(value(row))).collect::<Vec<_>>()
        };
        let unit = "the figure's";
        let worst = of(|row| row.worst_regret);
        table.numbers("worst_regret", unit, "Greatest regret over the markets", worst);
        let market = |row: &Robustness| self.markets[row.worst_market].clone();
        let markets = self.rows.iter().map(market).collect();
        table.texts("worst_market", "Market of the greatest regret", markets);
        table.numbers("worst_mean", unit, "Worst mean over the markets", of(|row| row.worst_mean));
        let shares: Vec<_> = self.rows.iter().map(|row| row.satisfying).collect();
        let meaning = "Share of the futures of all markets that meet the target, each market \
             counting alike; null without a target";
        table.estimate("satisfying", "share", meaning, &shares);
        table
    }
}
