//! Instruments of policy: what a government can change, one file each.
//!
//! An instrument's file holds its struct, how it is read ([`kind::InstrumentKind::read`]) and what
//! it does to the rules in force ([`kind::InstrumentKind::apply`]). The table at the end of this
//! file names it; nothing else must be edited for another one.
//!
//! # What binds when
//!
//! An instrument changes the [`Terms`] of the months in which it is in force; which month
//! is asked decides what it binds. Conditions of a listing are asked for in the month of
//! listing, those of a contract in the month of the deal, those of an acquisition in the
//! month of its start, borrowing and quotas in the month itself (`docs/model.md`,
//! Policies).
//!
//! # Why in the order of ids
//!
//! Policies are put in force in the order of their ids: multipliers multiply, quotas of
//! bonds add, of two sale quotas the tighter counts, of other values the last. The order is
//! the scenario's own and not that of the file, so a file that extends another can change
//! one by its id and nothing else moves.

pub mod kind;

use crate::calendar::YearMonth;
use crate::reader::section::Section;

use super::receipts::Instalment;
use super::revenue_split::RevenueSplit;
use super::terms::Terms;
use kind::{InForce, InstrumentKind, MarketMove};

/// Declares the instruments: file, struct, and the names by which a scenario may call it.
///
/// From one line follow the module, the variant of [`Instrument`], the names that are
/// accepted, the reader of each name, and every arm that passes a call on to the
/// instrument.
macro_rules! instruments {
    ($($file:ident :: $kind:ident = $($name:literal)|+;)*) => {
        $(pub mod $file;)*

        /// What a policy changes.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Instrument {
            $(#[doc = concat!("The instrument `", stringify!($file), "`.")] $kind($file::$kind),)*
        }

        /// Names of instruments in a file; some differ in name alone, which says why a measure is
        /// taken.
        pub const NAMES: &[&str] = &[$($($name,)+)*];

        /// How the instrument of each name is read.
        const READERS: &[fn(&Section<'_>) -> Instrument] = &[$($(
            // The name is used so that there is a reader for each.
            {
                const _: &str = $name;
                |section| Instrument::$kind(<$file::$kind as InstrumentKind>::read(section))
            },
        )+)*];

        impl InstrumentKind for Instrument {
            /// Reads the instrument that the key `instrument` names.
            fn read(section: &Section<'_>) -> Self {
                READERS[section.choice("instrument", NAMES)](section)
            }

            fn apply(&self, terms: &mut Terms, in_force: InForce) {
                match self { $(Self::$kind(kind) => kind.apply(terms, in_force),)* }
            }

            fn market_move(&self, elapsed: usize) -> Option<MarketMove> {
                match self { $(Self::$kind(kind) => kind.market_move(elapsed),)* }
            }

            fn policy_rate(&self, date: YearMonth) -> Option<f64> {
                match self { $(Self::$kind(kind) => kind.policy_rate(date),)* }
            }

            fn instalments(&self) -> &[Instalment] {
                match self { $(Self::$kind(kind) => kind.instalments(),)* }
            }

            fn change_split(&self, split: &mut RevenueSplit) {
                match self { $(Self::$kind(kind) => kind.change_split(split),)* }
            }
        }
    };
}

instruments! {
    demand::Demand = "purchase_restriction" | "credit_tightening" | "easing";
    reserve_finance::ReserveFinance = "reserve_finance";
    expropriation::Expropriation = "expropriation";
    clearance_capacity::ClearanceCapacity = "clearance_capacity";
    reserve_price_rule::ReservePriceRule = "reserve_price_rule";
    premium_cap::PremiumCap = "premium_cap" | "cap_and_lottery";
    payment_terms::PaymentTerms = "payment_terms" | "payment_easing";
    sale_quota::SaleQuota = "sale_quota";
    batched_supply::BatchedSupply = "batched_supply";
    market_timed_disposal::MarketTimedDisposal = "market_timed_disposal";
    state_buyer::StateBuyer = "state_buyer";
    idle_land::IdleLand = "idle_land";
    revenue_split::RevenueSplitChange = "revenue_split";
    affordable_set_aside::AffordableSetAside = "affordable_set_aside";
    substitution::Substitution = "substitution";
    pre_application::PreApplication = "pre_application";
    stock_rule::StockRule = "stock_rule";
}
