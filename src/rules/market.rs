//! Rules of the market: regimes, prices, costs, rates and bidders' demand.

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
    /// Name.
    pub id: String,
    /// Mean monthly log change of house prices (log per month).
    pub mean: f64,
    /// Standard deviation of the monthly shock (log per month).
    pub volatility: f64,
    /// Probability of being the regime of month 0.
    pub initial_probability: f64,
    /// Probabilities of next month's regimes, in the order of the file.
    pub transition: Vec<f64>,
    /// Factor on the mean number of bidders.
    pub bidder_multiplier: f64,
    /// Probability that a buyer who deals in this regime stops paying.
    pub default_rate: f64,
    /// Mean start lag of a plot dealt in this regime (months).
    pub start_lag_mean: f64,
    /// Standard deviation of that lag (months).
    pub start_lag_sd: f64,
}

/// Land price of one use, relative to house prices.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LandPrice {
    /// Log land price per log house price.
    pub leverage: f64,
    /// Own drift (log per year).
    pub drift: f64,
    /// Mean reversion of the own part (per year).
    pub reversion: f64,
    /// Volatility of the own part (log per square root of a year).
    pub volatility: f64,
}

/// `[market]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Market {
    /// Share of last month's house price change that carries over.
    pub momentum: f64,
    /// Pull of house prices to trend (share of the log gap per year).
    pub pull_to_trend: f64,
    /// Trend of house prices (log per year).
    pub trend: f64,
    /// House price change of month 0 (log per month); `None`: the regime's mean.
    pub initial_momentum: Option<f64>,
    /// Regimes, in the order of the file.
    pub regimes: Vec<Regime>,
    /// Land prices by use.
    pub land: ByUse<LandPrice>,
    /// Drift of construction costs (log per year).
    pub construction_cost_drift: f64,
    /// Volatility of construction costs (log per square root of a year).
    pub construction_cost_volatility: f64,
    /// Lending rate of month 0 (per year).
    pub lending_rate_initial: f64,
    /// Speed at which it follows the policy rate (per year).
    pub lending_rate_reversion: f64,
    /// Its volatility (per year per square root of a year).
    pub lending_rate_volatility: f64,
    /// Policy rate (per year).
    pub policy_rate: Vec<DatedValue>,
    /// Mean reversion of demand (per year).
    pub demand_reversion: f64,
    /// Volatility of demand (log per square root of a year).
    pub demand_volatility: f64,
    /// Construction cost index by date that replaces the simulated one (month 0 = 1).
    pub construction_cost_replay: Option<Vec<DatedValue>>,
    /// Lending rate by date that replaces the simulated one (per year).
    pub lending_rate_replay: Option<Vec<DatedValue>>,
    /// Lower triangular factor of the correlation matrix.
    pub correlation_factor: [[f64; Factor::COUNT]; Factor::COUNT],
    /// History that replaces or drives house prices.
    pub history: Option<History>,
}
