//! Stock of the previous plan: acquired before the plan begins, sold under it.

use crate::portfolio::generate::assumptions::{Generator, Named, Zone};
use crate::portfolio::generate::cost;
use crate::portfolio::generate::draw::{Draw, Stream, truncated};
use crate::portfolio::generate::reserve::preparation;
use crate::portfolio::generate::sites::{identify, sites};
use crate::portfolio::generate::totals::Totals;
use crate::portfolio::plan::Plan;
use crate::portfolio::plot::{Plot, PlotStatus};

/// The stock rows: the named plots, then the drawn ones numbered by listing.
pub(super) fn plots(seed: u64, plan: &Plan, assumptions: &Generator, totals: &Totals) -> Vec<Plot> {
    let mut draw = Draw::new(seed, Stream::Stock);
    let sites = sites(&mut draw, &totals.stock, assumptions, |zone: &Zone| zone.stock_weight);
    let mut plots: Vec<Plot> =
        assumptions.named.iter().map(|named| named_plot(plan, assumptions, named)).collect();
    for (index, site) in sites.iter().enumerate() {
        let mut plot = site.row(PlotStatus::Reserved);
        let ready = schedule(&mut draw, plan, assumptions, (index, sites.len()), &mut plot);
        let factor = draw.factor(assumptions.duration_log_sd.value);
        prepare(assumptions, ready, factor, &mut plot);
        identify(&mut plot, "stock", index + 1, &site.zone.name);
        plots.push(plot);
    }
    for plot in &mut plots {
        plot.sunk_cost_cny = cost::claim(&mut draw, assumptions, plot);
    }
    plots
}

/// The row of a plot known from the press: its areas and dates as stated.
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
        build_months: named.build_months,
        quality: named.quality,
        source: named.source.clone(),
        ..Plot::blank()
    };
    prepare(assumptions, named.ready_date.months_since(plan.period.first), 1.0, &mut plot);
    plot
}

/// Dates of the plot at `index` of `plots`: listings fill the plan in order, up to the last that
/// can be dealt within it; the month of net land comes somewhat before. Returns the month of net
/// land.
fn schedule(
    draw: &mut Draw,
    plan: &Plan,
    assumptions: &Generator,
    (index, plots): (usize, usize),
    plot: &mut Plot,
) -> i32 {
    let exponent = assumptions.stock_listing_exponent.value;
    let gone_by = libm::pow(draw.evenly(index, plots), exponent);
    let listings = plan.period.months() - whole(assumptions.notice_months.value);
    let list = truncated(f64::from(listings) * gone_by);
    let wait = draw.whole(0, whole(assumptions.stock_listing_wait_months.value) - 1);
    let ready = (list - wait).min(whole(assumptions.stock_ready_months.value) - 1).max(0);
    plot.list_date = Some(plan.period.first.plus(list));
    plot.ready_date = Some(plan.period.first.plus(ready));
    ready
}

/// Primary development still to do: as much of it as fits before the month of net land. What it
/// costs is shared out later, by floor area and by what is left.
fn prepare(assumptions: &Generator, ready: i32, factor: f64, plot: &mut Plot) {
    if ready < whole(assumptions.ready_at_once_months.value) {
        return;
    }
    let gfa_m2 = plot.gfa_m2();
    let all = preparation(assumptions, gfa_m2).months(factor);
    let left = all.min(f64::from(ready));
    plot.preparation_months = left;
    plot.preparation_cost_cny = gfa_m2 * left / all;
}

fn whole(value: u32) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}
