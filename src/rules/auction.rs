//! Rules of listing and auction.

use crate::uncertainty::bidder_count::BidderCount;

use crate::catalogue::land_use::ByUse;

/// `[auction]`: listing, reserve price, bidders, relisting.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Auction {
    /// What policies may change, as it is without them.
    pub terms: AuctionTerms,
    /// Months from listing to the result.
    pub notice_months: usize,
    /// Age of the appraisal at listing (months).
    pub appraisal_lag_months: usize,
    /// Prices of floor area that is not sold in a market.
    pub administered_price: AdministeredPrice,
    /// How the number of bidders scatters.
    pub bidder_count: BidderCount,
    /// Mean number of bidders in a market at rest.
    pub bidder_mean: f64,
    /// Least mean number of bidders.
    pub bidder_mean_least: f64,
    /// Greatest mean number of bidders.
    pub bidder_mean_greatest: f64,
    /// Log standard deviation of a plot's own value.
    pub plot_value_sd: f64,
    /// Share of a plot's own value (its log) that the appraisal knows; 0: it knows quality and zone alone.
    pub appraisal_knowledge: f64,
    /// Log shift of valuations against the market value.
    pub bid_bias: f64,
    /// Log valuation per log of developers' demand; 0: demand moves the number of bidders alone.
    pub bid_demand_elasticity: f64,
    /// Log standard deviation of valuations of one plot.
    pub bid_sd: f64,
    /// Floor area the market absorbs in a year, by use (m² per year).
    pub absorption: ByUse<f64>,
    /// Elasticity of bidders to recent sales over absorption.
    pub absorption_elasticity: f64,
}

/// The rules of an auction that policies may change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AuctionTerms {
    /// Reserve price as a share of the appraised value.
    pub reserve_ratio: f64,
    /// Whether the reserve price is at least the plot's cost.
    pub cost_floor: bool,
    /// Cut of the reserve price after each failed round.
    pub cut_per_failed_round: f64,
    /// Months from a failure to the next listing.
    pub relist_months: usize,
    /// Rounds after which a plot is withdrawn.
    pub max_rounds: usize,
    /// Largest premium over the reserve price; `None`: no cap.
    pub premium_cap: Option<f64>,
    /// Probability that the district's own company takes a failed plot at the reserve price.
    pub state_buyer_probability: f64,
}

/// Fixed prices of floor area that is not sold in a market (CNY/m²).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AdministeredPrice {
    /// Price of affordable housing.
    pub affordable: f64,
    /// Price of public floor area.
    pub public: f64,
}
