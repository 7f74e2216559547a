//! What the district's own company does with a plot that it has taken (城投托底): it builds later
//! than other buyers, or not for years, and does not stop paying.

/// `[state_buyer]`: the conduct of state buyers, told apart from that of developers.
///
/// Whether one takes a plot stands with the auctions
/// ([`super::auction::AuctionTerms::state_buyer_probability`]).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StateBuyer {
    /// Mean of the lag from the deal to the start of works, whatever the regime (months).
    pub start_lag_mean: f64,
    /// Standard deviation of that lag (months).
    pub start_lag_sd: f64,
    /// Share of its plots that wait `not_started_months` before that lag begins.
    pub not_started_share: f64,
    /// Months after the deal within which works on those plots do not start.
    pub not_started_months: usize,
    /// Probability that it stops paying after the first instalment.
    pub default_rate: f64,
    /// Probability that the idle-land fee is charged to it, where it is at fault.
    pub idle_fee_probability: f64,
    /// Probability that its idle land is taken back, where it is at fault.
    pub repossession_probability: f64,
}
