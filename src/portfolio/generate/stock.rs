//! Stock of the previous plan: acquired before the plan begins, sold under it.

use crate::portfolio::generate::assumptions::{Generator, Named, Zone};
use crate::portfolio::generate::draw::{Draw, Stream, truncated};
use crate::portfolio::generate::reserve::{preparation, preparation_cost, to_ten_thousands};
use crate::portfolio::generate::sites::{Site, identify, sites};
use crate::portfolio::generate::totals::{Totals, count};
use crate::portfolio::plan::Plan;
use crate::portfolio::plot::{Plot, PlotStatus};

/// The stock rows: the named plots, then the drawn ones numbered by listing.
pub(super) fn plots(seed: u64, plan: &Plan, assumptions: &Generator, totals: &Totals) -> Vec<Plot> {
    let mut draw = Draw::new(seed, Stream::Stock);
    let sites = sites(&mut draw, &totals.stock, assumptions, |zone: &Zone| zone.stock_weight);
    let wanted = count(f64::from(assumptions.costly_plots.value));
    let costly = draw.sample(&vec![1.0; sites.len()], wanted);
    let mut plots: Vec<Plot> =
        assumptions.named.iter().map(|named| named_plot(plan, assumptions, named)).collect();
    for (index, site) in sites.iter().enumerate() {
        let mut plot = site.row(PlotStatus::Reserved);
        let ready = schedule(&mut draw, plan, assumptions, (index, sites.len()), &mut plot);
        let factor = draw.factor(assumptions.duration_log_sd.value);
        prepare(assumptions, ready, factor, &mut plot);
        let multiplier =
            if costly.contains(&index) { assumptions.costly_multiplier.value } else { 1.0 };
        plot.sunk_cost_cny = sunk_cost(&mut draw, assumptions, site, multiplier);
        identify(&mut plot, "stock", index + 1, &site.zone.name);
        plots.push(plot);
    }
    plots
}

/// The row of a plot known from the press: its areas and dates as stated, cost as of all
/// stock.
fn named_plot(plan: &Plan, assumptions: &Generator, named: &Named) -> Plot {
    let mut plot = Plot {
        plot_id: named.plot_id.clone(),
        name: named.name.clone(),
        zone: named.zone.clone(),
        class: named.class,
        status: PlotStatus::Reserved,
        land_m2: named.land_m2,
        gfa_residential_m2: named.gfa_residential_m2,
        gfa_commercial_office_m2: named.gfa_commercial_office_m2,
        gfa_affordable_m2: named.gfa_affordable_m2,
        gfa_public_m2: named.gfa_public_m2,
        list_date: Some(named.list_date),
        ready_date: Some(named.ready_date),
        sunk_cost_cny: to_ten_thousands(named.gfa_m2() * assumptions.sunk_cost_per_m2.value),
        build_months: named.build_months,
        quality: named.quality,
        source: named.source.clone(),
        ..Plot::blank()
    };
    prepare(assumptions, named.ready_date.months_since(plan.period.first), 1.0, &mut plot);
    plot
}

/// Dates of the plot at `index` of `plots`: listings fill the plan in order, the month of net
/// land comes somewhat before. Returns the month of net land.
fn schedule(
    draw: &mut Draw,
    plan: &Plan,
    assumptions: &Generator,
    (index, plots): (usize, usize),
    plot: &mut Plot,
) -> i32 {
    let exponent = assumptions.stock_listing_exponent.value;
    let gone_by = libm::pow(draw.evenly(index, plots), exponent);
    let list = truncated(f64::from(plan.period.months()) * gone_by);
    let wait = draw.whole(0, whole(assumptions.stock_listing_wait_months.value) - 1);
    let ready = (list - wait).min(whole(assumptions.stock_ready_months.value) - 1).max(0);
    plot.list_date = Some(plan.period.first.plus(list));
    plot.ready_date = Some(plan.period.first.plus(ready));
    ready
}

/// Primary development still to do: as much of it as fits before the month of net land.
fn prepare(assumptions: &Generator, ready: i32, factor: f64, plot: &mut Plot) {
    if ready < whole(assumptions.ready_at_once_months.value) {
        return;
    }
    let gfa_m2 = plot.gfa_m2();
    let all = preparation(assumptions, gfa_m2).months(factor);
    let left = all.min(f64::from(ready));
    plot.preparation_months = left;
    plot.preparation_cost_cny =
        to_ten_thousands(preparation_cost(assumptions, gfa_m2) * left / all);
}

/// Spent before the plan (CNY): floor area times the assumed cost, scattered around it with
/// mean 1.
fn sunk_cost(draw: &mut Draw, assumptions: &Generator, site: &Site<'_>, multiplier: f64) -> f64 {
    let noise = draw.factor(assumptions.sunk_cost_log_sd.value);
    to_ten_thousands(site.gfa_m2() * assumptions.sunk_cost_per_m2.value * multiplier * noise)
}

fn whole(value: u32) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}
