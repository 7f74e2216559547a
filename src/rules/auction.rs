//! Rules of listing and auction.
//!
//! The reserve price, who bids and what they bid are computed in `model::auction`;
//! when a plot is listed, and what follows a failure, in the engine (`trial/listing.rs`,
//! `trial/auctions.rs`).
//!
//! # Why two structs
//!
//! What a listing publishes binds: ratio, floor, cap and the other [`AuctionTerms`] are
//! those of the month of listing, and a policy that changes later does not touch a notice
//! that is out. The rest of [`Auction`] describes the market's bidders, which no government
//! decides.

use crate::uncertainty::bidder_count::BidderCount;

use crate::catalogue::land_use::ByUse;

/// `[auction]`: listing, reserve price, bidders, relisting.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Auction {
    /// What policies may change, as it is without them.
    pub terms: AuctionTerms,
    /// Months from listing to the result, 0 to 24; Order 39 (2007) asks for a notice of 20
    /// days and a listing of 10.
    pub notice_months: usize,
    /// Age of the appraisal at listing (months).
    pub appraisal_lag_months: usize,
    /// Mean age of the prices that an appraisal rests on (months), 0 to 60: it moves towards the
    /// market by 1 / (1 + age) a month (partial adjustment, Quan and Quigley 1991). 0: it is the
    /// market.
    pub appraisal_age_months: f64,
    /// How far appraisals lag behind the market at month 0, as the log of the house price index
    /// over what appraisals make of it; below 0 after a fall. A history with months before the
    /// start gives it, whatever the scenario states.
    pub initial_appraisal_gap: f64,
    /// Listing on application (预申请); `None`: every plot is listed when it is due.
    pub application: Option<Application>,
    /// Prices of floor area that is not sold in a market.
    pub administered_price: AdministeredPrice,
    /// Distribution of the number of bidders around its mean. In the baseline negative
    /// binomial with shape 1.5: bids for land are strongly overdispersed.
    pub bidder_count: BidderCount,
    /// Mean number of bidders of an offer in a market at rest: regime factor 1, demand 0,
    /// nothing sold lately.
    pub bidder_mean: f64,
    /// Least mean number of bidders that demand, shocks and policies can lead to, before
    /// absorption.
    pub bidder_mean_least: f64,
    /// Greatest mean number of bidders that demand, shocks and policies can lead to, before
    /// absorption.
    pub bidder_mean_greatest: f64,
    /// Log standard deviation of a plot's own value around what quality and zone say; the
    /// median factor is 1. In the baseline 0.35, the scatter of Shanghai contract prices
    /// within a district.
    pub plot_value_sd: f64,
    /// Share of a plot's own value (its log) that the appraisal behind the reserve price
    /// knows; 0: it knows quality and zone alone.
    pub appraisal_knowledge: f64,
    /// Log shift of all bidders' valuations against the market value; 0: they value a plot
    /// at the market on average.
    pub bid_bias: f64,
    /// Log valuation per log of developers' demand; 0: demand moves the number of bidders alone.
    pub bid_demand_elasticity: f64,
    /// Log standard deviation of bidders' valuations of one plot around their median.
    pub bid_sd: f64,
    /// Floor area that the market absorbs in a year without fewer bidders coming, by use
    /// (m² per year).
    pub absorption: ByUse<f64>,
    /// Elasticity of the number of bidders to 1 + recent sales over absorption; 0: sales do
    /// not thin out bidders.
    pub absorption_elasticity: f64,
}

/// Listing on application (预申请), as on Singapore's reserve list: a plot is put up when somebody
/// has said that he would pay the reserve price.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Application {
    /// Probability that a plot is listed only on application; drawn once for each plot and trial.
    pub share: f64,
    /// Months of a spell in which an applicant is sought at one asking price, 1 to 60.
    pub wait_months: usize,
    /// Share that each spell without applicant takes off the reserve price, 0 to 1.
    pub cut: f64,
    /// Share of plots on application for which a local state firm applies in each spell's first
    /// month, whatever the market; zones may have their own.
    pub state_share: f64,
    /// Whether an applicant comes in the first month, whatever the market. No scenario says so:
    /// calibration does, since offers in statistics are plots that were listed.
    pub is_at_once: bool,
}

/// The rules of an auction that policies may change; those of the month of listing bind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AuctionTerms {
    /// Reserve price of the first round as a share of the appraised value, 0 to 5.
    pub reserve_ratio: f64,
    /// Whether the reserve price is at least what the plot has cost and not yet recovered;
    /// without a floor inverted plots (倒挂) are sold below cost.
    pub cost_floor: bool,
    /// Share that each failed round takes off the reserve price: after n failures it is
    /// (1 - cut)^n of what the ratio makes of the new appraisal.
    pub cut_per_failed_round: f64,
    /// Months from a failure to the next listing.
    pub relist_months: usize,
    /// Failed rounds in a row after which a plot is withdrawn; a deal starts the count
    /// anew.
    pub max_rounds: usize,
    /// Largest premium over the reserve price; `None`: no cap.
    pub premium_cap: Option<f64>,
    /// Probability that the district's own company takes a failed plot at the reserve price
    /// (城投托底).
    pub state_buyer_probability: f64,
}

/// Fixed prices of floor area that is not sold in a market (CNY/m²). Neither quality, zone
/// nor market moves them; 0 where such floor area is handed over without payment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AdministeredPrice {
    /// Price of affordable housing (保障性住房); in most contracts it is handed over without
    /// payment: 0.
    pub affordable: f64,
    /// Price of public floor area, such as schools and markets; developers build it at
    /// their own cost: 0.
    pub public: f64,
}
