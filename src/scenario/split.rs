//! Rates of the division of receipts, held against one another whatever policies are in
//! force.
//!
//! Each policy by itself may be acceptable and two together take more than there is. Which
//! are in force at a time may depend on the simulated state, so the highest rate of each
//! kind is taken from wherever it stands.

use crate::reader::section::Section;
use crate::rules::instrument::Instrument;
use crate::rules::instrument::revenue_split::RevenueSplitChange;
use crate::rules::policy::Policy;
use crate::rules::receipts::{ACCRUALS, Receipts};

/// Notes rates that exceed 1 together once policies change some of them, whichever are in
/// force at a time: fee and fund on the price, accruals on the net gain.
pub(super) fn check_splits(root: &Section<'_>, receipts: &Receipts, policies: &[Policy]) {
    let changes: Vec<(&str, &RevenueSplitChange)> = policies
        .iter()
        .filter_map(|policy| match &policy.instrument {
            Instrument::RevenueSplitChange(change) => Some((policy.id.as_str(), change)),
            _ => None,
        })
        .collect();
    if changes.is_empty() || !root.sound(&["receipts", "policy"]) {
        return;
    }
    let greatest = |own: f64, key: &str, of: &dyn Fn(&RevenueSplitChange) -> Option<f64>| {
        let of_policy = |(id, change): &(&str, &RevenueSplitChange)| {
            of(change).map(|rate| root.ends(&format!("policy[{id}].{key}"), rate).1)
        };
        changes.iter().filter_map(of_policy).fold(own, f64::max)
    };
    let own = |key: &str, rate: f64| root.ends(&format!("receipts.{key}"), rate).1;
    let (fee, fund) = ("handling_fee_rate", "income_fund_rate");
    let rates = greatest(own(fee, receipts.handling_fee_rate), fee, &|c| c.handling_fee_rate)
        + greatest(own(fund, receipts.income_fund_rate), fund, &|c| c.income_fund_rate);
    let accruals: f64 = (0..ACCRUALS.len())
        .map(|at| {
            let key = format!("accrual.{}", ACCRUALS[at]);
            let own = root.ends_of_steps(&format!("receipts.{key}"), &receipts.accruals[at]).1;
            greatest(own, &key, &|change| change.accruals[at])
        })
        .sum();
    for (sum, accepted) in [
        (rates, "a handling fee and an income fund of at most 1 together, whatever is in force"),
        (accruals, "accruals of at most 1 together, whatever is in force"),
    ] {
        if sum > 1.0 {
            root.find("policy", format!("rates of revenue_split that sum to {sum}"), accepted);
        }
    }
}
