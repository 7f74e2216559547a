//! Rules of the market: regimes, prices, costs, rates and bidders' demand.
//!
//! The recursion in which they are used is in `model::market`, and stated in
//! `docs/model.md` (Market). Rates are per year, shocks of house prices per month, all
//! others per square root of a year; logs are 0 at month 0.

use crate::calendar::DatedValue;
use crate::keyed::keyed;

use super::history::History;
use crate::catalogue::land_use::{ByUse, Use};

keyed! {
    /// What of the market is moved by a shock each month; the shocks may be correlated.
    Factor,
    /// A value for each factor of the market.
    ByFactor:
    /// Change of the house price index.
    HousePrice = "house_price";
    /// Own level of residential land.
    ResidentialLand = "residential";
    /// Own level of commercial and office land.
    CommercialOfficeLand = "commercial_office";
    /// Construction cost index.
    ConstructionCost = "construction_cost";
    /// Lending rate.
    LendingRate = "lending_rate";
    /// Developers' demand.
    Demand = "demand";
}

impl Factor {
    /// The factor of the land of a use.
    pub const fn of_land(of_use: Use) -> Self {
        match of_use {
            Use::Residential => Self::ResidentialLand,
            Use::CommercialOffice => Self::CommercialOfficeLand,
        }
    }
}

/// One state of the market and what goes with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Regime {
    /// Name of the regime in files and findings, such as `slump`; its place in the list is
    /// its index.
    pub id: String,
    /// Mean monthly log change of house prices that the regime draws changes to (log per
    /// month).
    pub mean: f64,
    /// Standard deviation of the monthly shock to house prices (log per month).
    pub volatility: f64,
    /// Probability of being the regime of month 0.
    pub initial_probability: f64,
    /// Probabilities of next month's regimes, in the order of the file; they sum to 1.
    pub transition: Vec<f64>,
    /// Factor on the mean number of bidders; mild, since episodes of bidding are draws of
    /// demand.
    pub bidder_multiplier: f64,
    /// Probability that a buyer who deals in this regime stops paying after the first
    /// instalment.
    pub default_rate: f64,
    /// Mean lag from handover to the start of works of a plot dealt in this regime
    /// (months).
    pub start_lag_mean: f64,
    /// Standard deviation of the lag from handover to the start of works (months).
    pub start_lag_sd: f64,
}

/// Land price of one use, relative to house prices.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LandPrice {
    /// Log land price per log house price: above 1, land rises and falls harder than
    /// houses, and receipts harder than compensation.
    pub leverage: f64,
    /// Drift of the land price beside what house prices carry (log per year).
    pub drift: f64,
    /// Speed at which the use's own part returns to 0 (per year).
    pub reversion: f64,
    /// Volatility of the use's own part (log per square root of a year).
    pub volatility: f64,
}

/// `[market]`: how house prices, land prices, construction costs, the lending rate and
/// developers' demand move.
#[derive(Debug, Clone, PartialEq)]
pub struct Market {
    /// Share of last month's house price change that carries over, 0 to 0.999; it makes
    /// five-year risk twice what independent months of the same volatility would.
    pub momentum: f64,
    /// Share of the log gap between house prices and their trend that closes in a year.
    pub pull_to_trend: f64,
    /// Trend of house prices (log per year); without effect while nothing is pulled to it.
    pub trend: f64,
    /// House price change of month 0 (log per month); `None`: the regime's mean.
    pub initial_momentum: Option<f64>,
    /// Regimes, in the order of the file.
    pub regimes: Vec<Regime>,
    /// How land prices follow house prices, and what they do beside, by use.
    pub land: ByUse<LandPrice>,
    /// Drift of construction costs (log per year).
    pub construction_cost_drift: f64,
    /// Volatility of construction costs (log per square root of a year).
    pub construction_cost_volatility: f64,
    /// Lending rate of month 0 (per year).
    pub lending_rate_initial: f64,
    /// Speed at which the lending rate follows the policy rate (per year).
    pub lending_rate_reversion: f64,
    /// Volatility of the lending rate (per year per square root of a year).
    pub lending_rate_volatility: f64,
    /// Policy rate that the lending rate follows, by date (per year).
    pub policy_rate: Vec<DatedValue>,
    /// Mean reversion of developers' demand (per year); 1.3 is a half-life of half a year.
    pub demand_reversion: f64,
    /// Volatility of developers' demand (log per square root of a year).
    pub demand_volatility: f64,
    /// Construction cost index by date that replaces the simulated one (month 0 = 1).
    pub construction_cost_replay: Option<Vec<DatedValue>>,
    /// Lending rate by date that replaces the simulated one (per year).
    pub lending_rate_replay: Option<Vec<DatedValue>>,
    /// Lower triangular L with L L' the correlation matrix of the monthly shocks, rows and
    /// columns in the order of [`Factor::ALL`].
    pub correlation_factor: [[f64; Factor::COUNT]; Factor::COUNT],
    /// History that replaces or drives house prices.
    pub history: Option<History>,
    /// Unsold homes of the city; `None`: nobody asks for them.
    pub city_stock: Option<CityStock>,
}

/// Unsold homes of the city, in the months that they would last (去化周期).
#[derive(Debug, Clone, PartialEq)]
pub struct CityStock {
    /// Months at month 0.
    pub initial: f64,
    /// By how many months it changes in a month of each regime, in the order of regimes.
    pub rates: Vec<f64>,
    /// Land that was made use of in the twelve months before month 0 (m²).
    pub used_before_m2: f64,
}
