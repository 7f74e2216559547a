//! How far a plot has come, and which events may come then.

use crate::catalogue::event::Event;
use crate::portfolio::plot::{Plot, PlotStatus};

/// How far a plot has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Clearance has not begun.
    Unreserved,
    /// It is being cleared.
    Clearing,
    /// It is in preparation.
    Preparing,
    /// It is net land, not listed.
    NetLand,
    /// It is listed.
    Listed,
    /// It was withdrawn.
    Withdrawn,
    /// It is sold, not built on.
    Sold,
    /// It is being built on.
    Building,
    /// It is completed.
    Completed,
}

impl Stage {
    /// Where the plot table says that a plot stands when the run begins.
    pub(super) fn at_start(plot: &Plot) -> Self {
        match plot.status {
            PlotStatus::Unreserved | PlotStatus::Buyback => Self::Unreserved,
            PlotStatus::Reserved if plot.is_being_cleared() => Self::Clearing,
            PlotStatus::Reserved => Self::Preparing,
            PlotStatus::Sold => Self::Sold,
        }
    }

    /// What a plot is in it.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Unreserved => "not reserved",
            Self::Clearing => "being cleared",
            Self::Preparing => "in preparation",
            Self::NetLand => "net land",
            Self::Listed => "listed",
            Self::Withdrawn => "withdrawn",
            Self::Sold => "sold",
            Self::Building => "being built on",
            Self::Completed => "completed",
        }
    }
}

/// The stages in words.
pub(super) fn words_of(stages: &[Stage]) -> String {
    stages.iter().map(|stage| stage.words()).collect::<Vec<_>>().join(" or ")
}

/// From which stages an event may come, and to which it leads.
pub(super) struct Steps {
    /// Stages that it may come from.
    pub(super) from: &'static [Stage],
    /// Stage that it leads to; none of what changes nothing.
    pub(super) to: Option<Stage>,
}

/// The stages around an event.
pub(super) fn event_steps(event: Event) -> Steps {
    use Stage::{
        Building, Clearing, Completed, Listed, NetLand, Preparing, Sold, Unreserved, Withdrawn,
    };
    const OF_RESERVE: &[Stage] = &[Unreserved];
    const OF_STOCK: &[Stage] = &[NetLand, Withdrawn];
    const OF_SALE: &[Stage] = &[Listed, NetLand];
    const OF_BUYER: &[Stage] = &[Sold];
    let (from, to): (&[Stage], Option<Stage>) = match event {
        Event::WaitsForMoney | Event::WaitsForCapacity | Event::WaitsForConsent => {
            (OF_RESERVE, None)
        }
        Event::AcquisitionStart => (OF_RESERVE, Some(Clearing)),
        Event::PreparationStart => (&[Clearing], Some(Preparing)),
        Event::NetLand => (&[Clearing, Preparing], Some(NetLand)),
        Event::ListingBarred
        | Event::HeldBack
        | Event::QuotaFull
        | Event::WaitsForApplicant
        | Event::Substitution => (OF_STOCK, None),
        Event::Listing => (OF_STOCK, Some(Listed)),
        Event::Sale | Event::StateBuyer => (OF_SALE, Some(Sold)),
        Event::Failure => (OF_SALE, Some(NetLand)),
        Event::Withdrawal => (OF_SALE, Some(Withdrawn)),
        Event::Default | Event::Repossession => (OF_BUYER, Some(NetLand)),
        Event::Idle | Event::IdleFee => (OF_BUYER, None),
        Event::WorksStart => (OF_BUYER, Some(Building)),
        Event::Completion => (&[Building], Some(Completed)),
        // Of no plot.
        Event::Shock
        | Event::PolicyInForce
        | Event::PolicyLapses
        | Event::Support
        | Event::PurchaseOffer
        | Event::PurchaseFails
        | Event::Purchase
        | Event::BondIssue
        | Event::BondInterest
        | Event::BondPrincipal
        | Event::BondCall
        | Event::BudgetInterest
        | Event::PaidFromReserve
        | Event::PaidByOtherProjects
        | Event::PaidByIncomeFund
        | Event::RolledOver
        | Event::ProjectSupport
        | Event::OpenAtHorizon
        | Event::ProjectRest => (&[], None),
    };
    Steps { from, to }
}
