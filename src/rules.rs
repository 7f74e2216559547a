//! The rules in force: plain values of what a district, its market and its governments do.
//!
//! They are what a scenario says once it is read, and all that the engine knows of it: a
//! `model::Model` can be made of [`Rules`] that no file ever held. Nothing here
//! reads files (but for the keys of an [`instrument`], which lie beside what it does) and
//! nothing simulates.
//!
//! - [`zone`]: price levels; [`market`], [`history`]: how prices move;
//! - [`reserve`], [`auction`], [`receipts`], [`finance`], [`delivery`]: rules of each part
//!   of the programme;
//! - [`revenue_split`]: the division of a receipt; [`shock`]: what comes from outside;
//! - [`project`]: projects of special bonds and what their plans state; [`buyback`]: idle land
//!   that is bought back;
//! - [`policy`]: an [`instrument`] with the time it is in force, or a [`trigger`];
//! - [`levels`]: how far prices, costs and debt as a whole may lie from it;
//! - [`terms`]: all of it that policies change, as it stands in a month.
//!
//! # Why what policies change is kept apart
//!
//! Each part of the programme has a struct of what is the same in every month, and inside
//! it, as `terms`, what a policy may change. The timeline copies the second into every
//! month ([`terms::Terms`]) and lets the policies of the month change the copy, so the
//! engine asks one place for what binds a plot that is listed, dealt or started in a month,
//! and a rule that no policy can change cannot be changed by mistake.

pub mod auction;
pub mod buyback;
pub mod delivery;
pub mod finance;
pub mod history;
pub mod instrument;
pub mod levels;
pub mod market;
pub mod policy;
pub mod project;
pub mod receipts;
pub mod reserve;
pub mod revenue_split;
pub mod scatter;
pub mod shock;
pub mod state_buyer;
pub mod terms;
pub mod trigger;
pub mod zone;

use crate::calendar::Calendar;
use crate::portfolio::planned::PlannedTerms;
use crate::quantity::whole_months;

/// Everything a scenario says of district, market and governments, read and valid: the only
/// input of `model::Model::new` beside plots and seed.
///
/// Uncertain numbers stand here as one value each: their medians in
/// `scenario::Scenario::rules`, what was drawn in
/// `scenario::Scenario::drawn`.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// Months that are simulated: the first, the plan window, the horizon.
    pub calendar: Calendar,
    /// Rate at which `npv_cny` discounts (per year).
    pub discount_rate: f64,
    /// Share of each part of the plan as planned from which on the programme is done.
    pub programme_share: f64,
    /// How prices, costs, rates and demand move.
    pub market: market::Market,
    /// Zones and their base prices, sorted by id.
    pub zones: Vec<zone::Zone>,
    /// Rules of acquisition and preparation.
    pub reserve: reserve::Reserve,
    /// Rules of listing and auction.
    pub auction: auction::Auction,
    /// How a price is paid and divided.
    pub receipts: receipts::Receipts,
    /// Cash, debt and their limits.
    pub finance: finance::Finance,
    /// Rules of building and of idle land.
    pub delivery: delivery::Delivery,
    /// What the district's own company does with plots that it has taken.
    pub state_buyer: state_buyer::StateBuyer,
    /// What the scatter of plots has in common.
    pub scatter: scatter::CommonScatter,
    /// How far prices, costs, debt and the city's share lie from what is stated.
    pub levels: levels::Levels,
    /// How idle land is bought back; nothing where no plot is.
    pub buyback: Option<buyback::Buyback>,
    /// Projects of special bonds, sorted by id.
    pub projects: Vec<project::Project>,
    /// What comes from outside, sorted by id.
    pub shocks: Vec<shock::Shock>,
    /// What governments decide, sorted by id.
    pub policies: Vec<policy::Policy>,
}

impl Rules {
    /// What the plan as planned takes from the rules.
    pub fn planned_terms(&self) -> PlannedTerms {
        PlannedTerms {
            start: self.calendar.start,
            window_months: self.calendar.window,
            notice_months: self.auction.notice_months,
            start_lag_months: self.delivery.planned_start_lag_months,
            negotiation_months: self
                .buyback
                .map_or(0, |buyback| whole_months(buyback.negotiation_months.0)),
        }
    }
}
