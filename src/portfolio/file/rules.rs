//! What the cells of one row must satisfy together. A rule says nothing about a row whose cells
//! it cannot read; each rule finds on its own, none stops the others.
//!
//! - `unreserved`: a listing only with, and not before, a start of acquisition; no net land, no
//!   sunk cost; with a start, at least a month of each duration.
//! - `reserved`: a month of net land and no start of acquisition; no households. Where its
//!   clearance goes on, the cost and the months that are left.
//! - `sold`: no dates, and neither cost nor time of acquisition and preparation to come; its start
//!   lag is the part that remains.
//! - `buyback`: as `unreserved`, but that its price and time follow from what is stated of it and
//!   from the scenario: a cut, or the two values of which a cut follows.
//!
//! Every plot has land and floor area of some use.

use crate::calendar::YearMonth;
use crate::finding::{Finding, Place};
use crate::portfolio::plot::{Draft, PlotStatus};

/// Checks a row against all rules.
pub(super) fn check(row: &Draft, place: &Place, findings: &mut Vec<Finding>) {
    let mut report = |key: &str, found: String, accepted: &str| {
        let (place, key) = (place.clone(), key.to_owned());
        findings.push(Finding { place, key, found, accepted: accepted.to_owned() });
    };
    size(row, &mut report);
    listing(row, &mut report);
    if let Some(status) = row.status {
        dates(row, status, &mut report);
        spending(row, status, &mut report);
        price(row, status, &mut report);
    }
    durations(row, &mut report);
}

/// A site without land or without anything to build on it has no price, and its ratios divide
/// by 0.
fn size(row: &Draft, report: &mut impl FnMut(&str, String, &str)) {
    if row.land_m2.is_some_and(|land| land <= 0.0) {
        report("land_m2", "no land".to_owned(), "a number of m² above 0");
    }
    let uses = [
        row.gfa_residential_m2,
        row.gfa_commercial_office_m2,
        row.gfa_affordable_m2,
        row.gfa_public_m2,
    ];
    if uses.iter().all(|area| area.is_some_and(|area| area <= 0.0)) {
        report("gfa_*_m2", "no floor area of any use".to_owned(), "a sum above 0");
    }
}

/// A listing before the acquisition begins is a slip of the year; one of an unreserved plot
/// that is never acquired could not come to pass.
fn listing(row: &Draft, report: &mut impl FnMut(&str, String, &str)) {
    let (Some(start), Some(Some(list))) = (row.reserve_start, row.list_date) else { return };
    match start {
        Some(start) if list < start => {
            let accepted = format!("an empty cell or a month from {start} on");
            report("list_date", format!("{list}, before reserve_start {start}"), &accepted);
        }
        None if row.status.is_some_and(is_to_come) => {
            let status = row.status.map_or("a row", article);
            let found = format!("{list} on {status} without reserve_start");
            report("list_date", found, "an empty cell, or a reserve_start");
        }
        _ => {}
    }
}

/// Which dates each status has: each marks a step that has not been taken before month 0.
fn dates(row: &Draft, status: PlotStatus, report: &mut impl FnMut(&str, String, &str)) {
    let mut empty = |key: &str, date: Option<Option<YearMonth>>, reason: &str| {
        if let Some(Some(date)) = date {
            report(key, format!("{date} on {}", article(status)), reason);
        }
    };
    if !is_to_come(status) {
        let reason = "an empty cell; only unreserved rows have a start of acquisition";
        empty("reserve_start", row.reserve_start, reason);
    }
    if status != PlotStatus::Reserved {
        let reason = "an empty cell; only reserved rows have a month of net land";
        empty("ready_date", row.ready_date, reason);
    }
    if status == PlotStatus::Sold {
        empty("list_date", row.list_date, "an empty cell; a sold row is not listed");
    }
    if status == PlotStatus::Reserved && row.ready_date == Some(None) {
        let found = "an empty cell on a reserved row".to_owned();
        report("ready_date", found, "the month of net land, such as 2011-06");
    }
}

/// What each status may still cost: money spent before month 0 is sunk, money of a plot that
/// was sold is not the reserve's.
fn spending(row: &Draft, status: PlotStatus, report: &mut impl FnMut(&str, String, &str)) {
    let mut zero = |key: &str, value: Option<f64>, reason: &str| {
        if let Some(value) = value.filter(|value| *value > 0.0) {
            report(key, format!("{value} on {}", article(status)), reason);
        }
    };
    if status == PlotStatus::Sold {
        let reason = "0; a sold row costs the reserve nothing";
        zero("acquisition_cost_cny", row.acquisition_cost_cny, reason);
        zero("acquisition_months", row.acquisition_months, reason);
    }
    if status == PlotStatus::Buyback {
        let reason = "0; what a buyback row costs follows from its price";
        zero("acquisition_cost_cny", row.acquisition_cost_cny, reason);
        zero("acquisition_months", row.acquisition_months, reason);
    }
    if status != PlotStatus::Unreserved {
        let reason = "0; households count where their clearance begins in the run";
        zero("households", row.households.map(f64::from), reason);
    }
    if status == PlotStatus::Sold {
        let reason = "0; a sold row costs the reserve nothing";
        zero("preparation_cost_cny", row.preparation_cost_cny, reason);
        zero("preparation_months", row.preparation_months, reason);
    }
    if is_to_come(status) {
        let reason = "0; an unreserved row has no cost from before the start";
        zero("sunk_cost_cny", row.sunk_cost_cny, reason);
    }
}

/// A planned acquisition takes a month at least; a duration of 0 would start and end in one
/// month.
fn durations(row: &Draft, report: &mut impl FnMut(&str, String, &str)) {
    if row.status == Some(PlotStatus::Reserved)
        && row.acquisition_cost_cny.is_some_and(|cost| cost > 0.0)
        && row.acquisition_months.is_some_and(|months| months < 1.0)
    {
        let found = "cost of clearance that is left, and no month of it".to_owned();
        report("acquisition_months", found, "the months that are left, 1 or more");
    }
    if row.status != Some(PlotStatus::Unreserved) || !matches!(row.reserve_start, Some(Some(_))) {
        return;
    }
    let durations = [
        ("acquisition_months", row.acquisition_months),
        ("preparation_months", row.preparation_months),
    ];
    for (key, months) in durations {
        if let Some(months) = months.filter(|months| *months < 1.0) {
            report(key, format!("{months} on a row with reserve_start"), "1 or more months");
        }
    }
}

/// Whether a plot of the status is not the reserve's at month 0.
fn is_to_come(status: PlotStatus) -> bool {
    matches!(status, PlotStatus::Unreserved | PlotStatus::Buyback)
}

/// What the price of land that is bought back follows from; other rows have nothing of it.
fn price(row: &Draft, status: PlotStatus, report: &mut impl FnMut(&str, String, &str)) {
    if status != PlotStatus::Buyback {
        for (key, cell) in [
            ("original_price_cny", row.original_price_cny),
            ("cut", row.cut),
            ("value_original_plan_cny", row.value_original_plan_cny),
            ("value_benchmark_cny", row.value_benchmark_cny),
        ] {
            if let Some(Some(value)) = cell {
                let reason = "an empty cell; only buyback rows are bought at such a price";
                report(key, format!("{value} on {}", article(status)), reason);
            }
        }
        return;
    }
    let (Some(cut), Some(plan), Some(benchmark)) =
        (row.cut, row.value_original_plan_cny, row.value_benchmark_cny)
    else {
        return;
    };
    if cut.is_none() && (plan.is_none() || benchmark.is_none_or(|value| value <= 0.0)) {
        let found = "an empty cell on a buyback row without both values".to_owned();
        let accepted = "a share from 0 to 1, or value_original_plan_cny and value_benchmark_cny";
        report("cut", found, accepted);
    }
}

/// A status as findings name the row.
fn article(status: PlotStatus) -> &'static str {
    match status {
        PlotStatus::Unreserved => "an unreserved row",
        PlotStatus::Reserved => "a reserved row",
        PlotStatus::Sold => "a sold row",
        PlotStatus::Buyback => "a buyback row",
    }
}
