//! Carry-over: granted or allocated before the plan begins, works not started.
//!
//! The plan expects more floor area to be started than the plots that it sells early enough can
//! bring, so the rest must have been granted before: the rows whose own lag ends within the plan
//! sum to that rest exactly. Rows with a longer lag come on top, in the same proportions, for some
//! land waits longer than a plan. Of carry-over only the works matter; it has neither cost nor
//! price in the model.

use crate::portfolio::generate::assumptions::{Generator, Zone};
use crate::portfolio::generate::draw::{Draw, Stream};
use crate::portfolio::generate::sites::{identify, sites, zone_name};
use crate::portfolio::generate::totals::{CarryOver, Group};
use crate::portfolio::plan::Plan;
use crate::portfolio::planned::{Planned, PlannedTerms};
use crate::portfolio::plot::{Plot, PlotClass, PlotStatus};
use crate::quantity::whole_months;

/// The carry-over rows that make the plan as planned of all rows, with those `to_sell`, the
/// published one: rows for the market, then separately built affordable housing.
pub(super) fn plots(
    seed: u64,
    plan: &Plan,
    assumptions: &Generator,
    to_sell: &[Plot],
) -> Vec<Plot> {
    let terms = assumptions.terms(plan);
    let needed = CarryOver::of(plan, assumptions, &Planned::of(to_sell, &terms).started);
    let market = (Stream::CarryOver, &needed.market, "synthetic");
    let affordable =
        (Stream::Affordable, &needed.affordable, "synthetic: separately built affordable housing");
    let mut plots = Vec::new();
    for (stream, group, source) in [market, affordable] {
        let mut draw = Draw::new(seed, stream);
        for plot in group_plots(&mut draw, assumptions, &terms, group) {
            let mut plot = Plot { source: source.to_owned(), ..plot };
            let zone = plot.zone.clone();
            identify(&mut plot, "carry", plots.len() + 1, zone_name(assumptions, &zone));
            plots.push(plot);
        }
    }
    plots
}

/// The rows of a group: those that start within the plan, which share its totals, then the later
/// ones.
fn group_plots(
    draw: &mut Draw,
    assumptions: &Generator,
    terms: &PlannedTerms,
    group: &Group,
) -> Vec<Plot> {
    let lags = (0..group.plots).map(|_| start_lag(draw, assumptions));
    let (within, later): (Vec<f64>, Vec<f64>) =
        lags.partition(|lag| whole_months(*lag) < terms.window_months);
    let group = Group { plots: within.len(), ..*group };
    let mut plots = rows(draw, assumptions, &group, &within);
    plots.extend(rows(draw, assumptions, &group.of_plots(later.len()), &later));
    plots
}

/// The rows of a group with these lags, without identity.
fn rows(draw: &mut Draw, assumptions: &Generator, group: &Group, lags: &[f64]) -> Vec<Plot> {
    let sites = sites(draw, group, assumptions, |zone: &Zone| zone.carry_over_weight);
    let rows = sites.into_iter().zip(lags).map(|(site, lag)| Plot {
        // A sold plot shares no gain any more; who led its reserve no longer matters.
        class: PlotClass::District,
        start_lag_months: Some(*lag),
        ..site.row(PlotStatus::Sold)
    });
    rows.collect()
}

/// Remaining months to the start of works.
fn start_lag(draw: &mut Draw, assumptions: &Generator) -> f64 {
    let mean = assumptions.start_lag_mean_months.value;
    let drawn = (mean * draw.factor(assumptions.start_lag_log_sd.value)).round();
    drawn.max(assumptions.start_lag_least_months.value).min(assumptions.start_lag_most_months.value)
}
