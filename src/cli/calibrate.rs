//! `landsim calibrate`: parameters of a market from data.

mod auctions;
mod bidders;
mod house_prices;
mod land_price;
mod lending_rate;
mod rows;

use super::ending::{Ending, print, reject};
use super::language::in_words;

/// What is estimated; each is printed with its errors and as a part of a scenario.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Calibrate {
    /// Regimes, momentum and pull to trend of house prices, from monthly indices.
    HousePrices(house_prices::HousePrices),
    /// Reversion, level and volatility of the lending rate, from its dated changes.
    LendingRate(lending_rate::LendingRate),
    /// How land prices answer to house prices and what moves them beside, from sales of plots.
    LandPrice(land_price::LandPrice),
    /// Bidders of sold plots, and beside them failures and premiums, from results of auctions.
    Bidders(bidders::Bidders),
    /// Reserve price, bidding and developers' demand, from premiums, failures and bidders of a
    /// city's auctions.
    Auctions(auctions::Auctions),
}

/// Estimates and prints what was found.
pub(super) fn run(what: &Calibrate) -> Ending {
    let estimated = match what {
        Calibrate::HousePrices(arguments) => arguments.estimate(),
        Calibrate::LendingRate(arguments) => arguments.estimate(),
        Calibrate::LandPrice(arguments) => arguments.estimate(),
        Calibrate::Bidders(arguments) => arguments.estimate(),
        Calibrate::Auctions(arguments) => arguments.estimate(),
    };
    match estimated {
        Ok(text) => print(&in_words(&text)),
        Err(rejected) => reject(&rejected),
    }
}
