//! `[[policy]]`: what a government decides, from a date on, until a date, or while something holds.

pub mod instrument;

use super::parameter::Accepted;
use super::reader::Section;
use super::{Use, is_name};
use crate::calendar::YearMonth;

use instrument::{Instrument, optional_count};

/// Most policies of a scenario.
const MOST_POLICIES: usize = 64;
/// Months that a trigger looks back on when it does not say.
const USUAL_LOOK_BACK: usize = crate::quantity::MONTHS_OF_A_YEAR;

/// A decision with the time it is in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Identity.
    pub id: String,
    /// First month in force; `None`: from the start.
    pub from: Option<YearMonth>,
    /// First month no longer in force; `None`: for ever.
    pub until: Option<YearMonth>,
    /// Condition under which it is in force within these months; `None`: always.
    pub trigger: Option<Trigger>,
    /// What it changes.
    pub instrument: Instrument,
}

/// What a trigger looks at, as it stood at the end of the month before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Change of the effective land price of a use over the look-back (share).
    PriceChange(Use),
    /// Failed auctions of the look-back over all; without an auction nothing holds.
    FailedShare,
    /// Debt over what facility and collateral allow.
    DebtShare,
    /// The reserve centre's cash (CNY).
    Cash,
}

/// Names of the measures, in the order of [`Measure::at`].
const MEASURES: [&str; 5] = [
    "residential_price_change",
    "commercial_office_price_change",
    "failed_share",
    "debt_share_of_limit",
    "cash",
];

impl Measure {
    fn at(place: usize) -> Self {
        match place {
            0 => Self::PriceChange(Use::Residential),
            1 => Self::PriceChange(Use::CommercialOffice),
            2 => Self::FailedShare,
            3 => Self::DebtShare,
            _ => Self::Cash,
        }
    }
}

/// A condition on the simulated state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trigger {
    /// What is looked at.
    pub measure: Measure,
    /// Months looked back on.
    pub months: usize,
    /// Holds below this value.
    pub below: Option<f64>,
    /// Holds above this value.
    pub above: Option<f64>,
    /// Months that the policy stays in force at least, once it is.
    pub at_least_months: usize,
}

impl Trigger {
    /// Whether the condition holds for a value of the measure.
    pub fn holds(&self, value: f64) -> bool {
        self.below.is_some_and(|bound| value < bound)
            || self.above.is_some_and(|bound| value > bound)
    }
}

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

fn read(section: &Section<'_>) -> Policy {
    let policy = Policy {
        id: section.text("id"),
        from: section.optional_month("from"),
        until: section.optional_month("until"),
        trigger: section.optional("while", read_trigger),
        instrument: Instrument::read(section),
    };
    if section.sound(&["id"]) && !is_name(&policy.id) {
        section.find(
            "id",
            format!("the text {:?}", policy.id),
            "1 to 80 of a-z, A-Z, 0-9, -, _ and .",
        );
    }
    if let (Some(from), Some(until)) = (policy.from, policy.until)
        && until <= from
    {
        section.find("until", until.to_string(), format!("a month after `from`, which is {from}"));
    }
    policy
}

fn read_trigger(section: &Section<'_>) -> Trigger {
    let measure = Measure::at(section.choice("measure", &MEASURES));
    let unit = if measure == Measure::Cash { "CNY" } else { "share" };
    let bound = Accepted::number(-1e13..=1e13);
    let months = |key, usual| optional_count(section, key, "months", 600).unwrap_or(usual);
    let trigger = Trigger {
        measure,
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
