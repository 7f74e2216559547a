//! Parameters that are estimated from facts of auctions: where they stand in a
//! scenario, and on which scale the search moves them.

use crate::scenario::Scenario;
use crate::uncertainty::elementary::{exp, ln};

/// A number of a scenario that no single fact fixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parameter {
    /// Reserve price over appraised value.
    ReserveRatio,
    /// Share of a plot's own value that the appraisal knows.
    AppraisalKnowledge,
    /// Mean number of bidders in a market at rest.
    BidderMean,
    /// Spread of bidders' valuations of a plot.
    BidSpread,
    /// How developers' demand moves what bidders pay (log per log).
    BidDemandElasticity,
    /// Volatility of developers' demand (log per square root of a year).
    DemandVolatility,
}

/// What is believed of a parameter before the facts are looked at: a row of the file of priors.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    /// What it is believed of.
    pub parameter: Parameter,
    /// The middle of the belief, in the unit that a scenario states.
    pub value: f64,
    /// Its standard error, above 0.
    pub error: f64,
}

/// How a parameter is moved: the search knows all real numbers, which stand for what
/// the parameter may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scale {
    /// Above 0: the coordinate is its log.
    Log,
    /// Between 0 and 1: the coordinate is the log of its odds.
    Logit,
}

impl Parameter {
    /// All parameters, in the order of tables and of the command line.
    pub const ALL: [Self; 6] = [
        Self::ReserveRatio,
        Self::AppraisalKnowledge,
        Self::BidderMean,
        Self::BidSpread,
        Self::BidDemandElasticity,
        Self::DemandVolatility,
    ];

    /// Dotted key of the parameter in a scenario, as the command line and estimates
    /// name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::ReserveRatio => "auction.reserve_ratio",
            Self::AppraisalKnowledge => "auction.appraisal_knowledge",
            Self::BidderMean => "auction.bidder_mean",
            Self::BidSpread => "auction.bid_sd",
            Self::BidDemandElasticity => "auction.bid_demand_elasticity",
            Self::DemandVolatility => "market.demand.volatility",
        }
    }

    /// Unit of the parameter that a scenario states.
    pub fn unit(self) -> &'static str {
        match self {
            Self::ReserveRatio | Self::AppraisalKnowledge => "share",
            Self::BidderMean => "bidders",
            Self::BidSpread => "log",
            Self::BidDemandElasticity => "log per log",
            Self::DemandVolatility => "log per sqrt year",
        }
    }

    /// Least and greatest value that a scenario may have.
    pub fn ends(self) -> (f64, f64) {
        match self {
            Self::AppraisalKnowledge => (0.0, 1.0),
            Self::BidderMean => (0.0, 1000.0),
            Self::BidSpread | Self::BidDemandElasticity => (0.0, 3.0),
            Self::ReserveRatio | Self::DemandVolatility => (0.0, 5.0),
        }
    }

    /// The scale on which the search moves the parameter.
    fn scale(self) -> Scale {
        match self {
            Self::AppraisalKnowledge => Scale::Logit,
            _ => Scale::Log,
        }
    }

    /// The parameter's place in a scenario.
    fn of(self, scenario: &mut Scenario) -> &mut f64 {
        match self {
            Self::ReserveRatio => &mut scenario.rules.auction.terms.reserve_ratio,
            Self::AppraisalKnowledge => &mut scenario.rules.auction.appraisal_knowledge,
            Self::BidderMean => &mut scenario.rules.auction.bidder_mean,
            Self::BidSpread => &mut scenario.rules.auction.bid_sd,
            Self::BidDemandElasticity => &mut scenario.rules.auction.bid_demand_elasticity,
            Self::DemandVolatility => &mut scenario.rules.market.demand_volatility,
        }
    }

    /// Where a scenario's value stands among all real numbers, away from the ends.
    pub(super) fn coordinate(self, scenario: &Scenario) -> f64 {
        self.coordinate_of(*self.of(&mut scenario.clone()))
    }

    /// Where a value stands among all real numbers, away from the ends.
    fn coordinate_of(self, value: f64) -> f64 {
        const LEAST: f64 = 0.1;
        match self.scale() {
            Scale::Log => ln(value.max(LEAST)),
            Scale::Logit => {
                let share = value.clamp(LEAST, 1.0 - LEAST);
                ln(share / (1.0 - share))
            }
        }
    }

    /// A belief about the parameter as the search holds it: middle and standard deviation of its
    /// coordinate.
    pub(super) fn believed(self, prior: &Prior) -> (f64, f64) {
        let middle = self.coordinate_of(prior.value);
        (middle, prior.error / self.slope(middle))
    }

    /// First step of the parameter's coordinate: a factor of about a quarter, or from
    /// the middle of shares to three quarters.
    pub(super) fn step(self) -> f64 {
        match self.scale() {
            Scale::Log => 0.25,
            Scale::Logit => 1.0,
        }
    }

    /// The value that belongs to a coordinate, within what a scenario may have.
    pub(super) fn value(self, coordinate: f64) -> f64 {
        let (least, greatest) = self.ends();
        let value = match self.scale() {
            Scale::Log => exp(coordinate),
            Scale::Logit => 1.0 / (1.0 + exp(-coordinate)),
        };
        value.clamp(least, greatest)
    }

    /// Change of the value for a small change of its coordinate: what turns an error of
    /// the one into that of the other.
    pub(super) fn slope(self, coordinate: f64) -> f64 {
        let value = self.value(coordinate);
        match self.scale() {
            Scale::Log => value,
            Scale::Logit => value * (1.0 - value),
        }
    }

    /// Gives a scenario the value that belongs to a coordinate.
    pub(super) fn set(self, scenario: &mut Scenario, coordinate: f64) {
        *self.of(scenario) = self.value(coordinate);
    }
}
