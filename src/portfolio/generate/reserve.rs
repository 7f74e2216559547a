//! The reserve programme: plots whose acquisition starts in the plan period.
//!
//! Sites come first, then old areas within what fits on them, then what each is to cost by its
//! value and its time by its households, then dates by the time each needs. Rows are numbered
//! last, by start of acquisition, so `reserve-01` starts first in every draw.

use crate::portfolio::generate::apportion::{Share, apportion};
use crate::portfolio::generate::assumptions::{Generator, Zone};
use crate::portfolio::generate::cost;
use crate::portfolio::generate::draw::{Draw, Stream, truncated};
use crate::portfolio::generate::sites::{Site, identify, sites, zone_name};
use crate::portfolio::generate::totals::{Totals, count};
use crate::portfolio::plan::Plan;
use crate::portfolio::plan_total::Total;
use crate::portfolio::plot::{Plot, PlotStatus};

/// The rows of the reserve programme, numbered by start of acquisition.
pub(super) fn plots(seed: u64, plan: &Plan, assumptions: &Generator, totals: &Totals) -> Vec<Plot> {
    let weight = |zone: &Zone| zone.reserve_weight;
    let mut draw = Draw::new(seed, Stream::Both);
    let mut chosen = sites(&mut draw, &totals.both, assumptions, weight);
    let mut draw = Draw::new(seed, Stream::ReserveOnly);
    chosen.extend(sites(&mut draw, &totals.reserve_only, assumptions, weight));
    let mut draw = Draw::new(seed, Stream::Acquisition);
    let old_areas = old_areas(&mut draw, plan, assumptions, &chosen);
    let mut plots: Vec<Plot> = chosen
        .iter()
        .zip(&old_areas)
        .map(|(site, old_area)| acquired(&mut draw, assumptions, site, old_area))
        .collect();
    let (both, reserve_only) = plots.split_at_mut(totals.both.plots.min(chosen.len()));
    list_in_plan(&mut draw, plan, assumptions, both);
    list_after_plan(&mut draw, plan, assumptions, reserve_only);
    plots.sort_by_key(|plot| (plot.reserve_start, plot.list_date));
    for (index, plot) in plots.iter_mut().enumerate() {
        let zone = plot.zone.clone();
        identify(plot, "reserve", index + 1, zone_name(assumptions, &zone));
    }
    plots
}

/// Old housing on a plot.
#[derive(Debug, Clone, Copy, PartialEq)]
struct OldArea {
    households: f64,
    demolished_m2: f64,
}

/// Households and old housing of every plot; about half of the plots have none.
fn old_areas(
    draw: &mut Draw,
    plan: &Plan,
    assumptions: &Generator,
    sites: &[Site<'_>],
) -> Vec<OldArea> {
    let per_household =
        plan.amount(Total::RenewalDemolishedGfaM2) / plan.amount(Total::RenewalHouseholds);
    let most: Vec<f64> =
        sites.iter().map(|site| most_households(assumptions, site, per_household)).collect();
    // Larger sites are likelier: the root leaves small old areas, and room enough for all.
    let likely = |(site, most): (&Site<'_>, &f64)| site.zone.old_area_weight * most.sqrt();
    let weights: Vec<f64> = sites.iter().zip(&most).map(likely).collect();
    let chosen = draw.sample(&weights, count(f64::from(assumptions.old_area_plots.value)));
    let share = |index: &usize| Share {
        weight: most[*index] * draw.factor(assumptions.households_log_sd.value),
        least: 1.0,
        most: most[*index],
    };
    let shares: Vec<Share> = chosen.iter().map(share).collect();
    let households = apportion(plan.amount(Total::RenewalHouseholds), &shares);
    let share = |(index, households): (&usize, &f64)| {
        let weight = households * draw.factor(assumptions.demolished_log_sd.value);
        Share::up_to(weight, room(assumptions, &sites[*index]))
    };
    let shares: Vec<Share> = chosen.iter().zip(&households).map(share).collect();
    let demolished = apportion(plan.amount(Total::RenewalDemolishedGfaM2), &shares);
    let mut old_areas = vec![OldArea { households: 0.0, demolished_m2: 0.0 }; sites.len()];
    for (position, index) in chosen.into_iter().enumerate() {
        old_areas[index] =
            OldArea { households: households[position], demolished_m2: demolished[position] };
    }
    old_areas
}

/// Most households a site can have had, and can be planned for sale with.
fn most_households(assumptions: &Generator, site: &Site<'_>, per_household: f64) -> f64 {
    let housed = room(assumptions, site) / per_household;
    let affordable = site.gfa_m2() / assumptions.gfa_per_household_least.value;
    housed.min(affordable).floor().max(1.0)
}

/// Most old housing a site can have held (m²).
fn room(assumptions: &Generator, site: &Site<'_>) -> f64 {
    let ratio = assumptions.old_area_floor_area_ratio.value;
    (site.land_m2 * ratio * assumptions.old_area_most_share.value).floor()
}

/// The row of a plot with the durations of its acquisition and preparation, and its claims on what
/// both cost.
fn acquired(draw: &mut Draw, assumptions: &Generator, site: &Site<'_>, old_area: &OldArea) -> Plot {
    let mut plot = site.row(PlotStatus::Unreserved);
    plot.acquisition_cost_cny = cost::claim(draw, assumptions, &plot);
    plot.preparation_cost_cny = site.gfa_m2();
    let log_sd = assumptions.duration_log_sd.value;
    let acquisition = Duration {
        least: assumptions.acquisition_months_least.value,
        most: assumptions.acquisition_months_most.value,
        size: old_area.households / assumptions.acquisition_months_households.value,
    };
    plot.acquisition_months = acquisition.months(draw.factor(log_sd));
    plot.preparation_months = preparation(assumptions, site.gfa_m2()).months(draw.factor(log_sd));
    plot.households = u32::try_from(count(old_area.households)).unwrap_or(u32::MAX);
    plot.demolished_gfa_m2 = old_area.demolished_m2;
    plot
}

/// Plots that start early enough to be dealt before the plan ends: starts are spread evenly
/// over the first months, each is listed when it is planned to be net land and a few months
/// have passed, and one that would be too late starts earlier.
fn list_in_plan(draw: &mut Draw, plan: &Plan, assumptions: &Generator, plots: &mut [Plot]) {
    let months = f64::from(assumptions.reserve_both_start_months.value);
    let count = plots.len();
    for (index, plot) in plots.iter_mut().enumerate() {
        let drawn = truncated(months * draw.evenly(index, count));
        let to_listing = months_to_listing(draw, assumptions, plot);
        let last = plan.period.months() - 1 - month(assumptions.notice_months.value);
        let start = drawn.min(last - to_listing).max(0);
        let reserve_start = plan.period.first.plus(start);
        plot.reserve_start = Some(reserve_start);
        plot.list_date = Some(reserve_start.plus(to_listing));
    }
}

/// Plots that start later and are left for the next plan to sell.
fn list_after_plan(draw: &mut Draw, plan: &Plan, assumptions: &Generator, plots: &mut [Plot]) {
    let first = f64::from(assumptions.reserve_only_first_month.value);
    let end = f64::from(assumptions.reserve_start_months.value);
    let count = plots.len();
    for (index, plot) in plots.iter_mut().enumerate() {
        let drawn = truncated(first + (end - first) * draw.evenly(index, count));
        let to_listing = months_to_listing(draw, assumptions, plot);
        let start = drawn.min(month(assumptions.last_listing_month.value) - to_listing);
        let held = draw.whole(0, month(assumptions.listing_after_plan_months.value) - 1);
        let reserve_start = plan.period.first.plus(start);
        let earliest = plan.period.last.plus(1 + held);
        plot.reserve_start = Some(reserve_start);
        plot.list_date = Some(reserve_start.plus(to_listing).max(earliest));
    }
}

/// Planned months from the start of acquisition to listing, with a drawn gap after net land.
fn months_to_listing(draw: &mut Draw, assumptions: &Generator, plot: &Plot) -> i32 {
    let gap = draw.whole(1, month(assumptions.listing_gap_months.value));
    truncated(plot.acquisition_months) + truncated(plot.preparation_months) + gap
}

fn month(value: u32) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

/// A planned duration that grows with size and levels off:
/// least + (most - least)(1 - e^-size), all in months, `size` in units at which 63 % of the
/// added time is reached.
#[derive(Debug, Clone, Copy)]
pub(super) struct Duration {
    least: f64,
    most: f64,
    size: f64,
}

impl Duration {
    /// Whole months, `factor` times the expectation, within the bounds.
    pub(super) fn months(&self, factor: f64) -> f64 {
        let grown = 1.0 - libm::exp(-self.size);
        let expected = self.least + (self.most - self.least) * grown;
        (expected * factor).round().max(self.least).min(self.most)
    }
}

/// Primary development of a plot by its floor area (m²).
pub(super) fn preparation(assumptions: &Generator, gfa_m2: f64) -> Duration {
    Duration {
        least: assumptions.preparation_months_least.value,
        most: assumptions.preparation_months_most.value,
        size: gfa_m2 / assumptions.preparation_months_gfa.value,
    }
}
