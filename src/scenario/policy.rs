//! Reads `[[policy]]`: what every policy has; the keys of its instrument are read by
//! [`crate::rules::instrument`].
//!
//! | key | unit | accepted |
//! | --- | --- | --- |
//! | `id` | | a name, used once |
//! | `instrument` | name | one of the instruments' names |
//! | `decided_by` | name | `district` or `higher`; `district` where it is not stated |
//! | `from`, `until` | month | optional; the end after the beginning |
//! | `while.measure` | name | one of [`INDICATORS`] |
//! | `while.months` | months | 1 to 600; 12 where it is not stated |
//! | `while.below`, `while.above` | share, or CNY of `cash` | exactly one of the two |
//! | `while.at_least_months` | months | 1 to 600; 1 where it is not stated |

use crate::reader::accepted::Accepted;
use crate::reader::name::{self, is_name};
use crate::reader::section::Section;
use crate::rules::auction::Auction;
use crate::rules::instrument::Instrument;
use crate::rules::instrument::kind::InstrumentKind;
use crate::rules::market::Market;
use crate::rules::policy::{Authority, Policy};
use crate::rules::trigger::{INDICATORS, Indicator, Trigger};

/// Most policies of a scenario.
const MOST_POLICIES: usize = 64;
/// Months that a trigger looks back on when it does not say.
const USUAL_LOOK_BACK: usize = crate::quantity::MONTHS_OF_A_YEAR;

/// Reads the policies, sorted by id: the order in which they are put in force.
pub(super) fn read_all(root: &Section<'_>) -> Vec<Policy> {
    let mut policies = root.each("policy", read);
    if policies.len() > MOST_POLICIES {
        let found = format!("{} policies", policies.len());
        root.find("policy", found, format!("at most {MOST_POLICIES}"));
    }
    policies.sort_by(|left, right| left.id.cmp(&right.id));
    for pair in policies.windows(2) {
        let stated = !pair[0].id.is_empty() || root.sound(&["policy"]);
        if stated && pair[0].id == pair[1].id {
            let found = format!("the id {:?} twice", pair[0].id);
            root.find("policy", found, "policies with different ids");
        }
    }
    policies
}

/// Notes policies that ask for applications where `[auction]` does not say how they are sought.
pub(super) fn check_applications(root: &Section<'_>, auction: &Auction, policies: &[Policy]) {
    let asks = |policy: &&Policy| matches!(policy.instrument, Instrument::PreApplication(_));
    if let (Some(policy), None) = (policies.iter().find(asks), auction.application)
        && root.sound(&["auction", "policy"])
    {
        let found = format!("pre_application in {:?} without applications", policy.id);
        let accepted = "`auction.application_share`, 0 where policies alone ask for applications";
        root.find("policy", found, accepted);
    }
}

/// Notes policies that ask for the city's stock where `[market]` does not say how it moves.
pub(super) fn check_city_stock(root: &Section<'_>, market: &Market, policies: &[Policy]) {
    let asks = |policy: &&Policy| matches!(policy.instrument, Instrument::StockRule(_));
    if let (Some(policy), None) = (policies.iter().find(asks), &market.city_stock)
        && root.sound(&["market", "policy"])
    {
        let found = format!("stock_rule in {:?} without [market.city_stock]", policy.id);
        root.find("policy", found, "`[market.city_stock]`, which says how the city's stock moves");
    }
}

/// Reads a policy with its instrument.
fn read(section: &Section<'_>) -> Policy {
    let policy = Policy {
        id: section.text("id"),
        decided_by: read_authority(section),
        from: section.optional_month("from"),
        until: section.optional_month("until"),
        trigger: section.optional("while", read_trigger),
        instrument: Instrument::read(section),
    };
    if section.sound(&["id"]) && !is_name(&policy.id) {
        section.find("id", format!("the text {:?}", policy.id), name::ACCEPTED);
    }
    if let (Some(from), Some(until)) = (policy.from, policy.until)
        && until <= from
    {
        section.find("until", until.to_string(), format!("a month after `from`, which is {from}"));
    }
    policy
}

/// Reads who decides it.
fn read_authority(section: &Section<'_>) -> Authority {
    let names = Authority::ALL.map(Authority::name);
    let chosen = section.has("decided_by").then(|| section.choice("decided_by", &names));
    chosen.map_or(Authority::District, |at| Authority::ALL[at])
}

/// Reads the condition `while`: one indicator, one bound, and how long it looks back and
/// holds on.
fn read_trigger(section: &Section<'_>) -> Trigger {
    let indicator = INDICATORS[section.choice("measure", &INDICATORS.map(|(name, _)| name))].1;
    let unit = if indicator == Indicator::Cash { "CNY" } else { "share" };
    let bound = Accepted::number(-1e13..=1e13);
    let months = |key, usual| section.optional_count(key, "months", 600).unwrap_or(usual);
    let trigger = Trigger {
        indicator,
        months: months("months", USUAL_LOOK_BACK),
        below: section.optional_number("below", unit, &bound),
        above: section.optional_number("above", unit, &bound),
        at_least_months: months("at_least_months", 1),
    };
    if section.sound(&["below", "above"]) && trigger.below.is_some() == trigger.above.is_some() {
        let found = if trigger.below.is_some() { "both bounds" } else { "no bound" };
        section.find("below", found, "either `below` or `above`");
    }
    trigger
}
